"""What each city adds to a share: the small table from which shares, intervals and ranks are all worked out."""

from typing import NamedTuple

import numpy as np
import pandas as pd


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
    if "group" not in base:
        base, held = base.assign(group=""), held.assign(group="")
    if index is None:
        pairs = held[["group", "code"]].drop_duplicates().sort_values(["group", "code"])
        index = pd.MultiIndex.from_frame(pairs.astype("object"))
    cities = np.sort(base["city"].unique().astype(object))
    groups = index.get_level_values(0)
    of_group = _crossed(base["city"], cities, pd.Index(base["group"].astype(object)), pd.Index(groups.unique()))
    pairs = pd.MultiIndex.from_frame(held[["group", "code"]].astype("object"))
    count = _crossed(held["city"], cities, pairs, index)
    return Tally(index, cities, count, of_group[:, groups.unique().get_indexer(groups)])


def _crossed(city: pd.Series, cities: np.ndarray, key: pd.Index, keys: pd.Index) -> np.ndarray:
    """Return how often each key (column) stands beside each city (row); other keys are left out."""
    row, column = pd.Index(cities).get_indexer(city.astype(object)), keys.get_indexer(key)
    known = column >= 0
    cells = np.bincount(row[known] * len(keys) + column[known], minlength=len(cities) * len(keys))
    return cells.reshape(len(cities), len(keys)).astype("float64")


def with_codes(tallied: Tally, index: pd.MultiIndex) -> Tally:
    """Return a tally of one group with these columns instead; a code that it did not have has a count of zero."""
    place = tallied.index.get_indexer(index)
    count = np.where(place >= 0, tallied.count[:, place], 0.0)
    return Tally(index, tallied.cities, count, np.repeat(tallied.base[:, :1], len(index), axis=1))
