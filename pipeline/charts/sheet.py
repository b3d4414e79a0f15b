"""The sheet that a figure is drawn on: marks and letters at places in CSS pixels, counted from the top left.

Charts lay out every mark themselves, so that labels never meet and nothing is left to an automatic layout: the same
findings give the same bytes. A figure is an SVG of outlines (no font is needed to read it) or a PNG of twice the size.
"""

from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

import font_source_sans_pro
import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.transforms import Affine2D

from pipeline.charts import palette

# A pixel of the sheet is a point to matplotlib.
PIXELS_PER_INCH = 72
STYLE = {
    "svg.fonttype": "path",
    "svg.hashsalt": "city-diplomacy-findings",
    "text.hinting": "none",
}
FILES = Path(font_source_sans_pro.font_directory)
OWN = Path(mpl.get_data_path()) / "fonts/ttf"
# Weight → files: the letters of the report, and matplotlib's own for a letter they lack.
FONTS = {
    "normal": [FILES / "SourceSansPro-Regular.otf", OWN / "DejaVuSans.ttf"],
    "bold": [FILES / "SourceSansPro-Semibold.otf", OWN / "DejaVuSans-Bold.ttf"],
}
# Names of no installed font, so that the files above are drawn wherever the pipeline runs.
FAMILY = ["Findings", "Findings, other letters"]
# Height of a capital letter as a part of the size.
CAPITAL = 0.66


def _register_fonts() -> None:
    """Make the fonts known to matplotlib by names of our own."""
    for weight, files in FONTS.items():
        for family, file in zip(FAMILY, files, strict=True):
            number = {"normal": 400, "bold": 700}[weight]
            entry = FontEntry(
                fname=str(file), name=family, style="normal", variant="normal", weight=number, size="scalable"
            )
            fontManager.ttflist.append(entry)


_register_fonts()


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = 13, bold: bool = False) -> float:
    """Return how many pixels a line of text takes."""
    font = get_font([str(file) for file in FONTS["bold" if bold else "normal"]])
    font.set_size(size, PIXELS_PER_INCH)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


@lru_cache
def _font(size: float, bold: bool) -> FontProperties:
    """Return what matplotlib finds the letters by."""
    return FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")


def wrapped(text: str, width: float, size: float = 13, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than so many pixels; a word that is wider is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        *full, rest = _broken(word, width, size, bold)
        lines += [*full, rest]
    return [line for line in lines if line] or [""]


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces that fit."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


class Letters(Artist):
    """One line of text at the left end of its base. Its place is known, so nothing is laid out when it is drawn."""

    def __init__(self, x: float, y: float, text: str, font: FontProperties, color: str):
        super().__init__()
        self.place, self.text, self.font, self.color = (x, y), text, font, color

    def draw(self, renderer) -> None:
        """Draw it with matplotlib's renderer of the format; a dollar sign in a name is a dollar sign."""
        pen = renderer.new_gc()
        pen.set_foreground(self.color)
        x, y = self.get_transform().transform(self.place)
        from_top = self.get_figure().bbox.height - y if renderer.flipy() else y
        renderer.draw_text(pen, x, from_top, self.text, self.font, angle=0, ismath=False)
        pen.restore()


class Word(NamedTuple):
    """A line of text and the room it takes."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Sheet:
    """A figure while it is drawn. Widths, heights and places are CSS pixels; y grows downwards."""

    def __init__(self, width: float):
        self.width, self.height = width, 0.0
        self.figure = Figure(figsize=(width / PIXELS_PER_INCH, 1), facecolor=palette.light("paper"))
        FigureCanvasAgg(self.figure)
        self._downwards = Affine2D()
        self._place = self._downwards + self.figure.dpi_scale_trans
        self.words: list[Word] = []

    def _add(self, artist: Artist) -> None:
        """Put a mark over all before it."""
        artist.set(transform=self._place, zorder=1)
        self.figure.add_artist(artist)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 13,
        role: str = "ink",
        bold: bool = False,
        align: str = "left",
        middle: bool = False,
    ) -> None:
        """Write one line; y is its base, or with middle the middle of its capitals."""
        base = y + CAPITAL * size / 2 if middle else y
        width = width_of(text, size, bold)
        left = x - width * {"left": 0, "center": 0.5, "right": 1}[align]
        font = _font(size, bold)
        self.words.append(Word(text, left, base - CAPITAL * size, left + width, base + 0.2 * size))
        letters = Letters(left, base, text, font, palette.light(role))
        self._add(letters)

    def box(self, x: float, y: float, width: float, height: float, role: str | None, edge: str | None = None) -> None:
        """Draw a rectangle, filled, or with an edge of one pixel, or both."""
        face = palette.light(role) if role else "none"
        line = palette.light(edge) if edge else "none"
        patch = Rectangle((x, y), width, height, facecolor=face, edgecolor=line, linewidth=1)
        self._add(patch)

    def hatch(self, x: float, y: float, width: float, height: float, role: str = "quiet", gap: float = 6) -> None:
        """Draw a rectangle of slanted lines: something is kept back here. Lines, as not every reader knows patterns."""
        start = gap / 2
        while start < width + height:
            left, right = max(0.0, start - height), min(width, start)
            self.line([(x + left, y + start - left), (x + right, y + start - right)], role, 0.8)
            start += gap
        self.box(x, y, width, height, None, edge=role)

    def line(self, points: list[tuple[float, float]], role: str, width: float = 1, dashes: tuple | None = None) -> None:
        """Draw a line through places."""
        xs, ys = zip(*points, strict=True)
        style = (0, dashes) if dashes else "-"
        drawn = Line2D(xs, ys, color=palette.light(role), linewidth=width, linestyle=style)
        drawn.set_solid_capstyle("butt")
        self._add(drawn)

    def area(self, points: list[tuple[float, float]], role: str) -> None:
        """Fill what places enclose."""
        patch = Polygon(points, closed=True, facecolor=palette.light(role), edgecolor="none")
        self._add(patch)

    def dot(self, x: float, y: float, radius: float, role: str, hollow: bool = False) -> None:
        """Draw a dot, or a ring of paper inside."""
        face = palette.light("paper" if hollow else role)
        patch = Circle((x, y), radius, facecolor=face, edgecolor=palette.light(role), linewidth=2)
        self._add(patch)

    def diamond(self, x: float, y: float, radius: float, role: str) -> None:
        """Draw a square that stands on its corner, to differ from a dot by more than colour."""
        self.area([(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)], role)

    def end(self, height: float) -> None:
        """Cut the sheet below this height. What was drawn keeps its place."""
        self.height = height
        self.figure.set_size_inches(self.width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
        self._downwards.clear().scale(1, -1).translate(0, height).scale(1 / PIXELS_PER_INCH)

    def svg(self, title: str) -> str:
        """Return the sheet as an SVG, with a style for dark screens inside."""
        written = StringIO()
        with mpl.rc_context(STYLE):
            metadata = {"Date": None, "Creator": None, "Title": title}
            self.figure.savefig(written, format="svg", dpi=PIXELS_PER_INCH, metadata=metadata)
        svg = written.getvalue()
        points = f'width="{self.width:g}pt" height="{self.height:g}pt"'
        if points not in svg or "</style>" not in svg:
            raise RuntimeError("matplotlib writes another head of an SVG now; sheet.py reads it.")
        return svg.replace(points, points.replace("pt", ""), 1).replace(
            "</style>", palette.dark_style(svg) + "</style>", 1
        )

    def png(self, scale: float = 2) -> bytes:
        """Return the sheet as a PNG, this many dots to a pixel."""
        written = BytesIO()
        with mpl.rc_context(STYLE):
            self.figure.savefig(written, format="png", dpi=scale * PIXELS_PER_INCH, metadata={"Software": None})
        return written.getvalue()
