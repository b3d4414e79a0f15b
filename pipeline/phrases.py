"""Which phrases stand in a text: whole words, any case, accents aside, thousands of phrases in one pass."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

NOT_WORDS = re.compile(r"[^\w]+|_")
# How many words before a phrase a negation still concerns it.
NEGATION_REACH = 3


class Rule(NamedTuple):
    """One line of rules.csv: when `text` stands in a text and none of `unless` does, the text is about `code`."""

    rule: str
    text: str
    unless: tuple[str, ...]
    code: str


def folded(text: str) -> str:
    """Return the words of a text in lower case, without accents and signs, each with a space on either side.

    >>> folded("Sister-City (São Paulo)")
    ' sister city sao paulo '
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return f" {NOT_WORDS.sub(' ', plain).strip()} "


class Phrases:
    """Phrases to look for, and what they stand for; made once, used for every distinct text."""

    def __init__(self, rules: Iterable[Rule], negations: Iterable[str]) -> None:
        self._rules: dict[str, list[Rule]] = {}
        self._negations = tuple(folded(negation) for negation in negations)
        for rule in rules:
            self._rules.setdefault(_pattern(rule.text), []).append(rule)
        self._automaton = ahocorasick.Automaton()
        for pattern in {
            *self._rules,
            *(_pattern(text) for held in self._rules.values() for rule in held for text in rule.unless),
        }:
            self._automaton.add_word(pattern, pattern)
        self._automaton.make_automaton()

    def decide(self, text: str) -> dict[str, str]:
        """Return code → rule for every code whose phrase stands in the text; the first rule of a code names it.

        A phrase after a negation ("not trade") and one whose rule says unless something that stands there do not count.
        """
        if not self._rules:
            return {}
        words = folded(text)
        standing: dict[str, bool] = {}
        for end, pattern in self._automaton.iter(words):
            affirmed = not self._is_negated(words[: end - len(pattern) + 2])
            standing[pattern] = standing.get(pattern, False) or affirmed
        held = sorted(
            rule
            for pattern, affirmed in standing.items()
            if affirmed
            for rule in self._rules.get(pattern, [])
            if not any(_pattern(other) in standing for other in rule.unless)
        )
        decided: dict[str, str] = {}
        for rule in held:
            decided.setdefault(rule.code, rule.rule)
        return decided

    def _is_negated(self, before: str) -> bool:
        """Whether a negation stands among the last words before a phrase."""
        near = " " + " ".join(before.split()[-NEGATION_REACH:]) + " "
        return any(negation in near for negation in self._negations)


def _pattern(text: str) -> str:
    """Return what is looked for in a folded text: whole words; a star at the end leaves the last word open."""
    return folded(text)[:-1] if text.endswith("*") else folded(text)
