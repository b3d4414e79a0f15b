"""Priorities: which priority areas a report or an engagement has; any number each."""

from typing import ClassVar

import pandera.pandas as pa

from pipeline.tables import Table
from pipeline.tables.reports import DECIDED_BY


class ReportPriorities(Table):
    """One priority area of one report."""

    report_id: str = pa.Field(title="Report", description="The report.")
    priority_code: str = pa.Field(title="Priority area", description="Code in data/codebook/priorities.csv.")
    priority_rule: str = pa.Field(title="Priority rule", description="Rule that decided: a box ticked or a phrase.")
    priority_decided_by: str = pa.Field(
        isin=DECIDED_BY,
        title="Priority decided by",
        description="A box the source ticked, a rule, the suggester, or a person.",
    )

    class Config:
        """A report has a priority area once."""

        unique: ClassVar = ["report_id", "priority_code"]


class EngagementPriorities(Table):
    """One priority area of one unique engagement: those of all its reports."""

    engagement_id: str = pa.Field(title="Engagement", description="The engagement.")
    priority_code: str = pa.Field(title="Priority area", description="Code in data/codebook/priorities.csv.")

    class Config:
        """An engagement has a priority area once."""

        unique: ClassVar = ["engagement_id", "priority_code"]
