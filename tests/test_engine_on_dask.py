"""The engine Dask: a cluster that others have started, workers that stand elsewhere, parts that kill their workers.

Dask is not in the environment of the other tests: `make cluster` runs these.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.scale import engine
from tests.test_engine import choose

distributed = pytest.importorskip("distributed", reason="Dask is not installed: `make cluster` runs this with it")
dask = pytest.importorskip("dask", reason="Dask is not installed: `make cluster` runs this with it")

ROOT = Path(__file__).parents[1]
SEEN_FROM = {"PYTHONPATH": os.pathsep.join(map(str, [ROOT, ROOT / "tests", Path(distributed.__file__).parents[1]]))}


def doubling() -> Callable[[int], int]:
    return lambda part: 2 * part


def fatal() -> Callable[[int], int]:
    return lambda part: os._exit(9)


@pytest.fixture
def start() -> Iterator[Callable]:
    """Return what starts a command of Dask in a folder; all are ended after the test."""
    running = []

    def starting(command: str, folder: Path, *arguments: str) -> subprocess.Popen:
        module = [sys.executable, "-m", f"distributed.cli.dask_{command}", "--no-dashboard", *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running.append(subprocess.Popen(module, cwd=folder, env=os.environ | SEEN_FROM, **quiet))
        return running[-1]

    yield starting
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(start, project) -> str:
    """Return the address of a scheduler that was started by hand."""
    process = start("scheduler", project, "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "scheduler.json")
    file = project / "scheduler.json"
    while not file.is_file() or not file.read_text():
        assert process.poll() is None, "the scheduler has ended and told no address"
        time.sleep(0.05)
    with distributed.Client(scheduler_file=str(file)) as client:
        return client.scheduler.address


def joined(scheduler: str, workers: int) -> None:
    """Wait until so many workers have come to the scheduler."""
    with distributed.Client(scheduler) as client:
        client.wait_for_workers(workers, timeout=60)


def test_a_cluster_that_is_there_already_gives_the_results_in_order(start, scheduler, project):
    for _ in range(2):
        start("worker", project, scheduler, "--nthreads", "1", "--no-nanny")
    choose(project, name="dask", scheduler=scheduler)
    joined(scheduler, 2)
    assert list(engine.each(partial(doubling), range(9))) == [0, 2, 4, 6, 8, 10, 12, 14, 16]


def test_a_worker_where_this_project_is_not_is_refused(start, scheduler, project, tmp_path_factory):
    start("worker", tmp_path_factory.mktemp("elsewhere"), scheduler, "--nthreads", "1", "--no-nanny")
    choose(project, name="dask", scheduler=scheduler)
    joined(scheduler, 1)
    with pytest.raises(engine.EngineError, match=r"works where this project is not\. Start every worker in the"):
        list(engine.each(doubling, [1]))


def test_a_worker_with_other_choices_is_refused(start, scheduler, project, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    choose(other, rows_at_once=999)
    start("worker", other, scheduler, "--nthreads", "1", "--no-nanny")
    choose(project, name="dask", scheduler=scheduler)
    joined(scheduler, 1)
    with pytest.raises(engine.EngineError, match=r"works where params\.yaml differs"):
        list(engine.each(doubling, [1]))


def test_a_part_that_kills_its_workers_is_given_up_with_a_sentence(project, monkeypatch):
    monkeypatch.setattr(engine, "DEATHS", 1)
    choose(project, name="dask")
    with pytest.raises(engine.EngineError, match=r"gave a part up after 1 workers had died with it, most likely for"):
        list(engine.each(fatal, [1]))


def test_no_scheduler_at_the_address_is_one_sentence(project):
    choose(project, name="dask", scheduler="tcp://127.0.0.1:1")
    soon = dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    with soon, pytest.raises(engine.EngineError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        list(engine.each(doubling, [1]))
