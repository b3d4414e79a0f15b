"""Whole numbers that keep shares: so many of each that the truth has the published percentages."""

import numpy as np


def largest_remainder(weights: list[float], total: int) -> list[int]:
    """Return whole numbers in proportion to the weights that sum to `total`.

    Each gets the whole part of its share; what is left goes to the largest fractions, the earlier first.

    >>> largest_remainder([54, 15, 31], 10)
    [5, 2, 3]
    """
    exact = np.asarray(weights, dtype=float) / np.sum(weights) * total
    whole = np.floor(exact).astype(int)
    for index in np.argsort(-(exact - whole), kind="stable")[: total - whole.sum()]:
        whole[index] += 1
    return whole.tolist()


def spread(counts: list[int]) -> list[int]:
    """Return each index as often as its count says.

    >>> spread([2, 0, 1])
    [0, 0, 2]
    """
    return [index for index, count in enumerate(counts) for _ in range(count)]


def draw(rng: np.random.Generator, weights: list[float], size: int) -> list[int]:
    """Return `size` different indices, likelier where the weight is larger."""
    if not size:
        return []
    weights = np.asarray(weights, dtype=float)
    return rng.choice(len(weights), size=size, replace=False, p=weights / weights.sum()).tolist()


def likely(rng: np.random.Generator, weights: list[float]) -> int:
    """Return one index, likelier where the weight is larger."""
    cumulated = np.cumsum(np.asarray(weights, dtype=float))
    return int(np.searchsorted(cumulated, rng.random() * cumulated[-1], side="right"))
