"""Evaluation: how right each decision is where the truth is known, and who decided how much where it is not."""

import pandera.pandas as pa

from pipeline.tables import Table
from pipeline.tables.reports import DECIDED_BY

# What a decision is held against: the simulator's truth, or a part of the coded descriptions of data/gold/.
PARTS = ["edition", "seen", "held_out", "untouched"]


class Evaluation(Table):
    """One kind of decision of one stage, for one code or all together, held against one part of what is known."""

    stage: str = pa.Field(title="Stage", description="The stage that decides.")
    decision: str = pa.Field(title="Decision", description="What it decides.")
    part: str = pa.Field(
        isin=PARTS,
        title="Held against",
        description="edition: the simulator's truth; else a part of the coded descriptions of data/gold/.",
    )
    label_code: str = pa.Field(
        title="Code",
        description="Code decided; all for all codes together (micro average), all there is of a part not looked at.",
    )
    label: str = pa.Field(title="Label", description="The code in words.")
    known: int = pa.Field(ge=0, title="Known", description="Decisions that the truth knows.")
    decided: int = pa.Field(ge=0, title="Decided", description="Decisions that the stage made.")
    correct: int = pa.Field(ge=0, title="Correct", description="Decisions that are the truth's.")
    precision: float = pa.Field(
        nullable=True, ge=0, le=1, title="Precision", description="correct / decided; missing where none was made."
    )
    precision_low: float = pa.Field(nullable=True, ge=0, le=1, title="from", description="95 % interval (Wilson).")
    precision_high: float = pa.Field(nullable=True, ge=0, le=1, title="to", description="95 % interval (Wilson).")
    recall: float = pa.Field(
        nullable=True, ge=0, le=1, title="Recall", description="correct / known; missing where the truth knows none."
    )
    recall_low: float = pa.Field(nullable=True, ge=0, le=1, title="from", description="95 % interval (Wilson).")
    recall_high: float = pa.Field(nullable=True, ge=0, le=1, title="to", description="95 % interval (Wilson).")
    f1: float = pa.Field(
        nullable=True, ge=0, le=1, title="F1", description="Harmonic mean of precision and recall: one figure of both."
    )
    f1_low: float = pa.Field(
        nullable=True, ge=0, le=1, title="from", description="95 % interval (records drawn anew, 2,000 times)."
    )
    f1_high: float = pa.Field(
        nullable=True, ge=0, le=1, title="to", description="95 % interval (records drawn anew, 2,000 times)."
    )


class Coverage(Table):
    """How many reports one kind of decision was made for, by whom; or how many it was not made for."""

    stage: str = pa.Field(title="Stage", description="The stage that decides.")
    decision: str = pa.Field(title="Decision", description="What it decides.")
    decided_by: str = pa.Field(
        isin=[*DECIDED_BY, "undecided"],
        title="Decided by",
        description="Box ticked, rule, suggester, person; or undecided. The surest of a report with several.",
    )
    count: int = pa.Field(ge=0, title="Reports", description="Reports decided so.")
    base: int = pa.Field(ge=0, title="Base", description="Reports of the edition that the stage was given.")
    share: float = pa.Field(nullable=True, ge=0, le=1, title="Share", description="count / base.")


class Agreement(Table):
    """How far coders agree on one category, or on all together, who coded the same descriptions independently."""

    decision: str = pa.Field(title="Decision", description="What was coded: method or priority area.")
    label_code: str = pa.Field(title="Code", description="The category; all for all categories together.")
    label: str = pa.Field(title="Label", description="The category in words.")
    coders: int = pa.Field(ge=2, title="Coders", description="Coders who coded any of the descriptions.")
    items: int = pa.Field(
        ge=1, title="Decisions", description="Yes-or-no decisions: descriptions, times categories where all together."
    )
    positive: int = pa.Field(ge=0, title="Given", description="Times that any coder gave the category.")
    percent: float = pa.Field(
        ge=0, le=100, title="Equal", description="Equal decisions of two coders.", metadata={"unit": "%"}
    )
    kappa: float = pa.Field(
        nullable=True, le=1, title="Kappa", description="Cohen's kappa; missing where all decisions are the same."
    )
    alpha: float = pa.Field(
        nullable=True,
        le=1,
        title="Alpha",
        description="Krippendorff's alpha; missing where all decisions are the same.",
    )
    alpha_low: float = pa.Field(
        nullable=True, title="from", description="95 % interval (descriptions drawn anew, 2,000 times)."
    )
    alpha_high: float = pa.Field(
        nullable=True, title="to", description="95 % interval (descriptions drawn anew, 2,000 times)."
    )


class Mistakes(Table):
    """One decision that differs from the truth: a wrong one, or one that should have been made and was not."""

    stage: str = pa.Field(title="Stage", description="The stage that decides.")
    decision: str = pa.Field(title="Decision", description="What it decides.")
    part: str = pa.Field(
        isin=["edition", "seen"],
        title="Held against",
        description="edition: the simulator's truth; seen: coded descriptions. Other parts are never listed.",
    )
    record: str = pa.Field(title="Record", description="The report, response or description.")
    written: str = pa.Field(nullable=True, title="As written", description="The words it was decided from.")
    truth: str = pa.Field(nullable=True, title="Truth", description="What it should have been.")
    decided: str = pa.Field(nullable=True, title="Decided", description="What it became; missing where undecided.")
    rule: str = pa.Field(nullable=True, title="Rule", description="The rule that decided.")


class FindingsAgainstTruth(Table):
    """One published number beside the true one; none where the edition is not simulated."""

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
