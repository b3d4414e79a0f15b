"""LimeSurvey: one header row of question codes, full wordings, or both; parts of a question in square brackets."""

import re
from collections.abc import Sequence

import pandas as pd

from pipeline.exports import fields, parted
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.grid import RawFile
from pipeline.exports.parted import Asked
from pipeline.exports.wording import plain, same

# The platform's own columns by code and by full wording, and what they are.
OWN = {
    "id": "response_id", "response id": "response_id",
    "submitdate": "submitted", "date submitted": "submitted",
    "startdate": "started", "date started": "started",
    "startlanguage": "language", "start language": "language",
    "lastpage": "", "last page": "", "seed": "", "datestamp": "", "date last action": "",
    "ipaddr": "personal", "ip address": "personal", "refurl": "personal", "referrer url": "personal",
    "token": "personal", "access code": "personal", "firstname": "personal", "lastname": "personal",
    "email": "personal", "attribute 1": "personal", "attribute 2": "personal", "attribute 3": "personal",
}  # fmt: skip
TELLING = {"submitdate", "lastpage", "startlanguage", "seed", "date submitted", "last page", "start language"}
CODE = re.compile(r"^(?P<base>[A-Za-z][A-Za-z0-9_]*)(?P<part>(?:\[[^\[\]]*\])+)$")
CODE_AND_TEXT = re.compile(
    r"^[A-Za-z][A-Za-z0-9]*(?P<part>(?:\[[^\[\]]*\])*)\.\s+(?P<text>.+?)(?:\s*\[(?P<label>[^\[\]]+)\])?$", re.DOTALL
)
FULL_TEXT = re.compile(r"^(?:[A-Za-z]?\d+ - )?(?P<text>.+?)\s*\[(?P<label>[^\[\]]+)\]$", re.DOTALL)
NUMBER_BEFORE = re.compile(r"^\d+ - ")
CHOSEN = {"y", "yes"}
NOT_CHOSEN = {"no", "n", "n/a"}
OTHER = {"other"}


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is LimeSurvey's."""
    if raw.form not in ("text", "workbook") or len(raw.first.cells) < 2:
        return ""
    headers = [plain(header) for header in raw.first.row(0)]
    telling = [header for header in headers if re.sub(r"\..*", "", header).casefold() in TELLING]
    if len(telling) >= 2:
        return f"Columns are headed {', '.join(telling[:3])}, as only LimeSurvey heads them."
    codes = [header for header in headers if CODE.match(header)]
    bases = {CODE.match(header)["base"] for header in codes}
    if len(codes) >= 3 and len(bases) < len(codes):
        return f"{len(codes)} columns are headed “code[part]”, as {codes[0]!r} is."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a LimeSurvey export."""
    written = raw.first.row(0)
    headers = [plain(header) for header in written]
    rows = raw.first.below(1)
    if not len(rows):
        raise ExportError(f"{raw.path.name} has a header row and no response below it.")
    own = {position: _own(header) for position, header in enumerate(headers)}
    questions: dict[str, list[tuple[str, int]]] = {}
    for position, header in enumerate(headers):
        if own[position] is None and header:
            wording, label = _split_header(header)
            columns = questions.setdefault(wording, [])
            if not label and columns:
                columns = questions.setdefault(f"{wording}\0{position}", [])
            columns.append((label, position))
    find = parted.finder(known)
    asked = parted.numbered([find(wording.split("\0")[0]) for wording in questions])
    parts = [
        part
        for one, columns in zip(asked, questions.values(), strict=True)
        for part in _parts(rows, written, one, columns)
    ]
    metadata = {ours: rows[position] for position, ours in own.items() if ours and ours != "personal"}
    if "submitted" in metadata:
        partial = metadata["submitted"].isna()
        metadata["status"] = pd.Series("complete", index=rows.index).mask(partial, "partial")
    return fields.export(
        raw,
        "limesurvey",
        evidence,
        rows,
        parts,
        metadata,
        {headers[position]: rows[position] for position, ours in own.items() if ours == "personal"},
        ignored=tuple(headers[position] for position, ours in own.items() if ours == ""),
    )


def _own(header: str) -> str | None:
    """Return what a column of the platform's own is, or None for a question."""
    return OWN.get(same(re.sub(r"^([a-z]+)\. .*", r"\1", header)))


def _split_header(header: str) -> tuple[str, str]:
    """Return the question of a header, by wording where there is one, and the part of it that a column holds."""
    if match := CODE.match(header):
        return match["base"], match["part"][1:-1].replace("][", " ")
    if match := CODE_AND_TEXT.match(header):
        return match["text"], match["label"] or match["part"].strip("[]") or ""
    if match := FULL_TEXT.match(header):
        return match["text"], match["label"]
    return NUMBER_BEFORE.sub("", header), ""


def _parts(rows: pd.DataFrame, headers: list[str], asked: Asked, columns: list[tuple[str, int]]) -> list[Part]:
    """Return the fields of one question in one slot."""
    others = [(label, position) for label, position in columns if label.casefold() in OTHER]
    rest = [column for column in columns if column not in others]
    parted_columns = [column for column in rest if column[0]]
    if _are_ticks(rows, parted_columns, asked, bool(others)):
        labels = {position: parted.label_of(label, asked.known) for label, position in parted_columns}
        ticked = {position: rows[position].str.casefold().isin(CHOSEN) for position in labels}
        found = [fields.ticks(rows, headers, labels, ticked, asked.question, **asked.said)]
    else:
        found = parted.parts(rows, headers, asked, rest)
    for label, position in others:
        written = fields.part(rows, headers, position, asked.question, "other", label=label, **asked.said)
        not_shown = rows[position].str.casefold().eq("n/a")
        found.append(written._replace(answers=rows[position].mask(not_shown)))
    return found


def _are_ticks(rows: pd.DataFrame, columns: list[tuple[str, int]], asked: Asked, has_other: bool) -> bool:
    """Whether a question's columns say of each option whether it is chosen."""
    if not columns:
        return False
    if asked.known and asked.known.kind:
        return asked.known.kind == "multiple"
    values = {value.casefold() for _, position in columns for value in rows[position].dropna().unique()}
    if values and values <= {"y", "n/a"}:
        return True
    return bool(values & CHOSEN) and values <= CHOSEN | NOT_CHOSEN and ("yes" in values or has_other)
