"""What cities answered to their record: which engagement each answer is about, and what it changes.

An answer is joined to its engagement by the identifier the sheet carried. The newest answer decides whether the
engagement stands; the newest correction gives its values, and what reports said before stays with them.
"""

from typing import NamedTuple

import pandas as pd

from pipeline.scale.among import among, places
from pipeline.updates import AND

RULES = {"confirm": "confirmed by the city", "correct": "corrected by the city", "end": "ended by the city"}
PARTNER = ["partner_kind", "partner_country_code", "partner_place", "partner_place_id"]
PARTNER += ["partner_latitude", "partner_longitude", "partner_text", "network_code", "network_text"]
# What a correction may change together, what shows that it knows it, and where the sheet could blank it.
CHANGED = [
    (
        PARTNER,
        ["partner_country_code", "partner_place", "network_code"],
        ["partner_place_text", "partner_country_text"],
    ),
    (["method_code"], ["method_code"], ["method_text"]),
    (["year"], ["year"], ["year_text"]),
    (["description_text"], ["description_text"], ["description_text"]),
]


TORN = "Contradicts another answer of the same day to this record; neither is applied. Correct one of the sheets."
UNKNOWN = (
    "Is no engagement of this edition without the city's answer: its sources are not here, or what they say has "
    "changed. The answer counts as a report of its own."
)
CHANGED_SINCE = "The record has changed since the sheet was written. Look whether the answer is still about it."
LOST = "The answered line was set aside or excluded before, so it could not be applied."
# In this order they are listed.
SENTENCES = [TORN, UNKNOWN, LOST, CHANGED_SINCE]


class Told(NamedTuple):
    """Answers of cities by the row number of the report that each is."""

    answers: pd.DataFrame  # answer, engagement_id, told_on, is_newest, is_found; index: row number of the report
    pairs: pd.DataFrame  # left, right: row numbers of reports that are one engagement, because a city said so
    issues: pd.DataFrame  # source_id, row, report_id, column, value, consequence, sentence


def told(found: pd.DataFrame, updates: pd.DataFrame, known: pd.DataFrame) -> Told:
    """Return the answers on engagements of an earlier edition. Additions are reports like any other and not among them.

    found: all reports, numbered from 0. updates: as ingest leaves them. known: number of a report that is no such
    answer, and the engagement_id it has without them.
    """
    about = updates.dropna(subset="engagement_id")
    is_there = among(about["report_id"], found["report_id"])
    lost, answers = about.loc[~is_there], about.loc[is_there]
    answers = answers.set_index(places(answers["report_id"], found["report_id"])).sort_index()
    newest = answers.groupby("engagement_id")["told_on"].transform("max")
    on_newest = answers.loc[answers["told_on"].eq(newest)]
    kinds = on_newest.groupby("engagement_id")["answer"].agg(["nunique", lambda said: said.eq("correct").sum()])
    torn = kinds.index[kinds.iloc[:, 0].gt(1) | kinds.iloc[:, 1].gt(1)]
    is_torn = answers["engagement_id"].isin(torn) & answers["told_on"].eq(newest)
    speaking = known.drop_duplicates("engagement_id").set_index("engagement_id")["number"]
    answers = answers.assign(
        is_newest=answers["told_on"].eq(newest) & ~is_torn,
        is_torn=is_torn,
        is_found=among(answers["engagement_id"], known["engagement_id"]),
    )
    first = pd.Series(answers.index, index=answers.index).groupby(answers["engagement_id"]).transform("min")
    joined = answers["engagement_id"].map(speaking).fillna(first).astype("int64")
    pairs = pd.DataFrame({"left": joined.to_numpy(), "right": answers.index.to_numpy()})
    problems = [
        _issues(found, answers.loc[is_torn], TORN),
        _issues(found, answers.loc[~answers["is_found"]], UNKNOWN),
        issues_of_lost(lost),
    ]
    issues = pd.concat(problems, ignore_index=True).assign(column="engagement_id", consequence="noted")
    return Told(answers, pairs.loc[pairs["left"].ne(pairs["right"])].reset_index(drop=True), issues)


def changed_records(found: pd.DataFrame, answers: pd.DataFrame, stamps: pd.DataFrame) -> pd.DataFrame:
    """Return an issue for each answer to a record that says something else in this edition than on the sheet.

    stamps: engagement_id and record_stamp, as the record is without the cities' answers, as each answer left it, and as
    it is with all.
    """
    same = pd.MultiIndex.from_frame(stamps[["engagement_id", "record_stamp"]])
    there = pd.MultiIndex.from_frame(answers[["engagement_id", "record_stamp"]]).isin(same)
    other = answers.loc[answers["is_found"].to_numpy(dtype=bool) & ~there]
    return _issues(found, other, CHANGED_SINCE).assign(column="record_stamp", consequence="noted")


def _issues(found: pd.DataFrame, answers: pd.DataFrame, sentence: str) -> pd.DataFrame:
    """Return an issue for each of these answers."""
    where = found.loc[answers.index, ["source_id", "row", "report_id"]]
    return where.assign(value=answers["engagement_id"], sentence=sentence)


def issues_of_lost(lost: pd.DataFrame) -> pd.DataFrame:
    """Return an issue for each answer whose line has not come so far; its report_id says where it stands."""
    place = lost["report_id"].str.split(":", expand=True).reindex(columns=[0, 1])
    return pd.DataFrame(
        {
            "source_id": place[0].astype("str"),
            "row": pd.to_numeric(place[1]).astype("int64"),
            "report_id": lost["report_id"],
            "value": lost["engagement_id"],
            "sentence": LOST,
            "column": "engagement_id",
            "consequence": "noted",
        }
    )


def corrected(found: pd.DataFrame, group: pd.Series, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with what a city corrected in place of what all reports of the engagement said.

    group: of each report. What no correction knows or blanks stays as it was.
    """
    changed = found
    for columns, known_by, written_in in CHANGED:
        knows = found.loc[answers.index, known_by].notna().any(axis="columns")
        newest = _newest_corrections(answers.loc[knows | _blanks(answers, written_in)], group)
        if newest.empty:
            continue
        own = found.loc[newest].set_index(group.reindex(newest))
        at = group.isin(own.index)
        for name in columns:
            new = group.loc[at].map(own[name]).astype(found[name].dtype)
            changed = changed.assign(**{name: changed[name].mask(at, new.reindex(changed.index))})
    return changed


def _blanks(answers: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return whether each answer says of one of these columns that there is none."""
    return (
        answers["blanked"]
        .str.split(AND)
        .map(lambda blanked: bool({*blanked} & {*columns}), na_action="ignore")
        .eq(True)
    )


def _newest_corrections(answers: pd.DataFrame, of: pd.Series) -> pd.Index:
    """Return the row numbers of the newest correction of each engagement; of: the engagement by row number."""
    corrections = answers.loc[answers["answer"].eq("correct") & ~answers["is_torn"]]
    return corrections.sort_values("told_on", kind="stable").groupby(of.reindex(corrections.index)).tail(1).index


def newest_priorities(
    report_priorities: pd.DataFrame, links: pd.DataFrame, found: pd.DataFrame, answers: pd.DataFrame
) -> pd.DataFrame:
    """Return the priority areas of reports without those that a city's correction of the engagement replaced.

    The newest correction that writes areas, or says that there are none, holds.
    """
    if answers.empty:
        return report_priorities
    engagement = links.set_index("report_id")["engagement_id"]
    of = answers["report_id"].map(engagement).astype("str")
    blanks = _blanks(answers, ["priority_text"])
    has_areas = among(answers["report_id"], report_priorities["report_id"])
    writes = found.loc[answers.index, "priority_text"].notna() & has_areas
    newest = _newest_corrections(answers.loc[of.notna() & (blanks | writes)], of)
    speaking = answers.loc[newest, "report_id"]
    replaced = report_priorities["report_id"].map(engagement).isin(engagement.reindex(speaking))
    holding = speaking.loc[~blanks.loc[newest]]
    return report_priorities.loc[~replaced | report_priorities["report_id"].isin(holding)]


def identifiers(spoken: pd.DataFrame, answers: pd.DataFrame) -> pd.Series:
    """Return the engagement_id of each report: what a city answered to keeps its identifier, whatever it corrected.

    spoken: the reports with number, group and the identifier that what they say would give.
    """
    if answers.empty:
        return spoken["engagement_id"]
    about = answers["engagement_id"].reindex(spoken["number"]).to_numpy()
    kept = spoken[["number", "group"]].assign(about=about).dropna(subset="about").sort_values("about")
    own = spoken.loc[among(spoken["engagement_id"], kept["about"]), ["engagement_id", "group"]]
    taken = dict(zip(own["engagement_id"], own["group"], strict=True))
    natural = set(taken.items())
    pairs = list(zip(kept["about"], kept["group"], strict=True))
    kept = kept.assign(natural=[pair in natural for pair in pairs])
    kept = kept.loc[[taken.get(about, group) == group for about, group in pairs]]
    kept = kept.sort_values(["natural", "about"], ascending=[False, True]).drop_duplicates("group").set_index("group")
    return spoken["group"].map(kept["about"]).astype("str").fillna(spoken["engagement_id"])


def standing(spoken: pd.DataFrame, answers: pd.DataFrame) -> pd.Series:
    """Return for each report whether its city says that the engagement stands or has ended; missing where neither.

    The newest answer decides.
    """
    if answers.empty:
        return pd.Series(pd.NA, index=spoken.index, dtype="str")
    said = answers.loc[answers["is_newest"], "answer"].map({"confirm": "stands", "correct": "stands", "end": "ended"})
    return spoken["number"].map(said).astype("str").groupby(spoken["group"]).transform("first")


def link_rules(links: pd.DataFrame, group: pd.Series, answers: pd.DataFrame, by_person: str) -> pd.DataFrame:
    """Return the links with the city's word as the rule of its answers, and of what only its word joined.

    group: of each link, in their order. by_person: the rule that stands where no rule joined a report.
    """
    if answers.empty:
        return links
    rule = answers["answer"].map(RULES).set_axis(answers["report_id"])
    own = links["report_id"].map(rule).astype("str")
    of_group = own.groupby(group.to_numpy()).transform("first")
    replaced = own.fillna(of_group.where(links["link_rule"].eq(by_person)))
    return links.assign(
        link_rule=replaced.fillna(links["link_rule"]),
        link_probability=links["link_probability"].mask(own.notna()),
    )
