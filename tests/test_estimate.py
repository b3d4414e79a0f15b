"""Shares, their intervals and their rounding."""

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
import svy

from pipeline.estimate.bootstrap import rank_interval, weights
from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.estimate.shares import Weights, logit_interval, ratio, shares, unexplained
from pipeline.estimate.tally import tally
from pipeline.estimate.weights import post_stratified, raked
from tests.measure_coverage import KINDS, coverage

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


def test_a_share_of_all_or_nothing_has_the_interval_of_as_many_answers_as_cities():
    told = shared([(f"city {row // 3}", "yes") for row in range(30)]).loc["yes"]
    assert (told["share"], told["upper"], told["interval_method"]) == (1.0, 1.0, "effective_sample")
    # Ten cities of equal weight: 0.025 to the power of 1/10.
    assert told["lower"] == pytest.approx(0.025**0.1)


@pytest.mark.parametrize(("having", "method"), [(4, "effective_sample"), (5, "linearised")])
def test_a_share_that_few_cities_have_is_not_trusted_to_its_variance(having, method):
    told = shared([(f"city {row}", "yes" if row < having else "no") for row in range(20)])
    assert told["interval_method"].tolist() == [method, method]


def test_a_share_that_hangs_on_one_large_city_is_not_trusted_to_its_variance():
    rows = [("Phoenix", "AZ")] * 60 + [(f"city {row}", "AZ") for row in range(4)]
    told = shared(rows + [(f"city {row}", "other") for row in range(4, 150) for _ in range(10)]).loc["AZ"]
    assert told["interval_method"] == "effective_sample"
    assert told["upper"] < 0.12


def test_few_large_cities_leave_few_degrees_of_freedom():
    count = np.array([[9.0], [1.0]] + [[row % 2] for row in range(40)])
    base = np.array([[10.0], [10.0]] + [[1.0]] * 40)
    even = ratio(np.array([[row % 2] for row in range(42)]) * 1.0, np.ones((42, 1)))
    assert ratio(count, base).degrees[0] < 10 < even.degrees[0] == pytest.approx(41)


def test_a_whole_frame_has_no_error():
    count = np.array([[1.0], [0.0], [1.0]])
    assert ratio(count, np.ones((3, 1)), frame=3).error[0] == 0


@pytest.mark.parametrize("kind", ["str", "category"])
def test_what_each_city_adds_is_counted_by_group_and_code(kind):
    rows = [("b", "TX", "JP"), ("a", "TX", "CN"), ("b", "TX", "JP"), ("b", "CA", "CN"), ("c", "TX", None)]
    base = pd.DataFrame(rows, columns=["city", "group", "code"], dtype=kind)
    told = tally(base[["city", "group"]], base)
    assert told.index.tolist() == [("CA", "CN"), ("TX", "CN"), ("TX", "JP")]
    assert told.cities.tolist() == ["a", "b", "c"]
    assert told.count.tolist() == [[0, 1, 0], [1, 0, 2], [0, 0, 0]]
    assert told.base.tolist() == [[0, 1, 1], [1, 2, 2], [0, 1, 1]]


def test_a_code_that_is_wanted_and_nothing_has_is_zero():
    held = pd.DataFrame({"city": ["a"], "code": ["JP"]})
    told = tally(held[["city"]], held, pd.MultiIndex.from_product([[""], ["CN", "JP"]]))
    assert told.count.tolist() == [[0, 1]]


@pytest.fixture(scope="module")
def clusters() -> pd.DataFrame:
    """Return engagements of cities of unequal size, alike within cities."""
    rng = np.random.default_rng(5)
    size = rng.integers(1, 20, 40)
    city = np.repeat([f"city {number:02}" for number in range(40)], size)
    chance = np.repeat(rng.beta(2, 3, 40), size)
    return pd.DataFrame({"city": city, "code": np.where(rng.random(len(city)) < chance, "yes", "no")})


@pytest.mark.parametrize("frame", [None, 90])
def test_shares_and_their_logit_intervals_equal_those_of_svy(clusters, frame):
    tallied = tally(clusters[["city"]], clusters)
    estimate = ratio(tallied.count, tallied.base, frame)
    lower, upper = logit_interval(estimate, np.array([39]), 0.95)
    rows = pl.DataFrame({"code": clusters["code"].tolist(), "city": clusters["city"].tolist()}).with_columns(
        weight=pl.lit(1.0), frame=pl.lit(frame or 0)
    )
    design = svy.Design(psu="city", wgt="weight", pop_size="frame" if frame else None)
    theirs = svy.Sample(rows, design).estimation.prop("code", ci_method="logit").to_polars().sort("code")
    for ours, name in ((estimate.share, "est"), (estimate.error, "se"), (lower, "lci"), (upper, "uci")):
        assert ours == pytest.approx(theirs[name].to_numpy(), rel=1e-9)


def test_rank_intervals_hold_ties_and_leave_clear_ranks_alone():
    count = np.array([[9.0, 1.0, 1.0]] * 30)
    best, worst = rank_interval(weights(30, 200, 1, None), count, 0.95)
    assert best.tolist() == [1, 2, 2]
    assert worst.tolist() == [1, 3, 3]


def test_a_draw_of_cities_is_the_same_every_time_and_nearer_to_the_truth_with_a_small_frame():
    free, framed = weights(20, 100, 7, None), weights(20, 100, 7, 25)
    assert (free == weights(20, 100, 7, None)).all()
    assert framed.std() == pytest.approx(free.std() * np.sqrt(1 - 20 / 25))


def test_post_stratified_cities_add_up_to_the_frame():
    at_hand, frame = pd.Series(["small", "large", "large"]), pd.Series(["small"] * 8 + ["large"] * 4)
    told = post_stratified(at_hand, frame)
    assert told.weight.tolist() == [8.0, 2.0, 2.0]
    assert [margin.level.tolist() for margin in told.margins] == [[[0, 1], [1, 0], [1, 0]]]


def test_raked_cities_add_up_to_both_margins():
    at_hand = pd.DataFrame({"size": ["s", "s", "l", "l"], "region": ["e", "w", "e", "w"]})
    frame = pd.DataFrame({"size": ["s"] * 6 + ["l"] * 4, "region": ["e"] * 3 + ["w"] * 7})
    weight = pd.Series(raked(at_hand, frame).weight)
    assert weight.groupby(at_hand["size"]).sum().to_dict() == pytest.approx({"l": 4, "s": 6})
    assert weight.groupby(at_hand["region"]).sum().to_dict() == pytest.approx({"e": 3, "w": 7})


def test_levels_that_are_found_only_together_cannot_be_raked_to_a_frame_that_parts_them():
    at_hand = pd.DataFrame({"size": ["s", "l"], "region": ["e", "w"]})
    frame = pd.DataFrame({"size": ["s"] * 10 + ["l"] * 10, "region": ["e"] * 5 + ["w"] * 15})
    assert raked(at_hand, frame) is None


def test_what_the_margins_explain_is_no_error():
    size = pd.Series(["small"] * 6 + ["large"] * 6)
    count = np.array([[1.0]] * 6 + [[0.0]] * 6)
    estimate = ratio(count, np.ones((12, 1)), weights=post_stratified(size, size))
    assert estimate.error[0] == pytest.approx(0, abs=1e-12)


def test_what_two_margins_explain_together_is_no_error():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"size": rng.choice(["s", "l"], 90), "region": rng.choice(["e", "w"], 90, p=[0.2, 0.8])})
    frame["region"] = frame["region"].mask(frame["size"].eq("s") & (rng.random(90) < 0.5), "e")
    at_hand = frame.head(30)
    count = (2.0 * at_hand["size"].eq("s") + at_hand["region"].eq("e")).to_numpy()[:, None]
    assert ratio(count, np.ones((30, 1)), weights=raked(at_hand, frame)).error[0] == pytest.approx(0, abs=1e-8)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # The long measurement is tests.measure_coverage; this notices when something breaks.
    held = coverage(150, KINDS["plain"])["holds"]
    assert 92.5 <= held.mean() <= 97.5


needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference data of R's survey package is not beside the project"
)


def schools(file: str) -> pd.DataFrame:
    """Return a file of the reference data."""
    return pd.read_csv(REFERENCE / file, dtype={"cds": "str"})


def of_clusters(values: pd.Series, cluster: pd.Series) -> np.ndarray:
    """Return the sum of each cluster, as one column."""
    return values.groupby(cluster).sum().to_numpy("float64")[:, None]


@needs_reference
@pytest.mark.parametrize(
    ("file", "cluster", "frame", "mean", "error"),
    [
        pytest.param("apisrs.csv", "cds", 6194, 656.585, 9.249722039, id="simple random sample"),
        pytest.param("apiclus1.csv", "dnum", 757, 644.1693989, 23.54224069, id="clusters"),
    ],
)
def test_means_and_errors_equal_those_of_r_survey(file, cluster, frame, mean, error):
    drawn = schools(file)
    one = pd.Series(1.0, index=drawn.index)
    estimate = ratio(of_clusters(drawn["api00"], drawn[cluster]), of_clusters(one, drawn[cluster]), frame)
    assert [estimate.share[0], estimate.error[0]] == pytest.approx([mean, error], rel=1e-9)


@needs_reference
@pytest.mark.parametrize(
    ("file", "cluster", "frame", "error", "lower", "upper"),
    [
        pytest.param("apisrs.csv", "cds", 6194, 0.02707764556, 0.7555968946, 0.8625906104, id="simple random sample"),
        pytest.param("apiclus1.csv", "dnum", 757, 0.02035947724, 0.8237988924, 0.911900077, id="clusters"),
    ],
)
def test_logit_intervals_equal_those_of_r_survey(file, cluster, frame, error, lower, upper):
    drawn = schools(file)
    held = pd.DataFrame({"city": drawn[cluster].astype(str), "code": drawn["sch.wide"]})
    tallied = tally(held[["city"]], held, pd.MultiIndex.from_tuples([("", "Yes")]))
    estimate = ratio(tallied.count, tallied.base, frame)
    # R takes one degree of freedom less than there are clusters.
    told = logit_interval(estimate, np.array([len(tallied.cities) - 1]), 0.95)
    assert [estimate.error[0], told[0][0], told[1][0]] == pytest.approx([error, lower, upper], abs=1e-9)


@needs_reference
def test_a_stratified_sample_weighted_by_svy_equals_r_survey():
    """The pipeline draws no strata; this holds the library to its reference."""
    drawn = schools("apistrat.csv")
    rows = pl.DataFrame({name: drawn[name].tolist() for name in ("stype", "sch.wide", "api00", "pw", "fpc")})
    sample = svy.Sample(rows, svy.Design(stratum="stype", wgt="pw", pop_size="fpc"))
    mean = sample.estimation.mean("api00").to_polars()
    share = sample.estimation.prop("sch.wide", ci_method="logit").to_polars().filter(pl.col("sch.wide") == "Yes")
    assert [mean["est"][0], mean["se"][0]] == pytest.approx([662.2873632, 9.408940803], rel=1e-8)
    assert share.select("est", "se", "lci", "uci").row(0) == pytest.approx(
        [0.8279480114, 0.02434478011, 0.7745396544, 0.8708148545], rel=1e-8
    )


def of_districts(influence: np.ndarray, drawn: pd.DataFrame) -> float:
    """Return the standard error; schools are drawn in districts, whose influences are added."""
    district = of_clusters(pd.Series(influence[:, 0]), drawn["dnum"])
    count = len(district)
    return np.sqrt((1 - count / 757) * count / (count - 1) * ((district - district.mean()) ** 2).sum())


def total_of_enrolment(drawn: pd.DataFrame, weights_: Weights) -> tuple[float, float]:
    """Return the weighted total of pupils and its error."""
    weighted = weights_.weight[:, None] * drawn[["enroll"]].to_numpy("float64")
    return weighted.sum(), of_districts(unexplained(weighted, weights_.margins), drawn)


def mean_of_results(drawn: pd.DataFrame, weights_: Weights) -> tuple[float, float]:
    """Return the weighted mean of schools' results and its error."""
    estimate = ratio(drawn[["api00"]].to_numpy("float64"), np.ones((len(drawn), 1)), weights=weights_)
    return estimate.share[0], of_districts(estimate.influence, drawn)


@pytest.fixture
def districts() -> pd.DataFrame:
    """Return the schools of the districts drawn: kind of school, whether it met its target, pupils, results."""
    return schools("apiclus1.csv").rename(columns={"sch.wide": "wide"})


STYPE, MET = ["E"] * 4421 + ["H"] * 755 + ["M"] * 1018, ["No"] * 1072 + ["Yes"] * 5122


@needs_reference
def test_a_post_stratified_total_and_mean_equal_those_of_r_survey(districts):
    told = post_stratified(districts["stype"], pd.Series(STYPE))
    assert total_of_enrolment(districts, told) == pytest.approx([3680892.945, 406292.6363], rel=1e-9)
    assert mean_of_results(districts, told) == pytest.approx([642.3107882, 23.92048645], rel=1e-9)


@needs_reference
def test_a_raked_total_and_mean_equal_those_of_r_survey(districts):
    frame = pd.DataFrame({"stype": STYPE, "wide": MET})
    # R ends with the round in which no cell moves by one school any more, its fourth: three, and the last one here.
    told = raked(districts[["stype", "wide"]], frame, tolerance=1e-2)
    assert total_of_enrolment(districts, told) == pytest.approx([3647300.031, 400602.7197], rel=1e-9)
    assert mean_of_results(districts, told) == pytest.approx([641.2302469, 23.70364124], rel=1e-9)


@needs_reference
def test_a_total_raked_to_the_end_equals_that_of_svy(districts):
    frame = pd.DataFrame({"stype": STYPE, "wide": MET})
    rows = pl.DataFrame({name: districts[name].tolist() for name in ("stype", "wide", "enroll", "dnum", "pw", "fpc")})
    controls = {name: frame[name].value_counts().to_dict() for name in frame}
    sample = svy.Sample(rows, svy.Design(psu="dnum", wgt="pw", pop_size="fpc")).weighting.rake(
        controls=controls, tol=1e-12
    )
    theirs = sample.estimation.total("enroll").to_polars().select("est", "se").row(0)
    assert total_of_enrolment(districts, raked(districts[["stype", "wide"]], frame)) == pytest.approx(theirs, rel=1e-9)


def test_each_margin_of_the_last_round_goes_on_from_the_one_before():
    at_hand = pd.DataFrame({"size": [*"aaabbbb"], "region": [*"nnsnsss"]})
    frame = pd.DataFrame({"size": [*"aaaaabbbbb"], "region": [*"nnnnnnnsss"]})
    # So loosely raked that a round more moves the weights.
    first, second = raked(at_hand, frame, tolerance=0.3).margins
    assert pd.Series(first.weight).groupby(at_hand["size"]).sum().tolist() == pytest.approx([5, 5])
    assert pd.Series(second.weight).groupby(at_hand["region"]).sum().tolist() == pytest.approx([7, 3])
    moved = pd.Series(second.weight / first.weight).groupby(at_hand["region"])
    assert moved.std().max() == pytest.approx(0, abs=1e-9)
