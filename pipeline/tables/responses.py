"""Responses: one row per submitted questionnaire, until deduplicate leaves one row per responding city."""

import pandas as pd
import pandera.pandas as pa

from pipeline.tables import Table


class Ingested(Table):
    """One submitted questionnaire, in the respondent's words, personal columns left out."""

    response_id: str = pa.Field(unique=True, title="Response", description="Source and row, joined by a colon.")
    source_id: str = pa.Field(title="Source", description="Folder of the source under data/raw/<edition>/.")
    row: int = pa.Field(ge=1, title="Row", description="Row in the raw file as a spreadsheet numbers it, header first.")
    status: str = pa.Field(
        nullable=True,
        isin=["complete", "partial", "disqualified"],
        title="Status",
        description="Completion as the survey platform recorded it.",
    )
    is_test: bool = pa.Field(title="Test", description="The platform marks the response as a test or preview.")
    submitted_text: str = pa.Field(
        nullable=True, title="Submitted, as written", description="Date and time of submission as exported."
    )
    us_city_text: str = pa.Field(nullable=True, title="City, as written", description="Name of the responding city.")
    us_state_text: str = pa.Field(nullable=True, title="State, as written", description="State of the city.")
    staff_text: str = pa.Field(
        nullable=True, title="Staff, as answered", description="Staff manage international affairs among their duties."
    )
    director_text: str = pa.Field(
        nullable=True, title="Director, as answered", description="A dedicated director or manager."
    )
    office_text: str = pa.Field(nullable=True, title="Office, as answered", description="An office of its own.")
    budget_text: str = pa.Field(
        nullable=True, title="Budget, as answered", description="A budget for international activities."
    )


class Validated(Ingested):
    """A response that can be counted: not a test, not empty, its closed answers read as yes or no."""

    submitted: pd.DatetimeTZDtype = pa.Field(
        nullable=True,
        dtype_kwargs={"unit": "us", "tz": "UTC"},
        title="Submitted",
        description="Time of submission; the platform's clock is read as UTC, since exports do not name its zone.",
    )
    has_staff: pd.BooleanDtype = pa.Field(
        nullable=True, title="Has staff", description="Yes or no; missing when not answered or not sure."
    )
    has_director: pd.BooleanDtype = pa.Field(
        nullable=True, title="Has a director", description="Yes or no; missing when not answered or not sure."
    )
    has_office: pd.BooleanDtype = pa.Field(
        nullable=True, title="Has an office", description="Yes or no; missing when not answered or not sure."
    )
    has_budget: pd.BooleanDtype = pa.Field(
        nullable=True, title="Has a budget", description="Yes or no; missing when not answered or not sure."
    )


class Located(Validated):
    """A response whose city is one identified U.S. city."""

    us_place_id: str = pa.Field(title="City identifier", description="GeoNames identifier of the U.S. city.")
    us_city: str = pa.Field(title="City", description="Name of the U.S. city in the gazetteer.")
    us_state: str = pa.Field(str_length=2, title="State", description="Two-letter postal code of the state.")
    us_city_rule: str = pa.Field(title="City rule", description="Rule that decided the city.")


class Cities(Table):
    """One responding city: its responses taken together, the newest answer to each question first."""

    us_place_id: str = pa.Field(
        unique=True, title="City identifier", description="GeoNames identifier of the U.S. city."
    )
    us_city: str = pa.Field(title="City", description="Name of the U.S. city in the gazetteer.")
    us_state: str = pa.Field(str_length=2, title="State", description="Two-letter postal code of the state.")
    response_id: str = pa.Field(title="Response", description="The response that speaks for the city.")
    is_partial: bool = pa.Field(
        title="Is partial", description="Whether the questionnaire of the response that speaks was not finished."
    )
    response_count: int = pa.Field(ge=1, title="Responses", description="Responses of this city taken together.")
    has_staff: pd.BooleanDtype = pa.Field(nullable=True, title="Has staff", description="Yes, no, or not answered.")
    has_director: pd.BooleanDtype = pa.Field(
        nullable=True, title="Has a director", description="Yes, no, or not answered."
    )
    has_office: pd.BooleanDtype = pa.Field(
        nullable=True, title="Has an office", description="Yes, no, or not answered."
    )
    has_budget: pd.BooleanDtype = pa.Field(nullable=True, title="Has a budget", description="Yes, no, or not answered.")
