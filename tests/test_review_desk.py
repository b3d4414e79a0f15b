"""What needs a person stands in a workbook; what is typed there becomes lines of the codebook, or is told."""

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline import review_desk, workbooks
from pipeline.core import codebook, paths, stage
from pipeline.desk import questions
from pipeline.desk.decisions import TYPED, WHY, Decider, Taken, taken
from pipeline.exports.contract import OPTION_SEPARATOR
from pipeline.places import knowledge

ROOT = Path(__file__).parents[1]
DECIDER = Decider("2027", "AB", "2027-06-30")
SHOWN = {"As written": "as written", "Reports": 1, "For example": "s:2:record-1", "May be": None}


@pytest.fixture(scope="module")
def known() -> knowledge.Knowledge:
    """Return what is known of places."""
    return knowledge.read(90)


def asked(**told) -> pd.DataFrame:
    """Return one question with the key k."""
    return pd.DataFrame([{"key": "k", **SHOWN, **told}])


def partner(place: str = "", country: str = "", **cells: str) -> pd.DataFrame:
    """Return a question on a partner as written in these cells."""
    written = OPTION_SEPARATOR.join(cells.get(name, "") for name in questions.PARTNER_CELLS)
    hidden = {"_place": place, "_country": country, "_cells": written, "_records": ["s:2:record-1", "s:5:record-1"]}
    return asked(Open="place" if country else "country", **hidden)


def decided(
    known: knowledge.Knowledge, sheet: str, question: pd.DataFrame, why: str = "The city says so", **typed
) -> Taken:
    """Return what is taken of one row in which this was typed."""
    row = {"key": "k", WHY: why} | dict.fromkeys(TYPED[sheet], "") | typed
    return taken({sheet: pd.DataFrame([row], index=[2])}, {sheet: question}, DECIDER, known)


def lines(found: Taken, table: str) -> list[tuple]:
    """Return the lines for one table; nothing was refused."""
    assert found.refused == []
    return list(found.lines[table].itertuples(index=False, name=None))


def test_a_city_becomes_a_spelling_that_decides_it_from_then_on(known):
    found = decided(known, "Cities", asked(_city="Alameda Cnty", _state="Calif."), **{"U.S. city": "Alameda, CA"})
    assert lines(found, "us_city_spellings") == [
        ("Alameda Cnty", "CA", known.us_cities.decide("Alameda", "CA").place.id, "The city says so (AB, 2027-06-30)")
    ]


def test_a_partner_in_one_cell_becomes_a_spelling(known):
    found = decided(known, "Partners", partner(partner_text="Ōsaka-fu city"), Country="Japan", Place="Osaka")
    text, within, country, place, *_ = lines(found, "place_spellings")[0]
    assert (text, within, country, place) == ("Ōsaka-fu city", "", "JP", "Osaka")


def test_a_place_of_a_known_country_becomes_a_spelling_within_it(known):
    found = decided(known, "Partners", partner("Ōsaka-fu", "JP", partner_text="Ōsaka-fu, Japan"), Place="Osaka")
    assert lines(found, "place_spellings")[0][:4] == ("Ōsaka-fu", "JP", "JP", "Osaka")


def test_cells_that_contradict_each_other_are_corrected_in_every_report(known):
    question = partner(partner_place_text="Belfast", partner_country_text="Ireland")
    found = decided(known, "Partners", question, Country="United Kingdom", Place="Belfast")
    assert [line[1:5] for line in lines(found, "corrections")] == [
        ("s:2:record-1", "partner_country_text", "Ireland", "United Kingdom"),
        ("s:5:record-1", "partner_country_text", "Ireland", "United Kingdom"),
    ]


def test_areas_are_given_to_every_report_with_the_words(known):
    question = asked(_records=["s:2:record-1", "s:9:record-1"])
    found = decided(known, "Priorities", question, Areas="Culture and education; public_health")
    assert [(line[1], *line[2:4]) for line in lines(found, "coded_by_hand")] == [
        ("s:2:record-1", "priority", "culture_education; public_health"),
        ("s:9:record-1", "priority", "culture_education; public_health"),
    ]


def test_a_pair_is_the_same_or_different(known):
    question = asked(_first="s:2:record-1", _second="s:3:record-1")
    found = decided(known, "Same engagement", question, Decision="Same")
    expected = ("2027", "s:2:record-1", "s:3:record-1", "same", "The city says so", "AB", "2027-06-30")
    assert lines(found, "same_or_different") == [expected]


def test_a_value_is_corrected_with_what_stood_there(known):
    question = asked(_record="s:2:record-1", _column="year_text", _expected="28308")
    found = decided(known, "Values", question, Corrected="1977")
    assert lines(found, "corrections")[0][:5] == ("2027", "s:2:record-1", "year_text", "28308", "1977")


def test_a_row_in_which_nothing_is_typed_is_left(known):
    assert decided(known, "Methods", asked(_records=["s:2:record-1"])) == Taken({}, [])


@pytest.mark.parametrize(
    ("sheet", "typed", "why", "said"),
    [
        pytest.param("Methods", {"Method": "sister_city"}, "", "there is no reason", id="no reason"),
        pytest.param("Methods", {"Method": "summit"}, "x", "'summit' is not one of", id="no method"),
        pytest.param("Methods", {"Method": "sister_city; other"}, "x", "is not one of", id="two methods"),
        pytest.param("Methods", {"Method": "other", "key": "old"}, "x", "it is stale", id="another question"),
        pytest.param("Cities", {"U.S. city": "Portland"}, "x", "'Portland' is not one U.S. city", id="no one city"),
        pytest.param("Partners", {"Country": "Atlantis"}, "x", "'Atlantis' is no country", id="no country"),
        pytest.param("Same engagement", {"Decision": "maybe"}, "x", "neither same nor different", id="undecided"),
    ],
)
def test_what_cannot_be_applied_is_told_with_sheet_and_row(known, sheet, typed, why, said):
    question = partner(partner_text="a").assign(_city="a", _state="", _first="a", _second="b")
    found = decided(known, sheet, question, why, **typed)
    assert found.lines == {}
    assert found.refused[0].startswith(f"{sheet}, row 2: ")
    assert said in found.refused[0]


def test_pairs_stand_side_by_side(project):
    reports = pd.DataFrame(
        {
            "report_id": ["s:2:a-1", "s:3:a-1"],
            "us_city": "Boise",
            "method_code": "other",
            "partner_place": ["Osaka", "Ōsaka"],
            "partner_country_code": "JP",
            "year": [2020, 2021],
            "description_text": ["One ↔ two", "Two"],
            "source_id": "s",
            "row": [2, 3],
        }
    )
    review = pd.DataFrame(
        {
            "decision": ["same_engagement"],
            "answer": ["s:2:a-1: Boise · One ↔ two ↔ s:3:a-1: Boise · Two"],
            "count": [2],
            "example": ["s:2:a-1"],
            "suggestions": ["same partner"],
        }
    )
    for left, name, table in (("classified", "reports", reports), ("deduplicated", "review", review)):
        path = project / "data" / left / "2027" / f"{name}.parquet"
        path.parent.mkdir(parents=True)
        table.to_parquet(path)
    pair = questions.pairs("2027").iloc[0]
    assert pair[["Partner 1", "Partner 2", "Year 1", "Year 2"]].tolist() == ["Osaka", "Ōsaka", "2020", "2021"]
    assert pair[["_first", "_second"]].tolist() == ["s:2:a-1", "s:3:a-1"]


def test_where_every_partner_is_decided_none_is_asked_of(project):
    reports = pd.DataFrame([dict.fromkeys(["report_id", "partner_place", "partner_country_code"], "s:2:record-1")])
    review = pd.DataFrame({name: [] for name in ("decision", "answer", "count", "example", "suggestions")})
    folder = project / "data/located/2027"
    folder.mkdir(parents=True)
    reports.assign(**dict.fromkeys(questions.PARTNER_CELLS, "Osaka")).to_parquet(folder / "reports.parquet")
    review.astype("str").to_parquet(folder / "review.parquet")
    assert questions.partners("2027").empty


@pytest.fixture
def doubts(project) -> pd.DataFrame:
    """Return a classified project: one text is open and in doubt, one in doubt, one decided; one method in doubt."""
    reports = pd.DataFrame(
        {
            "report_id": ["s:2:a-1", "s:3:a-1", "s:4:a-1"],
            "method_code": ["other", None, "sister_city"],
            "method_text": None,
            "priority_text": None,
            "description_text": ["A port of call", "Schools and a port of call", "Clinics"],
        }
    )
    areas = pd.DataFrame({"report_id": ["s:3:a-1", "s:4:a-1"], "priority_code": ["culture_education", "public_health"]})
    asked = [
        ("priority", "A port of call", "s:2:a-1", "tourism_sport (0.40)"),
        ("priority_disagreement", "A port of call", "s:2:a-1", "transport_infrastructure"),
        ("priority_disagreement", "Schools and a port of call", "s:3:a-1", "transport_infrastructure"),
        ("method", "Schools and a port of call", "s:3:a-1", None),
        ("method_disagreement", "Clinics", "s:4:a-1", "city_network (0.97)"),
    ]
    review = pd.DataFrame(asked, columns=["decision", "answer", "example", "suggestions"]).assign(count=1)
    for name, table in (("reports", reports), ("priorities", areas), ("review", review)):
        path = project / "data/classified/2027" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(path)
    return review


def test_words_that_are_open_and_in_doubt_are_asked_once(doubts):
    found = questions.priorities("2027")
    assert found["As written"].tolist() == ["A port of call", "Schools and a port of call"]
    assert found["May be"].tolist() == ["tourism_sport (0.40); transport_infrastructure", "transport_infrastructure"]
    assert found["_records"].tolist() == [["s:2:a-1"], ["s:3:a-1"]]


def test_a_doubt_shows_what_is_decided_which_a_persons_decision_replaces(doubts):
    assert questions.priorities("2027")["Decided"].fillna("").tolist() == ["", "culture_education"]
    assert questions.methods("2027").set_index("As written")["Decided"].fillna("").to_dict() == {
        "Schools and a port of call": "",
        "Clinics": "sister_city",
    }


@pytest.fixture
def desk(project, monkeypatch):
    """Return a project with one open question on a method, and the workbook that asks it."""
    shutil.copytree(ROOT / "data/codebook", project / "data/codebook")
    (project / "data/gazetteer").symlink_to(ROOT / "data/gazetteer")
    choices = (ROOT / "params.yaml").read_text(encoding="utf-8")
    (project / "params.yaml").write_text(
        choices.replace("\nedition:\n", '\nedition:\n  "2027": {}\n'), encoding="utf-8"
    )
    nothing = {name: pd.DataFrame({"key": []}) for name in TYPED}
    open_ones = nothing | {"Methods": asked(_records=["s:2:record-1"])}
    monkeypatch.setattr(review_desk, "questions", lambda edition: open_ones)
    monkeypatch.setattr(review_desk.sources, "read", lambda edition: [])
    path = paths.REVIEW / "2027" / review_desk.NAME
    workbooks.save(review_desk.workbook("2027", open_ones), path)
    return path


def type_in(path: Path, sheet: str, **typed: str) -> None:
    """Type something in the first question of a sheet."""
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book[sheet][1]]
    for column, text in typed.items():
        book[sheet].cell(2, headings.index(column) + 1, text)
    book.save(path)


def test_what_is_typed_in_the_workbook_is_added_to_the_codebook(desk):
    type_in(desk, "Methods", Method="sister_city", Why="Their page")
    assert review_desk.take("2027", desk, "AB", "2027-06-30").refused == []
    expected = ["2027", "s:2:record-1", "method", "sister_city", "as written", "Their page", "AB", "2027-06-30"]
    assert codebook.read("coded_by_hand").to_numpy().tolist() == [expected]


def test_a_workbook_without_answers_changes_nothing(desk):
    before = {path: path.read_bytes() for path in paths.CODEBOOK.glob("*.csv")}
    assert review_desk.take("2027", desk, "AB", "2027-06-30") == Taken({}, [])
    assert {path: path.read_bytes() for path in paths.CODEBOOK.glob("*.csv")} == before


def test_words_that_look_like_a_formula_stay_words(desk):
    open_ones = {name: pd.DataFrame({"key": []}) for name in TYPED} | {"Methods": asked(**{"May be": "=1+1"})}
    workbooks.save(review_desk.workbook("2027", open_ones), desk)
    assert openpyxl.load_workbook(desk)["Methods"]["E2"].data_type == "s"


def another_workbook(path: Path) -> None:
    """Put a workbook of something else in the place of the review desk's."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Budget"
    book.save(path)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(lambda path: path.write_bytes(b"PK"), "is cut off", id="not a workbook"),
        pytest.param(another_workbook, "has no sheet 'Cities'", id="another workbook"),
    ],
)
def test_another_file_is_refused_in_a_sentence(desk, damage, said):
    damage(desk)
    with pytest.raises(stage.InputError, match=said):
        review_desk.read_back(desk)


def test_a_missing_heading_is_named(desk):
    book = openpyxl.load_workbook(desk)
    book["Methods"]["A1"] = "code"
    book.save(desk)
    with pytest.raises(review_desk.ReviewDeskError, match="'Methods', has no column 'key' any more"):
        review_desk.read_back(desk)


def test_the_command_asks_who_decided():
    command = [sys.executable, "-m", "pipeline.review_desk", "2027", "--take", "x.xlsx"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "say with --by who decided" in done.stderr
