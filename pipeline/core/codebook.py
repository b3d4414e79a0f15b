"""The codebook: what we know, as tables that an analyst edits. Read as text, refused when it contradicts itself."""

import re
from pathlib import Path

import pandas as pd

from pipeline.core import disk, params, paths
from pipeline.core.stage import InputError

# Columns each table must have, and those that together name a row once ("" where rows may repeat).
TABLES: dict[str, tuple[list[str], list[str]]] = {
    "questionnaire": (
        # Up to treatment what ingest reads; from hint on what the form needs beside it.
        [
            *["question", "block", "group", "slots", "kind", "wording", "table", "column", "treatment"],
            *["hint", "entry", "choices", "required", "relevant", "lowest", "highest"],
        ],
        ["question"],
    ),
    "questionnaire_pages": (["page", "title", "text", "at_hand"], ["page"]),
    "options": (["question", "number", "label", "code"], ["question", "label"]),
    "coded_by_hand": (
        ["edition", "report_id", "decision", "codes", "text", "reason", "decided_by", "decided_on"],
        ["edition", "report_id", "decision"],
    ),
    "corrections": (
        ["edition", "record", "column", "expected", "corrected", "reason", "decided_by", "decided_on"],
        ["edition", "record", "column"],
    ),
    "no_answer": (["column", "text", "meaning", "reason"], ["column", "text"]),
    "record_columns": (["layout", "header", "treatment", "column", "note"], ["layout", "header"]),
    "methods": (["code", "label", "kind", "description", "predicate"], ["code"]),
    "priorities": (["code", "label", "description"], ["code"]),
    "networks": (["code", "label", "spellings"], ["code"]),
    "rules": (["rule", "decision", "field", "text", "unless", "code"], ["rule"]),
    "hints": (["decision", "code", "text"], ["decision", "code", "text"]),
    "negations": (["text"], ["text"]),
    "incidental_words": (["text", "position", "reason"], ["text", "position"]),
    "personal_patterns": (["kind", "pattern", "replacement", "not_in"], ["kind"]),
    "published": (["finding_id", "statement", "figure", "kind", "source", "remark"], ["finding_id"]),
    "reasons": (["code", "outcome", "label", "description"], ["code"]),
    "countries": (["code", "alpha_3", "label", "in_sentence", "continent", "part_of", "other_codes"], ["code"]),
    "country_spellings": (["text", "code", "reason"], ["text"]),
    "ambiguous_names": (["text", "candidates", "reason"], ["text"]),
    "abbreviated_words": (["text", "meaning"], ["text", "meaning"]),
    "region_abbreviations": (["text", "country", "label"], ["text", "country"]),
    "formal_words": (["text", "role"], ["text"]),
    "regions": (["text", "code", "label"], ["text"]),
    "place_spellings": (["text", "within", "country", "place", "place_id", "kind", "reason"], ["text", "within"]),
    "map_areas": (["area", "source_name", "code", "note"], ["area"]),
    "place_words": (["text", "position", "kind"], ["text", "position"]),
    "organisation_words": (["text"], ["text"]),
    "licences": (["code", "label", "address", "said"], ["code"]),
    "us_states": (["code", "label", "in_sentence", "census_region", "spellings"], ["code"]),
    "us_added_places": (
        ["place_id", "name", "state", "population", "latitude", "longitude", "reason"],
        ["place_id"],
    ),
    "us_city_spellings": (["text", "state", "place_id", "reason"], ["text", "state"]),
    "status_words": (["text", "meaning", "note"], ["text"]),
    "withdrawn": (["edition", "response_id", "withdrawn_on", "decided_by"], ["edition", "response_id"]),
    "joint_words": (["text", "role", "note"], ["text"]),
    "link_rules": (["rule", "pairs", "right", "probability", "low", "high"], ["rule"]),
    "same_or_different": (
        ["edition", "first_report", "second_report", "decision", "reason", "decided_by", "decided_on"],
        ["edition", "first_report", "second_report"],
    ),
}
# Columns in which a line names a response or a report of one edition: source, row and place in the row.
RECORD_COLUMNS = {"record", "response_id", "report_id", "first_report", "second_report"}

# How a line names a response.
RESPONSE_ID = re.compile(r"^(?P<source_id>.+):(?P<row>\d+)$")


# What most often makes a table of the codebook unreadable.
HOW_SAVED = (
    "Quote cells that contain a comma; was it saved with semicolons, in Excel save it as “CSV UTF-8 (comma delimited)”."
)


class CodebookError(InputError):
    """A codebook table is unreadable or contradicts itself: which file, what, and what to do."""


def read(name: str) -> pd.DataFrame:
    """Return one table of the codebook, every cell as text, blank cells as "".

    Text, so that the country code NA stays Namibia and a leading zero stays. Raises CodebookError when the file is not
    comma-separated UTF-8, lacks a column, or names the same thing twice.
    """
    columns, key = TABLES[name]
    path = paths.CODEBOOK / f"{name}.csv"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path} is not UTF-8 text. In Excel, save it as “CSV UTF-8 (comma delimited)”.") from error
    except FileNotFoundError as error:
        raise CodebookError(f"{path} is missing. Restore it from the version before.") from error
    except pd.errors.EmptyDataError as error:
        raise CodebookError(f"{path} is empty; its first line should be {','.join(columns)}.") from error
    except pd.errors.ParserError as error:
        raise CodebookError(f"{path} is not a comma-separated table: {str(error).strip()}. {HOW_SAVED}") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise CodebookError(
            f"{path} has no column {', '.join(missing)}; it has {', '.join(table.columns)}. Was it saved without its "
            f"first line? {HOW_SAVED}"
        )
    if not isinstance(table.index, pd.RangeIndex):
        # A line longer than the header: the reader takes the first cells of every line for a name of the line.
        raise CodebookError(
            f"{path} is not a comma-separated table: a line has more cells than the first line has names. {HOW_SAVED}"
        )
    # Where lines were emptied in a spreadsheet, it saves their commas.
    table = table.loc[table.ne("").any(axis="columns")].reset_index(drop=True)
    repeated = table.loc[table.duplicated(key), key] if key else table.iloc[:0]
    if len(repeated):
        raise CodebookError(
            f"{path} names the same thing twice: {' · '.join(repeated.iloc[0])}. Keep one of the lines."
        )
    if "edition" in columns:
        _require_known_editions(path, table["edition"])
    return table


def _require_known_editions(path: Path, named: pd.Series) -> None:
    """Raise CodebookError when a line is on an edition that there is none of: nobody would ever apply it."""
    known = params.editions()
    for edition in named.loc[~named.isin(known)].head(1):
        raise CodebookError(
            f"{path} has a line on the edition {edition!r}, which params.yaml does not have: it has "
            f"{', '.join(known)}. Mend the name; take out what was about an edition that is gone."
        )


def write(name: str, table: pd.DataFrame) -> None:
    """Write one table of the codebook as `read` returned it, with lines added or taken out."""
    disk.write(paths.CODEBOOK / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))


def lines_on_records(name: str, edition: str) -> pd.DataFrame:
    """Return, for each line of a table that is on single rows of an edition, the records it names.

    Index: that of the table as `read` returns it; columns: those of RECORD_COLUMNS that it has.
    """
    table = read(name)
    return table.loc[table["edition"].eq(edition), [column for column in table if column in RECORD_COLUMNS]]


def tables_on_records() -> list[str]:
    """Return the tables whose lines are on single rows of an edition."""
    return [name for name, (columns, _) in TABLES.items() if "edition" in columns and RECORD_COLUMNS & {*columns}]


def labels(name: str) -> dict[str, str]:
    """Return code → label of one table of codes, in its order, which is the order of the report."""
    table = read(name)
    return dict(zip(table["code"], table["label"], strict=True))


def in_sentence() -> dict[str, str]:
    """Return label → how a sentence says it, of the countries and states that it says otherwise: with an article."""
    named = pd.concat([read("countries"), read("us_states")])
    named = named.loc[named["in_sentence"].notna() & named["in_sentence"].ne("")]
    return dict(zip(named["label"], named["in_sentence"], strict=True))
