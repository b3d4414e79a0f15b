"""What a raw file is said to be, and the drafts that a person finishes."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import inspect
from pipeline.core import codebook

ROOT = Path(__file__).parents[1]
HEADERS = ["Response ID", "Time Started", "Date Submitted", "Status", "IP Address"]
ROW = ["1", "2024-05-02 09:00:00", "2024-05-02 09:20:00", "Partial", "192.0.2.1"]


def survey(folder: Path, **answers: str) -> Path:
    """Return an Alchemer export of one response."""
    path = folder / "export.csv"
    pd.DataFrame([ROW + list(answers.values())], columns=HEADERS + list(answers)).to_csv(path, index=False)
    return path


def drafted(path: Path) -> pd.DataFrame:
    """Return the drafted questionnaire lines by wording."""
    draft = inspect.draft_questionnaire(inspect.inspect(path), codebook.read("questionnaire"))
    return draft.set_index("wording")


def test_the_report_names_platform_reason_statuses_and_personal_columns(tmp_path):
    path = survey(tmp_path, **{"Partner country:Formal agreement 1": "Japan", "Your e-mail address": "a@example.org"})
    said = inspect.report(inspect.inspect(path), path)
    assert "alchemer. Columns are headed" in said
    assert "1 partial" in said
    assert "IP Address" in said
    assert "asks for an e-mail address" in said
    assert "a@example.org" not in said
    assert "1 times in the group 'Formal agreement'" in said


def test_what_a_file_is_named_and_asks_does_not_act_on_the_terminal(tmp_path):
    path = survey(tmp_path, **{"City\x1b[2J\u202e": "Boise"}).rename(tmp_path / "a\x1b[31m.csv")
    said = inspect.report(inspect.inspect(path), path)
    assert r"a\x1b[31m.csv: alchemer" in said
    assert r"1. City\x1b[2J\u202e" in said
    assert said.replace("\n", "").isprintable()


def test_options_are_listed_with_their_counts(tmp_path):
    path = survey(tmp_path, **{"C40:Networks": "C40", "UCLG:Networks": "", "ICLEI:Networks": "ICLEI"})
    assert [line.split() for line in inspect.report(inspect.inspect(path), path).splitlines()[-3:]] == [
        ["1", "C40"],
        ["0", "UCLG"],
        ["1", "ICLEI"],
    ]


def test_a_question_worded_a_little_otherwise_is_matched_with_its_score(tmp_path):
    line = drafted(survey(tmp_path, **{"Which city do you answer for": "Boise"})).loc["Which city do you answer for?"]
    assert line[["question", "score"]].tolist() == ["us_city", "100"]
    line = drafted(survey(tmp_path, **{"Which U.S. city do you answer for?": "Boise"})).iloc[0]
    assert line["question"] == "us_city"
    assert inspect.SURE <= int(line["score"]) < 100


def test_a_question_that_nothing_matches_is_for_a_person(tmp_path):
    line = drafted(survey(tmp_path, **{"What is the weather like?": "fair"})).iloc[0]
    assert line[["treatment", "column", "matched_wording"]].tolist() == ["?", "?", ""]


def test_a_question_that_asks_for_a_person_is_drafted_as_personal(tmp_path):
    assert drafted(survey(tmp_path, **{"Mobile number": "1"})).iloc[0]["treatment"] == "personal"


def test_drafts_are_written_beside_and_never_over_a_file(tmp_path):
    path = survey(tmp_path, City="Boise")
    (tmp_path / "source.yaml").write_text("mine", encoding="utf-8")
    inspect.write_drafts(inspect.inspect(path), path)
    assert (tmp_path / "source.yaml").read_text(encoding="utf-8") == "mine"
    draft = (tmp_path / "questionnaire.draft.csv").read_text(encoding="utf-8")
    assert draft.splitlines()[0].startswith("question,block,group,slots,kind,wording,table,column,treatment")


def test_a_drafted_source_says_what_the_file_shows_and_leaves_the_rest_blank(tmp_path):
    path = survey(tmp_path, City="Boise")
    said = yaml.safe_load(inspect.draft_source(inspect.inspect(path), path))
    assert said["platform"] == "alchemer"
    assert said["coverage"] == ""


def test_a_record_table_gets_the_layout_that_has_its_headers(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("us_city,us_state,partner_as_written,since_year\nBoise,ID,Chengdu,1999\n", encoding="utf-8")
    draft = inspect.draft_record_columns(inspect.inspect(path), codebook.read("record_columns"))
    assert set(draft["layout"]) == {"relationship_list"}


@pytest.mark.parametrize(("content", "said"), [(b"", "empty"), (b"%PDF-1.4", "PDF"), (None, "cannot be opened")])
def test_an_unusable_file_ends_in_one_sentence_and_a_failure(tmp_path, content, said):
    path = tmp_path / "export.csv"
    if content is not None:
        path.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-m", "pipeline.inspect", str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert said in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == ([path] if content is not None else [])
