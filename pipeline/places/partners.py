"""Who the partner of an engagement is: kind, country and place, each with the rule that decided, or a question."""

import html

import pandas as pd

from pipeline.places.alone import is_large, namesake_of, of_name_alone
from pipeline.places.atlas import Atlas
from pipeline.places.cells import STRONG_SEPARATOR, heads_and_tails, tidied, unseparated
from pipeline.places.countries import NOT_ENGLISH, Countries, Country
from pipeline.places.known import Known
from pipeline.places.names import folded
from pipeline.places.parted import of_parted, of_unparted
from pipeline.places.partner import Partner, question
from pipeline.places.regions import Regions
from pipeline.places.several import of_several, of_several_before_country, of_several_in_country
from pipeline.places.us_cities import UsCities
from pipeline.places.within import by_person, in_country, labels, listed, of_country, settled
from pipeline.places.words import Words

# In a country cell a misspelt country is meant rather than a place of fewer inhabitants than this.
NAMESAKE_OF_MISSPELLING = 50_000
# So many countries, and places, are suggested for a name that nothing knows.
SUGGESTED = 3


class Partners:
    """Decides partners from what is known of countries, places, regions, networks and organisations.

    subdivisions: name (folded), country, label. The other tables are those of the codebook.
    """

    def __init__(
        self,
        countries: Countries,
        atlas: Atlas,
        us_cities: UsCities,
        subdivisions: pd.DataFrame,
        regions: pd.DataFrame,
        spellings: pd.DataFrame,
        networks: pd.DataFrame,
        abbreviations: pd.DataFrame,
        place_words: pd.DataFrame,
        organisation_words: pd.DataFrame,
    ) -> None:
        words = Words(place_words, organisation_words)
        self._known = Known(
            countries,
            atlas,
            us_cities,
            words,
            Regions(subdivisions, regions, abbreviations, countries, words),
            {(folded(line.text), line.within): line for line in spellings.itertuples()},
        )
        self._networks = {
            folded(spelling) for line in networks.itertuples() for spelling in [line.label, *line.spellings.split("|")]
        }

    def decide(self, partner_text: str, place_text: str, country_text: str, network_text: str) -> list[Partner]:
        """Return the partners that the cells of one report name, in their order, one at least; "" is an empty cell."""
        decided = self._decided(partner_text, place_text, country_text, network_text)
        return [self._with_suggestions(partner) if partner.question else partner for partner in decided]

    def _decided(self, partner_text: str, place_text: str, country_text: str, network_text: str) -> list[Partner]:
        """Return the partners, questions as they are."""
        partner_text, place_text, country_text, network_text = (
            unseparated((html.unescape(text) if "&" in text else text).strip())
            for text in (partner_text, place_text, country_text, network_text)
        )
        words = partner_text or place_text
        if network_text or self.is_network(words):
            return [Partner("network", country_rule="city network", place_rule="city network")]
        if not words:
            return self._from_country(country_text) or [Partner("unknown", question="country")]
        parts = [part for part in STRONG_SEPARATOR.split(words) if part]
        if not country_text:
            return [partner for part in parts for partner in self._without_country(part)]
        if len(parts) > 1:
            nations = [part for part in STRONG_SEPARATOR.split(country_text) if part]
            paired = nations if len(nations) == len(parts) else [country_text] * len(parts)
            return [self._with_country(part, nation) for part, nation in zip(parts, paired, strict=True)]
        several = of_several_in_country(self._known, parts[0], country_text)
        return several or [self._with_country(parts[0], country_text)]

    def is_network(self, text: str) -> bool:
        """Whether a text is the name of a city network."""
        return bool(text) and folded(text) in self._networks

    def _from_country(self, text: str) -> list[Partner]:
        """Return the partners of a country cell that stands alone: countries, or places although a country was asked.

        Here a misspelt country is likelier than a place: one that could be either is a question.
        """
        partners = []
        for part in (part for part in STRONG_SEPARATOR.split(text) if part):
            decided = self._without_country(part)
            near = (
                self._known.countries.misspelt(part)
                if len(decided) == 1 and self._may_be_misspelt(part, decided[0])
                else None
            )
            if near is None:
                partners += decided
            elif decided[0].question and (near.code or not decided[0].suggestions):
                partners.append(of_country(self._known, part, near))
            elif near.code == decided[0].country:
                partners += decided
            else:
                suggestions = (*decided[0].suggestions, *labels(self._known, near.candidates or (near.code,)))
                partners.append(Partner("unknown", place=tidied(part), question="country", suggestions=suggestions))
        return partners

    def _may_be_misspelt(self, text: str, partner: Partner) -> bool:
        """Whether a country cell was not read as a country by its name, nor as a place too large to overlook."""
        if partner.question and partner.country_rule == "undecided":
            primary, other = self._known.atlas.anywhere(folded(text))
            largest = max((place.population for place in [*primary, *other]), default=0)
            # What may be several countries is a question already.
            named = self._known.countries.decide(text)
            return largest < NAMESAKE_OF_MISSPELLING and (named is None or named.code is not None)
        is_city = partner.kind == "city" and partner.country_rule.startswith("city alone")
        return (is_city and not is_large(self._known, text)) or partner.country_rule.startswith("subdivision")

    def _without_country(self, text: str) -> list[Partner]:
        """Return the partners in a text that holds the country with the place, or either alone."""
        known, whole = self._known, self._whole(text)
        if whole is not None:
            return [whole]
        if several := of_several(known, text) or of_several_before_country(known, text):
            return several
        return [
            of_parted(known, text) or of_name_alone(known, text) or of_unparted(known, text) or self._misspelt(text)
        ]

    def _whole(self, text: str) -> Partner | None:
        """Return the partner a person's line or the name of a country decides, None when neither does."""
        if line := self._known.spellings.get((folded(text), "")):
            return by_person(self._known, line)
        country = self._known.countries.decide(text)
        if country is None:
            return None
        if country.rule in NOT_ENGLISH and "," in text:
            # Some lists of countries hold "Québec, Canada".
            parted = of_parted(self._known, text)
            if parted is not None and parted.country == country.code:
                return parted
        if country.rule in NOT_ENGLISH and (namesake := namesake_of(self._known, text, country)):
            return question(text, country, (*labels(self._known, (country.code,)), namesake))
        return of_country(self._known, text, country)

    def _with_country(self, place_text: str, country_text: str) -> Partner:
        """Return the partner of a place cell beside a country cell; a question when the two contradict each other."""
        both = f"{place_text}, {country_text}"
        country = self._known.countries.decide(country_text) or self._known.countries.misspelt(country_text)
        if country is None:
            stated = self._from_country(country_text)
            is_city = stated[0].country_rule.startswith("city alone")
            if len(stated) > 1 or is_city or (not stated[0].country and not stated[0].is_domestic):
                return Partner(
                    "unknown", place=tidied(place_text), question="country", suggestions=stated[0].suggestions
                )
            country = Country(stated[0].country or "US", stated[0].country_rule)
        if country.code is None:
            if country.candidates:
                return settled(self._known, place_text, country, both)
            return question(both, country, ())
        for head, tail in heads_and_tails(place_text):
            inner = self._known.countries.decide(tail)
            if inner is not None and inner.code and inner.code != country.code:
                if self._known.countries.part_of.get(inner.code) == country.code:
                    return in_country(self._known, head, inner, both)
                return question(
                    both, Country(None, "country contradicts place"), labels(self._known, (country.code, inner.code))
                )
            if inner is not None and inner.code == country.code:
                return in_country(self._known, head, country, both)
        return in_country(self._known, place_text, country, both)

    def _misspelt(self, text: str) -> Partner:
        """Return the partner of a misspelt country after a place, else the question who it is."""
        for head, tail in heads_and_tails(text):
            country = self._known.countries.misspelt(text)
            if country is not None:
                return of_country(self._known, text, country)
            country = self._known.countries.misspelt(tail)
            if country is not None and country.code:
                return in_country(self._known, head, country, text)
            if country is not None:
                return question(text, country, labels(self._known, country.candidates))
        if "network" in folded(text).split():
            return Partner("network", country_rule="says network", place_rule="says network")
        kind = "organisation" if self._known.words.is_organisation(text) else "unknown"
        return Partner(kind, place=tidied(text), question="country")

    def _with_suggestions(self, partner: Partner) -> Partner:
        """Return a question with what the name may be, the likest first, where nothing told that yet."""
        if partner.suggestions or not partner.place or partner.kind in ("network", "organisation"):
            return partner
        name = folded(partner.place.split(",")[0])
        if partner.question == "place":
            places = self._known.atlas.alike_within(name, partner.country, SUGGESTED)
            return partner._replace(suggestions=listed(self._known, places))
        countries = labels(self._known, tuple(self._known.countries.suggested(partner.place, SUGGESTED)))
        places = listed(self._known, self._known.atlas.alike_anywhere(name, SUGGESTED))
        return partner._replace(suggestions=(*countries, *places))
