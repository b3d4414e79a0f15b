"""Join the reports of one engagement and the responses of one city; end with a reason what does not count.

Two reports are one engagement by a rule, or because a person said so; what is borderline joins nothing and goes to a
person. docs/linkage.md gives the rules.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import params, paths, stage
from pipeline.linkage import cities as cities_
from pipeline.linkage import related as related_
from pipeline.linkage import status as status_
from pipeline.linkage.answered import as_reported, between, spoken_for, stamped, with_answers, without_answers
from pipeline.linkage.doubts import ORDER, doubts
from pipeline.linkage.exclusion import excluded, exclusion, report_outcomes
from pipeline.linkage.knowledge import DECISIONS_FILE, DeduplicateError, Knowledge, knowledge_of
from pipeline.linkage.linking import require_known
from pipeline.linkage.links import PERSON, links
from pipeline.linkage.responding import responding
from pipeline.linkage.survival import engagements, priorities, said
from pipeline.linkage.updates import SENTENCES, changed_records, issues_of_lost, link_rules, newest_priorities, standing
from pipeline.scale import distinct, engine, parts, spill
from pipeline.scale.among import among
from pipeline.tables import reports, responses
from pipeline.tables.engagements import Conflicts, Engagements, Excluded, Links, Related, Survivors
from pipeline.tables.issues import Issues
from pipeline.tables.outcomes import Outcomes
from pipeline.tables.priorities import EngagementPriorities, ReportPriorities
from pipeline.tables.review import Review
from pipeline.tables.updates import Updates
from pipeline.window import Window

# What of a report is read.
READ = ["report_id", "source_id", "row", "block", "us_place_id", "us_city", "us_state", "status_text", "year"]
READ += ["partner_text", "partner_place_text", "partner_country_text", "network_text", "priority_text"]
READ += ["partner_kind", "partner_country_code", "partner_place", "partner_place_id", "partner_latitude"]
READ += ["partner_longitude", "network_code", "method_code", "description_text"]
# Of these, what says nothing more once it is known what counts.
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
    before = without_answers(found, own, knowledge)
    answered, linked, spoken = with_answers(found, own, before, knowledge)
    answers = answered.answers
    status = status_.status(found, knowledge.status_words)
    reason = exclusion(spoken, status["meaning"], standing(spoken, answers), window, knowledge.method_kinds)
    counted = spoken.drop(columns=ENDING).loc[reason.isna()]
    by_rule = links(counted, linked, knowledge.link_probability)
    joined = Links.validate(tables.typed(link_rules(by_rule, by_rule["group"], answers, PERSON), Links))
    whole = engagements(counted)
    unique = Engagements.validate(tables.typed(whole, Engagements))
    values = said(as_reported(counted, found, answers), whole)
    states = [before, *between(found, own, before, knowledge), spoken] if len(answers) else []
    cities, response_outcomes = responding(located)
    outcomes = pd.concat([response_outcomes, report_outcomes(spoken, reason)], ignore_index=True)
    return OfCities(
        unique,
        EngagementPriorities.validate(
            priorities(joined, newest_priorities(report_priorities, joined, found, answers), unique["engagement_id"])
        ),
        joined,
        Survivors.validate(tables.typed(values.survivors, Survivors)),
        Conflicts.validate(tables.typed(values.conflicts, Conflicts)),
        cities,
        Outcomes.validate(outcomes.take(distinct.order(outcomes, SORTED["outcomes"])).reset_index(drop=True)),
        Excluded.validate(excluded(spoken, reason)),
        related_.tellable(related_.with_evidence(counted, linked)),
        doubts(spoken, linked, reason.isna(), knowledge.decisions),
        status_.unknown(found, status),
        pd.concat([answered.issues, changed_records(found, answers, stamped(states, answers))]),
        own["report_id"],
    )


def _all_related(edition: str, names: list[str], told: list[tuple[parts.Rows]]) -> pd.DataFrame:
    """Return the related engagements of an edition; names: of all cities that tell anything; told: by place_key."""
    return _related(list(engine.each(partial(_relating, edition, names), told)))


def _related(alike: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the engagements of several cities that are one journey, visit or agreement."""
    return Related.validate(tables.typed(related_.nearest(pd.concat(alike, ignore_index=True)), Related))


def _review(asked: list[pd.DataFrame], unknown_status: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the pairs that only a person can settle, and the status words no line of status_words.csv knows."""
    pairs_ = pd.concat(asked, ignore_index=True).sort_values(list(ORDER), ascending=list(ORDER.values()), kind="stable")
    lines = pairs_.assign(decision="same_engagement", count=2, suggestions=pairs_["rule"], file=DECISIONS_FILE)
    words = status_.unknown_of_all(unknown_status)
    return Review.validate(pd.concat([tables.typed(lines, Review), tables.typed(words, Review)], ignore_index=True))


def _issues(noted: list[pd.DataFrame], updates: pd.DataFrame, report_ids: pd.Series) -> pd.DataFrame:
    """Return the issues of all parts, and one for each answer of a city whose report has not come so far."""
    lost = updates.loc[updates["engagement_id"].notna() & ~among(updates["report_id"], report_ids)]
    every = pd.concat([*noted, issues_of_lost(lost)], ignore_index=True)
    order = every["sentence"].map({sentence: at for at, sentence in enumerate(SENTENCES)})
    listed = every.assign(order=order).sort_values(["order", "report_id"], kind="stable")
    return Issues.validate(tables.typed(listed, Issues))


def _joining(edition: str, pieces: Path | None) -> Callable[[tuple[parts.Rows, ...]], OfCities]:
    """Return the function that joins the reports and responses of some cities of an edition.

    pieces: a folder; tables that each city has for itself are written there, and the part tells where; None where it is
    the only part.
    """
    knowledge = knowledge_of(edition)
    window = Window(**params.edition(edition, "first_year", "last_year", "count_undated"))
    updates = pd.read_parquet(paths.INGESTED / edition / "updates.parquet")

    def of_part(part: tuple[parts.Rows, ...]) -> OfCities:
        found, located, areas = (rows.read() for rows in part)
        own = knowledge._replace(decisions=cities_.decisions_on(knowledge.decisions, found["report_id"]))
        of = of_cities(found, areas, located, own, window, updates)
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
        spoken = spoken_for(found.loc[~found["report_id"].isin(updates["report_id"])], knowledge)
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
    require_known(decisions, city.index)
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
