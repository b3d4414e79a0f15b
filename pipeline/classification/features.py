"""What the suggester sees of a text: its words, pairs of words, and pieces of words."""

from functools import lru_cache
from itertools import pairwise

from pipeline.phrases import folded

# Lengths of the pieces of a word that are taken: they are shared by its inflections, misspellings and relatives.
PIECES = range(3, 6)


def features(text: str) -> list[str]:
    """Return the features of a text, each as often as it stands there.

    >>> features("An art")
    ['an', 'art', 'an art', ' an', 'an ', ' an ', ' ar', 'art', 'rt ', ' art', 'art ', ' art ']
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
    return tuple(padded[start : start + size] for size in PIECES for start in range(len(padded) - size + 1))
