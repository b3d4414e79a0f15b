"""Which report is about which engagement, and why: the rule, the report it was joined with, how often that is right."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.linkage.rules import SAME

ALONE = "the only report"
PERSON = "a person said so"


class Linked(NamedTuple):
    """The group of each report, by its row number, the pairs that were judged, and what they were judged by."""

    group: np.ndarray
    judged: pd.DataFrame
    evidence: pd.DataFrame


def links(counted: pd.DataFrame, linked: Linked, probability: dict[str, float]) -> pd.DataFrame:
    """Return the counted reports with role, link_rule, linked_report_id and link_probability, sorted by report.

    probability: link rule → how often it is right (0 to 1). Of several pairs that join a report, the strongest names
    its rule.
    """
    strongest = _strongest(linked)
    joined = strongest.reindex(counted["number"]).set_axis(counted.index)
    alone = counted.groupby("group")["report_id"].transform("size").eq(1)
    other = joined["other"].map(linked.evidence["report_id"]).astype("str")
    return counted.assign(
        role=counted["is_speaking"].map({True: "counted", False: "merged"}),
        link_rule=joined["rule"].astype("str").fillna(PERSON).mask(alone, ALONE),
        linked_report_id=other.mask(alone),
        link_probability=joined["rule"].map(probability).astype("float64").mask(alone),
    ).sort_values("report_id", ignore_index=True)


def _strongest(linked: Linked) -> pd.DataFrame:
    """Return for each report number the other report (other) and the rule of the strongest pair within its group."""
    same = linked.judged.loc[linked.judged["verdict"].eq(SAME)]
    within = same.loc[linked.group[same["left"]] == linked.group[same["right"]]]
    sides = [
        within[[side, other, "strength", "likeness", "rule"]].set_axis(
            ["number", "other", "strength", "likeness", "rule"], axis="columns"
        )
        for side, other in (("left", "right"), ("right", "left"))
    ]
    ranked = pd.concat(sides).sort_values(
        ["number", "strength", "likeness", "other"], ascending=[True, True, False, True], kind="stable"
    )
    return ranked.drop_duplicates("number").set_index("number")
