"""Where the parts of a stage's work run: in this process, in several of this machine, or on the workers of Dask.

A stage hands over what makes the function of a part, and the parts; it takes the results in the order of the parts and
does not know which engine runs them. What it writes is the same, byte for byte. docs/cluster.md says when Dask pays.
"""

import functools
import importlib
import logging
import sys
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from pipeline.core import apart, params
from pipeline.core.stage import InputError

Part = TypeVar("Part")
Result = TypeVar("Result")

# How many parts each process or worker has before it, the one it works on among them. More would wait in memory.
AHEAD = 2
# From how many parts on are processes begun for work that keeps what it decided? Two took no less time than one for
# five parts (a million reports), and nearly twice the processor: each begins, and decides the same answers, anew.
FROM_PARTS = 20
# How many workers may die with a part before it is given up: one that is too large kills every worker it is given to.
DEATHS = 3
NAMES = ["pandas", "dask"]


class EngineError(InputError):
    """The engine that params.yaml chooses cannot be used, or broke: what was found, and what to do."""


class Engine(NamedTuple):
    """What params.yaml chooses under `engine`."""

    name: str
    processes: int  # in which parts are worked on at once, where the engine is pandas
    scheduler: str | None  # address of a Dask scheduler; None for workers on this machine
    rows_at_once: int


def chosen() -> Engine:
    """Return the engine that params.yaml chooses; raise EngineError when it is none."""
    choices = params.section("engine")
    if set(choices) != set(Engine._fields):
        raise EngineError(f"params.yaml: engine has {', '.join(choices)}. Write {', '.join(Engine._fields)}.")
    engine = Engine(**choices)
    if engine.name not in NAMES:
        raise EngineError(f"params.yaml: engine.name is {engine.name!r}. Write {' or '.join(NAMES)}.")
    for choice in ("processes", "rows_at_once"):
        number = getattr(engine, choice)
        # True is an integer to Python, and no number of rows.
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise EngineError(f"params.yaml: engine.{choice} is {number!r}. Write how many, at least 1.")
    return engine


def each(
    prepare: Callable[[], Callable[[Part], Result]], parts: Iterable[Part], keeps: bool = False
) -> Iterator[Result]:
    """Yield the result of each part, in their order.

    prepare: a function of a module (functools.partial around it is well) that returns the function of a part. It is
    called once in every process that works: what is known is read there, rather than sent with each part. A process
    that works beside another one begins no more of them. keeps: whether what was decided of one part is kept for the
    next, so that few parts are best worked on in one process.
    """
    engine = chosen()
    if engine.name == "dask":
        yield from _on_dask(_importable(prepare), parts, engine.scheduler)
        return
    coming, fewest = iter(parts), FROM_PARTS if keeps else 2
    first = list(islice(coming, fewest if engine.processes > 1 and not apart.is_apart() else 0))
    if len(first) == fewest:
        yield from _in_processes(prepare, chain(first, coming), engine.processes)
    else:
        work = prepare()
        yield from (work(part) for part in chain(first, coming))


@contextmanager
def beside(rows: int, work: Callable[..., Result], *given: object) -> Iterator[Callable[[], Result]]:
    """Give what returns the result of a work that may go on while other work does: work(*given), a module's function.

    rows: how many it is about. What fits in one part is done here when its result is asked for, and so is all of it
    where the engine has one process, or is Dask.
    """
    engine = chosen()
    if rows <= engine.rows_at_once or engine.processes == 1 or engine.name == "dask":
        yield lambda: work(*given)
        return
    with apart.helping(1) as pool:
        begun = pool.submit(work, *given)

        def result() -> Result:
            with _told():
                return begun.result()

        yield result


def _in_processes(prepare: Callable, parts: Iterable, count: int) -> Iterator:
    """Yield the result of each part, in their order, of processes of this machine."""
    with apart.helping(count) as pool:
        submit = functools.partial(pool.submit, _worked, uuid.uuid4().hex, prepare)
        with _told():
            yield from _in_order(submit, parts, lambda: AHEAD * count)


@contextmanager
def _told() -> Iterator[None]:
    """Raise EngineError, with what to do, when a process is gone."""
    try:
        yield
    except BrokenProcessPool as error:
        if error.__cause__ is not None:
            # Nothing died: an error came back that cannot be read here. Its own lines say more than we know.
            raise
        raise EngineError(
            "a process that worked on a part was ended, most likely for want of memory. Make engine.rows_at_once or "
            "engine.processes in params.yaml smaller."
        ) from error


def _in_order(submit: Callable[[Part], Future], parts: Iterable[Part], most: Callable[[], int]) -> Iterator:
    """Yield the result of each part, in their order; only so many are under way that their results fit in memory."""
    under_way = deque()
    for part in parts:
        under_way.append(submit(part))
        if len(under_way) >= most():
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _on_dask(prepare: Callable, parts: Iterable, scheduler: str | None) -> Iterator:
    """Yield the result of each part, in their order, of the workers of Dask."""
    distributed = _distributed()
    with _client(distributed, scheduler) as client:
        _require_this_project(client)
        submit = functools.partial(client.submit, _worked, uuid.uuid4().hex, prepare, pure=False)
        try:
            yield from _in_order(submit, parts, lambda: AHEAD * max(sum(client.nthreads().values()), 1))
        except distributed.KilledWorker as error:
            raise EngineError(
                f"Dask gave a part up after {DEATHS} workers had died with it, most likely for want of memory. Make "
                "engine.rows_at_once in params.yaml smaller, or give the workers more."
            ) from error


def _distributed():
    """Return dask.distributed, which is imported where it is chosen only; raise EngineError when it is not there."""
    try:
        import dask
        from dask import distributed
    except ImportError as error:
        raise EngineError(
            "params.yaml chooses the engine dask, which is not installed. Install it with `pip install "
            "'.[cluster]'`, or choose pandas (engine.name)."
        ) from error
    dask.config.set({"distributed.scheduler.allowed-failures": DEATHS})
    return distributed


def _client(distributed, scheduler: str | None):
    """Return a client of the scheduler, or of a cluster of its own: a process for each core of this machine."""
    if scheduler is None:
        # What goes wrong is raised; what workers log besides, on their way down above all, helps nobody.
        quiet = logging.CRITICAL
        return distributed.Client(threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=quiet)
    try:
        return distributed.Client(scheduler)
    except (OSError, ValueError) as error:
        raise EngineError(
            f"No Dask scheduler answers at {scheduler} (params.yaml, engine.scheduler): {error}. Start one with `dask "
            "scheduler`, or write ~ for workers on this machine."
        ) from error


def _require_this_project(client) -> None:
    """Raise EngineError when a worker does not work in this project's folder, with the same choices."""

    def choices_there() -> dict | None:
        # Sent as it stands here, so that a worker that cannot import the project answers too.
        try:
            from pipeline.core import params
        except ImportError:
            return None
        try:
            return params.read()
        except params.ParamsError:
            return None

    here = params.read()
    for address, there in sorted(client.run(choices_there).items()):
        if there != here:
            raise EngineError(
                f"The worker {address} works where {'this project is not' if there is None else 'params.yaml differs'}."
                " Start every worker in the project's folder, on storage that all share (docs/cluster.md)."
            )


def _importable(prepare: Callable) -> Callable:
    """Return a function of the module that was started (`python -m`) by the name under which others import it."""
    if isinstance(prepare, functools.partial):
        return functools.partial(_importable(prepare.func), *prepare.args, **prepare.keywords)
    if prepare.__module__ != "__main__":
        return prepare
    return getattr(importlib.import_module(sys.modules["__main__"].__spec__.name), prepare.__name__)


# In a process that works: which run was prepared last, and the function of a part that it gave.
_prepared: tuple[str, Callable | None] = ("", None)
_preparing = threading.Lock()


def _worked(run: str, prepare: Callable[[], Callable[[Part], Result]], part: Part) -> Result:
    """Return the result of a part in a process that works, prepared for this run at its first part."""
    global _prepared
    with _preparing:
        if _prepared[0] != run:
            _prepared = (run, prepare())
        work = _prepared[1]
    return work(part)
