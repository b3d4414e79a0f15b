"""Outcomes: where the way of a raw row, or of a report, ended."""

import pandera.pandas as pa

from pipeline.tables import Table

OUTCOMES = ["counted", "merged", "set_aside", "excluded"]


class Outcomes(Table):
    """One raw row or one report whose way has ended, and why."""

    unit: str = pa.Field(isin=["row", "report"], title="Unit", description="What ended: a raw row or a report.")
    source_id: str = pa.Field(title="Source", description="Folder of the source under data/raw/<edition>/.")
    row: int = pa.Field(ge=1, title="Row", description="Row in the raw file as a spreadsheet numbers it, header first.")
    report_id: str = pa.Field(nullable=True, title="Report", description="The report; missing for a raw row.")
    outcome: str = pa.Field(isin=OUTCOMES, title="Outcome", description="counted, merged, set aside or excluded.")
    reason: str = pa.Field(title="Reason", description="Code in data/codebook/reasons.csv.")
    into: str = pa.Field(
        nullable=True,
        title="Into",
        description="The engagement it is about, counted or excluded; the response it counts as or was merged into.",
    )


class Accounting(Table):
    """How many raw rows, or reports, of one source ended one way for one reason. Each source adds up."""

    unit: str = pa.Field(isin=["row", "report"], title="Unit", description="What is counted: raw rows or reports.")
    source_id: str = pa.Field(title="Source", description="Folder of the source under data/raw/<edition>/.")
    outcome: str = pa.Field(isin=OUTCOMES, title="Outcome", description="counted, merged, set aside or excluded.")
    reason: str = pa.Field(title="Reason", description="Code in data/codebook/reasons.csv.")
    count: int = pa.Field(ge=1, title="Count", description="Rows or reports.")
