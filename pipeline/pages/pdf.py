"""A page as PDF: tagged (PDF/UA-1 variant), letters from a package, the same bytes every time.

WeasyPrint is imported only when a PDF is made: it needs Pango of the system.
"""

import ctypes.util
import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import resources
from unittest import mock

from pipeline.core.stage import InputError

# The letters come from this package, so that it does not matter which fonts a machine has.
FONTS = resources.files("font_source_sans_pro") / "files"
FACES = [("Regular", 400, "normal"), ("It", 400, "italic"), ("Semibold", 600, "normal"), ("Bold", 700, "normal")]


class PangoError(InputError):
    """The PDF cannot be made on this machine: what is missing and how to get it."""


class DrawingError(Exception):
    """Something of the page could not be drawn: ours to mend, so it keeps its traceback."""


def pdf(page: str, sheet: str, day: date, identifier: str) -> bytes:
    """Return a page (HTML) in the look of a style sheet (CSS) as PDF.

    day is the only date in it, identifier its name in the file. Pictures stand in the page as data; links that name no
    host lead to files beside the PDF. Raises PangoError without Pango, DrawingError when anything cannot be drawn.
    """
    try:
        with _found_by_the_loader():
            import weasyprint
            from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise PangoError(
            "The PDF needs the library Pango, which this machine lacks. On Debian: `apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0`; elsewhere see the installation page of WeasyPrint."
        ) from error
    fonts = FontConfiguration()
    with _dated(day), _uncollected(), _complaints() as complaints:
        # Letters from files and pictures from the page itself: nothing is asked for elsewhere.
        style = weasyprint.CSS(
            string=_faces() + sheet,
            font_config=fonts,
            url_fetcher=weasyprint.URLFetcher(allowed_protocols={"file"}),
        )
        html = weasyprint.HTML(string=page, url_fetcher=weasyprint.URLFetcher(allowed_protocols={"data"}))
        printed = html.write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            pdf_identifier=identifier.encode("ascii", "replace"),
        )
    if complaints:
        raise DrawingError("; ".join(complaints))
    return printed


def _faces() -> str:
    """Return the style rules that name the files of the letters."""
    return "".join(
        f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; font-style: {slant}; '
        f'src: url("{(FONTS / f"SourceSansPro-{name}.ttf").as_uri()}"); }}\n'
        for name, weight, slant in FACES
    )


@contextmanager
def _found_by_the_loader() -> Iterator[None]:
    """Let Linux alone say which libraries there are.

    WeasyPrint tries the names of all systems. For each that is none here Python would ask compiler and linker, with
    some fifty processes in .4 s, and find nothing.
    """
    if sys.platform != "linux":
        yield
        return
    with mock.patch.object(ctypes.util, "find_library", return_value=None):
        yield


@contextmanager
def _dated(day: date) -> Iterator[None]:
    """Let the day be the date that fonts in the PDF carry: the library would ask the clock."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str((day - date(1970, 1, 1)).days * 86_400)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be collected: the millions of small objects of a document all live to its end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Gather what WeasyPrint cannot draw; it would write a line to a log and leave it out."""
    told: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield told
    finally:
        logger.removeHandler(handler)
