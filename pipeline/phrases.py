"""Which phrases stand in a text: whole words, any case, accents aside, thousands of phrases in one pass."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import compress
from typing import NamedTuple

import ahocorasick

NOT_WORDS = re.compile(r"[^\w]+|_")
OTHER_THAN_ASCII = re.compile(r"[^\x00-\x7f]")
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
# So are many texts at once, with a line between two of them.
LINE = " \n "
SIGNS_WITHIN_LINES = {code: " " for code in ASCII_SIGNS if chr(code) != "\n"}
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


def each_folded(texts: list[str]) -> list[str]:
    """Return each text as `folded` does; those of ASCII all at once, in a tenth of the time.

    >>> each_folded(["Sister-City", "São Paulo", "?"])
    [' sister city ', ' sao paulo ', '  ']
    """
    is_plain = [text.isascii() and "_" not in text for text in texts]
    plain = LINE.join([text.replace("\n", " ") for text in compress(texts, is_plain)])
    lines = f" {plain} ".lower().translate(SIGNS_WITHIN_LINES)
    while "  " in lines:
        lines = lines.replace("  ", " ")
    done = iter(lines.split("\n"))
    words = [next(done) if plain else folded(text) for text, plain in zip(texts, is_plain, strict=True)]
    # A text without words keeps the space on either side.
    return ["  " if text == " " else text for text in words]


def folded_clauses(text: str) -> str:
    """Return the words of a text as `folded` does, with a bar between two clauses: no phrase reaches over it.

    >>> folded_clauses("No trade, but M.O.U. on the arts")
    ' no trade | but m o u on the arts '
    """
    plain = _plain(text)
    # Only periods and dashes are told apart by what stands around them; all other signs of ASCII go in one pass.
    if "." in plain:
        # The one at the very end, after which nothing stands, ends nothing: most texts have no other.
        plain = plain.removesuffix(".")
        if "." in plain:
            plain = PERIOD.sub(CLAUSE, plain)
    if not plain.isascii():
        plain = NOT_WORDS_OR_CLAUSE.sub(" ", CLAUSE_END.sub(CLAUSE, DASH.sub(CLAUSE, plain)))
    else:
        plain = (DASH.sub(CLAUSE, plain) if "-" in plain else plain).translate(ASCII_SIGNS)
    if CLAUSE in plain:
        plain = plain.replace(CLAUSE, f" {CLAUSE} ")
    words = f" {plain} "
    # All that is no word is a space by now; joining what is split would take three times as long.
    while "  " in words:
        words = words.replace("  ", " ")
    return words


def _plain(text: str) -> str:
    """Return a text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return OTHER_THAN_ASCII.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], plain)


class Scope(NamedTuple):
    """Words that make a phrase near them say nothing of what the text is about."""

    negations: tuple[str, ...] = ()  # “not”: up to REACH words before the phrase, in its clause, little words aside
    before: tuple[str, ...] = ()  # “minister of”: up to REACH words, little ones too; nothing ends it but the clause
    after: tuple[str, ...] = ()  # “chief”: the word that follows the phrase


# A rule as it is looked up: its place among the rules, its code, its name, and the patterns that make it silent.
Line = tuple[int, str, str, tuple[str, ...]]


class Found(NamedTuple):
    """What stands at a place of a text: a phrase, with the rules it is of, or a word of the scope, or both."""

    pattern: str
    lines: tuple[Line, ...]
    is_phrase: bool
    is_scope: bool


class Phrases:
    """Phrases to look for, and what they stand for; made once, used for every distinct text."""

    def __init__(self, rules: Iterable[Rule], scope: Scope) -> None:
        self._negations = tuple(map(folded, scope.negations))
        self._before = tuple(map(folded, scope.before))
        self._after = frozenset(map(folded, scope.after))
        self._automaton = ahocorasick.Automaton()
        rules_of: dict[str, list[Line]] = {}
        for position, rule in enumerate(rules):
            unless = tuple(_pattern(text) for text in rule.unless)
            pattern = _pattern(rule.text)
            rules_of.setdefault(pattern, []).append((position, rule.code, rule.rule, unless))
            for other in unless:
                rules_of.setdefault(other, [])
        # Words of the scope are found in the same pass. One that is also a phrase is both.
        scoping = {*self._negations, *self._before, *self._after}
        for pattern in rules_of.keys() | scoping:
            own, is_phrase = tuple(rules_of.get(pattern, ())), pattern in rules_of
            self._automaton.add_word(pattern, Found(pattern, own, is_phrase, pattern in scoping))
        self._automaton.make_automaton()
        self._has_rules = bool(rules_of)

    def decide(self, text: str) -> dict[str, str]:
        """Return code → rule for every code whose phrase stands in the text; the first rule of a code names it.

        A phrase does not count after a negation in the same clause ("not trade"), where it only says whose office or
        what circumstance is meant ("minister of trade", "police chief"), or where its rule says unless something that
        stands there.
        """
        found = self._found(text)
        lines = [line for _, (_, own, _, _) in found for line in own]
        if len(lines) > 1:
            lines.sort()
        standing: set[str] = set()
        decided: dict[str, str] = {}
        for _, code, rule, unless in lines:
            if code not in decided:
                if unless and not standing:
                    standing = {pattern for _, (pattern, _, _, _) in found}
                if not unless or standing.isdisjoint(unless):
                    decided[code] = rule
        return decided

    def counted(self, text: str) -> dict[str, int]:
        """Return code → how many different phrases of it count in a text, as in `decide`."""
        found = self._found(text)
        standing = {pattern for _, (pattern, _, _, _) in found}
        lines = {line for _, (_, own, _, _) in found for line in own if standing.isdisjoint(line[3])}
        return Counter(code for _, code, _, _ in lines)

    def mentioned(self, text: str) -> set[str]:
        """Return the codes of all phrases that stand in a text, whether they count or not."""
        found = self._automaton.iter(folded_clauses(text)) if self._has_rules else ()
        return {code for _, (_, own, _, _) in found for _, code, _, _ in own}

    def _found(self, text: str) -> list[tuple[int, Found]]:
        """Return the phrases that stand in a text where no word near them silences them, `unless` not asked yet."""
        if not self._has_rules:
            return []
        words = folded_clauses(text)
        found = list(self._automaton.iter(words))
        for _, (_, _, _, is_scope) in found:
            if is_scope:
                return self._in_scope(words, found)
        return found

    def _in_scope(self, words: str, found: list[tuple[int, Found]]) -> list[tuple[int, Found]]:
        """Return the phrases that stand somewhere where no word near them silences them."""
        # A phrase ends at the space after its last word, which is where the word after it begins; or, its last word
        # left open, before that space.
        silencing = {end - len(one.pattern) + 1 for end, one in found if one.pattern in self._after}
        # Words that silence what follows them leave what stands before the first of them alone.
        first = min((end for end, one in found if one.is_scope and one.pattern not in self._after), default=len(words))
        return [
            (end, one)
            for end, one in found
            if one.is_phrase
            and words.find(" ", end) not in silencing
            and (end <= first or not self._is_silenced(words[: end - len(one.pattern) + 2]))
        ]

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
