"""Boxes and phrases: what a report's own words say of its method and its priority areas, each with the rule.

A box ticked decides; else phrases of data/codebook/rules.csv in the answer; else phrases in the description. Phrases
that contradict each other decide nothing.
"""

import re
from typing import NamedTuple

import pandas as pd

from pipeline.core import codebook
from pipeline.phrases import Phrases, Rule, Scope, folded

UNDECIDED = "undecided"
# Questions in which the respondent ticks the method itself.
METHOD_QUESTIONS = ["agreement_kind", "meeting_kind"]
# How an answer begins that says “none of these” and what instead: “Other: …”, “Other - …”.
WRITE_IN = re.compile(r"other\s*[:–—-]\s*", re.IGNORECASE)


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


def method_codes(methods: pd.DataFrame, options: pd.DataFrame, rules: pd.DataFrame, scope: Scope) -> Codes:
    """Return what decides a method: codes, labels and option wordings as boxes, and the phrases of its rules."""
    own = options.loc[options["question"].isin(METHOD_QUESTIONS) & options["code"].ne("")]
    _require_known_codes(rules, "method", methods)
    return Codes(_boxes(methods) | _boxes(own), phrases(rules, "method", scope))


def priority_codes(priorities: pd.DataFrame, rules: pd.DataFrame, scope: Scope) -> Codes:
    """Return what decides priority areas: codes and labels as boxes, and the phrases of its rules."""
    _require_known_codes(rules, "priority", priorities)
    return Codes(_boxes(priorities), phrases(rules, "priority", scope))


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


def phrases(rules: pd.DataFrame, decision: str, scope: Scope) -> dict[str, Phrases]:
    """Return the phrases of one decision by the field they are looked for in."""
    own = rules.loc[rules["decision"].eq(decision)]
    return {
        field: Phrases(
            [
                Rule(line.rule, line.text, tuple(filter(None, line.unless.split("|"))), line.code)
                for line in lines.itertuples()
            ],
            scope,
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


def answered_priorities(priority_text: str, codes: Codes) -> dict[str, str]:
    """Return code → rule of the priority areas that an answer ticks or names; "" for no answer."""
    decided: dict[str, str] = {}
    for part in filter(None, priority_text.split(";")):
        box = codes.boxes.get(folded(part))
        held = {box: "box"} if box else codes.phrases["words"].decide(_without_write_in(part.strip()))
        decided |= {code: rule for code, rule in held.items() if code not in decided}
    return decided


def counted_priorities(description_text: str, codes: Codes) -> dict[str, int]:
    """Return code → how many different phrases of each priority area a description names it with."""
    return codes.phrases["words"].counted(description_text)


def mentioned_priorities(description_text: str, codes: Codes) -> set[str]:
    """Return the priority areas of which a phrase stands in a description, though it may be denied or incidental."""
    return codes.phrases["words"].mentioned(description_text)


def described_priorities(description_text: str, codes: Codes) -> dict[str, str]:
    """Return code → rule of the priority areas that a description names; "" for none."""
    return codes.phrases["words"].decide(description_text) if description_text else {}
