"""Engagements of two U.S. cities that are one journey or agreement: which are linked, and which are not."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import codebook
from pipeline.linkage.evidence import evidence
from pipeline.linkage.related import MOST_CITIES, NAMED, SAME, TOGETHER, related
from pipeline.tables.reports import Classified

KINDS = {"sister_city": "standing", "sector_partnership": "agreement", "outgoing_mission": "event"}
JOINT_WORDS = codebook.read("joint_words")
DALLAS = {"us_place_id": "1", "us_city": "Dallas", "us_state": "TX"}
FORT_WORTH = {"us_place_id": "2", "us_city": "Fort Worth", "us_state": "TX"}
BOSTON = {"us_place_id": "3", "us_city": "Boston", "us_state": "MA"}
COLUMNS = Classified.to_schema().columns
CORRIDOR = "Semiconductor suppliers of the corridor met investors and visited two factories"


def mission(city: dict, **overrides) -> dict:
    return {
        **city,
        "partner_kind": "city",
        "partner_country_code": "MX",
        "partner_place": "Mexico City",
        "partner_place_id": "3530597",
        "method_code": "outgoing_mission",
        "year": 2016,
        **overrides,
    }


def linked(*found: dict) -> list[tuple[str, str, str, str]]:
    """Return the related engagements of reports, each an engagement of its own (e0, e1, …)."""
    rows = pd.DataFrame(list(found)).reindex(columns=list(COLUMNS))
    rows = rows.assign(report_id=[f"desk:{at}:record" for at in range(len(rows))], source_id="desk", row=2)
    typed = rows.astype({name: str(column.dtype) for name, column in COLUMNS.items()})
    own = typed[["us_city", "us_state"]].assign(engagement_id=[f"e{at}" for at in range(len(rows))])
    compared = evidence(typed, KINDS).drop(columns=["report_id", "source_id", "row"])
    table = related(own.join(compared), JOINT_WORDS, year_tolerance=1)
    return list(table.itertuples(index=False, name=None))


def both(relation: str, rule: str) -> list[tuple[str, str, str, str]]:
    return [("e0", "e1", relation, rule), ("e1", "e0", relation, rule)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            mission(DALLAS),
            mission(FORT_WORTH, description_text="Joint Dallas-Fort Worth mayors trade mission"),
            both("same_event", NAMED),
            id="one names the other and says joint",
        ),
        pytest.param(
            mission(DALLAS, description_text="Trade mission with Fort Worth"),
            mission(FORT_WORTH, year=2017),
            both("same_event", NAMED),
            id="with the other city, a year misremembered",
        ),
        pytest.param(
            mission(DALLAS, description_text="Trade mission, joint with Fort Worth"),
            mission(FORT_WORTH, year=None),
            both("same_event", NAMED),
            id="undated",
        ),
        pytest.param(
            mission(DALLAS, description_text=CORRIDOR),
            mission(BOSTON, description_text=CORRIDOR.replace("met", "meet")),
            both("same_event", SAME),
            id="the same words",
        ),
        pytest.param(
            mission(DALLAS, description_text="Region-wide delegation on trade"),
            mission(FORT_WORTH, description_text="Went there with a regional delegation"),
            both("same_event", TOGETHER),
            id="both in the region's group",
        ),
        pytest.param(
            mission(BOSTON, description_text="Memorandum (with Dallas TX)", method_code="sector_partnership"),
            mission(DALLAS, description_text="Memorandum (with Boston MA)", method_code="sector_partnership"),
            both("same_agreement", NAMED),
            id="a memorandum both signed",
        ),
    ],
)
def test_one_thing_of_two_cities_is_linked_from_both_sides(first, second, expected):
    assert linked(first, second) == expected


@pytest.mark.parametrize(("cities", "pairs"), [(MOST_CITIES, MOST_CITIES * (MOST_CITIES - 1)), (MOST_CITIES + 1, 0)])
def test_what_very_many_cities_tell_alike_relates_none_of_them(cities, pairs):
    homes = [{"us_place_id": f"{at}", "us_city": f"Town {at}", "us_state": "TX"} for at in range(cities)]
    assert len(linked(*(mission(home, description_text=CORRIDOR) for home in homes))) == pairs


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(mission(DALLAS), mission(FORT_WORTH), id="place and year alone"),
        pytest.param(
            mission(DALLAS, description_text="Trade mission"),
            mission(FORT_WORTH, description_text="Trade mission"),
            id="a title that anybody has",
        ),
        pytest.param(
            mission(DALLAS, description_text=CORRIDOR),
            mission(BOSTON, description_text=CORRIDOR, year=2017),
            id="the same words in another year",
        ),
        pytest.param(
            mission(DALLAS, description_text="Joint mission with Fort Worth"),
            mission(FORT_WORTH, partner_place="Puebla", partner_place_id="3521081"),
            id="another place",
        ),
        pytest.param(
            mission(DALLAS, description_text="Joint mission with Fort Worth"),
            mission(FORT_WORTH, method_code="sector_partnership"),
            id="another method",
        ),
        pytest.param(
            mission(DALLAS, description_text="Joint mission with Fort Worth", method_code="sister_city"),
            mission(FORT_WORTH, method_code="sister_city"),
            id="standing ties",
        ),
        pytest.param(
            mission(DALLAS, description_text="Fewer companies than the mission from Fort Worth"),
            mission(FORT_WORTH),
            id="named, but not as one that took part",
        ),
        pytest.param(
            mission(DALLAS, description_text="Joint mission with Mexico City"),
            mission({"us_place_id": "9", "us_city": "Mexico City", "us_state": "IN"}),
            id="the city has the partner's name",
        ),
        pytest.param(
            mission(DALLAS, description_text="Regional delegation"),
            mission(BOSTON, description_text="Regional delegation"),
            id="regions of two states",
        ),
        pytest.param(
            mission(DALLAS, description_text="Joint mission with Fort Worth"),
            mission(DALLAS, description_text="Joint mission with Fort Worth"),
            id="one city",
        ),
    ],
)
def test_what_two_cities_did_each_for_itself_is_not_linked(first, second):
    assert linked(first, second) == []


def test_a_journey_that_two_cities_repeat_is_linked_year_by_year():
    found = [mission(city, year=year) for year in (2015, 2016) for city in (DALLAS, FORT_WORTH)]
    found[0]["description_text"] = found[2]["description_text"] = "Joint mission with Fort Worth"
    assert [line[:2] for line in linked(*found)] == [("e0", "e1"), ("e1", "e0"), ("e2", "e3"), ("e3", "e2")]


def test_nothing_reported_is_nothing_linked():
    assert linked() == []


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            mission,
            st.sampled_from([DALLAS, FORT_WORTH, BOSTON]),
            year=st.sampled_from([None, 2015, 2016, 2017]),
            description_text=st.sampled_from(
                [None, "Joint mission with Dallas", "Joint mission with Boston", CORRIDOR, "Regional delegation"]
            ),
            partner_place_id=st.sampled_from(["3530597", "3521081"]),
        ),
        max_size=8,
    )
)
def test_links_are_symmetric_between_cities_and_near_in_time_whatever_is_reported(found):
    pairs = {(one, other): (relation, rule) for one, other, relation, rule in linked(*found)}
    for (one, other), why in pairs.items():
        first, second = (found[int(name[1:])] for name in (one, other))
        assert pairs[other, one] == why
        assert first["us_city"] != second["us_city"]
        assert first["partner_place_id"] == second["partner_place_id"]
        assert None in (first["year"], second["year"]) or abs(first["year"] - second["year"]) <= 1
