"""The report as PDF: all chapters in one tagged document (PDF/UA-1 variant), the same bytes every time."""

import base64
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import resources
from pathlib import Path

from pipeline.report import pages
from pipeline.report.edition import Edition
from pipeline.stage import InputError

# The letters come from this package, so that it does not matter which fonts a machine has.
FONTS = resources.files("font_source_sans_pro") / "files"
FACES = [("Regular", 400, "normal"), ("It", 400, "italic"), ("Semibold", 600, "normal"), ("Bold", 700, "normal")]


class PrintingError(InputError):
    """The PDF cannot be made on this machine: what is missing and how to get it."""


class DrawingError(Exception):
    """Something of the report could not be drawn: ours to mend, so it keeps its traceback."""


def document(edition: Edition, common: dict, said: dict, figures: Path) -> bytes:
    """Return the report as PDF; figures: the folder with the pictures. Raises PrintingError without Pango."""
    templates = pages.environment(edition.summarise["decimals"], printed=True)
    pictures = {
        section: [chart | {"source": _embedded(figures / chart["files"]["svg"])} for chart in charts]
        for section, charts in said["figures"].items()
    }
    page = templates.get_template("print.html").render(**common, **(said | {"figures": pictures}))
    return _pdf(page, edition)


def _embedded(picture: Path) -> str:
    """Return a picture as an address that holds it; a picture within the page would lose its alternative text."""
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.read_bytes()).decode('ascii')}"


def _pdf(page: str, edition: Edition) -> bytes:
    """Return a page as PDF."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise PrintingError(
            "The PDF needs the library Pango, which this machine lacks. On Debian: `apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0`; elsewhere see the installation page of WeasyPrint."
        ) from error
    fonts = FontConfiguration()
    # Letters from files and pictures from the page itself: nothing is asked for elsewhere.
    sheet = weasyprint.CSS(
        string=_faces() + pages.style("print.css"),
        font_config=fonts,
        url_fetcher=weasyprint.URLFetcher(allowed_protocols={"file"}),
    )
    html = weasyprint.HTML(string=page, url_fetcher=weasyprint.URLFetcher(allowed_protocols={"data"}))
    with _dated(edition.choices["cut_off"]), _complaints() as complaints:
        printed = html.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            pdf_identifier=edition.name.encode("ascii", "replace"),
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
