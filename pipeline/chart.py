"""Draw the findings: a figure as SVG and PNG, the table behind it as CSV, and what it shows in words.

Each figure is drawn twice, wide and as narrow as a telephone (SVG only); share images are PNG. What is drawn and how
is in pipeline/charts/. reports/<edition>/figures/figures.json lists all of them, for the report.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock

import pandas as pd

from pipeline import tables
from pipeline.charts import cards, catalogue
from pipeline.charts.cards import Card
from pipeline.charts.framing import NARROW, WIDE, About, Picture, framed
from pipeline.core import codebook, disk, params, paths, sources, stage

# Tables of stage summarise.
READ = ["findings", "response", "sensitivity", "comparison"]
# Kind of file → how its name ends, beside the SVGs for the screen.
OTHER_FILES = {"print": "-print.svg", "png": ".png", "csv": ".csv"}

# matplotlib draws one thing at a time: its settings are those of all threads.
DRAWING = Lock()


def about(edition: str) -> About:
    """Return what the figures say of their edition."""
    return About(
        **params.edition(edition, "title", "cut_off", "first_year", "last_year"),
        is_simulated=sources.is_simulated(sources.read(edition)),
        **params.choices("summarise", "confidence"),
    )


def write(picture: Picture, about: About, folder: Path) -> dict:
    """Write the files of a figure; return its entry of figures.json."""
    files = {"svg": f"{picture.name}.svg", "narrow": f"{picture.name}-narrow.svg"}
    # Letters on screen are outlines, so what the file calls itself says it in words.
    title = f"{picture.title} (simulated data)" if about.is_simulated else picture.title
    with DRAWING:
        wide, narrow = framed(picture, WIDE, about), framed(picture, NARROW, about)
        for sheet, file in zip((wide, narrow), files.values(), strict=True):
            disk.write(folder / file, sheet.svg(title))
        disk.write(folder / f"{picture.name}-print.svg", wide.print_svg(title))
        dots = wide.dots()
    disk.write(folder / f"{picture.name}.png", dots.png())
    shown = picture.table.assign(data="simulated" if about.is_simulated else "as recorded")
    tables.publish(shown, folder / f"{picture.name}.csv")
    return {
        "name": picture.name,
        "kind": "figure",
        "section": picture.section,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "alternative": picture.alternative,
        "findings": picture.table["finding_id"].dropna().tolist() if "finding_id" in picture.table else [],
        "size": [round(wide.width), round(wide.height)],
        "narrow_size": [round(narrow.width), round(narrow.height)],
        "files": files | {kind: f"{picture.name}{rest}" for kind, rest in OTHER_FILES.items()},
    }


def write_card(card: Card, folder: Path) -> dict:
    """Write the file of a share image; return its entry of figures.json."""
    with DRAWING:
        sheet = card.draw()
        dots = sheet.dots(scale=1)
    disk.write(folder / f"{card.name}.png", dots.png())
    return {
        "name": card.name,
        "kind": "share",
        "section": card.section,
        "title": card.title,
        "subtitle": "",
        "alternative": card.alternative,
        "findings": card.findings,
        "size": [round(sheet.width), round(sheet.height)],
        "narrow_size": None,
        "files": {"png": f"{card.name}.png"},
    }


def main(edition: str) -> None:
    """Write reports/<edition>/figures/."""
    found = {name: pd.read_parquet(paths.SUMMARISED / edition / f"{name}.parquet") for name in READ}
    folder = paths.REPORTS / edition / "figures"
    said = about(edition)
    pictures = catalogue.pictures(catalogue.Tables(**found, published=codebook.read("published")), said)
    # A PNG is written while the next figure is drawn.
    with ThreadPoolExecutor(2) as threads:
        listed = list(threads.map(partial(write, about=said, folder=folder), pictures))
        listed += threads.map(partial(write_card, folder=folder), cards.cards(found["findings"], said))
    disk.write(folder / "figures.json", json.dumps(listed, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    stage.run(main, __doc__)
