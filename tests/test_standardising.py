"""What engines are measured on is the same work: each leaves the same rows and shares (tests/measure_scale)."""

import sys
from collections.abc import Iterator

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tests import small_edition
from tests.measure_scale import __main__ as bench
from tests.measure_scale import standardising

AREAS = ["Economic development; Climate and sustainability", "Culture and education", None, "Anything"]


@pytest.fixture(scope="module")
def decided(tmp_path_factory) -> Iterator[None]:
    """Decide the answers of the small edition, some with several areas and one with two partners, in three parts.

    The working folder is theirs; each engine leaves what it makes in a folder of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("spring"))
        small_edition.make()
        small_edition.choose(rows_at_once=7)
        ingested = standardising.paths.INGESTED / small_edition.EDITION / "reports.parquet"
        reports = pd.read_parquet(ingested)
        reports["priority_text"] = pd.Series([AREAS[at % len(AREAS)] for at in range(len(reports))], dtype="str")
        reports.loc[0, ["partner_place_text", "partner_country_text"]] = ["Kobe; Lyon", "Japan; France"]
        reports.to_parquet(ingested, index=False)
        patch.setattr(standardising, "INGESTED", ingested)
        standardising.decide()
        standardising.by_us()
        yield


@pytest.fixture
def duckdb(monkeypatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(bench.TOOLS)])
    pytest.importorskip("duckdb", reason="DuckDB is not installed: `make bench` installs it")


def left(engine: str, table: str, by: list[str]) -> pd.DataFrame:
    told = pd.read_parquet(standardising.STANDARDISED / engine / f"{table}.parquet")
    return told.astype(dict.fromkeys(told.select_dtypes("category"), "str")).sort_values(by, ignore_index=True)


def require_the_same(engine: str) -> None:
    for table, by in (("reports", ["report_id"]), ("shares", ["section", "code"])):
        assert_frame_equal(left(engine, table, by), left("ours", table, by), check_dtype=False)


@pytest.mark.usefixtures("decided")
def test_a_report_has_all_its_countries_and_areas_and_each_share_its_base():
    first = left("ours", "reports", ["report_id"]).set_index("report_id").loc["desk:2:record-1"]
    assert (first["country"], first["priority"]) == ("FR;JP", "climate_sustainability;economic_development")
    shares = left("ours", "shares", ["section", "code"]).set_index(["section", "code"])
    reports = left("ours", "reports", ["report_id"])
    assert shares.loc[("country", "JP"), "count"] == reports["country"].str.contains("JP").sum()
    assert (
        shares.loc[("country", "JP"), "share"]
        == reports["country"].str.contains("JP").sum() / reports["country"].count()
    )


@pytest.mark.usefixtures("decided")
def test_pandas_leaves_what_ours_leaves():
    standardising.by_pandas()
    require_the_same("pandas")


@pytest.mark.usefixtures("decided", "duckdb")
def test_sql_leaves_what_ours_leaves_and_a_difference_is_told():
    standardising.by_sql()
    require_the_same("sql")
    rows, shares = len(left("ours", "reports", ["row"])), len(left("ours", "shares", ["section"]))
    assert standardising.compare("sql") == f"{rows} of {rows} reports and {shares} of {shares} shares as ours"
    other = left("sql", "reports", ["row"])
    # One row is missing and one is wrong.
    other.iloc[1:].assign(country=other["country"].where(other.index != 1, "ZZ")).to_parquet(
        standardising.STANDARDISED / "sql/reports.parquet", index=False
    )
    assert standardising.compare("sql").startswith(f"{rows - 2} of {rows} reports and {shares} of")
