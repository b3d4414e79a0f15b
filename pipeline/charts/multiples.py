"""Small multiples: one small chart of bars a group, all to the same scale, on one page."""

from typing import NamedTuple

import pandas as pd

from pipeline.charts import cells, words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

GAP, ROW, SMALL, LABELS = 18, 22, 12, 190


class Subject(NamedTuple):
    """What one page shows: what each panel is, and what its bars are."""

    name: str
    section: str  # of the findings
    chapter: str  # of the report
    title: str
    base: str  # what shares are of
    panels: str  # plural, in words


SUBJECTS = [
    Subject(
        "method-priorities",
        "priority_by_method",
        "priority",
        "Priority areas by method",
        "a method’s engagements with a known priority area",
        "methods",
    ),
    Subject(
        "size-priorities",
        "priority_by_size",
        "priority",
        "Priority areas by size of the city",
        "the engagements of cities of a size with a known priority area",
        "sizes",
    ),
    Subject(
        "size-methods",
        "method_by_size",
        "method",
        "Methods by size of the city",
        "the engagements of cities of a size",
        "sizes",
    ),
    Subject(
        "size-resources",
        "staffing_by_size",
        "staffing",
        "Capacity and resources by size of the city",
        "the responding cities of a size that answered",
        "sizes",
    ),
    Subject(
        "region-resources",
        "staffing_by_region",
        "staffing",
        "Capacity and resources by region",
        "the responding cities of a region that answered",
        "regions",
    ),
]


def pictures(findings: pd.DataFrame, about: About) -> dict[str, Picture]:
    """Return the pages by name; a section without findings has none."""
    drawn = [_picture(subject, findings.loc[findings["section"].eq(subject.section)], about) for subject in SUBJECTS]
    return {picture.name: picture for picture in drawn if picture}


def _picture(subject: Subject, section: pd.DataFrame, about: About) -> Picture | None:
    """Return one page, None when it has nothing to show."""
    table = cells.ordered(section) if len(section) else section
    if table.empty or not table["count"].sum():
        return None
    several = "An engagement may have several priority areas." if subject.section.startswith("priority") else ""
    return Picture(
        name=subject.name,
        section=subject.chapter,
        title=subject.title,
        subtitle=f"Percent of {subject.base}, with {about.interval}; their number in brackets",
        alternative=words.alternative(told(subject, table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: panels(sheet, form, top, table),
        note=" ".join(part for part in (several, cells.hatched(table, section), cells.left_out(section)) if part),
    )


def told(subject: Subject, table: pd.DataFrame) -> str:
    """Return what a page shows, in words: the leading category of each panel, and where the panels differ most."""
    groups = table["group_label"].nunique()
    kind = f"{groups} small bar charts, one for each of the {subject.panels}: {words.small(subject.title)}."
    return f"{kind} The largest of each: {words.leading(table)}.{_widest(table.loc[table['percent'].notna()])}"


def _widest(known: pd.DataFrame) -> str:
    """Return the category whose share differs most between panels, as a sentence."""
    spread = known.groupby("label", sort=False)["percent"].agg(["min", "max", "size"])
    spread = spread.loc[spread["size"] > 1]
    wide = (spread["max"] - spread["min"]).sort_values(ascending=False, kind="stable")
    if wide.empty or wide.iloc[0] == 0:
        return ""
    rows = known.loc[known["label"].eq(wide.index[0])]
    low, high = rows.loc[rows["percent"].idxmin()], rows.loc[rows["percent"].idxmax()]
    ends = [f"{words.percent(end['percent'], end['count'], end['base'])} ({end['group_label']})" for end in (low, high)]
    return f" {wording.capital(wide.index[0])} differs most: {ends[0]} to {ends[1]}."


def panels(sheet: Sheet, form: Form, top: float, table: pd.DataFrame) -> float:
    """Draw the panels, as many beside each other as fit, with the names of the bars once in each row of panels."""
    groups, rows = table["group_label"].unique().tolist(), table["label"].unique().tolist()
    labels = [wrapped(wording.capital(row), LABELS, SMALL) for row in rows]
    names = max(width_of(line, SMALL) for lines in labels for line in lines) + 8
    row = ROW + 14 * (max(map(len, labels)) - 1)
    beside = 1 if form.is_narrow else min(3, len(groups))
    wide = (form.right - MARGIN - names - GAP * (beside - 1)) / beside
    scale = (wide - width_of("100 %", SMALL) - 8) / table[["percent", "upper"]].max().max()
    for start in range(0, len(groups), beside):
        shown = [table.loc[table["group_label"].eq(group)] for group in groups[start : start + beside]]
        heads = [wrapped(_head(panel), wide, bold=True) for panel in shown]
        down = top + 16 * max(map(len, heads)) + 10
        for place, lines in enumerate(labels):
            for line, text in enumerate(lines):
                middle = down + (place + 0.5) * row + 14 * (line - (len(lines) - 1) / 2)
                sheet.text(MARGIN + names - 8, middle, text, SMALL, align="right", middle=True)
        for place, (panel, head) in enumerate(zip(shown, heads, strict=True)):
            left = MARGIN + names + place * (wide + GAP)
            for line, text in enumerate(reversed(head)):
                sheet.text(left, down - 12 - 16 * line, text, bold=True)
            sheet.line([(left, down - 4), (left, down + row * len(rows))], "quiet")
            _bars(sheet, (left, down), scale, panel, rows, row)
        top = down + len(rows) * row + 16
    return top - 10


def _head(panel: pd.DataFrame) -> str:
    """Return the name of a panel with the number that its shares are of: of questions, fewer may have answered one."""
    base = panel.loc[~panel["is_withheld"], "base"]
    least, most = (wording.number(int(end)) for end in (base.min(), base.max()))
    of = most if least == most else f"{least} to {most}"
    return f"{wording.capital(panel['group_label'].iloc[0])} ({of})"


def _bars(
    sheet: Sheet, corner: tuple[float, float], scale: float, panel: pd.DataFrame, rows: list[str], row: float
) -> None:
    """Draw the bars of one panel, each in the line of its category; corner: left and top, row: height of a line."""
    left, top = corner
    for finding in panel.itertuples(name="Line"):
        middle = top + (rows.index(finding.label) + 0.5) * row
        if finding.is_withheld or pd.isna(finding.percent):
            sheet.hatch(left + 2, middle - 5, 28, 10)
            continue
        end = left + finding.percent * scale
        sheet.box(left, middle - 5, end - left, 10, "first")
        if not pd.isna(finding.lower):
            sheet.line([(left + finding.lower * scale, middle), (end, middle)], "on_deep", 1.2)
            sheet.line([(end, middle), (left + finding.upper * scale, middle)], "ink", 1.2)
            end = left + finding.upper * scale
        sheet.text(end + 5, middle, words.percent(finding.percent, finding.count, finding.base), SMALL, middle=True)
