"""The same responses as other platforms would export them.

Where a platform has no repeated groups, whoever builds the survey there asks the question once for each slot and puts
the group's title and number behind it, as `Partner country:Formal agreement 3`.
"""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl

from pipeline.simulation import desk
from pipeline.simulation.lists import Lists
from pipeline.simulation.questionnaire import Answer, Asked, answer, asked
from pipeline.simulation.survey import WRITE_IN, Response

Rows = list[list[str]]


def qualtrics(responses: list[Response], lists: Lists, path: Path) -> None:
    """Write a Qualtrics CSV: choice text, multi-value fields split, three header rows; slots are loops (`3_Q12`)."""
    names = {line["question"]: f"Q{number}" for number, line in enumerate(lists.questionnaire, start=1)}
    platform = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "RecordedDate", "ResponseId"]
    words = [
        "Start Date",
        "End Date",
        "Response Type",
        "IP Address",
        "Progress",
        "Finished",
        "Recorded Date",
        "Response ID",
    ]
    imports = ["startDate", "endDate", "status", "ipAddress", "progress", "finished", "recordedDate", "_recordId"]
    header, text, identifier = list(platform), list(words), list(imports)
    questions = asked(lists)
    for question in questions:
        name = f"{question.slot}_{names[question.question]}" if question.slot else names[question.question]
        for suffix, wording in _qualtrics_columns(question):
            header.append(name + suffix)
            text.append(wording)
            identifier.append(
                f"{question.slot}_QID{names[question.question][1:]}{suffix}" if question.slot else name + suffix
            )
    rows = [header, text, [json.dumps({"ImportId": name}) for name in identifier]]
    for number, response in enumerate(responses, start=1):
        started, submitted = _times(response)
        finished = response.status == "Complete"
        own = [f"{started:%Y-%m-%d %H:%M:%S}", f"{submitted:%Y-%m-%d %H:%M:%S}", "IP Address", _ip(response)]
        own += ["100" if finished else "40", str(finished), f"{submitted:%Y-%m-%d %H:%M:%S}", f"R_{number:015d}"]
        rows.append(
            own + [cell for question in questions for cell in _ticks_and_text(answer(response, question), question)]
        )
    _write_text(rows, path)


def _qualtrics_columns(question: Asked) -> list[tuple[str, str]]:
    """Return suffix and wording of each column of a question."""
    texts = (
        [(f"_{len(question.options)}_TEXT", f"{question.wording} - {WRITE_IN} - Text")] if question.has_write_in else []
    )
    if question.kind != "multiple":
        wording = f"{question.wording} - Selected Choice" if texts else question.wording
        return [("", wording), *texts]
    return [
        *(
            (f"_{number}", f"{question.wording} - Selected Choice - {label}")
            for number, label in enumerate(question.options, 1)
        ),
        *texts,
    ]


def surveymonkey(responses: list[Response], lists: Lists, path: Path) -> None:
    """Write a SurveyMonkey CSV: two header rows, the question above the first of its columns only."""
    above = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name"]
    above += ["Last Name", "Custom Data 1"]
    below = [""] * len(above)
    questions = asked(lists)
    for question in questions:
        options = (
            list(question.options)
            if question.kind == "multiple"
            else ["Response" if question.options else "Open-Ended Response"]
        )
        if question.has_write_in:
            options = [label for label in options if label != WRITE_IN] + ["Other (please specify)"]
        above += [_with_slot(question)] + [""] * (len(options) - 1)
        below += options
    rows = [above, below]
    for number, response in enumerate(responses, start=1):
        started, submitted = _times(response)
        own = [str(10_000_000_000 + number), "400000000", f"{started:%m/%d/%Y %I:%M:%S %p}"]
        own += [f"{submitted:%m/%d/%Y %I:%M:%S %p}", _ip(response), "", "", "", ""]
        rows.append(
            own + [cell for question in questions for cell in _surveymonkey_cells(answer(response, question), question)]
        )
    _write_text(rows, path)


def _surveymonkey_cells(given: Answer, question: Asked) -> list[str]:
    """Return the cells of one question; the words of one's own stand in the column of the option that asks for them."""
    options = [label for label in question.options if label != WRITE_IN]
    if question.kind == "multiple":
        cells = [label if label in given.chosen else "" for label in options]
    else:
        cells = ["".join(label for label in given.chosen if label != WRITE_IN)]
    return [*cells, given.write_in] if question.has_write_in else cells


def google_forms(responses: list[Response], lists: Lists, path: Path) -> None:
    """Write a Google Forms CSV: one header row, chosen options joined by semicolons, own words as one more of them."""
    questions = asked(lists)
    rows = [["Timestamp", *(_with_slot(question) for question in questions)]]
    for response in responses:
        submitted = response.submitted
        hour = f"{submitted:%I:%M:%S %p}".removeprefix("0")
        own = f"{submitted:%Y/%m/%d} {hour} EST"
        rows.append([own, *(";".join(_with_own_words(answer(response, question))) for question in questions)])
    _write_text(rows, path)


def microsoft_forms(responses: list[Response], lists: Lists, path: Path) -> None:
    """Write a Microsoft Forms workbook: every chosen option followed by a semicolon, own words as one more of them."""
    questions = asked(lists)
    own = ["ID", "Start time", "Completion time", "Email", "Name"]
    rows: list[list] = [[*own, *(_with_slot(question) for question in questions)]]
    for number, response in enumerate(responses, start=1):
        cells = [number, *_times(response), "anonymous", ""]
        for question in questions:
            words = _with_own_words(answer(response, question))
            cells.append("".join(f"{word};" for word in words) if question.kind == "multiple" else "".join(words))
        rows.append(cells)
    _write_workbook({"Sheet1": rows}, path)


def limesurvey(responses: list[Response], lists: Lists, path: Path) -> None:
    """Write a LimeSurvey CSV with codes and full texts, `code[sub]. Text [sub]`; a multiple choice is Yes and No."""
    questions = asked(lists)
    header = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "startlanguage. Start language"]
    header += ["ipaddr. IP address"]
    for question in questions:
        code = f"{question.question.replace('_', '')}{question.slot or ''}"
        if question.kind == "multiple":
            labels = [label for label in question.options if label != WRITE_IN]
            header += [
                f"{code}[SQ{number:03d}]. {_with_slot(question)} [{label}]" for number, label in enumerate(labels, 1)
            ]
        else:
            header.append(f"{code}. {_with_slot(question)}")
        if question.has_write_in:
            header.append(f"{code}[other]. {_with_slot(question)} [Other]")
    rows = [header]
    for number, response in enumerate(responses, start=1):
        submitted = f"{response.submitted:%Y-%m-%d %H:%M:%S}" if response.status == "Complete" else ""
        cells = [str(number), submitted, "5" if submitted else "2", "en", _ip(response)]
        rows.append(
            cells + [cell for question in questions for cell in _limesurvey_cells(answer(response, question), question)]
        )
    _write_text(rows, path, encoding="utf-8-sig", newline="\r\n")


def _limesurvey_cells(given: Answer, question: Asked) -> list[str]:
    """Return the cells of one question."""
    if question.kind == "multiple":
        cells = ["Yes" if label in given.chosen else "No" for label in question.options if label != WRITE_IN]
    else:
        cells = ["".join("Other" if label == WRITE_IN else label for label in given.chosen)]
    return [*cells, given.write_in] if question.has_write_in else cells


def kobo(responses: list[Response], lists: Lists, path: Path) -> None:
    """Write a KoboToolbox workbook with labels: a sheet for the form, one for each repeated group."""
    questions = asked(lists)
    groups = list(dict.fromkeys(question.group for question in questions if question.group))
    form = [question for question in questions if not question.group]
    header = ["start", "end", *_kobo_headers(form), "_id", "_uuid", "_submission_time", "_index"]
    sheets: dict[str, list[list]] = {"International engagements": [header]}
    for group in groups:
        own = [question for question in questions if question.group == group and question.slot == 1]
        sheets[group] = [[*_kobo_headers(own), "_index", "_parent_table_name", "_parent_index"]]
    for number, response in enumerate(responses, start=1):
        started, submitted = _times(response)
        cells = [cell for question in form for cell in _kobo_cells(answer(response, question), question)]
        own = [number, f"00000000-0000-4000-8000-{number:012d}", f"{submitted:%Y-%m-%dT%H:%M:%S}", number]
        sheets["International engagements"].append(
            [f"{started:%Y-%m-%dT%H:%M:%S}", f"{submitted:%Y-%m-%dT%H:%M:%S}", *cells, *own]
        )
        for group in groups:
            for slot in sorted({question.slot for question in questions if question.group == group}):
                repeated = [question for question in questions if (question.group, question.slot) == (group, slot)]
                given = [answer(response, question) for question in repeated]
                if any(one.chosen or one.write_in for one in given):
                    cells = [
                        cell
                        for one, question in zip(given, repeated, strict=True)
                        for cell in _kobo_cells(one, question)
                    ]
                    sheets[group].append([*cells, len(sheets[group]), "International engagements", number])
    _write_workbook(sheets, path)


def _kobo_headers(questions: list[Asked]) -> list[str]:
    """Return the headers of some questions: a multiple choice has one for all options, then one for each."""
    headers = []
    for question in questions:
        headers.append(question.wording)
        if question.kind == "multiple":
            headers += [f"{question.wording}/{label}" for label in question.options]
        if question.has_write_in:
            headers.append(f"{question.wording}_other")
    return headers


def _kobo_cells(given: Answer, question: Asked) -> list:
    """Return the cells of one question."""
    cells: list = [" ".join(given.chosen)]
    if question.kind == "multiple":
        cells += [int(label in given.chosen) if given.chosen else "" for label in question.options]
    return [*cells, given.write_in] if question.has_write_in else cells


WRITERS: dict[str, tuple[str, Callable[[list[Response], Lists, Path], None]]] = {
    "qualtrics": ("International engagements_May 31, 2024_12.00.csv", qualtrics),
    "surveymonkey": ("International engagements.csv", surveymonkey),
    "google_forms": ("International engagements.csv", google_forms),
    "microsoft_forms": ("International engagements(1-150).xlsx", microsoft_forms),
    "limesurvey": ("results-survey123456.csv", limesurvey),
    "kobo": ("International_engagements.xlsx", kobo),
}


def write(platform: str, responses: list[Response], lists: Lists, folder: Path) -> Path:
    """Write the responses in a platform's layout into a folder; return the file."""
    name, writer = WRITERS[platform]
    writer(responses, lists, folder / name)
    return folder / name


def _with_slot(question: Asked) -> str:
    """Return the wording, with title and number of the group where the platform cannot repeat one."""
    return f"{question.wording}:{question.group} {question.slot}" if question.slot else question.wording


def _ticks_and_text(given: Answer, question: Asked) -> list[str]:
    """Return a cell for each option that holds its label where it is chosen, and one for words of one's own."""
    if question.kind == "multiple":
        cells = [label if label in given.chosen else "" for label in question.options]
    else:
        cells = ["".join(given.chosen)]
    return [*cells, given.write_in] if question.has_write_in else cells


def _with_own_words(given: Answer) -> list[str]:
    """Return what is chosen, with the words of one's own in place of the option that asks for them."""
    return [given.write_in if label == WRITE_IN else label for label in given.chosen]


def _times(response: Response) -> tuple:
    """Return when a response was begun and submitted."""
    return response.submitted - timedelta(minutes=response.minutes), response.submitted


def _ip(response: Response) -> str:
    """Return the address a response came from."""
    return response.person.ip if response.person else "192.0.2.1"


def _write_text(rows: Rows, path: Path, encoding: str = "utf-8", newline: str = "\n") -> None:
    """Write delimited text, every cell quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=newline).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def _write_workbook(sheets: dict[str, list[list]], path: Path) -> None:
    """Write a workbook, the same rows always as the same bytes."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    desk.save(workbook, path)
