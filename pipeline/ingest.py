"""Read an edition's raw exports in the respondents' words. Decide nothing; let in only what is let in by name.

A survey's questions are let in by data/codebook/questionnaire.csv, a record table's columns by record_columns.csv. A
question or column that is not there stops the run.
"""

from collections.abc import Sequence

import pandas as pd

from pipeline import exports, tables
from pipeline.core import codebook, paths, sources, stage
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.intake.answers import UpdateKnowledge, ingest_updates, known_columns
from pipeline.intake.records import ingest_records
from pipeline.intake.source import IngestError, Source
from pipeline.intake.survey import ingest_survey, known_questions
from pipeline.tables import issues, reports, responses, rows, updates


def ingest(edition: str) -> Source:
    """Return what all sources of an edition hold, sorted by source and row."""
    read = [_ingest_source(source) for source in sources.read(edition)]
    all_ = Source(*(pd.concat(tables_of_sources, ignore_index=True) for tables_of_sources in zip(*read, strict=True)))
    withdrawn = codebook.read("withdrawn")
    joined = without_withdrawn(all_, withdrawn.loc[withdrawn["edition"].eq(edition), "response_id"])
    return Source(
        rows.Rows.validate(joined.rows, lazy=True),
        responses.Ingested.validate(joined.responses, lazy=True),
        reports.Ingested.validate(joined.reports, lazy=True),
        issues.Issues.validate(joined.issues, lazy=True),
        updates.Updates.validate(joined.updates, lazy=True),
    )


def without_withdrawn(read: Source, withdrawn: pd.Series) -> Source:
    """Return what was read without the responses that were withdrawn (response_id); their raw rows are still counted.

    The raw file holds a withdrawn row blank, or, where an older copy was put back, in full; either way it is left out.
    """
    gone = withdrawn.str.extract(codebook.RESPONSE_ID).assign(kind="response")
    for response in withdrawn.loc[gone["row"].isna() | ~gone["source_id"].isin(read.rows["source_id"])].head(1):
        raise IngestError(
            f"data/codebook/withdrawn.csv names {response}, which is no response of a source of this edition. Write "
            "the source, a colon and the row, or remove the line."
        )
    counted = pd.concat([_without(read.rows, withdrawn), gone.astype({"row": "int64"})], ignore_index=True)
    left = _without(read.reports, withdrawn)
    return Source(
        counted.sort_values(["source_id", "row"], kind="stable", ignore_index=True),
        _without(read.responses, withdrawn),
        left,
        _without(read.issues, withdrawn),
        read.updates.loc[read.updates["report_id"].isin(left["report_id"])].reset_index(drop=True),
    )


def _without(table: pd.DataFrame, withdrawn: pd.Series) -> pd.DataFrame:
    """Return a table without what comes from the raw rows of withdrawn responses."""
    response = table["source_id"] + ":" + table["row"].astype("str")
    return table.loc[~response.isin(withdrawn)].reset_index(drop=True)


def _ingest_source(source: sources.Source) -> Source:
    """Return what one source holds."""
    patterns = codebook.read("personal_patterns")
    if source.kind == "survey":
        questionnaire, options = codebook.read("questionnaire"), codebook.read("options")
        known = known_questions(questionnaire, options)
        export = _read(source, known)
        return ingest_survey(source.source_id, export, questionnaire, options, patterns)
    columns = codebook.read("record_columns")
    layout = columns.loc[columns["layout"].eq(source.layout)]
    if layout.empty:
        raise IngestError(
            f"Source {source.source_id} has the layout {source.layout!r}, which data/codebook/record_columns.csv does "
            f"not know. It knows: {', '.join(columns['layout'].unique())}."
        )
    if source.kind == "updates":
        labels = {"method_text": codebook.labels("methods"), "priority_text": codebook.labels("priorities")}
        # A sheet has no options; its cells are read as they are written.
        asked = () if source.platform == "records" else known_columns(layout, labels)
        export = _read(source, asked)
        knowledge = UpdateKnowledge(patterns, codebook.read("no_answer"), labels)
        return ingest_updates(source.source_id, export, layout, source.accessed, knowledge)
    export = _read(source)
    return ingest_records(source.source_id, export, layout, source.every_row, patterns)


def _read(source: sources.Source, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return what the raw file of a source holds; its name alone may be that of files of other sources."""
    try:
        return exports.read(source.file, source.platform, source.sheet, known)
    except ExportError as error:
        raise IngestError(f"Source {source.source_id}: {error}") from error


def main(edition: str) -> None:
    """Write data/ingested/<edition>/."""
    for name, table in ingest(edition)._asdict().items():
        tables.write(table, paths.INGESTED / edition / f"{name}.parquet")


if __name__ == "__main__":
    stage.run(main, __doc__)
