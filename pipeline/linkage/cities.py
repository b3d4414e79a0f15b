"""Which U.S. cities are looked at together, though an engagement is of one: what people said ties them."""

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.linkage.groups import connected


def decisions_on(decisions: pd.DataFrame, report_ids: pd.Series) -> pd.DataFrame:
    """Return the decisions (first_report, second_report) of which both reports are among these."""
    known = set(decisions["first_report"]) | set(decisions["second_report"])
    named = report_ids.loc[report_ids.isin(known)]
    return decisions.loc[decisions["first_report"].isin(named) & decisions["second_report"].isin(named)]


def of_reports(reports: Path, report_ids: list[str]) -> pd.Series:
    """Return the us_place_id of these reports, by report_id, from the table of all; what is not there is left out."""
    if not report_ids:
        return pd.Series(dtype="str", index=pd.Index([], dtype="str"))
    found = pd.read_parquet(
        reports, columns=["report_id", "us_place_id"], filters=[("report_id", "in", sorted(set(report_ids)))]
    )
    return found.set_index("report_id")["us_place_id"]


def tied_by_decisions(decisions: pd.DataFrame, city: pd.Series) -> pd.DataFrame:
    """Return pairs of cities (left, right) whose reports a person has decided about; city: of each report."""
    return pd.DataFrame({"left": decisions["first_report"].map(city), "right": decisions["second_report"].map(city)})


def tied_by_answers(updates: pd.DataFrame, city: pd.Series) -> pd.DataFrame:
    """Return pairs of cities that answered on one engagement; updates: report_id and engagement_id of each answer."""
    own = updates.assign(right=updates["report_id"].map(city)).dropna(subset="right")
    return pd.DataFrame({"left": own.groupby("engagement_id")["right"].transform("first"), "right": own["right"]})


def tied_by_engagements(updates: pd.DataFrame, city: pd.Series, about: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of the city that answered and the one whose engagement it is; about: engagement_id, us_place_id."""
    whose = about.drop_duplicates("engagement_id").set_index("engagement_id")["us_place_id"]
    tied = pd.DataFrame({"left": updates["engagement_id"].map(whose), "right": updates["report_id"].map(city)})
    return tied.dropna()


def together(ties: pd.DataFrame) -> dict[str, str]:
    """Return for each tied city the one in whose part it is; ties: left and right, in any number of steps.

    >>> together(pd.DataFrame({"left": ["Osaka", "Kyoto"], "right": ["Kyoto", "Nara"]}))
    {'Kyoto': 'Kyoto', 'Nara': 'Kyoto', 'Osaka': 'Kyoto'}
    """
    cities = np.unique(ties[["left", "right"]].to_numpy(dtype=object).ravel().astype("str"))
    group = connected(
        len(cities), np.searchsorted(cities, ties["left"].tolist()), np.searchsorted(cities, ties["right"].tolist())
    )
    return dict(zip(cities.tolist(), cities[group].tolist(), strict=True))
