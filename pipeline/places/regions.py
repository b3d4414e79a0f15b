"""The parts of countries, by their names and the letters for them."""

from typing import NamedTuple

import pandas as pd

from pipeline.places.countries import Countries
from pipeline.places.names import folded
from pipeline.places.words import Words

# From so many letters on an abbreviated region is known without its city (NRW).
LONG_ABBREVIATION = 3


class Region(NamedTuple):
    """A part of a country."""

    country: str
    label: str


class Regions:
    """Knows regions by name in any country, by letters, and which of them are well known by their name alone."""

    def __init__(
        self,
        subdivisions: pd.DataFrame,
        regions: pd.DataFrame,
        abbreviations: pd.DataFrame,
        countries: Countries,
        words: Words,
    ) -> None:
        """subdivisions: name (folded), country, label. regions and abbreviations are tables of the codebook."""
        self._words = words
        self._named: dict[str, list[Region]] = {}
        columns = (subdivisions[column].tolist() for column in ("name", "country", "label"))
        for name, country, label in zip(*columns, strict=True):
            self._named.setdefault(name, []).append(Region(country, label))
        self.well_known = {(folded(line.text), line.code) for line in regions.itertuples()}
        # A region's own name is as well known as its English one, where it is not the country's too (México).
        self.well_known |= {
            (folded(line.label), line.code) for line in regions.itertuples() if countries.decide(line.label) is None
        }
        self._abbreviated: dict[str, list[Region]] = {}
        for line in abbreviations.itertuples():
            self._abbreviated.setdefault(_initials(line.text), []).append(Region(line.country, line.label))
        for line in regions.itertuples():
            self._named[folded(line.text)] = [Region(line.code, line.label)]

    def abbreviated(self, letters: str) -> list[Region]:
        """Return the regions that letters stand for, those of any country."""
        return self._abbreviated.get(_initials(letters), [])

    def label(self, text: str, country: str) -> str | None:
        """Return the label of the region a text names in this country, None when it names none."""
        for name in dict.fromkeys([folded(text), self._words.bare(folded(text))[0]]):
            for region in self._named.get(name, []):
                if region.country == country:
                    return region.label
        return None

    def named(self, text: str) -> list[Region]:
        """Return the regions of any country that a text names."""
        name = folded(text)
        return self._named.get(name) or self._named.get(self._words.bare(name)[0]) or []

    def abbreviation_alone(self, text: str) -> list[Region]:
        """Return the region of "NRW" or "CDMX": three letters or more, without its city."""
        letters = _initials(text)
        return self._abbreviated.get(letters, []) if len(letters) >= LONG_ABBREVIATION and text.isupper() else []


def _initials(text: str) -> str:
    """Return an abbreviation without periods and spaces: "B.C." and "BC" are one."""
    return text.replace(".", "").replace(" ", "").casefold()
