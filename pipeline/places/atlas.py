"""Places outside the United States: which ones bear a name, in a country or anywhere."""

from functools import cached_property
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import OSA

from pipeline.places.names import folded

# One place of a name outweighs another of the same name when it has this many times its inhabitants.
OUTWEIGHS = 5
# From how many inhabitants on may a place decide a country by its name alone?
KNOWN_WITHOUT_COUNTRY = 50_000
# Shorter names are too often one letter apart from another name to be taken for a misspelling of it.
SHORTEST_MISSPELLING = 6


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

    places and small_places: id, name, country, population, latitude, longitude. names: name, place (row in places),
    is_primary; sorted by name.
    """

    def __init__(self, places: pd.DataFrame, names: pd.DataFrame, small_places: pd.DataFrame) -> None:
        self._places = {column: places[column].to_numpy() for column in ("id", "population", "latitude", "longitude")}
        self._name = places["name"].tolist()
        self._country = places["country"].tolist()
        self._row = names["place"].tolist()
        self._is_primary = names["is_primary"].tolist()
        listed = names["name"].tolist()
        is_first = names["name"].ne(names["name"].shift()).to_numpy().nonzero()[0].tolist()
        self._start = {listed[at]: at for at in is_first}
        self._end = dict(zip(is_first, [*is_first[1:], len(listed)], strict=True))
        self._small_places = small_places
        self._small: dict[str, dict[str, list[Place]]] = {}

    @cached_property
    def _row_of_id(self) -> dict[str, int]:
        """Row of each place by its identifier."""
        return {str(place): row for row, place in enumerate(self._places["id"])}

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of an identifier, None when the gazetteer does not hold it."""
        row = self._row_of_id.get(place_id)
        if row is not None:
            return self._place(row)
        small = self._small_places.loc[self._small_places["id"].astype("str").eq(place_id)]
        return next((_place_of(line) for line in small.itertuples()), None)

    def anywhere(self, name: str) -> tuple[list[Place], list[Place]]:
        """Return the places of 5,000 or more that have this folded name, and those for which it is another spelling."""
        start = self._start.get(name)
        if start is None:
            return [], []
        rows = range(start, self._end[start])
        return (
            [self._place(self._row[at]) for at in rows if self._is_primary[at]],
            [self._place(self._row[at]) for at in rows if not self._is_primary[at]],
        )

    def within(self, name: str, country: str) -> Found:
        """Return the place of this folded name in a country: by its name, a small place's, or another spelling."""
        primary, other = self.anywhere(name)
        primary = [place for place in primary if place.country == country]
        if primary:
            return _weightiest(primary, "exact name")
        small = self._small_within(country).get(name, [])
        other = [place for place in other if place.country == country]
        if other and (not small or other[0].population > OUTWEIGHS * small[0].population):
            return _weightiest(other, "other spelling")
        return _weightiest(small, "exact name") if small else NOT_FOUND

    def misspelt_within(self, name: str, country: str) -> Found:
        """Return the one place of a country whose folded name is one edit away, with the same first letter."""
        if len(name) < SHORTEST_MISSPELLING or not name.isascii():
            return NOT_FOUND
        near = {
            row: self._place(row)
            for row, spelt in self._by_initial.get((country, name[0]), [])
            if abs(len(spelt) - len(name)) <= 1 and OSA.distance(spelt, name, score_cutoff=1) <= 1
        }
        return _weightiest(list(near.values()), "misspelling, 1 edit") if near else NOT_FOUND

    @cached_property
    def _by_initial(self) -> dict[tuple[str, str], list[tuple[int, str]]]:
        """Rows and folded names of the places by country and first letter."""
        grouped: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for name, start in self._start.items():
            for at in range(start, self._end[start]):
                if self._is_primary[at]:
                    row = self._row[at]
                    grouped.setdefault((self._country[row], name[0]), []).append((row, name))
        return grouped

    def _small_within(self, country: str) -> dict[str, list[Place]]:
        """Return the places of 1,000 to 5,000 of one country by folded name, the largest first; folded when first asked."""
        if country not in self._small:
            grouped: dict[str, list[Place]] = {}
            for line in self._small_places.loc[self._small_places["country"].eq(country)].itertuples():
                grouped.setdefault(folded(line.name), []).append(_place_of(line))
            self._small[country] = grouped
        return self._small[country]

    def _place(self, row: int) -> Place:
        """Return the place in a row."""
        column = self._places
        return Place(
            str(column["id"][row]),
            self._name[row],
            self._country[row],
            int(column["population"][row]),
            float(column["latitude"][row]),
            float(column["longitude"][row]),
        )


def _place_of(line) -> Place:
    """Return the place of a row of the gazetteer."""
    return Place(
        str(line.id), line.name, line.country, int(line.population), float(line.latitude), float(line.longitude)
    )


def _weightiest(places: list[Place], rule: str) -> Found:
    """Return the only place, or the one that outweighs the others of its name; none when they are of a size."""
    ranked = sorted(places, key=lambda place: (-place.population, place.id))
    if len(ranked) == 1:
        return Found(ranked[0], rule)
    if ranked[0].population >= OUTWEIGHS * ranked[1].population:
        return Found(ranked[0], f"{rule}, largest of several")
    return Found(None, "several of this name", tuple(ranked))
