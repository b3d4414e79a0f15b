"""Findings in words: the rules at their edges."""

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.wording import NEAR, counted, leading, listed, number, share_in_words, shown_share
from tests.report_tables import share


@pytest.mark.parametrize(
    ("count", "base", "words"),
    [
        pytest.param(1799, 10000, "", id="below nearly one in five"),
        pytest.param(18, 100, "nearly one in five", id="first of nearly one in five"),
        pytest.param(1999, 10000, "nearly one in five", id="just under a fifth is not a fifth"),
        pytest.param(20, 100, "one in five", id="exactly a fifth"),
        pytest.param(47, 100, "nearly half", id="first of nearly half"),
        pytest.param(4999, 10000, "nearly half", id="just under half is not half"),
        pytest.param(50, 100, "half", id="exactly half"),
        pytest.param(501, 1000, "half", id="half to the nearest percent"),
        pytest.param(505, 1000, "more than half", id="more than half"),
        pytest.param(56, 100, "", id="well over half has no word"),
        pytest.param(2, 3, "two thirds", id="exactly two thirds"),
        pytest.param(5, 5, "all", id="all"),
        pytest.param(0, 5, "", id="none"),
        pytest.param(0, 0, "", id="a share of nothing"),
    ],
)
def test_a_share_is_said_as_a_fraction_only_where_one_is_near(count, base, words):
    assert share_in_words(count, base) == words


def test_no_two_rules_claim_the_same_share():
    bounds = [(low, high) for low, high, _ in NEAR]
    assert all(low < high for low, high in bounds)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(bounds))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.integers(0, 3000), st.integers(1, 3000))
def test_nearly_is_said_below_and_more_than_above(count, base):
    count = min(count, base)
    words = share_in_words(count, base)
    fractions = {
        "one in five": Fraction(1, 5),
        "a quarter": Fraction(1, 4),
        "a third": Fraction(1, 3),
        "half": Fraction(1, 2),
        "two thirds": Fraction(2, 3),
        "three quarters": Fraction(3, 4),
    }
    said = next((value for name, value in fractions.items() if words.endswith(name)), None)
    if words.startswith("nearly"):
        assert Fraction(count, base) < said
    elif words.startswith("more than"):
        assert Fraction(count, base) > said
    elif said is not None:
        assert abs(Fraction(count, base) - said) <= Fraction(1, 200)


def test_counts_are_read_with_commas_and_their_noun():
    assert number(1640) == "1,640"
    assert counted(1, "city", "cities") == "1 city"
    assert counted(0, "city", "cities") == "0 cities"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["China"], "China", id="one"),
        pytest.param(["China", "Mexico"], "China and Mexico", id="two"),
        pytest.param(["China", "Mexico", "Japan"], "China, Mexico and Japan", id="three"),
    ],
)
def test_a_list_reads_as_a_sentence(parts, said):
    assert listed(parts) == said


def test_a_tie_at_the_cut_is_noticed():
    assert leading(["China", "Mexico", "Japan"], [9, 7, 7], 2) == (["China", "Mexico"], True)
    assert leading(["China", "Mexico", "Japan"], [9, 7, 6], 2) == (["China", "Mexico"], False)
    assert leading(["China"], [9], 2) == (["China"], False)


@pytest.mark.parametrize(
    ("count", "lower", "upper", "said"),
    [
        pytest.param(54, 52, 56, "more than half (54 %)", id="surely more than half"),
        pytest.param(52, 49, 55, "52 %", id="the interval reaches below half"),
        pytest.param(19, 10, 31, "19 %", id="known only roughly"),
        pytest.param(19, 13, 27, "nearly one in five (19 %)", id="fewer than 20 percent"),
        pytest.param(45, 43, 48, "45 %", id="no fraction near"),
        pytest.param(100, float("nan"), float("nan"), "all (100 %)", id="all, without an interval"),
    ],
)
def test_a_share_is_said_in_words_only_where_they_are_safe(count, lower, upper, said):
    finding = SimpleNamespace(**share("method", "other", "Other", count, 100, lower=lower, upper=upper))
    assert shown_share(finding, 0) == said
