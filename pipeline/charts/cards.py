"""Share images: the headline findings as pictures of 1200 × 630 pixels that are read as a thumbnail too."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from pipeline.charts import words
from pipeline.charts.framing import About
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording

WIDTH, HEIGHT, MARGIN = 1200, 630, 64
BARS = 5
HEADLINES = ["headline.cities", "headline.engagements", "headline.countries"]
# One card each: name, section, title.
SUBJECTS = [
    ("share-countries", "country", "Where U.S. cities have their partners"),
    ("share-methods", "method", "How U.S. cities engage abroad"),
    ("share-priorities", "priority", "What the engagements are about"),
    ("share-staffing", "staffing", "What responding cities have for it"),
]


class Card(NamedTuple):
    """A share image and what is said of it."""

    name: str
    section: str
    title: str
    alternative: str
    findings: list[str]
    draw: Callable[[], Sheet]


def cards(findings: pd.DataFrame, about: About) -> list[Card]:
    """Return the share images of an edition; a section without shares has none."""
    shown = findings.loc[~findings["is_withheld"] & findings["code"].ne("undecided")]
    drawn = [_overview(shown, about)]
    for name, section, title in SUBJECTS:
        shares = shown.loc[shown["section"].eq(section) & shown["percent"].notna() & shown["count"].gt(0)]
        largest = shares.sort_values("count", ascending=False, kind="stable").head(BARS)
        if len(largest):
            drawn.append(_ranking(name, section, title, largest, about))
    return [card for card in drawn if card]


def _overview(shown: pd.DataFrame, about: About) -> Card | None:
    """Return the card of the main numbers: the counts, and under them the first method, priority and staffing."""
    counts = [shown.loc[shown["finding_id"].eq(name)] for name in HEADLINES]
    shares = shown.loc[shown["percent"].notna()].sort_values("count", ascending=False, kind="stable")
    firsts = [shares.loc[shares["section"].eq(section)].head(1) for section in ("method", "priority", "staffing")]
    main = pd.concat([*counts, *firsts])
    if main.empty or not main["count"].sum():
        return None
    told = [(_figure(line), _caption(line, about)) for line in main.itertuples(name="Line")]
    said = "; ".join(f"{label}: {figure}" for figure, label in told)
    return Card(
        name="share-overview",
        section="headline",
        title=about.title,
        alternative=words.alternative(f"Share image: {about.title}. {said}.", is_simulated=about.is_simulated),
        findings=main["finding_id"].tolist(),
        draw=lambda: _numbers(told, about),
    )


def _figure(line) -> str:
    """Return the number of a finding as a card shows it."""
    return wording.number(line.count) if pd.isna(line.percent) else words.percent(line.percent, line.count, line.base)


def _caption(line, about: About) -> str:
    """Return what a number of a card says, a share with what it is of and its interval."""
    if pd.isna(line.percent):
        return line.label
    known = "" if pd.isna(line.lower) else f" ({about.interval} {words.span(line.lower, line.upper)})"
    return f"{line.label}, of {wording.number(int(line.base))} {line.unit}{known}"


def _ranking(name: str, section: str, title: str, largest: pd.DataFrame, about: About) -> Card:
    """Return the card of a section: its largest shares as bars."""
    kind = f"Share image, bar chart: {words.small(title)}, percent of {words.base(largest)}."
    return Card(
        name=name,
        section=section,
        title=title,
        alternative=words.alternative(kind, words.ranking(largest), is_simulated=about.is_simulated),
        findings=largest["finding_id"].tolist(),
        draw=lambda: _bars(title, largest, about),
    )


def _numbers(told: list[tuple[str, str]], about: About) -> Sheet:
    """Draw the card of the main numbers, white on deep blue."""
    sheet = Sheet(WIDTH)
    sheet.box(0, 0, WIDTH, HEIGHT, "first")
    top = _heading(sheet, about.title, about, "on_deep")
    wide = (WIDTH - 2 * MARGIN) / 3
    for place, (figure, caption) in enumerate(told):
        left, base = MARGIN + place % 3 * wide, top + place // 3 * 152 + 62
        sheet.text(left, base, figure, 80, "on_deep", bold=True)
        size, lines = fitted(wording.capital(caption), wide - 30, 24, 5)
        for line, text in enumerate(lines):
            sheet.text(left, base + 36 + 1.17 * size * line, text, size, "on_deep")
    return _ended(sheet, about, "on_deep")


def _bars(title: str, largest: pd.DataFrame, about: About) -> Sheet:
    """Draw the card of a section, bars on white."""
    sheet = Sheet(WIDTH)
    sheet.box(0, 0, 20, HEIGHT, "first")
    top = _heading(sheet, title, about, "ink")
    size, (subtitle,) = fitted(f"Percent of {words.base(largest)}, with {about.interval}", WIDTH - 2 * MARGIN, 26, 1)
    sheet.text(MARGIN, top + 6, subtitle, size, "quiet")
    top += 28
    each = min((HEIGHT - 72 - top) / len(largest), 92)
    labels = [fitted(wording.capital(label), 400, 30, 2) for label in largest["label"]]
    left = MARGIN + max(width_of(line, size) for size, lines in labels for line in lines) + 20
    scale = (WIDTH - MARGIN - left - width_of("100 %", 40, True) - width_of("88–99 %", 26) - 28) / largest[
        "percent"
    ].max()
    for place, (line, (size, lines)) in enumerate(zip(largest.itertuples(name="Line"), labels, strict=True)):
        middle, percent = top + (place + 0.5) * each, words.percent(line.percent, line.count, line.base)
        for at, text in enumerate(lines):
            base = middle + 1.07 * size * (at - (len(lines) - 1) / 2)
            sheet.text(left - 20, base, text, size, align="right", middle=True)
        sheet.box(left, middle - 0.32 * each, line.percent * scale, 0.64 * each, "first")
        end = left + line.percent * scale + 14
        sheet.text(end, middle, percent, 40, bold=True, middle=True)
        if not pd.isna(line.lower):
            known = words.span(line.lower, line.upper)
            sheet.text(end + width_of(percent, 40, True) + 12, middle, known, 26, "quiet", middle=True)
    return _ended(sheet, about, "quiet")


def _heading(sheet: Sheet, title: str, about: About, role: str) -> float:
    """Write the title, after the word that the data is simulated; return where the rest begins."""
    top = 40
    if about.is_simulated:
        said, on_deep = "SIMULATED DATA", role == "on_deep"
        sheet.box(MARGIN, top, width_of(said, 28, True) + 28, 46, "on_deep" if on_deep else "warning")
        sheet.text(MARGIN + 14, top + 23, said, 28, "warning" if on_deep else "on_deep", bold=True, middle=True)
        top += 58
    size, lines = fitted(title, WIDTH - 2 * MARGIN, 40, 2, bold=True)
    for line in lines:
        sheet.text(MARGIN, top + size, line, size, role, bold=True)
        top += 1.2 * size
    return top + 24


def _ended(sheet: Sheet, about: About, role: str) -> Sheet:
    """Write the source at the foot of a card."""
    size, (line,) = fitted(about.source, WIDTH - 2 * MARGIN, 22, 1)
    sheet.text(MARGIN, HEIGHT - 32, line, size, role)
    sheet.end(HEIGHT)
    return sheet


def fitted(text: str, width: float, size: float, most: int, bold: bool = False) -> tuple[float, list[str]]:
    """Return the largest size, at most this one, at which a text takes no more than so many lines; and the lines."""
    while len(lines := wrapped(text, width, size, bold)) > most:
        size *= 0.94
    return size, lines
