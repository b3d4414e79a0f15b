"""Two editions side by side."""

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.editions import changes, editions
from pipeline.findings.figures import figures, identifiers
from tests.findings_frames import LABELS, RULES, city, edition, engagement


def rows(*told: tuple[str, str]) -> list[dict]:
    """Return engagements of these cities and methods."""
    return [
        engagement(number, us_place_id=place, method_code=method)
        for number, (place, method) in enumerate(told, start=1)
    ]


def compared(
    mine: list[dict], theirs: list[dict], cities=None, rules=RULES, hidden=(set(), set()), other_cities=None
) -> pd.DataFrame:
    """Return the comparison of two editions by finding."""
    ours, others = edition(mine), edition(theirs)
    one, two = (
        figures(found.engagements, found.priorities, people, LABELS)
        for found, people in ((ours, cities), (others, other_cities))
    )
    changed = changes(ours.engagements, others.engagements, "spring")
    known = [*one.counts, *(name for section, tallied in one.tallies for name in identifiers(section, tallied))]
    words = {name: name for name in known}
    return editions(one, two, changed, words, "spring", (rules, rules), hidden).set_index("finding_id")


SEVERAL = [(f"C{number}", "sister_city" if number % 3 else "city_network") for number in range(12)]


def test_an_edition_does_not_differ_from_itself():
    told = compared(rows(*SEVERAL), rows(*SEVERAL)).loc["method.sister_city"]
    assert told[["difference", "lower", "upper"]].tolist() == [0, 0, 0]


def test_the_same_cities_make_a_difference_surer():
    later = [(place, "sister_city") if place in ("C0", "C3") else (place, method) for place, method in SEVERAL]
    same = compared(rows(*later), rows(*SEVERAL)).loc["method.sister_city"]
    elsewhere = [(f"D{place}", method) for place, method in SEVERAL]
    other = compared(rows(*later), rows(*elsewhere)).loc["method.sister_city"]
    assert same["difference"] == other["difference"] == 16.7
    assert same["upper"] - same["lower"] < other["upper"] - other["lower"]


def test_the_error_of_independent_editions_is_that_of_both():
    wide, narrow = rows(*SEVERAL), rows(*[(f"D{place}", method) for place, method in SEVERAL])
    told = compared(wide, narrow).loc["method.sister_city"]
    # Each share of 8 of 12 has the variance (2/3 × 1/3) / 11; 11 degrees of freedom at most.
    assert told["upper"] > 100 * 1.96 * np.sqrt(2 * (2 / 9) / 11)


def test_what_came_and_went_is_counted_and_listed():
    mine = [engagement(1, us_place_id="C1"), engagement(2, us_place_id="C2"), engagement(3, us_place_id="C2")]
    theirs = [engagement(1, us_place_id="C1"), engagement(4, us_place_id="C9")]
    told = compared(mine, theirs)["count"]
    assert told[["engagements.new", "engagements.in_both", "engagements.gone"]].tolist() == [2, 1, 1]
    assert told[["cities.new", "cities.in_both", "cities.gone"]].tolist() == [1, 1, 1]
    listed = changes(edition(mine).engagements, edition(theirs).engagements, "spring")
    assert listed[["kind", "change", "id"]].to_numpy().tolist() == [
        ["city", "gone", "C9"],
        ["city", "new", "C2"],
        ["engagement", "gone", "E4"],
        ["engagement", "new", "E2"],
        ["engagement", "new", "E3"],
    ]


def test_a_category_that_the_other_edition_lacks_is_zero_there():
    told = compared(
        rows(("C1", "sister_city"), ("C2", "city_network")), rows(("C1", "city_network"), ("C3", "city_network"))
    )
    assert told.loc["method.sister_city", ["other_count", "other_percent"]].tolist() == [0, 0.0]


def test_a_share_withheld_in_one_edition_has_no_difference():
    told = compared(rows(*SEVERAL), rows(*SEVERAL[:3]), rules=RULES._replace(smallest_base=10)).loc[
        "method.sister_city"
    ]
    assert pd.isna(told["difference"])
    assert told["reason"] == "A base is too small to publish the share."


def test_what_the_other_edition_did_not_ask_is_said():
    cities = edition([], cities=[city(1, has_staff=True), city(2, has_staff=False)]).cities
    told = compared(rows(*SEVERAL), rows(*SEVERAL), cities).loc["staffing.has_staff"]
    assert told["reason"] == "Nothing to compare with in spring."


@pytest.mark.parametrize("which", ["mine", "theirs"])
def test_an_edition_without_engagements_can_be_compared(which):
    mine, theirs = (rows(*SEVERAL), []) if which == "theirs" else ([], rows(*SEVERAL))
    told = compared(mine, theirs)
    assert abs(told.loc["headline.engagements", "difference"]) == 12


@pytest.mark.parametrize("which", ["mine", "theirs", "both"])
def test_a_share_that_does_not_vary_gives_its_difference_no_interval(which):
    alike = [(f"D{number}", "sister_city") for number in range(12)]
    mine, theirs = (alike if which in (one, "both") else SEVERAL for one in ("mine", "theirs"))
    told = compared(rows(*mine), rows(*theirs)).loc["method.sister_city"]
    assert told["difference"] == {"mine": 33.3, "theirs": -33.3, "both": 0}[which]
    assert told[["lower", "upper"]].isna().all()


@pytest.mark.parametrize(
    ("hidden", "count", "other_count"),
    [
        pytest.param(({"staffing.has_staff"}, set()), None, 6, id="here"),
        pytest.param((set(), {"staffing.has_staff"}), 6, None, id="in the other edition"),
    ],
)
def test_answers_that_an_earlier_edition_would_tell_are_not_shown_beside_another(hidden, count, other_count):
    cities = edition([], cities=[city(number, has_staff=number < 6) for number in range(12)]).cities
    told = compared(rows(*SEVERAL), rows(*SEVERAL), cities, hidden=hidden, other_cities=cities)
    given = told.loc["staffing.has_staff"]
    assert [None if pd.isna(value) else value for value in given[["count", "other_count"]]] == [count, other_count]
    assert pd.isna(given["difference"])
    assert given["reason"] == "With the share of an earlier edition it would tell what single cities answered."


def test_too_few_answers_show_no_count_beside_another_edition():
    cities = edition([], cities=[city(1, has_staff=True), city(2, has_staff=False)]).cities
    told = compared(rows(*SEVERAL), rows(*SEVERAL), cities, RULES._replace(smallest_base=10))
    assert pd.isna(told.loc["staffing.has_staff", "count"])
    assert told.loc["method.sister_city", "count"] == 8
