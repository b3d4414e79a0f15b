"""The traps of real files, each sprung once: what readers of other projects get wrong."""

import csv
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from openpyxl.utils import datetime as excel_dates

from pipeline import exports
from pipeline.exports.contract import OPTION_SEPARATOR, Export, ExportError, KnownQuestion
from tests import export_truth


def text(folder: Path, *rows: list[str], name: str = "export.csv", **said) -> Path:
    """Return a file with these rows."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", **said).writerows(rows)
    return path


def workbook(folder: Path, *rows: list, **sheets: list[list]) -> Path:
    """Return a workbook with these rows on its first sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(folder / "export.xlsx")
    return folder / "export.xlsx"


def read(path: Path, *known: KnownQuestion) -> Export:
    """Return the file read as the platform's that it shows to be."""
    platform, _ = exports.recognised(exports.opened(path))
    return exports.read(path, platform, known_questions=known)


def answers(export: Export) -> dict[tuple, list]:
    """Return question, kind, label or slot → answers, None where missing."""
    return {
        (field.question, field.kind, field.label or field.slot): export.answers[field.key]
        .astype(object)
        .where(export.answers[field.key].notna(), None)
        .tolist()
        for field in export.fields
    }


def chosen(*options: str) -> str:
    return OPTION_SEPARATOR.join(options)


QUALTRICS = ["StartDate", "EndDate", "Status", "Finished", "ResponseId"]
QUALTRICS_ROW = ["2024-05-02 09:00:00", "2024-05-02 09:20:00", "0", "1", "R_1"]


def qualtrics(folder: Path, columns: dict[str, str], *rows: list[str], status: str = "0", finished: str = "1") -> Path:
    """Return a Qualtrics export: name → wording."""
    start = [*QUALTRICS_ROW[:2], status, finished, "R_1"]
    identified = [f'{{"ImportId":"{name}"}}' for name in [*QUALTRICS, *columns]]
    return text(
        folder, [*QUALTRICS, *columns], [*QUALTRICS, *columns.values()], identified, *(start + row for row in rows)
    )


def test_qualtrics_previews_and_unfinished_responses_are_told(tmp_path):
    path = qualtrics(tmp_path, {"Q1": "City"}, ["Boise"], status="Survey Preview", finished="False")
    assert read(path).metadata[["is_test", "status"]].iloc[0].tolist() == ["yes", "partial"]


def test_qualtrics_seen_but_not_chosen_is_not_chosen(tmp_path):
    path = qualtrics(
        tmp_path,
        {"Q1_1": "Networks - C40", "Q1_2": "Networks - UCLG", "Q1_2_TEXT": "Networks - UCLG"},
        ["1", "-99", "-99"],
    )
    assert answers(read(path)) == {
        ("Networks", "multiple", 0): ["C40"],
        ("Networks", "other", "UCLG"): [None],
    }


def test_qualtrics_joined_codes_are_several_and_no_number(tmp_path):
    path = qualtrics(tmp_path, {"Q1": "Networks"}, ["1,2,3"], ["2"])
    assert answers(read(path)) == {("Networks", "multiple", 0): [chosen("1", "2", "3"), "2"]}


def test_qualtrics_loops_are_slots(tmp_path):
    path = qualtrics(tmp_path, {"1_Q5": "Partner country", "2_Q5": "Partner country"}, ["Japan", "Chile"])
    known = KnownQuestion("Partner country", "Formal agreement", "text")
    assert [(field.group, field.slot) for field in read(path, known).fields] == [
        ("Formal agreement", 1),
        ("Formal agreement", 2),
    ]


def test_qualtrics_wordings_lose_their_markup_and_line_breaks(tmp_path):
    path = qualtrics(tmp_path, {"Q1": "<p>Your\n<b>city</b></p>"}, ["Boise"])
    assert list(answers(read(path))) == [("Your city", "text", 0)]


def test_qualtrics_without_further_header_rows_loses_no_response(tmp_path):
    path = text(tmp_path, [*QUALTRICS, "RecordedDate", "Q1"], [*QUALTRICS_ROW, "2024-05-02 09:20:00", "Boise"])
    assert read(path).answers.iloc[0].tolist() == ["Boise"]


def test_surveymonkey_forward_fills_a_question_only_to_the_next(tmp_path):
    path = text(
        tmp_path,
        ["Respondent ID", "Networks", "", "", "City"],
        ["", "C40", "UCLG", "Other (please specify)", "Open-Ended Response"],
        ["1", "C40", "", "Rhine cities", "Boise"],
        ["2", "", "UCLG", "", "Reno"],
    )
    assert answers(read(path)) == {
        ("Networks", "multiple", 0): ["C40", "UCLG"],
        ("Networks", "other", "Other (please specify)"): ["Rhine cities", None],
        ("City", "text", 0): ["Boise", "Reno"],
    }


def test_google_forms_options_keep_commas_in_brackets_and_known_ones_any(tmp_path):
    rows = [["2024/05/02 9:20:00 AM EST", cell] for cell in ("Blogs (own, other), Talks", "Talks", "Fairs, big, Talks")]
    path = text(tmp_path, ["Timestamp", "How (select all that apply)"], *rows)
    known = KnownQuestion("How (select all that apply)", "", "multiple", ("Talks", "Fairs, big"))
    expected = [chosen("Blogs (own, other)", "Talks"), "Talks", chosen("Fairs, big", "Talks")]
    assert list(answers(read(path, known)).values()) == [expected]


def test_google_forms_repeated_titles_of_a_repeated_group_are_its_slots(tmp_path):
    path = text(tmp_path, ["Timestamp", "Partner country", "Partner country"], ["5/2/2024 9:20:00", "Japan", "Chile"])
    known = KnownQuestion("Partner country", "Formal agreement", "text")
    assert answers(read(path, known)) == {
        ("Partner country", "text", 1): ["Japan"],
        ("Partner country", "text", 2): ["Chile"],
    }


def test_microsoft_forms_closes_every_option_with_a_semicolon(tmp_path):
    header = ["ID", "Start time", "Completion time", "Email", "Name", "Networks\u00a0", "City", "City2"]
    moment = pd.Timestamp("2024-05-02 09:20:00").to_pydatetime()
    path = workbook(tmp_path, header, [1, moment, moment, "anonymous", None, "C40;UCLG;", "Boise", "Reno"])
    export = read(path)
    assert export.answers.iloc[0].tolist() == [chosen("C40", "UCLG"), "Boise", "Reno"]
    assert [field.question for field in export.fields] == ["Networks", "City", "City"]
    assert export.metadata["submitted"].tolist() == ["2024-05-02 09:20:00"]


def test_kobo_options_of_older_versions_are_counted(tmp_path):
    own = ["_id", "_uuid", "_submission_time", "_index"]
    path = text(
        tmp_path, ["kind", "kind/a", "kind/b", *own], ["a", "", "", *"1111"], ["a b", "1", "1", *"2222"], delimiter=";"
    )
    assert answers(read(path)) == {("kind", "multiple", 0): ["a", chosen("a", "b")]}


def test_kobo_repeats_of_a_sheet_are_slots(tmp_path):
    path = workbook(
        tmp_path,
        ["city", "_id", "_uuid", "_submission_time", "_index"],
        ["Boise", "7", "u", "2024-05-02", 1],
        ["Reno", "8", "v", "2024-05-02", 2],
        agreement=[
            ["agreement/country", "_index", "_parent_table_name", "_parent_index"],
            ["Japan", 1, "Sheet", 2],
            ["Chile", 2, "Sheet", 2],
            ["Ghana", 3, "Sheet", 1],
        ],
    )
    assert answers(read(path, KnownQuestion("country", "Formal agreement", "text"))) == {
        ("city", "text", 0): ["Boise", "Reno"],
        ("country", "text", 1): ["Ghana", "Japan"],
        ("country", "text", 2): [None, "Chile"],
    }


def test_odk_repeats_lie_in_files_beside(tmp_path):
    own = ["SubmissionDate", "KEY", "SubmitterID", "DeviceID"]
    main = text(tmp_path, ["city", *own], ["Boise", "2024-05-02", "k1", "", ""], name="survey.csv")
    child = text(
        tmp_path,
        ["country", "PARENT_KEY", "KEY"],
        ["Japan", "k1", "k1/a[1]"],
        ["Chile", "k1", "k1/a[2]"],
        name="survey-a.csv",
    )
    assert answers(read(main)) == {
        ("city", "text", 0): ["Boise"],
        ("country", "text", 1): ["Japan"],
        ("country", "text", 2): ["Chile"],
    }
    with pytest.raises(ExportError, match="name the file of submissions"):
        read(child)


def test_odk_repeats_are_found_beside_a_name_with_brackets(tmp_path):
    own = ["SubmissionDate", "KEY", "SubmitterID", "DeviceID"]
    main = text(tmp_path, ["city", *own], ["Boise", "2024-05-02", "k1", "", ""], name="survey[1].csv")
    text(tmp_path, ["country", "PARENT_KEY", "KEY"], ["Japan", "k1", "k1/a[1]"], name="survey[1]-a.csv")
    assert answers(read(main))["country", "text", 1] == ["Japan"]


def test_a_link_beside_a_raw_file_is_not_followed(tmp_path):
    own = ["SubmissionDate", "KEY", "SubmitterID", "DeviceID"]
    (tmp_path / "a").mkdir()
    main = text(tmp_path / "a", ["city", *own], ["Boise", "2024-05-02", "k1", "", ""], name="survey.csv")
    secret = text(tmp_path, ["country", "PARENT_KEY", "KEY"], ["Japan", "k1", "k1/a[1]"], name="secret.csv")
    (tmp_path / "a/survey-a.csv").symlink_to(secret)
    assert list(answers(read(main))) == [("city", "text", 0)]


def test_limesurvey_not_shown_is_not_chosen_and_blank_submission_is_partial(tmp_path):
    path = text(
        tmp_path,
        ["id", "submitdate", "lastpage", "startlanguage", "Q1[A]", "Q1[B]", "Q1[other]"],
        ["1", "", "2", "en", "Y", "", "Rhine cities"],
        ["2", "2024-05-02 09:20:00", "3", "en", "N/A", "N/A", "N/A"],
    )
    export = read(path)
    assert answers(export) == {("Q1", "multiple", 0): ["A", None], ("Q1", "other", "other"): ["Rhine cities", None]}
    assert export.metadata["status"].tolist() == ["partial", "complete"]


def test_redcap_repeats_are_slots_of_their_record(tmp_path):
    path = text(
        tmp_path,
        [
            "record_id",
            "redcap_repeat_instrument",
            "redcap_repeat_instance",
            "city",
            "country",
            "net___1",
            "net___2",
            "survey_complete",
        ],
        ["1", "", "", "Boise", "", "1", "0", "2"],
        ["1", "agreement", "1", "", "Japan", "", "", ""],
        ["1", "agreement", "2", "", "Chile", "", "", ""],
        ["2", "", "", "Reno", "", "0", "0", "0"],
    )
    export = read(path)
    assert answers(export) == {
        ("city", "text", 0): ["Boise", "Reno"],
        ("country", "text", 1): ["Japan", None],
        ("country", "text", 2): ["Chile", None],
        ("net", "multiple", 0): ["1", None],
    }
    assert export.metadata["status"].tolist() == ["complete", "partial"]


def test_a_redcap_record_of_nothing_but_repeats_is_a_response(tmp_path):
    path = text(
        tmp_path,
        ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "city", "country", "survey_complete"],
        ["1", "", "", "Boise", "", "2"],
        ["2", "agreement", "1", "", "Japan", ""],
        ["2", "agreement", "2", "", "Chile", ""],
    )
    export = read(path)
    assert answers(export)["country", "text", 2] == [None, "Chile"]
    assert export.metadata["response_id"].tolist() == ["1", "2"]


def test_spss_values_are_read_by_label_and_user_missing_ones_are_missing(tmp_path):
    frame = pd.DataFrame({"has_staff": [1.0, 2.0, 9.0], "city": ["Boise", "NA", ""]})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(
        frame,
        path,
        column_labels=["Does your city have staff?", "City"],
        variable_value_labels={"has_staff": {1: "Yes", 2: "No", 9: "Skipped"}},
        missing_ranges={"has_staff": [{"lo": 9, "hi": 9}]},
    )
    assert answers(read(path)) == {
        ("Does your city have staff?", "single", 0): ["Yes", "No", None],
        ("City", "text", 0): ["Boise", "NA", None],
    }


def test_stata_values_are_read_by_label(tmp_path):
    path = tmp_path / "survey.dta"
    frame = pd.DataFrame({"has_staff": np.array([1, 2], dtype="int32"), "city": ["Köln", "Boise"]})
    pyreadstat.write_dta(
        frame, path, column_labels=["Staff?", "City"], variable_value_labels={"has_staff": {1: "Yes", 2: "No"}}
    )
    assert answers(read(path)) == {("Staff?", "single", 0): ["Yes", "No"], ("City", "text", 0): ["Köln", "Boise"]}


@pytest.mark.parametrize("epoch", [excel_dates.WINDOWS_EPOCH, excel_dates.MAC_EPOCH], ids=["1900", "1904"])
def test_dates_of_both_excel_calendars_are_the_days_written(tmp_path, epoch):
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.active.append(["city", "signed"])
    book.active.append(["Boise", pd.Timestamp("2016-03-14").to_pydatetime()])
    book.save(tmp_path / "records.xlsx")
    assert exports.read(tmp_path / "records.xlsx", "records").answers.iloc[0].tolist() == ["Boise", "2016-03-14"]


def test_records_on_several_sheets_stop_unless_one_is_named(tmp_path):
    book = openpyxl.Workbook()
    for sheet, city in ((book.active, "Boise"), (book.create_sheet("2025"), "Austin")):
        sheet.append(["city"])
        sheet.append([city])
    book.save(tmp_path / "records.xlsx")
    with pytest.raises(exports.ExportError, match=r"has values on several sheets: 'Sheet', '2025'\. Name the one"):
        exports.read(tmp_path / "records.xlsx", "records")
    assert exports.read(tmp_path / "records.xlsx", "records", "2025").answers.iloc[0].tolist() == ["Austin"]


def test_day_first_dates_and_time_zones_stay_as_written(tmp_path):
    path = text(tmp_path, ["city", "signed", "sent"], ["Boise", "14/3/2016", "2017-06-13 15:07:41 EDT"])
    assert exports.read(path, "records").answers.iloc[0].tolist() == ["Boise", "14/3/2016", "2017-06-13 15:07:41 EDT"]


def test_a_formula_without_a_value_is_refused_and_none_is_evaluated(tmp_path):
    with pytest.raises(ExportError, match="formulas without values"):
        exports.read(workbook(tmp_path, ["city", "year"], ["Boise", "=1+1"]), "records")


def test_empty_columns_at_the_end_are_no_questions(tmp_path):
    path = text(tmp_path, ["city", "country", "", ""], ["Boise", "Japan", "", ""])
    assert len(exports.read(path, "records").fields) == 2


def test_a_header_that_comes_twice_in_a_record_table_keeps_both_columns(tmp_path):
    raw = text(
        tmp_path,
        ["Response ID", "Time Started", "Date Submitted", "Status", "City", "City"],
        ["1", "", "", "Complete", "A", "B"],
    )
    assert exports.read(raw, "alchemer").answers.iloc[0].tolist() == ["A", "B"]


def test_a_workbook_that_unpacks_to_far_more_is_not_opened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (80 * 2**20))
    with pytest.raises(ExportError, match="would unpack"):
        exports.read(path, "records")


def test_a_sheet_that_reaches_to_its_last_cell_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "city", "far"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(ExportError, match="XFD"):
        exports.read(tmp_path / "far.xlsx", "records")


SHEET = (
    "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{}</sheetData></worksheet>"
)


def hostile(folder: Path, sheet: str, address: str = "worksheets/sheet1.xml") -> Path:
    """Return a workbook whose sheet is this text, at the address that its relationships give."""
    sound = workbook(folder, ["city"], ["Boise"])
    path = folder / "hostile.xlsx"
    with zipfile.ZipFile(sound) as whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name).replace(b"/xl/worksheets/sheet1.xml", f"/xl/{address}".encode())
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, content)
        archive.writestr(f"xl/{address}", sheet)
    return path


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", id="other quotation marks"),
        pytest.param("<row><c r='XFD1048576'><v>1</v></c></row>", id="row without number"),
        pytest.param("<row r = \"1048576\"><c><v>1</v></c><c r='xfd1'><v>1</v></c></row>", id="spaces, small letters"),
        pytest.param(f"<row a='{'x' * 40_000}' r='1048576'><c r='XFD1048576'><v>1</v></c></row>", id="long attribute"),
        pytest.param(
            "<row r='1048576'><c r='A1048576'/></row>" + "<row>" + "<c/>" * 100 + "</row>", id="no references"
        ),
        pytest.param("<x:row xmlns:x='a' r='1048576'><x:c r='XFD1048576'/></x:row>", id="prefix"),
    ],
)
def test_a_far_cell_is_found_however_the_sheet_is_written(tmp_path, cells):
    with pytest.raises(ExportError, match="Delete the far cells"):
        exports.read(hostile(tmp_path, SHEET.format(cells)), "records")


def test_a_repeated_cell_of_an_open_document_is_counted_as_often(tmp_path):
    name = "xmlns:{0}='urn:oasis:names:tc:opendocument:xmlns:{0}:1.0'".format
    cell = "<table:table-cell table:number-columns-repeated='16384' office:value='1'/>"
    path = tmp_path / "repeated.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:body {name('office')} {name('table')}><table:table>"
            f"<table:table-row table:number-rows-repeated='1048576'>{cell}</table:table-row>"
            "</table:table></office:body>",
        )
    with pytest.raises(ExportError, match="row 1048576 and column XFD"):
        exports.read(path, "records")


def test_a_far_cell_of_a_binary_workbook_is_found(tmp_path):
    row, cell = b"\x00\x04" + (1_048_575).to_bytes(4, "little"), b"\x02\x04" + (16_383).to_bytes(4, "little")
    path = tmp_path / "far.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", b"\x81\x01\x00" + row + cell)
    with pytest.raises(ExportError, match="row 1048576 and column XFD"):
        exports.read(path, "records")


@pytest.mark.parametrize(
    "entity",
    ["'ha'", "SYSTEM 'file:///etc/hostname'"],
    ids=["that could grow", "that names another file"],
)
def test_a_workbook_that_defines_entities_is_refused(tmp_path, entity):
    sheet = f"<!DOCTYPE a [<!ENTITY e {entity}>]>" + SHEET.format("<row><c t='str'><v>&e;</v></c></row>")
    with pytest.raises(ExportError, match="defines XML entities"):
        exports.read(hostile(tmp_path, sheet), "records")


def test_a_sheet_that_lies_elsewhere_in_the_archive_is_refused(tmp_path):
    with pytest.raises(ExportError, match="a sheet of it is"):
        exports.read(hostile(tmp_path, SHEET.format(""), "theme/sheet.dat"), "records")


def test_a_part_that_is_in_a_workbook_twice_is_refused(tmp_path):
    path = hostile(tmp_path, SHEET.format(""))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", SHEET.format(""))
    with pytest.raises(ExportError, match="in it twice"):
        exports.read(path, "records")


def test_markup_that_never_ends_takes_no_time(tmp_path):
    with pytest.raises(ExportError, match="damaged workbook"):
        exports.read(hostile(tmp_path, SHEET.format("<c " * 300_000)), "records")


def test_a_row_that_is_far_longer_than_the_others_does_not_fill_the_machine(tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_bytes(b"a\n" * 10_000 + b"," * 4_000 + b"x\n")
    with pytest.raises(ExportError, match=r"over 30,000,000 cells"):
        exports.read(path, "records")


@pytest.mark.parametrize(
    ("limit", "content", "said"),
    [
        pytest.param("LARGEST_UNEVEN", b"city,country\nBoise\nReno,Japan,7\n", "up to 0 MB", id="unequal rows"),
        pytest.param("MOST_CELLS", b"city,country\nBoise,Japan\n", "over 3 cells", id="cells"),
        pytest.param("LARGEST_TEXT", b"city,country\nBoise,Japan\n", "read at most", id="bytes"),
    ],
)
def test_a_text_file_beyond_a_limit_is_refused(tmp_path, monkeypatch, limit, content, said):
    monkeypatch.setattr(exports.opening.text, limit, 3)
    (tmp_path / "long.csv").write_bytes(content)
    with pytest.raises(ExportError, match=said):
        exports.read(tmp_path / "long.csv", "records")


@pytest.mark.parametrize("limit", ["MOST_CELLS", "LARGEST_UNPACKED"])
def test_a_parquet_file_beyond_a_limit_is_refused(tmp_path, monkeypatch, limit):
    pd.DataFrame({"city": ["Boise", "Reno"], "country": ["Japan", "Chile"]}).to_parquet(tmp_path / "long.parquet")
    monkeypatch.setattr(exports.opening.workbook, limit, 3)
    with pytest.raises(ExportError, match=r"over 3 cells|unpacks to over"):
        exports.read(tmp_path / "long.parquet", "records")


@pytest.mark.parametrize("limit", ["MOST_CELLS", "MOST_BYTES"])
@pytest.mark.parametrize("write", [pyreadstat.write_sav, pyreadstat.write_dta], ids=["spss", "stata"])
def test_a_statistics_file_beyond_a_limit_is_refused(tmp_path, monkeypatch, limit, write):
    write(pd.DataFrame({"city": ["Boise", "Reno"], "country": ["Japan", "Chile"]}), tmp_path / "long.dat")
    monkeypatch.setattr(exports.opening.statistics, limit, 3)
    with pytest.raises(ExportError, match="cases of 2 variables"):
        exports.opened(tmp_path / "long.dat")


def test_a_workbook_with_a_password_is_named_so(tmp_path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    with pytest.raises(ExportError, match="password"):
        exports.read(path, "records")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_that_is_cut_off_gives_one_sentence(tmp_path, share):
    whole = workbook(tmp_path, ["city", "country"], ["Boise", "Japan"]).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ExportError) as error:
        exports.read(path, "records")
    assert "\n" not in str(error.value)


def test_a_survey_with_a_hundred_columns_of_loops_is_read_whole(tmp_path):
    own = ["Response ID", "Time Started", "Date Submitted", "Status"]
    headers = [f"{question}:Agreement {slot}" for slot in range(1, 41) for question in ("Partner", "Country", "Year")]
    path = text(tmp_path, [*own, *headers], ["1", "", "", "Complete", *map(str, range(120))])
    export = exports.read(path, "alchemer")
    assert {(field.group, field.slot) for field in export.fields} == {("Agreement", slot) for slot in range(1, 41)}
    assert export.answers.iloc[0].tolist() == [str(number) for number in range(120)]


@pytest.mark.skipif(not export_truth.FOLDER.is_dir(), reason="the real exports are not beside the project")
def test_every_real_export_gives_exactly_its_truth():
    found = export_truth.table()
    assert found.loc[found["differs"].ne(""), ["file", "differs"]].to_numpy().tolist() == []
