"""Round numbers along an axis."""

import math


def ticks(largest: float, most: int) -> list[float]:
    """Return round numbers from zero up to at most the largest, no more than so many.

    Their steps are 1, 2 or 5 times a power of ten, at least 1.
    """
    if largest <= 0:
        return [0]
    for power in range(math.floor(math.log10(largest)) - 1, math.ceil(math.log10(largest)) + 2):
        for step in (1, 2, 5):
            size = max(step * 10**power, 1)
            if largest // size + 1 <= most:
                return [size * place for place in range(int(largest // size) + 1)]
    return [0]


def round_years(first: int, last: int, most: int) -> list[int]:
    """Return years to write under an axis: multiples of 1, 2, 5, 10, 20 … in the range, no more than so many."""
    step = next(
        size * 10**power
        for power in range(4)
        for size in (1, 2, 5)
        if last // (size * 10**power) - (first - 1) // (size * 10**power) <= most
    )
    return [year for year in range(first, last + 1) if year % step == 0]
