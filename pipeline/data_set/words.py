"""What the data set says of itself: README, licence, changes, and the codebook as a page."""

import html
from pathlib import Path

import jinja2
import pandas as pd

from pipeline import pages
from pipeline.core import days
from pipeline.data_set.changes import Changes
from pipeline.data_set.edition import Edition
from pipeline.data_set.licences import Licence, code_of
from pipeline.data_set.schema import TYPES
from pipeline.pages.wording import counted, number
from pipeline.tables.data_set import SCHEMA_VERSION
from pipeline.tables.published import RESOURCES, columns, meaning

ROOM = Path(__file__).parent
LISTS = {
    "methods": "Methods",
    "priorities": "Priority areas",
    "countries": "Partner countries that occur",
    "networks": "City networks",
    "us_states": "States",
    "reasons": "Reasons why a row or report was merged, set aside or excluded",
    "rules": "Rules that decide methods and priority areas",
    "link_rules": "Rules that join two reports",
}
KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "yes or no",
}


def texts(
    edition: Edition,
    tables: dict[str, pd.DataFrame],
    licence: Licence,
    licences: pd.DataFrame,
    compared: Changes | None,
) -> dict[str, str]:
    """Return README.md, LICENCE.txt and CHANGES.md. licences: licences.csv; compared: this edition
    beside another, None for a first one."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOM / "templates"),
        autoescape=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"day": days.in_words, "number": number, "markdown": markdown, "plain": plain}
    templates.globals |= {"counted": counted}
    told = _common(edition) | {
        "resources": [(name, resource, len(tables[name])) for name, resource in RESOURCES.items()],
        "coverage": edition.choices["coverage"],
        "licence": licence,
        "sources": [(source, code_of(source, licences)) for source in edition.sources],
        "change": compared,
        # Longer lists are in the tables.
        "most": 200,
    }
    names = ["README.md", "LICENCE.txt", "CHANGES.md"]
    return {name: templates.get_template(name).render(**told) for name in names}


def codebook_page(edition: Edition, codes: pd.DataFrame, licence: Licence) -> str:
    """Return the codebook as a page: what each column of each table means, and each code in words."""
    templates = pages.environment(ROOM)
    described = [
        {
            "name": name,
            "description": " ".join(resource.description.split()),
            "columns": [
                (column, KINDS[TYPES[str(told.dtype)]], told.nullable, meaning(told))
                for column, told in columns(resource).items()
            ],
        }
        for name, resource in RESOURCES.items()
    ]
    blank = codes.astype(object).where(codes.notna(), "")
    lists = [
        {
            "name": name,
            "heading": heading,
            "codes": list(blank.loc[blank["list_name"].eq(name)].itertuples(index=False)),
        }
        for name, heading in LISTS.items()
    ]
    return templates.get_template("codebook.html").render(
        **_common(edition), root="", tables=described, lists=lists, licence=licence
    )


def _common(edition: Edition) -> dict:
    """Return what every text says of its edition."""
    return {
        "edition": edition.name,
        "title": edition.choices["title"],
        "cut_off": edition.choices["cut_off"],
        "is_simulated": edition.is_simulated,
        "version": SCHEMA_VERSION,
    }


def plain(text: object) -> str:
    """Return a text on one line."""
    return " ".join(str(text).split())


def markdown(text: object) -> str:
    """Return a text on one line that Markdown shows as it is: no markup, no link, no further cell of a table.

    >>> markdown("<b>x</b> | [a](b)")
    '&lt;b&gt;x&lt;/b&gt; \\\\| \\\\[a\\\\](b)'
    """
    escaped = html.escape(plain(text), quote=False)
    return "".join(f"\\{sign}" if sign in "\\`*_[]|#" else sign for sign in escaped)
