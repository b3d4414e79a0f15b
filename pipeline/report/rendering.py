"""The templates of the report, with the links from a number to the rows that it counts."""

import math
from functools import cache
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup, escape

from pipeline import pages
from pipeline.pages.wording import capital, counted, number

ROOM = Path(__file__).parent
# On a printed page: rows of one table, so that none crosses a page; lines of a list whose whole is in the pages.
ROWS_OF_PAGE, FEW_PRINTED = 30, 25
# The same of lists of places: letters of a line, lines of a page, and how much higher than its lines a row is.
LETTERS_OF_LINE, LINES_OF_PAGE, MARGIN_OF_ROW = 105, 57, 0.4
# Sections whose numbers count what another section's rows show: that section.
SAME_ROWS = {"country_by_region": "country", "mention": "priority"}


@cache
def environment(decimals: int, printed: bool = False) -> jinja2.Environment:
    """Return the templates with their filters, the same ones each time; a name they lack is an error.

    decimals: places of a percentage; printed: whether all chapters stand in one document, so that a link to a chapter
    stays inside it.
    """
    templates = pages.environment(ROOM, decimals)

    def chapter_page(name: str, place: str = "") -> str:
        """Return where a chapter stands, or a place in it."""
        if printed:
            return f"#{place or name}"
        return f"{name}.html#{place}" if place else f"{name}.html"

    templates.filters |= {
        "rows_page": rows_page,
        "chapter_page": chapter_page,
        "capital": capital,
        "in_pages": in_pages,
        "number_or_dash": lambda count: "–" if pd.isna(count) else number(count),
    }
    templates.globals |= {"printed": printed, "rows_of_page": ROWS_OF_PAGE, "few_printed": FEW_PRINTED}
    return templates


def in_pages(rows: list[tuple[str, list]]) -> list[list]:
    """Return the rows of a table, each a name and a list of findings, in parts that have room on a printed page."""
    parts, room = [[]], LINES_OF_PAGE
    for row in rows:
        letters = sum(len(f"{cell.label} {cell.count}; ") for cell in row[1] if cell.count)
        height = MARGIN_OF_ROW + max(1, math.ceil(letters / LETTERS_OF_LINE))
        if height > room and parts[-1]:
            parts.append([])
            room = LINES_OF_PAGE
        parts[-1].append(row)
        room -= height
    return parts


def print_style() -> str:
    """Return the style sheet of the report on paper."""
    return (ROOM / "print.css").read_text(encoding="utf-8")


def rows_page(finding) -> str:
    """Return where the rows stand that a finding counts, seen from a chapter."""
    section = SAME_ROWS.get(finding.section, finding.section)
    finding_id = f"{section}.{finding.code}" if section != finding.section else finding.finding_id
    return f"rows/{section}.html#{pages.anchor(finding_id)}"


def linked(text: str, finding) -> Markup:
    """Return a text as a link, from a chapter, to the rows that a finding counts."""
    return to(rows_page(finding), text)


def to(page: str, text: str) -> Markup:
    """Return a text as a link to a page, as it is where there is none; a zero counts nothing that could be shown."""
    return Markup('<a href="{}">{}</a>').format(page, text) if page and text != "0" else escape(text)


def counted_at(page: str, count: int, one: str, many: str) -> Markup:
    """Return a count with its noun, the number a link to the page of what it counts."""
    shown, noun = counted(count, one, many).split(" ", 1)
    return Markup("{} {}").format(to(page, shown), noun)
