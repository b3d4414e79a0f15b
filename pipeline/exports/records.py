"""Plain record tables: one header row, one record per row, no survey platform's columns."""

from collections import Counter
from collections.abc import Sequence

from pipeline.exports import fields
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.grid import RawFile
from pipeline.exports.wording import plain


def recognise(raw: RawFile) -> str:
    """Return what shows a plain table: a header in every column that is filled, each one only once."""
    headers = [plain(header) for header in raw.first.row(0)]
    filled = [header for header in headers if header]
    if len(raw.first.cells) > 1 and len(filled) == len(headers) == len(set(filled)):
        return f"The first row has {len(headers)} different headers, and none is a survey platform's."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a record table; every column is a text field whose question is the header."""
    headers = _different([plain(header) for header in raw.first.row(0)])
    rows = raw.first.below(1)
    if not len(rows):
        raise ExportError(f"{raw.path.name} has a header row and no record below it.")
    parts = [
        fields.part(rows, headers, position, header, "text")
        for position, header in enumerate(headers)
        if not header.startswith("(column ") or rows[position].notna().any()
    ]
    return fields.export(raw, "records", evidence, rows, parts, {}, about_people=False)


def _different(headers: list[str]) -> list[str]:
    """Return the headers; one that is blank is named by its column, one that came before gets a number."""
    seen: Counter[str] = Counter()
    different = []
    for position, header in enumerate(headers, start=1):
        header = header or f"(column {position})"
        seen[header] += 1
        different.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return different
