"""Check what was ingested: apply corrections, read years and closed answers, end what cannot be counted with a reason.

A problem is an issue row; a row with a value that cannot be is set aside. A source in which too many are stops the run.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import pandera.errors
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import codebook, params, paths, stage
from pipeline.dates import IMPOSSIBLE, Year, read_year
from pipeline.no_answer import folded, says
from pipeline.scale import distinct, engine, parts
from pipeline.scale.among import among
from pipeline.tables import issues, reports, responses
from pipeline.tables.outcomes import Outcomes

CLOSED_ANSWERS = {
    "staff_text": "has_staff",
    "director_text": "has_director",
    "office_text": "has_office",
    "budget_text": "has_budget",
}
# Why a row is set aside one of whose values cannot be (code in reasons.csv).
INVALID = "invalid_value"
IMPOSSIBLE_YEAR = "Is no year in which this can have been."
PARTNER = ["partner_text", "partner_place_text", "partner_country_text", "network_text"]
# How platforms write the time of submission, tried in this order.
SUBMITTED = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%b %d, %Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
]
# The download of Google Forms ends with a zone's abbreviation. It names none for sure: the time is taken as written.
WITH_ZONE_NAME = "%Y/%m/%d %I:%M:%S %p"
ZONE_NAME = r"(?<=[AP]M) [A-Z]{2,5}(?:[+-]\d{1,2}(?::\d{2})?)?$"


class ValidateError(stage.InputError):
    """The data, or a correction of it, cannot be used: what was found, where, and what to do."""


class Validated(NamedTuple):
    """What can be counted, what is wrong with the rest, and where its way ended."""

    responses: DataFrame[responses.Validated]
    reports: DataFrame[reports.Validated]
    issues: DataFrame[issues.Issues]
    outcomes: DataFrame[Outcomes]


def validate(
    ingested_responses: DataFrame[responses.Ingested],
    ingested_reports: DataFrame[reports.Ingested],
    corrections: pd.DataFrame,
    no_answer: pd.DataFrame,
    options: pd.DataFrame,
    newest_year: int,
    withdrawn: Sequence[str] = (),
) -> Validated:
    """Return the rows that can be counted, an issue for each problem, and an outcome for each row that ends here.

    corrections (of this edition), no_answer and options are tables of the codebook; withdrawn: response_id of those
    taken back, of which ingest has left the row alone; newest_year decides the century of
    a two-digit year. Raises ValidateError when a correction does not fit the data any more.
    """
    _require_known_records(corrections, pd.concat([ingested_responses["response_id"], ingested_reports["report_id"]]))
    people, people_corrected = _corrected(ingested_responses, "response_id", corrections)
    found, found_corrected = _corrected(_with_city_of_response(ingested_reports, people), "report_id", corrections)
    tests = people["is_test"] | says(people["us_city_text"], "us_city_text", "test", no_answer)
    people, found = _without_no_answers(people, no_answer), _without_no_answers(found, no_answer)

    people_reasons = _response_reasons(people, found, tests)
    found_reasons = _report_reasons(found, people, people_reasons)
    answered, unsure = _with_answers_read(people.loc[people_reasons.isna()], options)
    dated, undated = _with_year_read(found.loc[found_reasons.isna()], newest_year)
    good_people, people_invalid, answered_reasons = _checked(answered, responses.Validated)
    impossible = dated["report_id"].isin(undated.loc[undated["consequence"].eq("set aside"), "report_id"])
    good_found, found_invalid, dated_reasons = _checked(dated.loc[~impossible], reports.Validated)
    dated_reasons = dated_reasons.reindex(dated.index).mask(impossible, INVALID)

    problems = [people_corrected, found_corrected, unsure, undated, people_invalid, found_invalid]
    ended = [
        _outcomes(people, "row", people_reasons, "excluded"),
        _outcomes(found, "report", found_reasons, "excluded"),
        _outcomes(answered, "row", answered_reasons, "set_aside"),
        _outcomes(dated, "report", dated_reasons, "set_aside"),
        _withdrawn_outcomes(withdrawn),
    ]
    return Validated(good_people, good_found, _joined(problems, issues.Issues), _joined(ended, Outcomes))


def _require_known_records(corrections: pd.DataFrame, records: pd.Series) -> None:
    """Raise ValidateError when a correction names a response or report that is not there."""
    for line in corrections.loc[~among(corrections["record"], records)].head(1).itertuples():
        raise ValidateError(
            f"data/codebook/corrections.csv corrects {line.record}, which is no response or report of this edition. "
            "Mend the line's record, or remove the line."
        )


def _corrected(rows: pd.DataFrame, key: str, corrections: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows with a person's corrections, and an issue for each."""
    position = pd.Series(rows.index, index=rows[key])
    mine = corrections.loc[among(corrections["record"], rows[key])]
    noted = []
    for line in mine.itertuples():
        if line.column not in rows.columns or not line.column.endswith("_text"):
            raise ValidateError(
                f"data/codebook/corrections.csv: {line.column!r} is no column in words of {line.record}."
            )
        at = position[line.record]
        there = rows.loc[at, line.column]
        if ("" if pd.isna(there) else there) != line.expected:
            raise ValidateError(
                f"data/codebook/corrections.csv expects {line.expected!r} in {line.column} of {line.record}, but there "
                f"is {'nothing' if pd.isna(there) else repr(there)}. If the source was mended, remove the line; if "
                "the row has moved, name its new place."
            )
        column = rows[line.column]
        rows = rows.assign(**{line.column: column.where(rows.index != at, line.corrected or None).astype(column.dtype)})
        noted.append((at, line.column, line.expected, f"Corrected to {line.corrected!r}: {line.reason}"))
    return rows, _issues(rows, noted, "corrected")


def _with_city_of_response(found: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with the city and state of their response, which may have been corrected there."""
    of_response = _responses_of(found, people)
    city = people[["us_city_text", "us_state_text"]].astype("str")
    own = {name: city[name].array.take(of_response, allow_fill=True) for name in city}
    return found.assign(**{name: found[name].where(of_response < 0, own[name]).astype("str") for name in city})


def _without_no_answers(rows: pd.DataFrame, no_answer: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with words that say “no answer” (n/a, unknown, …) as missing, closed answers apart."""
    open_columns = [name for name in rows if name.endswith("_text") and name not in CLOSED_ANSWERS]
    return rows.assign(**{name: rows[name].mask(says(rows[name], name, "blank", no_answer)) for name in open_columns})


def _response_reasons(people: pd.DataFrame, found: pd.DataFrame, tests: pd.Series) -> pd.Series:
    """Return why each response is excluded (code in reasons.csv), missing where it is not."""
    written = found.loc[found[PARTNER].notna().any(axis="columns"), parts.RAW_ROW]
    reports_engagement = np.isin(np.arange(len(people)), _responses_of(written, people))
    answers = people[["us_city_text", *CLOSED_ANSWERS]].notna()
    empty = people["us_city_text"].isna() & ~reports_engagement | ~(
        answers[[*CLOSED_ANSWERS]].any(axis="columns") | reports_engagement
    )
    # Most platforms do not say; a status that is missing is no reason.
    disqualified = people["status"].eq("disqualified").fillna(False)
    return _first_reason(people.index, {"test": tests, "disqualified": disqualified, "empty": empty})


def _report_reasons(found: pd.DataFrame, people: pd.DataFrame, people_reasons: pd.Series) -> pd.Series:
    """Return why each report is excluded: with its response, or because it names no partner."""
    of_response = people_reasons.array.take(_responses_of(found, people), allow_fill=True)
    inherited = pd.Series(of_response, index=found.index, dtype="str")
    empty = found[PARTNER].isna().all(axis="columns")
    return inherited.where(inherited.notna(), _first_reason(found.index, {"empty": empty}))


def _responses_of(found: pd.DataFrame, people: pd.DataFrame) -> np.ndarray:
    """Return the place of the response among people that stands in the raw row of each report, -1 where none does."""
    response, row = parts.raw_rows([people, found])
    return pd.Index(response).get_indexer(row)


def _first_reason(index: pd.Index, masks: dict[str, pd.Series]) -> pd.Series:
    """Return for each row the first reason whose mask holds, missing where none does."""
    reasons = pd.Series(pd.NA, index=index, dtype="str")
    for reason, mask in masks.items():
        reasons = reasons.mask(reasons.isna() & mask, reason)
    return reasons


def _with_answers_read(people: pd.DataFrame, options: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the responses with closed answers and time of submission read, and an issue for what cannot be."""
    noted = []
    read = {}
    for column, question in CLOSED_ANSWERS.items():
        own = options.loc[options["question"].eq(question)]
        code = dict(zip(own["label"].map(folded), own["code"], strict=True))
        said = distinct.each(people[column], folded).fillna("")
        read[question] = said.map(code).map({"yes": True, "no": False}).astype("boolean")
        strange = people.index[said.ne("") & ~said.isin(list(code))]
        allowed = ", ".join(own["label"])
        noted.append(_noted(people, column, strange, f"Is none of {allowed}; counts as not answered."))
    submitted = _time_of(people["submitted_text"])
    odd = people.index[people["submitted_text"].notna() & submitted.isna()]
    noted.append(_noted(people, "submitted_text", odd, "Is no date we know; left out."))
    answered = people.assign(submitted=submitted, **read)
    return answered[list(responses.Validated.to_schema().columns)], _issues(people, pd.concat(noted), "noted")


def _noted(rows: pd.DataFrame, column: str, at: pd.Index, sentence: str) -> pd.DataFrame:
    """Return what `_issues` takes: the same sentence on a column of some rows."""
    return pd.DataFrame({"at": at, "column": column, "value": rows.loc[at, column].array, "sentence": sentence})


def _time_of(texts: pd.Series) -> pd.Series:
    """Return the time in each text, in the first of the formats SUBMITTED that fits, else in WITH_ZONE_NAME."""
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us, UTC]")
    for written in SUBMITTED:
        left = texts.loc[times.isna() & texts.notna()]
        times = times.fillna(pd.to_datetime(left, format=written, errors="coerce", utc=True).astype(times.dtype))
    left = texts.loc[times.isna() & texts.notna()].str.replace(ZONE_NAME, "", regex=True)
    return times.fillna(pd.to_datetime(left, format=WITH_ZONE_NAME, errors="coerce", utc=True).astype(times.dtype))


def _with_year_read(found: pd.DataFrame, newest_year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the reports with their year read, and an issue where it was not plain; an impossible one is set aside."""
    number, texts = distinct.numbered(found["year_text"])
    years = [read_year(text, newest_year) for text in texts.tolist()]
    year = distinct.taken(pd.Series([read.year for read in years], dtype="Int64"), number, found.index)
    problem = distinct.taken(pd.Series(map(_year_problem, years), dtype="str"), number, found.index)
    doubtful = pd.DataFrame({"value": found["year_text"], "sentence": problem}).loc[problem.fillna("").ne("")]
    noted = doubtful.assign(column="year_text").rename_axis("at").reset_index()
    is_wrong = noted["sentence"].eq(IMPOSSIBLE_YEAR)
    problems = [_issues(found, noted[~is_wrong], "noted"), _issues(found, noted[is_wrong], "set aside")]
    return found.assign(year=year), pd.concat(problems, ignore_index=True)


@cache
def _year_problem(read: Year) -> str:
    """Return what a person should know about how a year was read, "" where it was plain."""
    if read.rule == IMPOSSIBLE:
        return IMPOSSIBLE_YEAR
    if read.year is None:
        return "Is no year we can read; counts as undated."
    plain = read.rule not in ("day number of a spreadsheet", "first of several years") and "two-digit" not in read.rule
    return "" if plain else f"Was read as {read.year}: {read.rule}."


def _checked(rows: pd.DataFrame, table: type[tables.Table]) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the rows that are as their table says, an issue for each value that is not, and INVALID where one is."""
    try:
        good = table.validate(rows, lazy=True).reset_index(drop=True)
        return good, _issues(rows, [], "set aside"), _first_reason(rows.index, {})
    except pandera.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    if failures["index"].isna().any():
        # Not a bad value but a bad table: ours to mend, so the whole story.
        raise pandera.errors.SchemaError(table.to_schema(), rows, failures.to_string())
    described = table.to_schema().columns
    noted = [
        (
            case.index,
            case.column,
            str(case.failure_case),
            f"Is not what {described[case.column].title} can be: {case.check}.",
        )
        for case in failures.itertuples(index=False)
    ]
    is_invalid = pd.Series(rows.index.isin(failures["index"]), index=rows.index)
    good = table.validate(rows.loc[~is_invalid], lazy=True).reset_index(drop=True)
    return good, _issues(rows, noted, "set aside"), _first_reason(rows.index, {INVALID: is_invalid})


def _issues(rows: pd.DataFrame, noted: list[tuple] | pd.DataFrame, consequence: str) -> pd.DataFrame:
    """Return issues from (index in rows, column, value, sentence), or columns of these: at, column, value, sentence."""
    at = pd.DataFrame(noted, columns=["at", "column", "value", "sentence"])
    where = rows.reindex(columns=["source_id", "row", "report_id"]).loc[at["at"]].reset_index(drop=True)
    at = at.reset_index(drop=True)
    return where.join(at[["column", "value", "sentence"]]).assign(consequence=consequence)


def _outcomes(rows: pd.DataFrame, unit: str, reasons: pd.Series, outcome: str) -> pd.DataFrame:
    """Return the outcome of each row that has a reason."""
    ended = rows.reindex(columns=["source_id", "row", "report_id"]).assign(reason=reasons)
    return ended.loc[ended["reason"].notna()].assign(unit=unit, outcome=outcome, into=None)


def _withdrawn_outcomes(withdrawn: Sequence[str]) -> pd.DataFrame:
    """Return the outcome of each response that was withdrawn (response_id)."""
    rows = pd.Series(withdrawn, dtype="str").str.extract(codebook.RESPONSE_ID).astype({"row": "int64"})
    return _outcomes(rows, "row", pd.Series("withdrawn", index=rows.index), "excluded")


def _joined(parts: list[pd.DataFrame], table: type[tables.Table]) -> pd.DataFrame:
    """Return the parts as one table, sorted by where they stand in the raw files."""
    columns = table.to_schema().columns
    typed = [
        part.reindex(columns=list(columns)).astype({name: str(column.dtype) for name, column in columns.items()})
        for part in parts
    ]
    joined = pd.concat(typed, ignore_index=True)
    joined = joined.take(distinct.order(joined, ["source_id", "row", "report_id"]))
    return table.validate(joined.reset_index(drop=True), lazy=True)


def require_few_set_aside(
    outcomes: pd.DataFrame, problems: pd.DataFrame, totals: pd.Series, largest_share: float
) -> None:
    """Raise ValidateError when more than largest_share (0 to 1) of a source's rows were set aside.

    totals: reports (or responses) by source_id.
    """
    set_aside = outcomes.loc[outcomes["outcome"].eq("set_aside")].groupby("source_id").size()
    for source_id, count in set_aside.items():
        if count / totals[source_id] > largest_share:
            first = problems.loc[problems["source_id"].eq(source_id) & problems["consequence"].eq("set aside")].iloc[0]
            raise ValidateError(
                f"Source {source_id}: {count} of {totals[source_id]} rows would be set aside, more than the share of "
                f"{largest_share} that params.yaml allows (validate.largest_set_aside_share). The first: row "
                f"{first['row']}, {first['column']} is {first['value']!r}. {first['sentence']}"
            )


class OfPart(NamedTuple):
    """What one part of the rows came to, and what is asked of all of them together."""

    validated: Validated
    corrected: list[str]  # records of the corrections that are on its rows
    totals: pd.Series  # responses and reports by source_id


def _validating(edition: str) -> Callable[[tuple[parts.Rows, parts.Rows]], OfPart]:
    """Return the function that validates a part of an edition: its responses and reports."""
    corrections = codebook.read("corrections")
    corrections = corrections.loc[corrections["edition"].eq(edition)]
    no_answer, options = codebook.read("no_answer"), codebook.read("options")
    newest_year = params.edition(edition, "cut_off")["cut_off"].year

    def of_part(part: tuple[parts.Rows, parts.Rows]) -> OfPart:
        people, found = (rows.read() for rows in part)
        own = among(corrections["record"], pd.concat([people["response_id"], found["report_id"]]))
        return OfPart(
            validate(people, found, corrections.loc[own], no_answer, options, newest_year),
            corrections.loc[own, "record"].tolist(),
            pd.concat([people["source_id"], found["source_id"]]).value_counts(),
        )

    return of_part


def main(edition: str) -> None:
    """Write data/validated/<edition>/."""
    folder = paths.INGESTED / edition
    withdrawn, corrections = codebook.read("withdrawn"), codebook.read("corrections")
    problems, corrected, totals = [], [], []
    ended = [_withdrawn_outcomes(withdrawn.loc[withdrawn["edition"].eq(edition), "response_id"].tolist())]
    cut = parts.cut_by_raw_row(engine.chosen().rows_at_once, folder / "responses.parquet", folder / "reports.parquet")
    with parts.Written(paths.VALIDATED / edition) as written:
        for part in engine.each(partial(_validating, edition), cut, keeps=True):
            written.add(responses=part.validated.responses, reports=part.validated.reports)
            problems.append(part.validated.issues)
            ended.append(part.validated.outcomes)
            corrected += part.corrected
            totals.append(part.totals)
        _require_known_records(corrections.loc[corrections["edition"].eq(edition)], pd.Series(corrected, dtype="str"))
        found, outcomes = _joined(problems, issues.Issues), _joined(ended, Outcomes)
        require_few_set_aside(
            outcomes,
            found,
            pd.concat(totals).groupby(level=0).sum(),
            params.section("validate")["largest_set_aside_share"],
        )
        noted = _joined([pd.read_parquet(folder / "issues.parquet"), found], issues.Issues)
        written.add(issues=noted, outcomes=outcomes)


if __name__ == "__main__":
    stage.run(main, __doc__)
