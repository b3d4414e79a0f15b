"""What partners are decided from, in one hand."""

from typing import NamedTuple

from pipeline.places.atlas import Atlas
from pipeline.places.countries import Countries
from pipeline.places.regions import Regions
from pipeline.places.us_cities import UsCities
from pipeline.places.words import Words


class Known(NamedTuple):
    """What is known of countries, of places in and outside the United States, of regions, and of the words of names."""

    countries: Countries
    atlas: Atlas
    us_cities: UsCities
    words: Words
    regions: Regions
    spellings: dict  # name (folded) and country code, "" for any → line of place_spellings.csv
