"""Comparison with published figures, and row accounting."""

import pandas as pd
import pytest

from pipeline.core.codebook import CodebookError
from pipeline.findings.accounting import AccountingError, accounting, counted, ended_reports, ended_rows
from pipeline.findings.comparison import comparison
from pipeline.findings.edition import is_one_of
from pipeline.tables.findings import Findings

NOTHING = float("nan")
LABELS = {"CN": "China", "JP": "Japan"}


def computed(*told: dict) -> pd.DataFrame:
    """Return findings that say only what a test tells."""
    columns = Findings.to_schema().columns
    plain = {"edition": "e", "label": "China", "unit": "engagements", "statement": "…", "is_withheld": False}
    frame = pd.DataFrame([plain | row for row in told]).reindex(columns=list(columns))
    return frame.astype({name: str(column.dtype) for name, column in columns.items()})


def published(finding_id: str, figure: str, kind: str) -> pd.DataFrame:
    """Return one published figure."""
    return pd.DataFrame(
        [(finding_id, "A statement", figure, kind, "a page", "")],
        columns=["finding_id", "statement", "figure", "kind", "source", "remark"],
    )


def share(percent: float, lower: float, upper: float, **told) -> dict:
    """Return a share of the sister cities."""
    row = {"finding_id": "method.sister_city", "section": "method", "code": "sister_city", "measure": "share"}
    return row | {"count": 50, "base": 100, "rank": 1, "percent": percent, "lower": lower, "upper": upper} | told


@pytest.mark.parametrize(
    ("row", "kind", "agreement", "told"),
    [
        pytest.param(share(52, 49, 55), "percent", "agrees", "52 % (49–55 %)", id="within the interval"),
        pytest.param(share(57, 54, 60), "percent", "agrees", "57 % (54–60 %)", id="the lower end"),
        pytest.param(share(51, 48, 54), "percent", "agrees", "51 % (48–54 %)", id="the upper end"),
        pytest.param(share(60, 56, 64), "percent", "differs", "60 % (56–64 %)", id="outside the interval"),
        pytest.param(share(54, 50, 58), "percent fewer than", "differs", "54 % (50–58 %)", id="as many is not fewer"),
        pytest.param(share(52, 49, 55), "percent fewer than", "agrees", "52 % (49–55 %)", id="fewer"),
        pytest.param(share(54, NOTHING, NOTHING), "percent", "agrees", "54 %", id="no interval, equal"),
        pytest.param(
            share(NOTHING, NOTHING, NOTHING, is_withheld=True, withheld_reason="small_base", base=4),
            "percent",
            "not computed",
            "Withheld: the base is 4.",
            id="withheld",
        ),
    ],
)
def test_a_published_percentage_agrees_when_it_lies_in_the_interval(row, kind, agreement, told):
    compared = comparison(computed(row), published("method.sister_city", "54", kind), LABELS).loc[0]
    assert (compared["agreement"], compared["computed"]) == (agreement, told)


def test_a_published_percentage_is_told_as_it_was_published():
    compared = comparison(computed(share(7, 6, 9)), published("method.sister_city", "7.5", "percent"), LABELS).loc[0]
    assert (compared["published"], compared["agreement"]) == ("7.5 %", "agrees")


@pytest.mark.parametrize(
    ("kind", "count", "agreement"),
    [
        ("exactly", 166, "agrees"),
        ("exactly", 165, "differs"),
        ("more than", 167, "agrees"),
        ("more than", 166, "differs"),
    ],
)
def test_published_counts_are_compared_as_they_are_said(kind, count, agreement):
    row = {"finding_id": "headline.cities", "section": "headline", "measure": "count", "count": count}
    assert comparison(computed(row), published("headline.cities", "166", kind), LABELS)["agreement"].tolist() == [
        agreement
    ]


def test_leading_countries_that_nobody_named_are_told_in_words():
    row = share(100, 30, 100, finding_id="country.JP", section="country", code="JP", label="Japan", rank=1, count=9)
    compared = comparison(computed(row), published("country.top", "CN JP", "among the first"), LABELS).loc[0]
    assert compared["published"] == "China, Japan"


def test_leading_countries_agree_when_they_are_the_same_in_any_order():
    rows = [
        share(40, 30, 50, finding_id=f"country.{code}", section="country", code=code, label=label, rank=rank, count=9)
        for rank, (code, label) in enumerate([("JP", "Japan"), ("CN", "China"), ("FR", "France")], start=1)
    ]
    compared = comparison(computed(*rows), published("country.top", "CN JP", "among the first"), LABELS).loc[0]
    assert compared["agreement"] == "agrees"
    assert compared["published"] == "China, Japan"
    assert compared["computed"] == "Japan (9), China (9)"


def test_what_is_withheld_for_an_earlier_edition_is_not_said_to_have_a_small_base():
    row = share(NOTHING, NOTHING, NOTHING, is_withheld=True, withheld_reason="earlier_edition")
    compared = comparison(computed(row), published("method.sister_city", "60", "percent"), LABELS).loc[0]
    assert compared["computed"] == (
        "Withheld: with the share of an earlier edition it would tell what single cities answered."
    )


def test_a_published_country_that_is_none_is_refused():
    with pytest.raises(CodebookError, match=r"names the country 'XX', which is no code of countries\.csv"):
        comparison(computed(share(52, 49, 55)), published("country.top", "CN XX", "among the first"), LABELS)


def test_what_an_edition_does_not_ask_is_not_computed():
    row = share(52, 49, 55)
    compared = comparison(computed(row), published("staffing.has_staff", "60", "percent"), LABELS).loc[0]
    assert (compared["agreement"], compared["computed"]) == ("not computed", "Not asked in this edition.")


ROWS = pd.DataFrame(
    {"source_id": ["desk", "desk", "survey"], "row": [2, 3, 2], "kind": ["record", "record", "response"]}
).astype({"source_id": "category"})
REPORTS = pd.DataFrame({"report_id": ["desk:2:record-1", "desk:3:record-1"]})


def outcome(unit: str, source_id: str, row: int, ending: str, reason: str, report_id: str | None = None) -> tuple:
    """Return one outcome."""
    return unit, source_id, row, report_id, ending, reason, None


def outcomes(*rows: tuple) -> pd.DataFrame:
    """Return outcomes."""
    columns = ["unit", "source_id", "row", "report_id", "outcome", "reason", "into"]
    return pd.DataFrame(rows, columns=columns).astype({"source_id": "category", "report_id": "str", "into": "str"})


ENDED = [
    outcome("report", "desk", 2, "merged", "same_engagement", "desk:2:record-1.1"),
    outcome("report", "desk", 2, "counted", "counted", "desk:2:record-1.2"),
    outcome("report", "desk", 3, "excluded", "ended", "desk:3:record-1"),
    outcome("row", "survey", 2, "counted", "counted"),
]


def test_a_row_that_became_several_reports_ends_as_the_best_of_them():
    told = accounting([counted(ended_rows(ROWS, outcomes(*ENDED))), counted(ended_reports(REPORTS, outcomes(*ENDED)))])
    assert told.drop(columns="source_id").to_numpy().tolist() == [
        ["row", "counted", "counted", 1],
        ["row", "excluded", "ended", 1],
        ["row", "counted", "counted", 1],
        ["report", "counted", "counted", 1],
        ["report", "merged", "same_engagement", 1],
        ["report", "excluded", "ended", 1],
    ]
    assert told.loc[told["unit"].eq("row"), "count"].sum() == len(ROWS)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param(ENDED[:2] + ENDED[3:], "Report desk:3:record-1 has no outcome", id="lost"),
        pytest.param([*ENDED, ENDED[2]], "Report desk:3:record-1 has two outcomes", id="counted twice"),
        pytest.param(
            [*ENDED, outcome("report", "desk", 9, "counted", "counted", "desk:9:record-1")],
            "Report desk:9:record-1 has an outcome but never came in",
            id="from nowhere",
        ),
    ],
)
def test_lost_and_doubled_reports_stop_the_run(changed, message):
    with pytest.raises(AccountingError, match=message):
        ended_reports(REPORTS, outcomes(*changed))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param(ENDED[:3], "Row 2 of source survey has no outcome", id="a response is lost"),
        pytest.param(ENDED[:2] + ENDED[3:], "Row 3 of source desk has no outcome", id="a record is lost"),
        pytest.param([*ENDED, ENDED[3]], "Row 2 of source survey has two outcomes", id="a response counts twice"),
    ],
)
def test_lost_and_doubled_rows_stop_the_run(changed, message):
    with pytest.raises(AccountingError, match=message):
        ended_rows(ROWS, outcomes(*changed))


def test_no_number_is_none_of_the_numbers_even_where_one_of_those_is_missing():
    assert is_one_of(pd.Series([-1, 0, 1, 2]), pd.Index([-1, 0, 2])).tolist() == [False, True, False, True]
