"""A folder of its own for tests that read or write files."""

from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the working folder, where every path of the pipeline begins."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
