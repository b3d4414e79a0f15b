"""Write the page of all editions, and the main findings edition by edition: `python -m pipeline.trend`.

Editions stand side by side where `compared_with` of params.yaml joins them, with what differs between them said first;
a simulated edition stands apart from received ones.
"""

import pandas as pd

from pipeline import pages, tables
from pipeline.core import params, paths, sources, stage
from pipeline.trends.editions import Edition, lines
from pipeline.trends.figures import overview, trend
from pipeline.trends.page import page, style


def read(name: str) -> Edition:
    """Return what earlier stages left of an edition."""
    summarised = paths.SUMMARISED / name
    return Edition(
        name=name,
        choices=params.edition(name),
        sources=sources.read(name),
        findings=pd.read_parquet(summarised / "findings.parquet"),
        editions=pd.read_parquet(summarised / "editions.parquet"),
    )


def main() -> None:
    """Write reports/index.html with its style sheet and tables."""
    found = lines([read(name) for name in params.section("editions")])
    shares = params.choices("summarise", "decimals", "confidence")
    shown = trend(found)
    pages.write(paths.REPORTS / "index.html", page(found, shown, shares["decimals"], shares["confidence"]))
    pages.write(paths.REPORTS / "style.css", style())
    tables.publish(overview(found), paths.REPORTS / "editions.csv")
    tables.publish(shown, paths.REPORTS / "trend.csv")


if __name__ == "__main__":
    stage.run_for_all(main, "trend", __doc__)
