"""ODK Central: a CSV file of submissions, and one more beside it for each repeat, joined by PARENT_KEY."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.exports import kobo, text
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.grid import RawFile, neighbours
from pipeline.exports.wording import plain


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is ODK Central's. Raises ExportError for a repeat table alone."""
    if raw.form not in ("text", "workbook"):
        return ""
    headers = {plain(header) for header in raw.first.row(0)}
    if {"PARENT_KEY", "KEY"} <= headers:
        raise ExportError(
            f"{raw.path.name} is the table of a repeat in ODK Central's download; name the file of submissions, which "
            "has a column SubmissionDate, and leave this one beside it."
        )
    if "KEY" in headers and len(headers & kobo.CENTRAL) >= 4:
        return "Columns are named KEY, SubmissionDate, SubmitterID and so on, as only ODK Central names them."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return an ODK Central export with the repeats in the files beside it."""
    tables = {path.name: text.read(path) for path in neighbours(raw.path, f"{raw.path.stem}-", ".csv")}
    named = {
        name: replace(grid, name=name.removeprefix(f"{raw.path.stem}-").removesuffix(".csv"))
        for name, grid in tables.items()
    }
    return kobo.read_forms(replace(raw, beside=named), "odk", evidence, known, "-")
