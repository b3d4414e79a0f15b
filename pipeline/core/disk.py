"""How a file is written: whole or not at all.

Whatever stops a stage, a full disk or a `kill -9`, no file is left that is half of one: each is written beside its
place and takes it when it is complete. What is left beside is hidden, ignored by git and DVC, and taken away by the
next writer.
"""

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDING = ".unfinished"


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield where to write; it becomes `path`, whose folder is made, when the block ends without an error."""
    beside = unfinished(path)
    try:
        yield beside
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def unfinished(path: Path) -> Path:
    """Return where this process writes what will be `path`, in a folder that is there and has no leavings in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path.parent, os.getpid())
    # Two processes may write the same file, when one that nobody stopped goes on after its run was killed.
    return path.with_name(f".{path.name}.{os.getpid()}{ENDING}")


def write(path: Path, content: str | bytes) -> None:
    """Write a file, making its folder; text as UTF-8, its line ends as they are."""
    with whole(path) as beside:
        beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@functools.cache
def _clear(folder: Path, process: int) -> None:
    """Take away what dead processes have left in a folder, once in each process: a folder may hold thousands."""
    for left in folder.glob(f".*{ENDING}"):
        writer = left.stem.rpartition(".")[2]
        if not writer.isdigit() or (int(writer) != process and not _is_running(int(writer))):
            left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Whether a process is there, such as one that writes other files of the same folder."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
