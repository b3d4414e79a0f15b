"""Weights that make the cities at hand add up to the cities of the frame, by size and region. By svy."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import svy
from svy.errors.weighting_errors import WeightingError

# How far from the frame's counts a raked margin may stay, as a share of them.
TOLERANCE = 1e-6


class Weights(NamedTuple):
    """Weights of cities, and what they were made to add up to."""

    weight: np.ndarray
    calibrated: np.ndarray  # cities × cells or levels, 1 where the city is in it

    @property
    def worth(self) -> float:
        """Return as how many equal cities these are worth (Kish): fewer, the more one stands for more than another."""
        return float(self.weight.sum() ** 2 / (self.weight**2).sum())


def post_stratified(cell: pd.Series, frame: pd.Series) -> Weights:
    """Return weights with which each cell has as many cities as in the frame.

    cell: of each city at hand, and frame: of each city of the frame; both have the same cells.
    """
    controls = {name: float(count) for name, count in frame.value_counts().sort_index().items()}
    weighted = _sample(pd.DataFrame({"cell": cell})).weighting.poststratify(controls, cells="cell")
    return Weights(weighted.data["ps_wgt"].to_numpy(), _membership(cell))


def raked(margins: pd.DataFrame, frame: pd.DataFrame, tolerance: float = TOLERANCE) -> Weights | None:
    """Return weights with which each level of each column has as many cities as in the frame (raking).

    margins: of each city at hand, and frame: of each city of the frame; both have the same columns and levels. None
    when no weights do that: with few cities at hand, levels found only together leave nothing to balance by.
    """
    controls = {
        name: {level: float(count) for level, count in frame[name].value_counts().sort_index().items()}
        for name in margins
    }
    try:
        weighted = _sample(margins).weighting.rake(controls=controls, tol=tolerance)
    except WeightingError as error:
        if error.code != "CONVERGENCE_FAILED":
            raise
        return None
    levels = np.concatenate([_membership(margins[name]) for name in margins], axis=1)
    return Weights(weighted.data["rk_wgt"].to_numpy(), levels)


def _sample(columns: pd.DataFrame) -> svy.Sample:
    """Return cities as svy takes them, each with the weight 1."""
    texts = {name: pl.Series(columns[name].to_numpy(object), dtype=pl.String) for name in columns}
    return svy.Sample(pl.DataFrame(texts | {"weight": np.ones(len(columns))}), svy.Design(wgt="weight"))


def _membership(level: pd.Series) -> np.ndarray:
    """Return a column for each level, 1 where a city has it."""
    return pd.get_dummies(level).to_numpy("float64")
