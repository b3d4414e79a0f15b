"""Evaluation: how right each decision is, where the truth is known."""

import pandera.pandas as pa

from pipeline.tables import Table


class Evaluation(Table):
    """One kind of decision of one stage, held against the truth."""

    stage: str = pa.Field(title="Stage", description="The stage that decides.")
    decision: str = pa.Field(title="Decision", description="What it decides.")
    known: int = pa.Field(ge=0, title="Known", description="Decisions that the truth knows.")
    decided: int = pa.Field(ge=0, title="Decided", description="Decisions that the stage made.")
    correct: int = pa.Field(ge=0, title="Correct", description="Decisions that are the truth's.")
    precision: float = pa.Field(
        nullable=True, ge=0, le=1, title="Precision", description="correct / decided; missing where none was made."
    )
    recall: float = pa.Field(
        nullable=True, ge=0, le=1, title="Recall", description="correct / known; missing where the truth knows none."
    )


class Mistakes(Table):
    """One decision that differs from the truth: a wrong one, or one that should have been made and was not."""

    stage: str = pa.Field(title="Stage", description="The stage that decides.")
    decision: str = pa.Field(title="Decision", description="What it decides.")
    record: str = pa.Field(title="Record", description="The report or response.")
    written: str = pa.Field(nullable=True, title="As written", description="The words it was decided from.")
    truth: str = pa.Field(nullable=True, title="Truth", description="What it should have been.")
    decided: str = pa.Field(nullable=True, title="Decided", description="What it became; missing where undecided.")
    rule: str = pa.Field(nullable=True, title="Rule", description="The rule that decided.")


class FindingsAgainstTruth(Table):
    """One published number beside the true one."""

    finding_id: str = pa.Field(unique=True, title="Finding", description="Name the report cites it by.")
    true_count: int = pa.Field(ge=0, title="True count", description="Count in the simulator's truth.")
    count: int = pa.Field(ge=0, title="Count", description="Count of the edition.")
    true_percent: float = pa.Field(
        nullable=True, ge=0, le=100, title="True percent", description="In the truth.", metadata={"unit": "%"}
    )
    percent: float = pa.Field(
        nullable=True, ge=0, le=100, title="Percent", description="Of the edition, unrounded.", metadata={"unit": "%"}
    )
    difference: float = pa.Field(
        nullable=True, title="Difference", description="percent less true_percent.", metadata={"unit": "points"}
    )
