"""Countries by name: as people write them, in many languages, and never a guess between two."""

import re
from typing import NamedTuple

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from pipeline.places.names import folded, is_latin

# Shorter names are too often one letter apart from another country (Iran, Iraq) to be taken for a misspelling.
SHORTEST_MISSPELLING = 5
# From this length of the right name on two letters may be wrong, before it one.
TWO_EDITS_FROM = 9
# What remains without titles must be this long, in Latin letters, to be taken for a name.
SHORTEST_BARE = 4
# Levels of gazetteer spellings from which on they are collections and small languages.
OUTER_LEVEL = 2
RULE_OF_LEVEL = ("exact name", "name in another language", "name in a list of spellings")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_LETTER_OF_FLAGS = 0x1F1E6
_BRACKETS = re.compile(r"^(?P<before>[^()\[\]]+)[(\[](?P<inside>[^()\[\]]+)[)\]]$")
_DOUBLE = re.compile(r"(.)\1+")
_ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las|die|der|das) (?=\S)")


class Country(NamedTuple):
    """Which country, by which rule; code None with candidates is a question, without any a name of no one country."""

    code: str | None
    rule: str
    candidates: tuple[str, ...] = ()


class Countries:
    """What is known about the names of countries, from the gazetteer and the codebook, which always wins.

    names: name (folded), country, level. spellings: text, code. ambiguous: text, candidates. countries: code, alpha_3,
    label, part_of. formal: text, role (title, quality, particle, ending). states: code of U.S. states.
    threshold: likeness (0 to 100) from which a misspelling decides.
    """

    def __init__(
        self,
        names: pd.DataFrame,
        spellings: pd.DataFrame,
        ambiguous: pd.DataFrame,
        countries: pd.DataFrame,
        formal: pd.DataFrame,
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
        self._state_codes = {code for code in states["code"] if self.part_of.get(code) != "US"}
        roles = {role: set(lines["text"].map(folded)) for role, lines in formal.groupby("role")}
        self._titles = roles["title"]
        self._formal = roles["title"] | roles["quality"] | roles["particle"]
        self._endings = sorted(roles["ending"], key=lambda ending: (-len(ending), ending))
        # Misspellings are looked for among names in Latin letters of English, the main languages and the codebook; one
        # of a name that is a question is a question too.
        near = names.loc[names["level"].lt(OUTER_LEVEL)]
        known = dict(zip(near["name"].tolist(), near["country"].tolist(), strict=True))
        known |= {**self._spellings, **dict.fromkeys(self._ambiguous)}
        self._near = {
            name: code for name, code in known.items() if name.isascii() and len(name) >= SHORTEST_MISSPELLING
        }
        self._near_names = list(self._near)
        self._threshold = threshold / 100

    def decide(self, text: str) -> Country | None:
        """Return the country a text names, with the rule; None when it names none we know. Misspellings apart."""
        text = text.strip(" *")
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
        near = process.extract(name, self._near_names, scorer=OSA.distance, score_cutoff=2, limit=None)
        alike = []
        for other, edits, _ in near:
            is_doubling = _without_doubles(other) == _without_doubles(name)
            if is_doubling or edits <= (2 if len(other) >= TWO_EDITS_FROM else 1):
                alike.append((0 if is_doubling else edits, other))
        fewest = min((edits for edits, _ in alike), default=0)
        nearest = [other for edits, other in alike if edits == fewest]
        if not any(JaroWinkler.similarity(name, other) >= self._threshold for other in nearest):
            return None
        codes = {self._near[other] for other in nearest}
        if len(codes) > 1 or None in codes:
            return Country(None, "several alike", tuple(sorted(code for code in codes if code)))
        rules = ("misspelling, doubled letters", "misspelling, 1 edit", "misspelling, 2 edits")
        return Country(codes.pop(), rules[fewest])


def _without_doubles(name: str) -> str:
    """Return a name with each run of one letter as one: what remains of Phillipines and of Philippines."""
    return _DOUBLE.sub(r"\1", name)
