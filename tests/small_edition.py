"""A small edition, as ingest leaves it, in which everything happens that crosses the parts of a stage's work."""

import hashlib
import importlib
import shutil
from pathlib import Path

import pandas as pd
import yaml

from pipeline import tables
from pipeline.core import codebook, paths
from pipeline.tables import issues, reports, responses, rows, updates
from tests import soon_taught

ROOT = Path(__file__).parents[1]
EDITION = "spring"
# The stages whose work is done in parts, with the folder of each.
STAGES = {
    "validate": paths.VALIDATED,
    "locate": paths.LOCATED,
    "classify": paths.CLASSIFIED,
    "deduplicate": paths.DEDUPLICATED,
    "summarise": paths.SUMMARISED,
}
# An engagement of which only the answers of cities tell.
UNKNOWN = "e11111111111111"
MISSION, SISTER = "Trade mission", "Sister city"
# source, row, city, state, place, country, method, year, status, description
RECORDS = [
    ("desk", 2, "Dallas", "TX", "Mexico City", "Mexico", MISSION, "2016", None, "Joint mission with Fort Worth"),
    ("desk", 3, "Fort Worth", "TX", "Mexico City", "Mexico", MISSION, "2016", None, None),
    ("desk", 4, "Seatle", "WA", "Kobe", "Japan", SISTER, "1957", "slumbering", None),
    ("desk", 5, "Nowhereville", "TX", "Osaka", "Japan", SISTER, "1990", None, None),
    ("desk", 6, "Seattle", "WA", "Portland, Oregon", "United States", SISTER, "1990", None, None),
    ("desk", 7, "Denver", "CO", "Brest", "France", SISTER, "1948", None, None),
    ("desk", 8, "Boulder", "CO", "Brest", "France", SISTER, "1948", None, "With Denver"),
    ("desk", 9, "Chicago", "IL", "Osaka", "Japan", MISSION, "2018", None, "Harbour safety seminar"),
    ("desk", 10, "Boston", "MA", "Hintertupfing", "Ruritania", "Something else", "2017", "slumbering", "Trade fair"),
    ("press", 2, "Dallas", "Texas", "Mexico City", "Mexico", MISSION, "2016", None, "Mayors' mission"),
    ("press", 3, "Chicago", "IL", "Osaka", "Japan", MISSION, "2018", None, "Children choir concert"),
    ("press", 4, "Boston", "MA", "Hintertupfing", "Ruritania", "Something else", "1066", None, None),
    ("press", 5, "Boston", "MA", "Hintertupfing", "Ruritania", "Something else", "2018", None, "Another fair"),
    ("sheet", 2, "Seattle", "WA", "Kobe", "Japan", SISTER, "1957", None, None),
    # An answer on what is another city's engagement, and one whose line comes to nothing.
    ("sheet", 3, "Portland", "OR", "Brest", "France", SISTER, "1948", None, None),
    ("sheet", 4, "Nowhereville", "TX", "Brest", "France", SISTER, "1948", None, None),
    # Two cities answer on what no source of this edition knows.
    ("sheet", 5, "Dallas", "TX", "Lyon", "France", SISTER, "1970", None, None),
    ("sheet", 6, "Boston", "MA", "Lyon", "France", SISTER, "1970", None, None),
]
# row, status, is_test, city, state, staff
RESPONSES = [
    (2, "complete", False, "Seattle", "WA", "Yes"),
    (4, "complete", True, "Dallas", "TX", "Yes"),
    (5, "partial", False, "Seattle", "WA", "Perhaps"),
    (6, "complete", False, "Denver", "CO", "No"),
    (8, "complete", False, "Boston", "MA", "No"),
    # In a later part than the first report of the same city.
    (9, "complete", False, "Nowhereville", "TX", "Yes"),
]
# Lines of the codebook that people have written on this edition.
DECIDED = {
    "same_or_different": [{"first_report": "desk:7:record-1", "second_report": "desk:8:record-1", "decision": "same"}],
    "corrections": [
        {"record": "desk:3:record-1", "column": "description_text", "expected": "", "corrected": "With Dallas"},
        {"record": "survey:6", "column": "us_state_text", "expected": "CO", "corrected": "Colorado"},
    ],
    "coded_by_hand": [
        {"report_id": "press:5:record-1", "decision": "method", "codes": "other", "text": "Words of last year"},
        {"report_id": "desk:10:record-1", "decision": "priority", "codes": "", "text": "Trade fair"},
        {"report_id": "desk:99:record-1", "decision": "method", "codes": "other", "text": "Gone"},
    ],
    "withdrawn": [{"response_id": "survey:7"}],
}


def make() -> None:
    """Write choices, codebook and what ingest leaves into the working folder.

    What cities answer on has the identifiers that a run without their answers gives.
    """
    choices = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    chosen = choices["edition"][choices["editions"][0]] | {"cut_off": "2024-06-21"}
    choices |= {"editions": [EDITION], "simulated": [], "edition": {EDITION: chosen}}
    # So few rows have many odd ones in a hundred.
    choices["validate"]["largest_set_aside_share"] = 1
    choices["train"] |= soon_taught.CHOICES
    paths.PARAMS.write_text(yaml.safe_dump(choices), encoding="utf-8")
    for name in (paths.CODEBOOK, paths.GAZETTEER, paths.GOLD, paths.REGISTER):
        shutil.copytree(ROOT / name, name)
    soon_taught.leave_few_texts(Path())
    for name, lines in DECIDED.items():
        own = pd.DataFrame(lines).assign(edition=EDITION)
        codebook.write(name, pd.concat([codebook.read(name), own]).fillna(""))
    _ingested("responses", _responses(), responses.Ingested)
    _ingested("reports", _reports(), reports.Ingested)
    read = pd.concat([_responses().assign(kind="response"), _reports().assign(kind="record")])
    withdrawn = pd.DataFrame({"source_id": ["survey"], "row": [7], "kind": ["response"]})
    raw = pd.concat([read.loc[read["source_id"].ne("survey") | read["kind"].eq("response")], withdrawn])
    _ingested("rows", raw.sort_values(["source_id", "row"]), rows.Rows)
    _ingested("issues", pd.DataFrame(), issues.Issues)
    _ingested("updates", pd.DataFrame(), updates.Updates)
    importlib.import_module("pipeline.train").main()
    run()
    about = left("deduplicate", "outcomes").set_index("report_id")["into"]
    _answer([about["desk:4:record-1"], about["desk:7:record-1"], "e00000000000000", UNKNOWN, UNKNOWN])


def _answer(engagement_ids: list[str]) -> None:
    """Let cities answer on these engagements, one line of the sheet on each."""
    lines = [f"sheet:{row}:record-1" for row in (2, 3, 4, 5, 6)]
    answers = ["confirm", "end", "end", "confirm", "confirm"]
    told = pd.DataFrame({"report_id": lines, "answer": answers, "engagement_id": engagement_ids})
    _ingested("updates", told.assign(record_stamp="0", told_on="2024-05-01"), updates.Updates)


def _responses() -> pd.DataFrame:
    columns = ["row", "status", "is_test", "us_city_text", "us_state_text", "staff_text"]
    told = pd.DataFrame(RESPONSES, columns=columns).assign(source_id="survey")
    return told.assign(response_id="survey:" + told["row"].astype("str"))


def _reports() -> pd.DataFrame:
    columns = ["source_id", "row", "us_city_text", "us_state_text", "partner_place_text", "partner_country_text"]
    columns += ["method_text", "year_text", "status_text", "description_text"]
    records = pd.DataFrame(RECORDS, columns=columns).assign(block="record")
    records = records.assign(report_id=records["source_id"] + ":" + records["row"].astype("str") + ":record-1")
    answered = _responses()[["source_id", "row", "us_city_text", "us_state_text"]].assign(block="agreement")
    answered = answered.assign(partner_place_text="Kobe", partner_country_text="Japan", method_text="Sister city")
    answered = answered.assign(report_id="survey:" + answered["row"].astype("str") + ":agreement-1")
    answered = answered.assign(year_text="May 57")
    return pd.concat([records, answered]).sort_values(["source_id", "row"], kind="stable")


def _ingested(name: str, table: pd.DataFrame, kind: type[tables.Table]) -> None:
    tables.write(tables.typed(table, kind), paths.INGESTED / EDITION / f"{name}.parquet")


def choose(**engine) -> None:
    """Choose the engine of the project in the working folder."""
    choices = yaml.safe_load(paths.PARAMS.read_text(encoding="utf-8"))
    choices["engine"] |= engine
    paths.PARAMS.write_text(yaml.safe_dump(choices), encoding="utf-8")


def run() -> None:
    """Run the stages in the working folder."""
    for folder in STAGES.values():
        shutil.rmtree(folder / EDITION, ignore_errors=True)
    for stage in STAGES:
        importlib.import_module(f"pipeline.{stage}").main(EDITION)


def digests() -> dict[str, str]:
    """Return the digest of every file that the stages left in the working folder."""
    files = [path for folder in STAGES.values() for path in (folder / EDITION).rglob("*") if path.is_file()]
    return {path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def left(stage: str, table: str) -> pd.DataFrame:
    """Return a table that a stage left in the working folder."""
    return pd.read_parquet(STAGES[stage] / EDITION / f"{table}.parquet")
