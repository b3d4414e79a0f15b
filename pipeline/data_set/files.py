"""The public data set of an edition: tables, maps, data package, codebook, terms, changes, and all in one archive.

Decides nothing: tables and columns are let in by name, joined and described.
"""

import io
import json

import pandas as pd

from pipeline import pages, tables
from pipeline.core import codebook, paths
from pipeline.data_set import archive, assemble, codes, geography, licences, schema, words
from pipeline.data_set.changes import Changes, changes
from pipeline.data_set.edition import Edition, read


def data_set(edition: Edition, known_licences: pd.DataFrame, compared: Changes | None) -> dict[str, bytes]:
    """Return every file of the data set by its name.

    known_licences: licences.csv of the codebook. compared: this edition beside another, None for a first
    one.
    """
    licence = licences.licence_of(edition.sources, known_licences)
    meanings = codes.codes(set(edition.engagements["partner_country_code"].dropna()))
    lists = _lists(meanings)
    made = assemble.tables_of(edition, meanings)
    texts = {
        **words.texts(edition, made, licence, known_licences, compared),
        **geography.collections(edition, made, lists, licence.label),
        "codebook.html": words.codebook_page(edition, meanings, licence),
        "style.css": pages.style(),
    }
    written = {name: text.encode() for name, text in texts.items()}
    for name, table in made.items():
        written[f"{name}.csv"] = tables.as_csv(table).encode()
        written[f"{name}.parquet"] = _parquet(table)
    package = schema.package(edition, archive.described(written), licence, lists)
    written["datapackage.json"] = (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()
    written["SHA256SUMS"] = archive.checksums(written).encode()
    return written | {f"{edition.name}.zip": archive.archive(written, edition.name)}


def _lists(meanings: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return list → code → label; of countries only those that are used, maybe none."""
    return {"countries": {}} | {
        name: dict(zip(part["code"], part["label"], strict=True))
        for name, part in meanings.groupby("list_name", sort=False)
    }


def _parquet(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    written = io.BytesIO()
    table.to_parquet(written, index=False)
    return written.getvalue()


def _compared(edition: Edition) -> Changes | None:
    """Return this edition beside the one it is compared with, None when it is with none."""
    other = edition.choices["compared_with"]
    if other is None:
        return None
    engagements = pd.read_parquet(paths.DEDUPLICATED / other / "engagements.parquet")
    return changes(edition.changes, edition.engagements, engagements, other)


def of_edition(edition: str) -> dict[str, bytes]:
    """Return every file of the data set of an edition by its name, from what earlier stages left."""
    found = read(edition, codebook.read("us_added_places"))
    return data_set(found, codebook.read("licences"), _compared(found))
