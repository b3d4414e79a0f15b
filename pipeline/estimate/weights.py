"""Weights that make the cities at hand add up to the cities of the frame, by size and region. By svy."""

import numpy as np
import pandas as pd
import polars as pl
import svy
from svy.errors.weighting_errors import WeightingError

from pipeline.estimate.shares import Margin, Weights

# How far from the frame's counts a margin may be before the last round of raking, as a share of them.
TOLERANCE = 1e-6


def post_stratified(cell: pd.Series, frame: pd.Series) -> Weights:
    """Return weights with which each cell has as many cities as in the frame.

    cell: of each city at hand, and frame: of each city of the frame; both have the same cells.
    """
    return Weights((_margin(np.ones(len(cell)), cell, frame),))


def raked(margins: pd.DataFrame, frame: pd.DataFrame, tolerance: float = TOLERANCE) -> Weights | None:
    """Return weights with which each level of each column has as many cities as in the frame (raking).

    margins: of each city at hand, and frame: of each city of the frame; both have the same columns and levels. None
    when no weights do that: with few cities at hand, levels found only together leave nothing to balance by. The last
    round is made here, margin by margin, since the error depends on the weights that each margin left.
    """
    controls = {name: _counts(frame[name]) for name in margins}
    try:
        weighted = _sample(np.ones(len(margins)), margins).weighting.rake(controls=controls, tol=tolerance)
    except WeightingError as error:
        if error.code != "CONVERGENCE_FAILED":
            raise
        return None
    weight, last = weighted.data["rk_wgt"].to_numpy(), []
    for name in margins:
        last.append(_margin(weight, margins[name], frame[name]))
        weight = last[-1].weight
    return Weights(tuple(last))


def _margin(weight: np.ndarray, level: pd.Series, frame: pd.Series) -> Margin:
    """Return a margin with the weights made to add up to the frame's counts of its levels."""
    sample = _sample(weight, level.to_frame("level"))
    weighted = sample.weighting.poststratify(_counts(frame), cells="level")
    return Margin(pd.get_dummies(level).to_numpy("float64"), weighted.data["ps_wgt"].to_numpy())


def _counts(level: pd.Series) -> dict[str, float]:
    """Return how often each level is found."""
    return {name: float(count) for name, count in level.value_counts().sort_index().items()}


def _sample(weight: np.ndarray, columns: pd.DataFrame) -> svy.Sample:
    """Return cities as svy takes them, each with its weight."""
    texts = {name: pl.Series(columns[name].to_numpy(object), dtype=pl.String) for name in columns}
    return svy.Sample(pl.DataFrame(texts | {"weight": weight}), svy.Design(wgt="weight"))
