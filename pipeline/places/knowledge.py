"""Everything that is known of places, read once: the gazetteer and the codebook, which wins."""

from typing import NamedTuple

import pandas as pd

from pipeline.core import codebook, paths
from pipeline.core.codebook import CodebookError
from pipeline.places.atlas import Atlas
from pipeline.places.countries import Countries
from pipeline.places.names import folded
from pipeline.places.partners import Partners
from pipeline.places.us_cities import UsCities


class Knowledge(NamedTuple):
    """What decides U.S. cities, and what decides partners."""

    us_cities: UsCities
    partners: Partners


def gazetteer(name: str) -> pd.DataFrame:
    """Return one table of data/gazetteer."""
    return pd.read_parquet(paths.GAZETTEER / f"{name}.parquet")


def us_places() -> pd.DataFrame:
    """Return the U.S. places of the gazetteer, and those that us_added_places.csv adds because GeoNames lacks them.

    What nobody could check is blank there: such a place counts as one of no inhabitants, and outweighs none.
    """
    added = codebook.read("us_added_places")
    added = added.assign(population=added["population"].replace("", "0")).replace(
        {"latitude": "", "longitude": ""}, "nan"
    )
    numbers = {"population": "int64", "latitude": "float64", "longitude": "float64"}
    typed = added.assign(id=added["place_id"], folded=added["name"].map(folded), spellings="", kind="place").astype(
        numbers
    )
    held = gazetteer("us_places")
    return pd.concat([held, typed[held.columns]], ignore_index=True)


def read(spelling_threshold: float) -> Knowledge:
    """Return what is known of places; raise CodebookError when a line of the codebook names a place or code unknown.

    spelling_threshold: likeness (0 to 100) from which a misspelling decides.
    """
    places, states, lines = us_places(), codebook.read("us_states"), codebook.read("us_city_spellings")
    _require_known("us_city_spellings", "place_id", lines["place_id"], places["id"].tolist())
    us_cities = UsCities(places, states, lines, spelling_threshold)
    nations = codebook.read("countries")
    spellings, ambiguous = codebook.read("country_spellings"), codebook.read("ambiguous_names")
    regions, place_spellings = codebook.read("regions"), codebook.read("place_spellings")
    _require_known("country_spellings", "code", spellings["code"], nations["code"].tolist())
    _require_known(
        "ambiguous_names", "candidates", ambiguous["candidates"].str.split("|").explode(), nations["code"].tolist()
    )
    _require_known("regions", "code", regions["code"], nations["code"].tolist())
    abbreviations = codebook.read("region_abbreviations")
    _require_known("region_abbreviations", "country", abbreviations["country"], nations["code"].tolist())
    _require_known("place_spellings", "country", place_spellings["country"], nations["code"].tolist())
    countries = Countries(
        gazetteer("country_names"),
        spellings,
        ambiguous,
        nations,
        codebook.read("formal_words"),
        codebook.read("abbreviated_words"),
        states,
        spelling_threshold,
    )
    atlas = Atlas(gazetteer("world_places"), gazetteer("world_names"), gazetteer("small_places"))
    for place_id in place_spellings["place_id"]:
        if place_id and atlas.by_id(place_id) is None:
            raise CodebookError(
                f"{paths.CODEBOOK / 'place_spellings'}.csv: place_id {place_id!r} is not in data/gazetteer. "
                "Leave it empty, and the place is kept under the name of the line, without coordinates."
            )
    partners = Partners(
        countries,
        atlas,
        us_cities,
        gazetteer("subdivisions"),
        regions,
        place_spellings,
        codebook.read("networks"),
        abbreviations,
        codebook.read("place_words"),
        codebook.read("organisation_words"),
    )
    return Knowledge(us_cities, partners)


def _require_known(table: str, column: str, used: pd.Series, known: list[str]) -> None:
    """Raise CodebookError when a code is used that is not known."""
    unknown = {*used, ""} - {*known, ""}
    if unknown:
        where = "us_places or us_added_places" if column == "place_id" else "countries"
        raise CodebookError(
            f"{paths.CODEBOOK / table}.csv: {column} {min(unknown)!r} is not known. "
            f"Look it up in {where}, or add it there."
        )
