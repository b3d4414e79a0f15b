"""Shares of engagements, or of cities, with an interval that knows that a city's engagements are alike.

A share is a ratio of totals over cities; its variance is that of the ratio with the city as cluster (Taylor
linearisation). tests/test_estimate.py holds the figures against R's survey package and svy. docs/statistics.md says why
the interval is what it is, and how often it holds.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from pipeline.estimate.tally import Tally

# Below this a standard error is nothing but rounding: no city differs from another.
NOTHING = 1e-12
# With fewer cities that have the category, or fewer that have anything else, a variance is not known from them; nor
# where a few large ones make it, so that it has fewer degrees of freedom than so many cities would give.
FEWEST = 5


class Margin(NamedTuple):
    """Known totals of the frame to which weights were made to add up."""

    level: np.ndarray  # clusters × levels (or cells), 1 where the cluster is in it
    weight: np.ndarray  # of each cluster, when last made to add up to these totals


class Weights(NamedTuple):
    """Weights of clusters, made to add up to the totals of one margin after another; the last ones are those to use."""

    margins: tuple[Margin, ...]

    @property
    def weight(self) -> np.ndarray:
        """Return the weight of each cluster."""
        return self.margins[-1].weight

    @property
    def worth(self) -> float:
        """Return as how many equal clusters these are worth (Kish): fewer, the more unequal they are."""
        return float(self.weight.sum() ** 2 / (self.weight**2).sum())


class Estimate(NamedTuple):
    """Ratio estimates, one for each column."""

    share: np.ndarray
    error: np.ndarray  # standard error
    degrees: np.ndarray  # degrees of freedom of the standard error
    influence: np.ndarray  # what each cluster (row) adds to the share's error; sums to zero


def ratio(
    count: np.ndarray,
    base: np.ndarray,
    frame: int | None = None,
    weights: Weights | None = None,
    drawn: int | None = None,
) -> Estimate:
    """Return the ratio of the totals of count and base, with the rows as clusters drawn at random.

    count and base: clusters × columns. frame: how many clusters there are to draw from (finite population correction).
    weights: of the clusters; what the margins explain, to whose known totals they add up, is no error any more. drawn:
    how many clusters there are, where those without any base are not among the rows. A column without a base is not a
    number.
    """
    weight = weights.weight if weights else np.ones(len(base))
    with np.errstate(divide="ignore", invalid="ignore"):
        total = weight @ base
        share = weight @ count / total
        residual = (count - share * base) / total
    influence = weight[:, None] * residual
    if weights:
        influence = unexplained(influence, weights.margins)
    # Clusters outside a column's base say nothing about it.
    clusters = (base > 0).sum(axis=0)
    sampled = (drawn or len(base)) / frame if frame else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt((1 - sampled) * clusters / (clusters - 1) * (influence**2).sum(axis=0))
    return Estimate(share, error, _degrees(influence, clusters), influence)


def unexplained(influence: np.ndarray, margins: tuple[Margin, ...]) -> np.ndarray:
    """Return the influences (clusters × columns) less what the levels of the margins explain.

    As R's survey package does it: within each level the mean is taken out of what was weighted, with the weights that
    this margin left; again and again over the margins, until nothing is left to take out. Every cluster counts the same
    in a mean, since before they were weighted all were drawn alike.
    """
    least = NOTHING * np.abs(influence).max(axis=0)
    moves = True
    while moves:
        before = influence
        for level, weight in margins:
            mean = level.T @ (influence / weight[:, None]) / level.sum(axis=0)[:, None]
            influence = influence - weight[:, None] * (level @ mean)
        moves = (np.abs(influence - before) > least).any()
    return influence


def _degrees(influence: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Return how many degrees of freedom the variance has, at most one less than there are clusters.

    Satterthwaite's: 2 × variance² / its own variance, seen from how unequal the squares are of which it is the sum. A
    few large cities make it small, as they should: the variance is then hardly known.
    """
    squares = influence**2
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = squares.sum(axis=0) / clusters
        spread = ((squares - mean) ** 2 * (influence != 0)).sum(axis=0) + mean**2 * (
            clusters - (influence != 0).sum(axis=0)
        )
        own = 2 * squares.sum(axis=0) ** 2 / (spread * clusters / (clusters - 1))
    return np.fmin(own, clusters - 1.0)


def logit_interval(estimate: Estimate, degrees: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the interval around each share: symmetric on the logit scale, so never outside 0 and 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = special.logit(estimate.share)
        half = special.stdtrit(degrees, (1 + confidence) / 2) * estimate.error
        half = half / (estimate.share * (1 - estimate.share))
    return special.expit(centre - half), special.expit(centre + half)


def effective_interval(share: np.ndarray, base: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of Clopper and Pearson's interval for as many independent answers as the cities are worth.

    For shares that hardly any city has or lacks, or that hang on a few large ones, where the variance says nothing. The
    cities are worth (sum of their bases)² / sum of squares (Kish), as if all engagements of a city were one: wide, on
    the safe side.
    """
    outside = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = base.sum(axis=0) ** 2 / (base**2).sum(axis=0)
        yes, no = share * worth, (1 - share) * worth
        lower = np.where(yes > 0, special.betaincinv(yes, no + 1, outside), 0.0)
        upper = np.where(no > 0, special.betaincinv(yes + 1, no, 1 - outside), 1.0)
    return lower, upper


def shares(tallied: Tally, confidence: float, frame: int | None = None, drawn: int | None = None) -> pd.DataFrame:
    """Return for each group and code: count, base, cities, base_cities, share, lower, upper, interval_method.

    share, lower and upper are between 0 and 1; cities have the category, base_cities the base. confidence 0 to 1;
    frame: how many cities there are to draw from, None for very many; drawn: how many are at hand, where the tally
    leaves out those that have nothing in it. Fewer than two cities have no interval. The cities are taken for a random
    draw, which is an assumption.
    """
    estimate = ratio(tallied.count, tallied.base, frame, drawn=drawn)
    base_cities = (tallied.base > 0).sum(axis=0)
    lower, upper = logit_interval(estimate, estimate.degrees, confidence)
    having, lacking = ((part > 0).sum(axis=0) for part in (tallied.count, tallied.base - tallied.count))
    many = (having >= FEWEST) & (lacking >= FEWEST) & (estimate.degrees >= FEWEST - 1)
    varies = (estimate.error > NOTHING) & many
    flat_lower, flat_upper = effective_interval(estimate.share, tallied.base, confidence)
    known = base_cities >= 2
    return pd.DataFrame(
        {
            "count": tallied.count.sum(axis=0).astype("int64"),
            "base": tallied.base.sum(axis=0).astype("int64"),
            "cities": having,
            "base_cities": base_cities,
            "share": estimate.share,
            "lower": np.where(known, np.where(varies, lower, flat_lower), np.nan),
            "upper": np.where(known, np.where(varies, upper, flat_upper), np.nan),
            "interval_method": pd.Series(
                np.where(known, np.where(varies, "linearised", "effective_sample"), None), dtype="str"
            ).to_numpy(),
        },
        index=tallied.index,
    )
