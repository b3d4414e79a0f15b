"""The questionnaire as pages to read: to gather answers on, as a PDF to print, and its codebook."""

from datetime import date
from functools import partial
from pathlib import Path

from pipeline import pages
from pipeline.core import disk
from pipeline.forms.questionnaire import Form, Repeat, bounds_in_words, in_words
from pipeline.pages.pdf import pdf

ROOM = Path(__file__).parent
# The questionnaire has a version and no date.
NO_DAY = date(1980, 1, 1)
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
    by_name = form.questions
    return (
        pages.environment(ROOM)
        .get_template(template)
        .render(
            form=form,
            by_name=by_name,
            numbers={name: number for number, name in enumerate(by_name, start=1)},
            in_words=partial(in_words, questions=by_name),
            bounds=bounds_in_words,
            copied=[page.name for page in form.pages if any(_fills_a_sheet(part) for part in page.parts)],
            kinds=KINDS,
            treatments=TREATMENTS,
        )
    )


def _fills_a_sheet(part: object) -> bool:
    """Whether a part of a page is copied for each of several things and long enough for a sheet of its own."""
    return isinstance(part, Repeat) and len(part.questions) > 2


def printed(page: str, version: str) -> bytes:
    """Return the page as PDF, the same bytes every time."""
    # The page's own style sheet is for screens; it is not asked for.
    paper = page.replace('<link rel="stylesheet" href="style.css">', "")
    return pdf(paper, (ROOM / "print.css").read_text(encoding="utf-8"), NO_DAY, f"questionnaire {version}")


def write(form: Form, folder: Path) -> None:
    """Write the pages with their style, and the PDF."""
    page = rendered(form, "index.html")
    pages.write(folder / "index.html", page)
    pages.write(folder / "codebook.html", rendered(form, "codebook.html"))
    pages.write(folder / "style.css", pages.style() + (ROOM / "form.css").read_text(encoding="utf-8"))
    disk.write(folder / "questionnaire.pdf", printed(page, form.version))
