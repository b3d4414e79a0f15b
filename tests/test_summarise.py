"""What is counted, as a share of what, and how it is said."""

import pandas as pd
import pytest

from pipeline import summarise
from pipeline.core import params
from pipeline.findings import engagement_shares
from tests.findings_frames import LABELS, RULES, city, edition, engagement, report


def found(*arguments, rules=RULES, **named) -> pd.DataFrame:
    """Return the findings of such an edition by their identifier."""
    return summarise.findings("public-record-2026", edition(*arguments, **named), LABELS, rules).set_index("finding_id")


def test_headline_counts_cities_engagements_reports_and_countries():
    told = found([engagement(1, partner_country_code="CN"), engagement(2, partner_country_code="JP")])
    headline = told.loc[told["section"].eq("headline"), "count"].to_dict()
    assert headline == {
        "headline.cities": 1,
        "headline.engagements": 2,
        "headline.reports": 3,
        "headline.countries": 2,
    }


def test_a_share_is_of_the_engagements_for_which_it_is_decided():
    told = found([engagement(1, method_code="sister_city"), engagement(2, method_code="sister_city"), engagement(3)])
    assert told.loc["method.sister_city", ["count", "base", "percent"]].tolist() == [2, 2, 100.0]
    assert told.loc["method.undecided", "count"] == 1


def test_a_method_that_nothing_has_is_zero_of_the_base():
    told = found([engagement(1, method_code="sister_city"), engagement(2, method_code="sister_city")])
    assert told.loc["method.city_network", ["count", "base", "percent"]].tolist() == [0, 2, 0.0]


def test_a_network_membership_is_not_missing_a_country():
    told = found([engagement(1, method_code="city_network", partner_kind="network", network_code="c40")])
    assert told.loc["country.undecided", "count"] == 0
    assert told.loc["network.c40", "count"] == 1


def test_a_partner_of_unknown_kind_is_no_kind():
    told = found([engagement(1), engagement(2, partner_kind="unknown")])
    assert told.loc["partner_kind.city", ["count", "base"]].tolist() == [1, 1]
    assert "partner_kind.unknown" not in told.index


def test_priority_shares_may_sum_to_more_than_the_whole():
    areas = [("E1", "culture_education"), ("E1", "public_health"), ("E2", "culture_education")]
    told = found([engagement(1), engagement(2), engagement(3)], areas)
    assert told.loc["priority.culture_education", ["count", "base", "percent"]].tolist() == [2, 2, 100.0]
    assert told.loc["priority.public_health", "percent"] == 50.0
    assert told.loc["priority.undecided", "count"] == 1


def test_a_share_of_a_small_base_is_withheld_with_its_interval():
    told = found([engagement(1, method_code="sister_city")])
    assert told.loc["method.sister_city", "is_withheld"]
    assert told.loc["method.sister_city", ["percent", "lower", "upper"]].isna().all()
    assert told.loc["method.sister_city", "statement"].endswith("too few to publish a share.")


def test_a_sentence_gives_percent_count_and_base():
    told = found([engagement(1, partner_country_code="CN"), engagement(2, partner_country_code="JP")])
    assert told.loc["country.CN", "statement"] == (
        "50 % of the engagements with a known partner country (1 of 2) are with partners in China."
    )


def test_a_group_of_a_cross_table_is_said_with_its_article():
    rows = [engagement(1, partner_country_code="GB"), engagement(2, partner_country_code="GB")]
    told = found(rows, [("E1", "public_health")])
    assert told.loc["priority_by_country.GB.public_health", "unit"] == (
        "engagements with partners in the United Kingdom and a known priority area"
    )


def test_a_sentence_says_a_country_with_its_article_and_a_label_without():
    told = found([engagement(1, partner_country_code="GB"), engagement(2, partner_country_code="JP")])
    assert told.loc["country.GB", "label"] == "United Kingdom"
    assert told.loc["country.GB", "statement"].endswith("(1 of 2) are with partners in the United Kingdom.")


@pytest.mark.parametrize(
    ("code", "beginning"),
    [
        pytest.param("CN", "Less than 1 % of", id="nearly none"),
        pytest.param("JP", "More than 99 % of", id="nearly all"),
    ],
)
def test_what_rounds_to_nothing_or_to_the_whole_is_neither_in_a_sentence(code, beginning):
    rows = [engagement(0, partner_country_code="CN")]
    rows += [engagement(number, partner_country_code="JP") for number in range(1, 300)]
    assert found(rows).loc[f"country.{code}", "statement"].startswith(beginning)


def test_ties_share_a_rank_and_stand_in_the_order_of_their_labels():
    rows = [engagement(number, partner_country_code=code) for number, code in enumerate(["JP", "CN", "JP", "CN"])]
    told = found(rows)
    countries = told.loc[told["section"].eq("country") & told["measure"].eq("share")]
    assert countries.index.tolist() == ["country.CN", "country.JP"]
    assert countries["rank"].tolist() == [1, 1]


def test_staffing_is_absent_where_nobody_was_asked():
    assert not found([engagement(1)])["section"].eq("staffing").any()


def test_staffing_is_of_the_cities_that_answered():
    cities = [city(number, has_staff=answer) for number, answer in enumerate([True, False, True, None])]
    told = found([engagement(1)], cities=cities, has_respondents=True)
    assert told.loc["staffing.has_staff", ["count", "base", "percent"]].tolist() == [2, 3, 67.0]
    assert told.loc["headline.respondents", "count"] == 4


def test_who_did_not_say_is_counted_among_all_that_answered_the_survey():
    cities = [city(number, has_staff=answer) for number, answer in enumerate([True, False, True, None])]
    told = found([engagement(1)], cities=cities, has_respondents=True)
    assert told.loc["item_nonresponse.has_staff", ["count", "base", "percent"]].tolist() == [1, 4, 25.0]


def test_a_withheld_answer_shows_no_count_anywhere():
    cities = [city(number, has_staff=number < 2, has_office=number < 4) for number in range(12)]
    rules = RULES._replace(fewest_cities=3, smallest_base=10)
    told = found([engagement(1)], cities=cities, has_respondents=True, rules=rules)
    hidden = told.loc["staffing_by_size.30000_or_more.has_staff"]
    assert hidden[["count", "percent", "lower", "upper", "rank"]].isna().all()
    assert (hidden["base"], hidden["withheld_reason"]) == (12, "few_cities")
    assert hidden["statement"].startswith(
        "Of the 12 responding cities of 30,000 or more inhabitants that answered, how many"
    )
    assert told.loc["staffing_by_size.30000_or_more.has_office", "count"] == 4


def answers_of(*yes: bool | None) -> list[dict]:
    """Return responding cities, numbered, with what each says of its staff."""
    return [city(number, has_staff=answer) for number, answer in enumerate(yes)]


@pytest.mark.parametrize(
    ("earlier", "reason"),
    [
        pytest.param([True] * 6 + [False] * 6, None, id="the same answers"),
        pytest.param([True] * 6 + [False] * 5, "earlier_edition", id="one city answered since"),
        pytest.param([True] * 6 + [False] * 5 + [None], "earlier_edition", id="one city answered this question since"),
        pytest.param([True] * 6 + [False] * 5 + [True], "earlier_edition", id="one city says otherwise now"),
        pytest.param([True] * 6 + [False] * 7, "earlier_edition", id="one city is not there any more"),
        pytest.param([False] * 6 + [True] * 6, None, id="all say otherwise"),
        pytest.param([], None, id="nobody was asked before"),
    ],
)
def test_an_answer_is_withheld_that_an_earlier_edition_would_tell(earlier, reason):
    cities, before = answers_of(*[True] * 6, *[False] * 6), answers_of(*earlier)
    rules = RULES._replace(fewest_cities=3, smallest_base=10)
    told = found([engagement(1)], cities=cities, has_respondents=True, earlier=[before], rules=rules)
    for finding in ("staffing.has_staff", "staffing_by_region.south.has_staff"):
        given = told.loc[finding]
        assert (None if pd.isna(given["withheld_reason"]) else given["withheld_reason"]) == reason
        assert pd.isna(given["count"]) == bool(reason)


def test_each_earlier_edition_is_subtracted():
    cities, same = answers_of(*[True] * 6, *[False] * 6), answers_of(*[True] * 6, *[False] * 6)
    rules = RULES._replace(fewest_cities=3, smallest_base=10)
    told = found([engagement(1)], cities=cities, has_respondents=True, earlier=[same, same[1:]], rules=rules)
    assert told.loc["staffing.has_staff", "statement"] == (
        "Of the 12 responding cities that answered, how many have staff who manage international affairs among their "
        "duties is not published: with the share of an earlier edition it would tell what single cities answered."
    )


def test_editions_that_are_compared_through_others_are_earlier_ones_too(monkeypatch):
    before = {"autumn": "summer", "summer": "spring", "spring": "autumn"}
    people = {name: pd.DataFrame({"us_place_id": [name]}) for name in before}
    monkeypatch.setattr(summarise.params, "edition", lambda name, *keys: {"compared_with": before[name]})
    monkeypatch.setattr(summarise, "_cities", people.get)
    told = summarise._earlier("autumn", pd.DataFrame({"size_code": {}, "region_code": {}}))
    assert [of["us_place_id"].tolist() for of in told] == [["summer"], ["spring"]]


def test_hidden_answers_stand_in_an_order_that_does_not_tell_them():
    cities = [city(number, has_staff=number < 2, has_office=number < 1) for number in range(12)]
    told = found([engagement(1)], cities=cities, has_respondents=True, rules=RULES._replace(fewest_cities=3))
    labels = told.loc[told["section"].eq("staffing_by_size"), "label"].tolist()
    assert labels == sorted(labels)


def test_a_cross_table_takes_its_shares_within_each_group():
    rows = [
        engagement(1, method_code="sister_city"),
        engagement(2, method_code="sister_city"),
        engagement(3, method_code="city_network"),
    ]
    areas = [("E1", "public_health"), ("E2", "culture_education"), ("E3", "public_health")]
    told = found(rows, areas, rules=RULES._replace(smallest_base=1))
    line = told.loc["priority_by_method.sister_city.public_health"]
    assert line[["count", "base", "percent", "group_code", "code"]].tolist() == [
        1,
        2,
        50.0,
        "sister_city",
        "public_health",
    ]
    assert told.loc["priority_by_method.city_network.public_health", ["count", "base"]].tolist() == [1, 1]
    assert line["statement"] == (
        "50 % of the engagements of the method Sister city with a known priority area (1 of 2) have the priority area "
        "Public health."
    )


def test_a_withheld_cell_says_why_and_keeps_its_count():
    rows = [engagement(number, partner_country_code="CN") for number in range(5)]
    told = found([*rows, engagement(9, partner_country_code="JP")], rules=RULES._replace(fewest_engagements=2))
    line = told.loc["country_by_region.Asia.JP"]
    assert (line["count"], line["withheld_reason"]) == (1, "few_engagements")
    assert line["statement"].endswith("too few engagements to publish a share.")


def test_mentions_sum_to_the_whole():
    areas = [("E1", "culture_education"), ("E1", "public_health"), ("E2", "culture_education")]
    told = found([engagement(1), engagement(2)], areas)
    mentions = told.loc[told["section"].eq("mention")]
    assert mentions["count"].sum() == mentions["base"].iloc[0] == 3


def test_ranks_have_an_interval_and_clear_ranks_a_narrow_one():
    rows = [
        engagement(10 * place + number, us_place_id=f"C{place}", partner_country_code="CN" if number else "JP")
        for place in range(8)
        for number in range(4)
    ]
    told = found(rows)
    assert told.loc["country.CN", ["rank", "rank_lower", "rank_upper"]].tolist() == [1, 1, 1]
    assert told.loc["country.JP", ["rank", "rank_lower", "rank_upper"]].tolist() == [2, 2, 2]


def test_concentration_says_how_few_cities_make_half():
    rows = [engagement(number, us_place_id="C0") for number in range(6)]
    rows += [engagement(10 + number, us_place_id=f"C{number}") for number in range(1, 5)]
    told = found(rows)
    assert told.loc["concentration.cities_for_half", ["count", "base", "percent"]].tolist() == [1, 5, 20.0]
    assert told.loc["concentration.top_tenth", ["count", "base", "percent"]].tolist() == [6, 10, 60.0]
    assert told.loc["concentration.top_10_cities", "count"] == 10


def test_where_all_cities_have_the_same_number_no_draw_of_cities_makes_another_concentration():
    told = found([engagement(number, us_place_id=f"C{number}") for number in range(11)])
    ends = told.loc[["concentration.cities_for_half", "concentration.top_tenth"], ["percent", "lower", "upper"]]
    # Six of eleven cities make half; a tenth of eleven is two.
    assert ends.to_numpy().tolist() == [[55.0, 55.0, 55.0], [18.0, 18.0, 18.0]]


def test_what_one_city_makes_is_said_of_one_city():
    told = found([engagement(number) for number in range(3)])["statement"]
    assert told["concentration.cities_for_half"] == "1 of the 1 city makes half of the engagements."
    assert told["concentration.top_10_cities"] == "The city with the most makes 3 of the 3 engagements."
    assert told["concentration.top_tenth"] == (
        "The tenth of the cities with the most (1 city) makes 3 of the 3 engagements."
    )
    assert told["year.undecided"] == "3 engagements: year undecided."
    assert found([engagement(1)])["statement"]["year.undecided"] == "1 engagement: year undecided."


def test_who_decided_adds_up_to_the_reports():
    told = found([engagement(1), engagement(2)])
    deciders = told.loc[told["section"].eq("decided_by_method")]
    assert deciders["count"].sum() == deciders["base"].iloc[0] == 3
    assert deciders.loc["decided_by_method.nobody", "count"] == 3


def test_a_question_that_nobody_answered_is_withheld_not_zero():
    told = found([engagement(1)], has_respondents=True)
    assert told.loc["staffing.has_budget", "base"] == 0
    assert told.loc["staffing.has_budget", ["count", "percent"]].isna().all()


def test_what_the_only_responding_city_answered_is_not_told():
    told = found([engagement(1)], cities=[city(1, has_staff=True, has_office=False)], has_respondents=True)
    answers = told.loc[told["section"].isin(["staffing", "staffing_by_size", "staffing_by_region"])]
    assert answers[["count", "percent", "rank"]].isna().all(axis=None)
    labels = told.loc[told["section"].eq("staffing"), "label"].tolist()
    assert labels == sorted(labels)


def test_cities_are_counts_without_a_share():
    told = found([engagement(1), engagement(2)])
    counted = told.loc[told["section"].eq("city")]
    assert counted["count"].tolist() == [2]
    assert counted["percent"].isna().all()


def test_groups_worked_out_one_by_one_have_the_shares_of_all_at_once(monkeypatch):
    # Twelve cities in each state, six with each country; the frame is of the cities of both.
    made = [
        engagement(
            at, us_place_id=f"C{at}", us_state="TX" if at < 12 else "OH", partner_country_code=["CN", "JP"][at % 2]
        )
        for at in range(24)
    ]
    rules, labels = RULES._replace(frame=30, decimals=4), LABELS._replace(state={"TX": "Texas", "OH": "Ohio"})
    whole = summarise.findings("public-record-2026", edition(made), labels, rules)
    monkeypatch.setattr(engagement_shares, "CELLS", 1)
    pd.testing.assert_frame_equal(summarise.findings("public-record-2026", edition(made), labels, rules), whole)


def test_states_and_years_are_shares_the_years_in_their_order():
    told = found([engagement(1, first_year=2021), engagement(2, first_year=2019), engagement(3, first_year=2021)])
    assert told.loc["state.TX", ["count", "base", "percent"]].tolist() == [3, 3, 100.0]
    years = told.loc[told["section"].eq("year") & told["measure"].eq("share")]
    assert years.index.tolist() == ["year.2019", "year.2021"]
    assert years["rank"].isna().all()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        pytest.param("public-record-2026", "which is itself", id="itself"),
        pytest.param("demonstration-2024", "which is simulated", id="invented data"),
        pytest.param("public-record-1926", "no entry edition.public-record-1926", id="no edition"),
    ],
)
def test_a_received_edition_is_compared_with_another_received_one(other, said):
    with pytest.raises(params.ParamsError, match=said):
        summarise._require_comparable("public-record-2026", other)


def test_no_more_cities_can_be_drawn_than_there_are():
    two = edition([engagement(1, us_place_id="1"), engagement(2, us_place_id="2")])
    summarise._require_frame("spring", two, 2)
    with pytest.raises(params.ParamsError, match=r"spring\.frame_cities is 1, but 2 cities have engagements or ans"):
        summarise._require_frame("spring", two, 1)


def test_a_report_whose_areas_several_decided_counts_for_the_first_of_them():
    areas = [("desk:2:record-1", "culture_education"), ("desk:2:record-1", "public_health")]
    made = edition([engagement(1)], reports=[report(2, "E1")], areas=areas)
    several = made.report_priorities.assign(priority_decided_by=["suggestion", "rule"])
    told = summarise.findings("e", made._replace(report_priorities=several), LABELS, RULES).set_index("finding_id")
    by = told.loc[told["section"].eq("decided_by_priority"), "count"]
    assert by[by.gt(0)].to_dict() == {"decided_by_priority.rule": 1}


def test_a_network_that_another_method_names_is_no_membership():
    rows = [engagement(number, method_code="city_network", network_code="c40") for number in (1, 2)]
    told = found([*rows, engagement(3, method_code="sister_city", network_code="c40")])
    assert told.loc["network.c40", ["count", "base"]].tolist() == [2, 2]
