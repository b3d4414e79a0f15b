"""The partner whose country is known: a place in it, one of its regions, an organisation, or a question."""

from collections.abc import Iterable

from pipeline.places.atlas import NOT_FOUND, Found, Place
from pipeline.places.cells import BRACKETS, tidied
from pipeline.places.countries import Country
from pipeline.places.known import Known
from pipeline.places.names import folded
from pipeline.places.partner import Partner, domestic, located, question

# A place outweighs a namesake in the United States when it has some times its inhabitants.
OUTWEIGHS_HOMONYM = 3
# From how many inhabitants on is the city of a name meant, when the region around it has the same name (Puebla)?
OUTWEIGHS_REGION = 20_000
# From how many inhabitants on does a place that the named country does not have contradict that country?
CONTRADICTS = 300_000
# So many places are suggested where several may be meant.
MOST_SUGGESTED = 5


def in_country(known: Known, head: str, country: Country, text: str) -> Partner:
    """Return the partner of a place text in a known country."""
    if is_domestic(known, country.code):
        return domestic(head, country.rule)
    line = known.spellings.get((folded(head), country.code)) or known.spellings.get((folded(head), ""))
    # A line for a name that stands alone does not contradict a country that is named.
    if line is not None and country.code in (line.within, line.country):
        return by_person(known, line)
    found = place_in(known, head, country.code)
    size = found.place.population if found.place else 0
    is_exact = found.rule.startswith("exact") and size >= OUTWEIGHS_REGION
    named = known.countries.decide(head)
    if named is not None and named.code == country.code and not is_exact:
        return of_country(known, head, country)
    first = head.split(",")[0]
    is_city = is_exact or (size >= OUTWEIGHS_REGION and (folded(first), country.code) not in known.regions.well_known)
    region = known.regions.label(first, country.code)
    if region and (not is_city or found.rule.startswith("misspelling")):
        return Partner("region", country.code, country.rule, region, place_rule="subdivision")
    if found.place:
        return located(found.place, country.rule, found.rule)
    if known.words.is_organisation(head):
        return Partner("organisation", country.code, country.rule, tidied(head), place_rule="organisation")
    if contradiction := _contradiction(known, head, country.code):
        return contradiction._replace(place=tidied(text))
    return Partner(
        known.words.kind(head),
        country.code,
        country.rule,
        tidied(head.split(",")[0]),
        place_rule=found.rule,
        question="place",
        suggestions=listed(known, found.candidates[:MOST_SUGGESTED]),
    )


def settled(known: Known, head: str, country: Country, text: str) -> Partner:
    """Return the partner whose place only one of the candidate countries has, else the question which."""
    name = folded(head.split(",")[0])
    fits = [code for code in country.candidates if code != "US" and place_in(known, head, code).place]
    in_us = "US" in country.candidates and known.us_cities.known_without_state(name) > 0
    if len(fits) == 1 and not in_us:
        return in_country(known, head, Country(fits[0], f"{country.rule}, settled by place"), text)
    if len(fits) == 1 and in_us:
        abroad = place_in(known, head, fits[0]).place
        if abroad.population > OUTWEIGHS_HOMONYM * known.us_cities.known_without_state(name):
            return in_country(known, head, Country(fits[0], f"{country.rule}, settled by place"), text)
    return question(text, country, labels(known, country.candidates))


def _contradiction(known: Known, head: str, country: str) -> Partner | None:
    """Return the question when the place is large, and only in another country than the one named."""
    primary, _ = known.atlas.anywhere(folded(head.split(",")[0]))
    if primary and primary[0].population >= CONTRADICTS and all(place.country != country for place in primary):
        return Partner(
            "unknown",
            question="country",
            country_rule="country contradicts place",
            suggestions=(
                known.countries.label[country],
                f"{primary[0].name}, {known.countries.label[primary[0].country]}",
            ),
        )
    return None


def place_in(known: Known, head: str, country: str) -> Found:
    """Return the place of a text within a country: as written, without words for its kind, or misspelt."""
    first = head.split(",")[0]
    names = dict.fromkeys([folded(first), known.words.bare(folded(first))[0]])
    words = first.rsplit(None, 1)
    if len(words) == 2 and any(one.country == country for one in known.regions.abbreviated(words[1])):
        names |= {folded(words[0]): None}
    brackets = BRACKETS.match(first)
    if brackets:
        names |= dict.fromkeys([folded(brackets["before"]), folded(brackets["inside"])])
    undecided = NOT_FOUND
    for name in names:
        found = known.atlas.within(name, country)
        if found.place:
            return found
        undecided = found if found.candidates else undecided
    if undecided.candidates:
        return undecided
    return known.atlas.misspelt_within(folded(first), country)


def of_country(known: Known, text: str, country: Country) -> Partner:
    """Return the partner that is a country, or the question which one."""
    if country.code is None:
        return question(text, country, labels(known, country.candidates))
    # Most countries with a region of their own name mean themselves: Mexico, Luxembourg. England is one of its own.
    is_region = (folded(text), country.code) in known.regions.well_known
    region = known.regions.label(text, country.code) if is_region else None
    return Partner(
        "region" if region else "country",
        country.code,
        country.rule,
        region,
        place_rule="part of the country" if region else "names no place",
        is_domestic=is_domestic(known, country.code),
    )


def is_domestic(known: Known, country: str) -> bool:
    """Whether a country is the United States or one of its territories."""
    return country == "US" or known.countries.part_of.get(country) == "US"


def by_person(known: Known, line) -> Partner:
    """Return the partner as a line of place_spellings.csv settles it."""
    if is_domestic(known, line.country):
        return domestic(line.place, "spelling")
    place = known.atlas.by_id(line.place_id) if line.place_id else None
    if place is not None:
        return located(place, "spelling", "spelling")._replace(kind=line.kind or "city")
    return Partner(line.kind or "unknown", line.country or None, "spelling", line.place or None, place_rule="spelling")


def listed(known: Known, places: Iterable[Place]) -> tuple[str, ...]:
    """Return places in words, for a person: identifier, name, country and inhabitants."""
    return tuple(
        f"{place.id} {place.name}, {known.countries.label[place.country]} ({place.population:,})" for place in places
    )


def labels(known: Known, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the countries of codes in words, for a person."""
    return tuple(f"{known.countries.label[code]} ({code})" for code in codes)
