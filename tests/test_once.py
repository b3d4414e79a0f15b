"""Answers that come again are decided once."""

import pytest

from pipeline.scale.once import Once


@pytest.fixture
def asked() -> list[list[str]]:
    """Return what was asked for a decision, call by call."""
    return []


def deciding(asked: list[list[str]], kept: int) -> Once:
    """Return a function that notes what it is asked."""

    def decide(answers: list[str]) -> list[str]:
        asked.append(answers)
        return [answer.upper() for answer in answers]

    return Once(decide, kept)


def test_an_answer_that_came_before_is_not_decided_again(asked):
    once = deciding(asked, kept=9)
    assert (once(["a", "b"]), once(["c", "b"])) == (["A", "B"], ["C", "B"])
    assert asked == [["a", "b"], ["c"]]


def test_with_more_than_are_kept_it_begins_anew(asked):
    once = deciding(asked, kept=2)
    assert (once(["a", "b"]), once(["c", "b"]), once(["c"])) == (["A", "B"], ["C", "B"], ["C"])
    assert asked == [["a", "b"], ["c", "b"], []]
