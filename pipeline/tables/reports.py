"""Reports: one row per source saying that an engagement exists."""

import pandas as pd
import pandera.pandas as pa

from pipeline.tables import Table

BLOCKS = ["network", "agreement", "meeting", "record"]
# Who decides a method or a priority area. The part of the questionnaire that asks for memberships counts as a box; that
# a partner is a network, as a rule.
DECIDED_BY = ["box", "rule", "suggestion", "person"]


class Ingested(Table):
    """One report of an engagement, in the words of its source: nothing is decided yet."""

    report_id: str = pa.Field(
        unique=True, title="Report", description="Source, row, and block with its number, joined by colons."
    )
    source_id: str = pa.Field(title="Source", description="Folder of the source under data/raw/<edition>/.")
    row: int = pa.Field(ge=1, title="Row", description="Row in the raw file as a spreadsheet numbers it, header first.")
    block: str = pa.Field(
        isin=BLOCKS,
        title="Block",
        description="Part of the questionnaire: network, agreement or meeting; or record for desk research.",
    )
    us_city_text: str = pa.Field(nullable=True, title="City, as written", description="The U.S. city.")
    us_state_text: str = pa.Field(nullable=True, title="State, as written", description="Its state.")
    partner_text: str = pa.Field(
        nullable=True, title="Partner, as written", description="Partner where place and country share a cell."
    )
    partner_place_text: str = pa.Field(
        nullable=True, title="Partner place, as written", description="Partner city, region or organisation."
    )
    partner_country_text: str = pa.Field(
        nullable=True, title="Partner country, as written", description="Country of the partner."
    )
    network_text: str = pa.Field(
        nullable=True, title="Network, as written", description="City network, where the engagement is a membership."
    )
    method_text: str = pa.Field(nullable=True, title="Method, as written", description="How the city engages.")
    priority_text: str = pa.Field(
        nullable=True, title="Priorities, as written", description="Priority areas, joined by a semicolon."
    )
    year_text: str = pa.Field(
        nullable=True, title="Year or date, as written", description="When it began or took place."
    )
    status_text: str = pa.Field(
        nullable=True, title="Status, as written", description="Whether the source calls it ended, dormant or planned."
    )
    description_text: str = pa.Field(
        nullable=True, title="Description", description="What it is about; personal data is taken out on reading."
    )
    reference_text: str = pa.Field(
        nullable=True, title="Reference", description="Public address where the source found it."
    )


class Validated(Ingested):
    """A report that can be counted, with its year read."""

    year: pd.Int64Dtype = pa.Field(
        nullable=True, ge=1900, le=2100, title="Year", description="Year it began (standing) or took place (event)."
    )


class Located(Validated):
    """A report with the codes of its U.S. city and its partner beside the words, each with the rule that decided.

    A cell that names several partners has become several reports; their report_id ends in .1, .2, …
    """

    us_place_id: str = pa.Field(title="City identifier", description="GeoNames identifier of the U.S. city.")
    us_city: str = pa.Field(title="City", description="Name of the U.S. city in the gazetteer.")
    us_state: str = pa.Field(str_length=2, title="State", description="Two-letter postal code of the state.")
    us_city_rule: str = pa.Field(title="City rule", description="Rule that decided the city.")
    partner_kind: str = pa.Field(
        isin=["city", "region", "country", "network", "organisation", "unknown"],
        title="Partner kind",
        description="What the partner is.",
    )
    partner_country_code: str = pa.Field(
        nullable=True,
        str_length=2,
        title="Partner country",
        description="ISO 3166-1 alpha-2 code (XK for Kosovo); missing when undecided or when the partner is a network.",
    )
    partner_country_rule: str = pa.Field(
        title="Country rule", description="Rule that decided the country; undecided when none did."
    )
    partner_place: str = pa.Field(
        nullable=True,
        title="Partner place",
        description="Name of the partner place: the gazetteer's where it is known, else as written, tidied.",
    )
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
    partner_place_rule: str = pa.Field(
        title="Place rule", description="Rule that decided the place; undecided when none did."
    )


class Classified(Located):
    """A report with exactly one method, or none decided; its priority areas are a table of their own."""

    method_code: str = pa.Field(
        nullable=True, title="Method", description="Code in data/codebook/methods.csv; missing when undecided."
    )
    method_rule: str = pa.Field(title="Method rule", description="Rule that decided; undecided when none did.")
    method_decided_by: str = pa.Field(
        nullable=True,
        isin=DECIDED_BY,
        title="Method decided by",
        description="A box ticked (or the block), a rule, the suggester, or a person; missing when undecided.",
    )
    network_code: str = pa.Field(
        nullable=True,
        title="Network",
        description="Code in data/codebook/networks.csv; missing when it is none of them.",
    )
