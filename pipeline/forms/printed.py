"""The questionnaire as pages to read: to gather answers on, as a PDF to print, and its codebook."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import resources
from pathlib import Path

import jinja2

from pipeline import pages
from pipeline.forms.questionnaire import Form, FormError, Repeat, bounds_in_words, in_words

ROOM = Path(__file__).parent
# The letters come from this package, so that it does not matter which fonts a machine has.
FONTS = resources.files("font_source_sans_pro") / "files"
FACES = [("Regular", 400), ("Semibold", 600), ("Bold", 700)]
KINDS = {
    "single": "One option",
    "multiple": "Any number of options",
    "text": "Words",
    "date": "A date",
    "number": "A number",
}
TREATMENTS = {
    "personal": "Personal: left out on reading, and taken out of every free text.",
    "ignored": "Read by the team only; not stored.",
    "steering": "Steers the form; not stored.",
}


def rendered(form: Form, template: str) -> str:
    """Return one page of the questionnaire: index.html or codebook.html."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    by_name = form.questions
    return templates.get_template(template).render(
        form=form,
        by_name=by_name,
        numbers={name: number for number, name in enumerate(by_name, start=1)},
        in_words=partial(in_words, questions=by_name),
        bounds=bounds_in_words,
        copied=[page.name for page in form.pages if any(_fills_a_sheet(part) for part in page.parts)],
        kinds=KINDS,
        treatments=TREATMENTS,
    )


def _fills_a_sheet(part: object) -> bool:
    """Whether a part of a page is copied for each of several things and long enough for a sheet of its own."""
    return isinstance(part, Repeat) and len(part.questions) > 2


def pdf(page: str, version: str) -> bytes:
    """Return the page as PDF (PDF/UA-1 variant), the same bytes every time.

    Raises FormError without the library Pango, or when something of the page cannot be drawn.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise FormError(
            "The PDF needs the library Pango, which this machine lacks. On Debian: `apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0`; elsewhere see the installation page of WeasyPrint."
        ) from error
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(
        string=_faces() + (ROOM / "print.css").read_text(encoding="utf-8"),
        font_config=fonts,
        url_fetcher=weasyprint.URLFetcher(allowed_protocols={"file"}),
    )
    # The page's own style sheet is for screens; it is not asked for.
    paper = weasyprint.HTML(
        string=page.replace('<link rel="stylesheet" href="style.css">', ""),
        url_fetcher=weasyprint.URLFetcher(allowed_protocols={"data"}),
    )
    with _without_clock(), _complaints() as complaints:
        printed = paper.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            pdf_identifier=version.encode("ascii", "replace"),
        )
    if complaints:
        raise FormError(f"The questionnaire cannot be printed: {'; '.join(complaints)}")
    return printed


def _faces() -> str:
    """Return the style rules that name the files of the letters."""
    return "".join(
        f'@font-face {{ font-family: "Report"; font-weight: {weight}; '
        f'src: url("{(FONTS / f"SourceSansPro-{name}.ttf").as_uri()}"); }}\n'
        for name, weight in FACES
    )


@contextmanager
def _without_clock() -> Iterator[None]:
    """Let fonts in the PDF carry a fixed date: the library would ask the clock."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
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


def write(form: Form, folder: Path) -> None:
    """Write the pages with their style, and the PDF."""
    page = rendered(form, "index.html")
    pages.write(folder / "index.html", page)
    pages.write(folder / "codebook.html", rendered(form, "codebook.html"))
    pages.write(folder / "style.css", pages.style() + (ROOM / "form.css").read_text(encoding="utf-8"))
    (folder / "questionnaire.pdf").write_bytes(pdf(page, form.version))
