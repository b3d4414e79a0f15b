"""Which report is about which engagement, and why: the rule, the report it was joined with, how often that is right."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.linkage.rules import SAME
from pipeline.scale import distinct

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
    told = counted[["report_id", "engagement_id", "facts_key", "wording_key", "group", "is_speaking"]]
    told = told.set_axis(counted["number"]).sort_index()
    joined = _strongest(linked).reindex(told.index)
    alone = told["group"].map(told["group"].value_counts()).eq(1)
    other = distinct.taken(linked.evidence["report_id"], joined["other"].fillna(-1).to_numpy("int64"), told.index)
    rule, rules = distinct.numbered(joined["rule"])
    right = distinct.taken(rules.map(probability).astype("float64"), rule, told.index)
    return told.assign(
        role=told["is_speaking"].map({True: "counted", False: "merged"}),
        link_rule=joined["rule"].astype("str").fillna(PERSON).mask(alone, ALONE),
        linked_report_id=other.mask(alone),
        link_probability=right.mask(alone),
    ).reset_index(drop=True)


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
