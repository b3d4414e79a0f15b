"""Precision, recall and F1 with their intervals."""

import math

import numpy as np
import pandas as pd
import pytest

from pipeline.quality import scores


def counts(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Return known, decided and correct of records."""
    return pd.DataFrame(rows, columns=["known", "decided", "correct"])


def test_right_wrong_and_missed_decisions_are_counted_by_code():
    truth = pd.Series([frozenset("a"), frozenset("ab"), frozenset()])
    found = pd.Series([frozenset("a"), frozenset("b"), frozenset("a")])
    assert scores.of_codes(truth, found, "a").sum().tolist() == [2, 2, 1]
    assert scores.of_codes(truth, found, "b").sum().tolist() == [1, 1, 1]
    assert scores.of_codes(truth, found).sum().tolist() == [3, 3, 2]


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    assert scores.f1(known=3, decided=3, correct=2) == pytest.approx(2 / 3)
    assert math.isnan(scores.f1(0, 0, 0))


def test_wilson_interval_of_nine_in_ten():
    assert scores.wilson(9, 10) == pytest.approx((0.9, 0.596, 0.982), abs=0.001)


@pytest.mark.parametrize("whole", [1, 17, 178, 2217])
def test_an_interval_holds_its_share_to_the_last_digit(whole):
    assert scores.wilson(whole, whole)[2] == 1
    assert scores.wilson(0, whole)[1] == 0


def test_scores_of_nothing_are_no_number():
    told = scores.scores(counts((0, 0, 0)))
    assert (told.known, told.decided, told.correct) == (0, 0, 0)
    assert all(math.isnan(value) for value in told[3:])


def test_f1_interval_holds_f1_and_narrows_with_records():
    few = scores.scores(counts(*[(1, 1, 1)] * 16, *[(1, 1, 0)] * 4))
    many = scores.scores(counts(*[(1, 1, 1)] * 1600, *[(1, 1, 0)] * 400))
    assert few.f1 == many.f1 == pytest.approx(0.8)
    assert few.f1_low < many.f1_low < 0.8 < many.f1_high < few.f1_high


@pytest.mark.parametrize(
    ("record", "low", "high"),
    [
        pytest.param((1, 1, 1), 0.816, 1, id="all right"),
        pytest.param((1, 1, 0), 0, 0.184, id="all wrong"),
        pytest.param((2, 2, 2), 0.898, 1, id="all right, several decisions a record"),
    ],
)
def test_f1_is_not_certain_where_no_record_differs(record, low, high):
    told = scores.scores(counts(*[record] * 17))
    assert (told.f1_low, told.f1_high) == pytest.approx((low, high), abs=0.001)


def test_f1_interval_is_that_of_records_drawn_one_by_one():
    records = counts(*[(2, 1, 1)] * 30, *[(1, 2, 1)] * 20, *[(0, 1, 0)] * 10)
    drawn = np.random.default_rng(1).integers(0, len(records), (4000, len(records)))
    known, decided, correct = (records[name].to_numpy()[drawn].sum(axis=1) for name in records)
    low, high = np.quantile(2 * correct / (known + decided), [0.025, 0.975])
    told = scores.scores(records)
    assert (told.f1_low, told.f1_high) == pytest.approx((low, high), abs=0.01)


def test_same_records_are_drawn_every_time():
    records = counts((1, 1, 1), (1, 0, 0), (0, 1, 0))
    assert scores.scores(records) == scores.scores(records)
