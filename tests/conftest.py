"""A folder of its own for tests that read or write files; what is the same for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests import browsing

# The same examples in every run, however busy the machine is.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")
# The files that take longest come first, so that no worker has a long one left when the others are done.
LONG = [
    "test_end_to_end.py",
    "test_docs_commands.py",
    "test_pages_in_browser.py",
    "test_canaries.py",
    "test_stages_in_parts.py",
    "test_exports_demonstration.py",
    "test_mutations.py",
    "test_map_in_browser.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the tests of long files run first."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="module")
def browser():
    """Return a browser; skip where there is none, unless the environment asks for one."""
    browsing.required(browsing.CHROMIUM.is_file(), str(browsing.CHROMIUM))
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(browsing.CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the working folder, where every path of the pipeline begins."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
