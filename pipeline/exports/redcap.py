"""REDCap: one header row of variable names or labels; a column for each box; repeats as further rows of a record."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from pipeline.exports import fields, parted, text
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.grid import RawFile, neighbours
from pipeline.exports.parted import Asked
from pipeline.exports.wording import plain

BOX = re.compile(r"^(?P<base>.+?)___(?P<option>.+)$")
LABELLED_BOX = re.compile(r"^(?P<base>.+?) \(choice=(?P<option>.+)\)$")
OWN = {
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
    "redcap_survey_identifier", "Event Name", "Repeat Instrument", "Repeat Instance", "Data Access Group",
    "Survey Identifier",
}  # fmt: skip
DICTIONARY = "Variable / Field Name"
COMPLETE = {
    "2": "complete",
    "complete": "complete",
    "1": "partial",
    "unverified": "partial",
    "0": "partial",
    "incomplete": "partial",
}
CHOSEN = ["1", "Checked"]
NEXT_CHOICE = re.compile(r"\s*\|\s*(?=[\w.-]+\s*,)")
STAMP = re.compile(r"^.+_timestamp$|^Survey Timestamp(?: \(\d+\))?$")
WRITTEN = "_other"  # part of a question: the text beside its option “other”, by REDCap's custom a variable of its own
SPECIFY = re.compile(r"^(if )?other\b|please specify|write[ -]in", re.IGNORECASE)
NOT_COMPLETED = "[not completed]"


class Variable(NamedTuple):
    """What the data dictionary says of one variable."""

    label: str
    options: dict[str, str]  # code → label
    is_personal: bool
    form: str


class Repeats(NamedTuple):
    """What each row is: a response, or an instance of a repeated form, and then of which response."""

    is_repeat: pd.Series
    is_own: pd.Series  # whether the row stands for a response
    row: pd.Series  # row of the response
    instrument: pd.Series
    instance: pd.Series


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is REDCap's. Raises ExportError for a data dictionary, which holds no responses."""
    if raw.form not in ("text", "workbook") or len(raw.first.cells) < 2:
        return ""
    headers = [plain(header) for header in raw.first.row(0)]
    if DICTIONARY in headers:
        raise ExportError(
            f"{raw.path.name} is a REDCap data dictionary; name the file of the data and leave this one beside it."
        )
    below = raw.first.below(1)
    complete = [header for position, header in enumerate(headers) if _is_complete(header, below[position])]
    boxes = [header for header in headers if BOX.match(header) or LABELLED_BOX.match(header)]
    repeats = sorted(OWN & set(headers))
    if repeats and (complete or len(repeats) > 1 or boxes):
        return f"Columns are named {', '.join([*repeats, *complete][:3])}, as only REDCap names them."
    if complete:
        return f"The column {complete[0]!r} says 0, 1 or 2 as REDCap does of each form" + (
            f", and {boxes[0]!r} is a box." if boxes else "."
        )
    if len(boxes) >= 2:
        return f"{len(boxes)} columns are boxes, as {boxes[0]!r} is."
    return ""


def _is_complete(header: str, cells: pd.Series) -> bool:
    """Whether a column says of a form whether it is complete."""
    if not header.endswith("_complete") and not header.startswith("Complete?"):
        return False
    values = {value.casefold() for value in cells.dropna().unique()}
    return bool(values) and values <= set(COMPLETE)


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a REDCap export, with labels where a data dictionary lies beside it."""
    headers = _different([plain(header) for header in raw.first.row(0)])
    every_row = raw.first.below(1)
    if not len(every_row):
        raise ExportError(f"{raw.path.name} has a header row and no record below it.")
    dictionary = _dictionary(raw, headers)
    at = {header: position for position, header in enumerate(headers)}
    forms = [header for header in headers if _is_complete(header, every_row[at[header]])]
    stamps = [header for header in headers if STAMP.match(header)]
    own = {headers[0], *forms, *stamps, *(OWN & set(headers))}
    asked = _asked(headers, own, dictionary, parted.finder(known), every_row)
    instrument = next((at[name] for name in ("redcap_repeat_instrument", "Repeat Instrument") if name in at), None)
    is_repeat = every_row[instrument].notna() if instrument is not None else pd.Series(False, index=every_row.index)
    repeats = _repeats(raw, every_row, is_repeat, at) if is_repeat.any() else None
    rows = every_row.loc[repeats.is_own] if repeats else every_row
    notes = _notes(raw, every_row, dictionary, at)
    parts: list[Part] = []
    answered_in_repeats = [position for position in at.values() if every_row.loc[is_repeat, position].notna().any()]
    for one, columns in asked:
        in_repeats = all(position in answered_in_repeats or every_row[position].isna().all() for _, position in columns)
        if repeats and in_repeats:
            parts += _slots(every_row, repeats, rows, headers, one, columns, dictionary)
        else:
            parts += _parts(rows, headers, one, columns, dictionary)
    metadata = {"response_id": rows[at[headers[0]]]}
    if forms:
        last = rows[at[forms[-1]]]
        metadata["status"] = last.map({text: COMPLETE[text.casefold()] for text in last.dropna().unique()})
    if stamps:
        metadata["submitted"] = rows[at[stamps[0]]].mask(rows[at[stamps[0]]].eq(NOT_COMPLETED))
    personal = {name: rows[at[name]] for name in ("redcap_survey_identifier", "Survey Identifier") if name in at}
    return fields.export(
        raw,
        "redcap",
        evidence,
        rows,
        parts,
        metadata,
        personal,
        ignored=tuple(
            header for header in headers if header in own and header != headers[0] and header not in personal
        ),
        notes=notes,
    )


def _different(headers: list[str]) -> list[str]:
    """Return the headers of an export by label, where one may come twice, each with its column when it does."""
    return [
        header if headers.count(header) == 1 else f"{header} ({position})" for position, header in enumerate(headers, 1)
    ]


def _notes(raw: RawFile, rows: pd.DataFrame, dictionary: dict[str, Variable], at: dict[str, int]) -> tuple[str, ...]:
    """Return what a person should know of codes without labels and of records with several events."""
    is_labelled = any(header in at for header in ("Repeat Instrument", "Event Name", "Complete?", "Survey Timestamp"))
    is_labelled = is_labelled or any(LABELLED_BOX.match(header) for header in at)
    notes = (
        []
        if dictionary or is_labelled
        else ["No data dictionary lies beside the file, so codes stand for their labels."]
    )
    for name in ("redcap_event_name", "Event Name"):
        events = fields.counted(rows[at[name]]) if name in at else {}
        if len(events) > 1:
            notes.append(f"Each of {len(events)} events ({', '.join(events)}) is a row of its own.")
    return tuple(notes)


def _dictionary(raw: RawFile, headers: list[str]) -> dict[str, Variable]:
    """Return the data dictionary that lies beside the file and knows its variables, {} when none does."""
    variables = {match["base"] if (match := BOX.match(header)) else header for header in headers}
    for path in neighbours(raw.path, "", ".csv"):
        if "dictionary" not in path.name.casefold():
            continue
        grid = text.read(path)
        names = [plain(header) for header in grid.row(0)]
        if DICTIONARY not in names:
            continue
        lines = grid.below(1).set_axis(names, axis="columns").fillna("")
        found = {line[DICTIONARY]: _variable(line) for line in lines.to_dict("records")}
        if len(set(found) & variables) >= 0.8 * len(found):
            return found
    return {}


def _variable(line: dict[str, str]) -> Variable:
    """Return one line of a data dictionary."""
    choices = line.get("Choices, Calculations, OR Slider Labels", "")
    options = {}
    if line.get("Field Type") in ("checkbox", "radio", "dropdown"):
        pairs = [choice.partition(",") for choice in NEXT_CHOICE.split(choices)]
        options = {code.strip(): plain(label) for code, _, label in pairs if code.strip()}
    if line.get("Field Type") == "yesno":
        options = {"1": "Yes", "0": "No"}
    return Variable(
        plain(line["Field Label"]) or line[DICTIONARY],
        options,
        line.get("Identifier?", "").casefold() == "y",
        line.get("Form Name", ""),
    )


def _asked(
    headers: list[str], own: set[str], dictionary: dict[str, Variable], find: Callable[[str], Asked], rows: pd.DataFrame
) -> list[tuple[Asked, list[tuple[str, int]]]]:
    """Return each question with its columns: option ("" for all of it) and position."""
    columns: dict[str, list[tuple[str, int]]] = {}
    last = ""
    for position, header in enumerate(headers):
        if header in own or not header:
            continue
        match = BOX.match(header) or LABELLED_BOX.match(header)
        written_to = "" if match else _written_to(header, last, columns, rows, find)
        if written_to:
            columns[written_to].append((WRITTEN, position))
            continue
        last = match["base"] if match else header
        columns.setdefault(last, []).append((match["option"] if match else "", position))
    wordings = {name: dictionary[name].label if name in dictionary else name for name in columns}
    return list(zip([find(wordings[name]) for name in columns], columns.values(), strict=True))


def _written_to(
    header: str,
    last: str,
    columns: dict[str, list[tuple[str, int]]],
    rows: pd.DataFrame,
    find: Callable[[str], Asked],
) -> str:
    """Return the question beside whose option “other” a column's text was written, "" for a question of its own.

    By name it is `…_other`. By label it says so (“If other, please specify”) right after a question with that option.
    """
    if header.endswith("_other") and header.removesuffix("_other") in columns:
        return header.removesuffix("_other")
    if not last or not SPECIFY.search(header) or find(header).known:
        return ""
    known = find(last).known
    options = [*(known.options if known else ()), *(option for option, _ in columns[last])]
    options += [text for option, at in columns[last] if not option for text in rows[at].dropna().unique()]
    return last if any(parted.WRITE_IN.search(option) for option in options) else ""


def _parts(
    rows: pd.DataFrame,
    headers: list[str],
    asked: Asked,
    columns: list[tuple[str, int]],
    dictionary: dict[str, Variable],
) -> list[Part]:
    """Return the fields of one question: boxes with the options of the dictionary, or one column."""
    others = [
        fields.part(rows, headers, position, asked.question, "other", **asked.said)
        for part, position in columns
        if part == WRITTEN
    ]
    columns = [column for column in columns if column[0] != WRITTEN]
    header = headers[columns[0][1]]
    match = BOX.match(header)
    variable = dictionary.get(match["base"] if match else header)
    options = variable.options if variable else {}
    personal = "the data dictionary marks it as an identifier" if variable and variable.is_personal else ""
    if columns[0][0]:
        labels = {
            position: options.get(option, options.get(option.replace("_", "-"), option)) for option, position in columns
        }
        labels = {position: parted.label_of(label, asked.known) for position, label in labels.items()}
        ticked = {position: rows[position].isin(CHOSEN) for position in labels}
        several = fields.ticks(rows, headers, labels, ticked, asked.question, personal=personal, **asked.said)
        return [several, *others]
    position = columns[0][1]
    kind = asked.known.kind if asked.known else "single" if options else ""
    one = fields.part(rows, headers, position, asked.question, kind, personal=personal, **asked.said)
    if not options:
        return [one, *others]
    answers = rows[position].map({code: options.get(code, code) for code in rows[position].dropna().unique()})
    return [Part(fields.replace(one.field, options=tuple(options.values())), answers.astype("str")), *others]


def _repeats(raw: RawFile, rows: pd.DataFrame, is_repeat: pd.Series, at: dict[str, int]) -> Repeats:
    """Return which rows repeat a form for which response. Raises ExportError when an instance has no name or two.

    A record that has nothing but repeats is a response too: the first of its rows stands for it.
    """
    found = {
        ours: next((rows[at[theirs]] for theirs in names if theirs in at), None)
        for ours, names in {
            "instrument": ("redcap_repeat_instrument", "Repeat Instrument"),
            "instance": ("redcap_repeat_instance", "Repeat Instance"),
            "event": ("redcap_event_name", "Event Name"),
        }.items()
    }
    instance = found["instance"]
    if instance is None or not instance[is_repeat].str.fullmatch(r"[0-9]{1,4}").all() or rows[0].isna().any():
        raise ExportError(
            f"{raw.path.name} has rows that repeat a form without a record and a number in redcap_repeat_instance. "
            "Export it again with these columns."
        )
    response = rows[0] if found["event"] is None else rows[0].str.cat(found["event"].fillna(""), sep="\x1f")
    if pd.concat([response, found["instrument"], instance], axis="columns")[is_repeat].duplicated().any():
        raise ExportError(f"{raw.path.name} has the same instance of a repeated form twice. Export it again.")
    has_own = response.isin(response[~is_repeat])
    is_own = ~is_repeat | (~has_own & ~response.duplicated())
    row_of = dict(zip(response[is_own].to_numpy(), rows.index[is_own], strict=True))
    return Repeats(is_repeat, is_own, response.map(row_of), found["instrument"], instance)


def _slots(
    every_row: pd.DataFrame,
    repeats: Repeats,
    rows: pd.DataFrame,
    headers: list[str],
    asked: Asked,
    columns: list[tuple[str, int]],
    dictionary: dict[str, Variable],
) -> list[Part]:
    """Return the fields of a question in a repeating form, one for each instance."""
    answered = repeats.is_repeat & every_row[[position for _, position in columns]].notna().any(axis="columns")
    found = []
    for slot in sorted(repeats.instance[answered].unique(), key=int):
        here = answered & repeats.instance.eq(slot)
        group = asked.group or str(repeats.instrument[here].iloc[0])
        for part in _parts(every_row[here], headers, asked._replace(group=group, slot=int(slot)), columns, dictionary):
            answers = part.answers.set_axis(repeats.row[here].to_numpy()).reindex(rows.index).astype("str")
            found.append(Part(fields.replace(part.field, key=f"{part.field.key}_{slot}"), answers))
    return found
