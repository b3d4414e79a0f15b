"""The form as an XLSForm for KoboToolbox, ODK and Enketo: a workbook, and a file for each long list."""

import csv
import io
from pathlib import Path

import openpyxl

from pipeline import workbooks
from pipeline.core import disk
from pipeline.forms.questionnaire import Condition, Form, FormError, Option, Page, Question, Repeat, bounds_in_words

FILE_NAME = "questionnaire.xlsx"
HEADERS = [
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "appearance", "repeat_count",
]  # fmt: skip
TYPES = {"line": "text", "paragraph": "text", "date": "date", "year": "integer", "count": "integer"}
APPEARANCES = {"paragraph": "multiline", "list": "minimal autocomplete"}
# In a repeat that begins with no rows, Enketo cannot open a list that can be searched.
APPEARANCES_IN_REPEATS = APPEARANCES | {"list": "minimal"}
REQUIRED = "Please answer this question; the others may be left blank."
# Ends the name of a text that is shown and not answered; readers of exports leave such a column out.
NOTE = "_note"


def sheets(form: Form) -> dict[str, list[list[str]]]:
    """Return the sheets of the workbook, each its rows with the header first."""
    rows = [{"type": kind, "name": kind} for kind in ("start", "end")]
    rows += [row for page in form.pages for row in _page(page, form)]
    rows.append(note("thanks", "Thank you. Nothing more is asked; please send the form.", None))
    in_form = [one for one in form.questions.values() if one.options and not one.choices]
    choices = [[one.name, option.value, option.label] for one in in_form for option in one.options]
    settings = {
        "form_title": form.title,
        "form_id": "international_activities",
        "version": form.version,
        "style": "pages",
        "instance_name": "concat(${us_city}, ', ', ${us_state})",
    }
    return {
        "survey": [HEADERS, *([row.get(header, "") for header in HEADERS] for row in rows)],
        "choices": [["list_name", "name", "label"], *choices],
        "settings": [list(settings), list(settings.values())],
    }


def _page(page: Page, form: Form) -> list[dict[str, str]]:
    """Return the rows of one page. A field list, which is one screen, may hold no repeat, so it ends before one."""
    opening = [note(page.name, page.text, None)]
    if page.name == form.pages[0].name:
        listed = "\n".join(f"- {other.at_hand}" for other in form.pages if other.at_hand)
        opening += [
            note("promise", form.promise, None),
            note("at_hand", f"Have at hand before you begin:\n{listed}", None),
        ]
    single = [part for part in page.parts if isinstance(part, Question)]
    later = [part for part in page.parts if isinstance(part, Repeat)]
    if not later:
        return group(page.name, page.title, [*opening, *_asked(single, page)], "field-list", page.relevant)
    rows, open_ones, number = [], opening, 1
    for part in page.parts:
        if isinstance(part, Question):
            open_ones = [*open_ones, *_asked([part], page)]
            continue
        rows += group(f"{page.name}_{number}", page.title, open_ones, "field-list", None)
        rows += _repeat(part)
        open_ones, number = [], number + 1
    if open_ones:
        rows += group(f"{page.name}_{number}", page.title, open_ones, "field-list", None)
    return group(page.name, "", rows, "", page.relevant)


def group(name: str, label: str, rows: list[dict], appearance: str, relevant: Condition | None) -> list[dict]:
    """Return the rows inside a group."""
    opening = {"type": "begin_group", "name": f"{name}_page", "label": label, "appearance": appearance}
    return [opening | {"relevant": _xpath(relevant)}, *rows, {"type": "end_group"}]


def _repeat(repeat: Repeat) -> list[dict[str, str]]:
    """Return the rows of a repeated group, one screen for each time."""
    opening = {"type": "begin_repeat", "name": repeat.name, "label": repeat.title}
    inside = [row for one in repeat.questions for row in question(one, None)]
    screen = group(f"{repeat.name}_answers", repeat.title, inside, "field-list", None)
    return [opening | {"repeat_count": f"${{{repeat.counter}}}"}, *screen, {"type": "end_repeat"}]


def _asked(questions: list[Question], page: Page) -> list[dict[str, str]]:
    """Return the rows of questions on a page; a condition that the whole page has is not said again."""
    return [row for one in questions for row in question(one, None if one.relevant == page.relevant else one.relevant)]


def question(one: Question, relevant: Condition | None) -> list[dict[str, str]]:
    """Return the rows of a question: itself, and the text written in beside the option that asks for it."""
    appearances = APPEARANCES_IN_REPEATS if one.group else APPEARANCES
    row = {
        "type": _type(one),
        "name": one.name,
        "label": one.wording,
        "hint": one.hint,
        "required": "yes" if one.is_required else "",
        "required_message": REQUIRED if one.is_required else "",
        "relevant": _xpath(relevant),
        "constraint": _constraint(one),
        "constraint_message": bounds_in_words(one),
        "appearance": "" if one.kind == "multiple" else appearances.get(one.entry, ""),
    }
    if one.asking is None or one.choices:
        return [row]
    chosen = f"selected(${{{one.name}}}, '{one.asking.value}')"
    return [row, {"type": "text", "name": f"{one.name}_other", "label": "Other – which?", "relevant": chosen}]


def _type(one: Question) -> str:
    """Return the XLSForm type of a question."""
    if not one.options:
        return TYPES[one.entry]
    select = "select_multiple" if one.kind == "multiple" else "select_one"
    return f"{select}_from_file {one.choices}.csv" if one.choices else f"{select} {one.name}"


def _constraint(one: Question) -> str:
    """Return what answers are allowed, as the form checks it."""
    if one.entry == "date":
        low, high = f"date('{one.lowest}-01-01')" if one.lowest else "", "today()"
    elif one.entry == "year":
        low, high = one.lowest, "number(format-date(today(), '%Y'))"
    else:
        low, high = one.lowest, one.highest
    high = high if one.highest else ""
    return " and ".join([*([f". >= {low}"] if low else []), *([f". <= {high}"] if high else [])])


def note(name: str, text: str, relevant: Condition | None) -> dict[str, str]:
    """Return the row of a text that is shown and not answered."""
    return {"type": "note", "name": f"{name}{NOTE}", "label": text, "relevant": _xpath(relevant)}


def _xpath(condition: Condition | None) -> str:
    """Return a condition as the form checks it."""
    if condition is None:
        return ""
    value = f"'{condition.value}'" if condition.sign == "=" else condition.value
    return f"${{{condition.question}}} {condition.sign} {value}"


def list_as_csv(options: tuple[Option, ...]) -> str:
    """Return a list as the file that a question chooses from."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([("name", "label"), *((one.value, one.label) for one in options)])
    return text.getvalue()


def write(form: Form, folder: Path) -> None:
    """Write the workbook and its lists. Raises FormError when pyxform finds anything wrong with it."""
    write_workbook(sheets(form), folder / FILE_NAME)
    for name, options in form.lists.items():
        disk.write(folder / f"{name}.csv", list_as_csv(options))
    require_valid(folder / FILE_NAME)


def write_workbook(sheets_: dict[str, list[list[str]]], path: Path) -> None:
    """Write the sheets of a form, each its rows with the header first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets_.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    workbooks.save(book, path)


def require_valid(path: Path) -> str:
    """Return the XForm that pyxform makes of a workbook. Raises FormError when it complains of anything."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        converted = convert(xlsform=path, validate=False)
    except PyXFormError as error:
        raise FormError(
            f"The form is not valid: {' '.join(str(error).split())} Mend its line in the codebook."
        ) from error
    if converted.warnings:
        raise FormError(f"The form is doubtful: {' '.join(converted.warnings)} Mend its line in the codebook.")
    return converted.xform
