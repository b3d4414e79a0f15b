"""The XLSForm that a KoboToolbox or ODK survey was made of, where it lies beside the export: names to wordings."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.exports import workbook
from pipeline.exports.contract import ExportError
from pipeline.exports.grid import Grid, neighbours
from pipeline.exports.wording import plain

CHOICE = ("select_one", "select_multiple")
REPEATS = ("begin_repeat", "begin repeat")


@dataclass(frozen=True)
class Form:
    """What the form says of the names and codes in an export; {} where no form lies beside it."""

    wordings: dict[str, str] = field(default_factory=dict)  # name of a question → wording
    options: dict[str, dict[str, str]] = field(default_factory=dict)  # name of a choice → code → label
    several: frozenset[str] = frozenset()  # names of the questions that take several options
    repeats: dict[str, str] = field(default_factory=dict)  # name of a repeat → title
    notes: frozenset[str] = frozenset()  # names of texts that are shown and not answered


def beside(path: Path, names: set[str]) -> Form:
    """Return the form that lies beside an export and asks most of its questions; an empty one when none does."""
    for other in neighbours(path, "", ".xlsx"):
        try:
            workbook.require_sound_archive(other)
            if not {"survey", "choices"} <= set(workbook.sheet_names(other)):
                continue
            grids = {name: workbook.read(other, name)[0][0] for name in ("survey", "choices")}
        except ExportError:
            continue
        form = _form(grids["survey"], grids["choices"])
        if len(set(form.wordings) & names) >= 0.5 * len(form.wordings):
            return form
    return Form()


def _form(survey: Grid, choices: Grid) -> Form:
    """Return what the two sheets say. A form in several languages speaks the first."""
    asked, listed = _lines(survey), _lines(choices)
    lists: dict[str, dict[str, str]] = {}
    for line in listed:
        lists.setdefault(line.get("list_name", line.get("list name", "")), {})[line["name"]] = line["label"]
    kinds = [(line, *line["type"].split()[:2]) for line in asked if line["name"] and line["type"]]
    return Form(
        {line["name"]: line["label"] for line, kind, *_ in kinds if line["label"] and not _is_layout(kind)},
        {line["name"]: lists.get(named[0], {}) for line, kind, *named in kinds if kind in CHOICE and named},
        frozenset(line["name"] for line, kind, *_ in kinds if kind.startswith("select_multiple")),
        {line["name"]: line["label"] or line["name"] for line in asked if line["type"] in REPEATS},
        frozenset(line["name"] for line, kind, *_ in kinds if kind == "note"),
    )


def _is_layout(kind: str) -> bool:
    """Whether a line of the form opens or closes a group, or only shows a text."""
    return kind.startswith(("begin", "end", "note"))


def _lines(grid: Grid) -> list[dict[str, str]]:
    """Return the lines of a sheet, the label in the form's first language under “label”."""
    headers = [plain(header) for header in grid.row(0)]
    label = next((header for header in headers if header == "label" or header.startswith("label:")), "")
    lines: pd.DataFrame = grid.below(1).set_axis(headers, axis="columns").fillna("")
    return [{"type": "", "name": "", **line, "label": plain(line.get(label, ""))} for line in lines.to_dict("records")]
