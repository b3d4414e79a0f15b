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
    joined, rules = _strongest(linked)
    joined = joined.take(told.index)
    is_alone = told["group"].map(told["group"].value_counts()).eq(1).to_numpy()
    rule, other = (np.where(is_alone, -1, joined[name]) for name in ("rule", "other"))
    reasons = pd.Series([*rules, PERSON, ALONE], dtype="str")
    reason = np.where(is_alone, len(rules) + 1, np.where(rule < 0, len(rules), rule))
    return told.assign(
        role=told["is_speaking"].map({True: "counted", False: "merged"}),
        link_rule=distinct.taken(reasons, reason, told.index),
        linked_report_id=distinct.taken(linked.evidence["report_id"], other, told.index),
        link_probability=distinct.taken(rules.map(probability).astype("float64"), rule, told.index),
    ).reset_index(drop=True)


def _strongest(linked: Linked) -> tuple[pd.DataFrame, pd.Series]:
    """Return of the strongest pair within its group, for each report number, the other report and the number of its
    rule (other, rule: -1 where none joins it); and the rules by number.
    """
    same = linked.judged.loc[linked.judged["verdict"].eq(SAME)]
    within = same.loc[linked.group[same["left"]] == linked.group[same["right"]]]
    number, other = (np.concatenate([within[one], within[two]]) for one, two in [("left", "right"), ("right", "left")])
    strength, likeness = (np.tile(within[name], 2) for name in ("strength", "likeness"))
    order = np.lexsort((other, -likeness, strength, number))
    first = order[np.diff(number[order], prepend=-1) != 0]
    rule, rules = distinct.numbered(within["rule"])
    joined = pd.DataFrame({"other": -1, "rule": -1}, index=range(len(linked.group)))
    joined.iloc[number[first]] = np.column_stack([other[first], np.tile(rule, 2)[first]])
    return joined, rules
