"""Give every report exactly one method and any number of priority areas, each with the rule that decided.

A box ticked decides; else phrases of data/codebook/rules.csv in the answer; else phrases in the description. Where
phrases contradict each other, or none stands there, nothing is decided and a person is asked: there is no default.
"""

import re
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import codebook, paths, stage, tables
from pipeline.phrases import Phrases, Rule, folded
from pipeline.tables import reports
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.review import Review

UNDECIDED = "undecided"
# Questions in which the respondent ticks the method itself.
METHOD_QUESTIONS = ["agreement_kind", "meeting_kind"]
# How an answer begins that says “none of these” and what instead: “Other: …”, “Other - …”.
WRITE_IN = re.compile(r"other\s*[:–—-]\s*", re.IGNORECASE)


class Classified(NamedTuple):
    """The reports with their method and network, their priority areas, and what no rule decided."""

    reports: DataFrame[reports.Classified]
    priorities: DataFrame[ReportPriorities]
    review: DataFrame[Review]


class Decision(NamedTuple):
    """A code, the rule that chose it and who that was; or no code, and the codes that contradict each other, if any."""

    code: str | None
    rule: str
    decided_by: str | None = None
    suggestions: str | None = None


class Codes(NamedTuple):
    """What decides: folded boxes → code, and phrases by the field they are looked for in."""

    boxes: dict[str, str]
    phrases: dict[str, Phrases]


def method_codes(methods: pd.DataFrame, options: pd.DataFrame, rules: pd.DataFrame, negations: list[str]) -> Codes:
    """Return what decides a method: codes, labels and option wordings as boxes, and the phrases of its rules."""
    own = options.loc[options["question"].isin(METHOD_QUESTIONS) & options["code"].ne("")]
    _require_known_codes(rules, "method", methods)
    return Codes(_boxes(methods) | _boxes(own), _phrases(rules, "method", negations))


def priority_codes(priorities: pd.DataFrame, rules: pd.DataFrame, negations: list[str]) -> Codes:
    """Return what decides priority areas: codes and labels as boxes, and the phrases of its rules."""
    _require_known_codes(rules, "priority", priorities)
    return Codes(_boxes(priorities), _phrases(rules, "priority", negations))


def _require_known_codes(rules: pd.DataFrame, decision: str, codes: pd.DataFrame) -> None:
    """Raise CodebookError when a rule gives a code that the codebook does not have."""
    own = rules.loc[rules["decision"].eq(decision) & ~rules["code"].isin(codes["code"])]
    for line in own.head(1).itertuples():
        raise codebook.CodebookError(
            f"data/codebook/rules.csv: rule {line.rule} gives {line.code!r}, which is no {decision} of the codebook. "
            f"It has: {', '.join(codes['code'])}."
        )


def _boxes(codes: pd.DataFrame) -> dict[str, str]:
    """Return folded code and label → code."""
    return {folded(text): line.code for line in codes.itertuples() for text in (line.code, line.label)}


def _phrases(rules: pd.DataFrame, decision: str, negations: list[str]) -> dict[str, Phrases]:
    """Return the phrases of one decision by the field they are looked for in."""
    own = rules.loc[rules["decision"].eq(decision)]
    return {
        field: Phrases(
            [
                Rule(line.rule, line.text, tuple(filter(None, line.unless.split("|"))), line.code)
                for line in lines.itertuples()
            ],
            negations,
        )
        for field, lines in own.groupby("field")
    }


def method_of(method_text: str, description_text: str, codes: Codes) -> Decision:
    """Return the one method that an answer, or else the description, names; "" where there is no text."""
    box = codes.boxes.get(folded(method_text))
    if box:
        return Decision(box, "box", "box")
    for text, field in ((_without_write_in(method_text), "method_text"), (description_text, "description_text")):
        held = codes.phrases[field].decide(text) if text else {}
        if len(held) == 1:
            return Decision(*next(iter(held.items())), "rule")
        if held:
            return Decision(None, UNDECIDED, None, "; ".join(sorted(held)))
    # Whoever ticks “other” and writes what no rule knows has still said that it is none of the methods.
    return Decision("other", "box", "box") if WRITE_IN.match(method_text) else Decision(None, UNDECIDED)


def _without_write_in(text: str) -> str:
    """Return what an answer says instead of the options, or the answer itself."""
    other = WRITE_IN.match(text)
    return text[other.end() :] if other else text


def priorities_of(priority_text: str, description_text: str, codes: Codes) -> dict[str, str]:
    """Return code → rule of the priority areas that an answer, or else the description, names; "" for no text."""
    decided: dict[str, str] = {}
    for part in filter(None, priority_text.split(";")):
        box = codes.boxes.get(folded(part))
        held = {box: "box"} if box else codes.phrases["words"].decide(_without_write_in(part.strip()))
        decided |= {code: rule for code, rule in held.items() if code not in decided}
    return decided or (codes.phrases["words"].decide(description_text) if description_text else {})


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
