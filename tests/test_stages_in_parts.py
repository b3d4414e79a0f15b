"""Stages that work in parts leave the same bytes whatever the size of the parts, also of what crosses them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from pipeline import validate
from pipeline.core import apart, codebook
from pipeline.scale import engine
from tests import small_edition


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, str]:
    """Return the digests of what the stages leave when all is one part; the working folder is theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("spring"))
        small_edition.make()
        small_edition.run()
        yield small_edition.digests()


def values(stage: str, table: str, column: str) -> set:
    return set(small_edition.left(stage, table)[column].dropna())


@pytest.mark.usefixtures("whole")
def test_the_edition_has_what_crosses_parts():
    assert values("validate", "issues", "consequence") == {"corrected", "noted", "set aside"}
    assert values("validate", "outcomes", "reason") >= {"test", "withdrawn"}
    assert values("locate", "review", "decision") == {"us_city", "place"}
    # Of one answer in several parts, counted together; a response is its example wherever there is one.
    assert small_edition.left("locate", "review").loc[0, ["count", "example"]].tolist() == [4, "survey:9"]
    assert values("classify", "review", "answer") >= {"(no such report) Gone", "Something else · Another fair"}
    assert values("deduplicate", "review", "decision") == {"same_engagement", "status"}
    assert values("deduplicate", "related", "relation") == {"same_event"}
    links = small_edition.left("deduplicate", "outcomes").set_index("report_id")["into"]
    # A person's decision and a city's answer tie the reports of three cities.
    assert links["desk:7:record-1"] == links["desk:8:record-1"] == links["sheet:3:record-1"]
    assert links["sheet:5:record-1"] == links["sheet:6:record-1"]
    assert len(small_edition.left("deduplicate", "issues")) == 5


@pytest.fixture
def one_pool(monkeypatch) -> Iterator[None]:
    """Have the works of all stages take turns in the same processes: each would begin two, which takes a second."""
    with apart.processes(2) as pool:

        @contextmanager
        def kept(_: int) -> Iterator[ProcessPoolExecutor]:
            yield pool

        monkeypatch.setattr(apart, "helping", kept)
        yield


@pytest.mark.usefixtures("one_pool")
@pytest.mark.parametrize(("rows_at_once", "processes"), [(1, 1), (7, 2)])
def test_the_size_of_the_parts_and_where_they_run_change_no_byte(whole, monkeypatch, rows_at_once, processes):
    monkeypatch.setattr(engine, "FROM_PARTS", 2)
    small_edition.choose(rows_at_once=rows_at_once, processes=processes)
    small_edition.run()
    assert small_edition.digests() == whole


def test_a_stage_that_is_started_as_a_command_works_in_processes_too(whole):
    # Its functions and classes are those of __main__ then, which each process has for itself.
    small_edition.choose(rows_at_once=7, processes=2)
    shutil.rmtree(small_edition.STAGES["deduplicate"] / small_edition.EDITION)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run(
        [sys.executable, "-m", "pipeline.deduplicate", small_edition.EDITION], check=True, env=environment, timeout=120
    )
    assert small_edition.digests() == whole


@pytest.mark.usefixtures("whole")
def test_a_correction_of_what_is_in_no_part_stops(monkeypatch):
    lost = {"edition": small_edition.EDITION, "record": "desk:99:record-1", "column": "year_text", "expected": ""}
    lines = pd.concat([codebook.read("corrections"), pd.DataFrame([lost])]).fillna("")
    monkeypatch.setattr(
        codebook, "read", lambda name, read=codebook.read: lines if name == "corrections" else read(name)
    )
    small_edition.choose(rows_at_once=7)
    with pytest.raises(validate.ValidateError, match=r"desk:99:record-1, which is no response or report"):
        validate.main(small_edition.EDITION)


@pytest.fixture
def killed(monkeypatch) -> list[int]:
    """Kill a worker of every cluster of this machine before its second part is given; return the processes killed."""
    processes, start = [], engine._client

    def starting(distributed, scheduler):
        client = start(distributed, scheduler)
        submit, others = client.submit, iter([None, min(client.run(os.getpid).values())])

        def submitting(*work, **choices):
            # Not by the clock: on a fast machine the cluster would be gone before it.
            if process := next(others, None):
                os.kill(process, signal.SIGKILL)
                processes.append(process)
            return submit(*work, **choices)

        client.submit = submitting
        return client

    monkeypatch.setattr(engine, "_client", starting)
    return processes


def test_workers_of_which_one_is_killed_change_no_byte(whole, killed):
    pytest.importorskip("distributed", reason="Dask is not installed: `make cluster` runs this with it")
    small_edition.choose(name="dask", rows_at_once=1)
    small_edition.run()
    assert small_edition.digests() == whole
    assert killed
