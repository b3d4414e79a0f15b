"""Columns by the hundred thousand: what Arrow does with them is what pandas does, one by one."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from pipeline.scale import distinct


def in_pieces(rows: pd.DataFrame) -> pa.Table:
    """Return columns as categories, in two pieces that do not number them alike."""
    pieces = [pa.Table.from_pandas(piece, preserve_index=False) for piece in (rows.iloc[:4], rows.iloc[4:])]
    encoded = [
        pa.table([column.combine_chunks().dictionary_encode() for column in piece.columns], piece.column_names)
        for piece in pieces
    ]
    return pa.concat_tables(encoded)


TEXTS = st.lists(st.none() | st.text("aBé 1", max_size=2), max_size=8).map(lambda texts: pd.Series(texts, dtype="str"))


@given(TEXTS)
def test_numbers_stand_for_their_values(texts):
    number, values = distinct.numbered(texts)
    assert values.is_unique
    assert_series_equal(distinct.taken(values, number), texts)


@given(st.lists(st.tuples(*[st.none() | st.text("aé", max_size=1)] * 2), max_size=5))
def test_rows_of_texts_become_the_table_that_pandas_makes_of_them(rows):
    columns = ["city", "country"]
    assert_frame_equal(distinct.table(rows, columns), pd.DataFrame(rows, columns=columns, dtype="str"))


@given(TEXTS)
def test_what_is_made_of_distinct_texts_is_made_of_each(texts):
    turned = texts.set_axis(range(len(texts), 0, -1))
    expected = turned.map(lambda text: f"{text}!", na_action="ignore").astype("str")
    assert_series_equal(distinct.each(turned, lambda text: f"{text}!"), expected)


@pytest.mark.parametrize("held", [pd.DataFrame, in_pieces], ids=["texts", "categories of Arrow"])
@pytest.mark.parametrize("largest", [distinct.LARGEST_NUMBER, 4], ids=["few", "more than numbers tell"])
@given(lines=st.lists(st.tuples(*[st.sampled_from(["", "a", "é", None])] * 3), max_size=9))
def test_combinations_are_numbered_as_they_come_up(held, largest, lines):
    rows = pd.DataFrame(lines, columns=["city", "state", "country"], dtype="str")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "LARGEST_NUMBER", largest)
        number, combinations = distinct.combined(held(rows))
    told = list(map(tuple, rows.fillna("").to_numpy(dtype=object).tolist()))
    assert [combinations[at] for at in number] == told
    assert combinations == list(dict.fromkeys(told))


@given(st.lists(st.tuples(st.sampled_from(["b", "a", "aé", None]), st.integers(0, 2)), max_size=8))
def test_rows_are_ordered_as_pandas_sorts_them(lines):
    rows = pd.DataFrame(lines, columns=["source_id", "row"]).astype({"source_id": "str", "row": "int64"})
    rows["came"] = range(len(rows))
    expected = rows.sort_values(["source_id", "row"], kind="stable")
    assert_frame_equal(rows.take(distinct.order(rows, ["source_id", "row"])), expected)
