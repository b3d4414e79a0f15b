"""Letters: which font, how wide a text is, its outlines. Shaping is slow: each text is shaped once in a run."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import font_source_sans_pro
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextToPath
from matplotlib.transforms import IdentityTransform

FAMILY = ["Source Sans Pro", "DejaVu Sans"]
WEIGHTS = {"normal": 400, "bold": 600}
FILES = Path(font_source_sans_pro.font_directory)
OWN = Path(mpl.get_data_path()) / "fonts/ttf"
# Weight → files: the letters of the report, and matplotlib's own for a letter they lack.
FONTS = {
    "normal": [FILES / "SourceSansPro-Regular.otf", OWN / "DejaVuSans.ttf"],
    "bold": [FILES / "SourceSansPro-Semibold.otf", OWN / "DejaVuSans-Bold.ttf"],
}
# As parts of the size: the height of a capital letter, and a space.
CAPITAL, SPACE = 0.66, 0.2
SHAPES = TextToPath()
# What a part of an outline is in SVG, and of how many points.
WORDS = {
    Outline.MOVETO: ("M", 1),
    Outline.LINETO: ("L", 1),
    Outline.CURVE3: ("Q", 2),
    Outline.CURVE4: ("C", 3),
    Outline.CLOSEPOLY: ("z", 0),
}
# Outlines of single letters by their name in the font.
KNOWN: dict[str, OrderedDict] = {weight: OrderedDict() for weight in FONTS}


def _register_fonts() -> None:
    """Put the fonts before those that are installed: of equals, matplotlib takes the first."""
    for weight, files in FONTS.items():
        for family, file in zip(FAMILY, files, strict=True):
            described = {"name": family, "weight": WEIGHTS[weight], "style": "normal", "variant": "normal"}
            fontManager.ttflist.insert(0, FontEntry(fname=str(file), size="scalable", **described))


_register_fonts()


class Shaped(NamedTuple):
    """A line of text: which letters of the font stand where, from the left end of its base, at the fonts' own scale."""

    letters: list[tuple[str, float, float]]  # name, x, y
    width: float  # at size 1


@cache
def shaped(text: str, bold: bool) -> Shaped:
    """Return the letters of a line of text."""
    weight = "bold" if bold else "normal"
    font = get_font([str(file) for file in FONTS[weight]])
    font.set_size(SHAPES.FONT_SCALE, SHAPES.DPI)
    placed, known, _ = SHAPES.get_glyphs_with_font(font, text, KNOWN[weight])
    letters = [(name, x, y) for name, x, y, _ in placed if len(known[name][0])]
    right = max((x + known[name][0][:, 0].max() for name, x, _ in letters), default=0)
    return Shaped(letters, float(right) / SHAPES.FONT_SCALE)


def width_of(text: str, size: float = 13, bold: bool = False) -> float:
    """Return how many pixels a line of text takes."""
    return size * shaped(text, bold).width


def wrapped(text: str, width: float, size: float = 13, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than so many pixels; a word that is wider is broken."""
    lines, room = [""], width
    # A percentage is one word.
    for word in re.split(r"\s+(?!%)", text.strip()):
        needed = width_of(word, size, bold) + (SPACE * size if lines[-1] else 0)
        if needed <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            room -= needed
            continue
        lines += _broken(word, width, size, bold)
        room = width - width_of(lines[-1], size, bold)
    return [line for line in lines if line] or [""]


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces that fit."""
    if width_of(word, size, bold) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@dataclass
class Way:
    """How the file that is being written has its letters."""

    letters: Literal["outlined", "defined once", "as text"] = "outlined"
    defined: set[str] = field(default_factory=set)  # names of those that it has


class Letters(Artist):
    """One line of text at the left end of its base."""

    def __init__(self, place: tuple[float, float], text: str, size: float, bold: bool, color: str, way: Way):
        super().__init__()
        self.place, self.text, self.size, self.bold, self.color = place, text, size, bold, color
        self.way = way

    def draw(self, renderer) -> None:
        """Draw it in the way of the file."""
        x, y = self.get_transform().transform(self.place)
        if self.way.letters == "outlined":
            self._outline(renderer, x, y)
        elif self.way.letters == "defined once":
            self._reuse(renderer.writer, x, renderer.height - y)
        else:
            pen = renderer.new_gc()
            pen.set_foreground(self.color)
            renderer.draw_text(pen, x, renderer.height - y, self.text, _font(self.size, self.bold), 0, ismath=False)

    def _outline(self, renderer, x: float, y: float) -> None:
        """Draw the outlines of all letters as one."""
        known = KNOWN["bold" if self.bold else "normal"]
        scale = self.size * self.get_figure().dpi / SHAPES.DPI / SHAPES.FONT_SCALE
        parts = [
            (known[name][0] + (left, up), known[name][1]) for name, left, up in shaped(self.text, self.bold).letters
        ]
        if not parts:
            return
        pen = renderer.new_gc()
        pen.set_linewidth(0)
        vertices = np.concatenate([part for part, _ in parts]) * scale + (x, y)
        outline = Outline(vertices, np.concatenate([codes for _, codes in parts]))
        renderer.draw_path(pen, outline, IdentityTransform(), to_rgb(self.color))

    def _reuse(self, writer, x: float, y: float) -> None:
        """Write a group of references to letters, and before it those not yet defined in this file.

        As matplotlib writes text, without shaping it anew in every file.
        """
        weight, scale = "bold" if self.bold else "normal", self.size / SHAPES.FONT_SCALE
        place = f"translate({x:.2f} {y:.2f}) scale({scale:g} {-scale:g})"
        writer.start("g", style=f"fill: {self.color}", transform=place)
        for name, left, up in shaped(self.text, self.bold).letters:
            if name not in self.way.defined:
                self.way.defined.add(name)
                writer.start("defs")
                writer.element("path", id=name, d=_drawn(name, weight))
                writer.end("defs")
            raised = {"y": f"{up:.5g}"} if up else {}
            writer.element("use", attrib={"xlink:href": f"#{name}", "x": f"{left:.5g}", **raised})
        writer.end("g")


@cache
def _drawn(name: str, weight: str) -> str:
    """Return the outline of a letter in the words of SVG, to four digits."""
    vertices, codes = KNOWN[weight][name]
    points = [f"{x:.4g} {y:.4g}" for x, y in vertices]
    said, place = [], 0
    while place < len(codes):
        word, taken = WORDS[codes[place]]
        said.append(word + " ".join(points[place : place + taken]))
        place += max(taken, 1)
    return "".join(said)


@cache
def _font(size: float, bold: bool) -> FontProperties:
    """Return what matplotlib writes of a font."""
    return FontProperties(family=FAMILY, size=size, weight=WEIGHTS["bold" if bold else "normal"])
