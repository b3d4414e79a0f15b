"""Where parts run: choices, order, and the same bytes whatever the size of the parts."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import pytest
import yaml

from pipeline.core import paths
from pipeline.core.stage import InputError
from pipeline.scale import engine


def choose(project, **choices) -> None:
    """Write params.yaml with the engine that a test chooses."""
    told = {"engine": {"name": "pandas", "processes": 1, "scheduler": None, "rows_at_once": 10} | choices}
    (project / paths.PARAMS).write_text(yaml.safe_dump(told), encoding="utf-8")


def multiplying(by: int) -> Callable[[int], int]:
    return lambda part: part * by


def test_results_come_in_the_order_of_the_parts(project):
    choose(project)
    assert list(engine.each(partial(multiplying, 3), [2, 1, 3])) == [6, 3, 9]


def test_pandas_works_on_a_part_only_when_its_result_is_asked_for(project):
    choose(project)
    taken = []

    def parts() -> Iterator[int]:
        for part in (1, 2, 3):
            taken.append(part)
            yield part

    results = engine.each(partial(multiplying, 1), parts())
    assert next(results) == 1
    assert taken == [1]


def where() -> Callable[[int], tuple[int, int]]:
    return lambda part: (part, os.getpid())


def refusing() -> Callable[[int], int]:
    def work(part: int) -> int:
        raise InputError(f"part {part} cannot be used")

    return work


def fatal() -> Callable[[int], int]:
    return lambda part: os._exit(9)


def test_processes_give_the_results_in_the_order_of_the_parts(project):
    choose(project, processes=2)
    parts, processes = zip(*engine.each(where, range(9)), strict=True)
    assert parts == tuple(range(9))
    assert os.getpid() not in processes


def test_a_part_alone_needs_no_other_process(project):
    choose(project, processes=2)
    assert list(engine.each(where, [7])) == [(7, os.getpid())]


@pytest.mark.parametrize(("count", "is_here"), [(3, True), (4, False)])
def test_work_that_keeps_what_it_decided_goes_to_processes_from_more_parts_on(project, monkeypatch, count, is_here):
    monkeypatch.setattr(engine, "FROM_PARTS", 4)
    choose(project, processes=2)
    parts, processes = zip(*engine.each(where, range(count), keeps=True), strict=True)
    assert parts == tuple(range(count))
    assert (set(processes) == {os.getpid()}) == is_here


def test_an_error_of_a_process_reaches_the_stage(project):
    choose(project, processes=2)
    with pytest.raises(InputError, match="part 1 cannot be used"):
        list(engine.each(refusing, [1, 2, 3]))


class UnreadableError(Exception):
    """An error that another process cannot make again from what it is sent."""

    def __init__(self, first: int, second: int):
        super().__init__(f"parts {first} and {second} disagree")


def disagreeing() -> Callable[[int], int]:
    def work(part: int) -> int:
        raise UnreadableError(part, part + 1)

    return work


def test_an_error_that_cannot_be_sent_is_not_taken_for_want_of_memory(project):
    choose(project, processes=2)
    with pytest.raises(BrokenProcessPool) as caught:
        list(engine.each(disagreeing, [1, 2]))
    assert "UnreadableError" in str(caught.value.__cause__)


def test_a_process_that_dies_with_its_part_is_told_with_what_to_do(project):
    choose(project, processes=2)
    with pytest.raises(engine.EngineError, match=r"Make engine\.rows_at_once or engine\.processes .* smaller"):
        list(engine.each(fatal, [1, 2, 3]))


def process_and(given: int) -> tuple[int, int]:
    return os.getpid(), given


def cannot(given: int) -> None:
    raise InputError(f"{given} cannot be used")


def end(given: int) -> None:
    os._exit(given)


@pytest.mark.parametrize(
    ("rows", "choices", "here"),
    [(11, {}, False), (10, {}, True), (11, {"processes": 1}, True), (11, {"name": "dask"}, True)],
)
def test_work_goes_on_beside_where_there_is_more_than_one_part(project, rows, choices, here):
    choose(project, **{"processes": 2} | choices)
    with engine.beside(rows, process_and, 5) as result:
        process, given = result()
    assert given == 5
    assert (process == os.getpid()) == here


def parts_beside(count: int) -> tuple[int, list[tuple[int, int]]]:
    return os.getpid(), list(engine.each(where, range(count)))


def test_a_process_beside_begins_no_others(project):
    choose(project, processes=2)
    with engine.beside(11, parts_beside, 3) as result:
        process, worked = result()
    assert process != os.getpid()
    assert worked == [(0, process), (1, process), (2, process)]


@pytest.mark.parametrize(("work", "error"), [(cannot, "3 cannot be used"), (end, "was ended, most likely")])
def test_what_goes_wrong_beside_is_told(project, work, error):
    choose(project, processes=2)
    with engine.beside(11, work, 3) as result, pytest.raises(InputError, match=error):
        result()


def test_a_choice_that_is_missing_is_said(project):
    (project / paths.PARAMS).write_text("engine: {name: pandas, scheduler: ~, rows_at_once: 10}", encoding="utf-8")
    with pytest.raises(engine.EngineError, match="Write name, processes, scheduler, rows_at_once"):
        engine.chosen()


def test_what_is_known_is_prepared_once(project):
    choose(project)
    prepared = []

    def preparing() -> Callable[[int], int]:
        prepared.append(True)
        return lambda part: part

    assert list(engine.each(preparing, [1, 2, 3])) == [1, 2, 3]
    assert prepared == [True]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        pytest.param({"name": "spark"}, r"engine\.name is 'spark'. Write pandas or dask", id="another engine"),
        pytest.param({"rows_at_once": 0}, r"rows_at_once is 0. Write how many, at least 1", id="no rows"),
        pytest.param({"processes": 0}, r"processes is 0. Write how many, at least 1", id="no process"),
        pytest.param({"rows_at_once": True}, r"rows_at_once is True", id="true is no number"),
        pytest.param({"rows_at_once": "many"}, r"rows_at_once is 'many'", id="a word"),
    ],
)
def test_a_choice_that_cannot_be_is_said(project, choices, message):
    choose(project, **choices)
    with pytest.raises(engine.EngineError, match=message):
        engine.chosen()


def test_dask_that_is_not_installed_is_said_with_what_to_install(project, monkeypatch):
    choose(project, name="dask")
    monkeypatch.setitem(__import__("sys").modules, "dask", None)
    with pytest.raises(engine.EngineError, match=r"not installed. Install it with `pip install '\.\[cluster\]'`"):
        list(engine.each(partial(multiplying, 1), [1]))
