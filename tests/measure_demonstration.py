"""Print how right every decision is as answers get messier: `python -m tests.measure_demonstration [NOISE …|--seeds]`.

Simulates the demonstration edition at noise 0, 1 and 2 (0 writes everything plainly, 1 as people do, 2 twice as badly)
in a folder of its own, runs the stages up to deduplicate, and holds each decision against the truth: reports read,
outcomes, U.S. city, partner country and place, method, priority areas, which reports are one engagement, and which
engagements of two cities are one journey. With --seeds only the last two, for other random numbers and another size,
which no rule was written looking at. The model of the suggester is the one that `dvc repro` has left in data/trained/.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
import yaml

from pipeline import classify, deduplicate, evaluate, ingest, locate, simulate, validate
from pipeline.core import codebook, params, paths
from pipeline.quality import simulated

EDITION = "demonstration-2024"
LEVELS = [0.0, 1.0, 2.0]
# Random numbers and sizes that nothing was tuned on: seed → cities, engagements, responding cities.
OTHERS = {7: (166, 1640, 118), 31: (90, 800, 60), 99: (300, 3200, 210)}
LINKAGE = ["same engagement (pairs of reports)", "one journey of two cities"]
STAGES = [simulate, ingest, validate, locate, classify, deduplicate]
SHOWN = ["decision", "known", "decided", "correct", "precision", "recall", "f1", "f1_low", "f1_high"]


def prepare(folder: Path, choices: dict) -> None:
    """Copy what the stages read into a folder, with these choices of the simulator in its params.yaml."""
    chosen = params.read()
    chosen["simulate"][EDITION] |= choices
    (folder / paths.PARAMS).write_text(yaml.safe_dump(chosen, allow_unicode=True), encoding="utf-8")
    for needed in (paths.CODEBOOK, paths.GAZETTEER, paths.TRAINED):
        shutil.copytree(needed, folder / needed)


def decisions() -> pd.DataFrame:
    """Run the stages in the working folder and return each decision against the truth, all codes together."""
    for stage in STAGES:
        stage.main(EDITION)
    ended = [paths.VALIDATED, paths.LOCATED, paths.DEDUPLICATED]
    edition = simulated.Edition(
        pd.read_parquet(paths.INGESTED / EDITION / "reports.parquet", columns=["report_id"]),
        pd.read_parquet(paths.CLASSIFIED / EDITION / "reports.parquet"),
        pd.read_parquet(paths.CLASSIFIED / EDITION / "priorities.parquet"),
        pd.read_parquet(paths.DEDUPLICATED / EDITION / "links.parquet"),
        pd.read_parquet(paths.DEDUPLICATED / EDITION / "related.parquet"),
        pd.concat([pd.read_parquet(one / EDITION / "outcomes.parquet") for one in ended], ignore_index=True),
        pd.DataFrame(),
    )
    labels = {"method": codebook.labels("methods"), "priority area": codebook.labels("priorities")}
    told = pd.DataFrame(simulated.decisions(evaluate.read_truth(paths.TRUTH / EDITION), edition, labels))
    return told.loc[told["label_code"].eq("all"), SHOWN]


def measured(choices: dict) -> pd.DataFrame:
    """Return each decision against the truth of an edition that is simulated with these choices."""
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), choices)
        os.chdir(folder)
        try:
            return decisions()
        finally:
            os.chdir(home)


def main(arguments: list[str]) -> None:
    """Print a table for each level of noise, or of linkage alone for each seed and level."""
    if "--seeds" in arguments:
        for seed, (cities, engagements, responding) in OTHERS.items():
            size = {"seed": seed, "cities": cities, "engagements": engagements, "responding_cities": responding}
            for noise in LEVELS:
                told = measured(size | {"noise": noise})
                print(f"\nseed {seed}, {engagements} engagements, noise {noise:g}")
                print(told.loc[told["decision"].isin(LINKAGE)].round(4).to_string(index=False), flush=True)
        return
    for noise in [float(level) for level in arguments] or LEVELS:
        print(f"\nnoise {noise:g}\n{measured({'noise': noise}).round(4).to_string(index=False)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
