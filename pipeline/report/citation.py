"""How to cite an edition: in words, and as citation.cff for reference managers."""

import yaml

from pipeline.core import days
from pipeline.report.edition import Edition

AUTHORS = "The City Diplomacy Findings authors"


def cite_as(edition: Edition) -> str:
    """Return the citation of an edition."""
    simulated = " Simulated data." if edition.is_simulated else ""
    ended = days.in_words(edition.choices["cut_off"])
    return f"{AUTHORS}. {edition.choices['title']}. Edition {edition.name}, {ended}.{simulated}"


def citation_file(edition: Edition) -> str:
    """Return the content of citation.cff (version 1.2.0 of that format)."""
    simulated = " (simulated data)" if edition.is_simulated else ""
    told = {
        "cff-version": "1.2.0",
        "message": "If you quote a number of this edition, please cite it as below.",
        "type": "dataset",
        "title": f"{edition.choices['title']}{simulated}",
        "version": edition.name,
        "date-released": edition.choices["cut_off"],
        "authors": [{"name": AUTHORS}],
        "abstract": edition.choices["coverage"].strip(),
        "references": [
            {
                "type": "data",
                "title": source.title,
                "authors": [{"name": source.producer}],
                "date-accessed": source.accessed,
                "notes": f"Licence: {source.licence}",
                **({"url": f"https://{source.address}"} if source.address else {}),
            }
            for source in edition.sources
        ],
    }
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
