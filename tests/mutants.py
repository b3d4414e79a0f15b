"""Break each stage in the ways of tests/mutants.yaml, one at a time, and see that the tests named there notice.

    make mutants                              all of them
    python -m tests.mutants ingest publish    those of some stages

Works in a copy of the project. Prints a line for each; exits 1 when one is not noticed, or its old text does not stand
in its file exactly once any more. A mutant that survives wants a test.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "mutants.yaml"
COPIED = ["pipeline", "tests"]  # the rest is only read
LONGEST = 600  # seconds for the tests of one mutant; code that never ends is noticed too


class Mutant(NamedTuple):
    """One way to break a stage."""

    stage: str
    broken: str  # what does not hold any more
    file: str
    old: str
    new: str
    tests: list[str]  # of tests/, as pytest names them


def mutants() -> list[Mutant]:
    """Return the mutants of the list."""
    return [Mutant(**one) for one in yaml.safe_load(LIST.read_text(encoding="utf-8"))]


def mutated(mutant: Mutant) -> str:
    """Return the text of the file, broken. Raises ValueError when the old text is not there exactly once."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.file} has the old text {text.count(mutant.old)} times: {mutant.old}")
    return text.replace(mutant.old, mutant.new)


def copy(folder: Path) -> None:
    """Make a copy of the project: code and tests, the rest as links."""
    for place in ROOT.iterdir():
        if place.name in COPIED:
            ignored = shutil.ignore_patterns("node_modules", "__pycache__")
            shutil.copytree(place, folder / place.name, ignore=ignored)
        elif place.name != ".git":
            (folder / place.name).symlink_to(place)
    packages = Path("pipeline/webmap/node_modules")
    if (ROOT / packages).exists():
        (folder / packages).symlink_to(ROOT / packages)


def tested(tests: list[str], folder: Path, longest: float | None) -> subprocess.CompletedProcess:
    """Run tests in the copy. Raises RuntimeError when they cannot be run, TimeoutExpired after `longest` seconds."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    # Plugins would take longer to be imported than many of the tests take.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    named = [f"tests/{test}" for test in tests]
    done = subprocess.run(
        [*command, *named], cwd=folder, env=environment, capture_output=True, text=True, timeout=longest
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest {' '.join(named)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def is_noticed(tests: list[str], folder: Path) -> bool:
    """Whether one of the tests fails in the copy, or never ends. Raises RuntimeError when they cannot be run."""
    try:
        return tested(tests, folder, LONGEST).returncode == 1
    except subprocess.TimeoutExpired:
        return True


def main() -> None:
    """Try the mutants of the stages named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stages", nargs="*", metavar="STAGE")
    wanted = parser.parse_args().stages
    tried = [mutant for mutant in mutants() if not wanted or mutant.stage in wanted]
    if not tried:
        parser.error(f"there are mutants of {', '.join(sorted({mutant.stage for mutant in mutants()}))} only")
    broken = [mutated(mutant) for mutant in tried]
    survived = []
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        copy(folder)
        every = sorted({test for mutant in tried for test in mutant.tests})
        sound = tested(every, folder, longest=None)
        if sound.returncode:
            sys.exit(f"{sound.stdout[-4000:]}\nThis test fails before anything is broken. Mend that first.")
        for mutant, text in zip(tried, broken, strict=True):
            place = folder / mutant.file
            as_it_was = place.read_text(encoding="utf-8")
            place.write_text(text, encoding="utf-8")
            noticed = is_noticed(mutant.tests, folder)
            place.write_text(as_it_was, encoding="utf-8")
            print(f"{'noticed ' if noticed else 'SURVIVED'}  {mutant.stage}: {mutant.broken}", flush=True)
            survived += [] if noticed else [mutant]
    print(f"{len(tried) - len(survived)} of {len(tried)} noticed.")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
