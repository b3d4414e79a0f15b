"""Give every response and report the codes of its U.S. city and its partner, each with the rule that decided.

What no rule decides is listed for a person; nothing is guessed. A U.S. city that is undecided sets the row aside, and a
partner in the United States ends a report, since it is not international.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import params, paths, stage
from pipeline.places import knowledge
from pipeline.places.knowledge import Knowledge
from pipeline.places.partner import Partner
from pipeline.places.us_cities import UsCity
from pipeline.scale import distinct, engine, parts
from pipeline.scale.once import Once
from pipeline.tables import reports, responses
from pipeline.tables.outcomes import Outcomes
from pipeline.tables.review import Review

CITY = ["us_city_text", "us_state_text"]
PARTNER = ["partner_text", "partner_place_text", "partner_country_text", "network_text"]
# What is decided of a city and state as written: the place, the rule, and what an undecided one may be.
DECIDED_OF_CITY = ["us_place_id", "us_city", "us_state", "us_city_rule", "us_suggestions"]


class Deciders(NamedTuple):
    """What decides the places of many answers at a time; of an answer that comes again the decision is kept."""

    cities: Once[tuple[str, str], tuple[str | None, ...]]  # CITY → DECIDED_OF_CITY
    partners: Once[tuple[str, str, str, str], list[Partner]]  # PARTNER


def deciders(known: Knowledge) -> Deciders:
    """Return what decides by what is known."""
    return Deciders(
        Once(lambda answers: [_city(*answer, known) for answer in answers]),
        Once(lambda answers: [known.partners.decide(*answer) for answer in answers]),
    )


def _city(city: str, state: str, known: Knowledge) -> tuple[str | None, ...]:
    """Return DECIDED_OF_CITY of a city and a state as written, "" for none."""
    decided = known.us_cities.decide(city, state) if city else UsCity(None, "city missing")
    place = (decided.place.id, decided.place.name, decided.place.state) if decided.place else (None, None, None)
    return *place, decided.rule, _city_suggestions(decided)


class Located(NamedTuple):
    """What has its places, what a person has to decide, and where the way of the rest ended."""

    responses: DataFrame[responses.Located]
    reports: DataFrame[reports.Located]
    review: DataFrame[Review]
    outcomes: DataFrame[Outcomes]


def locate(
    validated_responses: DataFrame[responses.Validated],
    validated_reports: DataFrame[reports.Validated],
    decide: Deciders,
) -> Located:
    """Return responses and reports with codes beside the words, a review line per undecided answer, and outcomes.

    Each distinct answer is decided once and mapped to its rows. A report that names several partners becomes several.
    """
    city, cities = _decided_cities(pd.concat([validated_responses[CITY], validated_reports[CITY]]), decide)
    people = _beside(validated_responses, cities, city[: len(validated_responses)])
    found = _beside(validated_reports, cities, city[len(validated_responses) :])
    undecided_people, undecided = people["us_place_id"].isna(), found["us_place_id"].isna()

    answer, partners = _decided_partners(found.loc[~undecided, PARTNER], decide)
    # A report is met by every partner that its answer names. Positions are joined, since rows are wide.
    reports_ = pd.DataFrame({"answer": answer, "row": np.flatnonzero(~undecided)})
    met = reports_.merge(partners[["answer"]].reset_index(names="partner"), on="answer", how="left")
    is_domestic = partners["is_domestic"].to_numpy()[met["partner"]]
    abroad, domestic = (
        _with_part_of_report(_beside(found.take(own["row"]), partners, own["partner"]))
        for own in (met.loc[~is_domestic], met.loc[is_domestic])
    )
    ended = [
        _outcomes(people.loc[undecided_people], "row", "set_aside", "us_city_undecided"),
        _outcomes(found.loc[undecided], "report", "set_aside", "us_city_undecided"),
        _outcomes(domestic, "report", "excluded", "domestic_partner"),
    ]
    review = [
        _city_review(people, found),
        _partner_review(abroad),
    ]
    return Located(
        _typed(people.loc[~undecided_people], responses.Located),
        _typed(abroad, reports.Located),
        _typed(pd.concat(review), Review),
        _typed(pd.concat(ended), Outcomes),
    )


def _decided_cities(answers: pd.DataFrame, decide: Deciders) -> tuple[np.ndarray, pd.DataFrame]:
    """Return for each row the place of its city and state as written in the table: place, rule, and what it may be."""
    number, answered = distinct.combined(answers)
    return number, distinct.table(decide.cities(answered), DECIDED_OF_CITY)


def _city_suggestions(city: UsCity) -> str | None:
    """Return what an undecided city may be, best first."""
    if not city.candidates:
        return None
    return "; ".join(f"{place.id} {place.name}, {place.state} ({place.population:,})" for place in city.candidates)


def _beside(rows: pd.DataFrame, decided: pd.DataFrame, places: np.ndarray | pd.Series) -> pd.DataFrame:
    """Return the rows with what was decided of each beside it; places: of each row in the table of what was decided."""
    return rows.reset_index(drop=True).join(decided.take(places).reset_index(drop=True))


def _decided_partners(answers: pd.DataFrame, decide: Deciders) -> tuple[np.ndarray, pd.DataFrame]:
    """Return for each row the number of its answer, and one row per partner of each answer, numbered within it."""
    answer, answered = distinct.combined(answers)
    decided = decide.partners(answered)
    counts = [len(partners) for partners in decided]
    rows = pd.DataFrame([partner for partners in decided for partner in partners], columns=list(Partner._fields))
    named = rows.rename(
        columns={
            "kind": "partner_kind",
            "country": "partner_country_code",
            "country_rule": "partner_country_rule",
            "place": "partner_place",
            "place_id": "partner_place_id",
            "latitude": "partner_latitude",
            "longitude": "partner_longitude",
            "place_rule": "partner_place_rule",
        }
    )
    of_answer = pd.Series(np.repeat(np.arange(len(counts)), counts), dtype="int64")
    number = of_answer.groupby(of_answer).cumcount() + 1
    suggestions = named["suggestions"].map("; ".join, na_action="ignore").astype("str")
    return answer, named.assign(
        suggestions=suggestions.where(suggestions.ne("")),
        answer=of_answer,
        part=number,
        parts=of_answer.map(pd.Series(counts, dtype="int64")),
    )


def _with_part_of_report(asked: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with .1, .2, … at the end of the report_id where a cell named several partners."""
    is_one_of_several = asked["parts"].ne(1)
    several = asked.loc[is_one_of_several]
    report_id = asked["report_id"].copy()
    report_id.loc[is_one_of_several] = several["report_id"] + "." + several["part"].astype("str")
    return asked.assign(report_id=report_id)


def _city_review(people: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return a review line for each U.S. city as written that no rule decided."""
    undecided = [
        rows.loc[rows["us_place_id"].isna()].rename(columns={key: "example"})
        for rows, key in ((people, "response_id"), (found, "report_id"))
    ]
    open_ones = pd.concat(undecided)
    answer = _joined(open_ones, CITY).where(open_ones["us_city_text"].notna(), "(no city given)")
    return _review(open_ones.assign(suggestions=open_ones["us_suggestions"]), answer, "us_city", "us_city_spellings")


def _partner_review(asked: pd.DataFrame) -> pd.DataFrame:
    """Return a review line for each partner as written whose country or place no rule decided."""
    asked = asked.loc[asked["question"].notna()].rename(columns={"report_id": "example"})
    parts = []
    for question in ("country", "place"):
        open_ones = asked.loc[asked["question"].eq(question)]
        answer = _joined(open_ones, PARTNER[:3])
        parts.append(_review(open_ones, answer, question, "place_spellings"))
    return pd.concat(parts)


def _joined(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return the cells of each row that are not empty, joined by a vertical line."""
    joined = pd.Series("", index=rows.index, dtype="str")
    for column in columns:
        cell = rows[column].fillna("")
        joined = joined.where(cell.eq(""), joined.where(joined.eq(""), joined + " | ") + cell)
    return joined


def _review(rows: pd.DataFrame, answer: pd.Series, decision: str, file: str) -> pd.DataFrame:
    """Return one review line per distinct answer, the most frequent first."""
    counted = (
        rows.assign(answer=answer)
        .groupby("answer", sort=False)
        .agg(count=("example", "size"), example=("example", "first"), suggestions=("suggestions", "first"))
        .reset_index()
        .sort_values(["count", "answer"], ascending=[False, True], ignore_index=True)
    )
    return counted.assign(decision=decision, file=f"{paths.CODEBOOK.as_posix()}/{file}.csv")


def _outcomes(rows: pd.DataFrame, unit: str, outcome: str, reason: str) -> pd.DataFrame:
    """Return where the way of these rows ended."""
    ended = rows.reindex(columns=["source_id", "row", "report_id"])
    return ended.assign(unit=unit, outcome=outcome, reason=reason, into=None)


def _typed(rows: pd.DataFrame, table: type[tables.Table]) -> pd.DataFrame:
    """Return the rows with the columns and types of a table, checked."""
    columns = table.to_schema().columns
    typed = rows.reindex(columns=list(columns)).astype({name: str(column.dtype) for name, column in columns.items()})
    return table.validate(typed.reset_index(drop=True), lazy=True)


def _locating(threshold: float) -> Callable[[tuple[parts.Rows, parts.Rows]], Located]:
    """Return the function that locates a part: its responses and reports; threshold: locate.spelling_threshold."""
    decide = deciders(knowledge.read(threshold))

    def of_part(part: tuple[parts.Rows, parts.Rows]) -> Located:
        people, found = (rows.read() for rows in part)
        return locate(people, found, decide)

    return of_part


def _review_of(located: list[tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    """Return what a person has to decide, of the reviews and outcomes of all parts.

    The example of a city is a response where one gives it, in whichever part.
    """
    lines = []
    for review, ended in located:
        rows = ended.loc[ended["unit"].eq("row")]
        is_response = review["example"].isin(rows["source_id"] + ":" + rows["row"].astype("str"))
        lines.append(review.assign(is_report=~is_response))
    ordered = pd.concat(lines).sort_values("is_report", kind="stable").drop(columns="is_report")
    return _typed(parts.review_of([ordered], ["us_city", "country", "place"]), Review)


def main(edition: str) -> None:
    """Write data/located/<edition>/."""
    folder = paths.VALIDATED / edition
    cut = parts.cut(engine.chosen().rows_at_once, folder / "responses.parquet", folder / "reports.parquet")
    left = []
    with parts.Written(paths.LOCATED / edition) as written:
        locating = partial(_locating, params.section("locate")["spelling_threshold"])
        for located in engine.each(locating, cut, keeps=True):
            written.add(responses=located.responses, reports=located.reports)
            left.append((located.review, located.outcomes))
        # In each part as in all: rows before reports, then what was set aside before what is excluded.
        ended = pd.concat([outcomes for _, outcomes in left]).sort_values(
            ["unit", "outcome"], ascending=False, kind="stable"
        )
        written.add(review=_review_of(left), outcomes=_typed(ended, Outcomes))


if __name__ == "__main__":
    stage.run(main, __doc__)
