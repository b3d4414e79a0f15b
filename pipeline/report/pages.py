"""Pages from templates: every free text escaped, every number said one way."""

from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from pipeline.report.wording import number

ROOM = Path(__file__).parent


def environment(decimals: int) -> jinja2.Environment:
    """Return the templates with their filters; decimals: places of a percentage. A name they lack is an error."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    least = f"<{10**-decimals:.{decimals}f}"

    def percent(row) -> str:
        """Return the share of a finding, or that it is withheld; a share that rounds to nothing is not nothing."""
        if pd.isna(row.percent):
            return "withheld"
        return f"{least} %" if row.count and not row.percent else f"{row.percent:.{decimals}f} %"

    def interval(row) -> str:
        """Return the interval of a finding, a dash where there is none."""
        if pd.isna(row.lower):
            return "–"
        upper = f"{row.upper:.{decimals}f}" if row.upper else least
        return f"{row.lower:.{decimals}f} to {upper} %"

    templates.filters |= {"number": number, "percent": percent, "interval": interval, "anchor": anchor}
    return templates


def anchor(finding_id: str) -> str:
    """Return the name by which a link finds a finding on its page; an anchor has no space.

    >>> anchor("region.North America")
    'region.North-America'
    """
    return finding_id.replace(" ", "-")


def linked(text: str, finding) -> Markup:
    """Return a text as a link, from the report's first page, to the rows that a finding counts."""
    return Markup('<a href="rows/{}.html#{}">{}</a>').format(finding.section, anchor(finding.finding_id), text)


def style() -> str:
    """Return the style sheet."""
    return (ROOM / "style.css").read_text(encoding="utf-8")


def write(path: Path, page: str) -> None:
    """Write a page, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")
