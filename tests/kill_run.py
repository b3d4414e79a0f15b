"""Kill `dvc repro` at random moments: `python -m tests.kill_run [kills] [seed]`, 50 kills unless given.

Works in a clone of the last commit in a folder of its own. One run is left alone. Then everything that stages write is
thrown away, and `dvc repro` is started and killed (SIGKILL) again and again, ten times or until it is through, and at
last left alone. It must come through, reports must be those of the first run, byte for byte, and the lock files must
say the same. In turn the whole group of processes is killed, and only DVC, so that the stage it had started goes on
beside the next run.

DVC writes its own files in place. Where a kill leaves one of them torn, `make mend` is run, as `make findings`
does before it begins, and that is told.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
LOCKS = ["data/dvc.lock", "dvc.lock"]
KILLS_OF_ROUND = 10
LONGEST_SECONDS = 14.0


def clone(folder: Path) -> Path:
    """Return a clone of the last commit with the packages that are installed here."""
    project = folder / "project"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(project)], check=True)
    (project / "pipeline/webmap/node_modules").symlink_to(ROOT / "pipeline/webmap/node_modules")
    return project


def undisturbed(project: Path) -> Path:
    """Have one run in peace and commit what it gave; return the project."""
    if started(project).wait():
        sys.exit((project.parent / "log").read_text(encoding="utf-8"))
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    commit = ["git", *who, "commit", "--quiet", "--all", "--allow-empty", "--message", "A run in peace"]
    subprocess.run(commit, cwd=project, check=True)
    return project


def throw_away(project: Path) -> None:
    """Remove what stages have written, as on a machine that has never run them."""
    subprocess.run(["git", "clean", "--quiet", "-d", "--force", "-X", "--", "data", ".dvc"], cwd=project, check=True)
    shutil.rmtree(project / "reports", ignore_errors=True)


def started(project: Path) -> subprocess.Popen:
    """Start `dvc repro` in a group of its own."""
    command = [sys.executable, "-m", "dvc", "repro"]
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with (project.parent / "log").open("w") as log:
        return subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log, start_new_session=True)


def killed(project: Path, seconds: float, is_group: bool) -> bool:
    """Start a run and kill it after so many seconds; whether it was still running then."""
    run = started(project)
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL) if is_group else run.kill()
        run.wait()
        return True
    return False


def mended(project: Path) -> bool:
    """Have `make mend` take away what DVC left half-written; whether it found anything."""
    command = ["make", "--silent", "mend", f"BIN={Path(sys.executable).parent}", "--old-file=.venv/findings.installed"]
    told = subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout
    return bool(told)


def differing(project: Path) -> str:
    """Return which files are not those of the run that was left alone, the first ten of them."""
    status = ["git", "status", "--short", "--untracked-files=all", "--", "data", "reports", ":!data/dvc.lock"]
    told = subprocess.run(status, cwd=project, check=True, capture_output=True, text=True).stdout.splitlines()
    return "\n".join([*told[:10], *(lock for lock in LOCKS if is_other(project, lock))])


def is_other(project: Path, lock: str) -> bool:
    """Whether a lock file of DVC says something else than after the run that was left alone."""
    committed = ["git", "show", f"HEAD:{lock}"]
    before = subprocess.run(committed, cwd=project, check=True, capture_output=True, text=True).stdout
    # Where a kill cuts the file off between two stages, DVC adds those that are lost at the end.
    return yaml.safe_load(before) != yaml.safe_load((project / lock).read_text(encoding="utf-8"))


def round_of(project: Path, kills: int, chance: random.Random) -> tuple[int, int, str]:
    """Kill so many times and then let one run through.

    Return how many kills found a run, how often DVC's own files had to be mended, and what went wrong, "" for nothing.
    """
    throw_away(project)
    found = torn = 0
    for number in range(kills):
        if killed(project, chance.uniform(0.5, LONGEST_SECONDS), is_group=number % 2 == 0):
            found += 1
        elif mended(project):
            torn += 1
        else:
            break
    last = started(project)
    if last.wait() and mended(project):
        torn += 1
        last = started(project)
        last.wait()
    log = (project.parent / "log").read_text(encoding="utf-8")
    return found, torn, f"status {last.returncode}\n{log[-3000:]}" if last.returncode else differing(project)


def main(kills: int, seed: int) -> None:
    """Kill, complete, compare; exit status 1 when a run did not complete or gave other bytes."""
    chance, done, torn, failed = random.Random(seed), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        project = undisturbed(clone(Path(folder)))
        while done < kills:
            found, lost, wrong = round_of(project, min(KILLS_OF_ROUND, kills - done), chance)
            done, torn, failed = done + found, torn + lost, failed + bool(wrong)
            print(f"{done} kills; {torn} times mended; {wrong or 'the same bytes'}", flush=True)
    sys.exit(f"{failed} rounds failed" if failed else None)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*given, *[50, 0][len(given) :])
