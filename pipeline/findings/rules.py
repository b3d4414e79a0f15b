"""How findings are estimated and published: the choices of params.yaml in one hand."""

from typing import NamedTuple


class Rules(NamedTuple):
    """The section summarise of params.yaml, and the frame of the edition."""

    confidence: float  # of the intervals, 0 to 1
    decimals: int
    smallest_base: int
    fewest_cities: int
    fewest_engagements: int
    largest_design_effect: float  # of weighted cities
    size_bands: list[int]  # bounds, in inhabitants
    windows: list[list[int | None]]  # other time windows: first and last year
    replicates: int
    seed: int
    frame: int | None  # cities to draw from
