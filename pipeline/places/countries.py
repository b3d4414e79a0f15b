"""Countries by name: as people write them, in many languages, and never a guess between two."""

import itertools
import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from pipeline.places.names import folded, is_latin

# Shorter names are too often one letter apart from another country (Iran, Iraq) to be taken for a misspelling.
SHORTEST_MISSPELLING = 5
# From this length of the right name on two letters may be wrong, before it one; before the second length only where
# the first letter is right and no other country's name is nearly as near.
TWO_EDITS_FROM, TWO_EDITS_FREELY_FROM = 6, 9
NEARLY_AS_NEAR = 1
# So many names are kept with what was decided of them: the same ones stand in many answers.
KEPT = 1 << 16
# So many ways to write out the short words of one name are tried.
MOST_WAYS = 16
# What remains without titles must be this long, in Latin letters, to be taken for a name.
SHORTEST_BARE = 4
# Levels of gazetteer spellings from which on they are collections and small languages.
OUTER_LEVEL = 2
RULE_OF_LEVEL = ("exact name", "name in another language", "name in a list of spellings")
# Rules by which a name was read that is not English: it may be the name of a place elsewhere.
NOT_ENGLISH = RULE_OF_LEVEL[1:]
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_LETTER_OF_FLAGS = 0x1F1E6
_BRACKETS = re.compile(r"^(?P<before>[^()\[\]]+)[(\[](?P<inside>[^()\[\]]+)[)\]]$")
_DOUBLE = re.compile(r"(.)\1+")
# "R.O.C.", "U. S. S. R."
_INITIALS = re.compile(r"^(?:\w\. ?){2,}\w?$")
_ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las|die|der|das) (?=\S)")


class Country(NamedTuple):
    """Which country, by which rule; code None with candidates is a question, without any a name of no one country."""

    code: str | None
    rule: str
    candidates: tuple[str, ...] = ()


class Countries:
    """What is known about the names of countries, from the gazetteer and the codebook, which always wins.

    names: name (folded), country, level. spellings: text, code. ambiguous: text, candidates. countries: code, alpha_3,
    label, part_of, other_codes (of sports federations and the like, joined by |). formal: text, role (title, quality,
    particle; ending and beginning of a name without spaces). abbreviated: text, meaning of words that are cut short.
    states: code of U.S. states.
    threshold: likeness (0 to 100) from which a misspelling decides.
    """

    def __init__(
        self,
        names: pd.DataFrame,
        spellings: pd.DataFrame,
        ambiguous: pd.DataFrame,
        countries: pd.DataFrame,
        formal: pd.DataFrame,
        abbreviated: pd.DataFrame,
        states: pd.DataFrame,
        threshold: float,
    ) -> None:
        self._names = dict(zip(names["name"].tolist(), names["country"].tolist(), strict=True))
        self._level = dict(zip(names["name"].tolist(), names["level"].tolist(), strict=True))
        self._spellings = dict(zip(spellings["text"].map(folded), spellings["code"], strict=True))
        self._ambiguous = {
            folded(text): tuple(candidates.split("|")) if candidates else ()
            for text, candidates in zip(ambiguous["text"], ambiguous["candidates"], strict=True)
        }
        self.label = dict(zip(countries["code"], countries["label"], strict=True))
        self.part_of = dict(zip(countries["code"], countries["part_of"], strict=True))
        self._alpha_3 = dict(zip(countries["alpha_3"], countries["code"], strict=True))
        for codes, code in zip(countries["other_codes"], countries["code"], strict=True):
            self._alpha_3 |= dict.fromkeys(codes.split("|") if codes else [], code)
        self._meanings: dict[str, list[str]] = {}
        for word, meaning in zip(abbreviated["text"], abbreviated["meaning"], strict=True):
            self._meanings.setdefault(folded(word), []).append(folded(meaning))
        self._state_codes = {code for code in states["code"] if self.part_of.get(code) != "US"}
        roles = {role: set(lines["text"].map(folded)) for role, lines in formal.groupby("role")}
        self._titles = roles["title"]
        self._formal = roles["title"] | roles["quality"] | roles["particle"]
        self._endings, self._beginnings = (
            sorted(roles[role], key=lambda part: (-len(part), part)) for role in ("ending", "beginning")
        )
        # Misspellings are looked for among names in Latin letters of English, the main languages and the codebook; one
        # of a name that is a question is a question too.
        near = names.loc[names["level"].lt(OUTER_LEVEL)]
        known = dict(zip(near["name"].tolist(), near["country"].tolist(), strict=True))
        known |= {**self._spellings, **dict.fromkeys(self._ambiguous)}
        english = names.loc[names["level"].eq(0), "name"]
        self._english = {*english.tolist(), *self._spellings, *self._ambiguous}
        self._near = {
            name: code for name, code in known.items() if name.isascii() and len(name) >= SHORTEST_MISSPELLING
        }
        # Two misspelt letters are hardly ever the first and the last one, so an eighth of the names is compared.
        self._near_by_end: dict[str, list[str]] = {}
        for name in self._near:
            self._near_by_end.setdefault(name[0], []).append(name)
            self._near_by_end.setdefault(f"…{name[-1]}", []).append(name)
        self._threshold = threshold / 100
        self.decide, self.misspelt = (lru_cache(KEPT)(decide) for decide in (self.decide, self.misspelt))

    def decide(self, text: str) -> Country | None:
        """Return the country a text names, with the rule; None when it names none we know. Misspellings apart."""
        text = text.strip(" *")
        if _INITIALS.match(text):
            text = text.replace(".", "").replace(" ", "")
        name = folded(text)
        return self._exact(text, name) or self._by_flag(text) or self._reworded(text, name)

    def _exact(self, text: str, name: str) -> Country | None:
        """Return the country of a name as it stands in the codebook, the gazetteer or among the codes."""
        if name in self._spellings:
            code = self._spellings[name]
            return Country(code, "spelling") if code else Country(None, "no country")
        if name in self._ambiguous:
            return Country(None, "ambiguous name", self._ambiguous[name])
        if name in self._names and (len(name) > 3 or not name.isascii() or not text.isupper()):
            return Country(self._names[name], RULE_OF_LEVEL[min(self._level[name], OUTER_LEVEL)])
        return self._by_code(text.replace(".", "")) if text else None

    def _by_code(self, text: str) -> Country | None:
        """Return the country of an ISO code in capitals; one that is a U.S. state's too (DE, CA) is a question."""
        if text in self.label:
            return Country(None, "ambiguous code", (text, "US")) if text in self._state_codes else Country(text, "code")
        return Country(self._alpha_3[text], "code") if text in self._alpha_3 else None

    def _by_flag(self, text: str) -> Country | None:
        """Return the country of the flags in a text, if they are all one and the words do not name another."""
        if text.isascii() or not (flags := _FLAG.findall(text)):
            return None
        codes = {"".join(chr(ord(letter) - _FIRST_LETTER_OF_FLAGS + ord("A")) for letter in flag) for flag in flags}
        words = _FLAG.sub(" ", text).strip(" -–,()")
        named = self.decide(words) if words else None
        if not codes <= self.label.keys() or (words and named is None):
            return None
        if len(codes) > 1 or (named is not None and named.code not in codes):
            candidates = {*codes, named.code} - {None} if named is not None else codes
            return Country(None, "ambiguous name", tuple(sorted(candidates)))
        return Country(codes.pop(), "flag")

    def _reworded(self, text: str, name: str) -> Country | None:
        """Return the country of a name once articles, brackets, inversions and formal titles are taken out."""
        if found := self._written_out(name):
            return found
        if match := _BRACKETS.match(text):
            return self._bracketed(match["before"].strip(), match["inside"].strip())
        bare = _ARTICLE.sub("", name)
        if bare != name and (found := self._exact("", bare)):
            return found._replace(rule=f"{found.rule}, article left out") if found.code else found
        if text.count(",") == 1:
            head, tail = (part.strip() for part in text.split(","))
            if self._is_formal(folded(tail)):
                return self._exact("", folded(f"{tail} {head}")) or self._exact("", folded(head))
        return self._without_title(name)

    def _written_out(self, name: str) -> Country | None:
        """Return the country of "Rep. of Korea" or "Fed. States of Micronesia", its short words written out."""
        words = name.split()
        if self._meanings.keys().isdisjoint(words):
            return None
        ways = list(
            itertools.islice(itertools.product(*(self._meanings.get(word, [word]) for word in words)), MOST_WAYS)
        )
        exact = [self._exact("", " ".join(way)) for way in ways]
        codes = {one.code for one in exact if one is not None and one.code}
        codes = codes or {self._telling[key] for way in ways if (key := _telling_words(way)) in self._telling}
        return Country(codes.pop(), "words written out") if len(codes) == 1 else None

    @cached_property
    def _telling(self) -> dict[str, str]:
        """Country of each English name by its telling words: "democratic republic congo"."""
        english = {name: self._names[name] for name, level in self._level.items() if level == 0} | self._spellings
        return {_telling_words(name.split()): code for name, code in english.items() if " of " in name and code}

    def _is_formal(self, name: str) -> bool:
        """Whether a folded text consists of formal words and articles only: "the", "Islamic Rep."."""
        return bool(name) and self._formal.issuperset(name.split())

    def _bracketed(self, before: str, inside: str) -> Country | None:
        """Return the country of "Congo (Brazzaville)", "Bahamas (the)", "Eswatini (Swaziland)"."""
        if self._is_formal(folded(inside)):
            return self._exact("", folded(f"{inside} {before}")) or self.decide(before)
        outer, inner = self.decide(before), self.decide(inside)
        if outer is None:
            return None
        if outer.code and (inner is None or inner.code in (None, outer.code)):
            return outer._replace(rule="name before brackets")
        if inner is not None and inner.code in outer.candidates:
            return inner._replace(rule="words in brackets")
        return None if outer.code else outer

    def _without_title(self, name: str) -> Country | None:
        """Return the country of "Kingdom of Norway" or "Azərbaycan Respublikası" where only the short name is known."""
        words = name.split()
        first, last = 0, len(words)
        while first < last and words[first] in self._formal:
            first += 1
        while first < last and words[last - 1] in self._formal:
            last -= 1
        if not self._titles.isdisjoint([*words[:first], *words[last:]]):
            bare = " ".join(words[first:last])
            # "République d'Haïti" folds to "republique dhaiti".
            elided = bare[1:] if first and bare[:1] in ("d", "l") else ""
            return self._formally(bare) or self._formally(elided)
        for ending in self._endings:
            if name.endswith(ending):
                return self._formally(name.removesuffix(ending))
        for beginning in self._beginnings:
            if name.startswith(beginning):
                return self._formally(name.removeprefix(beginning))
        return None

    def _formally(self, bare: str) -> Country | None:
        """Return the country of a name from which a title was taken; a very short one may be anything."""
        if len(bare) < SHORTEST_BARE and bare.isascii():
            return None
        found = self._exact("", bare)
        return found if found is None or found.code is None else found._replace(rule="formal name")

    def misspelt(self, text: str) -> Country | None:
        """Return the only country whose name is one or two edits away and as like as the threshold asks."""
        name = folded(text)
        if len(name) < SHORTEST_MISSPELLING - 1 or not is_latin(name):
            return None
        near = self._nearest(name)
        fewest = min((edits for edits, _ in near), default=0)
        nearest = [other for edits, other in near if edits == fewest]
        if not any(_likeness(name, other) >= self._threshold for other in nearest):
            return None
        codes = {self._near[other] for other in nearest}
        if len(codes) > 1 or None in codes:
            return Country(None, "several alike", tuple(sorted(code for code in codes if code)))
        rules = ("misspelling, doubled letters", "misspelling, 1 edit", "misspelling, 2 edits")
        return Country(codes.pop(), rules[fewest])

    def _nearest(self, name: str) -> list[tuple[int, str]]:
        """Return the names that a folded name may be a misspelling of, each with its edits (0: doubled letters)."""
        found = process.extract(name, self._comparable(name), scorer=OSA.distance, score_cutoff=3, limit=None)
        alike = []
        for other, edits, _ in found:
            if _without_doubles(other) == _without_doubles(name):
                alike.append((0, other))
            elif edits <= 1 or (edits == 2 and len(other) >= TWO_EDITS_FREELY_FROM):
                alike.append((edits, other))
            elif edits == 2 and len(other) >= TWO_EDITS_FROM and other[0] == name[0] and other in self._english:
                rivals = {self._near[rival] for rival, others, _ in found if others <= edits + NEARLY_AS_NEAR}
                is_reordering = sorted(other) == sorted(name)
                if is_reordering or (len(rivals) == 1 and len(other) > TWO_EDITS_FROM):
                    alike.append((edits, other))
        return alike

    def _comparable(self, name: str) -> list[str]:
        """Return the names that begin or end as a folded name does."""
        ends = [*self._near_by_end.get(name[:1], []), *self._near_by_end.get(f"…{name[-1:]}", [])]
        return list(dict.fromkeys(ends))

    def suggested(self, text: str, count: int) -> list[str]:
        """Return the codes of the countries whose names are most like a text, the likest first; far ones left out."""
        name = folded(text)
        near = process.extract(name, self._comparable(name), scorer=OSA.distance, score_cutoff=2, limit=None)
        ranked = sorted((edits, -_likeness(name, other), other) for other, edits, _ in near if len(other) > edits + 2)
        codes = dict.fromkeys(self._near[other] for _, _, other in ranked)
        return [code for code in codes if code][:count]


def _telling_words(words: Iterable[str]) -> str:
    """Return the words of a name without those that join them."""
    return " ".join(word for word in words if word not in ("of", "the", "and"))


def _likeness(name: str, other: str) -> float:
    """Return how like two names are (0 to 1), read from the beginning or from the end, or by edits: the highest.

    A wrong letter weighs most where reading begins ("Jpan" and "Svudi Arabia" are right from their ends), and one that
    stands elsewhere in the name too ("Senagal") weighs too much in both readings.
    """
    return max(
        JaroWinkler.similarity(name, other),
        JaroWinkler.similarity(name[::-1], other[::-1]),
        1 - OSA.distance(name, other) / (len(name) + len(other)),
    )


def _without_doubles(name: str) -> str:
    """Return a name with each run of one letter as one: what remains of Phillipines and of Philippines."""
    return _DOUBLE.sub(r"\1", name)
