"""All that the profiles of an edition are made from, as earlier stages left it."""

from typing import NamedTuple

import pandas as pd

from pipeline import sizes, slugs
from pipeline.core import codebook, params, paths
from pipeline.profiles.peers import peers

# Cities that a page names as alike.
MOST_PEERS = 5


class Edition(NamedTuple):
    """What the profiles are made from."""

    engagements: pd.DataFrame
    priorities: pd.DataFrame
    findings: pd.DataFrame
    labels: dict[str, dict[str, str]]  # column → code → words
    city_slugs: dict[str, str]
    peers: dict[str, list[str]]
    size_words: dict[str, str]  # us_place_id → size band in words


def read(edition: str) -> Edition:
    """Return what earlier stages left of an edition."""
    folder = paths.DEDUPLICATED / edition
    engagements = pd.read_parquet(folder / "engagements.parquet")
    us_places = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=["id", "name", "state", "population"])
    cities = engagements[["us_place_id", "us_city", "us_state"]].drop_duplicates("us_place_id")
    bounds = params.choices("summarise", "size_bands")["size_bands"]
    population = sizes.inhabitants(us_places, codebook.read("us_added_places"))
    codes = sizes.size_codes(population.reindex(cities["us_place_id"]), bounds)
    words = sizes.size_bands(bounds)
    names = dict(zip(cities["us_place_id"], cities["us_city"] + ", " + cities["us_state"], strict=True))
    return Edition(
        engagements=engagements,
        priorities=pd.read_parquet(folder / "priorities.parquet"),
        findings=pd.read_parquet(paths.SUMMARISED / edition / "findings.parquet"),
        labels={
            "us_place_id": names,
            "us_state": codebook.labels("us_states"),
            "partner_country_code": codebook.labels("countries"),
            "priority_code": codebook.labels("priorities"),
            "method_code": codebook.labels("methods"),
            "network_code": codebook.labels("networks"),
        },
        city_slugs=slugs.of_cities(cities, us_places),
        peers=peers(engagements, codes, MOST_PEERS),
        size_words={city: words[code] for city, code in codes.items()},
    )
