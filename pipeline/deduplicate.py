"""Join the reports of one engagement and the responses of one city; end with a reason what does not count.

Two reports are one engagement by a rule, or because a person said so; what is borderline joins nothing and goes to a
person. docs/linkage.md gives the rules.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import params, paths, stage
from pipeline.linkage import cities as cities_
from pipeline.linkage import related as related_
from pipeline.linkage import status as status_
from pipeline.linkage.doubts import ORDER, doubts, numbers_of
from pipeline.linkage.evidence import evidence
from pipeline.linkage.groups import grouped
from pipeline.linkage.identity import engagement_ids, report_keys
from pipeline.linkage.knowledge import DECISIONS_FILE, DeduplicateError, Knowledge, knowledge_of
from pipeline.linkage.links import PERSON, Linked, links
from pipeline.linkage.pairs import pairs
from pipeline.linkage.rules import decided
from pipeline.linkage.survival import SAID, engagements, said
from pipeline.linkage.updates import (
    SENTENCES,
    Told,
    changed_records,
    corrected,
    identifiers,
    issues_of_lost,
    link_rules,
    newest_priorities,
    standing,
    told,
)
from pipeline.scale import distinct, engine, parts, spill
from pipeline.scale.among import among, places
from pipeline.tables import reports, responses
from pipeline.tables.engagements import Conflicts, Engagements, Excluded, Links, Related, Survivors
from pipeline.tables.issues import Issues
from pipeline.tables.outcomes import Outcomes
from pipeline.tables.priorities import EngagementPriorities, ReportPriorities
from pipeline.tables.review import Review
from pipeline.tables.updates import Updates
from pipeline.updates import record_stamps
from pipeline.window import Window, outside

# What of a report is read.
READ = ["report_id", "source_id", "row", "block", "us_place_id", "us_city", "us_state", "status_text", "year"]
READ += ["partner_text", "partner_place_text", "partner_country_text", "network_text", "priority_text"]
READ += ["partner_kind", "partner_country_code", "partner_place", "partner_place_id", "partner_latitude"]
READ += ["partner_longitude", "network_code", "method_code", "description_text"]
# Of these, what says which reports are one, and nothing more after that; and what says more only until it is known what
# counts.
COMPARING = ["status_text", "partner_place_text", "partner_country_text", "priority_text"]
ENDING = ["row", "block", "partner_text", "network_text", "fresh_key"]
# Tables that each city has for itself, with the columns by which they are sorted.
SORTED = {
    "engagements": ["engagement_id"],
    "priorities": ["engagement_id", "priority_code"],
    "links": ["report_id"],
    "survivors": ["engagement_id"],
    "conflicts": ["engagement_id"],
    "cities": ["us_place_id"],
    "outcomes": ["source_id", "row", "report_id"],
    "excluded": ["engagement_id"],
}


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


class OfCities(NamedTuple):
    """What some cities' reports and responses came to; from the last four what is said of all cities is made."""

    engagements: DataFrame[Engagements]
    priorities: DataFrame[EngagementPriorities]
    links: DataFrame[Links]
    survivors: DataFrame[Survivors]
    conflicts: DataFrame[Conflicts]
    cities: DataFrame[responses.Cities]
    outcomes: DataFrame[Outcomes]
    excluded: DataFrame[Excluded]
    tellable: pd.DataFrame  # of linkage.related: what may be of an engagement of several cities
    doubts: pd.DataFrame  # of linkage.doubts
    unknown_status: pd.DataFrame  # of linkage.status
    issues: pd.DataFrame
    answered: pd.Series  # report_id of the answers of cities that are among the reports


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
    told = tables.typed(pd.DataFrame(), Updates) if updates is None else updates
    of = of_cities(classified, report_priorities, located, knowledge, window, told)
    names = of.tellable["name"].unique().tolist()
    alike = related_.pairs(of.tellable, names, knowledge.joint_words, knowledge.event_year_tolerance)
    return Deduplicated(
        related=_related([alike]),
        review=_review([of.doubts], [of.unknown_status]),
        issues=_issues([of.issues], told, of.answered),
        **{name: getattr(of, name) for name in SORTED},
    )


def of_cities(
    classified: DataFrame[reports.Classified],
    report_priorities: DataFrame[ReportPriorities],
    located: DataFrame[responses.Located],
    knowledge: Knowledge,
    window: Window,
    updates: DataFrame[Updates],
) -> OfCities:
    """Return what all reports and responses of some cities come to; cities that linkage.cities ties are all there."""
    found = classified.sort_values("report_id", kind="stable").reset_index(drop=True)
    own = updates.loc[among(updates["report_id"], found["report_id"])]
    before = _without_answers(found, own, knowledge)
    answered, linked, spoken = _with_answers(found, own, before, knowledge)
    answers = answered.answers
    status = status_.status(found, knowledge.status_words)
    reason = _exclusion(spoken, status["meaning"], standing(spoken, answers), window, knowledge.method_kinds)
    counted = spoken.drop(columns=ENDING).loc[reason.isna()]
    by_rule = links(counted, linked, knowledge.link_probability)
    joined = Links.validate(_typed(link_rules(by_rule, by_rule["group"], answers, PERSON), Links))
    whole = engagements(counted)
    unique = Engagements.validate(_typed(whole, Engagements))
    values = said(_as_reported(counted, found, answers), whole)
    states = [before, *_between(found, own, before, knowledge), spoken] if len(answers) else []
    cities, response_outcomes = _cities(located)
    outcomes = pd.concat([response_outcomes, _report_outcomes(spoken, reason)], ignore_index=True)
    return OfCities(
        unique,
        EngagementPriorities.validate(
            _priorities(joined, newest_priorities(report_priorities, joined, found, answers), unique["engagement_id"])
        ),
        joined,
        Survivors.validate(_typed(values.survivors, Survivors)),
        Conflicts.validate(_typed(values.conflicts, Conflicts)),
        cities,
        Outcomes.validate(outcomes.take(distinct.order(outcomes, SORTED["outcomes"])).reset_index(drop=True)),
        Excluded.validate(_excluded(spoken, reason)),
        related_.tellable(_with_evidence(counted, linked)),
        doubts(spoken, linked, reason.isna(), knowledge.decisions),
        status_.unknown(found, status),
        pd.concat([answered.issues, changed_records(found, answers, _stamped(states, answers))]),
        own["report_id"],
    )


def _without_answers(found: pd.DataFrame, updates: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """Return the reports that are no answers on a record, with the engagements they have without those.

    Which engagement an answer is about is asked of these alone, so that no answer changes what it is about. Nothing
    where nobody answered.
    """
    is_answer = among(found["report_id"], updates.loc[updates["engagement_id"].notna(), "report_id"])
    if not is_answer.any():
        return found.iloc[:0].assign(engagement_id=pd.Series(dtype="str"))
    return _spoken_for(found.loc[~is_answer], knowledge)


def _spoken_for(others: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """Return the reports that are no answers of cities, with the engagements they have without those."""
    plain = others.reset_index(drop=True)
    named = cities_.decisions_on(knowledge.decisions, plain["report_id"])
    linked = link(plain, knowledge._replace(decisions=named))
    return _with_engagement(plain, linked, knowledge.register)


def _with_answers(
    found: pd.DataFrame, updates: pd.DataFrame, before: pd.DataFrame, knowledge: Knowledge
) -> tuple[Told, Linked, pd.DataFrame]:
    """Return the answers of cities on their record, and the reports, joined and with their engagements as answered.

    found: numbered from 0; before: as made by _without_answers.
    """
    known = before[["engagement_id"]].assign(number=places(before["report_id"], found["report_id"]))
    answered = told(found, updates, known)
    linked = link(found, knowledge, answered.pairs)
    group = pd.Series(linked.group, index=found.index)
    spoken = _with_engagement(corrected(found, group, answered.answers), linked, knowledge.register)
    return answered, linked, spoken.assign(engagement_id=identifiers(spoken, answered.answers))


def _between(
    found: pd.DataFrame, updates: pd.DataFrame, before: pd.DataFrame, knowledge: Knowledge
) -> Iterator[pd.DataFrame]:
    """Yield the reports with their engagements as each answer but the last left them.

    A sheet that is written after a city's first answer shows the record as that answer left it.
    """
    about = updates.dropna(subset="engagement_id")
    turn = about.groupby("engagement_id")["told_on"].rank("dense")
    for last in sorted(turn.unique())[:-1]:
        later = about.loc[turn.gt(last), "report_id"]
        then = found.loc[~found["report_id"].isin(later)].reset_index(drop=True)
        named = cities_.decisions_on(knowledge.decisions, then["report_id"])
        earlier = updates.loc[~updates["report_id"].isin(later)]
        yield _with_answers(then, earlier, before, knowledge._replace(decisions=named))[2]


def _stamped(states: list[pd.DataFrame], answers: pd.DataFrame) -> pd.DataFrame:
    """Return the engagement_id and record_stamp of the answered engagements of each state of the reports."""
    if not states:
        return pd.DataFrame({"engagement_id": [], "record_stamp": []}, dtype="str")
    answered = [engagements(spoken.loc[among(spoken["engagement_id"], answers["engagement_id"])]) for spoken in states]
    whole = pd.concat(answered, ignore_index=True)
    return whole[["engagement_id"]].assign(record_stamp=record_stamps(whole))


def _as_reported(counted: pd.DataFrame, found: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with what each said itself, also where its city corrected it."""
    if answers.empty:
        return counted
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
    _require_known(decisions, number.index)
    numbered = pd.DataFrame(
        {
            "left": number.reindex(decisions["first_report"]).to_numpy(dtype="int64"),
            "right": number.reindex(decisions["second_report"]).to_numpy(dtype="int64"),
        }
    )
    same = decisions["decision"].eq("same").to_numpy(dtype=bool)
    return numbered.loc[same], numbered.loc[~same]


def _require_known(decisions: pd.DataFrame, report_ids: pd.Index) -> None:
    """Raise DeduplicateError when a decision names a report that is not among these."""
    named = pd.concat([decisions["first_report"], decisions["second_report"]])
    for report in named.loc[~named.isin(report_ids)].head(1):
        raise DeduplicateError(
            f"{DECISIONS_FILE} names the report {report}, which is not in this edition any more: its source, row or "
            "block has changed. Put the report's new identifier there, or remove the line."
        )


def _with_engagement(found: pd.DataFrame, linked: Linked, register: pd.DataFrame) -> pd.DataFrame:
    """Return the reports, the one that speaks for an engagement first, with what is said of their engagement.

    Adds engagement_id, is_speaking, engagement_method, first_year and last_year. The report that knows most of the
    partner speaks; then the one with the method most reports give, a country, a year, the longest description.
    """
    method = _commonest_method(found["method_code"], linked.group)
    length = found["description_text"].str.len().fillna(0)
    preference = [
        found["partner_place_id"].notna().astype("int64") + found["partner_place"].notna(),
        found["method_code"].notna() & found["method_code"].eq(method),
        found["partner_country_code"].notna(),
        found["year"].notna(),
        length,
    ]
    # np.lexsort sorts by the last one first; the reports are in the order of their identifiers.
    order = np.lexsort([*(-said.to_numpy(dtype="int64") for said in reversed(preference)), linked.group])
    added = {"group": linked.group, "number": found.index, "engagement_method": method, "length": length}
    described = found.drop(columns=COMPARING).assign(**added, **report_keys(linked.evidence)).take(order)
    by_group = described.groupby("group", sort=False)
    described = described.assign(
        is_speaking=~described.duplicated("group"),
        first_year=by_group["year"].transform("min"),
        last_year=by_group["year"].transform("max"),
    )
    return described.assign(engagement_id=described["group"].map(engagement_ids(described, register)).astype("str"))


def _commonest_method(method: pd.Series, group: np.ndarray) -> pd.Series:
    """Return for each report the method most reports of its group give; of several, the first in the alphabet."""
    codes = pd.Categorical(method)
    given = codes.codes >= 0
    pair, count = np.unique(group[given] * len(codes.categories) + codes.codes[given], return_counts=True)
    of, code = np.divmod(pair, max(len(codes.categories), 1))
    order = np.lexsort((code, -count, of))[::-1]
    commonest = np.full(len(method), -1)
    # What is written last stays: the first one of each group.
    commonest[of[order]] = code[order]
    return distinct.taken(pd.Series(codes.categories, dtype="str"), commonest[group], method.index)


def _exclusion(
    spoken: pd.DataFrame, status: pd.Series, told: pd.Series, window: Window, method_kinds: dict[str, str]
) -> pd.Series:
    """Return why the engagement of each report is excluded (code in reasons.csv), missing where it counts.

    status: its meaning by the reports' original numbers. An event that is over still took place; a tie that one source
    calls ended does not count, unless another, or the city's own answer, says that it stands. told: of each report,
    whether its city, shown the record, says that it stands or has ended; that decides before all else.
    """
    by_group = spoken["group"]
    kind = distinct.each(spoken["engagement_method"], method_kinds.get)
    meaning = status.reindex(spoken["number"]).set_axis(spoken.index)
    stands = (meaning.eq("active") | spoken["block"].ne("record")).groupby(by_group).transform("any")
    over = (meaning.eq("ended") & kind.ne("event") | meaning.eq("planned")).groupby(by_group).transform("any")
    outside_window = outside(spoken["year"], by_group, kind.eq("standing"), window)
    return outside_window.mask(over & ~stands & told.isna() | told.eq("ended"), "ended")


def _excluded(spoken: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    """Return one row per engagement that does not count, with its reason."""
    excluded = spoken.assign(reason=reason).loc[reason.notna()]
    whole = engagements(excluded)
    # The reason is the engagement's, so every report of it has the same.
    reasons = distinct.taken(excluded["reason"], places(whole["engagement_id"], excluded["engagement_id"]))
    return _typed(whole.assign(reason=reasons), Excluded)


def _with_evidence(counted: pd.DataFrame, linked: Linked) -> pd.DataFrame:
    """Return engagement and city of the counted reports that may be of what several cities did, and their evidence."""
    is_tellable = related_.is_tellable(linked.evidence).to_numpy()[counted["number"]]
    own = counted.loc[is_tellable, ["number", "engagement_id", "us_city", "us_state"]].set_index("number")
    return own.join(linked.evidence.drop(columns=["report_id", "source_id", "row"]))


def _all_related(edition: str, names: list[str], told: list[tuple[parts.Rows]]) -> pd.DataFrame:
    """Return the related engagements of an edition; names: of all cities that tell anything; told: by place_key."""
    return _related(list(engine.each(partial(_relating, edition, names), told)))


def _related(alike: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the engagements of several cities that are one journey, visit or agreement."""
    return Related.validate(_typed(related_.nearest(pd.concat(alike, ignore_index=True)), Related))


def _priorities(links: pd.DataFrame, report_priorities: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Return the priority areas of each engagement, those of all its reports, sorted; ids: of engagements, sorted."""
    # The last one stands for a report that does not count.
    engagement = np.append(places(links["engagement_id"], ids), -1)
    of_report = engagement[places(report_priorities["report_id"], links["report_id"])]
    areas = pd.Categorical(report_priorities["priority_code"])
    pairs = np.unique((of_report * len(areas.categories) + areas.codes)[of_report >= 0])
    of, said = np.divmod(pairs, max(len(areas.categories), 1))
    codes = pd.Series(areas.categories, dtype="str")
    return pd.DataFrame({"engagement_id": distinct.taken(ids, of), "priority_code": distinct.taken(codes, said)})


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


def _report_outcomes(spoken: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    """Return the outcome of each report: excluded for its engagement's reason, else counted or merged into it."""
    role = np.where(reason.notna(), 2, np.where(spoken["is_speaking"], 0, 1))
    counts = distinct.taken(pd.Series(["counted", "same_engagement"]), np.where(role < 2, role, -1), spoken.index)
    ended = spoken[["source_id", "row", "report_id"]].assign(
        unit="report",
        outcome=distinct.taken(pd.Series(["counted", "merged", "excluded"]), role, spoken.index),
        reason=counts.fillna(reason),
        into=spoken["engagement_id"],
    )
    return _typed(ended, Outcomes)


def _review(asked: list[pd.DataFrame], unknown_status: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the pairs that only a person can settle, and the status words no line of status_words.csv knows."""
    pairs_ = pd.concat(asked, ignore_index=True).sort_values(list(ORDER), ascending=list(ORDER.values()), kind="stable")
    lines = pairs_.assign(decision="same_engagement", count=2, suggestions=pairs_["rule"], file=DECISIONS_FILE)
    words = status_.unknown_of_all(unknown_status)
    return Review.validate(pd.concat([_typed(lines, Review), _typed(words, Review)], ignore_index=True))


def _issues(noted: list[pd.DataFrame], updates: pd.DataFrame, report_ids: pd.Series) -> pd.DataFrame:
    """Return the issues of all parts, and one for each answer of a city whose report has not come so far."""
    lost = updates.loc[updates["engagement_id"].notna() & ~among(updates["report_id"], report_ids)]
    every = pd.concat([*noted, issues_of_lost(lost)], ignore_index=True)
    order = every["sentence"].map({sentence: at for at, sentence in enumerate(SENTENCES)})
    listed = every.assign(order=order).sort_values(["order", "report_id"], kind="stable")
    return Issues.validate(_typed(listed, Issues))


def _typed(rows: pd.DataFrame, table: type[tables.Table]) -> pd.DataFrame:
    """Return the columns of a table, in its order and types."""
    columns = table.to_schema().columns
    return (
        rows[list(columns)].astype({name: str(column.dtype) for name, column in columns.items()}).reset_index(drop=True)
    )


def _joining(edition: str, pieces: Path | None) -> Callable[[tuple[parts.Rows, ...]], OfCities]:
    """Return the function that joins the reports and responses of some cities of an edition.

    pieces: a folder; tables that each city has for itself are written there, and the part tells where; None where it is
    the only part.
    """
    knowledge = knowledge_of(edition)
    window = Window(**params.edition(edition, "first_year", "last_year", "count_undated"))
    updates = pd.read_parquet(paths.INGESTED / edition / "updates.parquet")

    def of_part(part: tuple[parts.Rows, ...]) -> OfCities:
        found, located, priorities = (rows.read() for rows in part)
        own = knowledge._replace(decisions=cities_.decisions_on(knowledge.decisions, found["report_id"]))
        of = of_cities(found, priorities, located, own, window, updates)
        if pieces is None:
            return of
        return of._replace(**{name: spill.written(getattr(of, name), pieces / name) for name in SORTED})

    return of_part


def _recalling(edition: str) -> Callable[[tuple[parts.Rows, ...]], pd.DataFrame]:
    """Return the function that says which of the engagements that cities answered on are those of a part's cities."""
    knowledge = knowledge_of(edition)
    updates = pd.read_parquet(paths.INGESTED / edition / "updates.parquet").dropna(subset="engagement_id")

    def of_part(part: tuple[parts.Rows, ...]) -> pd.DataFrame:
        found = part[0].read().sort_values("report_id", kind="stable")
        spoken = _spoken_for(found.loc[~found["report_id"].isin(updates["report_id"])], knowledge)
        return spoken.loc[spoken["engagement_id"].isin(updates["engagement_id"]), ["engagement_id", "us_place_id"]]

    return of_part


def _relating(edition: str, names: list[str]) -> Callable[[tuple[parts.Rows]], pd.DataFrame]:
    """Return the function that finds pairs of engagements of two cities; names: of all cities that tell anything."""
    knowledge = knowledge_of(edition)

    def of_part(part: tuple[parts.Rows]) -> pd.DataFrame:
        return related_.pairs(part[0].read(), names, knowledge.joint_words, knowledge.event_year_tolerance)

    return of_part


def _cities_by_part(edition: str, room: Path, rows_at_once: int) -> list[tuple[parts.Rows, ...]]:
    """Return the reports, responses and priority areas of an edition in parts, each of whole cities.

    Cities that a person's decision or a city's answer ties are in one part.
    """
    found = paths.CLASSIFIED / edition / "reports.parquet"
    decisions = knowledge_of(edition).decisions
    updates = pd.read_parquet(paths.INGESTED / edition / "updates.parquet").dropna(subset="engagement_id")
    city = cities_.of_reports(found, [*decisions["first_report"], *decisions["second_report"], *updates["report_id"]])
    _require_known(decisions, city.index)
    ties = [cities_.tied_by_decisions(decisions, city), cities_.tied_by_answers(updates, city)]

    def dealt(name: str) -> list[tuple[parts.Rows, ...]]:
        return spill.deal(
            room / name,
            rows_at_once,
            "us_place_id",
            found,
            paths.LOCATED / edition / "responses.parquet",
            columns={found: READ},
            together=cities_.together(pd.concat(ties)),
            following=(paths.CLASSIFIED / edition / "priorities.parquet", "report_id"),
        )

    by_city = dealt("cities")
    if len(by_city) > 1 and len(updates):
        # An answer may be about an engagement of another city; which it is, all other reports say.
        about = pd.concat(engine.each(partial(_recalling, edition), by_city))
        ties.append(cities_.tied_by_engagements(updates, city, about))
        by_city = dealt("cities-again")
    return by_city


def main(edition: str) -> None:
    """Write data/deduplicated/<edition>/."""
    rows_at_once = engine.chosen().rows_at_once
    classified = paths.CLASSIFIED / edition / "reports.parquet"
    updates = pd.read_parquet(paths.INGESTED / edition / "updates.parquet")
    out = paths.DEDUPLICATED / edition
    names, asked, unknown_status, noted, known_answers = set(), [], [], [], []
    with spill.room(out) as room, parts.Written(out) as written:
        gathered = {name: spill.Sorted(room / name, by, 2 if name == "outcomes" else 1) for name, by in SORTED.items()}
        with parts.Written(room) as compared:
            by_city = _cities_by_part(edition, room, rows_at_once)
            joining = partial(_joining, edition, room if len(by_city) > 1 else None)
            for of in engine.each(joining, by_city):
                for name, table in gathered.items():
                    table.add(getattr(of, name))
                compared.add(tellable=of.tellable)
                names |= set(of.tellable["name"].unique())
                asked.append(of.doubts)
                unknown_status.append(of.unknown_status)
                noted.append(of.issues)
                known_answers.append(of.answered)
        places_ = spill.deal(room / "places", rows_at_once, "place_key", room / "tellable.parquet")
        with engine.beside(parts.length(classified), _all_related, edition, sorted(names), places_) as all_related:
            for name, table in gathered.items():
                for rows in table.parts(rows_at_once):
                    if name == "engagements":
                        _require_unique(rows)
                    written.add(**{name: rows})
            written.add(
                related=all_related(),
                review=_review(asked, unknown_status),
                issues=_issues(noted, updates, pd.concat(known_answers)),
            )


def _require_unique(engagements_: pd.DataFrame) -> None:
    """Raise DeduplicateError when cities of two parts have an engagement of one identifier; sorted by it."""
    identifiers = engagements_["engagement_id"]
    for identifier in identifiers.loc[identifiers.eq(identifiers.shift())].head(1):
        raise DeduplicateError(
            f"two cities have an engagement {identifier}, most likely since a person had joined them in an edition "
            "that is registered. Join them in data/codebook/same_or_different.csv here too, or let all cities be one "
            "part: a larger engine.rows_at_once in params.yaml."
        )


if __name__ == "__main__":
    stage.run(main, __doc__)
