"""One partner: what is decided of it, or the question it is."""

from typing import NamedTuple

from pipeline.places.atlas import Place
from pipeline.places.cells import tidied
from pipeline.places.countries import Country


class Partner(NamedTuple):
    """One partner. A missing country or place with the rule "undecided" is a question; suggestions are never used."""

    kind: str
    country: str | None = None
    country_rule: str = "undecided"
    place: str | None = None
    place_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    place_rule: str = "undecided"
    is_domestic: bool = False
    question: str | None = None
    suggestions: tuple[str, ...] = ()


def located(place: Place, country_rule: str, place_rule: str) -> Partner:
    """Return the partner that is a city of the gazetteer."""
    return Partner(
        "city", place.country, country_rule, place.name, place.id, place.latitude, place.longitude, place_rule
    )


def domestic(head: str, rule: str) -> Partner:
    """Return a partner in the United States."""
    return Partner("unknown", country_rule=rule, place=tidied(head) or None, is_domestic=True)


def question(text: str, country: Country, suggestions: tuple[str, ...]) -> Partner:
    """Return the partner whose country is a question."""
    return Partner("unknown", place=tidied(text), question="country", suggestions=suggestions)
