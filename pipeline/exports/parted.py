"""A question that has a column for each of its parts: options to tick, rows of a grid, places of a ranking, texts."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from pipeline.exports import choices, fields
from pipeline.exports.contract import OPTION_SEPARATOR, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.wording import plain, same

WRITE_IN = re.compile(r"^other\b|write[ -]in|please specify", re.IGNORECASE)
SEVERAL = re.compile(
    r"\b(all|any) (that|which) apply|\b(select|check|mark|tick|choose) (all|any|up to)\b|\bmultiple answers\b"
    r"|\bmar[cq]\w* tod|\bseleccion\w* tod|\btodas las (opciones )?que|\bmehrfach|\balle zutreffenden|\bplusieurs r",
    re.IGNORECASE,
)
MOST_GRID_ANSWERS = 15  # distinct answers that the rows of a grid share


class Asked(NamedTuple):
    """A question: its wording, the slot of the group it repeats in, and what the questionnaire knows of it."""

    question: str
    group: str = ""
    slot: int = 0
    known: KnownQuestion | None = None

    @property
    def said(self) -> dict[str, object]:
        """Return what a field says of where the question repeats."""
        return {"group": self.group, "slot": self.slot}


def finder(known: Sequence[KnownQuestion]) -> Callable[[str], Asked]:
    """Return a function that finds the question a text words or names, by the questionnaire where it knows it.

    Where a platform has no repeated groups, people number them in the wording: `Partner country (Formal agreement 3)`,
    `Formal agreement 3: Partner country` and the like are slot 3.
    """
    by_wording = {(same(one.wording), same(one.group)): one for one in known}
    alone: dict[str, list[KnownQuestion]] = {}
    for one in known:
        alone.setdefault(same(one.wording), []).append(one)
    by_name = {one.name: one for one in known if one.name}
    groups = dict.fromkeys(one.group for one in known if one.group)
    patterns = [
        (group, re.compile(pattern.format(re.escape(plain(group))), re.IGNORECASE | re.DOTALL))
        for group in groups
        for pattern in (
            r"^(?P<wording>.+?)[\s:\-–—(\[/]+{} #?(?P<slot>\d+)[)\]]?$",
            r"^{} #?(?P<slot>\d+)[\s:\-–—.)/]+(?P<wording>.+)$",
        )
    ]

    def found(text: str) -> Asked:
        wording = plain(text)
        if one := by_name.get(wording):
            return Asked(one.wording, one.group, 0, one)
        candidates = alone.get(same(wording), [])
        if len(candidates) == 1:
            one = candidates[0]
            return Asked(one.wording, one.group, 0, one)
        for group, pattern in patterns:
            match = pattern.match(wording)
            one = by_wording.get((same(match["wording"]), same(group))) if match else None
            if one:
                return Asked(one.wording, one.group, int(match["slot"]), one)
        return Asked(wording)

    return found


def numbered(asked: Sequence[Asked]) -> list[Asked]:
    """Return the questions with slots, in order, where a question of a repeated group comes without a number."""
    times: Counter[tuple[str, str]] = Counter()
    with_slots = []
    for one in asked:
        if one.group and not one.slot:
            times[one.question, one.group] += 1
            one = one._replace(slot=times[one.question, one.group])
        with_slots.append(one)
    return with_slots


def parts(
    rows: pd.DataFrame,
    headers: list[str],
    asked: Asked,
    columns: Sequence[tuple[str, int]],
    separator: str = "",
) -> list[Part]:
    """Return the fields of one question; columns: what part of it a column holds ("" for all of it), and its position.

    separator joins several options in one cell; "" where the platform never does.
    """
    ticked = _ticked(rows, asked, columns)
    whole = [position for label, position in columns if not label]
    found = [whole_part(rows, headers, position, asked, separator) for position in whole]
    if ticked:
        labels = {position: label_of(label, asked.known) for label, position in ticked}
        chosen = {position: rows[position].notna() for position in labels}
        found.append(fields.ticks(rows, headers, labels, chosen, asked.question, **asked.said))
    rest = [(label, position) for label, position in columns if label and (label, position) not in ticked]
    rest_kind = kind_of_rows(rows, [position for _, position in rest])
    for label, position in rest:
        is_other = (ticked or whole) and (WRITE_IN.search(label) or label.endswith(":") or len(rest) == 1)
        is_other = is_other or (rest_kind in ("grid", "rank") and _is_comment(rows, label, position))
        kind = "other" if is_other else rest_kind
        found.append(fields.part(rows, headers, position, asked.question, kind, label=label, **asked.said))
    return found


def _is_comment(rows: pd.DataFrame, label: str, position: int) -> bool:
    """Whether a column beside the rows of a grid takes a text of its own."""
    return bool(re.search(r"please specify|write[ -]in|^comments?$", label, re.IGNORECASE))


def whole_part(
    rows: pd.DataFrame, headers: list[str], position: int, asked: Asked, separator: str, label: str = ""
) -> Part:
    """Return the field that one column holds all of: an open answer, one option, or several joined by a separator."""
    counts = fields.counted(rows[position])
    known = asked.known
    said = {**asked.said, "label": label}
    is_several = known.kind == "multiple" if known and known.kind else holds_several(asked.question, counts, separator)
    if is_several and separator:
        answers, options = choices.split(rows[position], separator, known.options if known else ())
        one = fields.part(rows, headers, position, asked.question, "multiple", options=options, **said)
        return one._replace(answers=answers)
    return fields.part(rows, headers, position, asked.question, known.kind if known else "", **said)


def with_write_in(part: Part, known: KnownQuestion | None, separator: str) -> list[Part]:
    """Return a choice and the texts written in beside it, where a platform writes them into the cell like an option.

    Only the questionnaire tells them apart: what is none of its options, where one of them asks for a text.
    """
    asking = next((option for option in (known.options if known else ()) if WRITE_IN.search(option)), "")
    if not asking or part.field.kind not in ("single", "multiple"):
        return [part]
    wordings = {same(option): option for option in known.options}
    chosen, written = {}, {}
    for text in part.answers.dropna().unique():
        pieces = text.split(OPTION_SEPARATOR)
        own = [wordings[same(piece)] for piece in pieces if same(piece) in wordings]
        strange = [piece for piece in pieces if same(piece) not in wordings]
        chosen[text] = OPTION_SEPARATOR.join([*own, asking] if strange else own)
        written[text] = separator.join(strange) or None
    field = replace(part.field, options=known.options)
    other = replace(
        part.field, key=f"{part.field.key}_other", kind="other", label=asking, options=(), shown=part.field.shown
    )
    return [
        Part(field, part.answers.map(chosen).astype("str")),
        Part(other, part.answers.map(written).astype("str")),
    ]


def holds_several(question: str, counts: dict[str, int], separator: str) -> bool:
    """Whether answers are several options in one cell: by their look, or as the question asks for all that apply."""
    if not separator or not counts:
        return False
    return choices.is_joined(counts, separator) or bool(SEVERAL.search(question))


def label_of(part: str, known: KnownQuestion | None) -> str:
    """Return an option in the questionnaire's wording, or as the file has it."""
    return next((option for option in (known.options if known else ()) if same(option) == same(part)), part)


def kind_of_rows(rows: pd.DataFrame, positions: Sequence[int]) -> str:
    """Return the kind that a question's columns share: a ranking, a grid of a few answers, or a list of texts."""
    values: Counter[str] = Counter()
    for position in positions:
        values.update(fields.counted(rows[position]))
    if len(positions) > 1 and values and _are_places(rows[list(positions)], list(values)):
        return "rank"
    if values and len(values) <= MOST_GRID_ANSWERS and values.total() >= 3 * len(values) and max(values.values()) > 2:
        return "grid"
    return "text"


def _are_places(cells: pd.DataFrame, values: list[str]) -> bool:
    """Whether every row numbers its columns 1, 2, … without giving a place twice."""
    if len(values) < 2 or not all(value.isdigit() and 1 <= int(value) <= len(cells.columns) for value in values):
        return False
    return all(
        len(set(places)) == len(places)
        for places in (row[pd.notna(row)].tolist() for row in cells.head(2000).to_numpy(dtype=object))
    )


def _ticked(rows: pd.DataFrame, asked: Asked, columns: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the columns that say whether an option is chosen, by holding that option or nothing.

    A write-in may have two columns of one label: the first is the tick, the second the text.
    """
    labelled = [(label, position) for label, position in columns if label]
    values = {position: rows[position].dropna().unique() for _, position in labelled}
    doubled = {label for label, times in Counter(label for label, _ in labelled).items() if times > 1}
    first = dict(reversed(labelled))
    own = {
        position
        for label, position in labelled
        if len(values[position]) and all(same(value) == same(label) for value in values[position])
    }
    is_multiple = bool(asked.known) and asked.known.kind == "multiple" and len(labelled) == len(columns)
    if not is_multiple and (not own or (len(own) == 1 and len(labelled) > 2)):
        return []
    return [
        (label, position)
        for label, position in labelled
        if first[label] == position
        and (
            position in own
            or ((is_multiple or not len(values[position])) and (label in doubled or not WRITE_IN.search(label)))
        )
    ]
