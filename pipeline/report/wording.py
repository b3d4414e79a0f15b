"""Findings in words, by rules that stay true when the numbers change."""

from collections.abc import Sequence
from fractions import Fraction

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


def number(count: int) -> str:
    """Return a count as it is read.

    >>> number(1640)
    '1,640'
    """
    return f"{count:,}"


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
    if count == base:
        return "all"
    return next((words for low, high, words in NEAR if low <= share < high), "")


def shown_share(finding, decimals: int) -> str:
    """Return a published share as a sentence says it: as a percentage, and in words where they are safe.

    No fraction is said of a share that is known only roughly (an interval wider than 20 points), nor “more than half”
    of one whose interval reaches below.
    """
    percent = f"{finding.percent:.{decimals}f} %"
    words = share_in_words(finding.count, finding.base)
    is_rough = finding.upper - finding.lower > 20
    is_unsure = words.startswith("more than") and not finding.lower >= 50
    return percent if not words or is_rough or is_unsure else f"{words} ({percent})"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence.

    >>> listed(["China", "Mexico", "Japan"])
    'China, Mexico and Japan'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def leading(labels: Sequence[str], counts: Sequence[int], most: int) -> tuple[list[str], bool]:
    """Return the first labels by count, at most so many, and whether the last place is tied with one left out."""
    tied = len(counts) > most and counts[most - 1] == counts[most]
    return list(labels[:most]), tied
