"""What each city adds to a share: the small table from which shares, intervals and ranks are all worked out."""

from typing import NamedTuple

import numpy as np
import pandas as pd

# Between group and code in a key; no code has it.
BETWEEN = "\x1f"


class Tally(NamedTuple):
    """Counts of each city (rows) in each category of each group (columns)."""

    index: pd.MultiIndex  # group and code of each column; the group is "" where there are no groups
    cities: np.ndarray  # identifier of each row, sorted
    count: np.ndarray  # how many of the city's are in the category
    base: np.ndarray  # how many of the city's are in the group at all


def tally(base: pd.DataFrame, held: pd.DataFrame, index: pd.MultiIndex | None = None) -> Tally:
    """Return what each city adds.

    base: city and group of each engagement (or answer) that a share is of. held: city, group and code of each that has
    a category; one with several priority areas has several rows. Without the column group all are one group. index:
    groups and codes wanted, also those that nothing has; without it those that something has, sorted.
    """
    groups, held_groups = (rows["group"] if "group" in rows else pd.Series("", rows.index) for rows in (base, held))
    keys = held_groups.astype("str") + BETWEEN + held["code"].astype("str")
    if index is None:
        pairs = [key.split(BETWEEN) for key in sorted(keys.unique())]
        index = pd.MultiIndex.from_tuples([tuple(pair) for pair in pairs], names=["group", "code"])
    wanted = [BETWEEN.join(pair) for pair in index]
    of_column = index.get_level_values(0)
    names = of_column.unique()
    cities = np.sort(base["city"].unique().astype(object))
    count = _crossed(held["city"], cities, keys, wanted)
    of_group = _crossed(base["city"], cities, groups, names.tolist())
    return Tally(index, cities, count, of_group[:, names.get_indexer(of_column)])


def _crossed(city: pd.Series, cities: np.ndarray, key: pd.Series, keys: list[str]) -> np.ndarray:
    """Return how often each key (column) stands beside each city (row); other keys are left out."""
    row, column = _places(city, cities), _places(key, keys)
    known = column >= 0
    cells = np.bincount(row[known] * len(keys) + column[known], minlength=len(cities) * len(keys))
    return cells.reshape(len(cities), len(keys)).astype("float64")


def _places(cells: pd.Series, texts: np.ndarray | list[str]) -> np.ndarray:
    """Return the place of each cell among some texts, -1 where it is none; each distinct one is looked up once."""
    number, distinct = pd.factorize(cells)
    places = pd.Index(texts, dtype=object).get_indexer(np.asarray(distinct, dtype=object))
    # A missing cell has the number -1.
    return np.append(places, -1)[number]


def with_codes(tallied: Tally, index: pd.MultiIndex) -> Tally:
    """Return a tally of one group with these columns instead; a code that it did not have has a count of zero."""
    place = tallied.index.get_indexer(index)
    count = np.where(place >= 0, tallied.count[:, place], 0.0)
    return Tally(index, tallied.cities, count, np.repeat(tallied.base[:, :1], len(index), axis=1))
