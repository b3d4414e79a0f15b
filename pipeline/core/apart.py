"""Processes beside this one: for a library that may end its own without a word, or for work that waits for no other."""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor


def processes(count: int) -> ProcessPoolExecutor:
    """Return so many processes that each do one thing after another, and end when this one does."""
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_end_with_the_first)


def is_apart() -> bool:
    """Whether this process is one of those."""
    return multiprocessing.parent_process() is not None


def _end_with_the_first() -> None:
    """Have this process end when the one that began it does: killed, that one can tell it nothing."""

    def wait() -> None:
        multiprocessing.parent_process().join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
