"""Who decided how many reports, and how many stay open: what can be said of every edition, its truth known or not."""

import pandas as pd

from pipeline.tables.evaluation import Coverage
from pipeline.tables.reports import DECIDED_BY

UNDECIDED = "undecided"
# Decision of the stage locate that every report has: its rule, by column.
PLACES = {"partner country": "partner_country_rule", "partner place": "partner_place_rule"}
# Where several decide of one report (its priority areas), the surest is told: from the least sure to the surest.
SURENESS = ["suggestion", "rule", "box", "person"]


def coverage(classified: pd.DataFrame, priorities: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the table Coverage of one edition; outcomes: those of the stage locate."""
    no_city = int(outcomes["reason"].eq("us_city_undecided").sum())
    counted = [_counted("locate", "U.S. city", pd.Series(["rule"] * len(classified) + [UNDECIDED] * no_city))]
    for decision, rule in PLACES.items():
        decided_by = classified[rule].where(classified[rule].eq(UNDECIDED), "rule")
        counted.append(_counted("locate", decision, decided_by))
    counted.append(_counted("classify", "method", classified["method_decided_by"].fillna(UNDECIDED)))
    surest = priorities["priority_decided_by"].map(SURENESS.index).groupby(priorities["report_id"]).max()
    areas = classified["report_id"].map(surest.map(lambda place: SURENESS[int(place)])).astype("str").fillna(UNDECIDED)
    counted.append(_counted("classify", "priority area", areas))
    return Coverage.validate(pd.concat(counted, ignore_index=True), lazy=True)


def _counted(stage_name: str, decision: str, decided_by: pd.Series) -> pd.DataFrame:
    """Return the rows of one decision, each of those who may decide in their order."""
    counts = decided_by.value_counts().reindex([*DECIDED_BY, UNDECIDED], fill_value=0)
    counts = counts.rename_axis("decided_by").rename("count").reset_index().astype({"decided_by": "str"})
    base = len(decided_by)
    counts = counts.assign(base=base, share=counts["count"] / base if base else float("nan"))
    counts.insert(0, "decision", decision)
    counts.insert(0, "stage", stage_name)
    return counts.astype({"stage": "str", "decision": "str", "count": "int64", "base": "int64", "share": "float64"})
