"""The truth: which city engages with whom, how, since when and on what, with exactly the published shares."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from pipeline.core.stage import InputError
from pipeline.simulation.lists import Lists
from pipeline.simulation.shares import draw, largest_remainder, likely, spread

EVENTS = ["outgoing_mission", "incoming_delegation", "other"]
# Years of few journeys.
PANDEMIC = [2020, 2021]
# Of all that have priority areas, so many have none that anybody states.
WITHOUT_PRIORITY = 0.05
# The survey ends in May of this year.
SURVEY_YEAR = 2024
JOURNEYS_TOGETHER = 12
# Not counted, for every counted engagement.
OUTSIDE_WINDOW, ENDED, DOMESTIC = 0.055, 0.015, 0.008


class SimulationError(InputError):
    """The params ask for an edition that cannot be made: what, and what would do."""


@dataclass
class Engagement:
    """One engagement of the truth, counted or not."""

    number: int
    city: int  # index in the list of cities
    method_code: str
    partner_kind: str = "city"
    country_code: str = ""
    place: str = ""
    place_id: str = ""
    place_spellings: list[str] = field(default_factory=list)
    network_code: str = ""
    year: int = 0
    priorities: list[str] = field(default_factory=list)
    reason: str = ""  # why it is not counted; "" when it is
    recurs: bool = False  # another of the same kind is so near in time that its year must stay exact
    month: int = 1
    day: int = 1
    facts: dict[str, int] = field(default_factory=dict)  # priority area → line of its subjects that tells what happened
    together_with: int | None = None  # index of a city that went on the same journey, which is an engagement of its own

    @property
    def truth_engagement_id(self) -> str:
        """Name of the engagement in the truth."""
        return f"T{self.number:05d}"

    @property
    def is_standing(self) -> bool:
        """Whether it counts whenever it began."""
        return self.method_code in ("sister_city", "city_network")

    @property
    def sort(self) -> tuple:
        """What repeated events have in common."""
        return (self.city, self.method_code, self.country_code)


def published_percent(published: list[dict], section: str) -> dict[str, float]:
    """Return code → published percentage of one section (method or priority)."""
    return {
        line["finding_id"].partition(".")[2]: float(line["figure"])
        for line in published
        if line["finding_id"].startswith(f"{section}.")
    }


def engaged_cities(rng: np.random.Generator, lists: Lists, cities: int, engagements: int) -> dict[int, int]:
    """Return index of a city → number of its engagements: few have many, most have few, large cities more."""
    if cities > len(lists.cities):
        raise SimulationError(f"params.yaml asks for {cities} cities; data/codebook/simulation/cities.csv has fewer.")
    population = np.array([float(line["population"]) for line in lists.cities])
    chosen = sorted(draw(rng, population**0.55, cities))
    weights = population[chosen] ** 0.4 * np.minimum(rng.lognormal(0, 0.8, cities), 4)
    more = largest_remainder(weights.tolist(), engagements - cities)
    return {city: 1 + count for city, count in zip(chosen, more, strict=True)}


def counted_engagements(
    rng: np.random.Generator, lists: Lists, per_city: dict[int, int], first_year: int, last_year: int
) -> list[Engagement]:
    """Return the engagements that count, without priority areas, with the published methods and country order."""
    total = sum(per_city.values())
    percents = published_percent(lists.published, "method")
    percents["other"] = 100 - sum(percents.values())
    methods = [list(percents)[index] for index in spread(largest_remainder(list(percents.values()), total))]
    city_of = [city for city, count in per_city.items() for _ in range(count)]
    found = [
        Engagement(number, city_of[number], methods[index])
        for number, index in enumerate(rng.permutation(total).tolist())
    ]
    _exchange_networks(rng, found, most=len(lists.networks) - 5)
    _give_networks(rng, lists, [one for one in found if one.method_code == "city_network"])
    partnered = [one for one in found if one.method_code != "city_network"]
    counts = largest_remainder([float(line["weight"]) for line in lists.countries], len(partnered))
    countries = rng.permutation(spread(counts)).tolist()
    _give_partners(rng, lists, partnered, countries, list(range(first_year, last_year + 1)))
    _go_together(rng, [one for one in found if one.method_code == "outgoing_mission"])
    _give_days(rng, found)
    return found


def uncounted_engagements(
    rng: np.random.Generator, lists: Lists, counted: list[Engagement], first_year: int
) -> list[Engagement]:
    """Return engagements that people report and nobody counts: too early, ended, or with a partner at home."""
    city_of = [one.city for one in counted]
    numbers = iter(range(len(counted), 2 * len(counted)))
    taken = [one for one in counted if one.method_code != "city_network"]

    def some(share: float, methods: list[str], reason: str) -> list[Engagement]:
        size = round(share * len(counted))
        cities = [city_of[index] for index in rng.choice(len(city_of), size=size, replace=False)]
        return [
            Engagement(next(numbers), city, methods[int(rng.integers(len(methods)))], reason=reason) for city in cities
        ]

    early = some(OUTSIDE_WINDOW, ["outgoing_mission", "incoming_delegation", "sector_partnership"], "outside_window")
    ended = some(ENDED, ["sister_city"], "ended")
    weights = [float(line["weight"]) for line in lists.countries]
    countries = [likely(rng, weights) for _ in [*early, *ended]]
    _give_partners(rng, lists, early, countries[: len(early)], list(range(first_year - 18, first_year - 2)), taken)
    _give_partners(rng, lists, ended, countries[len(early) :], [first_year], [*taken, *early])
    domestic = some(DOMESTIC, ["sister_city", "sector_partnership"], "domestic_partner")
    at_home = [line for line in lists.cities if line["is_name_unique"] == "yes"]
    for engagement, index in zip(domestic, draw(rng, [1.0] * len(at_home), len(domestic)), strict=True):
        # The next one where it would be the city itself.
        home = at_home[index if at_home[index] is not lists.cities[engagement.city] else index - 1]
        engagement.country_code, engagement.year = "US", first_year + 1
        engagement.place, engagement.place_id = home["us_city"], home["us_place_id"]
    _give_days(rng, [*early, *ended, *domestic])
    return [*early, *ended, *domestic]


def _go_together(rng: np.random.Generator, missions: list[Engagement]) -> None:
    """Make some missions of two cities one journey: same partner and year, yet an engagement of each city.

    Only missions with no other of their city to the same country take part, so that nothing else comes near them.
    """
    alone: dict[str, list[Engagement]] = {}
    for mission in missions:
        if sum(other.sort == mission.sort for other in missions) == 1:
            alone.setdefault(mission.country_code, []).append(mission)
    pairs = [group[:2] for group in alone.values() if len(group) > 1]
    for index in draw(rng, [1.0] * len(pairs), min(JOURNEYS_TOGETHER, len(pairs))):
        host, guest = pairs[index]
        guest.partner_kind, guest.place, guest.place_id = host.partner_kind, host.place, host.place_id
        guest.place_spellings, guest.year = host.place_spellings, host.year
        host.together_with, guest.together_with = guest.city, host.city


def _give_days(rng: np.random.Generator, engagements: list[Engagement]) -> None:
    """Give each engagement the day it was signed or took place; in the last year before the survey ended."""
    for engagement in engagements:
        engagement.month = int(rng.integers(1, 6 if engagement.year >= SURVEY_YEAR else 13))
        engagement.day = int(rng.integers(1, 29))


def _exchange_networks(rng: np.random.Generator, found: list[Engagement], most: int) -> None:
    """Let no city be in more than `most` networks: what is too much changes its method with another city's."""
    memberships = Counter(one.city for one in found if one.method_code == "city_network")
    others = [found[index] for index in rng.permutation(len(found)).tolist()]
    for engagement in [one for one in found if one.method_code == "city_network"]:
        if memberships[engagement.city] <= most:
            continue
        for other in others:
            if other.method_code != "city_network" and memberships[other.city] < most:
                engagement.method_code, other.method_code = other.method_code, engagement.method_code
                memberships[engagement.city] -= 1
                memberships[other.city] += 1
                break
        else:
            raise SimulationError("More memberships than cities times networks; ask params.yaml for fewer engagements.")


def _give_networks(rng: np.random.Generator, lists: Lists, memberships: list[Engagement]) -> None:
    """Make each membership one of a different network within its city."""
    weights = np.array([float(line["weight"]) for line in lists.networks])
    free: dict[int, np.ndarray] = {}
    for engagement in memberships:
        left = free.setdefault(engagement.city, weights.copy())
        index = likely(rng, left.tolist())
        left[index] = 0
        line = lists.networks[index]
        engagement.partner_kind, engagement.place = "network", line["name"]
        engagement.network_code, engagement.year = line["network_code"], int(rng.integers(2001, SURVEY_YEAR))


def _give_partners(
    rng: np.random.Generator,
    lists: Lists,
    engagements: list[Engagement],
    countries: list[int],
    years: list[int],
    others: list[Engagement] | None = None,
) -> None:
    """Give each engagement partner and year, so that no two could be taken for one.

    countries: for each engagement its index in the list of countries; years: those its events fall in; others:
    engagements that have theirs already. Where a city has no place left in a country, two engagements change countries.
    """
    places: dict[str, list[dict]] = {}
    for line in lists.partners:
        places.setdefault(line["country_code"], []).append(line)
    regions: dict[str, list[dict]] = {}
    for line in lists.regions:
        regions.setdefault(line["country_code"], []).append(line)
    siblings: dict[tuple, list[Engagement]] = {}
    for engagement in others or []:
        siblings.setdefault(engagement.sort, []).append(engagement)
    countries = list(countries)
    for index, engagement in enumerate(engagements):
        for attempt in range(index, len(engagements)):
            countries[index], countries[attempt] = countries[attempt], countries[index]
            engagement.country_code = lists.countries[countries[index]]["country_code"]
            near = siblings.setdefault(engagement.sort, [])
            code = engagement.country_code
            ties_from = int(lists.countries[countries[index]]["ties_from"])
            if _place_found(rng, engagement, near, places[code], regions.get(code, []), years, ties_from):
                near.append(engagement)
                break
        else:
            raise SimulationError(f"No partner is left for a {engagement.method_code}; ask for fewer engagements.")


def _place_found(
    rng: np.random.Generator,
    engagement: Engagement,
    near: list[Engagement],
    places: list[dict],
    regions: list[dict],
    years: list[int],
    ties_from: int,
) -> bool:
    """Give the engagement a partner in its country and a year; return whether one is left that cannot be confused.

    near: the city's engagements of the same method with the same country; ties_from: since when it has sister cities.
    """
    is_event = engagement.method_code in EVENTS
    weights = [float(line["population"]) ** 0.35 for line in places]
    for _ in range(12):
        kind = (
            likely(rng, [0.86, 0.05 if regions else 0, 0.09])
            if is_event
            else likely(rng, [0.96, 0.04 if regions else 0])
        )
        engagement.partner_kind = ["city", "region", "country"][kind]
        line = [places[likely(rng, weights)], regions[int(rng.integers(len(regions)))] if regions else {}, {}][kind]
        engagement.place = line.get("place") or line.get("region", "")
        engagement.place_id = line.get("place_id", "")
        engagement.place_spellings = [text for text in line.get("variants", "").split("|") if text]
        if not is_event:
            engagement.year = _agreement_year(rng, engagement, years, ties_from)
            if engagement.place not in [other.place for other in near]:
                return True
            continue
        weight = [0.15 if year in PANDEMIC else 1 + 0.1 * (year - years[0]) for year in years]
        engagement.year = years[likely(rng, weight)]
        gaps = [abs(engagement.year - other.year) for other in near if _could_be_same(engagement, other)]
        if all(gap >= 2 for gap in gaps):
            engagement.recurs = any(gap < 4 for gap in gaps)
            for other in near:
                if _could_be_same(engagement, other) and abs(engagement.year - other.year) < 4:
                    other.recurs = True
            return True
    return False


def _agreement_year(rng: np.random.Generator, engagement: Engagement, years: list[int], ties_from: int) -> int:
    """Return the year of signature: of a sister city any since `ties_from`, else one of the years."""
    if engagement.method_code == "sister_city":
        return int(rng.triangular(ties_from, max(ties_from, 1992), SURVEY_YEAR))
    return years[int(rng.integers(len(years)))]


def _could_be_same(engagement: Engagement, other: Engagement) -> bool:
    """Whether only the years tell two events of one city, method and country apart."""
    return engagement.place == other.place or "country" in (engagement.partner_kind, other.partner_kind)


def give_priorities(
    rng: np.random.Generator, lists: Lists, counted: list[Engagement], others: list[Engagement]
) -> None:
    """Give the engagements priority areas with the published shares among those that have any.

    counted: engagements that somebody could state priority areas of; others: what is not counted, with areas as they
    come.
    """
    published = published_percent(lists.published, "priority")
    stated = [counted[index] for index in rng.permutation(len(counted))[round(WITHOUT_PRIORITY * len(counted)) :]]
    percent = {
        line["priority_code"]: published.get(line["priority_code"]) or float(line["share"]) for line in lists.priorities
    }
    wanted = {code: round(share * len(stated) / 100) for code, share in percent.items()}
    first = dict(zip(wanted, largest_remainder(list(wanted.values()), len(stated)), strict=True))
    without = list(stated)
    for line in lists.priorities:
        weights = [
            float(line[engagement.method_code]) if engagement.method_code in line else 1.0 for engagement in without
        ]
        chosen = set(draw(rng, weights, first[line["priority_code"]]))
        for index in chosen:
            without[index].priorities.append(line["priority_code"])
        without = [engagement for index, engagement in enumerate(without) if index not in chosen]
    for code, count in wanted.items():
        lacking = [engagement for engagement in stated if code not in engagement.priorities]
        for index in draw(rng, [1.0 / len(engagement.priorities) for engagement in lacking], count - first[code]):
            lacking[index].priorities.append(code)
    order = list(wanted)
    for engagement in stated:
        engagement.priorities.sort(key=order.index)
    for engagement in others:
        engagement.priorities = [order[likely(rng, list(wanted.values()))]]
    for engagement in [*stated, *others]:
        engagement.facts = {
            code: int(rng.integers(sum(line["priority_code"] == code for line in lists.subjects)))
            for code in engagement.priorities
        }


def give_answers(rng: np.random.Generator, lists: Lists, responding: list[int]) -> dict[int, dict[str, str]]:
    """Return city → question → yes, no or "" (not sure) of what the responding cities finally answer about themselves.

    Staff: the published share. Director: as many as stay below the published share when rounded. Office and budget,
    about which nothing was published: plausible shares. Who has a director has staff.
    """
    published = published_percent(lists.published, "staffing")
    shares = {
        "has_staff": published["has_staff"],
        "has_director": published["has_director"] - 1,
        "has_office": 14,
        "has_budget": 33,
    }
    answers: dict[int, dict[str, str]] = {city: {} for city in responding}
    order = [responding[index] for index in rng.permutation(len(responding))]
    for question, percent in shares.items():
        unsure = {order[index] for index in draw(rng, [1.0] * len(order), max(1, round(0.03 * len(order))))}
        decided = [city for city in order if city not in unsure]
        # Nearly in one order for all questions: who has an office tends to have the rest.
        ranked = sorted(decided, key=lambda city: order.index(city) + rng.normal(0, len(order) / 20))
        yes = set(ranked[: round(percent * len(decided) / 100)])
        for city in responding:
            answers[city][question] = "" if city in unsure else "yes" if city in yes else "no"
    return answers
