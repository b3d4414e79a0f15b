"""The register: identifiers of engagements that have been published, and what their reports said."""

import pandera.pandas as pa

from pipeline.tables import Table


class Register(Table):
    """One key of a published report, and the engagement it is about: whoever says the same again means that one."""

    key: str = pa.Field(
        unique=True, title="Key", description="Facts, or facts and wording, of a report: facts_key or wording_key."
    )
    engagement_id: str = pa.Field(title="Engagement", description="The engagement, by its published identifier.")
    edition: str = pa.Field(title="Edition", description="The edition in which it was published first.")
