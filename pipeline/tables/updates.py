"""Updates: what a city that was shown its record says of it."""

import pandera.pandas as pa

from pipeline.tables import Table

ANSWERS = ["confirm", "correct", "end", "add"]


class Updates(Table):
    """One answered line of a returned update sheet; what it says of the engagement is a report of its own."""

    report_id: str = pa.Field(unique=True, title="Report", description="The report that the answered line is.")
    answer: str = pa.Field(
        isin=ANSWERS,
        title="Answer",
        description="confirm: as on record; correct: with other values; end: ended or never was; add: not on record.",
    )
    engagement_id: str = pa.Field(
        nullable=True,
        title="Engagement",
        description="Engagement of an earlier edition that the line is about; missing for an addition.",
    )
    blanked: str = pa.Field(
        nullable=True,
        title="Blanked",
        description="Columns of its report of which the city says that there is none, joined by a semicolon.",
    )
    record_stamp: str = pa.Field(
        nullable=True, title="Stamp", description="What the record said when the sheet was written, as a short code."
    )
    told_on: str = pa.Field(
        str_matches=r"^\d{4}-\d{2}-\d{2}$",
        title="Told on",
        description="Day on which the sheet came back; of several answers to one record the newest decides.",
    )
