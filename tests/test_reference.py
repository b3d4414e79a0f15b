"""The reference says what the code says."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline import reference

ROOT = Path(__file__).parents[1]
STAGES = reference.stages(ROOT)


@pytest.fixture(scope="module")
def written() -> str:
    """Return the reference as it is now."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return reference.reference()
    finally:
        os.chdir(before)


def test_the_reference_is_current(written):
    kept = (ROOT / reference.FILE).read_text(encoding="utf-8")
    assert kept == written, "run `python -m pipeline.reference`"


def test_every_module_that_reads_a_command_line_is_a_stage_or_a_command(written):
    reading = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "pipeline").rglob("*.py")
        if "node_modules" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("argparse.ArgumentParser", "stage.run")
    }
    of_stages = {told["cmd"].split()[2] for told in STAGES.values()}
    commands = {
        line.strip("# `").removeprefix("python -m ") for line in written.splitlines() if line.startswith("### ")
    }
    assert commands & of_stages == set()
    # The first gives the others their command line.
    assert reading - of_stages - commands == {"pipeline.core.stage"}


def test_the_help_of_a_command_is_what_it_prints(written):
    environment = os.environ | reference.TERMINAL | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline.new_edition", "--help"]
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert printed.partition("options:")[2].strip() in written


def test_every_stage_and_every_choice_has_its_line(written):
    def names(choices: dict, way: str = "") -> set[str]:
        return {
            name
            for key, value in choices.items()
            for name in (names(value, f"{way}{key}.") if isinstance(value, dict) else {f"{way}{key}"})
        }

    told = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    told["edition"] = {"<edition>": next(iter(told["edition"].values()))}
    needed = {f"| `{name}` |" for name in names(told) | set(STAGES)}
    assert sorted(name for name in needed if name not in written) == []


def test_a_choice_has_the_question_above_it_or_above_the_one_before():
    text = (
        "# How much?\n# (a share)\nfirst: 1\nsecond: 2\n\nedition:\n  a:\n    # What?\n    title: >-\n      A: b\n"
        "    # None?\n    year:\n  b:\n    title: C\nlast:\n  # When?\n  day: 3\n"
    )
    assert list(reference.choices(text)) == [
        ("first", "How much? (a share)"),
        ("second", "How much? (a share)"),
        ("edition.<edition>.title", "What?"),
        ("edition.<edition>.year", "None?"),
        ("last.day", "When?"),
    ]
