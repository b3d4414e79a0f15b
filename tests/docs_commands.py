"""The commands that the documentation tells, and those of them that its tests do not run, each with the reason."""

import re
from pathlib import Path
from typing import NamedTuple

from pipeline import reference

ROOT = Path(__file__).parents[1]
# The data dictionary tells no way of doing things, and the changelog what was once so.
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FIRST_WORDS = r"(python -m|dvc|make|pip|git|npm|jupyter|apt-get|pip-audit|sha256sum|frictionless|rm|cd|\.) [^|]"
STAGES = reference.stages(ROOT)

_SHARING = "tests/test_sharing.py does it between two clones, once with a folder and once with an S3 server"
_SET_UP = "network: it installs packages"
NOT_RUN = {
    "make findings": f"{_SET_UP}; then dvc repro",
    "make mend": "tests/test_make.py does it",
    "make test": f"{_SET_UP}; then these tests",
    "make cluster": f"{_SET_UP}; then tests/test_stages_in_parts.py, all of it",
    "make bench": f"{_SET_UP}; then measures whole editions",
    "make fuzz": f"{_SET_UP}; then it takes minutes and tests nothing that is known",
    "make fuzz SECONDS=600": f"{_SET_UP}; then it takes an hour",
    "make mutants": "minutes: it runs tests of every stage again and again; tests/test_mutants.py tests the command",
    "python -m tests.mutants ingest publish": "minutes: tests/test_mutants.py tests the command",
    "python -m tests.fuzz_readers text --seconds 600": "it needs atheris, which `make fuzz` installs",
    'make bench SIZES="1600 100000 1000000 10000000"': f"{_SET_UP}; then measures whole editions",
    "make lock": "network: it asks a registry for the newest versions",
    "make gazetteer": f"{_SET_UP}, then builds; tests/test_gazetteer.py tests what it builds",
    "make notebooks": f"{_SET_UP}; tests/test_end_to_end.py runs the notebooks for every edition",
    "make readme": "reports: it needs every edition's report; tests/test_docs.py holds README.md against them",
    "dvc repro": "minutes: tests/test_end_to_end.py runs every stage for every edition; the tutorial's part runs here",
    "dvc plots show": "reports: it needs every edition's figures",
    "git pull && dvc pull": _SHARING,
    "dvc push": _SHARING,
    "dvc remote add --default store /mnt/findings/dvc": _SHARING,
    "dvc remote add --default store s3://findings/raw": _SHARING,
    "dvc remote modify store endpointurl https://storage.example.org": _SHARING,
    "python -m tests.export_truth": "measurement: of real exports, which are no part of the project",
    "dvc add data/raw/2027/city_survey/export.csv": _SHARING,
    "git add data/raw/2027/city_survey/source.yaml data/raw/2027/city_survey/export.csv.dvc": _SHARING,
    "dvc gc": "tests/test_forget.py runs it, on cache and remote",
    "dvc gc --workspace": "tests/test_forget.py runs it, on cache and remote",
    "python -m pipeline.forget 2027 city_survey:17 --by AB": "tests/test_forget.py does it",
    "python -m tests.kill_run": "half an hour: it kills whole runs",
    "git revert": "incomplete: it asks for the commit",
    "python -m pipeline.webmap.node": "network: it fetches packages",
    "python -m pipeline.webmap.node --omit=dev": "network: it fetches packages",
    "cd reports/<edition>/data": "tests/test_release.py holds the data set against its checksums",
    "sha256sum --check SHA256SUMS": "tests/test_release.py holds the data set against its checksums",
    "frictionless validate datapackage.json": "tests/test_release.py validates the data package",
    "jupyter lab notebooks/": "it serves until it is stopped; tests/test_end_to_end.py runs the notebooks",
    "pip install '.[cluster]'": "network: it installs packages",
    "pip install dvc-s3": "network: it installs a package",
    "pip install pip-audit": "network: it installs a package",
    "pip-audit --require-hashes -r requirements.txt": "network: it asks for known vulnerabilities",
    "apt-get install chromium": "network: it installs a system package",
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0": "network: it installs system packages",
    "rm -rf .dvc/cache reports/*/ && time dvc repro --force": "minutes: the benchmark of a whole run",
    "python -m pipeline.register <edition>": "tests/test_register.py does it; the demonstration is refused",
}
# Words of a command that stand for something, and what the tests put there.
STAND_FOR = {
    "<edition>": "demonstration-2024",
    "data/dvc.yaml:<stage>": "data/dvc.yaml:validate",
    "<stage>": "summarise",
    "FILE": "data/raw/public-record-2026/pueblo_page/pueblo_page.csv",
}


class Command(NamedTuple):
    """One command as a page tells it."""

    page: str
    text: str


def told(page: Path) -> list[Command]:
    """Return the commands of a page in their order: lines of blocks without a language, and words marked as code."""
    # A heading names what is told below it.
    text = re.sub(r"^#+ .*", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    commands = []
    for fence, block, inline in re.findall(r"^ *```(\w*)\n(.*?)^ *```|`([^`]+)`", text, re.MULTILINE | re.DOTALL):
        lines = [" ".join(inline.split())] if inline else block.splitlines() if not fence else []
        texts = [re.sub(r"\s+#.*", "", line).strip() for line in lines]
        commands += [Command(page.name, text) for text in texts if re.match(FIRST_WORDS, text)]
    return commands


def is_stage(text: str) -> bool:
    """Whether a command runs one stage of dvc.yaml: tests/test_end_to_end.py runs each for every edition."""
    return " ".join(text.split()[:3]) in {" ".join(stage["cmd"].split()[:3]) for stage in STAGES.values()}


def is_measurement(text: str) -> bool:
    """Whether a command measures: tests/measure_*.py and tests/calibrate_*.py print figures and hold no behaviour."""
    return re.match(r"python -m tests\.(measure|calibrate)_", text) is not None
