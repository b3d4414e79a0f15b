"""Row accounting: every raw row, and every report, ends in exactly one way."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.among import among
from pipeline.tables.outcomes import OUTCOMES, Accounting, Outcomes


class AccountingError(Exception):
    """Rows or reports were lost or counted twice: ours to mend, so it keeps its traceback."""


def ended(rows: pd.DataFrame, ingested_reports: pd.DataFrame, outcomes: pd.DataFrame) -> DataFrame[Outcomes]:
    """Return how every raw row and every report ended, each exactly once, sorted.

    outcomes: those of all stages. A record's row ends as the best of its reports does; a cell that names several
    partners has become several reports. Raises AccountingError when something is lost or counted twice.
    """
    of_reports = outcomes.loc[outcomes["unit"].eq("report")]
    _require_every_report_once(ingested_reports["report_id"], of_reports["report_id"])
    best_first = of_reports.assign(order=of_reports["outcome"].map(OUTCOMES.index))
    of_records = best_first.sort_values(["order", "report_id"]).drop_duplicates(["source_id", "row"])
    records = rows.loc[rows["kind"].eq("record")].merge(
        of_records.drop(columns="order"), on=["source_id", "row"], how="left", validate="1:1"
    )
    of_responses = rows.loc[rows["kind"].eq("response")].merge(
        outcomes.loc[outcomes["unit"].eq("row")], on=["source_id", "row"], how="left"
    )
    of_rows = pd.concat([records, of_responses], ignore_index=True).assign(unit="row", report_id=None)
    _require_every_row_once(of_rows, len(rows))
    told = pd.concat([tables.typed(of_rows, Outcomes), of_reports], ignore_index=True)
    # Rows before the reports in them.
    told = told.sort_values(["unit", "source_id", "row", "report_id"], ascending=[False, True, True, True])
    return Outcomes.validate(told.reset_index(drop=True), lazy=True)


def accounting(told: DataFrame[Outcomes]) -> DataFrame[Accounting]:
    """Return how many raw rows and reports of each source ended how; told: how each of them did."""
    counted = told.groupby(["unit", "source_id", "outcome", "reason"], as_index=False).size()
    counted = counted.rename(columns={"size": "count"}).assign(order=counted["outcome"].map(OUTCOMES.index))
    # Rows before the reports in them, and within a source what counts before what does not.
    counted = counted.sort_values(["unit", "source_id", "order", "reason"], ascending=[False, True, True, True])
    return Accounting.validate(counted.drop(columns="order").reset_index(drop=True), lazy=True)


def _require_every_row_once(of_rows: pd.DataFrame, total: int) -> None:
    """Raise AccountingError when a raw row has no outcome, or more than one."""
    lost = of_rows.loc[of_rows["outcome"].isna()]
    twice = of_rows.loc[of_rows.duplicated(["source_id", "row"])]
    for problem, wrong in (("has no outcome", lost), ("has two outcomes", twice)):
        for row in wrong.head(1).itertuples():
            raise AccountingError(f"Row {row.row} of source {row.source_id} {problem}; so do {len(wrong) - 1} others.")
    if len(of_rows) != total:
        raise AccountingError(f"{total} raw rows came in, {len(of_rows)} have an outcome.")


def _require_every_report_once(came: pd.Series, ended: pd.Series) -> None:
    """Raise AccountingError when a report has no outcome or two, or one ended that never came.

    A split report's parts are named after it: its identifier, a dot and a number.
    """
    # Few are split, and a pattern takes its time.
    may_be_split = ended.str.contains(".", regex=False)
    whole = ended.mask(may_be_split, ended[may_be_split].str.replace(r"\.\d+$", "", regex=True))
    for problem, wrong in (
        ("has no outcome", came[~among(came, whole)]),
        ("has two outcomes", ended[ended.duplicated()]),
        ("has an outcome but never came in", ended[~among(whole, came)]),
    ):
        if len(wrong):
            raise AccountingError(f"Report {wrong.iloc[0]} {problem}; so do {len(wrong) - 1} others.")
