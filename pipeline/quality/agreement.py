"""How far coders agree who coded the same descriptions without seeing each other's codes.

For each category the decision is whether a description has it or not. Three figures, since each has its weakness: the
share of equal decisions (high where a category is rare), Cohen's kappa (of two coders, less what chance alone would
give) and Krippendorff's alpha (the same idea, for any number of coders and missing codes; Content Analysis, 2004).
"""

from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.quality.scores import ALL, RESAMPLES, SEED

ENDS = [0.025, 0.975]


def agreement(codings: pd.DataFrame, labels: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return rows of Agreement: for each decision, all categories together and each category.

    codings: description_id, coder, and a set of codes for each decision of labels (decision → code → label). Only
    descriptions that two coders or more have coded count.
    """
    if codings.empty:
        return pd.DataFrame()
    rows = []
    for decision, named in labels.items():
        decisions = _decisions(codings, decision, list(named))
        rows.append(_row(decision, ALL, "All together", decisions))
        for place, (code, label) in enumerate(named.items()):
            rows.append(_row(decision, code, label, decisions[:, :, [place]]))
    return pd.DataFrame(rows)


def _decisions(codings: pd.DataFrame, decision: str, codes: list[str]) -> np.ndarray:
    """Return coder × description × code: 1 where the coder gave the code, else 0; not a number where not coded."""
    wide = codings.pivot_table(index="coder", columns="description_id", values=decision, aggfunc="first")
    wide = wide.loc[:, wide.notna().sum().ge(2)]
    blank = [np.nan] * len(codes)
    held = [
        [blank if _is_blank(have) else [float(code in have) for code in codes] for have in of_coder]
        for of_coder in wide.to_numpy(dtype=object)
    ]
    return np.array(held, dtype="float64").reshape(*wide.shape, len(codes))


def _is_blank(have: object) -> bool:
    """Whether a coder left a description out."""
    return not isinstance(have, frozenset)


def _row(decision: str, code: str, label: str, decisions: np.ndarray) -> dict:
    """Return one row of Agreement."""
    alpha, low, high = alpha_with_interval(decisions)
    flat = decisions.reshape(len(decisions), -1)
    return {
        "decision": decision,
        "label_code": code,
        "label": label,
        "coders": len(decisions),
        "items": flat.shape[1],
        "positive": int(np.nansum(flat)),
        "percent": 100 * _pairwise(flat, _equal_share),
        "kappa": _pairwise(flat, cohen_kappa),
        "alpha": alpha,
        "alpha_low": low,
        "alpha_high": high,
    }


def _pairwise(decisions: np.ndarray, measure) -> float:
    """Return the mean of a measure of two coders over all pairs of coders; not a number where none has it."""
    values = []
    for one, other in combinations(decisions, 2):
        both = ~np.isnan(one) & ~np.isnan(other)
        if both.any():
            values.append(measure(one[both], other[both]))
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else np.nan


def _equal_share(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of equal decisions."""
    return float(np.mean(one == other))


def cohen_kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Return Cohen's kappa of two coders' values (any codes); not a number where both gave one value throughout."""
    observed = np.mean(one == other)
    expected = sum(np.mean(one == value) * np.mean(other == value) for value in np.union1d(one, other))
    return float((observed - expected) / (1 - expected)) if expected < 1 else np.nan


def alpha_with_interval(decisions: np.ndarray) -> tuple[float, float, float]:
    """Return Krippendorff's alpha of nominal values and its 95 % interval.

    decisions: coder × description × code, not a number where not coded. The interval comes from drawing descriptions
    anew with all their codes, from a fixed seed. Not a number where only one value occurs: nothing could differ.
    """
    coders, disagreeing, values = _by_description(decisions)
    whole = np.ones((1, len(coders)))
    alpha = float(_alpha(whole @ coders, whole @ disagreeing, whole @ values)[0])
    if np.isnan(alpha):
        return np.nan, np.nan, np.nan
    drawn = _drawn(len(coders))
    # A draw in which only one value occurs has no disagreement.
    low, high = np.quantile(np.nan_to_num(_alpha(drawn @ coders, drawn @ disagreeing, drawn @ values), nan=1.0), ENDS)
    return alpha, float(low), float(high)


@cache
def _drawn(descriptions: int) -> np.ndarray:
    """Return how often each description (column) is drawn in each draw (row): the same for every category.

    As floating-point numbers, which are multiplied far faster than whole ones, and exactly at this size.
    """
    shares = np.full(descriptions, 1 / descriptions)
    return np.random.default_rng(SEED).multinomial(descriptions, shares, size=RESAMPLES).astype("float64")


def _by_description(decisions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each description its codes in all, the disagreement in them, and how many of each value (column)."""
    values = np.unique(decisions[~np.isnan(decisions)])
    counts = (decisions[:, :, :, None] == values).sum(axis=0)
    coders = counts.sum(axis=2)
    counts, coders = np.where((coders >= 2)[:, :, None], counts, 0), np.where(coders >= 2, coders, 0)
    disagreeing = (coders**2 - (counts**2).sum(axis=2)) / np.maximum(coders - 1, 1)
    return coders.sum(axis=1), disagreeing.sum(axis=1), counts.sum(axis=1)


def _alpha(total: np.ndarray, disagreeing: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return alpha (1 less observed by expected disagreement) of each row of sums; not a number for a single value."""
    expected = total**2 - (values**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * disagreeing / expected, np.nan)
