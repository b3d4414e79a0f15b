"""The main figures of some engagements and responding cities, unrounded: for other readings and other editions."""

from typing import NamedTuple

import pandas as pd

from pipeline.estimate.tally import Tally
from pipeline.findings.edition import Labels
from pipeline.findings.engagement_shares import tallies
from pipeline.findings.means import answers
from pipeline.findings.sections import RESOURCES

SECTIONS = ["country", "region", "method", "priority"]


class Figures(NamedTuple):
    """Headline counts by finding_id, and section by section what each city adds to the main shares."""

    counts: dict[str, int]
    tallies: list[tuple[str, Tally]]


def figures(
    engagements: pd.DataFrame, priorities: pd.DataFrame, cities: pd.DataFrame | None, labels: Labels
) -> Figures:
    """Return the main figures; cities: those that responded, None where nobody was asked."""
    counts = {"headline.cities": engagements["us_place_id"].nunique(), "headline.engagements": len(engagements)}
    told = list(tallies(engagements, priorities, labels, SECTIONS).items())
    if cities is not None:
        counts["headline.respondents"] = len(cities)
        told += [("staffing", answers(cities, question)) for question in RESOURCES]
    return Figures(counts, told)


def identifiers(section: str, tallied: Tally) -> list[str]:
    """Return the finding_id of each column of a tally."""
    return [f"{section}.{code}" for code in tallied.index.get_level_values(1)]
