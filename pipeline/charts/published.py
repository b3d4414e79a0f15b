"""Published shares beside those of the edition: a diamond for what was published, a dot with its interval for ours."""

import pandas as pd

from pipeline.charts import words
from pipeline.charts.framing import MARGIN, About, Form, Picture
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.scale import ticks
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

COLUMNS = ["finding_id", "label", "published", "published_kind", "count", "base", "percent", "lower", "upper"]
TITLE = "Compared with the shares published in June 2024"


def picture(findings: pd.DataFrame, published: pd.DataFrame, comparison: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when the edition has none of the published shares.

    published: table of the codebook. comparison: which of its figures agree with those of the edition.
    """
    shares = published.loc[published["kind"].str.startswith("percent"), ["finding_id", "figure", "kind"]]
    shares = shares.rename(columns={"figure": "published", "kind": "published_kind"})
    table = shares.merge(findings.loc[findings["percent"].notna()], on="finding_id")
    if table.empty:
        return None
    table = table.assign(published=table["published"].astype(float))[COLUMNS]
    agree = comparison.loc[comparison["agreement"].eq("agrees"), "finding_id"]
    same = int(table["finding_id"].isin(agree).sum())
    return Picture(
        name="published",
        section="comparison",
        title=TITLE,
        subtitle=f"Percent; diamond: published, dot: this edition with {about.interval}",
        alternative=words.alternative(_told(table, same), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: _rows(sheet, form, top, table),
        note="Each share has a base of its own: engagements with a known priority or method, or cities that answered.",
    )


def _said(line) -> str:
    """Return a published share as it was published."""
    return f"{line.published:g} %" if line.published_kind == "percent" else f"under {line.published:g} %"


def _told(table: pd.DataFrame, same: int) -> str:
    """Return what the figure shows, in words. same: how many of the shares agree."""
    lines = list(table.itertuples(name="Line"))
    pairs = [f"{line.label} {_said(line)}, here {words.percent(line.percent, line.count, line.base)}" for line in lines]
    agree = "all" if same == len(lines) else "none" if same == 0 else f"{same}"
    return (
        f"Dot chart: {len(lines)} shares as published and as found here. "
        f"Of these, {agree} agree{'s' if agree == '1' else ''} within the interval. {'; '.join(pairs)}."
    )


def _rows(sheet: Sheet, form: Form, top: float, table: pd.DataFrame) -> float:
    """Draw one row a share; return where they end."""
    labels = [wrapped(wording.capital(label), form.room if form.is_narrow else 200) for label in table["label"]]
    left = MARGIN + (8 if form.is_narrow else max(width_of(line) for lines in labels for line in lines) + 18)
    told = [(_said(line), words.percent(line.percent, line.count, line.base)) for line in table.itertuples(name="Line")]
    second = max(width_of(here, 13, True) for _, here in told)
    heads = ("Published", "Here")
    columns = (form.right - max(second, width_of(heads[1], 12)) - 16, form.right)
    right = columns[0] - max(width_of(text) for text in (*(there for there, _ in told), heads[0])) - 16
    most = max(table[["percent", "upper", "published"]].max())
    scale = (right - left) / most
    for head, at in zip(heads, columns, strict=True):
        sheet.text(at, top + 10, head, 12, "quiet", align="right")
    down = top + 20
    rows = []
    for lines in labels:
        tall = 16 * len(lines) + 24 if form.is_narrow else max(28, 15 * len(lines) + 10)
        rows.append((down, down + tall - (14 if form.is_narrow else tall / 2)))
        down += tall
    for mark in ticks(most, 4 if form.is_narrow else 7):
        # Above the marks of a narrow figure stand labels.
        parts = [(middle - 9, middle + 9) for _, middle in rows] if form.is_narrow else [(top + 18, down)]
        for start, end in parts:
            sheet.line([(left + mark * scale, start), (left + mark * scale, end)], "rule")
        sheet.text(left + mark * scale, down + 14, f"{mark:g} %", 12, "quiet", align="center")
    for lines, (start, middle), line, texts in zip(labels, rows, table.itertuples(name="Line"), told, strict=True):
        _label(sheet, form, left, start, middle, lines)
        if not pd.isna(line.lower):
            ends = (left + line.lower * scale, left + line.upper * scale)
            sheet.line([(ends[0], middle), (ends[1], middle)], "first", 2)
        if line.published_kind != "percent":
            sheet.line([(left, middle + 7), (left + line.published * scale, middle + 7)], "mark", 1, (2, 2))
        sheet.diamond(left + line.published * scale, middle, 7, "mark")
        sheet.dot(left + line.percent * scale, middle, 4.5, "first")
        sheet.text(columns[0], middle, texts[0], align="right", middle=True)
        sheet.text(columns[1], middle, texts[1], bold=True, align="right", middle=True)
    return down + 20


def _label(sheet: Sheet, form: Form, left: float, start: float, middle: float, lines: list[str]) -> None:
    """Write a row's label: above it where the figure is narrow, else to its left."""
    for place, text in enumerate(lines):
        if form.is_narrow:
            sheet.text(MARGIN, start + 12 + 16 * place, text)
        else:
            first = middle - 7.5 * (len(lines) - 1)
            sheet.text(left - 18, first + 15 * place, text, align="right", middle=True)
