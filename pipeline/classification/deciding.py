"""Rules and suggester together: rules decide, the suggester fills in what they leave open and doubts what looks wrong.

Only a description is left to the suggester. A box, or what is written as the answer to the very question, is final.
"""

from typing import NamedTuple

import numpy as np

from pipeline.classification.evidence import evidence, probabilities
from pipeline.classification.knowledge import Knowledge
from pipeline.classification.rules import (
    Codes,
    Decision,
    answered_priorities,
    counted_priorities,
    described_priorities,
    mentioned_priorities,
    method_of,
)


class Limits(NamedTuple):
    """The choices of params.yaml under `classify`: probabilities between 0 and 1."""

    method_decides_from: float
    priority_decides_from: float
    suggested_from: float


class Areas(NamedTuple):
    """The priority areas of one text: code → (rule, who decided); and what a person is asked of it."""

    decided: dict[str, tuple[str, str]]
    doubted: str | None = None  # codes that a phrase gives, said in passing as it seems
    suggestions: str | None = None  # codes that nothing decided, the likeliest first, each with its probability


class Method(NamedTuple):
    """The method of one text, and what a person is asked of it."""

    decision: Decision
    doubted: str | None = None  # code that a phrase gives where the suggester is sure of another


def methods(words: list[tuple[str, str, str, str]], known: Knowledge, limits: Limits) -> list[Method]:
    """Return the method of each report; words: block, kind of partner, answer and description, "" for none."""
    decisions = [_method(*one, known) for one in words]
    texts = [f"{answer} {description}".strip() for _, _, answer, description in words]
    # A box needs no second opinion.
    asked = [place for place, one in enumerate(decisions) if one.decided_by != "box" and texts[place]]
    told = [Method(decision) for decision in decisions]
    likely = known.method_suggester.probabilities([texts[place] for place in asked])
    for place, chances in zip(asked, likely, strict=True):
        told[place] = _with_suggestion(decisions[place], chances, known.method_suggester.codes, limits)
    return told


def _method(block: str, partner_kind: str, answer: str, description: str, known: Knowledge) -> Decision:
    """Return what a report's block, its words, or else a partner that is a network, make of its method."""
    if block == "network":
        # Whoever fills in this part of the questionnaire has ticked a membership.
        return Decision("city_network", "block", "box")
    decision = method_of(answer, description, known.methods)
    if decision.code is None and not decision.suggestions and partner_kind == "network":
        return Decision("city_network", "partner is a city network", "rule")
    return decision


def _with_suggestion(decision: Decision, chances: np.ndarray, codes: list[str], limits: Limits) -> Method:
    """Return a decision of rules, filled in where it is open, doubted where the suggester is sure of another."""
    if np.isnan(chances).all():
        return Method(decision)
    best = int(np.nanargmax(chances))
    if decision.code is not None:
        is_sure = codes[best] != decision.code and chances[best] >= limits.method_decides_from
        return Method(decision, _ranked(codes, chances, limits, set()) if is_sure else None)
    # Phrases of several methods contradict each other: that is for a person to see.
    if chances[best] >= limits.method_decides_from and not decision.suggestions:
        return Method(Decision(codes[best], _rule(chances[best]), "suggestion"))
    return Method(decision._replace(suggestions=decision.suggestions or _ranked(codes, chances, limits, set())))


def areas(words: list[tuple[str, str]], known: Knowledge, limits: Limits) -> list[Areas]:
    """Return the priority areas of each report; words: answer and description, "" for none."""
    told, asked = [], []
    # The same few answers stand beside many descriptions.
    of_answer = {answer: answered_priorities(answer, known.priorities) for answer in {answer for answer, _ in words}}
    for place, (answer, description) in enumerate(words):
        answered = of_answer[answer]
        told.append(Areas({code: (rule, "box" if rule == "box" else "rule") for code, rule in answered.items()}))
        if not answered and (answer or description):
            asked.append(place)
    likely = _likely([words[place] for place in asked], known)
    for place, chances in zip(asked, likely, strict=True):
        told[place] = _areas(words[place][1], chances, known, limits)
    return told


def _likely(words: list[tuple[str, str]], known: Knowledge) -> np.ndarray:
    """Return how probable each area (columns) is of answers and descriptions (rows) whose answer gave no area."""
    texts = [" ".join(told) for told in words]
    phrases = phrases_of([description for _, description in words], known.priorities, known.priority_suggester.codes)
    chances = known.priority_suggester.probabilities(texts)
    return probabilities(known.priority_evidence, evidence(texts, chances, phrases))


def phrases_of(descriptions: list[str], priorities: Codes, codes: list[str]) -> np.ndarray:
    """Return how many different phrases of each area (columns) count in descriptions (rows)."""
    counted = [counted_priorities(description, priorities) for description in descriptions]
    return np.array([[own.get(code, 0) for code in codes] for own in counted]).reshape(len(descriptions), len(codes))


def _areas(description: str, chances: np.ndarray, known: Knowledge, limits: Limits) -> Areas:
    """Return what is decided, doubted and suggested of a description."""
    held, codes = described_priorities(description, known.priorities), known.priority_suggester.codes
    chance = dict(zip(codes, chances, strict=True))
    doubted = [code for code in held if chance[code] < limits.priority_decides_from]
    decided = {code: (rule, "rule") for code, rule in held.items() if code not in doubted}
    likely = [code for code in codes if code not in held and chance[code] >= limits.priority_decides_from]
    # Where a phrase of the area stands and does not count, it is denied or incidental: a rule has seen that.
    silenced = mentioned_priorities(description, known.priorities) if likely else set()
    decided |= {code: (_rule(chance[code]), "suggestion") for code in likely if code not in silenced}
    suggestions = _ranked(codes, chances, limits, {*decided, *doubted})
    return Areas(decided, "; ".join(sorted(doubted)) or None, suggestions)


def _rule(chance: float) -> str:
    """Return what is kept as the rule of a suggestion that decided."""
    # Rounded down, so that it never says more than was reached.
    return f"suggestion {np.floor(chance * 100) / 100:.2f}"


def _ranked(codes: list[str], chances: np.ndarray, limits: Limits, without: set[str]) -> str | None:
    """Return the codes likely enough to be suggested, the likeliest first, each with its probability."""
    likely = [
        (-chance, code)
        for code, chance in zip(codes, chances, strict=True)
        if chance >= limits.suggested_from and code not in without
    ]
    return "; ".join(f"{code} ({-chance:.2f})" for chance, code in sorted(likely)) or None
