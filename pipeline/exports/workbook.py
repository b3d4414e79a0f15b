"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): their visible sheets as grids, values as they were last calculated."""

import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import python_calamine

from pipeline.exports.contract import ExportError
from pipeline.exports.grid import Grid, frame

LARGEST_UNPACKED = 2 * 2**30  # bytes; what a workbook may unpack to
LARGEST_RATIO = 300  # unpacked to packed; worksheets pack to a tenth or a fiftieth
SMALL_UNPACKED = 64 * 2**20  # bytes; below this no ratio is suspicious
MOST_CELLS = 100_000_000  # a sheet is laid out as a rectangle from A1 to its last cell
# What the standard library raises on archives that are damaged in one way or another.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,  # zipfile's: packed in a way that it cannot unpack
    OSError,
    RuntimeError,
    ValueError,
)
PIECE = 2**20  # bytes unpacked at a time
LAST_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
CELL_COLUMN = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})\d+"')
FORMULA_WITHOUT_VALUE = re.compile(rb"<c\b[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def read(path: Path, sheet: str = "") -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Return the sheet asked for, or all visible ones, and notes. Raises ExportError when the workbook is unusable."""
    try:
        with python_calamine.load_workbook(path) as book:
            return _grids(path, book, sheet)
    except python_calamine.PasswordError as error:
        raise ExportError(
            f"{path.name} is protected by a password. Open it in Excel, save it without one, and use that file."
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise ExportError(
            f"{path.name} is a damaged workbook ({' '.join(str(error).split())}). Download it again."
        ) from error


def require_sound_archive(path: Path) -> None:
    """Raise ExportError when a workbook's archive is damaged, or would unpack to more than a survey can hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _require_reasonable_size(path, sum(member.file_size for member in members))
            for member in members:
                _require_sound_member(path, archive, member)
    except DAMAGE as error:
        raise ExportError(f"{path.name} is a damaged workbook ({error}). Download it again.") from error


def _require_reasonable_size(path: Path, unpacked: int) -> None:
    """Raise ExportError when an archive unpacks to suspiciously much."""
    packed = path.stat().st_size
    if unpacked > LARGEST_UNPACKED or (unpacked > SMALL_UNPACKED and unpacked > LARGEST_RATIO * packed):
        raise ExportError(
            f"{path.name} would unpack from {packed / 2**20:.1f} to {unpacked / 2**20:.0f} MB, which no survey export "
            "does; it was not opened. Download it again from the platform."
        )


def _require_sound_member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Raise ExportError when one file of the archive is damaged, or a sheet too wide and long or without values."""
    is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
    last_row, columns, rest = 0, {b"A"}, b""
    with archive.open(member) as file:
        while piece := file.read(PIECE):
            if is_sheet:
                text = rest + piece
                last_row = max([last_row, *map(int, LAST_ROW.findall(text))])
                columns |= set(CELL_COLUMN.findall(text))
                if FORMULA_WITHOUT_VALUE.search(text):
                    raise ExportError(
                        f"{path.name} has formulas without values, because no spreadsheet program has calculated it. "
                        "Open it in Excel, save it, and use that file."
                    )
                rest = text[-2000:]
    if last_row * max(map(_column_number, columns)) > MOST_CELLS:
        raise ExportError(
            f"{path.name} has a sheet that reaches to row {last_row} and column "
            f"{max(columns, key=_column_number).decode()}; at most {MOST_CELLS:,} cells are read. Delete the far cells."
        )


def _column_number(letters: bytes) -> int:
    """Return the number of a spreadsheet column: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _grids(path: Path, book: python_calamine.CalamineWorkbook, sheet: str) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Return the sheet asked for, or the visible ones that hold anything, and a note on those left out."""
    tables = [meta for meta in book.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]
    names = [meta.name for meta in tables]
    if sheet and sheet not in names:
        raise ExportError(f"{path.name} has no sheet {sheet!r}; it has {', '.join(map(repr, names))}.")
    visible = [meta.name for meta in tables if meta.visible == python_calamine.SheetVisibleEnum.Visible]
    hidden = [name for name in names if name not in visible]
    grids = [_grid(book, name) for name in ([sheet] if sheet else visible)]
    filled = tuple(grid for grid in grids if len(grid.cells))
    if not filled:
        raise ExportError(f"{path.name} holds no cell with a value in {sheet or 'any visible sheet'}.")
    if hidden and not sheet:
        return filled, (f"Hidden sheets were not read: {', '.join(hidden)}.",)
    return filled, ()


def _grid(book: python_calamine.CalamineWorkbook, name: str) -> Grid:
    """Return one sheet."""
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    columns = [
        pa.chunked_array([pa.array([_text(cell) for cell in column], pa.large_string())])
        for column in zip(*rows, strict=True)
    ]
    return Grid(frame(columns), name)


def _text(cell: object) -> str:
    """Return a cell as text: whole numbers without decimals, dates as ISO writes them, without a time at midnight."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _moment(cell: datetime) -> str:
    """Return a date and time rounded to the second, as no survey platform writes less."""
    rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return f"{rounded:%Y-%m-%d}" if rounded.time() == time() else f"{rounded:%Y-%m-%d %H:%M:%S}"
