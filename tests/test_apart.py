"""The process beside the first: it hands errors back, and is never left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.core import apart
from pipeline.pages.pdf import PangoError


def test_the_process_ends_with_the_one_that_began_it():
    program = (
        "import os\n"
        "from pipeline.core import apart\n"
        "other = apart.processes(1)\n"
        "print(other.submit(os.getpid).result(), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    # Whoever holds the pipe keeps this waiting; no machine is so slow.
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, cwd=Path(__file__).parents[1]
    )
    assert done.returncode == -9
    assert int(done.stdout) != os.getpid()


def missing() -> None:
    raise PangoError("Pango is missing.")


def test_an_error_that_people_can_mend_is_handed_back():
    with apart.helping(1) as other, pytest.raises(PangoError, match=r"Pango is missing\."):
        other.submit(missing).result()
