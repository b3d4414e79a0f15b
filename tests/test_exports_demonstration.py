"""The demonstration survey, written in the layout of each platform, is ingested to the same tables.

Response numbers, status, test mark and time of submission are left out of the comparison, since not every platform
writes them; so is the number of header rows, which moves every row.
"""

import functools
from pathlib import Path

import pandas as pd
import pytest

from pipeline import codebook, exports, ingest, params
from pipeline.simulate import simulate
from pipeline.simulation import alchemer, lists
from tests.export_layouts import LAYOUTS, write

EDITION = "demonstration-2024"
NOT_EVERYWHERE = ["response_id", "status", "is_test", "submitted_text"]
PLATFORMS = {layout: layout.split("_")[0] for layout in LAYOUTS} | {
    "google_forms": "google_forms",
    "microsoft_forms": "microsoft_forms",
}


@functools.cache
def survey() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return questionnaire, options and answers of the demonstration."""
    choices, window, known = params.section("simulate")[EDITION], params.edition(EDITION), lists.read()
    responses = simulate(choices, window["first_year"], window["last_year"], known).responses
    rows = alchemer.table(responses, known, choices["noise"])
    questionnaire, options = codebook.read("questionnaire"), codebook.read("options")
    return questionnaire, options, rows


@functools.cache
def answers(folder: Path) -> pd.DataFrame:
    """Return the answers as the layouts' writer takes them, from the simulator's own export."""
    questionnaire, options, rows = survey()
    path = folder / alchemer.FILE_NAME
    alchemer.write(rows, path)
    export = exports.read(path, "alchemer", known_questions=ingest.known_questions(questionnaire, options))
    names = {(line.wording, line.group): line.question for line in questionnaire.itertuples()}
    columns = {}
    for field in export.fields:
        slot = f".{field.slot}" if field.slot else ""
        other = ":other" if field.kind == "other" else ""
        columns[f"{names[field.question, field.group]}{slot}{other}"] = export.answers[field.key]
    return pd.DataFrame(columns, dtype=object)


def ingested(path: Path, platform: str) -> dict[str, pd.DataFrame]:
    """Return what is ingested from a file, rows numbered from the first response."""
    questionnaire, options, _ = survey()
    export = exports.read(path, platform, known_questions=ingest.known_questions(questionnaire, options))
    export = exports.Export(
        **{
            **vars(export),
            "answers": _renumbered(export.answers),
            "metadata": _renumbered(export.metadata),
            "personal": _renumbered(export.personal),
        }
    )
    found = ingest.ingest_survey("survey", export, questionnaire, options, codebook.read("personal_patterns"))
    return {
        "responses": found.responses.drop(columns=NOT_EVERYWHERE),
        "reports": found.reports,
        "rows": found.rows,
        "issues": found.issues,
    }


def _renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(range(2, len(frame) + 2), axis="index")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def expected(folder) -> dict[str, pd.DataFrame]:
    """Return what is ingested from the layout the survey ran in."""
    questionnaire, options, _ = survey()
    return ingested(write("alchemer", questionnaire, options, answers(folder), folder / "alchemer"), "alchemer")


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "alchemer"])
def test_the_demonstration_is_ingested_alike_from_every_layout(layout, folder, expected):
    questionnaire, options, _ = survey()
    path = write(layout, questionnaire, options, answers(folder), folder / layout)
    found = ingested(path, PLATFORMS[layout])
    for table in expected:
        pd.testing.assert_frame_equal(found[table], expected[table], obj=table)
