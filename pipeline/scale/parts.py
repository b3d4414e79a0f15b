"""Tables by part: which rows belong together, and reading and writing them so that memory holds a part at a time.

What is written does not depend on the size of the parts: rows are gathered into groups of one size.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core import disk
from pipeline.tables import ROWS_OF_GROUP

# What names a row of a raw file.
RAW_ROW = ["source_id", "row"]


class Rows(NamedTuple):
    """Rows of a table that follow each other: from first up to, not with, end, numbered from 0.

    columns: what is read of them, all where it is None.
    """

    path: Path
    first: int
    end: int
    columns: list[str] | None = None

    def read(self, columns: list[str] | None = None, codes: list[str] | None = None) -> pd.DataFrame:
        """Return the rows; columns: only these; codes: those in which few texts stand often, as categories."""
        return self.arrow(columns, codes).to_pandas()

    def arrow(self, columns: list[str] | None = None, codes: list[str] | None = None) -> pa.Table:
        """Return the rows as Arrow has them."""
        ends = _ends_of_groups(self.path)
        low, high = np.searchsorted(ends, [self.first, self.end - 1], side="right")
        before = ends[low - 1] if low else 0
        columns = self.columns if columns is None else columns
        told = (None if names is None else tuple(names) for names in (columns, codes))
        status = self.path.stat()
        asked = (self.path, (status.st_ino, status.st_size, status.st_mtime_ns), *told)
        groups = [_group(*asked, at) for at in range(low, min(high + 1, len(ends)))] if len(self) else []
        return pa.concat_tables(groups or [_group(*asked, None)]).slice(self.first - before, len(self))

    def __len__(self) -> int:
        return self.end - self.first


def _ends_of_groups(path: Path) -> np.ndarray:
    """Return for each row group of a table the row that follows its last one."""
    metadata = pq.read_metadata(path)
    return np.cumsum([metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)], dtype="int64")


# Where one part ends within a group the next begins: of two tables that are read side by side the last one is kept.
@lru_cache(maxsize=2)
def _group(
    path: Path, file: tuple[int, ...], columns: tuple[str, ...] | None, codes: tuple[str, ...] | None, at: int | None
) -> pa.Table:
    """Return a row group of a table, none of its rows where `at` is None; file: which file it is now, and how old."""
    table = pq.ParquetFile(path, read_dictionary=codes)
    return table.read_row_groups([] if at is None else [at], None if columns is None else list(columns))


def length(path: Path) -> int:
    """Return how many rows a table has."""
    return pq.read_metadata(path).num_rows


def whole(path: Path) -> Rows:
    """Return all rows of a table."""
    return Rows(path, 0, length(path))


def cut(rows_at_once: int, *tables: Path) -> list[tuple[Rows, ...]]:
    """Return parts of so many rows of each table, side by side. There is one part at least: empty tables have types."""
    lengths = [length(path) for path in tables]
    firsts = range(0, max([*lengths, 1]), rows_at_once)
    return [
        tuple(
            Rows(path, min(first, rows), min(first + rows_at_once, rows))
            for path, rows in zip(tables, lengths, strict=True)
        )
        for first in firsts
    ]


def cut_by_raw_row(rows_at_once: int, *tables: Path) -> list[tuple[Rows, ...]]:
    """Return parts of about so many rows in all, where what stands in one row of a source is in one part.

    tables: sorted by source_id and row, as ingest leaves them; a raw row may be in several, and several times in one.
    """
    keys = raw_rows([whole(path).read(RAW_ROW, ["source_id"]) for path in tables])
    ends = ends_by_raw_row(rows_at_once, keys)
    return [
        tuple(Rows(path, of[at], of[at + 1]) for path, of in zip(tables, ends, strict=True))
        for at in range(len(ends[0]) - 1)
    ]


def ends_by_raw_row(rows_at_once: int, keys: list[np.ndarray]) -> list[list[int]]:
    """Return for each table where a part ends and the next begins, 0 first; keys: raw rows of its rows, sorted."""
    for at, key in enumerate(keys, start=1):
        if (np.diff(key) < 0).any():
            raise ValueError(f"table {at} of {len(keys)} is not sorted by source_id and row")
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    number = (np.cumsum(counts) - counts) // rows_at_once
    begins = found[np.flatnonzero(np.diff(number, prepend=-1))] if len(found) else found
    # The first part begins with the table, the last one ends with it.
    return [[0, *np.searchsorted(key, begins[1:]).tolist(), len(key)] for key in keys]


def raw_rows(tables: list[pd.DataFrame]) -> list[np.ndarray]:
    """Return a number for the raw row of each row of each table, in the order of source_id and row.

    source_id: best a category; texts are made one first.
    """
    named = [pd.Categorical(table["source_id"]) for table in tables]
    sources = sorted({source for of in named for source in of.categories})
    keys = []
    for table, of in zip(tables, named, strict=True):
        number = np.searchsorted(sources, of.categories.to_numpy(dtype="str"))[of.codes]
        keys.append(number.astype("int64") << 40 | table["row"].to_numpy(dtype="int64"))
    return keys


class Written:
    """Tables of one folder that are written part by part; each has its name only when it is whole.

    Used as `with parts.Written(folder) as written: written.add(reports=frame)`. A table is there after the first frame
    of it, which may be empty. One part is written while the next is worked on.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, _Writer] = {}
        self._beside = ThreadPoolExecutor(1)
        self._under_way: Future[None] | None = None

    def add(self, **frames: pd.DataFrame | pa.Table) -> None:
        """Add rows at the end of the tables named; raise what went wrong with those before."""
        rows = {
            name: frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
            for name, frame in frames.items()
        }
        # No more than one part waits in memory.
        if self._under_way is not None:
            self._under_way.result()
        self._under_way = self._beside.submit(self._add, rows)

    def _add(self, rows: dict[str, pa.Table]) -> None:
        for name, table in rows.items():
            if name not in self._writers:
                self._writers[name] = _Writer(self._folder / f"{name}.parquet", table.schema)
            self._writers[name].add(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        self._beside.shutdown()
        failed = self._under_way and self._under_way.exception()
        for writer in self._writers.values():
            writer.give_up() if kind or failed else writer.end()
        if failed and not kind:
            raise failed


class _Writer:
    """One table, written in groups of ROWS_OF_GROUP rows whatever the size of the frames that come."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._unfinished = path, disk.unfinished(path)
        self._writer = pq.ParquetWriter(self._unfinished, schema)
        self._waiting: list[pa.Table] = []
        self._has_group = False

    def add(self, table: pa.Table) -> None:
        """Add rows; whole groups are written at once."""
        self._waiting.append(table)
        if sum(map(len, self._waiting)) >= ROWS_OF_GROUP:
            rows = pa.concat_tables(self._waiting)
            whole = len(rows) // ROWS_OF_GROUP * ROWS_OF_GROUP
            self._write(rows.slice(0, whole))
            self._waiting = [rows.slice(whole)]

    def end(self) -> None:
        """Write what waits, and give the table its name. A table without rows has one group, without rows."""
        rows = pa.concat_tables(self._waiting)
        if len(rows) or not self._has_group:
            self._write(rows)
        self._writer.close()
        self._unfinished.replace(self._path)

    def give_up(self) -> None:
        """Leave nothing of the table."""
        self._writer.close()
        self._unfinished.unlink()

    def _write(self, rows: pa.Table) -> None:
        """Write rows as they are laid out when they come in one frame."""
        self._has_group = True
        for first in range(0, max(len(rows), 1), ROWS_OF_GROUP):
            self._writer.write_table(rows.slice(first, ROWS_OF_GROUP).combine_chunks(), ROWS_OF_GROUP)


def review_of(reviews: list[pd.DataFrame], decisions: list[str]) -> pd.DataFrame:
    """Return the review lines of all parts as if they had been counted together; each answer stands once.

    reviews: of each part, in order, columns of tables.review. decisions: in the order in which they are listed; within
    one the most frequent answer comes first. The first example and suggestions of an answer are kept.
    """
    each = pd.concat(reviews, ignore_index=True)
    counted = each.groupby(["decision", "answer", "file"], sort=False, as_index=False).agg(
        {"count": "sum", "example": "first", "suggestions": "first"}
    )
    order = counted["decision"].map({decision: at for at, decision in enumerate(decisions)})
    listed = counted.assign(order=order).sort_values(["order", "count", "answer"], ascending=[True, False, True])
    return listed[list(each)].reset_index(drop=True)
