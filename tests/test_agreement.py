"""How far coders agree: the figures that the literature works out by hand, and the edges."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.quality import agreement, gold
from pipeline.tables.evaluation import Agreement

NAN = np.nan
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): his examples A, B and C.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
NOMINAL = [[1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1], [2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4]]
MISSING = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
LABELS = {"priority": {"culture": "Culture", "health": "Health"}}


def cube(decisions: list) -> np.ndarray:
    """Return codings of one code: coder × description × code."""
    return np.array(decisions, dtype="float64")[:, :, None]


@pytest.mark.parametrize(
    ("decisions", "alpha"),
    [
        pytest.param(BINARY, 0.095, id="two coders, two values"),
        pytest.param(NOMINAL, 0.692, id="two coders, five values"),
        pytest.param(MISSING, 0.743, id="four coders, codes missing"),
    ],
)
def test_alpha_is_what_krippendorff_works_out(decisions, alpha):
    assert agreement.alpha_with_interval(cube(decisions))[0] == pytest.approx(alpha, abs=0.0005)


def test_kappa_is_what_cohen_defines():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed .7, expected .5.
    one = np.repeat([1.0, 1.0, 0.0, 0.0], [20, 5, 10, 15])
    other = np.repeat([1.0, 0.0, 1.0, 0.0], [20, 5, 10, 15])
    assert agreement.cohen_kappa(one, other) == pytest.approx(0.4)


def test_where_only_one_value_occurs_nothing_can_be_agreed_on():
    assert np.isnan(agreement.alpha_with_interval(np.zeros((2, 5, 1)))).all()
    assert np.isnan(agreement.cohen_kappa(np.zeros(5), np.zeros(5)))


def coded(*lines: tuple[str, str, set[str]]) -> pd.DataFrame:
    """Return codings: description, coder, areas."""
    table = pd.DataFrame(lines, columns=["description_id", "coder", "priority"])
    return table.assign(priority=table["priority"].map(frozenset))


def test_each_category_is_a_decision_of_its_own():
    codings = coded(("a", "A", {"culture"}), ("a", "B", {"culture", "health"}), ("b", "A", set()), ("b", "B", set()))
    found = agreement.agreement(codings, LABELS).set_index("label_code")
    assert found["percent"].to_dict() == {"all": 75.0, "culture": 100.0, "health": 50.0}
    assert found["positive"].to_dict() == {"all": 3, "culture": 2, "health": 1}
    assert found.loc["culture", "alpha"] == 1


def test_a_description_of_one_coder_says_nothing_of_agreement():
    codings = coded(("a", "A", {"culture"}), ("a", "B", {"culture"}), ("b", "A", {"health"}))
    assert agreement.agreement(codings, LABELS)["items"].tolist() == [2, 1, 1]


def test_the_interval_holds_alpha_and_is_the_same_every_time():
    decisions = np.tile(cube(BINARY), (1, 5, 1))
    alpha, low, high = agreement.alpha_with_interval(decisions)
    assert low < alpha < high
    assert (alpha, low, high) == agreement.alpha_with_interval(decisions)


TOLD = pd.DataFrame(
    {
        "description_id": ["a", "b"],
        "truth_method": [frozenset({"other"}), frozenset()],
        "truth_priority": [frozenset({"culture", "health"}), frozenset()],
    }
)


def sheet(folder: Path, text: str) -> None:
    """Write the sheet of the coder called second."""
    path = folder / "data/gold/coders/second.csv"
    path.parent.mkdir(parents=True)
    path.write_text("description_id,method_code,priority_codes\n" + text, encoding="utf-8")


def test_a_coders_sheet_stands_beside_what_the_author_coded(project):
    sheet(project, "a,,culture\n")
    codings = gold.codings(TOLD)
    assert codings["coder"].tolist() == ["author", "second"]
    assert codings["priority area"].tolist() == [frozenset({"culture", "health"}), frozenset({"culture"})]
    assert codings["method"].tolist() == [frozenset({"other"}), frozenset()]


@pytest.mark.parametrize("lines", ["z,,culture\n", "a,,culture\na,,health\n"], ids=["unknown", "twice"])
def test_a_sheet_that_does_not_fit_is_refused(project, lines):
    sheet(project, lines)
    with pytest.raises(gold.GoldError, match=r"second.csv names"):
        gold.codings(TOLD)


def test_what_comes_out_is_as_its_table_says():
    codings = coded(("a", "A", {"culture"}), ("a", "B", set()), ("b", "A", set()), ("b", "B", set()))
    Agreement.validate(agreement.agreement(codings, LABELS), lazy=True)


def test_without_a_second_coder_there_is_no_agreement_to_tell():
    assert agreement.agreement(coded(), LABELS).empty
