"""Which figures an edition has, in the order of reading. A figure with nothing to show is not drawn."""

import pandas as pd

from pipeline.charts import heat, multiples, published, ranked, years
from pipeline.charts.framing import About, Picture

ORDER = [
    "resources",
    "countries",
    "regions",
    "country-priorities",
    "priorities",
    "method-priorities",
    "size-priorities",
    "methods",
    "size-methods",
    "networks",
    "years",
    "states",
    "published",
]


def pictures(findings: pd.DataFrame, figures: pd.DataFrame, about: About) -> list[Picture]:
    """Return the figures of an edition; figures is the codebook's table of published ones."""
    drawn = ranked.pictures(findings, about) | multiples.pictures(findings, about)
    single = (
        years.picture(findings, about),
        heat.picture(findings, about),
        published.picture(findings, figures, about),
    )
    drawn |= {picture.name: picture for picture in single if picture}
    return [drawn[name] for name in ORDER if name in drawn]
