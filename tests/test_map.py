"""The map's content says what the tables say, and its page runs nothing but its own scripts."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from pipeline import slugs
from pipeline.core import codebook
from pipeline.webmap import build, content, node
from pipeline.webmap.edition import knowledge
from tests.map_edition import ENGAGEMENTS, MARKUP, SOURCES, about, engagement, nowhere, small, source, tables

needs_packages = pytest.mark.skipif(
    not (node.PACKAGES / "typescript").is_dir(), reason="npm packages to develop: python -m pipeline.webmap.node"
)


@pytest.fixture(scope="module")
def told() -> dict:
    """Return the content of the small edition."""
    edition = small()
    return content.content(edition, knowledge(edition.engagements), SOURCES, about())


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    """Return what is the same in every map."""
    return build.parts()


def test_columns_point_at_the_names_they_stand_for(told):
    columns = told["engagements"]
    assert columns["id"] == ["e1", "e2", "e3", "e4", "e5", "e6", "e7"]
    assert [told["cities"][at]["name"] for at in columns["city"]] == [row["us_city"] for row in ENGAGEMENTS]
    methods = [told["methods"][at]["code"] if at >= 0 else None for at in columns["method"]]
    assert methods == [row["method_code"] for row in ENGAGEMENTS]
    countries = [told["countries"][at]["code"] if at >= 0 else None for at in columns["country"]]
    assert countries == ["ES", "DE", "JP", "JP", None, "JP", None]


def test_sets_of_priority_areas_and_sources_are_those_of_the_tables(told):
    columns = told["engagements"]
    areas = [{told["priorities"][at]["code"] for at in told["prioritySets"][held]} for held in columns["priorities"]]
    assert areas[:3] == [{"culture_education"}, {"economic_development", "climate_sustainability"}, set()]
    held = [[told["sources"][at]["id"] for at in told["sourceSets"][at_set]] for at_set in columns["sources"]]
    assert held[0] == ["survey", "desk"]
    assert held[6] == ["desk"]


def test_a_partner_that_no_gazetteer_has_keeps_its_name_and_has_no_point(told):
    place = told["places"][told["engagements"]["place"][6]]
    assert (place["name"], place["point"], place["country"]) == (MARKUP, None, content.UNKNOWN)


def test_one_name_in_two_countries_is_two_places():
    rows = [
        engagement(f"e{number}", **nowhere("city", "Springfield", code)) for number, code in enumerate(["CA", "AU"])
    ]
    edition = tables(rows)
    told = content.content(edition, knowledge(edition.engagements), [source()], about())
    assert [place["id"] for place in told["places"]] == ["AU-Springfield", "CA-Springfield"]
    assert told["engagements"]["place"] == [1, 0]


def test_a_map_that_would_show_other_totals_than_the_findings_is_refused():
    edition = small()
    wrong = edition.findings.assign(count=edition.findings["count"] + 1)
    with pytest.raises(ValueError, match="findings say"):
        content.content(edition._replace(findings=wrong), knowledge(edition.engagements), SOURCES, about())


def test_the_same_edition_in_another_order_is_the_same_map():
    edition = small()
    known = knowledge(edition.engagements)
    turned = edition._replace(
        engagements=edition.engagements.iloc[::-1],
        priorities=edition.priorities.iloc[::-1],
        reports=edition.reports.iloc[::-1],
    )
    assert content.content(turned, known, SOURCES, about()) == content.content(edition, known, SOURCES, about())


def test_every_country_of_the_codebook_has_at_most_one_area_of_its_own_or_is_noted():
    areas = codebook.read("map_areas")
    shared = areas.loc[areas["code"].ne("") & areas["code"].duplicated(keep=False)]
    assert shared.groupby("code")["note"].agg(lambda notes: any(notes)).all()
    assert set(areas["code"]) - {""} <= set(codebook.read("countries")["code"])
    assert areas.loc[areas["code"].eq(""), "note"].ne("").all()


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Fort Wayne IN", "fort-wayne-in"), ("Côte d’Ivoire", "cote-divoire"), ("St. John's", "st-john-s"), ("日本", "")],
)
def test_a_slug_is_small_ascii(name, slug):
    assert slugs.slug(name) == slug


def test_no_text_ends_the_script_it_stands_in():
    script = build._script({"text": MARKUP + "\u2028</script>"})
    assert "<" not in script
    assert json.loads(json.loads(re.search(r"JSON\.parse\((.*)\)", script)[1])) == {"text": MARKUP + "\u2028</script>"}


def test_what_is_said_of_an_edition_is_no_markup_in_the_page(told):
    shared = dict.fromkeys(["map.js", "map.css", "boundaries.js", "licences.txt"], "")
    said = {**told, "about": {**told["about"], "title": MARKUP, "coverage": MARKUP}}
    pages = build.pages(said, shared)
    assert MARKUP not in pages["index.html"] + pages["single.html"]
    assert "&lt;script&gt;" in pages["index.html"]


def test_missing_packages_are_a_sentence_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(node, "PACKAGES", node.ROOM / "node_modules_missing")
    with pytest.raises(node.PackagesError, match="make findings"):
        node.run("--version")


class Inline(HTMLParser):
    """Texts of the scripts and styles of a page, and its policy."""

    def __init__(self, page: str):
        super().__init__()
        self.texts, self.policy, self.within = [], "", False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        self.within = tag == "style" or (tag == "script" and held.get("type") != "text/plain")
        if held.get("http-equiv") == "Content-Security-Policy":
            self.policy = held["content"]

    def handle_data(self, text):
        if self.within:
            self.texts.append(text)

    def handle_endtag(self, tag):
        self.within = False


@needs_packages
def test_the_one_file_allows_exactly_the_scripts_and_the_style_it_holds(told, parts):
    page = build.pages(told, parts)["single.html"]
    inline = Inline(page)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline.texts]
    assert len(hashes) == 4
    assert sorted(re.findall(r"'sha256-[^']+'", inline.policy)) == sorted(hashes)
    assert "unsafe" not in inline.policy
    assert "default-src 'none'" in inline.policy


@needs_packages
def test_two_builds_give_the_same_bytes_and_name_no_path_of_the_machine(parts):
    assert build.parts() == parts
    assert str(node.ROOM.parent) not in "".join(parts.values())


@needs_packages
def test_the_page_is_light(told, parts):
    pages = build.pages(told, parts)
    size = sum(len(gzip.compress(pages[name].encode())) for name in ("index.html", "map.css", "map.js"))
    assert size <= 150_000


@needs_packages
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--test", "tests/*.test.ts"], id="tests of its modules"),
        pytest.param(["node_modules/typescript/bin/tsc"], id="types"),
        pytest.param(["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."], id="style"),
    ],
)
def test_the_sources_of_the_page_are_sound(arguments):
    node.run(*arguments)
