"""What is new, gone and changed since the edition that this one is compared with."""

from typing import NamedTuple

import pandas as pd

# Columns of an engagement in which a difference is a change. Counts of reports are left out: a further report of the
# same is no change of the engagement.
COMPARED = ["method_code", "partner_kind", "partner_country_code", "partner_place", "network_code"]
COMPARED += ["first_year", "last_year", "description_text"]


class Changes(NamedTuple):
    """An edition beside the one it is compared with."""

    other: str  # the other edition
    new_cities: list[str]
    gone_cities: list[str]
    new: pd.DataFrame  # engagements in this edition only
    gone: pd.DataFrame  # in the other only
    changed: pd.DataFrame  # engagement_id, column, before, after


def changes(moved: pd.DataFrame, engagements: pd.DataFrame, other: pd.DataFrame, name: str) -> Changes:
    """Return what differs between the engagements of this edition and those of another, by identifier.

    moved: the cities and engagements that only one of the two has, as summarise found them. An engagement keeps its
    identifier when sources are added, so one that is in both is the same. name: of the other edition.
    """
    new, gone = (moved.loc[moved["change"].eq(change)] for change in ("new", "gone"))
    return Changes(
        other=name,
        new_cities=_cities(new),
        gone_cities=_cities(gone),
        new=_engagements(new, engagements),
        gone=_engagements(gone, other),
        changed=_changed(engagements, other),
    )


def _cities(moved: pd.DataFrame) -> list[str]:
    """Return the cities among what came or went, in words."""
    cities = moved.loc[moved["kind"].eq("city")]
    return sorted(cities["us_city"] + ", " + cities["us_state"])


def _engagements(moved: pd.DataFrame, engagements: pd.DataFrame) -> pd.DataFrame:
    """Return the engagements among what came or went, by identifier."""
    ids = moved.loc[moved["kind"].eq("engagement"), "id"]
    mine = engagements.loc[engagements["engagement_id"].isin(ids)]
    return mine.sort_values("engagement_id", ignore_index=True)


def _changed(engagements: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return each value that differs in an engagement of both editions, as text; missing is blank."""
    before, after = (
        table[["engagement_id", *COMPARED]].astype("str").fillna("").melt("engagement_id", var_name="column")
        for table in (other, engagements)
    )
    both = before.merge(after, on=["engagement_id", "column"], suffixes=("_before", "_after"), validate="1:1")
    differ = both.loc[both["value_before"].ne(both["value_after"])]
    named = differ.rename(columns={"value_before": "before", "value_after": "after"})
    return named.sort_values(["engagement_id", "column"], ignore_index=True)
