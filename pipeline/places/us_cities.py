"""U.S. cities by name and state: one identifier, or a question."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from pipeline.places.names import folded

# A city named without its state is taken for the largest of the name when that is this large and outweighs the others.
LARGE = 100_000
OUTWEIGHS_ELSEWHERE = 20
# The only U.S. place of its name decides without a state from this many inhabitants on; GeoNames lacks many towns of
# New England and townships, so a smaller one may have a namesake.
KNOWN_WITHOUT_STATE = 50_000
# A misspelling decides only for places of this size, because the gazetteer lacks the smallest: "Amesville" may be one.
MISSPELT_BY_ONE, MISSPELT_BY_TWO = 5_000, 30_000
OUTWEIGHS_IN_STATE = 5
SHORTEST_MISSPELLING = 5
# How like (0 to 1) a name must be to be suggested to a person.
ALIKE = 0.85
TWO_EDITS_FROM = 9
_TITLE = re.compile(
    r"^(?:the )?(?:city and county|consolidated city|city|town|village|borough|township|charter township|municipality"
    r"|metropolitan government|metro government|county and city|mayor s office|office of the mayor) of (?:the )?"
)
_KIND = re.compile(r" (?:city|town|township|village|borough|municipality|metro)$")
_OUR_COUNTRY = re.compile(r",?\s*\b(?:United States(?: of America)?|U\.?S\.?A\.?|U\.S\.)\s*$")
_COUNTY = re.compile(r"\b(?:county|parish)\b|\bcensus area\b|[^ ] (?:peninsula|star) borough\b")
_NOTE = re.compile(r"\s*\(Q\d+\)\s*$")
_BRACKETED_STATE = re.compile(r"^(?P<city>[^()]+?)\s*[(\[](?P<state>[^()]+)[)\]]\s*$")


class UsPlace(NamedTuple):
    """One place of the United States."""

    id: str
    name: str
    state: str
    population: int
    is_city: bool


# Stands for "the codebook has no line", since None there means a question.
_NO_LINE = UsPlace("", "", "", 0, False)


class UsCity(NamedTuple):
    """Which U.S. place, by which rule; without a place, what it may be."""

    place: UsPlace | None
    rule: str
    candidates: tuple[UsPlace, ...] = ()


class UsCities:
    """What is known about the names of U.S. places.

    places: id, name, folded, state, population, kind, spellings (folded, joined by |). states: code, label, spellings.
    spellings: text, state, place_id, a person's lines, which always win; without a place_id the text is a question.
    threshold: likeness (0 to 100) from which a misspelling decides.
    """

    def __init__(self, places: pd.DataFrame, states: pd.DataFrame, spellings: pd.DataFrame, threshold: float) -> None:
        self._named: dict[str, list[UsPlace]] = {}
        self._spelt: dict[str, list[UsPlace]] = {}
        self._in_state: dict[str, list[tuple[str, UsPlace]]] = {}
        by_id = {}
        columns = zip(
            *(places[name].tolist() for name in ("id", "name", "state", "population", "kind", "folded", "spellings")),
            strict=True,
        )
        for identifier, label, state, population, kind, name, others in columns:
            place = UsPlace(identifier, label, state, population, kind == "city")
            by_id[identifier] = place
            self._named.setdefault(name, []).append(place)
            self._in_state.setdefault(state, []).append((name, place))
            for other in others.split("|") if others else []:
                self._spelt.setdefault(other, []).append(place)
        self._state: dict[str, str] = {}
        for line in states.itertuples():
            for text in (line.code, line.label, *line.spellings.split("|")):
                if text:
                    self._state[folded(text)] = line.code
        self._state_name = {folded(label): code for label, code in zip(states["label"], states["code"], strict=True)}
        self._person = {
            (folded(line.text), line.state): by_id[line.place_id] if line.place_id else None
            for line in spellings.itertuples()
        }
        # A line holds without a state too when the text names the city itself, in one state only.
        for (text, state), place in list(self._person.items()):
            namesakes = {other for (same, _), other in self._person.items() if same == text}
            if state and place and len(namesakes) == 1 and set(folded(place.name).split()) <= set(text.split()):
                self._person.setdefault((text, ""), place)
        self._threshold = threshold / 100

    def state(self, text: str) -> str | None:
        """Return the postal code of the state a text names, None when it names none."""
        return self._state.get(folded(text))

    def state_by_name(self, text: str) -> str | None:
        """Return the postal code of the state whose full name a text is, None when it is none."""
        return self._state_name.get(folded(text))

    def decide(self, city_text: str, state_text: str) -> UsCity:
        """Return the U.S. place of a city as written and its state as written ("" when it is not given)."""
        text = _OUR_COUNTRY.sub("", _NOTE.sub("", city_text)).strip(" ,.")
        given = self.state(state_text) or self._misspelt_state(state_text) if state_text else ""
        if given is None:
            return UsCity(None, "state unknown", self._anywhere(folded(text)))
        head, within = self._parted(text)
        if given and within and given != within:
            return UsCity(None, "state contradicts city")
        state = given or within or ""
        whole, name = folded(text), folded(head)
        for key in ((whole, state), (name, state), (whole, ""), (name, "")):
            person = self._person.get(key, _NO_LINE)
            if person is None and key[1] == state:
                return UsCity(None, "question by codebook", self._anywhere(name))
            if person and person is not _NO_LINE and state in ("", person.state):
                return UsCity(person, "spelling")
        if name in self._state_name and state in ("", self._state_name[name]):
            return UsCity(None, "a state, not a city")
        return self._within(name, state) if state else self._without_state(name)

    def _parted(self, text: str) -> tuple[str, str | None]:
        """Return the city of "Portland, OR" or "Belleville (Illinois)" and its state; the text and None without one."""
        match = _BRACKETED_STATE.match(text)
        head, tail = (match["city"], match["state"]) if match else (part.strip() for part in f"{text},".split(",", 1))
        tail = tail.strip(" ,")
        if not match and "," in tail:
            head, tail = (part.strip() for part in text.rsplit(",", 1))
        if tail and (state := self.state(tail) or self._misspelt_state(tail)):
            return head, state
        words = text.rsplit(None, 1)
        if len(words) == 2 and words[1].isupper() and len(words[1]) == 2 and (state := self.state(words[1])):
            return words[0].rstrip(" ,"), state
        return text, None

    def _within(self, name: str, state: str) -> UsCity:
        """Return the place of a folded name in a state: as it is, without its title, spelt otherwise, or misspelt."""
        for spelt, rule in _variants(name):
            here = [place for place in self._named.get(spelt, []) if place.state == state]
            if here:
                return _weightiest(here, rule)
            here = [place for place in self._spelt.get(spelt, []) if place.state == state]
            if here:
                return _weightiest(here, "other spelling")
        return self._misspelt(name, state)

    def _misspelt(self, name: str, state: str) -> UsCity:
        """Return the only place of a state whose name is one or two edits away, else those that are alike."""
        if _COUNTY.search(name):
            return UsCity(None, "a county, not a city")
        plain = _TITLE.sub("", name)
        close_up = plain.replace(" ", "")
        spaced = [place for other, place in self._in_state.get(state, []) if other.replace(" ", "") == close_up]
        if spaced:
            return _weightiest(spaced, "spacing")
        near = [
            (OSA.distance(other, plain), place)
            for other, place in self._in_state.get(state, [])
            if abs(len(other) - len(plain)) <= 2
            and OSA.distance(other, plain, score_cutoff=2) <= (2 if len(other) >= TWO_EDITS_FROM else 1)
            and JaroWinkler.similarity(other, plain) >= self._threshold
        ]
        near.sort(key=lambda found: (found[0], -found[1].population, found[1].id))
        candidates = tuple(place for _, place in near[:3]) or self._alike_in(plain, state)
        if len(plain) < SHORTEST_MISSPELLING or not near:
            return UsCity(None, "undecided", candidates)
        edits, place = near[0]
        if len(near) > 1 and near[1][0] == edits:
            return UsCity(None, "several alike", candidates)
        if place.population < (MISSPELT_BY_TWO if edits > 1 else MISSPELT_BY_ONE):
            return UsCity(None, "undecided", candidates)
        return UsCity(place, f"misspelling, {edits} edit{'s' if edits > 1 else ''}")

    def _alike_in(self, name: str, state: str) -> tuple[UsPlace, ...]:
        """Return the places of a state whose names are most like a folded name, for a person to choose from."""
        held = self._in_state.get(state, [])
        names = [other for other, _ in held]
        near = process.extract(name, names, scorer=JaroWinkler.similarity, score_cutoff=ALIKE, limit=3)
        return tuple(held[at][1] for _, _, at in near)

    def _misspelt_state(self, text: str) -> str | None:
        """Return the state whose full name is one edit away, None when none or several are."""
        name = folded(text)
        near = {
            code
            for other, code in self._state_name.items()
            if len(other) >= SHORTEST_MISSPELLING and OSA.distance(other, name, score_cutoff=1) <= 1
        }
        return near.pop() if len(near) == 1 else None

    def _anywhere(self, name: str) -> tuple[UsPlace, ...]:
        """Return all places of a folded name, or of what it is without its title, the largest first."""
        untitled = _TITLE.sub("", name)
        spelt = (name, untitled, _KIND.sub("", untitled))
        places = next((self._named[variant] for variant in spelt if variant in self._named), [])
        return tuple(sorted(dict.fromkeys(places), key=lambda place: (-place.population, place.id)))

    def _without_state(self, name: str) -> UsCity:
        """Return the place of a folded name when it is the only one, or large and outweighing all others."""
        ranked = self._anywhere(name)
        if not ranked:
            return self._misspelt_anywhere(name)
        if len(ranked) == 1 and ranked[0].population >= KNOWN_WITHOUT_STATE:
            return UsCity(ranked[0], "city alone, only one")
        second = ranked[1].population if len(ranked) > 1 else 0
        if len(ranked) > 1 and ranked[0].population >= max(LARGE, OUTWEIGHS_ELSEWHERE * second):
            return UsCity(ranked[0], "city alone, largest by far")
        return UsCity(None, "state missing", ranked[:5])

    def _misspelt_anywhere(self, name: str) -> UsCity:
        """Return the place whose name is one edit away, if it is large and outweighs all others that near."""
        if _COUNTY.search(name):
            return UsCity(None, "a county, not a city")
        near = process.extract(name, list(self._named), scorer=OSA.distance, score_cutoff=2, limit=None)
        held = [
            (place, edits)
            for other, edits, _ in near
            if len(other) > SHORTEST_MISSPELLING
            for place in self._named[other]
        ]
        held.sort(key=lambda found: (-found[0].population, found[0].id))
        candidates = tuple(place for place, _ in held[:3])
        second = held[1][0].population if len(held) > 1 else 0
        if held and held[0][1] == 1 and held[0][0].population >= max(LARGE, OUTWEIGHS_ELSEWHERE * second):
            return UsCity(held[0][0], "misspelling, 1 edit, largest by far")
        return UsCity(None, "undecided", candidates)

    def known_without_state(self, name: str) -> int:
        """Return the inhabitants of the largest U.S. place of a folded name; 0 when there is none."""
        return max((place.population for place in self._named.get(name, [])), default=0)

    def has(self, name: str, state: str) -> bool:
        """Whether a state has a place of this folded name."""
        return any(place.state == state for place in [*self._named.get(name, []), *self._spelt.get(name, [])])


def _variants(name: str) -> Iterator[tuple[str, str]]:
    """Yield a folded name as it is, without "City of" and "city", and with "city" after it, each with its rule."""
    # Most are known as they are: of these no variant is made.
    yield name, "exact name"
    untitled = _TITLE.sub("", name)
    bare = _KIND.sub("", untitled)
    given = {name}
    for variant, rule in ((untitled, "title left out"), (bare, "title left out"), (f"{bare} city", "city added")):
        if variant not in given:
            yield variant, rule
        given.add(variant)


def _weightiest(places: list[UsPlace], rule: str) -> UsCity:
    """Return the only place, or the one that outweighs the others of its name in the state."""
    if len(places) == 1:
        return UsCity(places[0], rule)
    ranked = sorted(dict.fromkeys(places), key=lambda place: (-place.population, place.id))
    if len(ranked) == 1:
        return UsCity(ranked[0], rule)
    cities = [place for place in ranked if place.is_city]
    if len(cities) == 1:
        return UsCity(cities[0], f"{rule}, city of several")
    if ranked[0].population >= OUTWEIGHS_IN_STATE * ranked[1].population:
        return UsCity(ranked[0], f"{rule}, largest of several")
    return UsCity(None, "several of this name", tuple(ranked))
