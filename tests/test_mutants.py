"""The list of mutants fits the code, and a mutant that nothing notices is told."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests import mutants

ROOT = Path(__file__).parents[1]


def test_every_old_text_stands_once_in_its_file():
    for mutant in mutants.mutants():
        assert mutants.mutated(mutant) != (ROOT / mutant.file).read_text(encoding="utf-8")


def test_every_stage_of_a_row_is_broken_in_three_ways_or_more():
    stages = "simulate ingest validate locate classify deduplicate summarise chart publish train evaluate"
    counts = Counter(mutant.stage for mutant in mutants.mutants())
    assert {stage: counts[stage] for stage in stages.split() if counts[stage] < 3} == {}


def test_the_tests_that_are_named_are_there():
    for mutant in mutants.mutants():
        for test in mutant.tests:
            file, _, name = test.partition("::")
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert not name or f"def {name}(" in text, test


def test_an_old_text_that_is_gone_is_an_error():
    gone = mutants.Mutant("ingest", "", "pipeline/ingest.py", "no such text", "", [])
    with pytest.raises(ValueError, match="has the old text 0 times"):
        mutants.mutated(gone)


def test_tests_that_fail_notice_and_others_do_not(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text("def test_holds():\n    pass\ndef test_fails():\n    assert 0\n")
    assert mutants.is_noticed(["test_a.py::test_fails"], tmp_path)
    assert not mutants.is_noticed(["test_a.py::test_holds"], tmp_path)
    with pytest.raises(RuntimeError):
        mutants.is_noticed(["test_a.py::test_is_not_there"], tmp_path)


def test_a_stage_without_mutants_is_named():
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "cook"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "there are mutants of chart, classify" in done.stderr
