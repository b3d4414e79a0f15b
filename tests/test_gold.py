"""The coded descriptions of data/gold/ are consistent, and what measures the rules against them counts correctly."""

import math

import pandas as pd
import pytest
from rapidfuzz import fuzz, process

from pipeline import codebook
from tests import measure_classification as measure

COLUMNS = ["description_id", "part", "origin", "text", "method_code", "priority_codes"]
GOLD = pd.read_csv(measure.DESCRIPTIONS, dtype="str", keep_default_na=False)
AREAS = GOLD["priority_codes"].map(measure.code_set)
# From this likeness on (0 to 100), two texts are told apart by less than a reader would notice.
NEARLY_THE_SAME = 85


def test_gold_set_has_its_columns_and_enough_texts():
    assert list(GOLD.columns) == COLUMNS
    assert len(GOLD) >= 600


@pytest.mark.parametrize("column", ["description_id", "text"])
def test_no_description_stands_twice(column):
    assert GOLD[column].str.casefold().is_unique


@pytest.mark.parametrize(("column", "known"), [("part", {"seen", "held_out"}), ("origin", {"public_fact", "composed"})])
def test_part_and_origin_are_of_a_known_kind(column, known):
    assert set(GOLD[column]) == known


def test_coded_methods_and_areas_are_codes_of_the_codebook():
    assert set(GOLD["method_code"]) - {""} == set(codebook.read("methods")["code"])
    assert set().union(*AREAS) == set(codebook.read("priorities")["code"])


@pytest.mark.parametrize("code", codebook.read("priorities")["code"])
def test_every_area_is_coded_often_enough(code):
    assert AREAS.map(lambda codes: code in codes).sum() >= 35


@pytest.mark.parametrize("code", codebook.read("methods")["code"])
def test_every_method_is_coded_often_enough(code):
    assert GOLD["method_code"].eq(code).sum() >= 35


def test_no_text_of_one_part_is_nearly_one_of_the_other():
    seen, held_out = (GOLD.loc[GOLD["part"].eq(part), "text"].str.lower().tolist() for part in ("seen", "held_out"))
    likeness = process.cdist(seen, held_out, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
    assert [(seen[a], held_out[b]) for a, b in zip(*likeness.nonzero(), strict=True)] == []


def test_right_wrong_and_missed_decisions_are_counted_by_code():
    truth = pd.Series([frozenset("a"), frozenset("ab"), frozenset()])
    found = pd.Series([frozenset("a"), frozenset("b"), frozenset("a")])
    assert measure.counts(truth, found, "a") == (1, 1, 1)
    assert measure.counts(truth, found, "b") == (1, 0, 0)


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    assert measure.f1(2, 1, 1) == pytest.approx(2 / 3)
    assert math.isnan(measure.f1(0, 0, 0))


def test_wilson_interval_of_nine_in_ten():
    assert measure.wilson(9, 10) == pytest.approx((0.9, 0.596, 0.982), abs=0.001)


def test_same_texts_are_drawn_every_time():
    truth = pd.Series([frozenset("a"), frozenset("b"), frozenset("a")])
    found = pd.Series([frozenset("a"), frozenset("a"), frozenset()])
    assert measure.resampled_f1(truth, found, ["a"]) == measure.resampled_f1(truth, found, ["a"])


def test_held_out_texts_are_never_printed(capsys):
    measure.main(["--held-out"])
    printed = capsys.readouterr().out
    long = GOLD.loc[GOLD["part"].eq("held_out") & GOLD["text"].str.len().gt(25), "text"]
    assert not any(text in printed for text in long)
    assert "micro" in printed
