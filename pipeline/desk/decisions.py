"""What a person typed at the review desk, checked, as lines of the codebook; what cannot be applied is told."""

from typing import NamedTuple

import pandas as pd

from pipeline.core import codebook
from pipeline.exports.contract import OPTION_SEPARATOR
from pipeline.places.knowledge import Knowledge

# Columns of each sheet that a person fills in; a reason stands beside every decision.
TYPED = {
    "Cities": ["U.S. city"],
    "Partners": ["Country", "Place"],
    "Methods": ["Method"],
    "Priorities": ["Areas"],
    "Same engagement": ["Decision"],
    "Values": ["Corrected"],
    "Contradictions": ["Corrected"],
}
WHY = "Why"


class Refused(Exception):
    """A decision cannot be applied; the message says why."""


class Decider(NamedTuple):
    """Who decided, when, and on which edition."""

    edition: str
    decided_by: str
    decided_on: str


class Taken(NamedTuple):
    """New lines by table of the codebook, and a sentence for each decision that was not applied."""

    lines: dict[str, pd.DataFrame]
    refused: list[str]


def taken(
    sheets: dict[str, pd.DataFrame], questions: dict[str, pd.DataFrame], decider: Decider, known: Knowledge
) -> Taken:
    """Return the lines that the answered rows of a workbook make.

    sheets: the workbook as typed, every cell text, "" where blank, with the column key. questions: as they stand now;
    an answer to a question that is not among them any more is stale, and refused. known: what is known of places.
    """
    lines: dict[str, list[tuple]] = {}
    refused = []
    for sheet, typed in sheets.items():
        open_ones = questions[sheet].set_index("key")
        for number, row in zip(typed.index, typed.to_dict("records"), strict=True):
            given = {name: row[name].strip() for name in TYPED[sheet]}
            if not any(given.values()):
                continue
            try:
                table, made = _made(sheet, row, given, open_ones, decider, known)
                lines.setdefault(table, []).extend(made)
            except Refused as error:
                refused.append(f"{sheet}, row {number}: {error}")
    return Taken(
        {table: pd.DataFrame(made, columns=codebook.TABLES[table][0]) for table, made in lines.items()}, refused
    )


def _made(
    sheet: str, row: dict, given: dict[str, str], open_ones: pd.DataFrame, decider: Decider, known: Knowledge
) -> tuple[str, list[tuple]]:
    """Return the table and the lines that one answered row makes. Raises Refused."""
    if row["key"] not in open_ones.index:
        raise Refused("it is stale: what it was decided on has changed or is settled. Look at it in a new workbook.")
    why = row[WHY].strip()
    if not why:
        raise Refused(f"there is no reason. Write one in the column {WHY!r}.")
    question = open_ones.loc[row["key"]]
    signed = f"{why} ({decider.decided_by}, {decider.decided_on})"
    if sheet == "Cities":
        return "us_city_spellings", [_city_line(question, given["U.S. city"], signed, known)]
    if sheet == "Partners":
        return _partner_lines(question, given["Country"], given["Place"], why, signed, decider, known)
    if sheet in ("Methods", "Priorities"):
        return "coded_by_hand", _code_lines(sheet, question, next(iter(given.values())), why, decider)
    if sheet == "Same engagement":
        return "same_or_different", [_pair_line(question, given["Decision"], why, decider)]
    return "corrections", [
        _correction(question["_record"], question["_column"], question["_expected"], given["Corrected"], why, decider)
    ]


def _city_line(question: pd.Series, typed: str, signed: str, known: Knowledge) -> tuple:
    """Return the spelling line that makes a city as written the U.S. city typed, such as “Boise, ID”."""
    found = known.us_cities.decide(typed, "")
    if found.place is None:
        raise Refused(f"{typed!r} is not one U.S. city ({found.rule}). Write it like “Boise, ID”.")
    if not question["_city"]:
        raise Refused("no city was written; correct the answer in data/codebook/corrections.csv instead.")
    state = known.us_cities.state(question["_state"]) or ""
    return question["_city"], state, found.place.id, signed


def _partner_lines(
    question: pd.Series, country: str, place: str, why: str, signed: str, decider: Decider, known: Knowledge
) -> tuple[str, list[tuple]]:
    """Return the lines that give a partner as written its country and place.

    Where one cell was written, or the country is known, a spelling line serves every later report too; where several
    cells contradict each other, the cells are corrected in the reports that have them.
    """
    labels = codebook.labels("countries")
    codes = {text.casefold(): code for code, label in labels.items() for text in (code, label)}
    code = codes.get((country or question["_country"]).casefold())
    if code is None:
        raise Refused(f"{country!r} is no country of data/codebook/countries.csv, by label or code.")
    decided = known.partners.decide("", place, labels[code], "")
    if len(decided) != 1 or decided[0].country != code:
        raise Refused(f"{place!r} in {labels[code]} is not one partner.")
    partner = decided[0]
    cells = question["_cells"].split(OPTION_SEPARATOR)
    written = [cell for cell in cells if cell]
    spelling = (partner.country, partner.place or "", partner.place_id or "", partner.kind, signed)
    if question["Open"] == "place" and partner.country == question["_country"]:
        return "place_spellings", [(question["_place"], partner.country, *spelling)]
    if len(written) == 1:
        return "place_spellings", [(written[0], "", *spelling)]
    corrected = dict(zip(("partner_text", "partner_place_text", "partner_country_text"), cells, strict=True))
    wanted = {"partner_country_text": labels[partner.country]} | ({"partner_place_text": place} if place else {})
    return "corrections", [
        _correction(record, column, corrected[column], text, why, decider)
        for record in question["_records"]
        for column, text in wanted.items()
        if corrected[column] != text
    ]


def _code_lines(sheet: str, question: pd.Series, typed: str, why: str, decider: Decider) -> list[tuple]:
    """Return a line for each report with these words, giving it the method or areas typed by label or code."""
    decision, table = ("method", "methods") if sheet == "Methods" else ("priority", "priorities")
    codes = {text.casefold(): code for code, label in codebook.labels(table).items() for text in (code, label)}
    parts = [part.strip() for part in typed.split(";") if part.strip()]
    unknown = [part for part in parts if part.casefold() not in codes]
    if unknown or (decision == "method" and len(parts) != 1):
        raise Refused(f"{(unknown or parts)[0]!r} is not one of {', '.join(codebook.labels(table).values())}.")
    given = "; ".join(codes[part.casefold()] for part in parts)
    return [
        (decider.edition, record, decision, given, question["As written"], why, decider.decided_by, decider.decided_on)
        for record in question["_records"]
    ]


def _pair_line(question: pd.Series, typed: str, why: str, decider: Decider) -> tuple:
    """Return the line that says whether two reports are one engagement."""
    if typed.casefold() not in ("same", "different"):
        raise Refused(f"{typed!r} is neither same nor different.")
    pair = question["_first"], question["_second"]
    return decider.edition, *pair, typed.casefold(), why, decider.decided_by, decider.decided_on


def _correction(record: str, column: str, expected: str, corrected: str, why: str, decider: Decider) -> tuple:
    """Return a line of corrections.csv."""
    return decider.edition, record, column, expected, corrected, why, decider.decided_by, decider.decided_on
