"""The pairs of engagements of which only a person can say whether they are one."""

import numpy as np
import pandas as pd

from pipeline.linkage.links import Linked
from pipeline.linkage.rules import ASKED, SAME

# The strongest rule first, and of one rule those whose wording is most alike; then as the reports stand.
ORDER = {"strength": True, "likeness": False, "example": True, "other": True}


def doubts(spoken: pd.DataFrame, linked: Linked, is_counted: pd.Series, decisions: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of counted engagements that a rule asks about or wished to join: answer, example, rule.

    They are sorted by strength, likeness, example and other, which are given too (see ORDER).
    spoken: all reports with number; is_counted: of each, whether its engagement counts; decisions: first_report and
    second_report of the pairs that a person has settled, which are not asked again.
    """
    told = linked.judged.loc[linked.judged["verdict"].isin([SAME, ASKED])]
    low_high = np.sort(np.column_stack([linked.group[told["left"]], linked.group[told["right"]]]), axis=1)
    numbers = spoken.loc[is_counted, "number"]
    counted = np.isin(told["left"], numbers) & np.isin(told["right"], numbers)
    asked = told.assign(low=low_high[:, 0], high=low_high[:, 1]).loc[counted & (low_high[:, 0] != low_high[:, 1])]
    asked = asked.sort_values(["strength", "likeness", "left", "right"], ascending=[True, False, True, True])
    asked = asked.drop_duplicates(["low", "high"])
    settled = pd.MultiIndex.from_frame(asked[["low", "high"]]).isin(_settled(decisions, linked))
    asked = asked.loc[~settled]
    in_question = spoken["number"].isin([*asked["left"], *asked["right"]])
    lines = _lines(spoken.loc[in_question].sort_values("number"))
    return pd.DataFrame(
        {
            "answer": lines.loc[asked["left"]].array + " ↔ " + lines.loc[asked["right"]].array,
            "example": linked.evidence["report_id"].loc[asked["left"]].array,
            "rule": asked["rule"].array,
            "strength": asked["strength"].array,
            "likeness": asked["likeness"].array,
            "other": linked.evidence["report_id"].loc[asked["right"]].array,
        }
    )


def numbers_of(decisions: pd.DataFrame, report_ids: pd.Series) -> pd.Series:
    """Return the row number of each report that a decision names, by its identifier."""
    named = report_ids.loc[report_ids.isin([*decisions["first_report"], *decisions["second_report"]])]
    return pd.Series(named.index, index=named, dtype="int64")


def _settled(decisions: pd.DataFrame, linked: Linked) -> list[tuple[int, int]]:
    """Return the pairs of groups that a person has decided about, the lower first."""
    number = numbers_of(decisions, linked.evidence["report_id"])
    answered = [linked.group[number[decisions[name]]] for name in ("first_report", "second_report")]
    return list(map(tuple, np.sort(np.column_stack(answered), axis=1).tolist()))


def _lines(numbered: pd.DataFrame) -> pd.Series:
    """Return each report in one line, by its number: identifier, city, method, partner, year, description."""
    partner = numbered["partner_place"].fillna(numbered["network_text"]).fillna(numbered["partner_text"])
    parts = [
        numbered["us_city"] + " " + numbered["us_state"],
        numbered["method_code"],
        partner,
        numbered["partner_country_code"],
        numbered["year"].astype("str"),
        numbered["description_text"],
    ]
    first, *others = [part.astype("str").fillna("—") for part in parts]
    said = first.str.cat(others, sep=" · ")
    return (numbered["report_id"] + ": " + said).set_axis(numbered["number"])
