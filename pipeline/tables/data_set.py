"""The public data set: tables that are made for it alone, and columns that its other tables get beside their own."""

import pandas as pd
import pandera.pandas as pa

from pipeline.tables import Table

# Of the tables, their columns, types and keys: the first number rises when something is gone or means something else,
# the second when something is added. tests/test_release.py holds the schemas against tests/data_set_schemas.json and
# fails when they change and this does not.
SCHEMA_VERSION = "1.1.0"


class Cities(Table):
    """One U.S. city that has an engagement. What a city answered about its staff and means is in no table."""

    us_place_id: str = pa.Field(
        unique=True, title="City identifier", description="GeoNames identifier of the U.S. city."
    )
    us_city: str = pa.Field(title="City", description="Name of the U.S. city in the gazetteer.")
    us_state: str = pa.Field(str_length=2, title="State", description="Two-letter postal code of the state.")
    population: pd.Int64Dtype = pa.Field(
        nullable=True, ge=0, title="Population", description="Inhabitants, as GeoNames has them; years differ."
    )
    latitude: float = pa.Field(
        nullable=True, ge=-90, le=90, title="Latitude", description="Of the city.", metadata={"unit": "degrees"}
    )
    longitude: float = pa.Field(
        nullable=True, ge=-180, le=180, title="Longitude", description="Of the city.", metadata={"unit": "degrees"}
    )
    engagement_count: int = pa.Field(ge=1, title="Engagements", description="Unique engagements of the city.")
    country_count: int = pa.Field(ge=0, title="Partner countries", description="Known countries of its partners.")


class Partners(Table):
    """One partner: a place, region, country, network or organisation with which at least one city has an engagement."""

    partner_id: str = pa.Field(
        unique=True,
        title="Partner identifier",
        description="place- and the GeoNames identifier, network- and its code, name- and a number made from the name "
        "where no rule knows the place, or country- and the country's code.",
    )
    partner_kind: str = pa.Field(
        title="Partner kind", description="city, region, country, network, organisation, unknown."
    )
    partner_country_code: str = pa.Field(
        nullable=True, str_length=2, title="Partner country", description="ISO 3166-1 alpha-2 code (XK for Kosovo)."
    )
    partner_place: str = pa.Field(
        nullable=True, title="Partner place", description="Name of the partner place; missing for a country or network."
    )
    partner_place_id: str = pa.Field(
        nullable=True, title="Partner place identifier", description="GeoNames identifier of the partner place."
    )
    network_code: str = pa.Field(nullable=True, title="Network", description="Code in data/codebook/networks.csv.")
    latitude: float = pa.Field(
        nullable=True, ge=-90, le=90, title="Latitude", description="Of the place.", metadata={"unit": "degrees"}
    )
    longitude: float = pa.Field(
        nullable=True, ge=-180, le=180, title="Longitude", description="Of the place.", metadata={"unit": "degrees"}
    )
    engagement_count: int = pa.Field(ge=1, title="Engagements", description="Unique engagements with this partner.")
    city_count: int = pa.Field(ge=1, title="Cities", description="U.S. cities that have them.")


class Sources(Table):
    """One source: a raw file as it came, who made it, and on which terms."""

    source_id: str = pa.Field(unique=True, title="Source", description="Name of the source.")
    title: str = pa.Field(title="Title", description="What the source calls itself, or what we call it.")
    kind: str = pa.Field(
        isin=["survey", "records", "updates"],
        title="Kind",
        description="survey: answers of cities; records: desk research; updates: what cities say of their record.",
    )
    producer: str = pa.Field(title="Producer", description="Who made it.")
    address: str = pa.Field(nullable=True, title="Address", description="Where it was found, without scheme.")
    accessed: str = pa.Field(title="Accessed", description="Day on which it was fetched or handed over.")
    licence: str = pa.Field(title="Licence", description="Terms of the source, as far as it states any.")
    coverage: str = pa.Field(title="Coverage", description="What it covers and what not.")
    grain: str = pa.Field(title="Row", description="What one of its rows is.")
    is_simulated: bool = pa.Field(title="Simulated", description="Made up by the simulator; describes nobody.")


class Codes(Table):
    """One code of one list of the codebook, in words."""

    list_name: str = pa.Field(
        title="List",
        description="methods, priorities, countries (that occur), networks, us_states, reasons, rules, link_rules.",
    )
    code: str = pa.Field(title="Code", description="As the tables have it.")
    label: str = pa.Field(title="Label", description="In words; of a rule, the code that it decides.")
    part_of: str = pa.Field(
        nullable=True,
        title="Part of",
        description="Of a country its region of the world, of a method standing or event, of a reason the outcome, of "
        "a rule what it decides.",
    )
    description: str = pa.Field(
        nullable=True, title="Description", description="What the code means, or the rule does."
    )


class Added(Table):
    """Columns that tables of the data set have beside those of the pipeline."""

    partner_id: str = pa.Field(
        nullable=True,
        title="Partner identifier",
        description="The partner, in partners; missing when nothing is known.",
    )
    data: str = pa.Field(
        isin=["simulated", "as recorded"],
        title="Data",
        description="simulated: made up by the simulator, in the whole edition; as recorded: as the sources say.",
    )
