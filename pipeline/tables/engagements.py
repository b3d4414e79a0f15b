"""Engagements: one row per relation or event between one U.S. city and one foreign partner."""

import pandas as pd
import pandera.pandas as pa

from pipeline.tables import Table


class Engagements(Table):
    """One unique engagement of one U.S. city with one partner, by one method, made of one report or more."""

    engagement_id: str = pa.Field(
        unique=True, title="Engagement", description="Identifier; stays the same when sources are added."
    )
    us_place_id: str = pa.Field(title="City identifier", description="GeoNames identifier of the U.S. city.")
    us_city: str = pa.Field(title="City", description="Name of the U.S. city in the gazetteer.")
    us_state: str = pa.Field(str_length=2, title="State", description="Two-letter postal code of the state.")
    method_code: str = pa.Field(
        nullable=True, title="Method", description="Code in data/codebook/methods.csv; missing when undecided."
    )
    partner_kind: str = pa.Field(
        title="Partner kind", description="city, region, country, network, organisation, unknown."
    )
    partner_country_code: str = pa.Field(
        nullable=True,
        str_length=2,
        title="Partner country",
        description="ISO 3166-1 alpha-2 code (XK for Kosovo); missing when undecided or when the partner is a network.",
    )
    partner_place: str = pa.Field(nullable=True, title="Partner place", description="Name of the partner place.")
    partner_place_id: str = pa.Field(
        nullable=True, title="Partner place identifier", description="GeoNames identifier of the partner place."
    )
    partner_latitude: float = pa.Field(
        nullable=True,
        ge=-90,
        le=90,
        title="Latitude",
        description="Of the partner place.",
        metadata={"unit": "degrees"},
    )
    partner_longitude: float = pa.Field(
        nullable=True,
        ge=-180,
        le=180,
        title="Longitude",
        description="Of the partner place.",
        metadata={"unit": "degrees"},
    )
    network_code: str = pa.Field(
        nullable=True,
        title="Network",
        description="Code in data/codebook/networks.csv; missing when it is none of them.",
    )
    first_year: pd.Int64Dtype = pa.Field(
        nullable=True, title="First year", description="Earliest year any of its reports gives."
    )
    last_year: pd.Int64Dtype = pa.Field(
        nullable=True, title="Last year", description="Latest year any of its reports gives."
    )
    description_text: str = pa.Field(
        nullable=True, title="Description", description="The longest description among its reports."
    )
    report_count: int = pa.Field(ge=1, title="Reports", description="Reports that are about this engagement.")
    source_count: int = pa.Field(ge=1, title="Sources", description="Sources those reports come from.")


class Links(Table):
    """One report and the unique engagement it is about. Every report that reached deduplicate is here once."""

    report_id: str = pa.Field(unique=True, title="Report", description="The report.")
    engagement_id: str = pa.Field(title="Engagement", description="The engagement it is about.")
    role: str = pa.Field(
        isin=["counted", "merged"],
        title="Role",
        description="counted: the report that speaks for the engagement; merged: another report of the same.",
    )
    link_rule: str = pa.Field(title="Link rule", description="Why this report is about that engagement.")
