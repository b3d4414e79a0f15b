"""How fast the map is in a real browser: `python -m tests.measure_map [engagements …]`, 2,000 and 50,000 unless given.

Simulated engagements between U.S. cities of the frame and places of the world, drawn with a seed; Chromium without a
graphics card, 1280 by 720, page opened from a file. Prints one line for each size:

page      kilobytes of page without data, gzip
data      kilobytes of boundaries and engagements, gzip
ready     milliseconds from opening to a page that can be used (median of 5 openings, nothing cached)
drawn     milliseconds from opening until the last line is drawn (median of 5 openings)
pan, zoom 95th percentile of milliseconds between frames while a hand moves or enlarges the map for two seconds
filter    milliseconds from a click on a filter until counts, table and map are shown (median of 9)
search    milliseconds from a typed letter to its answers (median of 9)
"""

import gzip
import random
import statistics
import sys
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, sync_playwright

from pipeline.core import codebook, paths
from pipeline.webmap import build, content
from pipeline.webmap.edition import knowledge
from tests.map_edition import about, engagement, source, tables

CHROMIUM = "/usr/bin/chromium"
FRAMES = """() => new Promise((done) => {
  const times = [];
  const began = performance.now();
  const step = (time) => { times.push(time); if (performance.now() - began < 2000) requestAnimationFrame(step); else {
    done(times.slice(1).map((time, at) => time - times[at])); } };
  requestAnimationFrame(step);
})"""
FILTER = """async (at) => {
  const boxes = document.querySelectorAll('#filter-method input');
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const began = performance.now();
  boxes[at % boxes.length].click();
  const spent = performance.now() - began;
  await frame();
  return spent;
}"""
SEARCH = """async (text) => {
  const field = document.getElementById('search');
  field.value = text;
  const began = performance.now();
  field.dispatchEvent(new Event('input'));
  return performance.now() - began;
}"""


def simulated(size: int) -> content.Tables:
    """Return engagements drawn with a seed: more of large places, as real ones are."""
    chance = random.Random(2024)
    cities = pd.read_csv(paths.GAZETTEER / "us_frame.csv", dtype={"id": "str"}).to_dict("records")
    places = pd.read_parquet(paths.GAZETTEER / "world_places.parquet").head(12_000)
    places = places.loc[places["country"].ne("US")].to_dict("records")
    methods = codebook.read("methods")["code"].tolist()
    rows = []
    for number in range(size):
        city = cities[int(len(cities) * chance.random() ** 2)]
        place = places[int(len(places) * chance.random() ** 3)]
        year = chance.randint(1956, 2024)
        rows.append(
            engagement(
                f"e{number:06}",
                us_place_id=city["id"],
                us_city=city["name"],
                us_state=city["state"],
                method_code=chance.choice(methods),
                partner_country_code=place["country"],
                partner_place=place["name"],
                partner_place_id=str(place["id"]),
                partner_latitude=place["latitude"],
                partner_longitude=place["longitude"],
                first_year=year,
                last_year=year,
                description_text="Students, businesses and city staff of both sides meet every other year.",
            )
        )
    return tables(rows)


def percentile(values: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]


def panned(page: Page) -> float:
    """Return the time between frames while a hand moves the enlarged map to and fro."""
    return _moved(
        page, lambda step: page.mouse.move(640 + 200 * (step % 20 - 10) / 10, 430 + 4 * (step % 7)), held=True
    )


def enlarged(page: Page) -> float:
    """Return the time between frames while the wheel enlarges and reduces."""
    return _moved(page, lambda step: page.mouse.wheel(0, -120 if step % 24 < 12 else 120), held=False)


def _moved(page: Page, move, held: bool) -> float:
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.focus("#map")
    if held:
        page.mouse.down()
    page.evaluate(f"() => {{ globalThis.frames = ({FRAMES})(); }}")
    for step in range(90):
        move(step)
        page.wait_for_timeout(12)
    if held:
        page.mouse.up()
    return percentile(page.evaluate("() => globalThis.frames"))


def opened(browser, folder: Path) -> tuple[Page, float, float]:
    """Return the page, opened by someone who has never seen it, when it was ready and when its map was drawn."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.goto((folder / "index.html").as_uri())
    page.wait_for_selector("body[data-ready]")
    page.wait_for_selector("#map[data-drawn=true]")
    ready, drawn = (
        page.evaluate(f"performance.getEntriesByName('{name}')[0].startTime") for name in ("ready", "drawn")
    )
    return page, ready, drawn


def measured(browser, folder: Path) -> dict[str, float]:
    """Return the times of one page."""
    readies, drawns = [], []
    for _ in range(5):
        page, ready, drawn = opened(browser, folder)
        readies.append(ready)
        drawns.append(drawn)
        page.context.close()
    page, _, _ = opened(browser, folder)
    page.click("#zoom-in")
    page.wait_for_timeout(800)
    times = {
        "ready": statistics.median(readies),
        "drawn": statistics.median(drawns),
        "pan": panned(page),
        "zoom": enlarged(page),
    }
    page.click("#zoom-all")
    page.click("#filter-method summary")
    page.wait_for_selector("#filter-method input")
    times["filter"] = statistics.median(page.evaluate(FILTER, at) for at in range(9))
    times["search"] = statistics.median(
        page.evaluate(SEARCH, text) for text in ["s", "sa", "san", "p", "pa", "k", "ko", "t", "to"]
    )
    page.context.close()
    return times


def main(sizes: list[int]) -> None:
    """Measure and print."""
    shared = build.parts()
    print(f"{'engagements':>12} {'page':>6} {'data':>6}  ready  drawn    pan   zoom filter search")
    with sync_playwright() as started, tempfile.TemporaryDirectory() as folder:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for size in sizes:
            edition = simulated(size)
            told = content.content(edition, knowledge(edition.engagements), [source()], about())
            files = build.pages(told, shared)
            for name, text in files.items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            weight = {name: len(gzip.compress(text.encode(), mtime=0)) / 1000 for name, text in files.items()}
            light = sum(weight[name] for name in ("index.html", "map.css", "map.js"))
            data = weight["boundaries.js"] + weight["engagements.js"]
            times = measured(browser, Path(folder))
            shown = " ".join(f"{times[name]:6.0f}" for name in ("ready", "drawn", "pan", "zoom", "filter", "search"))
            print(f"{size:>12,} {light:>6.0f} {data:>6.0f} {shown}", flush=True)
        browser.close()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [2_000, 50_000])
