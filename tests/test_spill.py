"""Tables that are larger than memory: dealt by a key, and sorted, as if they had been one."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from pipeline.scale import spill

CITIES = ["Boston", "Austin", "Boston", "Chicago", "Austin", "Boston"]


def table(path: Path, **columns: list) -> Path:
    """Write a table in row groups of two, and return where."""
    pd.DataFrame(columns).to_parquet(path, index=False, row_group_size=2)
    return path


def dealt(tmp_path: Path, rows_at_once: int, **choices) -> list[list[pd.DataFrame]]:
    """Return the parts of six reports and three responses of three cities."""
    reports = table(tmp_path / "reports.parquet", city=CITIES, report_id=list("abcdef"))
    responses = table(tmp_path / "responses.parquet", city=["Austin", "Detroit", "Boston"], row=[2, 3, 4])
    cut = spill.deal(tmp_path / "pieces", rows_at_once, "city", reports, responses, **choices)
    return [[rows.read() for rows in part] for part in cut]


def test_every_row_is_in_one_part_with_all_rows_of_its_key(tmp_path):
    parts = dealt(tmp_path, 1)
    assert [sorted(set(found["city"]) | set(people["city"])) for found, people in parts] == [
        ["Austin"],
        ["Boston"],
        ["Chicago"],
        ["Detroit"],
    ]
    assert [found["report_id"].tolist() for found, _ in parts] == [["b", "e"], ["a", "c", "f"], ["d"], []]
    assert [people["row"].tolist() for _, people in parts] == [[2], [4], [], [3]]


def test_small_keys_share_a_part(tmp_path):
    assert [len(found) + len(people) for found, people in dealt(tmp_path, 5)] == [7, 2]


def test_what_fits_in_one_part_is_not_copied(tmp_path):
    assert len(dealt(tmp_path, 9)) == 1
    assert not (tmp_path / "pieces").exists()


def test_keys_that_are_tied_are_in_one_part(tmp_path):
    parts = dealt(tmp_path, 1, together={"Austin": "Detroit", "Detroit": "Detroit"})
    assert [set(found["city"]) | set(people["city"]) for found, people in parts] == [
        {"Boston"},
        {"Chicago"},
        {"Austin", "Detroit"},
    ]


def test_rows_that_name_others_go_where_those_go(tmp_path):
    areas = table(tmp_path / "areas.parquet", report_id=list("aabdff"), code=list("123456"))
    parts = dealt(tmp_path, 1, following=(areas, "report_id"))
    assert ["".join(following["code"]) for *_, following in parts] == ["3", "1256", "4", ""]


@pytest.mark.parametrize("order", ["fa", "ax"], ids=["another order", "a name that is not there"])
def test_rows_that_name_no_row_in_order_are_refused(tmp_path, order):
    areas = table(tmp_path / "areas.parquet", report_id=list(order), code=list("12"))
    with pytest.raises(ValueError, match="does not follow the order"):
        dealt(tmp_path, 1, following=(areas, "report_id"))


@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(st.sampled_from(["a", "a b", "ä", "b"]), st.integers(1, 30)), max_size=40),
    pieces=st.integers(1, 4),
    rows_at_once=st.integers(1, 50),
)
@example(rows=[("a", 1), ("a b", 1)], pieces=2, rows_at_once=1)
def test_a_table_leaves_sorted_however_it_came(tmp_path_factory, rows, pieces, rows_at_once):
    whole = pd.DataFrame(rows, columns=["source_id", "row"]).astype({"source_id": "str", "row": "int64"})
    whole = whole.assign(at=range(len(whole)))
    by = ["source_id", "row"]
    table = spill.Sorted(tmp_path_factory.mktemp("pieces") / "table", by, leading=2)
    for piece in range(pieces):
        table.add(whole.iloc[piece::pieces].sort_values(by, kind="stable", ignore_index=True))
    parts = list(table.parts(rows_at_once))
    expected = whole.sort_values(by, kind="stable", ignore_index=True)
    assert_frame_equal(pd.concat(parts, ignore_index=True)[by], expected[by])
    assert sorted(pd.concat(parts)["at"]) == expected["at"].sort_values().tolist()
    together = [set(part[by].itertuples(index=False, name=None)) for part in parts]
    assert sum(map(len, together)) == len(set().union(*together))


def test_pieces_that_others_wrote_leave_sorted_too(tmp_path):
    table = spill.Sorted(tmp_path / "table", ["engagement_id"])
    for identifiers in (["b", "d"], ["a", "c"]):
        table.add(spill.written(pd.DataFrame({"engagement_id": identifiers}), tmp_path / "table"))
    assert [rows["engagement_id"].tolist() for rows in table.parts(9)] == [["a", "b", "c", "d"]]


def test_a_part_of_what_is_sorted_is_about_as_large_as_asked(tmp_path):
    table = spill.Sorted(tmp_path / "table", ["engagement_id"])
    for piece in range(4):
        table.add(pd.DataFrame({"engagement_id": [f"e{number:05}" for number in range(piece, 4000, 4)]}))
    sizes = [len(part) for part in table.parts(500)]
    assert sum(sizes) == 4000
    assert max(sizes) < 700


def test_nothing_of_the_pieces_stays(tmp_path):
    with spill.room(tmp_path / "deduplicated") as room:
        table(room / "reports.parquet", city=["Boston"])
    assert list((tmp_path / "deduplicated").iterdir()) == []
