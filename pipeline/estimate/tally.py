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
    groups and codes wanted, also those that nothing has; without it those that something has, sorted. Columns are best
    categories: texts are made so first.
    """
    base_group, group = map(_groups, (base, held))
    code = pd.Categorical(held["code"])
    is_known = (group.codes >= 0) & (code.codes >= 0)
    pair = np.where(is_known, group.codes.astype("int64") * len(code.categories) + code.codes, -1)
    if index is None:
        there = np.flatnonzero(np.bincount(pair[is_known]))
        at_group, at_code = np.divmod(there, max(len(code.categories), 1))
        pairs = sorted(zip(group.categories[at_group], code.categories[at_code], strict=True))
        index = pd.MultiIndex.from_tuples(pairs, names=["group", "code"])
    at_group, at_code = (
        of.categories.astype(object).get_indexer(index.get_level_values(level).astype(object))
        for level, of in enumerate((group, code))
    )
    is_there = (at_group >= 0) & (at_code >= 0)
    # The last place is that of a missing cell.
    column = np.full(len(group.categories) * len(code.categories) + 1, -1)
    column[at_group[is_there] * len(code.categories) + at_code[is_there]] = np.flatnonzero(is_there)
    of_column = index.get_level_values(0)
    names = of_column.unique()
    city = pd.Categorical(base["city"])
    cities, place = _sorted(city)
    held_city = pd.Categorical(held["city"], categories=city.categories)
    count = _crossed(place[held_city.codes], column[pair], (len(cities), len(index)))
    of_group = _crossed(place[city.codes], _places(base_group, names), (len(cities), len(names)))
    return Tally(index, cities, count, of_group[:, names.get_indexer(of_column)])


def _groups(rows: pd.DataFrame) -> pd.Categorical:
    """Return the group of each row, "" where there are none."""
    if "group" in rows:
        return pd.Categorical(rows["group"])
    return pd.Categorical.from_codes(np.zeros(len(rows), dtype="int8"), [""])


def _sorted(cells: pd.Categorical) -> tuple[np.ndarray, np.ndarray]:
    """Return the categories that stand in some cells, sorted, and the place of each category among them."""
    there = np.flatnonzero(np.bincount(cells.codes, minlength=len(cells.categories)))
    texts = cells.categories[there].to_numpy(dtype=object)
    is_sorted = cells.categories.is_monotonic_increasing
    order = np.arange(len(texts)) if is_sorted else np.argsort(texts, kind="stable")
    place = np.full(len(cells.categories), -1)
    place[there[order]] = np.arange(len(there))
    return texts[order], place


def _crossed(row: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return how often each column stands beside each row; those without a column (-1) are left out."""
    known = column >= 0
    cells = np.bincount(row[known] * shape[1] + column[known], minlength=shape[0] * shape[1])
    return cells.reshape(shape).astype("float64")


def _places(cells: pd.Categorical, texts: np.ndarray | pd.Index) -> np.ndarray:
    """Return the place of each cell among some texts, -1 where it is none; each distinct one is looked up once."""
    places = pd.Index(texts, dtype=object).get_indexer(cells.categories.astype(object))
    # A missing cell has the code -1.
    return np.append(places, -1)[cells.codes]


def with_codes(tallied: Tally, index: pd.MultiIndex) -> Tally:
    """Return a tally of one group with these columns instead; a code that it did not have has a count of zero."""
    # A code that is not there has the place -1: the last column, of zeros.
    place = tallied.index.get_indexer(index)
    count = np.pad(tallied.count, ((0, 0), (0, 1)))[:, place]
    base = tallied.base.max(axis=1, initial=0.0, keepdims=True)
    return Tally(index, tallied.cities, count, np.repeat(base, len(index), axis=1))
