"""Measure which reports are joined, against known truth: `python -m tests.measure_linkage`."""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.deduplicate import Knowledge, link
from pipeline.tables.reports import Classified

SHARED = Path("../shared")
METHODS = {
    "sister city": "sister_city",
    "trade mission": "outgoing_mission",
    "delegation": "incoming_delegation",
    "MOU": "sector_partnership",
}
KINDS = {
    "sister_city": "standing",
    "city_network": "standing",
    "sector_partnership": "agreement",
    "outgoing_mission": "event",
    "incoming_delegation": "event",
}


def pair_scores(group: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F1 of a grouping against the true one."""

    def pair_count(*labels: np.ndarray) -> int:
        size = pd.DataFrame(dict(enumerate(labels))).value_counts().to_numpy()
        return int((size * (size - 1) // 2).sum())

    both, found, true = pair_count(group, truth), pair_count(group), pair_count(truth)
    precision, recall = both / max(found, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def classified(**columns: pd.Series) -> pd.DataFrame:
    """Return reports as classify leaves them, with these columns and nothing in the others."""
    schema = Classified.to_schema().columns
    length = len(next(iter(columns.values())))
    frame = pd.DataFrame({name: columns.get(name, pd.Series([None] * length)) for name in schema})
    return frame.astype({name: str(column.dtype) for name, column in schema.items() if name != "row"})


def simulated_reports() -> tuple[pd.DataFrame, np.ndarray]:
    """Return the simulated reports with places as written, and their true clusters."""
    simulated = pd.read_parquet(SHARED / "fixtures/linkage/simulated_engagement_reports.parquet")
    number = pd.Series(range(len(simulated))).astype("str")
    # Every report from a source of its own: the file does not say which source it is from.
    reports = classified(
        report_id="source" + number.str.zfill(5) + ":2:record",
        source_id="source" + number,
        row=pd.Series(2, index=number.index),
        us_place_id=simulated["city_id"],
        partner_kind=simulated["partner_place"].isna().map({True: "country", False: "city"}),
        partner_country_code=simulated["partner_country"],
        partner_place=simulated["partner_place"],
        method_code=simulated["method"].map(METHODS).fillna(simulated["method"]),
        year=pd.to_numeric(simulated["year"]),
        description_text=simulated["title"],
    )
    return reports, simulated["cluster"].to_numpy()


def main() -> None:
    """Print the scores."""
    kinds = KINDS | dict.fromkeys(
        ["exchange program", "event", "foreign direct investment", "other", "network membership"], "event"
    )
    knowledge = Knowledge(
        kinds, pd.DataFrame(), pd.DataFrame(columns=["first_report", "second_report", "decision"]), 1, 80
    )
    reports, truth = simulated_reports()
    begun = time.perf_counter()
    linked = link(reports, knowledge)
    print("simulated", [round(x, 4) for x in pair_scores(linked.group, truth)], round(time.perf_counter() - begun, 1))
    j = linked.judged.assign(true=truth[linked.judged["left"]] == truth[linked.judged["right"]])
    print(j.groupby(["verdict", "rule"])["true"].agg(["size", "sum"]).to_string())


if __name__ == "__main__":
    sys.exit(main())
