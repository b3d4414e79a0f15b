"""Give every report exactly one method and any number of priority areas, each with the rule that decided.

What a person has decided stands first; then a box ticked; then phrases of data/codebook/rules.csv in the answer, or
else in the description; then the suggester, above a threshold. What none of them decides stays open and is listed for
a person: there is no default.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline.classification import by_hand, deciding, knowledge
from pipeline.classification.deciding import Areas, Limits, Method
from pipeline.classification.knowledge import Knowledge
from pipeline.core import codebook, params, paths, stage
from pipeline.phrases import folded
from pipeline.scale import distinct, engine, parts
from pipeline.scale.among import among, places
from pipeline.scale.once import Once
from pipeline.tables import reports
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.review import Review

# Columns that say what a report is about, by what is decided from them; in the last two stand a person's words.
WORDS = {
    "method": ["block", "partner_kind", "method_text", "description_text"],
    "priority": ["priority_text", "description_text"],
}
NOTHING_WRITTEN = "(nothing written)"
# What is listed for a person, in this order; decisions of a person on words that are there no more come last.
LISTED = ["method", "method_disagreement", "network", "priority", "priority_disagreement"]


class Asked(NamedTuple):
    """What is to be decided of reports: distinct combinations of WORDS, "" for none."""

    number: np.ndarray  # of each report, the place of its own words
    words: list[tuple[str, ...]]

    def of(self, is_meant: pd.Series) -> pd.Series:
        """Return what the reports that are meant say, joined by a middle dot, as it is listed for a person."""
        own, number = np.unique(self.number[is_meant.to_numpy()], return_inverse=True)
        joined = [" · ".join(self.words[at][-2:]).strip(" ·") or NOTHING_WRITTEN for at in own]
        return pd.Series(joined, dtype="str").take(number).set_axis(is_meant.index[is_meant])


class Deciders(NamedTuple):
    """What decides of many words at a time; of words that come again the decision is kept."""

    methods: Once[tuple[str, str, str, str], Method]  # block, kind of partner, answer and description
    areas: Once[tuple[str, str], Areas]  # answer and description


def deciders(known: Knowledge, limits: Limits) -> Deciders:
    """Return what decides by what is known, within limits."""
    return Deciders(
        Once(lambda words: deciding.methods(words, known, limits)),
        Once(lambda words: deciding.areas(words, known, limits)),
    )


class Classified(NamedTuple):
    """The reports with their method and network, their priority areas, and what is left to a person."""

    reports: DataFrame[reports.Classified]
    priorities: DataFrame[ReportPriorities]
    review: DataFrame[Review]


def classify(
    located: DataFrame[reports.Located],
    decide: Deciders,
    networks: pd.DataFrame,
    coded_by_hand: pd.DataFrame,
) -> Classified:
    """Return the reports with method, network and priority areas.

    networks and coded_by_hand are tables of the codebook, the latter's lines of this edition.
    """
    asked = {decision: _asked(located, columns) for decision, columns in WORDS.items()}
    named = among(located["report_id"], coded_by_hand["report_id"])
    stands, stale = {}, {}
    for decision, told in asked.items():
        words = told.of(named).set_axis(located.loc[named, "report_id"])
        stands[decision], stale[decision] = by_hand.valid(coded_by_hand, decision, words)
    method = _methods(asked["method"], decide).set_axis(located.index)
    method = _by_person(method, located.loc[named, "report_id"], stands["method"])
    memberships = located.loc[method["code"].eq("city_network")]
    network = _network(memberships, networks)
    unknown = memberships.loc[network.isna()]
    classified = located.assign(
        method_code=method["code"],
        method_rule=method["rule"],
        method_decided_by=method["decided_by"],
        network_code=network.reindex(located.index),
    )
    number, told = asked["priority"].number, decide.areas(asked["priority"].words)
    open_ = distinct.table([(one.doubted, one.suggestions) for one in told], ["doubted", "suggestions"])
    open_ = open_.take(number).set_axis(located.index)
    # Whoever has coded a report has named all its areas, or said that it has none.
    is_coded = among(located["report_id"], stands["priority"]["report_id"])
    areas = _priorities(located["report_id"], number, [one.decided for one in told], stands["priority"])
    has_none = pd.Series(np.array([not one.decided for one in told], dtype=bool)[number], index=located.index)
    is_open, is_doubted = has_none & ~is_coded, open_["doubted"].notna() & ~is_coded
    listed = [
        _listed("method", asked["method"], located, method["code"].isna(), method["suggestions"]),
        _listed("method_disagreement", asked["method"], located, method["doubted"].notna(), method["doubted"]),
        _counted("network", _network_words(unknown), unknown["report_id"], None, "networks.csv"),
        _listed("priority", asked["priority"], located, is_open, open_["suggestions"], where_nothing=False),
        _listed("priority_disagreement", asked["priority"], located, is_doubted, open_["doubted"]),
        *(_stale(lines) for lines in stale.values()),
    ]
    return Classified(
        reports.Classified.validate(classified, lazy=True),
        ReportPriorities.validate(areas, lazy=True),
        Review.validate(pd.concat(listed, ignore_index=True).astype({"count": "int64"}), lazy=True),
    )


def _asked(located: pd.DataFrame, columns: list[str]) -> Asked:
    """Return what the columns of reports ask."""
    return Asked(*distinct.combined(located[columns]))


def _methods(asked: Asked, decide: Deciders) -> pd.DataFrame:
    """Return code, rule, decided_by and suggestions of each report's method, and the code that is doubted."""
    told = [(*one.decision, one.doubted) for one in decide.methods(asked.words)]
    columns = ["code", "rule", "decided_by", "suggestions", "doubted"]
    return distinct.table(told, columns).take(asked.number)


def _by_person(method: pd.DataFrame, report_id: pd.Series, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the methods with those that a person has decided in place of what was there.

    report_id: of the reports that a person may have decided, in the index of the methods.
    """
    code = report_id.map(lines.set_index("report_id")["codes"]).dropna().astype("str")
    told = {"code": code, "rule": by_hand.RULE, "decided_by": "person", "suggestions": None, "doubted": None}
    decided = method.copy()
    decided.loc[code.index, list(told)] = pd.DataFrame(told, index=code.index).astype("str")
    return decided


def _priorities(
    report_id: pd.Series, number: np.ndarray, decided: list[dict[str, tuple[str, str]]], lines: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per report and priority area, in the reports' order.

    number: of each report's words; decided: of these, code → rule and who decided; lines: what a person has decided.
    """
    by_person = [dict.fromkeys(by_hand.listed(codes), (by_hand.RULE, "person")) for codes in lines["codes"]]
    all_ = [*decided, *by_person]
    own_line = places(report_id, lines["report_id"])
    number = np.where(own_line >= 0, len(decided) + own_line, number)
    rows = [(code, *how) for areas in all_ for code, how in sorted(areas.items())]
    told = distinct.table(rows, ["priority_code", "priority_rule", "priority_decided_by"])
    counts = np.array([len(areas) for areas in all_], dtype="int64")
    of_report, first = counts[number], (np.cumsum(counts) - counts)[number]
    ends = np.cumsum(of_report)
    # From the first row of its words on, as many as these have.
    at = np.arange(of_report.sum()) + np.repeat(first - (ends - of_report), of_report)
    reports_ = pd.DataFrame({"report_id": report_id.astype("str").repeat(of_report).reset_index(drop=True)})
    return reports_.join(told.take(at).reset_index(drop=True))


def _network(memberships: pd.DataFrame, networks: pd.DataFrame) -> pd.Series:
    """Return the code of the network each membership is of, missing where it is none that we know."""
    code = {
        folded(spelling): line.code
        for line in networks.itertuples()
        for spelling in (line.label, line.code, *filter(None, line.spellings.split("|")))
    }
    words = _network_words(memberships)
    return words.map({text: code.get(folded(text)) for text in words.unique()}).astype("str")


def _network_words(memberships: pd.DataFrame) -> pd.Series:
    """Return the words that name the network: the network's own cell, or the partner's; "" where there are none."""
    words = memberships["network_text"].fillna(memberships["partner_place_text"]).fillna(memberships["partner_text"])
    return words.fillna("").astype("str")


def _listed(
    decision: str,
    asked: Asked,
    located: pd.DataFrame,
    is_asked: pd.Series,
    suggestions: pd.Series,
    where_nothing: bool = True,
) -> pd.DataFrame:
    """Return the review rows of one decision on reports; where_nothing: of those too that say nothing."""
    words = asked.of(is_asked)
    words = words if where_nothing else words.loc[words.ne(NOTHING_WRITTEN)]
    return _counted(decision, words, located.loc[words.index, "report_id"], suggestions.loc[words.index], "rules.csv")


def _counted(
    decision: str, words: pd.Series, report_id: pd.Series, suggestions: pd.Series | None, file: str
) -> pd.DataFrame:
    """Return the review rows of one decision, the most frequent answer first."""
    answer = words.where(words.ne(""), NOTHING_WRITTEN)
    given = pd.DataFrame({"answer": answer, "report_id": report_id, "suggestions": suggestions})
    counted = given.groupby("answer", sort=True).agg(
        count=("report_id", "size"), example=("report_id", "first"), suggestions=("suggestions", "first")
    )
    listed = counted.sort_values("count", ascending=False, kind="stable").reset_index()
    return _as_review(listed.assign(decision=decision, file=f"data/codebook/{file}"))


def _stale(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the review rows of decisions of a person that no longer meet the words they were made on."""
    listed = pd.DataFrame(
        {
            "decision": "coded_by_hand",
            "answer": lines["now"].fillna("(no such report) " + lines["text"]),
            "count": 1,
            "example": lines["report_id"],
            "suggestions": lines["codes"],
            "file": by_hand.FILE,
        }
    )
    return _as_review(listed)


def _as_review(listed: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the columns of the table Review and their types."""
    typed = {"suggestions": "str", "answer": "str", "example": "str", "decision": "str", "file": "str"}
    return listed.reindex(columns=list(Review.to_schema().columns)).astype(typed)


def _classifying(edition: str, limits: Limits) -> Callable[[tuple[parts.Rows]], Classified]:
    """Return the function that classifies a part of an edition's reports."""
    decide, networks = deciders(knowledge.read(), limits), codebook.read("networks")
    coded_by_hand = _coded_by_hand(edition)

    def of_part(part: tuple[parts.Rows]) -> Classified:
        located = part[0].read()
        own = among(coded_by_hand["report_id"], located["report_id"])
        return classify(located, decide, networks, coded_by_hand.loc[own])

    return of_part


def _coded_by_hand(edition: str) -> pd.DataFrame:
    """Return what persons have coded of an edition's reports."""
    return by_hand.read(
        edition, {"method": list(codebook.labels("methods")), "priority": list(codebook.labels("priorities"))}
    )


def _review_of(reviews: list[pd.DataFrame], coded: list[pd.DataFrame], coded_by_hand: pd.DataFrame) -> pd.DataFrame:
    """Return what is left to a person, of the reviews of all parts; coded: the reports that persons have coded."""
    counted = parts.review_of([review.loc[review["file"].ne(by_hand.FILE)] for review in reviews], LISTED)
    named = pd.concat(coded, ignore_index=True)
    every = pd.Series(True, index=named.index)
    stale = [
        _stale(by_hand.valid(coded_by_hand, decision, _asked(named, columns).of(every).set_axis(named["report_id"]))[1])
        for decision, columns in WORDS.items()
    ]
    return Review.validate(pd.concat([counted, *stale], ignore_index=True).astype({"count": "int64"}), lazy=True)


def main(edition: str) -> None:
    """Write data/classified/<edition>/."""
    cut = parts.cut(engine.chosen().rows_at_once, paths.LOCATED / edition / "reports.parquet")
    limits, coded_by_hand = Limits(**params.section("classify")), _coded_by_hand(edition)
    reviews, coded = [], []
    with parts.Written(paths.CLASSIFIED / edition) as written:
        for classified in engine.each(partial(_classifying, edition, limits), cut, keeps=True):
            written.add(reports=classified.reports, priorities=classified.priorities)
            reviews.append(classified.review)
            coded.append(classified.reports.loc[among(classified.reports["report_id"], coded_by_hand["report_id"])])
        written.add(review=_review_of(reviews, coded, coded_by_hand))


if __name__ == "__main__":
    stage.run(main, __doc__)
