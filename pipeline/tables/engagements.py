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


class Excluded(Engagements):
    """One unique engagement that does not count, since it lies outside the edition's years, has no year, or ended."""

    reason: str = pa.Field(title="Reason", description="Code in data/codebook/reasons.csv.")


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
    linked_report_id: str = pa.Field(
        nullable=True,
        title="Linked with",
        description="The report with which the link rule joined it; missing for the only report, or when a person did.",
    )
    link_probability: float = pa.Field(
        nullable=True,
        ge=0,
        le=1,
        title="Match probability",
        description="How often this rule is right (data/codebook/link_rules.csv); missing for the only report, "
        "or when a person joined it.",
    )
    facts_key: str = pa.Field(
        nullable=True,
        title="Key of its facts",
        description="What this report alone says the engagement is (city, partner, method, year), as a key of the "
        "register; missing where it has a description but no year.",
    )
    wording_key: str = pa.Field(
        nullable=True,
        title="Key of its wording",
        description="The same with its wording; missing where it has no description.",
    )


class Survivors(Table):
    """One value of one engagement, the report it came from, and how many of its reports say so."""

    engagement_id: str = pa.Field(title="Engagement", description="The engagement.")
    column: str = pa.Field(title="Column", description="Column of engagements.parquet.")
    value: str = pa.Field(title="Value", description="What is published, as text.")
    report_id: str = pa.Field(title="Report", description="The first report, in order of belief, that says so.")
    saying: int = pa.Field(ge=1, title="Reports saying", description="Reports that say anything of it.")
    conflicting: int = pa.Field(
        ge=0,
        title="Reports conflicting",
        description="Those that say otherwise; 0 for descriptions, which differ without contradicting each other.",
    )


class Conflicts(Table):
    """One report that says something else of its engagement than what survived."""

    engagement_id: str = pa.Field(title="Engagement", description="The engagement.")
    column: str = pa.Field(title="Column", description="Column of engagements.parquet.")
    value: str = pa.Field(title="Value", description="What this report says, as text; it is not published as fact.")
    report_id: str = pa.Field(title="Report", description="The report that says it.")


class Related(Table):
    """Two engagements of two U.S. cities that are one journey, visit or agreement. Each pair stands twice."""

    engagement_id: str = pa.Field(title="Engagement", description="The engagement.")
    related_engagement_id: str = pa.Field(title="Related engagement", description="The other city's engagement.")
    relation: str = pa.Field(
        isin=["same_event", "same_agreement"],
        title="Relation",
        description="same_event: one journey or visit of both cities; same_agreement: one agreement that both signed.",
    )
    related_rule: str = pa.Field(title="Rule", description="Why they are taken for one.")
