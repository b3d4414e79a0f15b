"""Who the partner of an engagement is: kind, country and place, each with the rule that decided, or a question."""

import html
from collections.abc import Iterable

import pandas as pd
from rapidfuzz.distance import OSA

from pipeline.places.atlas import NOT_FOUND, Atlas, Found, Place
from pipeline.places.cells import (
    AND,
    BRACKETS,
    STRONG_SEPARATOR,
    WEAK_SEPARATOR,
    heads_and_tails,
    tidied,
    unseparated,
)
from pipeline.places.countries import RULE_OF_LEVEL, Countries, Country
from pipeline.places.names import folded
from pipeline.places.partner import Partner, domestic, located, question
from pipeline.places.regions import Region, Regions
from pipeline.places.us_cities import UsCities
from pipeline.places.words import Words

# A foreign place decides by its name alone when it has this many inhabitants (more when the name is another spelling),
# many times those of any namesake in another country (partners are often small: only a metropolis is what people mean),
# and some times those of a namesake in the United States, which is not where partners are sought.
KNOWN_WITHOUT_COUNTRY = 50_000
KNOWN_BY_OTHER_SPELLING = 100_000
# A short word is somebody's old name of some city: such a spelling decides for the largest only.
SHORT_SPELLING, KNOWN_BY_SHORT_SPELLING = 4, 300_000
# In a country cell a misspelt country is meant rather than a place of fewer inhabitants than this.
NAMESAKE_OF_MISSPELLING = 50_000
METROPOLIS = 1_000_000
OUTWEIGHS_AS_METROPOLIS, OUTWEIGHS_AS_CITY = 10, 20
OUTWEIGHS_HOMONYM = 3
# From how many inhabitants on does a place make a question of a name that is also a region's, or a country's in another
# main language than English? (Of a name in small languages any place does: "Uman" is Oman somewhere.)
NOT_ENGLISH = RULE_OF_LEVEL[1:]
NAMESAKE_OF_REGION = 15_000
NAMESAKE_OF_COUNTRY = 100_000
# So many countries, and places, are suggested for a name that nothing knows.
SUGGESTED = 3
MOST_SUGGESTED = 5
# From how many inhabitants on is the city of a name meant, when the region around it has the same name (Puebla)?
OUTWEIGHS_REGION = 20_000
# From how many inhabitants on does a place that the named country does not have contradict that country?
CONTRADICTS = 300_000


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
        self._countries, self._atlas, self._us_cities = countries, atlas, us_cities
        self._words = Words(place_words, organisation_words)
        self._regions = Regions(subdivisions, regions, abbreviations, countries, self._words)
        self._spellings = {(folded(line.text), line.within): line for line in spellings.itertuples()}
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
        return self._several_in_country(parts[0], country_text) or [self._with_country(parts[0], country_text)]

    @property
    def codes(self) -> set[str]:
        """Codes of the countries that a partner may have."""
        return set(self._countries.label)

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
                self._countries.misspelt(part)
                if len(decided) == 1 and self._may_be_misspelt(part, decided[0])
                else None
            )
            if near is None:
                partners += decided
            elif decided[0].question and (near.code or not decided[0].suggestions):
                partners.append(self._nation(part, near))
            elif near.code == decided[0].country:
                partners += decided
            else:
                suggestions = (*decided[0].suggestions, *self._labels(near.candidates or (near.code,)))
                partners.append(Partner("unknown", place=tidied(part), question="country", suggestions=suggestions))
        return partners

    def _may_be_misspelt(self, text: str, partner: Partner) -> bool:
        """Whether a country cell was not read as a country by its name, nor as a place too large to overlook."""
        if partner.question and partner.country_rule == "undecided":
            primary, other = self._atlas.anywhere(folded(text))
            largest = max((place.population for place in [*primary, *other]), default=0)
            # What may be several countries is a question already.
            named = self._countries.decide(text)
            return largest < NAMESAKE_OF_MISSPELLING and (named is None or named.code is not None)
        is_city = partner.kind == "city" and partner.country_rule.startswith("city alone")
        return (is_city and not self._is_large(text)) or partner.country_rule.startswith("subdivision")

    def _is_large(self, text: str) -> bool:
        """Whether a large place has this name."""
        return any(place.population >= CONTRADICTS for places in self._atlas.anywhere(folded(text)) for place in places)

    def _without_country(self, text: str) -> list[Partner]:
        """Return the partners in a text that holds the country with the place, or either alone."""
        whole = self._whole(text)
        if whole is not None:
            return [whole]
        several = self._several(text) or self._several_before_country(text)
        if several:
            return several
        return [self._parted(text) or self._alone(text) or self._unparted(text) or self._misspelt(text)]

    def _whole(self, text: str) -> Partner | None:
        """Return the partner a person's line or the name of a country decides, None when neither does."""
        if line := self._spellings.get((folded(text), "")):
            return self._by_person(line)
        country = self._countries.decide(text)
        if country is None:
            return None
        if country.rule in NOT_ENGLISH and "," in text:
            # Some lists of countries hold "Québec, Canada".
            parted = self._parted(text)
            if parted is not None and parted.country == country.code:
                return parted
        if country.rule in NOT_ENGLISH and (namesake := self._namesake(text, country)):
            return question(text, country, (*self._labels((country.code,)), namesake))
        return self._nation(text, country)

    def _namesake(self, text: str, country: Country) -> str | None:
        """Return the place elsewhere whose name a country's name is too, as written: "Granada", Grenada or in Spain."""
        name = folded(text)
        least = NAMESAKE_OF_COUNTRY if country.rule == RULE_OF_LEVEL[1] else 0
        primary, _ = self._atlas.anywhere(name)
        for place in primary:
            is_same = text.isascii() or place.name.casefold() == text.strip().casefold()
            if is_same and place.country != country.code and place.population >= least:
                return f"{place.name}, {self._countries.label[place.country]}"
        if text.isascii() and self._us_cities.known_without_state(name) >= max(least, NAMESAKE_OF_REGION):
            return f"{text}, United States"
        return None

    def _nation(self, text: str, country: Country) -> Partner:
        """Return the partner that is a country, or the question which one."""
        if country.code is None:
            return question(text, country, self._labels(country.candidates))
        # Most countries with a region of their own name mean themselves: Mexico, Luxembourg. England is one of its own.
        is_region = (folded(text), country.code) in self._regions.well_known
        region = self._regions.label(text, country.code) if is_region else None
        return Partner(
            "region" if region else "country",
            country.code,
            country.rule,
            region,
            place_rule="part of the country" if region else "names no place",
            is_domestic=self._is_domestic(country.code),
        )

    def _is_domestic(self, country: str) -> bool:
        """Whether a country is the United States or one of its territories."""
        return country == "US" or self._countries.part_of.get(country) == "US"

    def _parted(self, text: str) -> Partner | None:
        """Return the partner of "Osaka, Japan" or "Campinas (Brazil)" or "Awaji-shi, Hyogo"; None otherwise."""
        for head, tail in heads_and_tails(text):
            if abbreviated := self._in_abbreviated_region(head, tail):
                return abbreviated
            if state := self._us_state(head, tail):
                return state
            country = self._countries.decide(tail)
            if country is not None and country.rule in NOT_ENGLISH and self._countries.misspelt(text):
                # "Virgifn Islands, British": a misspelt name, not a place in Britain.
                return None
            if country is not None and country.code:
                if tail.isupper() and len(tail) <= 4 and "(" in text and not self._place_in(head, country.code).place:
                    # "Cordillera Administrative Region (CAR)" abbreviates itself.
                    return None
                return self._in_country(head, country, text)
            if country is not None and country.candidates:
                return self._settled(head, country, text)
            if regions := self._regions.named(tail):
                return self._in_region(head, regions, text)
        return None

    def _in_abbreviated_region(self, head: str, tail: str) -> Partner | None:
        """Return the partner of "Calgary, AB" or "Monterrey, N.L.": the only country of the letters that has the place.

        The letters may be a U.S. state's or a country's too; None when several have the place, or none.
        """
        regions = self._regions.abbreviated(tail) if tail[:1].isupper() else []
        if not regions:
            return None
        letters = tail.replace(".", "").strip()
        nations = {region.country for region in regions} | ({letters} & self.codes)
        fits = [code for code in sorted(nations) if self._is_place_of(head, code)]
        state = self._us_cities.state(tail)
        if len(fits) != 1 or (state and self._us_cities.has(folded(head), state)):
            return None
        return self._in_country(head, Country(fits[0], "subdivision"), f"{head}, {tail}")

    def _is_place_of(self, head: str, country: str) -> bool:
        """Whether a country has a place of this text, misspellings aside."""
        if (folded(head), country) in self._spellings:
            return True
        found = self._place_in(head, country)
        return found.place is not None and not found.rule.startswith("misspelling")

    def _unparted(self, text: str) -> Partner | None:
        """Return the partner of "Douai France": last words that are a country, after a place that it has."""
        words = text.split()
        for count in range(1, min(4, len(words))):
            head, tail = " ".join(words[:-count]), " ".join(words[-count:])
            if abbreviated := self._in_abbreviated_region(head, tail):
                return abbreviated
            country = self._countries.decide(tail)
            if country is not None and country.code and not self._is_domestic(country.code):
                found = self._place_in(head, country.code)
                return self._in_country(head, country, text) if found.place else None
        return None

    def _us_state(self, head: str, tail: str) -> Partner | None:
        """Return the domestic partner when the tail is a U.S. state; None when it is none or may be a country."""
        by_name = self._us_cities.state_by_name(tail)
        if by_name and folded(tail) != "georgia":
            return domestic(head, "U.S. state after comma")
        code = self._us_cities.state(tail)
        if not code:
            return None
        name = folded(head.split(",")[0])
        abroad = self._countries.decide(tail)
        candidates = [c for c in (abroad.candidates if abroad else ()) if c != "US"] + (
            [abroad.code] if abroad and abroad.code else []
        )
        is_abroad = any(self._place_in(head, candidate).place for candidate in candidates)
        if self._us_cities.has(name, code) and not is_abroad:
            return domestic(head, "U.S. state after comma")
        return domestic(head, "U.S. state after comma") if not candidates and len(tail.strip()) > 2 else None

    def _settled(self, head: str, country: Country, text: str) -> Partner:
        """Return the partner whose place only one of the candidate countries has, else the question which."""
        name = folded(head.split(",")[0])
        fits = [code for code in country.candidates if code != "US" and self._place_in(head, code).place]
        in_us = "US" in country.candidates and self._us_cities.known_without_state(name) > 0
        if len(fits) == 1 and not in_us:
            return self._in_country(head, Country(fits[0], f"{country.rule}, settled by place"), text)
        if len(fits) == 1 and in_us:
            abroad = self._place_in(head, fits[0]).place
            if abroad.population > OUTWEIGHS_HOMONYM * self._us_cities.known_without_state(name):
                return self._in_country(head, Country(fits[0], f"{country.rule}, settled by place"), text)
        return question(text, country, self._labels(country.candidates))

    def _in_country(self, head: str, country: Country, text: str) -> Partner:
        """Return the partner of a place text in a known country."""
        if self._is_domestic(country.code):
            return domestic(head, country.rule)
        line = self._spellings.get((folded(head), country.code)) or self._spellings.get((folded(head), ""))
        # A line for a name that stands alone does not contradict a country that is named.
        if line is not None and country.code in (line.within, line.country):
            return self._by_person(line)
        found = self._place_in(head, country.code)
        size = found.place.population if found.place else 0
        is_exact = found.rule.startswith("exact") and size >= OUTWEIGHS_REGION
        named = self._countries.decide(head)
        if named is not None and named.code == country.code and not is_exact:
            return self._nation(head, country)
        first = head.split(",")[0]
        is_city = is_exact or (
            size >= OUTWEIGHS_REGION and (folded(first), country.code) not in self._regions.well_known
        )
        region = self._regions.label(first, country.code)
        if region and (not is_city or found.rule.startswith("misspelling")):
            return Partner("region", country.code, country.rule, region, place_rule="subdivision")
        if found.place:
            return located(found.place, country.rule, found.rule)
        if self._words.is_organisation(head):
            return Partner("organisation", country.code, country.rule, tidied(head), place_rule="organisation")
        if contradiction := self._contradiction(head, country.code):
            return contradiction._replace(place=tidied(text))
        return Partner(
            self._words.kind(head),
            country.code,
            country.rule,
            tidied(head.split(",")[0]),
            place_rule=found.rule,
            question="place",
            suggestions=self._listed(found.candidates[:MOST_SUGGESTED]),
        )

    def _contradiction(self, head: str, country: str) -> Partner | None:
        """Return the question when the place is large, and only in another country than the one named."""
        primary, _ = self._atlas.anywhere(folded(head.split(",")[0]))
        if primary and primary[0].population >= CONTRADICTS and all(place.country != country for place in primary):
            return Partner(
                "unknown",
                question="country",
                country_rule="country contradicts place",
                suggestions=(
                    self._countries.label[country],
                    f"{primary[0].name}, {self._countries.label[primary[0].country]}",
                ),
            )
        return None

    def _place_in(self, head: str, country: str) -> Found:
        """Return the place of a text within a country: as written, without words for its kind, or misspelt."""
        first = head.split(",")[0]
        names = dict.fromkeys([folded(first), self._words.bare(folded(first))[0]])
        words = first.rsplit(None, 1)
        if len(words) == 2 and any(one.country == country for one in self._regions.abbreviated(words[1])):
            names |= {folded(words[0]): None}
        brackets = BRACKETS.match(first)
        if brackets:
            names |= dict.fromkeys([folded(brackets["before"]), folded(brackets["inside"])])
        undecided = NOT_FOUND
        for name in names:
            found = self._atlas.within(name, country)
            if found.place:
                return found
            undecided = found if found.candidates else undecided
        if undecided.candidates:
            return undecided
        return self._atlas.misspelt_within(folded(first), country)

    def _in_region(self, head: str, regions: list[Region], text: str) -> Partner | None:
        """Return the partner in a region whose country is not named; None when several countries have both names."""
        nations = sorted({region.country for region in regions})
        if len(nations) > 1:
            nations = [code for code in nations if self._place_in(head, code).place]
        return self._in_country(head, Country(nations[0], "subdivision"), text) if len(nations) == 1 else None

    def _alone(self, text: str) -> Partner | None:
        """Return the partner of a name that stands without a country: a U.S. state, a city, a region."""
        name = folded(text)
        if self._us_cities.state_by_name(text):
            return domestic(text, "U.S. state")
        bare, kind = self._words.bare(name)
        if kind == "region" and (country := self._countries.decide(bare)) and country.code:
            return self._nation(text, country)
        primary, other = self._atlas.anywhere(name)
        if not primary and not other:
            name = self._atlas.spaced(bare)
            primary, other = self._atlas.anywhere(name) if name != folded(text) else ([], [])
        regions = self._regions.named(text) or self._regions.abbreviation_alone(text)
        nations = {region.country for region in regions}
        place = self._dominant(primary, other, name)
        if place is not None and (
            not nations or place.country in nations or place.population >= 10 * KNOWN_WITHOUT_COUNTRY
        ):
            rule = "city alone" if any(one.id == place.id for one in primary) else "city alone, other spelling"
            return located(place, rule, rule) if not self._is_domestic(place.country) else domestic(text, rule)
        is_well_known = any((name, nation) in self._regions.well_known for nation in nations)
        least = NAMESAKE_OF_COUNTRY if is_well_known else NAMESAKE_OF_REGION
        abroad = [place for place in [*primary, *other] if place.country not in nations and place.population >= least]
        at_home = self._us_cities.known_without_state(name) >= NAMESAKE_OF_REGION
        if len(nations) == 1 and not abroad and not at_home:
            (nation,) = nations
            if self._is_domestic(nation):
                return domestic(text, "subdivision")
            here = max([*primary, *other], key=lambda place: (place.country == nation, place.population), default=None)
            if here is not None and here.country == nation and here.population >= OUTWEIGHS_REGION:
                return located(here, "subdivision and city", "subdivision and city")
            return Partner("region", nation, "subdivision", regions[0].label, place_rule="subdivision")
        if primary or other or nations or self._us_cities.known_without_state(name):
            ranked = sorted([*primary, *other], key=lambda place: (-place.population, place.id))
            homonyms = self._listed(list(dict.fromkeys(ranked))[:MOST_SUGGESTED])
            regions = tuple(f"{region.label}, {self._countries.label[region.country]}" for region in regions)
            suggestions = (*homonyms, *dict.fromkeys(regions))
            return Partner("unknown", place=tidied(text), question="country", suggestions=suggestions)
        return None

    def _dominant(self, primary: list[Place], other: list[Place], name: str) -> Place | None:
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
        at_home = self._us_cities.known_without_state(name)
        outweighs = first.population >= times * abroad and first.population >= OUTWEIGHS_HOMONYM * at_home
        return first if outweighs else None

    def _several(self, text: str) -> list[Partner]:
        """Return the partners when every part between weak separators (comma, and, slash) is one by itself."""
        parts = [part for part in WEAK_SEPARATOR.split(text) if part]
        if len(parts) < 2:
            return []
        nations = [self._countries.decide(part) for part in parts]
        last = nations[-1]
        if (
            len(parts) == 2
            and last
            and last.code
            and self._atlas.within(folded(parts[0]), last.code).rule == "exact name"
        ):
            # "Salvador, Brazil" is no list of two countries, though Salvador is El Salvador somewhere.
            return []
        if all(nation is not None and (nation.code or nation.candidates) for nation in nations):
            return self._several_nations(parts, nations)
        if "," in text:
            return []
        partners = [self._parted(part) or self._alone(part) for part in parts]
        known = all(partner is not None and partner.country for partner in partners)
        return partners if known else []

    def _several_nations(self, parts: list[str], nations: list[Country]) -> list[Partner]:
        """Return the partners of a list of countries; "Hong Kong, China" is the part, not two."""
        codes = dict.fromkeys(nation.code for nation in nations)
        inner = [n for n in nations if n.code and self._countries.part_of[n.code] in codes]
        if inner and len(codes) == len(nations) == 2:
            return [self._nation(parts[nations.index(inner[0])], inner[0])]
        if len(codes) == 1:
            return [self._nation(parts[0], nations[0])]
        return [self._nation(part, nation) for part, nation in zip(parts, nations, strict=True)]

    def _several_before_country(self, text: str) -> list[Partner]:
        """Return the partners of "Osaka and Kyoto, Japan", none when the text is not like that."""
        for head, tail in heads_and_tails(text):
            if several := self._several_in_country(head, tail):
                return several
        return []

    def _several_in_country(self, text: str, country_text: str) -> list[Partner]:
        """Return the partners when a place cell names several places of the one country named, none otherwise."""
        if not AND.search(text):
            return []
        country = self._countries.decide(country_text) or self._countries.misspelt(country_text)
        if country is None or not country.code or self._is_domestic(country.code):
            return []
        for head, tail in heads_and_tails(text):
            last = self._countries.decide(tail) or self._countries.misspelt(tail)
            if last is not None and last.code == country.code:
                text = head
                break
        parts = [part for part in AND.split(text) if part]
        if len(parts) < 2 or "," in text or self._atlas.within(folded(text), country.code).place:
            return []
        found = [self._place_in(part, country.code) for part in parts]
        if not all(one.place for one in found):
            return []
        return [located(one.place, country.rule, one.rule) for one in found]

    def _with_country(self, place_text: str, country_text: str) -> Partner:
        """Return the partner of a place cell beside a country cell; a question when the two contradict each other."""
        both = f"{place_text}, {country_text}"
        country = self._countries.decide(country_text) or self._countries.misspelt(country_text)
        if country is None:
            stated = self._from_country(country_text)
            is_city = stated[0].country_rule.startswith("city alone")
            if len(stated) > 1 or is_city or (not stated[0].country and not stated[0].is_domestic):
                return Partner(
                    "unknown", place=tidied(place_text), question="country", suggestions=stated[0].suggestions
                )
            country = Country(stated[0].country or "US", stated[0].country_rule)
        if country.code is None:
            return self._settled(place_text, country, both) if country.candidates else question(both, country, ())
        for head, tail in heads_and_tails(place_text):
            inner = self._countries.decide(tail)
            if inner is not None and inner.code and inner.code != country.code:
                if self._countries.part_of.get(inner.code) == country.code:
                    return self._in_country(head, inner, both)
                return question(
                    both, Country(None, "country contradicts place"), self._labels((country.code, inner.code))
                )
            if inner is not None and inner.code == country.code:
                return self._in_country(head, country, both)
        return self._in_country(place_text, country, both)

    def _misspelt(self, text: str) -> Partner:
        """Return the partner of a misspelt country after a place, else the question who it is."""
        for head, tail in heads_and_tails(text):
            country = self._countries.misspelt(text)
            if country is not None:
                return self._nation(text, country)
            country = self._countries.misspelt(tail)
            if country is not None and country.code:
                return self._in_country(head, country, text)
            if country is not None:
                return question(text, country, self._labels(country.candidates))
        if "network" in folded(text).split():
            return Partner("network", country_rule="says network", place_rule="says network")
        kind = "organisation" if self._words.is_organisation(text) else "unknown"
        return Partner(kind, place=tidied(text), question="country")

    def _with_suggestions(self, partner: Partner) -> Partner:
        """Return a question with what the name may be, the likest first, where nothing told that yet."""
        if partner.suggestions or not partner.place or partner.kind in ("network", "organisation"):
            return partner
        name = folded(partner.place.split(",")[0])
        if partner.question == "place":
            places = self._atlas.alike_within(name, partner.country, SUGGESTED)
            return partner._replace(suggestions=self._listed(places))
        countries = self._labels(tuple(self._countries.suggested(partner.place, SUGGESTED)))
        return partner._replace(suggestions=(*countries, *self._listed(self._atlas.alike_anywhere(name, SUGGESTED))))

    def _listed(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return places in words, for a person: identifier, name, country and inhabitants."""
        return tuple(
            f"{place.id} {place.name}, {self._countries.label[place.country]} ({place.population:,})"
            for place in places
        )

    def _by_person(self, line) -> Partner:
        """Return the partner as a line of place_spellings.csv settles it."""
        if self._is_domestic(line.country):
            return domestic(line.place, "spelling")
        place = self._atlas.by_id(line.place_id) if line.place_id else None
        if place is not None:
            return located(place, "spelling", "spelling")._replace(kind=line.kind or "city")
        return Partner(
            line.kind or "unknown", line.country or None, "spelling", line.place or None, place_rule="spelling"
        )

    def _labels(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return the countries of codes in words, for a person."""
        return tuple(f"{self._countries.label[code]} ({code})" for code in codes)


def _is_nearly(place: Place, name: str) -> bool:
    """Whether a folded name is the place's own but for two letters: then a namesake may be meant as well."""
    return OSA.distance(folded(place.name), name, score_cutoff=2) <= 2
