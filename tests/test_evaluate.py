"""How decisions are held against the truth."""

import numpy as np
import pandas as pd
import pytest

from pipeline import evaluate

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


def edition(**told) -> evaluate.Edition:
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
        {"report_id": TRUE_REPORTS["report_id"][:3], **(decided | told), **dict.fromkeys(rules, "a rule"), **words}
    )
    return evaluate.Edition(
        ingested=pd.DataFrame({"report_id": ["s:2:agreement-1", "s:3:meeting-1", "s:4:meeting-1", "s:5:meeting-1"]}),
        reports=reports,
        priorities=pd.DataFrame(
            {
                "report_id": ["s:2:agreement-1.1", "s:3:meeting-1"],
                "priority_code": ["public_health", "culture_education"],
            }
        ),
        links=pd.DataFrame({"report_id": TRUE_REPORTS["report_id"][:4], "engagement_id": ["E1", "E1", "E2", "E2"]}),
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


def evaluated(**told) -> evaluate.Evaluated:
    """Return the evaluation of such an edition."""
    return evaluate.evaluate(evaluate.Truth(pd.DataFrame(), TRUE_REPORTS, RESPONSES, TRUE_FINDINGS), edition(**told))


def row(decision: str) -> list[int]:
    """Return known, decided and correct of one decision."""
    decisions = evaluated().decisions.set_index("decision")
    return decisions.loc[decision, ["known", "decided", "correct"]].tolist()


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
    ],
)
def test_each_decision_is_counted_as_known_decided_and_correct(decision, counts):
    assert row(decision) == counts


def test_wrong_decisions_are_listed_before_undecided_ones_with_their_rule():
    mistakes = evaluated().mistakes
    assert mistakes[["decision", "truth", "decided", "rule"]].fillna("").to_numpy().tolist() == [
        ["partner country", "CN", "FR", "a rule"],
        ["partner country", "CN", "", "a rule"],
    ]


def test_a_decision_where_the_truth_knows_none_is_a_wrong_one():
    decisions = evaluated(partner_place_id=["1", "2", "9"]).decisions.set_index("decision")
    assert decisions.loc["partner place", "precision"] == pytest.approx(2 / 3)


def test_findings_are_compared_unrounded_and_a_lacking_one_counts_zero():
    told = evaluated().findings.set_index("finding_id")
    assert told.loc["method.sister_city", "difference"] == -25.0
    assert told.loc["country.JP", "count"] == 0
    assert np.isnan(told.loc["country.JP", "difference"])
