"""What the suggester sees of a text: its words, pairs of words, and pieces of words."""

from functools import lru_cache
from itertools import pairwise

from pipeline.phrases import folded

# Length of the pieces of a word that are taken: they are shared by its inflections, misspellings and relatives. Shorter
# ones are shared by words that have nothing in common.
PIECE = 5


def features(text: str) -> list[str]:
    """Return the features of a text, each as often as it stands there.

    >>> features("An art")
    ['an', 'art', 'an art', ' art ']
    """
    words = folded(text).split()
    found = [*words, *map(" ".join, pairwise(words))]
    for word in words:
        found += _pieces(word)
    return found


@lru_cache(maxsize=2**16)
def _pieces(word: str) -> tuple[str, ...]:
    """Return the pieces of a word, which stands in many texts."""
    padded = f" {word} "
    return tuple(padded[start : start + PIECE] for start in range(len(padded) - PIECE + 1))
