"""Open a raw file by what its first bytes say it is, whatever its name ends in."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from pipeline.exports import statistics, text, workbook
from pipeline.exports.contract import ExportError
from pipeline.exports.grid import Grid, Progress, RawFile, frame

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # workbooks before 2007, and what Office wraps around protected ones
ROWS_AT_ONCE = 1_000  # of a Parquet file, where a few bytes can stand for a long text in every row
KNOWN_STRANGERS = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive; unpack it first",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"<!DOCTYPE html": "a web page; was the download a log-in page?",
    b"<!doctype html": "a web page; was the download a log-in page?",
    b"<html": "a web page; was the download a log-in page?",
    b"<?xml": "an XML document",
    b"{": "a JSON document",
}


def opened(path: Path, sheet: str = "", progress: Progress | None = None) -> RawFile:
    """Return a raw file, opened and nothing understood. Raises ExportError when it cannot be one of a survey."""
    if path.is_dir():
        raise ExportError(f"{path.name} is a folder. Name the file in it.")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise ExportError(f"{path.name} cannot be opened: {error.strerror}.") from error
    if not start:
        raise ExportError(f"{path.name} is empty (0 bytes). Download it again.")
    if start.startswith(b"PK"):
        return _opened_archive(path, sheet)
    if start.startswith(OLE):
        _require_no_password(path)
        return RawFile(path, "workbook", *workbook.read(path, sheet))
    if start.startswith(b"PAR1"):
        return RawFile(path, "parquet", (_parquet(path),))
    if form := statistics.form_of(start):
        return statistics.opened(path, form)
    for signature, name in KNOWN_STRANGERS.items():
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(signature):
            raise ExportError(f"{path.name} is no survey export but {name}.")
    return RawFile(path, "text", (text.read(path, progress),))


def _opened_archive(path: Path, sheet: str) -> RawFile:
    """Return a workbook, which is an archive of XML files."""
    if not zipfile.is_zipfile(path):
        raise ExportError(f"{path.name} is cut off: the end of the workbook is missing. Download it again.")
    workbook.require_sound_archive(path)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise ExportError(f"{path.name} is an archive, not a workbook. Unpack it and name the file in it.")
    return RawFile(path, "workbook", *workbook.read(path, sheet))


def _require_no_password(path: Path) -> None:
    """Raise ExportError when Office has wrapped an encrypted workbook."""
    content = path.read_bytes() if path.stat().st_size < text.LARGEST_TEXT else b""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise ExportError(
            f"{path.name} is protected by a password. Open it in Excel, save it without one, and use that file."
        )


def _parquet(path: Path) -> Grid:
    """Return a Parquet table with its column names as header row, so that rows are numbered as elsewhere."""
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names, batches = file.schema_arrow.names, list(_bounded(path, file))
        columns = [
            pa.chunked_array(
                [pa.array([name], pa.large_string()), *(batch.column(at).cast(pa.large_string()) for batch in batches)]
            )
            for at, name in enumerate(names)
        ]
    except (pa.ArrowException, OSError) as error:
        raise ExportError(f"{path.name} is a damaged Parquet file ({str(error).splitlines()[0]}).") from error
    if not columns:
        raise ExportError(f"{path.name} is a Parquet file without columns.")
    return Grid(frame(columns), path.name)


def _bounded(path: Path, file: pyarrow.parquet.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file, few at a time. Raises ExportError once they are more than a survey can hold."""
    unpacked = 0
    if file.metadata.num_rows * file.metadata.num_columns > workbook.MOST_CELLS:
        raise ExportError(f"{path.name} has over {workbook.MOST_CELLS:,} cells; so many are not read.")
    for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
        unpacked += batch.nbytes
        if unpacked > workbook.LARGEST_UNPACKED:
            raise ExportError(f"{path.name} unpacks to over {workbook.LARGEST_UNPACKED // 2**20} MB; it was not read.")
        yield batch
