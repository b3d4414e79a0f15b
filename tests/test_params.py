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


def test_a_choice_that_is_missing_is_named_with_what_to_write(project):
    (project / paths.PARAMS).write_text("edition: {spring: {title: Findings, coverage: Two cities.}}", encoding="utf-8")
    with pytest.raises(params.ParamsError, match=r"edition\.spring has no cut_off\. Write a day in quotes"):
        params.edition("spring")


@pytest.mark.parametrize(
    ("key", "value", "asked"),
    [
        ("cut_off", date(2024, 6, 21), "is 2024-06-21; write a day in quotes"),
        ("first_year", "2016", "is '2016'; write a year without quotes, or ~ for none"),
        ("count_undated", "yes", "is 'yes'; write true or false"),
    ],
)
def test_a_choice_that_is_not_what_is_asked_says_what_is(project, key, value, asked):
    choose(project, **{key: value})
    with pytest.raises(params.ParamsError, match=f"{key} {asked}"):
        params.edition("spring")


def test_a_window_that_ends_before_it_begins_is_refused(project):
    choose(project, first_year=2016, last_year=2015)
    with pytest.raises(params.ParamsError, match=r"edition\.spring: first_year 2016 is after last_year 2015"):
        params.edition("spring")


def test_choices_that_are_no_yaml_say_what_it_wants(project):
    (project / paths.PARAMS).write_text("edition:\n\tspring: {title: Findings}", encoding="utf-8")
    with pytest.raises(params.ParamsError, match="Indent with spaces, no tabs"):
        params.read()


def test_choices_in_another_encoding_say_how_to_save_them(project):
    (project / paths.PARAMS).write_bytes("title: Città".encode("cp1252"))
    with pytest.raises(params.ParamsError, match="is not UTF-8 text"):
        params.read()


def test_a_folder_without_choices_is_not_the_projects(project):
    with pytest.raises(
        params.ParamsError, match=r"this folder has no params\.yaml\. Run commands in the project's folder"
    ):
        params.read()


@pytest.mark.parametrize("text", ["", "- edition", "edition: {}"], ids=["empty", "a list", "without the section"])
def test_choices_without_the_section_asked_for_say_so(project, text):
    (project / paths.PARAMS).write_text(text, encoding="utf-8")
    with pytest.raises(params.ParamsError, match=r"params\.yaml has no section validate\. Restore it"):
        params.section("validate")


def test_a_choice_that_a_section_lacks_is_named(project):
    (project / paths.PARAMS).write_text("summarise: {decimals: 0}", encoding="utf-8")
    with pytest.raises(params.ParamsError, match=r"params\.yaml has no summarise\.seed\. Restore it"):
        params.choices("summarise", "seed")


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
