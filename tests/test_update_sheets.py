"""Update sheets over two editions: written from the first, filled in by a city, read and applied in the second."""

import os
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml

from pipeline import classify, deduplicate, exports, ingest, locate, tables, train, update_sheets, updates, validate
from pipeline.core import codebook
from pipeline.core.sources import SourceError
from pipeline.core.sources import read as read_sources
from pipeline.forms import update_form, xlsform
from pipeline.linkage.knowledge import Knowledge
from pipeline.linkage.updates import newest_priorities
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.reports import Classified
from pipeline.tables.responses import Located
from pipeline.tables.updates import Updates
from pipeline.window import Window
from tests import form_player

ROOT = Path(__file__).parents[1]
CHOICES = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
SOURCE = {
    "file": "list.csv",
    "kind": "records",
    "layout": "engagement_list",
    "producer": "A city",
    "title": "A list",
    "accessed": "2026-01-31",
    "licence": "Public",
    "coverage": "One city.",
    "grain": "One row per engagement.",
}
HEADERS = codebook.read("record_columns").query("layout == 'engagement_list'")["header"].tolist()
TOLEDO = {"us_city": "Toledo", "us_state": "OH", "method": "Sister city"}
FIRST = [
    TOLEDO | {"partner_city": "Osaka", "partner_country": "Japan", "year": "1959"},
    TOLEDO | {"partner_city": "Kyoto", "partner_country": "Japan", "year": "1980", "description": "=HYPERLINK(1)"},
    TOLEDO | {"partner_city": "Lima", "partner_country": "Peru", "year": "1970"},
    TOLEDO | {"partner_city": "Delmenhorst", "partner_country": "Germany", "year": "1985"},
    TOLEDO | {"partner_city": "Londrina", "partner_country": "Brazil", "year": "1977"},
    TOLEDO
    | {
        "partner_city": "Szeged",
        "partner_country": "Hungary",
        "year": "1990",
        "description": "Public health exchange of hospitals.",
    },
    {
        "us_city": "Akron",
        "us_state": "OH",
        "method": "Sister city",
        "partner_city": "Chemnitz",
        "partner_country": "Germany",
    },
]
GONE = [TOLEDO | {"partner_city": "Toledo", "partner_country": "Spain", "year": "1931"}]
NEW = [
    TOLEDO | {"partner_city": "Lima", "partner_country": "Peru", "year": "1970", "description": "Renewed."},
    TOLEDO | {"partner_city": "Delmenhorst", "partner_country": "Germany", "year": "1981"},
]


def write_source(edition: str, name: str, rows: list[dict]) -> None:
    """Write a source of records."""
    folder = Path("data/raw") / edition / name
    folder.mkdir(parents=True)
    pd.DataFrame(rows).reindex(columns=HEADERS).to_csv(folder / "list.csv", index=False)
    (folder / "source.yaml").write_text(yaml.safe_dump(SOURCE), encoding="utf-8")


def run(edition: str) -> None:
    """Run the stages up to the engagements."""
    for module in (ingest, validate, locate, classify, deduplicate):
        module.main(edition)


def read(stage: str, edition: str, name: str) -> pd.DataFrame:
    return pd.read_parquet(f"data/{stage}/{edition}/{name}.parquet")


def fill_in(path: Path, answers: dict[str, dict], additions: list[dict]) -> None:
    """Fill in a sheet: text in “On record” → header → answer; and further lines below."""
    book = openpyxl.load_workbook(path)
    sheet = book[updates.SHEET]
    column = {cell.value: cell.column for cell in sheet[1]}
    last = 1
    for row in range(2, sheet.max_row + 1):
        words = sheet.cell(row, column["On record"]).value
        if words:
            last = row
        for part, answer in answers.items():
            if words and part in words:
                for header, text in answer.items():
                    sheet.cell(row, column[header], text)
    for number, addition in enumerate(additions, start=1):
        for header, text in addition.items():
            sheet.cell(last + number, column[header], text)
    book.save(path)


ANSWERS = {
    "Osaka": {"Your answer": "It is right"},
    "Kyoto": {
        "Your answer": "Correct it",
        "Partner: correct": "Kobe",
        "Year: correct": 1982,
        "Remark": "call 555-0100",
    },
    "Lima": {"Your answer": "It has ended or never was"},
    "Szeged": {
        "Your answer": "Correct it",
        "Partner: correct": "not available",
        "Year: correct": "Unknown.",
        "Priority areas: correct": updates.NONE,
        "What it is about: correct": "n/a",
    },
    "Delmenhorst": {"Your answer": "it is right."},
    "Spain": {"Your answer": "confirm"},
}
ADDED = {
    "Your answer": "Add it",
    "Partner: correct": "Córdoba",
    "Country: correct": "Argentina",
    "Kind: correct": "Outgoing mission",
    "Year: correct": 2023,
    "Priority areas: correct": "Economic development; Public health",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """Return a project of two editions, the second with Toledo's returned sheet; it is the working folder."""
    folder, home = tmp_path_factory.mktemp("editions"), Path.cwd()
    (folder / "data").mkdir()
    for name in ("codebook", "gazetteer"):
        (folder / "data" / name).symlink_to(ROOT / "data" / name)
    edition = CHOICES["edition"]["public-record-2026"]
    choices = CHOICES | {"editions": ["first", "second"], "edition": {"first": edition, "second": edition}}
    (folder / "params.yaml").write_text(yaml.safe_dump(choices), encoding="utf-8")
    os.chdir(folder)
    try:
        if (ROOT / "data/trained").is_dir():
            Path("data/trained").symlink_to(ROOT / "data/trained")
        else:
            Path("data/gold").symlink_to(ROOT / "data/gold")
            train.main()
        write_source("first", "kept", FIRST)
        write_source("first", "gone", GONE)
        run("first")
        update_sheets.main("first")
        shutil.copytree("data/update_sheets", "sent")
        write_source("second", "kept", FIRST)
        write_source("second", "new", NEW)
        returned = Path("data/raw/second/updates-oh-toledo")
        (sent,) = Path("data/update_sheets/first").glob("updates-oh-toledo-*")
        shutil.copytree(sent, returned)
        fill_in(returned / update_sheets.FILE_NAME, ANSWERS, [ADDED])
        with pytest.raises(SourceError, match="does not say: accessed"):
            read_sources("second")
        said = yaml.safe_load((returned / "source.yaml").read_text(encoding="utf-8"))
        (returned / "source.yaml").write_text(yaml.safe_dump(said | {"accessed": "2027-02-01"}), encoding="utf-8")
        run("second")
        yield folder
    finally:
        os.chdir(home)


def engagement(edition: str, country: str, place: str | None = None) -> pd.Series:
    """Return Toledo's one engagement with a country."""
    found = read("deduplicated", edition, "engagements")
    found = found.loc[found["us_city"].eq("Toledo") & found["partner_country_code"].eq(country)]
    if place:
        found = found.loc[found["partner_place"].eq(place)]
    assert len(found) == 1
    return found.iloc[0]


def rules(engagement_id: str) -> dict[str, str]:
    links = read("deduplicated", "second", "links")
    own = links.loc[links["engagement_id"].eq(engagement_id)]
    return dict(zip(own["report_id"].str.split(":").str[0], own["link_rule"], strict=True))


def issues() -> pd.DataFrame:
    """Return what ingest and deduplicate noted of the answers."""
    return pd.concat([read("ingested", "second", "issues"), read("deduplicated", "second", "issues")])


def test_a_confirmation_is_a_further_report_of_that_engagement(project):
    before, after = engagement("first", "JP", "Osaka"), engagement("second", "JP", "Osaka")
    assert after["engagement_id"] == before["engagement_id"]
    assert (before["report_count"], after["report_count"]) == (1, 2)
    assert rules(after["engagement_id"])["updates-oh-toledo"] == "confirmed by the city"


def test_a_correction_changes_the_values_and_keeps_identifier_and_old_values(project):
    before, after = engagement("first", "JP", "Kyoto"), engagement("second", "JP", "Kobe")
    assert after["engagement_id"] == before["engagement_id"]
    assert (after["first_year"], after["last_year"]) == (1982, 1982)
    assert rules(after["engagement_id"])["updates-oh-toledo"] == "corrected by the city"
    conflicts = read("deduplicated", "second", "conflicts").set_index("engagement_id").loc[after["engagement_id"]]
    old = dict(zip(conflicts["column"], conflicts["value"], strict=True))
    assert (old["partner_place"], old["first_year"]) == ("Kyoto", "1980")
    noted = issues().query("consequence == 'corrected' and sentence.str.startswith('The city corrected')")
    assert sorted(noted["value"]) == ["1980", "Kyoto"]


def test_what_a_city_says_there_is_none_of_is_blank_with_its_old_value_kept(project):
    before, after = engagement("first", "HU"), engagement("second", "HU")
    assert after["engagement_id"] == before["engagement_id"]
    assert after[["first_year", "last_year", "partner_place", "partner_place_id", "description_text"]].isna().all()
    assert after[["method_code", "partner_kind"]].tolist() == ["sister_city", "country"]
    areas = [read("deduplicated", edition, "priorities") for edition in ("first", "second")]
    assert [after["engagement_id"] in set(told["engagement_id"]) for told in areas] == [True, False]
    conflicts = read("deduplicated", "second", "conflicts").set_index("engagement_id").loc[after["engagement_id"]]
    assert {("first_year", "1990"), ("partner_place", "Szeged")} <= {
        *zip(conflicts["column"], conflicts["value"], strict=True)
    }
    noted = issues().loc[lambda all_: all_["sentence"].str.startswith("The city says that there is none")]
    assert noted.set_index("column")["value"].to_dict() == {
        "partner_place_text": "Szeged",
        "year_text": "1990",
        "priority_text": "Public health",
        "description_text": "Public health exchange of hospitals.",
    }


def test_an_ending_excludes_with_its_reason_whatever_others_say(project):
    found = read("deduplicated", "second", "engagements")
    assert not found["partner_country_code"].eq("PE").any()
    outcomes = read("deduplicated", "second", "outcomes")
    ended = outcomes.loc[outcomes["reason"].eq("ended")]
    assert sorted(ended["source_id"]) == ["kept", "new", "updates-oh-toledo"]


def test_an_addition_is_a_new_report(project):
    added = engagement("second", "AR")
    assert (added["method_code"], added["first_year"], added["report_count"]) == ("outgoing_mission", 2023, 1)
    priorities = read("deduplicated", "second", "priorities")
    assert sorted(priorities.loc[priorities["engagement_id"].eq(added["engagement_id"]), "priority_code"]) == [
        "economic_development",
        "public_health",
    ]
    assert rules(added["engagement_id"])["updates-oh-toledo"] == "the only report"


def test_an_unanswered_line_changes_nothing_and_is_accounted_for(project):
    assert engagement("second", "BR")["report_count"] == 1
    outcomes = read("validated", "second", "outcomes").query("source_id == 'updates-oh-toledo'")
    assert outcomes["reason"].tolist() == ["empty"]


def test_an_answer_to_a_record_without_its_source_stands_alone_keeps_the_identifier_and_is_noted(project):
    before, after = engagement("first", "ES"), engagement("second", "ES")
    assert after["engagement_id"] == before["engagement_id"]
    assert rules(after["engagement_id"]) == {"updates-oh-toledo": "confirmed by the city"}
    noted = issues().loc[lambda all_: all_["sentence"].str.startswith("Is no engagement of this edition")]
    assert noted["value"].tolist() == [before["engagement_id"]]


def test_an_answer_to_a_record_that_has_changed_since_is_noted(project):
    changed = engagement("second", "DE")
    assert changed["first_year"] == 1981
    noted = issues().loc[lambda all_: all_["sentence"].str.startswith("The record has changed")]
    assert noted["value"].tolist() == [changed["engagement_id"]]


def test_a_remark_goes_nowhere(project):
    for name in ("reports", "issues", "updates", "rows"):
        assert "0100" not in read("ingested", "second", name).to_csv()


def test_each_city_on_record_has_a_sheet_with_its_own_lines_only(project):
    (akron,) = (project / "sent/first").glob("updates-oh-akron-*")
    sheet = openpyxl.load_workbook(akron / update_sheets.FILE_NAME)[updates.SHEET]
    words = [cell.value for cell in sheet["A"] if cell.value]
    assert words == ["On record", "Sister city: Chemnitz, Germany (year not known)"]


def test_sheets_are_the_same_bytes_every_time(project):
    update_sheets.main("first")
    for path in sorted((project / "sent/first").rglob("*.*")):
        assert (
            project / "data/update_sheets/first" / path.relative_to(project / "sent/first")
        ).read_bytes() == path.read_bytes()


def test_only_what_a_city_answers_is_unlocked_and_what_can_be_chosen_is_listed(project):
    (toledo,) = (project / "sent/first").glob("updates-oh-toledo-*")
    book = openpyxl.load_workbook(toledo / update_sheets.FILE_NAME)
    sheet = book[updates.SHEET]
    free = {sheet.cell(1, cell.column).value for cell in sheet[2] if not cell.protection.locked}
    assert free == {"Your answer", "Remark", *(name for name in next(sheet.values) if name.endswith(": correct"))}
    assert all(cell.protection.locked for cell in sheet[1])
    assert sheet.protection.sheet
    assert {choice.formula1 for choice in sheet.data_validations.dataValidation} == {
        f"Lists!${letter}$2:${letter}$400" for letter in "ABC"
    }
    answers = [cell.value for cell in book["Lists"]["A"][1:] if cell.value]
    assert answers == list(updates.ANSWERS.values())
    assert all(updates.NONE in {cell.value for cell in book["Lists"][letter]} for letter in "BC")
    guide = " ".join(cell.value for cell in book["Read me"]["A"])
    assert CHOICES["questionnaire"]["promise"] in guide
    assert f"write “{updates.NONE}”" in guide


def test_a_text_that_looks_like_a_formula_stays_text(project):
    (toledo,) = (project / "sent/first").glob("updates-oh-toledo-*")
    sheet = openpyxl.load_workbook(toledo / update_sheets.FILE_NAME)[updates.SHEET]
    (cell,) = [cell for row in sheet for cell in row if cell.value == "=HYPERLINK(1)"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


FORM_ANSWERS = {
    "Osaka": {"answer": "confirm"},
    "Kyoto": {"answer": "correct", "partner_correct": "Kobe", "year_correct": "1982"},
    "Lima": {"answer": "end"},
    "Szeged": {
        "answer": "correct",
        "partner_correct": "not available",
        "year_correct": "none",
        "priorities_correct": ["none"],
        "description_correct": "n/a",
    },
    "Delmenhorst": {"answer": "confirm"},
    "Spain": {"answer": "confirm"},
}
FORM_ADDED = {
    "partner_added": "Córdoba",
    "country_added": "Argentina",
    "kind_added": "outgoing_mission",
    "year_added": "2023",
    "priorities_added": ["economic_development", "public_health"],
}
AGREED = {"consent": "1"}
LABELS = {"method_text": codebook.labels("methods"), "priority_text": codebook.labels("priorities")}
KNOWLEDGE = ingest.UpdateKnowledge(codebook.read("personal_patterns"), codebook.read("no_answer"), LABELS)
FORM_LAYOUT = codebook.read("record_columns").query("layout == @updates.FORM_LAYOUT")


@pytest.fixture(scope="module")
def form(project) -> form_player.Node:
    """Return the update form as a platform asks it."""
    folder = project / "sent/first/update-form"
    return form_player.form(xlsform.require_valid(folder / update_form.FILE_NAME), folder)


def of_city(project: Path, name: str) -> tuple[str, list[str]]:
    """Return the name under which the form has a city, and what it shows of its lines, in their order."""
    folder = project / "sent/first/update-form"
    cities, record_ = (pd.read_csv(folder / f"{table}.csv", dtype="str") for table in ("cities", "record"))
    city = cities.loc[cities["label"].eq(name)].iloc[0]
    own = record_.set_index("name")["on_record"]
    return city["name"], [own[f"{city['name']}-{number}"] for number in range(1, int(city["lines"]) + 1)]


def submission(form: form_player.Node, project: Path) -> form_player.Filled:
    """Return Toledo's submission, which says what its sheet says."""
    city, shown = of_city(project, "Toledo, OH")
    told = [next((answer for part, answer in FORM_ANSWERS.items() if part in words), {}) for words in shown]
    said = {"city": city, "line": told, "addition_count": "1", "addition": [FORM_ADDED]}
    return form_player.fill(form, AGREED | said)


def ingested(path: Path, platform: str) -> ingest.Source:
    export = exports.read(path, platform, known_questions=ingest.known_columns(FORM_LAYOUT, LABELS))
    return ingest.ingest_updates("form", export, FORM_LAYOUT, "2027-02-01", KNOWLEDGE)


@pytest.mark.parametrize("way", ["kobo", "kobo without the form", "central"])
def test_answers_in_the_form_are_those_of_the_sheet(form, project, tmp_path, way):
    # One city of the edition takes no part.
    submissions = [submission(form, project), form_player.fill(form, {"consent": "2"})]
    if way == "central":
        archive = form_player.write_central(form, submissions, "updates", tmp_path)
        zipfile.ZipFile(archive).extractall(tmp_path)
        found = ingested(tmp_path / "updates.csv", "odk")
    else:
        path = form_player.write_kobo(form, submissions, "Updates", tmp_path / "export")
        if way == "kobo":
            shutil.copy(project / "sent/first/update-form" / update_form.FILE_NAME, tmp_path)
        found = ingested(path, "kobo")
    sheet = read("ingested", "second", "updates").merge(read("ingested", "second", "reports"), on="report_id")
    told = found.updates.merge(found.reports, on="report_id")
    said = [name for name in sheet if name not in ("report_id", "source_id", "row", "told_on")]
    order = ["engagement_id", "partner_place_text"]
    pd.testing.assert_frame_equal(
        told[said].sort_values(order, ignore_index=True), sheet[said].sort_values(order, ignore_index=True)
    )
    assert set(told["told_on"]) == {"2026-11-02"}
    noted = ["column", "value", "consequence", "sentence"]
    pd.testing.assert_frame_equal(
        found.issues[noted].sort_values(noted, ignore_index=True),
        read("ingested", "second", "issues")[noted].sort_values(noted, ignore_index=True),
    )
    # The row of a submission, and one report of it, are counted even where nothing was asked.
    assert found.rows["row"].tolist() == [2, 3]
    assert found.reports.loc[found.reports["row"].eq(3), "report_id"].tolist() == ["form:3:record-1"]


def test_a_form_in_which_nobody_adds_anything_is_read(form, project, tmp_path):
    city, shown = of_city(project, "Akron, OH")
    told = {"city": city, "line": [{"answer": "end"}] * len(shown), "addition_count": "0"}
    path = form_player.write_kobo(form, [form_player.fill(form, AGREED | told)], "Updates", tmp_path / "export")
    assert ingested(path, "kobo").updates["answer"].tolist() == ["end"]


def test_more_lines_of_one_submission_than_are_read_stop_the_run(form, project, tmp_path):
    path = form_player.write_kobo(form, [submission(form, project)], "Updates", tmp_path / "export")
    export = exports.read(path, "kobo", known_questions=ingest.known_columns(FORM_LAYOUT, LABELS))
    longer = replace(export, children={"line": pd.DataFrame(index=range(61))})
    with pytest.raises(ingest.IngestError, match="Its 61 rows would not be counted"):
        ingest.ingest_updates("form", longer, FORM_LAYOUT, "2027-02-01", KNOWLEDGE)


def test_the_form_shows_free_text_as_a_value_and_can_be_opened_by_enketo(project):
    xform = xlsform.require_valid(project / "sent/first/update-form" / update_form.FILE_NAME)
    shown = set(re.findall(r'<output value="[^"]*?(\w+) "', xform))
    assert shown == {"lines", "record_country", "record_kind", "record_year", "record_priorities"}
    # Enketo could not open a list in a repeat that can be searched.
    assert re.findall(r'ref="([^"]+)" appearance="[^"]*autocomplete', xform) == ["/data/answers_page/city_page/city"]


def test_a_long_record_is_answered_in_parts_that_hold_every_line_once():
    count = 2 * update_form.LINES + 5
    shown = dict.fromkeys((*update_form.SHOWN.values(), "on_record", "stamp"), "–")
    long = pd.DataFrame({"us_place_id": "1", "engagement_id": [f"e{number}" for number in range(count)], **shown})
    cities = pd.DataFrame({"us_place_id": ["1", "2"], "us_city": ["Toledo", "Lima"], "us_state": "OH"})
    media = update_form.media(cities, long)
    assert media.cities[["label", "lines"]].to_numpy().tolist() == [
        ["Toledo, OH: 1 to 60 of 125", "60"],
        ["Toledo, OH: 61 to 120 of 125", "60"],
        ["Toledo, OH: 121 to 125 of 125", "5"],
        ["Lima, OH", "0"],
    ]
    asked = [
        f"{line.name}-{at}" for line in media.cities.itertuples(index=False) for at in range(1, int(line.lines) + 1)
    ]
    assert asked == media.record["name"].tolist()
    assert media.record["engagement"].tolist() == long["engagement_id"].tolist()


COLUMNS = ["partner_place_text", "year_text"]
NO_ANSWER = codebook.read("no_answer")


def lines(*said: dict) -> pd.DataFrame:
    """Return lines of a sheet with partner and year only, their stamp right."""
    names = ["engagement_id", "answer_text", "stamp", *COLUMNS, *(f"{name}{updates.CORRECTED}" for name in COLUMNS)]
    found = pd.DataFrame(list(said), index=range(2, len(said) + 2)).reindex(columns=names).astype("str")
    stamps = "0-" + updates.line_stamps(found[["engagement_id", *COLUMNS]])
    return found.assign(stamp=found["stamp"].fillna(stamps))


RECORD = {"engagement_id": "e1", "partner_place_text": "Osaka", "year_text": "1959"}
NEWER = {"year_text:corrected": "1960"}
NONE = {"year_text:corrected": "n/a"}


@pytest.mark.parametrize(
    ("line", "answer", "sentence"),
    [
        pytest.param(RECORD | {"answer_text": "It is right"}, "confirm", "", id="confirmed"),
        pytest.param(RECORD, None, "", id="not answered"),
        pytest.param(RECORD | NEWER, "correct", "read as a correction", id="corrected without saying so"),
        pytest.param(
            RECORD | NEWER | {"answer_text": "It is right"}, "correct", "read as a correction", id="right but"
        ),
        pytest.param(
            RECORD | {"answer_text": "Correct it"}, "confirm", "read as a confirmation", id="corrects nothing"
        ),
        pytest.param(RECORD | NEWER | {"answer_text": "end"}, "end", "are not applied", id="ended and corrected"),
        pytest.param(RECORD | {"answer_text": "Add it"}, "confirm", "on record already", id="added twice"),
        pytest.param(RECORD | {"answer_text": "perhaps"}, None, "Is none of", id="another word"),
        pytest.param(
            RECORD | {"answer_text": "end", "stamp": "0-0"}, "end", "was changed in the sheet", id="locked cell"
        ),
        pytest.param(NEWER | {"answer_text": "Add it"}, "add", "", id="added"),
        pytest.param(NEWER, "add", "", id="added without saying so"),
        pytest.param(NEWER | {"answer_text": "It is right"}, "add", "read as an addition", id="confirmed but new"),
        pytest.param({"answer_text": "Add it"}, None, "says nothing", id="nothing added"),
        pytest.param(RECORD | NONE, "correct", "read as a correction", id="blanked without saying so"),
        pytest.param(RECORD | NONE | {"answer_text": "end"}, "end", "are not applied", id="ended and blanked"),
        pytest.param(RECORD | NONE | {"year_text": None}, None, "None is on record", id="blanked what is blank"),
        pytest.param(
            RECORD | {"partner_place_text:corrected": "none"}, None, "No partner would be left", id="no partner left"
        ),
        pytest.param(NONE | {"partner_place_text:corrected": "Kobe"}, "add", "", id="added without a year"),
        pytest.param(NONE | {"answer_text": "Add it"}, None, "says nothing", id="added but blank"),
    ],
)
def test_what_a_line_means_and_what_is_noted_of_it(line, answer, sentence):
    told = updates.answered(lines(line), COLUMNS, NO_ANSWER)
    assert (None if pd.isna(told.answer.iloc[0]) else told.answer.iloc[0]) == answer
    noted = told.issues.loc[told.issues["consequence"].eq("noted"), "sentence"].tolist()
    assert len(noted) == bool(sentence)
    assert all(sentence in one for one in noted)


def test_values_hold_as_corrected_and_as_on_record_elsewhere():
    told = updates.answered(lines(RECORD | NEWER | {"answer_text": "correct"}), COLUMNS, NO_ANSWER)
    assert told.holding.iloc[0].to_dict() == {"partner_place_text": "Osaka", "year_text": "1960"}


def test_a_no_answer_word_blanks_what_is_on_record():
    told = updates.answered(lines(RECORD | NONE | {"answer_text": "correct"}), COLUMNS, NO_ANSWER)
    assert told.blanked.tolist() == ["year_text"]
    assert told.holding.iloc[0].isna().to_dict() == {"partner_place_text": False, "year_text": True}


def test_a_city_that_contradicts_itself_on_one_day_is_noted_and_not_followed():
    from pipeline.linkage.updates import told

    found = pd.DataFrame(
        {"report_id": ["a:2:record-1", "b:2:record-1", "b:3:record-1"], "source_id": list("abb"), "row": [2, 2, 3]}
    )
    answers = pd.DataFrame(
        {
            "report_id": ["b:2:record-1", "b:3:record-1"],
            "answer": ["confirm", "end"],
            "engagement_id": "e1",
            "record_stamp": "0",
            "told_on": "2027-02-01",
        }
    )
    known = pd.DataFrame({"number": [0], "engagement_id": ["e1"]})
    torn = told(found, answers, known)
    assert not torn.answers["is_newest"].any()
    assert torn.issues["sentence"].str.startswith("Contradicts").tolist() == [True, True]
    later = told(found, answers.assign(told_on=["2027-02-01", "2028-02-01"]), known)
    assert later.answers["is_newest"].tolist() == [False, True]
    assert later.issues.empty


def test_an_answer_whose_line_was_set_aside_is_noted():
    from pipeline.linkage.updates import told

    found = pd.DataFrame({"report_id": ["a:2:record-1"], "source_id": ["a"], "row": [2]})
    answers = pd.DataFrame(
        {
            "report_id": ["b:7:record-1"],
            "answer": ["end"],
            "engagement_id": ["e1"],
            "record_stamp": ["0"],
            "told_on": ["2027-02-01"],
        }
    )
    lost = told(found, answers, pd.DataFrame({"number": [0], "engagement_id": ["e1"]}))
    assert lost.issues[["source_id", "row"]].to_numpy().tolist() == [["b", 7]]
    assert "could not be applied" in lost.issues["sentence"].iloc[0]


def record(source: str, year: int) -> dict:
    """Return Toledo's sister city Osaka in a classified report of a source."""
    city = {"us_place_id": "5174035", "us_city": "Toledo", "us_state": "OH", "us_city_rule": "name and state"}
    partner = {"partner_kind": "city", "partner_country_code": "JP", "partner_place": "Osaka"}
    rules_ = {"partner_country_rule": "name", "partner_place_rule": "name", "method_rule": "box"}
    said = {"report_id": f"{source}:2:record-1", "source_id": source, "row": 2, "block": "record", "year": year}
    return said | city | partner | rules_ | {"method_code": "sister_city"}


def with_answers(found: list[dict], answers: list[dict]) -> deduplicate.Deduplicated:
    """Return what deduplicate makes of reports of which some are corrections by the city."""
    nothing = pd.DataFrame(columns=["key", "engagement_id", "edition"], dtype="str")
    decisions = pd.DataFrame(columns=["first_report", "second_report", "decision"])
    no_words = pd.DataFrame(columns=["text", "meaning", "role"])
    knowledge = Knowledge({"sister_city": "standing"}, no_words, decisions, no_words, {}, nothing, 1, 80)
    return deduplicate.deduplicate(
        tables.typed(pd.DataFrame(found), Classified),
        tables.typed(pd.DataFrame(), ReportPriorities),
        tables.typed(pd.DataFrame(), Located),
        knowledge,
        Window(None, None, True),
        tables.typed(pd.DataFrame(answers, columns=list(Updates.to_schema().columns)), Updates),
    )


def correction(source: str, told_on: str, shown: pd.DataFrame) -> dict:
    """Return a correction on the sheet that shows this record."""
    return {
        "report_id": f"{source}:2:record-1",
        "answer": "correct",
        "engagement_id": shown["engagement_id"].iloc[0],
        "record_stamp": updates.record_stamps(shown).iloc[0],
        "told_on": told_on,
    }


def test_a_second_correction_is_of_the_record_as_the_first_left_it():
    found = [record("list", 1959)]
    first = correction("sheet-1", "2027-02-01", with_answers(found, []).engagements)
    found += [record("sheet-1", 1960)]
    second = correction("sheet-2", "2028-02-01", with_answers(found, [first]).engagements)
    found += [record("sheet-2", 1961)]
    both = with_answers(found, [first, second])
    assert both.engagements["first_year"].tolist() == [1961]
    assert both.issues.empty


def test_a_year_that_a_city_blanked_stays_blank_when_it_corrects_something_else():
    found = [record("list", 1959), record("sheet-1", None)]
    first = correction("sheet-1", "2027-02-01", with_answers(found[:1], []).engagements) | {"blanked": "year_text"}
    shown = with_answers(found, [first]).engagements
    second = correction("sheet-2", "2028-02-01", shown)
    both = with_answers([*found, record("sheet-2", None) | {"description_text": "Gardens"}], [first, second])
    assert both.engagements[["first_year", "description_text"]].isna().to_numpy().tolist() == [[True, False]]


def test_what_a_correction_neither_knows_nor_blanks_stays():
    found = [record("list", 1959), record("sheet-1", None)]
    shown = with_answers(found[:1], []).engagements
    assert with_answers(found, [correction("sheet-1", "2027-02-01", shown)]).engagements["first_year"].tolist() == [
        1959
    ]


@pytest.mark.parametrize(
    ("written", "blanked", "left"),
    [
        pytest.param("Public health", None, ["public_health"], id="corrected"),
        pytest.param(None, "year_text; priority_text", [], id="blanked, whatever its description says"),
        pytest.param(None, None, ["economic_development", "public_health"], id="left as they are"),
    ],
)
def test_priority_areas_are_those_that_the_newest_correction_writes(written, blanked, left):
    reported = ["list:2:record-1", "sheet:2:record-1"]
    codes = pd.DataFrame({"report_id": reported, "priority_code": ["economic_development", "public_health"]})
    links = pd.DataFrame({"report_id": reported, "engagement_id": "e1"})
    found = pd.DataFrame({"priority_text": ["Trade", written]}, dtype="str")
    answer = {"report_id": reported[1], "answer": "correct", "told_on": "2027-02-01", "is_torn": False}
    answers = pd.DataFrame([answer | {"blanked": blanked}], index=[1]).astype({"blanked": "str"})
    assert newest_priorities(codes, links, found, answers)["priority_code"].tolist() == left


def test_a_second_correction_of_a_record_that_was_never_so_is_noted():
    found = [record("list", 1959), record("sheet-1", 1960), record("sheet-2", 1961)]
    shown = with_answers(found[:1], []).engagements
    first = correction("sheet-1", "2027-02-01", shown)
    second = correction("sheet-2", "2028-02-01", shown.assign(first_year=1999))
    noted = with_answers(found, [first, second]).issues
    assert noted[["source_id", "column"]].to_numpy().tolist() == [["sheet-2", "record_stamp"]]
