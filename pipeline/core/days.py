"""Days as sentences and captions write them; tables and data have them in ISO 8601."""

import re
from datetime import date

MONTHS = ["January", "February", "March", "April", "May", "June"]
MONTHS += ["July", "August", "September", "October", "November", "December"]


def in_words(day: date) -> str:
    """Return a day in words, whatever the language of the machine.

    >>> in_words(date(2024, 6, 21))
    '21 June 2024'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_of(text: str) -> date | None:
    """Return the day that a text is in ISO 8601, None where it is none (“autumn 2026”, “2024-02-30”).

    >>> day_of("2024-06-21")
    datetime.date(2024, 6, 21)
    """
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def text_in_words(text: str) -> str:
    """Return what a source says of a day, in words where it is written in ISO 8601, else as it is (“autumn 2026”).

    >>> text_in_words("2024-06-21")
    '21 June 2024'
    """
    day = day_of(text)
    return text if day is None else in_words(day)
