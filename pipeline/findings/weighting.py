"""Cities at hand made to stand for the frame: cells of size and region joined until each has enough, then weighted."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.estimate.shares import Weights, logit_interval, ratio
from pipeline.estimate.tally import Tally
from pipeline.estimate.weights import post_stratified, raked
from pipeline.findings.edition import Labels
from pipeline.findings.rules import Rules


class Sample(NamedTuple):
    """Cities with their weights, in one order."""

    cities: list[str]
    weights: Weights


def weighted_samples(
    at_hand: pd.DataFrame, frame: pd.DataFrame, labels: Labels, fewest: int
) -> dict[str, Sample | None]:
    """Return the cities post-stratified by size within region, and raked to size and to region.

    at_hand and frame: size_code and region_code by city, the first being some of the second. A cell with fewer than
    fewest cities at hand is joined to its neighbour in size, a region to the next. None where no weights do it.
    """
    cells = [
        frame.assign(region_code=_joined(at_hand["region_code"], frame["region_code"], list(labels.region), fewest))
    ]
    region = cells[0]["region_code"]
    within = [
        mine + " " + _joined(at_hand.loc[at_hand.index.isin(mine.index), "size_code"], size, list(labels.size), fewest)
        for mine, size in (
            (of_region, frame.loc[of_region.index, "size_code"]) for _, of_region in region.groupby(region)
        )
    ]
    cell = pd.concat(within).reindex(frame.index)
    margins = pd.DataFrame(
        {"size": _joined(at_hand["size_code"], frame["size_code"], list(labels.size), fewest), "region": region}
    )
    cities = at_hand.index.tolist()
    weights = raked(margins.loc[cities], margins)
    return {
        "post_stratified": Sample(cities, post_stratified(cell.loc[cities], cell)),
        "raked": Sample(cities, weights) if weights else None,
    }


def _joined(at_hand: pd.Series, frame: pd.Series, order: list[str], fewest: int) -> pd.Series:
    """Return the code of each city of the frame, codes with too few cities at hand joined to the one before.

    order: of the codes; the first has nobody before it and is joined to the one after.
    """
    counts = at_hand.value_counts()
    groups: list[list[str]] = []
    for code in [code for code in order if frame.eq(code).any()]:
        if groups and (counts.get(code, 0) < fewest or sum(counts.get(one, 0) for one in groups[-1]) < fewest):
            groups[-1].append(code)
        else:
            groups.append([code])
    name = {code: "+".join(group) for group in groups for code in group}
    return frame.map(name).astype("str")


def estimated(tallied: Tally, sample: Sample, rules: Rules) -> pd.DataFrame:
    """Return count, base (of the cities in the frame, unweighted), weighted share, lower and upper of each column."""
    place = pd.Index(tallied.cities).get_indexer(sample.cities)
    # A city that has nothing to say in this section is not in the tally: its row is the last, of zeros.
    count, base = (
        np.vstack([of_city, np.zeros(len(tallied.index))])[place] for of_city in (tallied.count, tallied.base)
    )
    estimate = ratio(count, base, rules.frame, sample.weights)
    # Of none and all it is not a number.
    lower, upper = logit_interval(estimate, estimate.degrees, rules.confidence)
    return pd.DataFrame(
        {
            "count": count.sum(axis=0),
            "base": base.sum(axis=0),
            "share": estimate.share,
            "lower": lower,
            "upper": upper,
        }
    )
