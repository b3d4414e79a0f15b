"""Issues: one row per problem found in the data, for a person to read."""

import pandera.pandas as pa

from pipeline.tables import Table


class Issues(Table):
    """One problem in one cell (or row) of one source: what was found and what happened."""

    source_id: str = pa.Field(title="Source", description="Folder of the source under data/raw/<edition>/.")
    row: int = pa.Field(ge=1, title="Row", description="Row in the raw file as a spreadsheet numbers it, header first.")
    report_id: str = pa.Field(nullable=True, title="Report", description="The report concerned, if it is one.")
    column: str = pa.Field(title="Column", description="Our column.")
    value: str = pa.Field(nullable=True, title="Value", description="What stands there; never shown when personal.")
    consequence: str = pa.Field(
        isin=["noted", "redacted", "corrected", "set aside"],
        title="Consequence",
        description="noted: kept as it is; redacted or corrected: changed as said; set aside: the row is not counted.",
    )
    sentence: str = pa.Field(title="Problem", description="What was found, what was expected, what to do.")
