"""Row accounting: every raw row, and every report, ends in exactly one way."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.scale.among import among
from pipeline.scale.parts import raw_rows
from pipeline.tables.outcomes import OUTCOMES, Accounting, Outcomes


class AccountingError(Exception):
    """Rows or reports were lost or counted twice: ours to mend, so it keeps its traceback."""


def ended_rows(rows: pd.DataFrame, outcomes: pd.DataFrame) -> DataFrame[Outcomes]:
    """Return how every raw row ended, each exactly once.

    rows: sorted. outcomes: those of all stages, of these rows and the reports in them. A record's row ends as the best
    of its reports does. source_id is a category in both. Raises AccountingError when a row is lost or counted twice.
    """
    number, of_outcome = raw_rows([rows, outcomes])
    outcomes = outcomes.assign(raw_row=of_outcome)
    is_record, is_report = rows["kind"].eq("record"), outcomes["unit"].eq("report")
    of_records = _best(outcomes.loc[is_report & np.isin(of_outcome, number[is_record])])
    of_responses = outcomes.loc[~is_report & np.isin(of_outcome, number[~is_record])]
    told = pd.concat([of_records, of_responses])
    place = pd.Index(told["raw_row"].drop_duplicates()).get_indexer(number)
    for problem, wrong in (
        ("has no outcome", rows.loc[place < 0]),
        ("has two outcomes", told.loc[told["raw_row"].duplicated()]),
    ):
        for row in wrong.head(1).itertuples():
            raise AccountingError(f"Row {row.row} of source {row.source_id} {problem}; so do {len(wrong) - 1} others.")
    return _typed(told.take(place).assign(unit="row", report_id=None))


def _best(of_reports: pd.DataFrame) -> pd.DataFrame:
    """Return of each raw row the best outcome of its reports, of equal ones that of the first report_id."""
    # Most records are one report, and sorting texts takes its time.
    several = of_reports["raw_row"].duplicated(keep=False)
    ordered = of_reports.loc[several].assign(order=of_reports["outcome"].map(OUTCOMES.index).astype("int64"))
    ordered = ordered.sort_values(["raw_row", "order", "report_id"]).drop_duplicates("raw_row")
    return pd.concat([of_reports.loc[~several], ordered.drop(columns="order")])


def ended_reports(ingested_reports: pd.DataFrame, outcomes: pd.DataFrame) -> DataFrame[Outcomes]:
    """Return how every report ended, each exactly once, sorted by where it stands in the raw files.

    outcomes: those of all stages; a cell that names several partners has become several reports. Raises AccountingError
    when a report is lost or counted twice.
    """
    told = outcomes.loc[outcomes["unit"].eq("report")]
    _require_every_report_once(ingested_reports["report_id"], told["report_id"])
    (number,) = raw_rows([told])
    keys = pa.table({"raw_row": number, "report_id": pa.array(told["report_id"])})
    return _typed(told.take(pc.sort_indices(keys, [("raw_row", "ascending"), ("report_id", "ascending")]).to_numpy()))


def _typed(told: pd.DataFrame) -> DataFrame[Outcomes]:
    """Return outcomes as their table says, checked."""
    return Outcomes.validate(tables.typed(told, Outcomes), lazy=True)


def counted(told: DataFrame[Outcomes]) -> pd.DataFrame:
    """Return how many of these rows and reports of each source ended how."""
    return told.groupby(["unit", "source_id", "outcome", "reason"], as_index=False).size()


def accounting(counts: list[pd.DataFrame]) -> DataFrame[Accounting]:
    """Return how many raw rows and reports of each source ended how; counts: of all of them, part by part."""
    by = ["unit", "source_id", "outcome", "reason"]
    summed = pd.concat(counts).groupby(by, as_index=False)["size"].sum()
    summed = summed.rename(columns={"size": "count"}).assign(order=summed["outcome"].map(OUTCOMES.index))
    # Rows before the reports in them, and within a source what counts before what does not.
    summed = summed.sort_values(["unit", "source_id", "order", "reason"], ascending=[False, True, True, True])
    return Accounting.validate(summed.drop(columns="order").reset_index(drop=True), lazy=True)


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
