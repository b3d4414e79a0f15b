"""Hold every decision against the truth, where the truth is known: in a simulated edition.

The only stage that reads data/truth/. Nothing on the way to findings reads what it writes.
"""

import json
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import paths, stage, tables
from pipeline.tables.evaluation import Evaluation, FindingsAgainstTruth, Mistakes

# Decision: (stage, column of the truth, column decided, its rule, words it was decided from).
DECISIONS = {
    "U.S. city": ("locate", "us_place_id", "us_place_id", "us_city_rule", ["us_city_text", "us_state_text"]),
    "partner country": (
        "locate",
        "partner_country_code",
        "partner_country_code",
        "partner_country_rule",
        ["partner_text", "partner_place_text", "partner_country_text"],
    ),
    "partner place": (
        "locate",
        "partner_place_id",
        "partner_place_id",
        "partner_place_rule",
        ["partner_text", "partner_place_text", "partner_country_text"],
    ),
    "method": ("classify", "method_code", "method_code", "method_rule", ["method_text", "description_text"]),
}


class Truth(NamedTuple):
    """What the simulator knows, as text, missing where blank."""

    engagements: pd.DataFrame
    reports: pd.DataFrame
    responses: pd.DataFrame
    findings: pd.DataFrame


class Edition(NamedTuple):
    """What the stages made of it."""

    ingested: pd.DataFrame
    reports: pd.DataFrame  # classified
    priorities: pd.DataFrame
    links: pd.DataFrame
    outcomes: pd.DataFrame
    findings: pd.DataFrame


class Evaluated(NamedTuple):
    """How right the decisions are, which are wrong, and what that does to the published numbers."""

    decisions: DataFrame[Evaluation]
    mistakes: DataFrame[Mistakes]
    findings: DataFrame[FindingsAgainstTruth]


def evaluate(truth: Truth, edition: Edition) -> Evaluated:
    """Return the evaluation of a simulated edition."""
    written = truth.reports.loc[truth.reports["is_legible"].eq("yes")].set_index("report_id")
    # A partner in the United States ends a report in locate: that is the decision about it.
    domestic = written["partner_country_code"].eq("US")
    legible = written.loc[~domestic]
    reports = edition.reports.set_index("report_id")
    # A report that never got here (its city undecided, say) is an undecided one.
    reached = reports.reindex(legible.index)
    measured = [
        _ingested(truth.reports, edition.ingested),
        _outcomes(truth.responses, edition.outcomes),
        _domestic(written.index[domestic], edition.outcomes),
    ]
    mistakes = []
    for decision, (stage_name, true_column, column, rule, words) in DECISIONS.items():
        measured.append(_measured(stage_name, decision, legible[true_column], reached[column]))
        mistakes.append(_mistakes(stage_name, decision, legible[true_column], reached, column, rule, words))
    measured.append(_priorities(legible["priorities"], edition.priorities, reports.index))
    measured.append(_pairs(truth.reports, edition.links))
    typed = {name: str(column.dtype) for name, column in Mistakes.to_schema().columns.items()}
    return Evaluated(
        Evaluation.validate(pd.DataFrame(measured), lazy=True),
        Mistakes.validate(pd.concat(mistakes, ignore_index=True).astype(typed), lazy=True),
        _findings(truth.findings, edition.findings),
    )


def _evaluation(stage_name: str, decision: str, known: int, decided: int, correct: int) -> dict:
    """Return one row of the evaluation."""
    return {
        "stage": stage_name,
        "decision": decision,
        "known": int(known),
        "decided": int(decided),
        "correct": int(correct),
        "precision": correct / decided if decided else float("nan"),
        "recall": correct / known if known else float("nan"),
    }


def _measured(stage_name: str, decision: str, true: pd.Series, decided: pd.Series) -> dict:
    """Return how right a decision is that each report has one of; both series have the reports as index."""
    correct = true.notna() & true.eq(decided)
    return _evaluation(stage_name, decision, true.notna().sum(), decided.notna().sum(), correct.sum())


def _ingested(true_reports: pd.DataFrame, ingested: pd.DataFrame) -> dict:
    """Return whether every report that was written was read, and none besides; split cells count as one report."""
    written = true_reports["report_id"].str.replace(r"\.\d+$", "", regex=True).drop_duplicates()
    return _evaluation("ingest", "report", len(written), len(ingested), written.isin(ingested["report_id"]).sum())


def _outcomes(true_responses: pd.DataFrame, outcomes: pd.DataFrame) -> dict:
    """Return whether each response ended as it should: counted, merged, set aside or excluded."""
    ended = outcomes.loc[outcomes["unit"].eq("row"), ["source_id", "row", "outcome"]]
    both = true_responses.merge(ended, on=["source_id", "row"], how="left", suffixes=("_true", ""), validate="1:1")
    correct = both["outcome_true"].eq(both["outcome"]).sum()
    return _evaluation("validate", "outcome of a response", len(both), both["outcome"].notna().sum(), correct)


def _domestic(true: pd.Index, outcomes: pd.DataFrame) -> dict:
    """Return whether the reports of a partner in the United States, and no others, ended for that reason."""
    ended = outcomes.loc[outcomes["reason"].eq("domestic_partner"), "report_id"]
    return _evaluation("locate", "partner in the United States", len(true), len(ended), ended.isin(true).sum())


def _mistakes(
    stage_name: str,
    decision: str,
    true: pd.Series,
    reached: pd.DataFrame,
    column: str,
    rule: str,
    words: list[str],
) -> pd.DataFrame:
    """Return the reports in which a decision is not the truth's, wrong ones before undecided ones."""
    decided = reached[column]
    wrong = ~(true.eq(decided) | (true.isna() & decided.isna()))
    mistaken = reached.loc[wrong]
    first, *others = (mistaken[name].fillna("").astype("str") for name in words)
    written = first.str.cat(others, sep=" · ").str.strip(" ·")
    listed = pd.DataFrame(
        {
            "stage": stage_name,
            "decision": decision,
            "record": mistaken.index,
            "written": written,
            "truth": true[wrong],
            "decided": decided[wrong],
            "rule": mistaken[rule],
        }
    )
    return listed.sort_values("decided", key=pd.isna, kind="stable")


def _priorities(true: pd.Series, decided: pd.DataFrame, reached: pd.Index) -> dict:
    """Return how right the priority areas are, each area of each report a decision (micro average)."""
    areas = true.loc[true.index.isin(reached)].dropna().str.split("; ").explode()
    known = set(zip(areas.index, areas, strict=True))
    mine = decided.loc[decided["report_id"].isin(true.index)]
    held = set(zip(mine["report_id"], mine["priority_code"], strict=True))
    return _evaluation("classify", "priority area", len(known), len(held), len(known & held))


def _pairs(true_reports: pd.DataFrame, links: pd.DataFrame) -> dict:
    """Return how right it is which reports are the same engagement, each pair of reports a decision."""
    both = links.merge(true_reports[["report_id", "truth_engagement_id"]], on="report_id", validate="1:1")
    known, decided = _pairs_within(both, ["truth_engagement_id"]), _pairs_within(both, ["engagement_id"])
    correct = _pairs_within(both, ["truth_engagement_id", "engagement_id"])
    return _evaluation("deduplicate", "same engagement (pairs of reports)", known, decided, correct)


def _pairs_within(rows: pd.DataFrame, keys: list[str]) -> int:
    """Return how many pairs of rows share the keys."""
    size = rows.groupby(keys).size()
    return int((size * (size - 1) // 2).sum())


def _findings(true: pd.DataFrame, computed: pd.DataFrame) -> pd.DataFrame:
    """Return the true findings beside the computed ones, unrounded; a finding the edition lacks has a count of 0."""
    both = true.merge(
        computed[["finding_id", "count", "base"]], on="finding_id", how="left", suffixes=("_true", ""), validate="1:1"
    )
    count, base = both["count"].fillna(0).astype("int64"), both["base"].astype("Float64")
    true_percent = 100 * both["count_true"].astype("float64") / both["base_true"].astype("float64")
    percent = (100 * count / base).astype("float64")
    compared = pd.DataFrame(
        {
            "finding_id": both["finding_id"],
            "true_count": both["count_true"].astype("int64"),
            "count": count,
            "true_percent": true_percent,
            "percent": percent,
            "difference": percent - true_percent,
        }
    )
    return FindingsAgainstTruth.validate(compared, lazy=True)


def told(decisions: pd.DataFrame) -> str:
    """Return the evaluation as a table for a terminal."""
    percent = decisions.assign(
        precision=(100 * decisions["precision"]).map("{:.1f} %".format),
        recall=(100 * decisions["recall"]).map("{:.1f} %".format),
    )
    return percent.to_string(index=False)


def _read_truth(edition: str) -> Truth:
    """Return the simulator's truth."""
    folder = paths.TRUTH / edition
    read = [
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""]) for name in Truth._fields
    ]
    truth = Truth(*read)
    return truth._replace(responses=truth.responses.astype({"row": "int64"}))


def main(edition: str) -> None:
    """Write reports/<edition>/quality/ and print recall and precision per stage."""
    outcomes = [
        pd.read_parquet(folder / edition / "outcomes.parquet")
        for folder in (paths.VALIDATED, paths.LOCATED, paths.DEDUPLICATED)
    ]
    classified, deduplicated = paths.CLASSIFIED / edition, paths.DEDUPLICATED / edition
    evaluated = evaluate(
        _read_truth(edition),
        Edition(
            pd.read_parquet(paths.INGESTED / edition / "reports.parquet", columns=["report_id"]),
            pd.read_parquet(classified / "reports.parquet"),
            pd.read_parquet(classified / "priorities.parquet"),
            pd.read_parquet(deduplicated / "links.parquet"),
            pd.concat(outcomes, ignore_index=True),
            pd.read_parquet(paths.SUMMARISED / edition / "findings.parquet"),
        ),
    )
    folder = paths.REPORTS / edition / "quality"
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in evaluated._asdict().items():
        tables.publish(table.assign(simulated="yes"), folder / f"{name}.csv")
    metrics = {
        f"{line.stage}: {line.decision}": {"precision": round(line.precision, 4), "recall": round(line.recall, 4)}
        for line in evaluated.decisions.itertuples()
    }
    metrics["findings"] = {"largest difference in points": round(evaluated.findings["difference"].abs().max(), 2)}
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    print(told(evaluated.decisions))


if __name__ == "__main__":
    stage.run(main, __doc__)
