"""What the page of all editions shows, as tables: each edition, and the main findings edition by edition."""

import pandas as pd
import pandera.pandas as pa

from pipeline.tables import Table

DATA = {True: "simulated", False: "as recorded"}


class Overview(Table):
    """One edition: its title, cut-off, and what it counts from."""

    edition: str = pa.Field(unique=True, title="Edition", description="Name in params.yaml.")
    title: str = pa.Field(title="Title", description="What its report calls itself.")
    cut_off: str = pa.Field(title="Cut-off", description="Day on which collection ended, ISO 8601.")
    data: str = pa.Field(isin=list(DATA.values()), title="Data", description="simulated, or as recorded.")
    line: int = pa.Field(
        ge=1, title="Line", description="Editions with the same number may be compared: compared_with joins them."
    )
    compared_with: str = pa.Field(
        nullable=True, title="Compared with", description="The edition its figures are compared with."
    )
    first_year: pd.Int64Dtype = pa.Field(
        nullable=True, title="First year", description="First year that counts; missing leaves the side open."
    )
    last_year: pd.Int64Dtype = pa.Field(
        nullable=True, title="Last year", description="Last year that counts; missing leaves the side open."
    )
    count_undated: bool = pa.Field(title="Undated count", description="Whether an engagement without a year counts.")
    frame_cities: pd.Int64Dtype = pa.Field(
        nullable=True, title="Frame", description="Cities it could have found engagements of; missing where unknown."
    )
    sources: int = pa.Field(ge=1, title="Sources", description="Raw files it is made from.")
    surveys: int = pa.Field(ge=0, title="Surveys", description="Of these, survey exports.")


class Trend(Table):
    """One main finding in one edition, and its change from the edition that one is compared with."""

    edition: str = pa.Field(title="Edition", description="Edition the figure is of.")
    data: str = pa.Field(isin=list(DATA.values()), title="Data", description="simulated, or as recorded.")
    line: int = pa.Field(ge=1, title="Line", description="Only figures with the same number may be compared.")
    finding_id: str = pa.Field(title="Finding", description="The finding; section.code.")
    section: str = pa.Field(title="Section", description="Section of the finding.")
    label: str = pa.Field(title="Category", description="Category in words.")
    measure: str = pa.Field(isin=["share", "count"], title="Measure", description="A share of a base, or a count.")
    count: pd.Int64Dtype = pa.Field(nullable=True, ge=0, title="Count", description="Count; missing where not told.")
    base: pd.Int64Dtype = pa.Field(nullable=True, ge=0, title="Base", description="What a share is divided by.")
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
        nullable=True, title="From", description="Lower end of the interval.", metadata={"unit": "%"}
    )
    upper: float = pa.Field(nullable=True, title="To", description="Upper end of the interval.", metadata={"unit": "%"})
    is_withheld: bool = pa.Field(title="Withheld", description="The share is not published.")
    compared_with: str = pa.Field(
        nullable=True, title="Compared with", description="The edition the change is from; missing where none."
    )
    difference: float = pa.Field(
        nullable=True,
        title="Change",
        description="This less the other, before rounding: percentage points, or of a count how many.",
    )
    difference_lower: float = pa.Field(
        nullable=True, title="Change from", description="Lower end of the change's interval, percentage points."
    )
    difference_upper: float = pa.Field(
        nullable=True, title="Change to", description="Upper end of the change's interval, percentage points."
    )
