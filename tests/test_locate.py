"""Locate: codes beside the words, a question where nothing decides, an outcome where a way ends."""

import pandas as pd
import pytest

from pipeline.locate import deciders, locate
from pipeline.places import knowledge
from pipeline.tables import reports, responses


@pytest.fixture(scope="module")
def known():
    return knowledge.read(spelling_threshold=90)


def report(number: int = 1, **cells) -> dict:
    return {
        "report_id": f"survey:2:agreement {number}",
        "source_id": "survey",
        "row": 2,
        "block": "agreement",
        "us_city_text": "Denver",
        "us_state_text": "CO",
        **cells,
    }


def frame(rows: list[dict], table) -> pd.DataFrame:
    columns = table.to_schema().columns
    typed = {name: str(column.dtype) for name, column in columns.items()}
    return pd.DataFrame(rows).reindex(columns=list(columns)).astype(typed)


def located(known, *rows: dict, people: tuple[dict, ...] = ()):
    return locate(frame(list(people), responses.Validated), frame(list(rows), reports.Validated), deciders(known))


def test_codes_stand_beside_the_words(known):
    row = located(known, report(partner_text="Osaka, Japan")).reports.iloc[0]
    assert (row["us_city"], row["us_state"], row["us_place_id"]) == ("Denver", "CO", "5419384")
    assert (row["partner_kind"], row["partner_country_code"], row["partner_place"]) == ("city", "JP", "Osaka")
    assert row["partner_latitude"] == pytest.approx(34.69, abs=0.1)
    assert row["partner_text"] == "Osaka, Japan"


def test_cell_with_two_partners_becomes_two_reports(known):
    out = located(known, report(partner_text="Osaka, Japan; Lyon, France"), report(2, partner_text="Nagoya, Japan"))
    assert out.reports["report_id"].tolist() == [
        "survey:2:agreement 1.1",
        "survey:2:agreement 1.2",
        "survey:2:agreement 2",
    ]
    assert out.reports["partner_country_code"].tolist() == ["JP", "FR", "JP"]


def test_undecided_us_city_sets_response_and_reports_aside(known):
    person = {
        "response_id": "survey:2",
        "source_id": "survey",
        "row": 2,
        "is_test": False,
        "us_city_text": "Portland",
    }
    out = located(
        known, report(us_city_text="Portland", us_state_text=None, partner_text="Sapporo, Japan"), people=(person,)
    )
    assert out.responses.empty
    assert out.reports.empty
    assert out.outcomes[["unit", "outcome", "reason"]].to_numpy().tolist() == [
        ["row", "set_aside", "us_city_undecided"],
        ["report", "set_aside", "us_city_undecided"],
    ]
    line = out.review.iloc[0]
    assert (line["decision"], line["answer"], line["count"]) == ("us_city", "Portland", 2)
    assert "Portland, OR" in line["suggestions"]
    assert line["file"] == "data/codebook/us_city_spellings.csv"


def test_partner_in_the_united_states_is_excluded(known):
    out = located(known, report(partner_place_text="Cheyenne", partner_country_text="United States"))
    assert out.reports.empty
    assert out.outcomes["reason"].tolist() == ["domestic_partner"]


def test_undecided_country_is_counted_and_listed(known):
    out = located(known, report(partner_country_text="Korea"), report(2, partner_country_text="Korea"))
    assert out.reports["partner_country_code"].isna().all()
    assert out.reports["partner_country_rule"].unique().tolist() == ["undecided"]
    line = out.review.iloc[0]
    assert (line["decision"], line["answer"], line["count"]) == ("country", "Korea", 2)
    assert line["suggestions"] == "South Korea (KR); North Korea (KP)"


def test_nothing_in_gives_nothing_out(known):
    out = located(known)
    assert [len(table) for table in out] == [0, 0, 0, 0]


def test_same_answers_in_another_order_give_the_same_decisions(known):
    rows = [
        report(1, partner_text="Osaka, Japan"),
        report(2, partner_text="Lviv, Ukraine"),
        report(3, partner_text="?x?"),
    ]
    forward, backward = located(known, *rows).reports, located(known, *rows[::-1]).reports
    pd.testing.assert_frame_equal(forward, backward.iloc[::-1].reset_index(drop=True))


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"partner_text": ";"}, id="a partner"),
        pytest.param({"partner_place_text": "|", "partner_country_text": ";"}, id="a place and its country"),
        pytest.param({"partner_country_text": " ; "}, id="a country"),
        pytest.param({"network_text": ";"}, id="a network"),
    ],
)
def test_a_report_whose_cells_hold_only_separators_is_a_question_and_not_lost(known, cells):
    out = located(known, report(**cells))
    assert out.reports[["report_id", "partner_kind"]].to_numpy().tolist() == [["survey:2:agreement 1", "unknown"]]
    assert out.review[["decision", "count"]].to_numpy().tolist() == [["country", 1]]


@pytest.mark.parametrize("empty", [";", " | ", "\n"])
def test_a_cell_of_separators_says_as_little_as_an_empty_one(known, empty):
    for cells in ({"partner_text": "Osaka", "partner_country_text": empty}, {"partner_text": empty}):
        row = located(known, report(**{"partner_country_text": "Japan"} | cells)).reports.iloc[0]
        assert row["partner_country_code"] == "JP"
