"""The year in a date as people and spreadsheets write it."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"

# Tried in this order; the first that matches the whole text decides. The group `year` holds two or four digits.
PATTERNS = [
    (
        "year",
        re.compile(
            r"(?:since|from|est(?:ablished)?\.?|c(?:irca|a)?\.?|about|approx\.?|in|fy|~)?\s*(?P<year>\d{4})[+?*]?"
        ),
    ),
    ("year", re.compile(r"(?P<year>\d{4})(?:\.0+)")),
    ("ISO date", re.compile(r"(?P<year>\d{4})[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[t ][\d:.]+(?:z| ?[+-][\d:]+)?)?")),
    ("date", re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?P<year>\d{4})(?: [\d:]+(?: ?[ap]m)?)?")),
    ("month and year", re.compile(r"(?:0?[1-9]|1[0-2])[-/.](?P<year>\d{4})")),
    ("date with two-digit year", re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?P<year>\d{2})")),
    (
        "date",
        re.compile(
            rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ -])?{MONTH},?[ -](?:\d{{1,2}}(?:st|nd|rd|th)?,? )?(?P<year>\d{{4}})"
        ),
    ),
    ("month with two-digit year", re.compile(rf"(?:\d{{1,2}}[ -])?{MONTH}[ -]'?(?P<year>\d{{2}})")),
    ("season", re.compile(r"(?:spring|summer|fall|autumn|winter|q[1-4]|early|mid|late)[ -](?:of )?(?P<year>\d{4})")),
    (
        "first of several years",
        re.compile(r"(?P<year>\d{4})\s*(?:-|–|/|to|and|,|&)\s*(?:\d{4}|\d{2}|present|now|ongoing)"),
    ),
    (
        "first of a date range",
        re.compile(rf"{MONTH} \d{{1,2}}\s*(?:-|–|to)\s*(?:{MONTH} )?\d{{1,2}},? (?P<year>\d{{4}})"),
    ),
]
SPREADSHEET_DAY = re.compile(r"(\d{5})(?:\.\d+)?")
# What is earlier, or later than this many years after the newest, is a slip of the pen and no year.
EARLIEST, YEARS_AHEAD = 1900, 10
# A spreadsheet's day number counts from here (its day 60, 29 February 1900, never was).
SPREADSHEET_ORIGIN = date(1899, 12, 30)


IMPOSSIBLE = "impossible year"


class Year(NamedTuple):
    """A year and how it was read; year is None where nobody could say."""

    year: int | None
    rule: str


# The same few ways to write a year come again and again.
@lru_cache(maxsize=1 << 16)
def read_year(text: str, newest: int) -> Year:
    """Return the year in a text; a two-digit year is the latest one not after `newest`.

    A year that cannot be (2202, 0202) is None with the rule IMPOSSIBLE: something is written, and it is wrong.

    >>> read_year("5/6/22", newest=2024)
    Year(year=2022, rule='date with two-digit year')
    >>> read_year("43586", newest=2024)
    Year(year=2019, rule='day number of a spreadsheet')
    >>> read_year("19-May", newest=2024)
    Year(year=None, rule='unreadable')
    """
    folded = " ".join(text.split()).casefold().strip(" .,;")
    for rule, pattern in PATTERNS:
        found = pattern.fullmatch(folded)
        if found:
            digits = found["year"]
            return _possible(int(digits) if len(digits) == 4 else _century(int(digits), newest), rule, newest)
    day = SPREADSHEET_DAY.fullmatch(folded)
    if day:
        year = (SPREADSHEET_ORIGIN + timedelta(days=int(day[1]))).year
        return _possible(year, "day number of a spreadsheet", newest)
    return Year(None, "unreadable")


def _possible(year: int, rule: str, newest: int) -> Year:
    """Return the year with its rule, or None where it is too early or too late to be true."""
    return Year(year, rule) if EARLIEST <= year <= newest + YEARS_AHEAD else Year(None, IMPOSSIBLE)


def _century(two_digits: int, newest: int) -> int:
    """Return the latest year with these last two digits that is not after `newest`."""
    return newest - (newest - two_digits) % 100
