"""Write how often each link rule is right: `python -m tests.calibrate_linkage` → data/codebook/link_rules.csv.

Counted are the pairs of reports that a rule joins, where the truth is known: the simulated edition that the stages left
in data/, and the shared fixtures beside the project. With `doubtful` it prints the 50 merges of the real reports whose
names differ most, for a person to look at.
"""

import sys
from statistics import NormalDist

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.core import paths
from pipeline.linkage.links import Linked
from pipeline.linkage.rules import SAME
from pipeline.phrases import folded
from tests import measure_linkage

CONFIDENCE = 0.95
DOUBTFUL = 50


def joined_pairs(linked: Linked) -> pd.DataFrame:
    """Return the pairs of reports (left, right, rule) that a rule joined and that are in one group."""
    same = linked.judged.loc[linked.judged["verdict"].eq(SAME), ["left", "right", "rule"]]
    return same.loc[linked.group[same["left"]] == linked.group[same["right"]]]


def counted(linked: Linked, truth: np.ndarray, sure: np.ndarray) -> pd.DataFrame:
    """Return for each rule how many pairs it joined whose truth is sure, and how many of them rightly."""
    pairs = joined_pairs(linked)
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    is_right = pd.Series(truth[left] == truth[right], index=pairs.index)
    return pairs.assign(right=is_right).loc[sure[left] & sure[right]].groupby("rule")["right"].agg(["size", "sum"])


def demonstration() -> tuple[pd.DataFrame, np.ndarray]:
    """Return the classified reports of the simulated edition and the true engagement of each."""
    edition = "demonstration-2024"
    reports = pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet")
    truth = pd.read_csv(paths.TRUTH / edition / "reports.csv", dtype=str)
    reports = reports.merge(truth[["report_id", "truth_engagement_id"]], on="report_id", validate="1:1")
    known = reports.dropna(subset="truth_engagement_id").reset_index(drop=True)
    return known.drop(columns="truth_engagement_id"), known["truth_engagement_id"].to_numpy(dtype=object)


def interval(right: int, pairs: int) -> tuple[float, float]:
    """Return the Wilson interval of a share."""
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    share, spread = right / pairs, z * z / pairs
    half = z * np.sqrt(share * (1 - share) / pairs + spread / (4 * pairs))
    low, high = (share + spread / 2 - half) / (1 + spread), (share + spread / 2 + half) / (1 + spread)
    return max(low, 0.0), min(high, 1.0)


def doubtful_merges() -> pd.DataFrame:
    """Return the merges of real reports whose names differ most: one line per two names of a city's partner."""
    reports, truth, _ = measure_linkage.public_record()
    linked = measure_linkage.our_rules(reports)
    pairs = joined_pairs(linked)
    left, right = reports.loc[pairs["left"]].reset_index(drop=True), reports.loc[pairs["right"]].reset_index(drop=True)
    names = [side["partner_place_text"].map(lambda text: folded(text).strip()) for side in (left, right)]
    merges = pd.DataFrame(
        {
            "city": left["us_place_id"],
            "first": left["partner_place_text"],
            "second": right["partner_place_text"],
            "decided": left["partner_place"],
            "rule": pairs["rule"].array,
            "likeness": process.cpdist(names[0].tolist(), names[1].tolist(), scorer=fuzz.ratio),
            "truth": [
                "same" if truth[a] == truth[b] else "other" for a, b in zip(pairs["left"], pairs["right"], strict=True)
            ],
            "key": [" | ".join(sorted(both)) for both in zip(*names, strict=True)],
        }
    )
    return merges.sort_values(["likeness", "city", "first"]).drop_duplicates("key").head(DOUBTFUL)


def main() -> None:
    """Write the table, or print the doubtful merges."""
    if "doubtful" in sys.argv:
        print(doubtful_merges().drop(columns="key").to_string(index=False))
        return
    simulated, clusters = measure_linkage.simulated_reports(standardised=True)
    real, pairs, sure = measure_linkage.public_record()
    demo, engagements = demonstration()
    all_sure = np.ones(len(clusters), dtype=bool)
    counts = pd.concat(
        [
            counted(measure_linkage.our_rules(simulated), clusters, all_sure),
            counted(measure_linkage.our_rules(real), pairs, sure),
            counted(measure_linkage.our_rules(demo), engagements, np.ones(len(demo), dtype=bool)),
        ]
    )
    total = counts.groupby(level="rule").sum()
    path = paths.CODEBOOK / "link_rules.csv"
    rules = pd.read_csv(path, dtype=str, keep_default_na=False)
    for at, rule in rules["rule"].items():
        size, right = (int(total.loc[rule, name]) for name in ("size", "sum")) if rule in total.index else (0, 0)
        measured = ["", "", ""]
        if size:
            measured = [f"{value:.3f}" for value in ((right + 0.5) / (size + 1), *interval(right, size))]
        rules.loc[at, ["pairs", "right", "probability", "low", "high"]] = [str(size), str(right), *measured]
    rules.to_csv(path, index=False, lineterminator="\n")
    print(rules.to_string(index=False))


if __name__ == "__main__":
    main()
