"""Findings: one row per published number, and their comparison with what was published before."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables import Table


class Findings(Table):
    """One published number: a share with the two counts it was divided from, or a count."""

    finding_id: str = pa.Field(unique=True, title="Finding", description="Name the report cites it by.")
    edition: str = pa.Field(title="Edition", description="Edition it belongs to.")
    section: str = pa.Field(
        title="Section",
        description="headline, country, region, priority, method, network, partner_kind, state, city, year, staffing.",
    )
    measure: str = pa.Field(
        isin=["share", "count"], title="Measure", description="A share of a base, or a plain count."
    )
    code: str = pa.Field(nullable=True, title="Code", description="Category, by its code in the codebook.")
    label: str = pa.Field(title="Category", description="Category in words.")
    rank: pd.Int64Dtype = pa.Field(
        nullable=True, title="Rank", description="Place within its section by count, 1 the largest; ties share a rank."
    )
    count: int = pa.Field(ge=0, title="Count", description="Engagements (or cities) in the category.")
    base: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, title="Base", description="Engagements (or cities) it is a share of."
    )
    unit: str = pa.Field(title="Unit", description="What count and base count, in words.")
    percent: float = pa.Field(
        nullable=True,
        ge=0,
        le=100,
        title="Percent",
        description="100 × count / base, rounded once, half up; missing for a count and where withheld.",
        metadata={"unit": "%"},
    )
    lower: float = pa.Field(
        nullable=True, ge=0, le=100, title="From", description="Lower end of the interval.", metadata={"unit": "%"}
    )
    upper: float = pa.Field(
        nullable=True, ge=0, le=100, title="To", description="Upper end of the interval.", metadata={"unit": "%"}
    )
    is_withheld: bool = pa.Field(title="Withheld", description="The base is too small to publish the share.")
    statement: str = pa.Field(title="Statement", description="The finding as a sentence.")

    @pa.dataframe_check(error="count is greater than base")
    def count_within_base(cls, findings: pd.DataFrame) -> Series[bool]:
        """A share is at most the whole."""
        return findings["base"].isna() | findings["count"].le(findings["base"].fillna(0))


class Comparison(Table):
    """One published figure beside the computed one."""

    finding_id: str = pa.Field(unique=True, title="Finding", description="The finding compared.")
    statement: str = pa.Field(title="Published statement", description="What was published, in words.")
    published: str = pa.Field(title="Published", description="The figure as published.")
    computed: str = pa.Field(title="Computed", description="The figure of this edition, or why there is none.")
    agreement: str = pa.Field(
        isin=["agrees", "differs", "not computed"], title="Agreement", description="Whether the two say the same."
    )
    remark: str = pa.Field(title="Why it may differ", description="What to bear in mind when comparing.")
