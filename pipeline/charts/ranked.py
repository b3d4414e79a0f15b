"""Ranked bars: categories with the largest on top, each with its value and its interval."""

from typing import NamedTuple

import pandas as pd

from pipeline.charts import words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

LABELS = 230  # pixels at most, left of the bars
COLUMNS = ["finding_id", "label", "count", "base", "percent", "lower", "upper"]


class Subject(NamedTuple):
    """What one figure of bars shows."""

    name: str  # of its files
    section: str  # of the findings
    title: str
    longest: int  # bars at most, the largest


SUBJECTS = [
    Subject("countries", "country", "Partner countries", 15),
    Subject("regions", "region", "Regions of the world", 10),
    Subject("priorities", "priority", "Priority areas", 15),
    Subject("methods", "method", "Methods of engagement", 10),
    Subject("networks", "network", "City networks", 15),
    Subject("resources", "staffing", "Capacity and resources of responding cities", 10),
    Subject("states", "state", "States with the most engagements", 15),
]


def pictures(findings: pd.DataFrame, about: About) -> dict[str, Picture]:
    """Return the figures of bars by name; a section without findings has none."""
    drawn = [_picture(subject, findings.loc[findings["section"].eq(subject.section)], about) for subject in SUBJECTS]
    return {picture.name: picture for picture in drawn if picture}


def _picture(subject: Subject, section: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure of one section, None when it has nothing to show."""
    known = section.loc[section["code"].ne("undecided")]
    shown = known.loc[~known["is_withheld"]].sort_values("count", ascending=False, kind="stable")
    left_out = len(shown) - subject.longest
    shown = shown.head(subject.longest)
    if shown.empty or not shown["count"].sum():
        return None
    is_share = bool(shown["base"].notna().all())
    if is_share:
        subtitle = f"Percent of {words.base(shown)}, with {about.interval}; number in grey"
    else:
        subtitle = f"Number of {shown['unit'].iloc[0]}"
    table = shown[COLUMNS].reset_index(drop=True)
    kind = f"Bar chart: {words.small(subject.title)}, {words.small(subtitle.split(', with')[0])}."
    return Picture(
        name=subject.name,
        section=subject.section,
        title=subject.title,
        subtitle=subtitle,
        alternative=words.alternative(kind, words.ranking(table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: bars(sheet, form, top, table, is_share),
        note=_note(left_out, known.loc[known["is_withheld"], "withheld_reason"]),
    )


def _note(left_out: int, withheld: pd.Series) -> str:
    """Return what is not in the picture."""
    more = f"{left_out} more {'is' if left_out == 1 else 'are'} in the table of the report." if left_out > 0 else ""
    kept = f"{len(withheld)} withheld, {words.withheld_because(withheld)}." if len(withheld) else ""
    return f"{more} {kept}".strip()


def bars(sheet: Sheet, form: Form, top: float, shown: pd.DataFrame, is_share: bool) -> float:
    """Draw the bars; return where they end. shown: label, count, base, percent, lower, upper."""
    labels = [wrapped(wording.capital(label), form.room if form.is_narrow else LABELS) for label in shown["label"]]
    left = MARGIN
    if not form.is_narrow:
        left += max(width_of(line) for lines in labels for line in lines) + 10
    values = 100 * shown["count"] / shown["base"].astype(float) if is_share else shown["count"].astype(float)
    ends = shown["upper"].astype(float).fillna(0).clip(lower=values) if is_share else values
    said = [_value(line) for line in shown[["count", "base", "percent"]].itertuples(name="Line")]
    room = form.right - left - max(width_of(first, 13, True) + width_of(then) for first, then in said) - 14
    scale = room / ends.max()
    for lines, line, value, end, told in zip(labels, shown.itertuples(name="Line"), values, ends, said, strict=True):
        middle, thick, top = _row(sheet, form, top, left, lines)
        sheet.box(left, middle - thick / 2, value * scale, thick, "first")
        if is_share and not pd.isna(line.lower):
            interval(sheet, left + scale * line.lower, left + scale * line.upper, left + scale * value, middle)
        at = left + end * scale + 7
        sheet.text(at, middle, told[0], bold=True, middle=True)
        sheet.text(at + width_of(told[0], 13, True) + 5, middle, told[1], role="quiet", middle=True)
    return top


def _row(sheet: Sheet, form: Form, top: float, left: float, lines: list[str]) -> tuple[float, float, float]:
    """Write a label; return the middle of its bar, how thick the bar is, and where the next row begins."""
    if form.is_narrow:
        for line in lines:
            sheet.text(left, top + 12, line)
            top += 16
        return top + 9, 12, top + 24
    height = 28 + 15 * (len(lines) - 1)
    for place, line in enumerate(lines):
        sheet.text(left - 10, top + 14 + 15 * place, line, align="right", middle=True)
    return top + height / 2, 16, top + height


def interval(sheet: Sheet, lower: float, upper: float, value: float, y: float) -> None:
    """Draw an interval as a line with ends: pale where it lies over the bar, dark beyond."""
    if lower < value:
        sheet.line([(lower, y), (min(value, upper), y)], "on_deep", 1.5)
        sheet.line([(lower, y - 3), (lower, y + 3)], "on_deep", 1.5)
    if upper > value:
        sheet.line([(max(value, lower), y), (upper, y)], "ink", 1.5)
        sheet.line([(upper, y - 3), (upper, y + 3)], "ink", 1.5)


def _value(line) -> tuple[str, str]:
    """Return what is written at a bar: in bold, and after it in grey."""
    return (
        (wording.number(line.count), "")
        if pd.isna(line.percent)
        else (words.percent(line.percent, line.count, line.base), wording.number(line.count))
    )
