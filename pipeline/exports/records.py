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


def bad_header(header: list[str]) -> str:
    """Return what is wrong with the first row of a table that is not recognised as one."""
    seen = set()
    for position, name in enumerate(map(plain, header), start=1):
        if not name or name in seen:
            found = f"has the header {name!r} twice" if name else f"has no header in column {position}"
            return (
                f"its first row {found}. Let the first row name each column once, and nothing stand above it or beside."
            )
        seen.add(name)
    return "its first row names no column."


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a record table; every column is a text field whose question is the header."""
    if len(raw.grids) > 1:
        names = ", ".join(repr(grid.name) for grid in raw.grids)
        raise ExportError(
            f"{raw.path.name} has values on several sheets: {names}. Name the one to read (sheet in source.yaml, "
            "--sheet of pipeline.inspect); a further one with records is a source of its own."
        )
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
