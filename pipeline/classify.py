"""Give every report exactly one method and any number of priority areas, each with the rule that decided.

A box ticked decides; else phrases of data/codebook/rules.csv in the answer; else phrases in the description. Where
phrases contradict each other, or none stands there, nothing is decided and a person is asked: there is no default.
"""

from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import codebook, paths, stage, tables
from pipeline.classification.rules import Codes, Decision, method_codes, method_of, priorities_of, priority_codes
from pipeline.phrases import folded
from pipeline.tables import reports
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.review import Review


class Classified(NamedTuple):
    """The reports with their method and network, their priority areas, and what no rule decided."""

    reports: DataFrame[reports.Classified]
    priorities: DataFrame[ReportPriorities]
    review: DataFrame[Review]


def classify(
    located: DataFrame[reports.Located], methods: Codes, priorities: Codes, networks: pd.DataFrame
) -> Classified:
    """Return the reports with method, network and priority areas; networks is the table of the codebook."""
    method = _methods(located, methods)
    memberships = located.loc[method["code"].eq("city_network")]
    network = _network(memberships, networks)
    classified = located.assign(
        method_code=method["code"],
        method_rule=method["rule"],
        method_decided_by=method["decided_by"],
        network_code=network.reindex(located.index),
    )
    areas = _priorities(located, priorities)
    listed = [
        _method_review(located, method),
        _network_review(memberships, network),
        _priority_review(located, areas["report_id"]),
    ]
    return Classified(
        reports.Classified.validate(classified, lazy=True),
        ReportPriorities.validate(areas, lazy=True),
        Review.validate(pd.concat(listed, ignore_index=True).astype({"count": "int64"}), lazy=True),
    )


def _distinct(located: pd.DataFrame, columns: list[str]) -> tuple[pd.Series, list[tuple[str, ...]]]:
    """Return the distinct combinations of words in the columns, and for each report the number of its own."""
    words = located[columns].fillna("")
    number = words.groupby(columns, sort=False).ngroup()
    return number, list(words.loc[~number.duplicated()].itertuples(index=False, name=None))


def _methods(located: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """Return code, rule and suggestions of each report's method."""
    number, distinct = _distinct(located, ["block", "partner_kind", "method_text", "description_text"])
    decisions = pd.DataFrame(
        [_method_decision(*words, codes) for words in distinct], columns=list(Decision._fields), dtype="str"
    )
    return decisions.reindex(number).set_axis(located.index)


def _priorities(located: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """Return one row per report and priority area, in the reports' order."""
    number, distinct = _distinct(located, ["priority_text", "description_text"])
    decided = pd.DataFrame(
        [
            (position, code, rule, "box" if rule == "box" else "rule")
            for position, words in enumerate(distinct)
            for code, rule in sorted(priorities_of(*words, codes).items())
        ],
        columns=["number", "priority_code", "priority_rule", "priority_decided_by"],
    ).astype({"number": "int64", "priority_code": "str", "priority_rule": "str", "priority_decided_by": "str"})
    numbered = located[["report_id"]].assign(number=number)
    return numbered.merge(decided, on="number").drop(columns="number")


def _method_decision(block: str, partner_kind: str, method_text: str, description_text: str, codes: Codes) -> Decision:
    """Return the method of a report: what its block, its words, or else a partner that is a network, make of it."""
    if block == "network":
        # Whoever fills in this part of the questionnaire has ticked a membership.
        return Decision("city_network", "block", "box")
    decision = method_of(method_text, description_text, codes)
    if decision.code is None and not decision.suggestions and partner_kind == "network":
        return Decision("city_network", "partner is a city network", "rule")
    return decision


def _network(memberships: pd.DataFrame, networks: pd.DataFrame) -> pd.Series:
    """Return the code of the network each membership is of, missing where it is none that we know."""
    code = {
        folded(spelling): line.code
        for line in networks.itertuples()
        for spelling in (line.label, line.code, *filter(None, line.spellings.split("|")))
    }
    return _network_words(memberships).map(folded).map(code).astype("str")


def _network_words(memberships: pd.DataFrame) -> pd.Series:
    """Return the words that name the network: the network's own cell, or the partner's; "" where there are none."""
    words = memberships["network_text"].fillna(memberships["partner_place_text"]).fillna(memberships["partner_text"])
    return words.fillna("").astype("str")


def _method_review(located: pd.DataFrame, method: pd.DataFrame) -> pd.DataFrame:
    """Return the answers in which no method was found, or several."""
    asked = method["code"].isna()
    words = located["method_text"].fillna("(method left blank)") + " · " + located["description_text"].fillna("")
    return _listed("method", words.loc[asked], located.loc[asked], method.loc[asked, "suggestions"], "rules.csv")


def _network_review(memberships: pd.DataFrame, network: pd.Series) -> pd.DataFrame:
    """Return the names of networks that the codebook does not know."""
    asked = network.isna()
    nothing = pd.Series(None, index=memberships.index[asked], dtype="str")
    return _listed("network", _network_words(memberships).loc[asked], memberships.loc[asked], nothing, "networks.csv")


def _priority_review(located: pd.DataFrame, decided: pd.Series) -> pd.DataFrame:
    """Return the texts in which no priority area was found; where nothing is written there is nothing to decide.

    decided: report_id of the reports with a priority area.
    """
    words = located["priority_text"].fillna("").str.cat(located["description_text"].fillna(""), sep=" · ")
    asked = ~located["report_id"].isin(decided) & words.ne(" · ")
    nothing = pd.Series(None, index=located.index[asked], dtype="str")
    return _listed("priority", words.loc[asked], located.loc[asked], nothing, "rules.csv")


def _listed(decision: str, words: pd.Series, asked: pd.DataFrame, suggestions: pd.Series, file: str) -> pd.DataFrame:
    """Return the review rows of one decision, the most frequent answer first."""
    given = pd.DataFrame(
        {
            "answer": words.str.strip(" ·").where(words.str.strip(" ·").ne(""), "(nothing written)"),
            "report_id": asked["report_id"],
            "suggestions": suggestions,
        }
    )
    counted = given.groupby("answer", sort=True).agg(
        count=("report_id", "size"), example=("report_id", "first"), suggestions=("suggestions", "first")
    )
    return (
        counted.sort_values("count", ascending=False, kind="stable")
        .reset_index()
        .assign(decision=decision, file=f"data/codebook/{file}")
        .reindex(columns=list(Review.to_schema().columns))
        .astype({"suggestions": "str", "answer": "str", "example": "str"})
    )


def main(edition: str) -> None:
    """Write data/classified/<edition>/."""
    rules, negations = codebook.read("rules"), codebook.read("negations")["text"].tolist()
    classified = classify(
        pd.read_parquet(paths.LOCATED / edition / "reports.parquet"),
        method_codes(codebook.read("methods"), codebook.read("options"), rules, negations),
        priority_codes(codebook.read("priorities"), rules, negations),
        codebook.read("networks"),
    )
    for name, table in classified._asdict().items():
        tables.write(table, paths.CLASSIFIED / edition / f"{name}.parquet")


if __name__ == "__main__":
    stage.run(main, __doc__)
