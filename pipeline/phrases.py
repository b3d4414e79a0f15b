"""Which phrases stand in a text: whole words, any case, accents aside, thousands of phrases in one pass."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

NOT_WORDS = re.compile(r"[^\w]+|_")
# Signs that end a clause, and with it the phrases and negations in it. The period of an initial (U.S., M.O.U.) is none.
CLAUSE_END = re.compile(r"[,;:!?()\[\]|\n]|(?<!\b\w)\.(?=\s|$)|\s[-–—]+(?=\s)")
CLAUSE = "|"
NOT_WORDS_OR_CLAUSE = re.compile(r"[^\w|]+|_")
# Words over which no negation reaches. “Only” and its like take it back: “not only trade” is about trade.
NEGATION_END = {"but", "although", "though", "however", "whereas", "while", "yet", "only", "just", "merely"}
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
    return f" {NOT_WORDS.sub(' ', _plain(text)).strip()} "


def folded_clauses(text: str) -> str:
    """Return the words of a text as `folded` does, with a bar between two clauses: no phrase reaches over it.

    >>> folded_clauses("No trade, but M.O.U. on the arts")
    ' no trade | but m o u on the arts '
    """
    return f" {NOT_WORDS_OR_CLAUSE.sub(' ', CLAUSE_END.sub(f' {CLAUSE} ', _plain(text))).strip()} "


def _plain(text: str) -> str:
    """Return a text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


class Phrases:
    """Phrases to look for, and what they stand for; made once, used for every distinct text."""

    def __init__(self, rules: Iterable[Rule], negations: Iterable[str]) -> None:
        self._rules: dict[str, list[tuple[int, Rule, tuple[str, ...]]]] = {}
        self._negations = tuple(folded(negation) for negation in negations)
        self._automaton = ahocorasick.Automaton()
        for position, rule in enumerate(rules):
            unless = tuple(_pattern(text) for text in rule.unless)
            pattern = _pattern(rule.text)
            self._rules.setdefault(pattern, []).append((position, rule, unless))
            for looked_for in (pattern, *unless):
                self._automaton.add_word(looked_for, looked_for)
        self._automaton.make_automaton()

    def decide(self, text: str) -> dict[str, str]:
        """Return code → rule for every code whose phrase stands in the text; the first rule of a code names it.

        A phrase after a negation in the same clause ("not trade") does not count, nor does one whose rule says unless
        something that stands there.
        """
        if not self._rules:
            return {}
        words = folded_clauses(text)
        negated = any(negation in words for negation in self._negations)
        standing = {
            pattern
            for end, pattern in self._automaton.iter(words)
            if not (negated and self._is_negated(words[: end - len(pattern) + 2]))
        }
        held = sorted(
            (position, rule)
            for pattern in standing
            for position, rule, unless in self._rules.get(pattern, ())
            if standing.isdisjoint(unless)
        )
        decided: dict[str, str] = {}
        for _, rule in held:
            decided.setdefault(rule.code, rule.rule)
        return decided

    def _is_negated(self, before: str) -> bool:
        """Whether a negation stands among the last words before a phrase, in its clause."""
        near = before.rpartition(CLAUSE)[2].split()[-NEGATION_REACH:]
        ends = [position for position, word in enumerate(near) if word in NEGATION_END]
        reached = f" {' '.join(near[ends[-1] + 1 :] if ends else near)} "
        return any(negation in reached for negation in self._negations)


def _pattern(text: str) -> str:
    """Return what is looked for in a folded text: whole words; a star at the end leaves the last word open."""
    return folded(text)[:-1] if text.endswith("*") else folded(text)
