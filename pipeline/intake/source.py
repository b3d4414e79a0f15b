"""What one source holds, whatever its kind: its rows in the columns of our tables, without personal data."""

import html
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import stage
from pipeline.exports.contract import OPTION_SEPARATOR, Export
from pipeline.intake import privacy
from pipeline.tables import issues, reports, responses, rows, updates

REPORT_COLUMNS = list(reports.Ingested.to_schema().columns)
REPORT_TEXTS = [name for name in REPORT_COLUMNS if name.endswith("_text")]
# Treatments that let an answer in: an optional question need not be in an export.
LET_IN = ["answer", "optional"]
# Where a block has both a question whose options are reports and a repeated group, the group's slots begin beyond the
# numbers of the options.
BEYOND_OPTIONS = 200
# Copied along with a text, seen by nobody: soft hyphen, zero-width space and marks, byte-order mark; what turns the
# direction of a text; and control characters that are no white space, which would act on a terminal.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
    + [code for code in [*range(0x20), *range(0x7F, 0xA0)] if not chr(code).isspace()]
)


class IngestError(stage.InputError):
    """A raw file and the codebook do not fit each other: what was found, where, and what to do."""


class Source(NamedTuple):
    """What one raw file holds; or, joined, what all of them hold."""

    rows: DataFrame[rows.Rows]
    responses: DataFrame[responses.Ingested]
    reports: DataFrame[reports.Ingested]
    issues: DataFrame[issues.Issues]
    updates: DataFrame[updates.Updates]


def rows_of(source_id: str, export: Export, kind: str) -> pd.DataFrame:
    """Return every raw row of the source."""
    return typed(pd.DataFrame({"source_id": source_id, "row": export.answers.index, "kind": kind}), rows.Rows)


def with_identifiers(source_id: str, found: pd.DataFrame) -> pd.DataFrame:
    """Return the reports as their table: named by source, row and place in the row."""
    place = found["row"].astype("str") + ":" + found["block"] + "-" + found["slot"].astype("str")
    return typed(found.assign(report_id=source_id + ":" + place, source_id=source_id), reports.Ingested)


def typed(frame: pd.DataFrame, table: type[tables.Table]) -> pd.DataFrame:
    """Return the frame with exactly the table's columns and types, missing where the source does not say."""
    columns = table.to_schema().columns
    return (
        frame.reindex(columns=list(columns))
        .astype({name: str(column.dtype) for name, column in columns.items()})
        .reset_index(drop=True)
    )


def none_of(table: type[tables.Table]) -> pd.DataFrame:
    """Return a table without rows."""
    return typed(pd.DataFrame(index=[]), table)


def plain(texts: pd.Series) -> pd.Series:
    """Return the texts without what platforms and spreadsheets leave in them: HTML entities, odd and double spaces.

    Blank texts become missing. The words stay as they are, and options stay apart.
    """
    plain = {text: _plain_options(text) for text in texts.dropna().unique()}
    return texts.map(plain).astype("str")


def _plain_options(text: str) -> str | None:
    """Return one text, or the options joined in it, without what platforms leave in them; None for nothing."""
    options = (html.unescape(option).translate(INVISIBLE).split() for option in text.split(OPTION_SEPARATOR))
    return OPTION_SEPARATOR.join(" ".join(words) for words in options if words) or None


def without_personal_data(
    found: pd.DataFrame, texts: list[str], identifying: list[str], patterns: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows with personal data taken out of the columns `texts`, and an issue for each cell this changed."""
    cleaned = {
        name: privacy.without_personal_data(found[name], identifying, _patterns_of(name, patterns)) for name in texts
    }
    changed = [
        found.loc[found[name].notna() & found[name].ne(clean)]
        .reindex(columns=["source_id", "row", "report_id"])
        .assign(column=name)
        for name, clean in cleaned.items()
    ]
    redacted = pd.concat(changed, ignore_index=True).assign(
        value=None,
        consequence="redacted",
        sentence="Free text named a person, an address or a number that identifies one; it was taken out on reading.",
    )
    return found.assign(**cleaned), typed(redacted, issues.Issues)


def _patterns_of(column: str, patterns: pd.DataFrame) -> pd.DataFrame:
    """Return the patterns to look for in a column: the address of a page may hold numbers like a telephone's."""
    return patterns.loc[~patterns["not_in"].str.split("|").map(lambda columns: column in columns)]
