"""How decisions are held against the truth."""

import numpy as np
import pandas as pd
import pytest

from pipeline import evaluate
from pipeline.quality import gold, simulated
from pipeline.tables.evaluation import Evaluation

TRUE_REPORTS = pd.DataFrame(
    {
        "report_id": ["s:2:agreement-1.1", "s:2:agreement-1.2", "s:3:meeting-1", "s:4:meeting-1", "s:5:meeting-1"],
        "truth_engagement_id": ["T1", "T2", "T2", "T2", "T3"],
        "us_place_id": ["10", "10", "10", "10", "10"],
        "partner_country_code": ["JP", "CN", "CN", None, "US"],
        "partner_place_id": ["1", "2", "2", "2", "3"],
        "method_code": ["sister_city", "sister_city", "outgoing_mission", "outgoing_mission", "outgoing_mission"],
        "priorities": ["public_health; tourism_sport", None, "public_health", "public_health", None],
        "is_legible": ["yes", "yes", "yes", "no", "yes"],
    }
)
RESPONSES = pd.DataFrame({"source_id": ["s", "s"], "row": [2, 3], "outcome": ["counted", "merged"]})


def edition(**told) -> simulated.Edition:
    """Return an edition in which the stages decided like this for the first three reports."""
    decided = {
        "us_place_id": ["10", "10", "10"],
        "partner_country_code": ["JP", "FR", None],
        "partner_place_id": ["1", "2", "2"],
        "method_code": ["sister_city", "sister_city", "outgoing_mission"],
    }
    rules = ["us_city_rule", "partner_country_rule", "partner_place_rule", "method_rule"]
    texts = ["us_city_text", "us_state_text", "partner_text", "partner_place_text", "partner_country_text"]
    words = dict.fromkeys([*texts, "method_text", "description_text"], "as written")
    reports = pd.DataFrame(
        {
            "report_id": TRUE_REPORTS["report_id"][:3],
            **(decided | told),
            "method_decided_by": ["box", "rule", "rule"],
            **dict.fromkeys(rules, "a rule"),
            **words,
        }
    )
    return simulated.Edition(
        ingested=pd.DataFrame({"report_id": ["s:2:agreement-1", "s:3:meeting-1", "s:4:meeting-1", "s:5:meeting-1"]}),
        reports=reports,
        priorities=pd.DataFrame(
            {
                "report_id": ["s:2:agreement-1.1", "s:3:meeting-1"],
                "priority_code": ["public_health", "culture_education"],
                "priority_decided_by": ["box", "rule"],
            }
        ),
        links=pd.DataFrame({"report_id": TRUE_REPORTS["report_id"][:4], "engagement_id": ["E1", "E1", "E2", "E2"]}),
        related=pd.DataFrame({"engagement_id": ["E1", "E2"], "related_engagement_id": ["E2", "E1"]}),
        outcomes=pd.DataFrame(
            {
                "unit": ["row", "row", "report"],
                "source_id": ["s", "s", "s"],
                "row": [2, 3, 5],
                "report_id": [None, None, "s:5:meeting-1"],
                "outcome": ["counted", "excluded", "excluded"],
                "reason": ["counted", "test", "domestic_partner"],
            }
        ),
        findings=pd.DataFrame({"finding_id": ["method.sister_city"], "count": [1], "base": [4]}),
    )


TRUE_FINDINGS = pd.DataFrame(
    {"finding_id": ["method.sister_city", "country.JP"], "count": ["2", "1"], "base": ["4", "4"]}
)


LABELS = {
    "method": {"sister_city": "Sister city", "outgoing_mission": "Outgoing mission"},
    "priority area": {"public_health": "Public health", "culture_education": "Culture and education"},
}
# T1 and T2 went together; T4, with which T3 went, was never reported.
ENGAGEMENTS = pd.DataFrame(
    {"truth_engagement_id": ["T1", "T2", "T3", "T4"], "together_with": ["T2", "T1", "T4", "T3"]}, dtype="str"
)
TRUTH = simulated.Truth(ENGAGEMENTS, TRUE_REPORTS, RESPONSES, TRUE_FINDINGS)
# Descriptions coded by hand, and what is made of them.
TOLD = pd.DataFrame(
    {
        "description_id": ["D1", "D2", "D3"],
        "part": ["seen", "seen", "held_out"],
        "text": ["Clinics", "Visited", "A secret text"],
        "truth_method": [frozenset(), frozenset(["outgoing_mission"]), frozenset()],
        "truth_priority": [frozenset(["public_health"]), frozenset(), frozenset(["culture_education"])],
    }
)
FOUND = pd.DataFrame(
    {
        "method": [frozenset(), frozenset(), frozenset()],
        "method_rule": ["undecided"] * 3,
        "priority": [frozenset(["public_health", "culture_education"]), frozenset(), frozenset()],
        "priority_rule": ["P1, P2", "", ""],
    }
)
MADE = ["description_id", "method_code", "method_rule", "priority_codes", "priority_rule"]


def evaluated(truth: simulated.Truth | None = TRUTH, **told) -> evaluate.Evaluated:
    """Return the evaluation of such an edition."""
    nobody_else = pd.DataFrame(columns=["description_id", "coder", *gold.DECISIONS])
    return evaluate.evaluate(edition(**told), truth, TOLD, FOUND, LABELS, nobody_else)


def told_of(part: str, label: str = "all") -> pd.DataFrame:
    """Return the decisions held against one part, by decision."""
    decisions = evaluated().decisions
    return decisions.loc[decisions["part"].eq(part) & decisions["label_code"].eq(label)].set_index("decision")


def row(decision: str) -> list[int]:
    """Return known, decided and correct of one decision."""
    return told_of("edition").loc[decision, ["known", "decided", "correct"]].tolist()


@pytest.mark.parametrize(
    ("decision", "counts"),
    [
        pytest.param("report", [4, 4, 4], id="reports as written, a split cell once"),
        pytest.param("partner in the United States", [1, 1, 1], id="a domestic partner is a decision of its own"),
        pytest.param("outcome of a response", [2, 2, 1], id="responses"),
        pytest.param("partner country", [3, 2, 1], id="an undecided one is missing in recall only"),
        pytest.param("method", [3, 3, 3], id="what nobody could read is left out"),
        pytest.param("priority area", [3, 2, 1], id="each area of each report"),
        pytest.param("same engagement (pairs of reports)", [3, 2, 1], id="pairs of reports"),
        pytest.param("one journey of two cities", [1, 1, 1], id="a pair once, whichever side tells of it"),
    ],
)
def test_each_decision_is_counted_as_known_decided_and_correct(decision, counts):
    assert row(decision) == counts


def test_a_journey_that_is_missed_and_one_that_is_none_both_count():
    together = pd.DataFrame({"truth_engagement_id": ["T1", "T3"], "together_with": ["T3", "T1"]}, dtype="str")
    links = pd.DataFrame({"report_id": TRUE_REPORTS["report_id"], "engagement_id": ["E1", "E2", "E2", "E2", "E3"]})
    told = simulated.decisions(TRUTH._replace(engagements=together), edition()._replace(links=links), LABELS)
    journeys = next(line for line in told if line["decision"] == "one journey of two cities")
    # T1 and T3 are one journey; T1 and T2 were taken for one.
    assert [journeys[name] for name in ("known", "decided", "correct")] == [1, 1, 0]


def test_wrong_decisions_are_listed_before_undecided_ones_with_their_rule():
    mistakes = evaluated().mistakes.loc[lambda rows: rows["part"].eq("edition")]
    assert mistakes[["decision", "truth", "decided", "rule"]].fillna("").to_numpy().tolist() == [
        ["partner country", "CN", "FR", "a rule"],
        ["partner country", "CN", "", "a rule"],
    ]


def test_a_decision_where_the_truth_knows_none_is_a_wrong_one():
    decisions = evaluated(partner_place_id=["1", "2", "9"]).decisions
    place = decisions.loc[decisions["decision"].eq("partner place")].iloc[0]
    assert place["precision"] == pytest.approx(2 / 3)


def test_findings_are_compared_unrounded_and_a_lacking_one_counts_zero():
    told = evaluated().findings.set_index("finding_id")
    assert told.loc["method.sister_city", "difference"] == -25.0
    assert told.loc["country.JP", "count"] == 0
    assert np.isnan(told.loc["country.JP", "difference"])


def test_methods_and_areas_are_told_label_by_label():
    assert told_of("edition", "sister_city").loc["method", ["known", "decided", "correct"]].tolist() == [2, 2, 2]
    assert told_of("edition", "public_health").loc["priority area", ["known", "decided", "correct"]].tolist() == [
        2,
        1,
        1,
    ]


def test_descriptions_are_told_part_by_part():
    assert told_of("seen").loc["priority area", ["known", "decided", "correct"]].tolist() == [1, 2, 1]
    assert told_of("held_out").loc["priority area", ["known", "decided", "correct"]].tolist() == [1, 0, 0]


def test_which_codes_go_wrong_is_told_of_the_seen_part_only():
    told = evaluated().decisions.loc[lambda rows: rows["stage"].eq("classify")]
    assert set(told.loc[told["part"].eq("held_out"), "label_code"]) == {"all"}
    assert set(told.loc[told["part"].eq("seen"), "label_code"]) == {"all", *LABELS["method"], *LABELS["priority area"]}


def test_mistakes_in_seen_descriptions_are_listed_and_no_text_of_another_part():
    mistakes = evaluated().mistakes.loc[lambda rows: rows["part"].ne("edition")]
    assert mistakes[["record", "truth", "decided", "rule"]].fillna("").to_numpy().tolist() == [
        ["D2", "outgoing_mission", "", "undecided"],
        ["D1", "public_health", "culture_education; public_health", "P1, P2"],
    ]


def test_an_edition_without_truth_has_its_descriptions_and_its_coverage():
    told = evaluated(truth=None)
    assert set(told.decisions["part"]) == {"seen", "held_out"}
    assert len(told.findings) == 0
    assert len(told.coverage) > 0


def test_coverage_counts_the_reports_by_who_decided():
    counts = evaluated().coverage.set_index(["decision", "decided_by"])["count"]
    assert counts["method"].tolist() == [1, 2, 0, 0, 0]
    assert counts["priority area", "undecided"] == 1


def test_metrics_are_one_entry_a_decision_and_part():
    told = evaluate.metrics(evaluated())
    assert told["edition: partner country"] == {"precision": 0.5, "recall": 0.3333, "f1": 0.4}
    assert told["coverage: method"]["rule"] == 2
    assert told["findings"] == {"largest difference in points": 25.0}


def test_metrics_of_a_decision_are_those_of_all_its_labels_together():
    found = evaluated()
    areas = found.decisions.query("decision == 'priority area' and part == 'edition'").set_index("label_code")
    assert (areas["f1"].drop("all") != areas.loc["all", "f1"]).all()
    assert evaluate.metrics(found)["edition: priority area"]["f1"] == areas.loc["all", "f1"]


def test_what_is_printed_leaves_the_held_out_parts_out():
    printed = evaluate.told(evaluated().decisions)
    assert "seen" in printed
    assert "held_out" not in printed


def test_the_tables_have_one_row_for_each_decision_label_and_part():
    decisions = evaluated().decisions
    assert not decisions.duplicated(["stage", "decision", "part", "label_code"]).any()
    assert list(decisions.columns) == list(Evaluation.to_schema().columns)


def test_descriptions_that_train_has_not_seen_are_named():
    made = pd.DataFrame([["D1", "other", "M1", "", ""]], columns=MADE)
    with pytest.raises(gold.GoldError, match="train has not seen"):
        gold.made_of(pd.DataFrame({"description_id": ["D1", "D2"]}), made)


def test_what_is_made_of_descriptions_is_told_in_their_order():
    made = pd.DataFrame([["D2", "", "undecided", "", ""], ["D1", "other", "M1", "a; b", "P1"]], columns=MADE)
    found = gold.made_of(pd.DataFrame({"description_id": ["D1", "D2"]}), made)
    assert found["method"].tolist() == [frozenset(["other"]), frozenset()]
    assert found["priority"].tolist() == [frozenset(["a", "b"]), frozenset()]
