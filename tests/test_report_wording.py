"""Findings in words: the rules at their edges."""

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.estimate.rounding import half_up
from pipeline.pages.wording import (
    NEAR,
    capital,
    counted,
    leading,
    listed,
    number,
    percent_of,
    said_share,
    share_in_words,
    shown_interval,
    shown_percent,
)
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
        pytest.param(0, 5, "none", id="none"),
        pytest.param(0, 0, "", id="a share of nothing"),
    ],
)
def test_a_share_is_said_as_a_fraction_only_where_one_is_near(count, base, words):
    assert share_in_words(count, base) == words


def test_no_two_rules_claim_the_same_share():
    bounds = [(low, high) for low, high, _ in NEAR]
    assert all(low < high for low, high in bounds)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(bounds))


@settings(max_examples=200)
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


@pytest.mark.parametrize(
    ("counts", "most", "named"),
    [
        pytest.param([9, 7, 6], 2, 2, id="no tie"),
        pytest.param([9, 7, 7], 2, 1, id="a tie over the end is left out whole"),
        pytest.param([9, 9, 7], 2, 2, id="a tie within stays"),
        pytest.param([7, 7, 7], 2, 0, id="all the same: nobody leads"),
        pytest.param([9], 2, 1, id="fewer than asked for"),
        pytest.param([], 2, 0, id="nothing"),
    ],
)
def test_as_many_are_named_as_leave_no_equal_one_out(counts, most, named):
    assert leading(counts, most) == named


@settings(max_examples=200)
@given(st.lists(st.integers(0, 5), max_size=9), st.integers(1, 6))
def test_nobody_left_out_is_as_large_as_one_named(counts, most):
    ordered = sorted(counts, reverse=True)
    named = leading(ordered, most)
    assert named <= most
    assert all(later < earlier for earlier in ordered[:named] for later in ordered[named:])


@pytest.mark.parametrize(
    ("count", "lower", "upper", "said"),
    [
        pytest.param(54, 52, 56, "more than half (54 %)", id="surely more than half"),
        pytest.param(52, 49, 55, "52 %", id="the interval reaches below half"),
        pytest.param(19, 10, 31, "19 %", id="known only roughly"),
        pytest.param(19, 13, 27, "nearly one in five (19 %)", id="fewer than 20 percent"),
        pytest.param(45, 43, 48, "45 %", id="no fraction near"),
        pytest.param(100, float("nan"), float("nan"), "all", id="all, without an interval"),
    ],
)
def test_a_share_is_said_in_words_only_where_they_are_safe(count, lower, upper, said):
    finding = SimpleNamespace(**share("method", "other", "Other", count, 100, lower=lower, upper=upper))
    assert said_share(finding, 0) == said


@st.composite
def findings_of_any_size(draw):
    """Draw a finding as summarise makes them: rounded half up, with an interval that holds the share, or withheld."""
    base = draw(st.integers(1, 5000))
    count = draw(st.integers(0, base))
    decimals = draw(st.sampled_from([0, 1]))
    percent = half_up(count, base, decimals)
    is_withheld = draw(st.booleans()) and base < 10
    told = {
        "percent": percent,
        "lower": max(0.0, percent - draw(st.integers(0, 30))),
        "upper": min(100.0, percent + draw(st.integers(0, 30))),
    }
    told |= {"is_withheld": is_withheld} | (dict.fromkeys(told, float("nan")) if is_withheld else {})
    return SimpleNamespace(**share("method", "other", "Other", count, base) | told), decimals


@settings(max_examples=500)
@given(findings_of_any_size())
def test_no_share_is_said_falsely_whatever_the_count_and_base(drawn):
    finding, decimals = drawn
    said, exact = said_share(finding, decimals), Fraction(finding.count, finding.base)
    assert (said == "none") == (not finding.is_withheld and exact == 0)
    assert (said == "all") == (not finding.is_withheld and exact == 1)
    if finding.is_withheld:
        assert said == f"{finding.count} of {finding.base}"
    elif said not in ("none", "all"):
        shown = said.rpartition("(")[2].rstrip(")").removesuffix(" %")
        if shown[0] in "<>":
            limit = Fraction(shown[1:]) / 100
            assert exact < limit if shown[0] == "<" else exact > limit
            assert exact not in (0, 1)
        else:
            assert abs(Fraction(shown) / 100 - exact) <= Fraction(1, 200 * 10**decimals)
            assert 0 < Fraction(shown) < 100


@pytest.mark.parametrize(
    ("count", "base", "decimals", "shown"),
    [
        pytest.param(2, 1643, 0, "<1 %", id="a share that rounds to nothing is not nothing"),
        pytest.param(0, 1643, 0, "0 %", id="nothing"),
        pytest.param(1642, 1643, 0, ">99 %", id="one that rounds to the whole is not the whole"),
        pytest.param(1643, 1643, 0, "100 %", id="the whole"),
        pytest.param(1642, 1643, 1, "99.9 %", id="with a decimal it is seen"),
        pytest.param(1, 3000, 1, "<0.1 %", id="one decimal, nearly nothing"),
    ],
)
def test_a_percentage_at_its_ends(count, base, decimals, shown):
    percent = half_up(count, base, decimals)
    finding = SimpleNamespace(**share("method", "other", "Other", count, base, percent=percent))
    assert shown_percent(finding, decimals) == shown


def test_a_withheld_share_shows_neither_percentage_nor_interval():
    none = dict.fromkeys(("percent", "lower", "upper"), float("nan"))
    finding = SimpleNamespace(**share("method", "other", "Other", 2, 4, is_withheld=True) | none)
    assert shown_percent(finding, 0) == "withheld"
    assert shown_interval(finding, 0) == "–"


def test_an_interval_that_ends_at_nothing_is_below_the_least():
    finding = SimpleNamespace(**share("method", "other", "Other", 2, 1643, lower=0, upper=0))
    assert shown_interval(finding, 0) == "0 to <1 %"


def test_a_percentage_that_no_finding_states_is_rounded_half_up():
    assert percent_of(109, 200, 0) == "55 %"
    assert percent_of(1, 8, 1) == "12.5 %"
    assert percent_of(3, 1648, 0) == "<1 %"
    assert percent_of(0, 1648, 0) == "0 %"


def test_a_sentence_begins_with_a_capital():
    assert capital("nearly half") == "Nearly half"
    assert capital("45 %") == "45 %"
