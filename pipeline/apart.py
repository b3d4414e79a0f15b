"""A process of its own: for a library that may end it without a word, or for work that need not wait for other work."""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor


def process() -> ProcessPoolExecutor:
    """Return a process that does one thing after another, and ends when this one does."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_end_with_the_first)


def _end_with_the_first() -> None:
    """Have this process end when the one that began it does: killed, that one can tell it nothing."""

    def wait() -> None:
        multiprocessing.parent_process().join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
