"""The pages in a real browser: no request elsewhere, no error, no barrier that axe finds, no sideways scrolling."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from pipeline import chart, pages, publish, questionnaire
from pipeline.charts import catalogue, palette
from pipeline.charts.framing import About
from pipeline.charts.sheet import Sheet
from pipeline.core import codebook
from pipeline.forms import printed
from pipeline.report.chapters import CHAPTERS
from pipeline.tables.findings import Comparison, Response, Sensitivity
from pipeline.trends import page as trends
from tests import test_release, test_trend
from tests.browsing import EXTREMES, LOOKS, Look, Visit
from tests.report_tables import edition, labels, source, typed

REPORTS = Path(__file__).parents[1] / "reports"
PUBLISHED = ["public-record-2026", "demonstration-2024"]
# One page of each template.
CHAPTER_PAGES = [f"{chapter.name}.html" for chapter in CHAPTERS]
KINDS = [
    *CHAPTER_PAGES,
    "undecided.html",
    "side-by-side.html",
    "rows/method.html",
    "engagements/index.html",
    "engagements/OH.html",
]


@pytest.fixture(scope="module")
def small_report(tmp_path_factory) -> Path:
    """Return a report of the small edition, with texts that mean harm, as files."""
    folder = tmp_path_factory.mktemp("report")
    found = edition(folder)
    (folder / "figures").mkdir()
    about = About(found.choices["title"], found.choices["cut_off"], True, 0.95)
    nothing = [typed(table, []) for table in (Response, Sensitivity, Comparison)]
    drawn = catalogue.Tables(found.findings, *nothing, codebook.read("published"))
    for picture in catalogue.pictures(drawn, about):
        found.figures.append(chart.write(picture, about, folder / "figures"))
    for path, page in publish.report(found, labels()).items():
        pages.write(folder / path, page)
    return folder


class Seen(NamedTuple):
    """What one visit of a page showed."""

    errors: list[str]
    requests: list[str]
    too_wide: list[int]  # widths of the window in which the page scrolled sideways
    pictures: list[list]  # width as drawn, words
    barriers: dict[Look, list[str]]


@pytest.fixture(scope="module")
def seen(browser, small_report):
    """Return what a report's pages show, by the name of the report and of the page; each is visited once."""

    @cache
    def visited(name: str) -> dict[str, Seen]:
        if name == "small":
            kinds = [*KINDS, "engagements/CA.html", "rows/staffing.html"]
            return {kind: look_at(small_report / kind, EXTREMES) for kind in kinds}
        kinds = {kind: [] for kind in [*KINDS, "engagements/CA.html"]} | {"index.html": LOOKS}
        return {kind: look_at(REPORTS / name / kind, looks) for kind, looks in kinds.items()}

    def look_at(path: Path, looks: list[Look]) -> Seen:
        with Visit(browser, path.as_uri()) as visit:
            pictures = visit.page.eval_on_selector_all("img", "all => all.map(i => [i.naturalWidth, i.alt])")
            errors, requests = [*visit.errors], [*visit.requests]
            too_wide = [width for width in (1280, 390, 320) if visit.is_too_wide(width)]
            return Seen(errors, requests, too_wide, pictures, visit.barriers(looks))

    return visited


@pytest.mark.parametrize("name", [*PUBLISHED, "small"])
def test_axe_finds_no_barrier(seen, name):
    assert {kind: page.barriers for kind, page in seen(name).items() if page.barriers} == {}


def test_no_table_is_wider_than_paper(browser, small_report):
    with Visit(browser, (small_report / "comparison.html").as_uri(), 500) as visit:
        visit.page.emulate_media(media="print")
        assert not visit.is_too_wide(500)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_page_asks_for_its_own_files_only_and_has_no_error(seen, name):
    own = ((REPORTS / name).as_uri() + "/", "data:")
    elsewhere = {kind: [url for url in page.requests if not url.startswith(own)] for kind, page in seen(name).items()}
    assert {kind: urls for kind, urls in elsewhere.items() if urls} == {}
    assert {kind: page.errors for kind, page in seen(name).items() if page.errors} == {}


def test_markup_in_a_text_runs_nothing(browser, small_report):
    for kind in ("engagements/CA.html", "undecided.html", "rows/country.html"):
        with Visit(browser, (small_report / kind).as_uri()) as visit:
            assert visit.errors == []
            assert visit.page.locator("img[src='x'], main script").count() == 0


@pytest.mark.parametrize("name", [*PUBLISHED, "small"])
def test_no_page_scrolls_sideways(seen, name):
    assert {kind: page.too_wide for kind, page in seen(name).items() if page.too_wide} == {}


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_picture_of_a_report_is_seen_and_has_words(seen, name):
    pictures = [picture for page in seen(name).values() for picture in page.pictures]
    assert pictures
    assert [words for width, words in pictures if not width or len(words) < 40] == []


def test_a_page_is_read_without_script(browser, small_report):
    with Visit(browser, (small_report / "quality.html").as_uri(), java_script_enabled=False) as visit:
        assert "Every raw row" in visit.page.content()


def test_the_keyboard_reaches_the_content_first(browser, small_report):
    with Visit(browser, (small_report / "index.html").as_uri()) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        assert visit.page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_follows_the_screen(browser, tmp_path, scheme):
    sheet = Sheet(200)
    sheet.end(100)
    (tmp_path / "figure.svg").write_text(sheet.svg("Paper"), encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text('<meta name="color-scheme" content="light dark"><img src="figure.svg">', encoding="utf-8")
    with Visit(browser, page.as_uri(), 800, scheme=scheme) as visit:
        shown = Image.open(BytesIO(visit.page.locator("img").screenshot())).convert("RGB")
    assert "#{:02x}{:02x}{:02x}".format(*shown.getpixel((50, 50))) == getattr(palette.SHADES["paper"], scheme)


def require_own_files_no_barrier_and_no_scrolling(browser, page: Path, looks: list[Look]) -> None:
    """Look at a page that lies beside its style sheet alone; 320 pixels are 1280 at 400 %."""
    with Visit(browser, page.as_uri()) as visit:
        assert visit.errors == []
        assert {url.rpartition("/")[2] for url in visit.requests if not url.startswith("data:")} == {
            page.name,
            "style.css",
        }
        assert visit.barriers(looks) == {}
        assert [width for width in (1280, 390, 320) if visit.is_too_wide(width)] == []


@pytest.fixture(scope="module")
def form_pages(tmp_path_factory) -> Path:
    """Return the pages of the questionnaire."""
    folder = tmp_path_factory.mktemp("questionnaire")
    printed.write(questionnaire.read(), folder)
    return folder


@pytest.mark.parametrize("name", ["index.html", "codebook.html"])
def test_the_questionnaire_has_no_barrier_asks_for_nothing_else_and_does_not_scroll(browser, form_pages, name):
    require_own_files_no_barrier_and_no_scrolling(browser, form_pages / name, EXTREMES)


@pytest.fixture(scope="module")
def codebook_page(tmp_path_factory) -> Path:
    """Return the codebook of a small data set, with the style sheet that lies beside it.

    Of thousands of rules, which are rows alike, it has those with the longest words.
    """
    folder = tmp_path_factory.mktemp("data")
    read, rules = codebook.read, codebook.read("rules")
    longest = rules["text"].str.split().map(lambda words: max(map(len, words))).nlargest(30).index
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codebook, "read", lambda name: rules.loc[longest] if name == "rules" else read(name))
        released = test_release.released()
    for name in ("codebook.html", "style.css"):
        (folder / name).write_bytes(released[name])
    return folder / "codebook.html"


def test_the_codebook_has_no_barrier_asks_for_nothing_else_and_does_not_scroll(browser, codebook_page):
    require_own_files_no_barrier_and_no_scrolling(browser, codebook_page, EXTREMES)


@pytest.fixture(scope="module")
def all_editions(tmp_path_factory) -> Path:
    """Return the page of three editions, two of which may be compared and one of which is simulated."""
    folder = tmp_path_factory.mktemp("editions")
    simulated = test_trend.edition(folder, "2024", sources=[source(folder)])
    compared = test_trend.edition(folder, "2026", "2025", editions=test_trend.changed("2025", 2.0))
    (folder / "index.html").write_text(
        test_trend.shown([simulated, test_trend.edition(folder, "2025"), compared]), encoding="utf-8"
    )
    (folder / "style.css").write_text(trends.style(), encoding="utf-8")
    return folder / "index.html"


def test_all_editions_have_no_barrier_ask_for_nothing_else_and_do_not_scroll(browser, all_editions):
    require_own_files_no_barrier_and_no_scrolling(browser, all_editions, LOOKS)


def test_a_bar_is_as_long_as_its_percentage(browser, all_editions):
    with Visit(browser, all_editions.as_uri()) as visit:
        drawn = visit.page.eval_on_selector_all(
            ".bar", "all => all.map(bar => bar.querySelector('rect').getBoundingClientRect().width / bar.clientWidth)"
        )
        said = visit.page.eval_on_selector_all(
            "td:has(.bar) + td", "all => all.map(cell => parseFloat(cell.innerText))"
        )
    assert len(said) > 10
    assert [round(100 * share) for share in drawn] == said
