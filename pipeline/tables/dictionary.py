"""The data dictionary, written from the tables: `python -m pipeline.tables.dictionary` after a change of a table.

data/README.md is its result; a test fails when it is old.
"""

from pathlib import Path

from pipeline.core import disk
from pipeline.tables import (
    Table,
    data_set,
    engagements,
    evaluation,
    findings,
    issues,
    outcomes,
    priorities,
    register,
    reports,
    responses,
    review,
    rows,
    trained,
    trend,
    updates,
)

# File that a stage leaves, <edition> standing for the edition → what is in it.
FILES: dict[str, type[Table]] = {
    "data/ingested/<edition>/rows.parquet": rows.Rows,
    "data/ingested/<edition>/responses.parquet": responses.Ingested,
    "data/ingested/<edition>/reports.parquet": reports.Ingested,
    "data/ingested/<edition>/issues.parquet": issues.Issues,
    "data/ingested/<edition>/updates.parquet": updates.Updates,
    "data/validated/<edition>/responses.parquet": responses.Validated,
    "data/validated/<edition>/reports.parquet": reports.Validated,
    "data/validated/<edition>/issues.parquet": issues.Issues,
    "data/validated/<edition>/outcomes.parquet": outcomes.Outcomes,
    "data/located/<edition>/responses.parquet": responses.Located,
    "data/located/<edition>/reports.parquet": reports.Located,
    "data/located/<edition>/review.parquet": review.Review,
    "data/located/<edition>/outcomes.parquet": outcomes.Outcomes,
    "data/trained/descriptions.parquet": trained.Descriptions,
    "data/trained/evidence.parquet": trained.Evidence,
    "data/trained/features.parquet": trained.Features,
    "data/trained/weights.parquet": trained.Weights,
    "data/classified/<edition>/reports.parquet": reports.Classified,
    "data/classified/<edition>/priorities.parquet": priorities.ReportPriorities,
    "data/classified/<edition>/review.parquet": review.Review,
    "data/deduplicated/<edition>/engagements.parquet": engagements.Engagements,
    "data/deduplicated/<edition>/priorities.parquet": priorities.EngagementPriorities,
    "data/deduplicated/<edition>/links.parquet": engagements.Links,
    "data/deduplicated/<edition>/survivors.parquet": engagements.Survivors,
    "data/deduplicated/<edition>/conflicts.parquet": engagements.Conflicts,
    "data/deduplicated/<edition>/related.parquet": engagements.Related,
    "data/deduplicated/<edition>/cities.parquet": responses.Cities,
    "data/deduplicated/<edition>/review.parquet": review.Review,
    "data/deduplicated/<edition>/outcomes.parquet": outcomes.Outcomes,
    "data/deduplicated/<edition>/excluded.parquet": engagements.Excluded,
    "data/deduplicated/<edition>/issues.parquet": issues.Issues,
    "data/register/engagements.csv": register.Register,
    "data/summarised/<edition>/findings.parquet": findings.Findings,
    "data/summarised/<edition>/comparison.parquet": findings.Comparison,
    "data/summarised/<edition>/accounting.parquet": outcomes.Accounting,
    "data/summarised/<edition>/response.parquet": findings.Response,
    "data/summarised/<edition>/sensitivity.parquet": findings.Sensitivity,
    "data/summarised/<edition>/read_otherwise.parquet": findings.ReadOtherwise,
    "data/summarised/<edition>/ended.parquet": outcomes.Outcomes,
    "data/summarised/<edition>/editions.parquet": findings.Editions,
    "data/summarised/<edition>/changes.parquet": findings.Changes,
    "reports/editions.csv": trend.Overview,
    "reports/trend.csv": trend.Trend,
    "reports/<edition>/data/<table>.csv": data_set.Added,
    "reports/<edition>/data/cities.csv": data_set.Cities,
    "reports/<edition>/data/partners.csv": data_set.Partners,
    "reports/<edition>/data/sources.csv": data_set.Sources,
    "reports/<edition>/data/codes.csv": data_set.Codes,
    "reports/<edition>/quality/decisions.csv": evaluation.Evaluation,
    "reports/<edition>/quality/agreement.csv": evaluation.Agreement,
    "reports/<edition>/quality/coverage.csv": evaluation.Coverage,
    "reports/<edition>/quality/mistakes.csv": evaluation.Mistakes,
    "reports/<edition>/quality/findings.csv": evaluation.FindingsAgainstTruth,
}
KINDS = {
    "string[pyarrow]": "text",
    "int64": "whole number",
    "Int64": "whole number",
    "float64": "number",
    "bool": "yes or no",
    "boolean": "yes or no",
    "datetime64[us, UTC]": "time (UTC)",
}
OPENING = """# Data dictionary

Written by `python -m pipeline.tables.dictionary` from `pipeline/tables/`; not edited by hand.

What each file holds, in the order in which the stages leave them. A stage that adds columns keeps those it found, so a
table that grows is described once, with its newest columns named where they come in. `data/raw/` holds the sources as
they came, each with its `source.yaml`; `data/codebook/` what we know, edited by analysts; `data/gazetteer/` places.

Endings: `_text` words as written, `_code` a code of the codebook, `_rule` what decided, `_id` an identifier.
"""


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    return "\n".join([OPENING, *(_table(file, table) for file, table in FILES.items())])


def _table(file: str, table: type[Table]) -> str:
    """Return one file's part: what a row is, and a line for each column that the table did not inherit."""
    parent = table.__mro__[1]
    inherited = [] if parent is Table else list(parent.to_schema().columns)
    earlier = next((name for name, other in FILES.items() if other is parent), None)
    first = next(name for name, other in FILES.items() if other is table)
    opening = [f"## `{file}`", "", " ".join(table.__doc__.split()), ""]
    if first != file:
        return "\n".join([*opening, f"Columns as in `{first}`.", ""])
    if inherited:
        opening += [f"The columns of `{earlier}`, and:", ""]
    columns = [_column(name, column) for name, column in table.to_schema().columns.items() if name not in inherited]
    return "\n".join([*opening, "| column | kind | may be missing | meaning |", "|---|---|---|---|", *columns, ""])


def _column(name: str, column) -> str:
    """Return one column's line."""
    unit = f" Unit: {column.metadata['unit']}." if column.metadata else ""
    meaning = f"{column.description}{unit}".replace("<", "&lt;").replace("|", "&#124;")
    return f"| `{name}` | {KINDS[str(column.dtype)]} | {'yes' if column.nullable else 'no'} | {meaning} |"


if __name__ == "__main__":
    disk.write(Path("data/README.md"), dictionary())
