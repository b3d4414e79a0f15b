"""Who decided the method and the priority areas of the reports: a box, a rule, a person."""

import pandas as pd

from pipeline.charts import palette, words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

# Section of the findings, and what was decided.
SECTIONS = {"decided_by_method": "Method", "decided_by_priority": "Priority areas"}
COLUMNS = ["finding_id", "decided", "label", "count", "base", "percent", "lower", "upper"]


def picture(findings: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when nobody's decisions are counted."""
    shown = findings.loc[findings["section"].isin(SECTIONS) & ~findings["is_withheld"]]
    if not shown["count"].sum():
        return None
    table = shown.assign(decided=shown["section"].map(SECTIONS))[COLUMNS].reset_index(drop=True)
    return Picture(
        name="decisions",
        section="decisions",
        title="Who decided",
        subtitle="Percent of the reports of engagements, by who decided their method and their priority areas",
        alternative=words.alternative(_told(table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: _stacks(sheet, form, top, table),
    )


def _told(table: pd.DataFrame) -> str:
    """Return what the bars show, in words."""
    parts = []
    for decided, rows in table.groupby("decided", sort=False):
        some = [
            f"{line.label} {words.percent(line.percent, line.count, line.base)}"
            for line in rows.itertuples()
            if line.count
        ]
        parts.append(f"{decided} of {wording.number(rows['base'].max())} reports: {'; '.join(some)}.")
    return f"Stacked bars of who decided. {' '.join(parts)}"


def _stacks(sheet: Sheet, form: Form, top: float, table: pd.DataFrame) -> float:
    """Draw a bar for each decision, its parts named under it in their order; return where they end."""
    labels = table["label"].unique()
    roles = dict(zip(labels, palette.CATEGORIES, strict=False))
    for decided, rows in table.groupby("decided", sort=False):
        name = f"{wording.number(rows['base'].max())} reports"
        sheet.text(MARGIN, top + 13, decided, bold=True)
        sheet.text(MARGIN + width_of(decided, 13, True) + 6, top + 13, name, role="quiet")
        top += 22
        left = float(MARGIN)
        parts = [line for line in rows.itertuples() if line.count]
        for line in parts:
            wide = form.room * line.count / line.base
            sheet.box(left, top, max(wide - 2, 0.5), 26, roles[line.label])
            said = words.percent(line.percent, line.count, line.base)
            if width_of(said, 13, True) + 8 < wide:
                role = palette.ON_CATEGORY[roles[line.label]]
                sheet.text(left + wide / 2 - 1, top + 13, said, 13, role, bold=True, align="center", middle=True)
            left += wide
        top = _legend(sheet, form, top + 34, parts, roles) + 18
    return top - 12


def _legend(sheet: Sheet, form: Form, top: float, parts: list, roles: dict[str, str]) -> float:
    """Name the parts of a bar in their order, each with its share and number; return where the names end."""
    left = float(MARGIN)
    for line in parts:
        share = words.percent(line.percent, line.count, line.base)
        said = f"{wording.capital(line.label)} {share} ({wording.number(line.count)})"
        wide = 18 + width_of(said, 12)
        if left + wide > form.right and left > MARGIN:
            left, top = float(MARGIN), top + 18
        sheet.box(left, top, 11, 11, roles[line.label])
        sheet.text(left + 17, top + 5.5, said, 12, middle=True)
        left += wide + 18
    return top + 12
