"""Which phrases stand in a text, and which are said not to."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.phrases import Phrases, Rule, Scope, _plain, each_folded, folded, folded_clauses

RULES = [
    Rule("P1", "trade mission*", (), "economic_development"),
    Rule("P2", "trade", ("trade union*",), "economic_development"),
    Rule("P3", "art", (), "culture_education"),
    Rule("P4", "arts", (), "culture_education"),
    Rule("P5", "museum*", (), "culture_education"),
    Rule("P6", "flood*", (), "climate_sustainability"),
    Rule("P7", "flood*", (), "safety_resilience"),
    Rule("P8", "m o u", (), "agreement"),
]
PHRASES = Phrases(RULES, Scope(negations=("no", "not", "without", "rather than")))
INCIDENTAL = Phrases(RULES, Scope(("not",), before=("minister of", "due to"), after=("chief", "board")))


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        pytest.param("Trade with Osaka", {"economic_development": "P2"}, id="any case"),
        pytest.param("Music & árts", {"culture_education": "P4"}, id="accents and signs aside"),
        pytest.param("Museums", {"culture_education": "P5"}, id="star leaves the word open"),
        pytest.param("Artisans and partners", {}, id="part of a word"),
        pytest.param("Trade missions", {"economic_development": "P1"}, id="first rule of a code names it"),
        pytest.param("Trade unions", {}, id="unless"),
        pytest.param("Trade, art", {"economic_development": "P2", "culture_education": "P3"}, id="two codes"),
        pytest.param("Flooding", {"climate_sustainability": "P6", "safety_resilience": "P7"}, id="phrase of two codes"),
        pytest.param("M.O.U. signed", {"agreement": "P8"}, id="periods of initials"),
        pytest.param(
            "A trade. Mission: museum", {"economic_development": "P2", "culture_education": "P5"}, id="clauses"
        ),
        pytest.param("", {}, id="nothing written"),
        pytest.param("!?", {}, id="only signs"),
    ],
)
def test_whole_phrases_decide(text, decided):
    assert PHRASES.decide(text) == decided


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        pytest.param("Art, arts; art", {"culture_education": 2}, id="different phrases"),
        pytest.param("Trade unions and a museum", {"culture_education": 1}, id="unless"),
        pytest.param("Art but not museums", {"culture_education": 1}, id="negation"),
        pytest.param("Floods", {"climate_sustainability": 1, "safety_resilience": 1}, id="phrase of two codes"),
        pytest.param("", {}, id="nothing written"),
    ],
)
def test_different_phrases_of_a_code_are_counted(text, counted):
    assert PHRASES.counted(text) == counted


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        pytest.param("Not trade", {}, id="word before"),
        pytest.param("without any foreign trade", {}, id="within reach"),
        pytest.param("not on an art or trade trip", {}, id="little words do not count"),
        pytest.param("without the least sign of more trade", {"economic_development": "P2"}, id="out of reach"),
        pytest.param("art rather than trade", {"culture_education": "P3"}, id="negation of two words"),
        pytest.param("Not trade but art", {"culture_education": "P3"}, id="but"),
        pytest.param("No trade although art", {"culture_education": "P3"}, id="although"),
        pytest.param("No budget, trade mission to Osaka", {"economic_development": "P1"}, id="comma"),
        pytest.param("No budget; trade", {"economic_development": "P2"}, id="semicolon"),
        pytest.param("There is none or not. Trade", {"economic_development": "P2"}, id="period"),
        pytest.param("(not funded) trade", {"economic_development": "P2"}, id="bracket"),
        pytest.param("not funded – trade", {"economic_development": "P2"}, id="dash"),
        pytest.param("no U.S. trade", {}, id="period of an initial ends nothing"),
        pytest.param(
            "not only trade but also art", {"economic_development": "P2", "culture_education": "P3"}, id="not only"
        ),
        pytest.param("No trade. Trade later", {"economic_development": "P2"}, id="affirmed elsewhere"),
        pytest.param("Trade, no trade unions", {"economic_development": "P2"}, id="negated exception is none"),
        pytest.param("Nothing notable in trade", {"economic_development": "P2"}, id="negation inside a word"),
    ],
)
def test_a_negation_concerns_its_own_clause(text, decided):
    assert PHRASES.decide(text) == decided


def test_nothing_decides_where_there_is_no_rule():
    assert Phrases([], Scope(("not",))).decide("Trade") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sister-City (São Paulo)", " sister city sao paulo "),
        ("STRASSE straße", " strasse strasse "),
        ("partnership_programme", " partnership programme "),
        ("ﬁlm", " film "),
        ("", "  "),
    ],
)
def test_words_are_folded_to_what_spellings_share(text, words):
    assert folded(text) == words


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        pytest.param("The minister of trade", {}, id="office before"),
        pytest.param("The minister of foreign trade", {}, id="office before, a word between"),
        pytest.param("Canceled due to floods", {}, id="circumstance"),
        pytest.param("The arts chief", {}, id="office after"),
        pytest.param("The museums board", {}, id="office after a word left open"),
        pytest.param("Chief of arts", {"culture_education": "P4"}, id="only on its own side"),
        pytest.param("The arts, chief among them", {"culture_education": "P4"}, id="clause between"),
        pytest.param("The minister of trade spoke on trade", {"economic_development": "P2"}, id="said again"),
        pytest.param("Minister of trade: museums", {"culture_education": "P5"}, id="next clause"),
        pytest.param("Trade chiefs", {"economic_development": "P2"}, id="another word"),
    ],
)
def test_whose_office_it_is_says_nothing_of_the_subject(text, decided):
    assert INCIDENTAL.decide(text) == decided


@given(st.lists(st.text(alphabet="ab A.U-|_é\n\t\x1f'\r") | st.text()))
@example(["a'_b", "", "?\n-", "São Paulo"])
def test_many_texts_are_folded_as_each_is(texts):
    assert each_folded(texts) == [folded(text) for text in texts]


CLAUSES = re.compile(r"[,;:!?()\[\]|\n]|(?<!\b\w)\.(?=\s|$)|\s[-–—]+(?=\s)")


@given(st.text(alphabet="ab A.U -–—,;|_é\n\t!?()[]'\"&/ ") | st.text())
@example("A.B. - c")
def test_a_text_is_folded_alike_by_the_fast_way_and_by_the_rule(text):
    """The rule in one expression; folded_clauses takes a faster way through ASCII."""
    # Nothing stands after a period at the very end.
    marked = CLAUSES.sub(" | ", _plain(text).removesuffix("."))
    words = re.sub(r"[^\w|]+|_", " ", marked).split()
    assert folded_clauses(text).split() == words
    assert folded_clauses(text) == f" {' '.join(words)} " or not words
