"""What we know, as tables: read or refused with a sentence, and each committed table true to the others."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import validate
from pipeline.classification import knowledge, rules
from pipeline.core import codebook, paths
from pipeline.phrases import Phrases, Scope, folded
from pipeline.tables import reports, responses

METHODS, PRIORITIES = codebook.read("methods"), codebook.read("priorities")
RULES, OPTIONS, QUESTIONNAIRE = codebook.read("rules"), codebook.read("options"), codebook.read("questionnaire")
LET_IN = ["answer", "optional"]
NEGATIONS = tuple(codebook.read("negations")["text"])


def write(project, name: str, content: bytes) -> None:
    """Write a table of the codebook of this project."""
    folder = project / paths.CODEBOOK
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_bytes(content)


def test_every_cell_is_text_and_blank_is_empty(project):
    write(project, "methods", b"code,label,kind,description,predicate\nNA,None,007,,\n")
    assert codebook.read("methods").to_dict("list") == {
        "code": ["NA"],
        "label": ["None"],
        "kind": ["007"],
        "description": [""],
        "predicate": [""],
    }


def test_a_line_that_ends_early_is_blank_there(project):
    write(project, "methods", b"code,label,kind,description,predicate\na,A\n")
    assert codebook.read("methods").iloc[0].tolist() == ["a", "A", "", "", ""]


def test_the_mark_that_excel_puts_first_is_no_part_of_the_header(project):
    write(project, "negations", "\ufefftext\nkeine\n".encode())
    assert codebook.read("negations")["text"].tolist() == ["keine"]


def test_a_line_on_an_edition_that_there_is_none_of_is_refused(project):
    (project / "params.yaml").write_text("edition: {2027: {}, spring-2026: {}}\n", encoding="utf-8")
    header = b"edition,response_id,withdrawn_on,decided_by\n"
    write(project, "withdrawn", header + b"spring-2026,survey:1,2026-06-01,A\nsprng-2026,survey:2,2026-06-01,A\n")
    message = r"edition .sprng-2026., which params\.yaml does not have: it has 2027, spring-2026\."
    with pytest.raises(codebook.CodebookError, match=message):
        codebook.read("withdrawn")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("code,label\n", "no column description", id="column missing"),
        pytest.param("code;label;description\n", "saved with semicolons", id="semicolons"),
        pytest.param("code,label,description\na,A,\na,B,\n", "the same thing twice: a", id="twice"),
        pytest.param('code,label,description\na,"A,\n', "not a comma-separated table", id="open quote"),
        pytest.param(
            "code,label,description\na,A,x,y,z\nb,B,x,y\n", "not a comma-separated table", id="too many cells"
        ),
        pytest.param("", "is empty", id="empty"),
        pytest.param("code,label,description\na,A,x,y\n", "not a comma-separated table", id="every line too long"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_what_to_do(project, content, message):
    write(project, "priorities", content.encode())
    with pytest.raises(codebook.CodebookError, match=message):
        codebook.read("priorities")


def test_blank_lines_that_excel_leaves_are_no_lines(project):
    write(project, "priorities", b"code,label,description\r\n,,\r\na,A,\r\n,,\r\n,,\r\n")
    assert codebook.read("priorities")["code"].tolist() == ["a"]


def test_semicolons_are_named_whatever_commas_the_cells_hold(project):
    write(project, "priorities", b"code;label;description\na;A;words, and more\n")
    with pytest.raises(codebook.CodebookError, match="was it saved with semicolons"):
        codebook.read("priorities")


def test_a_table_in_another_encoding_is_refused_with_what_to_do(project):
    write(project, "negations", "text\nnenhuma missão\n".encode("cp1252"))
    with pytest.raises(codebook.CodebookError, match="CSV UTF-8"):
        codebook.read("negations")


def test_a_table_that_is_missing_is_refused(project):
    with pytest.raises(codebook.CodebookError, match=r"negations\.csv is missing"):
        codebook.read("negations")


@settings(
    max_examples=150,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.function_scoped_fixture],
)
@given(
    content=st.one_of(st.binary(max_size=60), st.text("text,code;\"\n\r\0'=é\ufeff \t", max_size=60).map(str.encode))
)
def test_whatever_a_file_holds_it_is_a_table_or_refused(project, content):
    write(project, "negations", content)
    try:
        assert "text" in codebook.read("negations").columns
    except codebook.CodebookError as refused:
        assert "negations.csv" in str(refused)  # noqa: PT017 - both ends are right


def test_labels_keep_the_tables_order(project):
    write(project, "methods", b"code,label,kind,description,predicate\nz,Zed,,,\na,Ay,,,\n")
    assert list(codebook.labels("methods").items()) == [("z", "Zed"), ("a", "Ay")]


@pytest.mark.parametrize("name", sorted(codebook.TABLES))
def test_every_table_of_the_codebook_can_be_read(name):
    assert list(codebook.read(name).columns)[: len(codebook.TABLES[name][0])] == codebook.TABLES[name][0]


@pytest.mark.parametrize("path", sorted(paths.CODEBOOK.glob("*.csv")), ids=lambda path: path.stem)
def test_every_file_is_a_table_without_stray_spaces(path):
    assert path.stem in codebook.TABLES
    table = codebook.read(path.stem)
    assert all(table[column].equals(table[column].str.strip()) for column in table)
    assert b"\r" not in path.read_bytes()


@pytest.mark.parametrize(("decision", "codes"), [("method", METHODS), ("priority", PRIORITIES)])
def test_rules_decide_codes_that_exist(decision, codes):
    assert set(RULES.loc[RULES["decision"].eq(decision), "code"]) - set(codes["code"]) == set()


@pytest.mark.parametrize("column", ["decision", "field"])
def test_rules_are_of_a_known_kind(column):
    known = {"decision": {"method", "priority"}, "field": {"method_text", "description_text", "words"}}
    assert set(RULES[column]) == known[column]


@pytest.mark.parametrize(
    ("decision", "code"),
    [("method", code) for code in METHODS["code"] if code != "other"]
    + [("priority", code) for code in PRIORITIES["code"]],
)
def test_every_code_has_rules_but_other(decision, code):
    assert (RULES["decision"].eq(decision) & RULES["code"].eq(code)).any()


def test_a_hint_is_of_a_code_that_exists_or_of_none_and_is_no_rule_of_it():
    hints = codebook.read("hints")
    # Blank: what is said of engagements of every kind, and speaks for none.
    codes = {"method": {*METHODS["code"], ""}, "priority": {*PRIORITIES["code"], ""}}
    assert all(line.code in codes[line.decision] for line in hints.itertuples())
    said = ["decision", "code", "text"]
    described = RULES.loc[RULES["field"].isin(["description_text", "words"]), said]
    assert hints.merge(described, on=said)["text"].tolist() == []


def test_other_has_no_rule_since_only_a_respondent_says_other():
    assert not RULES["code"].eq("other").any()


@pytest.mark.parametrize(("decision", "field"), list(RULES.groupby(["decision", "field"], sort=True).groups))
def test_the_phrase_of_every_rule_decides_its_code_by_this_rule(decision, field):
    own = RULES.loc[RULES["decision"].eq(decision) & RULES["field"].eq(field)]
    phrases: Phrases = rules.phrases(own, decision, Scope(NEGATIONS))[field]
    wrong = {
        line.rule: (line.text, phrases.decide(line.text))
        for line in own.itertuples()
        if phrases.decide(line.text).get(line.code) != line.rule
    }
    assert wrong == {}, "shadowed by an earlier rule of the same code (move it up or drop it), or by its own unless"


def test_the_phrase_of_a_method_rule_names_one_method():
    own = RULES.loc[RULES["decision"].eq("method")]
    phrases = rules.phrases(own, "method", Scope(NEGATIONS))
    several = [line.rule for line in own.itertuples() if len(phrases[line.field].decide(line.text)) != 1]
    assert several == []


def test_no_rule_is_one_short_word_left_open():
    short = RULES.loc[RULES["text"].str.fullmatch(r"\S{1,3}\*"), "text"].tolist()
    assert short == []


@pytest.mark.parametrize(
    "text",
    [
        "An investigation, and hospitality in Port-au-Prince",
        "Honorary doctorate of Georgia Tech",
        "Orchestrated the operation",
        "Commemorating fifty years with Hiroshima",
        "Mayor of Garden Grove and Olympia",
        "Democratic Republic of the Congo",
        "Trips canceled due to COVID-19",
        "Local folks of Hampton Roads and Pearl Harbor",
        "Private equity of Gangneung",
    ],
)
def test_words_that_only_look_like_a_priority_decide_none(text):
    phrases = rules.phrases(RULES, "priority", Scope(NEGATIONS))["words"]
    assert phrases.decide(text) == {}


def test_the_name_of_a_city_of_the_frame_speaks_for_no_area():
    phrases = rules.phrases(RULES, "priority", Scope(NEGATIONS))["words"]
    places = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=["name", "population"])
    named = places.loc[places["population"].ge(30_000), "name"].drop_duplicates()
    # These are words that say an area wherever they stand.
    said = {"Enterprise", "University", "University of Texas"}
    assert {name for name in named if phrases.decide(name)} - said == set()


@pytest.mark.parametrize(
    ("method_text", "code"),
    [
        ("Sister Cities", "sister_city"),
        ("Städtepartnerschaft", "sister_city"),
        ("Sister City MOU", "sister_city"),
        ("M.O.U.", "sector_partnership"),
        ("Trade missions", "outgoing_mission"),
        ("Trade mission from Japan", "incoming_delegation"),
        ("Reverse trade mission", "incoming_delegation"),
        ("Outbound trade delegation", "outgoing_mission"),
        ("Hosted a delegation", "incoming_delegation"),
        ("City networks", "city_network"),
        ("Sister city delegation", None),
        ("Trade delegation", None),
        ("Official visit", None),
    ],
)
def test_a_method_in_usual_words_is_decided_and_an_open_one_is_not(method_text, code):
    codes = rules.method_codes(METHODS, OPTIONS, RULES, Scope(NEGATIONS))
    assert rules.method_of(method_text, "", codes).code == code


def test_negations_are_words():
    assert all(folded(text).strip() for text in NEGATIONS)


def test_options_stand_for_codes_that_exist():
    known = {
        "agreement_kind": set(METHODS["code"]),
        "meeting_kind": set(METHODS["code"]),
        "agreement_priorities": set(PRIORITIES["code"]) | {""},
        "meeting_priorities": set(PRIORITIES["code"]) | {""},
        "networks": set(codebook.read("networks")["code"]) | {""},
        "consent": {"yes", "no"},
    } | {question: {"yes", "no", ""} for question in validate.CLOSED_ANSWERS.values()}
    strange = OPTIONS.loc[
        [code not in known[question] for question, code in OPTIONS[["question", "code"]].itertuples(index=False)]
    ]
    assert strange.to_dict("records") == []


def test_options_belong_to_closed_questions_and_are_numbered():
    closed = QUESTIONNAIRE.loc[QUESTIONNAIRE["kind"].isin(["single", "multiple"]), "question"]
    assert set(OPTIONS["question"]) == set(closed)
    assert OPTIONS["number"].str.fullmatch(r"\d+").all()
    assert not OPTIONS.duplicated(["question", "number"]).any()


def test_priority_options_carry_the_labels_of_the_priorities():
    own = OPTIONS.loc[OPTIONS["question"].str.endswith("_priorities") & OPTIONS["code"].ne("")]
    assert own["label"].tolist() == own["code"].map(codebook.labels("priorities")).tolist()


@pytest.mark.parametrize(("table", "model"), [("responses", responses.Ingested), ("reports", reports.Ingested)])
def test_answers_go_to_columns_that_exist(table, model):
    answers = QUESTIONNAIRE.loc[QUESTIONNAIRE["treatment"].isin(LET_IN) & QUESTIONNAIRE["table"].eq(table)]
    assert set(answers["column"]) <= set(model.to_schema().columns)
    assert set(answers.loc[answers["table"].eq("reports"), "block"]) <= set(reports.BLOCKS)


def test_a_question_is_let_in_or_left_out():
    assert set(QUESTIONNAIRE["treatment"]) <= {*LET_IN, "personal", "ignored", "steering"}
    assert QUESTIONNAIRE["slots"].str.fullmatch(r"[1-9]\d*").all()
    left_out = QUESTIONNAIRE.loc[~QUESTIONNAIRE["treatment"].isin(LET_IN), ["table", "column"]]
    assert left_out.eq("").all(axis=None)


def test_questions_about_the_respondent_are_personal():
    asks_who = QUESTIONNAIRE["wording"].str.contains(r"name|e-mail|telephone|title", case=False, regex=True)
    assert set(QUESTIONNAIRE.loc[asks_who, "treatment"]) == {"personal"}


def test_record_columns_go_to_columns_that_exist():
    layouts = codebook.read("record_columns")
    assert set(layouts["treatment"]) <= {"answer", "optional", "personal", "ignored", "correction", "update"}
    let_in = layouts["treatment"].isin(LET_IN)
    assert set(layouts.loc[let_in, "column"]) <= set(reports.Ingested.to_schema().columns)
    assert layouts.loc[layouts["treatment"].isin(["personal", "ignored"]), "column"].eq("").all()
    assert not layouts.loc[let_in].duplicated(["layout", "column"]).any()


def test_published_figures_are_of_findings_that_exist():
    ids = codebook.read("published")["finding_id"]
    known = {"headline.cities", "headline.engagements", "country.top", "staffing.has_staff", "staffing.has_director"}
    known |= {f"method.{code}" for code in METHODS["code"]} | {f"priority.{code}" for code in PRIORITIES["code"]}
    assert set(ids) <= known


def test_published_shares_are_numbers():
    published = codebook.read("published")
    counted = published.loc[published["kind"].ne("among the first"), "figure"]
    assert counted.str.fullmatch(r"\d+(\.\d+)?").all()


def test_published_countries_are_codes():
    published = codebook.read("published").set_index("finding_id")
    assert set(published.loc["country.top", "figure"].split()) <= set(codebook.read("countries")["code"])


def test_every_reason_that_the_code_gives_is_described():
    linkage = [Path("pipeline/linkage/exclusion.py"), Path("pipeline/linkage/responding.py")]
    files = [*Path("pipeline").glob("*.py"), *linkage]
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(files))
    described = codebook.read("reasons").set_index("code")
    unused = [reason for reason in described.index if not re.search(rf'"{reason}"', code)]
    assert unused == []
    given = set(re.findall(r'"(?:excluded|set_aside)", "(\w+)"', code))
    given |= set(re.findall(r'_first_reason\(\s*[\w.]+, \{"(\w+)"', code))
    given |= set(re.findall(r'\.mask\(.+, "(\w+)"\)', code))
    assert given - set(described.index) - set(described["outcome"]) == set()
    assert len(given) > 3


def test_reasons_end_in_one_of_the_four_outcomes():
    assert set(codebook.read("reasons")["outcome"]) == {"counted", "merged", "set_aside", "excluded"}


def test_personal_patterns_are_regular_expressions_with_a_note():
    patterns = codebook.read("personal_patterns")
    assert all(re.compile(pattern) for pattern in patterns["pattern"])
    assert set(patterns["not_in"]) <= {"", *reports.Ingested.to_schema().columns}
    assert patterns["replacement"].str.fullmatch(r"\[.+ removed\]").all()


def test_words_for_no_answer_are_none_of_a_countrys():
    no_answer = codebook.read("no_answer")
    everywhere = no_answer.loc[no_answer["column"].isin(["*", "partner_country_text"]), "text"].str.casefold()
    countries = codebook.read("countries")
    assert set(everywhere) & {*countries["code"].str.casefold(), *countries["label"].str.casefold()} == set()


def test_words_for_no_answer_are_of_columns_that_exist():
    known = {*reports.Ingested.to_schema().columns, *responses.Ingested.to_schema().columns, "*"}
    no_answer = codebook.read("no_answer")
    assert set(no_answer["column"]) <= known
    assert set(no_answer["meaning"]) == {"blank", "test"}


@pytest.mark.parametrize("name", ["corrections", "same_or_different"])
def test_who_decided_is_initials_and_no_name(name):
    assert codebook.read(name)["decided_by"].str.fullmatch(r"[A-Z]{2,3}").all()


# The patterns themselves look like what they find.
@pytest.mark.parametrize("name", sorted(set(codebook.TABLES) - {"personal_patterns"}))
def test_no_table_holds_an_address_or_number_of_a_person(name):
    text = (paths.CODEBOOK / f"{name}.csv").read_text(encoding="utf-8")
    patterns = codebook.read("personal_patterns")["pattern"]
    assert [found.group() for pattern in patterns for found in re.finditer(pattern, text)] == []


def test_incidental_words_stand_before_or_after_a_phrase():
    assert set(codebook.read("incidental_words")["position"]) == {"before", "after"}


def test_a_word_after_a_phrase_is_one_word():
    words = codebook.read("incidental_words").loc[lambda lines: lines["position"].eq("after"), "text"]
    assert all(folded(text).strip().isalpha() for text in words)


@pytest.mark.parametrize(
    "text",
    [
        "The port director retired",
        "Deputy minister of health was also there",
        "Postponed because of the hurricane",
        "The office of economic development handles it",
    ],
)
def test_an_office_or_a_circumstance_is_no_priority(text):
    assert knowledge.read_rules()[1].phrases["words"].decide(text) == {}
