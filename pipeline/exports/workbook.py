"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): their visible sheets as grids, values as they were last calculated."""

import functools
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.parsers import expat

import pyarrow as pa
import python_calamine

from pipeline.exports.contract import ExportError
from pipeline.exports.grid import Grid, frame

LARGEST_UNPACKED = 2 * 2**30  # bytes; what a workbook may unpack to
LARGEST_RATIO = 300  # unpacked to packed; worksheets pack to a tenth or a fiftieth
SMALL_UNPACKED = 64 * 2**20  # bytes; below this no ratio is suspicious
MOST_CELLS = 50_000_000  # a sheet is laid out as a rectangle from A1 to its last cell, some 40 bytes for each
# What the standard library raises on archives that are damaged in one way or another.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,  # what zipfile raises on a kind of packing that it does not know; nothing of ours is missing
    OSError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
)
PIECE = 2**20  # bytes unpacked at a time
CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,10})")
FORMULA_WITHOUT_VALUE = re.compile(rb"<c\b[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def read(path: Path, sheet: str = "") -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Return the sheet asked for, or all visible ones, and notes. Raises ExportError when the workbook is unusable."""
    with _refused(path), python_calamine.load_workbook(path) as book:
        return _grids(path, book, sheet)


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets. Raises ExportError when it is unusable."""
    with _refused(path), python_calamine.load_workbook(path) as book:
        return book.sheet_names


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Raise what the library says of a workbook as ExportError."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise ExportError(
            f"{path.name} is protected by a password. Open it in Excel, save it without one, and use that file."
        ) from error
    except BaseException as error:
        # The library is written in Rust; what it raises where it gives a file up is no Exception, and has no name here.
        given_up = type(error).__name__ == "PanicException"
        if isinstance(error, ExportError) or not (
            given_up or isinstance(error, python_calamine.CalamineError | OSError | ValueError)
        ):
            raise
        raise ExportError(
            f"{path.name} is a damaged workbook ({' '.join(str(error).split())}). Download it again."
        ) from error


def require_sound_archive(path: Path) -> None:
    """Raise ExportError when a workbook's archive is damaged, or would unpack to more than a survey can hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _require_reasonable_size(path, sum(member.file_size for member in members))
            # Which of two is read, another reader of archives may decide otherwise.
            if len({member.filename.casefold() for member in members}) < len(members):
                raise ExportError(f"{path.name} is a damaged workbook (a part is in it twice). Download it again.")
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
    name = member.filename.casefold()
    extent = _Extent(path)
    if name.endswith((".xml", ".rels")) and name.startswith(("xl/", "content.xml")):
        _scan_markup(path, archive, member, extent)
    elif name.startswith("xl/") and name.endswith(".bin"):
        _scan_records(archive.read(member), extent)
    else:
        with archive.open(member) as file:
            while file.read(PIECE):
                pass
    if extent.rows * extent.columns > MOST_CELLS:
        raise ExportError(
            f"{path.name} has a sheet that reaches to row {extent.rows} and column {_letters(extent.columns)}; at most "
            f"{MOST_CELLS:,} cells are read. Delete the far cells."
        )


class _Extent:
    """How far a sheet reaches, taken from its elements in their order. Raises ExportError where none may stand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = self.columns = 0
        self.row = self.column = 0

    def doctype(self, *_: object) -> None:
        """Refuse what could define entities: one that grows, or one that names another file."""
        raise ExportError(f"{self.path.name} is a damaged workbook (it defines XML entities). Download it again.")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Take one element of a sheet of Excel or of an open document, or the address of a part."""
        if element in ("v", "t", "is", "f", "si"):
            return
        name = element.rpartition(":")[2]
        if name == "c":
            self._cell(attributes.get("r"))
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "table-row":
            self.row += int(attributes.get("table:number-rows-repeated", 1))
            self.column = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.column += int(attributes.get("table:number-columns-repeated", 1))
            if any(attribute.startswith("office:") for attribute in attributes):
                self.reach(self.row, self.column)
        elif name == "table":
            self.row = 0
        elif name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self._part(attributes.get("Target", ""))

    def reach(self, row: int, column: int) -> None:
        """Take the place of a cell."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
        else:
            match = CELL.fullmatch(reference)
            if match is None:
                raise ExportError(f"{self.path.name} is a damaged workbook (a cell is named {reference!r}).")
            self.row, self.column = int(match[2]), _column_number(match[1].upper())
        if self.row > self.rows or self.column > self.columns:
            self.reach(self.row, self.column)

    def _part(self, target: str) -> None:
        if not target.casefold().removeprefix("/").removeprefix("xl/").endswith((".xml", ".bin")) or ".." in target:
            raise ExportError(f"{self.path.name} is a damaged workbook (a sheet of it is {target!r}).")


def _scan_markup(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, extent: _Extent) -> None:
    """Have the extent of a part in XML taken. Raises ExportError when formulas in it have no values."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = extent.start, extent.doctype
    rest = b""
    with archive.open(member) as file:
        while piece := file.read(PIECE):
            parser.Parse(piece)
            text = rest + piece
            if FORMULA_WITHOUT_VALUE.search(text):
                raise ExportError(
                    f"{path.name} has formulas without values, because no spreadsheet program has calculated it. "
                    "Open it in Excel, save it, and use that file."
                )
            if len(piece) == PIECE and text.rfind(b"<") < 0:
                raise ExportError(f"{path.name} has a cell of more than {PIECE / 2**20:.0f} MB, which none can hold.")
            rest = text[-2000:]
    parser.Parse(b"", True)


def _scan_records(content: bytes, extent: _Extent) -> None:
    """Have the extent of a part in Excel's binary form taken: records of a kind, a length, and that many bytes."""
    at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        size, at = _number(content, at, 4)
        if kind == 0 and size >= 4:
            extent.row = int.from_bytes(content[at : at + 4], "little") + 1
        elif 1 <= kind <= 11 and size >= 4:
            extent.reach(extent.row, int.from_bytes(content[at : at + 4], "little") + 1)
        at += size


def _number(content: bytes, at: int, longest: int) -> tuple[int, int]:
    """Return the number of up to so many bytes, seven bits in each, and where it ends."""
    number = 0
    for place in range(longest):
        byte = content[at + place] if at + place < len(content) else 0
        number |= (byte & 127) << 7 * place
        if byte < 128:
            return number, at + place + 1
    return number, at + longest


@functools.cache
def _column_number(letters: str) -> int:
    """Return the number of a spreadsheet column: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    """Return the letters of a spreadsheet column: 1 is A, 27 AA."""
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(65 + last) + letters
    return letters


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
