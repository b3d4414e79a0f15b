"""Raw survey exports and what names respondents cannot be committed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import guard

ROOT = Path(__file__).parents[1]
DESCRIPTION = """file: export.csv
kind: {kind}
layout: {layout}
simulated: {simulated}
producer: The authors
title: A survey
accessed: "2026-01-02"
licence: not public
coverage: Boise
grain: One row per response
"""
EXPORT = "Response ID,Time Started,Date Submitted,Status,IP Address,Which city?\n1,a,b,Complete,192.0.2.1,Boise\n"


def source(project: Path, kind: str, simulated: str = "false") -> Path:
    """Return the raw file of a source of this kind."""
    folder = project / "data/raw/2027/survey"
    folder.mkdir(parents=True)
    layout = "relationship_list" if kind == "records" else ""
    described = DESCRIPTION.format(kind=kind, layout=layout, simulated=simulated)
    (folder / "source.yaml").write_text(described, encoding="utf-8")
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8")
    return Path("data/raw/2027/survey/export.csv")


def test_a_raw_survey_export_is_refused(project):
    assert guard.refused([source(project, "survey")]).keys() == {Path("data/raw/2027/survey/export.csv")}


@pytest.mark.parametrize(
    ("kind", "simulated"),
    [pytest.param("survey", "true", id="simulated"), pytest.param("records", "false", id="records of desk research")],
)
def test_a_raw_file_that_names_no_respondent_may_be_committed(project, kind, simulated):
    assert guard.refused([source(project, kind, simulated)]) == {}


def test_a_raw_file_that_nothing_describes_is_refused(project):
    path = source(project, "survey")
    path.with_name("source.yaml").unlink()
    assert "nobody can tell what it is" in guard.refused([path])[path]


def test_what_tells_where_a_raw_file_is_may_be_committed(project):
    path = source(project, "survey")
    assert guard.refused([path.with_name("source.yaml"), path.with_name("export.csv.dvc")]) == {}


def test_an_export_elsewhere_is_recognised_from_its_content(project):
    (project / "notes.csv").write_text(EXPORT, encoding="utf-8")
    assert "survey export of alchemer" in guard.refused([Path("notes.csv")])[Path("notes.csv")]


def test_what_stages_leave_is_refused(project):
    assert guard.refused([Path("data/ingested/2027/responses.parquet")])


def test_what_dvc_keeps_of_the_stages_may_be_committed(project):
    assert guard.refused([Path("data/dvc.yaml"), Path("data/dvc.lock")]) == {}


def test_the_hook_stops_the_commit(project):
    path = source(project, "survey")
    (project / ".venv").symlink_to(sys.prefix)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull}

    def git(*arguments: str) -> subprocess.CompletedProcess:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", f"core.hooksPath={ROOT / '.githooks'}"]
        return subprocess.run(["git", *who, *arguments], env=environment, capture_output=True, text=True)

    git("init", "-q")
    git("add", str(path.with_name("source.yaml")))
    assert git("commit", "-qm", "Description").returncode == 0
    git("add", str(path))
    stopped = git("commit", "-qm", "Export")
    assert stopped.returncode != 0
    assert f"{path}: it is a raw survey export" in stopped.stderr


def test_this_repository_holds_nothing_that_is_refused():
    done = subprocess.run([sys.executable, "-m", "pipeline.guard"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
