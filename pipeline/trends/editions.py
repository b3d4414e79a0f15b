"""The editions side by side: which may be compared, and what differs between two that are."""

from typing import NamedTuple

import pandas as pd

from pipeline.core import days, sources
from pipeline.pages.wording import counted, number, window

KINDS = {
    "survey": ("survey export", "survey exports"),
    "records": ("file of records", "files of records"),
    "updates": ("returned update sheet", "returned update sheets"),
}


class Edition(NamedTuple):
    """What is shown of one edition."""

    name: str
    choices: dict  # its entry in params.yaml
    sources: list[sources.Source]
    findings: pd.DataFrame
    editions: pd.DataFrame  # the same figures of the edition that it is compared with

    @property
    def is_simulated(self) -> bool:
        """Whether anything in it is made up."""
        return sources.is_simulated(self.sources)


def lines(editions: list[Edition]) -> list[list[Edition]]:
    """Return the editions in groups that may be compared, each from its oldest to its newest.

    Two editions may be compared when `compared_with` of params.yaml joins them, directly or through others; a simulated
    one is never with received ones. Received editions come first, then the group with the newest edition.
    """
    by_name = {edition.name: edition for edition in editions}
    group = {name: {name} for name in by_name}
    for edition in editions:
        other = by_name.get(edition.choices["compared_with"])
        if other and other.is_simulated == edition.is_simulated:
            joined = group[edition.name] | group[other.name]
            group |= dict.fromkeys(joined, joined)
    distinct = {frozenset(names) for names in group.values()}
    told = [sorted((by_name[name] for name in names), key=_age) for names in distinct]
    newest_first = sorted(told, key=lambda line: _age(line[-1]), reverse=True)
    return sorted(newest_first, key=lambda line: line[-1].is_simulated)


def _age(edition: Edition) -> tuple:
    """Return what editions are ordered by: cut-off date, then name."""
    return edition.choices["cut_off"], edition.name


def kinds_of_sources(edition: Edition) -> str:
    """Return how many sources of each kind an edition has, in words."""
    kinds = [source.kind for source in edition.sources]
    return ", ".join(counted(kinds.count(kind), *words) for kind, words in KINDS.items() if kind in kinds)


def differences(edition: Edition, earlier: Edition) -> list[str]:
    """Return sentences on what differs between an edition and the one it is compared with, so may move the figures."""
    here, there = edition.choices, earlier.choices
    told = []
    if window(here) != window(there):
        told.append(f"Window: {window(here)} in {edition.name}; {window(there)} in {earlier.name}.")
    if here["count_undated"] != there["count_undated"]:
        counting, other = (edition, earlier) if here["count_undated"] else (earlier, edition)
        told.append(f"Engagements without a year count in {counting.name}, not in {other.name}.")
    if here["frame_cities"] != there["frame_cities"]:
        told.append(f"Frame: {_frame(edition)} in {edition.name}; {_frame(earlier)} in {earlier.name}.")
    told += _of_sources(edition, earlier)
    if here["coverage"] != there["coverage"]:
        told.append("What is covered is described differently; read it under each edition.")
    return told


def _frame(edition: Edition) -> str:
    """Return the size of an edition's frame in words."""
    cities = edition.choices["frame_cities"]
    return f"{number(cities)} cities" if cities else "unknown"


def _of_sources(edition: Edition, earlier: Edition) -> list[str]:
    """Return sentences on sources that only one of two editions has, or that were taken at another day."""
    here = {source.source_id: source for source in edition.sources}
    there = {source.source_id: source for source in earlier.sources}
    told = []
    for mine, other, name in ((here, there, edition.name), (there, here, earlier.name)):
        only = [f"“{mine[source_id].title}”" for source_id in sorted(mine.keys() - other.keys())]
        if only:
            told.append(f"Only {name} has {counted(len(only), 'source', 'sources')}: {', '.join(only)}.")
    both = [(there[source_id], here[source_id]) for source_id in sorted(here.keys() & there.keys())]
    renewed = [
        f"“{now.title}” ({days.text_in_words(before.accessed)}, then {days.text_in_words(now.accessed)})"
        for before, now in both
        if before.accessed != now.accessed
    ]
    if renewed:
        told.append(f"Taken again: {', '.join(renewed)}.")
    return told
