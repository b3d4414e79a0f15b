"""What survives of the reports of one engagement: which value, from which report, and what others say instead."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.phrases import each_folded
from pipeline.scale import distinct
from pipeline.scale.among import places

# What a report says of the partner; the first report in order that says it is believed.
BELIEVED = ["partner_kind", "partner_country_code", "partner_place", "partner_place_id", "network_code"]
# Column of the engagement: what each report says of it.
SAID = {
    "method_code": "method_code",
    **{name: name for name in BELIEVED},
    "first_year": "year",
    "last_year": "year",
    "description_text": "description_text",
}
# What an engagement has of the first report that says it.
FIRST = ["us_place_id", "us_city", "us_state", *BELIEVED, "partner_latitude", "partner_longitude"]
FIRST += ["first_year", "last_year"]
# A report that knows no more than this does not contradict one that does.
NO_KIND = ["unknown", "country"]
# Differ without contradicting each other.
DESCRIPTION = "description_text"


class Said(NamedTuple):
    """What survived of what reports say, and what did not."""

    survivors: pd.DataFrame  # one row per engagement and column that has a value
    conflicts: pd.DataFrame  # one row per engagement, column and report that says something else than what survived


def engagements(counted: pd.DataFrame) -> pd.DataFrame:
    """Return one row per engagement: what the report that speaks says, completed from the others in their order.

    counted: the reports with their engagement_id, the one that speaks first, with number, engagement_method,
    first_year, last_year and length of the description. Sorted by engagement_id.
    """
    engagement, ids = distinct.numbered(counted["engagement_id"])
    as_they_stand = np.arange(len(counted))
    longest = np.lexsort((counted["number"], -counted["length"]))

    def said_first(name: str, ordered: np.ndarray = as_they_stand) -> pd.Series:
        """Return of each engagement what the first of its reports in this order says that says anything."""
        saying = ordered[counted[name].notna().to_numpy()[ordered]]
        return distinct.taken(counted[name], _firsts(engagement, saying, len(ids)))

    whole = pd.DataFrame(
        {
            "engagement_id": ids,
            **{name: said_first(name) for name in FIRST},
            "method_code": said_first("engagement_method"),
            DESCRIPTION: said_first(DESCRIPTION, longest),
            "report_count": np.bincount(engagement, minlength=len(ids)),
            "source_count": _sources(counted["source_id"], engagement, len(ids)),
        }
    )
    return whole.take(distinct.order(whole, ["engagement_id"])).reset_index(drop=True)


def _firsts(engagement: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """Return for each of size engagements the first of these places that is of it, -1 where none is.

    engagement: of each row; at: places of rows.
    """
    first = np.full(size, -1)
    # What is written last stays.
    first[engagement[at[::-1]]] = at[::-1]
    return first


def _sources(source: pd.Series, engagement: np.ndarray, size: int) -> np.ndarray:
    """Return how many sources the reports of each engagement come from."""
    number, sources = distinct.numbered(source)
    pairs = pd.unique(engagement * len(sources) + number)
    return np.bincount(pairs // max(len(sources), 1), minlength=size)


class _Column(NamedTuple):
    """What is said of one column; a value is its number among texts, -1 where it is missing."""

    texts: pd.Series
    own: np.ndarray  # of each engagement, what survived
    report: np.ndarray  # of each engagement, the place of the first report that says so, -1 where none does
    saying: np.ndarray  # of each engagement, how many reports say anything
    other: np.ndarray  # places of the reports that say something else
    value: np.ndarray  # what they say


def said(counted: pd.DataFrame, whole: pd.DataFrame) -> Said:
    """Return which report each value of each engagement is from, and which reports say something else.

    counted and whole: reports and engagements, as above. Both tables are sorted by engagement and column, conflicts
    then by order of belief. Columns: engagement_id, column, value (text), report_id; of survivors also saying (reports
    that say anything of it) and conflicting (those that say otherwise). A report that leaves a partner's kind open says
    nothing of it. Where a city says that there is none, nothing survives, and every report that gives a value says
    otherwise.
    """
    engagement = places(counted["engagement_id"], whole["engagement_id"])
    columns = [_column(counted[said_in], whole[name], engagement) for name, said_in in SAID.items()]
    names = pd.Series(list(SAID), dtype="str")
    report = np.column_stack([column.report for column in columns])
    own = np.column_stack([column.own for column in columns])
    saying = np.column_stack([column.saying for column in columns])
    conflicting = np.column_stack([np.bincount(engagement[column.other], minlength=len(whole)) for column in columns])
    conflicting[:, names.eq(DESCRIPTION)] = 0
    texts = pd.concat([column.texts for column in columns], ignore_index=True)
    begins = np.cumsum([0, *(len(column.texts) for column in columns)])
    of, at = np.nonzero(report >= 0)
    survivors = pd.DataFrame(
        {
            "engagement_id": distinct.taken(whole["engagement_id"], of),
            "column": distinct.taken(names, at),
            "value": distinct.taken(texts, own[of, at] + begins[at]),
            "report_id": distinct.taken(counted["report_id"], report[of, at]),
            "saying": saying[of, at],
            "conflicting": conflicting[of, at],
        }
    )
    contradicting = [number for number, name in enumerate(SAID) if name != DESCRIPTION]
    other = np.concatenate([columns[number].other for number in contradicting])
    value = np.concatenate([columns[number].value + begins[number] for number in contradicting])
    at = np.repeat(contradicting, [len(columns[number].other) for number in contradicting])
    ordered = np.lexsort((other, at, engagement[other]))
    conflicts = pd.DataFrame(
        {
            "engagement_id": distinct.taken(counted["engagement_id"], other),
            "column": distinct.taken(names, at),
            "value": distinct.taken(texts, value),
            "report_id": distinct.taken(counted["report_id"], other),
        }
    ).take(ordered)
    return Said(survivors, conflicts.reset_index(drop=True))


def _column(value: pd.Series, own: pd.Series, engagement: np.ndarray) -> _Column:
    """Return what is said of one column: value of each report, own of each engagement, engagement of each report."""
    number, values = distinct.numbered(pd.concat([value, own], ignore_index=True))
    texts = values.astype("str")
    said, survived = number[: len(value)], number[len(value) :]
    theirs = survived[engagement]
    if own.name == "partner_kind":
        is_open = np.append(texts.isin(NO_KIND), False)
        said = np.where(is_open[said] & (said != theirs), -1, said)
    # Most say it in the words that survived.
    otherwise = np.flatnonzero((said >= 0) & (said != theirs))
    compared = np.unique([said[otherwise], theirs[otherwise]])
    compared = compared[compared >= 0]
    plain = np.full(len(texts) + 1, -1)
    plain[compared] = pd.factorize(np.array(each_folded(texts[compared].tolist()), dtype=object))[0]
    other = otherwise[plain[said[otherwise]] != plain[theirs[otherwise]]]
    is_agreeing = said >= 0
    saying = np.bincount(engagement[is_agreeing], minlength=len(own))
    is_agreeing[other] = False
    report = _firsts(engagement, np.flatnonzero(is_agreeing), len(own))
    return _Column(texts, survived, report, saying, other, said[other])


def priorities(links: pd.DataFrame, report_priorities: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Return the priority areas of each engagement, those of all its reports, sorted; ids: of engagements, sorted."""
    # The last one stands for a report that does not count.
    engagement = np.append(places(links["engagement_id"], ids), -1)
    of_report = engagement[places(report_priorities["report_id"], links["report_id"])]
    areas = pd.Categorical(report_priorities["priority_code"])
    pairs = np.unique((of_report * len(areas.categories) + areas.codes)[of_report >= 0])
    of, said = np.divmod(pairs, max(len(areas.categories), 1))
    codes = pd.Series(areas.categories, dtype="str")
    return pd.DataFrame({"engagement_id": distinct.taken(ids, of), "priority_code": distinct.taken(codes, said)})
