"""What gives a report its method and its priority areas."""

import pandas as pd
import pytest

from pipeline import classify, codebook
from pipeline.classification import rules
from pipeline.tables import reports

RULES = pd.DataFrame(
    [
        ("M1", "method", "method_text", "trade mission", "", "outgoing_mission"),
        ("M2", "method", "method_text", "memorandum", "sister cit*", "sector_partnership"),
        ("M3", "method", "description_text", "hosted a delegation", "", "incoming_delegation"),
        ("M4", "method", "description_text", "trade mission to", "", "outgoing_mission"),
        ("P1", "priority", "words", "trade", "", "economic_development"),
        ("P2", "priority", "words", "student*", "", "culture_education"),
    ],
    columns=["rule", "decision", "field", "text", "unless", "code"],
)
METHODS = rules.method_codes(codebook.read("methods"), codebook.read("options"), RULES, ["not", "no"])
PRIORITIES = rules.priority_codes(codebook.read("priorities"), RULES, ["not", "no"])


def located(*told: dict) -> pd.DataFrame:
    """Return reports that say only what a test tells."""
    columns = reports.Located.to_schema().columns
    plain = {"source_id": "desk", "row": 2, "block": "record", "us_place_id": "5368361", "us_city": "Los Angeles"}
    plain |= {"us_state": "CA", "us_city_rule": "exact name", "partner_kind": "city"}
    plain |= {"partner_country_rule": "exact name", "partner_place_rule": "exact name"}
    rows = [{**plain, "report_id": f"desk:{row}:record-1", **words} for row, words in enumerate(told, start=2)]
    frame = pd.DataFrame(rows).reindex(columns=list(columns))
    return frame.astype({name: str(column.dtype) for name, column in columns.items()})


def classified(*told: dict) -> classify.Classified:
    """Return what classify makes of such reports."""
    return classify.classify(located(*told), METHODS, PRIORITIES, codebook.read("networks"))


@pytest.mark.parametrize(
    ("method_text", "description_text", "code", "rule"),
    [
        pytest.param("Sister city agreement", "", "sister_city", "box", id="option ticked"),
        pytest.param("sister_city", "", "sister_city", "box", id="code of the codebook"),
        pytest.param("Trade mission, 2019", "", "outgoing_mission", "M1", id="phrase in the answer"),
        pytest.param("Memorandum of sister cities", "", None, "undecided", id="unless"),
        pytest.param("", "The city hosted a delegation", "incoming_delegation", "M3", id="description alone"),
        pytest.param("Trade mission", "hosted a delegation", "outgoing_mission", "M1", id="answer before description"),
        pytest.param("Other: trade mission", "", "outgoing_mission", "M1", id="write-in that a rule knows"),
        pytest.param("Other: a letter", "", "other", "box", id="write-in that no rule knows"),
        pytest.param("Other - consular reception", "", "other", "box", id="write-in of a record table"),
        pytest.param("Otherwise a letter", "", None, "undecided", id="begins like other"),
        pytest.param("A letter", "", None, "undecided", id="no default category"),
        pytest.param("", "", None, "undecided", id="nothing written"),
    ],
)
def test_box_then_answer_then_description_decide_the_method(method_text, description_text, code, rule):
    decision = rules.method_of(method_text, description_text, METHODS)
    assert (decision.code, decision.rule) == (code, rule)


def test_phrases_of_two_methods_decide_nothing_and_are_suggested():
    decision = rules.method_of("", "A trade mission to Osaka, which had hosted a delegation before", METHODS)
    assert decision == (None, "undecided", None, "incoming_delegation; outgoing_mission")


def test_every_method_says_who_decided_it():
    found = classified(
        {"method_text": "Sister city agreement"},
        {"block": "network", "network_text": "C40 Cities", "partner_kind": "network"},
        {"method_text": "Trade mission, 2019"},
        {"partner_text": "Mayors for Peace", "partner_kind": "network"},
        {"method_text": "A letter"},
    ).reports
    assert found["method_decided_by"].fillna("").tolist() == ["box", "box", "rule", "rule", ""]


def test_every_priority_area_says_who_decided_it():
    found = classified({"priority_text": "Public health; Other: trade fairs"}).priorities
    assert found[["priority_code", "priority_decided_by"]].to_numpy().tolist() == [
        ["economic_development", "rule"],
        ["public_health", "box"],
    ]


@pytest.mark.parametrize(
    ("priority_text", "description_text", "decided"),
    [
        pytest.param(
            "Economic development; Public health",
            "students",
            {"economic_development": "box", "public_health": "box"},
            id="boxes are final",
        ),
        pytest.param("Other: trade fairs", "", {"economic_development": "P1"}, id="phrase in a write-in"),
        pytest.param("", "Students and trade", {"culture_education": "P2", "economic_development": "P1"}, id="both"),
        pytest.param("Other: bees", "Students", {"culture_education": "P2"}, id="answer says nothing known"),
        pytest.param("", "Bees", {}, id="nothing known"),
    ],
)
def test_boxes_then_phrases_decide_priority_areas(priority_text, description_text, decided):
    assert rules.priorities_of(priority_text, description_text, PRIORITIES) == decided


def test_network_block_is_a_city_network_with_its_code():
    found = classified({"block": "network", "network_text": "C40 Cities", "partner_kind": "network"}).reports
    assert found[["method_code", "method_rule", "network_code"]].loc[0].tolist() == ["city_network", "block", "c40"]


def test_partner_that_is_a_network_makes_a_membership_where_words_say_nothing():
    found = classified({"partner_text": "Mayors for Peace", "partner_kind": "network"}).reports
    assert found["method_rule"].tolist() == ["partner is a city network"]
    assert found["network_code"].tolist() == ["mfp"]


def test_unknown_network_is_listed_for_a_person():
    review = classified({"block": "network", "network_text": "League of Lakes", "partner_kind": "network"}).review
    assert review[["decision", "answer", "file"]].to_numpy().tolist() == [
        ["network", "League of Lakes", "data/codebook/networks.csv"]
    ]


def test_each_report_keeps_its_own_priority_areas():
    found = classified({"priority_text": "Trade"}, {"priority_text": "Bees"}, {"priority_text": "Trade"}).priorities
    assert found["report_id"].tolist() == ["desk:2:record-1", "desk:4:record-1"]


def test_same_undecided_answer_is_listed_once_with_its_count():
    review = classified({"method_text": "A letter"}, {"method_text": "A letter"}, {"method_text": "Lunch"}).review
    assert review[["answer", "count", "example"]].to_numpy().tolist() == [
        ["A letter", 2, "desk:2:record-1"],
        ["Lunch", 1, "desk:4:record-1"],
    ]


def test_a_rule_with_an_unknown_code_is_named():
    unknown = RULES.assign(code=RULES["code"].replace("economic_development", "economy"))
    with pytest.raises(codebook.CodebookError, match=r"rule P1 gives 'economy', which is no priority of the codebook"):
        rules.priority_codes(codebook.read("priorities"), unknown, [])


def test_no_report_gives_empty_tables():
    result = classified()
    assert [len(table) for table in result] == [0, 0, 0]
