"""Which engagements do not count, and why; where the way of each report ends."""

import numpy as np
import pandas as pd

from pipeline import tables
from pipeline.linkage.survival import engagements
from pipeline.scale import distinct
from pipeline.scale.among import places
from pipeline.tables.engagements import Excluded
from pipeline.tables.outcomes import Outcomes
from pipeline.window import Window, outside


def exclusion(
    spoken: pd.DataFrame, status: pd.Series, told: pd.Series, window: Window, method_kinds: dict[str, str]
) -> pd.Series:
    """Return why the engagement of each report is excluded (code in reasons.csv), missing where it counts.

    status: its meaning by the reports' original numbers. An event that is over still took place; a tie that one source
    calls ended does not count, unless another, or the city's own answer, says that it stands. told: of each report,
    whether its city, shown the record, says that it stands or has ended; that decides before all else.
    """
    by_group = spoken["group"]
    kind = distinct.each(spoken["engagement_method"], method_kinds.get)
    meaning = status.reindex(spoken["number"]).set_axis(spoken.index)
    stands = (meaning.eq("active") | spoken["block"].ne("record")).groupby(by_group).transform("any")
    over = (meaning.eq("ended") & kind.ne("event") | meaning.eq("planned")).groupby(by_group).transform("any")
    outside_window = outside(spoken["year"], by_group, kind.eq("standing"), window)
    return outside_window.mask(over & ~stands & told.isna() | told.eq("ended"), "ended")


def excluded(spoken: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    """Return one row per engagement that does not count, with its reason."""
    excluded = spoken.assign(reason=reason).loc[reason.notna()]
    whole = engagements(excluded)
    # The reason is the engagement's, so every report of it has the same.
    reasons = distinct.taken(excluded["reason"], places(whole["engagement_id"], excluded["engagement_id"]))
    return tables.typed(whole.assign(reason=reasons), Excluded)


def report_outcomes(spoken: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    """Return the outcome of each report: excluded for its engagement's reason, else counted or merged into it."""
    role = np.where(reason.notna(), 2, np.where(spoken["is_speaking"], 0, 1))
    counts = distinct.taken(pd.Series(["counted", "same_engagement"]), np.where(role < 2, role, -1), spoken.index)
    ended = spoken[["source_id", "row", "report_id"]].assign(
        unit="report",
        outcome=distinct.taken(pd.Series(["counted", "merged", "excluded"]), role, spoken.index),
        reason=counts.fillna(reason),
        into=spoken["engagement_id"],
    )
    return tables.typed(ended, Outcomes)
