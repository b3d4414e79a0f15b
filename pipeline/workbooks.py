"""Workbooks that are written the same every time: the same cells, the same bytes, and no cell that is a formula."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl

from pipeline.core import disk

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
SAVED = "2024-05-31T12:00:00Z"


def save(workbook: openpyxl.Workbook, path: Path) -> None:
    """Write a workbook, making its folder; a cell that begins with “=” is text that somebody wrote.

    The bytes do not tell when it was saved.
    """
    for cell in (cell for sheet in workbook for line in sheet.iter_rows() for cell in line):
        if cell.data_type == "f":
            cell.data_type = "s"
    saved = io.BytesIO()
    workbook.save(saved)
    disk.write(path, _without_moment(saved.getvalue()))


def _without_moment(workbook: bytes) -> bytes:
    """Return a workbook whose bytes do not tell when it was saved."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", SAVED.encode(), content)
            target.writestr(zipfile.ZipInfo(name, FIRST_MOMENT), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
