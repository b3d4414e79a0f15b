"""Choices from params.yaml, checked by name."""

from datetime import date

import pytest
import yaml

from pipeline.core import params, paths, sources

EDITION = {
    "title": "Findings",
    "coverage": "Two cities.",
    "cut_off": "2024-06-21",
    "first_year": 2016,
    "last_year": None,
    "count_undated": True,
    "frame_cities": 1400,
    "compared_with": "winter",
}


def choose(project, **choices) -> None:
    """Write params.yaml with one edition, whose choices a test says."""
    text = yaml.safe_dump({"edition": {"spring": EDITION | choices}})
    (project / paths.PARAMS).write_text(text, encoding="utf-8")


def test_an_editions_choices_are_read_with_the_cut_off_as_a_day(project):
    choose(project)
    assert params.edition("spring") == EDITION | {"cut_off": date(2024, 6, 21)}


def test_some_choices_of_a_section_are_told_without_the_others(project):
    (project / paths.PARAMS).write_text("summarise: {decimals: 0, confidence: 0.95, seed: 1}", encoding="utf-8")
    assert params.choices("summarise", "decimals", "confidence") == {"decimals": 0, "confidence": 0.95}


def test_some_choices_of_an_edition_are_told_without_the_others(project):
    choose(project)
    assert params.edition("spring", "cut_off", "first_year") == {"cut_off": date(2024, 6, 21), "first_year": 2016}


def test_an_edition_without_an_entry_says_what_to_add(project):
    choose(project)
    with pytest.raises(params.ParamsError, match=r"no entry edition\.autumn\. Add one"):
        params.edition("autumn")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", 2024),
        ("cut_off", date(2024, 6, 21)),
        ("cut_off", "21 June"),
        ("first_year", "2016"),
        ("first_year", True),
        ("last_year", 2024.5),
        ("count_undated", "yes"),
        ("frame_cities", "many"),
        ("compared_with", ["winter"]),
    ],
)
def test_a_choice_that_is_not_what_is_asked_is_named(project, key, value):
    choose(project, **{key: value})
    with pytest.raises(params.ParamsError, match=rf"edition\.spring\.{key}"):
        params.edition("spring")


def test_a_choice_that_is_missing_is_named(project):
    (project / paths.PARAMS).write_text("edition: {spring: {title: Findings, coverage: Two cities.}}", encoding="utf-8")
    with pytest.raises(params.ParamsError, match=r"edition\.spring\.cut_off"):
        params.edition("spring")


@pytest.mark.parametrize("name", params.read()["editions"])
def test_every_edition_has_a_usable_entry(name):
    chosen = params.edition(name)
    assert chosen["title"]
    assert chosen["first_year"] is None or chosen["first_year"] <= chosen["cut_off"].year


def test_simulated_editions_are_editions_and_have_their_numbers():
    chosen = params.read()
    assert set(chosen["simulated"]) <= set(chosen["editions"])
    assert set(chosen["simulate"]) == set(chosen["simulated"])


def test_received_editions_do_not_say_that_they_are_simulated():
    chosen = params.read()
    for name in sorted(set(chosen["editions"]) - set(chosen["simulated"])):
        assert not sources.is_simulated(sources.read(name))


def test_shares_are_between_nothing_and_all():
    assert 0 <= params.section("validate")["largest_set_aside_share"] <= 1
    assert 0 < params.section("summarise")["confidence"] < 1
