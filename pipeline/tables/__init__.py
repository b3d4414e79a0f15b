"""What every table means: one module per table, one class per stage that changes it.

The class docstring says what one row is; every column has a title and a description, from which the data dictionary
(data/README.md), the table headers of the report and the wording of issues are made.
"""

from functools import cache
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.engines.pandas_engine import Engine

from pipeline.core import disk

# So many rows stand together in a Parquet file, so that a part of it can be read.
ROWS_OF_GROUP = 131_072
# The type of a column of texts, as pandera knows it.
TEXT = Engine.dtype(str)


class Table(pa.DataFrameModel):
    """A table with exactly these columns, in this order."""

    class Config:
        """Strict: a column too many, too few, or out of order is an error."""

        strict = True
        ordered = True

    @classmethod
    def validate(cls, rows: pd.DataFrame, lazy: bool = False) -> pd.DataFrame:
        """Return the rows if they are as their table says; lazy: look for all that is wrong before saying so.

        Half of pandera's time would go to asking each text whether it is one, of columns that can hold nothing else.
        """
        texts = frozenset(name for name, dtype in rows.dtypes.items() if isinstance(dtype, pd.StringDtype))
        return _schema(cls, texts).validate(rows, lazy=lazy)


@cache
def _schema(table: type[Table], texts: frozenset[str]) -> pa.DataFrameSchema:
    """Return what a table asks of rows, of which these columns are known to hold texts."""
    schema = table.to_schema()
    known = [name for name, column in schema.columns.items() if name in texts and column.dtype == TEXT]
    return schema.update_columns({name: {"dtype": None} for name in known})


def typed(rows: pd.DataFrame, table: type[Table]) -> pd.DataFrame:
    """Return rows with the columns of a table, in its order and types; a column they lack is missing in every row."""
    columns = {name: str(column.dtype) for name, column in table.to_schema().columns.items()}
    told = rows.reindex(columns=list(columns))
    # What has its type already is not cast again: most columns of most tables, each of which takes its time.
    others = {name: kind for name, kind in columns.items() if told[name].dtype != kind}
    return told.astype(others).reset_index(drop=True)


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, making its folder."""
    with disk.whole(path) as beside:
        table.to_parquet(beside, index=False, row_group_size=ROWS_OF_GROUP)


def publish(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV that anyone may open, making its folder."""
    disk.write(path, as_csv(table))


def as_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV that anyone may open.

    A spreadsheet runs a cell that begins with =, +, -, @ (full-width ones too), a tab or a line break as a formula, so
    such texts get an apostrophe in front, as the spreadsheet itself would mark a text.
    """
    texts = table.select_dtypes(include=["str", "object"])
    harmless = {
        name: texts[name].astype("str").str.replace(r"^(?=[=+\-@＝＋－＠\t\r\n])", "'", regex=True) for name in texts
    }
    return table.assign(**harmless).to_csv(index=False, lineterminator="\n")
