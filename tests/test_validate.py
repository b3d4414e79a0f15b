"""What is checked, corrected, read, set aside or excluded, each with its reason."""

import io
from pathlib import Path

import pandas as pd
import pytest

from pipeline import validate
from pipeline.core import codebook, paths
from pipeline.tables import issues, reports, responses
from pipeline.tables.outcomes import Outcomes

OPTIONS = codebook.read("options")
NO_ANSWER = pd.DataFrame(
    [("*", "n/a", "blank", ""), ("us_city_text", "test", "test", "")], columns=["column", "text", "meaning", "reason"]
)


def typed(rows: list[dict], table: type) -> pd.DataFrame:
    """Return rows as a table; what a test does not say is missing."""
    columns = table.to_schema().columns
    frame = pd.DataFrame(rows).reindex(columns=list(columns))
    return frame.astype({name: str(column.dtype) for name, column in columns.items()})


def response(row: int = 2, **told) -> dict:
    """Return a response that counts, but for what a test tells."""
    plain = {"response_id": f"survey:{row}", "source_id": "survey", "row": row, "status": "complete", "is_test": False}
    return plain | {"us_city_text": "Austin", "us_state_text": "TX", "staff_text": "Yes"} | told


def report(row: int = 2, slot: int = 1, **told) -> dict:
    """Return a report in a response, but for what a test tells."""
    plain = {"report_id": f"survey:{row}:agreement-{slot}", "source_id": "survey", "row": row, "block": "agreement"}
    return plain | {"us_city_text": "Austin", "us_state_text": "TX", "partner_place_text": "Osaka"} | told


def record(row: int = 2, **told) -> dict:
    """Return a record of desk research, but for what a test tells."""
    return report(row) | {"report_id": f"desk:{row}:record-1", "source_id": "desk", "block": "record"} | told


def correction(record: str, column: str, expected: str, corrected: str) -> pd.DataFrame:
    """Return the codebook's corrections with one line."""
    line = ("e", record, column, expected, corrected, "The city wrote again", "AB", "2024-06-01")
    return pd.DataFrame([line], columns=codebook.TABLES["corrections"][0])


NO_CORRECTION = correction("", "", "", "").iloc[:0]


def validated(people: list[dict], found: list[dict], corrections: pd.DataFrame = NO_CORRECTION) -> validate.Validated:
    """Return what validate makes of these responses and reports."""
    tables = typed(people, responses.Ingested), typed(found, reports.Ingested)
    return validate.validate(*tables, corrections, NO_ANSWER, OPTIONS, newest_year=2024)


def ended(result: validate.Validated) -> list[tuple]:
    """Return where ways ended: unit, row, report, outcome and reason."""
    shown = result.outcomes[["unit", "row", "report_id", "outcome", "reason"]].astype("object")
    return list(shown.where(shown.notna(), None).itertuples(index=False, name=None))


def noted(result: validate.Validated) -> list[tuple]:
    """Return the issues: row, column, value and consequence."""
    shown = result.issues[["row", "column", "value", "consequence"]].astype("object")
    return list(shown.where(shown.notna(), None).itertuples(index=False, name=None))


def test_what_is_in_order_goes_on_without_an_issue():
    result = validated([response()], [report(year_text="2019")])
    assert result.responses["has_staff"].tolist() == [True]
    assert result.reports["year"].tolist() == [2019]
    assert (noted(result), ended(result)) == ([], [])


@pytest.mark.parametrize(
    ("answer", "has_staff"),
    [("Yes", True), (" no ", False), ("Not sure", None), (None, None)],
    ids=["yes", "no, any case and spaces", "not sure", "not answered"],
)
def test_a_closed_answer_is_yes_no_or_missing(answer, has_staff):
    result = validated([response(staff_text=answer, director_text="No")], [])
    assert result.responses["has_staff"].astype("object").where(lambda said: said.notna(), None).tolist() == [has_staff]
    assert noted(result) == []


def test_an_answer_that_is_no_option_is_noted_and_counts_as_not_answered():
    result = validated([response(staff_text="Half a person")], [])
    assert result.responses["has_staff"].isna().all()
    assert noted(result) == [(2, "staff_text", "Half a person", "noted")]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 14:05:00",
        "2024-03-01T14:05:00Z",
        "2024-03-01T14:05:00.000+00:00",
        "Mar 01, 2024 02:05:00 PM",
        "03/01/2024 14:05",
        "3/1/2024 2:05:00 PM",
        "2024/03/01 2:05:00 PM EST",
        "2024/03/01 2:05:00 PM GMT+2",
    ],
)
def test_the_time_of_submission_is_read_as_platforms_write_it(text):
    result = validated([response(submitted_text=text)], [])
    assert result.responses["submitted"].tolist() == [pd.Timestamp("2024-03-01 14:05", tz="UTC")]


def test_a_time_that_cannot_be_read_is_noted():
    result = validated([response(submitted_text="last week")], [])
    assert result.responses["submitted"].isna().all()
    assert noted(result) == [(2, "submitted_text", "last week", "noted")]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        pytest.param({"is_test": True}, "test", id="the platform says test"),
        pytest.param({"us_city_text": "TEST!"}, "test", id="the city is called test"),
        pytest.param({"status": "disqualified"}, "disqualified", id="disqualified"),
        pytest.param({"staff_text": None}, "empty", id="only a city"),
        pytest.param({"us_city_text": "n/a", "staff_text": "Yes"}, "empty", id="no city"),
    ],
)
def test_a_response_that_does_not_count_is_excluded_with_its_reason(told, reason):
    result = validated([response(**told)], [])
    assert ended(result) == [("row", 2, None, "excluded", reason)]
    assert result.responses.empty


@pytest.mark.parametrize("status", ["partial", None], ids=["partial", "the platform does not say"])
def test_a_response_that_nobody_called_disqualified_counts(status):
    assert len(validated([response(status=status)], []).responses) == 1


def test_a_response_with_a_partner_alone_is_not_empty():
    result = validated([response(staff_text=None)], [report()])
    assert (len(result.responses), len(result.reports)) == (1, 1)


def test_reports_end_with_their_response():
    result = validated([response(is_test=True)], [report(), report(slot=2)])
    assert ended(result) == [
        ("report", 2, "survey:2:agreement-1", "excluded", "test"),
        ("report", 2, "survey:2:agreement-2", "excluded", "test"),
        ("row", 2, None, "excluded", "test"),
    ]


def test_a_record_of_the_same_row_number_does_not_end_with_a_response():
    result = validated([response(is_test=True)], [record()])
    assert result.reports["report_id"].tolist() == ["desk:2:record-1"]


@pytest.mark.parametrize("words", [None, "N/A", "n/a."])
def test_a_report_without_a_partner_is_excluded_as_empty(words):
    result = validated([], [record(partner_place_text=words, description_text="A visit")])
    assert ended(result) == [("report", 2, "desk:2:record-1", "excluded", "empty")]


def test_words_that_say_no_answer_are_blank_and_closed_answers_keep_theirs():
    result = validated([response(director_text="n/a")], [report(year_text="N/A")])
    assert result.reports["year_text"].isna().all()
    assert noted(result) == [(2, "director_text", "n/a", "noted")]


@pytest.mark.parametrize(
    ("text", "year", "consequences"),
    [
        pytest.param("2019", 2019, [], id="plain"),
        pytest.param("5/6/19", 2019, ["noted"], id="two digits"),
        pytest.param("43586", 2019, ["noted"], id="day number of a spreadsheet"),
        pytest.param("2019 - 2021", 2019, ["noted"], id="several years"),
        pytest.param("long ago", None, ["noted"], id="unreadable"),
        pytest.param(None, None, [], id="not answered"),
    ],
)
def test_a_year_that_is_not_plain_is_noted(text, year, consequences):
    result = validated([], [record(year_text=text)])
    assert result.reports["year"].astype("object").where(lambda read: read.notna(), None).tolist() == [year]
    assert [consequence for *_, consequence in noted(result)] == consequences


def test_a_report_with_an_impossible_year_is_set_aside_with_an_issue():
    result = validated([], [record(2, year_text="2202"), record(3, year_text="2022")])
    assert result.reports["row"].tolist() == [3]
    assert noted(result) == [(2, "year_text", "2202", "set aside")]
    assert ended(result) == [("report", 2, "desk:2:record-1", "set_aside", "invalid_value")]


def test_a_response_with_a_status_that_cannot_be_is_set_aside_with_an_issue():
    result = validated([response(status="finished"), response(3)], [])
    assert result.responses["row"].tolist() == [3]
    assert noted(result) == [(2, "status", "finished", "set aside")]
    assert ended(result) == [("row", 2, None, "set_aside", "invalid_value")]


def test_a_correction_changes_the_value_it_expects_and_is_an_issue_with_its_reason():
    mended = correction("desk:2:record-1", "partner_place_text", "Osaka", "Kyoto")
    result = validated([], [record()], mended)
    assert result.reports["partner_place_text"].tolist() == ["Kyoto"]
    assert noted(result) == [(2, "partner_place_text", "Osaka", "corrected")]
    assert result.issues["sentence"].tolist() == ["Corrected to 'Kyoto': The city wrote again"]


def test_the_correction_that_the_documentation_shows_can_be_applied():
    page = (Path(__file__).parents[1] / "docs/places.md").read_text(encoding="utf-8")
    example = page.split("```")[1]
    lines = pd.read_csv(io.StringIO(example), dtype="str", keep_default_na=False)
    assert list(lines.columns) == codebook.TABLES["corrections"][0]
    line = lines.iloc[0]
    source, row, _ = line["record"].split(":")
    (raw,) = (paths.RAW / line["edition"] / source).glob("*.csv")
    assert line["expected"] in raw.read_text(encoding="utf-8").splitlines()[int(row) - 1].split(",")
    found = record(report_id=line["record"], source_id=source, row=int(row), **{line["column"]: line["expected"]})
    assert validated([], [found], lines).reports[line["column"]].tolist() == [line["corrected"]]


def test_a_correction_fills_and_empties_a_cell():
    filled = validated([], [record()], correction("desk:2:record-1", "year_text", "", "2019"))
    emptied = validated([], [record(year_text="3")], correction("desk:2:record-1", "year_text", "3", ""))
    assert filled.reports["year"].tolist() == [2019]
    assert emptied.reports["year_text"].isna().all()


def test_a_corrected_city_of_a_response_is_its_reports_city_too():
    mended = correction("survey:2", "us_city_text", "Austin", "Reno")
    result = validated([response(), response(3)], [report(), report(3), record()], mended)
    assert result.responses["us_city_text"].tolist() == ["Reno", "Austin"]
    assert dict(zip(result.reports["report_id"], result.reports["us_city_text"], strict=True)) == {
        "survey:2:agreement-1": "Reno",
        "survey:3:agreement-1": "Austin",
        "desk:2:record-1": "Austin",
    }


@pytest.mark.parametrize(
    ("record_id", "column", "expected", "message"),
    [
        pytest.param(
            "desk:2:record-1", "partner_place_text", "Kobe", "expects 'Kobe'.*but there is 'Osaka'", id="value"
        ),
        pytest.param("desk:2:record-1", "year_text", "2019", "but there is nothing", id="nothing there"),
        pytest.param("desk:9:record-1", "year_text", "2019", "corrects desk:9:record-1, which is no", id="row"),
        pytest.param("desk:2:record-1", "year", "2019", "'year' is no column in words", id="column"),
    ],
)
def test_a_correction_that_does_not_fit_any_more_stops(record_id, column, expected, message):
    with pytest.raises(validate.ValidateError, match=message):
        validated([], [record()], correction(record_id, column, expected, "2020"))


def test_every_row_and_report_ends_once_or_goes_on():
    people = [response(2), response(3, is_test=True), response(4, staff_text=None), response(5, status="finished")]
    found = [report(2), report(3), report(2, 2, partner_place_text=None), record(2, year_text="0002"), record(3)]
    result = validated(people, found)
    rows = result.outcomes.loc[result.outcomes["unit"].eq("row")]
    reported = result.outcomes.loc[result.outcomes["unit"].eq("report")]
    assert sorted([*rows["row"], *result.responses["row"]]) == [2, 3, 4, 5]
    assert sorted([*reported["report_id"], *result.reports["report_id"]]) == sorted(one["report_id"] for one in found)


def test_tables_are_what_they_say_even_where_nothing_is_left():
    result = validated([], [])
    issues.Issues.validate(result.issues)
    Outcomes.validate(result.outcomes)
    assert [len(table) for table in result] == [0, 0, 0, 0]


def test_too_many_rows_set_aside_stop_the_run_with_the_first_of_them():
    result = validated([], [record(2, year_text="2202"), record(3, year_text="2022")])
    totals = pd.Series({"desk": 2})
    with pytest.raises(validate.ValidateError, match=r"desk: 1 of 2 rows.*0\.4.*row 2, year_text is '2202'"):
        validate.require_few_set_aside(result.outcomes, result.issues, totals, largest_share=0.4)


def test_a_share_as_large_as_allowed_does_not_stop():
    result = validated([], [record(2, year_text="2202"), record(3)])
    validate.require_few_set_aside(result.outcomes, result.issues, pd.Series({"desk": 2}), largest_share=0.5)


def test_excluded_rows_do_not_count_as_set_aside():
    result = validated([response(is_test=True)], [])
    validate.require_few_set_aside(result.outcomes, result.issues, pd.Series({"survey": 1}), largest_share=0.0)


def test_a_withdrawn_response_is_excluded_with_its_reason():
    tables = typed([response()], responses.Ingested), typed([], reports.Ingested)
    result = validate.validate(*tables, NO_CORRECTION, NO_ANSWER, OPTIONS, 2024, withdrawn=["survey:3"])
    assert ended(result) == [("row", 3, None, "excluded", "withdrawn")]
