"""Do an export and the codebook fit each other? What does not fit stops the run, since its answers would be lost."""

import pandas as pd

from pipeline.exports.contract import Export
from pipeline.intake.source import IngestError


def require_no_unplaced_repeats(source_id: str, export: Export) -> None:
    """Raise IngestError when a repeat of the survey could not be read into slots: its answers would be lost."""
    for name, table in export.children.items():
        if len(table):
            raise IngestError(
                f"Source {source_id} repeats {name!r} in a way that is not read: a repeat within a repeat, or more "
                f"than 60 rows of one response. Its {len(table)} rows would not be counted. Put them into a table of "
                "records, as a source of its own, and leave the repeat out of this file."
            )


def require_known_columns(source_id: str, headers: list[str], layout: pd.DataFrame) -> None:
    """Raise IngestError when a record table has other columns than its layout says."""
    name = layout["layout"].iloc[0]
    known = layout["header"].tolist()
    for unknown in [header for header in headers if header not in known][:1]:
        raise IngestError(
            f"Source {source_id} has a column {unknown!r}, which data/codebook/record_columns.csv does not know. Add a "
            f"line there: {name},{unknown},answer,<the column it goes to>, or “ignored” or “personal” to leave it out."
        )
    needed = layout.loc[layout["treatment"].isin(["answer", "correction", "update"]), "header"].tolist()
    for missing in [header for header in needed if header not in headers][:1]:
        raise IngestError(
            f"Source {source_id} has no column {missing!r}, which its layout {name} needs. It has: "
            f"{', '.join(headers)}. Give the column's new name a line in data/codebook/record_columns.csv, or the "
            "source another layout."
        )


def require_our_columns(where: str, columns: list[str], ours: list[str]) -> None:
    """Raise IngestError when a column is named that our table does not have: its answers would be lost."""
    for unknown in [column for column in columns if column not in ours]:
        raise IngestError(f"{where} names the column {unknown!r}; it can name {', '.join(ours)}.")


def require_treatments(file: str, lines: pd.DataFrame, known: list[str]) -> None:
    """Raise IngestError when a line of the codebook treats a column in a way that we do not know."""
    for line in lines.loc[~lines["treatment"].isin(known)].head(1).itertuples():
        raise IngestError(
            f"data/codebook/{file} says {line.treatment!r} of {line[1]} {line[2]!r}; it can say {', '.join(known)}."
        )
