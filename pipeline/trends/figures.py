"""The main findings edition by edition, as the tables that the page and its CSV files are made from."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.tables.trend import DATA, Overview, Trend
from pipeline.trends.editions import Edition

# Section → how its part of the page is called.
SECTIONS = {
    "headline": "How many",
    "method": "How: methods",
    "priority": "What for: priority areas",
    "region": "Where: regions of the world",
    "country": "Where: partner countries",
    "staffing": "With what means: responding cities that have",
}
# So many of each section, by rank in any edition of the line; ties are kept, nothing that none was counted of.
FIRST = 5
CHANGE = {"difference": "difference", "lower": "difference_lower", "upper": "difference_upper"}


def overview(lines: list[list[Edition]]) -> DataFrame[Overview]:
    """Return a row for each edition, in the order of the page."""
    rows = [
        edition.choices
        | {
            "edition": edition.name,
            "cut_off": edition.choices["cut_off"].isoformat(),
            "data": DATA[edition.is_simulated],
            "line": place,
            "sources": len(edition.sources),
            "surveys": sum(source.kind == "survey" for source in edition.sources),
        }
        for place, line in enumerate(lines, start=1)
        for edition in line
    ]
    return Overview.validate(tables.typed(pd.DataFrame(rows), Overview), lazy=True)


def trend(lines: list[list[Edition]]) -> DataFrame[Trend]:
    """Return the main findings of every edition: by line, then finding, then edition from the oldest to the newest.

    A finding that is among the first of one edition is shown for each edition of its line that has it.
    """
    parts = [_of_line(line).assign(line=place) for place, line in enumerate(lines, start=1)]
    return Trend.validate(tables.typed(pd.concat(parts, ignore_index=True), Trend), lazy=True)


def _of_line(line: list[Edition]) -> pd.DataFrame:
    """Return the main findings of editions that may be compared."""
    wanted = _main(line)
    parts = [_of_edition(edition, wanted) for edition in line]
    told = pd.concat(parts, ignore_index=True)
    place = told["finding_id"].map({finding_id: place for place, finding_id in enumerate(wanted)})
    # Stable: within a finding, the order of the line.
    return told.assign(place=place).sort_values("place", kind="stable", ignore_index=True)


def _main(line: list[Edition]) -> list[str]:
    """Return the identifiers of the findings that are shown, those of the newest edition in its order first."""
    shown: dict[str, None] = {}
    for section in SECTIONS:
        for edition in reversed(line):
            mine = edition.findings.loc[edition.findings["section"].eq(section)]
            is_first = mine["rank"].le(FIRST) & mine["count"].gt(0) if section != "headline" else mine["count"].ge(0)
            shown |= dict.fromkeys(mine.loc[is_first.fillna(False).astype(bool), "finding_id"])
    return list(shown)


def _of_edition(edition: Edition, wanted: list[str]) -> pd.DataFrame:
    """Return the wanted findings of an edition, each with its change from the edition it is compared with."""
    found = edition.findings.loc[edition.findings["finding_id"].isin(wanted)]
    compared = edition.editions.set_index("finding_id")
    changes = {mine: found["finding_id"].map(compared[theirs]) for theirs, mine in CHANGE.items()}
    changes["compared_with"] = found["finding_id"].map(compared["compared_with"])
    return found.assign(edition=edition.name, data=DATA[edition.is_simulated], **changes)
