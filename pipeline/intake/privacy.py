"""Personal data in free text: found by pattern and by the values of personal columns, and taken out.

Respondents were promised that no individually identifying information is published. Columns are let in by name, so a
personal column never comes this far; but a person may be named where anything can be written.
"""

import re
import unicodedata
from functools import lru_cache

import ahocorasick
import pandas as pd

from pipeline.phrases import folded

REMOVED = "[personal data removed]"

# Headers of personal columns whose values say where somebody is or what they do, not who: “City”, “Your title”.
# Their values stand in answers for other reasons, so they are not looked for.
PLACES = {
    "city",
    "country",
    "state",
    "region",
    "province",
    "county",
    "postal",
    "zip",
    "latitude",
    "longitude",
    "location",
}
OFFICES = {"title", "job", "position", "role", "department", "organization", "organisation", "company", "agency"}
BESIDE_THEM = {"your", "the", "of", "and", "or", "code", "what", "is", "response"}
NAME_WORDS = {"name", "names", "person", "respondent", "contact", "researcher", "interviewer"}
FIRST_NAME_WORDS, LAST_NAME_WORDS = {"first", "given", "forename"}, {"last", "family", "surname"}
# Stand after a name and are none.
AFTER_NAMES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "jd", "mba", "mpa", "mpp", "aicp"}


def identifying_values(personal: pd.DataFrame) -> list[str]:
    """Return what would identify somebody in a text, from the values of personal columns: folded words, sorted.

    A name is looked for in every order and with an initial, in one column or in two (first, last); a telephone number
    by its last ten and seven digits. A single word (a first name, a surname) is no such value: it stands in text for
    other reasons too.
    """
    values: set[str] = set()
    for header, column in personal.items():
        words = set(folded(str(header)).split())
        if words & (PLACES | OFFICES) and words <= PLACES | OFFICES | BESIDE_THEM:
            continue
        for value in column.dropna().unique():
            values |= {folded(value), *_telephone_forms(value)}
            if words & NAME_WORDS:
                values |= _name_forms(value)
    values |= {form for name in _joined_names(personal) for form in _name_forms(name)}
    return sorted(
        value for value in values if (len(value.split()) > 1 and len(value.strip()) > 3) or _is_long_number(value)
    )


def _is_long_number(value: str) -> bool:
    """Whether a folded value is one number as long as a telephone's."""
    return value.strip().isdigit() and len(value.strip()) >= 10


def _joined_names(personal: pd.DataFrame) -> list[str]:
    """Return the names that stand in two columns, the first and the last name."""
    columns = [(set(folded(str(header)).split()), column) for header, column in personal.items()]
    first = [column for words, column in columns if words & FIRST_NAME_WORDS]
    last = [column for words, column in columns if words & LAST_NAME_WORDS]
    return [name for one, other in zip(first, last, strict=False) for name in (one + " " + other).dropna().unique()]


def _name_forms(name: str) -> set[str]:
    """Return the ways to write a name of two words or more: in either order, without middle names, with an initial."""
    words = [word for word in folded(name).split() if word not in AFTER_NAMES]
    if not 2 <= len(words) <= 5:
        return set()
    first, last = words[0], words[-1]
    forms = {(*words,), (first, last), (last, first), (first[0], last), (last[0], first), (last, *words[:-1])}
    return {f" {' '.join(form)} " for form in forms}


def _telephone_forms(value: str) -> set[str]:
    """Return the ways to group the last digits of a telephone number; none where a value is no such number."""
    digits = re.sub(r"\D", "", value)
    if not 7 <= len(digits) <= 15 or re.search(r"[^\W\d]{2}|[@:]", value) or value.count(".") == 3:
        return set()
    local = digits[-7:]
    forms = {f" {local[:3]} {local[3:]} "}
    if len(digits) >= 10:
        forms |= {
            f" {digits} ",
            f" {digits[-10:]} ",
            f" {digits[-10:-7]} {local} ",
            f" {digits[-10:-7]}{local[:3]} {local[3:]} ",
        }
    return forms


def without_personal_data(texts: pd.Series, identifying: list[str], patterns: pd.DataFrame) -> pd.Series:
    """Return the texts with what identifies a person replaced by a note in square brackets.

    identifying comes from identifying_values; patterns is the codebook table personal_patterns. Distinct texts are
    read once.
    """
    automaton = _automaton(tuple(identifying))
    compiled = [(re.compile(line.pattern), line.replacement) for line in patterns.itertuples()]
    cleaned = {text: _cleaned(text, automaton, compiled) for text in texts.dropna().unique()}
    return texts.map(cleaned).astype("str")


# Of one source it is asked for with every column.
@lru_cache(maxsize=1)
def _automaton(identifying: tuple[str, ...]) -> ahocorasick.Automaton:
    """Return what finds these values in a text."""
    automaton = ahocorasick.Automaton()
    for value in identifying:
        automaton.add_word(value, len(value))
    automaton.make_automaton()
    return automaton


def _cleaned(text: str, automaton: ahocorasick.Automaton, compiled: list[tuple[re.Pattern, str]]) -> str:
    """Return one text without personal data.

    Patterns first: a name inside an e-mail address must not leave the rest of the address.
    """
    for pattern, replacement in compiled:
        text = pattern.sub(replacement, text)
    if not len(automaton) or next(automaton.iter(folded(text)), None) is None:
        return text
    words, places = _words_and_places(text)
    spans = [(places[end - length + 2], places[end - 1] + 1) for end, length in automaton.iter(words)]
    for start, end in reversed(_merged(spans)):
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        text = text[:start] + REMOVED + text[end:]
    return text


def _words_and_places(text: str) -> tuple[str, list[int]]:
    """Return a text as `folded` does, and for each of its characters where in the text it came from."""
    characters, places = [" "], [0]
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character.casefold()):
            letter = plain if plain.isalnum() else " "
            if unicodedata.combining(plain) or letter == " " == characters[-1]:
                continue
            characters.append(letter)
            places.append(place)
    if characters[-1] != " ":
        characters.append(" ")
        places.append(len(text))
    return "".join(characters), places


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans as few that do not overlap, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
