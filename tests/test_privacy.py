"""What identifies a person is taken out of free text; everything else stays."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import codebook
from pipeline.intake import privacy
from pipeline.phrases import folded

PATTERNS = codebook.read("personal_patterns")
NOBODY: list[str] = []
LETTERS = st.text(st.characters(categories=["Lu", "Ll"]), min_size=2, max_size=12)


def cleaned(text: str, personal: dict[str, list[str]] | None = None) -> str:
    """Return a text without personal data; personal: the personal columns of its source."""
    identifying = privacy.identifying_values(pd.DataFrame(personal, dtype="str")) if personal else NOBODY
    return privacy.without_personal_data(pd.Series([text], dtype="str"), identifying, PATTERNS).iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Write to ana.li@example.gov now", "Write to [e-mail address removed] now", id="e-mail"),
        pytest.param("josé@müller.example", "[e-mail address removed]", id="e-mail beyond ASCII"),
        pytest.param("ana.li [at] example [dot] gov", "[e-mail address removed]", id="e-mail in disguise"),
        pytest.param("Call (512) 555-0142.", "Call [telephone number removed].", id="telephone"),
        pytest.param("Call 512.555.0142 ext. 12", "Call [telephone number removed]", id="telephone with extension"),
        pytest.param("512-555-0142 x7, Austin", "[telephone number removed], Austin", id="telephone with x"),
        pytest.param("+49 30 5550142", "[telephone number removed]", id="telephone abroad"),
        pytest.param("512–555–0142", "[telephone number removed]", id="telephone with dashes"),
        pytest.param("5125550142", "[telephone number removed]", id="telephone without signs"),
        pytest.param("٥١٢-٥٥٥-٠١٤٢", "[telephone number removed]", id="telephone in Arabic digits"),
        pytest.param("from 192.0.2.17", "from [IP address removed]", id="IP address"),
        pytest.param("from 2001:db8::1 too", "from [IP address removed] too", id="short IPv6 address"),
        pytest.param("2001:db8:0:0:0:0:0:1", "[IP address removed]", id="full IPv6 address"),
        pytest.param("Met Ms. Ana Li in Osaka", "Met [name removed] in Osaka", id="form of address"),
        pytest.param("linkedin.com/in/ana-li", "[personal page removed]", id="personal page"),
    ],
)
def test_personal_data_is_found_by_its_form(text, expected):
    assert cleaned(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Agreement of 2016-2019, 1,200 jobs",
        "Meeting at 10:30:45 on 2022-05-06",
        "$5129742000 invested; 12,345,678,901 yen",
        "news.example.com/2022/05/1234567890",
        "ISO 14001, version 1.2.3",
        "MS Society of São Paulo",
        "Sister city: Saint-Étienne (France)",
        "Port @ Rotterdam",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "José García signed",
        "jose garcia signed",
        "García, José, signed",
        "J. Garcia signed",
        "Jose\u0301 Garci\u0301a signed",
        "JOSE\N{NO-BREAK SPACE}GARCIA signed",
        "JosÉ-GarcÍa signed",
    ],
)
def test_a_name_is_found_however_it_is_written(text):
    result = cleaned(text, {"Your name": ["José García"]})
    assert "garc" not in folded(result)
    assert "signed" in result
    assert "jos" not in folded(result)


def test_a_name_is_found_where_lower_case_has_more_letters():
    assert cleaned("Anna Strauß signed", {"Your name": ["ANNA STRAUSS"]}) == "[personal data removed] signed"


def test_a_name_of_two_letters_and_two_letters_is_found():
    assert cleaned("Ask Bo Li.", {"Your name": ["Bo Li"]}) == "Ask [personal data removed]."


def test_first_and_last_name_of_two_columns_are_joined():
    personal = {"First Name": ["Ana", "Bo"], "Last Name": ["Martinez", "Li"]}
    assert cleaned("Ana Martinez and Martinez, Ana", personal) == "[personal data removed] and [personal data removed]"
    assert cleaned("Ana Li", personal) == "Ana Li"


def test_a_middle_name_and_a_degree_hide_nobody():
    assert cleaned("Ana Martinez came", {"Name": ["Ana B. Martinez, PhD"]}) == "[personal data removed] came"


def test_one_name_alone_stays_since_it_may_be_a_place():
    assert cleaned("Visit to Paris by Austin", {"Your name": ["Paris Austin"]}) == "Visit to Paris by Austin"


def test_a_name_inside_a_longer_word_stays():
    assert cleaned("Anali Lima", {"Your name": ["Ana Li"]}) == "Anali Lima"


@pytest.mark.parametrize("header", ["City", "State/Region", "Country", "Your title", "Location"])
def test_places_and_offices_of_respondents_stay(header):
    assert cleaned("The City Manager of New York met", {header: ["New York", "City Manager"]}).startswith("The City")


def test_a_telephone_number_is_found_in_another_grouping():
    personal = {"Your telephone number": ["+1 (512) 555-0142"]}
    assert "0142" not in cleaned("555 0142 or 512 5550142 or 1 512 555 0142", personal)


def test_missing_texts_stay_missing():
    texts = pd.Series(["Osaka", None], dtype="str")
    result = privacy.without_personal_data(texts, NOBODY, PATTERNS)
    pd.testing.assert_series_equal(result, texts)


@settings(max_examples=200)
@given(LETTERS, LETTERS, st.text(max_size=30), st.text(max_size=30))
def test_a_name_never_survives(first, last, before, after):
    identifying = privacy.identifying_values(pd.DataFrame({"Your name": [f"{first} {last}"]}, dtype="str"))
    text = f"{before} {first} {last} {after}"
    result = privacy.without_personal_data(pd.Series([text], dtype="str"), identifying, PATTERNS).iloc[0]
    rest = result.replace(privacy.REMOVED, "\n")
    assert not any(value in folded(part) for value in identifying for part in rest.split("\n"))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["trade", "Osaka", "São Paulo,", "2019", "art &", "students;", "(MOU)"]), max_size=8))
def test_other_text_is_unchanged(words):
    text = " ".join(words)
    assert cleaned(text, {"Your name": ["Ana Martinez"], "IP Address": ["192.0.2.17"]}) == text
