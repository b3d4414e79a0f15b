"""The desk research as colleagues keep it: a workbook with one engagement in a row, in their own headers and words."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

from pipeline import workbooks
from pipeline.simulation.lists import of_kind
from pipeline.simulation.survey import Written
from pipeline.simulation.truth import Engagement
from pipeline.simulation.wording import Hand

LAYOUT = "desk_research"


@dataclass
class Record:
    """One row of the workbook: header → value, and what it truly speaks of."""

    cells: dict[str, str | int | date]
    city: int
    written: Written


def records(hand: Hand, rows: list[list[Engagement]], window: tuple[int, int]) -> list[Record]:
    """Return the rows in the order they were entered."""
    researchers = of_kind(hand.lists.people, "researcher")
    order = hand.rng.permutation(len(rows)).tolist()
    return [_record(hand, rows[index], number, researchers, window) for number, index in enumerate(order)]


def _record(hand: Hand, cell: list[Engagement], number: int, researchers: list[str], window: tuple[int, int]) -> Record:
    """Return one row."""
    first, city = cell[0], hand.lists.cities[cell[0].city]
    us_city, us_state = hand.us_city(city)
    is_legible = True
    if city["county"] and hand.slips(0.01):
        us_city, us_state, is_legible = city["county"], city["us_state"], False
    partner, country = _partner(hand, cell)
    topics_blank = hand.slips(0.25)
    told = first.priorities
    topics = "" if topics_blank else _topics(hand, told)
    summary = hand.description(first, told, city) if topics_blank or hand.rng.random() < 0.9 else ""
    researcher = researchers[number % len(researchers)]
    if summary and hand.slips(0.02):
        summary = f"{summary} (entered by {researcher})"
    shift = 0 if len(cell) > 1 else hand.misremembered(first, *window)
    cells = {
        "U.S. city": us_city,
        "State": us_state,
        "Type of engagement": hand.method(first.method_code),
        "Foreign partner": partner,
        "Country": country,
        "Start": _start(hand, first, shift),
        "Topics": topics,
        "Summary": summary,
        "Still active?": _status(hand, first),
        "Link": f"https://www.example.org/records/{1000 + number}",
        "Researcher": researcher,
        "Checked": "x" if number % 3 else "",
    }
    return Record(cells, first.city, Written("record", 1, list(cell), list(told), is_legible))


def _partner(hand: Hand, cell: list[Engagement]) -> tuple[str, str]:
    """Return the cells for partner and country: the country is in either, or in both."""
    first = cell[0]
    if first.partner_kind == "network":
        return hand.network(first), ""
    country = hand.country(first.country_code)
    place = hand.pick([" and ", "; ", " & "]).join(hand.place(engagement) for engagement in cell)
    if not place:
        return hand.pick([country, f"Government of {hand.country_of[first.country_code]['country']}"]), country
    if hand.slips(0.45):
        return f"{place}, {country}", country if hand.rng.random() < 0.7 else ""
    return place, country


def _topics(hand: Hand, told: list[str]) -> str:
    """Return the priority areas as a colleague keeps them: labels, in whatever case, joined by commas or semicolons."""
    labels = {line["code"]: line["label"] for line in hand.lists.options if line["question"] == "meeting_priorities"}
    text = hand.pick(["; ", ", "] if hand.slips(0.5) else ["; "]).join(labels[code] for code in told)
    return text.lower() if hand.slips(0.1) else text


def _start(hand: Hand, engagement: Engagement, shift: int) -> str | int | date:
    """Return year or date: a number, a real date, or words."""
    if engagement.reason == "" and not engagement.recurs and hand.slips(0.06):
        return hand.pick(["", "n/a", "unknown"])
    text = hand.year(engagement, shift, asks_for_date=False)
    if re.fullmatch(r"\d{4}", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return int(text) if text.isdigit() else text


def _status(hand: Hand, engagement: Engagement) -> str:
    """Return whether the engagement still exists, as noted."""
    if engagement.reason == "ended":
        return hand.pick(["No", "Ended 2019", "Terminated"]) if hand.noise else "No"
    return hand.pick(["Yes", "yes", "Y", "", "active"]) if hand.slips(0.6) else "Yes"


def write(rows: list[Record], headers: list[str], path: Path) -> None:
    """Write the workbook, the same rows always as the same bytes."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Engagements"
    sheet.append(headers)
    for row in rows:
        sheet.append([row.cells[header] if row.cells[header] != "" else None for header in headers])
    sheet.freeze_panes = "A2"
    workbooks.save(workbook, path)
