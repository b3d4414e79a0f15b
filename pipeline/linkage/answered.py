"""The reports with their engagements as they were before cities answered, after each answer, and after all."""

from collections.abc import Iterator

import pandas as pd

from pipeline.linkage.cities import decisions_on
from pipeline.linkage.knowledge import Knowledge
from pipeline.linkage.linking import link
from pipeline.linkage.links import Linked
from pipeline.linkage.speaking import with_engagement
from pipeline.linkage.survival import SAID, engagements
from pipeline.linkage.updates import Told, corrected, identifiers, told
from pipeline.scale.among import among, places
from pipeline.updates import record_stamps


def without_answers(found: pd.DataFrame, updates: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """Return the reports that are no answers on a record, with the engagements they have without those.

    Which engagement an answer is about is asked of these alone, so that no answer changes what it is about. Nothing
    where nobody answered.
    """
    is_answer = among(found["report_id"], updates.loc[updates["engagement_id"].notna(), "report_id"])
    if not is_answer.any():
        return found.iloc[:0].assign(engagement_id=pd.Series(dtype="str"))
    return spoken_for(found.loc[~is_answer], knowledge)


def spoken_for(others: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """Return the reports that are no answers of cities, with the engagements they have without those."""
    plain = others.reset_index(drop=True)
    named = decisions_on(knowledge.decisions, plain["report_id"])
    linked = link(plain, knowledge._replace(decisions=named))
    return with_engagement(plain, linked, knowledge.register)


def with_answers(
    found: pd.DataFrame, updates: pd.DataFrame, before: pd.DataFrame, knowledge: Knowledge
) -> tuple[Told, Linked, pd.DataFrame]:
    """Return the answers of cities on their record, and the reports, joined and with their engagements as answered.

    found: numbered from 0; before: as made by without_answers.
    """
    known = before[["engagement_id"]].assign(number=places(before["report_id"], found["report_id"]))
    answered = told(found, updates, known)
    linked = link(found, knowledge, answered.pairs)
    group = pd.Series(linked.group, index=found.index)
    spoken = with_engagement(corrected(found, group, answered.answers), linked, knowledge.register)
    return answered, linked, spoken.assign(engagement_id=identifiers(spoken, answered.answers))


def between(
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
        named = decisions_on(knowledge.decisions, then["report_id"])
        earlier = updates.loc[~updates["report_id"].isin(later)]
        yield with_answers(then, earlier, before, knowledge._replace(decisions=named))[2]


def stamped(states: list[pd.DataFrame], answers: pd.DataFrame) -> pd.DataFrame:
    """Return the engagement_id and record_stamp of the answered engagements of each state of the reports."""
    if not states:
        return pd.DataFrame({"engagement_id": [], "record_stamp": []}, dtype="str")
    answered = [engagements(spoken.loc[among(spoken["engagement_id"], answers["engagement_id"])]) for spoken in states]
    whole = pd.concat(answered, ignore_index=True)
    return whole[["engagement_id"]].assign(record_stamp=record_stamps(whole))


def as_reported(counted: pd.DataFrame, found: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with what each said itself, also where its city corrected it."""
    if answers.empty:
        return counted
    own = found.loc[counted["number"], sorted(set(SAID.values()))].set_axis(counted.index)
    return counted.assign(**{name: own[name] for name in own})
