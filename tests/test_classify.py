"""What gives a report its method and its priority areas."""

import numpy as np
import pandas as pd
import pytest

from pipeline import classify
from pipeline.classification import descriptions, rules
from pipeline.classification.deciding import Limits
from pipeline.classification.evidence import EVIDENCE
from pipeline.classification.knowledge import Knowledge
from pipeline.core import codebook
from pipeline.phrases import Scope
from pipeline.tables import reports

RULES = pd.DataFrame(
    [
        ("M1", "method", "method_text", "trade mission", "", "outgoing_mission"),
        ("M2", "method", "method_text", "memorandum", "sister cit*", "sector_partnership"),
        ("M3", "method", "description_text", "hosted a delegation", "", "incoming_delegation"),
        ("M4", "method", "description_text", "trade mission to", "", "outgoing_mission"),
        ("P1", "priority", "words", "trade", "", "economic_development"),
        ("P2", "priority", "words", "student*", "", "culture_education"),
        ("P3", "priority", "words", "school*", "", "culture_education"),
    ],
    columns=["rule", "decision", "field", "text", "unless", "code"],
)
METHODS = rules.method_codes(codebook.read("methods"), codebook.read("options"), RULES, Scope(("not", "no")))
PRIORITIES = rules.priority_codes(codebook.read("priorities"), RULES, Scope(("not", "no")))


def located(*told: dict) -> pd.DataFrame:
    """Return reports that say only what a test tells."""
    columns = reports.Located.to_schema().columns
    plain = {"source_id": "desk", "row": 2, "block": "record", "us_place_id": "5368361", "us_city": "Los Angeles"}
    plain |= {"us_state": "CA", "us_city_rule": "exact name", "partner_kind": "city"}
    plain |= {"partner_country_rule": "exact name", "partner_place_rule": "exact name"}
    rows = [{**plain, "report_id": f"desk:{row}:record-1", **words} for row, words in enumerate(told, start=2)]
    frame = pd.DataFrame(rows).reindex(columns=list(columns))
    return frame.astype({name: str(column.dtype) for name, column in columns.items()})


LIMITS = Limits(method_decides_from=0.95, priority_decides_from=0.9, suggested_from=0.2)
# Of areas without a phrase the suggester's log-odds decide; a phrase adds to them, further ones of its area more.
WEIGHTS = {"constant": [0, 3], "log_odds": [1, 1], "words": [0, 0], "phrases": [0, 3], "other_areas": [0, 0]}
WEIGHTS = np.array([WEIGHTS[name] for name in EVIDENCE], dtype=float).T
CODES = {"method": list(codebook.labels("methods")), "priority": list(codebook.labels("priorities"))}


class Told:
    """A suggester that finds the codes probable which a test tells, word by word; all others improbable."""

    def __init__(self, decision: str, chances: dict[str, dict[str, float]]) -> None:
        self.codes, self._chances = CODES[decision], chances

    def probabilities(self, texts: list[str]) -> np.ndarray:
        rows = [[self._chance(text, code) for code in self.codes] for text in texts]
        return np.array(rows, dtype=float).reshape(len(texts), len(self.codes))

    def _chance(self, text: str, code: str) -> float:
        return max((told.get(code, 0.1) for word, told in self._chances.items() if word in text), default=0.1)


def known(**chances: dict) -> Knowledge:
    """Return the rules of this test, and a suggester with these probabilities."""
    suggesters = (Told(name, chances.get(name, {})) for name in ("method", "priority"))
    return Knowledge(METHODS, PRIORITIES, *suggesters, WEIGHTS)


def classified(*told: dict, by_hand: tuple[tuple, ...] = (), **chances: dict) -> classify.Classified:
    """Return what classify makes of such reports; by_hand: report, decision, codes, text."""
    lines = pd.DataFrame(by_hand, columns=["report_id", "decision", "codes", "text"], dtype="str")
    decide = classify.deciders(known(**chances), LIMITS)
    return classify.classify(located(*told), decide, codebook.read("networks"), lines)


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
    found = classified({"priority_text": priority_text or None, "description_text": description_text}).priorities
    assert dict(zip(found["priority_code"], found["priority_rule"], strict=True)) == decided


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
        rules.priority_codes(codebook.read("priorities"), unknown, Scope())


def test_no_report_gives_empty_tables():
    result = classified()
    assert [len(table) for table in result] == [0, 0, 0]


BEES = {"description_text": "Bees. Shared hives"}


def test_a_likely_suggestion_decides_what_no_rule_decided():
    found = classified(BEES, priority={"hives": {"climate_sustainability": 0.936}})
    assert found.priorities.iloc[0, 1:].tolist() == ["climate_sustainability", "suggestion 0.93", "suggestion"]


def test_an_area_that_is_denied_is_not_suggested_into_being():
    found = classified({"description_text": "Not about trade"}, priority={"trade": {"economic_development": 0.99}})
    assert len(found.priorities) == 0
    assert found.review.set_index("decision").loc["priority", "suggestions"] == "economic_development (0.99)"


def test_an_unlikely_suggestion_is_listed_with_its_probability_and_decides_nothing():
    found = classified(BEES, priority={"hives": {"climate_sustainability": 0.6, "public_health": 0.3}})
    assert len(found.priorities) == 0
    listed = found.review.set_index("decision")["suggestions"]
    assert listed["priority"] == "climate_sustainability (0.60); public_health (0.30)"


def test_a_phrase_that_the_suggester_finds_improbable_decides_nothing_and_is_listed():
    found = classified({"description_text": "Trade places"}, priority={"Trade": {"economic_development": 0.01}})
    assert len(found.priorities) == 0
    listed = found.review.set_index("decision")["suggestions"]
    assert listed["priority_disagreement"] == "economic_development"


def test_two_phrases_are_believed_where_one_is_not():
    told = {"student": {"culture_education": 0.02}, "Fairs": {"economic_development": 0.02}}
    found = classified(
        {"description_text": "Fairs of trade"}, {"description_text": "A student of two schools"}, priority=told
    )
    assert found.priorities["priority_code"].tolist() == ["culture_education"]


def test_what_is_written_as_the_answer_is_not_doubted():
    found = classified({"priority_text": "Other: trade"}, priority={"trade": {"economic_development": 0.01}}).priorities
    assert found["priority_rule"].tolist() == ["P1"]


def test_a_likely_method_decides_where_no_rule_did():
    found = classified({"description_text": "Lunch"}, method={"Lunch": {"incoming_delegation": 0.96}}).reports
    assert found[["method_code", "method_rule", "method_decided_by"]].loc[0].tolist() == [
        *["incoming_delegation", "suggestion 0.96", "suggestion"]
    ]


def test_contradicting_phrases_are_left_to_a_person_however_sure_the_suggester_is():
    told = {"description_text": "A trade mission to Osaka, which had hosted a delegation before"}
    found = classified(told, method={"Osaka": {"outgoing_mission": 0.99}})
    assert found.reports["method_code"].isna().all()
    assert found.review.loc[0, "suggestions"] == "incoming_delegation; outgoing_mission"


def test_a_method_of_which_the_suggester_is_sure_of_another_is_kept_and_listed():
    told = {"description_text": "A trade mission to Osaka"}
    found = classified(told, method={"Osaka": {"incoming_delegation": 0.97, "outgoing_mission": 0.3}})
    assert found.reports["method_code"].tolist() == ["outgoing_mission"]
    assert found.review.set_index("decision").loc["method_disagreement", "suggestions"] == (
        "incoming_delegation (0.97); outgoing_mission (0.30)"
    )


def test_a_person_wins_over_box_rule_and_suggestion():
    told = {"method_text": "Sister city agreement", "priority_text": "Public health", "description_text": "Bees"}
    lines = (
        ("desk:2:record-1", "method", "other", "sister-city AGREEMENT · bees"),
        ("desk:2:record-1", "priority", "tourism_sport; climate_sustainability", "Public health · Bees"),
    )
    found = classified(told, by_hand=lines)
    assert found.reports.loc[0, ["method_code", "method_rule", "method_decided_by"]].tolist() == [
        *["other", "coded by hand", "person"]
    ]
    assert found.priorities["priority_code"].tolist() == ["climate_sustainability", "tourism_sport"]
    assert set(found.priorities["priority_decided_by"]) == {"person"}


def test_a_person_may_say_that_there_is_no_priority_area_and_nothing_is_asked_again():
    line = ("desk:2:record-1", "priority", "", "Trade places")
    found = classified({"description_text": "Trade places"}, by_hand=(line,))
    assert len(found.priorities) == 0
    assert "priority" not in set(found.review["decision"])


@pytest.mark.parametrize("codes", ["", "public_health"])
def test_what_a_person_has_coded_is_not_asked_where_no_rule_decides(codes):
    line = ("desk:2:record-1", "priority", codes, "Bees")
    found = classified({"description_text": "Bees"}, by_hand=(line,))
    assert found.priorities["priority_code"].tolist() == [codes] * bool(codes)
    assert "priority" not in set(found.review["decision"])
    assert "priority" in set(classified({"description_text": "Bees"}).review["decision"])


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        pytest.param("desk:2:record-1", "Trade", id="other words now"),
        pytest.param("desk:9:record-1", "(no such report) Bees", id="report is gone"),
    ],
)
def test_a_decision_of_a_person_that_is_stale_is_listed_and_not_applied(report, answer):
    found = classified({"description_text": "Trade"}, by_hand=((report, "priority", "public_health", "Bees"),))
    assert found.priorities["priority_decided_by"].tolist() == ["rule"]
    stale = found.review.loc[found.review["decision"].eq("coded_by_hand")].iloc[0]
    assert stale[["answer", "example", "suggestions"]].tolist() == [answer, report, "public_health"]


def test_a_coded_description_is_decided_by_its_text_alone():
    told = pd.DataFrame({"description_id": ["D1", "D2"], "text": ["Trade mission to Japan of students", "A visit"]})
    made = descriptions.decided(told, known(), LIMITS)
    assert made.to_numpy().tolist() == [
        ["D1", "outgoing_mission", "M4", "culture_education; economic_development", "P1, P2"],
        ["D2", "", "undecided", "", ""],
    ]
