"""The page of all editions."""

from pathlib import Path

import pandas as pd

from pipeline import pages
from pipeline.pages.wording import shown_difference, window
from pipeline.trends.editions import Edition, differences, kinds_of_sources
from pipeline.trends.figures import FIRST, SECTIONS

ROOM = Path(__file__).parent


def page(lines: list[list[Edition]], trend: pd.DataFrame, decimals: int, confidence: float) -> str:
    """Return the page: each edition with its figures and links, then line by line what may be compared.

    lines: editions that may be compared; trend: their main findings; decimals: places of a percentage; confidence: of
    the intervals, 0 to 1.
    """
    templates = pages.environment(ROOM, decimals)
    templates.filters |= {"window": window, "kinds_of_sources": kinds_of_sources, "change": _shown_change}
    shown = [_shown_line(line, trend.loc[trend["line"].eq(place)]) for place, line in enumerate(lines, start=1)]
    simulated = [edition.is_simulated for line in lines for edition in line]
    return templates.get_template("index.html").render(
        lines=shown,
        root="",
        is_simulated=all(simulated),
        some_simulated=any(simulated),
        confidence=f"{100 * confidence:g}",
        first=FIRST,
    )


def style() -> str:
    """Return the style sheet of the page."""
    return pages.style() + (ROOM / "trend.css").read_text(encoding="utf-8")


def _shown_line(line: list[Edition], trend: pd.DataFrame) -> dict:
    """Return what is shown of editions that may be compared."""
    by_name = {edition.name: edition for edition in line}
    compared = [(edition, by_name.get(edition.choices["compared_with"])) for edition in line]
    sections = {
        title: [list(rows.itertuples(index=False)) for _, rows in mine.groupby("finding_id", sort=False)]
        for section, title in SECTIONS.items()
        if len(mine := trend.loc[trend["section"].eq(section)])
    }
    headline = trend.loc[trend["section"].eq("headline")]
    return {
        "editions": line,
        "is_simulated": line[0].is_simulated,
        "differences": [(one, other, differences(one, other)) for one, other in compared if other],
        "headline": {name: list(headline.loc[headline["edition"].eq(name)].itertuples()) for name in by_name},
        "sections": sections,
    }


def _shown_change(finding) -> str:
    """Return the change of a finding with its interval where it has one, a dash where there is none to show."""
    is_share = finding.measure == "share"
    told = shown_difference(finding.difference, is_share)
    if pd.isna(finding.difference_lower):
        return told
    ends = (shown_difference(end, is_share) for end in (finding.difference_lower, finding.difference_upper))
    return f"{told} ({' to '.join(ends)})"
