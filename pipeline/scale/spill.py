"""Tables that are larger than memory: dealt into parts by what stands in a column, and sorted.

Both write pieces into a folder that is theirs for the time of a run. What fits in one part is never written there.
"""

import tempfile
import uuid
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.scale import distinct
from pipeline.scale.parts import Rows, cut, length

# How a piece is written, which is read once or twice.
QUICKLY = {"compression": "lz4", "use_dictionary": False, "write_statistics": False}


@contextmanager
def room(folder: Path) -> Iterator[Path]:
    """Give a folder for pieces within a stage's own folder, which every worker sees; nothing of it stays."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pieces-", dir=folder) as name:
        yield Path(name)


def deal(
    pieces: Path,
    rows_at_once: int,
    key: str,
    *tables: Path,
    columns: dict[Path, list[str]] | None = None,
    together: dict[str, str] | None = None,
    following: tuple[Path, str] | None = None,
) -> list[tuple[Rows, ...]]:
    """Return parts of about so many rows in all, where rows with the same key are in one part.

    pieces: a folder to write them to. Parts follow each other in the order of their keys; within a part rows stay in
    the order of the table. columns: table → what is read of it, all where it is not there. together: key → the key in
    whose part it has to be. following: one more table and a column in which it names rows of the first one, in their
    order; its rows go where those go, as the last of a part.
    """
    read = columns or {}
    every = [*tables, *([following[0]] if following else [])]
    number = _numbers(_counts(tables, key), together or {}, rows_at_once)
    keys, parts = pa.array(number.index), number.to_numpy()
    size = number.max() + 1 if len(number) else 1
    if size == 1:
        return [tuple(Rows(path, 0, length(path), read.get(path)) for path in every)]
    with ExitStack() as open_:
        piles = [
            _Piles(pieces / f"{at}-{path.stem}", Rows(path, 0, 0, read.get(path)).arrow().schema, size, open_)
            for at, path in enumerate(every)
        ]
        followers = _Followers(*following, rows_at_once) if following else None
        for at, path in enumerate(tables):
            for (rows,) in cut(rows_at_once, path):
                table = Rows(path, rows.first, rows.end, read.get(path)).arrow()
                part = parts[pc.index_in(table[key], value_set=keys.cast(table[key].type)).to_numpy()]
                piles[at].add(table, part)
                if followers and at == 0:
                    piles[-1].add(*followers.of(table, part))
        if followers:
            followers.require_none_left()
    return list(zip(*(pile.rows() for pile in piles), strict=True))


def _counts(tables: tuple[Path, ...], key: str) -> pd.Series:
    """Return how many rows of all tables have each key."""
    counts = [
        pq.read_table(path, columns=[key], read_dictionary=[key])[key].to_pandas().value_counts() for path in tables
    ]
    return pd.concat([count.set_axis(count.index.astype("str")) for count in counts]).groupby(level=0).sum()


def _numbers(counts: pd.Series, together: dict[str, str], rows_at_once: int) -> pd.Series:
    """Return the number of the part of each key, from 0."""
    of = counts.index.map(lambda key: together.get(key, key))
    rows = counts.groupby(of.to_numpy(dtype=object)).sum().sort_index()
    at = (rows.cumsum() - rows) // rows_at_once
    return pd.Series(pd.factorize(at)[0], index=rows.index).reindex(of).set_axis(counts.index)


class _Piles:
    """The files of one table, one for each part, which rows are added to."""

    def __init__(self, folder: Path, schema: pa.Schema, size: int, open_: ExitStack) -> None:
        folder.mkdir(parents=True)
        self._paths = [folder / f"{number}.parquet" for number in range(size)]
        self._writers = [open_.enter_context(pq.ParquetWriter(path, schema, **QUICKLY)) for path in self._paths]

    def add(self, table: pa.Table, part: np.ndarray) -> None:
        """Add each row to the file of its part."""
        order = np.argsort(part, kind="stable")
        sorted_, numbers = table.take(order), part[order]
        firsts = np.flatnonzero(np.diff(numbers, prepend=-1))
        for first, rows in zip(firsts, np.diff(firsts, append=len(numbers)), strict=True):
            self._writers[numbers[first]].write_table(sorted_.slice(first, rows))

    def rows(self) -> list[Rows]:
        """Return all rows of each file, once they are closed."""
        return [Rows(path, 0, length(path)) for path in self._paths]


class _Followers:
    """The rows of a table that name rows of another one, in the same order."""

    def __init__(self, path: Path, key: str, rows_at_once: int) -> None:
        self._path, self._key = path, key
        self._coming = iter(cut(rows_at_once, path))
        self._waiting = next(self._coming)[0].arrow()

    def of(self, named: pa.Table, part: np.ndarray) -> tuple[pa.Table, np.ndarray]:
        """Return the rows that name one of these, the next ones of the other table, and the part of each."""
        found = [self._taken(named)]
        # What waits after that names later rows.
        while not len(self._waiting) and (rows := next(self._coming, None)):
            self._waiting = rows[0].arrow()
            found.append(self._taken(named))
        mine = pa.concat_tables(found)
        at = pc.index_in(mine[self._key], value_set=named[self._key].combine_chunks()).to_numpy()
        return mine, part[at]

    def _taken(self, named: pa.Table) -> pa.Table:
        """Return the waiting rows that name one of these; the others wait on."""
        names = pc.is_in(self._waiting[self._key], value_set=named[self._key].combine_chunks())
        taken, self._waiting = self._waiting.filter(names), self._waiting.filter(pc.invert(names))
        return taken

    def require_none_left(self) -> None:
        """Raise ValueError when a row names none of the other table, or stands in another order."""
        if len(self._waiting):
            raise ValueError(f"{self._path} does not follow the order of what it names in {self._key}")


def written(piece: pd.DataFrame, folder: Path) -> Path:
    """Write a sorted piece of a table into a folder, which is made, and return where it is, for Sorted.

    Its name is its own: two workers may write the same piece, when one of them is taken for dead.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}.parquet"
    piece.to_parquet(path, index=False, row_group_size=2**15, **QUICKLY)
    return path


class Sorted:
    """A table that comes in pieces, each sorted, and leaves in one order, a part at a time."""

    def __init__(self, pieces: Path, by: list[str], leading: int = 1) -> None:
        """Sort by these columns; the first of them, as many as leading says, tell one part from the next."""
        self._folder, self._by, self._leading = pieces, by, by[:leading]
        self._first: pd.DataFrame | None = None
        self._pieces: list[Path] = []

    def add(self, piece: pd.DataFrame | Path) -> None:
        """Add a sorted piece, or where one is written. A first one stays in memory, since there may be no other."""
        if isinstance(piece, Path):
            self._pieces.append(piece)
            return
        if self._first is None and not self._pieces:
            self._first = piece
            return
        waiting, self._first = [self._first] if self._first is not None else [], None
        for frame in [*waiting, piece]:
            self._pieces.append(written(frame, self._folder))

    def parts(self, rows_at_once: int) -> Iterator[pd.DataFrame]:
        """Yield about so many rows at a time, in order; rows with the same leading columns come together."""
        if not self._pieces:
            yield self._first
            return
        count = max(-(-sum(map(length, self._pieces)) // rows_at_once), 1)
        borders = self._borders(count)
        ends = []
        for piece in self._pieces:
            keys = _Keys(piece, self._leading)
            ends.append([0, *(bisect_left(keys, border) for border in borders), len(keys)])
        for rows in zip(*map(_following, self._pieces, np.diff(ends).tolist()), strict=True):
            together = pa.concat_tables(rows).to_pandas()
            yield together.take(distinct.order_of_runs(together, self._by)).reset_index(drop=True)

    def _borders(self, count: int) -> list[tuple]:
        """Return the keys that part the whole into about so many equal parts: quantiles of what each piece tells."""
        told = []
        # The keys of one piece are in memory at a time.
        for piece in self._pieces:
            keys = _Keys(piece, self._leading)
            told += [keys[at] for at in range(0, len(keys), max(len(keys) // (16 * count), 1))]
        told.sort()
        return sorted({told[at * len(told) // count] for at in range(1, count)} if told else [])


def _following(piece: Path, counts: list[int]) -> Iterator[pa.Table]:
    """Yield so many rows at a time of a piece, from its first on; each row group is read once."""
    with pq.ParquetFile(piece) as file:
        groups, waiting = iter(range(file.num_row_groups)), file.schema_arrow.empty_table()
        for count in counts:
            while len(waiting) < count:
                waiting = pa.concat_tables([waiting, file.read_row_group(next(groups))])
            yield waiting.slice(0, count)
            waiting = waiting.slice(count)


class _Keys:
    """What the leading columns of each row of a sorted piece say, as a sequence."""

    def __init__(self, piece: Path, leading: list[str]) -> None:
        table = pq.read_table(piece, columns=leading)
        self._columns = [table[name].combine_chunks() for name in leading]

    def __len__(self) -> int:
        return len(self._columns[0])

    def __getitem__(self, at: int) -> tuple:
        return tuple(column[at].as_py() for column in self._columns)
