"""The sheet that a figure is drawn on: marks and letters at places in CSS pixels, counted from the top left.

Charts lay out every mark themselves, so that labels never meet and nothing is left to an automatic layout: the same
findings give the same bytes. A figure is an SVG of outlines (no font is needed to read it), an SVG of text for print,
or a PNG of half as much again.
"""

from io import BytesIO, StringIO
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.transforms import Affine2D

from pipeline.charts import palette
from pipeline.charts.letters import CAPITAL, Letters, Way, width_of

# A pixel of the sheet is a point to matplotlib.
PIXELS_PER_INCH = 72
STYLE = {"svg.hashsalt": "city-diplomacy-findings"}


class Word(NamedTuple):
    """A line of text and the room it takes."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Dots(NamedTuple):
    """A sheet as dots."""

    colours: memoryview  # rows × dots × red, green, blue and opacity, 0 to 255
    scale: float  # dots to a pixel

    def png(self) -> bytes:
        """Return them as a PNG. Unlike drawing, any thread may do this, and others work meanwhile."""
        written, dots_per_inch = BytesIO(), self.scale * PIXELS_PER_INCH
        no_program = {"Software": None}
        imsave(written, self.colours, format="png", origin="upper", dpi=dots_per_inch, metadata=no_program)
        return written.getvalue()


class Sheet:
    """A figure while it is drawn. Widths, heights and places are CSS pixels; y grows downwards."""

    def __init__(self, width: float):
        self.width, self.height = width, 0.0
        self.figure = Figure(figsize=(width / PIXELS_PER_INCH, 1), facecolor=palette.light("paper"))
        FigureCanvasAgg(self.figure)
        self._downwards = Affine2D()
        self._place = self._downwards + self.figure.dpi_scale_trans
        self._way = Way()
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
        self.words.append(Word(text, left, base - CAPITAL * size, left + width, base + 0.2 * size))
        self._add(Letters((left, base), text, size, bold, palette.light(role), self._way))

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

    def dot(self, x: float, y: float, radius: float, role: str) -> None:
        """Draw a dot."""
        self._add(Circle((x, y), radius, facecolor=palette.light(role), edgecolor="none"))

    def diamond(self, x: float, y: float, radius: float, role: str) -> None:
        """Draw a square that stands on its corner, to differ from a dot by more than colour."""
        self.area([(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)], role)

    def end(self, height: float) -> None:
        """Cut the sheet below this height. What was drawn keeps its place."""
        self.height = height
        self.figure.set_size_inches(self.width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
        self._downwards.clear().scale(1, -1).translate(0, height).scale(1 / PIXELS_PER_INCH)

    def svg(self, title: str) -> str:
        """Return the sheet as an SVG of outlines, with a style for dark screens inside."""
        svg = self._svg(title, "path")
        return svg.replace("</style>", palette.dark_style(svg) + "</style>", 1)

    def print_svg(self, title: str) -> str:
        """Return the sheet as an SVG with text as text, for a page that brings the font; light, as paper is."""
        return self._svg(title, "none")

    def _svg(self, title: str, letters: str) -> str:
        """Return the sheet as an SVG; letters as matplotlib calls them: path or none."""
        written = StringIO()
        self._way.letters = "as text" if letters == "none" else "defined once"
        self._way.defined.clear()
        with mpl.rc_context(STYLE | {"svg.fonttype": letters}):
            metadata = {"Date": None, "Creator": None, "Title": title}
            self.figure.savefig(written, format="svg", dpi=PIXELS_PER_INCH, metadata=metadata)
        svg = written.getvalue()
        points = f'width="{self.width:g}pt" height="{self.height:g}pt"'
        if points not in svg or "</style>" not in svg:
            raise RuntimeError("matplotlib writes another head of an SVG now; sheet.py reads it.")
        return svg.replace(points, points.replace("pt", ""), 1)

    def dots(self, scale: float = 1.5) -> Dots:
        """Return the sheet as dots, this many to a pixel."""
        self._way.letters = "outlined"
        with mpl.rc_context(STYLE):
            self.figure.savefig(BytesIO(), format="rgba", dpi=scale * PIXELS_PER_INCH)
        return Dots(self.figure.canvas.buffer_rgba(), scale)
