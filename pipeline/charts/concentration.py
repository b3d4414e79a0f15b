"""How few cities make how much: engagements added up from the city with the most on."""

import pandas as pd

from pipeline.charts import words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.scale import ticks
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording


def picture(findings: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when fewer than two cities have engagements or none was found to make half."""
    cities = findings.loc[findings["section"].eq("city") & findings["count"].gt(0), ["finding_id", "label", "count"]]
    half = findings.loc[findings["finding_id"].eq("concentration.cities_for_half") & ~findings["is_withheld"]]
    if len(cities) < 2 or half.empty:
        return None
    table = cities.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)
    table = table.assign(cities=table.index + 1, cumulated=table["count"].cumsum())
    said, whole = half.iloc[0], wording.number(table["count"].sum())
    return Picture(
        name="concentration",
        section="city",
        title="How few cities make half of the engagements",
        subtitle=f"Percent of {whole} engagements, added up city by city, the most first",
        alternative=words.alternative(_told(table, said, about), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: _curve(sheet, form, top, table, said, about),
        note="Dashed: if every city had the same number.",
    )


def _half(said: pd.Series, about: About) -> str:
    """Return how many cities make half, with the interval where there is one."""
    known = "" if pd.isna(said["lower"]) else f", {about.interval} {words.span(said['lower'], said['upper'])}"
    few = f"{wording.number(said['count'])} of {wording.number(said['base'])} cities"
    return f"{few} ({words.percent(said['percent'], said['count'], said['base'])}{known})"


def _make(said: pd.Series) -> str:
    """Return the verb of so many cities."""
    return "makes" if said["count"] == 1 else "make"


def _told(table: pd.DataFrame, said: pd.Series, about: About) -> str:
    """Return what the curve shows, in words."""
    most = table.loc[table["count"].eq(table["count"].max()), "label"].tolist()
    first = f"{most[0]} has the most" if len(most) == 1 else f"{len(most)} cities have the most"
    once = int(table["count"].eq(1).sum())
    single = f"; {wording.number(once)} have one each" if once > 1 else ""
    return (
        f"Curve of engagements added up over {wording.number(len(table))} cities. "
        f"{_half(said, about)} {_make(said)} half of them. {first}, {wording.number(table['count'].max())}{single}."
    )


def _curve(sheet: Sheet, form: Form, top: float, table: pd.DataFrame, said: pd.Series, about: About) -> float:
    """Draw the curve; return where it ends."""
    height = 220 if form.is_narrow else 280
    left, right = MARGIN + width_of("100 %", 12) + 8, form.right - 14
    top += 8
    bottom, cities, total = top + height, len(table), int(table["count"].sum())
    for mark in (0, 25, 50, 75, 100):
        at = bottom - height * mark / 100
        sheet.line([(left, at), (right, at)], "quiet" if mark == 0 else "rule")
        sheet.text(left - 8, at, f"{mark} %", 12, "quiet", align="right", middle=True)
    for mark in ticks(cities, 5 if form.is_narrow else 9):
        at = left + (right - left) * mark / cities
        sheet.text(at, bottom + 16, wording.number(int(mark)), 12, "quiet", align="center")
    sheet.text(right, bottom + 32, "Cities", 12, "quiet", align="right")
    across, up = (right - left) / cities, height / total
    places = [(left + line.cities * across, bottom - line.cumulated * up) for line in table.itertuples(name="Line")]
    sheet.line([(left, bottom), (right, top)], "quiet", 1, (4, 3))
    sheet.line([(left, bottom), *places], "first", 2.5)
    at = left + said["count"] * across
    sheet.line([(left, bottom - height / 2), (at, bottom - height / 2), (at, bottom)], "ink", 1.2, (2, 2))
    sheet.dot(at, bottom - height / 2, 5.5, "first")
    # Half is made by at most half of the cities, so the lower right is free.
    lines = wrapped(f"{_half(said, about)} {_make(said)} half.", 0.48 * (right - left), bold=True)
    for place, text in enumerate(lines):
        sheet.text(right, bottom - 12 - 17 * (len(lines) - 1 - place), text, bold=True, align="right")
    return bottom + 36
