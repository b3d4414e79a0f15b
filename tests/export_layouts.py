"""Write one survey in the layout of each platform, so that what a reader returns can be compared with the answers.

`write(layout, questionnaire, options, answers, path)`. questionnaire and options have the columns of the codebook's
tables. answers has a column for each question, named `question`, or `question.slot` in a repeated group; chosen options
of a multiple choice are joined by OPTION_SEPARATOR. The text written in beside an option that begins with “Other” is in
a column `question:other` or `question.slot:other`. Its index is the responses' numbers.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd

from pipeline.exports.contract import OPTION_SEPARATOR

STARTED, SUBMITTED = "2024-05-02 09:00:00", "2024-05-02 09:20:00"


class Asked(NamedTuple):
    """One question in one slot, with its answers as text ("" where blank)."""

    name: str  # as in questionnaire.csv
    wording: str
    group: str
    slot: int
    kind: str
    options: tuple[str, ...]
    answers: list[str]
    written: tuple[str, ...] = ()  # texts beside the option that asks for one; () where nothing does

    @property
    def other(self) -> str:
        """Return the option that asks for a text."""
        return next((option for option in self.options if option.startswith("Other")), "")

    def said(self, separator: str, last: str = "") -> list[str]:
        """Return the answers joined, with the text in place of the option that asks for it."""
        texts = [answer.split(OPTION_SEPARATOR) if answer else [] for answer in self.answers]
        written = self.written or [""] * len(texts)
        told = [
            [text if one == self.other and text else one for one in chosen]
            for chosen, text in zip(texts, written, strict=True)
        ]
        return [separator.join(chosen) + (last if chosen else "") for chosen in told]

    @property
    def titled(self) -> str:
        """Return the wording as people number it where a platform has no repeated groups."""
        return f"{self.group} {self.slot}: {self.wording}" if self.slot else self.wording

    def ticks(self) -> dict[str, list[bool]]:
        """Return option → whether each response chose it."""
        return {
            option: [option in answer.split(OPTION_SEPARATOR) for answer in self.answers] for option in self.options
        }

    def joined(self, separator: str, last: str = "") -> list[str]:
        """Return the answers with options joined by a separator."""
        return [answer.replace(OPTION_SEPARATOR, separator) + (last if answer else "") for answer in self.answers]


Columns = list[tuple[str, list[str]]]


def write(layout: str, questionnaire: pd.DataFrame, options: pd.DataFrame, answers: pd.DataFrame, path: Path) -> Path:
    """Write the answers in a layout of LAYOUTS and return the file to read; path is without ending."""
    labels = options.groupby("question", sort=False)["label"].agg(tuple)
    lines = questionnaire.set_index("question")
    asked = []
    for column in [column for column in answers if not str(column).endswith(":other")]:
        name, _, slot = str(column).partition(".")
        line = lines.loc[name]
        texts = answers[column].astype(object).where(answers[column].notna(), "").tolist()
        written = answers.get(f"{column}:other")
        written = () if written is None else tuple(written.astype(object).where(written.notna(), ""))
        own = labels.get(name, ())
        asked.append(Asked(name, line["wording"], line["group"], int(slot or 0), line["kind"], own, texts, written))
    return LAYOUTS[layout](asked, [str(number) for number in answers.index], path)


def _text(columns: Columns, path: Path, **said: object) -> Path:
    """Write columns as delimited text."""
    with path.with_suffix(".csv").open("w", encoding=said.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.writer(file, **{"lineterminator": "\n", "quoting": csv.QUOTE_ALL, **said})
        writer.writerow([header for header, _ in columns])
        writer.writerows(zip(*[cells for _, cells in columns], strict=True))
    return path.with_suffix(".csv")


def _workbook(sheets: dict[str, Columns], path: Path) -> Path:
    """Write columns as sheets of a workbook, every cell text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, columns in sheets.items():
        sheet = book.create_sheet(name)
        for row in [[header for header, _ in columns], *zip(*[cells for _, cells in columns], strict=True)]:
            sheet.append([str(cell) or None for cell in row])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if cell.value is not None else "n"
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def _alchemer_columns(asked: list[Asked], numbers: list[str]) -> Columns:
    columns: Columns = [
        ("Response ID", numbers),
        ("Time Started", [STARTED] * len(numbers)),
        ("Date Submitted", [SUBMITTED] * len(numbers)),
        ("Status", ["Complete"] * len(numbers)),
    ]
    for one in asked:
        header = f"{one.wording}:{one.group} {one.slot}" if one.slot else one.wording
        if one.kind == "multiple":
            columns += [
                (f"{option}:{header}", [option if yes else "" for yes in chosen])
                for option, chosen in one.ticks().items()
            ]
        else:
            columns.append((header, one.answers))
        if one.written:
            columns.append((f"{one.other}:{header}", list(one.written)))
    return columns


def _alchemer(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    return _text(_alchemer_columns(asked, numbers), path)


def _alchemer_workbook(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    return _workbook({"SurveyExport": _alchemer_columns(asked, numbers)}, path)


def _alchemer_condensed(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    whole = [one._replace(kind="text", answers=one.joined(";")) if one.kind == "multiple" else one for one in asked]
    return _text(_alchemer_columns(whole, numbers), path)


def _qualtrics_columns(asked: list[Asked], numbers: list[str], is_split: bool) -> list[tuple[str, str, str, list[str]]]:
    columns = [
        ("StartDate", "Start Date", "startDate", [STARTED] * len(numbers)),
        ("EndDate", "End Date", "endDate", [SUBMITTED] * len(numbers)),
        ("Status", "Response Type", "status", ["IP Address"] * len(numbers)),
        ("Finished", "Finished", "finished", ["True"] * len(numbers)),
        ("ResponseId", "Response ID", "_recordId", [f"R_{number}" for number in numbers]),
    ]
    order = list(dict.fromkeys(one.name for one in asked))
    for one in asked:
        number = order.index(one.name) + 1
        loop = f"{one.slot}_" if one.slot else ""
        name, identifier = f"{loop}Q{number}", f"{loop}QID{number}"
        if one.kind == "multiple" and is_split:
            columns += [
                (
                    f"{name}_{place}",
                    f"{one.wording} - {option}",
                    f"{identifier}-{place}",
                    [option if yes else "" for yes in chosen],
                )
                for place, (option, chosen) in enumerate(one.ticks().items(), start=1)
            ]
        else:
            columns.append((name, one.wording, identifier, one.joined(",")))
        if one.written:
            place = one.options.index(one.other) + 1
            label = f"{one.wording} - {one.other} - Text"
            columns.append((f"{name}_{place}_TEXT", label, f"{identifier}_{place}_TEXT", list(one.written)))
    return columns


def _qualtrics(is_split: bool, delimiter: str, header_rows: int) -> Callable[[list[Asked], list[str], Path], Path]:
    """Return a writer of one variant."""

    def written(asked: list[Asked], numbers: list[str], path: Path) -> Path:
        columns = _qualtrics_columns(asked, numbers, is_split)
        if header_rows == 2:
            return _text([(name, [label, *cells]) for name, label, _, cells in columns], path, delimiter=delimiter)
        identified = [(name, [label, json.dumps({"ImportId": key}), *cells]) for name, label, key, cells in columns]
        encoding = "utf-16" if delimiter == "\t" else "utf-8"
        return _text(identified, path, delimiter=delimiter, encoding=encoding)

    return written


def _surveymonkey(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    columns: Columns = [("Respondent ID", ["", *numbers]), ("Start Date", ["", *[STARTED] * len(numbers)])]
    for one in asked:
        if one.kind == "multiple":
            ticks = {option: chosen for option, chosen in one.ticks().items() if not one.written or option != one.other}
            cells = [[option, *(option if yes else "" for yes in chosen)] for option, chosen in ticks.items()]
            columns += [(one.titled if not place else "", column) for place, column in enumerate(cells)]
        else:
            columns.append((one.titled, ["Open-Ended Response" if one.kind == "text" else "Response", *one.answers]))
        if one.written:
            columns.append(("", ["Other (please specify)", *one.written]))
    return _text(columns, path, quoting=csv.QUOTE_MINIMAL)


def _google_forms(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    columns = [("Timestamp", ["6/21/2018 23:29:42"] * len(numbers)), *((one.titled, one.said(", ")) for one in asked)]
    return _text(columns, path, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")


def _microsoft_forms(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    own = {"ID": numbers, "Start time": [STARTED] * len(numbers), "Completion time": [SUBMITTED] * len(numbers)}
    own |= {"Email": ["anonymous"] * len(numbers), "Name": [""] * len(numbers)}
    answers = [(one.titled, one.said(";", last=";" if one.kind == "multiple" else "")) for one in asked]
    return _workbook({"Sheet1": [*own.items(), *answers]}, path)


def _kobo_columns(asked: list[Asked]) -> Columns:
    columns: Columns = []
    for one in asked:
        columns.append((one.wording, one.joined(" ")))
        if one.kind == "multiple":
            columns += [
                (
                    f"{one.wording}/{option}",
                    ["" if not answer else str(int(yes)) for answer, yes in zip(one.answers, chosen, strict=True)],
                )
                for option, chosen in one.ticks().items()
            ]
        if one.written:
            columns.append((f"{one.wording}_other", list(one.written)))
    return columns


def _kobo(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    own: Columns = [
        ("_id", numbers),
        ("_uuid", [f"uuid-{number}" for number in numbers]),
        ("_submission_time", [SUBMITTED] * len(numbers)),
        ("_validation_status", [""] * len(numbers)),
        ("_index", [str(place) for place in range(1, len(numbers) + 1)]),
    ]
    sheets = {"Survey": [*_kobo_columns([one for one in asked if not one.slot]), *own]}
    for group in dict.fromkeys(one.group for one in asked if one.slot):
        slots = sorted({one.slot for one in asked if one.group == group})
        members = [[one for one in asked if one.group == group and one.slot == slot] for slot in slots]
        stacked = [
            same[0]._replace(
                answers=[answer for one in same for answer in one.answers],
                written=tuple(text for one in same for text in one.written),
            )
            for same in zip(*members, strict=True)
        ]
        parents = [str(place) for _ in slots for place in range(1, len(numbers) + 1)]
        sheets[group[:31]] = [
            *_kobo_columns(stacked),
            ("_index", [str(place) for place in range(1, len(parents) + 1)]),
            ("_parent_table_name", ["Survey"] * len(parents)),
            ("_parent_index", parents),
        ]
    return _workbook(sheets, path)


def _limesurvey(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    columns: Columns = [
        ("Response ID", numbers),
        ("Date submitted", [SUBMITTED] * len(numbers)),
        ("Last page", ["3"] * len(numbers)),
        ("Start language", ["en"] * len(numbers)),
    ]
    for one in asked:
        if one.kind == "multiple":
            columns += [
                (
                    f"{one.titled} [{option}]",
                    ["Yes" if yes else "No" if answer else "" for answer, yes in zip(one.answers, chosen, strict=True)],
                )
                for option, chosen in one.ticks().items()
                if not one.written or option != one.other
            ]
        else:
            columns.append((one.titled, one.answers))
        if one.written:
            columns.append((f"{one.titled} [Other]", list(one.written)))
    return _text(columns, path, encoding="utf-8-sig", lineterminator="\r\n")


def _redcap(asked: list[Asked], numbers: list[str], path: Path) -> Path:
    """Write data by variable and code, repeats as further rows, and the data dictionary beside."""
    slots = sorted({one.slot for one in asked if one.slot})
    blocks = [("", "", [one for one in asked if not one.slot])]
    blocks += [("blocks", str(slot), [one for one in asked if one.slot == slot]) for slot in slots]
    names = list(dict.fromkeys(one.name for one in asked))
    by_name = {one.name: one for one in asked}
    variables = [
        (name, option)
        for name in names
        for option in (range(1, len(by_name[name].options) + 1) if by_name[name].kind == "multiple" else [0])
    ]
    variables += [(name, -1) for name in names if by_name[name].written]
    headers = [f"{name}___{option}" if option > 0 else f"{name}{'_other' * -option}" for name, option in variables]
    rows = []
    for instrument, instance, own in blocks:
        mine = {one.name: one for one in own}
        for place, number in enumerate(numbers):
            cells = [_redcap_cell(mine.get(name), option, place) for name, option in variables]
            rows.append([number, instrument, instance, *cells, "2" if not instrument else ""])
    columns = ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", *headers, "survey_complete"]
    _text([(header, [row[place] for row in rows]) for place, header in enumerate(columns)], path)
    dictionary = [["record_id", "survey", "", "text", "Record ID", ""]]
    for name in names:
        one = by_name[name]
        kind = {"multiple": "checkbox", "single": "radio"}.get(one.kind, "text")
        choices = " | ".join(f"{place}, {option}" for place, option in enumerate(one.options, start=1))
        dictionary.append([name, "survey", "", kind, one.wording, choices])
    header = ["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"]
    header.append("Choices, Calculations, OR Slider Labels")
    _text(
        [(title, [line[place] for line in dictionary]) for place, title in enumerate(header)],
        path.with_name(f"{path.name}_dictionary"),
    )
    return path.with_suffix(".csv")


def _redcap_cell(one: Asked | None, option: int, place: int) -> str:
    if one is None:
        return ""
    if option < 0:
        return one.written[place] if one.written else ""
    answer = one.answers[place]
    if option:
        return str(int(one.options[option - 1] in answer.split(OPTION_SEPARATOR)))
    return str(one.options.index(answer) + 1) if one.kind == "single" and answer else answer


LAYOUTS: dict[str, Callable[[list[Asked], list[str], Path], Path]] = {
    "alchemer": _alchemer,
    "alchemer_workbook": _alchemer_workbook,
    "alchemer_condensed": _alchemer_condensed,
    "qualtrics_split": _qualtrics(is_split=True, delimiter=",", header_rows=3),
    "qualtrics_joined": _qualtrics(is_split=False, delimiter=",", header_rows=3),
    "qualtrics_tabs": _qualtrics(is_split=True, delimiter="\t", header_rows=3),
    "qualtrics_two_rows": _qualtrics(is_split=True, delimiter=",", header_rows=2),
    "surveymonkey": _surveymonkey,
    "google_forms": _google_forms,
    "microsoft_forms": _microsoft_forms,
    "kobo": _kobo,
    "limesurvey": _limesurvey,
    "redcap": _redcap,
}
