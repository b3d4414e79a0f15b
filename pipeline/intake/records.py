"""The reports of a record table, one a row, let in by its layout in data/codebook/record_columns.csv."""

import pandas as pd

from pipeline.exports.contract import Export
from pipeline.intake import privacy
from pipeline.intake.fit import require_known_columns, require_our_columns, require_treatments
from pipeline.intake.source import (
    LET_IN,
    REPORT_TEXTS,
    IngestError,
    Source,
    none_of,
    plain,
    rows_of,
    with_identifiers,
    without_personal_data,
)
from pipeline.tables import responses, updates


def ingest_records(
    source_id: str, export: Export, layout: pd.DataFrame, every_row: dict[str, str], patterns: pd.DataFrame
) -> Source:
    """Return the reports of one record table: one per row, even where nothing is written in it.

    layout holds the lines of its layout in record_columns.csv; every_row what source.yaml says of each of its rows.
    Raises IngestError when the table has a column the layout does not know, or lacks one that it needs.
    """
    headers = [field.question for field in export.fields]
    require_treatments("record_columns.csv", layout, ["answer", "optional", "ignored", "personal"])
    require_known_columns(source_id, [*headers, *export.personal.columns, *export.ignored], layout)
    require_our_columns(f"Source {source_id}: every_row", list(every_row), REPORT_TEXTS)
    present = layout.loc[layout["header"].isin(headers)]
    let_in = present.loc[present["treatment"].isin(LET_IN)]
    require_our_columns("data/codebook/record_columns.csv", let_in["column"].tolist(), REPORT_TEXTS)
    _require_column_once(source_id, let_in)
    keys = {field.question: field.key for field in export.fields}
    found = pd.DataFrame({"row": export.answers.index, "block": "record", "slot": 1}, index=export.answers.index)
    for line in let_in.itertuples():
        found[line.column] = plain(export.answers[keys[line.header]])
    for column, text in every_row.items():
        found[column] = found[column].fillna(text) if column in found else text
    personal = present.loc[present["treatment"].eq("personal"), "header"].tolist()
    named = export.answers[[keys[header] for header in personal]].set_axis(personal, axis="columns")
    cleaned, redacted = without_personal_data(
        with_identifiers(source_id, found),
        REPORT_TEXTS,
        privacy.identifying_values(pd.concat([export.personal, named], axis="columns")),
        patterns,
    )
    rows_found = rows_of(source_id, export, "record")
    return Source(rows_found, none_of(responses.Ingested), cleaned, redacted, none_of(updates.Updates))


def _require_column_once(source_id: str, let_in: pd.DataFrame) -> None:
    """Raise IngestError when two columns of a record table go to the same column of ours; one would be lost."""
    for line in let_in.loc[let_in["column"].duplicated()].head(1).itertuples():
        raise IngestError(
            f"Source {source_id} has two columns for {line.column}, the second is {line.header!r}. Set the treatment "
            f"of one of them to “ignored” in data/codebook/record_columns.csv, layout {line.layout}."
        )
