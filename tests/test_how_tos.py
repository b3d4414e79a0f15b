"""The how-tos “read an export of a new platform” and “add a priority area”, done as docs/how-to.md tells them."""

import shutil
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline import classify, ingest, inspect, summarise
from pipeline.classification.deciding import Limits
from pipeline.classification.knowledge import Knowledge, read_rules
from pipeline.core import codebook, paths
from pipeline.deduplicate import deduplicate
from pipeline.findings.edition import coded, with_numbers
from pipeline.forms import questionnaire
from pipeline.linkage.knowledge import knowledge_of
from pipeline.report import rendering
from pipeline.report.chapters import chapter_pages, content
from pipeline.report.edition import read_labels
from pipeline.tables.reports import Located
from pipeline.tables.responses import Located as LocatedResponses
from pipeline.window import Window
from tests import export_layouts, findings_frames, report_tables
from tests.measure_classification import EVERY_PHRASE

ROOT = Path(__file__).parents[1]
CITY = {"us_city": "Austin", "us_state": "TX"}
AGREEMENT = {"agreement_partner.1": "Osaka", "agreement_country.1": "Japan", "agreement_kind.1": "Sister city"}
LANGUAGES, MOBILE, OFFICE = (
    "Which languages does the office speak?",
    "Your mobile number",
    "Does your city have one office for all international affairs?",
)


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """Return a folder with the codebook and the choices, to edit; it is the working folder."""
    shutil.copytree(ROOT / paths.CODEBOOK, tmp_path / paths.CODEBOOK)
    (tmp_path / paths.GAZETTEER).symlink_to(ROOT / paths.GAZETTEER)
    shutil.copy(ROOT / paths.PARAMS, tmp_path / paths.PARAMS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export_with_other_questions() -> Path:
    """Return SurveyMonkey's export of the questionnaire with one wording changed and two questions more."""
    asked = codebook.read("questionnaire").query("treatment == 'answer'").assign(entry="line")
    asked.loc[asked["question"].eq("has_office"), "wording"] = OFFICE
    more = [{"question": "languages", "wording": LANGUAGES}, {"question": "mobile", "wording": MOBILE}]
    asked = pd.concat([asked, pd.DataFrame(more).assign(kind="text")]).fillna("")
    names = asked["question"] + np.where(asked["group"].ne(""), ".1", "")
    told = CITY | AGREEMENT | {"has_office": "Yes", "languages": "Japanese", "mobile": "512 555 0100"}
    answers = pd.DataFrame([{name: told.get(name, "") for name in names}], index=[1])
    return export_layouts.write("surveymonkey", asked, codebook.read("options"), answers, Path("export"))


def test_an_export_of_a_new_platform_is_described_let_in_and_read(project, monkeypatch, capsys):
    # 1. Ask what the file is.
    file = export_with_other_questions()
    monkeypatch.setattr(sys, "argv", ["inspect", str(file)])
    inspect.main()
    assert "surveymonkey" in capsys.readouterr().out
    # 2. Put it and its finished source.yaml into a source of the edition.
    source = paths.RAW / "spring" / "city_survey"
    source.mkdir(parents=True)
    said = yaml.safe_load(Path("source.yaml").read_text(encoding="utf-8"))
    finished = {"accessed": "2027-06-01", **{name: "A survey" for name, text in said.items() if not text}}
    (source / "source.yaml").write_text(yaml.safe_dump(said | finished), encoding="utf-8")
    file.rename(source / file.name)
    # 3. Finish the drafted lines, and put each where it belongs.
    draft = pd.read_csv("questionnaire.draft.csv", dtype="str", keep_default_na=False).set_index("wording")
    assert draft.loc[[LANGUAGES, MOBILE, OFFICE], "treatment"].tolist() == ["?", "personal", "answer"]
    lines = codebook.read("questionnaire")
    draft.loc[[LANGUAGES, MOBILE], "block"] = "capacity"
    draft.loc[LANGUAGES, "treatment"] = "ignored"
    draft = draft.replace("?", "").reset_index()[lines.columns]
    known = draft["question"].isin(lines["question"])
    renewed = lines.set_index("question")
    renewed.update(draft.loc[known].set_index("question"))
    codebook.write("questionnaire", pd.concat([renewed.reset_index(), draft.loc[~known]])[lines.columns])
    # 4. Ingest knows each question now, and so does the form.
    ingest.main("spring")
    read = pd.read_parquet(paths.INGESTED / "spring" / "responses.parquet").iloc[0]
    assert read[["us_city_text", "office_text"]].tolist() == ["Austin", "Yes"]
    reports = pd.read_parquet(paths.INGESTED / "spring" / "reports.parquet")
    assert reports[["partner_place_text", "method_text"]].to_numpy().tolist() == [["Osaka", "Sister city"]]
    assert OFFICE in {one.wording for one in questionnaire.read().questions.values()}


class Silent:
    """A suggester that finds nothing probable."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes

    def probabilities(self, texts: list[str]) -> np.ndarray:
        return np.full((len(texts), len(self.codes)), 0.1)


def located(number: int, description: str) -> dict:
    """Return a sister city of Toledo as locate leaves it."""
    told = {"report_id": f"desk:{number}:record-1", "source_id": "desk", "row": number, "block": "record"}
    told |= {"us_place_id": "5174035", "us_city": "Toledo", "us_state": "OH", "us_city_rule": "name and state"}
    told |= {"partner_kind": "city", "partner_country_code": "JP", "partner_place": f"Town {number}"}
    told |= {"partner_country_rule": "name", "partner_place_rule": "name", "method_text": "Sister city"}
    return told | {"description_text": description}


def classified(*descriptions: str) -> classify.Classified:
    """Return what the codebook in the working folder makes of reports with these descriptions."""
    found = findings_frames.frame(Located, [located(row, text) for row, text in enumerate(descriptions, start=2)])
    silent = (Silent(codebook.read(name)["code"].tolist()) for name in ("methods", "priorities"))
    by_hand = codebook.read("coded_by_hand").iloc[:0]
    known = Knowledge(*read_rules(), *silent, EVERY_PHRASE)
    decide = classify.deciders(known, Limits(0.95, 0.5, 0.2))
    return classify.classify(found, decide, codebook.read("networks"), by_hand)


def findings_of(told: classify.Classified) -> pd.DataFrame:
    """Return the findings of classified reports, the labels read from the codebook."""
    nobody = findings_frames.frame(LocatedResponses, [])
    known = knowledge_of("spring")
    whole = deduplicate(told.reports, told.priorities, nobody, known, Window(None, None, True))
    engagements = coded(whole.engagements.assign(size_code="30000_or_more", region_code="midwest"))
    priorities = with_numbers(whole.priorities, "engagement", engagements)
    found = findings_frames.edition([])._replace(engagements=engagements, priorities=priorities)
    labels = summarise._labels([30000])
    return pd.concat(summarise.one_way(found, labels, findings_frames.RULES), ignore_index=True)


def append(name: str, line: list[str]) -> None:
    """Add a line to a table of the codebook, as a person does in a text editor."""
    with (paths.CODEBOOK / f"{name}.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(line) + "\n")


def test_a_new_priority_area_is_classified_counted_and_in_its_chapter(project):
    # 1. and 2. A line for the area, and one for the words that state it.
    append("priorities", ["food_farming", "Food and farming", "Food and what grows it."])
    append("rules", ["P9001", "priority", "words", "seed bank*", "", "food_farming"])
    told = classified("Joint orchards and seed banks", "Port logistics")
    area = told.priorities.query("priority_code == 'food_farming'")
    assert area[["report_id", "priority_rule"]].to_numpy().tolist() == [["desk:2:record-1", "P9001"]]
    # 4. It is counted, and its chapter tells it, in its place.
    findings = findings_of(told)
    counted = findings.query("finding_id == 'priority.food_farming'").iloc[0]
    assert counted[["label", "count", "base"]].tolist() == ["Food and farming", 1, 2]
    small = report_tables.edition(project)
    mine = pd.concat([small.findings.loc[lambda all_: ~all_["section"].isin(findings["section"])], findings])
    said = content(small._replace(findings=mine), read_labels())
    common = {"edition": "spring", "title": "Spring", "cut_off": date(2027, 6, 30), "is_simulated": False}
    chapter = chapter_pages(rendering.environment(0), common, said)["priorities.html"]
    assert "Food and farming" in chapter.split("<caption>Engagements by priority area")[1].split("</table>")[0]
