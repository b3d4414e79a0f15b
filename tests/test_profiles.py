"""Profiles: each shows its finding and its engagements, every link leads somewhere, and a text is only a text."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline import pages, sizes, slugs
from pipeline.profiles.edition import Edition
from pipeline.profiles.peers import peers
from pipeline.profiles.rendering import profile_pages
from pipeline.profiles.told import KINDS, ProfileError, profiles
from pipeline.tables import typed
from pipeline.tables.engagements import Engagements
from pipeline.tables.findings import Findings
from tests.browsing import LOOKS, Visit
from tests.test_release import HOSTILE, engagement, finding, table

COMMON = {"edition": "small", "title": "Two cities", "cut_off": date(2024, 6, 21), "is_simulated": True}


def edition(**overrides) -> Edition:
    """Return an edition of three engagements of two cities, one partner with a name that means harm."""
    told = {
        "engagements": typed(
            pd.DataFrame(
                [
                    engagement("e1"),
                    engagement("e2", us_place_id="2", us_city="Toledo", us_state="OH", partner_place=HOSTILE["markup"]),
                    engagement("e3", partner_place=HOSTILE["length"], first_year=None, last_year=None),
                ]
            ),
            Engagements,
        ),
        "priorities": pd.DataFrame({"engagement_id": ["e1"], "priority_code": ["culture_education"]}),
        "findings": table(Findings, *[finding(finding_id=name, count=count) for name, count in _COUNTS.items()]),
        "labels": {
            "us_place_id": {"5378538": "Oakland, CA", "2": "Toledo, OH"},
            "us_state": {"CA": "California", "OH": "Ohio"},
            "partner_country_code": {"JP": "Japan"},
            "priority_code": {"culture_education": "Culture and education", "tourism_sport": "Tourism"},
            "method_code": {"sister_city": "Sister city", "other": "Other"},
            "network_code": {},
        },
        "city_slugs": {"5378538": "oakland-ca", "2": "toledo-oh"},
        "peers": {"5378538": ["2"]},
        "size_words": {"5378538": "250,000 or more inhabitants", "2": "250,000 or more inhabitants"},
    }
    return Edition(**(told | overrides))


_COUNTS = {"method.sister_city": 3, "country.JP": 3, "state.CA": 2, "state.OH": 1, "city.2": 1}
_COUNTS |= {"priority.culture_education": 1}


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """Return the pages of the small edition."""
    return profile_pages(edition(), COMMON, decimals=0)


@pytest.fixture(scope="module")
def folder(written, tmp_path_factory) -> Path:
    """Return the pages as they lie in a report."""
    report = tmp_path_factory.mktemp("report")
    (report / "style.css").write_text(pages.style(), encoding="utf-8")
    for path, page in written.items():
        pages.write(report / "profiles" / path, page)
    return report / "profiles"


def test_there_is_a_page_for_everything_that_has_engagements_and_each_code(written):
    assert {path for path in written if not path.endswith("index.html")} == {
        *["city/oakland-ca.html", "city/toledo-oh.html", "state/ca.html", "state/oh.html", "country/japan.html"],
        *["priority/culture-education.html", "priority/tourism-sport.html", "method/sister-city.html"],
        "method/other.html",
    }
    assert {f"{kind}/index.html" for kind in KINDS} | {"index.html"} <= set(written)


def test_every_link_to_another_profile_leads_to_a_page(written):
    for path, page in written.items():
        for link in re.findall(r'href="([^"#]+)', page):
            if link.startswith("data:"):
                continue
            target = (Path("/report/profiles") / path).parent / link
            parts = Path(*_resolved(target).parts[2:])
            if parts.parts[0] == "profiles":
                assert str(parts.relative_to("profiles")) in written, (path, link)
            else:
                assert parts.parts[0] in ("index.html", "style.css", "map", "engagements"), (path, link)


def _resolved(path: Path) -> Path:
    """Return a path without steps up."""
    kept: list[str] = []
    for part in path.parts:
        kept = kept[:-1] if part == ".." else [*kept, part]
    return Path(*kept)


def test_a_page_shows_its_finding_and_as_many_engagements(written):
    page = written["country/japan.html"]
    assert "3 of 4." in page
    assert len(re.findall(r"engagements/[A-Z]{2}\.html#e\d", page)) == 3


def test_a_rank_stands_with_the_ranks_it_could_have(written):
    ranked = finding(finding_id="country.JP", count=3, rank=2, rank_lower=1, rank_upper=4)
    told = profile_pages(edition(findings=table(Findings, ranked)), COMMON, decimals=0)["country/japan.html"]
    assert "<b>2 (1 to 4)</b> rank by engagements" in told
    assert "in brackets the ranks it could have with other cities drawn" in told
    assert "in brackets" not in written["country/japan.html"]


def test_a_city_stands_with_its_share_of_all_engagements():
    counted = finding(finding_id="city.2", count=1, measure="count", rank=2)
    told = profile_pages(edition(findings=table(Findings, counted)), COMMON, decimals=0)["city/toledo-oh.html"]
    assert "<b>33\u00a0%</b> of all 3 engagements; counted, not estimated" in told
    assert "<b>2</b> rank by engagements among 2;" in told


def test_one_engagement_is_not_several(written):
    counted = finding(finding_id="city.2", count=1, measure="count", rank=2)
    told = profile_pages(edition(findings=table(Findings, counted)), COMMON, decimals=0)["city/toledo-oh.html"]
    assert "<b>1</b> engagement</li>" in told
    assert "<b>3</b> engagements of 4" in written["country/japan.html"]


def test_a_place_that_the_gazetteer_lacks_has_its_size_where_somebody_checked_it():
    known = pd.DataFrame({"id": [1], "population": [40_000]})
    added = pd.DataFrame({"place_id": ["us-ct-a", "us-ct-b"], "population": ["60000", ""]})
    told = sizes.size_codes(sizes.inhabitants(known, added), [30_000, 50_000]).to_dict()
    assert told == {"1": "30000_49999", "us-ct-a": "50000_or_more", "us-ct-b": "unknown"}


def test_other_engagements_than_the_finding_counts_stop_the_run():
    wrong = table(Findings, finding(finding_id="country.JP", count=4))
    with pytest.raises(ProfileError, match="the findings say 4"):
        profiles(edition(findings=wrong))


def test_a_page_leads_to_the_same_on_the_map(written):
    assert "../../map/index.html#look=city:5378538" in written["city/oakland-ca.html"]


@pytest.mark.parametrize("path", ["city/toledo-oh.html", "country/japan.html"])
def test_a_text_that_means_harm_is_a_text(written, path):
    assert "<img" not in written[path]
    assert "&lt;img src=x" in written[path]


def test_peers_are_cities_of_the_same_size_with_a_like_mix():
    rows = [("1", "JP"), ("2", "JP"), ("3", "JP"), ("4", "FR"), ("5", "FR")]
    found = pd.DataFrame(rows, columns=["us_place_id", "partner_country_code"]).assign(method_code="sister_city")
    sizes = pd.Series({"1": "large", "2": "large", "3": "small", "4": "large", "5": "small"})
    told = peers(found, sizes, most=1)
    assert told == {"1": ["2"], "2": ["1"], "4": ["1"], "3": ["5"], "5": ["3"]}


def test_a_city_with_nothing_in_common_has_no_peer():
    found = pd.DataFrame(
        {
            "us_place_id": ["1", "2"],
            "partner_country_code": ["JP", "FR"],
            "method_code": ["sister_city", "other"],
        }
    )
    assert peers(found, pd.Series({"1": "large", "2": "large"}), most=5) == {"1": [], "2": []}


def test_of_places_called_alike_only_the_largest_has_the_name_alone():
    cities = pd.DataFrame({"us_place_id": ["1", "2"], "us_city": ["Troy", "Troy"], "us_state": ["OH", "OH"]})
    places = pd.DataFrame({"id": ["1", "2"], "name": ["Troy"] * 2, "state": ["OH"] * 2, "population": [5, 50]})
    assert slugs.of_cities(cities, places) == {"1": "troy-oh-1", "2": "troy-oh"}
    assert slugs.of_cities(cities.iloc[:1], places) == {"1": "troy-oh-1"}


def test_on_paper_a_profile_is_ink_on_white_and_whole(browser, folder):
    with Visit(browser, (folder / "country/japan.html").as_uri(), 816, scheme="dark") as visit:
        visit.page.emulate_media(media="print")
        style = "one => { const { color, backgroundColor } = getComputedStyle(one); return [color, backgroundColor]; }"
        assert visit.page.eval_on_selector("body", style) == ["rgb(29, 29, 27)", "rgb(255, 255, 255)"]
        assert visit.page.locator(".simulated").is_visible()
        # No table is cut at an edge that paper cannot move.
        wide = "all => all.map(one => getComputedStyle(one).overflowX)"
        assert set(visit.page.eval_on_selector_all(".scroll", wide)) == {"visible"}
        assert visit.page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_telephone_no_bar_is_cut_off(browser, folder, width):
    with Visit(browser, (folder / "country/japan.html").as_uri(), width) as visit:
        cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        assert visit.page.eval_on_selector_all(".scroll:has(.spread)", cut) == 0
        wide = "all => Math.min(...all.map(one => one.getBoundingClientRect().width))"
        assert visit.page.eval_on_selector_all(".spread svg", wide) > 40


@pytest.mark.parametrize(
    "path", ["index.html", "city/index.html", "city/oakland-ca.html", "country/japan.html", "method/other.html"]
)
def test_axe_finds_no_barrier_in_a_profile(browser, folder, path):
    with Visit(browser, (folder / path).as_uri()) as visit:
        assert visit.errors == []
        assert visit.barriers(LOOKS) == {}
        assert [look.width for look in LOOKS if visit.is_too_wide(look.width)] == []
