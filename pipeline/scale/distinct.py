"""Columns by the hundred thousand: each distinct value is looked at once, and rows are put in order by Arrow.

What pandas does with texts one by one takes several times as long (pandas 3.1).
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# So many combinations can be numbered before they are looked at.
LARGEST_NUMBER = 2**62


def numbered(values: pd.Series) -> tuple[np.ndarray, pd.Series]:
    """Return the number of each value, -1 where it is missing, and the distinct values by number, as they come up.

    >>> number, distinct = numbered(pd.Series(["Osaka", None, "Kobe", "Osaka"], dtype="str"))
    >>> number.tolist(), distinct.tolist()
    ([0, -1, 1, 0], ['Osaka', 'Kobe'])
    """
    held = _one_piece(pa.array(values, from_pandas=True)).dictionary_encode()
    return held.indices.fill_null(-1).to_numpy().astype("int64"), pd.Series(
        pd.array(held.dictionary, dtype=values.dtype)
    )


def combined(rows: pd.DataFrame | pa.Table) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Return the number of each row's texts, and the distinct combinations by number, as they come up; "" for missing.

    rows: texts, or categories of them; a table of Arrow, where the categories of its pieces may differ.

    >>> number, distinct = combined(pd.DataFrame({"city": ["Kobe", "Kobe", None], "state": ["", None, "OH"]}))
    >>> number.tolist(), distinct
    ([0, 0, 1], [('Kobe', ''), ('', 'OH')])
    """
    held = rows if isinstance(rows, pa.Table) else _keys(rows, list(rows))
    told = [_places_of_texts(_one_piece(column)) for column in held.columns]
    number, size = np.zeros(len(rows), dtype="int64"), 1
    for place, texts in told:
        if size * len(texts) > LARGEST_NUMBER:
            number, size = pd.factorize(number)[0], len(rows)
        number, size = number * len(texts) + place, size * max(len(texts), 1)
    number = pd.factorize(number)[0]
    # Where a number comes up first it is larger than all before it.
    first = np.flatnonzero(np.diff(np.maximum.accumulate(number), prepend=-1))
    columns = [texts.take(pa.array(place[first])).to_pylist() for place, texts in told]
    return number, list(zip(*columns, strict=True))


def _places_of_texts(column: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return the place of each text among the distinct ones, and these; that of "" for a missing one."""
    held = column.dictionary_encode()
    texts = held.dictionary.cast(pa.large_string())
    empty = pc.index(texts, pa.scalar("", texts.type)).as_py()
    if held.null_count and empty < 0:
        texts, empty = pa.concat_arrays([texts, pa.array([""], texts.type)]), len(texts)
    return held.indices.fill_null(empty).to_numpy(), texts


def table(rows: list[tuple[str | None, ...]], columns: list[str]) -> pd.DataFrame:
    """Return rows of texts, None for missing, as a table with these columns; pandas would go through every row first.

    >>> table([("Kobe", "JP"), ("Atlantis", None)], ["city", "country"])["country"].tolist()
    ['JP', nan]
    """
    return pd.DataFrame({name: pd.Series([row[at] for row in rows], dtype="str") for at, name in enumerate(columns)})


def each(texts: pd.Series, made: Callable[[str], str]) -> pd.Series:
    """Return made(text) for each text, made once per distinct text; missing where there is none."""
    number, distinct = numbered(texts)
    return taken(pd.Series([made(text) for text in distinct.tolist()], dtype="str"), number, texts.index)


def spaces(texts: pd.Series) -> pd.Series:
    """Return how many spaces each text has."""
    return pd.Series(pc.count_substring(_one_piece(pa.array(texts)), " ").to_numpy(), index=texts.index)


def taken(values: pd.Series, at: np.ndarray, index: pd.Index | None = None) -> pd.Series:
    """Return the values at these places, missing where a place is -1; with this index, else numbered from 0."""
    return pd.Series(values.array.take(at, allow_fill=True), index=index)


def order(rows: pd.DataFrame, by: list[str]) -> np.ndarray:
    """Return the places of the rows in the order of these columns, as `sort_values(by, kind="stable")` puts them."""
    return _sorted(_keys(rows, by))


def order_of_runs(rows: pd.DataFrame, by: list[str]) -> np.ndarray:
    """Return what `order` does; rows that follow each other and agree, as in sorted pieces, are sorted as one."""
    keys = _keys(rows, by)
    # Missing ones need not agree.
    differs = [pc.not_equal(key[1:], key[:-1]).fill_null(True).to_numpy() for key in keys.columns]
    begins = np.flatnonzero(np.append(True, np.logical_or.reduce(differs)))[: len(rows)]
    if len(begins) == len(rows):
        return _sorted(keys)
    runs = _sorted(keys.take(begins))
    lengths = np.diff(begins, append=len(rows))[runs]
    ends = np.cumsum(lengths)
    return np.arange(len(rows)) + np.repeat(begins[runs] - ends + lengths, lengths)


def _keys(rows: pd.DataFrame, by: list[str]) -> pa.Table:
    """Return columns as Arrow holds them, each in one piece."""
    return pa.table({name: _one_piece(pa.array(rows[name], from_pandas=True)) for name in by})


def _sorted(keys: pa.Table) -> np.ndarray:
    """Return the places of the rows in the order of all columns."""
    return pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names]).to_numpy()


def _one_piece(held: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return an array in one piece."""
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
