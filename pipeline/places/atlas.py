"""Places outside the United States: which ones bear a name, in a country or anywhere."""

import math
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

# One place of a name outweighs another of the same name when it has this many times its inhabitants.
OUTWEIGHS = 3
# From how many times the inhabitants on may the place meant be one that only is also called so?
KNOWN_BY_SHORT_NAME = 3
# Up to how many kilometres apart are two places of one name the same town twice?
CLOSE = 30
# From how many inhabitants on is a place known by its name without spaces, or suggested for a misspelt name?
KNOWN_UNSPACED = 100_000
# How like (0 to 1) a name must be to be suggested to a person within a country.
ALIKE = 0.85
# Shorter names are too often one letter apart from another name to be taken for a misspelling of it.
SHORTEST_MISSPELLING = 6

# So many names are kept with what was found of them: the same ones stand in many answers.
KEPT = 1 << 16


class Place(NamedTuple):
    """One place of GeoNames; population in inhabitants, latitude and longitude in degrees."""

    id: str
    name: str
    country: str
    population: int
    latitude: float
    longitude: float


class Found(NamedTuple):
    """A place, the rule that found it, or several places when no rule tells which."""

    place: Place | None
    rule: str
    candidates: tuple[Place, ...] = ()


NOT_FOUND = Found(None, "undecided")


class Atlas:
    """The gazetteer's places by folded name.

    places and small_places: id, name, country, population, latitude, longitude; small_places also folded, and sorted by
    country. names: name (folded), place (row in places), is_primary; sorted by name, the primary ones first.
    """

    def __init__(self, places: pd.DataFrame, names: pd.DataFrame, small_places: pd.DataFrame) -> None:
        self._large, self._small = _Rows(places), _Rows(small_places)
        self._names = names
        self._row = names["place"].to_numpy()
        self._is_primary = names["is_primary"].to_numpy()
        is_first = names["name"].ne(names["name"].shift()).to_numpy().nonzero()[0]
        # The rows of the n-th distinct name are bounds[n] to bounds[n + 1].
        self._bounds = [*is_first.tolist(), len(names)]
        self._order = {name: at for at, name in enumerate(names["name"].iloc[is_first].tolist())}
        self._small_folded = small_places["folded"]
        self._small_of: dict[str, dict[str, list[int]]] = {}
        self._names_of: dict[str, dict[int, str]] = {}
        self.within, self.misspelt_within = (lru_cache(KEPT)(find) for find in (self.within, self.misspelt_within))

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of an identifier, None when the gazetteer does not hold it."""
        return self._large.by_id(place_id) or self._small.by_id(place_id)

    def anywhere(self, name: str) -> tuple[list[Place], list[Place]]:
        """Return the places of 5,000 or more with this folded name, and those for which it is another spelling."""
        at = self._order.get(name)
        if at is None:
            return [], []
        start, end = self._bounds[at], self._bounds[at + 1]
        found = zip(self._row[start:end].tolist(), self._is_primary[start:end].tolist(), strict=True)
        primary: list[Place] = []
        other: list[Place] = []
        for row, is_primary in found:
            (primary if is_primary else other).append(self._large.place(row))
        return primary, other

    def within(self, name: str, country: str) -> Found:
        """Return the place of this folded name in a country: by its name, a small place's, or another spelling."""
        primary, other = self.anywhere(name)
        primary = [place for place in primary if place.country == country]
        larger = [place for place in other if place.country == country]
        if primary and larger and larger[0].population >= KNOWN_BY_SHORT_NAME * primary[0].population:
            # "Newcastle" is a small town's name and what people call Newcastle upon Tyne.
            return Found(None, "several of this name", (larger[0], *primary))
        if primary:
            return _weightiest(primary, "exact name")
        small = [self._small.place(row) for row in self._small_within(country).get(name, [])]
        if larger and (not small or larger[0].population > OUTWEIGHS * small[0].population):
            return _weightiest(larger, "other spelling")
        return _weightiest(small, "exact name") if small else NOT_FOUND

    def misspelt_within(self, name: str, country: str) -> Found:
        """Return the one place of a country whose folded name is one edit away, with the same first letter."""
        if len(name) < SHORTEST_MISSPELLING or not name.isascii():
            return NOT_FOUND
        near = process.extract(name, self._names_within(country), scorer=OSA.distance, score_cutoff=1, limit=None)
        same_initial = {row: other for other, _, row in near if other[0] == name[0]}
        if len(set(same_initial.values())) == 1:
            found = self.within(next(iter(same_initial.values())), country)
            return found._replace(rule="misspelling, 1 edit") if found.place else found
        places = [self._large.place(row) for row in same_initial]
        return _weightiest(places, "misspelling, 1 edit") if places else NOT_FOUND

    def spaced(self, name: str) -> str:
        """Return the name of a large place that a folded name without spaces is ("capetown"), else the name itself."""
        return self._spaced.get(name, name)

    @cached_property
    def _spaced(self) -> dict[str, str]:
        """Folded name of the large places of several words, by it without spaces; the largest of several."""
        found: dict[str, str] = {}
        for name in self._large_names.values():
            if " " in name:
                found.setdefault(name.replace(" ", ""), name)
        return found

    @cached_property
    def _large_names(self) -> dict[int, str]:
        """Row and folded name of the places that are known by it, the largest first, as they stand in the gazetteer."""
        is_large = self._is_primary & (self._large.populations[self._row] >= KNOWN_UNSPACED)
        names = zip(self._row[is_large].tolist(), self._names["name"].loc[is_large].tolist(), strict=True)
        return dict(sorted(names))

    def alike_within(self, name: str, country: str, count: int) -> list[Place]:
        """Return the places of a country whose folded names are most like a name, the likest first."""
        near = process.extract(
            name, self._names_within(country), scorer=JaroWinkler.similarity, score_cutoff=ALIKE, limit=count
        )
        return [self._large.place(row) for _, _, row in near]

    def alike_anywhere(self, name: str, count: int) -> list[Place]:
        """Return the large places whose folded names begin like a name and are within two edits, the nearest first."""
        names = self._large_by_initial.get(name[:1], {})
        near = process.extract(name, names, scorer=OSA.distance, score_cutoff=2, limit=None)
        ranked = sorted((edits, row) for _, edits, row in near if edits < len(name) - 2)
        return [self._large.place(row) for _, row in ranked[:count]]

    @cached_property
    def _large_by_initial(self) -> dict[str, dict[int, str]]:
        """Row and folded name of the large places, by their first letter."""
        found: dict[str, dict[int, str]] = {}
        for row, name in self._large_names.items():
            found.setdefault(name[:1], {})[row] = name
        return found

    @cached_property
    def _primary_name(self) -> dict[int, str]:
        """Folded name of each row of places."""
        primary = self._names.loc[self._names["is_primary"]]
        return dict(zip(primary["place"].tolist(), primary["name"].tolist(), strict=True))

    def _names_within(self, country: str) -> dict[int, str]:
        """Return row and folded name of the places of 5,000 or more of one country."""
        if country not in self._names_of:
            self._names_of[country] = {row: self._primary_name[row] for row in self._large.rows_of(country)}
        return self._names_of[country]

    def _small_within(self, country: str) -> dict[str, list[int]]:
        """Return the rows of the places of 1,000 to 5,000 of one country by folded name, the largest first."""
        if country not in self._small_of:
            rows = self._small.rows_of(country)
            grouped: dict[str, list[int]] = {}
            folded = self._small_folded.iloc[rows[0] : rows[-1] + 1].tolist() if rows else []
            for row, name in zip(rows, folded, strict=True):
                grouped.setdefault(name, []).append(row)
            self._small_of[country] = grouped
        return self._small_of[country]


class _Rows:
    """Places as rows of columns, made into a Place only when one is asked for."""

    def __init__(self, places: pd.DataFrame) -> None:
        self._id = places["id"].to_numpy()
        self._population = places["population"].to_numpy()
        self._latitude, self._longitude = places["latitude"].to_numpy(), places["longitude"].to_numpy()
        self._name, self._country = places["name"], places["country"]
        self._codes = self._country.astype("category")

    @cached_property
    def _rows_by_country(self) -> dict[str, list[int]]:
        """Rows of each country."""
        return {code: rows.tolist() for code, rows in self._codes.groupby(self._codes, observed=True).indices.items()}

    def rows_of(self, country: str) -> list[int]:
        """Return the rows of one country."""
        return self._rows_by_country.get(country, [])

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of an identifier, None when it is not here."""
        rows = (self._id == int(place_id)).nonzero()[0] if place_id.isdecimal() else []
        return self.place(int(rows[0])) if len(rows) else None

    @cached_property
    def _names(self) -> list[str]:
        """Name of each row."""
        return self._name.tolist()

    @cached_property
    def _countries(self) -> list[str]:
        """Country of each row."""
        return self._country.tolist()

    @property
    def populations(self) -> np.ndarray:
        """Inhabitants of each row."""
        return self._population

    def place(self, row: int) -> Place:
        """Return the place in a row."""
        return Place(
            str(self._id[row]),
            self._names[row],
            self._countries[row],
            int(self._population[row]),
            # Single precision printed back: the three decimals the gazetteer holds.
            round(float(self._latitude[row]), 3),
            round(float(self._longitude[row]), 3),
        )


def _weightiest(places: list[Place], rule: str) -> Found:
    """Return the only place, or the one that outweighs the others of its name; none when they are of a size.

    A namesake close by is the same town twice: its district, or the county seat beside the county's city.
    """
    ranked = sorted(places, key=lambda place: (-place.population, place.id))
    first, others = ranked[0], ranked[1:]
    if not others:
        return Found(first, rule)
    elsewhere = [place for place in others if not _is_close(first, place)]
    if not elsewhere or first.population >= OUTWEIGHS * elsewhere[0].population:
        return Found(first, f"{rule}, largest of several")
    return Found(None, "several of this name", tuple(ranked))


def _is_close(one: Place, other: Place) -> bool:
    """Whether two places lie within about 30 kilometres."""
    north = 111 * (one.latitude - other.latitude)
    east = 111 * (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return math.hypot(north, east) <= CLOSE
