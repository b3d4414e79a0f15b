"""A third of the demonstration survey, written in the layout of each platform, is ingested to the same tables.

Compared are the bytes of the Parquet files, rows numbered from the first response, since header rows and the further
rows of repeats move them. Status, test mark and time of submission are what each platform can tell of them.
"""

import dataclasses
import functools
from pathlib import Path

import pandas as pd
import pytest

from pipeline import exports, ingest, tables
from pipeline.core import codebook, params, sources
from pipeline.simulate import simulate
from pipeline.simulation import alchemer, lists
from tests.export_layouts import LAYOUTS, PLATFORMS, People, recorded, workbook, write

EDITION = "demonstration-2024"


@functools.cache
def survey() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return questionnaire, options and the answers of every third respondent of the demonstration."""
    choices, window, known = params.section("simulate")[EDITION], params.edition(EDITION), lists.read()
    responses = simulate(choices, window["first_year"], window["last_year"], known).responses[::3]
    rows = alchemer.table(responses, known, choices["noise"])
    questionnaire, options = codebook.read("questionnaire"), codebook.read("options")
    return questionnaire, options, rows


@functools.cache
def answered(folder: Path) -> tuple[pd.DataFrame, People]:
    """Return the answers and the respondents as the layouts' writer takes them, from the simulator's own export.

    Every thirtieth response is marked as a test, since the simulator marks none.
    """
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
    numbers = [str(number) for number in export.answers.index]
    submitted, status = export.metadata["submitted"].tolist(), export.metadata["status"].tolist()
    tests = [place % 30 == 0 for place in range(len(numbers))]
    return pd.DataFrame(columns, dtype=object), People(numbers, submitted, status, tests)


def ingested(path: Path, platform: str) -> ingest.Source:
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
    return ingest.ingest_survey("survey", export, questionnaire, options, codebook.read("personal_patterns"))


def _renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(range(2, len(frame) + 2), axis="index")


def written_bytes(table: pd.DataFrame, folder: Path) -> bytes:
    """Return the bytes of a table's Parquet file."""
    tables.write(table, folder / "table.parquet")
    return (folder / "table.parquet").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def reference(folder) -> ingest.Source:
    """Return what is ingested from the layout the survey ran in."""
    questionnaire, options, _ = survey()
    answers, said = answered(folder)
    return ingested(write("alchemer", questionnaire, options, answers, folder / "alchemer", said), "alchemer")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_demonstration_is_ingested_to_the_same_bytes_from_every_layout(layout, folder, reference, tmp_path):
    questionnaire, options, _ = survey()
    answers, said = answered(folder)
    found = ingested(write(layout, questionnaire, options, answers, tmp_path / layout, said), PLATFORMS[layout])
    told = recorded(layout, said).rename(columns={"submitted": "submitted_text"})
    types = reference.responses.dtypes[told.columns]
    responses = reference.responses.assign(**told.astype(types.to_dict()))
    for name, expected in reference._replace(responses=responses)._asdict().items():
        pd.testing.assert_frame_equal(getattr(found, name), expected, obj=name)
        assert written_bytes(getattr(found, name), tmp_path) == written_bytes(expected, tmp_path), name


def test_the_layout_the_survey_ran_in_is_ingested_as_the_simulator_wrote_it(folder, reference):
    _, said = answered(folder)
    simulated = ingested(folder / alchemer.FILE_NAME, "alchemer")
    for name, expected in reference._asdict().items():
        if name == "responses":
            expected = expected.assign(is_test=False)
        pd.testing.assert_frame_equal(getattr(simulated, name), expected, obj=name)
    assert simulated.responses["status"].tolist() == said.status


def test_record_tables_are_ingested_to_the_same_bytes_from_every_file_form(tmp_path):
    (source,) = [source for source in sources.read(EDITION) if source.kind == "records"]
    table = exports.read(source.file, "records", source.sheet)
    headers = [field.question for field in table.fields]
    cells = table.answers.set_axis(headers, axis="columns").join(table.personal)[headers].astype(object)
    cells = cells.where(cells.notna(), None)
    cells.to_csv(tmp_path / "comma.csv", index=False)
    cells.to_csv(tmp_path / "semicolon.csv", index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n")
    cells.to_csv(tmp_path / "tab.tsv", index=False, sep="\t", encoding="utf-16")
    cells.to_parquet(tmp_path / "table.parquet", index=False)
    columns = [(header, ["" if cell is None else cell for cell in cells[header]]) for header in headers]
    workbook({"Records": columns}, tmp_path / "workbook")
    found = {}
    for path in sorted(tmp_path.iterdir()):
        own = dataclasses.replace(source, file=path, sheet="")
        found[path.name] = [written_bytes(read, tmp_path / "out") for read in ingest._ingest_source(own)]
    assert len(found) == 5
    assert all(tables_read == found["comma.csv"] for tables_read in found.values())
