"""The partner whose text holds the country, a region or a U.S. state with the place: “Osaka, Japan”."""

from pipeline.places.cells import heads_and_tails
from pipeline.places.countries import NOT_ENGLISH, Country
from pipeline.places.known import Known
from pipeline.places.names import folded
from pipeline.places.partner import Partner, domestic
from pipeline.places.regions import Region
from pipeline.places.within import in_country, is_domestic, place_in, settled


def of_parted(known: Known, text: str) -> Partner | None:
    """Return the partner of "Osaka, Japan" or "Campinas (Brazil)" or "Awaji-shi, Hyogo"; None otherwise."""
    for head, tail in heads_and_tails(text):
        if abbreviated := _in_abbreviated_region(known, head, tail):
            return abbreviated
        if state := _us_state(known, head, tail):
            return state
        country = known.countries.decide(tail)
        if country is not None and country.rule in NOT_ENGLISH and known.countries.misspelt(text):
            # "Virgifn Islands, British": a misspelt name, not a place in Britain.
            return None
        if country is not None and country.code:
            if tail.isupper() and len(tail) <= 4 and "(" in text and not place_in(known, head, country.code).place:
                # "Cordillera Administrative Region (CAR)" abbreviates itself.
                return None
            return in_country(known, head, country, text)
        if country is not None and country.candidates:
            return settled(known, head, country, text)
        if regions := known.regions.named(tail):
            return _in_region(known, head, regions, text)
    return None


def of_unparted(known: Known, text: str) -> Partner | None:
    """Return the partner of "Douai France": last words that are a country, after a place that it has."""
    words = text.split()
    for count in range(1, min(4, len(words))):
        head, tail = " ".join(words[:-count]), " ".join(words[-count:])
        if abbreviated := _in_abbreviated_region(known, head, tail):
            return abbreviated
        country = known.countries.decide(tail)
        if country is not None and country.code and not is_domestic(known, country.code):
            found = place_in(known, head, country.code)
            return in_country(known, head, country, text) if found.place else None
    return None


def _in_abbreviated_region(known: Known, head: str, tail: str) -> Partner | None:
    """Return the partner of "Calgary, AB" or "Monterrey, N.L.": the only country of the letters that has the place.

    The letters may be a U.S. state's or a country's too; None when several have the place, or none.
    """
    regions = known.regions.abbreviated(tail) if tail[:1].isupper() else []
    if not regions:
        return None
    letters = tail.replace(".", "").strip()
    nations = {region.country for region in regions} | ({letters} & known.countries.label.keys())
    fits = [code for code in sorted(nations) if _is_place_of(known, head, code)]
    state = known.us_cities.state(tail)
    if len(fits) != 1 or (state and known.us_cities.has(folded(head), state)):
        return None
    return in_country(known, head, Country(fits[0], "subdivision"), f"{head}, {tail}")


def _is_place_of(known: Known, head: str, country: str) -> bool:
    """Whether a country has a place of this text, misspellings aside."""
    if (folded(head), country) in known.spellings:
        return True
    found = place_in(known, head, country)
    return found.place is not None and not found.rule.startswith("misspelling")


def _us_state(known: Known, head: str, tail: str) -> Partner | None:
    """Return the domestic partner when the tail is a U.S. state; None when it is none or may be a country."""
    by_name = known.us_cities.state_by_name(tail)
    if by_name and folded(tail) != "georgia":
        return domestic(head, "U.S. state after comma")
    code = known.us_cities.state(tail)
    if not code:
        return None
    name = folded(head.split(",")[0])
    abroad = known.countries.decide(tail)
    candidates = [c for c in (abroad.candidates if abroad else ()) if c != "US"] + (
        [abroad.code] if abroad and abroad.code else []
    )
    is_abroad = any(place_in(known, head, candidate).place for candidate in candidates)
    if known.us_cities.has(name, code) and not is_abroad:
        return domestic(head, "U.S. state after comma")
    return domestic(head, "U.S. state after comma") if not candidates and len(tail.strip()) > 2 else None


def _in_region(known: Known, head: str, regions: list[Region], text: str) -> Partner | None:
    """Return the partner in a region whose country is not named; None when several countries have both names."""
    nations = sorted({region.country for region in regions})
    if len(nations) > 1:
        nations = [code for code in nations if place_in(known, head, code).place]
    return in_country(known, head, Country(nations[0], "subdivision"), text) if len(nations) == 1 else None
