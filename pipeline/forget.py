"""Delete a response at its respondent's request: `python -m pipeline.forget EDITION RESPONSE --by INITIALS`.

RESPONSE is source and row, such as city_survey:17. Its row is blanked in the raw file, decisions on it leave the
codebook, every stage runs anew, and DVC's copies of older files go. What stays is that the row was there, withdrawn.
"""

import argparse
import csv
import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd

from pipeline import exports
from pipeline.core import codebook, disk, params, paths, sources, stage
from pipeline.intake import privacy
from pipeline.intake.survey import known_questions
from pipeline.phrases import folded

# In a workbook with a sheet for each repeat: the column of a repeated row, and that of the response it belongs to.
PARENT_COLUMNS = {"_parent_index": "_index", "_submission__id": "_id", "_submission__uuid": "_uuid"}
LOOKED_THROUGH = ["data", "reports", "notebooks/executed", ".dvc/cache"]


class ForgetError(stage.InputError):
    """A response cannot be deleted, or traces of it are left: what was found, where, and what to do."""


def withdraw(edition: str, response_id: str, decided_by: str, decided_on: str) -> list[str]:
    """Blank a response in every edition that has it and note it in the codebook; return what identified it.

    Raises ForgetError, with all files as they were, when the file's kind cannot be rewritten row by row.
    """
    source_id, _, row = response_id.rpartition(":")
    asked = next((source for source in sources.read(edition) if source.source_id == source_id), None)
    if asked is None or asked.kind != "survey" or not row.isdigit():
        raise ForgetError(f"{response_id} is no response of a survey of {edition}: source, a colon and the row.")
    if asked.simulated:
        raise ForgetError(
            f"{source_id} is simulated: its responses are nobody's, and `dvc repro` would write them again."
        )
    original = asked.file.read_bytes()
    identifying = _blank_row(asked, int(row))
    named = [edition]
    for other in sorted(set(params.read()["editions"]) - {edition}):
        copy = paths.RAW / other / source_id / asked.file.name
        if copy.is_file() and copy.read_bytes() == original:
            disk.write(copy, asked.file.read_bytes())
            named.append(other)
    for name in named:
        _without_decisions(name, response_id)
    lines = pd.DataFrame(
        [(name, response_id, decided_on, decided_by) for name in named], columns=codebook.TABLES["withdrawn"][0]
    )
    codebook.write("withdrawn", pd.concat([codebook.read("withdrawn"), lines], ignore_index=True))
    return identifying


def _blank_row(source: sources.Source, row: int) -> list[str]:
    """Blank one row of a raw file and return what identified its respondent; all other rows must read as before."""
    before, original = _read(source), source.file.read_bytes()
    if row not in before.answers.index:
        raise ForgetError(f"{source.file} has no response in row {row}. The header is row 1.")
    identifying = _identifying(before.personal.loc[[row]])
    # A workbook made by a spreadsheet program; everything else that can be rewritten is text.
    is_workbook = original.startswith(b"PK")
    disk.write(source.file, _workbook_without(source, row) if is_workbook else _text_without(source, before, row))
    try:
        after = _read(source)
        same = after.answers.equals(before.answers.drop(index=row)[list(after.answers)])
    except exports.ExportError:
        same = False
    if not same or len(after.fields) != len(before.fields):
        disk.write(source.file, original)
        raise ForgetError(
            f"{source.file.name} cannot be rewritten without this row and stay the same otherwise. Delete the response "
            "on the survey platform, export anew, and put the new file in its place."
        )
    return identifying


def _identifying(personal: pd.DataFrame) -> list[str]:
    """Return the values in the personal columns of one response that identify somebody, as written."""
    telling = set(privacy.identifying_values(personal))
    return [value for value in personal.iloc[0].dropna() if folded(value) in telling]


def _read(source: sources.Source) -> exports.Export:
    """Return what the raw file of a source holds."""
    known = known_questions(codebook.read("questionnaire"), codebook.read("options"))
    return exports.read(source.file, source.platform, source.sheet, known)


def _text_without(source: sources.Source, export: exports.Export, row: int) -> bytes:
    """Return a delimited text with one row blank, all other bytes as they are; the rows below keep their numbers."""
    if not export.delimiter:
        raise ForgetError(
            f"{source.file.name} is neither text nor a workbook; a row cannot be taken out of it here. Delete the "
            "response on the survey platform, export anew, and put the new file in its place."
        )
    text = source.file.read_bytes().decode(export.encoding)
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=export.delimiter)
    first = 0
    for number, cells in enumerate(reader, start=1):
        if number == row:
            end = lines[reader.line_num - 1]
            blank = export.delimiter * (len(cells) - 1) + end[len(end.rstrip("\r\n")) :]
            lines[first : reader.line_num] = [blank]
            break
        first = reader.line_num
    return "".join(lines).encode(export.encoding)


def _workbook_without(source: sources.Source, row: int) -> bytes:
    """Return a workbook with the row of one response blank, and the rows that belong to it on sheets of repeats."""
    book = openpyxl.load_workbook(source.file)
    sheet = book[source.sheet] if source.sheet else book.worksheets[0]
    response = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[row]], strict=False))
    for other in book.worksheets:
        header = {cell.value: cell.column for cell in other[1]}
        for own, parent in PARENT_COLUMNS.items():
            if other is not sheet and own in header and response.get(parent) is not None:
                belonging = [
                    cells[0].row
                    for cells in other.iter_rows(min_row=2)
                    if cells[header[own] - 1].value == response[parent]
                ]
                _blank_cells(other, belonging)
    _blank_cells(sheet, [row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _blank_cells(sheet, rows: list[int]) -> None:
    """Blank the cells of these rows of a sheet."""
    for row in rows:
        for cell in sheet[row]:
            cell.value = None
            cell.comment = None


def _without_decisions(edition: str, response_id: str) -> None:
    """Take out of the codebook what was decided on a response or its reports: these lines hold words of theirs."""
    for name in codebook.tables_on_records():
        named = codebook.lines_on_records(name, edition)
        own = named.apply(lambda records: (records + ":").str.startswith(f"{response_id}:")).any(axis="columns")
        if own.any():
            codebook.write(name, codebook.read(name).drop(index=named.index[own]))


def run_anew() -> None:
    """Run every stage anew and let DVC drop what no file of the project is any more, here and on its remote."""
    tracked = [str(path) for path in sorted(paths.RAW.rglob("*.dvc"))]
    remote = subprocess.run(["dvc", "remote", "list"], capture_output=True, text=True, check=True).stdout.strip()
    commands = [["dvc", "commit", "--force", *tracked]] if tracked else []
    commands += [["dvc", "repro"], ["dvc", "gc", "--workspace", "--force", *(["--cloud"] if remote else [])]]
    for command in commands:
        if subprocess.run(command).returncode:
            raise ForgetError(f"`{' '.join(command)}` failed; mend what it says and run this command again.")


def traces(identifying: list[str]) -> list[Path]:
    """Return the files that still hold one of these texts, in any usual encoding."""
    looked_for = {text.encode(encoding) for text in identifying for encoding in ("utf-8", "cp1252", "utf-16-le")}
    files = (path for folder in LOOKED_THROUGH for path in sorted(Path(folder).rglob("*")) if path.is_file())
    return [path for path in files if any(text in path.read_bytes() for text in looked_for)]


def main() -> None:
    """Delete the response that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edition", help="an edition of params.yaml that has the response")
    parser.add_argument("response", help="source and row, such as city_survey:17")
    parser.add_argument("--by", required=True, help="initials of who carries it out")
    parser.add_argument("--on", default=date.today().isoformat(), help="day of the request, such as 2027-06-30")
    asked = parser.parse_args()
    try:
        identifying = withdraw(asked.edition, asked.response, asked.by, asked.on)
        run_anew()
        left = traces(identifying)
        if left:
            raise ForgetError(f"What identifies the respondent is still in {', '.join(map(str, left))}.")
    except stage.InputError as error:
        sys.exit(f"{asked.edition}: {error}")
    print(
        f"{asked.response} is withdrawn: its row is counted and nothing of it kept in this folder or its DVC remote.\n"
        "Copies elsewhere are for you: the survey platform, other clones, backups, mail. Commit, and publish the "
        "report anew; if an older commit holds the raw file, its history must be rewritten (docs/sharing.md)."
    )


if __name__ == "__main__":
    main()
