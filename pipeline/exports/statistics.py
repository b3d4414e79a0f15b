"""SPSS and Stata files: labels of variables and values, values that stand for no answer, sets of variables."""

import functools
import re
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from pipeline.core import apart
from pipeline.exports import fields, parted
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.grid import Grid, RawFile, frame
from pipeline.exports.parted import Asked
from pipeline.exports.wording import plain, same

SIGNATURES = {b"$FL2": "spss", b"$FL3": "spss", b"<stata_dta>": "stata"}
# Characters after which a variable's label ends, so that a longer wording is cut there.
LONGEST_LABEL = {"spss": 250, "stata": 80}
MOST_CELLS = 50_000_000  # some 60 bytes each
MOST_BYTES = 2**33  # as declared: cases times the widths of their variables, which are mostly blank
BOX = re.compile(r"^(?P<stem>.+?)_+\d+$")
WRITTEN = re.compile(r"^(?P<base>.+)_(?:other|text)$", re.IGNORECASE)
BETWEEN = " -–—:.[(/"  # what stands between a wording and an option in a label
STATA_VERSIONS = {0x71, 0x72, 0x73}  # first byte of files before Stata 13


@dataclass(frozen=True)
class Labels:
    """What a statistics file says beyond its values."""

    variables: dict[str, str]  # name → label
    of_values: dict[str, dict[str, str]]  # name → value as text → label
    missing: dict[str, list[tuple[object, object]]]  # name → ranges of values that stand for no answer
    sets: dict[str, dict]  # name of a multiple-response set → label, variables, counted value


def form_of(start: bytes) -> str:
    """Return spss or stata by a file's first bytes, "" for others."""
    named = next((form for signature, form in SIGNATURES.items() if start.startswith(signature)), "")
    is_old_stata = (
        len(start) > 4 and start[0] in STATA_VERSIONS and start[1] in (1, 2) and start[2] == 1 and start[3] == 0
    )
    return named or ("stata" if is_old_stata else "")


def opened(path: Path, form: str) -> RawFile:
    """Return a statistics file as a grid of texts with the names of the variables above. Raises ExportError."""
    try:
        values, said, most = _apart().submit(_read, path.absolute(), form, MOST_CELLS, MOST_BYTES).result()
    except ImportError as error:
        raise ExportError(f"{path.name} is a statistics file; install pyreadstat to read it.") from error
    except BrokenProcessPool as error:
        _apart.cache_clear()
        raise ExportError(f"{path.name} is a damaged {form} file, on which its library broke off.") from error
    except ValueError as error:
        raise ExportError(f"{path.name} is a damaged {form} file ({' '.join(str(error).split())}).") from error
    if len(values) > most:
        raise ExportError(
            f"{path.name} has over {most:,} cases of {len(values.columns):,} variables; so many are not read."
        )
    if not len(values.columns) or not len(values):
        raise ExportError(f"{path.name} holds no case.")
    if not all(isinstance(name, str) for name in values):
        raise ExportError(f"{path.name} is a damaged {form} file (a variable has no name).")
    columns = [
        pa.chunked_array([pa.array([name, *map(_text, values[name].tolist())], pa.large_string())]) for name in values
    ]
    labels = Labels(
        {name: plain(label or "") for name, label in said["column_names_to_labels"].items()},
        {
            name: {_text(value): plain(str(label)) for value, label in by_value.items()}
            for name, by_value in said["variable_value_labels"].items()
        },
        {name: [(span["lo"], span["hi"]) for span in spans] for name, spans in said["missing_ranges"].items()},
        dict(said["mr_sets"] or {}),
    )
    # A case is one even where every value is missing; blank rows of a sheet are none.
    cells = frame(columns).reindex(pd.RangeIndex(1, len(values) + 2, name="row"))
    encoding = (said["file_encoding"] or "utf-8").casefold()
    return RawFile(path, form, (Grid(cells, path.name, encoding),), labels=labels)


@functools.cache
def _apart() -> ProcessPoolExecutor:
    """Return a process for the library, which is written in C: a damaged file can end it without a word."""
    return apart.processes(1)


def _read(path: Path, form: str, most_cells: int, most_bytes: int) -> tuple[pd.DataFrame, dict[str, object], int]:
    """Return the values of a file, what it says of them, and how many cases are read at most; one more is returned.

    Raises ValueError when it is damaged.
    """
    import pyreadstat

    read = pyreadstat.read_sav if form == "spss" else pyreadstat.read_dta
    # Of two variables of one name, which are told by their columns here.
    warnings.simplefilter("ignore")
    try:
        _, said = read(path, metadataonly=True)
        widths = said.variable_storage_width.values()
        most = min(most_cells // max(len(widths), 1), most_bytes // max(sum(widths), 1))
        # The file may not say how many cases it has, or say it wrongly.
        values, said = read(path, user_missing=True, row_limit=most + 1)
    # Its own errors, and those that it did not mean: a variable without a name ends in a TypeError.
    except Exception as error:
        raise ValueError(str(error)) from error
    told = ["column_names_to_labels", "variable_value_labels", "missing_ranges", "mr_sets", "file_encoding"]
    return values, {name: getattr(said, name, None) for name in told}, most


def _text(value: object) -> str | None:
    """Return a value as text, whole numbers without decimals."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def read_as(raw: RawFile, platform: str, evidence: str, known: Sequence[KnownQuestion]) -> Export:
    """Return a statistics file; sets of variables as the multiple-choice questions they are."""
    names = raw.first.row(0)
    rows = raw.first.below(1)
    labels: Labels = raw.labels
    find = _finder(known, LONGEST_LABEL[platform])
    in_sets = {
        name: (key, said)
        for key, said in labels.sets.items()
        if said.get("is_dichotomy")
        for name in said["variable_list"]
    }
    boxes = _boxes(rows, names, labels, set(in_sets))
    box_of = {position: stem for stem, positions in boxes.items() for position in positions}
    parts: list[Part] = []
    done = set()
    for position, name in enumerate(names):
        stem = box_of.get(position, "")
        if name in in_sets:
            key, said = in_sets[name]
            if key not in done:
                parts.append(_set(rows, names, said, key, labels, find))
            done.add(key)
        elif stem:
            if stem not in done:
                parts.append(_several(rows, names, boxes[stem], labels, find))
            done.add(stem)
        elif base := _written_to(name, names, boxes, labels, find):
            asked = find(_label(base, names, boxes, labels))
            parts.append(fields.part(rows, names, position, asked.question, "other", **asked.said))
        else:
            parts.append(_variable(rows, names, position, labels, find))
    return fields.export(raw, platform, evidence, rows, _numbered(parts, find), {})


def _finder(known: Sequence[KnownQuestion], longest: int) -> Callable[[str], Asked]:
    """Return a function that finds the question of a label, also where the label was too long and is cut.

    A cut label is the question of the questionnaire that begins so, when only one does.
    """
    find = parted.finder(known)

    def found(label: str) -> Asked:
        asked = find(label)
        if asked.known or len(label) < longest - 2:
            return asked
        begun = [
            Asked(one.wording, one.group, int(match["slot"] or 0) if one.group else 0, one)
            for one in known
            if (match := _start(one.group).match(label)) and same(one.wording).startswith(same(label[match.end() :]))
        ]
        return begun[0] if len(begun) == 1 else asked

    return found


def _start(group: str) -> re.Pattern[str]:
    """Return the pattern of what stands before the wording: group and slot, or nothing."""
    return re.compile(rf"^{re.escape(plain(group))} #?(?P<slot>\d+)[\s:\-–—.)/]+" if group else "", re.IGNORECASE)


def _boxes(rows: pd.DataFrame, names: list[str], labels: Labels, taken: set[str]) -> dict[str, list[int]]:
    """Return stem → positions of variables numbered alike, each with one value, whose label is the option ticked."""
    found: dict[str, dict[str, int]] = {}
    for position, name in enumerate(names):
        match, own = BOX.match(name), labels.of_values.get(name, {})
        if match and name not in taken and len(own) == 1 and set(rows[position].dropna().unique()) <= set(own):
            found.setdefault(match["stem"], {}).setdefault(next(iter(own.values())), position)
    return {stem: list(options.values()) for stem, options in found.items() if len(options) > 1}


def _several(
    rows: pd.DataFrame, names: list[str], positions: list[int], labels: Labels, find: Callable[[str], Asked]
) -> Part:
    """Return the multiple-choice field of variables that each hold one option."""
    asked = find(_boxes_label(names, positions, labels))
    options = {at: next(iter(labels.of_values[names[at]].values())) for at in positions}
    options = {at: parted.label_of(option, asked.known) for at, option in options.items()}
    ticked = {at: rows[at].notna() for at in positions}
    return fields.ticks(rows, names, options, ticked, asked.question, **asked.said)


def _boxes_label(names: list[str], positions: list[int], labels: Labels) -> str:
    """Return the wording of a question whose boxes are labelled “wording - option”."""
    for position in positions:
        label, option = (
            labels.variables.get(names[position], ""),
            next(iter(labels.of_values[names[position]].values())),
        )
        if label.endswith(option) and label != option:
            return label.removesuffix(option).rstrip(BETWEEN)
    shared = _shared_start([labels.variables.get(names[at], "") for at in positions])
    return shared.rstrip(BETWEEN) or BOX.match(names[positions[0]])["stem"]


def _shared_start(texts: list[str]) -> str:
    """Return what all texts begin with."""
    first, last = min(texts), max(texts)
    differs = next((at for at, letter in enumerate(first) if last[at : at + 1] != letter), len(first))
    return first[:differs]


def _written_to(
    name: str, names: list[str], boxes: dict[str, list[int]], labels: Labels, find: Callable[[str], Asked]
) -> str:
    """Return the question (a variable, or a stem of boxes) beside whose option a text was written, "" for none."""
    match = WRITTEN.match(name)
    if not match or name in labels.of_values or find(labels.variables.get(name) or name).known:
        return ""
    base = match["base"]
    if base in boxes or (base in labels.of_values and base not in _box_names(names, boxes)):
        return base
    stem = BOX.match(base)
    return stem["stem"] if stem and (stem["stem"] in boxes or stem["stem"] in labels.of_values) else ""


def _box_names(names: list[str], boxes: dict[str, list[int]]) -> set[str]:
    """Return the names of the variables that are boxes."""
    return {names[position] for positions in boxes.values() for position in positions}


def _label(base: str, names: list[str], boxes: dict[str, list[int]], labels: Labels) -> str:
    """Return the label of a variable or of boxes."""
    return _boxes_label(names, boxes[base], labels) if base in boxes else labels.variables.get(base) or base


def _numbered(parts: list[Part], find) -> list[Part]:
    """Return the parts with slots where the questionnaire says that a question repeats."""
    asked = parted.numbered([find(part.field.question)._replace(slot=part.field.slot) for part in parts])
    return [
        part._replace(field=fields.replace(part.field, slot=one.slot)) for part, one in zip(parts, asked, strict=True)
    ]


def _set(rows: pd.DataFrame, names: list[str], said: dict, key: str, labels: Labels, find) -> Part:
    """Return the multiple-choice field of a set of variables that count one value."""
    asked = find(said.get("label") or key)
    counted = _text(said["counted_value"]) if not isinstance(said["counted_value"], str) else said["counted_value"]
    at = {name: names.index(name) for name in said["variable_list"]}
    options = {
        position: parted.label_of(labels.variables.get(name) or name, asked.known) for name, position in at.items()
    }
    ticked = {position: rows[position].eq(counted) for position in options}
    return fields.ticks(rows, names, options, ticked, asked.question, **asked.said)


def _variable(rows: pd.DataFrame, names: list[str], position: int, labels: Labels, find) -> Part:
    """Return the field of one variable, values by their labels; those that stand for no answer are missing."""
    name = names[position]
    asked = find(labels.variables.get(name) or name)
    wordings = labels.of_values.get(name, {})
    shown = rows[position]
    nothing = {text for text in shown.dropna().unique() if _is_missing(text, labels.missing.get(name, []))}
    answers = shown.mask(shown.isin(sorted(nothing)))
    kind = asked.known.kind if asked.known else "single" if set(wordings) - nothing else ""
    kind = kind or fields.kind_of(fields.counted(answers))
    one = fields.part(rows, names, position, asked.question, kind, **asked.said)
    options = tuple(label for value, label in wordings.items() if value not in nothing)
    answers = answers.map({text: wordings.get(text, text) for text in answers.dropna().unique()}).astype("str")
    return Part(fields.replace(one.field, options=options or one.field.options), answers)


def _is_missing(text: str, spans: list[tuple[object, object]]) -> bool:
    """Whether a value lies in one of the ranges that stand for no answer."""
    for low, high in spans:
        if isinstance(low, str) or isinstance(high, str):
            if str(low) <= text <= str(high):
                return True
        elif fields.NUMBER.fullmatch(text) and low <= float(text.replace(",", "")) <= high:
            return True
    return False
