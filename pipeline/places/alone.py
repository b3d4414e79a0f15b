"""The partner of a name that stands without a country: a city that is known by its name, a region, or a question."""

from rapidfuzz.distance import OSA

from pipeline.places.atlas import Place
from pipeline.places.cells import tidied
from pipeline.places.countries import RULE_OF_LEVEL, Country
from pipeline.places.known import Known
from pipeline.places.names import folded
from pipeline.places.partner import Partner, domestic, located
from pipeline.places.within import (
    CONTRADICTS,
    MOST_SUGGESTED,
    OUTWEIGHS_HOMONYM,
    OUTWEIGHS_REGION,
    is_domestic,
    listed,
    of_country,
)

# A foreign place decides by its name alone when it has this many inhabitants (more when the name is another spelling),
# many times those of any namesake in another country (partners are often small: only a metropolis is what people mean),
# and some times those of a namesake in the United States, which is not where partners are sought.
KNOWN_WITHOUT_COUNTRY = 50_000
KNOWN_BY_OTHER_SPELLING = 100_000
# A short word is somebody's old name of some city: such a spelling decides for the largest only.
SHORT_SPELLING, KNOWN_BY_SHORT_SPELLING = 4, 300_000
METROPOLIS = 1_000_000
OUTWEIGHS_AS_METROPOLIS, OUTWEIGHS_AS_CITY = 10, 20
# From how many inhabitants on does a place make a question of a name that is also a region's, or a country's in another
# main language than English? (Of a name in small languages any place does: "Uman" is Oman somewhere.)
NAMESAKE_OF_REGION = 15_000
NAMESAKE_OF_COUNTRY = 100_000


def of_name_alone(known: Known, text: str) -> Partner | None:
    """Return the partner of a name that stands without a country: a U.S. state, a city, a region."""
    name = folded(text)
    if known.us_cities.state_by_name(text):
        return domestic(text, "U.S. state")
    bare, kind = known.words.bare(name)
    if kind == "region" and (country := known.countries.decide(bare)) and country.code:
        return of_country(known, text, country)
    primary, other = known.atlas.anywhere(name)
    if not primary and not other:
        name = known.atlas.spaced(bare)
        primary, other = known.atlas.anywhere(name) if name != folded(text) else ([], [])
    regions = known.regions.named(text) or known.regions.abbreviation_alone(text)
    nations = {region.country for region in regions}
    place = _dominant(known, primary, other, name)
    if place is not None and (
        not nations or place.country in nations or place.population >= 10 * KNOWN_WITHOUT_COUNTRY
    ):
        rule = "city alone" if any(one.id == place.id for one in primary) else "city alone, other spelling"
        return located(place, rule, rule) if not is_domestic(known, place.country) else domestic(text, rule)
    is_well_known = any((name, nation) in known.regions.well_known for nation in nations)
    least = NAMESAKE_OF_COUNTRY if is_well_known else NAMESAKE_OF_REGION
    abroad = [place for place in [*primary, *other] if place.country not in nations and place.population >= least]
    at_home = known.us_cities.known_without_state(name) >= NAMESAKE_OF_REGION
    if len(nations) == 1 and not abroad and not at_home:
        (nation,) = nations
        if is_domestic(known, nation):
            return domestic(text, "subdivision")
        here = max([*primary, *other], key=lambda place: (place.country == nation, place.population), default=None)
        if here is not None and here.country == nation and here.population >= OUTWEIGHS_REGION:
            return located(here, "subdivision and city", "subdivision and city")
        return Partner("region", nation, "subdivision", regions[0].label, place_rule="subdivision")
    if primary or other or nations or known.us_cities.known_without_state(name):
        ranked = sorted([*primary, *other], key=lambda place: (-place.population, place.id))
        homonyms = listed(known, list(dict.fromkeys(ranked))[:MOST_SUGGESTED])
        regions = tuple(f"{region.label}, {known.countries.label[region.country]}" for region in regions)
        suggestions = (*homonyms, *dict.fromkeys(regions))
        return Partner("unknown", place=tidied(text), question="country", suggestions=suggestions)
    return None


def _dominant(known: Known, primary: list[Place], other: list[Place], name: str) -> Place | None:
    """Return the place that a name alone means: large, and outweighing those of other countries and the U.S.

    "Cologne" is a village of Italy by its own name, and the city on the Rhine by another.
    """
    first = max([*primary, *other], key=lambda place: place.population, default=None)
    if first is None:
        return None
    is_own_name = any(place.id == first.id for place in primary)
    if primary and not is_own_name and (primary[0].population >= NAMESAKE_OF_REGION or _is_nearly(first, name)):
        return None
    least = KNOWN_BY_SHORT_SPELLING if len(name) <= SHORT_SPELLING and name.isascii() else KNOWN_BY_OTHER_SPELLING
    if first.population < (KNOWN_WITHOUT_COUNTRY if is_own_name else least):
        return None
    times = OUTWEIGHS_AS_METROPOLIS if first.population >= METROPOLIS else OUTWEIGHS_AS_CITY
    abroad = max((place.population for place in [*primary, *other] if place.country != first.country), default=0)
    at_home = known.us_cities.known_without_state(name)
    outweighs = first.population >= times * abroad and first.population >= OUTWEIGHS_HOMONYM * at_home
    return first if outweighs else None


def namesake_of(known: Known, text: str, country: Country) -> str | None:
    """Return the place elsewhere whose name a country's name is too, as written: "Granada", Grenada or in Spain."""
    name = folded(text)
    least = NAMESAKE_OF_COUNTRY if country.rule == RULE_OF_LEVEL[1] else 0
    primary, _ = known.atlas.anywhere(name)
    for place in primary:
        is_same = text.isascii() or place.name.casefold() == text.strip().casefold()
        if is_same and place.country != country.code and place.population >= least:
            return f"{place.name}, {known.countries.label[place.country]}"
    if text.isascii() and known.us_cities.known_without_state(name) >= max(least, NAMESAKE_OF_REGION):
        return f"{text}, United States"
    return None


def is_large(known: Known, text: str) -> bool:
    """Whether a large place has this name."""
    return any(place.population >= CONTRADICTS for places in known.atlas.anywhere(folded(text)) for place in places)


def _is_nearly(place: Place, name: str) -> bool:
    """Whether a folded name is the place's own but for two letters: then a namesake may be meant as well."""
    return OSA.distance(folded(place.name), name, score_cutoff=2) <= 2
