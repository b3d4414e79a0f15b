"""Measure how often the intervals hold the truth: `python -m tests.measure_coverage [surveys]`.

Makes 1,000 populations of 1,400 cities whose true shares are known, draws a survey from each (166 cities with their
engagements, 114 that answer on staff) and estimates every share with the pipeline's own functions. Prints how often the
interval holds the true share, the mean width and the bias in percentage points, and exits with 1 when a main share of
the plain population leaves 93.5 to 96.5 %.
"""

import sys
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.estimate.shares import logit_interval, ratio, shares
from pipeline.estimate.tally import Tally
from pipeline.estimate.weights import post_stratified
from pipeline.sizes import size_codes

CITIES, ENGAGED, ANSWERED = 1400, 166, 114
SURVEYS, SEED, CONFIDENCE = 1000, 2024, 0.95
SHARES = [0.54, 0.45, 0.14, 0.07, 0.02]
STAFF = [0.60, 0.19]
LOWEST, HIGHEST = 0.935, 0.965
# How alike the engagements of one city are (intra-class correlation).
ALIKE = 0.1
LARGEST = 8_500_000
BOUNDS = [30_000, 50_000, 100_000, 250_000]


class Population(NamedTuple):
    """All cities: how many engagements each has (cities × shares: base, and count in the category), and answers."""

    base: np.ndarray
    count: np.ndarray
    answers: np.ndarray  # cities × questions, 1 for yes
    size: pd.Series  # band of each city
    chance: np.ndarray  # of being drawn, relative


def population(rng: np.random.Generator, spread: float, slope: float, response: float) -> Population:
    """Return a population.

    spread: of the number of engagements (log scale); .6 is as unequal as in the edition demonstration-2024 (standard
    deviation .86 of the mean), .77 as in public-record-2026 (1.3). slope: how much more often cities with many
    engagements have the category (log odds by log number). response: how much likelier larger cities are drawn (power
    of the population).
    """
    inhabitants = np.minimum(30_000 * (1 - rng.random(CITIES)) ** -0.9, LARGEST)
    large = (np.log(inhabitants) - np.log(inhabitants).mean()) / np.log(inhabitants).std()
    number = rng.normal(0.6 * large, 0.8)
    engagements = np.maximum(np.round(7.5 * np.exp(spread * number)), 1).astype(int)
    odds = np.log(np.array(SHARES) / (1 - np.array(SHARES)))
    mean = 1 / (1 + np.exp(-(odds + slope * number[:, None])))
    chance = rng.beta(mean * (1 / ALIKE - 1), (1 - mean) * (1 / ALIKE - 1))
    count = rng.binomial(engagements[:, None], chance).astype("float64")
    answers = (rng.random((CITIES, len(STAFF))) < 1 / (1 + np.exp(-(_logit(STAFF) + slope * large[:, None])))) * 1.0
    base = np.repeat(engagements[:, None], len(SHARES), axis=1).astype("float64")
    return Population(base, count, answers, size_codes(pd.Series(inhabitants), BOUNDS), inhabitants**response)


def _logit(share: list[float]) -> np.ndarray:
    """Return log odds."""
    return np.log(np.array(share) / (1 - np.array(share)))


def drawn(rng: np.random.Generator, people: Population, cities: int) -> np.ndarray:
    """Return the numbers of cities drawn without replacement, larger ones likelier where the population says so."""
    return rng.choice(CITIES, cities, replace=False, p=people.chance / people.chance.sum())


def estimated(count: np.ndarray, base: np.ndarray) -> pd.DataFrame:
    """Return share, lower and upper as the pipeline publishes them."""
    index = pd.MultiIndex.from_product([[""], range(count.shape[1])])
    return shares(Tally(index, np.arange(len(count)), count, base), CONFIDENCE, CITIES)


def weighted(count: np.ndarray, base: np.ndarray, size: pd.Series, frame: pd.Series) -> pd.DataFrame:
    """Return the same with the cities post-stratified by size."""
    weights = post_stratified(size, frame)
    estimate = ratio(count, base, CITIES, weights)
    lower, upper = logit_interval(estimate, estimate.degrees, CONFIDENCE)
    return pd.DataFrame({"share": estimate.share, "lower": lower, "upper": upper})


def coverage(surveys: int, spread: float, slope: float, response: float, is_weighted: bool = False) -> pd.DataFrame:
    """Return for each share how often its interval holds the truth, its mean width and bias in percentage points."""
    rng = np.random.default_rng(SEED)
    told, truths = [], []
    for _ in range(surveys):
        people = population(rng, spread, slope, response)
        truths.append(np.concatenate([people.count.sum(axis=0) / people.base.sum(axis=0), people.answers.mean(axis=0)]))
        some, others = drawn(rng, people, ENGAGED), drawn(rng, people, ANSWERED)
        samples = (people.count[some], people.base[some], some), (
            people.answers[others], np.ones((ANSWERED, len(STAFF))), others
        )  # fmt: skip
        told.append(
            pd.concat(
                [
                    weighted(count, base, people.size.iloc[place], people.size)
                    if is_weighted
                    else estimated(count, base)
                    for count, base, place in samples
                ]
            )
        )
    truth = np.stack(truths)
    share, lower, upper = (np.stack([one[column].to_numpy() for one in told]) for column in ("share", "lower", "upper"))
    return pd.DataFrame(
        {
            "share": [f"{value:.0%}" for value in SHARES] + [f"staffing {value:.0%}" for value in STAFF],
            "truth": 100 * truth.mean(axis=0),
            "holds": 100 * ((lower <= truth) & (truth <= upper)).mean(axis=0),
            "width": 100 * (upper - lower).mean(axis=0),
            "bias": 100 * (share - truth).mean(axis=0),
        }
    )


def main() -> None:
    """Print the tables."""
    surveys = int(sys.argv[1]) if len(sys.argv) > 1 else SURVEYS
    populations = {
        "plain": (0.6, 0.0, 0.0, False),
        "large cities differ": (0.6, 0.2, 0.0, False),
        "numbers very unequal": (0.77, 0.0, 0.0, False),
        "larger cities answer more often, and differ": (0.6, 0.2, 0.7, False),
        "the same, post-stratified by size": (0.6, 0.2, 0.7, True),
    }
    results = {name: coverage(surveys, *how) for name, how in populations.items()}
    for name, result in results.items():
        print(f"\n{name}\n{result.round(1).to_string(index=False)}")
    held = results["plain"].loc[results["plain"]["share"].ne("2%"), "holds"] / 100
    sys.exit(not held.between(LOWEST, HIGHEST).all())


if __name__ == "__main__":
    main()
