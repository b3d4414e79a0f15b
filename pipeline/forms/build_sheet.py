"""The sheet to build the questionnaire by in Alchemer or Qualtrics, so that its export is read as it is."""

from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font

from pipeline import tables, workbooks
from pipeline.forms.questionnaire import Form, Question, bounds_in_words, in_words

FILE_NAME = "build_sheet"
ALCHEMER = {
    "line": "Textbox",
    "paragraph": "Essay",
    "date": "Date",
    "year": "Textbox, validation: number",
    "count": "Textbox, validation: number",
}
QUALTRICS = {
    "line": "Text entry, single line",
    "paragraph": "Text entry, essay box",
    "date": "Text entry, validation: date",
    "year": "Text entry, validation: number",
    "count": "Text entry, validation: number",
}
CLOSED = {
    "single": ("Radio buttons", "Multiple choice, single answer"),
    "multiple": ("Checkboxes", "Multiple choice, multiple answer"),
}
LIST = ("Dropdown menu", "Multiple choice, dropdown list")
GUIDE = [
    "Build one page (Qualtrics: one block) for each “Page”, and in it one question for each line, in this order.",
    "Question title (Qualtrics: question text) is “Wording”, letter for letter: exports are read by it.",
    "Alias (Qualtrics: export tag) is “Name”; where an export has names in place of wordings, it is read by them.",
    "Options are in the sheet “Options”, under what “Options” says: title is “Label”, reporting value (Qualtrics: "
    "recode value) is “Value”.",
    "Lines with a “Group” go into a repeatable group of that title (Qualtrics: a block with loop and merge), as many "
    "times as “Slots” says. In Alchemer the group's title is the title of the group, letter for letter.",
    "An option marked “asks for words” has a text entry of its own beside it.",
    "Set logic and validation as “Logic” and “Validation” say. Steering questions may be left out where the platform "
    "adds repeats by itself; all others marked “needed” must be there.",
]


def questions(form: Form) -> pd.DataFrame:
    """Return one line per question, in the order in which they are asked."""
    titles = {page.name: page.title for page in form.pages}
    lines = []
    for number, one in enumerate(form.questions.values(), start=1):
        alchemer, qualtrics = _types(one)
        lines.append(
            {
                "Number": number,
                "Page": titles[one.page],
                "Group": one.group,
                "Slots": one.slots if one.group else "",
                "Name": one.name,
                "Wording": one.wording,
                "Help text": one.hint,
                "Type in Alchemer": alchemer,
                "Type in Qualtrics": qualtrics,
                "Options": (one.choices or one.name) if one.options else "",
                "Required": "yes" if one.is_required else "no",
                "Logic": in_words(one.relevant, form.questions) if one.relevant else "",
                "Validation": bounds_in_words(one),
                "Use": _use(one),
            }
        )
    return pd.DataFrame(lines)


def _types(one: Question) -> tuple[str, str]:
    """Return what a question is called in the two platforms."""
    if one.kind in CLOSED:
        return CLOSED[one.kind]
    return LIST if one.options else (ALCHEMER[one.entry], QUALTRICS[one.entry])


def _use(one: Question) -> str:
    """Return what becomes of the answers."""
    return {
        "answer": "needed",
        "optional": "read where it is asked",
        "personal": "personal: never stored",
        "ignored": "not stored",
        "steering": "steers the form",
    }[one.treatment]


def options(form: Form) -> pd.DataFrame:
    """Return one line per option; a list that several questions share, once."""
    by_list = {one.choices or one.name: one for one in form.questions.values() if one.options}
    return pd.DataFrame(
        [
            {
                "Options": name,
                "Value": option.value,
                "Label": option.label,
                "Asks for words": "yes" if option == one.asking and not one.choices else "",
            }
            for name, one in by_list.items()
            for option in one.options
        ]
    )


def write(form: Form, folder: Path) -> None:
    """Write the sheet as a workbook, and its two tables as CSV."""
    asked, chosen = questions(form), options(form)
    book = openpyxl.Workbook()
    guide = book.active
    guide.title = "How to build it"
    for line in [[f"{form.title}, version {form.version}"], [form.promise], *([text] for text in GUIDE)]:
        guide.append(line)
    guide.column_dimensions["A"].width = 110
    _wrap(guide)
    _add(book, "Questions", asked, [8, 18, 18, 7, 22, 50, 40, 24, 28, 20, 9, 50, 22, 22])
    _add(book, "Options", chosen, [24, 10, 50, 16])
    workbooks.save(book, folder / f"{FILE_NAME}.xlsx")
    tables.publish(asked, folder / f"{FILE_NAME}_questions.csv")
    tables.publish(chosen, folder / f"{FILE_NAME}_options.csv")


def _add(book: openpyxl.Workbook, name: str, table: pd.DataFrame, widths: list[int]) -> None:
    """Add a table to the workbook as a sheet."""
    sheet = book.create_sheet(name)
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append([cell if cell != "" else None for cell in row])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number + 1)].width = width
    _wrap(sheet)


def _wrap(sheet) -> None:
    """Show all of every cell, the first row in bold."""
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.font = Font(bold=True)
