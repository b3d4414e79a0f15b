"""A respondent's request: the response is gone from raw file, codebook, caches and remote; its row is still counted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline import forget, ingest
from pipeline.core import codebook

ROOT = Path(__file__).parents[1]
DESCRIPTION = """file: {file}
kind: survey
platform: {platform}
producer: The authors
title: A survey
accessed: "2026-01-02"
licence: not public
coverage: Boise
grain: One row per response
"""
HEADER = (
    "Response ID,Time Started,Date Submitted,Status,IP Address,Which U.S. city do you answer for?,Your name,Partner"
)
QUESTIONS = [
    ("us_city", "", "Which U.S. city do you answer for?", "responses", "us_city_text", "answer"),
    ("name", "", "Your name", "", "", "personal"),
    ("partner", "agreement", "Partner", "reports", "partner_text", "answer"),
]
ROWS = [
    '1,2026-01-01 10:00:00,2026-01-01 10:09:00,Complete,192.0.2.1,Boise,"Ann\nArbuthnot",Osaka',
    "2,2026-01-02 10:00:00,2026-01-02 10:09:00,Complete,192.0.2.2,Austin,Bela Bartholomew,Lyon",
    "3,2026-01-03 10:00:00,2026-01-03 10:09:00,Complete,192.0.2.3,Reno,Cleo Castellan,Perth",
]
PARAMS = "editions: [2027-a, 2027-b]\nedition: {2027-a: {}, 2027-b: {}}\n"


@pytest.fixture
def survey(project):
    """Return the raw file of a survey that two editions have."""
    shutil.copytree(ROOT / "data/codebook", project / "data/codebook")
    asked = pd.DataFrame(QUESTIONS, columns=["question", "block", "wording", "table", "column", "treatment"])
    columns = codebook.TABLES["questionnaire"][0]
    codebook.write("questionnaire", asked.assign(kind="text", slots="1").reindex(columns=columns))
    (project / "params.yaml").write_text(PARAMS, encoding="utf-8")
    for edition in ("2027-a", "2027-b"):
        folder = project / "data/raw" / edition / "survey"
        folder.mkdir(parents=True)
        described = DESCRIPTION.format(file="export.csv", platform="alchemer")
        (folder / "source.yaml").write_text(described, encoding="utf-8")
        (folder / "export.csv").write_bytes("\r\n".join([HEADER, *ROWS, ""]).encode("utf-8-sig"))
    return project / "data/raw/2027-a/survey/export.csv"


def test_the_row_is_blank_and_every_other_byte_as_before(survey):
    forget.withdraw("2027-a", "survey:3", "AB", "2027-06-30")
    expected = "\r\n".join([HEADER, ROWS[0], ",,,,,,,", ROWS[2], ""]).encode("utf-8-sig")
    assert survey.read_bytes() == expected


def test_a_row_of_several_lines_is_one_row(survey):
    forget.withdraw("2027-a", "survey:2", "AB", "2027-06-30")
    assert b"Arbuthnot" not in survey.read_bytes()
    assert ingest.ingest("2027-a").responses["us_city_text"].tolist() == ["Austin", "Reno"]


def test_other_editions_with_the_same_file_lose_it_too(survey):
    forget.withdraw("2027-a", "survey:3", "AB", "2027-06-30")
    assert (survey.parents[2] / "2027-b/survey/export.csv").read_bytes() == survey.read_bytes()
    assert codebook.read("withdrawn")["edition"].tolist() == ["2027-a", "2027-b"]


def test_its_row_is_still_counted(survey):
    forget.withdraw("2027-a", "survey:3", "AB", "2027-06-30")
    read = ingest.ingest("2027-a")
    assert read.rows["row"].tolist() == [2, 3, 4]
    assert read.responses["response_id"].tolist() == ["survey:2", "survey:4"]


def test_decisions_on_it_leave_the_codebook(survey):
    lines = codebook.read("corrections")
    for record in ("survey:3", "survey:3:agreement-1", "survey:33"):
        lines.loc[len(lines)] = ["2027-a", record, "us_city_text", "a", "b", "c", "d", "e"]
    codebook.write("corrections", lines)
    forget.withdraw("2027-a", "survey:3", "AB", "2027-06-30")
    assert codebook.read("corrections")["record"].tolist() == ["survey:33"]


@pytest.mark.parametrize("response", ["survey:9", "survey", "desk:2", "survey:one"])
def test_what_is_no_response_changes_nothing(survey, response):
    before = survey.read_bytes()
    with pytest.raises(forget.ForgetError, match=r"is no response|has no response in row"):
        forget.withdraw("2027-a", response, "AB", "2027-06-30")
    assert survey.read_bytes() == before
    assert codebook.read("withdrawn").empty


def test_simulated_responses_are_nobodys(survey):
    with survey.with_name("source.yaml").open("a", encoding="utf-8") as file:
        file.write("simulated: true\n")
    with pytest.raises(forget.ForgetError, match="is simulated"):
        forget.withdraw("2027-a", "survey:3", "AB", "2027-06-30")


def test_rows_of_repeats_go_with_the_response_of_a_workbook(project):
    book = openpyxl.Workbook()
    book.active.title = "form"
    for row in (
        ["city", "_id", "_uuid", "_submission_time", "_index"],
        ["Boise", 7, "u7", "", 1],
        ["Reno", 8, "u8", "", 2],
    ):
        book.active.append(row)
    repeat = book.create_sheet("agreement")
    for row in (["partner", "_parent_index"], ["Osaka", 1], ["Lyon", 2], ["Perth", 1]):
        repeat.append(row)
    path = project / "export.xlsx"
    book.save(path)
    source = type("Source", (), {"file": path, "sheet": ""})
    path.write_bytes(forget._workbook_without(source, 2))
    left = openpyxl.load_workbook(path)
    assert [cell.value for cell in left["form"]["A"]] == ["city", None, "Reno"]
    assert [cell.value for cell in left["agreement"]["A"]] == ["partner", None, "Lyon"]


def test_older_copies_go_from_the_cache_and_from_the_remote(survey, monkeypatch):
    """With DVC: the raw file is tracked, pushed to a folder, and a stage has read it."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("DVC_NO_ANALYTICS", "1")
    stage = "stages:\n  ingest:\n    cmd: python -m pipeline.ingest 2027-a\n    deps: [data/raw/2027-a]\n"
    Path("dvc.yaml").write_text(stage + "    outs: [data/ingested/2027-a]\n", encoding="utf-8")
    shutil.rmtree("data/raw/2027-b")
    Path("params.yaml").write_text("editions: [2027-a]\nedition: {2027-a: {}, 2027-b: {}}\n", encoding="utf-8")
    for command in (
        "git init -q",
        "dvc init -q",
        "dvc remote add -q --default store ../store",
        f"dvc add -q {survey.relative_to(Path.cwd())}",
        "dvc repro -q",
        "dvc push -q",
    ):
        assert subprocess.run(command.split(), capture_output=True).returncode == 0, command

    def holding(name: str) -> list[Path]:
        stores = [Path(".dvc/cache"), Path("../store").resolve(), Path("data")]
        files = [path for store in stores for path in store.rglob("*") if path.is_file()]
        return [path for path in files if name.encode() in path.read_bytes()]

    assert len(holding("Bartholomew")) == 3
    identifying = forget.withdraw("2027-a", "survey:3", "AB", "2027-06-30")
    assert identifying == ["192.0.2.2", "Bela Bartholomew"]
    forget.run_anew()
    assert holding("Bartholomew") == []
    assert forget.traces(identifying) == []
    assert "Austin" not in pd.read_parquet("data/ingested/2027-a/responses.parquet")["us_city_text"].tolist()


def test_a_trace_is_found(project):
    (project / "data").mkdir()
    (project / "data/notes.txt").write_bytes("Bela Bartholomew".encode("utf-16-le"))
    assert forget.traces(["Bela Bartholomew"]) == [Path("data/notes.txt")]


def test_a_file_that_is_neither_text_nor_workbook_says_what_to_do(project):
    source = type("Source", (), {"file": Path("export.sav"), "sheet": ""})
    export = type("Export", (), {"delimiter": ""})
    with pytest.raises(forget.ForgetError, match="Delete the response on the survey platform"):
        forget._text_without(source, export, 2)
