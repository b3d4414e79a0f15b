"""Answers that come again: each is decided once, in whichever part of an edition it stands first."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer", bound=Hashable)
Decision = TypeVar("Decision")

# So many decisions are kept, some hundreds of megabytes; with one more all are forgotten.
KEPT = 200_000


class Once(Generic[Answer, Decision]):
    """A function of many answers at a time that asks another one of those only that it has not been asked before."""

    def __init__(self, decide: Callable[[list[Answer]], list[Decision]], kept: int = KEPT) -> None:
        """decide: returns a decision for each answer, which depends on nothing but the answer."""
        self._decide, self._kept = decide, kept
        self._told: dict[Answer, Decision] = {}

    def __call__(self, answers: list[Answer]) -> list[Decision]:
        """Return the decision of each answer; answers: distinct ones."""
        new = [answer for answer in answers if answer not in self._told]
        if len(self._told) + len(new) > self._kept:
            self._told, new = {}, answers
        self._told.update(zip(new, self._decide(new), strict=True))
        return [self._told[answer] for answer in answers]
