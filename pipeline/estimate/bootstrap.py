"""Cities drawn again and again: intervals of ranks and of concentration, for which there is no formula.

Rao and Wu's rescaled bootstrap: of m cities m - 1 are drawn with replacement, and the counts moved towards the observed
ones by the finite population correction. Seeded, so that a run can be repeated.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache

import numpy as np

# So many draws are kept. Many sections are of as many cities, and drawing them takes longer than all that is worked out
# from them.
KEPT = 4


@lru_cache(maxsize=KEPT)
def weights(cities: int, replicates: int, seed: int, frame: int | None) -> np.ndarray:
    """Return the weight of each city (column) in each replicate (row); 1 would be the observed. cities: two or more."""
    drawn = np.random.default_rng(seed).multinomial(cities - 1, np.full(cities, 1 / cities), size=replicates)
    kept = np.sqrt(1 - cities / frame) if frame else 1.0
    weight = kept * cities / (cities - 1) * drawn
    weight += 1 - kept
    weight.flags.writeable = False
    return weight


@contextmanager
def drawing(cities: Iterable[int], replicates: int, seed: int, frame: int | None) -> Iterator[None]:
    """Draw so many cities, and so many, while the block goes on, so that `weights` has them at hand after it."""
    # More than are kept would be drawn again.
    with ThreadPoolExecutor(1) as beside:
        for number in list(dict.fromkeys(cities))[:KEPT]:
            beside.submit(weights, number, replicates, seed, frame)
        yield


def rank_interval(weight: np.ndarray, count: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the best and the worst rank of each column of count (cities × categories), 1 for the largest total.

    weight: replicates × cities. A tie counts as the better rank for the best and as the worse for the worst.
    """
    # Rounded, so that what ties here ties on every machine.
    total = np.round(weight @ count, 9)
    larger = np.stack([(total > one[:, None]).sum(axis=1) for one in total.T], axis=1)
    as_large = np.stack([(total >= one[:, None]).sum(axis=1) for one in total.T], axis=1)
    outside = (1 - confidence) / 2
    best = np.quantile(larger + 1, outside, axis=0, method="inverted_cdf")
    worst = np.quantile(as_large, 1 - outside, axis=0, method="inverted_cdf")
    return best, worst
