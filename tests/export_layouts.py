"""Write one survey in the layout of each platform, so that what a reader returns can be compared with the answers.

`write(layout, questionnaire, options, answers, path)`. questionnaire and options have the columns of the codebook's
tables. answers has a column for each question, named `question`, or `question.slot` in a repeated group; chosen options
of a multiple choice are joined by OPTION_SEPARATOR. The text written in beside an option that begins with “Other” is in
a column `question:other` or `question.slot:other`. Its index is the responses' numbers.

What a platform records of a response beside its answers (submitted, status, whether a test) it gets from `People`;
`recorded` says what of it a layout can tell.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
import pyreadstat

from pipeline.exports.contract import OPTION_SEPARATOR

STARTED, SUBMITTED = "2024-05-02 09:00:00", "2024-05-02 09:20:00"


class People(NamedTuple):
    """What a platform records of each response beside its answers."""

    numbers: list[str]
    submitted: list[str]  # 2024-05-02 09:20:00
    status: list[str]  # complete, partial, disqualified
    tests: list[bool]

    def each(self, text: str) -> list[str]:
        """Return a text for every response."""
        return [text] * len(self.numbers)

    @property
    def finished(self) -> list[bool]:
        """Return whether each came to the survey's end: all that most platforms say of its status."""
        return [status != "partial" for status in self.status]

    def submitted_as(self, pattern: str) -> list[str]:
        """Return the times of submission as a platform writes them."""
        return pd.to_datetime(pd.Series(self.submitted)).dt.strftime(pattern).tolist()


def people(numbers: list[str]) -> People:
    """Return responses that were all submitted at once, complete and no tests."""
    count = len(numbers)
    return People(numbers, [SUBMITTED] * count, ["complete"] * count, [False] * count)


# How a platform writes the time of submission, where it is not as in People.
WRITTEN_TIMES = {"google": "%-m/%-d/%Y %-H:%M:%S", "kobo": "%Y-%m-%dT%H:%M:%S", "odk": "%Y-%m-%dT%H:%M:%S.000Z"}
SAYS_FINISHED = ("qualtrics", "limesurvey", "redcap")
SAYS_NOTHING = ("spss", "stata")  # statistics files have variables only


def recorded(layout: str, said: People) -> pd.DataFrame:
    """Return the columns submitted, status and is_test as far as a layout can tell them, missing where it cannot."""
    platform = layout.split("_")[0]
    nothing: list[str | None] = [None] * len(said.numbers)
    submitted: list[str | None] = list(said.submitted_as(WRITTEN_TIMES.get(platform, "%Y-%m-%d %H:%M:%S")))
    if platform in ("limesurvey", "redcap"):
        submitted = [time if done else None for time, done in zip(submitted, said.finished, strict=True)]
    status: list[str | None] = list(said.status) if platform == "alchemer" else nothing
    if platform in SAYS_FINISHED:
        status = ["complete" if done else "partial" for done in said.finished]
    return pd.DataFrame(
        {
            "submitted": nothing if platform in SAYS_NOTHING else submitted,
            "status": status,
            "is_test": said.tests if platform in ("alchemer", "qualtrics") else [False] * len(said.numbers),
        },
        dtype=object,
    )


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


def write(
    layout: str,
    questionnaire: pd.DataFrame,
    options: pd.DataFrame,
    answers: pd.DataFrame,
    path: Path,
    said: People | None = None,
) -> Path:
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
    return LAYOUTS[layout](asked, said or people([str(number) for number in answers.index]), path)


def _text(columns: Columns, path: Path, **said: object) -> Path:
    """Write columns as delimited text."""
    with path.with_suffix(".csv").open("w", encoding=said.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.writer(file, **{"lineterminator": "\n", "quoting": csv.QUOTE_ALL, **said})
        writer.writerow([header for header, _ in columns])
        writer.writerows(zip(*[cells for _, cells in columns], strict=True))
    return path.with_suffix(".csv")


def workbook(sheets: dict[str, Columns], path: Path) -> Path:
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


def _alchemer_columns(asked: list[Asked], said: People) -> Columns:
    columns: Columns = [
        ("Response ID", said.numbers),
        ("Time Started", said.each(STARTED)),
        ("Date Submitted", said.submitted),
        ("Status", [status.capitalize() for status in said.status]),
        ("Is Test Data", ["Yes" if test else "No" for test in said.tests]),
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


def _alchemer(asked: list[Asked], said: People, path: Path) -> Path:
    return _text(_alchemer_columns(asked, said), path)


def _alchemer_workbook(asked: list[Asked], said: People, path: Path) -> Path:
    return workbook({"SurveyExport": _alchemer_columns(asked, said)}, path)


def _alchemer_condensed(asked: list[Asked], said: People, path: Path) -> Path:
    whole = [one._replace(kind="text", answers=one.joined(";")) if one.kind == "multiple" else one for one in asked]
    return _text(_alchemer_columns(whole, said), path)


def _qualtrics_columns(asked: list[Asked], said: People, is_split: bool) -> list[tuple[str, str, str, list[str]]]:
    columns = [
        ("StartDate", "Start Date", "startDate", said.each(STARTED)),
        ("EndDate", "End Date", "endDate", said.submitted),
        ("Status", "Response Type", "status", ["Survey Preview" if test else "IP Address" for test in said.tests]),
        ("Finished", "Finished", "finished", [str(done) for done in said.finished]),
        ("ResponseId", "Response ID", "_recordId", [f"R_{number}" for number in said.numbers]),
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


def _qualtrics(is_split: bool, delimiter: str, header_rows: int) -> Callable[[list[Asked], People, Path], Path]:
    """Return a writer of one variant."""

    def written(asked: list[Asked], said: People, path: Path) -> Path:
        columns = _qualtrics_columns(asked, said, is_split)
        if header_rows == 2:
            return _text([(name, [label, *cells]) for name, label, _, cells in columns], path, delimiter=delimiter)
        identified = [(name, [label, json.dumps({"ImportId": key}), *cells]) for name, label, key, cells in columns]
        encoding = "utf-16" if delimiter == "\t" else "utf-8"
        return _text(identified, path, delimiter=delimiter, encoding=encoding)

    return written


def _surveymonkey(asked: list[Asked], said: People, path: Path) -> Path:
    columns: Columns = [("Respondent ID", ["", *said.numbers]), ("Start Date", ["", *said.each(STARTED)])]
    columns.append(("End Date", ["", *said.submitted]))
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


def _google_forms(asked: list[Asked], said: People, path: Path) -> Path:
    times = said.submitted_as(WRITTEN_TIMES["google"])
    columns = [("Timestamp", times), *((one.titled, one.said(", ")) for one in asked)]
    return _text(columns, path, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")


def _microsoft_forms(asked: list[Asked], said: People, path: Path) -> Path:
    own = {"ID": said.numbers, "Start time": said.each(STARTED), "Completion time": said.submitted}
    own |= {"Email": said.each("anonymous"), "Name": said.each("")}
    answers = [(one.titled, one.said(";", last=";" if one.kind == "multiple" else "")) for one in asked]
    return workbook({"Sheet1": [*own.items(), *answers]}, path)


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


def _kobo(asked: list[Asked], said: People, path: Path) -> Path:
    own: Columns = [
        ("_id", said.numbers),
        ("_uuid", [f"uuid-{number}" for number in said.numbers]),
        ("_submission_time", said.submitted_as(WRITTEN_TIMES["kobo"])),
        ("_validation_status", said.each("")),
        ("_index", [str(place) for place in range(1, len(said.numbers) + 1)]),
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
        parents = [str(place) for _ in slots for place in range(1, len(said.numbers) + 1)]
        sheets[group[:31]] = [
            *_kobo_columns(stacked),
            ("_index", [str(place) for place in range(1, len(parents) + 1)]),
            ("_parent_table_name", ["Survey"] * len(parents)),
            ("_parent_index", parents),
        ]
    return workbook(sheets, path)


def _odk(is_split: bool) -> Callable[[list[Asked], People, Path], Path]:
    """Return a writer of ODK Central's download: names and codes, repeats in files beside, the XLSForm beside them."""

    def written(asked: list[Asked], said: People, path: Path) -> Path:
        keys = [f"uuid:{number}" for number in said.numbers]
        columns: Columns = [("SubmissionDate", said.submitted_as(WRITTEN_TIMES["odk"]))]
        columns += _odk_columns([one for one in asked if not one.slot], is_split)
        columns += [("KEY", keys), ("SubmitterID", said.each("7")), ("SubmitterName", said.each("Enumerator"))]
        columns += [("AttachmentsPresent", said.each("0")), ("Status", said.each("")), ("FormVersion", said.each("1"))]
        for group in dict.fromkeys(one.group for one in asked if one.slot):
            own = [one for one in asked if one.group == group]
            _text(_odk_repeat(own, keys, is_split), path.with_name(f"{path.name}-{_odk_name(group)}"))
        _xlsform(asked, path.with_name(f"{path.name}_form"))
        return _text(columns, path, quoting=csv.QUOTE_MINIMAL)

    return written


def _odk_name(title: str) -> str:
    return title.casefold().replace(" ", "_")


def _odk_columns(asked: list[Asked], is_split: bool) -> Columns:
    columns: Columns = []
    for one in asked:
        codes = {option: f"option_{place}" for place, option in enumerate(one.options, start=1)}
        header = f"part-{one.name}"
        cells = one.answers
        if codes:
            cells = [
                " ".join(codes[option] for option in answer.split(OPTION_SEPARATOR)) if answer else ""
                for answer in cells
            ]
        columns.append((header, cells))
        if one.kind == "multiple" and is_split:
            columns += [
                (f"{header}/{codes[option]}", [str(int(yes)) for yes in chosen])
                for option, chosen in one.ticks().items()
            ]
        if one.written:
            columns.append((f"{header}_other", list(one.written)))
    return columns


def _odk_repeat(asked: list[Asked], keys: list[str], is_split: bool) -> Columns:
    """Return the table of one repeat: for each response its instances, to the last that is answered."""
    by_slot = {slot: [one for one in asked if one.slot == slot] for slot in sorted({one.slot for one in asked})}
    tables = {slot: _odk_columns(own, is_split) for slot, own in by_slot.items()}
    rows = []
    for place, key in enumerate(keys):
        answered = [slot for slot, own in by_slot.items() if any(_is_answered(one, place) for one in own)]
        for slot in [slot for slot in tables if answered and slot <= answered[-1]]:
            name = f"{key}/{_odk_name(asked[0].group)}[{slot}]"
            rows.append([*(cells[place] for _, cells in tables[slot]), key, name])
    headers = [*(header for header, _ in next(iter(tables.values()))), "PARENT_KEY", "KEY"]
    return [(header, [row[place] for row in rows]) for place, header in enumerate(headers)]


def _is_answered(one: Asked, place: int) -> bool:
    return bool(one.answers[place] or (one.written and one.written[place]))


def _xlsform(asked: list[Asked], path: Path) -> Path:
    """Write the form that the survey was made of."""
    survey, choices, group = [["begin_group", "part", "Part"]], [], ""
    kinds = {"single": "select_one", "multiple": "select_multiple"}
    for one in {one.name: one for one in asked}.values():
        if one.group != group:
            survey += [["end_repeat", "", ""]] * bool(group)
            survey += [["begin_repeat", _odk_name(one.group), one.group]] * bool(one.group)
            group = one.group
        survey.append([f"{kinds[one.kind]} {one.name}" if one.kind in kinds else "text", one.name, one.wording])
        survey += [["text", f"{one.name}_other", "Please specify"]] * bool(one.written)
        choices += [[one.name, f"option_{place}", option] for place, option in enumerate(one.options, start=1)]
    headers = {
        "survey": ["type", "name", "label::English (en)"],
        "choices": ["list_name", "name", "label::English (en)"],
    }
    lines = {"survey": survey, "choices": choices}
    return workbook(
        {
            sheet: [(header, [line[place] for line in lines[sheet]]) for place, header in enumerate(headers[sheet])]
            for sheet in headers
        },
        path,
    )


def _limesurvey(has_codes: bool) -> Callable[[list[Asked], People, Path], Path]:
    """Return a writer of headings that are full wordings, or code and wording."""

    def written(asked: list[Asked], said: People, path: Path) -> Path:
        own = {
            "id. Response ID": said.numbers,
            "submitdate. Date submitted": [
                time if done else "" for time, done in zip(said.submitted, said.finished, strict=True)
            ],
            "lastpage. Last page": said.each("3"),
            "startlanguage. Start language": said.each("en"),
        }
        columns: Columns = [(header if has_codes else header.partition(". ")[2], own[header]) for header in own]
        for number, one in enumerate(asked, start=1):
            ticks = {option: chosen for option, chosen in one.ticks().items() if not one.written or option != one.other}
            if one.kind == "multiple":
                columns += [
                    (
                        _heading(has_codes, number, one.titled, f"SQ{place:03}", option),
                        [
                            "Yes" if yes else "No" if answer else ""
                            for answer, yes in zip(one.answers, chosen, strict=True)
                        ],
                    )
                    for place, (option, chosen) in enumerate(ticks.items(), start=1)
                ]
            else:
                columns.append((_heading(has_codes, number, one.titled), one.answers))
            if one.written:
                columns.append((_heading(has_codes, number, one.titled, "other", "Other"), list(one.written)))
        return _text(columns, path, encoding="utf-8-sig", lineterminator="\r\n")

    return written


def _heading(has_codes: bool, number: int, wording: str, code: str = "", part: str = "") -> str:
    heading = f"{wording} [{part}]" if part else wording
    return f"Q{number:02}{f'[{code}]' if code else ''}. {heading}" if has_codes else heading


def _redcap_rows(asked: list[Asked], said: People) -> list[tuple[str, str, str, list[Asked], int]]:
    """Return record, instrument, instance, the questions asked there, and the response's place, for each row."""
    slots = sorted({one.slot for one in asked if one.slot})
    blocks = [("", "", [one for one in asked if not one.slot])]
    blocks += [("blocks", str(slot), [one for one in asked if one.slot == slot]) for slot in slots]
    return [
        (number, instrument, instance, own, place)
        for instrument, instance, own in blocks
        for place, number in enumerate(said.numbers)
    ]


def _redcap_variables(asked: list[Asked]) -> list[tuple[str, int]]:
    """Return name and option of each variable: option 0 for all of a question, -1 for the text of its “Other”."""
    by_name = {one.name: one for one in asked}
    variables = []
    for name, one in by_name.items():
        variables += [(name, option) for option in (range(1, len(one.options) + 1) if one.kind == "multiple" else [0])]
        variables += [(name, -1)] * bool(one.written)
    return variables


def _redcap(asked: list[Asked], said: People, path: Path) -> Path:
    """Write data by variable and code, repeats as further rows, and the data dictionary beside."""
    variables = _redcap_variables(asked)
    headers = [f"{name}___{option}" if option > 0 else f"{name}{'_other' * -option}" for name, option in variables]
    rows = []
    for number, instrument, instance, own, place in _redcap_rows(asked, said):
        mine = {one.name: one for one in own}
        cells = [_redcap_cell(mine.get(name), option, place) for name, option in variables]
        rows.append([number, instrument, instance, *_redcap_form(said, place, instrument, ("2", "0"))[:1], *cells])
        rows[-1] += _redcap_form(said, place, instrument, ("2", "0"))[1:]
    columns = ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "survey_timestamp"]
    columns += [*headers, "survey_complete"]
    _text([(header, [row[place] for row in rows]) for place, header in enumerate(columns)], path)
    dictionary = [["record_id", "survey", "", "text", "Record ID", ""]]
    for name, one in {one.name: one for one in asked}.items():
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


def _redcap_labels(asked: list[Asked], said: People, path: Path) -> Path:
    """Write data by field label and option label, as REDCap does for people to read; no dictionary is needed."""
    by_name = {one.name: one for one in asked}
    variables = _redcap_variables(asked)
    headers = [
        f"{by_name[name].wording} (choice={by_name[name].options[option - 1]})"
        if option > 0
        else "If other, please specify"
        if option
        else by_name[name].wording
        for name, option in variables
    ]
    rows = []
    for number, instrument, instance, own, place in _redcap_rows(asked, said):
        mine = {one.name: one for one in own}
        cells = [_redcap_label(mine.get(name), option, place) for name, option in variables]
        stamp, done = _redcap_form(said, place, instrument, ("Complete", "Incomplete"))
        rows.append([number, "Blocks" if instrument else "", instance, stamp, *cells, done])
    columns = ["Record ID", "Repeat Instrument", "Repeat Instance", "Survey Timestamp", *headers, "Complete?"]
    return _text([(header, [row[place] for row in rows]) for place, header in enumerate(columns)], path)


def _redcap_form(said: People, place: int, instrument: str, words: tuple[str, str]) -> list[str]:
    """Return when the survey was submitted and whether it is complete, blank in a repeat's row."""
    if instrument:
        return ["", ""]
    done = said.finished[place]
    return [said.submitted[place] if done else "[not completed]", words[0] if done else words[1]]


def _redcap_cell(one: Asked | None, option: int, place: int) -> str:
    if one is None:
        return ""
    if option < 0:
        return one.written[place] if one.written else ""
    answer = one.answers[place]
    if option:
        return str(int(one.options[option - 1] in answer.split(OPTION_SEPARATOR)))
    return str(one.options.index(answer) + 1) if one.kind == "single" and answer else answer


def _redcap_label(one: Asked | None, option: int, place: int) -> str:
    if one is not None and option == 0:
        return one.answers[place]
    cell = _redcap_cell(one, option, place)
    return {"1": "Checked", "0": "Unchecked"}.get(cell, cell) if option > 0 else cell


def _statistics_variables(asked: list[Asked], longest: int) -> tuple[pd.DataFrame, dict[str, str], dict[str, dict]]:
    """Return values, labels of variables (at most so long) and labels of values; a variable for each box."""
    values, labels, of_values = {}, {}, {}
    for one in asked:
        name = f"{one.name}_s{one.slot}" if one.slot else one.name
        if one.kind == "multiple":
            for place, (option, chosen) in enumerate(one.ticks().items(), start=1):
                box = f"{name}_{place}"
                values[box] = pd.Series([1.0 if yes else None for yes in chosen], dtype="float64")
                labels[box], of_values[box] = f"{one.titled} - {option}"[:longest], {1.0: option}
        elif one.kind == "single":
            codes = {option: float(place) for place, option in enumerate(one.options, start=1)}
            values[name] = pd.Series([codes.get(answer) for answer in one.answers], dtype="float64")
            labels[name] = one.titled[:longest]
            of_values[name] = {code: option for option, code in codes.items()}
        else:
            values[name], labels[name] = pd.Series(one.answers, dtype=object), one.titled[:longest]
        if one.written:
            values[f"{name}_other"] = pd.Series(list(one.written), dtype=object)
            labels[f"{name}_other"] = f"{one.titled} - Other - Text"[:longest]
    return pd.DataFrame(values), labels, of_values


def _spss(asked: list[Asked], said: People, path: Path) -> Path:
    values, labels, of_values = _statistics_variables(asked, 250)
    path = path.with_suffix(".sav")
    pyreadstat.write_sav(values, path, column_labels=labels, variable_value_labels=of_values)
    return path


def _stata(asked: list[Asked], said: People, path: Path) -> Path:
    values, labels, of_values = _statistics_variables(asked, 80)
    path = path.with_suffix(".dta")
    pyreadstat.write_dta(values, path, column_labels=labels, variable_value_labels=of_values)
    return path


LAYOUTS: dict[str, Callable[[list[Asked], People, Path], Path]] = {
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
    "odk": _odk(is_split=False),
    "odk_split": _odk(is_split=True),
    "limesurvey": _limesurvey(has_codes=False),
    "limesurvey_codes_and_texts": _limesurvey(has_codes=True),
    "redcap": _redcap,
    "redcap_labels": _redcap_labels,
    "spss": _spss,
    "stata": _stata,
}

# layout → the platform whose it is
PLATFORMS = {layout: layout.split("_")[0] for layout in LAYOUTS} | {
    "google_forms": "google_forms",
    "microsoft_forms": "microsoft_forms",
}
