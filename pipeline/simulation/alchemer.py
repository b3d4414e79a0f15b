"""The responses as an Alchemer CSV export: one header row, a column for every option and every slot."""

import csv
import io
from datetime import timedelta
from pathlib import Path

from pipeline.core import disk
from pipeline.simulation.lists import Lists
from pipeline.simulation.questionnaire import Asked, answer, asked
from pipeline.simulation.survey import WRITE_IN, Response

FILE_NAME = "20240531120000-SurveyExport.csv"
METADATA = [
    "Response ID",
    "Time Started",
    "Date Submitted",
    "Status",
    "Contact ID",
    "Legacy Comments",
    "Comments",
    "Language",
    "Referer",
    "SessionID",
    "User Agent",
    "Tags",
    "IP Address",
    "Longitude",
    "Latitude",
    "Country",
    "City",
    "State/Region",
    "Postal",
]
AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
]


def table(responses: list[Response], lists: Lists, noise: float) -> list[list[str]]:
    """Return the export's rows, header first; response number n stands in row n + 1."""
    questions = asked(lists)
    header = [header for question in questions for header in _headers(question, noise)]
    rows = [
        _metadata(number, response) + [cell for question in questions for cell in _cells(response, question)]
        for number, response in enumerate(responses, start=1)
    ]
    return [METADATA + header, *rows]


def write(rows: list[list[str]], path: Path) -> None:
    """Write the rows as Alchemer does: every cell quoted, UTF-8 with byte-order mark."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    disk.write(path, text.getvalue().encode("utf-8-sig"))


def _headers(question: Asked, noise: float) -> list[str]:
    """Return the headers of a question; the survey's author pasted some wordings from elsewhere."""
    where = f"{question.wording}:{question.group} {question.slot}" if question.slot else question.wording
    if question.kind == "multiple":
        # The option that asks for words has two columns of one name: the tick, and the words.
        parts = [*question.options, WRITE_IN] if question.has_write_in else question.options
        headers = [f"{option}:{where}" for option in parts]
    else:
        headers = [where, f"{WRITE_IN}:{where}"] if question.has_write_in else [where]
    if not noise:
        return headers
    return [text.replace("&", "&amp;").replace("Year of signature", "Year of\u00a0signature") for text in headers]


def _cells(response: Response, question: Asked) -> list[str]:
    """Return what a response has in the columns of a question."""
    chosen, write_in = answer(response, question)
    if question.kind == "multiple":
        cells = [option if option in chosen else "" for option in question.options]
    else:
        cells = ["".join(chosen)]
    return [*cells, write_in] if question.has_write_in else cells


def _metadata(number: int, response: Response) -> list[str]:
    """Return the platform's own columns."""
    person = response.person
    started = response.submitted - timedelta(minutes=response.minutes)
    return [
        str(number),
        f"{started:%Y-%m-%d %H:%M:%S}",
        f"{response.submitted:%Y-%m-%d %H:%M:%S}",
        response.status,
        "",
        "",
        "",
        "English",
        "https://survey.example.org/s3/international" if person else "",
        person.session if person else "",
        AGENTS[number % 2],
        "",
        person.ip if person else "192.0.2.1",
        f"{-80 - number % 40}.{number % 7}",
        f"{30 + number % 15}.{number % 9}",
        "United States",
        "",
        "",
        f"{10000 + 83 * number}",
    ]
