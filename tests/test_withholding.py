"""Which shares are not published: at the edge of each rule."""

import pandas as pd
import pytest

from pipeline.findings import withholding
from tests.findings_frames import RULES

STRICT = RULES._replace(smallest_base=10, fewest_cities=3, fewest_engagements=5)


def cell(**told) -> pd.DataFrame:
    """Return one share that may be published, but for what a test tells."""
    return pd.DataFrame([{"count": 5, "cities": 3, "base": 10, "base_cities": 3} | told])


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        pytest.param({}, None, id="just enough of everything"),
        pytest.param({"base": 9}, "small_base", id="a base of one too few"),
        pytest.param({"count": 4}, "few_engagements", id="one engagement too few"),
        pytest.param({"cities": 2}, "few_cities", id="one city too few behind the cell"),
        pytest.param({"base_cities": 2, "cities": 2}, "few_cities", id="one city too few behind the base"),
        pytest.param({"count": 0, "cities": 0}, None, id="none at all is a finding"),
        pytest.param({"count": 0, "cities": 0, "base": 9}, "small_base", id="none of too small a base"),
        pytest.param({"count": 1, "cities": 1, "base": 1, "base_cities": 1}, "small_base", id="the base comes first"),
    ],
)
def test_a_cell_of_engagements_is_withheld_for_the_first_reason(told, reason):
    given = withholding.of_engagements(cell(**told), STRICT).iloc[0]
    assert (None if pd.isna(given) else given) == reason


def answers(*cells: tuple[str, int, int]) -> pd.DataFrame:
    """Return the answers to one question: group, how many said yes, how many answered."""
    return pd.DataFrame(cells, columns=["group", "count", "base"]).assign(code="has_staff")


def reasons(*cells: tuple[str, int, int], moved=()) -> dict[str, str | None]:
    """Return group → why it is withheld; moved: the same cells of the cities that answered otherwise before."""
    told = answers(*cells)
    given = withholding.of_answers(told, [answers(*moved)] if moved else [], STRICT)
    return {group: None if pd.isna(why) else why for group, why in zip(told["group"], given, strict=True)}


@pytest.mark.parametrize(
    ("yes", "asked", "is_shown"),
    [
        pytest.param(3, 10, True, id="three said yes"),
        pytest.param(2, 10, False, id="two said yes"),
        pytest.param(0, 10, False, id="nobody: then each is known to have none"),
        pytest.param(7, 10, True, id="three said no"),
        pytest.param(8, 10, False, id="two said no"),
        pytest.param(10, 10, False, id="all: then each is known to have it"),
        pytest.param(4, 9, False, id="nine answered"),
    ],
)
def test_answers_are_shown_when_three_cities_stand_on_either_side(yes, asked, is_shown):
    # The other groups are large, so that what is hidden beside them is told from nothing.
    given = reasons(("a", yes, asked), ("b", 40, 80), ("c", 40, 80))
    assert (given["a"] is None) == is_shown


def test_a_single_hidden_group_takes_the_smallest_other_with_it():
    assert reasons(("a", 2, 12), ("b", 20, 40), ("c", 10, 20)) == {"a": "few_cities", "b": None, "c": "complement"}


def test_hidden_groups_that_are_few_together_take_another_with_them():
    given = reasons(("a", 1, 12), ("b", 1, 12), ("c", 20, 40), ("d", 10, 20))
    assert given == {"a": "few_cities", "b": "few_cities", "c": None, "d": "complement"}


def test_hidden_groups_that_are_enough_together_take_none():
    given = reasons(("a", 2, 12), ("b", 2, 12), ("c", 20, 40))
    assert given == {"a": "few_cities", "b": "few_cities", "c": None}


@pytest.mark.parametrize(
    ("yes", "asked", "is_shown"),
    [
        pytest.param(0, 0, True, id="no city answers otherwise"),
        pytest.param(1, 1, False, id="one city does"),
        pytest.param(6, 6, False, id="six do, all alike"),
        pytest.param(3, 6, True, id="six do, three on either side"),
    ],
)
def test_a_group_is_shown_when_less_the_earlier_edition_it_tells_of_enough_cities(yes, asked, is_shown):
    moved = [("a", yes, asked), ("b", 0, 0), ("c", 0, 0)]
    given = reasons(("a", 20, 40), ("b", 40, 80), ("c", 40, 80), moved=moved)
    assert given["a"] == (None if is_shown else "earlier_edition")


def test_a_group_hidden_for_an_earlier_edition_takes_the_smallest_other_with_it():
    moved = [("a", 1, 1), ("b", 0, 0), ("c", 0, 0)]
    given = reasons(("a", 20, 40), ("b", 40, 80), ("c", 30, 60), moved=moved)
    assert given == {"a": "earlier_edition", "b": None, "c": "complement"}


@pytest.mark.parametrize(("moved", "is_shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_the_share_of_all_is_shown_when_less_the_earlier_edition_it_is_of_enough_cities(moved, is_shown):
    whole, before = pd.DataFrame({"count": [40], "base": [80]}), pd.DataFrame({"count": [0], "base": [moved]})
    assert withholding.of_all_answers(whole, [before], STRICT).isna().tolist() == [is_shown]


def test_a_group_that_nobody_answered_in_takes_none():
    assert reasons(("a", 0, 0), ("b", 20, 40))["b"] is None


def test_no_total_less_the_shown_gives_a_hidden_group_away():
    cells = [("a", 2, 30), ("b", 28, 30), ("c", 9, 30), ("d", 15, 30)]
    given = reasons(*cells)
    hidden = [(yes, asked) for group, yes, asked in cells if given[group]]
    assert len(hidden) > 1
    assert min(sum(yes for yes, _ in hidden), sum(asked - yes for yes, asked in hidden)) >= STRICT.fewest_cities
