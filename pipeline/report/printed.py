"""The report in print: all chapters in one document."""

import base64
import re
from pathlib import Path

from pipeline.pages.pdf import pdf
from pipeline.report import rendering
from pipeline.report.edition import Edition


def document(edition: Edition, common: dict, said: dict, figures: Path) -> bytes:
    """Return the report as PDF; figures: the folder with the pictures. Raises PangoError without Pango."""
    templates = rendering.environment(edition.summarise["decimals"], printed=True)
    pictures = {
        section: [chart | {"source": _embedded(figures / chart["files"]["print"])} for chart in charts]
        for section, charts in said["figures"].items()
    }
    page = templates.get_template("print.html").render(**common, **(said | {"figures": pictures}))
    return pdf(page, rendering.print_style(), edition.choices["cut_off"], edition.name)


def _embedded(picture: Path) -> str:
    """Return a picture as an address that holds it; a picture within the page would lose its alternative text."""
    # A group around a single shape says nothing, and each costs as much as the shape.
    drawn = re.sub(rb'<g id="[^"]*">\s*(<path\b[^>]*/>)\s*</g>', rb"\1", picture.read_bytes())
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode('ascii')}"
