"""Shares, their intervals and their rounding."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.estimate.shares import share_of_yes, shares

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


def test_shares_are_sorted_by_count_then_category():
    told = shares(pd.Series(["JP", "CN", "MX", "CN", "MX"]), pd.Series(list("abcab")), 0.95)
    assert told.index.tolist() == ["CN", "MX", "JP"]
    assert told["count"].tolist() == [2, 2, 1]
    assert told["base"].tolist() == [5, 5, 5]


def test_engagements_of_one_city_have_no_interval():
    told = shares(pd.Series(["JP", "CN"]), pd.Series(["Los Angeles", "Los Angeles"]), 0.95)
    assert told["lower"].isna().all()


def test_a_share_of_all_or_nothing_has_no_interval():
    cities = pd.Series(["Los Angeles", "Houston"])
    assert np.isnan(share_of_yes(pd.Series([True, True]), cities, 0.95)["upper"])
    assert np.isnan(share_of_yes(pd.Series([False, False]), cities, 0.95)["upper"])


def test_alike_engagements_within_cities_widen_the_interval():
    answers = pd.Series([True] * 20 + [False] * 20)
    alike = share_of_yes(answers, pd.Series([f"city {row // 10}" for row in range(40)]), 0.95)
    mixed = share_of_yes(answers, pd.Series([f"city {row}" for row in range(40)]), 0.95)
    assert alike["upper"] - alike["lower"] > 2 * (mixed["upper"] - mixed["lower"])


def test_nobody_answered_is_a_base_of_zero():
    told = share_of_yes(pd.Series([], dtype=bool), pd.Series([], dtype="str"), 0.95)
    assert (told["count"], told["base"]) == (0, 0)


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
    told = shares(schools["sch.wide"], schools[cluster].astype(str), 0.95, frame).loc["Yes"]
    assert [told["share"], told["lower"], told["upper"]] == pytest.approx([share, lower, upper], abs=1e-9)
