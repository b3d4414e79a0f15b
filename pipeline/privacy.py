"""Personal data in free text: found by pattern and by the values of personal columns, and taken out.

Respondents were promised that no individually identifying information is published. Columns are let in by name, so a
personal column never comes this far; but a person may be named where anything can be written.
"""

import re

import ahocorasick
import pandas as pd

REMOVED = "[personal data removed]"


def identifying_values(personal: pd.DataFrame) -> list[str]:
    """Return the distinct values of personal columns that would identify somebody wherever they stand, folded.

    A single word (a first name, a city) is no such value: it stands in text for other reasons too.
    """
    values = {value.strip().casefold() for column in personal for value in personal[column].dropna().unique()}
    return sorted(
        value for value in values if len(value) >= 5 and (" " in value or "@" in value or value.count(".") > 2)
    )


def without_personal_data(texts: pd.Series, identifying: list[str], patterns: pd.DataFrame) -> pd.Series:
    """Return the texts with what identifies a person replaced by a note in square brackets.

    identifying comes from identifying_values; patterns is the codebook table personal_patterns. Distinct texts are
    read once.
    """
    automaton = ahocorasick.Automaton()
    for value in identifying:
        automaton.add_word(value, value)
    automaton.make_automaton()
    compiled = [(re.compile(line.pattern), line.replacement) for line in patterns.itertuples()]
    cleaned = {text: _cleaned(text, automaton, compiled) for text in texts.dropna().unique()}
    return texts.map(cleaned).astype("str")


def _cleaned(text: str, automaton: ahocorasick.Automaton, compiled: list[tuple[re.Pattern, str]]) -> str:
    """Return one text without personal data."""
    if len(automaton):
        # Longest first: a full name before a part of it.
        for value in sorted(
            {value for _, value in automaton.iter(text.casefold())}, key=lambda value: (-len(value), value)
        ):
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", REMOVED, text, flags=re.IGNORECASE)
    for pattern, replacement in compiled:
        text = pattern.sub(replacement, text)
    return text
