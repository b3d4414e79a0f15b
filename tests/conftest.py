"""A folder of its own for tests that read or write files; what is the same for all tests."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import browsing

# The same examples in every run, and none refused for the time it took, however busy the machine is.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")
# The files that take longest come first, so that no worker has a long one left when the others are done. Every run says
# when another file belongs here.
LONG = [
    "test_end_to_end.py",
    "test_docs_commands.py",
    "test_pages_in_browser.py",
    "test_stages_in_parts.py",
    "test_map_in_browser.py",
    "test_canaries.py",
    "test_mutations.py",
    "test_exports_demonstration.py",
    "test_sensitivity.py",
    "test_summarise.py",
    "test_publish.py",
    "test_update_sheets.py",
    "test_deduplicate.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the tests of long files run first."""
    if gone := [name for name in LONG if not (Path(__file__).parent / name).is_file()]:
        raise pytest.UsageError(f"{__file__}: LONG names {', '.join(gone)}, which is not there.")
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say, when all tests have run, which files took clearly longer than one of LONG and are not named there."""
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[Path(report.location[0]).name] += report.duration
    if "deselected" in terminalreporter.stats or not seconds.keys() >= set(LONG):
        return
    for name, took in seconds.items():
        if name not in LONG and took > 1.5 * min(seconds[long] for long in LONG):
            terminalreporter.write_line(f"{name} took {took:.0f} s: it belongs in LONG of tests/conftest.py.")


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
