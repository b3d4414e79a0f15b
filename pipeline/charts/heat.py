"""Heat map of two classifications: a cell a pair, its share written in it, deeper where it is more."""

import pandas as pd

from pipeline.charts import cells, palette, words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.sheet import Sheet, width_of, wrapped

COUNTRIES = 9  # those with the most engagements
# Shares from these on are drawn in the second, third … step.
BOUNDS = [5, 15, 30, 50]
SMALL = 11


def picture(findings: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure of countries and priorities, None when there are no such findings or all are withheld."""
    section = findings.loc[findings["section"].eq("priority_by_country")]
    table = cells.ordered(section, COUNTRIES) if len(section) else section
    if table.empty or not table["count"].sum():
        return None
    return Picture(
        name="country-priorities",
        section="priority_by_country",
        title="Priority areas by partner country",
        subtitle="Percent of a country’s engagements with a known priority area; their number under its name",
        alternative=words.alternative(told(table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: blocks(sheet, form, top, table),
        note=_note(table, about),
    )


def _note(table: pd.DataFrame, about: About) -> str:
    """Return what the marks of the figure mean."""
    several = "An engagement may have several priority areas."
    return f"Hatched: withheld, base under {about.smallest_base}. {several}" if table["is_withheld"].any() else several


def told(table: pd.DataFrame) -> str:
    """Return what a heat map shows, in words: its size, the leading category of each column, what is withheld."""
    groups, rows = table["group_label"].unique(), table["label"].nunique()
    withheld = int(table["is_withheld"].sum())
    kept = f" {withheld} of {len(table)} cells are withheld." if withheld else ""
    return (
        f"Heat map of {rows} priority areas and {len(groups)} partner countries, percent of a country’s engagements. "
        f"The leading area of each country: {words.leading(table)}.{kept}"
    )


def step(percent: float) -> str:
    """Return the colour of a share."""
    return palette.STEPS[sum(percent >= bound for bound in BOUNDS)]


def blocks(sheet: Sheet, form: Form, top: float, table: pd.DataFrame) -> float:
    """Draw the cells, in as many blocks of columns as the width asks for; return where they end."""
    groups, rows = table["group_label"].unique().tolist(), table["label"].unique().tolist()
    left = MARGIN if form.is_narrow else MARGIN + max(width_of(words.capital(row)) for row in rows) + 10
    fit = min(5 if form.is_narrow else COUNTRIES, len(groups))
    wide = min((form.right - left) / fit, 90)
    for start in range(0, len(groups), fit):
        top = _block(sheet, form, top, left, table, groups[start : start + fit], rows, wide) + 10
    return top


def _block(
    sheet: Sheet,
    form: Form,
    top: float,
    left: float,
    table: pd.DataFrame,
    groups: list[str],
    rows: list[str],
    wide: float,
) -> float:
    """Draw some columns under their names; return where they end."""
    names = [wrapped(group, wide - 4, SMALL) for group in groups]
    down = top + 14 * max(map(len, names)) + 16
    shown = table.set_index(["group_label", "label"])
    for place, (group, name) in enumerate(zip(groups, names, strict=True)):
        middle = left + (place + 0.5) * wide
        for line, text in enumerate(reversed(name)):
            sheet.text(middle, down - 20 - 13 * line, text, SMALL, align="center")
        base = words.number(int(shown.loc[group, "base"].max()))
        sheet.text(middle, down - 6, base, SMALL, "quiet", align="center")
    for row in rows:
        if form.is_narrow:
            sheet.text(left, down + 12, words.capital(row), 12)
            down += 17
        else:
            sheet.text(left - 10, down + 12, words.capital(row), align="right", middle=True)
        for place, group in enumerate(groups):
            if (group, row) in shown.index:
                _cell(sheet, left + place * wide, down, wide, shown.loc[(group, row)])
        down += 26
    return down


def _cell(sheet: Sheet, x: float, y: float, wide: float, finding: pd.Series) -> None:
    """Draw one cell: its share, or hatched."""
    if finding["is_withheld"] or pd.isna(finding["percent"]):
        sheet.hatch(x + 1.5, y + 1.5, wide - 3, 21)
        return
    role = step(finding["percent"])
    sheet.box(x + 1, y + 1, wide - 2, 22, role)
    sheet.text(x + wide / 2, y + 12, f"{finding['percent']:g}", 13, palette.ON_STEP[role], align="center", middle=True)
