"""The pages in a real browser: no request elsewhere, no error, no barrier that axe finds, no sideways scrolling."""

import os
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
from tests.report_tables import edition, labels, source, typed

CHROMIUM = Path("/usr/bin/chromium")
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
LOOKS = [
    pytest.param(1280, "light", id="wide, light"),
    pytest.param(1280, "dark", id="wide, dark"),
    pytest.param(390, "light", id="phone, light"),
    pytest.param(390, "dark", id="phone, dark"),
]
# Shades and widths are the same on all pages: where all four looks take long, these two have everything once.
EXTREMES = [LOOKS[0], LOOKS[3]]


@pytest.fixture(scope="module")
def browser():
    """Return a browser; skip where there is none, unless the environment asks for one."""
    if not CHROMIUM.is_file():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER is 1 and {CHROMIUM} is missing.")
        pytest.skip(f"{CHROMIUM} is missing; the pages are looked at only where it is installed.")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


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


@cache
def window(browser, scheme: str, **settings):
    """Return a window in these shades: the same for all visits, since a new one takes longer than most visits."""
    return browser.new_context(color_scheme=scheme, **settings).new_page()


class Visit:
    """A page that is open, with what it asked for and complained of."""

    def __init__(self, browser, path: Path, width: int, scheme: str = "light", **settings):
        self.page = window(browser, scheme, **settings)
        # The page before may still ask for a picture that came into view: nothing of it is heard from here on.
        self.page.goto("about:blank")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(media="screen")
        self.requests, self.errors = [], []
        self.listeners = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda message: self.errors.append(message.text),
            "pageerror": lambda error: self.errors.append(str(error)),
        }
        for event, listener in self.listeners.items():
            self.page.on(event, listener)
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)


def violations(page) -> list[str]:
    """Return what axe finds, each with the first element concerned."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [f"{problem['id']}: {problem['nodes'][0]['html'][:120]}" for problem in found]


@pytest.mark.parametrize(("width", "scheme"), EXTREMES)
def test_axe_finds_no_barrier(browser, small_report, width, scheme):
    for kind in [*KINDS, "rows/staffing.html", "engagements/CA.html"]:
        with Visit(browser, small_report / kind, width, scheme) as visit:
            assert violations(visit.page) == [], kind


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_no_barrier_in_what_is_published(browser, name, width, scheme):
    with Visit(browser, REPORTS / name / "index.html", width, scheme) as visit:
        assert violations(visit.page) == []


class Seen(NamedTuple):
    """What one visit of a page showed."""

    errors: list[str]
    requests: list[str]
    widths: dict[int, int]  # of the window → of the page
    pictures: list[list]  # width as drawn, words


@pytest.fixture(scope="module")
def seen(browser, small_report):
    """Return what a report's pages show, by the name of the report and of the page; each is visited once."""

    @cache
    def visited(name: str) -> dict[str, Seen]:
        folder = small_report if name == "small" else REPORTS / name
        return {kind: look(folder / kind) for kind in [*KINDS, "engagements/CA.html"]}

    def look(path: Path) -> Seen:
        with Visit(browser, path, 1280) as visit:
            pictures = visit.page.eval_on_selector_all("img", "all => all.map(i => [i.naturalWidth, i.alt])")
            widths = {}
            for width in (1280, 390, 320):
                visit.page.set_viewport_size({"width": width, "height": 900})
                widths[width] = visit.page.evaluate("document.documentElement.scrollWidth")
            return Seen(visit.errors, visit.requests, widths, pictures)

    return visited


def test_no_table_is_wider_than_paper(browser, small_report):
    with Visit(browser, small_report / "comparison.html", 500) as visit:
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 500


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_page_asks_for_its_own_files_only_and_has_no_error(seen, name):
    own = ((REPORTS / name).as_uri() + "/", "data:")
    elsewhere = {kind: [url for url in page.requests if not url.startswith(own)] for kind, page in seen(name).items()}
    assert {kind: urls for kind, urls in elsewhere.items() if urls} == {}
    assert {kind: page.errors for kind, page in seen(name).items() if page.errors} == {}


def test_markup_in_a_text_runs_nothing(browser, small_report):
    for kind in ("engagements/CA.html", "undecided.html", "rows/country.html"):
        with Visit(browser, small_report / kind, 1280) as visit:
            assert visit.errors == []
            assert visit.page.locator("img[src='x'], main script").count() == 0


@pytest.mark.parametrize("name", [*PUBLISHED, "small"])
def test_no_page_scrolls_sideways(seen, name):
    wider = [
        (kind, window) for kind, page in seen(name).items() for window, width in page.widths.items() if width > window
    ]
    assert wider == []


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_picture_of_a_report_is_seen_and_has_words(seen, name):
    pictures = [picture for page in seen(name).values() for picture in page.pictures]
    assert pictures
    assert [words for width, words in pictures if not width or len(words) < 40] == []


def test_a_page_is_read_without_script(browser, small_report):
    with Visit(browser, small_report / "quality.html", 1280, java_script_enabled=False) as visit:
        assert "Every raw row" in visit.page.content()


def test_the_keyboard_reaches_the_content_first(browser, small_report):
    with Visit(browser, small_report / "index.html", 1280) as visit:
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
    with Visit(browser, page, 800, scheme) as visit:
        shown = Image.open(BytesIO(visit.page.locator("img").screenshot())).convert("RGB")
    assert "#{:02x}{:02x}{:02x}".format(*shown.getpixel((50, 50))) == getattr(palette.SHADES["paper"], scheme)


@pytest.fixture(scope="module")
def form_pages(tmp_path_factory) -> Path:
    """Return the pages of the questionnaire."""
    folder = tmp_path_factory.mktemp("questionnaire")
    printed.write(questionnaire.read(), folder)
    return folder


@pytest.mark.parametrize(("width", "scheme"), EXTREMES)
def test_the_questionnaire_has_no_barrier_asks_for_nothing_else_and_does_not_scroll(browser, form_pages, width, scheme):
    for page in ("index.html", "codebook.html"):
        with Visit(browser, form_pages / page, width, scheme) as visit:
            assert visit.errors == [], page
            assert {url.rpartition("/")[2] for url in visit.requests if not url.startswith("data:")} == {
                page,
                "style.css",
            }
            assert violations(visit.page) == [], page
            visit.page.set_viewport_size({"width": min(width, 320), "height": 900})
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= min(width, 320), page


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


@pytest.mark.parametrize(("width", "scheme"), EXTREMES)
def test_the_codebook_has_no_barrier_asks_for_nothing_else_and_does_not_scroll(browser, codebook_page, width, scheme):
    with Visit(browser, codebook_page, width, scheme) as visit:
        assert visit.errors == []
        asked = {url.rpartition("/")[2] for url in visit.requests if not url.startswith("data:")}
        assert asked == {"codebook.html", "style.css"}
        assert violations(visit.page) == []
        # 320 pixels are 1280 at 400 %.
        visit.page.set_viewport_size({"width": min(width, 320), "height": 256})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= min(width, 320)


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


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_all_editions_have_no_barrier_ask_for_nothing_else_and_do_not_scroll(browser, all_editions, width, scheme):
    with Visit(browser, all_editions, width, scheme) as visit:
        assert visit.errors == []
        asked = {url.rpartition("/")[2] for url in visit.requests if not url.startswith("data:")}
        assert asked == {"index.html", "style.css"}
        assert violations(visit.page) == []
        visit.page.set_viewport_size({"width": min(width, 320), "height": 900})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= min(width, 320)


def test_a_bar_is_as_long_as_its_percentage(browser, all_editions):
    with Visit(browser, all_editions, 1280) as visit:
        drawn = visit.page.eval_on_selector_all(
            ".bar", "all => all.map(bar => bar.querySelector('rect').getBoundingClientRect().width / bar.clientWidth)"
        )
        said = visit.page.eval_on_selector_all(
            "td:has(.bar) + td", "all => all.map(cell => parseFloat(cell.innerText))"
        )
    assert len(said) > 10
    assert [round(100 * share) for share in drawn] == said
