"""Stages, commands, choices, codebook and sections of findings, as the code has them: `python -m pipeline.reference`.

docs/reference.md is its result; a test fails when it is old.
"""

import importlib
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

import yaml

from pipeline.core import codebook, disk, paths, stage
from pipeline.findings.sections import SECTIONS

FILE = Path("docs/reference.md")
FILES_OF_STAGES = ["data/dvc.yaml", "dvc.yaml"]
ROOM = Path(__file__).parent
OPENING = """# Reference

Written by `python -m pipeline.reference` from the code; not edited by hand. Tables and their columns:
[data/README.md](../data/README.md).
"""
# The same width on every machine, and no colour.
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1"}


def reference() -> str:
    """Return the reference as Markdown, from the project in the working folder."""
    told = stages()
    parts = [OPENING, _stages(told), _commands(told), _choices(), _codebook(told), _sections()]
    return "\n".join(parts)


def stages(project: Path = Path()) -> dict:
    """Return the stages of a project as its files for DVC tell them, in the order of the way of a row."""
    files = [yaml.safe_load((project / file).read_text(encoding="utf-8")) for file in FILES_OF_STAGES]
    return {name: told for file in files for name, told in file["stages"].items()}


def _table(heading: str, opening: str, columns: list[str], rows: list[list[str]]) -> str:
    """Return a part that is a table; a bar in a cell would end it."""
    lines = [
        " | ".join(cell.replace("|", "&#124;") for cell in row) for row in [columns, ["---"] * len(columns), *rows]
    ]
    return "\n".join([f"## {heading}", "", opening, "", *(f"| {line} |" for line in lines), ""])


def _stages(stages: dict) -> str:
    """Return a line for each stage, in their order."""
    rows = [
        [
            f"`{name}`",
            told["desc"],
            _editions(told),
            ", ".join(f"`{_plain(choice)}`" for choice in told.get("params", [])) or "–",
            ", ".join(f"`{place}`" for place in _written(told)),
        ]
        for name, told in stages.items()
    ]
    opening = (
        "`dvc repro` runs those whose code, choices or inputs have changed; `dvc repro <stage>@<edition>` one and what "
        "it needs, from `summarise` on; `dvc repro data/dvc.yaml:<stage>@<edition>` one before it (`train` without an "
        "edition); `python -m pipeline.<stage> <edition>` it alone."
    )
    return _table("Stages", opening, ["stage", "what it does", "for each", "choices", "writes"], rows)


def _editions(told: dict) -> str:
    """Return for what a stage runs once each."""
    if "matrix" not in told:
        return "once"
    return "simulated edition" if "simulated" in told["matrix"]["edition"] else "edition"


def _plain(text: str) -> str:
    """Return a name of dvc.yaml as people write it."""
    return text.replace("${item.edition}", "<edition>")


def _written(told: dict) -> list[str]:
    """Return the folders that a stage writes to; of a file that stands in reports/, or is an edition's, the file."""
    entries = [*told.get("outs", []), *told.get("metrics", [])]
    names = [Path(_plain(next(iter(entry)) if isinstance(entry, dict) else entry)) for entry in entries]
    alone = [not name.suffix or name.parent == paths.REPORTS or "<edition>" in name.stem for name in names]
    places = [name if is_alone else name.parent for name, is_alone in zip(names, alone, strict=True)]
    distinct = dict.fromkeys(f"{place}{'' if place.suffix else '/'}" for place in places)
    # What lies in a folder that is named already needs no name of its own.
    return [place for place in distinct if not any(place != other and place.startswith(other) for other in distinct)]


def commands(stages: dict) -> list[str]:
    """Return the modules that are run by hand: those with a command line that are no stage."""
    of_stages = {told["cmd"].split()[2] for told in stages.values()}
    modules = [
        ".".join(["pipeline", *path.relative_to(ROOM).with_suffix("").parts])
        for path in sorted(ROOM.rglob("*.py"))
        if "node_modules" not in path.parts and 'if __name__ == "__main__":' in path.read_text(encoding="utf-8")
    ]
    return [module for module in modules if module not in of_stages]


def _commands(stages: dict) -> str:
    """Return what each command says of itself."""
    parts = [f"### `python -m {module}`\n\n```text\n{_said(module)}\n```\n" for module in commands(stages)]
    return "\n".join(["## Commands\n", "Run by hand, in the project's folder.\n", *parts])


def _said(module: str) -> str:
    """Return the help of a command; of one that takes no arguments what its module says."""
    loaded = importlib.import_module(module)
    source = Path(loaded.__file__).read_text(encoding="utf-8")
    if re.search(r"^    stage\.run\(main", source, re.MULTILINE):
        return _help(module, lambda: stage.run(loaded.main, loaded.__doc__))
    if re.search(r"^    parser = argparse", source, re.MULTILINE):
        return _help(module, loaded.main)
    return loaded.__doc__.strip()


def _help(module: str, start) -> str:
    """Return what a command prints when it is asked for help; start runs it."""
    printed = io.StringIO()
    asked = mock.patch.object(sys, "argv", [f"python -m {module}", "--help"])
    with asked, mock.patch.dict(os.environ, TERMINAL), redirect_stdout(printed):
        try:
            start()
        except SystemExit:
            return printed.getvalue().strip()
    raise AssertionError(f"{module} does not stop at --help")


def _choices() -> str:
    """Return a line for each choice of params.yaml, with the question that its comment asks."""
    rows = [[f"`{name}`", question] for name, question in choices(paths.PARAMS.read_text(encoding="utf-8"))]
    opening = "Their values stand in `params.yaml`, each under its question."
    return _table("Choices", opening, ["choice", "question"], rows)


def choices(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and question of each choice; `edition.<edition>` once, though every edition has it.

    text: params.yaml. A comment stands above the choice it asks for, or above several that it asks for together.
    """
    # The questions stand in comments, which a reader of YAML drops; what is a choice and what a group it knows.
    groups = _groups(yaml.safe_load(text))
    way: list[tuple[int, str]] = []
    comment: list[str] = []
    question, folded, seen = "", None, set()
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        if folded is not None and (depth > folded or not line):
            continue
        folded = None
        if line.lstrip().startswith("#"):
            comment.append(line.lstrip("# "))
            continue
        found = re.fullmatch(r" *([\w-]+):(?: (.*))?", line)
        if not found:
            comment = []
            continue
        key, value = found[1], found[2]
        while way and way[-1][0] >= depth:
            way.pop()
        way.append((depth, key))
        question, comment = " ".join(comment) or question, []
        folded = depth if value and value.startswith(">") else None
        name = ".".join(part for _, part in way)
        is_group, name = name in groups, re.sub(r"^edition\.[^.]+", "edition.<edition>", name)
        if not is_group and name not in seen:
            seen.add(name)
            yield name, question


def _groups(choices: dict, way: str = "") -> set[str]:
    """Return the names under which several choices stand."""
    inner = {f"{way}{key}": value for key, value in choices.items() if isinstance(value, dict)}
    return {*inner, *(name for group, value in inner.items() for name in _groups(value, f"{group}."))}


def _codebook(stages: dict) -> str:
    """Return a line for each table of the codebook."""
    rows = [
        [
            f"`{name}.csv`",
            ", ".join(f"`{column}`" for column in columns),
            ", ".join(f"`{column}`" for column in key) or "–",
            ", ".join(stage_name for stage_name, told in stages.items() if _reads(told, name)) or "–",
        ]
        for name, (columns, key) in codebook.TABLES.items()
    ]
    opening = "In `data/codebook/`, comma-separated UTF-8. What names a line stands in one line only."
    return _table("Codebook", opening, ["table", "columns", "names a line", "read by"], rows)


def _reads(told: dict, table: str) -> bool:
    """Whether a stage lists a table of the codebook."""
    return f"{paths.CODEBOOK}/{table}.csv" in told["deps"]


def _sections() -> str:
    """Return a line for each section of the findings that holds shares."""
    rows = [
        [f"`{name}`", section.unit, f"… {section.predicate}", "by count" if section.is_ranked else "by code"]
        for name, section in SECTIONS.items()
    ]
    opening = (
        "Those of `findings.parquet` and `findings.csv` whose findings are shares; {label} is the category, {group} "
        "that within which shares are taken. Beside them: `headline`, `city`, `concentration`; "
        "[statistics.md](statistics.md)."
    )
    return _table("Sections of the findings", opening, ["section", "a share of", "as a sentence", "order"], rows)


def main() -> None:
    """Write docs/reference.md."""
    disk.write(FILE, reference())


if __name__ == "__main__":
    main()
