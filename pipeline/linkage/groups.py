"""Groups of reports that are one engagement: joined by the strongest rules first, never across a contradiction."""

import numpy as np
import pandas as pd

from pipeline.linkage.rules import POSSIBLE, SAME


def connected(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return for each of size nodes the smallest node it is connected with, by the edges left–right.

    >>> connected(5, np.array([3, 1]), np.array([1, 4])).tolist()
    [0, 1, 2, 1, 1]
    """
    label = np.arange(size)
    while True:
        lower = np.minimum(label[left], label[right])
        joined = label.copy()
        np.minimum.at(joined, label[left], lower)
        np.minimum.at(joined, label[right], lower)
        while not np.array_equal(joined, joined[joined]):
            joined = joined[joined]
        if np.array_equal(joined, label):
            return label
        label = joined


def grouped(size: int, judged: pd.DataFrame, joined: pd.DataFrame, parted: pd.DataFrame) -> np.ndarray:
    """Return the group of each of size reports, named by its smallest report number.

    judged: pairs with verdict, strength, likeness and is_leaning; a pair that is not there is different. joined and
    parted (left, right): what a person said is the same, or different. Only reports whose verdicts are the same or
    possible are in one group, unless a person said so. What leans joins after what is sure, and only where it leans one
    way; a pair that is only possible joins nothing, but may be another way to lean.
    """
    base = connected(size, joined["left"].to_numpy(), joined["right"].to_numpy())
    own = judged.assign(left=base[judged["left"]], right=base[judged["right"]])
    compatible = own.loc[own["verdict"].isin([SAME, POSSIBLE]) & own["left"].ne(own["right"])]
    apart = _pair_set(base[parted["left"]], base[parted["right"]])
    told = compatible.loc[compatible["verdict"].eq(SAME)]
    sure = _joined_without_contradiction(base, told.loc[~told["is_leaning"]], compatible, apart)
    one_way = _leaning_one_way(sure, compatible.loc[compatible["is_leaning"]], compatible)
    edges = pd.concat([told.loc[~told["is_leaning"]], one_way.loc[one_way["verdict"].eq(SAME)]])
    return _joined_without_contradiction(base, edges, compatible, apart)[base]


def _joined_without_contradiction(
    base: np.ndarray, edges: pd.DataFrame, compatible: pd.DataFrame, apart: set[tuple[int, int]]
) -> np.ndarray:
    """Return the group of each node: what edges connect; where that contradicts itself, the strongest edges first."""
    size = len(base)
    component = connected(size, edges["left"].to_numpy(), edges["right"].to_numpy())
    unsettled = _contradicted(base, component, compatible, apart)
    within = np.isin(component[edges["left"]], unsettled)
    group = connected(size, edges["left"].to_numpy()[~within], edges["right"].to_numpy()[~within])
    allowed = compatible.loc[np.isin(component[compatible["left"]], unsettled)]
    for node, lowest in _settled(edges.loc[within], _pair_set(allowed["left"], allowed["right"]) - apart).items():
        group[node] = lowest
    return group


def _leaning_one_way(sure: np.ndarray, leaning: pd.DataFrame, compatible: pd.DataFrame) -> pd.DataFrame:
    """Return the leaning edges without those of a group that leans as strongly to two groups that cannot be one."""
    between = leaning.assign(left=sure[leaning["left"]], right=sure[leaning["right"]])
    between = between.loc[between["left"].ne(between["right"]), ["left", "right", "strength"]]
    sides = [
        between.set_axis(names, axis="columns") for names in (["group", "to", "strength"], ["to", "group", "strength"])
    ]
    strongest = pd.concat(sides).sort_values("strength", kind="stable").drop_duplicates(["group", "to"])
    strongest = strongest.loc[strongest["strength"].eq(strongest.groupby("group")["strength"].transform("min"))]
    rivals = strongest.merge(strongest, on="group", suffixes=("", "_2"))
    rivals = rivals.loc[rivals["to"].lt(rivals["to_2"])]
    may_be_one = _pair_set(sure[compatible["left"]], sure[compatible["right"]])
    contradicting = [pair not in may_be_one for pair in zip(rivals["to"], rivals["to_2"], strict=True)]
    torn = rivals.loc[contradicting, "group"].unique()
    return leaning.loc[~np.isin(sure[leaning["left"]], torn) & ~np.isin(sure[leaning["right"]], torn)]


def _pair_set(left, right) -> set[tuple[int, int]]:
    """Return pairs of numbers as a set, the smaller first."""
    left, right = np.asarray(left), np.asarray(right)
    return set(zip(np.minimum(left, right).tolist(), np.maximum(left, right).tolist(), strict=True))


def _contradicted(base: np.ndarray, component: np.ndarray, compatible: pd.DataFrame, apart: set) -> np.ndarray:
    """Return the components in which not every two reports may be one engagement."""
    # Each is named by its smallest, which is named by itself.
    nodes = np.flatnonzero(base == np.arange(len(base)))
    size = np.bincount(component[nodes], minlength=len(base))
    left, right = compatible["left"].to_numpy(), compatible["right"].to_numpy()
    inside = component[left] == component[right]
    low, high = np.minimum(left, right)[inside], np.maximum(left, right)[inside]
    once = pd.unique(low * len(base) + high) // len(base)
    may = np.bincount(component[once], minlength=len(base))
    lacking = np.flatnonzero(may < size * (size - 1) // 2)
    told_apart = [component[left] for left, right in apart if component[left] == component[right]]
    return np.union1d(lacking, np.array(told_apart, dtype=lacking.dtype))


def _settled(edges: pd.DataFrame, allowed: set[tuple[int, int]]) -> dict[int, int]:
    """Return node → smallest node of its group, joining by the strongest edge first where all members may be one."""
    members: dict[int, list[int]] = {}
    group: dict[int, int] = {}
    ordered = edges.sort_values(["strength", "likeness", "left", "right"], ascending=[True, False, True, True])
    for left, right in zip(ordered["left"].tolist(), ordered["right"].tolist(), strict=True):
        one, two = sorted((group.setdefault(left, left), group.setdefault(right, right)))
        first, second = members.setdefault(one, [one]), members.setdefault(two, [two])
        if one != two and all((min(a, b), max(a, b)) in allowed for a in first for b in second):
            first.extend(second)
            group.update(dict.fromkeys(second, one))
            del members[two]
    return group
