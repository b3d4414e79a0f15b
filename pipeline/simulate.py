"""Write the raw exports of a simulated edition as people would have filled them in, and the truth behind them.

The truth is calibrated to the published findings (data/codebook/published.csv); docs/simulation.md says how. Only the
evaluation reads it.
"""

import csv
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from pipeline.core import disk, params, paths, stage
from pipeline.simulation import alchemer, desk, lists, reporting, survey, tables, truth
from pipeline.simulation.wording import Hand

WORKBOOK = "desk_research.xlsx"
DESCRIPTIONS = {
    tables.SURVEY: {
        "file": alchemer.FILE_NAME,
        "kind": "survey",
        "platform": "alchemer",
        "simulated": True,
        "producer": "The simulator of this project",
        "title": "Simulated survey on international engagements, Alchemer export",
        "accessed": "2024-05-31",
        "licence": "CC0",
        "coverage": "Made up. Real names of cities; every answer is invented and describes nobody.",
        "grain": "One row per submitted questionnaire.",
    },
    tables.DESK: {
        "file": WORKBOOK,
        "kind": "records",
        "layout": desk.LAYOUT,
        "simulated": True,
        "producer": "The simulator of this project",
        "title": "Simulated desk research on international engagements, workbook",
        "accessed": "2024-05-31",
        "licence": "CC0",
        "coverage": "Made up. Real names of cities and places; every engagement is invented.",
        "grain": "One row per engagement a colleague found.",
    },
}


class Simulated(NamedTuple):
    """What people would have sent in, and the truth behind it."""

    responses: list[survey.Response]
    records: list[desk.Record]
    truth: tables.Truth


def simulate(choices: dict, first_year: int, last_year: int, known: lists.Lists) -> Simulated:
    """Return a simulated edition; choices are those of params.yaml under simulate.<edition>.

    first_year and last_year: the edition's window. Two independent streams of random numbers, so that the truth is the
    same at every noise but for what noise itself joins in one cell.
    """
    truly, written = (np.random.default_rng([choices["seed"], stream]) for stream in (1, 2))
    hand = Hand(written, choices["noise"], known)
    per_city = truth.engaged_cities(truly, known, choices["cities"], choices["engagements"])
    counted = truth.counted_engagements(truly, known, per_city, first_year, last_year)
    uncounted = truth.uncounted_engagements(truly, known, counted, first_year)
    engagements = [*counted, *uncounted]
    responding = reporting.responding_cities(truly, per_city, choices["responding_cities"])
    answers = truth.give_answers(truly, known, responding)

    plan = reporting.plan(hand, engagements, responding)
    reporting.join_partners(hand, plan, share=0.35)
    in_records = {engagement.number for cell in plan.records for engagement in cell}
    stated = [one for one in counted if one.method_code != "city_network" or one.number in in_records]
    truth.give_priorities(truly, known, stated, uncounted)
    reporting.same_priorities(plan.joined(), stated)

    submitted = survey.responses(hand, plan, answers, first_year, last_year)
    entered = desk.records(hand, plan.records, (first_year, last_year))
    return Simulated(submitted, entered, tables.truth(engagements, submitted, entered, answers, known))


def write_raw(simulated: Simulated, known: lists.Lists, noise: float, folder: Path) -> None:
    """Write the raw files of both sources, each with its description."""
    for source_id, description in DESCRIPTIONS.items():
        text = yaml.safe_dump(description, sort_keys=False, allow_unicode=True, width=120)
        disk.write(folder / source_id / "source.yaml", text)
    rows = alchemer.table(simulated.responses, known, noise)
    alchemer.write(rows, folder / tables.SURVEY / alchemer.FILE_NAME)
    headers = [line["header"] for line in known.record_columns if line["layout"] == desk.LAYOUT]
    desk.write(simulated.records, headers, folder / tables.DESK / WORKBOOK)


def write_truth(truly: tables.Truth, folder: Path) -> None:
    """Write the truth, one CSV file for each table."""
    for name, lines in truly._asdict().items():
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        disk.write(folder / f"{name}.csv", text.getvalue())


def main(edition: str) -> None:
    """Write data/raw/<edition>/ and data/truth/<edition>/."""
    chosen = params.section("simulate")
    if edition not in chosen:
        raise truth.SimulationError(f"params.yaml has no entry simulate.{edition}; only simulated editions have one.")
    choices, window = chosen[edition], params.edition(edition, "first_year", "last_year")
    if window["first_year"] is None or window["last_year"] is None:
        raise truth.SimulationError(
            f"params.yaml: a simulated edition needs edition.{edition}.first_year and last_year."
        )
    known = lists.read()
    simulated = simulate(choices, window["first_year"], window["last_year"], known)
    write_raw(simulated, known, choices["noise"], paths.RAW / edition)
    write_truth(simulated.truth, paths.TRUTH / edition)


if __name__ == "__main__":
    stage.run(main, __doc__)
