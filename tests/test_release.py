"""The public data set: only what is let in by name, joined by keys that hold, harmless, the same bytes each time."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pandera.errors
import pytest

from pipeline import pages
from pipeline.core import codebook, params
from pipeline.core.sources import Source, SourceError
from pipeline.data_set import archive, geography, schema
from pipeline.data_set.changes import changes
from pipeline.data_set.edition import SUMMARISED, Edition
from pipeline.data_set.files import data_set
from pipeline.data_set.licences import licence_of
from pipeline.tables import published, typed
from pipeline.tables.engagements import Conflicts, Engagements, Links, Related
from pipeline.tables.findings import Changes, Comparison, Editions, Findings, Response, Sensitivity
from pipeline.tables.outcomes import Accounting
from pipeline.tables.priorities import EngagementPriorities, ReportPriorities
from pipeline.tables.published import RESOURCES, columns, let_in
from pipeline.tables.reports import Classified
from pipeline.tables.review import Review

ROOT = Path(__file__).parents[1]
HOSTILE = {
    "markup": '<img src=x onerror=alert(1)><script>alert("x")</script>',
    "formula": "=cmd|'/C calc'!A0",
    "direction": "\u202eTokyo\u202c \u200fתל אביב",
    "length": "x" * 10_000,
    "lines": 'first\r\nsecond\rthird, "quoted"',
}
LICENCES = codebook.read("licences")


def source(**overrides) -> Source:
    """Return the description of a source."""
    told = dict.fromkeys(["platform", "layout", "sheet", "address"], "")
    told |= {"source_id": "desk", "file": Path("data/raw/small/desk/desk.csv"), "kind": "records", "simulated": True}
    told |= {"producer": "Truman Center", "title": "Desk research", "accessed": "2024-06-01", "licence": "CC0"}
    told |= {"coverage": "Two cities.", "grain": "one engagement", "every_row": {}}
    return Source(**(told | overrides))


def engagement(identifier: str, **overrides) -> dict:
    """Return an engagement: Oakland and Fukuoka, sister cities since 1992."""
    told = {"engagement_id": identifier, "us_place_id": "5378538", "us_city": "Oakland", "us_state": "CA"}
    told |= {"method_code": "sister_city", "partner_kind": "city", "partner_country_code": "JP"}
    told |= {"partner_place": "Fukuoka", "partner_place_id": "1863967", "first_year": 1992, "last_year": 1992}
    told |= {"partner_latitude": 33.6, "partner_longitude": 130.41667, "report_count": 1, "source_count": 1}
    return told | overrides


def report(identifier: str, engagement_id: str, row: int) -> dict:
    """Return a linked report with the rules that decided."""
    told = {"report_id": identifier, "engagement_id": engagement_id, "source_id": "desk", "row": row, "block": "record"}
    told |= {"role": "counted", "link_rule": "only report", "us_city_rule": "name", "partner_country_rule": "spelling"}
    return told | {"partner_place_rule": "name", "method_rule": "M001", "method_decided_by": "rule"}


def table(model: type, *rows: dict) -> pd.DataFrame:
    """Return rows as a table of the pipeline."""
    return typed(pd.DataFrame(list(rows)), model)


def finding(**overrides) -> dict:
    """Return a finding."""
    told = {"finding_id": "method.sister_city", "edition": "small", "section": "method", "measure": "share"}
    told |= {"code": "sister_city", "label": "Sister city", "rank": 1, "count": 3, "base": 4, "percent": 75.0}
    told |= {"unit": "engagements", "is_withheld": False, "statement": "3 of 4."}
    return told | overrides


def edition(**overrides) -> Edition:
    """Return an edition of five engagements of two cities, with texts that mean harm."""
    kept = {"first_year": None, "last_year": None, "partner_latitude": None, "partner_longitude": None}
    nowhere = kept | {"partner_place_id": None}
    links = [report(f"desk:{row}", f"e{row - 1}", row) for row in range(2, 7)]
    told = {
        "name": "small",
        "choices": {
            "title": "Two cities",
            "coverage": "Two cities.",
            "cut_off": date(2024, 6, 21),
            "compared_with": None,
        },
        "sources": [source()],
        "engagements": table(
            Engagements,
            engagement("e1", description_text=HOSTILE["formula"]),
            engagement("e2", us_place_id="us-nowhere", us_city="Nowhere", description_text=HOSTILE["length"]),
            engagement("e3", **nowhere, partner_place=HOSTILE["markup"], description_text=HOSTILE["lines"]),
            engagement("e4", **nowhere, partner_place=None, partner_kind="network", partner_country_code=None)
            | {"method_code": "city_network", "network_code": "c40", "description_text": HOSTILE["direction"]},
            engagement("e5", **nowhere, partner_place=None, partner_kind="unknown", partner_country_code=None),
        ),
        "priorities": table(EngagementPriorities, {"engagement_id": "e1", "priority_code": "culture_education"}),
        "reports": pd.DataFrame(links).assign(
            linked_report_id=pd.Series(dtype="str"),
            link_probability=pd.Series(dtype="float64"),
            reference_text=pd.Series(["=1+1"], dtype="str"),
        ),
        "report_priorities": table(
            ReportPriorities,
            {"report_id": "desk:2", "priority_code": "culture_education"}
            | {"priority_rule": "P001", "priority_decided_by": "rule"},
        ),
        "related": table(Related),
        "conflicts": table(
            Conflicts, {"engagement_id": "e1", "column": "first_year", "value": "1991", "report_id": "desk:2"}
        ),
        "findings": table(Findings, finding()),
        "comparison": table(Comparison),
        "response": table(Response),
        "sensitivity": table(Sensitivity),
        "editions": table(Editions),
        "changes": table(Changes),
        "accounting": table(
            Accounting, {"unit": "row", "source_id": "desk", "outcome": "counted", "reason": "counted", "count": 5}
        ),
        "undecided": table(
            Review,
            {"decision": "place", "answer": HOSTILE["formula"], "count": 1, "example": "desk:4", "file": "x.csv"},
        ),
        "us_places": pd.DataFrame(
            {"id": ["5378538"], "population": [419267], "latitude": [37.80437], "longitude": [-122.2708]}
        ).astype({"population": "Int64"}),
    }
    return Edition(**(told | overrides))


def released(made: Edition | None = None) -> dict[str, bytes]:
    """Return the files of a data set."""
    return data_set(made or edition(), LICENCES, None)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return the files of the small data set."""
    return released()


@pytest.fixture(scope="module")
def folder(files, tmp_path_factory) -> Path:
    """Return the small data set as a folder."""
    written = tmp_path_factory.mktemp("data")
    for name, content in files.items():
        (written / name).write_bytes(content)
    return written


def problems(package: Path) -> list[str]:
    """Return what the Frictionless library finds wrong in a data package: types, constraints, keys, checksums."""
    frictionless = pytest.importorskip("frictionless")
    found = frictionless.Package(str(package)).validate()
    errors = [error.message for error in found.errors]
    return errors + [f"{task.name}: {error.message}" for task in found.tasks for error in task.errors]


@pytest.mark.filterwarnings("ignore")  # of the library itself
def test_the_data_package_is_valid(folder):
    assert problems(folder / "datapackage.json") == []


@pytest.mark.filterwarnings("ignore")  # of the library itself
@pytest.mark.parametrize("name", params.section("editions"))
def test_the_published_data_package_is_valid(name):
    package = ROOT / "reports" / name / "data/datapackage.json"
    if not package.is_file():
        pytest.skip(f"{package.relative_to(ROOT)} is not there yet; `dvc repro` writes it.")
    assert problems(package) == []


@pytest.mark.filterwarnings("ignore")  # of the library itself
def test_the_check_of_a_package_finds_a_row_that_joins_nothing(folder, tmp_path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    rows = (folder / "priorities.csv").read_text(encoding="utf-8").replace("e1,", "e9,")
    (tmp_path / "priorities.csv").write_text(rows, encoding="utf-8")
    assert any("foreign" in problem.lower() for problem in problems(tmp_path / "datapackage.json"))


def test_the_schemas_change_with_their_version_only():
    recorded = json.loads((ROOT / "tests/data_set_schemas.json").read_text(encoding="utf-8"))
    assert schema.structure() == recorded, (
        "The data set has other columns, types or keys. Raise SCHEMA_VERSION in pipeline/tables/data_set.py unless it "
        "is unpublished, say so in CHANGELOG.md, then: python -m pipeline.data_set.schema > tests/data_set_schemas.json"
    )


def test_a_column_that_is_not_named_is_not_published():
    canary = "mayor@example.org"
    spied = edition()
    grown = spied._replace(
        engagements=spied.engagements.assign(contact_text=canary), reports=spied.reports.assign(respondent=canary)
    )
    assert not [name for name, content in released(grown).items() if canary.encode() in content]


def test_no_table_holds_what_a_city_answered():
    answers = {"has_staff", "has_director", "has_office", "has_budget", "response_id"}
    assert not [name for name, resource in RESOURCES.items() if answers & {*resource.columns}]


def test_a_table_with_a_value_that_cannot_be_is_not_published():
    wrong = edition().engagements.assign(report_count=0)
    with pytest.raises(pandera.errors.SchemaErrors):
        released(edition(engagements=wrong))


def test_an_edition_of_which_no_country_is_known_is_published():
    unknown = table(Engagements, engagement("e1", partner_country_code=None, partner_place=None, partner_place_id=None))
    made = edition(engagements=unknown)
    told = json.loads(released(made)["engagements.geojson"])
    assert [feature["properties"]["partner_country"] for feature in told["features"]] == [None]


def test_a_key_that_stands_twice_is_not_published():
    twice = pd.concat([edition().priorities] * 2)
    with pytest.raises(pandera.errors.SchemaErrors):
        let_in(RESOURCES["priorities"], twice.assign(data="simulated"))


def test_every_column_of_every_table_says_what_it_means():
    meanings = [published.meaning(column) for resource in RESOURCES.values() for column in columns(resource).values()]
    assert min(len(meaning) for meaning in meanings) > 8
    assert not [meaning for meaning in meanings if "data/codebook" in meaning]


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_parquet_and_geojson_hold_a_text_as_it_is(files, name):
    table_ = pd.read_parquet(io.BytesIO(files["engagements.parquet"]))
    lines = json.loads(files["engagements.geojson"])["features"]
    texts = {*table_["description_text"], *table_["partner_place"]}
    assert HOSTILE[name] in texts
    assert HOSTILE[name] in {line["properties"][key] for line in lines for key in ("description_text", "partner_place")}


def test_csv_marks_what_a_spreadsheet_would_run(files):
    read = pd.read_csv(io.BytesIO(files["engagements.csv"]), dtype=str, keep_default_na=False)
    assert read.loc[read["engagement_id"].eq("e1"), "description_text"].item() == "'" + HOSTILE["formula"]
    runs = read.apply(lambda column: column.str.match(r"[=+@\t\r\n＝＋－＠]")).to_numpy().any()
    assert not runs


def test_a_text_with_line_breaks_stays_one_row_of_a_csv(files):
    read = pd.read_csv(io.BytesIO(files["engagements.csv"]), dtype=str, keep_default_na=False)
    assert read["engagement_id"].tolist() == ["e1", "e2", "e3", "e4", "e5"]
    told = read.loc[read["engagement_id"].eq("e3"), "description_text"].item()
    assert told.split() == HOSTILE["lines"].split()


def test_a_text_means_nothing_in_readme_terms_and_changes():
    hostile = edition(
        sources=[source(title=HOSTILE["markup"], producer="[click](javascript:alert(1))")],
        choices=edition().choices | {"title": f"{HOSTILE['markup']} | cell"},
    )
    made = released(hostile)
    assert b"<img" not in made["README.md"] + made["CHANGES.md"] + made["codebook.html"]
    assert b"\\| cell" in made["README.md"]


def test_partners_are_told_apart_by_what_is_known_of_them(files):
    partners = pd.read_parquet(io.BytesIO(files["partners.parquet"]))
    engagements = pd.read_parquet(io.BytesIO(files["engagements.parquet"])).set_index("engagement_id")
    assert engagements.loc["e1", "partner_id"] == engagements.loc["e2", "partner_id"] == "place-1863967"
    assert engagements.loc["e3", "partner_id"].startswith("name-")
    assert engagements.loc["e4", "partner_id"] == "network-c40"
    assert pd.isna(engagements.loc["e5", "partner_id"])
    assert partners.set_index("partner_id").loc["place-1863967", ["engagement_count", "city_count"]].tolist() == [2, 2]


def test_geojson_is_as_the_standard_has_it(files):
    for name, kinds in (
        ("cities", {"Point"}),
        ("partners", {"Point"}),
        ("engagements", {"LineString", "MultiLineString"}),
    ):
        told = json.loads(files[f"{name}.geojson"])
        assert told["type"] == "FeatureCollection"
        assert "crs" not in told
        assert told["isSimulated"] is True
        geometries = [feature["geometry"] for feature in told["features"]]
        assert None in geometries
        assert {geometry["type"] for geometry in geometries if geometry} <= kinds
        numbers = json.dumps([geometry["coordinates"] for geometry in geometries if geometry])
        flat = [float(number) for number in numbers.replace("[", " ").replace("]", " ").replace(",", " ").split()]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in zip(flat[::2], flat[1::2], strict=True))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param((-122.0, 38.0), (2.0, 48.0), [[-122.0, 38.0], [2.0, 48.0]], id="over the Atlantic"),
        pytest.param(
            (-122.0, 40.0),
            (138.0, 40.0),
            [[[-122.0, 40.0], [-180.0, 40.0]], [[180.0, 40.0], [138.0, 40.0]]],
            id="over the Pacific, cut",
        ),
        pytest.param(
            (144.8, 13.4),
            (-149.6, -17.5),
            [[[144.8, 13.4], [180.0, -3.18049]], [[-180.0, -3.18049], [-149.6, -17.5]]],
            id="from Guam to the east, cut",
        ),
        pytest.param((-122.0, 40.0), (180.0, 50.0), [[-122.0, 40.0], [-180.0, 50.0]], id="up to the antimeridian"),
    ],
)
def test_a_line_goes_the_shorter_way_and_is_cut_at_the_antimeridian(start, end, expected):
    drawn = geography.line(*start, *end)["coordinates"]
    flat = json.loads(json.dumps(drawn), parse_float=lambda number: round(float(number), 3))
    wanted = json.loads(json.dumps(expected), parse_float=lambda number: round(float(number), 3))
    assert flat == wanted


def test_the_archive_is_the_same_each_time_and_holds_every_other_file(files):
    assert released() == files
    with zipfile.ZipFile(io.BytesIO(files["small.zip"])) as opened:
        entries = opened.infolist()
        held = {entry.filename.removeprefix("small/"): opened.read(entry) for entry in entries}
    assert held == {name: content for name, content in files.items() if name != "small.zip"}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.external_attr >> 16) for entry in entries} == {(archive.BEGINNING, 0o644)}


def test_the_checksums_are_those_of_the_files(files):
    lines = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert set(lines) == set(files) - {"SHA256SUMS", "small.zip"}
    assert all(archive._sha256(files[name]) == digest for name, digest in lines.items())


def test_a_simulated_edition_says_so_in_every_file(files):
    texts = {
        name: content for name, content in files.items() if not name.endswith((".zip", ".parquet", ".css", "SUMS"))
    }
    rowless = [f"{name}.csv" for name in RESOURCES if files[f"{name}.csv"].count(b"\n") == 1]
    assert [name for name, text in texts.items() if name not in rowless and b"imulated" not in text] == []
    told = [pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))["data"] for name in RESOURCES]
    assert {value for column in told for value in column} == {"simulated"}


def test_findings_are_published_as_they_were_computed():
    computed = edition().findings
    read = pd.read_parquet(io.BytesIO(released()["findings.parquet"])).drop(columns="data")
    pd.testing.assert_frame_equal(read, computed[list(read)])


@pytest.mark.parametrize("name", SUMMARISED)
def test_no_column_that_summarise_leaves_is_forgotten(name):
    model = RESOURCES[name].models[0]
    assert [*model.to_schema().columns, "data"] == RESOURCES[name].columns


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        pytest.param("CC0", "CC-BY-4.0", id="never freer than GeoNames"),
        pytest.param("not stated; facts only", "CC-BY-4.0", id="facts"),
        pytest.param("CC BY-SA 4.0 (text)", "CC-BY-SA-4.0", id="goes over to what is made of it"),
    ],
)
def test_the_licence_is_no_freer_than_that_of_a_source(licence, expected):
    assert licence_of([source(), source(licence=licence)], LICENCES).code == expected


def test_a_licence_that_nobody_judged_stops_the_run():
    with pytest.raises(SourceError, match=r"CC BY-NC 4\.0"):
        licence_of([source(licence="CC BY-NC 4.0")], LICENCES)


def test_changes_name_what_is_new_gone_and_changed():
    other = table(Engagements, engagement("e1", first_year=1991), engagement("e0", us_city="Toledo", us_place_id="2"))
    mine = edition().engagements
    moved = table(
        Changes,
        {
            "compared_with": "before",
            "kind": "engagement",
            "change": "gone",
            "id": "e0",
            "us_city": "Toledo",
            "us_state": "CA",
        },
        {"compared_with": "before", "kind": "city", "change": "gone", "id": "2", "us_city": "Toledo", "us_state": "CA"},
        {
            "compared_with": "before",
            "kind": "engagement",
            "change": "new",
            "id": "e3",
            "us_city": "Oakland",
            "us_state": "CA",
        },
    )
    found = changes(moved, mine, other, "before")
    assert found.gone_cities == ["Toledo, CA"]
    assert found.new["engagement_id"].tolist() == ["e3"]
    year = found.changed.loc[found.changed["column"].eq("first_year"), ["before", "after"]]
    assert year.to_numpy().tolist() == [["1991", "1992"]]
    told = data_set(edition(), LICENCES, found)["CHANGES.md"].decode()
    assert "Since edition before" in told
    assert "| `e1` | first\\_year | 1991 | 1992 |" in told
    assert "<img" not in told


def test_a_first_edition_says_so(files):
    assert b"First edition" in files["CHANGES.md"]


def test_the_page_of_the_codebook_is_safe_and_leads_to_files_that_are_there(files):
    page = files["codebook.html"].decode()
    links = [link.split('"')[0] for link in page.split('href="')[1:]]
    local = [link for link in links if not link.startswith(("#", "data:", "../index.html"))]
    assert [link for link in local if link not in files] == []
    anchors = {link[1:] for link in links if link.startswith("#")}
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []
    assert "default-src 'none'" in page
    assert files["style.css"].decode() == pages.style()


def test_every_code_in_the_data_is_in_the_codebook(files):
    codes = pd.read_parquet(io.BytesIO(files["codes.parquet"]))
    for name, resource in RESOURCES.items():
        held = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))
        for column, listed in resource.lists.items():
            known = set(codes.loc[codes["list_name"].eq(listed), "code"])
            assert set(held[column].dropna()) <= known, (name, column)


def test_every_rule_says_in_words_where_it_looks_and_how_often_it_was_right(files):
    codes = pd.read_parquet(io.BytesIO(files["codes.parquet"])).set_index("list_name")
    rules = codes.loc[["rules", "link_rules"], "description"]
    assert rules.notna().all()
    assert rules.str.match(r"Decides where an? |Right for [\d,]+ of [1-9]|No pair of reports").all()


def test_a_list_of_thousands_is_folded_on_the_page(files):
    page = files["codebook.html"].decode()
    lists = {part.split('"')[0]: part for part in page.split('id="list-')[1:]}
    assert "<details>" in lists["rules"]
    assert "<details>" not in lists["methods"]


def test_all_columns_of_a_report_are_those_of_the_pipeline():
    known = {*Links.to_schema().columns, *Classified.to_schema().columns, "data"}
    assert set(RESOURCES["reports"].columns) <= known
