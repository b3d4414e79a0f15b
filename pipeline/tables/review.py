"""Review: what no rule decided, listed for a person."""

import pandera.pandas as pa

from pipeline.tables import Table

DECISIONS = ["us_city", "country", "place", "method", "network", "priority", "same_engagement", "status"]
# Where a rule and the suggester disagree; and what a person has decided on words that are there no more.
DECISIONS += ["method_disagreement", "priority_disagreement", "coded_by_hand"]


class Review(Table):
    """One distinct answer that no rule decided, with how often it was given and what it might be."""

    decision: str = pa.Field(
        isin=DECISIONS,
        title="Decision",
        description="What could not be decided.",
    )
    answer: str = pa.Field(title="Answer", description="The words, with their context, as written.")
    count: int = pa.Field(ge=1, title="Reports", description="Reports or responses that give this answer.")
    example: str = pa.Field(title="Example", description="Identifier of the first report or response that gives it.")
    suggestions: str = pa.Field(
        nullable=True, title="Suggestions", description="What it may be, best first, joined by a semicolon; never used."
    )
    file: str = pa.Field(title="Where to decide", description="Codebook file in which a line settles it.")
