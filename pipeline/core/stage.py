"""How every stage is started: `python -m pipeline.<stage> <edition>`, and how it says what is wrong with its input."""

import argparse
import errno
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# What a machine says when it will not write: full, over the quota, read-only, not allowed.
_NOT_WRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}

# Characters of an error that are told; a header of a raw file may be as long as the file.
_LONGEST = 4_000


class InputError(Exception):
    """Something that people gave the pipeline cannot be used: what was found, where, and what to do.

    Its text may quote names of raw files, so what would act on a terminal or a log is shown instead, and what is very
    long loses its middle.
    """

    def __str__(self) -> str:
        sentence = super().__str__()
        if len(sentence) > _LONGEST:
            sentence = f"{sentence[: _LONGEST // 2]} … {sentence[-_LONGEST // 2 :]}"
        return visible(sentence)


def visible(text: str) -> str:
    r"""Return a text with each character that does not print as its code: \n, \x1b, \u202e.

    So a name can neither move the cursor, nor begin a line of its own, nor turn the direction of the text.
    """
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def run(main: Callable[[str], None], description: str) -> None:
    """Run a stage for the edition named on the command line; description is the stage's docstring.

    An InputError becomes one sentence and exit status 1: whoever gave the input can mend it, and a traceback would
    hide how. Any other error is ours and keeps its traceback.
    """
    parser = _parser(description)
    parser.add_argument("edition", help="an edition of params.yaml, a folder of data/raw/")
    edition = parser.parse_args().edition
    with _one_sentence(edition):
        main(edition)


def run_for_all(main: Callable[[], None], name: str, description: str) -> None:
    """Run a stage that is about no edition, or about all; name: what its errors are told under."""
    _parser(description).parse_args()
    with _one_sentence(name):
        main()


def _parser(description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


@contextmanager
def _one_sentence(about: str) -> Iterator[None]:
    """Have the errors that people can mend told in one sentence, and end the process."""
    try:
        yield
    except InputError as error:
        sys.exit(f"{about}: {error}")
    except FileNotFoundError as error:
        missing = str(error.filename or _path_named_in(str(error)))
        # What people give is looked for, and missed, by name; so this is what an earlier stage should have left.
        if not missing.startswith(("data/", "reports/")):
            raise
        sys.exit(f"{about}: {missing} is missing, which an earlier stage leaves. `dvc repro` runs them in order.")
    except OSError as error:
        if error.errno not in _NOT_WRITTEN:
            raise
        sys.exit(
            f"{about}: the machine refuses: {error}. What this stage was writing does not count. Make room, or let "
            "the project's folder be written to, then `dvc repro`."
        )


def _path_named_in(message: str) -> str:
    """Return the path in quotes that the message of a library names, else the message."""
    named = re.search(r"'([^']+)'", message)
    return named[1] if named else message
