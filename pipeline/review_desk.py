"""What needs a person, in one workbook: `python -m pipeline.review_desk EDITION` writes it to data/review/EDITION/.

Type decisions and reasons there, and `python -m pipeline.review_desk EDITION --take FILE --by INITIALS` makes lines of
the codebook of them. A decision on something that has changed since is told, and not applied.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline import exports, workbooks
from pipeline.core import codebook, params, paths, sources, stage
from pipeline.desk.decisions import TYPED, WHY, Decider, Taken, taken
from pipeline.desk.questions import questions
from pipeline.exports.grid import Grid
from pipeline.places import knowledge

NAME = "review-desk.xlsx"
NOTES = [
    "What no rule decided, most valuable first. Fill in the yellow columns of as many rows as you can; leave the rest.",
    "Every decision needs its reason (Why). Do not change the other columns, above all not the key.",
    "A partner: country by name or code, place by name; a place may stay blank. Areas: one or several, joined by ;",
    "Values and Contradictions: the text as it should have been written.",
    "Then: python -m pipeline.review_desk {edition} --take THIS_FILE --by INITIALS, and dvc repro.",
]
HEADING, TO_FILL = PatternFill("solid", fgColor="FFDDE3EA"), PatternFill("solid", fgColor="FFFFF4C2")
WIDTHS = {"key": 14, "Reports": 9, "Row": 7, "As written": 60, "May be": 50, WHY: 30}


class ReviewDeskError(stage.InputError):
    """The workbook cannot be read: what was found, and what to do."""


def workbook(edition: str, asked: dict[str, pd.DataFrame]) -> openpyxl.Workbook:
    """Return the workbook of an edition's questions."""
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    simulated = ["SIMULATED DATA: no city has answered or done any of this."]
    notes = (simulated if sources.is_simulated(sources.read(edition)) else []) + NOTES
    counts = [f"{sheet}: {len(table)}" for sheet, table in asked.items()]
    for line in [f"Review desk, {edition}", *notes, "Questions: " + ", ".join(counts)]:
        book.active.append([line.format(edition=edition)])
    book.active.column_dimensions["A"].width = 120
    for name, table in asked.items():
        _add_sheet(book, name, table[[column for column in table if not column.startswith("_")]])
    return book


def _add_sheet(book: openpyxl.Workbook, name: str, shown: pd.DataFrame) -> None:
    """Add one sheet: headings, a line for each question, and the columns to fill in."""
    sheet = book.create_sheet(name)
    headings = [*shown.columns, *TYPED[name], WHY]
    sheet.append(headings)
    blank = [None] * (len(TYPED[name]) + 1)
    for line in shown.astype(object).where(shown.notna(), None).itertuples(index=False):
        sheet.append([*line, *blank])
    for number, heading in enumerate(headings, start=1):
        letter = get_column_letter(number)
        to_fill = number > len(shown.columns)
        sheet.column_dimensions[letter].width = WIDTHS.get(heading, 22)
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if to_fill:
                cell.fill = TO_FILL
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet[f"{letter}1"].fill = TO_FILL if to_fill else HEADING
    sheet.freeze_panes = "B2"
    for options, column in _choices(name):
        choice = DataValidation(type="list", formula1=f'"{options}"', allow_blank=True)
        letter = get_column_letter(headings.index(column) + 1)
        choice.add(f"{letter}2:{letter}{max(2, len(shown) + 1)}")
        sheet.add_data_validation(choice)


def _choices(sheet: str) -> list[tuple[str, str]]:
    """Return the options to choose from, joined by commas, and the column they are for."""
    if sheet == "Methods":
        return [(",".join(codebook.labels("methods")), "Method")]
    return [("same,different", "Decision")] if sheet == "Same engagement" else []


def read_back(path: Path) -> dict[str, pd.DataFrame]:
    """Return the sheets of a workbook as typed: text, indexed by the row in the sheet. Raises an InputError."""
    grids = {grid.name: grid for grid in exports.opened(path).grids}
    missing = [sheet for sheet in TYPED if sheet not in grids]
    if missing:
        raise ReviewDeskError(f"{path} has no sheet {missing[0]!r}: it is no workbook of the review desk.")
    return {sheet: _read_sheet(path, grids[sheet]) for sheet in TYPED}


def _read_sheet(path: Path, grid: Grid) -> pd.DataFrame:
    """Return one sheet as typed."""
    needed = ["key", *TYPED[grid.name], WHY]
    table = grid.below(1).set_axis(grid.row(0), axis="columns")
    absent = [column for column in needed if column not in table]
    if absent:
        raise ReviewDeskError(f"{path}, sheet {grid.name!r}, has no column {absent[0]!r} any more. Put it back.")
    return table[needed].fillna("")


def take(edition: str, path: Path, decided_by: str, decided_on: str) -> Taken:
    """Add what was typed in a workbook to the codebook; return the new lines and what was refused."""
    known = knowledge.read(params.section("locate")["spelling_threshold"])
    found = taken(read_back(path), questions(edition), Decider(edition, decided_by, decided_on), known)
    for table, lines in found.lines.items():
        codebook.write(table, pd.concat([codebook.read(table), lines.drop_duplicates()], ignore_index=True))
    return found


def main() -> None:
    """Write the workbook of an edition, or take the decisions in one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edition", help="an edition of params.yaml, after dvc repro")
    parser.add_argument("--take", type=Path, metavar="FILE", help="workbook whose decisions go to the codebook")
    parser.add_argument("--by", default="", help="initials of who decided")
    parser.add_argument("--on", default=date.today().isoformat(), help="day of the decisions, such as 2027-06-30")
    asked = parser.parse_args()
    if asked.take and not asked.by:
        parser.error("say with --by who decided")
    try:
        if not asked.take:
            path = paths.REVIEW / asked.edition / NAME
            workbooks.save(workbook(asked.edition, questions(asked.edition)), path)
            print(f"{path}: what needs a person. It names no respondent, but is not for publication.")
            return
        found = take(asked.edition, asked.take, asked.by, asked.on)
    except stage.InputError as error:
        sys.exit(f"{asked.edition}: {error}")
    for table, lines in found.lines.items():
        print(f"data/codebook/{table}.csv: {len(lines)} lines added.")
    print("Then: dvc repro")
    if found.refused:
        sys.exit("Not applied:\n" + "\n".join(found.refused))


if __name__ == "__main__":
    main()
