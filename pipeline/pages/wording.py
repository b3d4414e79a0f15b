"""Findings in words, by rules that stay true when the numbers change."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

# A share between these bounds (the lower included, the upper not) may be said so; else it is said as its percentage.
NEAR = [
    (Fraction(1, 5) - Fraction(2, 100), Fraction(1, 5), "nearly one in five"),
    (Fraction(1, 5), Fraction(1, 5) + Fraction(1, 200), "one in five"),
    (Fraction(1, 4) - Fraction(2, 100), Fraction(1, 4), "nearly a quarter"),
    (Fraction(1, 4), Fraction(1, 4) + Fraction(1, 200), "a quarter"),
    (Fraction(1, 3) - Fraction(2, 100), Fraction(1, 3), "nearly a third"),
    (Fraction(1, 3), Fraction(1, 3) + Fraction(1, 200), "a third"),
    (Fraction(1, 2) - Fraction(3, 100), Fraction(1, 2), "nearly half"),
    (Fraction(1, 2), Fraction(1, 2) + Fraction(1, 200), "half"),
    (Fraction(1, 2) + Fraction(1, 200), Fraction(1, 2) + Fraction(6, 100), "more than half"),
    (Fraction(2, 3) - Fraction(2, 100), Fraction(2, 3), "nearly two thirds"),
    (Fraction(2, 3), Fraction(2, 3) + Fraction(1, 200), "two thirds"),
    (Fraction(3, 4) - Fraction(2, 100), Fraction(3, 4), "nearly three quarters"),
    (Fraction(3, 4), Fraction(3, 4) + Fraction(1, 200), "three quarters"),
]


def number(count: int | None) -> str:
    """Return a count as it is read, one that is not published (missing) as withheld.

    >>> number(1640)
    '1,640'
    """
    return "withheld" if pd.isna(count) else f"{count:,}"


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "city", "cities")
    '1 city'
    """
    return f"{number(count)} {one if count == 1 else many}"


def share_in_words(count: int, base: int) -> str:
    """Return a share as a reader would say it, "" where no plain fraction is near. From the counts, not the rounding.

    >>> share_in_words(27, 55)
    'nearly half'
    """
    if base == 0:
        return ""
    share = Fraction(count, base)
    if count in (0, base):
        return "all" if count else "none"
    return next((words for low, high, words in NEAR if low <= share < high), "")


def shown_percent(finding, decimals: int) -> str:
    """Return the percentage of a finding as it is printed, or that it is withheld."""
    if math.isnan(finding.percent):
        return "withheld"
    return rounded_percent(finding.percent, finding.count, finding.base, decimals)


def rounded_percent(percent: float | Decimal, count: int, base: int, decimals: int) -> str:
    """Return a rounded percentage: what rounds to nothing is not nothing, what rounds to the whole not the whole."""
    step = Decimal(1).scaleb(-decimals)
    if count and not percent:
        return f"<{step} %"
    if count < base and percent == 100:
        return f">{100 - step} %"
    return f"{percent:.{decimals}f} %"


def shown_interval(finding, decimals: int) -> str:
    """Return the interval of a finding as it is printed, a dash where there is none."""
    if math.isnan(finding.lower):
        return "–"
    upper = f"{finding.upper:.{decimals}f}" if finding.upper else f"<{Decimal(1).scaleb(-decimals)}"
    return f"{finding.lower:.{decimals}f} to {upper} %"


def percent_of(count: int, base: int, decimals: int) -> str:
    """Return the percentage that a count is of a base, rounded half up, where no finding states it.

    >>> percent_of(118, 1400, 0)
    '8 %'
    """
    step = Decimal(1).scaleb(-decimals)
    percent = (100 * Decimal(int(count)) / Decimal(int(base))).quantize(step, rounding=ROUND_HALF_UP)
    return rounded_percent(percent, count, base, decimals)


def said_share(finding, decimals: int) -> str:
    """Return a share as a sentence says it: as a percentage, and in words where they are safe.

    A withheld share is said as its two counts. No fraction is said of a share that is known only roughly (an interval
    wider than 20 points), nor “more than half” of one whose interval reaches below.
    """
    if finding.is_withheld:
        return "a share that is not published" if pd.isna(finding.count) else f"{finding.count:,} of {finding.base:,}"
    words = share_in_words(finding.count, finding.base)
    if words in ("all", "none"):
        return words
    percent = shown_percent(finding, decimals)
    is_rough = finding.upper - finding.lower > 20
    is_unsure = words.startswith("more than") and not finding.lower >= 50
    return percent if not words or is_rough or is_unsure else f"{words} ({percent})"


def capital(words: str) -> str:
    """Return words as a sentence begins.

    >>> capital("nearly half")
    'Nearly half'
    """
    return words[:1].upper() + words[1:]


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence.

    >>> listed(["China", "Mexico", "Japan"])
    'China, Mexico and Japan'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def leading(counts: Sequence[int], most: int) -> int:
    """Return how many of these counts, the largest first, a sentence names so that no equal one is left out.

    At most so many; fewer where a tie reaches over the end, and none where even the first place is shared by more.

    >>> leading([9, 7, 7, 5], 2)
    1
    """
    if len(counts) <= most:
        return len(counts)
    return next((place for place in range(most, 0, -1) if counts[place - 1] > counts[place]), 0)


def shown_rank(finding) -> str:
    """Return a rank and, where it is known, the ranks it would have if other cities had been drawn."""
    if pd.isna(finding.rank):
        return "–"
    if pd.isna(finding.rank_lower) or finding.rank_lower == finding.rank_upper:
        return f"{finding.rank}"
    return f"{finding.rank} ({finding.rank_lower} to {finding.rank_upper})"


def shown_difference(difference: float, is_share: bool) -> str:
    """Return a difference with its sign: of shares in points with one decimal, of counts whole; "±0" where none.

    >>> shown_difference(-0.44, is_share=True)
    '−0.4'
    """
    if pd.isna(difference):
        return "–"
    told = f"{abs(difference):.1f}" if is_share else f"{abs(difference):,.0f}"
    if not float(told.replace(",", "")):
        return "±0"
    return f"{'+' if difference > 0 else '−'}{told}"


def window(choices: dict) -> str:
    """Return the time window of an edition in words."""
    first, last = choices["first_year"], choices["last_year"]
    if first is None and last is None:
        return "all years"
    if last is None:
        return f"events and agreements since {first}"
    return f"events and agreements {f'from {first} to {last}' if first else f'until {last}'}"
