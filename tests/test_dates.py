"""The year in a date as people and spreadsheets write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import dates

DATE_LIKE = st.text(st.sampled_from("0123456789-/.,: tzTZ+&–'mayjun stndrh"), max_size=25)


@pytest.mark.parametrize(
    ("text", "year", "rule"),
    [
        pytest.param("2019", 2019, "year", id="year"),
        pytest.param(" 2019. ", 2019, "year", id="spaces and period around"),
        pytest.param("since 2019", 2019, "year", id="since"),
        pytest.param("2019?", 2019, "year", id="not quite sure"),
        pytest.param("2019.0", 2019, "year", id="number of a spreadsheet"),
        pytest.param("2019-05-06", 2019, "ISO date", id="ISO date"),
        pytest.param("2019-05-06 00:00:00", 2019, "ISO date", id="ISO date and time"),
        pytest.param("2019-05-06T12:00:00.000Z", 2019, "ISO date", id="ISO date, time and zone"),
        pytest.param("5/6/2019", 2019, "date", id="U.S. date"),
        pytest.param("13.12.2019", 2019, "date", id="European date"),
        pytest.param("5/6/2019 1:30 PM", 2019, "date", id="U.S. date and time"),
        pytest.param("05/2019", 2019, "month and year", id="month and year"),
        pytest.param("May 2019", 2019, "date", id="month in words"),
        pytest.param("Sept. 5th, 2019", 2019, "date", id="month, day and year"),
        pytest.param("6 May 2019", 2019, "date", id="day, month and year"),
        pytest.param("Fall 2019", 2019, "season", id="season"),
        pytest.param("2019 - 2021", 2019, "first of several years", id="range of years"),
        pytest.param("2019–present", 2019, "first of several years", id="until now"),
        pytest.param("Oct 12-15, 2019", 2019, "first of a date range", id="range of days"),
        pytest.param("5/6/19", 2019, "date with two-digit year", id="two-digit year"),
        pytest.param("May-19", 2019, "month with two-digit year", id="month and two digits"),
        pytest.param("43586", 2019, "day number of a spreadsheet", id="day number"),
        pytest.param("43586.5", 2019, "day number of a spreadsheet", id="day number with a time"),
        pytest.param("٢٠١٩", 2019, "year", id="Arabic digits"),
        pytest.param("19-May", None, "unreadable", id="day or year"),
        pytest.param("the nineties", None, "unreadable", id="words"),
        pytest.param("", None, "unreadable", id="nothing"),
        pytest.param("2202", None, "impossible year", id="too late"),
        pytest.param("0219", None, "impossible year", id="too early"),
        pytest.param("99999", None, "impossible year", id="day number too late"),
    ],
)
def test_a_year_is_read_as_written(text, year, rule):
    assert dates.read_year(text, newest=2024) == (year, rule)


@pytest.mark.parametrize(("text", "year"), [("1/2/24", 2024), ("1/2/25", 1925), ("1/2/99", 1999), ("1/2/00", 2000)])
def test_two_digits_are_the_latest_year_not_after_the_newest(text, year):
    assert dates.read_year(text, newest=2024).year == year


def test_a_planned_event_has_its_year():
    assert dates.read_year("2027", newest=2024).year == 2027


@settings(max_examples=500)
@given(st.one_of(st.text(max_size=30), DATE_LIKE), st.integers(2000, 2100))
def test_whatever_is_written_gives_a_possible_year_or_none(text, newest):
    year = dates.read_year(text, newest).year
    assert year is None or dates.EARLIEST <= year <= newest + dates.YEARS_AHEAD


@settings(max_examples=200)
@given(st.dates(min_value=dates.date(1901, 1, 1), max_value=dates.date(2024, 12, 31)))
def test_a_day_number_is_read_back(day):
    number = (day - dates.SPREADSHEET_ORIGIN).days
    assert number < 10000 or dates.read_year(str(number), newest=2024).year == day.year
