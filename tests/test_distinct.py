"""Columns by the hundred thousand: what Arrow does with them is what pandas does, one by one."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from pipeline.scale import distinct

TEXTS = st.lists(st.none() | st.text("aBé 1", max_size=2), max_size=8).map(lambda texts: pd.Series(texts, dtype="str"))


@given(TEXTS)
def test_numbers_stand_for_their_values(texts):
    number, values = distinct.numbered(texts)
    assert values.is_unique
    assert_series_equal(distinct.taken(values, number), texts)


@given(TEXTS)
def test_what_is_made_of_distinct_texts_is_made_of_each(texts):
    turned = texts.set_axis(range(len(texts), 0, -1))
    expected = turned.map(lambda text: f"{text}!", na_action="ignore").astype("str")
    assert_series_equal(distinct.each(turned, lambda text: f"{text}!"), expected)


@given(st.lists(st.tuples(*[st.sampled_from(["", "a", "é", None])] * 3), max_size=9))
def test_combinations_are_numbered_as_they_come_up(lines):
    rows = pd.DataFrame(lines, columns=["city", "state", "country"], dtype="str")
    number, combinations = distinct.combined(rows)
    told = list(map(tuple, rows.fillna("").to_numpy(dtype=object).tolist()))
    assert [combinations[at] for at in number] == told
    assert combinations == list(dict.fromkeys(told))


@given(st.lists(st.tuples(st.sampled_from(["b", "a", "aé", None]), st.integers(0, 2)), max_size=8))
def test_rows_are_ordered_as_pandas_sorts_them(lines):
    rows = pd.DataFrame(lines, columns=["source_id", "row"]).astype({"source_id": "str", "row": "int64"})
    rows["came"] = range(len(rows))
    expected = rows.sort_values(["source_id", "row"], kind="stable")
    assert_frame_equal(rows.take(distinct.order(rows, ["source_id", "row"])), expected)
