"""The same figures read otherwise: other years, other rows, weighted cities."""

from functools import cache

import pandas as pd
import pytest

from pipeline import summarise
from pipeline.findings import withholding
from pipeline.findings.response import response
from pipeline.findings.sensitivity import sensitivity
from pipeline.findings.weighting import weighted_samples
from pipeline.window import Window, outside
from tests.findings_frames import LABELS, RULES, city, edition, engagement, report

KINDS = {"sister_city": "standing", "city_network": "standing"}
FRAME = pd.DataFrame(
    {"size_code": "30000_or_more", "region_code": "south"}, index=pd.Index(["4699066", "C1", "C2"], name="id")
)


ALL_YEARS = Window(None, None, True)


def read(found, window=ALL_YEARS, rules=RULES, frame=FRAME, labels=LABELS) -> pd.DataFrame:
    """Return the figures of an edition under every reading, by reading and finding."""
    published = summarise.findings("e", found, labels, rules)
    told, _ = sensitivity(found, published, frame, window, KINDS, labels, rules)
    return told.set_index(["variant", "finding_id"])


@pytest.mark.parametrize(
    ("years", "is_standing", "window", "reason"),
    [
        pytest.param([2019], False, Window(2016, 2024, True), None, id="inside"),
        pytest.param([2016], False, Window(2016, 2024, True), None, id="the first year"),
        pytest.param([2024], False, Window(2016, 2024, True), None, id="the last year"),
        pytest.param([2015], False, Window(2016, None, True), "outside_window", id="too early"),
        pytest.param([2025], False, Window(None, 2024, True), "outside_window", id="too late"),
        pytest.param([2011, 2017], False, Window(2016, 2024, True), None, id="one report inside"),
        pytest.param([None, 2011], False, Window(2016, 2024, True), "outside_window", id="dated by one report"),
        pytest.param([None], False, Window(2016, 2024, True), None, id="undated counted"),
        pytest.param([None], False, Window(2016, 2024, False), "undated", id="undated left out"),
        pytest.param([1956], True, Window(2016, 2024, False), None, id="a standing relation of any year"),
    ],
)
def test_an_engagement_is_in_the_window_when_a_report_says_so(years, is_standing, window, reason):
    year = pd.Series(years, dtype="Int64")
    same = pd.Series("E1", index=year.index)
    told = outside(year, same, pd.Series(is_standing, index=year.index), window)
    assert [None if pd.isna(one) else one for one in told] == [reason] * len(years)


def from_2016_on():
    """Return an edition from 2016 on, with one engagement before and one without a year."""
    return edition(
        [engagement(1, method_code=None), engagement(2, method_code="sister_city"), engagement(3)],
        excluded=[engagement(4, reason="outside_window"), engagement(5, reason="ended")],
        reports=[
            report(2, "E1", year=2020), report(3, "E2", year=1956), report(4, "E3"),
            report(5, "E4", year=2011), report(6, "E5", year=2020),
        ],
    )  # fmt: skip


FROM_2016 = (Window(2016, None, True), RULES._replace(windows=[[2016, None], [2010, None], [2022, None]]))


@cache
def windowed() -> pd.DataFrame:
    """Return the readings of that edition."""
    return read(from_2016_on(), *FROM_2016)


@pytest.mark.parametrize(
    ("variant", "count", "difference"),
    [
        pytest.param("published", 3, 0, id="as published"),
        pytest.param("years_2010_any", 4, 1, id="the earlier one comes in, the ended one does not"),
        pytest.param("years_2022_any", 2, -1, id="the dated one goes, the standing and the undated stay"),
        pytest.param("undated_left_out", 2, -1, id="the undated one goes"),
    ],
)
def test_other_years_count_other_engagements(variant, count, difference):
    told = windowed().loc[(variant, "headline.engagements")]
    assert told[["count", "difference"]].tolist() == [count, difference]


def test_a_reading_without_the_undated_does_not_claim_to_leave_standing_ones_out():
    told = windowed().loc[("undated_left_out", "headline.engagements")]
    assert told["variant_label"] == "Events and agreements without a year left out"


def test_which_engagements_come_and_go_by_another_reading_is_told():
    found, (window, rules) = from_2016_on(), FROM_2016
    published = summarise.findings("e", found, LABELS, rules)
    _, moved = sensitivity(found, published, FRAME, window, KINDS, LABELS, rules)
    assert moved.to_numpy().tolist() == [
        ["years_2010_any", "E4", "added"],
        ["years_2022_any", "E1", "left_out"],
        ["undated_left_out", "E3", "left_out"],
    ]


def test_the_editions_own_window_is_told_once():
    assert "years_2016_any" not in windowed().index.get_level_values(0)


def test_a_share_moves_by_points():
    told = read(
        edition(
            [engagement(1, method_code="sister_city"), engagement(2, method_code="city_network")],
            excluded=[engagement(3, method_code="sister_city", reason="outside_window")],
            reports=[report(2, "E1"), report(3, "E2"), report(4, "E3")],
        ),
        rules=RULES._replace(windows=[[None, 2030]]),
    )
    line = told.loc[("years_any_2030", "method.sister_city")]
    assert line[["count", "base", "percent", "difference"]].tolist() == [2, 3, 67.0, 16.7]


def answered(**found) -> pd.DataFrame:
    """Return the readings of an edition with two responding cities, one of which did not finish."""
    rows = [engagement(number, us_place_id=f"C{number}", method_code="sister_city") for number in (1, 2)]
    cities = [city(number, has_staff=number == 1) for number in (1, 2)]
    reports = [report(2, "E1"), report(3, "E2", is_partial=True)]
    made = edition(rows, cities=cities, has_respondents=True, reports=reports, **found)
    return read(
        made._replace(cities=made.cities.assign(is_partial=[False, True])),
        rules=RULES._replace(smallest_base=1, fewest_cities=3),
    )


def test_unfinished_questionnaires_are_left_out_with_what_only_they_say():
    told = answered().loc["complete_only"]
    assert told.loc[["headline.engagements", "headline.respondents"], "count"].tolist() == [1, 1]
    several = asked({number: number > 3 for number in range(1, 7)}, COMPLETE)
    assert several[["count", "base", "percent"]].tolist() == [10, 20, 50.0]


@pytest.mark.parametrize("variant", ["complete_only", "post_stratified", "raked"])
def test_a_reading_that_needs_respondents_says_so_where_nobody_was_asked(variant):
    told = read(edition([engagement(1, method_code="sister_city"), engagement(2, method_code="sister_city")])).loc[
        variant
    ]
    assert told["reason"].str.contains("no city was asked", case=False).all()
    assert told[["count", "percent"]].isna().all(axis=None)


def test_too_few_cities_are_not_made_to_stand_for_the_frame():
    told = answered().loc["post_stratified"]
    assert told["reason"].eq("Too few cities at hand to stand for the frame.").all()


def test_cities_that_cannot_be_raked_to_the_frame_say_so():
    sizes, regions = ["under_30000"] * 4 + ["30000_or_more"] * 4, ["south"] * 2 + ["west"] * 6
    frame = pd.DataFrame({"size_code": sizes, "region_code": regions}, index=[f"C{number}" for number in range(8)])
    rows = [engagement(number, us_place_id=f"C{number}", method_code="sister_city") for number in (1, 7)]
    found = edition(rows, cities=[city(1), city(7)], has_respondents=True)
    labels = LABELS._replace(region={"south": "South", "west": "West"})
    told = read(found, rules=RULES._replace(fewest_cities=1), frame=frame, labels=labels)
    assert told.loc["raked", "reason"].str.startswith("No weights make the cities").all()
    assert told.loc["post_stratified", "reason"].str.startswith("No weights").sum() == 0


def test_weighted_figures_lean_to_the_cities_that_are_few_at_hand():
    sizes = ["under_30000"] * 2 + ["30000_or_more"] * 8
    frame = pd.DataFrame({"size_code": sizes, "region_code": "south"}, index=[f"C{number}" for number in range(10)])
    at_hand = frame.loc[["C0", "C1", "C2", "C3"]]
    for sample in weighted_samples(at_hand, frame, LABELS, fewest=2).values():
        assert sample.weights.weight.tolist() == pytest.approx([1, 1, 4, 4])


@pytest.mark.parametrize(
    ("largest", "is_told"), [pytest.param(1.5, False, id="too unequal"), pytest.param(1.6, True, id="equal enough")]
)
def test_answers_of_cities_that_stand_for_very_many_and_very_few_are_withheld(largest, is_told):
    # Weights 2, 2, 14 and 14: the design effect is 4 × 400 / 32² = 1.56.
    sizes = ["under_30000"] * 4 + ["30000_or_more"] * 28
    frame = pd.DataFrame({"size_code": sizes, "region_code": "south"}, index=[f"C{number}" for number in range(32)])
    rows = [engagement(number, us_place_id=f"C{number}", method_code="sister_city") for number in (1, 2, 10, 11)]
    cities = [city(number, has_staff=number in (1, 10)) for number in (1, 2, 10, 11)]
    found = edition(rows, cities=cities, has_respondents=True)
    rules = RULES._replace(fewest_cities=2, smallest_base=1, largest_design_effect=largest)
    told = read(found, rules=rules, frame=frame)
    line = told.loc[("post_stratified", "staffing.has_staff")]
    assert line[["count", "base"]].tolist() == [2, 4]
    assert pd.isna(line["percent"]) != is_told
    reason = None if is_told else "So weighted, the 4 responding cities are worth 3: too few to tell the share."
    assert line[["reason"]].astype("object").where(line[["reason"]].notna(), None).tolist() == [reason]
    # Engagements are public: their shares stay, and so do figures without weights.
    assert told.loc[("post_stratified", "method.sister_city"), "percent"] == 100
    assert told.loc[("post_stratified", "method.sister_city"), ["lower", "upper"]].isna().all()
    assert told.loc[("published", "staffing.has_staff"), "percent"] == 50


def test_a_cell_without_enough_cities_is_joined_to_its_neighbour():
    sizes = ["under_30000"] * 5 + ["30000_or_more"] * 5
    frame = pd.DataFrame({"size_code": sizes, "region_code": "south"}, index=[f"C{number}" for number in range(10)])
    told = weighted_samples(frame.loc[["C0", "C5", "C6"]], frame, LABELS, fewest=2)["post_stratified"]
    assert told.weights.weight.tolist() == pytest.approx([10 / 3] * 3)


def test_cities_are_held_against_the_frame_and_those_outside_it_come_last():
    rows = [engagement(1, us_place_id="C1"), engagement(2, us_place_id="C9")]
    told = response(edition(rows, cities=[city(1)], has_respondents=True), FRAME, LABELS, RULES)
    total = told.loc[told["size_code"].eq("all") & told["region_code"].eq("all")].iloc[0]
    assert total[["frame_count", "responded_count", "response_percent"]].tolist() == [3, 1, 33.0]
    assert told.iloc[-1][["size_code", "engaged_count"]].tolist() == ["outside", 1]


def test_where_nobody_was_asked_there_is_no_rate_of_response():
    told = response(edition([engagement(1)]), FRAME, LABELS, RULES)
    assert told[["responded_count", "response_percent"]].isna().all(axis=None)
    assert told["engaged_count"].max() == 1


def test_a_country_that_another_window_does_not_meet_has_a_count_of_zero_there():
    rows = [engagement(1, partner_country_code="JP"), engagement(2, partner_country_code="CN")]
    found = edition(rows, reports=[report(2, "E1", year=2020), report(3, "E2", year=2011)])
    told = read(found, rules=RULES._replace(windows=[[2016, None]], smallest_base=1))
    line = told.loc[("years_2016_any", "country.CN")]
    assert line[["count", "base", "percent", "difference"]].tolist() == [0, 1, 0.0, -50.0]


def test_where_no_country_is_left_in_a_window_its_base_is_too_small():
    found = edition([engagement(1, partner_country_code="JP"), engagement(2, partner_country_code="JP")])
    told = read(found, rules=RULES._replace(windows=[[2016, 2017]]))
    assert told.loc[("undated_left_out", "country.JP"), ["count", "base"]].tolist() == [0, 0]
    assert told.loc[("undated_left_out", "country.JP"), "reason"] == "The base is too small to publish the share."


def test_of_a_withheld_share_no_reading_tells_how_far_it_moves():
    found = edition(
        [engagement(1, method_code="sister_city")],
        excluded=[engagement(2, method_code="sister_city", reason="undated")],
        reports=[report(2, "E1", year=2020), report(3, "E2")],
    )
    told = read(found, window=Window(None, None, False), rules=RULES._replace(smallest_base=2))
    assert pd.isna(told.loc[("published", "method.sister_city"), "percent"])
    line = told.loc[("undated_counted", "method.sister_city")]
    assert line["percent"] == 100
    assert pd.isna(line["difference"])


@pytest.mark.parametrize("variant", ["years_2016_any", "complete_only"])
def test_an_area_that_a_city_corrected_stays_corrected_under_other_readings(variant):
    # Desk research says culture; the city's sheet replaced it by health.
    said = [("desk:2:record-1", "culture_education"), ("desk:3:record-1", "public_health")]
    found = edition(
        [engagement(1, method_code="sister_city")],
        priorities=[("E1", "public_health")],
        reports=[report(2, "E1", year=2020), report(3, "E1", year=2020)],
        areas=said,
        has_respondents=True,
    )
    told = read(found, rules=RULES._replace(smallest_base=1, windows=[[2016, None]]))
    assert told.loc[(variant, "priority.culture_education"), ["count", "difference"]].tolist() == [0, 0.0]
    assert told.loc[(variant, "priority.public_health"), "count"] == 1


def test_engagements_that_another_window_adds_bring_the_areas_of_their_reports():
    found = edition(
        [engagement(1)],
        priorities=[("E1", "public_health")],
        excluded=[engagement(2, reason="outside_window")],
        reports=[report(2, "E1", year=2020), report(3, "E2", year=2011)],
        areas=[("desk:2:record-1", "public_health"), ("desk:3:record-1", "culture_education")],
    )
    told = read(found, Window(2016, None, True), RULES._replace(smallest_base=1, windows=[[None, None]]))
    assert told.loc[("years_any_any", "priority.culture_education"), ["count", "base"]].tolist() == [1, 2]


def asked(partial: dict[int, bool], complete: dict[int, bool]) -> pd.DataFrame:
    """Return what is told of staff by complete questionnaires only: of cities, whether they have it."""
    answered = {**partial, **complete}
    cities = [city(number, has_staff=told, is_partial=number in partial) for number, told in answered.items()]
    rows = [engagement(1, us_place_id="C1", method_code="sister_city")]
    found = edition(rows, cities=cities, has_respondents=True)
    told = read(found, rules=RULES._replace(smallest_base=1, fewest_cities=3))
    return told.loc[("complete_only", "staffing.has_staff")]


COMPLETE = {number: number % 2 == 0 for number in range(20, 40)}


@pytest.mark.parametrize(
    ("partial", "is_shown"),
    [
        pytest.param({1: True}, False, id="a single city is left out"),
        pytest.param({1: True, 2: True, 3: True, 4: False, 5: False}, False, id="two of those left out said no"),
        pytest.param({1: True, 2: True, 3: True, 4: False, 5: False, 6: False}, True, id="three said either"),
        pytest.param({}, True, id="nobody is left out"),
    ],
)
def test_what_a_reading_leaves_out_does_not_tell_what_a_city_answered(partial, is_shown):
    line = asked(partial, COMPLETE)
    assert line[["count", "percent", "lower", "upper", "difference"]].notna().all() == is_shown
    if not is_shown:
        assert line[["count", "percent", "lower", "upper", "difference"]].isna().all()
        assert line["reason"].startswith("With the published share it would tell")


def test_the_frame_does_not_tell_what_the_city_outside_it_answered():
    sizes = ["30000_or_more"] * 8
    frame = pd.DataFrame({"size_code": sizes, "region_code": "south"}, index=[f"C{number}" for number in range(8)])
    rows = [engagement(number, us_place_id=f"C{number}", method_code="sister_city") for number in range(9)]
    cities = [city(number, has_staff=number % 2 == 0) for number in range(9)]
    told = read(edition(rows, cities=cities, has_respondents=True), rules=RULES._replace(fewest_cities=3), frame=frame)
    assert told.loc[("post_stratified", "staffing.has_staff"), ["count", "percent"]].isna().all()
    # Engagements are public, and tell of the city outside too.
    assert told.loc[("post_stratified", "method.sister_city"), "count"] == 8


def test_too_few_answers_show_no_count_under_any_reading():
    cities = [city(number, has_staff=True) for number in range(2)]
    found = edition([engagement(1)], cities=cities, has_respondents=True)
    told = read(found, rules=RULES._replace(smallest_base=3))
    assert told.loc[("published", "staffing.has_staff"), ["count", "percent"]].isna().all()


def test_answers_that_an_earlier_edition_would_tell_are_told_under_no_reading():
    cities = [city(number, has_staff=number < 6) for number in range(12)]
    rules = RULES._replace(fewest_cities=3, smallest_base=10)
    told = read(edition([engagement(1)], cities=cities, has_respondents=True, earlier=[cities[1:]]), rules=rules)
    staffed = told.xs("staffing.has_staff", level="finding_id")
    assert len(staffed) > 1
    assert staffed[["count", "percent", "lower", "upper", "difference"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("newer", "is_shown"),
    [
        pytest.param([], True, id="nobody"),
        pytest.param([True], False, id="one city"),
        pytest.param([True] * 4 + [False] * 3, False, id="fewer than the smallest base"),
        pytest.param([True] * 4 + [False] * 6, True, id="enough"),
    ],
)
def test_complete_responses_less_those_of_the_earlier_edition_tell_of_no_few_cities(newer, is_shown):
    """Under all responses so many came in that they are told; of the complete ones fewer did."""
    unfinished = [city(number, has_staff=number % 2 == 0, is_partial=True) for number in range(20)]
    finished = [city(100 + number, has_staff=number % 2 == 0) for number in range(12)]
    since = [city(200 + number, has_staff=has_staff) for number, has_staff in enumerate(newer)]
    found = edition(
        [engagement(1)],
        cities=[*unfinished, *finished, *since],
        has_respondents=True,
        earlier=[[*unfinished[10:], *finished]],
    )
    told = read(found, rules=RULES._replace(fewest_cities=3, smallest_base=10))
    assert pd.notna(told.loc[("published", "staffing.has_staff"), "percent"])
    line = told.loc[("complete_only", "staffing.has_staff")]
    assert line[["count", "percent", "lower", "upper", "difference"]].notna().all() == is_shown
    assert is_shown or line["reason"] == withholding.TOLD_BY_SUBTRACTION


def test_a_single_unfinished_answer_is_not_told_by_what_two_editions_leave_out():
    """All and complete ones are enough more than before; what both leave out differs by one city."""
    before = [city(number, has_staff=number % 2 == 0, is_partial=number < 10) for number in range(20)]
    since = [city(100 + number, has_staff=number % 2 == 0) for number in range(10)]
    unfinished = city(200, has_staff=True, is_partial=True)
    found = edition([engagement(1)], cities=[*before, *since, unfinished], has_respondents=True, earlier=[before])
    told = read(found, rules=RULES._replace(fewest_cities=3, smallest_base=10))
    assert pd.notna(told.loc[("published", "staffing.has_staff"), "percent"])
    assert told.loc[("complete_only", "staffing.has_staff"), "reason"] == withholding.TOLD_BY_SUBTRACTION


def test_weighted_answers_less_those_of_the_earlier_edition_tell_of_no_single_city():
    """All cities of both editions tell of enough; those of the frame tell of one."""
    sizes = ["30000_or_more"] * 13
    frame = pd.DataFrame({"size_code": sizes, "region_code": "south"}, index=[f"C{number}" for number in range(13)])
    rows = [engagement(number, us_place_id=f"C{number}", method_code="sister_city") for number in range(13)]
    cities = [city(number, has_staff=number % 2 == 0) for number in range(40)]
    found = edition(rows, cities=cities, has_respondents=True, earlier=[[*cities[1:13], *cities[30:]]])
    told = read(found, rules=RULES._replace(fewest_cities=3, smallest_base=10), frame=frame)
    assert pd.notna(told.loc[("published", "staffing.has_staff"), "percent"])
    line = told.loc[("post_stratified", "staffing.has_staff")]
    assert line[["count", "percent"]].isna().all()
    assert line["reason"] == withholding.TOLD_BY_SUBTRACTION


def test_cities_outside_the_frame_are_told_as_left_out_of_weighted_readings():
    frame = pd.DataFrame({"size_code": "30000_or_more", "region_code": "south"}, index=["C1", "C2", "C3"])
    rows = [engagement(number, us_place_id=f"C{number}", method_code="sister_city") for number in range(1, 5)]
    found = edition(rows, cities=[city(number) for number in (1, 2, 3)], has_respondents=True)
    _, moved = sensitivity(found, summarise.findings("e", found, LABELS, RULES), frame, ALL_YEARS, KINDS, LABELS, RULES)
    assert moved.to_numpy().tolist() == [["post_stratified", "E4", "left_out"], ["raked", "E4", "left_out"]]
