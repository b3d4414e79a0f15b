"""Print how right every decision is as answers get messier: `python -m tests.measure_demonstration [NOISE …]`.

Simulates the demonstration edition at noise 0, 1 and 2 (0 writes everything plainly, 1 as people do, 2 twice as badly)
in a folder of its own, runs the stages up to deduplicate, and holds each decision against the truth: reports read,
outcomes, U.S. city, partner country and place, method, priority areas, and which reports are one engagement. The model
of the suggester is the one that `dvc repro` has left in data/trained/.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
import yaml

from pipeline import classify, codebook, deduplicate, evaluate, ingest, locate, params, paths, simulate, validate
from pipeline.quality import simulated

EDITION = "demonstration-2024"
LEVELS = [0.0, 1.0, 2.0]
STAGES = [simulate, ingest, validate, locate, classify, deduplicate]
SHOWN = ["decision", "known", "decided", "correct", "precision", "recall", "f1", "f1_low", "f1_high"]


def prepare(folder: Path, noise: float) -> None:
    """Copy what the stages read into a folder, with this noise in its params.yaml."""
    chosen = params.read()
    chosen["simulate"][EDITION]["noise"] = noise
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
        pd.concat([pd.read_parquet(one / EDITION / "outcomes.parquet") for one in ended], ignore_index=True),
        pd.DataFrame(),
    )
    labels = {"method": codebook.labels("methods"), "priority area": codebook.labels("priorities")}
    told = pd.DataFrame(simulated.decisions(evaluate.read_truth(paths.TRUTH / EDITION), edition, labels))
    return told.loc[told["label_code"].eq("all"), SHOWN]


def main(levels: list[float]) -> None:
    """Print a table for each level of noise."""
    home = Path.cwd()
    for noise in levels:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder), noise)
            os.chdir(folder)
            try:
                told = decisions()
            finally:
                os.chdir(home)
        print(f"\nnoise {noise:g}\n{told.round(4).to_string(index=False)}", flush=True)


if __name__ == "__main__":
    main([float(level) for level in sys.argv[1:]] or LEVELS)
