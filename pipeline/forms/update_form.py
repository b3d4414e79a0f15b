"""The update form: one XLSForm for all cities, which shows each its record out of a file beside it.

The respondent chooses the city; each line on record is a screen with the answers of an update sheet.
docs/update-sheets.md.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from pipeline import updates
from pipeline.core import disk
from pipeline.exports.kobo import MOST_SLOTS
from pipeline.forms import xlsform
from pipeline.forms.questionnaire import Condition, Option, Question

FILE_NAME = "update-form.xlsx"
HEADERS = [*xlsform.HEADERS, "calculation", "readonly"]
# So many lines a submission may have; a longer record is answered in parts, each a submission of its own.
LINES = MOST_SLOTS
ADDITIONS = 20
# Name of a value on record: its column.
SHOWN = {
    "record_partner": "partner_place_text",
    "record_country": "partner_country_text",
    "record_kind": "method_text",
    "record_year": "year_text",
    "record_priorities": "priority_text",
    "record_description": "description_text",
}
# What else the form finds of a city.
OF_CITY = ["us_city", "us_state", "lines"]
# In these end the names of what a city corrects, and of what it adds.
CORRECT, ADDED = "_correct", "_added"
KINDS, PRIORITIES, COUNTRIES = "kinds", "priorities", "countries"
YEAR = f"regex(., '^[0-9]{{4}}$') or . = '{updates.NONE}'"
# “None” stands alone.
ALONE = f"not(selected(., '{updates.NONE}')) or count-selected(.) = 1"
# With a space in front, no spreadsheet takes a text for a formula; whoever reads the answers takes it away again.
FORMULA = r"^(?=[=+\-@＝＋－＠\t\r\n])"


class Media(NamedTuple):
    """The files beside the form: what may be chosen as city, and what is on record of each."""

    cities: pd.DataFrame  # name, label, us_city, us_state, lines (how many); one for each part of a long record
    record: pd.DataFrame  # name (of the part, and which of its lines), on_record, those of SHOWN, engagement, stamp


class Words(NamedTuple):
    """What may be chosen, code → label."""

    methods: dict[str, str]
    countries: dict[str, str]
    priorities: dict[str, str]


def media(cities: pd.DataFrame, lines: pd.DataFrame) -> Media:
    """Return what the form shows of cities (us_place_id, us_city, us_state) and of the lines on record of them."""
    at = lines.groupby("us_place_id").cumcount()
    part = lines["us_place_id"] + "-" + (at // LINES + 1).astype("str")
    shown = lines[[*SHOWN.values(), "on_record", "engagement_id", "stamp"]]
    named = shown.rename(columns={column: name for name, column in SHOWN.items()} | {"engagement_id": "engagement"})
    record = named.assign(name=part + "-" + (at % LINES + 1).astype("str"))[
        ["name", "on_record", *SHOWN, "engagement", "stamp"]
    ]
    total = cities["us_place_id"].map(lines.groupby("us_place_id").size()).fillna(0).astype("int64")
    parts = cities.assign(total=total, first=[list(range(0, max(count, 1), LINES)) for count in total]).explode("first")
    first = parts["first"].astype("int64")
    last = (first + LINES).clip(upper=parts["total"])
    which = ": " + (first + 1).astype("str") + " to " + last.astype("str") + " of " + parts["total"].astype("str")
    return Media(
        pd.DataFrame(
            {
                "name": parts["us_place_id"] + "-" + (first // LINES + 1).astype("str"),
                "label": parts["us_city"] + ", " + parts["us_state"] + which.where(parts["total"].gt(LINES), ""),
                "us_city": parts["us_city"],
                "us_state": parts["us_state"],
                "lines": (last - first).astype("str"),
            }
        ),
        record.astype("str"),
    )


def sheets(
    consent: Question, opening: list[str], title: str, form_id: str, version: str, words: Words
) -> dict[str, list[list[str]]]:
    """Return the sheets of the workbook, each its rows with the header first.

    consent: the question of the questionnaire that asks for it; opening: what is told before, a paragraph each.
    """
    agreed = Condition(consent.name, "=", next(option.value for option in consent.options if option.code == "yes"))
    told = [xlsform.note(f"opening_{number}", text, None) for number, text in enumerate(opening, start=1)]
    asked = [*_city(), *_record(), *_additions()]
    rows = [
        *({"type": kind, "name": kind} for kind in ("start", "end")),
        *xlsform.group("opening", "Before you begin", [*told, *xlsform.question(consent, None)], "field-list", None),
        *xlsform.group("answers", "", asked, "", agreed),
        xlsform.note("thanks", "Thank you. Nothing more is asked; please send the form.", None),
    ]
    none = {updates.NONE: "None"}
    chosen = {
        consent.name: {option.value: option.label for option in consent.options},
        "answers": {code: label for code, label in updates.ANSWERS.items() if code != "add"},
        f"{KINDS}{CORRECT}": words.methods | none,
        f"{KINDS}{ADDED}": words.methods,
        f"{PRIORITIES}{CORRECT}": words.priorities | none,
        f"{PRIORITIES}{ADDED}": words.priorities,
    }
    settings = {
        "form_title": title,
        "form_id": form_id,
        "version": version,
        "style": "pages",
        "instance_name": "concat(${us_city}, ', ', ${us_state})",
    }
    return {
        "survey": [HEADERS, *([row.get(header, "") for header in HEADERS] for row in rows)],
        "choices": [
            ["list_name", "name", "label"],
            *([name, code, label] for name, codes in chosen.items() for code, label in codes.items()),
        ],
        "settings": [list(settings), list(settings.values())],
    }


def _city() -> list[dict[str, str]]:
    """Return the rows of the screen on which the city is chosen."""
    choice = {
        "type": "select_one_from_file cities.csv",
        "name": "city",
        "label": "Which city do you answer for?",
        "hint": "A long record is answered in parts; please send the form once for each.",
        "required": "yes",
        "required_message": xlsform.REQUIRED,
        "appearance": xlsform.APPEARANCES["list"],
    }
    known = [_calculated(name, f"pulldata('cities', '{name}', 'name', ${{city}})") for name in OF_CITY]
    told = xlsform.note("lines", "Engagements on record of it: ${lines}. The next screens show one each.", None)
    return xlsform.group("city", "Your city", [choice, *known, told], "field-list", None)


def _record() -> list[dict[str, str]]:
    """Return the rows of the lines on record, one screen for each."""
    known = [
        _calculated("line_key", "concat(${city}, '-', position(..))"),
        *(_calculated(name, _pulled(name)) for name in (*SHOWN, "engagement", "stamp")),
    ]
    # Shown as what stands in a field, not as a label: there it could act as markup.
    shown = {"type": "text", "name": "on_record", "label": "On record", "appearance": "multiline", "readonly": "yes"}
    answer = {
        "type": "select_one answers",
        "name": "answer",
        "label": "Your answer",
        "hint": "Without an answer nothing changes.",
    }
    correct = Condition("answer", "=", "correct")
    corrections = xlsform.group("corrections", "What is right", _values(CORRECT), "", correct)
    screen = [shown | {"calculation": _pulled("on_record")}, answer, *corrections]
    opening = {"type": "begin_repeat", "name": "line", "label": "On record", "repeat_count": "${lines}"}
    inside = xlsform.group("line", "On record", screen, "field-list", None)
    return [opening, *known, *inside, {"type": "end_repeat"}]


def _additions() -> list[dict[str, str]]:
    """Return the rows of what is not on record, one screen for each."""
    count = {
        "type": "integer",
        "name": "addition_count",
        "label": "How many engagements of your city are missing here?",
        "hint": "The next screens ask for each.",
        "constraint": f". >= 0 and . <= {ADDITIONS}",
        "constraint_message": f"From 0 to {ADDITIONS}.",
    }
    opening = {"type": "begin_repeat", "name": "addition", "label": "Missing", "repeat_count": "${addition_count}"}
    inside = xlsform.group("addition", "Missing", _values(ADDED), "field-list", None)
    asked = xlsform.group("addition_count", "What is missing", [count], "field-list", None)
    return [*asked, opening, *inside, {"type": "end_repeat"}]


def _values(ending: str) -> list[dict[str, str]]:
    """Return the rows that ask for the values of an engagement: corrected ones, or those of one that is added."""
    is_correction = ending == CORRECT
    none = f"Blank where it is right; “{updates.NONE}” where there is none." if is_correction else ""
    rows = [
        {"type": "text", "name": "partner", "label": "Partner city, region, organization or network", "hint": none},
        {
            "type": f"select_one_from_file {COUNTRIES}.csv",
            "name": "country",
            "label": "Country",
            "appearance": xlsform.APPEARANCES_IN_REPEATS["list"],
        },
        {"type": f"select_one {KINDS}{ending}", "name": "kind", "label": "Kind", "appearance": "minimal"},
        {
            "type": "text",
            "name": "year",
            "label": "Year in which it began or took place",
            "constraint": YEAR,
            "constraint_message": f"Four digits, or “{updates.NONE}”.",
        },
        {
            "type": f"select_multiple {PRIORITIES}{ending}",
            "name": "priorities",
            "label": "Priority areas",
            "constraint": ALONE if is_correction else "",
            "constraint_message": "“None” cannot stand beside another area." if is_correction else "",
        },
        {"type": "text", "name": "description", "label": "What it is about", "hint": none, "appearance": "multiline"},
    ]
    on_record = {name: f"On record: ${{record_{name}}}" for name in ("country", "kind", "year", "priorities")}
    needed = {"required": "yes", "required_message": xlsform.REQUIRED}
    return [
        row
        | {"name": f"{row['name']}{ending}"}
        | ({"hint": on_record[row["name"]]} if is_correction and row["name"] in on_record else {})
        | (needed if not is_correction and row["name"] in ("partner", "kind") else {})
        for row in rows
    ]


def _calculated(name: str, calculation: str) -> dict[str, str]:
    """Return the row of a value that the form finds itself."""
    return {"type": "calculate", "name": name, "calculation": calculation}


def _pulled(name: str) -> str:
    """Return how the form finds a column of the line on record."""
    return f"pulldata('record', '{name}', 'name', ${{line_key}})"


def write(sheets_: dict[str, list[list[str]]], beside: Media, words: Words, folder: Path) -> None:
    """Write the workbook and the files beside it. Raises FormError when pyxform finds anything wrong with it."""
    xlsform.write_workbook(sheets_, folder / FILE_NAME)
    for name, table in beside._asdict().items():
        harmless = table.apply(lambda texts: texts.str.replace(FORMULA, " ", regex=True))
        disk.write(folder / f"{name}.csv", harmless.to_csv(index=False, lineterminator="\n"))
    labels = [*words.countries.values(), updates.NONE]
    listed = tuple(Option(label, label) for label in labels)
    disk.write(folder / f"{COUNTRIES}.csv", xlsform.list_as_csv(listed))
    xlsform.require_valid(folder / FILE_NAME)
