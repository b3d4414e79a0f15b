"""Pages in a real browser: visits in windows that are used again, what axe finds in each look."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

CHROMIUM = Path("/usr/bin/chromium")


class Look(NamedTuple):
    """How somebody looks at a page: the width of the window in pixels, and the shades that the screen prefers."""

    width: int
    scheme: str


LOOKS = [Look(1280, "light"), Look(1280, "dark"), Look(390, "light"), Look(390, "dark")]
# Shades and widths are the same on all pages: where all four looks take long, these two have everything once.
EXTREMES = [LOOKS[0], LOOKS[3]]


def required(is_there: bool, what: str) -> None:
    """Skip where something is missing, unless the environment asks for it."""
    if not is_there and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER is 1 and {what} is missing.")
    if not is_there:
        pytest.skip(f"{what} is missing; pages are looked at only where it is installed.")


@cache
def _free(browser, **settings) -> list:
    """Return the empty windows with these settings that nobody uses: a new one takes longer than most visits."""
    return []


class Visit:
    """A page that is open, with what it asked for and complained of.

    settings: of the window, where it is no plain one, as Playwright names them.
    """

    motion = "no-preference"

    def __init__(self, browser, address: str, width: int = 1280, height: int = 900, scheme: str = "light", **settings):
        self.free = _free(browser, **settings)
        self.page = self.free.pop() if self.free else browser.new_context(**settings).new_page()
        # What the visit before did is undone: print, and a mouse that would stand on the page from its first moment.
        self.page.mouse.move(0, 0)
        self.page.emulate_media(media="screen", reduced_motion=self.motion)
        self.look(width, scheme, height)
        self.requests, self.errors = [], []
        self.listeners = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda message: self.errors.append(message.text),
            "pageerror": lambda error: self.errors.append(str(error)),
        }
        for event, listener in self.listeners.items():
            self.page.on(event, listener)
        self.page.goto(address)

    def look(self, width: int, scheme: str, height: int = 900) -> None:
        """Look at the page in a window of this size and on a screen with these shades."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)

    def is_too_wide(self, width: int) -> bool:
        """Whether the page scrolls sideways in a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page.evaluate("document.documentElement.scrollWidth") > width

    def barriers(self, looks: Iterable[Look]) -> dict[Look, list[str]]:
        """Return what axe finds in each look; looks in which it finds nothing are left out."""
        found = {}
        for look in looks:
            self.look(*look)
            found[look] = violations(self.page)
        return {look: problems for look, problems in found.items() if problems}

    def __enter__(self):
        return self

    def __exit__(self, kind, problem, trace):
        # The page may still ask for a picture that came into view: the window is empty before another page has it.
        self.page.goto("about:blank")
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)
        if kind is None:
            self.free.append(self.page)


def violations(page, **options) -> list[str]:
    """Return what axe finds, each with the first element concerned; options: of axe's run."""
    axe = pytest.importorskip("axe_playwright_python.base")
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)
    # Of what is well nothing is handed over, which would take as long as to look for it.
    run = "options => axe.run(options).then(({ violations }) => violations)"
    found = page.evaluate(run, {"resultTypes": ["violations"], **options})
    return [f"{problem['id']}: {problem['nodes'][0]['html'][:120]}" for problem in found]
