"""Kill `dvc repro` at random moments: `python -m tests.kill_run [kills] [seed]`, 50 kills unless given.

Works in a clone of the last commit in a folder of its own. Everything that stages write is thrown away, then
`dvc repro` is started and killed (SIGKILL) again and again, ten times or until it is through, and at last left alone.
It must come through, and reports and dvc.lock must be the committed ones, byte for byte. In turn the whole group of
processes is killed, and only DVC, so that the stage it had started goes on beside the next run.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
KILLS_OF_ROUND = 10
LONGEST_SECONDS = 14.0


def clone(folder: Path) -> Path:
    """Return a clone of the last commit with the packages that are installed here."""
    project = folder / "project"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(project)], check=True)
    (project / "pipeline/webmap/node_modules").symlink_to(ROOT / "pipeline/webmap/node_modules")
    return project


def throw_away(project: Path) -> None:
    """Remove what stages have written, as on a machine that has never run them."""
    subprocess.run(["git", "clean", "--quiet", "-d", "--force", "-X", "--", "data", ".dvc"], cwd=project, check=True)
    shutil.rmtree(project / "reports", ignore_errors=True)


def started(project: Path) -> subprocess.Popen:
    """Start `dvc repro` in a group of its own."""
    log = (project.parent / "log").open("w")
    return subprocess.Popen(["dvc", "repro"], cwd=project, stdout=log, stderr=log, start_new_session=True)


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


def differing(project: Path) -> str:
    """Return what differs from the commit, one path on each line."""
    status = ["git", "status", "--short", "--untracked-files=all", "--", "data", "dvc.lock", "reports"]
    return subprocess.run(status, cwd=project, check=True, capture_output=True, text=True).stdout


def main(kills: int, seed: int) -> None:
    """Kill, complete, compare; exit status 1 when a run did not complete or gave other bytes."""
    chance, done, failed = random.Random(seed), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        project = clone(Path(folder))
        while done < kills:
            throw_away(project)
            moments = []
            while len(moments) < min(KILLS_OF_ROUND, kills - done):
                is_group = len(moments) % 2 == 0
                if not killed(project, moment := chance.uniform(0.5, LONGEST_SECONDS), is_group):
                    break
                moments.append(f"{moment:.1f}{'' if is_group else ' (DVC alone)'}")
            began, last = time.monotonic(), started(project)
            last.wait()
            done += len(moments)
            other = differing(project)
            print(f"killed after {', '.join(moments)} s; then {time.monotonic() - began:.0f} s:", end=" ", flush=True)
            if last.returncode or other:
                failed += 1
                log = (project.parent / "log").read_text(encoding="utf-8")
                print(f"FAILED with status {last.returncode}\n{log[-3000:]}\n{other}", flush=True)
                subprocess.run(["git", "checkout", "--quiet", "dvc.lock"], cwd=project, check=True)
            else:
                print("the committed bytes", flush=True)
    sys.exit(f"{failed} rounds failed" if failed else None)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*given, *[50, 0][len(given) :])
