"""The data package: every file with its schema, keys, licence and checksum, as the Frictionless standard has it."""

import json

import pandera.pandas as pa

from pipeline.data_set.edition import Edition
from pipeline.data_set.licences import Licence
from pipeline.tables.data_set import SCHEMA_VERSION
from pipeline.tables.published import RESOURCES, Resource, columns, meaning

TYPES = {
    "str": "string",
    "string[pyarrow]": "string",
    "int64": "integer",
    "Int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "boolean": "boolean",
}
MEDIA = {
    "css": "text/css",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "html": "text/html",
    "md": "text/markdown",
    "txt": "text/plain",
}
# Name of a check of pandera → constraint of a field and the entry of the check that holds its value.
CONSTRAINTS = {
    "greater_than_or_equal_to": [("minimum", "min_value")],
    "less_than_or_equal_to": [("maximum", "max_value")],
    "isin": [("enum", "allowed_values")],
    "str_length": [("minLength", "min_value"), ("maxLength", "max_value")],
}


def package(edition: Edition, files: dict[str, dict], licence: Licence, lists: dict[str, dict[str, str]]) -> dict:
    """Return the descriptor of the data package.

    files: name → hash and bytes of every other file of the data set. lists: list of the codebook → code → label.
    """
    simulated = "Simulated data: it describes nobody. " if edition.is_simulated else ""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"city-diplomacy-findings-{edition.name}".lower(),
        "title": edition.choices["title"] + (" (simulated data)" if edition.is_simulated else ""),
        "description": simulated + " ".join(edition.choices["coverage"].split()),
        "version": SCHEMA_VERSION,
        "edition": edition.name,
        "isSimulated": edition.is_simulated,
        "collectionEnded": edition.choices["cut_off"].isoformat(),
        "contributors": [{"title": "The City Diplomacy Findings authors", "roles": ["creator"]}],
        "keywords": ["city diplomacy", "sister cities", "subnational diplomacy", "United States"],
        "licenses": [{"name": licence.code, "title": licence.label, "path": licence.address}],
        "sources": [_source(source) for source in edition.sources]
        + [{"title": "GeoNames: names and coordinates of places, CC BY 4.0", "path": "https://www.geonames.org/"}],
        "resources": [_resource(name, told, lists) for name, told in files.items()],
    }


def _source(source) -> dict:
    """Return a source as the package names it."""
    said = f"{source.title} ({source.producer}); accessed {source.accessed}; licence: {source.licence}"
    return {"title": said} | ({"path": f"https://{source.address}"} if source.address else {})


def _resource(name: str, told: dict, lists: dict[str, dict[str, str]]) -> dict:
    """Return one file as the package describes it; a CSV with the schema of its table."""
    stem, _, ending = name.rpartition(".")
    described = {"name": name.lower().replace(".", "-"), "path": name, "mediatype": MEDIA[ending], **told}
    if ending != "csv":
        # A file, not a table: readers would guess types that the CSV beside it says.
        return described | {"type": "file", "format": ending}
    resource = RESOURCES[stem]
    return described | {
        "name": stem,
        "type": "table",
        "profile": "tabular-data-resource",
        "title": stem.replace("_", " ").capitalize(),
        "description": " ".join(resource.description.split()),
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": schema(resource, lists),
    }


def schema(resource: Resource, lists: dict[str, dict[str, str]]) -> dict:
    """Return the schema of a table: fields with type, meaning and constraints, and its keys.

    lists: list of the codebook → code → label; a column of codes may hold those of its list and no other.
    """
    told = {
        "fields": [
            _field(name, column, lists.get(resource.lists.get(name, ""), {}))
            for name, column in columns(resource).items()
        ],
        "missingValues": [""],
    }
    if resource.primary_key:
        told["primaryKey"] = resource.primary_key
    if resource.foreign_keys:
        told["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": table, "fields": [key]}}
            for column, (table, key) in resource.foreign_keys.items()
        ]
    return told


def _field(name: str, column: pa.Column, codes: dict[str, str]) -> dict:
    """Return one column as a field."""
    constraints = {"required": True} if not column.nullable else {}
    if column.unique:
        constraints["unique"] = True
    for check in column.checks:
        constraints |= {
            constraint: check.statistics[entry]
            for constraint, entry in CONSTRAINTS.get(check.name, [])
            if check.statistics.get(entry) is not None
        }
    if codes:
        constraints["enum"] = list(codes)
    field = {
        "name": name,
        "type": TYPES[str(column.dtype)],
        "title": column.title,
        "description": meaning(column),
    }
    if codes:
        field["categories"] = [{"value": code, "label": label} for code, label in codes.items()]
    return field | ({"constraints": constraints} if constraints else {})


def structure() -> dict:
    """Return what SCHEMA_VERSION is the version of: columns, types, constraints and keys of every table."""
    told = {name: schema(resource, {}) for name, resource in RESOURCES.items()}
    for described in told.values():
        described["fields"] = [
            {key: field[key] for key in ("name", "type", "constraints") if key in field}
            for field in described["fields"]
        ]
    return {"version": SCHEMA_VERSION, "schemas": told}


if __name__ == "__main__":
    print(json.dumps(structure(), indent=1))
