"""A table of a raw file as it stands: every cell text, nothing understood yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)

# Called while a long file is read: bytes done, bytes in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Grid:
    """One sheet or text file. `cells` has columns 0, 1, … and as index the row as a spreadsheet numbers it.

    Blank cells are missing; rows and trailing columns without any value are left out, the numbers of the others stay.
    """

    cells: pd.DataFrame
    name: str = ""  # the sheet, or the file
    encoding: str = ""  # of a text file
    delimiter: str = ""  # of a text file
    damage: str = ""  # a sentence when rows have more or fewer cells than they should

    def row(self, number: int) -> list[str]:
        """Return the cells of the n-th row that is not blank (0 the first), "" where blank; [] beyond the last."""
        if number >= len(self.cells):
            return []
        return self.cells.iloc[number].fillna("").tolist()

    def below(self, header_rows: int) -> pd.DataFrame:
        """Return the rows below the header rows."""
        return self.cells.iloc[header_rows:]


@dataclass(frozen=True)
class RawFile:
    """One raw file, opened: what a platform is recognised from and read out of."""

    path: Path
    form: str  # text, workbook, parquet, spss, stata, folder
    grids: tuple[Grid, ...]  # one of a text file; the visible sheets of a workbook
    notes: tuple[str, ...] = ()
    labels: object = None  # of a statistics file: what its library says about variables and values
    beside: dict[str, Grid] = field(default_factory=dict)  # further files of the same download, by name

    @property
    def first(self) -> Grid:
        """Return the text, the sheet asked for, or the first visible sheet."""
        return self.grids[0]


def neighbours(path: Path, start: str, ending: str) -> list[Path]:
    """Return the other files beside a raw file whose names begin and end so, sorted; no links, which lead anywhere."""
    return sorted(
        other
        for other in path.parent.iterdir()
        if other != path
        and other.name.startswith(start)
        and other.name.endswith(ending)
        and other.is_file()
        and not other.is_symlink()
    )


def text_column(values: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray:
    """Return a text column with cells of nothing but white space missing."""
    column = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    column = column.cast(pa.large_string())
    blank = pc.or_(pc.utf8_is_space(column), pc.equal(pc.binary_length(column), 0))
    if pc.any(blank).as_py():
        column = pc.if_else(blank, pa.scalar(None, pa.large_string()), column)
    return column


def frame(columns: list[pa.ChunkedArray], first_row: int = 1) -> pd.DataFrame:
    """Return text columns as a frame; without rows that are blank throughout and without blank columns at the end."""
    columns = [text_column(column) for column in columns]
    while columns and columns[-1].null_count == len(columns[-1]):
        columns.pop()
    rows = len(columns[0]) if columns else 0
    index = pd.RangeIndex(first_row, first_row + rows, name="row")
    cells = pd.DataFrame(
        {position: pd.Series(TEXT.__from_arrow__(column), index=index) for position, column in enumerate(columns)},
        index=index,
    )
    filled = np.zeros(rows, dtype=bool)
    for column in columns:
        filled |= pc.is_valid(column).to_numpy()
        if filled.all():
            return cells
    return cells.loc[filled]
