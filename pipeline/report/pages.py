"""Pages from templates: every free text escaped, every number said one way."""

from pathlib import Path

import jinja2
from markupsafe import Markup

from pipeline.report.wording import number, shown_interval, shown_percent

ROOM = Path(__file__).parent
# On a printed page: rows of one table, so that none crosses a page; lines of a list whose whole is in the pages.
ROWS_OF_PAGE, FEW_PRINTED = 30, 25


def environment(decimals: int, printed: bool = False) -> jinja2.Environment:
    """Return the templates with their filters; a name they lack is an error.

    decimals: places of a percentage; printed: whether all chapters stand in one document, so that a link to a chapter
    stays inside it.
    """
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def chapter_page(name: str, place: str = "") -> str:
        """Return where a chapter stands, or a place in it."""
        if printed:
            return f"#{place or name}"
        return f"{name}.html#{place}" if place else f"{name}.html"

    templates.filters |= {
        "number": number,
        "percent": lambda finding: shown_percent(finding, decimals),
        "interval": lambda finding: shown_interval(finding, decimals),
        "anchor": anchor,
        "rows_page": rows_page,
        "chapter_page": chapter_page,
        "breakable": breakable,
    }
    templates.globals |= {"printed": printed, "rows_of_page": ROWS_OF_PAGE, "few_printed": FEW_PRINTED}
    return templates


def anchor(finding_id: str) -> str:
    """Return the name by which a link finds a finding on its page; an anchor has no space.

    >>> anchor("region.North America")
    'region.North-America'
    """
    return finding_id.replace(" ", "-")


def rows_page(finding) -> str:
    """Return where the rows stand that a finding counts, seen from a chapter."""
    return f"rows/{finding.section}.html#{anchor(finding.finding_id)}"


def linked(text: str, finding) -> Markup:
    """Return a text as a link, from a chapter, to the rows that a finding counts."""
    return Markup('<a href="{}">{}</a>').format(rows_page(finding), text)


def breakable(name: str) -> Markup:
    """Return a name of code that a narrow page may break after an underscore."""
    return Markup("_<wbr>").join(name.split("_"))


def style(name: str = "style.css") -> str:
    """Return a style sheet of this room."""
    return (ROOM / name).read_text(encoding="utf-8")


def write(path: Path, page: str) -> None:
    """Write a page, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")
