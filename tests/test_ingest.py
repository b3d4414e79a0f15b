"""Exports become responses and reports in the words of who answered, without anything that identifies a person."""

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline import ingest
from pipeline.core import codebook, paths, sources
from pipeline.exports.contract import OPTION_SEPARATOR, Export, Field

ROOT = Path(__file__).parents[1]
PATTERNS = codebook.read("personal_patterns")
OPTIONS = codebook.read("options")
CITY, STATE = Field("city", "City?", "text"), Field("state", "State?", "text")
NETWORKS = Field("networks", "Networks?", "multiple")
PARTNERS = [Field(f"partner{slot}", "Partner", "text", group="Agreement", slot=slot) for slot in (1, 2)]
KINDS = [Field(f"kind{slot}", "Kind", "single", group="Agreement", slot=slot) for slot in (1, 2)]
ABOUT = [Field(f"about{slot}", "About", "text", group="Agreement", slot=slot) for slot in (1, 2)]
NAME = Field("name", "Who fills this in?", "text", headers=("Who fills this in?",))
FIELDS = [CITY, STATE, NETWORKS, *PARTNERS, *KINDS, *ABOUT, NAME]
QUESTIONNAIRE = pd.DataFrame(
    [
        ("us_city", "city", "", "1", "text", "City?", "responses", "us_city_text", "answer"),
        ("us_state", "city", "", "1", "text", "State?", "responses", "us_state_text", "answer"),
        ("networks", "network", "", "1", "multiple", "Networks?", "reports", "network_text", "answer"),
        (
            "agreement_partner",
            "agreement",
            "Agreement",
            "2",
            "text",
            "Partner",
            "reports",
            "partner_place_text",
            "answer",
        ),
        ("agreement_kind", "agreement", "Agreement", "2", "single", "Kind", "reports", "method_text", "answer"),
        ("agreement_about", "agreement", "Agreement", "2", "text", "About", "reports", "description_text", "answer"),
        ("name", "contact", "", "1", "text", "Who fills this in?", "", "", "personal"),
        ("comments", "closing", "", "1", "text", "Anything else?", "", "", "ignored"),
    ],
    columns=codebook.TABLES["questionnaire"][0][:9],
)
LAYOUT = pd.DataFrame(
    [
        ("list", "City", "answer", "us_city_text", ""),
        ("list", "Partner", "answer", "partner_text", ""),
        ("list", "Summary", "optional", "description_text", ""),
        ("list", "Researcher", "personal", "", ""),
        ("list", "Checked", "ignored", "", ""),
    ],
    columns=codebook.TABLES["record_columns"][0],
)


def export(*answered: dict, fields: list[Field] | None = None, personal: dict | None = None, **said: list) -> Export:
    """Return an export: a row for each of the answers told, which stand by the field's key."""
    fields = FIELDS if fields is None else fields
    rows = pd.RangeIndex(2, len(answered) + 2)
    answers = pd.DataFrame(list(answered), index=rows).reindex(columns=[field.key for field in fields])
    metadata = pd.DataFrame({"status": ["complete"] * len(rows), **said}, index=rows, dtype="str")
    named = pd.DataFrame(personal or {}, index=rows, dtype="str")
    return Export("alchemer", "made for a test", answers.astype("str"), tuple(fields), metadata, named)


def survey(*answered: dict, questionnaire: pd.DataFrame = QUESTIONNAIRE, **said) -> ingest.Source:
    """Return what ingest makes of a survey export with these answers."""
    return ingest.ingest_survey("survey", export(*answered, **said), questionnaire, OPTIONS, PATTERNS)


def records(
    *answered: dict, headers: tuple[str, ...] = ("City", "Partner"), layout: pd.DataFrame = LAYOUT, **said
) -> ingest.Source:
    """Return what ingest makes of a record table with these cells, named by header."""
    fields = [Field(header, header, "text", headers=(header,)) for header in headers]
    every_row = said.pop("every_row", {})
    return ingest.ingest_records("desk", export(*answered, fields=fields, **said), layout, every_row, PATTERNS)


def words(reports: pd.DataFrame, *columns: str) -> list[tuple]:
    """Return these columns of the reports, missing as None."""
    return list(
        reports[list(columns)].astype("object").where(reports[list(columns)].notna(), None).itertuples(False, None)
    )


def everything(source: ingest.Source) -> str:
    """Return all that the frames hold as one text."""
    return "\n".join(table.to_csv() for table in source)


def test_each_row_is_a_response_in_its_own_words():
    source = survey({"city": "Austin", "state": "Texas"}, {"city": "Reno"}, is_test=[None, "yes"])
    assert source.rows.to_dict("list") == {"source_id": ["survey"] * 2, "row": [2, 3], "kind": ["response"] * 2}
    assert words(source.responses, "response_id", "us_city_text", "us_state_text", "is_test", "status") == [
        ("survey:2", "Austin", "Texas", False, "complete"),
        ("survey:3", "Reno", None, True, "complete"),
    ]


def test_a_question_the_questionnaire_does_not_know_stops_with_the_line_to_add():
    unknown = Field("q9", "Favourite city", "text", group="Agreement", slot=1)
    with pytest.raises(ingest.IngestError, match=r"asks 'Favourite city' in the group 'Agreement'.*Add a line there"):
        survey({}, fields=[*FIELDS, unknown])


def test_a_question_that_is_not_asked_stops_with_its_name():
    with pytest.raises(ingest.IngestError, match=r"does not ask 'State\?'.*change the wording of us_state"):
        survey({}, fields=[field for field in FIELDS if field is not STATE])


def test_questions_that_are_left_out_need_not_be_asked():
    assert len(survey({"city": "Austin"}, fields=[field for field in FIELDS if field is not NAME]).responses) == 1


def test_a_wording_is_found_whatever_its_case_spaces_and_colon():
    city = Field("city", "CITY? : ", "text")
    source = survey({"city": "Austin"}, fields=[city, *FIELDS[1:]])
    assert source.responses["us_city_text"].tolist() == ["Austin"]


def test_more_slots_than_the_questionnaire_says_stop():
    third = Field("partner3", "Partner", "text", group="Agreement", slot=3)
    with pytest.raises(ingest.IngestError, match=r"repeats 'Partner' 3 times; .* says 2"):
        survey({}, fields=[*FIELDS, third])


def test_two_columns_for_one_question_stop_since_one_would_be_lost():
    row = Field("city2", "City?", "grid", label="Second row")
    with pytest.raises(ingest.IngestError, match=r"several columns for 'City\?'"):
        survey({}, fields=[*FIELDS, row])


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        pytest.param("treatment", "anwser", "says 'anwser'", id="treatment"),
        pytest.param("column", "us_cty_text", "names the column 'us_cty_text'", id="column"),
        pytest.param("table", "response", "to the table 'response'", id="table"),
        pytest.param("wording", "State?", "twice, the second time as us_state", id="wording"),
    ],
)
def test_a_questionnaire_that_would_lose_answers_stops(column, value, message):
    with pytest.raises(ingest.IngestError, match=message):
        survey({}, questionnaire=QUESTIONNAIRE.assign(**{column: [value, *QUESTIONNAIRE[column][1:]]}))


def test_each_slot_with_anything_in_it_is_a_report_of_the_responses_city():
    source = survey({"city": "Austin", "state": "TX", "partner1": "Osaka", "about2": "Jazz"}, {"city": "Reno"})
    assert words(
        source.reports, "report_id", "us_city_text", "us_state_text", "partner_place_text", "description_text"
    ) == [
        ("survey:2:agreement-1", "Austin", "TX", "Osaka", None),
        ("survey:2:agreement-2", "Austin", "TX", None, "Jazz"),
    ]


def test_a_slot_of_spaces_is_no_report():
    assert survey({"partner1": " \N{NO-BREAK SPACE}", "city": "Austin"}).reports.empty


def test_each_network_chosen_is_a_report_named_by_the_options_number():
    chosen = OPTION_SEPARATOR.join(["C40 Cities", "Mayors for Peace"])
    source = survey({"networks": chosen})
    assert words(source.reports, "report_id", "network_text") == [
        ("survey:2:network-1", "C40 Cities"),
        ("survey:2:network-8", "Mayors for Peace"),
    ]


def test_options_given_by_number_or_in_other_case_get_our_wording():
    source = survey({"networks": "8"}, {"networks": "c40 cities"})
    assert source.reports["network_text"].tolist() == ["Mayors for Peace", "C40 Cities"]


def test_a_write_in_takes_the_place_of_the_option_that_asks_for_it():
    fields = [*FIELDS, Field("networks_other", "Networks?", "other")]
    chosen = OPTION_SEPARATOR.join(["C40 Cities", "Other - Write In", "Mayors for Peace"])
    source = survey({"networks": chosen, "networks_other": "Eurocities"}, {"networks_other": "UCCI"}, fields=fields)
    assert words(source.reports, "report_id", "network_text") == [
        ("survey:2:network-1", "C40 Cities"),
        ("survey:2:network-8", "Mayors for Peace"),
        ("survey:2:network-99", "Eurocities"),
        ("survey:3:network-99", "UCCI"),
    ]


def test_other_without_its_text_names_no_network():
    assert words(survey({"networks": "Other - Write In"}).reports, "report_id", "network_text") == [
        ("survey:2:network-99", None)
    ]


def test_networks_that_are_no_option_are_numbered_on():
    source = survey({"networks": OPTION_SEPARATOR.join(["Eurocities", "UCCI"])})
    assert words(source.reports, "report_id", "network_text") == [
        ("survey:2:network-99", "Eurocities"),
        ("survey:2:network-100", "UCCI"),
    ]


def test_a_write_in_of_a_single_choice_says_that_it_is_one():
    fields = [*FIELDS, Field("kind1_other", "Kind", "other", group="Agreement", slot=1)]
    source = survey({"kind1": "Other - Write In", "kind1_other": "Letter"}, {"kind1": "3"}, fields=fields)
    assert source.reports["method_text"].tolist() == ["Other: Letter", "Memorandum of understanding"]


def test_entities_and_odd_spaces_are_gone_and_the_words_stay():
    source = survey({"city": "Saint&nbsp;Louis \u200b", "partner1": "Köln &amp; Bonn", "about1": "Jazz\n  &lt;3"})
    assert source.responses["us_city_text"].tolist() == ["Saint Louis"]
    assert words(source.reports, "partner_place_text", "description_text") == [("Köln & Bonn", "Jazz <3")]


@pytest.mark.parametrize(
    "mark", ["\x1b", "\x00", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\u061c", "&#x202e;"], ids=ascii
)
def test_marks_that_nobody_sees_and_that_act_on_a_terminal_or_turn_text_are_gone(mark):
    text = f"Jaz{mark}z"
    source = survey({"city": text, "networks": text, "partner1": text, "about1": text}, submitted=[text])
    listed = records({"City": text, "Partner": text})
    assert source.reports["description_text"].dropna().tolist() == ["Jazz"]
    shown = everything(source) + everything(listed)
    assert "Jazz" in shown
    assert shown.replace("\n", "").isprintable()


def test_a_repeat_that_could_not_become_slots_stops_the_run():
    repeated = dataclasses.replace(export({}), children={"visits": pd.DataFrame({"Partner": ["Osaka", "Kobe"]})})
    with pytest.raises(ingest.IngestError, match=r"repeats 'visits' in a way that is not read.* 2 rows"):
        ingest.ingest_survey("survey", repeated, QUESTIONNAIRE, OPTIONS, PATTERNS)


def test_an_export_without_rows_gives_empty_tables():
    source = ingest.ingest_survey("survey", export(), QUESTIONNAIRE, OPTIONS, PATTERNS)
    assert [len(table) for table in source] == [0, 0, 0, 0, 0]


PERSONAL = {
    "First Name": ["Ana"],
    "Last Name": ["Zzyzx"],
    "Email": ["zzyzx@example.gov"],
    "Phone": ["(512) 555-0142"],
    "IP Address": ["192.0.2.17"],
    "Street address": ["7 Zzyzx Lane"],
}


@pytest.mark.parametrize("key", ["city", "state", "networks", "partner1", "kind2", "about1"])
def test_personal_values_reach_no_frame_wherever_they_are_written(key):
    planted = "Ana Zzyzx (zzyzx@example.gov, 512.555.0142 or 555 0142, 192.0.2.17), 7 Zzyzx Lane, ZZYZX Ana"
    source = survey({"city": "Austin", "partner1": "Osaka", key: planted}, personal=PERSONAL)
    assert "zzyzx" not in everything(source).casefold()
    assert "0142" not in everything(source)
    assert "192.0.2" not in everything(source)


def test_the_answer_to_a_personal_question_is_taken_out_of_free_text():
    source = survey({"city": "Austin", "name": "Ana Zzyzx", "partner1": "Osaka", "about1": "Led by Ana Zzyzx"})
    assert "Zzyzx" not in everything(source)
    assert source.reports["description_text"].tolist() == ["Led by [personal data removed]"]


def test_an_issue_says_where_personal_data_was_and_not_what():
    source = survey({"city": "ask zzyzx@example.gov", "partner1": "Osaka", "about1": "Call 512-555-0142"})
    assert words(source.issues, "row", "report_id", "column", "value", "consequence") == [
        (2, None, "us_city_text", None, "redacted"),
        (2, "survey:2:agreement-1", "description_text", None, "redacted"),
    ]


def test_the_place_of_a_respondents_computer_stays_in_free_text():
    source = survey({"city": "New York", "about1": "From New York to Osaka"}, personal={"City": ["New York"]})
    assert source.reports["description_text"].tolist() == ["From New York to Osaka"]


def test_what_the_questionnaire_lets_in_is_not_taken_out_of_itself():
    partner = Field("partner1", "Partner", "text", "Agreement", 1, headers=("Name of partner",), personal="asks a name")
    fields = [partner if field.key == "partner1" else field for field in FIELDS]
    source = survey({"partner1": "New Taipei"}, fields=fields, personal={"Name of partner": ["New Taipei"]})
    assert source.reports["partner_place_text"].tolist() == ["New Taipei"]


def test_each_record_is_a_report_even_where_nothing_is_written():
    source = records({"City": "Austin", "Partner": "Osaka, Japan"}, {})
    assert words(source.reports, "report_id", "block", "us_city_text", "partner_text") == [
        ("desk:2:record-1", "record", "Austin", "Osaka, Japan"),
        ("desk:3:record-1", "record", None, None),
    ]
    assert source.rows["kind"].tolist() == ["record", "record"]
    assert source.responses.empty


def test_what_the_source_says_of_every_row_fills_blanks_only():
    source = records({"Partner": "Osaka"}, {"City": "Reno"}, every_row={"us_city_text": "Austin", "method_text": "MOU"})
    assert words(source.reports, "us_city_text", "method_text") == [("Austin", "MOU"), ("Reno", "MOU")]


def test_every_row_can_only_name_what_reports_have():
    with pytest.raises(ingest.IngestError, match="every_row names the column 'method'"):
        records({}, every_row={"method": "MOU"})


def test_a_column_the_layout_does_not_know_stops_with_the_line_to_add():
    with pytest.raises(ingest.IngestError, match=r"column 'Mood'.*Add a line there: list,Mood,answer"):
        records({}, headers=("City", "Partner", "Mood"))


def test_a_column_the_layout_needs_stops_with_its_name():
    with pytest.raises(ingest.IngestError, match="no column 'Partner'"):
        records({}, headers=("City",))


def test_an_ignored_column_stays_out():
    assert "Zzyzx" not in everything(records({"Checked": "Zzyzx"}, headers=("City", "Partner", "Checked")))


def test_a_colleagues_name_is_taken_out_of_the_records():
    source = records(
        {"Summary": "Found by Ana Zzyzx", "Researcher": "Zzyzx, Ana"},
        headers=("City", "Partner", "Summary", "Researcher"),
    )
    assert "Zzyzx" not in everything(source)
    assert source.issues["column"].tolist() == ["description_text"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        pytest.param("treatment", "anwser", "says 'anwser' of list 'City'", id="treatment"),
        pytest.param("column", "us_cty_text", "names the column 'us_cty_text'", id="column"),
        pytest.param(
            "column", "partner_text", "two columns for partner_text, the second is 'Partner'", id="one column"
        ),
    ],
)
def test_a_layout_that_would_lose_cells_stops(column, value, message):
    with pytest.raises(ingest.IngestError, match=message):
        records({}, layout=LAYOUT.assign(**{column: [value, *LAYOUT[column][1:]]}))


def test_the_address_of_a_page_may_hold_numbers_but_no_one_to_write_to():
    layout = LAYOUT.replace({"column": {"description_text": "reference_text"}})
    cells = [{"Summary": "192.0.2.17/news/512-555-0142"}, {"Summary": "mailto:zzyzx@example.gov"}]
    source = records(*cells, headers=("City", "Partner", "Summary"), layout=layout)
    assert source.reports["reference_text"].tolist() == [
        "192.0.2.17/news/512-555-0142",
        "mailto:[e-mail address removed]",
    ]


def test_a_file_that_cannot_be_read_is_told_with_its_source(project):
    shutil.copytree(ROOT / paths.CODEBOOK, paths.CODEBOOK)
    Path("export.csv").write_text("", encoding="utf-8")
    said = dict.fromkeys(["producer", "title", "address", "accessed", "licence", "coverage", "grain"], "")
    source = sources.Source("monkey", Path("export.csv"), "survey", False, "surveymonkey", "", "", every_row={}, **said)
    with pytest.raises(ingest.IngestError, match=r"Source monkey: export\.csv is empty"):
        ingest._ingest_source(source)


def test_readers_are_told_the_questionnaire():
    known = ingest.known_questions(QUESTIONNAIRE, OPTIONS)
    kind = next(question for question in known if question.wording == "Kind")
    assert (kind.group, kind.kind) == ("Agreement", "single")
    assert kind.options[0] == "Sister city agreement"


def test_of_a_withdrawn_response_the_row_is_counted_and_nothing_kept():
    read = ingest.Source(
        pd.DataFrame({"source_id": "survey", "row": [2, 3], "kind": "response"}),
        pd.DataFrame({"source_id": "survey", "row": [2, 3], "us_city_text": ["Boise", "Austin"]}),
        pd.DataFrame(
            {"source_id": "survey", "row": [2, 2, 3], "report_id": ["survey:2:a", "survey:2:b", "survey:3:a"]}
        ),
        pd.DataFrame({"source_id": "survey", "row": [2], "column": "partner_text"}),
        pd.DataFrame({"report_id": ["survey:2:a", "survey:3:a"]}),
    )
    left = ingest.without_withdrawn(read, pd.Series(["survey:2", "survey:4"], dtype="str"))
    assert left.rows["row"].tolist() == [2, 3, 4]
    assert left.responses["us_city_text"].tolist() == ["Austin"]
    assert left.reports["report_id"].tolist() == ["survey:3:a"]
    assert left.updates["report_id"].tolist() == ["survey:3:a"]
    assert left.issues.empty


@pytest.mark.parametrize("withdrawn", ["gone:2", "survey", "survey:first"])
def test_a_withdrawn_response_that_no_source_can_have_stops_the_run(withdrawn):
    rows = pd.DataFrame({"source_id": "survey", "row": [2], "kind": "response"})
    nothing = pd.DataFrame({"source_id": [], "row": []}, dtype="str")
    with pytest.raises(ingest.IngestError, match="is no response of a source of this edition"):
        ingest.without_withdrawn(
            ingest.Source(rows, nothing, nothing, nothing, nothing), pd.Series([withdrawn], dtype="str")
        )
