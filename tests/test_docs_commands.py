"""Every command of the documentation is run, or is named with the reason why not; the tutorial does what it says.

They run in a copy of the project that git and DVC know, with a demonstration edition of fewer cities.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from ruamel.yaml import YAML

from tests import soon_taught
from tests.docs_commands import NOT_RUN, PAGES, ROOT, STAND_FOR, is_measurement, is_stage, told

TOLD = list(dict.fromkeys(command.text for page in PAGES for command in told(page)))
TUTORIAL = [command.text for command in told(ROOT / "docs/tutorial.md") if command.text not in NOT_RUN]
METRICS = Path("data/summarised/demonstration-2024.json")
DESK = Path("data/review/demonstration-2024/review-desk.xlsx")
# Fewer engagements and simple learning: the commands are tested, not what comes out.
FEW = {
    "simulate.demonstration-2024": {"cities": 60, "engagements": 200, "responding_cities": 50},
    "train": soon_taught.CHOICES,
    "summarise": {"replicates": 20},
}


def meant(text: str) -> str:
    """Return a command with what its words stand for."""
    for word, value in STAND_FOR.items():
        text = text.replace(word, value)
    return text


RUN = [
    text
    for text in dict.fromkeys(meant(text) for text in TOLD if text not in NOT_RUN)
    if text not in TUTORIAL and not is_stage(text) and not is_measurement(text)
]


def run(text: str, folder: Path) -> str:
    """Run a command in a folder as a person would, and return what it printed; it must succeed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder.parent), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", text], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Return a copy of the project in which the demonstration edition has been summarised and committed."""
    folder = tmp_path_factory.mktemp("docs") / "project"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        # What DVC has noted of editions that are not built here it would read and write again with every stage.
        if not name.startswith("reports/") and Path(name).name != "dvc.lock" and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    _ask_few(folder / "params.yaml")
    soon_taught.leave_few_texts(folder)
    # What make would install is here; the stamp says so.
    (folder / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        if not part.name.endswith(".installed"):
            (folder / ".venv" / part.name).symlink_to(part)
    (folder / ".venv/findings.installed").touch()
    run("git init --quiet && git config user.name Test && git config user.email test@example.org", folder)
    run("dvc repro summarise@demonstration-2024", folder)
    run("git add --all && git commit --quiet --message Start", folder)
    return folder


def _ask_few(choices: Path) -> None:
    """Have the demonstration edition alone built, with few cities."""
    yaml = YAML()
    asked = yaml.load(choices)
    asked["editions"] = ["demonstration-2024"]
    for way, values in FEW.items():
        section = asked
        for name in way.split("."):
            section = section[name]
        assert values.keys() <= section.keys()
        section.update(values)
    yaml.dump(asked, choices)


def _decide(path: Path) -> int:
    """Settle the first row of the sheet Priorities as the tutorial says; return for how many reports it stands."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Priorities"]
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, column["Areas"], "Culture and education")
    sheet.cell(2, column["Why"], "For those who ask in a year")
    workbook.save(path)
    return sheet.cell(2, column["Reports"]).value


def test_the_tutorial_does_what_it_says(copy):
    before = json.loads((copy / METRICS).read_text(encoding="utf-8"))
    printed, settled, fallen = {}, 0, 0
    for text in TUTORIAL:
        if "--take" in text:
            settled = _decide(copy / DESK)
        printed[text] = run(text, copy)
        if text == "dvc metrics diff":
            now = json.loads((copy / METRICS).read_text(encoding="utf-8"))
            fallen = before["undecided"]["priority"] - now["undecided"]["priority"]
    assert settled >= fallen > 0
    assert re.search(rf"undecided\.priority .* -{fallen}\n", printed["dvc metrics diff"])
    added = re.findall(r"^\+demonstration-2024,.*culture_education", printed["git diff data/codebook"], re.MULTILINE)
    assert len(added) == settled
    assert "2027 starts from public-record-2026" in printed[next(text for text in TUTORIAL if "make edition" in text)]
    assert json.loads((copy / METRICS).read_text(encoding="utf-8")) == before
    assert run("git status --porcelain", copy) == ""


@pytest.mark.parametrize("text", RUN)
def test_a_command_runs(copy, text):
    run(text, copy)


def test_commands_are_found_in_blocks_and_in_lines(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# `dvc dag`\nRun `make test` or `dvc\nrepro`; `dvc.yaml`, `cd`.\n```\nmake hooks   # why\nnot a command\n```\n"
        "```yaml\nmake: x\n```\n",
        encoding="utf-8",
    )
    assert [command.text for command in told(page)] == ["make test", "dvc repro", "make hooks"]


@pytest.mark.parametrize("text", NOT_RUN)
def test_what_is_not_run_is_told_and_what_runs_it_instead_is_there(text):
    assert text in TOLD, "no page tells it any more: take it out of NOT_RUN"
    assert len(NOT_RUN[text]) > 20
    assert [name for name in re.findall(r"tests/\w+\.py", NOT_RUN[text]) if not (ROOT / name).is_file()] == []


def test_most_kinds_of_commands_are_run():
    assert {" ".join(text.split()[:2]) for text in [*TUTORIAL, *RUN]} >= {
        "dvc metrics",
        "dvc repro",
        "git restore",
        "make edition",
        "make hooks",
        "python -m",
    }
