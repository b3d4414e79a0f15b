"""Personal values planted in every platform's layout of the demonstration survey reach nothing that is written or said.

What ingest leaves is all that later stages read (tests/test_architecture.py holds them to it); what they publish of it,
and what notebooks show, tests/test_end_to_end.py searches: here, that such a search finds what there is.
"""

import csv
import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml

from pipeline import exports, ingest, inspect
from pipeline.exports.grid import Grid
from pipeline.pages.pdf import pdf
from tests.export_layouts import LAYOUTS, PLATFORMS, People, write
from tests.search_outputs import found, text_of
from tests.test_exports_demonstration import answered, survey
from tests.test_sources import SAID

ROOT = Path(__file__).parents[1]
EDITION = "2027"
# What is planted: whoever finds one of TRACES in an output has found a respondent.
NAME, MAIL, TELEPHONE, COMPUTER = "Quillon Zzyzxon", "q.zzyzxon@example.org", "(512) 555-0142", "192.0.2.77"
PLANTED = {
    "respondent_name": NAME,
    "respondent_title": "Envoy Zzyzxon-in-Chief",
    "respondent_email": MAIL,
    "respondent_phone": TELEPHONE,
}
TRACES = ["zzyzxon", "555-0142", "555 0142", "5550142", "192.0.2.77"]
IN_TEXT = f"Led by {NAME} ({MAIL}, 512 555 0142, from {COMPUTER})."
# The columns in which a platform itself records who answered: header, further header rows, value.
OWN = {
    "alchemer": [("IP Address", [], COMPUTER)],
    "qualtrics": [
        ("IPAddress", ["IP Address", '{"ImportId":"ipAddress"}'], COMPUTER),
        ("RecipientLastName", ["Recipient Last Name", '{"ImportId":"recipientLastName"}'], NAME),
    ],
    "surveymonkey": [("IP Address", [""], COMPUTER), ("Last Name", [""], NAME)],
    "kobo": [("_submitted_by", [], NAME), ("deviceid", [], MAIL)],
    "odk": [("DeviceID", [], MAIL)],
    "limesurvey": [("ipaddr", [], COMPUTER), ("lastname", [], NAME)],
    "redcap": [("redcap_survey_identifier", [], MAIL)],
    "google_forms": [("Email Address", [], MAIL)],
    "microsoft_forms": [("Email", [], MAIL), ("Name", [], NAME)],
}
SLOTS = {0, 1, 2, 10}  # of each repeated group (0: of none), the last with two digits
AFTER = {"alchemer": "Is Test Data", "google_forms": "Timestamp"}  # which look for their own columns at the start only


def planted(layout: str, folder: Path) -> Path:
    """Return six responses of the demonstration in a layout, with personal values wherever one can stand."""
    questionnaire, options, _ = survey()
    whole, said = answered(folder)
    answers = whole[[name for name in whole if _slot(name) in SLOTS]].head(6).copy()
    for question, value in PLANTED.items():
        answers[question] = value
    described = [name for name in answers if name.partition(".")[0].endswith(("description", "summary"))]
    assert described
    answers[described] = answers[described].where(answers[described].isna(), IN_TEXT)
    few = People(*(part[:6] for part in said))
    path = write(layout, questionnaire, options, answers, folder / "export", few)
    own = OWN.get(PLATFORMS[layout], [])
    if path.suffix == ".xlsx":
        _plant_in_workbook(path, own, AFTER.get(PLATFORMS[layout], ""))
    elif path.suffix in (".csv", ".tsv"):
        _plant_in_text(path, own, exports.opened(path).first, AFTER.get(PLATFORMS[layout], ""))
    return path


def _slot(column: str) -> int:
    """Return the slot of a column named question.slot or question.slot:other; 0 where its question is asked once."""
    return int(column.partition(":")[0].partition(".")[2] or 0)


def _plant_in_text(path: Path, own: list, grid: Grid, after: str) -> None:
    with path.open(encoding=grid.encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=grid.delimiter))
    for header, further, value in own:
        at = rows[0].index(after) + 1 if after else len(rows[0])
        heads = [header, *further]
        if header in rows[0]:
            at = rows[0].index(header)
            rows = [row[:at] + row[at + 1 :] for row in rows]
        rows = [[*row[:at], (*heads, value)[min(number, len(heads))], *row[at:]] for number, row in enumerate(rows)]
    with path.open("w", encoding=grid.encoding, newline="") as file:
        csv.writer(file, delimiter=grid.delimiter).writerows(rows)


def _plant_in_workbook(path: Path, own: list, after: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for header, _, value in own:
        at = headers.index(header) + 1 if header in headers else sheet.max_column + 1
        if after:
            at = headers.index(after) + 2
            sheet.insert_cols(at)
        sheet.cell(1, at, header)
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at, value)
    book.save(path)


def traces(text: str) -> list[str]:
    """Return what of the planted is in a text."""
    return [trace for trace in TRACES if trace in text.casefold()]


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("canaries")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_planted_value_is_in_what_ingest_writes_or_anything_says(layout, room, project, capfd):
    # The paths of a project begin in its folder; the survey is made in ours.
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        answered(room)
    for name in ("params.yaml", "data/codebook", "data/gazetteer"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).symlink_to(ROOT / name)
    made = planted(layout, room)
    source = project / "data/raw" / EDITION / "city_survey"
    source.mkdir(parents=True)
    for path in [made, *made.parent.glob("export-*.csv"), *made.parent.glob("*ictionary*.csv")]:
        path.rename(source / path.name)
    said = SAID | {"file": made.name, "kind": "survey", "platform": PLATFORMS[layout], "layout": ""}
    (source / "source.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    file = source / made.name
    assert traces(" ".join(exports.opened(file).first.cells.fillna("").to_numpy().ravel())) != []

    ingest.main(EDITION)
    export = inspect.inspect(file)
    told = [inspect.report(export, file), *inspect.write_drafts(export, file)]
    with pytest.raises(exports.ExportError) as refused:
        exports.read(file, "records")
    told += [str(refused.value), *capfd.readouterr()]
    written = [path for path in project.rglob("*") if path.suffix == ".parquet" or ".draft" in path.name]
    assert len(written) == 6
    for path in written:
        read = pd.read_parquet(path).to_csv() if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert traces(read) == [], path.name
    assert traces("\n".join(told)) == []
    reports = pd.read_parquet(project / "data/ingested" / EDITION / "reports.parquet")
    assert reports["description_text"].str.startswith("Led by [").sum() > 3


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_notebook_reads_a_raw_file(notebook):
    text = notebook.read_text(encoding="utf-8")
    assert [
        place
        for place in ("data/raw", "paths.RAW", "pipeline.exports", "import exports", "data/truth", "paths.TRUTH")
        if place in text
    ] == []


def in_pdf(path: Path, body: str, title: str = "A report") -> None:
    """Write a PDF of one page, so narrow that every word has its own line."""
    sheet = "@page { size: 20mm 90mm; margin: 2mm } body { font-family: 'Source Sans Pro'; font-size: 12pt }"
    page = f"<!doctype html><html lang=en><title>{title}</title><body>{body}</body></html>"
    path.write_bytes(pdf(page, sheet, date(2027, 1, 31), "canary"))


def in_notebook(path: Path) -> None:
    """Write a notebook with a cell that printed."""
    shown = {"output_type": "stream", "name": "stdout", "text": ["  who\n", f"0 {NAME}\n"]}
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "1", "outputs": [shown]}]}), encoding="utf-8")


def in_archive(path: Path) -> None:
    """Write an archive with one table."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("reports.csv", f"who\n{NAME}\n")


PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
DRAWN = f"%3Csvg xmlns='http://www.w3.org/2000/svg' width='90' height='9'%3E%3Ctext y='8'%3E{NAME}%3C/text%3E%3C/svg%3E"


@pytest.mark.parametrize(
    ("name", "write_it"),
    [
        pytest.param("report.pdf", lambda path: in_pdf(path, f"<p>Led by {NAME}</p>"), id="a line of a PDF"),
        pytest.param("report.pdf", lambda path: in_pdf(path, "", NAME), id="the title of a PDF"),
        pytest.param(
            "report.pdf",
            lambda path: in_pdf(path, f'<img alt="{NAME}" src="{PICTURE}">'),
            id="the alternative text of a picture in a PDF",
        ),
        pytest.param(
            "report.pdf",
            lambda path: in_pdf(path, f'<img alt="A picture" src="data:image/svg+xml,{DRAWN}">'),
            id="a picture in a PDF",
        ),
        pytest.param("executed.ipynb", in_notebook, id="what a notebook printed"),
        pytest.param("data.zip", in_archive, id="a table of the data set"),
        pytest.param("page.html", lambda path: path.write_text("Quillon&#32;\nZzyz&shy;xon"), id="a page"),
    ],
)
def test_a_search_of_outputs_finds_a_planted_value(tmp_path, name, write_it):
    write_it(tmp_path / name)
    assert set(found({NAME, MAIL}, text_of(tmp_path / name))) == {NAME}


def test_a_search_of_outputs_finds_nothing_where_nothing_is(tmp_path):
    in_pdf(tmp_path / "report.pdf", "<p>Led by a mayor</p>")
    assert found({NAME, MAIL}, text_of(tmp_path / "report.pdf")) == []
