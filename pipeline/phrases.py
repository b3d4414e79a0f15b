"""Which phrases stand in a text: whole words, any case, accents aside, thousands of phrases in one pass."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

NOT_WORDS = re.compile(r"[^\w]+|_")
CLAUSE = "|"
# Signs that end a clause, and with it the phrases and negations in it.
CLAUSE_SIGNS = ",;:!?()[]|\n"
CLAUSE_END = re.compile(f"[{re.escape(CLAUSE_SIGNS)}]")
# So do a period and a dash, but for the period of an initial (U.S., M.O.U.) and the hyphen within a word.
PERIOD = re.compile(r"(?<!\b\w)\.(?=\s|$)")
DASH = re.compile(r"\s[-–—]+(?=\s)")
NOT_WORDS_OR_CLAUSE = re.compile(r"[^\w|]+|_")
# Every sign of ASCII → the end of a clause, or a space; letters and digits stay. One character for one: that is fast.
ASCII_SIGNS = {code: CLAUSE if chr(code) in CLAUSE_SIGNS else " " for code in range(128) if not chr(code).isalnum()}
# Words over which no negation reaches. “Only” and its like take it back: “not only trade” is about trade.
NEGATION_END = {"but", "although", "though", "however", "whereas", "while", "yet", "only", "just", "merely"}
# How many words before a phrase a negation, or the name of an office, still concerns it.
REACH = 3
# Words that do not count between a negation and a phrase: “not on a trade or arts trip”.
LITTLE_WORDS = {"a", "about", "an", "any", "at", "for", "in", "of", "on", "or", "the", "to", "with"}


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
    plain = _plain(text)
    # Only periods and dashes are told apart by what stands around them; all other signs of ASCII go in one pass.
    if "." in plain:
        plain = PERIOD.sub(CLAUSE, plain)
    if not plain.isascii():
        plain = NOT_WORDS_OR_CLAUSE.sub(" ", CLAUSE_END.sub(CLAUSE, DASH.sub(CLAUSE, plain)))
    else:
        plain = (DASH.sub(CLAUSE, plain) if "-" in plain else plain).translate(ASCII_SIGNS)
    if CLAUSE in plain:
        plain = plain.replace(CLAUSE, f" {CLAUSE} ")
    return f" {' '.join(plain.split())} "


def _plain(text: str) -> str:
    """Return a text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


class Scope(NamedTuple):
    """Words that make a phrase near them say nothing of what the text is about."""

    negations: tuple[str, ...] = ()  # “not”: up to REACH words before the phrase, in its clause, little words aside
    before: tuple[str, ...] = ()  # “minister of”: up to REACH words, little ones too; nothing ends it but the clause
    after: tuple[str, ...] = ()  # “chief”: the word that follows the phrase


class Phrases:
    """Phrases to look for, and what they stand for; made once, used for every distinct text."""

    def __init__(self, rules: Iterable[Rule], scope: Scope) -> None:
        self._rules: dict[str, list[tuple[int, Rule, tuple[str, ...]]]] = {}
        self._negations = tuple(map(folded, scope.negations))
        self._before = tuple(map(folded, scope.before))
        self._after = frozenset(map(folded, scope.after))
        self._automaton = ahocorasick.Automaton()
        patterns: set[str] = set()
        for position, rule in enumerate(rules):
            unless = tuple(_pattern(text) for text in rule.unless)
            pattern = _pattern(rule.text)
            self._rules.setdefault(pattern, []).append((position, rule, unless))
            patterns.update((pattern, *unless))
        # Words of the scope are found in the same pass. One that is also a phrase is both.
        scoping = {*self._negations, *self._before, *self._after}
        for looked_for in patterns | scoping:
            self._automaton.add_word(looked_for, (looked_for, looked_for in patterns, looked_for in scoping))
        self._automaton.make_automaton()

    def decide(self, text: str) -> dict[str, str]:
        """Return code → rule for every code whose phrase stands in the text; the first rule of a code names it.

        A phrase does not count after a negation in the same clause ("not trade"), where it only says whose office or
        what circumstance is meant ("minister of trade", "police chief"), or where its rule says unless something that
        stands there.
        """
        if not self._rules:
            return {}
        words = folded_clauses(text)
        found = list(self._automaton.iter(words))
        if any(is_scope for _, (_, _, is_scope) in found):
            standing = self._in_scope(words, found)
        else:
            standing = {pattern for _, (pattern, _, _) in found}
        held = [
            (position, rule)
            for pattern in standing
            for position, rule, unless in self._rules.get(pattern, ())
            if not unless or standing.isdisjoint(unless)
        ]
        decided: dict[str, str] = {}
        for _, rule in sorted(held) if len(held) > 1 else held:
            decided.setdefault(rule.code, rule.rule)
        return decided

    def mentioned(self, text: str) -> set[str]:
        """Return the codes of all phrases that stand in a text, whether they count or not."""
        found = self._automaton.iter(folded_clauses(text)) if self._rules else ()
        return {rule.code for _, (pattern, _, _) in found for _, rule, _ in self._rules.get(pattern, ())}

    def _in_scope(self, words: str, found: list[tuple[int, tuple[str, bool, bool]]]) -> set[str]:
        """Return the phrases that stand somewhere where no word near them silences them."""
        # A phrase ends at the space after its last word, which is where the word after it begins; or, its last word
        # left open, before that space.
        silencing = {end - len(pattern) + 1 for end, (pattern, _, _) in found if pattern in self._after}
        return {
            pattern
            for end, (pattern, is_phrase, _) in found
            if is_phrase
            and words.find(" ", end) not in silencing
            and not self._is_silenced(words[: end - len(pattern) + 2])
        }

    def _is_silenced(self, before: str) -> bool:
        """Whether a negation, or words that make the phrase incidental, stand just before it in its clause."""
        clause = before.rpartition(CLAUSE)[2].split()
        near = _near(clause)
        ends = [position for position, word in enumerate(near) if word in NEGATION_END]
        reached = f" {' '.join(near[ends[-1] + 1 :] if ends else near)} "
        if any(negation in reached for negation in self._negations):
            return True
        just_before = f" {' '.join(clause[-REACH:])} "
        return any(text in just_before for text in self._before)


def _near(words: list[str]) -> list[str]:
    """Return the last words, as many as a negation reaches; little words among them do not count."""
    counted = [position for position, word in enumerate(words) if word not in LITTLE_WORDS]
    return words[counted[-REACH] if len(counted) >= REACH else 0 :]


def _pattern(text: str) -> str:
    """Return what is looked for in a folded text: whole words; a star at the end leaves the last word open."""
    return folded(text)[:-1] if text.endswith("*") else folded(text)
