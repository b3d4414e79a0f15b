"""Precision, recall and F1 of decisions, with 95 % intervals.

Precision and recall have Wilson intervals, which take the decisions for independent; F1 is no share, so its interval
comes from drawing the records anew. Both say how far chance alone may carry; that the records are like those to come is
an assumption.
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

# Standard normal deviate of a two-sided 95 % interval.
DEVIATE = 1.959964
RESAMPLES, SEED = 2000, 4
ALL = "all"


class Scores(NamedTuple):
    """How right decisions are: counts, and shares between 0 and 1, not a number where there is nothing to divide by."""

    known: int
    decided: int
    correct: int
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    f1: float
    f1_low: float
    f1_high: float


def scores(counts: pd.DataFrame) -> Scores:
    """Return the scores of records; counts has one row per record: known, decided, correct (how many decisions)."""
    known, decided, correct = (int(counts[name].sum()) for name in ("known", "decided", "correct"))
    return Scores(
        known, decided, correct, *wilson(correct, decided), *wilson(correct, known), *_f1_with_interval(counts)
    )


def f1(known: float, decided: float, correct: float) -> float:
    """Return the harmonic mean of precision and recall; not a number where there is nothing to decide.

    >>> f1(known=3, decided=3, correct=2)
    0.6666666666666666
    """
    return 2 * correct / (known + decided) if known + decided else math.nan


def wilson(part: int, whole: int) -> tuple[float, float, float]:
    """Return a share and its 95 % interval (Wilson); not a number where the whole is nothing."""
    if not whole:
        return math.nan, math.nan, math.nan
    share, square = part / whole, DEVIATE**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = DEVIATE / (1 + square / whole) * math.sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    # Where none is, or all are, the limit is the share itself, which the sums above miss by a last digit.
    return share, middle - half if part else 0.0, middle + half if part < whole else 1.0


def _f1_with_interval(counts: pd.DataFrame) -> tuple[float, float, float]:
    """Return F1 and its 95 % interval: as many records drawn with replacement, many times, from a fixed seed.

    Records with equal counts are drawn together, so that the work grows with the kinds of record and not their number.
    Where all is right, or nothing is, every draw is the same and would show no doubt: there the interval reaches to the
    harmonic mean of the limits of precision and recall.
    """
    kinds = counts.groupby(["known", "decided", "correct"], sort=True).size()
    whole = f1(*(counts[name].sum() for name in ("known", "decided", "correct")))
    if math.isnan(whole):
        return math.nan, math.nan, math.nan
    if whole in (0, 1):
        return whole, *_f1_limits(counts)
    drawn = np.random.default_rng(SEED).multinomial(len(counts), kinds / len(counts), size=RESAMPLES)
    known, decided, correct = (drawn @ kinds.index.to_frame().to_numpy()).T
    # A draw without anything to decide says nothing of F1.
    some = known + decided > 0
    low, high = np.quantile(2 * correct[some] / (known + decided)[some], [0.025, 0.975])
    return whole, float(low), float(high)


def _f1_limits(counts: pd.DataFrame) -> tuple[float, float]:
    """Return the harmonic means of the lower and of the upper limits of precision and recall."""
    known, decided, correct = (int(counts[name].sum()) for name in ("known", "decided", "correct"))
    # Where nothing is known or nothing decided, only one of the two has limits.
    limits = [wilson(correct, of)[1:] for of in (known, decided) if of]
    low, high = (len(ends) / sum(1 / end for end in ends) if all(ends) else 0.0 for ends in zip(*limits, strict=True))
    return low, high


def of_codes(truth: pd.Series, found: pd.Series, label: str | None = None) -> pd.DataFrame:
    """Return known, decided and correct of records whose decisions are sets of codes; label: of that code alone."""
    pairs = list(zip(truth, found, strict=True))
    if label is not None:
        pairs = [(known & {label}, decided & {label}) for known, decided in pairs]
    counts = [(len(known), len(decided), len(known & decided)) for known, decided in pairs]
    return pd.DataFrame(counts, index=truth.index, columns=["known", "decided", "correct"], dtype="int64")


def of_single(truth: pd.Series, found: pd.Series) -> pd.DataFrame:
    """Return known, decided and correct of records that have one decision each, missing where there is none."""
    known, decided = truth.notna(), found.notna()
    counts = {"known": known, "decided": decided, "correct": known & truth.eq(found).fillna(False).astype("bool")}
    return pd.DataFrame(counts).astype("int64")


def row(
    stage: str, decision: str, part: str, counts: pd.DataFrame, code: str = ALL, label: str = "All together"
) -> dict:
    """Return one row of the table Evaluation."""
    named = {"stage": stage, "decision": decision, "part": part, "label_code": code, "label": label}
    return named | scores(counts)._asdict()


def rows(
    stage: str, decision: str, part: str, truth: pd.Series, found: pd.Series, labels: dict[str, str]
) -> list[dict]:
    """Return the rows of Evaluation of records whose decisions are sets of codes: all together, then label by label."""
    together = row(stage, decision, part, of_codes(truth, found))
    return [
        together,
        *(row(stage, decision, part, of_codes(truth, found, code), code, label) for code, label in labels.items()),
    ]


def as_sets(codes: pd.Series) -> pd.Series:
    """Return the codes of single decisions as sets, empty where none was made."""
    return codes.map(lambda code: frozenset() if pd.isna(code) else frozenset([code])).astype("object")
