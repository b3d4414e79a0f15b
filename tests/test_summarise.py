"""What is counted, as a share of what, and how it is said."""

import pandas as pd
import pytest

from pipeline import summarise
from pipeline.tables import responses
from pipeline.tables.engagements import Engagements

LABELS = {
    "country": {"CN": "China", "JP": "Japan"},
    "region_of_country": {"CN": "Asia", "JP": "Asia"},
    "priority": {"culture_education": "Culture and education", "public_health": "Public health"},
    "method": {"sister_city": "Sister city", "city_network": "City network"},
    "network": {"c40": "C40 Cities"},
    "state": {"TX": "Texas"},
}
RULES = summarise.Rules(confidence=0.95, decimals=0, smallest_base=2, frame=None)


def frame(table, rows: list[dict]) -> pd.DataFrame:
    """Return rows of a table, missing where a test does not tell."""
    columns = table.to_schema().columns
    return pd.DataFrame(rows).reindex(columns=list(columns)).astype({name: str(c.dtype) for name, c in columns.items()})


def engagement(number: int, **told) -> dict:
    """Return one engagement of Houston, unless told otherwise."""
    plain = {"engagement_id": f"E{number}", "us_place_id": "4699066", "us_city": "Houston", "us_state": "TX"}
    return plain | {"partner_kind": "city", "report_count": 1, "source_count": 1} | told


def edition(engagements: list[dict], priorities=(), cities=(), has_respondents=False) -> summarise.Edition:
    """Return an edition with these rows."""
    links = pd.DataFrame({"report_id": [f"desk:{row}:record-1" for row in range(len(engagements) + 1)]})
    areas = pd.DataFrame(priorities, columns=["engagement_id", "priority_code"], dtype="str")
    return summarise.Edition(
        frame(Engagements, engagements), areas, links, frame(responses.Cities, list(cities)), has_respondents
    )


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


def test_ties_share_a_rank_and_stand_in_the_order_of_their_labels():
    rows = [engagement(number, partner_country_code=code) for number, code in enumerate(["JP", "CN", "JP", "CN"])]
    told = found(rows)
    countries = told.loc[told["section"].eq("country") & told["measure"].eq("share")]
    assert countries.index.tolist() == ["country.CN", "country.JP"]
    assert countries["rank"].tolist() == [1, 1]


def test_staffing_is_absent_where_nobody_was_asked():
    assert not found([engagement(1)])["section"].eq("staffing").any()


def test_staffing_is_of_the_cities_that_answered():
    cities = [
        {"us_place_id": str(number), "us_city": "Houston", "us_state": "TX", "response_id": "s:2", "response_count": 1}
        | {"has_staff": answer}
        for number, answer in enumerate([True, False, True, None])
    ]
    told = found([engagement(1)], cities=cities, has_respondents=True)
    assert told.loc["staffing.has_staff", ["count", "base", "percent"]].tolist() == [2, 3, 67.0]
    assert told.loc["headline.respondents", "count"] == 4


def test_a_question_that_nobody_answered_is_withheld_not_zero():
    told = found([engagement(1)], has_respondents=True)
    assert told.loc["staffing.has_budget", ["count", "base"]].tolist() == [0, 0]
    assert pd.isna(told.loc["staffing.has_budget", "percent"])


@pytest.mark.parametrize("section", ["state", "city", "year"])
def test_states_cities_and_years_are_counts_without_a_share(section):
    told = found([engagement(1, first_year=2019), engagement(2, first_year=2019)])
    counted = told.loc[told["section"].eq(section)]
    assert counted["count"].tolist() == [2]
    assert counted["percent"].isna().all()
