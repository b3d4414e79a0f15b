"""Which reports are one engagement: by the rules for pairs of them, and because persons and cities said so."""

import pandas as pd

from pipeline.linkage.doubts import numbers_of
from pipeline.linkage.evidence import evidence
from pipeline.linkage.groups import grouped
from pipeline.linkage.knowledge import DECISIONS_FILE, DeduplicateError, Knowledge
from pipeline.linkage.links import Linked
from pipeline.linkage.pairs import pairs
from pipeline.linkage.rules import decided


def link(found: pd.DataFrame, knowledge: Knowledge, told_pairs: pd.DataFrame | None = None) -> Linked:
    """Return which reports are one engagement.

    found: reports.Classified, numbered from 0; told_pairs: row numbers (left, right) that a city says are one.
    """
    compared = evidence(found, knowledge.method_kinds)
    judged = decided(
        pairs(compared, knowledge.event_year_tolerance),
        compared,
        knowledge.event_year_tolerance,
        knowledge.description_threshold,
    )
    joined, parted = _decisions(knowledge.decisions, found["report_id"])
    joined = joined if told_pairs is None else pd.concat([joined, told_pairs], ignore_index=True)
    group = grouped(len(found), judged, joined, parted)
    for line in parted.loc[group[parted["left"]] == group[parted["right"]]].head(1).itertuples():
        raise DeduplicateError(
            f"{DECISIONS_FILE} says that {found['report_id'][line.left]} and {found['report_id'][line.right]} are "
            "different, but other lines make them the same. Remove one of these lines."
        )
    return Linked(group, judged, compared)


def _decisions(decisions: pd.DataFrame, report_ids: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs (left, right: row numbers) that a person said are the same, and different."""
    odd = decisions.loc[~decisions["decision"].isin(["same", "different"])]
    for line in odd.head(1).itertuples():
        raise DeduplicateError(f"{DECISIONS_FILE} has the decision {line.decision!r}. Write same or different.")
    number = numbers_of(decisions, report_ids)
    require_known(decisions, number.index)
    numbered = pd.DataFrame(
        {
            "left": number.reindex(decisions["first_report"]).to_numpy(dtype="int64"),
            "right": number.reindex(decisions["second_report"]).to_numpy(dtype="int64"),
        }
    )
    same = decisions["decision"].eq("same").to_numpy(dtype=bool)
    return numbered.loc[same], numbered.loc[~same]


def require_known(decisions: pd.DataFrame, report_ids: pd.Index) -> None:
    """Raise DeduplicateError when a decision names a report that is not among these."""
    named = pd.concat([decisions["first_report"], decisions["second_report"]])
    for report in named.loc[~named.isin(report_ids)].head(1):
        raise DeduplicateError(
            f"{DECISIONS_FILE} names the report {report}, which is not in this edition any more: its source, row or "
            "block has changed. Put the report's new identifier there, or remove the line."
        )
