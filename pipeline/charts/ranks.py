"""Ranks of countries with their intervals: which places a country could as well have."""

import pandas as pd

from pipeline.charts import words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

LONGEST = 15
COLUMNS = ["finding_id", "label", "count", "rank", "rank_lower", "rank_upper"]


def picture(findings: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when no country has an interval of its rank."""
    countries = findings.loc[findings["section"].eq("country") & findings["rank_lower"].notna()]
    table = countries.sort_values("rank", kind="stable").head(LONGEST)[COLUMNS].reset_index(drop=True)
    if len(table) < 2:
        return None
    return Picture(
        name="country-ranks",
        section="country",
        title="How sure is the order of the countries?",
        subtitle=f"Rank by number of engagements (dot), with {about.interval} (line)",
        alternative=words.alternative(
            _told(table, int(countries["rank_lower"].eq(1).sum())), is_simulated=about.is_simulated
        ),
        table=table,
        body=lambda sheet, form, top: _rows(sheet, form, top, table),
        note="Intervals: cities drawn again with replacement (cluster bootstrap).",
    )


def _told(table: pd.DataFrame, could_lead: int) -> str:
    """Return what the figure shows, in words: each rank with its range, and which countries could be first.

    could_lead: how many could, also of those that are not drawn; where some are not, only their number is told.
    """
    first = table.loc[table["rank_lower"].eq(1), "label"].tolist()
    said = "; ".join(f"{line.label} {_said(line)}" for line in table.itertuples(name="Line"))
    named = wording.listed(first) if len(first) == could_lead else f"{could_lead} countries"
    could = f"{named} could be first. " if could_lead > 1 else f"{first[0]} is first. " if first else ""
    return f"Dot chart of the ranks of {len(table)} countries with their intervals. {could}{said}."


def _said(line) -> str:
    """Return a rank with its interval: 4 (4–6)."""
    if line.rank_lower == line.rank_upper:
        return f"{line.rank}"
    return f"{line.rank} ({line.rank_lower}–{line.rank_upper})"


def _rows(sheet: Sheet, form: Form, top: float, table: pd.DataFrame) -> float:
    """Draw one row a country; return where they end."""
    row = 24
    left = MARGIN + max(width_of(label) for label in table["label"]) + 20
    said = [_said(line) for line in table.itertuples(name="Line")]
    right = form.right - max(width_of(text) for text in said) - 20
    worst = int(table["rank_upper"].max())
    each = (right - left) / max(worst - 1, 1)
    bottom = top + 22 + row * len(table)
    step = next(size for size in (1, 2, 5, 10, 20, 50) if worst // size <= (6 if form.is_narrow else 16))
    for rank in [1, *range(step if step > 1 else 2, worst + 1, step)]:
        at = left + (rank - 1) * each
        sheet.line([(at, top + 18), (at, bottom)], "rule")
        sheet.text(at, top + 10, str(rank), 12, "quiet", align="center")
    for place, (line, text) in enumerate(zip(table.itertuples(name="Line"), said, strict=True)):
        middle = top + 22 + (place + 0.5) * row
        sheet.text(left - 16, middle, line.label, align="right", middle=True)
        ends = [left + (rank - 1) * each for rank in (line.rank_lower, line.rank_upper)]
        if ends[0] < ends[1]:
            sheet.line([(ends[0], middle), (ends[1], middle)], "first", 3)
        sheet.dot(left + (line.rank - 1) * each, middle, 5.5, "first")
        sheet.text(form.right, middle, text, align="right", middle=True)
    return bottom + 2
