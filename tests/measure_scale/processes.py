"""A command in a process of its own, and what it took. Imports nothing large: a child begins with its parent's peak."""

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

# How often the memory of a process and of those it has begun is looked at.
SECONDS_BETWEEN = 0.02


class Measured(NamedTuple):
    """What a process took, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int  # resident at once, in it and those it has begun; pages that they share count once for each
    printed: str


class ProcessError(Exception):
    """A measured process failed: its command and the end of what it said."""


def measured(command: list[str], folder: Path, python_path: str) -> Measured:
    """Run a command in a folder, with this PYTHONPATH; raise ProcessError when it fails."""
    environment = {**os.environ, "PYTHONPATH": python_path}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as problems:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=problems)
        together = 0
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            together = max(together, _resident(process.pid))
            time.sleep(SECONDS_BETWEEN)
        seconds = time.perf_counter() - begun
        _, status, usage = os.wait4(process.pid, 0)
        # Or Popen would wait for a process that is gone.
        process.returncode = os.waitstatus_to_exitcode(status)
        printed, said = (_text(file) for file in (out, problems))
    if process.returncode:
        raise ProcessError(f"{' '.join(command)}: {said.strip()[-600:] or f'exit status {process.returncode}'}")
    # Linux counts in kilobytes.
    return Measured(seconds, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss * 1024, together), printed)


def _resident(process: int) -> int:
    """Return how many bytes a process and those it has begun hold in memory, 0 once it is gone."""
    folder = Path("/proc") / str(process)
    try:
        pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
        tasks = list((folder / "task").iterdir())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(child) for task in tasks for child in _begun_by(task))


def _begun_by(task: Path) -> list[int]:
    """Return the processes that a thread has begun, none once it is gone."""
    try:
        return [int(name) for name in (task / "children").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _text(file) -> str:
    """Return all that was written to a file."""
    file.seek(0)
    return file.read().decode("utf-8", "replace")
