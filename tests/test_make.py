"""What `make` does beside starting the pipeline."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def clone(tmp_path) -> Path:
    """Return what DVC and make need of the project, committed."""
    (tmp_path / "data").mkdir()
    for name in ("Makefile", "dvc.yaml", "dvc.lock", "data/dvc.yaml", "data/dvc.lock", "params.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message", "Start"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / ".dvc/tmp").mkdir(parents=True)
    (tmp_path / ".dvc/config").touch()
    return tmp_path


def mend(folder: Path) -> str:
    """Run make mend with this environment; return what it said."""
    command = ["make", "--silent", "mend", f"BIN={Path(sys.executable).parent}", "--old-file=.venv/findings.installed"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("lock", ["dvc.lock", "data/dvc.lock"])
def test_what_a_killed_dvc_left_half_written_is_mended(clone, lock):
    whole = (clone / lock).read_text(encoding="utf-8")
    (clone / lock).write_text(whole[: whole.index("size:", 20_000) + 5], encoding="utf-8")
    (clone / ".dvc/tmp/rwlock").write_text('{"data/raw": {"read": [{"pi', encoding="utf-8")
    told = mend(clone)
    assert f"== {lock} is not whole" in told
    # This and rwlock, not the other lock file.
    assert told.count("is not whole") == 2
    assert "rwlock is not whole" in told
    assert (clone / lock).read_text(encoding="utf-8") == whole
    assert not (clone / ".dvc/tmp/rwlock").exists()


def test_what_is_whole_stays(clone):
    (clone / ".dvc/tmp/rwlock").write_text("{}", encoding="utf-8")
    (clone / "dvc.lock").write_text((clone / "dvc.lock").read_text(encoding="utf-8") + "# newer\n", encoding="utf-8")
    assert mend(clone) == ""
    assert (clone / ".dvc/tmp/rwlock").exists()
    assert (clone / "dvc.lock").read_text(encoding="utf-8").endswith("# newer\n")


def test_the_gazetteer_is_built_by_its_own_command_since_dvc_runs_no_frozen_stage():
    command = ["make", "--dry-run", "gazetteer", "--old-file=.venv/dev.installed"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "python -m pipeline.gazetteer" in said
