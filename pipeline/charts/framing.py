"""What every figure has around its marks: title, what is measured, “simulated” where it is, and the source."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pandas as pd

from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.sheet import Sheet
from pipeline.core import days

MARGIN = 16


class Form(NamedTuple):
    """How wide a figure is; what is narrow is for a telephone, with labels above the bars."""

    width: int  # CSS pixels
    is_narrow: bool

    @property
    def right(self) -> int:
        """Where the margin to the right begins."""
        return self.width - MARGIN

    @property
    def room(self) -> int:
        """Width between the margins."""
        return self.width - 2 * MARGIN


WIDE, NARROW = Form(720, False), Form(340, True)


class About(NamedTuple):
    """What the figures say of their edition."""

    title: str
    cut_off: date
    is_simulated: bool
    confidence: float  # of the intervals
    first_year: int | None = None  # of the window; None: open
    last_year: int | None = None

    @property
    def interval(self) -> str:
        """Return what the intervals are called."""
        return f"{100 * self.confidence:g} % interval"

    @property
    def source(self) -> str:
        """Return the line that names the edition."""
        simulated = "Simulated data. " if self.is_simulated else ""
        return f"{simulated}Source: {self.title.rstrip('.')}; collection ended {days.in_words(self.cut_off)}."


class Picture(NamedTuple):
    """A figure that can be drawn in any form, with all that is said of it."""

    name: str  # of its files
    section: str  # of the findings
    title: str
    subtitle: str  # what is measured, of what base
    alternative: str  # what it shows, for those who do not see it
    table: pd.DataFrame  # exactly what is drawn; with finding_id where it is findings
    body: Callable[[Sheet, Form, float], float]  # draws the marks from a height on, returns where they end
    note: str = ""  # what to bear in mind, below


def framed(picture: Picture, form: Form, about: About) -> Sheet:
    """Return the finished sheet of a picture in one form."""
    sheet = Sheet(form.width)
    down = MARGIN + (_tag(sheet, MARGIN, MARGIN) + 10 if about.is_simulated else 0)
    down = write(sheet, form, down, picture.title, 18 if form.is_narrow else 21, bold=True) + 2
    down = write(sheet, form, down, picture.subtitle, 13, role="quiet")
    down = picture.body(sheet, form, down + 14) + 14
    sheet.line([(MARGIN, down), (form.right, down)], "rule")
    down += 7
    for line in (picture.note, about.source):
        down = write(sheet, form, down, line, 11.5, role="quiet") if line else down
    sheet.end(down + MARGIN - 4)
    return sheet


def write(sheet: Sheet, form: Form, top: float, text: str, size: float, role: str = "ink", bold: bool = False) -> float:
    """Write a text between the margins, in as many lines as it takes; return where the next one begins."""
    for line in wrapped(text, form.room, size, bold):
        sheet.text(MARGIN, top + 0.95 * size, line, size, role, bold)
        top += 1.3 * size
    return top


def _tag(sheet: Sheet, x: float, y: float, size: float = 11) -> float:
    """Say that the data is simulated; return the height this takes."""
    said, height = "SIMULATED DATA", size + 8
    sheet.box(x, y, width_of(said, size, bold=True) + 14, height, "warning")
    sheet.text(x + 7, y + height / 2, said, size, "on_deep", bold=True, middle=True)
    return height
