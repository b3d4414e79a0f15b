"""Findings: one row per published number, and what puts it in proportion: other readings, other editions, the frame."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables import Table


class Findings(Table):
    """One published number: a share with the two counts it was divided from, or a count."""

    finding_id: str = pa.Field(
        unique=True,
        title="Finding",
        description="Name the report cites it by: section.code, in a cross-table section.group.code.",
    )
    edition: str = pa.Field(title="Edition", description="Edition it belongs to.")
    section: str = pa.Field(title="Section", description="What is told apart; docs/statistics.md lists the sections.")
    group_code: str = pa.Field(
        nullable=True,
        title="Group code",
        description="In a cross-table, the category within which the share is taken, by its code.",
    )
    group_label: str = pa.Field(nullable=True, title="Group", description="That category in words.")
    measure: str = pa.Field(
        isin=["share", "count"], title="Measure", description="A share of a base, or a plain count."
    )
    code: str = pa.Field(nullable=True, title="Code", description="Category, by its code in the codebook.")
    label: str = pa.Field(title="Category", description="Category in words.")
    rank: pd.Int64Dtype = pa.Field(
        nullable=True,
        title="Rank",
        description="Place within its section (and group) by count, 1 the largest; ties share a rank.",
    )
    rank_lower: pd.Int64Dtype = pa.Field(
        nullable=True,
        title="Rank from",
        description="Best rank in the interval, from cities drawn again (cluster bootstrap); missing where not ranked.",
    )
    rank_upper: pd.Int64Dtype = pa.Field(
        nullable=True, title="Rank to", description="Worst rank in that interval; a tie counts for all it touches."
    )
    count: pd.Int64Dtype = pa.Field(
        nullable=True,
        ge=0,
        title="Count",
        description="Engagements (or cities) in the category; missing where telling it could tell a city's answer.",
    )
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
    interval_method: str = pa.Field(
        nullable=True,
        isin=["linearised", "effective_sample", "bootstrap"],
        title="Interval by",
        description="How the interval was made; docs/statistics.md says when which. Missing where there is none.",
    )
    is_withheld: bool = pa.Field(title="Withheld", description="The share is not published; withheld_reason says why.")
    withheld_reason: str = pa.Field(
        nullable=True,
        isin=["small_base", "few_cities", "few_engagements", "complement", "earlier_edition"],
        title="Why withheld",
        description="small_base, few_cities, few_engagements; complement: it would give away a withheld one; "
        "earlier_edition: less the share of an earlier edition it would tell what single cities answered.",
    )
    statement: str = pa.Field(title="Statement", description="The finding as a sentence.")

    @pa.dataframe_check(error="count is greater than base")
    def count_within_base(cls, findings: pd.DataFrame) -> Series[bool]:
        """A share is at most the whole."""
        either_missing = findings["base"].isna() | findings["count"].isna()
        return either_missing | findings["count"].fillna(0).le(findings["base"].fillna(0)).astype(bool)

    @pa.dataframe_check(error="is withheld without a reason, or has a reason without being withheld")
    def withheld_says_why(cls, findings: pd.DataFrame) -> Series[bool]:
        """Nothing is left out without saying why."""
        return findings["is_withheld"].eq(findings["withheld_reason"].notna())


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


class Response(Table):
    """How many cities of one size in one region there are in the frame, answered, and have engagements.

    Rows with the code all are the totals. Cities that are not in the frame have a row of their own without a rate.
    """

    size_code: str = pa.Field(title="Size code", description="Size band by its bounds, or all.")
    size_label: str = pa.Field(title="Size", description="Inhabitants of the city.")
    region_code: str = pa.Field(title="Region code", description="Census region, or all.")
    region_label: str = pa.Field(title="Region", description="Census region in words.")
    frame_count: pd.Int64Dtype = pa.Field(
        nullable=True,
        ge=0,
        title="Cities in the frame",
        description="Cities of data/gazetteer/us_frame.csv; missing for cities outside it.",
    )
    responded_count: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, title="Responding cities", description="Missing where no city was asked."
    )
    response_percent: float = pa.Field(
        nullable=True,
        ge=0,
        le=100,
        title="Response",
        description="Responding cities of the frame's; an upper bound, since the frame lacks some cities.",
        metadata={"unit": "%"},
    )
    engaged_count: int = pa.Field(ge=0, title="Cities with engagements", description="Cities with a counted one.")
    engaged_percent: float = pa.Field(
        nullable=True,
        ge=0,
        le=100,
        title="With engagements",
        description="Cities with engagements of the frame's.",
        metadata={"unit": "%"},
    )


class Sensitivity(Table):
    """One main figure under one other reading: another time window, other rows, or weighted cities."""

    finding_id: str = pa.Field(title="Finding", description="The finding read otherwise.")
    section: str = pa.Field(title="Section", description="Section of the finding.")
    label: str = pa.Field(title="Category", description="Category in words.")
    variant: str = pa.Field(title="Reading", description="Code of the reading; published is the edition's own.")
    variant_label: str = pa.Field(title="Reading in words", description="What is read otherwise.")
    count: pd.Int64Dtype = pa.Field(
        nullable=True,
        ge=0,
        title="Count",
        description="Unweighted count; missing where telling it could tell a city's answer.",
    )
    base: pd.Int64Dtype = pa.Field(nullable=True, ge=0, title="Base", description="Unweighted base; of a share only.")
    percent: float = pa.Field(
        nullable=True, ge=0, le=100, title="Percent", description="Rounded once, half up.", metadata={"unit": "%"}
    )
    lower: float = pa.Field(
        nullable=True, ge=0, le=100, title="From", description="Lower end of the interval.", metadata={"unit": "%"}
    )
    upper: float = pa.Field(
        nullable=True, ge=0, le=100, title="To", description="Upper end of the interval.", metadata={"unit": "%"}
    )
    difference: float = pa.Field(
        nullable=True,
        title="Difference",
        description="To the edition's own figure, before rounding: percentage points, or of a count how many.",
    )
    reason: str = pa.Field(nullable=True, title="Why missing", description="Why this reading does not apply here.")


class ReadOtherwise(Table):
    """One engagement that another reading counts and the edition does not, or the other way round."""

    variant: str = pa.Field(title="Reading", description="Code of the reading, as in the table of readings.")
    engagement_id: str = pa.Field(title="Engagement", description="The engagement.")
    change: str = pa.Field(
        isin=["added", "left_out"],
        title="Change",
        description="added: counted by the reading only; left_out: by the edition only.",
    )


class Editions(Table):
    """One figure of this edition beside the same of another; or how many cities or engagements are new."""

    compared_with: str = pa.Field(title="Compared with", description="The other edition.")
    finding_id: str = pa.Field(
        title="Finding", description="The finding; cities.new, engagements.gone and the like for what came and went."
    )
    section: str = pa.Field(title="Section", description="Section of the finding; cities or engagements.")
    label: str = pa.Field(title="Category", description="Category in words.")
    measure: str = pa.Field(isin=["share", "count"], title="Measure", description="A share of a base, or a count.")
    count: pd.Int64Dtype = pa.Field(nullable=True, ge=0, title="Count", description="Count in this edition.")
    base: pd.Int64Dtype = pa.Field(nullable=True, ge=0, title="Base", description="Base in this edition.")
    percent: float = pa.Field(
        nullable=True, ge=0, le=100, title="Percent", description="Percent in this edition.", metadata={"unit": "%"}
    )
    other_count: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, title="Count there", description="Count in the other edition."
    )
    other_base: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, title="Base there", description="Base in the other edition."
    )
    other_percent: float = pa.Field(
        nullable=True,
        ge=0,
        le=100,
        title="Percent there",
        description="Percent in the other edition.",
        metadata={"unit": "%"},
    )
    difference: float = pa.Field(
        nullable=True,
        title="Difference",
        description="This less the other, before rounding: percentage points, or of a count how many.",
    )
    lower: float = pa.Field(
        nullable=True, title="From", description="Lower end of the difference's interval, percentage points."
    )
    upper: float = pa.Field(
        nullable=True, title="To", description="Upper end of the difference's interval, percentage points."
    )
    reason: str = pa.Field(
        nullable=True, title="Why missing", description="Why there is no difference, such as a withheld share."
    )


class Changes(Table):
    """One city or engagement that one of two editions has and the other has not."""

    compared_with: str = pa.Field(title="Compared with", description="The other edition.")
    kind: str = pa.Field(isin=["city", "engagement"], title="Kind", description="What came or went.")
    change: str = pa.Field(
        isin=["new", "gone"], title="Change", description="new: in this edition only; gone: in the other only."
    )
    id: str = pa.Field(title="Identifier", description="GeoNames identifier of a city, or engagement_id.")
    us_city: str = pa.Field(title="City", description="Name of the U.S. city.")
    us_state: str = pa.Field(str_length=2, title="State", description="Two-letter postal code of the state.")
