"""An edition as summarise reads it: what the stages before left, with the size and region of every city beside it.

Engagements and reports have numbers, and codes are categories: texts of millions of rows would take gigabytes, and all
that is counted would take as many times as long.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.scale.among import places
from pipeline.scale.parts import raw_rows

# What engagements are counted by.
CODES = [
    "us_place_id",
    "us_city",
    "us_state",
    "method_code",
    "partner_kind",
    "partner_country_code",
    "network_code",
]


class Edition(NamedTuple):
    """What findings are counted from. The index of engagements and reports is their number."""

    engagements: pd.DataFrame  # those that count; codes as categories, with size_code and region_code of the U.S. city
    excluded: pd.DataFrame  # engagements that do not count, numbered on from there, with the same and reason
    priorities: pd.DataFrame  # engagement and priority_code
    cities: pd.DataFrame  # responding cities, with size_code, region_code and is_partial (of the response that speaks)
    earlier: list[pd.DataFrame]  # the responding cities of each edition that this one is compared with
    reports: pd.DataFrame  # as classified, with engagement (-1 where it ended before) and is_partial
    report_priorities: pd.DataFrame  # report, priority_code and priority_decided_by
    has_respondents: bool  # whether any of its sources is a survey

    @property
    def counted_reports(self) -> pd.DataFrame:
        """Return the reports of engagements that count."""
        return self.reports.loc[is_one_of(self.reports["engagement"], self.engagements.index)]


class Labels(NamedTuple):
    """Words for codes, in the order in which they are told."""

    country: dict[str, str]
    continent: dict[str, str]  # country code → continent, which is its own label
    priority: dict[str, str]
    method: dict[str, str]
    network: dict[str, str]
    state: dict[str, str]
    size: dict[str, str]
    region: dict[str, str]
    in_sentence: dict[str, str]  # label → how a sentence says it, where it says it otherwise


def coded(engagements: pd.DataFrame) -> pd.DataFrame:
    """Return engagements with their codes as categories, which all tables cut from them share."""
    return engagements.astype(dict.fromkeys(CODES, "category"))


def recoded(codes: pd.Series, meaning: Mapping[str, str] | pd.Series) -> pd.Series:
    """Return what each code (a category) means, as a category; missing where it means nothing."""
    told = pd.Categorical(codes.cat.categories.map(meaning))
    return pd.Series(told.take(codes.cat.codes, allow_fill=True), index=codes.index)


def is_one_of(numbers: pd.Series | pd.Index, those: pd.Index) -> np.ndarray:
    """Return whether each number is one of those, -1 being none; as isin, which takes ten times as long."""
    flags = np.zeros(max(those.max() if len(those) else 0, numbers.max() if len(numbers) else 0) + 2, dtype=bool)
    flags[those] = True
    flags[-1] = False
    return flags[numbers]


def with_places(rows: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Return rows with size_code and region_code of their us_place_id; described: by findings.places."""
    # In order, so that no table cut from these has to sort its cities.
    place = rows["us_place_id"].astype("category")
    place = place.cat.reorder_categories(sorted(place.cat.categories))
    return rows.assign(us_place_id=place, **{name: recoded(place, described[name]) for name in described})


def with_engagement(reports: pd.DataFrame, outcomes: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    """Return classified reports with engagement_id and whether they come from a questionnaire that was not finished.

    outcomes: of deduplicate. responses: located, with their status. source_id is a category in both.
    """
    ended = outcomes.loc[outcomes["unit"].eq("report")]
    place = places(reports["report_id"], ended["report_id"])
    partial = responses.loc[responses["status"].eq("partial")]
    raw_row, partial_row = raw_rows([reports, partial])
    return reports.assign(
        engagement_id=ended["into"].array.take(place, allow_fill=True), is_partial=np.isin(raw_row, partial_row)
    )


def numbered(
    known: pd.DataFrame,
    priorities: pd.DataFrame,
    reports: pd.DataFrame,
    report_priorities: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Return the tables of an edition with numbers in place of engagement_id and report_id, by their name there.

    known: engagements, first those that count; of the others with a reason.
    """
    counts = known["reason"].isna()
    return {
        "engagements": known.loc[counts].drop(columns="reason"),
        "excluded": known.loc[~counts],
        "priorities": with_numbers(priorities, "engagement", known),
        "reports": with_numbers(reports, "engagement", known),
        "report_priorities": with_numbers(report_priorities, "report", reports),
    }


def with_numbers(rows: pd.DataFrame, kind: str, of: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the number of the engagement or report they name, in place of its identifier."""
    key = f"{kind}_id"
    return rows.assign(**{kind: places(rows[key], of[key])}).drop(columns=key)
