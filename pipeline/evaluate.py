"""Hold every decision against the truth where it is known, and count who decided how much where it is not.

The truth is that of the simulator (the only stage that reads data/truth/) and, for methods and priority areas of every
edition, the coded descriptions of data/gold/. Nothing on the way to findings reads what this writes.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import codebook, disk, params, paths, stage
from pipeline.quality import gold, simulated
from pipeline.quality.agreement import agreement
from pipeline.quality.coverage import coverage
from pipeline.quality.scores import ALL
from pipeline.quality.simulated import Edition, Truth
from pipeline.tables import Table
from pipeline.tables.evaluation import Agreement, Coverage, Evaluation, FindingsAgainstTruth, Mistakes


class Evaluated(NamedTuple):
    """How right the decisions are, which are wrong, who made them, and what that does to the published numbers."""

    decisions: DataFrame[Evaluation]
    coverage: DataFrame[Coverage]
    agreement: DataFrame[Agreement]
    mistakes: DataFrame[Mistakes]
    findings: DataFrame[FindingsAgainstTruth]


def evaluate(
    edition: Edition,
    truth: Truth | None,
    told: pd.DataFrame,
    found: pd.DataFrame,
    labels: dict[str, dict[str, str]],
    codings: pd.DataFrame,
) -> Evaluated:
    """Return the evaluation of an edition; truth: None where nobody knows it.

    told and found: the coded descriptions, and what is made of them; labels: code → label of "method" and "priority
    area"; codings: what each coder made of descriptions that several coded.
    """
    decisions, mistakes = gold.decisions(told, found, labels), [gold.mistakes(told, found)]
    findings = pd.DataFrame()
    if truth:
        decisions = [*simulated.decisions(truth, edition, labels), *decisions]
        mistakes = [simulated.mistakes(truth, edition), *mistakes]
        findings = simulated.findings(truth.findings, edition.findings)
    return Evaluated(
        _checked(pd.DataFrame(decisions), Evaluation),
        coverage(edition.reports, edition.priorities, edition.outcomes),
        _checked(agreement(codings, labels), Agreement),
        _checked(pd.concat(mistakes, ignore_index=True), Mistakes),
        _checked(findings, FindingsAgainstTruth),
    )


def _checked(rows: pd.DataFrame, table: type[Table]) -> pd.DataFrame:
    """Return rows as a table with its columns and their types, none as well."""
    columns = table.to_schema().columns
    typed = rows.reindex(columns=list(columns)).astype({name: str(column.dtype) for name, column in columns.items()})
    return table.validate(typed, lazy=True)


def metrics(evaluated: Evaluated) -> dict:
    """Return what `dvc metrics diff` compares: precision, recall and F1 of each decision, and the open shares."""
    total = evaluated.decisions.loc[evaluated.decisions["label_code"].eq(ALL)]
    told = {
        f"{line.part}: {line.decision}": {
            name: round(getattr(line, name), 4)
            for name in ("precision", "recall", "f1")
            if pd.notna(getattr(line, name))
        }
        for line in total.itertuples()
    }
    for decision, counts in evaluated.coverage.groupby("decision", sort=False):
        told[f"coverage: {decision}"] = {line.decided_by: int(line.count) for line in counts.itertuples(index=False)}
    if len(evaluated.findings):
        told["findings"] = {"largest difference in points": round(evaluated.findings["difference"].abs().max(), 2)}
    return told


def told(decisions: pd.DataFrame) -> str:
    """Return the evaluation as a table for a terminal, without the parts of the descriptions that are held out.

    Who writes a rule sees this at every run; the held-out figures are only worth something while they are not aimed at.
    """
    shown = decisions.loc[decisions["label_code"].eq(ALL) & decisions["part"].isin(["edition", "seen"])]
    shares = {name: (100 * shown[name]).map("{:.1f} %".format) for name in ("precision", "recall", "f1")}
    columns = ["stage", "decision", "part", "known", "decided", "correct", "precision", "recall", "f1"]
    return shown.assign(**shares)[columns].to_string(index=False)


def read_truth(folder: Path) -> Truth:
    """Return the simulator's truth."""
    read = [
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""]) for name in Truth._fields
    ]
    truth = Truth(*read)
    return truth._replace(responses=truth.responses.astype({"row": "int64"}))


def _read_edition(edition: str) -> Edition:
    """Return what the stages made of an edition."""
    outcomes = [
        pd.read_parquet(folder / edition / "outcomes.parquet")
        for folder in (paths.VALIDATED, paths.LOCATED, paths.DEDUPLICATED)
    ]
    return Edition(
        pd.read_parquet(paths.INGESTED / edition / "reports.parquet", columns=["report_id"]),
        pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet"),
        pd.read_parquet(paths.CLASSIFIED / edition / "priorities.parquet"),
        pd.read_parquet(paths.DEDUPLICATED / edition / "links.parquet"),
        pd.read_parquet(paths.DEDUPLICATED / edition / "related.parquet"),
        pd.concat(outcomes, ignore_index=True),
        pd.read_parquet(paths.SUMMARISED / edition / "findings.parquet"),
    )


def main(edition: str) -> None:
    """Write reports/<edition>/quality/ and print recall and precision per stage."""
    is_simulated = edition in params.section("simulated")
    told_by_hand = gold.read()
    evaluated = evaluate(
        _read_edition(edition),
        read_truth(paths.TRUTH / edition) if is_simulated else None,
        told_by_hand,
        gold.made_of(told_by_hand, pd.read_parquet(paths.TRAINED / "descriptions.parquet")),
        {"method": codebook.labels("methods"), "priority area": codebook.labels("priorities")},
        gold.codings(told_by_hand),
    )
    folder = paths.REPORTS / edition / "quality"
    for name, table in evaluated._asdict().items():
        tables.publish(table.assign(simulated="yes" if is_simulated else "no"), folder / f"{name}.csv")
    disk.write(folder / "metrics.json", json.dumps(metrics(evaluated), indent=2) + "\n")
    print(told(evaluated.decisions))


if __name__ == "__main__":
    stage.run(main, __doc__)
