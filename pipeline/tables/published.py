"""Which tables are published, and which of their columns: each let in by name, with the keys that join them."""

import re
from typing import NamedTuple

import pandas as pd
import pandera.pandas as pa

from pipeline.tables import Table, data_set, engagements, findings, outcomes, priorities, reports, review

_OF_CODEBOOK = re.compile(r"data/codebook/(\w+)\.csv")


class Resource(NamedTuple):
    """One table of the data set."""

    description: str  # what one row is
    models: list[type[Table]]  # the tables of the pipeline that say what its columns mean; the first that has one wins
    columns: list[str]  # in this order; a column that is not named here is not published
    primary_key: list[str]
    foreign_keys: dict[str, tuple[str, str]]  # column → table and column it points to
    lists: dict[str, str]  # column → list of the codebook whose codes it holds


_ENGAGEMENT = {"engagement_id": ("engagements", "engagement_id")}
_REPORT = {"report_id": ("reports", "report_id")}
_SOURCE = {"source_id": ("sources", "source_id")}

RESOURCES: dict[str, Resource] = {
    "engagements": Resource(
        "One unique engagement of one U.S. city with one partner, by one method, made of one report or more.",
        [data_set.Added, engagements.Engagements],
        [
            *["engagement_id", "us_place_id", "us_city", "us_state", "method_code", "partner_id", "partner_kind"],
            *["partner_country_code", "partner_place", "partner_place_id", "partner_latitude", "partner_longitude"],
            *["network_code", "first_year", "last_year", "description_text", "report_count", "source_count", "data"],
        ],
        ["engagement_id"],
        {"us_place_id": ("cities", "us_place_id"), "partner_id": ("partners", "partner_id")},
        {
            "method_code": "methods",
            "partner_country_code": "countries",
            "network_code": "networks",
            "us_state": "us_states",
        },
    ),
    "cities": Resource(
        data_set.Cities.__doc__,
        [data_set.Cities, data_set.Added],
        [*data_set.Cities.to_schema().columns, "data"],
        ["us_place_id"],
        {},
        {"us_state": "us_states"},
    ),
    "partners": Resource(
        data_set.Partners.__doc__,
        [data_set.Partners, data_set.Added],
        [*data_set.Partners.to_schema().columns, "data"],
        ["partner_id"],
        {},
        {"partner_country_code": "countries", "network_code": "networks"},
    ),
    "reports": Resource(
        "One report: one source saying that an engagement exists, with its row and the rules that decided.",
        [engagements.Links, reports.Classified, data_set.Added],
        [
            *["report_id", "engagement_id", "source_id", "row", "block", "role", "link_rule", "linked_report_id"],
            *["link_probability", "us_city_rule", "partner_country_rule", "partner_place_rule", "method_rule"],
            *["method_decided_by", "reference_text", "data"],
        ],
        ["report_id"],
        _ENGAGEMENT | _SOURCE | {"linked_report_id": ("reports", "report_id")},
        {},
    ),
    "priorities": Resource(
        priorities.EngagementPriorities.__doc__,
        [priorities.EngagementPriorities, data_set.Added],
        ["engagement_id", "priority_code", "data"],
        ["engagement_id", "priority_code"],
        _ENGAGEMENT,
        {"priority_code": "priorities"},
    ),
    "report_priorities": Resource(
        priorities.ReportPriorities.__doc__,
        [priorities.ReportPriorities, data_set.Added],
        ["report_id", "priority_code", "priority_rule", "priority_decided_by", "data"],
        ["report_id", "priority_code"],
        _REPORT,
        {"priority_code": "priorities"},
    ),
    "related": Resource(
        engagements.Related.__doc__,
        [engagements.Related, data_set.Added],
        ["engagement_id", "related_engagement_id", "relation", "related_rule", "data"],
        ["engagement_id", "related_engagement_id", "relation"],
        _ENGAGEMENT | {"related_engagement_id": ("engagements", "engagement_id")},
        {},
    ),
    "conflicts": Resource(
        engagements.Conflicts.__doc__,
        [engagements.Conflicts, data_set.Added],
        ["engagement_id", "column", "value", "report_id", "data"],
        [],
        _ENGAGEMENT | _REPORT,
        {},
    ),
    "findings": Resource(
        findings.Findings.__doc__,
        [findings.Findings, data_set.Added],
        [
            *["finding_id", "edition", "section", "group_code", "group_label", "measure", "code", "label", "rank"],
            *["rank_lower", "rank_upper", "count", "base", "unit", "percent", "lower", "upper", "interval_method"],
            *["is_withheld", "withheld_reason", "statement", "data"],
        ],
        ["finding_id"],
        {},
        {},
    ),
    "comparison": Resource(
        findings.Comparison.__doc__,
        [findings.Comparison, data_set.Added],
        ["finding_id", "statement", "published", "computed", "agreement", "remark", "data"],
        ["finding_id"],
        {},
        {},
    ),
    "response": Resource(
        findings.Response.__doc__,
        [findings.Response, data_set.Added],
        [
            *["size_code", "size_label", "region_code", "region_label", "frame_count", "responded_count"],
            *["response_percent", "engaged_count", "engaged_percent", "data"],
        ],
        ["size_code", "region_code"],
        {},
        {},
    ),
    "sensitivity": Resource(
        findings.Sensitivity.__doc__,
        [findings.Sensitivity, data_set.Added],
        [
            *["finding_id", "section", "label", "variant", "variant_label", "count", "base", "percent", "lower"],
            *["upper", "difference", "reason", "data"],
        ],
        ["finding_id", "variant"],
        {},
        {},
    ),
    "editions": Resource(
        findings.Editions.__doc__,
        [findings.Editions, data_set.Added],
        [
            *["compared_with", "finding_id", "section", "label", "measure", "count", "base", "percent"],
            *["other_count", "other_base", "other_percent", "difference", "lower", "upper", "reason", "data"],
        ],
        ["compared_with", "finding_id"],
        {},
        {},
    ),
    "changes": Resource(
        findings.Changes.__doc__,
        [findings.Changes, data_set.Added],
        ["compared_with", "kind", "change", "id", "us_city", "us_state", "data"],
        ["compared_with", "kind", "change", "id"],
        {},
        {"us_state": "us_states"},
    ),
    "accounting": Resource(
        outcomes.Accounting.__doc__,
        [outcomes.Accounting, data_set.Added],
        ["unit", "source_id", "outcome", "reason", "count", "data"],
        ["unit", "source_id", "outcome", "reason"],
        _SOURCE,
        {"reason": "reasons"},
    ),
    "undecided": Resource(
        review.Review.__doc__,
        [review.Review, data_set.Added],
        ["decision", "answer", "count", "example", "suggestions", "file", "data"],
        [],
        {},
        {},
    ),
    "sources": Resource(
        data_set.Sources.__doc__,
        [data_set.Sources, data_set.Added],
        [*data_set.Sources.to_schema().columns, "data"],
        ["source_id"],
        {},
        {},
    ),
    "codes": Resource(
        data_set.Codes.__doc__,
        [data_set.Codes, data_set.Added],
        [*data_set.Codes.to_schema().columns, "data"],
        ["list_name", "code"],
        {},
        {},
    ),
}


def columns(resource: Resource) -> dict[str, pa.Column]:
    """Return the columns of a table as the pipeline's tables describe them, in the order of publication."""
    described = {}
    for model in reversed(resource.models):
        described |= model.to_schema().columns
    return {name: described[name] for name in resource.columns}


def meaning(column: pa.Column) -> str:
    """Return what a column holds, with its unit, in words of the data set: its codebook is the table codes."""
    unit = f" Unit: {column.metadata['unit']}." if column.metadata else ""
    return _OF_CODEBOOK.sub(r"codes.csv, list \1", column.description) + unit


def let_in(resource: Resource, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is published: the columns that are named and no other. Raises SchemaErrors.

    What one row is called by is unique in the data set, so a key is checked here beside types and values.
    """
    schema = pa.DataFrameSchema(columns(resource), strict=True, ordered=True, unique=resource.primary_key or None)
    return schema.validate(table[resource.columns].reset_index(drop=True), lazy=True)
