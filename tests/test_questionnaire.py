"""The questionnaire's form: valid, complete, and answered in it the answers come back through the readers unchanged."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline import exports, ingest
from pipeline.core import codebook, params
from pipeline.exports.contract import OPTION_SEPARATOR
from pipeline.forms import build_sheet, printed, questionnaire, xlsform
from pipeline.forms.questionnaire import FormError, form
from pipeline.simulate import simulate
from pipeline.simulation import alchemer, lists
from tests import form_player
from tests.export_layouts import write as write_layout

FORM = questionnaire.read()
QUESTIONS, OPTIONS, PAGES = (codebook.read(name) for name in ("questionnaire", "options", "questionnaire_pages"))
PATTERNS = codebook.read("personal_patterns")
CHOSEN = params.section("questionnaire")
LISTS = {"countries": {"JP": "Japan", "CI": "Ivory Coast"}, "us_states": {"OH": "Ohio"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder with the form and its lists."""
    folder = tmp_path_factory.mktemp("form")
    xlsform.write(FORM, folder)
    return folder


@pytest.fixture(scope="module")
def xform(folder) -> str:
    return xlsform.require_valid(folder / xlsform.FILE_NAME)


@pytest.fixture(scope="module")
def asked(xform, folder) -> form_player.Node:
    """Return the form as a platform asks it."""
    return form_player.form(xform, folder)


def ingested(path: Path, platform: str) -> ingest.Source:
    """Return what ingest makes of an export."""
    export = exports.read(path, platform, known_questions=ingest.known_questions(QUESTIONS, OPTIONS))
    return ingest.ingest_survey("survey", export, QUESTIONS, OPTIONS, PATTERNS)


AGREEMENT = {
    "agreement_partner": "Córdoba – “Ciudad”",
    "agreement_country": "Argentina",
    "agreement_kind": "5",
    "agreement_kind_other": "Hermanamiento; with a semicolon",
    "agreement_year": "2019",
    "agreement_priorities": ["1", "11", "99"],
    "agreement_priorities_other": "日本語の優先",
    "agreement_description": "Zürich’s öffentliche Räume,\nin two lines",
}
MEETING = {
    "meeting_kind": "2",
    "meeting_kind_other": "left over from a change of mind",
    "meeting_partner": "Kraków",
    "meeting_country": "Poland",
    "meeting_date": "2024-02-29",
    "meeting_priorities": ["2"],
    "meeting_description": "=1+1",
}
REPEATS = ["other_network", "formal_agreement", "significant_meeting"]
CITY = {"consent": "1", "us_city": "Cañon City", "us_state": "Colorado", "has_staff": "1", "has_director": "3"}
COUNTS = {"other_network_count": "0", "agreement_count": "0", "meeting_count": "0"}
ANSWERS = [
    CITY
    | {
        "respondent_name": "Zoë Q. Public",
        "respondent_email": "zoe@example.org",
        "networks": ["1", "14"],
        "other_network_count": "2",
        "other_network": [{"other_network_name": "Eurocities"}, {"other_network_name": "Cités Unies"}],
        "agreement_count": "2",
        "formal_agreement": [AGREEMENT, {**AGREEMENT, "agreement_kind": "1", "agreement_partner": "Ōsaka"}],
        "meeting_count": "1",
        "significant_meeting": [MEETING, MEETING],
        "comments": "None.",
    },
    CITY | COUNTS | {"us_city": "Toledo", "us_state": "Ohio", "formal_agreement": [AGREEMENT], "has_budget": "2"},
    {"consent": "2", "us_city": "Lima", "us_state": "Ohio", "networks": ["2"], "agreement_count": "1"},
]


@pytest.fixture(scope="module", params=["kobo", "kobo without the form", "central"])
def returned(request, asked, folder, tmp_path_factory) -> ingest.Source:
    """Return what is ingested of the answers, by the ways in which they come."""
    submissions = [form_player.fill(asked, one) for one in ANSWERS]
    here = tmp_path_factory.mktemp("export")
    if request.param == "central":
        archive = form_player.write_central(asked, submissions, "international_activities", here)
        zipfile.ZipFile(archive).extractall(here)
        return ingested(here / "international_activities.csv", "odk")
    path = form_player.write_kobo(asked, submissions, FORM.title, here / "export")
    if request.param == "kobo":
        shutil.copy(folder / xlsform.FILE_NAME, here)
    return ingested(path, "kobo")


def test_answers_about_the_city_come_back(returned):
    kept = ["us_city_text", "us_state_text", "staff_text", "director_text", "office_text", "budget_text"]
    assert returned.responses[kept].astype(object).where(
        returned.responses[kept].notna(), None
    ).to_numpy().tolist() == [
        ["Cañon City", "Colorado", "Yes", "Not sure", None, None],
        ["Toledo", "Ohio", "Yes", "Not sure", None, "No"],
        [None, None, None, None, None, None],
    ]


def test_repeats_come_back_as_reports_in_their_order(returned):
    found = returned.reports.loc[returned.reports["row"].eq(2)].set_index("report_id")
    assert found.index.tolist() == [
        f"survey:2:{place}"
        for place in (
            "agreement-1",
            "agreement-2",
            "meeting-1",
            "network-1",
            "network-14",
            "network-201",
            "network-202",
        )
    ]
    assert found["network_text"].dropna().tolist() == ["C40 Cities", "Metropolis", "Eurocities", "Cités Unies"]
    first = found.loc["survey:2:agreement-1"]
    assert first["partner_place_text"] == "Córdoba – “Ciudad”"
    assert first["partner_country_text"] == "Argentina"
    assert first["method_text"] == "Other: Hermanamiento; with a semicolon"
    assert first["year_text"] == "2019"
    assert first["priority_text"] == "Economic development; Humanitarian and peace; Other: 日本語の優先"
    assert first["description_text"] == "Zürich’s öffentliche Räume, in two lines"
    meeting = found.loc["survey:2:meeting-1"]
    assert meeting["method_text"] == "Incoming delegation"
    assert (meeting["year_text"], meeting["description_text"]) == ("2024-02-29", "=1+1")


def test_what_the_form_did_not_ask_is_not_there(returned):
    found = returned.reports.set_index("report_id")
    # Another kind was chosen, so no words of one's own; none of the counted things was told; no consent was given.
    assert found.loc["survey:2:agreement-2", "method_text"] == "Sister city agreement"
    assert not found["row"].isin([3, 4]).any()


def test_no_personal_answer_comes_back(returned):
    text = " ".join(str(table.to_dict()) for table in returned)
    assert "Public" not in text
    assert "zoe@" not in text


@pytest.fixture(scope="module")
def simulated_answers(tmp_path_factory) -> pd.DataFrame:
    """Return what the simulated cities answer when they write plainly, a column for each question and slot.

    Countries are as the form lists them; partners in the United States, which it does not list, are left out.
    """
    window, known = params.edition("demonstration-2024"), lists.read()
    choices = params.section("simulate")["demonstration-2024"] | {"noise": 0.0}
    responses = simulate(choices, window["first_year"], window["last_year"], known).responses
    path = tmp_path_factory.mktemp("plain") / "plain.csv"
    alchemer.write(alchemer.table(responses, known, 0.0), path)
    export = exports.read(path, "alchemer", known_questions=ingest.known_questions(QUESTIONS, OPTIONS))
    names = {(line.wording, line.group): line.question for line in QUESTIONS.itertuples()}
    columns = {}
    for field in export.fields:
        other = ":other" if field.kind == "other" else ""
        slot = f".{field.slot}" if field.slot else ""
        columns[f"{names[field.question, field.group]}{slot}{other}"] = export.answers[field.key]
    answers = pd.DataFrame(columns, dtype=object)
    answers = answers.where(answers.notna(), "")
    states = codebook.labels("us_states")
    spellings = {"Czechia": "Czech Republic", "Ivory Coast": "Côte d’Ivoire"}
    listed = {option.label for option in FORM.lists["countries"]}
    spellings = {theirs: ours if ours in listed else theirs for theirs, ours in spellings.items()}
    for name in [name for name in answers if "_country." in name]:
        slot, prefix = name.rpartition(".")[2], name.split("_")[0]
        answers[name] = answers[name].replace(spellings)
        own = [other for other in answers if other.startswith(prefix) and f".{slot}:" in f"{other}:"]
        lacking = ~answers[name].isin(listed)
        answers.loc[lacking, own] = ""
    return answers.assign(us_state=answers["us_state"].map(lambda text: states.get(text, text)))


def as_entered(row: dict[str, str]) -> dict:
    """Return one response as it is entered in the form: options by their values, repeats counted and in order."""
    value = {(line.question, line.label): line.number for line in OPTIONS.itertuples()}
    kinds = QUESTIONS.set_index("question")["kind"]
    entered: dict = {"consent": "1"}
    slots: dict[tuple[str, int], dict] = {}
    for column, text in row.items():
        name, _, rest = column.partition(".")
        slot, _, other = rest.partition(":")
        if not slot:
            name, _, other = name.partition(":")
        answer: str | list[str] = text
        if text and not other and kinds[name] in ("single", "multiple"):
            chosen = [value[name, option] for option in text.split(OPTION_SEPARATOR)]
            answer = chosen if kinds[name] == "multiple" else chosen[0]
        target = slots.setdefault((name.split("_")[0], int(slot)), {}) if slot else entered
        if answer:
            target[f"{name}_other" if other else name] = answer
    for title, prefix in (("formal_agreement", "agreement"), ("significant_meeting", "meeting")):
        entered[title] = [one for (whose, _), one in sorted(slots.items()) if whose == prefix and one]
        entered[f"{prefix}_count"] = str(len(entered[title]))
    return entered | {"other_network_count": "0"}


def test_all_answers_of_the_simulated_survey_come_back_as_from_the_platform_it_ran_on(
    simulated_answers, asked, tmp_path
):
    told = simulated_answers.drop(columns=[name for name in simulated_answers if name.startswith("networks:")])
    rows = told.to_dict("records")
    for row in rows:
        row["networks"] = OPTION_SEPARATOR.join(
            option for option in row["networks"].split(OPTION_SEPARATOR) if not option.startswith("Other")
        )
    entered = [as_entered(row) for row in rows]
    # A kind or partner left blank, which the form does not allow, is left out on both sides.
    needed = {"formal_agreement": "agreement", "significant_meeting": "meeting"}
    for one in entered:
        for title, prefix in needed.items():
            one[title] = [
                slot for slot in one[title] if {f"{prefix}_kind", f"{prefix}_partner", f"{prefix}_country"} <= set(slot)
            ]
            one[f"{prefix}_count"] = str(len(one[title]))
    answerable = [one for one in entered if one.get("us_city") and one.get("us_state")]
    assert len(answerable) > 100
    plain = pd.DataFrame([as_columns(one) for one in answerable], index=range(2, len(answerable) + 2)).fillna("")
    expected = ingested(write_layout("alchemer", QUESTIONS, OPTIONS, plain, tmp_path / "alchemer"), "alchemer")
    submissions = [form_player.fill(asked, one) for one in answerable]
    found = ingested(form_player.write_kobo(asked, submissions, FORM.title, tmp_path / "kobo"), "kobo")
    assert len(expected.reports) > 700
    pd.testing.assert_frame_equal(found.reports, expected.reports)
    shared = [name for name in expected.responses if name not in ("status", "submitted_text")]
    pd.testing.assert_frame_equal(found.responses[shared], expected.responses[shared])


def as_columns(entered: dict) -> dict[str, str]:
    """Return one response as the layouts' writer takes it: a column for each question and slot, options by label."""
    label = {(line.question, line.number): line.label for line in OPTIONS.itertuples()}
    steering = set(QUESTIONS.loc[QUESTIONS["treatment"].isin(["steering", "optional"]), "question"])
    columns = {}

    def add(one: dict, slot: str) -> None:
        for name, answer in one.items():
            question = name.removesuffix("_other")
            is_other = name != question
            if question in steering:
                continue
            chosen = answer if isinstance(answer, list) else [answer]
            texts = [label.get((question, text), text) if not is_other else text for text in chosen]
            columns[f"{question}{slot}{':other' if is_other else ''}"] = OPTION_SEPARATOR.join(texts)

    add(
        {name: answer for name, answer in entered.items() if name not in REPEATS},
        "",
    )
    for title in REPEATS[1:]:
        for number, one in enumerate(entered[title], start=1):
            add(one, f".{number}")
    return columns


def test_the_form_asks_every_question_of_the_questionnaire(asked):
    def names(node: form_player.Node) -> set[str]:
        return {node.name} | {name for child in node.children for name in names(child)}

    assert set(QUESTIONS["question"]) <= names(asked)


def test_the_form_is_the_same_bytes_every_time(folder, tmp_path):
    xlsform.write(FORM, tmp_path)
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate, which pyxform brings, needs Java")
def test_odk_validate_finds_nothing_wrong(folder):
    from pyxform.xls2xform import convert

    assert convert(xlsform=folder / xlsform.FILE_NAME, validate=True).warnings == []


@pytest.mark.parametrize(
    ("path", "constraint"),
    [
        pytest.param("agreement_count", ". >= 0 and . <= 10", id="count"),
        pytest.param("agreement_year", ". >= 1900 and . <= number(format-date(today(), '%Y'))", id="year"),
        pytest.param("meeting_date", ". >= date('2016-01-01') and . <= today()", id="date"),
    ],
)
def test_bounds_of_the_codebook_are_constraints(xform, path, constraint):
    bind = next(line for line in xform.split("<bind ") if f'{path}"' in line)
    assert constraint.replace("'", "'") in bind.replace("&gt;", ">").replace("&lt;", "<")


def test_no_list_in_a_repeat_can_be_searched_since_enketo_could_not_open_the_form(xform):
    searched = re.findall(r'<select1 ref="([^"]+)" appearance="[^"]*autocomplete', xform)
    assert searched == ["/data/city_page/us_state"]


def test_means_are_asked_of_every_city_so_that_shares_keep_their_base(asked):
    (capacity,) = [page for page in asked.children if page.name == "capacity_page"]
    assert [child.relevant for child in capacity.children] == [""] * len(capacity.children)


@pytest.mark.parametrize(
    ("question", "column", "value", "message"),
    [
        pytest.param("us_city", "block", "nowhere", "the page of us_city is 'nowhere'", id="page"),
        pytest.param("us_city", "entry", "slider", "the entry of us_city is 'slider'", id="entry"),
        pytest.param("us_city", "relevant", "when asked", "is not understood", id="condition"),
        pytest.param("us_city", "relevant", "meeting_count > 0", "is not asked before it", id="later question"),
        pytest.param("us_city", "relevant", "consent = 7", "option 7 of consent; it has none", id="no such option"),
        pytest.param("agreement_count", "highest", "9", "has 10 slots, but agreement_count allows 9", id="slots"),
        pytest.param("agreement_year", "relevant", "consent = 1", "must all depend on one question", id="repeat"),
        pytest.param("has_staff", "question", "new_one", "new_one is closed, but", id="no options"),
    ],
)
def test_a_questionnaire_that_cannot_be_asked_is_refused(question, column, value, message):
    at = QUESTIONS["question"].eq(question)
    with pytest.raises(FormError, match=message):
        form(QUESTIONS.assign(**{column: QUESTIONS[column].mask(at, value)}), OPTIONS, PAGES, LISTS, CHOSEN)


def test_a_form_that_pyxform_refuses_stops_with_its_reason(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (["type", "name", "label"], ["select_one nothing", "a", "A"]):
        book.active.append(row)
    book.save(tmp_path / "form.xlsx")
    with pytest.raises(FormError, match="The form is not valid"):
        xlsform.require_valid(tmp_path / "form.xlsx")


@pytest.mark.parametrize("layout", ["alchemer", "qualtrics_split"])
def test_what_is_built_by_the_build_sheet_is_read_without_a_mapping(layout, tmp_path):
    lines = build_sheet.questions(FORM)
    chosen = build_sheet.options(FORM)
    built = pd.DataFrame(
        {
            "question": lines["Name"],
            "wording": lines["Wording"],
            "group": lines["Group"],
            "kind": QUESTIONS["kind"],
        }
    )
    built_options = lines.merge(chosen, on="Options")[["Name", "Value", "Label"]]
    built_options = built_options.set_axis(["question", "number", "label"], axis="columns")
    # Lists are entered by their words.
    built_options = built_options.loc[~built_options["question"].str.contains("country|state")]
    slots = dict(zip(lines["Name"], lines["Slots"], strict=True))
    plain = as_columns(
        {**ANSWERS[0], "formal_agreement": [AGREEMENT], "significant_meeting": [MEETING | {"meeting_kind": "3"}]}
    )
    plain = {name: text for name, text in plain.items() if name.split(".")[0].split(":")[0] in slots}
    answers = pd.DataFrame([plain | {"has_office": "", "has_budget": "", "networks": "C40 Cities"}], index=[2])
    platform = layout.split("_")[0]
    found = ingested(write_layout(layout, built, built_options, answers, tmp_path / layout), platform)
    assert found.reports["network_text"].dropna().tolist() == ["C40 Cities"]
    assert found.reports.set_index("block").loc["agreement", "partner_place_text"] == "Córdoba – “Ciudad”"
    assert found.reports.set_index("block").loc["agreement", "priority_text"].startswith("Economic development; Human")
    assert found.responses["staff_text"].tolist() == ["Yes"]


def test_the_printed_page_says_what_to_have_at_hand_and_the_promise():
    page = printed.rendered(FORM, "index.html")
    assert FORM.promise in page
    beforehand = page.partition("What to have at hand")[2].partition('class="page')[0]
    for line in PAGES.loc[PAGES["at_hand"].ne(""), "at_hand"]:
        assert line.replace("'", "&#39;") in beforehand


def test_the_codebook_page_has_every_question_and_every_option():
    page = printed.rendered(FORM, "codebook.html")
    for question in FORM.questions.values():
        assert f'<h3 id="{question.name}">' in page
        if not question.choices:
            assert all(f">{option.label}</th>".replace("&", "&amp;") in page for option in question.options)


def test_a_wording_that_looks_like_markup_stays_words():
    evil = QUESTIONS.assign(
        hint=QUESTIONS["hint"].mask(QUESTIONS["question"].eq("us_city"), "<script>alert(1)</script>")
    )
    page = printed.rendered(form(evil, OPTIONS, PAGES, LISTS, CHOSEN), "index.html")
    assert "<script" not in page


def test_the_pdf_is_tagged_titled_and_the_same_bytes_every_time():
    pikepdf = pytest.importorskip("pikepdf")
    page = printed.rendered(FORM, "index.html")
    first = printed.printed(page, FORM.version)
    assert first == printed.printed(page, FORM.version)
    with pikepdf.open(io.BytesIO(first)) as opened:
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang) == "en-US"
        assert str(opened.docinfo["/Title"]) == f"Questionnaire: {FORM.title}"
        assert len(opened.pages) < 9
