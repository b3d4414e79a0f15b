"""Engagements over time: a column for each year, gaps seen as gaps, the edition's window behind them."""

import pandas as pd

from pipeline.charts import words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of
from pipeline.charts.scale import round_years, ticks
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

TITLE = "Engagements by the year in which they began or took place"


def picture(findings: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure of years, None when no year is known."""
    years = findings.loc[findings["section"].eq("year") & findings["code"].str.fullmatch(r"\d{4}")]
    if not years["count"].sum():
        return None
    table = every_year(years)
    inside = ", an event or agreement only inside the window" if _window(about) else ""
    return Picture(
        name="years",
        section="year",
        title=TITLE,
        subtitle="Number of engagements" + (f"; grey: the window {_window(about)}" if _window(about) else ""),
        alternative=words.alternative(_told(table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: _columns(sheet, form, top, table, about),
        note=f"A standing relation counts whenever it began{inside}; engagements without a year are not shown.",
    )


def every_year(years: pd.DataFrame) -> pd.DataFrame:
    """Return finding_id, label, count of each year, with those between them in which nothing was found."""
    codes = years["code"].astype(int)
    every = pd.DataFrame({"label": [str(year) for year in range(codes.min(), codes.max() + 1)]})
    filled = every.merge(years[["finding_id", "label", "count"]], on="label", how="left")
    return filled.assign(count=filled["count"].fillna(0).astype("int64"))[["finding_id", "label", "count"]]


def _window(about: About) -> str:
    """Return the window of the edition in words, "" when it has none."""
    first, last = about.first_year, about.last_year
    if first and last:
        return f"{first}–{last}"
    return f"from {first}" if first else f"until {last}" if last else ""


def _told(table: pd.DataFrame) -> str:
    """Return what the columns show, in words."""
    first, last, most = table["label"].iloc[0], table["label"].iloc[-1], table["count"].max()
    at_most = table.loc[table["count"].eq(most), "label"].tolist()
    span = f"in {first}" if first == last else f"{first} to {last}"
    peak = (
        f"The most, {wording.number(most)}, in {wording.listed(at_most[:3])}{' and other years' * (len(at_most) > 3)}."
    )
    if len(table) < 20:
        return f"Column chart: {words.small(TITLE)}, {span}. {peak}"
    recent, all_ = table["count"].tail(10).sum(), table["count"].sum()
    ten = f"The last ten years hold {wording.number(recent)} of {wording.number(all_)}."
    return f"Column chart: {words.small(TITLE)}, {span}. {peak} {ten}"


def _columns(sheet: Sheet, form: Form, top: float, table: pd.DataFrame, about: About) -> float:
    """Draw the columns; return where they end."""
    height = 170 if form.is_narrow else 210
    most, years = table["count"].max(), table["label"].astype(int)
    marks = ticks(most, 5)
    left = MARGIN + max(width_of(wording.number(int(mark)), 12) for mark in marks) + 8
    bottom, each = top + 16 + height, (form.right - left) / len(years)
    _shade_window(sheet, left, top, bottom, each, years, about)
    for mark in marks:
        at = bottom - height * mark / most
        sheet.line([(left, at), (form.right, at)], "quiet" if mark == 0 else "rule")
        sheet.text(left - 8, at, wording.number(int(mark)), 12, "quiet", align="right", middle=True)
    for place, count in enumerate(table["count"]):
        if count:
            tall = height * count / most
            sheet.box(left + (place + 0.1) * each, bottom - tall, 0.8 * each, tall, "first")
    _write_peak(sheet, form, left, each, table, bottom - height)
    for year in round_years(years.min(), years.max(), 5 if form.is_narrow else 11):
        half = width_of(str(year), 12) / 2
        at = min(max(left + (year - years.min() + 0.5) * each, left + half), form.right - half)
        sheet.text(at, bottom + 16, str(year), 12, "quiet", align="center")
    return bottom + 20


def _shade_window(sheet: Sheet, left: float, top: float, bottom: float, each: float, years, about: About) -> None:
    """Shade the years that count, where the edition has a window."""
    first, last = about.first_year or years.min(), about.last_year or years.max()
    start, end = max(first, years.min()), min(last, years.max())
    if _window(about) and start <= end:
        from_left = (start - years.min()) * each
        sheet.box(left + from_left, top, (end - start + 1) * each, bottom - top, "track")


def _write_peak(sheet: Sheet, form: Form, left: float, each: float, table: pd.DataFrame, y: float) -> None:
    """Write the largest number over its column, the first of those that are equal."""
    place = int(table["count"].to_numpy().argmax())
    said = wording.number(int(table["count"].max()))
    half = width_of(said, 13, bold=True) / 2
    at = min(max(left + (place + 0.5) * each, left + half), form.right - half)
    sheet.text(at, y - 4, said, bold=True, align="center")
