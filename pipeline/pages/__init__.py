"""Pages: one layout, one look, one way to say a number; every free text escaped. Used by each stage that has pages."""

import re
from pathlib import Path

import jinja2
from markupsafe import Markup

from pipeline.core import days, disk
from pipeline.pages.wording import number, shown_interval, shown_percent, shown_rank

ROOM = Path(__file__).parent


class Page(jinja2.Template):
    """A template whose page never ends a line between a number and its percent sign, wherever the two come from."""

    def render(self, *told, **named) -> str:
        """Return the page; of a text that somebody wrote only that space is another."""
        return re.sub(r"(?<=\d) %", "\N{NO-BREAK SPACE}%", super().render(*told, **named))


def environment(room: Path, decimals: int = 0) -> jinja2.Environment:
    """Return the templates of a room, which may extend layout.html, with their filters; a name they lack is an error.

    room: the folder of the code whose templates they are; decimals: places of a percentage. layout.html asks for title,
    edition, cut_off (a date), is_simulated, and root: the way from the page to the folder of the report.
    """
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader([room / "templates", ROOM / "templates"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.template_class = Page
    templates.filters |= {
        "number": number,
        "percent": lambda finding: shown_percent(finding, decimals),
        "interval": lambda finding: shown_interval(finding, decimals),
        "rank": shown_rank,
        "day": days.in_words,
        "anchor": anchor,
        "breakable": breakable,
    }
    return templates


def anchor(finding_id: str) -> str:
    """Return the name by which a link finds a finding on its page; an anchor has no space.

    >>> anchor("region.North America")
    'region.North-America'
    """
    return finding_id.replace(" ", "-")


def breakable(name: str) -> Markup:
    """Return a name of code that a narrow page may break after an underscore."""
    return Markup("_<wbr>").join(name.split("_"))


def style() -> str:
    """Return the style sheet."""
    return (ROOM / "style.css").read_text(encoding="utf-8")


def write(path: Path, page: str) -> None:
    """Write a page, making its folder."""
    disk.write(path, page)
