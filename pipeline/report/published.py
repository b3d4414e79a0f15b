"""The tables that are published beside the report, and what each of their columns means."""

import pandas as pd

from pipeline.report.edition import Edition
from pipeline.tables.engagements import Engagements, Links
from pipeline.tables.findings import Comparison, Findings
from pipeline.tables.outcomes import Accounting
from pipeline.tables.reports import Classified
from pipeline.tables.review import Review

TABLES = {
    "findings": "every published number with count, base, percent and interval",
    "comparison": "the published figures of June 2024 beside ours",
    "accounting": "how every raw row and report ended",
    "engagements": "one row per unique engagement",
    "reports": "one row per report: its engagement, source, row and the rules that decided",
    "undecided": "answers that no rule decided",
    "columns": "the data dictionary: what each column of these tables means",
}
# Published table: the tables of the pipeline that say what its columns mean.
MEANINGS = {
    "findings": [Findings],
    "comparison": [Comparison],
    "accounting": [Accounting],
    "engagements": [Engagements],
    "reports": [Links, Classified],
    "undecided": [Review],
}
# Columns that are made for publication.
ADDED = {
    "priority_codes": "Codes in data/codebook/priorities.csv, joined by a semicolon; blank when none is known.",
    "priority_rules": "Rules that decided the priority areas, joined by a comma.",
    "data": "simulated, or as recorded.",
}
COLUMNS_OF_REPORTS = ["engagement_id", "report_id", "source_id", "row", "role", "link_rule", "us_city_rule"]
COLUMNS_OF_REPORTS += ["partner_country_rule", "partner_place_rule", "method_rule", "priority_rules", "reference_text"]


def published_tables(edition: Edition) -> dict[str, pd.DataFrame]:
    """Return the tables that are published beside the report, by name; each row says whether it is simulated."""
    held = edition.priorities.sort_values("priority_code").groupby("engagement_id")["priority_code"].agg("; ".join)
    made = {
        "findings": edition.findings,
        "comparison": edition.comparison,
        "accounting": edition.accounting,
        "engagements": edition.engagements.assign(
            priority_codes=edition.engagements["engagement_id"].map(held).astype("str")
        ),
        "reports": edition.reports[COLUMNS_OF_REPORTS],
        "undecided": edition.review,
    }
    data = "simulated" if edition.is_simulated else "as recorded"
    published = {name: table.assign(data=data) for name, table in made.items()}
    return published | {"columns": column_meanings(published).assign(data=data)}


def column_meanings(published: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what each column of each published table means, with its title and unit, from the pipeline's tables."""
    rows = []
    for name, table in published.items():
        known = {column: field for meaning in MEANINGS[name] for column, field in meaning.to_schema().columns.items()}
        for column in table:
            field = known.get(column)
            told = (ADDED[column], "", "") if field is None else (field.description, field.title, _unit(field))
            rows.append((name, column, *told))
    meanings = pd.DataFrame(rows, columns=["table", "column", "meaning", "title", "unit"])
    return meanings[["table", "column", "title", "meaning", "unit"]]


def _unit(field) -> str:
    """Return the unit of a column, "" where it has none."""
    return (field.metadata or {}).get("unit", "")
