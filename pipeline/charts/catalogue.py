"""Which figures an edition has, in the order of reading. A figure with nothing to show is not drawn."""

from typing import NamedTuple

import pandas as pd

from pipeline.charts import (
    concentration,
    decisions,
    heat,
    multiples,
    published,
    ranked,
    ranks,
    response,
    sensitivity,
    years,
)
from pipeline.charts.framing import About, Picture

ORDER = [
    "who-answered",
    "resources",
    "size-resources",
    "region-resources",
    "countries",
    "country-ranks",
    "country-priorities",
    "regions",
    "priorities",
    "method-priorities",
    "size-priorities",
    "methods",
    "size-methods",
    "networks",
    "years",
    "states",
    "concentration",
    "published",
    "sensitivity",
    "decisions",
]


class Tables(NamedTuple):
    """What the figures are drawn from."""

    findings: pd.DataFrame
    response: pd.DataFrame
    sensitivity: pd.DataFrame
    comparison: pd.DataFrame
    published: pd.DataFrame  # of the codebook


def pictures(tables: Tables, about: About) -> list[Picture]:
    """Return the figures of an edition."""
    findings = tables.findings
    drawn = ranked.pictures(findings, about) | multiples.pictures(findings, about)
    single = [
        ranks.picture(findings, about),
        heat.picture(findings, about),
        years.picture(findings, about),
        concentration.picture(findings, about),
        decisions.picture(findings, about),
        response.picture(tables.response, about),
        sensitivity.picture(tables.sensitivity, about),
        published.picture(findings, tables.published, tables.comparison, about),
    ]
    drawn |= {picture.name: picture for picture in single if picture}
    return [drawn[name] for name in ORDER if name in drawn]
