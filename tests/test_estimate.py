"""Shares, their intervals and their rounding."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.estimate.shares import logit_interval, ratio, shares
from pipeline.estimate.tally import tally

REFERENCE = Path("../shared/fixtures/survey-reference")


@pytest.mark.parametrize(
    ("count", "base", "decimals", "percent"),
    [
        pytest.param(109, 200, 0, 55.0, id="54.5 goes up"),
        pytest.param(107, 200, 0, 54.0, id="53.5 goes up too"),
        pytest.param(1, 3, 1, 33.3, id="one decimal"),
        pytest.param(0, 7, 0, 0.0, id="none"),
        pytest.param(7, 7, 0, 100.0, id="all"),
        pytest.param(1005, 100000, 2, 1.01, id="no binary fraction decides"),
    ],
)
def test_percentages_are_rounded_half_up(count, base, decimals, percent):
    assert half_up(count, base, decimals) == percent


def test_missing_bound_stays_missing():
    assert np.isnan(half_up_percent(float("nan"), 0))


def shared(rows: list[tuple], frame: int | None = None) -> pd.DataFrame:
    """Return the shares of (city, code) rows by code."""
    held = pd.DataFrame(rows, columns=["city", "code"])
    return shares(tally(held[["city"]], held), 0.95, frame).droplevel(0)


def test_a_share_has_count_base_and_the_cities_behind_it():
    told = shared([("a", "JP"), ("b", "CN"), ("c", "MX"), ("a", "CN"), ("b", "CN")]).loc["CN"]
    assert told[["count", "base", "cities", "base_cities"]].tolist() == [3, 5, 2, 3]


def test_engagements_of_one_city_have_no_interval():
    assert shared([("Los Angeles", "JP"), ("Los Angeles", "CN")])["lower"].isna().all()


def test_alike_engagements_within_cities_widen_the_interval():
    codes = ["yes"] * 20 + ["no"] * 20
    alike = shared([(f"city {row // 10}", code) for row, code in enumerate(codes)]).loc["yes"]
    mixed = shared([(f"city {row}", code) for row, code in enumerate(codes)]).loc["yes"]
    assert alike["upper"] - alike["lower"] > 2 * (mixed["upper"] - mixed["lower"])


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data of R's survey package is not beside the project")
@pytest.mark.parametrize(
    ("file", "cluster", "frame", "share", "lower", "upper"),
    [
        pytest.param("apisrs.csv", "cds", 6194, 0.815, 0.7555968946, 0.8625906104, id="simple random sample"),
        pytest.param("apiclus1.csv", "dnum", 757, 0.8743169399, 0.8237988924, 0.911900077, id="clusters"),
    ],
)
def test_logit_intervals_equal_those_of_r_survey(file, cluster, frame, share, lower, upper):
    schools = pd.read_csv(REFERENCE / file)
    held = pd.DataFrame({"city": schools[cluster].astype(str), "code": schools["sch.wide"]})
    tallied = tally(held[["city"]], held, pd.MultiIndex.from_tuples([("", "Yes")]))
    estimate = ratio(tallied.count, tallied.base, frame)
    told = logit_interval(estimate, np.array([len(tallied.cities) - 1]), 0.95)
    assert [estimate.share[0], told[0][0], told[1][0]] == pytest.approx([share, lower, upper], abs=1e-9)
