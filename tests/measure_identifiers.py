"""Measure whether engagements keep their identifiers when a source is added: `python -m tests.measure_identifiers`.

For each source of each edition: the edition is published without it, then with it. Counted are engagements that were
there before and have another identifier after, once with nothing registered and once with the first publication
registered. Also across editions: the same real reports as another edition, with other rows and other sources' names.
Reads what the stages left in data/, and the shared fixtures beside the project where they are.
"""

import pandas as pd

from pipeline import register
from pipeline.core import params, paths
from pipeline.deduplicate import deduplicate
from pipeline.linkage.knowledge import Knowledge, knowledge_of
from pipeline.tables import responses
from pipeline.tables.priorities import ReportPriorities
from pipeline.window import Window
from tests import measure_linkage

EVERY_YEAR = Window(None, None, True)


def links_of(found: pd.DataFrame, known: Knowledge) -> pd.DataFrame:
    """Return the links of these reports."""
    nothing = [
        pd.DataFrame({name: [] for name in table.to_schema().columns}).astype(
            {name: str(column.dtype) for name, column in table.to_schema().columns.items()}
        )
        for table in (ReportPriorities, responses.Located)
    ]
    return deduplicate(found, *nothing, known, EVERY_YEAR).links


def changed(before: pd.DataFrame, after: pd.DataFrame) -> tuple[int, int]:
    """Return how many engagements there were before, and of how many no report has that identifier after.

    Of engagements that the new source shows to be one, one identifier is left; it is counted as kept.
    """
    both = before[["report_id", "engagement_id"]].merge(
        after[["report_id", "engagement_id"]], on="report_id", suffixes=("", "_after")
    )
    kept = both["engagement_id"].eq(both["engagement_id_after"]).groupby(both["engagement_id_after"]).any()
    return len(kept), int((~kept).sum())


def measure(name: str, found: pd.DataFrame, known: Knowledge) -> None:
    """Print how many identifiers change when each source is added last."""
    whole = links_of(found, known)
    total, fresh, kept = 0, 0, 0
    for source in sorted(found["source_id"].unique()):
        before = links_of(found.loc[found["source_id"].ne(source)], known)
        published = register.registered(known.register, before, "before")
        after = links_of(found, known._replace(register=published))
        number, other = changed(before, whole)
        total, fresh, kept = total + number, fresh + other, kept + changed(before, after)[1]
    print(f"{name:36} {found['source_id'].nunique():8} {total:12,} {1 - fresh / total:12.4f} {1 - kept / total:12.4f}")


def main() -> None:
    """Print the shares."""
    print(f"{'data':36} {'sources':>8} {'engagements':>12} {'kept, fresh':>12} {'registered':>12}")
    for edition in params.read()["editions"]:
        known = knowledge_of(edition)
        known = known._replace(register=known.register.iloc[:0], decisions=known.decisions.iloc[:0])
        measure(edition, pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet"), known)
    if measure_linkage.SHARED.exists():
        reports, *_ = measure_linkage.public_record()
        table = pd.read_csv(measure_linkage.SHARED / "public-record/sister_city_reports.csv", dtype=str)
        rows = pd.Series(range(2, len(reports) + 2))
        named = reports.assign(source_id=table["source"].astype("str"), row=rows)
        named = named.assign(report_id=named["source_id"] + ":" + rows.astype("str") + ":record")
        filled = {
            "partner_kind": named["partner_kind"].fillna("unknown"),
            "us_state": table["us_state"].fillna("XX").astype("str"),
        }
        measure("five sources, shared public record", named.assign(**filled), known)


if __name__ == "__main__":
    main()
