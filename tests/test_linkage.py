import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import codebook
from pipeline.linkage.evidence import evidence, kilometres, without_names
from pipeline.linkage.groups import connected, grouped
from pipeline.linkage.pairs import consonants, pairs
from pipeline.linkage.rules import ASKED, DIFFERENT, POSSIBLE, SAME, decided, rules_for
from pipeline.tables.reports import Classified

KINDS = {
    "sister_city": "standing",
    "city_network": "standing",
    "sector_partnership": "agreement",
    "outgoing_mission": "event",
    "incoming_delegation": "event",
}
OSAKA = {"partner_kind": "city", "partner_country_code": "JP", "partner_place": "Osaka", "partner_place_id": "1853909"}
KOBE = OSAKA | {"partner_place": "Kobe", "partner_place_id": "1859171"}
JAPAN = {"partner_kind": "country", "partner_country_code": "JP", "partner_place": None, "partner_place_id": None}
UNKNOWN = {"partner_kind": "unknown", "partner_country_code": "JP", "partner_place_id": None}
MISSION = {"method_code": "outgoing_mission"}
SISTER = {"method_code": "sister_city"}
AGREEMENT = {"method_code": "sector_partnership"}
DELEGATION = {"method_code": "incoming_delegation"}
MEMBER = {"method_code": "city_network", "partner_kind": "network", "partner_place_id": None}
WORKSHOP = {"description_text": "Public health workshop"}


def compared(*found: dict) -> pd.DataFrame:
    """Return the evidence of reports of Chicago, each from a source of its own unless it says otherwise."""
    columns = Classified.to_schema().columns
    rows = [
        {
            "report_id": f"{letter}:2:record",
            "source_id": letter,
            "row": 2,
            "us_place_id": "4887398",
            "us_city": "Chicago",
            "us_state": "IL",
            **OSAKA,
            **one,
        }
        for letter, one in zip("abcdefgh", found, strict=False)
    ]
    frame = pd.DataFrame(rows).reindex(columns=list(columns))
    return evidence(frame.astype({name: str(column.dtype) for name, column in columns.items()}), KINDS)


def judged(*found: dict) -> pd.DataFrame:
    described = compared(*found)
    return decided(pairs(described, year_tolerance=1), described, year_tolerance=1, alike=80)


def verdict(first: dict, second: dict) -> str:
    """Return the verdict on two reports; different when they are not even compared."""
    found = judged(first, second)
    return found["verdict"].iloc[0] if len(found) else DIFFERENT


def groups(*found: dict) -> list[int]:
    none = pd.DataFrame({"left": [], "right": []}, dtype="int64")
    return grouped(len(found), judged(*found), none, none).tolist()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(SISTER | {"year": 1973}, SISTER | {"year": 1985}, SAME, id="a standing tie, whatever its year"),
        pytest.param(SISTER | OSAKA, SISTER | KOBE, DIFFERENT, id="two places"),
        pytest.param(SISTER | OSAKA, SISTER | UNKNOWN | {"partner_place": "Osakaa"}, SAME, id="a misspelt place"),
        pytest.param(
            SISTER | UNKNOWN | {"partner_place": "Suzhou – Wujiang"},
            SISTER | UNKNOWN | {"partner_place": "Wujiang (Suzhou)"},
            SAME,
            id="a name in another order",
        ),
        pytest.param(
            SISTER | OSAKA, SISTER | UNKNOWN | {"partner_place": "Osaka – Kita"}, SAME, id="part of a name, few reports"
        ),
        pytest.param(
            SISTER | OSAKA | {"source_id": "list", "row": 3},
            SISTER | UNKNOWN | {"partner_place": "Osaka – Kita", "source_id": "list", "row": 4},
            ASKED,
            id="part of a name, both in one list",
        ),
        pytest.param(
            SISTER | OSAKA,
            SISTER | UNKNOWN | {"partner_place": "Osaka Prefecture", "partner_kind": "region"},
            ASKED,
            id="a city and the region named after it",
        ),
        pytest.param(
            SISTER | OSAKA | {"year": 1973},
            SISTER | UNKNOWN | {"partner_place": "'wsaka", "year": 1974},
            SAME,
            id="a name back from another script",
        ),
        pytest.param(
            SISTER | OSAKA | {"year": 1973},
            SISTER | UNKNOWN | {"partner_place": "'wsaka", "year": 1985},
            DIFFERENT,
            id="a like name, years apart",
        ),
        pytest.param(
            SISTER | UNKNOWN | {"partner_place": "Tokyo – Shibuya"},
            SISTER | UNKNOWN | {"partner_place": "Tokyo – Shinagawa"},
            DIFFERENT,
            id="two names with one word in common",
        ),
        pytest.param(SISTER | JAPAN, SISTER | OSAKA, POSSIBLE, id="never on the country alone"),
        pytest.param(SISTER, AGREEMENT, DIFFERENT, id="a sister city and a memorandum"),
        pytest.param(AGREEMENT | {"year": 2019}, AGREEMENT | {"year": 2020}, SAME, id="an agreement, a year off"),
        pytest.param(AGREEMENT | {"year": 2016}, AGREEMENT | {"year": 2021}, DIFFERENT, id="agreements years apart"),
        pytest.param(
            AGREEMENT | {"year": 2016, "description_text": "Port cooperation"},
            AGREEMENT | {"year": 2021, "description_text": "Port co-operation"},
            ASKED,
            id="an agreement, perhaps renewed",
        ),
        pytest.param(MISSION | {"year": 2019}, MISSION | {"year": 2019}, SAME, id="an event of one year"),
        pytest.param(MISSION | {"year": 2018}, MISSION | {"year": 2021}, DIFFERENT, id="events years apart"),
        pytest.param(
            MISSION | {"year": 2019, "description_text": "Film festival"},
            MISSION | {"year": 2019, "description_text": "Water technology"},
            ASKED,
            id="one year, other titles",
        ),
        pytest.param(
            MISSION | {"year": 2019, "description_text": "Mayor's aerospace mission to Osaka, 2019"},
            MISSION | JAPAN | {"year": 2019, "description_text": "Chicago's Aerospace Mission"},
            SAME,
            id="place missing, but the same year and words",
        ),
        pytest.param(
            MISSION | WORKSHOP | {"year": 2019},
            DELEGATION | WORKSHOP | JAPAN | {"year": 2019},
            SAME,
            id="place missing, method aside",
        ),
        pytest.param(
            MISSION | WORKSHOP | {"year": 2019},
            DELEGATION | WORKSHOP | JAPAN | {"year": 2020},
            POSSIBLE,
            id="place missing, method and year aside",
        ),
        pytest.param(
            MISSION | {"year": 2019, "description_text": "Workshop"},
            DELEGATION | JAPAN | {"year": 2019, "description_text": "Workshop"},
            POSSIBLE,
            id="place missing, method aside, one word says little",
        ),
        pytest.param(
            MISSION | WORKSHOP | {"year": 2019},
            MISSION | WORKSHOP | UNKNOWN | {"partner_place": "Naniwa", "year": 2019},
            SAME,
            id="a name that tells nothing, all else the same",
        ),
        pytest.param(
            SISTER | WORKSHOP | {"year": 2019},
            SISTER | WORKSHOP | UNKNOWN | {"partner_place": "Naniwa", "year": 2019},
            DIFFERENT,
            id="two ties, all but the name the same",
        ),
        pytest.param(
            MISSION | WORKSHOP | KOBE | {"year": 2019},
            MISSION | WORKSHOP | OSAKA | {"year": 2019},
            DIFFERENT,
            id="two known places, all else the same",
        ),
        pytest.param(
            MISSION | {"year": 2019, "description_text": "Smart citty pilot"},
            DELEGATION | {"year": 2019, "description_text": "Smart city pilot with the City of Osaka"},
            SAME,
            id="a slip in the word city",
        ),
        pytest.param(
            MISSION | {"year": 2019},
            MISSION | JAPAN | {"year": 2019, "description_text": "The mayor met exporters in Osaka"},
            SAME,
            id="place missing, but the description names it",
        ),
        pytest.param(MISSION | JAPAN | {"year": 2019}, MISSION | JAPAN | {"year": 2019}, ASKED, id="country and year"),
        pytest.param(
            MISSION | {"year": 2019, "description_text": "Aerospace suppliers"},
            {"method_code": "incoming_delegation", "year": 2019, "description_text": "Aerospace supplier"},
            SAME,
            id="methods contradict, words and year agree",
        ),
        pytest.param(
            MISSION | {"year": 2019, "description_text": "Council members went there to prepare the new agreement"},
            {"method_code": "incoming_delegation", "year": 2019}
            | {"description_text": "Five mayors came here to prepare a friendship agreement"},
            DIFFERENT,
            id="a visit and its return visit",
        ),
        pytest.param(
            MISSION | {"year": 2019}, {"method_code": "incoming_delegation", "year": 2019}, DIFFERENT, id="two methods"
        ),
        pytest.param(MISSION | {"year": 2019}, {"method_code": None, "year": 2019}, SAME, id="method of one undecided"),
        pytest.param(MISSION | {"year": 2019}, {"method_code": None, "year": 2020}, ASKED, id="undecided, a year off"),
        pytest.param(
            {"method_code": "city_network", "partner_kind": "network", "network_code": "c40", "network_text": "C40"},
            {"method_code": "city_network", "partner_kind": "network", "network_code": "c40", "network_text": "C-40"},
            SAME,
            id="one network by its code",
        ),
        pytest.param(
            {"method_code": "city_network", "partner_kind": "network", "network_text": "Eurocities"},
            {"method_code": "city_network", "partner_kind": "network", "network_text": "EUROCITIES "},
            SAME,
            id="one network by its name",
        ),
        pytest.param(
            MEMBER | MISSION | WORKSHOP | {"year": 2019, "network_code": "c40", "network_text": "C40"},
            MEMBER | MISSION | WORKSHOP | {"year": 2019, "network_code": "iclei", "network_text": "ICLEI"},
            DIFFERENT,
            id="two networks known by name, all else the same",
        ),
    ],
)
def test_two_reports_are_judged_by_the_first_rule_that_holds(first, second, expected):
    assert verdict(first, second) == expected
    assert verdict(second, first) == expected


def test_what_one_response_lists_apart_stays_apart():
    one_row = {"source_id": "survey", "row": 7}
    assert verdict(MISSION | one_row | {"year": 2018}, MISSION | one_row | {"year": 2019}) == DIFFERENT


def test_reports_of_two_cities_are_not_compared():
    assert judged(SISTER, SISTER | {"us_place_id": "5128581"}).empty


def test_one_name_far_apart_is_two_places():
    first = {
        "partner_place": "San Juan",
        "partner_place_id": "1",
        "partner_latitude": -31.5,
        "partner_longitude": -68.5,
    }
    second = first | {"partner_place_id": "2", "partner_latitude": -24.2, "partner_longitude": -64.9}
    assert verdict(SISTER | first, SISTER | second) == DIFFERENT


def test_one_name_close_by_is_one_place():
    first = {
        "partner_place": "San Juan",
        "partner_place_id": "1",
        "partner_latitude": -31.5,
        "partner_longitude": -68.5,
    }
    second = first | {"partner_place_id": "2", "partner_latitude": -31.6, "partner_longitude": -68.6}
    assert verdict(SISTER | first, SISTER | second) == SAME


def test_an_undated_report_joins_the_only_event_it_can_be():
    assert groups(MISSION | {"year": 2018}, MISSION) == [0, 0]


def test_an_undated_report_that_could_be_two_events_joins_neither():
    assert groups(MISSION | {"year": 2018}, MISSION | {"year": 2022}, MISSION) == [0, 1, 2]


def test_a_report_without_a_place_joins_what_two_methods_are_told_of():
    told = [MISSION, MISSION | JAPAN, DELEGATION]
    assert groups(*(one | WORKSHOP | {"year": 2019} for one in told)) == [0, 0, 0]


def test_a_report_that_may_be_of_another_place_and_method_joins_neither():
    osaka, missing = MISSION | WORKSHOP | {"year": 2019}, MISSION | WORKSHOP | JAPAN | {"year": 2020}
    assert groups(osaka, missing) == [0, 0]
    assert groups(osaka, missing, DELEGATION | WORKSHOP | KOBE | {"year": 2020}) == [0, 1, 2]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [pytest.param(40, SAME, id="a city with few or some reports"), pytest.param(41, POSSIBLE, id="a city with many")],
)
def test_what_may_be_chance_where_a_city_has_many_reports_on_a_country_is_only_possible(reports, expected):
    one = WORKSHOP | {"year": 2019}
    described = compared(MISSION | one, DELEGATION | JAPAN | one)
    found = decided(pairs(described, 1).assign(reports=reports), described, year_tolerance=1, alike=80)
    assert found["verdict"].tolist() == [expected]


def test_a_name_within_another_is_asked_about_where_a_city_has_many_reports_on_the_country():
    described = compared(SISTER, SISTER | UNKNOWN | {"partner_place": "Osaka – Kita"})
    found = decided(pairs(described, 1).assign(reports=11), described, year_tolerance=1, alike=80)
    assert found["verdict"].tolist() == [ASKED]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("sheng ta lun", "santarem", id="Santarém"),
        pytest.param("lovvaina", "leuven", id="Leuven"),
        pytest.param("seoli", "surrey", id="Surrey"),
        pytest.param("ikiike", "iquique", id="Iquique"),
    ],
)
def test_a_name_back_from_another_script_has_the_same_consonants(first, second):
    assert consonants(first) == consonants(second)


def test_a_name_without_consonants_is_its_own():
    assert consonants("ueo") == "ueo"


def test_a_place_without_a_country_joins_the_only_place_of_its_name():
    nowhere = UNKNOWN | {"partner_country_code": None, "partner_place": "San Jose"}
    costa_rica = nowhere | {"partner_country_code": "CR", "partner_place_id": "3621849"}
    philippines = nowhere | {"partner_country_code": "PH", "partner_place_id": "1689395"}
    assert groups(SISTER | costa_rica, SISTER | nowhere) == [0, 0]
    assert groups(SISTER | costa_rica, SISTER | nowhere, SISTER | philippines) == [0, 1, 2]


def test_a_report_between_two_years_does_not_chain_them():
    assert len(set(groups(MISSION | {"year": 2018}, MISSION | {"year": 2019}, MISSION | {"year": 2020}))) > 1


def test_a_recurring_mission_is_matched_year_by_year():
    years = [MISSION | {"year": year} for year in (2018, 2019)]
    listed_twice = [
        one | {"source_id": source, "row": row} for source in "xy" for row, one in enumerate(years, start=2)
    ]
    assert groups(*listed_twice) == [0, 1, 0, 1]


def test_names_years_and_linking_words_are_no_wording():
    said = " chicago mayor s trade mission to osaka in 2019 "
    assert without_names(said, [" chicago ", " osaka "]) == "trade mission"


def test_the_city_of_a_name_is_no_wording_but_that_of_a_title_is():
    said = " smart city pilot of the city of osaka and kobe city "
    assert without_names(said, [" osaka ", " kobe "]) == "smart city pilot"


def test_the_distance_between_osaka_and_kobe_is_some_thirty_kilometres():
    osaka = pd.DataFrame({"latitude": [34.694], "longitude": [135.502]})
    kobe = pd.DataFrame({"latitude": [34.691], "longitude": [135.183]})
    assert kilometres(osaka, kobe)[0] == pytest.approx(29.2, abs=0.2)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=25))
def test_connected_nodes_are_those_that_a_walk_reaches(edges):
    label = connected(15, np.array([a for a, _ in edges], dtype=int), np.array([b for _, b in edges], dtype=int))
    walked = {node: {node} for node in range(15)}
    for a, b in edges * 15:
        walked[a] |= walked[b]
        walked[b] |= walked[a]
    for node in range(15):
        assert label[node] == min(walked[node])


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([SAME, ASKED, POSSIBLE]), st.booleans()),
        max_size=20,
    ),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=3),
)
def test_no_group_holds_two_reports_that_are_different(edges, parted):
    found = pd.DataFrame(
        [(min(a, b), max(a, b), kind, leaning) for a, b, kind, leaning in edges if a != b],
        columns=["left", "right", "verdict", "is_leaning"],
    ).drop_duplicates(["left", "right"], ignore_index=True)
    found = found.assign(strength=found.index, likeness=50.0).astype({"left": "int64", "right": "int64"})
    apart = pd.DataFrame([pair for pair in parted if pair[0] != pair[1]], columns=["left", "right"], dtype="int64")
    group = grouped(8, found, pd.DataFrame({"left": [], "right": []}, dtype="int64"), apart)
    together = {(a, b) for a in range(8) for b in range(a + 1, 8) if group[a] == group[b]}
    joinable = found.loc[found["verdict"].ne(ASKED)]
    assert together <= set(zip(joinable["left"], joinable["right"], strict=True))
    assert not together & {(min(pair), max(pair)) for pair in parted}


def test_every_rule_that_joins_says_how_often_it_was_right():
    described = compared(SISTER, SISTER)
    rules = rules_for(pairs(described, year_tolerance=1), described, year_tolerance=1, alike=80)
    measured = codebook.read("link_rules")
    assert measured["rule"].tolist() == list(dict.fromkeys(rule.name for rule in rules if rule.verdict == SAME))
    counted = measured.loc[measured["probability"].ne("")].drop(columns="rule").astype("float64")
    assert counted["right"].le(counted["pairs"]).all()
    assert (
        counted[["low", "probability", "high"]].apply(lambda line: line.is_monotonic_increasing, axis="columns").all()
    )
