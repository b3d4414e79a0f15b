"""What the readers of all platforms share: fields with their answers, put together into one Export."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.exports.contract import OPTION_SEPARATOR, Export, Field
from pipeline.exports.grid import TEXT, RawFile

MOST_OPTIONS = 60  # distinct answers; a question with more is an open one
# What a question's wording says of the person who answers. Strict, because answers to such a question are looked for
# in all free text: “Name of the partner” must not be among them.
PERSONAL_WORDINGS = [
    (re.compile(r"\be-?mail\b", re.IGNORECASE), "the question asks for an e-mail address"),
    (
        re.compile(r"\b(tele)?phone( number)?\b|\bmobile number\b", re.IGNORECASE),
        "the question asks for a telephone number",
    ),
    (
        re.compile(
            r"^(your|my|first|last|full|given|family|middle|contact|respondent)\b.*\bname\b|^(sur|user)?name$",
            re.IGNORECASE,
        ),
        "the question asks for the name of a person",
    ),
    (
        re.compile(r"\b(street|home|postal|mailing|ip)[ -]address\b|^address$", re.IGNORECASE),
        "the question asks for an address",
    ),
    (re.compile(r"\bdate of birth\b|\bbirthday\b|^dob$", re.IGNORECASE), "the question asks for a date of birth"),
]
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)([.]\d+)?")
DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}( .*)?")


class Part(NamedTuple):
    """A field and its answers."""

    field: Field
    answers: pd.Series


def headers_of(rows: pd.DataFrame, headers: list[str], positions: Iterable[int]) -> dict[str, object]:
    """Return what a field says of the columns it was read from."""
    positions = tuple(positions)
    if len(positions) == 1:
        shown = rows[positions[0]].count()
    else:
        shown = rows[list(positions)].notna().any(axis="columns").sum()
    return {
        "key": f"column_{positions[0] + 1}",
        "headers": tuple(headers[position] for position in positions),
        "columns": tuple(position + 1 for position in positions),
        "shown": int(shown),
    }


def part(rows: pd.DataFrame, headers: list[str], position: int, question: str, kind: str = "", **said: object) -> Part:
    """Return the field that is one column as it stands; without a kind, the kind its answers look like."""
    answers = rows[position]
    counts = counted(answers)
    kind = kind or kind_of(counts)
    if kind == "single":
        said = {"options": tuple(counts), **said}
    return Part(Field(question=question, kind=kind, **headers_of(rows, headers, [position]), **said), answers)


def ticks(
    rows: pd.DataFrame,
    headers: list[str],
    labels: dict[int, str],
    ticked: dict[int, pd.Series],
    question: str,
    **said: object,
) -> Part:
    """Return the multiple-choice field that has a column per option: position → label and position → whether chosen."""
    nothing = pa.scalar("", pa.large_string())
    chosen = [
        pc.if_else(
            pa.array(ticked[position].to_numpy(dtype=bool)),
            pa.scalar(OPTION_SEPARATOR + label, pa.large_string()),
            nothing,
        )
        for position, label in labels.items()
    ]
    joined = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*chosen, nothing), start=1)
    joined = pc.if_else(pc.equal(joined, nothing), pa.scalar(None, pa.large_string()), joined)
    answers = pd.Series(TEXT.__from_arrow__(pa.chunked_array([joined])), index=rows.index)
    field = Field(
        question=question, kind="multiple", options=tuple(labels.values()), **headers_of(rows, headers, labels), **said
    )
    return Part(field, answers)


def counted(answers: pd.Series) -> dict[str, int]:
    """Return how often each distinct answer is given, in the order of first appearance."""
    texts, counts = pc.value_counts(pa.array(answers, pa.large_string(), from_pandas=True).drop_null()).flatten()
    return dict(zip(texts.to_pylist(), counts.to_pylist(), strict=True))


def kind_of(counts: dict[str, int]) -> str:
    """Return the kind that answers look like: number, date, single, or text where nothing shows another."""
    if not counts:
        return "text"
    if all(NUMBER.fullmatch(text.strip()) for text in counts):
        return "number"
    if all(DATE.fullmatch(text.strip()) for text in counts):
        return "date"
    answered = sum(counts.values())
    if len(counts) <= MOST_OPTIONS and answered >= 4 * len(counts) and max(map(len, counts)) <= 200:
        return "single"
    return "text"


def suspicion(field: Field, answers: pd.Series) -> str:
    """Return why a field's answers may identify a person, or ""."""
    if field.kind in ("single", "multiple", "rank"):
        return ""
    for said in (field.question, field.label):
        for pattern, reason in PERSONAL_WORDINGS:
            if pattern.search(said):
                return reason
    first = answers.dropna().head(200)
    if len(first) and first.map(lambda text: bool(EMAIL.fullmatch(text.strip()))).mean() > 0.5:
        return "most answers are e-mail addresses"
    return ""


def export(
    raw: RawFile,
    platform: str,
    evidence: str,
    rows: pd.DataFrame,
    parts: list[Part],
    metadata: dict[str, pd.Series],
    personal: dict[str, pd.Series] | None = None,
    about_people: bool = True,
    **said: object,
) -> Export:
    """Return the Export that a platform's reader has read; what asks for personal data is among its personal columns.

    about_people is False for record tables: their layout says which columns are personal.
    """
    if about_people:
        parts = [Part(replace(one.field, personal=one.field.personal or suspicion(*one)), one.answers) for one in parts]
    personal = dict(personal or {})
    for one in parts:
        if one.field.personal:
            personal |= {_unused(" / ".join(one.field.headers), personal): one.answers}
    notes = [*raw.notes, *said.pop("notes", ()), *_same_wordings(parts)]
    return Export(
        platform=platform,
        evidence=evidence,
        answers=pd.DataFrame({one.field.key: one.answers for one in parts}, index=rows.index, dtype="str"),
        fields=tuple(one.field for one in parts),
        metadata=pd.DataFrame(metadata, index=rows.index, dtype="str"),
        personal=pd.DataFrame(personal, index=rows.index, dtype="str"),
        encoding=raw.first.encoding,
        delimiter=raw.first.delimiter,
        sheet=raw.first.name if raw.form == "workbook" else "",
        notes=tuple(notes),
        **said,
    )


def _unused(name: str, taken: dict[str, object]) -> str:
    """Return a name that is not taken yet: itself, or with a number."""
    number, unused = 2, name
    while unused in taken:
        unused, number = f"{name} ({number})", number + 1
    return unused


def _same_wordings(parts: list[Part]) -> list[str]:
    """Return a sentence for each wording that several questions share, which only a person can tell apart."""
    asked = Counter(
        (one.field.question, one.field.group, one.field.slot, one.field.label)
        for one in parts
        if one.field.kind != "other"
    )
    return [
        f"{times} questions are worded {question!r}{f' [{label}]' if label else ''}; "
        "they are told apart by their columns only."
        for (question, _, _, label), times in asked.items()
        if times > 1
    ]
