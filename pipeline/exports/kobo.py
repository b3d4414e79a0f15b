"""KoboToolbox and ODK Central: XLSForm names, groups before a slash or hyphen, chosen codes joined by spaces.

A repeat is a table of its own, on a further sheet or in a further file, whose rows name their response. The XLSForm
itself, where it lies beside the file, gives names their wordings and codes their labels.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from pipeline.exports import choices, fields, parted, xlsform
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.grid import RawFile
from pipeline.exports.parted import Asked
from pipeline.exports.wording import plain

MOST_SLOTS = 60  # rows of a repeat that one response may have as slots; more stay a table of their own
KOBO = {
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_index",
    "_submitted_by",
    "__version__",
    "_notes",
    "_tags",
    "_status",
}
CENTRAL = {
    "SubmissionDate", "meta-instanceID", "meta-instanceName", "KEY", "SubmitterID", "SubmitterName",
    "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
    "instanceID",
}  # fmt: skip
DEVICE = {
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "audit",
    "formhub/uuid",
}
PERSONAL = {
    "_submitted_by",
    "SubmitterID",
    "SubmitterName",
    "DeviceID",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
}
METADATA = {
    "_id": "response_id", "_uuid": "response_id", "meta-instanceID": "response_id", "KEY": "response_id",
    "start": "started", "_submission_time": "submitted", "SubmissionDate": "submitted", "end": "submitted",
}  # fmt: skip
PARENTS = {
    "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid", "_submission__submission_time",
    "_submission__validation_status", "_submission__notes", "_submission__status", "_submission__submitted_by",
    "_submission___version__", "_submission__tags", "PARENT_KEY",
}  # fmt: skip
GEOPOINT = ("latitude", "longitude", "altitude", "precision", "Latitude", "Longitude", "Altitude", "Accuracy")


class Naming(NamedTuple):
    """How a header is understood: what divides groups from the question, the questionnaire, and the form."""

    divider: str
    find: Callable[[str], Asked]
    form: xlsform.Form

    def last(self, header: str) -> str:
        """Return the question's own name, without the groups it is in."""
        return header.rpartition(self.divider)[2]

    def is_note(self, header: str, cells: pd.Series) -> bool:
        """Whether a column is of a text that was shown: by the form, or by its name where nothing is answered."""
        name = self.last(header)
        return name in self.form.notes or (name.endswith("_note") and not cells.notna().any())


class Repeat(NamedTuple):
    """A repeat table: its name, headers, rows, and for each row the response it belongs to and its slot there."""

    name: str
    headers: list[str]
    rows: pd.DataFrame
    parent: pd.Series  # row of the response; missing where it belongs to a row of another repeat
    slot: pd.Series


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is KoboToolbox's."""
    if raw.form not in ("text", "workbook"):
        return ""
    headers = {plain(header) for header in raw.first.row(0)}
    kobo = sorted(headers & KOBO)
    if len(kobo) >= 3:
        return f"Columns are named {', '.join(kobo[:4])}, as only KoboToolbox names them."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a KoboToolbox export."""
    return read_forms(raw, "kobo", evidence, known, "/")


def read_forms(raw: RawFile, platform: str, evidence: str, known: Sequence[KnownQuestion], divider: str) -> Export:
    """Return an export of an XLSForm; divider stands between groups and question."""
    headers = [plain(header) for header in raw.first.row(0)]
    rows = raw.first.below(1)
    if not len(rows):
        raise ExportError(f"{raw.path.name} has a header row and no submission below it.")
    further = [*raw.grids[1:], *raw.beside.values()]
    every_header = {plain(header) for grid in [raw.first, *further] for header in grid.row(0)}
    form = xlsform.beside(raw.path, {header.rpartition(divider)[2] for header in every_header})
    naming = Naming(divider, parted.finder(known), form)
    parts, personal = _parts_of_table(rows, headers, naming)
    own = [header for header in headers if header in KOBO | CENTRAL | DEVICE]
    children: dict[str, pd.DataFrame] = {}
    notes = []
    for repeat in _repeats(raw, rows, headers, form):
        why = _why_no_slots(repeat)
        if why:
            own_parts, _ = _parts_of_table(repeat.rows, repeat.headers, naming, repeat.name)
            children[repeat.name] = pd.DataFrame(
                {part.field.question: part.answers for part in own_parts}, index=repeat.rows.index
            )
            notes.append(f"The repeat {repeat.name} was kept as a table of its own: {why}.")
            continue
        parts += _slots(repeat, rows, naming)
    metadata: dict[str, pd.Series] = {}
    for theirs, ours in METADATA.items():
        if theirs in headers and ours not in metadata and rows[headers.index(theirs)].notna().any():
            metadata[ours] = rows[headers.index(theirs)]
    personal |= {header: rows[headers.index(header)] for header in own if header in PERSONAL}
    return fields.export(
        raw,
        platform,
        evidence,
        rows,
        parts,
        metadata,
        personal,
        ignored=tuple(header for header in own if header not in METADATA and header not in PERSONAL),
        children=children,
        notes=tuple(notes),
    )


def _why_no_slots(repeat: Repeat) -> str:
    """Return why the rows of a repeat cannot be slots of the responses, "" when they can."""
    if repeat.parent.isna().any():
        return "its rows belong to rows of another repeat, or to submissions that the file does not hold"
    if repeat.slot.max() > MOST_SLOTS:
        return f"one response has {repeat.slot.max()} rows of it, and at most {MOST_SLOTS} are read"
    return ""


def _parts_of_table(
    rows: pd.DataFrame, headers: list[str], naming: Naming, group: str = "", slot: int = 0
) -> tuple[list[Part], dict[str, pd.Series]]:
    """Return the fields of one table, and the parts of places on the map, which are personal."""
    skipped = KOBO | CENTRAL | DEVICE | PARENTS
    known_headers = set(headers)
    ticks = {header: _option_columns(header, headers) for header in headers}
    taken = {position for columns in ticks.values() for position in columns.values()}
    personal, parts = {}, []
    divider = naming.divider
    points = {header for header in headers for end in GEOPOINT if _point_part(header, end, divider) in known_headers}
    parts_of_points = {_point_part(header, end, divider) for header in points for end in GEOPOINT}
    for position, header in enumerate(headers):
        if header in skipped or position in taken or not header or naming.is_note(header, rows[position]):
            continue
        if header in parts_of_points:
            personal[header] = rows[position]
            continue
        other_of = header.removesuffix("_other")
        if header.endswith("_other") and other_of in known_headers:
            asked = _asked(other_of, naming, group, slot)
            parts.append(fields.part(rows, headers, position, asked.question, "other", **asked.said))
            continue
        asked = _asked(header, naming, group, slot)
        labels = naming.form.options.get(naming.last(header), {})
        labels = {code: parted.label_of(label, asked.known) for code, label in labels.items()}
        if ticks[header]:
            parts.append(_several(rows, headers, position, ticks[header], asked, labels))
        elif _takes_several(asked, naming, header):
            known_options = asked.known.options if asked.known else ()
            answers, options = choices.packed(rows[position], [*labels] or known_options)
            parts.append(_labelled(rows, headers, position, asked, "multiple", answers, options, labels))
        elif labels:
            parts.append(_labelled(rows, headers, position, asked, "single", rows[position], (), labels))
        else:
            kind = asked.known.kind if asked.known else ""
            why = "a place on the map" if header in points else ""
            parts.append(fields.part(rows, headers, position, asked.question, kind, personal=why, **asked.said))
    return parts, personal


def _takes_several(asked: Asked, naming: Naming, header: str) -> bool:
    """Whether a question takes several options, as the questionnaire or else the form says."""
    if asked.known and asked.known.kind:
        return asked.known.kind == "multiple"
    return naming.last(header) in naming.form.several


def _labelled(
    rows: pd.DataFrame,
    headers: list[str],
    position: int,
    asked: Asked,
    kind: str,
    answers: pd.Series,
    options: tuple[str, ...],
    labels: dict[str, str],
) -> Part:
    """Return the field of one column, codes by the form's labels where it has some."""
    options = tuple(labels.values()) or options
    one = fields.part(rows, headers, position, asked.question, kind, options=options, **asked.said)
    return one._replace(answers=choices.renamed(answers, labels))


def _point_part(header: str, end: str, divider: str) -> str:
    """Return the header of one number of a place on the map."""
    if end[0].isupper():
        return f"{header}-{end}"
    stem, _, name = header.rpartition(divider)
    return f"{stem}{divider if stem else ''}_{name}_{end}"


def _option_columns(header: str, headers: list[str]) -> dict[str, int]:
    """Return option → position of the columns that say of each option whether it is chosen; {} for other questions."""
    start = f"{header}/"
    columns = {
        other[len(start) :]: position for position, other in enumerate(headers) if header and other.startswith(start)
    }
    return {} if any("/" in option and option.split("/")[0] in columns for option in columns) else columns


def _asked(header: str, naming: Naming, group: str, slot: int) -> Asked:
    """Return the question: by the wording in the form, the header, or what stands after its groups."""
    last = naming.last(header)
    worded = naming.form.wordings.get(last, "")
    for wording in filter(None, (worded, header, last)):
        for text in (f"{group} 1: {wording}", wording) if group else (wording,):
            asked = naming.find(text)
            if asked.known:
                return asked._replace(group=asked.group or group, slot=slot or asked.slot)
    return Asked(worded or header, group, slot)


def _several(
    rows: pd.DataFrame,
    headers: list[str],
    position: int,
    columns: dict[str, int],
    asked: Asked,
    labels: dict[str, str],
) -> Part:
    """Return a multiple-choice field: the joined cell, which older versions of a form also fill, else the columns."""
    options = [labels.get(option, parted.label_of(option, asked.known)) for option in columns]
    rename = dict(zip(columns, options, strict=True))
    joined, _ = choices.packed(rows[position], list(columns))
    ticked = {at: rows[at].isin(["1", "1.0", "True", "TRUE", "true"]) for at in columns.values()}
    by_position = {at: option for option, at in columns.items()}
    split = fields.ticks(rows, headers, by_position, ticked, asked.question, **asked.said)
    answers = joined.where(rows[position].notna(), split.answers)
    answers = choices.renamed(answers, rename)
    about = fields.headers_of(rows, headers, [position, *columns.values()])
    return Part(fields.replace(split.field, options=tuple(options), **about), answers)


def _repeats(raw: RawFile, rows: pd.DataFrame, headers: list[str], form: xlsform.Form) -> list[Repeat]:
    """Return the repeat tables among the further sheets, or among the files beside."""
    found = []
    for grid in [*raw.grids[1:], *raw.beside.values()]:
        own = [plain(header) for header in grid.row(0)]
        below = grid.below(1)
        key, parent_key = ("_index", "_parent_index") if "_parent_index" in own else ("KEY", "PARENT_KEY")
        if parent_key not in own:
            continue
        keys = rows[headers.index(key)] if key in headers else pd.Series(dtype=object)
        row_of = dict(zip(keys.to_numpy(), keys.index, strict=True))
        parents = below[own.index(parent_key)]
        if "_parent_table_name" in own:
            title = next(iter(below[own.index("_parent_table_name")].dropna()), raw.first.name)
            if title != raw.first.name and not title.startswith(raw.first.name.removesuffix("...")):
                parents = parents.mask(parents.notna())
        parent = parents.map({text: row_of.get(text) for text in parents.dropna().unique()}).astype("Int64")
        slot = below.groupby(parents.fillna(""), sort=False).cumcount() + 1
        found.append(Repeat(form.repeats.get(grid.name, grid.name), own, below, parent, slot))
    return found


def _slots(repeat: Repeat, rows: pd.DataFrame, naming: Naming) -> list[Part]:
    """Return the fields of a repeat, one of each question for each slot."""
    parts, _ = _parts_of_table(repeat.rows, repeat.headers, naming, repeat.name, 1)
    found = []
    # A repeat that nobody answered was asked all the same.
    for slot in range(1, len(repeat.slot.unique()) + 1) or [1]:
        here = repeat.slot.eq(slot)
        for part in parts:
            answers = part.answers[here].set_axis(repeat.parent[here].to_numpy())
            answers = answers.reindex(rows.index).astype("str")
            field = fields.replace(
                part.field,
                key=f"{repeat.name}_{part.field.key}_{slot}",
                slot=int(slot),
                columns=(),
                shown=int(answers.notna().sum()),
            )
            found.append(Part(field, answers))
    return found
