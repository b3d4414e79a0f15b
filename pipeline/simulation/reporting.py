"""Who reports what: which engagements stand in the survey, which in desk research, which in both."""

from dataclasses import dataclass, field

import numpy as np

from pipeline.simulation.shares import draw
from pipeline.simulation.truth import Engagement, SimulationError
from pipeline.simulation.wording import Hand, is_event

SLOTS = {"agreement": 10, "meeting": 8}


@dataclass
class Plan:
    """What is written where; an engagement may stand in the survey, in desk research, or both."""

    survey: dict[int, dict[str, list[list[Engagement]]]] = field(default_factory=dict)  # city → block → cells
    records: list[list[Engagement]] = field(default_factory=list)  # one list of engagements for each row

    def cells(self) -> list[list[Engagement]]:
        """Return every cell of both sources."""
        return [
            *self.records,
            *(cell for blocks in self.survey.values() for cells in blocks.values() for cell in cells),
        ]

    def joined(self) -> list[list[Engagement]]:
        """Return the cells that name several partners."""
        return [cell for cell in self.cells() if len(cell) > 1]

    def places_of(self) -> dict[int, int]:
        """Return number of an engagement → how often it is reported."""
        counts: dict[int, int] = {}
        for engagement in (one for cell in self.cells() for one in cell):
            counts[engagement.number] = counts.get(engagement.number, 0) + 1
        return counts


def responding_cities(rng: np.random.Generator, per_city: dict[int, int], size: int) -> list[int]:
    """Return the cities that answer the survey, active ones likelier."""
    cities = list(per_city)
    return sorted(cities[index] for index in draw(rng, [per_city[city] ** 0.5 for city in cities], size))


def plan(hand: Hand, engagements: list[Engagement], responding: list[int]) -> Plan:
    """Return who reports what. Everything true is reported at least once; what ended is known to desk research only."""
    drawn = Plan({city: {"network": [], "agreement": [], "meeting": []} for city in responding})
    for index in hand.rng.permutation(len(engagements)).tolist():
        engagement = engagements[index]
        block = _block(engagement)
        cells = drawn.survey.get(engagement.city, {}).get(block)
        in_survey = (
            cells is not None
            and engagement.reason != "ended"
            and hand.rng.random() < 0.88
            and len(cells) < SLOTS.get(block, 99)
            and not _is_second_write_in(engagement, cells)
        )
        if in_survey:
            cells.append([engagement])
        if not in_survey or hand.rng.random() < 0.35:
            drawn.records.append([engagement])
        if hand.slips(0.03):
            drawn.records.append([engagement])
    return drawn


def _block(engagement: Engagement) -> str:
    """Return the block of the questionnaire an engagement belongs in."""
    return "network" if engagement.method_code == "city_network" else "meeting" if is_event(engagement) else "agreement"


def _is_second_write_in(engagement: Engagement, cells: list[list[Engagement]]) -> bool:
    """Whether the one write-in line for networks is taken."""
    return (
        engagement.partner_kind == "network"
        and not engagement.network_code
        and any(not other.network_code for cell in cells for other in cell)
    )


def join_partners(hand: Hand, drawn: Plan, share: float) -> None:
    """Let people write two partners of one country into one cell, where all else about the two is the same.

    share: of the cells that could be joined, at normal noise. Their years are made equal; priority areas are not given
    yet. Only engagements that stand in one place are joined, so that no other report contradicts.
    """
    times = drawn.places_of()
    for cells in [*(blocks[name] for blocks in drawn.survey.values() for name in SLOTS), drawn.records]:
        waiting: dict[tuple, list[Engagement]] = {}
        for cell in list(cells):
            first = cell[0]
            if len(cell) > 1 or times[first.number] > 1 or not _can_share(first):
                continue
            other = waiting.get(first.sort)
            if other is None or len(other) > 1:
                waiting[first.sort] = cell
            elif (first.is_standing or abs(first.year - other[0].year) <= 1) and hand.slips(share):
                first.year, first.month, first.day = other[0].year, other[0].month, other[0].day
                other.append(first)
                cells.remove(cell)


def _can_share(engagement: Engagement) -> bool:
    """Whether an engagement can share its cell with another."""
    return (
        engagement.partner_kind == "city"
        and not engagement.reason
        and not engagement.recurs
        and engagement.together_with is None
        and " and " not in engagement.place
        and engagement.method_code in ("sister_city", "outgoing_mission")
    )


def same_priorities(joined: list[list[Engagement]], engagements: list[Engagement]) -> None:
    """Make the priority areas of engagements in one cell the same, by exchange, so that no share changes.

    Raises SimulationError when there are too few to exchange with.
    """
    shared = {engagement.number for cell in joined for engagement in cell}
    free: dict[tuple, list[Engagement]] = {}
    for engagement in engagements:
        if engagement.number not in shared:
            free.setdefault(tuple(engagement.priorities), []).append(engagement)
    for cell in joined:
        areas = _possible(cell, free)
        for engagement in cell:
            if tuple(engagement.priorities) != areas:
                donor = free[areas].pop()
                donor.priorities, engagement.priorities = engagement.priorities, donor.priorities
                donor.facts, engagement.facts = engagement.facts, donor.facts
                free.setdefault(tuple(donor.priorities), []).append(donor)


def _possible(cell: list[Engagement], free: dict[tuple, list[Engagement]]) -> tuple:
    """Return the areas that all of a cell can have by exchange: those of one of them, else those that most others have.

    free: areas → the engagements that can be exchanged. Raises SimulationError when there are too few of them.
    """
    own = [tuple(engagement.priorities) for engagement in cell]
    most = max(free, key=lambda areas: (len(free[areas]), areas), default=())
    for areas in [*own, most]:
        if len(free.get(areas, [])) >= sum(one != areas for one in own):
            return areas
    raise SimulationError("Too few engagements have the same priority areas; ask params.yaml for more engagements.")
