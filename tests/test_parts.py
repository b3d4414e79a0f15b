"""Tables by part: cut, read, written, and put together as if they had never been cut."""

from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from pipeline import tables
from pipeline.scale import parts


def table(path: Path, **columns: list) -> Path:
    """Write a table in row groups of two, and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(columns).to_parquet(path, index=False, row_group_size=2)
    return path


@pytest.mark.parametrize(
    ("first", "end"), [(0, 5), (0, 1), (1, 2), (1, 3), (2, 4), (3, 5), (4, 5), (0, 0), (5, 5)], ids=str
)
def test_rows_are_read_wherever_their_groups_begin(tmp_path, first, end):
    path = table(tmp_path / "reports.parquet", report_id=["a", "b", "c", "d", "e"], year=[1, 2, 3, 4, 5])
    expected = pd.read_parquet(path).iloc[first:end].reset_index(drop=True)
    assert_frame_equal(parts.Rows(path, first, end).read(), expected)


def test_the_shorter_table_is_used_up_before_the_longer_one(tmp_path):
    responses = table(tmp_path / "responses.parquet", row=[2])
    reports = table(tmp_path / "reports.parquet", row=[2, 2, 3])
    cut = parts.cut(2, responses, reports)
    assert [(len(people), len(found)) for people, found in cut] == [(1, 2), (0, 1)]


def test_empty_tables_are_one_part_that_has_their_types(tmp_path):
    path = table(tmp_path / "reports.parquet", report_id=pd.Series(dtype="str"), row=pd.Series(dtype="int64"))
    assert parts.cut(7, path) == [(parts.Rows(path, 0, 0),)]


@pytest.mark.parametrize(
    ("rows_at_once", "counts"),
    [
        pytest.param(1, [(1, 2), (0, 1), (1, 0), (0, 2)], id="a raw row each"),
        pytest.param(4, [(1, 3), (1, 2)], id="several together"),
        pytest.param(100, [(2, 5)], id="all"),
    ],
)
def test_what_stands_in_one_raw_row_is_in_one_part(tmp_path, rows_at_once, counts):
    responses = table(tmp_path / "responses.parquet", source_id=["survey", "survey"], row=[2, 4])
    reports = table(
        tmp_path / "reports.parquet",
        source_id=["survey", "survey", "survey", "web", "web"],
        row=[2, 2, 3, 2, 2],
    )
    cut = parts.cut_by_raw_row(rows_at_once, responses, reports)
    assert [tuple(map(len, part)) for part in cut] == counts
    for at, path in enumerate((responses, reports)):
        read = pd.concat([part[at].read() for part in cut], ignore_index=True)
        assert_frame_equal(read, pd.read_parquet(path))


def test_raw_rows_out_of_order_are_refused(tmp_path):
    path = table(tmp_path / "reports.parquet", source_id=["web", "survey"], row=[2, 2])
    with pytest.raises(ValueError, match="not sorted by source_id and row"):
        parts.cut_by_raw_row(10, path)


@pytest.mark.parametrize("size", [1, 3, 4, 9, 100])
@pytest.mark.parametrize("rows", [0, 1, 4, 8, 9])
def test_a_table_has_the_same_bytes_in_whatever_frames_it_comes(tmp_path, monkeypatch, size, rows):
    monkeypatch.setattr(parts, "ROWS_OF_GROUP", 4)
    monkeypatch.setattr(tables, "ROWS_OF_GROUP", 4)
    frame = pd.DataFrame({"name": [f"Osaka {at}" for at in range(rows)], "year": range(rows)})
    frame = frame.astype({"name": "str", "year": "Int64"})
    tables.write(frame, tmp_path / "whole.parquet")
    with parts.Written(tmp_path) as written:
        for first in range(0, max(rows, 1), size):
            written.add(cut=frame.iloc[first : first + size])
    assert (tmp_path / "cut.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_table_that_broke_off_is_not_there(tmp_path):
    def fail() -> None:
        with parts.Written(tmp_path) as written:
            written.add(reports=pd.DataFrame({"row": [2]}))
            assert not (tmp_path / "reports.parquet").exists()
            raise KeyError("column")

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


def review(*lines: tuple) -> pd.DataFrame:
    columns = ["decision", "answer", "count", "example", "suggestions", "file"]
    return pd.DataFrame(lines, columns=columns).astype({"suggestions": "str"})


def test_answers_of_several_parts_are_counted_together():
    first = review(("place", "Osak", 1, "a:2", None, "f"), ("country", "Ruritania", 2, "a:2", None, "f"))
    second = review(("place", "Kyot", 2, "a:7", None, "f"), ("place", "Osak", 3, "a:8", "Osaka", "f"))
    expected = review(
        ("country", "Ruritania", 2, "a:2", None, "f"),
        ("place", "Osak", 4, "a:2", "Osaka", "f"),
        ("place", "Kyot", 2, "a:7", None, "f"),
    )
    assert_frame_equal(parts.review_of([first, second], ["country", "place"]), expected)


def test_the_raw_rows_of_several_tables_are_numbered_alike():
    named = [("web", 2), ("desk", 3)], [("desk", 2), ("desk", 3), ("web", 2)]
    frames = [pd.DataFrame(one, columns=parts.RAW_ROW).astype({"source_id": "category"}) for one in named]
    few, all_ = parts.raw_rows(frames)
    assert sorted(all_.tolist()) == all_.tolist()
    assert few.tolist() == all_[[2, 1]].tolist()


def test_only_columns_that_are_asked_for_are_read(tmp_path):
    path = table(tmp_path / "reports.parquet", source_id=["desk", "desk", "web"], row=[2, 3, 2], year=[1, 2, 3])
    read = parts.Rows(path, 1, 3).read(["source_id", "row"], ["source_id"])
    assert read.astype({"source_id": "str"}).to_numpy().tolist() == [["desk", 3], ["web", 2]]
    assert isinstance(read["source_id"].dtype, pd.CategoricalDtype)


def test_a_table_that_is_not_sorted_by_raw_row_is_not_cut(tmp_path):
    path = table(tmp_path / "reports.parquet", source_id=["web", "desk"], row=[2, 2])
    with pytest.raises(ValueError, match="not sorted by source_id and row"):
        parts.cut_by_raw_row(9, path)


def test_a_table_that_has_changed_is_read_anew(tmp_path):
    path = table(tmp_path / "reports.parquet", year=[2020, 2021])
    assert parts.whole(path).read()["year"].tolist() == [2020, 2021]
    table(path, year=[2022, 2023])
    assert parts.whole(path).read()["year"].tolist() == [2022, 2023]


def test_rows_of_which_columns_were_chosen_are_read_with_these(tmp_path):
    path = table(tmp_path / "reports.parquet", source_id=["desk"], row=[2], year=[1])
    assert list(parts.Rows(path, 0, 1, ["row", "year"]).read()) == ["row", "year"]
    assert list(parts.Rows(path, 0, 1, ["row", "year"]).read(["year"])) == ["year"]


def test_what_could_not_be_written_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "ROWS_OF_GROUP", 1)

    def write() -> None:
        with parts.Written(tmp_path) as written:
            written.add(reports=pd.DataFrame({"row": [2]}))
            written.add(reports=pd.DataFrame({"row": ["two"]}))

    with pytest.raises(ValueError, match="Schema"):
        write()
    assert list(tmp_path.iterdir()) == []
