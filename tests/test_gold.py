"""The coded descriptions of data/gold/ are consistent, and what measures the rules against them counts correctly."""

from itertools import combinations

import pytest
from rapidfuzz import fuzz, process

from pipeline.core import codebook, params
from pipeline.quality import gold
from tests import measure_classification as measure
from tests import soon_taught

COLUMNS = ["description_id", "part", "origin", "text", "method_code", "priority_codes"]
GOLD = gold.read()[COLUMNS]
AREAS = GOLD["priority_codes"].map(gold.code_set)
# From this likeness on (0 to 100), two texts are told apart by less than a reader would notice.
NEARLY_THE_SAME = 85


def test_gold_set_has_its_columns_and_enough_texts():
    assert list(GOLD.columns) == COLUMNS
    assert len(GOLD) >= 600


@pytest.mark.parametrize("column", ["description_id", "text"])
def test_no_description_stands_twice(column):
    assert GOLD[column].str.casefold().is_unique


def test_part_and_origin_are_of_a_known_kind():
    assert set(GOLD["origin"]) == {"public_fact", "composed"}
    # The part that nobody has looked at may wait for its next author.
    assert {"seen", "held_out"} <= set(GOLD["part"]) <= set(gold.PARTS)


def test_coded_methods_and_areas_are_codes_of_the_codebook():
    assert set(GOLD["method_code"]) - {""} == set(codebook.read("methods")["code"])
    assert set().union(*AREAS) == set(codebook.read("priorities")["code"])


@pytest.mark.parametrize("code", codebook.read("priorities")["code"])
def test_every_area_is_coded_often_enough(code):
    assert AREAS.map(lambda codes: code in codes).sum() >= 35


@pytest.mark.parametrize("code", codebook.read("methods")["code"])
def test_every_method_is_coded_often_enough(code):
    assert GOLD["method_code"].eq(code).sum() >= 35


def test_no_text_of_one_part_is_nearly_one_of_another():
    parts = {part: told["text"].str.lower().tolist() for part, told in GOLD.groupby("part")}
    for one, other in combinations(parts, 2):
        likeness = process.cdist(parts[one], parts[other], scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
        # Only how many: texts of a held-out part are not shown, not even by a test that fails.
        assert len(likeness.nonzero()[0]) == 0, (one, other)


def test_held_out_texts_are_never_printed(capsys, monkeypatch):
    choices = params.section
    monkeypatch.setattr(
        params, "section", lambda name: choices(name) | (soon_taught.CHOICES if name == "train" else {})
    )
    monkeypatch.setattr(measure, "REPEATS", 1)
    measure.main(["--held-out"])
    printed = capsys.readouterr().out
    long = GOLD.loc[GOLD["part"].ne("seen") & GOLD["text"].str.len().gt(25), "text"]
    assert sum(text in printed for text in long) == 0
    assert "suggester alone" in printed
