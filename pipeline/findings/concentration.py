"""How few cities make how much of the engagements."""

import math

import numpy as np
import pandas as pd

from pipeline import tables
from pipeline.estimate.bootstrap import weights
from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.findings.published import number
from pipeline.findings.rules import Rules
from pipeline.tables.findings import Findings

FEW = 10


def concentration(city: pd.Series, rules: Rules) -> pd.DataFrame:
    """Return how many cities make half of the engagements, and the shares of the ten and of the tenth with the most.

    city: of each engagement. The intervals are from cities drawn again; the ten of these cities are what they are, so
    their share has none.
    """
    counts = city.value_counts().to_numpy()
    each = np.sort(counts[counts > 0])[::-1].astype("float64")
    if not len(each):
        return tables.typed(pd.DataFrame(), Findings)
    total, tenth = int(each.sum()), math.ceil(len(each) / 10)
    for_half = int(np.searchsorted(each.cumsum(), total / 2) + 1)
    half, top = _drawn(each, tenth, rules) if len(each) > 1 else (None, None)
    few = min(FEW, len(each))
    rows = [
        _row("cities_for_half", "Cities that make half of the engagements", for_half, len(each), half, rules),
        _row(
            "top_10_cities",
            f"The {'city' if few == 1 else f'{few} cities'} with the most engagements",
            int(each[:few].sum()),
            total,
            None,
            rules,
        ),
        _row(
            "top_tenth", "The tenth of the cities with the most engagements", int(each[:tenth].sum()), total, top, rules
        ),
    ]
    cities = "city" if len(each) == 1 else "cities"
    said = [
        f"{number(for_half)} of the {number(len(each))} {cities} {_make(for_half)} half of the engagements.",
        f"The {'city' if few == 1 else f'{few} cities'} with the most {_make(few)} {number(rows[1]['count'])} of the "
        f"{number(total)} engagements.",
        f"The tenth of the cities with the most ({number(tenth)} {'city' if tenth == 1 else 'cities'}) {_make(tenth)} "
        f"{number(rows[2]['count'])} of the {number(total)} engagements.",
    ]
    told = pd.DataFrame(rows).assign(edition="", section="concentration", measure="share", statement=said)
    return tables.typed(told, Findings)


def _row(
    code: str, label: str, count: int, base: int, ends: tuple[float, float] | None, rules: Rules
) -> dict[str, object]:
    """Return one share of concentration, its interval where it has one."""
    withheld = base < rules.smallest_base
    lower, upper = (half_up_percent(end, rules.decimals) for end in ends or (float("nan"), float("nan")))
    shown = not withheld and ends is not None
    return {
        "finding_id": f"concentration.{code}",
        "code": code,
        "label": label,
        "count": count,
        "base": base,
        "unit": "cities with engagements" if code == "cities_for_half" else "engagements",
        "percent": float("nan") if withheld else half_up(count, base, rules.decimals),
        "lower": lower if shown else float("nan"),
        "upper": upper if shown else float("nan"),
        "interval_method": "bootstrap" if shown else None,
        "is_withheld": withheld,
        "withheld_reason": "small_base" if withheld else None,
    }


def _make(cities: int) -> str:
    """Return the verb of so many cities."""
    return "makes" if cities == 1 else "make"


def _drawn(each: np.ndarray, tenth: int, rules: Rules) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the intervals of the share of cities that make half, and of what the tenth with the most make.

    each: engagements of each city, the most first; tenth: how many cities a tenth is. In a replicate a city counts with
    its weight, and the weights add up to the number of cities. Cities that make half are whole ones, as those counted
    are; of what a tenth makes the city at its boundary is taken in part.
    """
    weight = weights(len(each), rules.replicates, rules.seed, rules.frame)
    half, top = np.empty((2, len(weight)))
    # One replicate at a time: all of many cities would take hundreds of megabytes.
    for at, own in enumerate(weight):
        cities, engagements = (np.concatenate([[0.0], np.cumsum(part)]) for part in (own, own * each))
        # Less what is nothing but rounding, which would be a city more.
        needed = np.ceil(np.interp(engagements[-1] / 2, engagements, cities) - 1e-9)
        half[at], top[at] = needed / len(each), np.interp(tenth, cities, engagements) / engagements[-1]
    outside = (1 - rules.confidence) / 2
    ends = np.quantile([half, top], [outside, 1 - outside], axis=1)
    return (ends[0, 0], ends[1, 0]), (ends[0, 1], ends[1, 1])
