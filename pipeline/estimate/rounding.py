"""Rounding, once and half up: 54.5 is published as 55, as a reader would round it."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(numerator: int, denominator: int, decimals: int) -> float:
    """Return 100 × numerator / denominator, rounded half up to so many decimals.

    Counts, not their quotient, so that no binary fraction decides.

    >>> half_up(109, 200, 0)
    55.0
    """
    return _rounded(100 * Decimal(numerator) / Decimal(denominator), decimals)


def half_up_percent(share: float, decimals: int) -> float:
    """Return a share (0 to 1, or not a number) in percent, rounded half up.

    >>> half_up_percent(0.5449, 0)
    54.0
    """
    return share if share != share else _rounded(100 * Decimal(repr(float(share))), decimals)


def _rounded(percent: Decimal, decimals: int) -> float:
    """Return a percentage rounded half up; nothing less than nothing: never -0."""
    return float(percent.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)) + 0.0
