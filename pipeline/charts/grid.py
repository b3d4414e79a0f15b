"""A grid of cells, each with its number written in it: the deeper the colour the more, hatched where withheld."""

from typing import NamedTuple

from pipeline.charts import palette
from pipeline.charts.framing import MARGIN, Form
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

SMALL, WIDEST, LABELS = 11, 96, 190


class Cell(NamedTuple):
    """One cell: what is written in it, and how deep it is."""

    said: str
    step: str | None  # of the palette; None: hatched, with nothing written
    below: str = ""  # a second, smaller line


class Column(NamedTuple):
    """One column: its name, a line under it, and its cells by row."""

    name: str
    below: str
    cells: dict[str, Cell]


def draw(sheet: Sheet, form: Form, top: float, columns: list[Column], rows: list[str]) -> float:
    """Draw the grid, in as many blocks of columns as the width asks for; return where it ends."""
    labels = {row: wrapped(wording.capital(row), form.room if form.is_narrow else LABELS) for row in rows}
    left = MARGIN
    if not form.is_narrow:
        left += max(width_of(line) for lines in labels.values() for line in lines) + 10
    widest = max(width_of(word, SMALL) for column in columns for word in column.name.split()) + 6
    blocks = -(-len(columns) // min(int((form.right - left) // widest) or 1, 5 if form.is_narrow else 9))
    beside = -(-len(columns) // blocks)
    wide = min((form.right - left) / beside, WIDEST)
    for start in range(0, len(columns), beside):
        top = _block(sheet, form, (left, top), columns[start : start + beside], labels, wide) + 12
    return top - 8


def _block(
    sheet: Sheet,
    form: Form,
    corner: tuple[float, float],
    columns: list[Column],
    labels: dict[str, list[str]],
    wide: float,
) -> float:
    """Draw some columns under their names; corner: left and top. Return where they end."""
    left, down = corner
    names = [wrapped(column.name, wide - 5, SMALL) for column in columns]
    down += 13 * max(map(len, names)) + (16 if any(column.below for column in columns) else 4)
    for place, (column, name) in enumerate(zip(columns, names, strict=True)):
        middle = left + (place + 0.5) * wide
        for line, text in enumerate(reversed(name)):
            sheet.text(middle, down - (19 if column.below else 6) - 13 * line, text, SMALL, align="center")
        if column.below:
            sheet.text(middle, down - 5, column.below, SMALL, "quiet", align="center")
    tall = 38 if any(cell.below for column in columns for cell in column.cells.values()) else 26
    for row, lines in labels.items():
        down = _label(sheet, form, left, down, max(tall, 15 * len(lines) + 6), lines)
        for place, column in enumerate(columns):
            if row in column.cells:
                _cell(sheet, left + place * wide, down, wide, tall, column.cells[row])
        down += tall if form.is_narrow else max(tall, 15 * len(lines) + 6)
    return down


def _label(sheet: Sheet, form: Form, left: float, top: float, tall: float, lines: list[str]) -> float:
    """Write the label of a row, above its cells where the figure is narrow; return where the cells begin."""
    if form.is_narrow:
        for line in lines:
            sheet.text(left, top + 15, line, 12)
            top += 15
        return top + 5
    for place, line in enumerate(lines):
        middle = top + tall / 2 + 15 * (place - (len(lines) - 1) / 2)
        sheet.text(left - 10, middle, line, align="right", middle=True)
    return top


def _cell(sheet: Sheet, x: float, y: float, wide: float, tall: float, cell: Cell) -> None:
    """Draw one cell."""
    if cell.step is None:
        sheet.hatch(x + 1.5, y + 1.5, wide - 3, tall - 4)
        return
    role = palette.ON_STEP[cell.step]
    sheet.box(x + 1, y + 1, wide - 2, tall - 3, cell.step)
    middle = y + tall / 2 - (7 if cell.below else 0.5)
    sheet.text(x + wide / 2, middle, cell.said, 13, role, align="center", middle=True)
    if cell.below:
        sheet.text(x + wide / 2, middle + 14, cell.below, 10.5, role, align="center", middle=True)


def step(value: float, bounds: list[float]) -> str:
    """Return the step of the palette for a value; bounds are where the second, third … step begin."""
    return palette.STEPS[sum(value >= bound for bound in bounds)]
