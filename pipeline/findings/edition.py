"""An edition as summarise reads it: what the stages before left, with the size and region of every city beside it."""

from typing import NamedTuple

import pandas as pd


class Edition(NamedTuple):
    """What findings are counted from."""

    engagements: pd.DataFrame  # with size_code and region_code of the U.S. city
    excluded: pd.DataFrame  # engagements that do not count, with the same and reason
    priorities: pd.DataFrame
    links: pd.DataFrame
    cities: pd.DataFrame  # responding cities, with the same and is_partial (of the response that speaks)
    reports: pd.DataFrame  # as classified, with engagement_id (missing where it ended before) and is_partial
    report_priorities: pd.DataFrame
    has_respondents: bool  # whether any of its sources is a survey


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


def with_places(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return rows with size_code and region_code of their us_place_id; places: of findings.places.described."""
    return rows.join(places, on="us_place_id", validate="m:1")


def with_engagement(reports: pd.DataFrame, outcomes: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    """Return classified reports with engagement_id and whether they come from a questionnaire that was not finished.

    outcomes: of deduplicate. responses: located, with their status.
    """
    ended = outcomes.loc[outcomes["unit"].eq("report")].set_index("report_id")["into"]
    partial = responses.loc[responses["status"].eq("partial"), ["source_id", "row"]]
    keys = pd.MultiIndex.from_frame(reports[["source_id", "row"]])
    return reports.assign(
        engagement_id=reports["report_id"].map(ended).astype("str"),
        is_partial=keys.isin(pd.MultiIndex.from_frame(partial)),
    )
