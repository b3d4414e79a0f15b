"""What is weighed of each priority area of a text, on literal texts."""

import numpy as np
import pytest

from pipeline.classification.evidence import EVIDENCE, evidence, probabilities


def weighed(name: str, texts: list[str], chances: list[list[float]], phrases: list[list[int]]) -> list[list[float]]:
    """Return one piece of evidence, a row per text and a column per area."""
    return evidence(texts, np.array(chances), np.array(phrases))[..., EVIDENCE.index(name)].tolist()


def test_other_areas_are_those_of_which_a_phrase_counts_without_the_area_itself():
    assert weighed("other_areas", ["a port"], [[0.5, 0.5, 0.5]], [[2, 1, 0]]) == [
        pytest.approx([np.log(2), np.log(2), np.log(3)])
    ]


def test_different_phrases_of_an_area_are_counted():
    assert weighed("phrases", ["a port"], [[0.5, 0.5]], [[3, 0]]) == [pytest.approx([np.log(4), 0.0])]


def test_words_are_those_of_the_text_and_the_same_for_every_area():
    assert weighed("words", ["Trade, and a port"], [[0.5, 0.5]], [[0, 0]]) == [pytest.approx([np.log(5)] * 2)]


def test_no_suggestion_is_surer_than_one_in_a_million():
    assert weighed("log_odds", ["a port"], [[1.0, 0.0]], [[0, 0]]) == [
        pytest.approx([np.log(1e6 - 1), -np.log(1e6 - 1)])
    ]


def test_areas_with_a_phrase_and_without_one_have_weights_of_their_own():
    weights = np.zeros((2, len(EVIDENCE)))
    weights[:, EVIDENCE.index("constant")] = [-1, 1]
    chances = probabilities(weights, evidence(["a port"], np.array([[0.5, 0.5]]), np.array([[0, 1]])))
    assert chances.tolist() == [pytest.approx([1 / (1 + np.e), 1 / (1 + 1 / np.e)])]
