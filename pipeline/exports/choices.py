"""Several chosen options in one cell: apart again, also where an option's own wording holds the separator."""

import itertools
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from pipeline.exports.contract import OPTION_SEPARATOR
from pipeline.exports.wording import same


def split(answers: pd.Series, separator: str, options: Sequence[str] = ()) -> tuple[pd.Series, tuple[str, ...]]:
    """Return the answers with their options joined by OPTION_SEPARATOR, and the options in order of appearance.

    options are wordings known beforehand; what is none of them is cut at every separator, except inside brackets and
    between pieces that never stand without each other.
    """
    known = sorted(set(options), key=lambda text: (-len(text), text))
    pieces = {text: _pieces(text, separator, known) for text in answers.dropna().unique()}
    glued = _inseparable(answers, pieces, separator)
    chosen = {text: _joined(found, glued, separator) for text, found in pieces.items()}
    in_order = dict.fromkeys([*options, *(option for found in chosen.values() for option in found)])
    return answers.map({text: OPTION_SEPARATOR.join(found) for text, found in chosen.items()}).astype("str"), tuple(
        in_order
    )


def is_joined(counts: dict[str, int], separator: str, options: Sequence[str] = ()) -> bool:
    """Whether answers look like options joined by a separator: the pieces come again and again."""
    joined = [text for text in counts if separator in text]
    if not joined:
        return False
    if options:
        wordings = {same(option) for option in options}
        pieces = [same(piece) for text in joined for piece in text.split(separator)]
        return sum(piece in wordings for piece in pieces) > len(pieces) / 2
    pieces = Counter()
    for text, count in counts.items():
        for piece in text.split(separator):
            pieces[piece.strip()] += count
    again = sum(count for count in pieces.values() if count > 1)
    return again >= 0.75 * pieces.total() and pieces.total() >= 3 * len(pieces)


def _pieces(text: str, separator: str, known: Sequence[str]) -> list[str]:
    """Return what stands between separators, known options with a separator of their own kept whole."""
    found, start, position, depth = [], 0, 0, 0
    while position < len(text):
        if position == start:
            whole = next((option for option in known if _starts_with(text[position:], option, separator)), "")
            if whole:
                position += len(whole)
                continue
        if text[position] in "([":
            depth += 1
        elif text[position] in ")]":
            depth = max(0, depth - 1)
        if text.startswith(separator, position) and (not depth or _never_closes(text, position)):
            found.append(text[start:position])
            position += len(separator)
            start = position
            continue
        position += 1
    found.append(text[start:])
    return [piece.strip() for piece in found if piece.strip()]


def _starts_with(text: str, option: str, separator: str) -> bool:
    """Whether a text begins with an option, and the option ends there."""
    rest = text[len(option) :]
    return text.startswith(option) and (not rest.strip() or rest.startswith(separator.rstrip()))


def _never_closes(text: str, position: int) -> bool:
    """Whether a bracket open before position is never closed: then it is no bracket."""
    return not any(closing in text[position:] for closing in ")]")


def _inseparable(answers: pd.Series, pieces: dict[str, list[str]], separator: str) -> set[tuple[str, str]]:
    """Return neighbours that are one option: neither stands without the other, at least three times.

    Only where the separator is a comma, which wordings use too; nobody writes an option with a semicolon by chance.
    """
    if separator.strip() != ",":
        return set()
    counts = answers.dropna().value_counts(sort=False)
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for text, count in counts.items():
        found = pieces[text]
        alone.update({piece: int(count) * found.count(piece) for piece in set(found)})
        together.update({pair: int(count) for pair in set(itertools.pairwise(found))})
    return {
        (first, second)
        for (first, second), times in together.items()
        if times >= 3 and alone[first] == alone[second] == times and second[:1].islower()
    }


def _joined(pieces: list[str], glued: set[tuple[str, str]], separator: str) -> list[str]:
    """Return the pieces with inseparable neighbours as one."""
    joined: list[str] = []
    last = ""
    for piece in pieces:
        if joined and (last, piece) in glued:
            joined[-1] += separator + piece
        else:
            joined.append(piece)
        last = piece
    return joined


def packed(answers: pd.Series, options: Sequence[str]) -> tuple[pd.Series, tuple[str, ...]]:
    """Return answers whose options are joined by spaces; options with spaces of their own are known beforehand.

    What is none of the options is kept, word by word.
    """
    longest = sorted(options, key=lambda option: (-len(option), option))
    found = {text: _words(text, longest) for text in answers.dropna().unique()}
    in_order = dict.fromkeys([*options, *(option for chosen in found.values() for option in chosen)])
    return answers.map({text: OPTION_SEPARATOR.join(chosen) for text, chosen in found.items()}).astype("str"), tuple(
        in_order
    )


def _words(text: str, options: Sequence[str]) -> list[str]:
    """Return the options in a text, the longest first tried at each place."""
    chosen, rest = [], text.strip()
    while rest:
        option = next((one for one in options if rest == one or rest.startswith(f"{one} ")), rest.split(" ")[0])
        chosen.append(option)
        rest = rest[len(option) :].lstrip()
    return chosen


def renamed(answers: pd.Series, wordings: dict[str, str]) -> pd.Series:
    """Return answers with each chosen option in another wording, where one is given."""
    renamed = {
        text: OPTION_SEPARATOR.join(wordings.get(option, option) for option in text.split(OPTION_SEPARATOR))
        for text in answers.dropna().unique()
    }
    return answers.map(renamed).astype("str")
