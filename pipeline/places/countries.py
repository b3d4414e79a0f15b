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
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_BRACKETS = re.compile(r"^(?P<before>[^()\[\]]*)[(\[](?P<inside>[^()\[\]]*)[)\]](?P<after>[^()\[\]]*)$")
_ARTICLE = re.compile(r"^(?:the|la|le|les|l|el|los|las|die|der|das|den|il|lo|gli|i|o|os|as|a)$")
_LEADING_ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las|die|der|das) (?=\S)")
_FORMAL = re.compile(
    r"^(?:the )?(?:(?:democratic|federal|federative|islamic|people s|peoples|socialist|arab|united|independent|"
    r"plurinational|bolivarian|cooperative|co operative|oriental|grand|principality|sovereign) )*"
    r"(?:republic|kingdom|state|states|commonwealth|principality|sultanate|union|duchy|emirate|nation|country|"
    r"confederation|federation|territory|government|collectivity|bailiwick) of (?:the )?(?P<name>.+)$"
)
# The same in French, Spanish, Portuguese, Italian, Catalan, Dutch and German, accents and apostrophes taken out.
_FORMAL_ELSEWHERE = re.compile(
    r"^(?:la |le |l|el |o |a |il |das |die |het )?"
    r"(?:(?:republi(?:que|ca|k|ek)|repubblica|royaume|rei?no|regno|regne|konin(?:krijk)|konigreich|kongeriget|konungariket|"
    r"kongeriket|republika|republiken|estado|etat|stato|principaute|principado|principat|grand duche|sultanat|emirat|"
    r"confederation|confederacion|federation|federacion|mancomunidad|union|uniao|collectivite)"
    r"(?: (?:democrati(?:que|ca)|populaire|popular|federal(?:e|ista)?|federati(?:ve|va|f)|islami(?:que|ca)|unie|unida|arabe|"
    r"cooperative|cooperativa|socialiste|socialista|bolivariana?|plurinacional|oriental|independente?|independiente))*)"
    r"(?: (?:du|de la|de l|de los|de las|de|des|del|do|da|dos|das|di|della|von)(?: la| el)?)?(?: d| l| )(?P<name>[^ ].+)$"
)


class Country(NamedTuple):
    """Which country, by which rule; code None with candidates is a question, without any a name of no one country."""

    code: str | None
    rule: str
    candidates: tuple[str, ...] = ()


class Countries:
    """What is known about the names of countries, from the gazetteer and the codebook, which always wins.

    names: name (folded), country, level. spellings: text, code. ambiguous: text, candidates. countries: code, alpha_3.
    states: code of U.S. states. threshold: likeness (0 to 100) from which a misspelling decides.
    """

    def __init__(
        self,
        names: pd.DataFrame,
        spellings: pd.DataFrame,
        ambiguous: pd.DataFrame,
        countries: pd.DataFrame,
        states: pd.DataFrame,
        threshold: float,
    ) -> None:
        self._names = dict(zip(names["name"], names["country"], strict=True))
        # In capitals an abbreviation, else perhaps a word: "US" but not "us".
        self._spellings = dict(zip(spellings["text"].map(folded), spellings["code"], strict=True))
        self._ambiguous = {
            folded(text): tuple(candidates.split("|")) if candidates else ()
            for text, candidates in zip(ambiguous["text"], ambiguous["candidates"], strict=True)
        }
        self.label = dict(zip(countries["code"], countries["label"], strict=True))
        self.part_of = dict(zip(countries["code"], countries["part_of"], strict=True))
        self._codes = self.label.keys()
        self._alpha_3 = dict(zip(countries["alpha_3"], countries["code"], strict=True))
        self._state_codes = set(states["code"])
        # Misspellings are looked for among names in Latin letters of English and the main languages.
        near = names.loc[names["level"].le(1) & names["name"].str.len().ge(SHORTEST_MISSPELLING)]
        self._near = [name for name in near["name"] if name.isascii() and name not in self._ambiguous]
        self._threshold = threshold / 100

    def decide(self, text: str) -> Country | None:
        """Return the country a text names, with the rule; None when it names none we know. Misspellings apart."""
        name = folded(text)
        return self._exact(text, name) or self._by_flag(text) or self._reworded(text, name)

    def _exact(self, text: str, name: str) -> Country | None:
        """Return the country of a name as it stands in the codebook, the gazetteer or among the codes."""
        if name in self._spellings:
            code = self._spellings[name]
            return Country(code, "spelling") if code else Country(None, "no country")
        if name in self._ambiguous:
            return Country(None, "ambiguous name", self._ambiguous[name])
        if name in self._names and (len(name) > 3 or not name.isascii() or not text.strip().isupper()):
            return Country(self._names[name], "exact name")
        return self._by_code(text.strip().replace(".", ""))

    def _by_code(self, text: str) -> Country | None:
        """Return the country of an ISO code in capitals; one that is a U.S. state's too (DE, CA) is a question."""
        if text in self._codes:
            if text in self._state_codes:
                return Country(None, "ambiguous code", (text, "US"))
            return Country(text, "code")
        return Country(self._alpha_3[text], "code") if text in self._alpha_3 else None

    def _by_flag(self, text: str) -> Country | None:
        """Return the country of the flags in a text, if they are all one, and the words do not name another."""
        if text.isascii():
            return None
        codes = {"".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag) for flag in _FLAG.findall(text)}
        words = _FLAG.sub(" ", text).strip(" -–,()")
        if not codes or not codes <= self._codes:
            return None
        named = self.decide(words) if words else None
        if len(codes) > 1 or (named is not None and named.code not in codes):
            return Country(
                None, "ambiguous name", tuple(sorted(codes | ({named.code} if named and named.code else set())))
            )
        return Country(codes.pop(), "flag") if named is not None or not words else None

    def _reworded(self, text: str, name: str) -> Country | None:
        """Return the country of a name once articles, brackets, inversions and formal titles are taken out."""
        match = _BRACKETS.match(text) if "(" in text or "[" in text else None
        if match:
            return self._bracketed(match["before"].strip(" *"), match["inside"], match["after"].strip(" *"))
        bare = _LEADING_ARTICLE.sub("", name)
        if bare != name and (found := self._exact("", bare)):
            return found._replace(rule=f"{found.rule}, article left out") if found.code else found
        if text.count(",") == 1:
            head, tail = (part.strip() for part in text.split(","))
            turned = folded(f"{tail} {head}")
            known = self._exact("", turned) or self._formal(turned)
            if known is not None:
                return known
            if _ARTICLE.match(folded(tail)):
                return self._exact("", folded(head))
        return self._formal(name)

    def _bracketed(self, before: str, inside: str, after: str) -> Country | None:
        """Return the country of "Congo (Brazzaville)", "Bahamas (the)", "Eswatini (Swaziland)"."""
        if after:
            return None
        outer, inner = self.decide(before), self.decide(inside)
        if outer is None or not outer.code:
            whole = self._exact("", folded(f"{inside} {before}")) or self._formal(folded(f"{inside} {before}"))
            if whole is not None and whole.code:
                return whole._replace(rule="words in brackets")
        if outer is not None and outer.code and (inner is None or inner.code in (None, outer.code)):
            return outer if _ARTICLE.match(folded(inside)) else outer._replace(rule="name before brackets")
        if outer is not None and inner is not None and inner.code in outer.candidates:
            return inner._replace(rule="words in brackets")
        return outer if outer is not None and not outer.code else None

    def _formal(self, name: str) -> Country | None:
        """Return the country of "Kingdom of Norway" where only the short name is known."""
        match = _FORMAL.match(name) or _FORMAL_ELSEWHERE.match(name)
        found = self._exact("", match["name"]) if match else None
        return found if found is None or found.code is None else found._replace(rule="formal name")

    def misspelt(self, text: str) -> Country | None:
        """Return the only country whose name is one or two edits away and as like as the threshold asks."""
        name = folded(text)
        if len(name) < SHORTEST_MISSPELLING - 1 or not is_latin(name):
            return None
        near = process.extract(name, self._near, scorer=OSA.distance, score_cutoff=2, limit=None)
        alike = {
            (self._names[other], edits)
            for other, edits, _ in near
            if edits <= (2 if len(other) >= TWO_EDITS_FROM else 1)
            and JaroWinkler.similarity(name, other) >= self._threshold
        }
        codes = {code for code, _ in alike}
        if not codes:
            return None
        if len(codes) > 1:
            return Country(None, "several alike", tuple(sorted(codes)))
        edits = min(edits for _, edits in alike)
        return Country(codes.pop(), f"misspelling, {edits} edit{'s' if edits > 1 else ''}")
