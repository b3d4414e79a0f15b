"""The responses as an Alchemer CSV export: one header row, a column for every option and every slot."""

import csv
import io
from datetime import timedelta
from pathlib import Path

from pipeline.simulation.lists import Lists
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
    columns = _columns(lists)
    header = METADATA + [_header(column, noise) for column in columns]
    rows = [_metadata(number, response) for number, response in enumerate(responses, start=1)]
    return [header] + [
        row + [_cell(response, column) for column in columns] for row, response in zip(rows, responses, strict=True)
    ]


def write(rows: list[list[str]], path: Path) -> None:
    """Write the rows as Alchemer does: every cell quoted, UTF-8 with byte-order mark."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _columns(lists: Lists) -> list[dict]:
    """Return what each column asks: question, slot (0 where nothing repeats), option ("" for all of it), part."""
    columns: list[dict] = []
    done = set()
    for line in lists.questionnaire:
        if line["question"] in done:
            continue
        together = [other for other in lists.questionnaire if line["group"] and other["group"] == line["group"]] or [
            line
        ]
        done |= {other["question"] for other in together}
        for slot in range(1, int(line["slots"]) + 1):
            for asked in together:
                columns += _columns_of(asked, slot if asked["group"] else 0, lists)
    return columns


def _columns_of(asked: dict, slot: int, lists: Lists) -> list[dict]:
    """Return the columns of one question in one slot."""
    own = [line["label"] for line in lists.options if line["question"] == asked["question"]]
    if asked["kind"] != "multiple":
        whole = {"asked": asked, "slot": slot, "option": "", "part": "answer"}
        return [whole] + [{**whole, "option": WRITE_IN, "part": "text"} for label in own if label == WRITE_IN]
    ticks = [{"asked": asked, "slot": slot, "option": label, "part": "tick"} for label in own]
    return ticks + [{**ticks[-1], "part": "text"} for label in own if label == WRITE_IN]


def _header(column: dict, noise: float) -> str:
    """Return the header of a column; the survey's author pasted some wordings from elsewhere."""
    parts = [column["option"], column["asked"]["wording"]]
    if column["slot"]:
        parts.append(f"{column['asked']['group']} {column['slot']}")
    text = ":".join(part for part in parts if part)
    if noise:
        text = text.replace("&", "&amp;").replace("Year of signature", "Year of\u00a0signature")
    return text


def _cell(response: Response, column: dict) -> str:
    """Return what a response has in a column."""
    question = column["asked"]["question"]
    key = (question, column["slot"])
    if column["asked"]["block"] == "contact":
        return _contact(response, question)
    if column["part"] == "text":
        return response.write_ins.get(key, "")
    answer = response.answers.get(key, "")
    if column["part"] == "tick":
        return column["option"] if column["option"] in answer else ""
    return answer


def _contact(response: Response, question: str) -> str:
    """Return what the respondent says of themselves."""
    return getattr(response.person, question.removeprefix("respondent_")) if response.person else ""


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
