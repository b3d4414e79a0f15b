"""Delimited text, as every platform and every office program writes it: encoding, delimiter, quotes, line breaks."""

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from pipeline.exports.contract import ExportError
from pipeline.exports.grid import Grid, Progress, frame

LARGEST_TEXT = 4 * 2**30  # bytes; far above any survey, far below what would fill a machine
LARGEST_RECODED = 2**30  # bytes of a file that is not UTF-8, which is held in memory to be read
LARGEST_UNEVEN = 2**27  # bytes of a file whose rows differ in length, of which every cell is held apart
WIDEST = 20_000  # columns; Excel ends at 16,384
MOST_UNEVEN = 30_000_000  # cells of such a file, short rows filled up
MOST_CELLS = 300_000_000  # ten times the largest survey this is measured with; an empty one takes 9 bytes
SAMPLE = 2**18  # bytes that encoding and delimiter are first looked for in
BLOCK = 2**23  # bytes read at a time
DELIMITERS = [",", ";", "\t"]
BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def read(path: Path, progress: Progress | None = None) -> Grid:
    """Return a delimited text file as a grid. Raises ExportError when it is no text, empty or too large.

    Rows of unequal length do not stop the reading: they are told in `damage`, because some files that are no
    respondent data at all (summaries) can be named by what they hold.
    """
    size = path.stat().st_size
    if size == 0:
        raise ExportError(f"{path.name} is empty (0 bytes). Download it again.")
    if size > LARGEST_TEXT:
        raise ExportError(
            f"{path.name} has {size / 2**30:.1f} GB, more than the {LARGEST_TEXT // 2**30} GB read at most."
        )
    encoding, quotes_are_paired = _encoding(path)
    sample = _sample(path, encoding)
    if not sample.strip():
        raise ExportError(f"{path.name} holds nothing but white space. Download it again.")
    delimiter, width = _delimiter(path, sample)
    columns = _columns(path, encoding, delimiter, width, progress) if quotes_are_paired else None
    damage = ""
    if columns is None:
        columns, damage = _uneven_columns(path, encoding, delimiter)
    return Grid(frame(columns), path.name, encoding, delimiter, damage)


def _encoding(path: Path) -> tuple[str, bool]:
    """Return the encoding all of the file can be read in, and whether its quotation marks are even in number."""
    with path.open("rb") as file:
        start = file.read(4096)
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), "") or _without_mark(start)
    if encoding in ("", "utf-8-sig"):
        encoding = encoding or "utf-8"
        even, decodes, binary = _scan(path, "utf-8")
        if not decodes:
            encoding = "cp1252"
            even, decodes, binary = _scan(path, encoding)
    else:
        even, decodes, binary = _scan(path, encoding)
    if binary or not decodes:
        raise ExportError(f"{path.name} is not text, a workbook or any other kind of file that is read here.")
    return encoding, even


def _without_mark(start: bytes) -> str:
    """Return the kind of UTF-16 that bytes without a byte-order mark are in, or "" when they are none."""
    half = max(1, len(start) // 2)
    if start[1::2].count(0) > 0.6 * half and start[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if start[::2].count(0) > 0.6 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _scan(path: Path, encoding: str) -> tuple[bool, bool, bool]:
    """Return whether quotation marks are even, the bytes are of this encoding, and control characters spoil them."""
    quotes, binary = 0, False
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(BLOCK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                return False, False, binary
            quotes += text.count('"')
            binary = binary or "\x00" in text
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False, False, binary
    return quotes % 2 == 0, True, binary


def _sample(path: Path, encoding: str) -> str:
    """Return the first characters of the file."""
    with path.open("rb") as file:
        return codecs.getincrementaldecoder(encoding)().decode(file.read(SAMPLE)).lstrip("\ufeff")


def _delimiter(path: Path, sample: str) -> tuple[str, int]:
    """Return the delimiter that gives the most even table of more than one column, and how many columns.

    A file in which none does has one column or uneven rows; there the most frequent of them counts.
    """
    best, best_score = ("", 0), (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if widths and widths[0] > 1:
            score = (round(Counter(widths)[widths[0]] / len(widths), 1), widths[0])
            if score > best_score:
                best, best_score = (delimiter, widths[0]), score
    if best_score[0] < 0.8:
        delimiter = max(DELIMITERS, key=sample.count)
        best = (delimiter, next(iter(_widths(sample, delimiter)), 1))
    if best[1] > WIDEST:
        raise ExportError(f"{path.name} has {best[1]} columns in its first row; at most {WIDEST} are read.")
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    """Return how many cells each row of the sample has; blank rows and a row cut off at the end are left out."""
    widths = []
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return widths
    return widths[:-1] if len(widths) > 1 and len(sample) > SAMPLE // 5 else widths


def _columns(
    path: Path, encoding: str, delimiter: str, width: int, progress: Progress | None
) -> list[pa.ChunkedArray] | None:
    """Return the columns of a file whose rows are all equally long, or None when they are not."""
    # Nothing of Python is handed to the reader (no handler of rows, no encoding but UTF-8, which it knows itself): what
    # its threads still hold when the interpreter ends would abort the process.
    options = pyarrow.csv.ReadOptions(autogenerate_column_names=True, use_threads=False, block_size=BLOCK)
    parse = pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False)
    convert = pyarrow.csv.ConvertOptions(
        column_types={f"f{position}": pa.large_string() for position in range(width)},
        strings_can_be_null=True,
        null_values=[""],
    )
    rows, batches = 0, []
    try:
        with _utf_8(path, encoding) as file:
            for batch in pyarrow.csv.open_csv(file, options, parse, convert):
                if batch.num_columns != width:
                    return None
                batches.append(batch)
                rows += batch.num_rows
                _require_few_cells(path, rows, width, MOST_CELLS)
                if progress:
                    progress(file.tell(), file.size())
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    return pa.Table.from_batches(batches).columns


def _utf_8(path: Path, encoding: str) -> pa.NativeFile:
    """Return the file as Arrow reads it by itself, from the disk or, when its encoding is another, from memory."""
    if encoding.startswith("utf-8"):
        return pa.OSFile(str(path))
    if (size := path.stat().st_size) > LARGEST_RECODED:
        raise ExportError(
            f"{path.name} is in {encoding} and has {size / 2**30:.1f} GB; so large a file is read in UTF-8 only. "
            "Save or download it as UTF-8."
        )
    written = pa.BufferOutputStream()
    with path.open(encoding=encoding, newline="") as file:
        while text := file.read(BLOCK):
            written.write(text.encode("utf-8"))
    return pa.BufferReader(written.getvalue())


def _uneven_columns(path: Path, encoding: str, delimiter: str) -> tuple[list[pa.ChunkedArray], str]:
    """Return the columns of a file whose rows differ in length, short ones filled up, and what is wrong with it.

    Nothing is wrong when only blank cells at the end of rows are left out, as some office programs do.
    """
    if (size := path.stat().st_size) > LARGEST_UNEVEN:
        raise ExportError(
            f"{path.name} has rows of unequal length, a cell of many megabytes, or quotation marks that are not "
            f"paired. Such a file is read up to {LARGEST_UNEVEN // 2**20} MB, and it has {size // 2**20}. "
            "Download it again."
        )
    end = "\x00end"
    with path.open(encoding=encoding, newline="") as file:
        lines = (line for part in (file, ["\n", end]) for line in part)
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error as error:
            raise ExportError(f"{path.name} is damaged: a quoted cell does not end ({error}).") from error
    if rows[-1] != [end]:
        raise ExportError(f"{path.name} is cut off: its last quoted cell does not end. Download it again.")
    rows = _without_blank_tail(rows[:-1])
    width = next((len(row) for row in rows if row), 1)
    damage = _damage(path, rows, width)
    widest = max(map(len, rows), default=1)
    if widest > WIDEST:
        raise ExportError(f"{path.name} has a row of {widest} cells; at most {WIDEST} are read.")
    _require_few_cells(path, len(rows), widest, MOST_UNEVEN)
    filled = [row + [""] * (widest - len(row)) for row in rows]
    return [pa.chunked_array([pa.array(column, pa.large_string())]) for column in zip(*filled, strict=True)], damage


def _require_few_cells(path: Path, rows: int, width: int, most: int) -> None:
    """Raise ExportError when a table is larger than any survey and would fill the machine."""
    if rows * width > most:
        raise ExportError(f"{path.name} has over {most:,} cells ({width:,} columns); so many are not read.")


def _without_blank_tail(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without blank rows at the end of the file."""
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _damage(path: Path, rows: list[list[str]], width: int) -> str:
    """Return a sentence on the first row that cannot be what was written, or "".

    Cells beyond the header's last must be blank. A row may end early, since blank cells at the end are sometimes not
    written; but not two neighbours that make one full row together (a line break inside a cell that is not quoted),
    and not the last row of the file (it was cut off).
    """
    for number, row in enumerate(rows, start=1):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            return (
                f"{path.name}, row {number}, has {len(row)} cells where the first row has {width}: "
                "a cell with a delimiter is not quoted, or the file was put together from several."
            )
        following = rows[number] if number < len(rows) else []
        if 0 < len(row) < width and 0 < len(following) < width and len(row) + len(following) == width + 1:
            return (
                f"{path.name}, row {number}, breaks off and goes on in the next row: a line break there is not quoted."
            )
    if rows and 0 < len(rows[-1]) < width:
        return (
            f"{path.name} ends in row {len(rows)} after {len(rows[-1])} of {width} cells: it was cut off. "
            "Download it again."
        )
    return ""
