"""The methodology statement and the citation: from sources, choices and findings; what does not apply says so."""

from datetime import date

import yaml
from markupsafe import Markup

from pipeline.report.citation import citation_file, cite_as
from pipeline.report.statement import elements, questionnaire
from tests.report_tables import edition, labels, source


def told(found) -> dict[str, str]:
    """Return the statement: element → what is told of it."""
    return {element.name: Markup(" ").join(element.told).striptags() for element in elements(found, labels())}


def test_every_disclosure_element_is_answered(tmp_path):
    said = told(edition(tmp_path))
    assert len(said) == 11
    assert [name for name, words in said.items() if len(words) < 20] == []


def test_a_survey_gives_its_response_among_the_frame(tmp_path):
    said = told(edition(tmp_path))
    assert "100 cities answered, 7 % of the 1,400 that there are to ask." in said["Sample sizes and precision"]
    assert (
        "There are 1,400 cities to ask. The frame, a list that this project holds, has 100 of them."
        in said["Population under study"]
    )


def test_where_all_cities_are_listed_the_frame_is_as_large(tmp_path):
    found = edition(tmp_path)
    found = found._replace(choices=found.choices | {"frame_cities": 100})
    assert "The frame is 100 cities." in told(found)["Population under study"]


def test_an_edition_of_records_says_what_does_not_apply(tmp_path):
    said = told(edition(tmp_path, is_simulated=False, has_respondents=False))
    assert "response rate" in said["Data collection strategy"]
    assert "do not apply" in said["Data collection strategy"]
    assert "No sample was drawn" in said["How the sample was generated and recruited"]
    assert "answered" not in said["Sample sizes and precision"]


def test_without_a_known_frame_none_is_made_up(tmp_path):
    found = edition(tmp_path)
    found = found._replace(choices=found.choices | {"frame_cities": None})
    said = told(found)
    assert "is not known" in said["Population under study"]
    assert "100 cities answered." in said["Sample sizes and precision"]


def test_the_dates_are_those_of_the_sources_and_the_choices(tmp_path):
    both = [source(tmp_path, accessed="2024-03-01"), source(tmp_path, accessed="2024-06-01")]
    said = told(edition(tmp_path, sources=both))["Dates of data collection"]
    assert "between 1 March 2024 and 1 June 2024" in said
    assert "21 June 2024" in said


def test_a_day_that_a_source_tells_in_words_is_put_in_no_order(tmp_path):
    both = [source(tmp_path, accessed=accessed) for accessed in ("spring 2024", "2024-03-01", "2023-02-30")]
    said = told(edition(tmp_path, sources=both))["Dates of data collection"]
    assert "the sources were accessed: spring 2024, 1 March 2024 and 2023-02-30." in said
    assert "between" not in said


def test_returned_update_sheets_are_sources_too(tmp_path):
    both = [source(tmp_path, kind="records"), source(tmp_path, kind="updates")]
    said = told(edition(tmp_path, sources=both, has_respondents=False))["Data collection strategy"]
    assert "Made from 1 file of records found by desk research and 1 file of answers to update sheets" in said


def test_a_simulated_study_says_so_first(tmp_path):
    assert "Simulated: a program wrote the answers" in told(edition(tmp_path))["Data collection strategy"]


def test_a_question_stands_as_asked_with_the_answers_it_offers():
    (question,) = questionnaire(labels())
    assert question.wording == "Does your city have staff for it?"
    assert question.options == "Yes; No"


def test_the_citation_names_edition_date_and_that_it_is_simulated(tmp_path):
    said = cite_as(edition(tmp_path))
    assert "Edition demonstration-2024, 21 June 2024. Simulated data." in said
    assert "imulated" not in cite_as(edition(tmp_path, is_simulated=False))


def test_the_citation_file_is_what_reference_managers_read(tmp_path):
    read = yaml.safe_load(citation_file(edition(tmp_path)))
    assert read["cff-version"] == "1.2.0"
    assert read["type"] == "dataset"
    assert read["date-released"] == date(2024, 6, 21)
    assert read["authors"]
    assert read["title"].endswith("(simulated data)")
    assert read["references"][0]["title"] == "Desk research"
