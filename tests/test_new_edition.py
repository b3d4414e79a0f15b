"""A new edition starts from an earlier one: sources, choices and decisions carried over, nothing else changed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline import new_edition
from pipeline.core import codebook, params, sources

ROOT = Path(__file__).parents[1]
SOURCE = """file: list.csv
kind: records
layout: relationship_list
producer: The authors
title: A list
accessed: "2026-01-02"
licence: CC0
coverage: Boise
grain: One row per relationship
"""


@pytest.fixture
def earlier(project):
    """Return a project with one edition of two sources, each decided on by a person once."""
    shutil.copytree(ROOT / "data/codebook", project / "data/codebook")
    chosen = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    entry = chosen["edition"]["public-record-2026"]
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")
    assert entry["cut_off"] in text
    (project / "params.yaml").write_text(text, encoding="utf-8")
    for name in ("first", "second"):
        folder = project / "data/raw/public-record-2026" / name
        folder.mkdir(parents=True)
        (folder / "source.yaml").write_text(SOURCE, encoding="utf-8")
        (folder / "list.csv").write_text(f"City,Partner\nBoise,{name}\n", encoding="utf-8")
    lines = codebook.read("corrections")
    for name in ("first", "second"):
        lines.loc[len(lines)] = ["public-record-2026", f"{name}:2:record-1", "us_city_text", "a", "b", "c", "d", "e"]
    codebook.write("corrections", lines)
    return project


def test_sources_are_carried_over_as_they_are(earlier):
    new_edition.start("2027", "public-record-2026", "2027-06-30", "", [])
    assert [source.source_id for source in sources.read("2027")] == ["first", "second"]
    assert (earlier / "data/raw/2027/first/list.csv").read_bytes() == b"City,Partner\nBoise,first\n"


def test_a_source_that_a_new_file_replaces_stays_behind_with_its_decisions(earlier):
    told = new_edition.start("2027", "public-record-2026", "2027-06-30", "", ["first"])
    assert [source.source_id for source in sources.read("2027")] == ["second"]
    lines = codebook.read("corrections")
    assert lines.loc[lines["edition"].eq("2027"), "record"].tolist() == ["second:2:record-1"]
    assert "Left behind: first. Put the new file and its source.yaml in its place." in told


def test_choices_are_the_earlier_ones_but_for_cut_off_and_comparison(earlier):
    before = params.edition("public-record-2026")
    new_edition.start("2027", "public-record-2026", "2027-06-30", "A year later", [])
    entry = params.read()["edition"]["2027"]
    assert (entry["cut_off"], entry["compared_with"], entry["title"]) == (
        "2027-06-30",
        "public-record-2026",
        "A year later",
    )
    assert entry["coverage"] == before["coverage"]
    assert params.read()["editions"][-1] == "2027"


def test_comments_and_all_other_lines_of_params_stay(earlier):
    before = (earlier / "params.yaml").read_text(encoding="utf-8").splitlines()
    new_edition.start("2027", "public-record-2026", "2027-06-30", "", [])
    after = (earlier / "params.yaml").read_text(encoding="utf-8").splitlines()
    changed = [line for line in before if line not in after]
    assert [line for line in changed if not line.startswith("editions:")] == []


@pytest.mark.parametrize(
    ("name", "cut_off", "without", "said"),
    [
        pytest.param("../2027", "2027-06-30", [], "cannot name an edition", id="a path"),
        pytest.param("public-record-2026", "2027-06-30", [], "is there already", id="a name that is taken"),
        pytest.param("2027", "30 June", [], "write it like 2027-06-30", id="a date in words"),
        pytest.param("2027", "2027-06-30", ["third"], "It has: first, second", id="a source that is not there"),
    ],
)
def test_what_cannot_be_started_changes_nothing(earlier, name, cut_off, without, said):
    before = {path: path.read_bytes() for path in earlier.rglob("*") if path.is_file()}
    with pytest.raises(new_edition.EditionError, match=said):
        new_edition.start(name, "public-record-2026", cut_off, "", without)
    assert {path: path.read_bytes() for path in earlier.rglob("*") if path.is_file()} == before


def test_the_command_says_what_it_did(earlier):
    command = [sys.executable, "-m", "pipeline.new_edition", "2027", "--cut-off", "2027-06-30"]
    done = subprocess.run(
        [*command, "--earlier", "public-record-2026"], cwd=earlier, env={"PYTHONPATH": str(ROOT)}, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert b"Sources carried over: first, second." in done.stdout
