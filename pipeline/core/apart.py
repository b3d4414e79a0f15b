"""Processes beside this one: for a library that may end its own without a word, or for work that waits for no other."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


def processes(count: int) -> ProcessPoolExecutor:
    """Return so many processes that each do one thing after another, and end when this one does."""
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_end_with_the_first)


@contextmanager
def helping(count: int) -> Iterator[ProcessPoolExecutor]:
    """Give such processes for a while. When something goes wrong what is under way is finished, and no more begun."""
    pool = processes(count)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def is_apart() -> bool:
    """Whether this process is one of those."""
    return multiprocessing.parent_process() is not None


def _end_with_the_first() -> None:
    """Have this process end when the one that began it does: killed, that one can tell it nothing."""

    def wait() -> None:
        multiprocessing.parent_process().join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
