"""Raw exports of Alchemer and plain record tables, written as people and programs write them, are read right."""

import csv
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pytest

from pipeline import exports
from pipeline.exports.contract import OPTION_SEPARATOR, ExportError, KnownQuestion

METADATA = ["Response ID", "Time Started", "Date Submitted", "Status", "SessionID", "IP Address"]
SUBMITTED = ["1", "2024-05-02 09:00:00", "2024-05-02 09:20:00", "Complete", "s1", "192.0.2.1"]


def written(folder: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",", **said) -> Path:
    """Return a text file with these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, **{"quoting": csv.QUOTE_ALL, "lineterminator": "\n", **said}).writerows(rows)
    path = folder / "20240531120000-SurveyExport.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def alchemer(folder: Path, headers: list[str], *answers: list[str], **said) -> Path:
    """Return an Alchemer export with these questions' columns."""
    return written(folder, [METADATA + headers, *(SUBMITTED + row for row in answers)], **said)


def read(path: Path, *known: KnownQuestion, platform: str = "alchemer") -> dict[tuple, list[str | None]]:
    """Return question, group, slot, kind → answers."""
    export = exports.read(path, platform, known_questions=known)
    return {
        (field.question, field.group, field.slot, field.kind): export.answers[field.key]
        .astype(object)
        .where(export.answers[field.key].notna(), None)
        .tolist()
        for field in export.fields
    }


def chosen(*options: str) -> str:
    return OPTION_SEPARATOR.join(options)


def test_a_checkbox_has_a_column_for_each_option(tmp_path):
    path = alchemer(
        tmp_path,
        ["Eurocities:Networks", "C40:Networks", "UCLG:Networks"],
        ["Eurocities", "C40", ""],
        ["", "", ""],
        ["", "C40", ""],
    )
    assert read(path) == {("Networks", "", 0, "multiple"): [chosen("Eurocities", "C40"), None, "C40"]}


def test_a_write_in_has_the_same_header_as_its_tick(tmp_path):
    path = alchemer(
        tmp_path,
        ["C40:Networks", "Other - Write In:Networks", "Metropolis:Networks", "Other - Write In:Networks"],
        ["C40", "Other - Write In", "Metropolis", "Rhine cities"],
        ["C40", "", "", ""],
    )
    assert read(path) == {
        ("Networks", "", 0, "multiple"): [chosen("C40", "Other - Write In", "Metropolis"), "C40"],
        ("Networks", "", 0, "other"): ["Rhine cities", None],
    }


def test_a_repeated_block_names_its_slot_last(tmp_path):
    path = alchemer(
        tmp_path,
        [
            "Partner country:Formal agreement 1",
            "Economy:Priority areas:Formal agreement 1",
            "Climate:Priority areas:Formal agreement 1",
            "Partner country:Formal agreement 2",
            "Economy:Priority areas:Formal agreement 2",
            "Climate:Priority areas:Formal agreement 2",
        ],
        ["Namibia", "Economy", "Climate", "NA", "", "Climate"],
    )
    expected = {
        ("Partner country", "Formal agreement", 1, "text"): ["Namibia"],
        ("Priority areas", "Formal agreement", 1, "multiple"): [chosen("Economy", "Climate")],
        ("Partner country", "Formal agreement", 2, "text"): ["NA"],
        ("Priority areas", "Formal agreement", 2, "multiple"): ["Climate"],
    }
    known = [
        KnownQuestion("Partner country", "Formal agreement", "text"),
        KnownQuestion("Priority areas", "Formal agreement", "multiple", ("Economy", "Climate")),
    ]
    assert read(path) == expected
    assert read(path, *known) == expected


def test_a_repeated_block_may_name_its_slot_first(tmp_path):
    path = alchemer(
        tmp_path, ["1:Country:Partnership", "1:Year:Partnership", "2:Country:Partnership"], ["Japan", "1999", "Chile"]
    )
    assert [key[:3] for key in read(path)] == [
        ("Country", "Partnership", 1),
        ("Year", "Partnership", 1),
        ("Country", "Partnership", 2),
    ]


def test_a_value_piped_into_a_group_makes_a_slot(tmp_path):
    path = alchemer(tmp_path, ["Asia:Country:Partnership", "Africa:Country:Partnership"], ["Japan", "Ghana"])
    assert read(path, KnownQuestion("Country", "Partnership", "text")) == {
        ("Country", "Partnership", 1, "text"): ["Japan"],
        ("Country", "Partnership", 2, "text"): ["Ghana"],
    }


def test_question_numbers_before_headers_are_no_part_of_them(tmp_path):
    path = alchemer(tmp_path, ["3:City", "4:C40:Networks", "4:UCLG:Networks"], ["Boise", "C40", "UCLG"])
    assert [key[0] for key in read(path)] == ["City", "Networks"]


def test_a_wording_keeps_colons_of_its_own(tmp_path):
    wording = "Agreements: which year?"
    path = alchemer(
        tmp_path, [wording, "Name: of a thing:Networks: members", "C40:Networks: members"], ["1999", "", ""]
    )
    known = [KnownQuestion(wording, "", "text"), KnownQuestion("Networks: members", "", "multiple", ("C40",))]
    assert [key[0] for key in read(path, *known)] == [wording, "Networks: members"]


def test_options_with_like_endings_are_told_apart_by_what_their_cells_hold(tmp_path):
    path = alchemer(
        tmp_path, ["Trade: other:Topics", "Arts: other:Topics", "Sport:Topics"], ["Trade: other", "Arts: other", ""]
    )
    assert read(path) == {("Topics", "", 0, "multiple"): [chosen("Trade: other", "Arts: other")]}


def test_a_wording_loses_markup_entities_and_odd_spaces(tmp_path):
    path = alchemer(tmp_path, ["<b>City</b> &amp;\u00a0state "], ["Boise"])
    assert [key[0] for key in read(path)] == ["City & state"]


def test_two_questions_of_one_wording_stay_two(tmp_path):
    path = alchemer(tmp_path, ["Comments", "City", "Comments"], ["first", "Boise", "second"])
    export = exports.read(path, "alchemer")
    assert export.answers.iloc[0].tolist() == ["first", "Boise", "second"]
    assert any("Comments" in note for note in export.notes)


def test_personal_columns_are_kept_apart_from_answers(tmp_path):
    path = alchemer(tmp_path, ["Your e-mail address", "City"], ["someone@example.org", "Boise"])
    export = exports.read(path, "alchemer")
    assert list(export.personal) == ["SessionID", "IP Address", "Your e-mail address"]
    assert [bool(field.personal) for field in export.fields] == [True, False]


def test_metadata_is_told_in_the_contract_s_words(tmp_path):
    path = written(tmp_path, [[*METADATA, "City"], [*SUBMITTED[:3], "Partial", "s", "192.0.2.1", "Boise"]])
    metadata = exports.read(path, "alchemer").metadata
    assert metadata.iloc[0].to_dict() == {
        "response_id": "1",
        "started": "2024-05-02 09:00:00",
        "submitted": "2024-05-02 09:20:00",
        "status": "partial",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_gives_the_same(tmp_path, encoding, delimiter):
    path = alchemer(
        tmp_path, ["City", "Partner"], ["Cañon City", "Köln;\nBonn, \tAachen"], encoding=encoding, delimiter=delimiter
    )
    assert list(read(path).values()) == [["Cañon City"], ["Köln;\nBonn, \tAachen"]]


@pytest.mark.parametrize(("encoding", "last"), [("utf-8", "4,5"), ("cp1252", "4,5"), ("utf-16", "4,5"), ("utf-8", "4")])
def test_nothing_of_python_is_left_with_the_threads_that_read(tmp_path, monkeypatch, encoding, last):
    # What they hold when the interpreter ends, a function or a decoder, ends in an abort now and then.
    handed, opened = [], pyarrow.csv.open_csv
    monkeypatch.setattr(pyarrow.csv, "open_csv", lambda *given: handed.append(given) or opened(*given))
    path = tmp_path / "answers.csv"
    path.write_bytes(f"City,Partner\nBoise,Köln\n{last}\n".encode(encoding))
    exports.opened(path)
    file, options, parse, _ = handed[0]
    assert type(file) in (pa.OSFile, pa.BufferReader)
    assert (options.encoding, parse.invalid_row_handler) == ("utf8", None)


def test_a_large_file_in_another_encoding_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(exports.text, "LARGEST_RECODED", 30)
    path = written(tmp_path, [["City", "Partner"], ["Boise", "Köln"]], encoding="cp1252")
    with pytest.raises(ExportError, match=r"is in cp1252 and has 0\.0 GB; so large a file is read in UTF-8 only"):
        exports.opened(path)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path):
    path = written(tmp_path, [["city", "partner"], ["Boise", "Cuneo\nItaly"], ["", ""], ["Reno", "Wanganui"]])
    assert exports.read(path, "records").answers.index.tolist() == [2, 4]


def test_a_record_table_keeps_every_text_as_written(tmp_path):
    path = written(tmp_path, [["city", "country", "code"], ["Windhoek", "NA", "007"], ["Boise", "None", "1.0"]])
    assert list(read(path, platform="records").values()) == [["Windhoek", "Boise"], ["NA", "None"], ["007", "1.0"]]


def test_a_workbook_s_values_are_read_as_shown(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["city", "year", "date", "share", "signed"])
    book.active.append(["Boise", 1999, pd.Timestamp("2024-05-02").to_pydatetime(), 0.25, True])
    hidden = book.create_sheet("lists")
    hidden.append(["nothing"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "records.xlsx")
    export = exports.read(tmp_path / "records.xlsx", "records")
    assert export.answers.iloc[0].tolist() == ["Boise", "1999", "2024-05-02", "0.25", "TRUE"]
    assert export.notes == ("Hidden sheets were not read: lists.",)


def test_a_parquet_table_is_read_as_text(tmp_path):
    pd.DataFrame({"city": ["Boise"], "year": [1999]}).to_parquet(tmp_path / "records.parquet")
    assert exports.read(tmp_path / "records.parquet", "records").answers.iloc[0].tolist() == ["Boise", "1999"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n \n", "white space", id="white space"),
        pytest.param(b"%PDF-1.7\n", "PDF", id="PDF"),
        pytest.param(b"<!DOCTYPE html><p>Log in", "web page", id="web page"),
        pytest.param(b"PK\x03\x04cut", "cut off", id="truncated workbook"),
        pytest.param(b"\x00\x01\x02\xff" * 500, "not text", id="bytes"),
        pytest.param(b'"city","country"\n"Boise","Ja', "cut off", id="open quotation mark"),
        pytest.param(b'"Time Started","Date Submitted","Status"\n"a","b","Complete","d"\n', "row 2", id="long row"),
    ],
)
def test_an_unusable_file_gives_one_sentence(tmp_path, content, said):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=said) as error:
        exports.read(path, "alchemer")
    assert "\n" not in str(error.value)


def test_another_platform_s_file_is_refused(tmp_path):
    path = written(tmp_path, [["city", "country"], ["Boise", "Japan"]])
    with pytest.raises(ExportError, match="not an export of alchemer"):
        exports.read(path, "alchemer")
    with pytest.raises(ExportError, match="not an export of records"):
        exports.read(alchemer(tmp_path, ["City"], ["Boise"]), "records")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([["city", "year"]], "has one row and nothing below it", id="a header alone"),
        pytest.param(
            [["Our list", ""], ["city", "year"], ["Boise", "2016"]], "first row has no header in column 2", id="a title"
        ),
        pytest.param(
            [["city", "city"], ["Boise", "2016"]], "first row has the header 'city' twice", id="a header twice"
        ),
    ],
)
def test_a_table_without_a_good_header_row_says_what_is_wrong_with_it(tmp_path, rows, said):
    with pytest.raises(exports.ExportError, match=said):
        exports.read(written(tmp_path, rows), "records")


def test_a_file_that_shows_no_platform_says_how_it_begins(tmp_path):
    path = written(tmp_path, [["Our survey", ""], ["Timestamp", "City"], ["6/21/2018 23:29:42", "Boise"]])
    with pytest.raises(exports.ExportError, match="Its first row begins with 'Our survey': is the header row left out"):
        exports.read(path, "google_forms")
