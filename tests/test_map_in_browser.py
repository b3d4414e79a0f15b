"""The map in a real browser: everything it offers is used, by mouse and by keyboard, and what it gives is checked."""

import csv
import functools
import io
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest

from pipeline.core import codebook
from pipeline.webmap import build, content, node
from pipeline.webmap.edition import knowledge
from tests.browsing import Visit, required, violations
from tests.map_edition import FORMULA, LONG, MARKUP, REVERSED, SOURCES, about, small

REPORTS = Path(__file__).parents[1] / "reports"
PUBLISHED = sorted(path.parts[-3] for path in REPORTS.glob("*/map/index.html"))
ALL = 7  # engagements of the small edition


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return the map of the small edition, as files."""
    required((node.PACKAGES / "esbuild").is_dir(), "python -m pipeline.webmap.node: npm packages")
    made = tmp_path_factory.mktemp("demonstration") / "map"
    made.mkdir()
    edition = small()
    told = content.content(edition, knowledge(edition.engagements), SOURCES, about())
    for name, text in build.pages(told, build.parts()).items():
        (made / name).write_text(text, encoding="utf-8")
    return made


class Opened(Visit):
    """A map that is open: it stands still, and complains of nothing."""

    motion = "reduce"

    def __init__(self, *told, **named):
        super().__init__(*told, **named)
        self.page.wait_for_selector("body[data-ready]")

    def __exit__(self, kind, problem, trace):
        super().__exit__(kind, problem, trace)
        if kind is None:
            assert self.errors == []

    @property
    def count(self) -> int:
        """Return how many engagements the page says it shows."""
        said = self.page.inner_text("#count")
        return 0 if said.startswith("No engagement") else int(said.split()[0].replace(",", ""))

    @property
    def hash(self) -> str:
        """Return the part of the address after #."""
        return self.page.evaluate("location.hash")

    def rows(self) -> list[list[str]]:
        """Return the cells of every page of the table as it is shown."""
        found = []
        while True:
            lines = "all => all.map(line => [...line.children].map(cell => cell.innerText.trim()))"
            found += self.page.eval_on_selector_all("#table-body tr", lines)
            following = self.page.locator("#pages [data-key=next]:not([aria-disabled])")
            if not following.is_visible():
                return found
            following.click()

    def saved(self, kind: str) -> bytes:
        """Return the file that a button gives."""
        with self.page.expect_download() as download:
            self.page.click(f"#take-{kind}")
        return Path(download.value.path()).read_bytes()

    def found(self, text: str) -> list[str]:
        """Return what the search answers to a text."""
        self.page.fill("#search", text)
        return self.page.eval_on_selector_all("#answers .name", "all => all.map(one => one.innerText)")


@pytest.fixture
def visit(browser, folder):
    """Return how to open the small map: in a state, in a window."""
    return lambda state="", **settings: Opened(browser, (folder / "index.html").as_uri() + state, **settings)


@pytest.mark.parametrize(
    ("state", "window"),
    [
        pytest.param("", {}, id="light"),
        pytest.param("#view=us&table=state&sort=-engagements", {"scheme": "dark"}, id="dark"),
        pytest.param("", {"width": 390, "height": 844}, id="phone"),
        # 320 pixels are 1280 at 400 %.
        pytest.param("#look=country:JP", {"width": 320, "height": 256}, id="400 percent"),
        pytest.param(
            "#look=city:5378538&compare=city:5378538&compare=country:JP&method=sister_city", {}, id="city open"
        ),
    ],
)
def test_axe_finds_no_barrier(visit, state, window):
    with visit(state, **window) as opened:
        for summary in opened.page.locator("#facets summary").all():
            if summary.is_visible():
                summary.click()
        # Its preloading would fetch the style sheet, which the page's policy refuses.
        assert violations(opened.page, preload=False) == []


@pytest.mark.parametrize("name", ["index.html", "single.html"])
def test_from_a_file_nothing_else_is_asked_for(browser, folder, name):
    with Opened(browser, (folder / name).as_uri()) as opened:
        assert opened.count == ALL
        own = {(folder / name).as_uri()}
        if name == "index.html":
            own |= {(folder / part).as_uri() for part in ("map.css", "boundaries.js", "engagements.js", "map.js")}
        assert {url for url in opened.requests if not url.startswith(("data:", "blob:"))} == own
        # The one file is handed on without what lies beside it.
        links = opened.page.locator("a[href^='../']").count()
        assert (links > 0) == (name == "index.html")


def test_from_a_static_host_it_is_the_same(browser, folder):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        with Opened(browser, address + "index.html#look=country:JP") as opened:
            assert opened.count == 3
            opened.page.click("#chips [data-key=focus]")
            assert opened.count == ALL
            assert [url for url in opened.requests if not url.startswith((address, "data:"))] == []
    finally:
        server.shutdown()
        server.server_close()


def test_search_finds_by_name_and_by_other_names_without_accents(visit):
    first = {
        "toledo": "Toledo, OH",
        "Koln": "Köln, Germany",
        "cologne": "Köln, Germany (cologne)",
        "FUKUO": "Fukuoka, Japan",
        "alemania": "Germany (alemania)",
        "c40": "C40 Cities",
        "hawaii": "Hawaii",
    }
    with visit() as opened:
        assert {typed: opened.found(typed)[:1] for typed in first} == {typed: [name] for typed, name in first.items()}
        assert opened.found("zzzz") == []
        assert opened.page.inner_text("#search-status") == "No answer"


def test_an_answer_is_chosen_by_keyboard_and_shows_its_profile(visit):
    with visit() as opened:
        opened.page.focus("#search")
        opened.page.keyboard.type("oakl")
        opened.page.keyboard.press("ArrowDown")
        opened.page.keyboard.press("ArrowUp")
        opened.page.keyboard.press("Enter")
        assert opened.count == 3
        assert opened.page.inner_text("#profile-name") == "Oakland, CA"
        assert "look=city%3A5378538" in opened.hash
        assert opened.page.evaluate("document.activeElement.id") == "profile-name"


FILTERED = [
    ("state", "California", 3),
    ("city", "Toledo, OH", 1),
    ("country", "Japan", 3),
    ("region", "Europe", 2),
    ("method", "Sister city", 2),
    ("method", "Undecided", 1),
    ("priority", "Culture and education", 1),
    ("network", "C40 Cities", 1),
    ("source", "Desk research <b>2024</b>", 2),
]


def test_each_filter_shows_what_its_number_says_and_can_be_taken_back(visit):
    with visit() as opened:
        for kind, label, count in FILTERED:
            box = opened.page.locator(f"#filter-{kind}")
            if box.get_attribute("open") is None:
                box.locator("summary").click()
            choice = box.locator("label", has_text=label)
            assert choice.locator(".n").inner_text() == str(count), label
            choice.click()
            assert (opened.count, len(opened.rows())) == (count, count), label
            opened.page.click("#chips button")
            assert opened.count == ALL


def test_years_leave_those_without_a_year_in_until_they_are_not_wanted(visit):
    with visit() as opened:
        opened.page.fill("#from", "2019")
        opened.page.press("#from", "Enter")
        opened.page.fill("#to", "2020")
        opened.page.press("#to", "Enter")
        assert opened.count == 6
        opened.page.uncheck("#undated")
        assert opened.count == 3


def test_a_long_list_of_choices_can_be_narrowed(visit):
    with visit() as opened:
        opened.page.click("#filter-country summary")
        opened.page.fill("#filter-country input[type=search]", "deutschl")
        choices = opened.page.locator("#filter-country label span:not(.n)")
        assert choices.all_inner_texts() == ["Germany"]


def test_every_state_is_an_address_and_the_back_button_goes_through_them(visit):
    with visit("#view=us&layers=shading+networks&state=CA&from=1900&table=city&sort=-engagements") as opened:
        first = opened.hash
        assert opened.count == 3
        assert opened.page.is_checked("input[value=us]")
        assert opened.page.is_checked("#layer-networks")
        assert not opened.page.is_checked("#layer-places")
        assert opened.page.input_value("#from") == "1900"
        assert opened.page.input_value("#table-of") == "city"
        opened.page.click("#table-body button")
        opened.page.click("[data-key=compare]")
        second = opened.hash
        assert opened.page.is_visible("#compare")
        with visit(second) as again:
            assert again.page.inner_text("main") == opened.page.inner_text("main")
        opened.page.go_back()
        opened.page.go_back()
        opened.page.wait_for_url(lambda address: address.endswith(first))
        opened.page.wait_for_selector("#compare", state="hidden")
        assert opened.page.is_hidden("#profile")


def test_the_view_of_the_map_is_in_the_address(visit):
    with visit() as opened:
        opened.page.focus("#map")
        for key in ("+", "+", "ArrowLeft"):
            opened.page.keyboard.press(key)
        moved = opened.hash
        assert "at=" in moved
        with visit(moved) as again:
            assert again.hash == moved
        opened.page.keyboard.press("0")
        assert "at=" not in opened.hash
        opened.page.emulate_media(reduced_motion="no-preference")
        opened.page.click("#zoom-in")
        opened.page.wait_for_url("**2.00")
        assert opened.page.input_value("#address").endswith(opened.hash)


def test_a_cluster_opens_until_its_places_can_be_told_apart(visit):
    with visit("#layers=places") as opened:
        box = opened.page.locator("#map").bounding_box()
        # Toledo and Columbus, Ohio, are one mark on the whole world.
        middle = opened.page.evaluate("""() => {
          const canvas = document.querySelectorAll('#map canvas')[1];
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let [x, y, n] = [0, 0, 0];
          for (let at = 0; at < pixels.length; at += 4) {
            const px = (at / 4) % canvas.width;
            if (pixels[at] === 18 && pixels[at + 1] === 67 && pixels[at + 2] === 109 && px > canvas.width * 0.55) {
              x += px; y += Math.floor(at / 4 / canvas.width); n += 1;
            }
          }
          return [x / n, y / n];
        }""")
        at = (box["x"] + middle[0] + 1, box["y"] + middle[1] + 1)
        opened.page.mouse.move(*at)
        opened.page.wait_for_selector("#tip:not([hidden])")
        assert opened.page.inner_text("#tip") == "Columbus, OH +1: 2 engagements"
        opened.page.mouse.click(*at)
        assert "at=" in opened.hash
        assert opened.page.is_hidden("#profile")


def test_a_line_says_what_it_joins_and_how(visit):
    with visit() as opened:
        # Looked at from the search, the city and its partner stand to both sides of the middle.
        opened.found("toledo, oh")
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_selector("#map[data-drawn=true]")
        box = opened.page.locator("#map").bounding_box()
        said = set()
        for y in range(0, int(box["height"]), 4):
            opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + y)
            opened.page.evaluate("new Promise(requestAnimationFrame)")
            said.add(opened.page.text_content("#tip") if opened.page.is_visible("#tip") else "")
        assert "Toledo, OH – Toledo, Sister city: 1 engagement" in said
        assert len(said) > 1
    with visit() as opened:
        opened.page.wait_for_selector("#map[data-drawn=true]")
        for y in range(0, int(box["height"]), 20):
            opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + y)
            opened.page.evaluate("new Promise(requestAnimationFrame)")
            # Among grey lines none is told: they cross each other, and one is not the other.
            assert " – " not in opened.page.text_content("#tip")


class Fingers:
    """Fingers on a page, as Chromium takes them from a touch screen."""

    def __init__(self, opened: Opened):
        self.session = opened.page.context.new_cdp_session(opened.page)

    def move(self, *paths: tuple[tuple[float, float], tuple[float, float]], steps: int = 8) -> None:
        """Put a finger down at the start of each path, move all to the ends, take them up."""
        for step in range(steps + 1):
            points = [
                {"x": a + (c - a) * step / steps, "y": b + (d - b) * step / steps, "id": number}
                for number, ((a, b), (c, d)) in enumerate(paths)
            ]
            kind = "touchMove" if step else "touchStart"
            self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# The middle of the city's mark that is farthest to the left.
FIRST_MARK = """() => {
  const canvas = document.querySelectorAll('#map canvas')[1];
  const { width, height } = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const found = [];
  for (let at = 0; at < width * height; at += 1) {
    if (pixels[4 * at] === 18 && pixels[4 * at + 1] === 67 && pixels[4 * at + 2] === 109)
      found.push([at % width, Math.floor(at / width)]);
  }
  const left = Math.min(...found.map(([x]) => x));
  const mark = found.filter(([x]) => x < left + 8);
  const density = width / document.getElementById('map').clientWidth;
  return [(left + 6) / density, mark.reduce((sum, [, y]) => sum + y, 0) / mark.length / density];
}"""


def test_fingers_select_enlarge_and_move(visit):
    phone = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
    with visit("#view=us", **phone) as opened:
        page, fingers = opened.page, Fingers(opened)
        page.wait_for_selector("#map[data-drawn=true]")
        page.locator("#map").scroll_into_view_if_needed()
        box = page.locator("#map").bounding_box()
        x, y = page.evaluate(FIRST_MARK)
        page.touchscreen.tap(box["x"] + x + 1, box["y"] + y + 1)
        page.wait_for_selector("#profile:not([hidden])")
        assert page.inner_text("#profile-name") == "Oakland, CA"
        page.click("#chips [data-key=focus]")
        page.locator("#map").scroll_into_view_if_needed()
        box = page.locator("#map").bounding_box()
        middle, level = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # One finger on the whole map is for the page, which it scrolls.
        fingers.move(((middle, level), (middle + 60, level)))
        page.wait_for_timeout(100)
        assert "at=" not in opened.hash
        fingers.move(((middle - 20, level), (middle - 90, level)), ((middle + 20, level), (middle + 90, level)))
        page.wait_for_function("location.hash.includes('at=')")
        enlarged = opened.hash
        fingers.move(((middle, level), (middle + 60, level + 20)))
        page.wait_for_function("before => location.hash !== before", arg=enlarged)
        assert enlarged.rpartition("+")[2] == opened.hash.rpartition("+")[2]
        assert page.is_hidden("#profile")


def test_a_profile_says_rank_shares_and_peers_and_links_to_its_page(visit):
    with visit("#look=city:5378538") as opened:
        said = opened.page.inner_text("#profile")
        assert "3 engagements. 1st of 4 U.S. cities by number of engagements." in said
        assert "Years: 2019–2021; 2 without a year." in said
        assert "1 of 3" in said
        assert "%" not in said  # the base is too small for shares
        assert opened.page.locator("#profile a").get_attribute("href") == "../profiles/city/oakland-ca.html"
        opened.page.click("#profile [data-key='country:JP']")
        assert opened.page.inner_text("#profile-name") == "Japan"
        assert opened.page.locator("#profile a").get_attribute("href") == "../profiles/country/japan.html"


def test_up_to_five_are_compared_side_by_side(visit):
    with visit() as opened:
        for name in ("toledo, oh", "columbus", "oakland", "honolulu", "japan", "germany"):
            opened.found(name)
            opened.page.keyboard.press("Enter")
            if name != "germany":
                opened.page.click("[data-key=compare]")
        heads = opened.page.locator("#compare-head th .link").all_inner_texts()
        assert heads == ["Toledo, OH", "Columbus, OH", "Oakland, CA", "Honolulu, HI", "Japan"]
        assert opened.page.inner_text("[data-key=compare]") == "5 are compared already"
        counts = opened.page.locator("#compare-body tr").first.locator("td").all_inner_texts()
        assert counts == ["1", "1", "3", "2", "3"]
        opened.page.locator("#compare-head button", has_text="Take out").first.click()
        assert opened.page.locator("#compare-head th").count() == 4


def test_the_table_counts_what_the_engagements_say(visit):
    columns = {
        "country": ("partner_country_code", "countries"),
        "state": ("us_state", "us_states"),
        "method": ("method_code", "methods"),
        "network": ("network_code", "networks"),
    }
    with visit() as opened:
        for of, (column, labels) in columns.items():
            expected = small().engagements[column].dropna().map(codebook.labels(labels)).value_counts().to_dict()
            opened.page.select_option("#table-of", of)
            found = {line[0]: int(line[1]) for line in opened.rows()}
            assert sum(found.values()) == ALL
            assert {name: found[name] for name in expected} == expected
            assert len(found) - len(expected) == int(sum(expected.values()) < ALL)


def test_the_table_is_sorted_by_its_headings_and_says_so(visit):
    with visit() as opened:
        year = opened.page.locator("#table-head th", has_text="Years")
        year.locator("button").click()
        assert year.get_attribute("aria-sort") == "ascending"
        year.locator("button").click()
        assert year.get_attribute("aria-sort") == "descending"
        assert opened.page.evaluate("document.activeElement.dataset.key") == "sort-year"
        assert [line[4] for line in opened.rows()] == ["2019–2021"] * 3 + ["1931"] + [""] * 3


def test_files_hold_what_is_shown_and_say_that_it_is_simulated(visit):
    with visit("#country=JP") as opened:
        lines = list(csv.DictReader(io.StringIO(opened.saved("csv").decode())))
        assert [line["engagement_id"] for line in lines] == ["e3", "e4", "e6"]
        assert {line["data"] for line in lines} == {"simulated"}
        features = json.loads(opened.saved("geojson"))
        assert features["simulated"] is True
        assert features["features"][0]["geometry"]["coordinates"] == [[-122.271, 37.804], [130.417, 33.6]]
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(opened.saved("parquet"))).to_pandas()
        frame = small().engagements.set_index("engagement_id").loc[["e3", "e4", "e6"]]
        assert table["engagement_id"].tolist() == frame.index.tolist()
        assert table["description_text"].tolist()[:2] == frame["description_text"].tolist()[:2]
        assert [line["method_code"] for line in lines] == frame["method_code"].tolist()


def test_pictures_say_what_they_are(visit):
    with visit("#look=country:JP") as opened:
        picture = opened.saved("svg").decode()
        for said in ("SIMULATED DATA", "A small demonstration", "Partner country: Japan", "Incoming delegation"):
            assert said in picture
        drawn = opened.page.context.new_page()
        drawn.set_content(picture)
        assert drawn.locator("svg circle").count() >= 3
        drawn.close()
        assert opened.saved("png")[:8] == b"\x89PNG\r\n\x1a\n"


def test_address_code_and_citation_are_of_what_is_shown(visit):
    with visit("#look=country:JP") as opened:
        assert opened.page.input_value("#address").endswith("index.html#look=country%3AJP")
        assert opened.page.input_value("#embed").startswith("<iframe src=")
        assert "Simulated data" in opened.page.input_value("#citation")
        opened.page.click("#copy-citation")
        opened.page.wait_for_selector("#taken:not(:empty)")


def test_hostile_texts_are_texts(visit):
    with visit() as opened:
        title = opened.page.title()
        for details in opened.page.locator("#table-body details summary").all():
            details.click()
        shown = opened.page.locator("#table-body .description bdi").all_text_contents()
        assert sorted(shown) == sorted(f"“{text}”" for text in (MARKUP, FORMULA, REVERSED, LONG))
        assert opened.page.locator("img[src=x], #table-body b, #facets b").count() == 0
        assert opened.page.title() == title
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 1280
        cells = {line["engagement_id"]: line for line in csv.DictReader(io.StringIO(opened.saved("csv").decode()))}
        assert cells["e2"]["description_text"] == f"'{FORMULA}"
        assert cells["e1"]["description_text"] == MARKUP
        assert cells["e4"]["description_text"] == LONG
        opened.found("img")
        opened.page.keyboard.press("Enter")
        assert MARKUP in opened.page.inner_text("#profile-name")
        drawn = opened.saved("svg").decode()
        assert "<img" not in drawn


def test_everything_is_reached_and_used_by_keyboard_alone(visit):
    with visit() as opened:
        press = opened.page.keyboard.press
        reached = []
        for _ in range(70):
            press("Tab")
            place = opened.page.evaluate("""() => {
              const one = document.activeElement;
              const { outlineStyle } = getComputedStyle(one);
              return [one.id || one.dataset.key || one.textContent.trim().slice(0, 30), outlineStyle];
            }""")
            reached.append(place[0])
            assert place[1] != "none", place
            if place[0] == "copy-citation":
                break
        wanted = ["search", "from", "to", "undated", "map", "zoom-in", "table-of", "sort-city", "take-csv", "take-png"]
        assert [name for name in wanted if name not in reached] == []
        assert reached.index("search") < reached.index("map") < reached.index("table-of") < reached.index("take-csv")
        opened.page.focus("#filter-method summary")
        press("Enter")
        opened.page.wait_for_selector("#filter-method input")
        press("Tab")
        press("Space")
        assert opened.count < ALL
        # Choosing makes the list anew; the keyboard stays where it was.
        assert opened.page.evaluate("document.activeElement.type") == "checkbox"


def test_controls_and_regions_have_names_a_screen_reader_says(visit):
    with visit("#look=city:5378538") as opened:
        page = opened.page
        for role, name in [
            ("combobox", "Search cities, partners, countries, networks"),
            ("application", "Map. Arrow keys"),
            ("button", "Enlarge"),
            ("radio", "United States"),
            ("checkbox", "Network memberships"),
            ("region", "Filters"),
            ("region", "The same as a table"),
            ("list", "Legend"),
            ("complementary", "Simulated data"),
        ]:
            assert page.get_by_role(role, name=name).count() >= 1, (role, name)
        assert page.locator("#count").get_attribute("role") == "status"
        unnamed = "all => all.filter(one => !(one.getAttribute('aria-label') || one.textContent.trim())).length"
        assert page.eval_on_selector_all("button", unnamed) == 0


def test_no_width_scrolls_sideways(visit):
    # 320 pixels are 1280 at 400 %.
    with visit("#look=city:5378538&compare=city:5378538&compare=country:JP", width=320, height=256) as opened:
        for width in (320, 390, 768, 1280, 3840):
            opened.page.set_viewport_size({"width": width, "height": 700})
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
            assert opened.page.locator("#map").bounding_box()["width"] >= 0.3 * width


def test_a_narrow_table_breaks_no_ordinary_word(visit):
    with visit("#compare=country:JP", width=390, height=844) as opened:
        # A word stands in one line where its letters fill one rectangle.
        broken = opened.page.evaluate(
            """() => [...document.querySelectorAll("table td, table th")].flatMap((cell) => {
              const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
              const found = [];
              while (walk.nextNode()) {
                for (const word of walk.currentNode.data.matchAll(/(?<=^|\\s)[A-Za-z]{3,16}(?=[\\s,;]|$)/g)) {
                  const range = document.createRange();
                  range.setStart(walk.currentNode, word.index);
                  range.setEnd(walk.currentNode, word.index + word[0].length);
                  if (range.getClientRects().length > 1) found.push(word[0]);
                }
              }
              return found;
            })"""
        )
    assert broken == []


def test_on_paper_the_map_is_a_drawing_and_what_cannot_be_pressed_is_gone(visit):
    with visit("#look=city:5378538", scheme="dark") as opened:
        opened.page.emulate_media(media="print")
        opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert opened.page.is_hidden(".filters")
        assert opened.page.is_hidden("#map")
        assert opened.page.is_visible(".simulated")
        assert opened.page.locator("#paper svg path").count() > 100
        assert "SIMULATED DATA" in opened.page.locator("#paper svg").text_content()
        paper = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert opened.page.locator("#paper svg").count() == 0


def test_without_script_the_page_says_where_the_engagements_are(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert "without it" in page.inner_text("noscript")
    context.close()


@pytest.mark.parametrize("edition", PUBLISHED)
def test_the_figures_on_a_published_map_equal_the_findings(browser, edition):
    places = [REPORTS / edition / name / "findings.csv" for name in ("data", "tables")]
    held = next(path for path in places if path.is_file())
    findings = pd.read_csv(held, dtype={"code": "str"}, keep_default_na=False, na_values=[""])
    headline = findings.loc[findings["section"].eq("headline")].set_index("code")["count"]
    address = (REPORTS / edition / "map/index.html").as_uri()
    with Opened(browser, address) as opened:
        said = opened.page.inner_text("#count")
        for code in ("engagements", "cities", "countries"):
            assert f"{int(headline[code]):,}" in said
        for section in ("country", "state", "method", "priority", "network", "city"):
            mine = findings.loc[findings["section"].eq(section) & findings["code"].ne("undecided")]
            expected = {label: count for label, count in zip(mine["label"], mine["count"], strict=True) if count}
            opened.page.select_option("#table-of", section)
            shown = {line[0]: int(line[1].replace(",", "")) for line in opened.rows()}
            assert {name: shown.get(name) for name in expected} == expected, section
