"""Join the reports of one engagement and the responses of one city; end with a reason what does not count.

Two reports are one engagement by a rule, or because a person said so; what is borderline joins nothing and goes to a
person. docs/linkage.md gives the rules.
"""

from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import codebook, params, paths, register, stage, tables
from pipeline.linkage.doubts import doubts, numbers_of
from pipeline.linkage.evidence import evidence
from pipeline.linkage.groups import grouped
from pipeline.linkage.identity import engagement_ids, report_keys
from pipeline.linkage.links import PERSON, Linked, links
from pipeline.linkage.pairs import pairs
from pipeline.linkage.related import related
from pipeline.linkage.rules import decided
from pipeline.linkage.survival import SAID, conflicts, engagements, survivors
from pipeline.linkage.updates import (
    Told,
    changed_records,
    corrected,
    identifiers,
    link_rules,
    newest_priorities,
    standing,
    told,
)
from pipeline.phrases import folded
from pipeline.tables import reports, responses
from pipeline.tables.engagements import Conflicts, Engagements, Excluded, Links, Related, Survivors
from pipeline.tables.issues import Issues
from pipeline.tables.outcomes import Outcomes
from pipeline.tables.priorities import EngagementPriorities, ReportPriorities
from pipeline.tables.review import Review
from pipeline.tables.updates import Updates
from pipeline.updates import record_stamps
from pipeline.window import Window, outside

QUESTIONS = ["has_staff", "has_director", "has_office", "has_budget"]
DECISIONS_FILE = "data/codebook/same_or_different.csv"
STATUS_FILE = "data/codebook/status_words.csv"


class DeduplicateError(stage.InputError):
    """A decision or a word list cannot be used: what was found, where, and what to do."""


class Deduplicated(NamedTuple):
    """The unique engagements, what they are made of, the responding cities, and where every way ended."""

    engagements: DataFrame[Engagements]
    priorities: DataFrame[EngagementPriorities]
    links: DataFrame[Links]
    survivors: DataFrame[Survivors]
    conflicts: DataFrame[Conflicts]
    related: DataFrame[Related]
    cities: DataFrame[responses.Cities]
    outcomes: DataFrame[Outcomes]
    review: DataFrame[Review]
    excluded: DataFrame[Excluded]
    issues: DataFrame[Issues]


class Knowledge(NamedTuple):
    """What analysts know and chose: tables of the codebook, and parameters.

    decisions: same_or_different.csv of this edition. joint_words: words that say that several cities took part.
    link_probability: link rule → how often it is right. register: keys of published engagements. event_year_tolerance
    in years, description_threshold 0 to 100.
    """

    method_kinds: dict[str, str]
    status_words: pd.DataFrame
    decisions: pd.DataFrame
    joint_words: pd.DataFrame
    link_probability: dict[str, float]
    register: pd.DataFrame
    event_year_tolerance: int
    description_threshold: float


def deduplicate(
    classified: DataFrame[reports.Classified],
    report_priorities: DataFrame[ReportPriorities],
    located: DataFrame[responses.Located],
    knowledge: Knowledge,
    window: Window,
    updates: DataFrame[Updates] | None = None,
) -> Deduplicated:
    """Return the unique engagements and responding cities, and an outcome for every report and response.

    updates: which reports are answers of cities to the record they were shown; None where no city was. Raises
    DeduplicateError when a person's decision names an unknown report or contradicts another one, or a word of
    status_words.csv has no known meaning.
    """
    found = classified.sort_values("report_id", kind="stable").reset_index(drop=True)
    answered, before = _told(
        found,
        _typed(pd.DataFrame(columns=list(Updates.to_schema().columns)), Updates) if updates is None else updates,
        knowledge,
    )
    answers = answered.answers
    linked = link(found, knowledge, answered.pairs)
    status = _status(found, knowledge.status_words)
    group = pd.Series(linked.group, index=found.index)
    spoken = _with_engagement(corrected(found, group, answers), linked, knowledge.register)
    spoken = spoken.assign(engagement_id=identifiers(spoken, answers))
    reason = _exclusion(spoken, status["meaning"], standing(spoken, answers), window, knowledge.method_kinds)
    counted = spoken.loc[reason.isna()]
    by_rule = links(counted, linked, knowledge.link_probability)
    joined = Links.validate(_typed(link_rules(by_rule, by_rule["group"], answers, PERSON), Links))
    whole = engagements(counted)
    said = _as_reported(counted, found)
    stamps = pd.concat([before, _stamped(engagements(spoken))])
    cities, response_outcomes = _cities(located)
    asked = doubts(spoken, linked, reason.isna(), knowledge.decisions)
    return Deduplicated(
        Engagements.validate(_typed(whole, Engagements)),
        EngagementPriorities.validate(_priorities(joined, newest_priorities(report_priorities, joined, answers))),
        joined,
        Survivors.validate(_typed(survivors(said, whole), Survivors)),
        Conflicts.validate(_typed(conflicts(said, whole), Conflicts)),
        Related.validate(_typed(_related(counted, linked, knowledge), Related)),
        cities,
        Outcomes.validate(
            pd.concat([response_outcomes, _report_outcomes(spoken, reason, joined)], ignore_index=True).sort_values(
                ["source_id", "row", "report_id"], kind="stable", ignore_index=True
            )
        ),
        Review.validate(pd.concat([_questions(asked), _unknown_status(found, status)], ignore_index=True)),
        Excluded.validate(_excluded(spoken, reason)),
        Issues.validate(_typed(pd.concat([answered.issues, changed_records(found, answers, stamps)]), Issues)),
    )


def _told(found: pd.DataFrame, updates: pd.DataFrame, knowledge: Knowledge) -> tuple[Told, pd.DataFrame]:
    """Return the answers of cities to their record, and the record's stamps without them.

    Which engagement an answer is about is asked of the other reports alone, so that no answer changes what it is about.
    """
    is_answer = found["report_id"].isin(updates.loc[updates["engagement_id"].notna(), "report_id"])
    others = found.loc[~is_answer]
    if not is_answer.any() or others.empty:
        nothing = pd.DataFrame({"engagement_id": [], "record_stamp": []}, dtype="str")
        return told(found, updates, nothing.assign(number=pd.Series(dtype="int64"))), nothing
    plain = others.reset_index(drop=True)
    named = knowledge.decisions[["first_report", "second_report"]].isin(set(plain["report_id"])).all(axis="columns")
    linked = link(plain, knowledge._replace(decisions=knowledge.decisions.loc[named]))
    spoken = _with_engagement(plain, linked, knowledge.register)
    known = spoken[["engagement_id"]].assign(number=others.index[spoken["number"]])
    return told(found, updates, known), _stamped(engagements(spoken))


def _stamped(whole: pd.DataFrame) -> pd.DataFrame:
    """Return the engagement_id and record_stamp of engagements."""
    return whole[["engagement_id"]].assign(record_stamp=record_stamps(whole))


def _as_reported(counted: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with what each said itself, also where its city corrected it."""
    own = found.loc[counted["number"], sorted(set(SAID.values()))].set_axis(counted.index)
    return counted.assign(**{name: own[name] for name in own})


def link(found: pd.DataFrame, knowledge: Knowledge, told_pairs: pd.DataFrame | None = None) -> Linked:
    """Return which reports are one engagement.

    found: reports.Classified, numbered from 0; told_pairs: row numbers (left, right) that a city says are one.
    """
    compared = evidence(found, knowledge.method_kinds)
    judged = decided(
        pairs(compared, knowledge.event_year_tolerance),
        compared,
        knowledge.event_year_tolerance,
        knowledge.description_threshold,
    )
    joined, parted = _decisions(knowledge.decisions, found["report_id"])
    joined = joined if told_pairs is None else pd.concat([joined, told_pairs], ignore_index=True)
    group = grouped(len(found), judged, joined, parted)
    for line in parted.loc[group[parted["left"]] == group[parted["right"]]].head(1).itertuples():
        raise DeduplicateError(
            f"{DECISIONS_FILE} says that {found['report_id'][line.left]} and {found['report_id'][line.right]} are "
            "different, but other lines make them the same. Remove one of these lines."
        )
    return Linked(group, judged, compared)


def _decisions(decisions: pd.DataFrame, report_ids: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs (left, right: row numbers) that a person said are the same, and different."""
    odd = decisions.loc[~decisions["decision"].isin(["same", "different"])]
    for line in odd.head(1).itertuples():
        raise DeduplicateError(f"{DECISIONS_FILE} has the decision {line.decision!r}. Write same or different.")
    number = numbers_of(decisions, report_ids)
    named = pd.concat([decisions["first_report"], decisions["second_report"]])
    for report in named.loc[~named.isin(number.index)].head(1):
        raise DeduplicateError(
            f"{DECISIONS_FILE} names the report {report}, which is not in this edition any more: its source, row or "
            "block has changed. Put the report's new identifier there, or remove the line."
        )
    numbered = pd.DataFrame(
        {
            "left": number.reindex(decisions["first_report"]).to_numpy(dtype="int64"),
            "right": number.reindex(decisions["second_report"]).to_numpy(dtype="int64"),
        }
    )
    same = decisions["decision"].eq("same").to_numpy(dtype=bool)
    return numbered.loc[same], numbered.loc[~same]


def _status(found: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return for each report what its status means (ended, active, planned) and whether it is written but unknown."""
    for line in words.loc[~words["meaning"].isin(["ended", "active", "planned"])].head(1).itertuples():
        raise DeduplicateError(f"{STATUS_FILE}: {line.text!r} means {line.meaning!r}. Write ended, active or planned.")
    exact = dict(zip(words["text"].map(folded), words["meaning"], strict=True))
    timeless = dict(zip(words["text"].map(_without_dates), words["meaning"], strict=True)) | exact
    meanings = {
        text: exact.get(folded(text)) or timeless.get(_without_dates(text))
        for text in found["status_text"].dropna().unique()
    }
    meaning = found["status_text"].map(meanings).astype("str")
    return pd.DataFrame({"meaning": meaning, "is_unknown": found["status_text"].notna() & meaning.isna()})


def _without_dates(text: str) -> str:
    """Return the words of a status, folded, without those that have a digit."""
    return f" {' '.join(word for word in folded(text).split() if not any(sign.isdigit() for sign in word))} "


def _with_engagement(found: pd.DataFrame, linked: Linked, register: pd.DataFrame) -> pd.DataFrame:
    """Return the reports, the one that speaks for an engagement first, with what is said of their engagement.

    Adds engagement_id, is_speaking, engagement_method, first_year and last_year. The report that knows most of the
    partner speaks; then the one with the method most reports give, a country, a year, the longest description.
    """
    grouped_reports = found.assign(group=linked.group, number=found.index)
    method = _commonest_method(grouped_reports)
    described = grouped_reports.assign(
        engagement_method=method,
        knows_place=found["partner_place_id"].notna().astype("int64") + found["partner_place"].notna(),
        has_method=found["method_code"].notna() & found["method_code"].eq(method),
        has_country=found["partner_country_code"].notna(),
        has_year=found["year"].notna(),
        length=found["description_text"].str.len().fillna(0),
        **report_keys(linked.evidence),
    )
    preference = ["knows_place", "has_method", "has_country", "has_year", "length"]
    described = described.sort_values(
        ["group", *preference, "report_id"], ascending=[True, *[False] * len(preference), True], kind="stable"
    )
    by_group = described.groupby("group", sort=False)
    described = described.assign(
        is_speaking=~described.duplicated("group"),
        first_year=by_group["year"].transform("min"),
        last_year=by_group["year"].transform("max"),
    )
    return described.assign(engagement_id=described["group"].map(engagement_ids(described, register)).astype("str"))


def _commonest_method(grouped_reports: pd.DataFrame) -> pd.Series:
    """Return for each report the method most reports of its group give; of several, the first in the alphabet."""
    given = grouped_reports.dropna(subset="method_code").groupby(["group", "method_code"]).size().rename("count")
    first = given.reset_index().sort_values(["group", "count", "method_code"], ascending=[True, False, True])
    return grouped_reports["group"].map(first.drop_duplicates("group").set_index("group")["method_code"]).astype("str")


def _exclusion(
    spoken: pd.DataFrame, status: pd.Series, told: pd.Series, window: Window, method_kinds: dict[str, str]
) -> pd.Series:
    """Return why the engagement of each report is excluded (code in reasons.csv), missing where it counts.

    status: its meaning by the reports' original numbers. An event that is over still took place; a tie that one source
    calls ended does not count, unless another, or the city's own answer, says that it stands. told: of each report,
    whether its city, shown the record, says that it stands or has ended; that decides before all else.
    """
    by_group = spoken["group"]
    kind = spoken["engagement_method"].map(method_kinds)
    meaning = status.reindex(spoken["number"]).set_axis(spoken.index)
    stands = (meaning.eq("active") | spoken["block"].ne("record")).groupby(by_group).transform("any")
    over = (meaning.eq("ended") & kind.ne("event") | meaning.eq("planned")).groupby(by_group).transform("any")
    outside_window = outside(spoken["year"], by_group, kind.eq("standing"), window)
    return outside_window.mask(over & ~stands & told.isna() | told.eq("ended"), "ended")


def _excluded(spoken: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    """Return one row per engagement that does not count, with its reason."""
    excluded = spoken.assign(reason=reason).loc[reason.notna()]
    # The reason is the engagement's, so every report of it has the same.
    return _typed(engagements(excluded), Excluded)


def _related(counted: pd.DataFrame, linked: Linked, knowledge: Knowledge) -> pd.DataFrame:
    """Return the engagements of several cities that are one journey, visit or agreement."""
    own = counted[["engagement_id", "us_city", "us_state"]].set_axis(counted["number"])
    compared = linked.evidence.drop(columns=["report_id", "source_id", "row"])
    return related(own.join(compared), knowledge.joint_words, knowledge.event_year_tolerance)


def _priorities(links: pd.DataFrame, report_priorities: pd.DataFrame) -> pd.DataFrame:
    """Return the priority areas of each engagement: those of all its reports."""
    joined = report_priorities.merge(links, on="report_id", validate="m:1")
    return (
        joined[["engagement_id", "priority_code"]]
        .drop_duplicates()
        .sort_values(["engagement_id", "priority_code"], ignore_index=True)
    )


def _cities(located: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per responding city and the outcome of each response.

    The newest complete response speaks; what it does not answer is taken from the next newest, partial ones last. Of
    two without a time the later row is the newer.
    """
    newest = located.assign(is_complete=located["status"].eq("complete")).sort_values(
        ["us_place_id", "is_complete", "submitted", "source_id", "row"],
        ascending=[True, False, False, True, False],
        kind="stable",
    )
    by_city = newest.groupby("us_place_id", sort=True)
    cities = by_city.first().assign(response_count=by_city.size()).reset_index()
    speaking = newest.groupby("us_place_id")["response_id"].transform("first")
    is_speaking = newest["response_id"].eq(speaking)
    outcomes = newest.assign(
        unit="row",
        report_id=None,
        outcome=is_speaking.map({True: "counted", False: "merged"}),
        reason=is_speaking.map({True: "counted", False: "same_city"}),
        into=speaking,
    )
    return responses.Cities.validate(_typed(cities, responses.Cities)), _typed(outcomes, Outcomes)


def _report_outcomes(spoken: pd.DataFrame, reason: pd.Series, links: pd.DataFrame) -> pd.DataFrame:
    """Return the outcome of each report: excluded for its engagement's reason, else counted or merged into it."""
    role = spoken["report_id"].map(links.set_index("report_id")["role"]).astype("str")
    ended = spoken.assign(
        unit="report",
        outcome=role.fillna("excluded"),
        reason=reason.fillna(role.map({"counted": "counted", "merged": "same_engagement"}).astype("str")),
        into=spoken["engagement_id"],
    )
    return _typed(ended, Outcomes)


def _questions(asked: pd.DataFrame) -> pd.DataFrame:
    """Return the review lines of pairs that only a person can settle."""
    lines = asked.assign(decision="same_engagement", count=2, suggestions=asked["rule"], file=DECISIONS_FILE)
    return _typed(lines, Review)


def _unknown_status(found: pd.DataFrame, status: pd.DataFrame) -> pd.DataFrame:
    """Return the status words no line of status_words.csv knows; their reports count as if they had none."""
    unknown = found.loc[status["is_unknown"]]
    counted = unknown.groupby("status_text", sort=True)["report_id"].agg(["size", "first"])
    return _typed(
        pd.DataFrame(
            {
                "decision": "status",
                "answer": counted.index,
                "count": counted["size"].array,
                "example": counted["first"].array,
                "suggestions": None,
                "file": STATUS_FILE,
            }
        ),
        Review,
    )


def _typed(rows: pd.DataFrame, table: type[tables.Table]) -> pd.DataFrame:
    """Return the columns of a table, in its order and types."""
    columns = table.to_schema().columns
    return (
        rows[list(columns)].astype({name: str(column.dtype) for name, column in columns.items()}).reset_index(drop=True)
    )


def knowledge_of(edition: str) -> Knowledge:
    """Return what the codebook and params.yaml say for one edition."""
    methods, decisions = codebook.read("methods"), codebook.read("same_or_different")
    rules = codebook.read("link_rules")
    measured = rules.loc[rules["probability"].ne("")]
    chosen = params.section("deduplicate")
    return Knowledge(
        dict(zip(methods["code"], methods["kind"], strict=True)),
        codebook.read("status_words"),
        decisions.loc[decisions["edition"].eq(edition)],
        codebook.read("joint_words"),
        dict(zip(measured["rule"], measured["probability"].astype("float64"), strict=True)),
        register.read(),
        chosen["event_year_tolerance"],
        chosen["description_threshold"],
    )


def main(edition: str) -> None:
    """Write data/deduplicated/<edition>/."""
    chosen = params.edition(edition)
    deduplicated = deduplicate(
        pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet"),
        pd.read_parquet(paths.CLASSIFIED / edition / "priorities.parquet"),
        pd.read_parquet(paths.LOCATED / edition / "responses.parquet"),
        knowledge_of(edition),
        Window(chosen["first_year"], chosen["last_year"], chosen["count_undated"]),
        pd.read_parquet(paths.INGESTED / edition / "updates.parquet"),
    )
    for name, table in deduplicated._asdict().items():
        tables.write(table, paths.DEDUPLICATED / edition / f"{name}.parquet")


if __name__ == "__main__":
    stage.run(main, __doc__)
