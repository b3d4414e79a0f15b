"""Names of countries and places: what is decided, by which rule, and what is left to a person."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core import codebook
from pipeline.places import knowledge
from pipeline.places.names import folded


@pytest.fixture(scope="module")
def known():
    return knowledge.read(spelling_threshold=90)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Japan", "JP", id="English"),
        pytest.param("Deutschland", "DE", id="native name"),
        pytest.param("日本", "JP", id="other script"),
        pytest.param("République du Sénégal", "SN", id="formal name in French"),
        pytest.param("U.K.", "GB", id="abbreviation"),
        pytest.param("Japanese", "JP", id="demonym"),
        pytest.param("Burma", "MM", id="former name"),
        pytest.param("Gambia, The", "GM", id="inverted"),
        pytest.param("Germnay", "DE", id="misspelling"),
        pytest.param("israel🇮🇱🇮🇱", "IL", id="flags"),
        pytest.param("Eswatini (Swaziland)", "SZ", id="two names"),
        pytest.param("Bavaria", "DE", id="region"),
        pytest.param("Jalisco, MX", "MX", id="region and code"),
        pytest.param("Osaka", "JP", id="city alone"),
        pytest.param("NA", None, id="code that is no answer as often"),
        pytest.param("GER", "DE", id="code of sports federations"),
        pytest.param("R.O.K.", "KR", id="initials"),
        pytest.param("R.O.C.", "TW", id="initials that are one letter from another's"),
        pytest.param("Rep. of Korea", "KR", id="a word cut short"),
        pytest.param("Dem. Rep. Congo", "CD", id="words cut short and left out"),
        pytest.param("Fed. States of Micronesia", "FM", id="words cut short, formal"),
        pytest.param("Seychelles Islands", "SC", id="islands added"),
        pytest.param("ประเทศไทย", "TH", id="native name with a word for country before it"),
        pytest.param("日本国", "JP", id="native name with a word for country after it"),
        pytest.param("Senagal", "SN", id="a letter that stands elsewhere too"),
        pytest.param("Svudi Arabia", "SA", id="a wrong letter early"),
        pytest.param("Tawain", "TW", id="letters in another order"),
        pytest.param("Hondorus", "HN", id="two wrong letters"),
        pytest.param("Lichtenstein", "LI", id="misspelling that is a small town's name"),
        pytest.param("Guana", None, id="as near to Ghana as to Guyana"),
        pytest.param("Vienna", "AT", id="a metropolis that is two letters from a country"),
        pytest.param("Irna", None, id="a city's old name that is nearly a country's"),
        pytest.param("Cologne", "DE", id="large city by another name than its own, a village elsewhere"),
        pytest.param("Breslau", "PL", id="former name of a large city"),
        pytest.param("Sidney", None, id="a small town, or a large city misspelt"),
        pytest.param("Bethlehem", None, id="a town, or a city's other name"),
        pytest.param("Andalucia", "ES", id="well-known region, a town elsewhere"),
        pytest.param("Capetown", "ZA", id="without its space"),
        pytest.param("NRW", "DE", id="abbreviated region"),
    ],
)
def test_country_is_recognised(known, text, code):
    (partner,) = known.partners.decide("", "", text, "")
    assert partner.country == code
    assert (partner.question is None) == (code is not None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Georgia", None),
        ("Tbilisi, Georgia", "GE"),
        ("Republic of Georgia", "GE"),
        ("Korea", None),
        ("Busan, Korea", "KR"),
        ("South Korea", "KR"),
        ("Congo", None),
        ("Kinshasa, Congo", "CD"),
        ("Republic of the Congo", "CG"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Taiwan", "TW"),
        ("Taiwan, China", "TW"),
        ("Hong Kong", "HK"),
        ("Hong Kong, China", "HK"),
        ("Kosovo", "XK"),
        ("Palestine", "PS"),
        ("Northern Ireland", "GB"),
        ("Belfast, Northern Ireland", "GB"),
        ("USSR", None),
        ("Leningrad, USSR", None),
        ("Kyiv, USSR", "UA"),
        ("Haifa, Mandatory Palestine", "IL"),
        ("Israel/Palestine", None),
        ("China/Taiwan", None),
        ("Macau", "MO"),
        ("West Bank", "PS"),
        ("Bombay, India", "IN"),
        ("Salvador, Brazil", "BR"),
        ("Munich, DE", "DE"),
        ("Tijuana, B.C., Mexico", "MX"),
        ("Various", None),
        ("Abkhazia", "GE"),
        ("Northern Cyprus", "CY"),
        ("England", "GB"),
        ("Granada", None),
        ("Columbia", None),
    ],
)
def test_policy_of_names_that_need_one(known, text, code):
    (partner,) = known.partners.decide(text, "", "", "")
    assert partner.country == code


def test_line_of_the_codebook_decides_a_name_alone_but_not_against_a_named_country(known):
    (alone,) = known.partners.decide("Barcelona", "", "", "")
    (named,) = known.partners.decide("", "Barcelona", "Venezuela", "")
    assert (alone.country, alone.country_rule) == ("ES", "spelling")
    assert (named.country, named.country_rule) == ("VE", "exact name")


def test_place_that_the_country_does_not_have_is_a_question(known):
    (partner,) = known.partners.decide("", "Tokyo", "China", "")
    assert partner.country is None
    assert partner.question == "country"


def test_small_place_keeps_its_words_under_a_decided_country(known):
    (partner,) = known.partners.decide("", "Klein  Nirgendwo ", "Germany", "")
    assert (partner.country, partner.place, partner.place_id, partner.question) == (
        "DE",
        "Klein Nirgendwo",
        None,
        "place",
    )


def test_partner_in_a_us_state_is_domestic(known):
    for text in ("Paris, Texas", "Lebanon, Pennsylvania", "Athens, GA"):
        (partner,) = known.partners.decide(text, "", "", "")
        assert partner.is_domestic, text
        assert partner.country is None


@pytest.mark.parametrize(
    ("cells", "partners"),
    [
        (("Osaka, Japan; Lyon, France", "", ""), [("Osaka", "JP"), ("Lyon", "FR")]),
        (("Osaka and Kobe, Japan", "", ""), [("Osaka", "JP"), ("Kobe", "JP")]),
        (("Lyon & Nantes, France", "", "France"), [("Lyon", "FR"), ("Nantes", "FR")]),
        (("", "Lyon & Nantes", "France"), [("Lyon", "FR"), ("Nantes", "FR")]),
        (("", "Lyon; Turin", "France; Italy"), [("Lyon", "FR"), ("Turin", "IT")]),
        (("", "", "Norway, Sweden"), [(None, "NO"), (None, "SE")]),
        (("", "León, Guanajuato", "Mexico"), [("León de los Aldama", "MX")]),
        (("", "Chamber of Commerce and Industry", "Peru"), [("Chamber of Commerce and Industry", "PE")]),
    ],
)
def test_several_partners_in_a_cell_are_all_kept(known, cells, partners):
    decided = known.partners.decide(*cells, "")
    assert [(partner.place, partner.country) for partner in decided] == partners


@pytest.mark.parametrize(
    ("cells", "suggestions"),
    [
        pytest.param(
            ("Tripoli", ""),
            ["2210247 Tripoli, Libya", "266826 Tripoli, Lebanon"],
            id="places of one name, largest first",
        ),
        pytest.param(("Nagojya", ""), ["1856057 Nagoya, Japan"], id="a misspelt place"),
        pytest.param(("Guana", ""), ["Guyana (GY)", "Ghana (GH)"], id="countries as near"),
        pytest.param(("Toyonakka-shi", "Japan"), ["1849837 Toyonaka, Japan"], id="a place of a country"),
    ],
)
def test_a_question_says_what_it_may_be_the_likest_first(known, cells, suggestions):
    place, country = cells
    (partner,) = known.partners.decide("", place, country, "")
    assert partner.question
    assert [told.split(" (")[0] for told in partner.suggestions][: len(suggestions)] == [
        told.split(" (")[0] for told in suggestions
    ]


def test_a_mission_to_a_us_namesake_of_the_letters_stays_domestic(known):
    for text in ("Vancouver, WA", "Columbus, IN", "Albany, NY"):
        (partner,) = known.partners.decide(text, "", "", "")
        assert partner.is_domestic, text


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("Gifu in Japan", "Gifu", "JP"),
        ("Campinas (Brazil)", "Campinas", "BR"),
        ("China : Chongqing", "Chongqing", "CN"),
        ("Douai France", "Douai", "FR"),
        ("Awaji-shi, Hyogo", "Awaji", "JP"),
        ("Qingdao&nbsp;, China", "Qingdao", "CN"),
        ("City of Cologne, Germany", "Köln", "DE"),
        ("Singapore, Singapore", "Singapore", "SG"),
        ("Calgary AB", "Calgary", "CA"),
        ("Calgary, Alta.", "Calgary", "CA"),
        ("Juarez, Chih.", "Ciudad Juárez", "MX"),
        ("Tijuana, BC", "Tijuana", "MX"),
        ("Vancouver, BC", "Vancouver", "CA"),
        ("Monterrey, N.L.", "Monterrey", "MX"),
        ("Monterrey NL MX", "Monterrey", "MX"),
        ("Utrecht, NL", "Utrecht", "NL"),
        ("Perth, WA", "Perth", "AU"),
    ],
)
def test_place_is_found_however_its_country_is_joined_to_it(known, text, place, country):
    (partner,) = known.partners.decide(text, "", "", "")
    assert (partner.kind, partner.place, partner.country) == ("city", place, country)
    assert partner.place_id


@pytest.mark.parametrize(
    ("place", "country", "kind", "label"),
    [
        ("Jalisco", "Mexico", "region", "Jalisco"),
        ("Aichi Prefecture", "Japan", "region", "Aichi"),
        ("Bavaria", "Germany", "region", "Bayern"),
        ("Puebla", "Mexico", "city", "Puebla"),
        ("University of Ghana", "Ghana", "organisation", "University of Ghana"),
        ("Mexico", "Mexico", "country", None),
    ],
)
def test_kind_of_partner(known, place, country, kind, label):
    (partner,) = known.partners.decide("", place, country, "")
    assert (partner.kind, partner.place) == (kind, label)


@settings(
    max_examples=150,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=60), place=st.text(max_size=30), country=st.text(max_size=30))
def test_whatever_is_written_is_decided_or_asked(known, text, place, country):
    partners = known.partners.decide(text, place, country, "")
    assert partners
    for partner in partners:
        assert partner.country is None or partner.country in codebook.labels("countries")
        assert partner.question != "country" or partner.country is None
        assert (partner.place_id is None) == (partner.latitude is None)
    assert known.us_cities.decide(place, country).rule


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


def test_network_has_no_country(known):
    (partner,) = known.partners.decide("", "", "", "C40 Cities")
    assert (partner.kind, partner.country, partner.question) == ("network", None, None)


@pytest.mark.parametrize(
    ("city", "state", "place"),
    [
        pytest.param("Portland", "Oregon", ("Portland", "OR"), id="state by name"),
        pytest.param("Portland, ME", "", ("Portland", "ME"), id="state after comma"),
        pytest.param("Saint Louis", "Missouri", ("St. Louis", "MO"), id="Saint and St."),
        pytest.param("NYC", "", ("New York City", "NY"), id="abbreviation"),
        pytest.param("City of Chicago", "IL", ("Chicago", "IL"), id="title"),
        pytest.param("City and County of Denver", "CO", ("Denver", "CO"), id="city-county"),
        pytest.param("Pittsburg", "PA", ("Pittsburgh", "PA"), id="misspelling"),
        pytest.param("Chicago", "", ("Chicago", "IL"), id="city alone, largest by far"),
        pytest.param("Portland", "", None, id="two Portlands"),
        pytest.param("Portland, OR", "ME", None, id="two states"),
        pytest.param("Cook County", "IL", None, id="county"),
        pytest.param("Ohio", "", None, id="a state"),
        pytest.param("Springfield", "", None, id="many Springfields"),
        pytest.param("Nashville and Davidson County", "TN", ("Nashville", "TN"), id="consolidated"),
        pytest.param("Louisville/Jefferson County", "KY", ("Louisville", "KY"), id="consolidated, slash"),
        pytest.param("Dartmouth", "MA", ("Dartmouth", "MA"), id="town that GeoNames lacks"),
    ],
)
def test_us_city(known, city, state, place):
    decided = known.us_cities.decide(city, state)
    assert (decided.place and (decided.place.name, decided.place.state)) == place


@pytest.mark.parametrize(
    ("one", "other"),
    [("Saint-Étienne", "st. etienne"), ("Łódź", "Lodz"), ("N'Djamena", "NDjamena"), ("Bahamas&nbsp;", "BAHAMAS")],
)
def test_spelling_habits_do_not_tell_names_apart(one, other):
    assert folded(one) == folded(other)


def test_a_misspelt_us_city_is_suggested_with_its_state(known):
    decided = known.us_cities.decide("Chcgo", "IL")
    assert decided.place is None
    assert [(place.name, place.state) for place in decided.candidates] == [("Chicago", "IL")]


def test_a_namesake_close_by_is_the_same_town_twice(known):
    # GeoNames has La Ceiba of Honduras as a city and as its municipality.
    (partner,) = known.partners.decide("", "La Ceiba", "Honduras", "")
    assert (partner.place, partner.place_rule) == ("La Ceiba", "exact name, largest of several")
