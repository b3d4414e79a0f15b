"""What is counted, as a share of what, and how it is said."""

import pandas as pd

from pipeline import summarise
from pipeline.findings.edition import Edition, Labels
from pipeline.findings.rules import Rules
from pipeline.tables import responses
from pipeline.tables.engagements import Engagements, Excluded
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.reports import Classified

SIZES = {"under_30000": "fewer than 30,000 inhabitants", "30000_or_more": "30,000 or more inhabitants"}
LABELS = Labels(
    country={"CN": "China", "JP": "Japan"},
    continent={"CN": "Asia", "JP": "Asia"},
    priority={"culture_education": "Culture and education", "public_health": "Public health"},
    method={"sister_city": "Sister city", "city_network": "City network"},
    network={"c40": "C40 Cities"},
    state={"TX": "Texas"},
    size=SIZES,
    region={"south": "South"},
)
RULES = Rules(
    confidence=0.95,
    decimals=0,
    smallest_base=2,
    fewest_cities=1,
    fewest_engagements=1,
    size_bands=[30000],
    windows=[],
    replicates=50,
    seed=1,
    frame=None,
)


def frame(table, rows: list[dict]) -> pd.DataFrame:
    """Return rows of a table, missing where a test does not tell."""
    columns = table.to_schema().columns
    return pd.DataFrame(rows).reindex(columns=list(columns)).astype({name: str(c.dtype) for name, c in columns.items()})


def engagement(number: int, **told) -> dict:
    """Return one engagement of Houston, unless told otherwise."""
    plain = {"engagement_id": f"E{number}", "us_place_id": "4699066", "us_city": "Houston", "us_state": "TX"}
    return plain | {"partner_kind": "city", "report_count": 1, "source_count": 1} | told


def edition(engagements: list[dict], priorities=(), cities=(), has_respondents=False) -> Edition:
    """Return an edition with these rows, each engagement with a report of its own and one of them with a second."""
    links = pd.DataFrame({"report_id": [f"desk:{row}:record-1" for row in range(len(engagements) + 1)]})
    areas = pd.DataFrame(priorities, columns=["engagement_id", "priority_code"], dtype="str")
    place = {"size_code": "30000_or_more", "region_code": "south"}
    counted = frame(Engagements, engagements)
    return Edition(
        engagements=counted.assign(**place),
        excluded=frame(Excluded, []).assign(**place),
        priorities=areas,
        links=links,
        cities=frame(responses.Cities, list(cities)).assign(**place, is_partial=False),
        reports=frame(Classified, [{"report_id": one, "row": 2} for one in links["report_id"]]).assign(
            us_place_id="4699066", engagement_id=None, is_partial=False
        ),
        report_priorities=frame(ReportPriorities, []),
        has_respondents=has_respondents,
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


def test_cities_are_counts_without_a_share():
    told = found([engagement(1), engagement(2)])
    counted = told.loc[told["section"].eq("city")]
    assert counted["count"].tolist() == [2]
    assert counted["percent"].isna().all()


def test_states_and_years_are_shares_the_years_in_their_order():
    told = found([engagement(1, first_year=2021), engagement(2, first_year=2019), engagement(3, first_year=2021)])
    assert told.loc["state.TX", ["count", "base", "percent"]].tolist() == [3, 3, 100.0]
    years = told.loc[told["section"].eq("year") & told["measure"].eq("share")]
    assert years.index.tolist() == ["year.2019", "year.2021"]
    assert years["rank"].isna().all()
