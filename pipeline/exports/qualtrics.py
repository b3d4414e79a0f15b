"""Qualtrics: one, two or three header rows (name, wording, ImportId), choices as codes or labels, split or joined."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from pipeline.exports import choices, fields, parted
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.grid import RawFile
from pipeline.exports.parted import Asked
from pipeline.exports.wording import plain, same

IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")
LEGACY_NAME = re.compile(r"^V\d+$")
METADATA = {
    "ResponseId": "response_id",
    "ResponseID": "response_id",
    "StartDate": "started",
    "EndDate": "submitted",
    "UserLanguage": "language",
}
PERSONAL = {
    "IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
    "ExternalDataReference", "LocationLatitude", "LocationLongitude", "Name", "EmailAddress",
}  # fmt: skip
IGNORED = {
    "ResponseSet", "Status", "Finished", "Progress", "Duration (in seconds)", "RecordedDate", "DistributionChannel",
    "LocationAccuracy", "Q_RecaptchaScore", "Q_RelevantIDDuplicate", "Q_BallotBoxStuffing",
}  # fmt: skip
TELLING = {
    "ResponseId",
    "ResponseID",
    "RecordedDate",
    "RecipientEmail",
    "DistributionChannel",
    "UserLanguage",
    "IPAddress",
}
TESTS = {"1", "2", "9", "17", "survey preview", "survey test", "offline survey preview"}
FINISHED = {"1": "complete", "true": "complete", "0": "partial", "false": "partial"}
NOT_CHOSEN = ["-99", "0"]
SEEN_UNANSWERED = "-99"
DATED = re.compile(r"^\d")
NAME = re.compile(r"^(?:(?P<loop>\d+)_(?=\D))?(?P<base>.+?)(?P<part>(?:#\d+)?(?:_-?\d+)*)(?P<text>_TEXT)?$")
DISPLAY_ORDER = re.compile(r"_DO(_\d+)?$|_DisplayOrder$")


class Column(NamedTuple):
    """What the header rows say of one column."""

    position: int
    name: str
    label: str
    import_id: str
    loop: int
    base: str
    part: str
    is_text: bool


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is Qualtrics'."""
    if raw.form not in ("text", "workbook"):
        return ""
    for number in (1, 2):
        if any(IMPORT_ID.match(cell) for cell in raw.first.row(number)):
            return f"Header row {number + 1} holds ImportIds, which only Qualtrics writes."
    first, second = raw.first.row(0), raw.first.row(1)
    if sum(bool(LEGACY_NAME.match(cell)) for cell in first) >= 5 and "ResponseID" in second:
        return (
            "The first columns are named V1, V2, … and the second row says ResponseID, as Qualtrics' legacy exports do."
        )
    telling = sorted(TELLING & set(first))
    if len(telling) >= 3 or ({"ResponseId", "StartDate", "EndDate"} <= set(first)):
        return f"Columns are named {', '.join(telling)}, as only Qualtrics names them."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a Qualtrics export."""
    header_rows = min(_header_rows(raw), len(raw.first.cells))
    columns = _columns(raw, header_rows)
    rows = raw.first.below(header_rows)
    if not len(rows):
        raise ExportError(f"{raw.path.name} has header rows and no response below them.")
    own = {column.name: column for column in columns if column.name in (*METADATA, *PERSONAL, *IGNORED)}
    orders = [column for column in columns if DISPLAY_ORDER.search(column.name)]
    asked = [column for column in columns if column.name and column.name not in own and column not in orders]
    questions = _questions(asked)
    found = parted.numbered([_asked(question, parted.finder(known)) for question in questions])
    headers = [column.name for column in columns]
    return fields.export(
        raw,
        "qualtrics",
        evidence,
        rows,
        [part for one, question in zip(found, questions, strict=True) for part in _parts(rows, headers, one, question)],
        _metadata(rows, own),
        {name: rows[column.position] for name, column in own.items() if name in PERSONAL},
        header_rows=header_rows,
        ignored=tuple([name for name in own if name in IGNORED] + [column.name for column in orders]),
    )


def _header_rows(raw: RawFile) -> int:
    """Return how many header rows there are, by what stands in them."""
    for number in (1, 2):
        if any(IMPORT_ID.match(cell) for cell in raw.first.row(number)):
            return number + 1
    first, second = raw.first.row(0), raw.first.row(1)
    if sum(bool(LEGACY_NAME.match(cell)) for cell in first) >= 5:
        return 2
    below = dict(zip(first, second, strict=False))
    dated = [below.get(name, "") for name in ("StartDate", "EndDate", "RecordedDate")]
    return 1 if any(DATED.match(cell) for cell in dated) else 2


def _columns(raw: RawFile, header_rows: int) -> list[Column]:
    """Return the columns as the header rows describe them; legacy names V1, V2, … by what they stand for."""
    names = [plain(cell) for cell in raw.first.row(0)]
    labels = [plain(cell) for cell in raw.first.row(1)] if header_rows > 1 else names
    if header_rows == 2 and any(IMPORT_ID.match(cell) for cell in raw.first.row(1)):
        labels = names
    last = raw.first.row(header_rows - 1)
    columns = []
    for position, name in enumerate(names):
        if LEGACY_NAME.match(name) and labels[position] in (*METADATA, *PERSONAL, *IGNORED):
            name = labels[position]
        match = NAME.match(name)
        import_id = IMPORT_ID.match(last[position])
        columns.append(
            Column(
                position,
                name,
                labels[position] or name,
                import_id[1] if import_id else "",
                int(match["loop"] or 0) if match else 0,
                match["base"] if match else name,
                match["part"] if match else "",
                bool(match and match["text"]),
            )
        )
    return columns


def _metadata(rows: pd.DataFrame, own: dict[str, Column]) -> dict[str, pd.Series]:
    """Return the platform's columns under the contract's names."""
    metadata = {METADATA[name]: rows[column.position] for name, column in own.items() if name in METADATA}
    if "Finished" in own:
        finished = rows[own["Finished"].position]
        metadata["status"] = finished.map({text: FINISHED.get(text.casefold()) for text in finished.dropna().unique()})
    if "Status" in own:
        is_test = rows[own["Status"].position].str.casefold().isin(TESTS)
        metadata["is_test"] = pd.Series("yes", index=rows.index).where(is_test)
    return metadata


def _questions(columns: list[Column]) -> list[list[Column]]:
    """Return the columns that belong to one question, told by name and ImportId, since names may come twice."""
    found: dict[tuple, list[Column]] = {}
    for column in columns:
        question_id = re.match(r"^(?:\d+_)?QID\d+", column.import_id)
        key = (column.loop, column.base, question_id[0] if question_id else "")
        found.setdefault(key, []).append(column)
    return list(found.values())


def _asked(columns: list[Column], find) -> Asked:
    """Return the question of its columns: what their labels have in common, in its slot of a loop."""
    wording, _ = _wording_and_parts(columns)
    asked = find(wording)
    if not asked.known and len(columns) > 1:
        whole = [find(column.label.split(separator)[0]) for column in columns[:1] for separator in (" - ", "-")]
        asked = next((one for one in whole if one.known), asked)
    if columns[0].loop:
        asked = asked._replace(slot=columns[0].loop, group=asked.group or "Loop")
    return asked


def _wording_and_parts(columns: list[Column]) -> tuple[str, list[str]]:
    """Return the wording that the labels of a question's columns share, and what each says beyond it."""
    labels = [column.label for column in columns]
    if len(set(labels)) == 1:
        is_part = bool(columns[0].part) and "-" in labels[0] and len(columns) == 1
        wording, _, rest = labels[0].partition("-") if is_part else (labels[0], "", "")
        return wording.strip(), [rest.strip()] * len(columns)
    pieces = [label.split("-") for label in labels]
    shared = 0
    while all(len(piece) > shared + 1 or len(set(labels)) == 1 for piece in pieces) and (
        len({piece[shared] for piece in pieces}) == 1
    ):
        shared += 1
    wording = "-".join(pieces[0][:shared]).strip() or labels[0]
    return wording, ["-".join(piece[shared:]).strip() for piece in pieces]


def _parts(rows: pd.DataFrame, headers: list[str], asked: Asked, columns: list[Column]) -> list[Part]:
    """Return the fields of one question in one slot."""
    wording, labels = _wording_and_parts(columns)
    if asked.known and same(wording) != same(asked.known.wording):
        start = len(asked.known.wording)
        labels = [
            column.label[start:].strip(" -") if same(column.label).startswith(same(asked.known.wording)) else label
            for column, label in zip(columns, labels, strict=True)
        ]
    label_of = dict(zip(columns, labels, strict=True))
    answers = rows[[column.position for column in columns]]
    answers = answers.where(answers.ne(SEEN_UNANSWERED))
    whole = [column for column in columns if not column.part and not column.is_text]
    texts = [column for column in columns if column.is_text]
    split = [column for column in columns if column.part and not column.is_text]
    found = [_whole(answers, rows, headers, column, asked) for column in whole]
    found += _split(answers, rows, headers, split, label_of, asked)
    has_choice = bool(whole) or bool(split)
    for column in texts:
        kind = "other" if has_choice else "text"
        found.append(
            _recounted(
                rows,
                fields.part(
                    answers, headers, column.position, asked.question, kind, label=label_of[column], **asked.said
                ),
            )
        )
    return found


def _whole(answers: pd.DataFrame, rows: pd.DataFrame, headers: list[str], column: Column, asked: Asked) -> Part:
    """Return the field of a question in one column, where several options are joined by commas."""
    counts = fields.counted(answers[column.position])
    codes = all(re.fullmatch(r"-?\d+(,-?\d+)*", text) for text in counts) and any("," in text for text in counts)
    separator = (
        "," if codes or asked.known or choices.is_joined(counts, ",") or parted.SEVERAL.search(asked.question) else ""
    )
    if codes and not asked.known:
        split, options = choices.split(answers[column.position], ",")
        one = fields.part(answers, headers, column.position, asked.question, "multiple", options=options, **asked.said)
        return _recounted(rows, one._replace(answers=split))
    return _recounted(rows, parted.whole_part(answers, headers, column.position, asked, separator))


def _split(
    answers: pd.DataFrame,
    rows: pd.DataFrame,
    headers: list[str],
    columns: list[Column],
    label_of: dict[Column, str],
    asked: Asked,
) -> list[Part]:
    """Return the fields of columns for options, rows of a matrix, or places."""
    found = []
    for row_label, members in _matrix_rows(columns, label_of).items():
        cells = {column.position: answers[column.position] for column in members}
        ticked = {position: cell.notna() & ~cell.isin(NOT_CHOSEN) for position, cell in cells.items()}
        if _are_ticks(answers, members, label_of, asked):
            labels = {
                column.position: parted.label_of(
                    label_of[column].removeprefix(row_label).strip(" -") or column.name, asked.known
                )
                for column in members
            }
            found.append(fields.ticks(rows, headers, labels, ticked, asked.question, label=row_label, **asked.said))
            continue
        kind = parted.kind_of_rows(answers, [column.position for column in members])
        found += [
            _recounted(
                rows,
                fields.part(
                    answers, headers, column.position, asked.question, kind, label=label_of[column], **asked.said
                ),
            )
            for column in members
        ]
    return found


def _matrix_rows(columns: list[Column], label_of: dict[Column, str]) -> dict[str, list[Column]]:
    """Return label of the row → its columns; one row without a label where the question is no matrix of ticks."""
    depth = {column: column.part.count("_") + column.part.count("#") for column in columns}
    if not columns or min(depth.values()) < 2 or any("#" in column.part for column in columns):
        return {"": columns} if columns else {}
    rows: dict[str, list[Column]] = {}
    for column in columns:
        rows.setdefault(column.part.rpartition("_")[0], []).append(column)
    return (
        {_shared_label([label_of[column] for column in members]): members for members in rows.values()}
        if len({_shared_label([label_of[column] for column in members]) for members in rows.values()}) == len(rows)
        else {"": columns}
    )


def _shared_label(labels: list[str]) -> str:
    """Return what labels share before their last hyphen."""
    return labels[0].rpartition("-")[0].strip()


def _are_ticks(answers: pd.DataFrame, columns: list[Column], label_of: dict[Column, str], asked: Asked) -> bool:
    """Whether columns say of options that they are chosen: by a one, or by the option's own label."""
    if asked.known and asked.known.kind:
        return asked.known.kind == "multiple"
    values = {column: set(answers[column.position].dropna().unique()) for column in columns}
    if not any(values.values()):
        return False
    return all(found <= {"1", *NOT_CHOSEN} for found in values.values()) or all(
        all(label_of[column].endswith(plain(value)) for value in found) for column, found in values.items()
    )


def _recounted(rows: pd.DataFrame, part: Part) -> Part:
    """Return a part that counts cells as the file shows them, also those that say “seen, not answered”."""
    positions = [column - 1 for column in part.field.columns]
    return part._replace(field=fields.replace(part.field, shown=int(rows[positions].notna().any(axis="columns").sum())))
