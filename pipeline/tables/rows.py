"""Raw rows: what the accounting must add up to."""

import pandera.pandas as pa

from pipeline.tables import Table


class Rows(Table):
    """One row of a raw file, whatever becomes of it."""

    source_id: str = pa.Field(title="Source", description="Folder of the source under data/raw/<edition>/.")
    row: int = pa.Field(ge=1, title="Row", description="Row in the raw file as a spreadsheet numbers it, header first.")
    kind: str = pa.Field(
        isin=["response", "record"],
        title="Kind",
        description="response: a submitted questionnaire; record: one engagement found by desk research.",
    )
