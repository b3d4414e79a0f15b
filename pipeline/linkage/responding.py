"""The responding cities: one row of each, whoever and however often they answered for it."""

import pandas as pd

from pipeline import tables
from pipeline.tables import responses
from pipeline.tables.outcomes import Outcomes


def responding(located: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per responding city and the outcome of each response.

    The newest complete response speaks; what it does not answer is taken from the next newest, partial ones last. Where
    the platform does not say, a response is taken for complete. Of two without a time the later row is the newer.
    """
    newest = located.assign(is_partial=located["status"].eq("partial").fillna(False)).sort_values(
        ["us_place_id", "is_partial", "submitted", "source_id", "row"],
        ascending=[True, True, False, True, False],
        kind="stable",
    )
    by_city = newest.groupby("us_place_id", sort=True)
    cities = by_city.first().assign(response_count=by_city.size()).reset_index()
    speaking = newest.groupby("us_place_id")["response_id"].transform("first")
    is_speaking = newest["response_id"].eq(speaking)
    outcomes = newest.assign(
        unit="row",
        report_id=None,
        outcome=is_speaking.map({True: "counted", False: "merged"}),
        reason=is_speaking.map({True: "counted", False: "same_city"}),
        into=speaking,
    )
    return responses.Cities.validate(tables.typed(cities, responses.Cities)), tables.typed(outcomes, Outcomes)
