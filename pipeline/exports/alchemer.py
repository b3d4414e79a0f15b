"""Alchemer, formerly SurveyGizmo: one header row; options, rows and repeats stand before the question, after colons.

What a header may say, the question always last but for the group it repeats in:
`Question`, `Option:Question`, `Row:Question`, `Column:Row:Question`, `Question:Group 3`, `Option:Question:Group 3`,
`3:Question:Group`, `Piped value:3:Question:Group`. Wordings may hold colons of their own.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from pipeline.exports import fields, parted
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.fields import Part
from pipeline.exports.grid import RawFile
from pipeline.exports.parted import Asked
from pipeline.exports.wording import plain, same

METADATA = {
    "Response ID": "response_id",
    "Time Started": "started",
    "Date Submitted": "submitted",
    "Language": "language",
}
STATUS = {"complete": "complete", "partial": "partial", "disqualified": "disqualified", "deleted": "disqualified"}
# The platform's own columns, in the order in which it writes them; any may be left out.
IN_ORDER = [
    "Response ID",
    "Time Started",
    "Date Submitted",
    "Status",
    "Contact ID",
    "Legacy Comments",
    "Comments",
    "Language",
    "Referer",
    "Extended Referer",
    "SessionID",
    "User Agent",
    "Extended User Agent",
    "Tags",
    "Is Test Data",
    "IP Address",
    "Longitude",
    "Latitude",
    "Country",
    "City",
    "State/Region",
    "Postal",
]
IGNORED = ["Status", "Tags", "Is Test Data"]
# None of these is a word another platform or a person would head a column with.
TELLING = ["Date Submitted", "Time Started", "SessionID", "Legacy Comments", "Contact ID", "State/Region", "Referer"]
URL_VARIABLE = re.compile(r"^\[?URL Variable:", re.IGNORECASE)
NUMBERED = re.compile(r"^\d+(?:\.\d+)?:\s*(?=\S)")
GROUP_LAST = re.compile(r"^(?P<inner>.+):(?P<group>[^:]+?) (?P<slot>\d{1,3})$")
SLOT_FIRST = re.compile(r"^(?:(?P<part>.+):)?(?P<slot>\d{1,3}):(?P<inner>.+):(?P<group>[^:]+)$")


class Heading(NamedTuple):
    """What a header says: the question, where it repeats, and what part of it the column holds ("" for all)."""

    position: int
    question: str
    group: str = ""
    slot: int = 0
    part: str = ""
    known: KnownQuestion | None = None


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is Alchemer's."""
    if raw.form not in ("text", "workbook") or len(raw.first.cells) < 2:
        return ""
    headers = [plain(header) for header in raw.first.row(0)]
    telling = [header for header in headers if header in TELLING]
    if len(telling) >= 2 and ("Status" in headers or "Response ID" in headers or len(telling) >= 4):
        return f"Columns are headed {', '.join(telling[:3])}, as only Alchemer names them."
    ticked = [
        header for header, cells in zip(headers, raw.first.below(1).items(), strict=False) if _is_own(header, cells[1])
    ]
    if len(ticked) >= 3:
        return f"{len(ticked)} columns are headed “option:question” and hold that option, as {ticked[0]!r} does."
    return ""


def _is_own(header: str, cells: pd.Series) -> bool:
    """Whether a column holds nothing but what stands before a colon of its header."""
    # Most columns of other platforms' files have no colon in their header, and need no look at what they hold.
    values = cells.dropna().unique() if ":" in header else ()
    return len(values) == 1 and len(plain(values[0])) > 1 and header.startswith(f"{plain(values[0])}:")


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return an Alchemer export."""
    headers = [plain(header) for header in raw.first.row(0)]
    rows = raw.first.below(1)
    if not len(rows):
        raise ExportError(f"{raw.path.name} has a header row and no response below it.")
    own = _platform_columns(headers)
    asked = {position: header for position, header in enumerate(headers) if position not in own and header}
    written = raw.first.row(0)
    parts = [
        part
        for instance in _instances(_headings(_without_numbers(asked), rows, known))
        for part in _parts(rows, written, instance)
    ]
    return fields.export(
        raw,
        "alchemer",
        evidence,
        rows,
        parts,
        _metadata(rows, headers, own),
        {
            headers[position]: rows[position]
            for position in sorted(own)
            if headers[position] not in (*METADATA, *IGNORED)
        },
        ignored=tuple(headers[position] for position in sorted(own) if headers[position] in IGNORED),
        notes=_headless(headers, rows),
    )


def _platform_columns(headers: list[str]) -> set[int]:
    """Return the positions of the platform's own columns.

    A question may be called “City” or “Comments” like one of them. The platform's stand in one block and in its order,
    and the four of an address together.
    """
    place = {header: number for number, header in enumerate(IN_ORDER)}
    is_located = bool({"State/Region", "Postal"} & set(headers))
    own: set[int] = set()
    last = -1
    for position, header in enumerate(headers):
        is_next = place.get(header, -1) > last and (is_located or header not in ("Country", "City"))
        if is_next or URL_VARIABLE.match(header):
            own.add(position)
            last = place.get(header, last)
        elif own:
            break
    return own


def _metadata(rows: pd.DataFrame, headers: list[str], own: set[int]) -> dict[str, pd.Series]:
    """Return the platform's columns under the contract's names."""
    column = {headers[position]: rows[position] for position in sorted(own)}
    metadata = {ours: column[theirs] for theirs, ours in METADATA.items() if theirs in column}
    if "Status" in column:
        metadata["status"] = column["Status"].map({text: _status(text) for text in column["Status"].dropna().unique()})
    if "Is Test Data" in column:
        yes = column["Is Test Data"].str.casefold().isin(["1", "true", "yes"])
        metadata["is_test"] = pd.Series("yes", index=rows.index).where(yes)
    return metadata


def _status(text: str) -> str:
    """Return a status in the contract's words. Raises ExportError for one that is not known."""
    if text.strip().casefold() not in STATUS:
        raise ExportError(
            f"The column Status holds {text!r}; Alchemer writes {', '.join(sorted(STATUS))}. Is the file put together "
            "by hand?"
        )
    return STATUS[text.strip().casefold()]


def _headless(headers: list[str], rows: pd.DataFrame) -> list[str]:
    """Return a sentence for each column that has answers and no header."""
    return [
        f"Column {position + 1} has no header and {rows[position].notna().sum()} cells; it was not read."
        for position, header in enumerate(headers)
        if not header and rows[position].notna().any()
    ]


def _without_numbers(asked: dict[int, str]) -> dict[int, str]:
    """Return the headers without the question numbers that an export setting puts before each of them.

    Numbers before a header that comes again with another number are slots of a repeated group, and stay.
    """
    if not asked or not all(NUMBERED.match(header) for header in asked.values()):
        return asked
    numbers = defaultdict(set)
    for header in asked.values():
        number, rest = header.split(":", 1)
        numbers[rest.strip()].add(number)
    if any(len(different) > 1 for different in numbers.values()):
        return asked
    return {position: NUMBERED.sub("", header) for position, header in asked.items()}


def _headings(asked: dict[int, str], rows: pd.DataFrame, known: Sequence[KnownQuestion]) -> list[Heading]:
    """Return what each header says: by the questionnaire where it knows the wording, else by what headers share."""
    patterns = [
        (pattern, question)
        for question in sorted(known, key=lambda one: -len(one.wording) - len(one.group))
        for pattern in _patterns(question)
    ]
    found = {position: _known_heading(position, header, patterns) for position, header in asked.items()}
    found = _with_piped_slots(found)
    unknown = {position: header for position, header in asked.items() if found[position] is None}
    inferred = _inferred_headings(unknown, rows)
    return [found[position] or inferred[position] for position in asked]


def _patterns(question: KnownQuestion) -> list[re.Pattern]:
    """Return the ways a header can name a known question, the most telling first."""
    wording = re.escape(plain(question.wording).rstrip(":?. ")) + r"[:?. ]*"
    if not question.group:
        return [re.compile(rf"^(?:(?P<part>.+?):+\s*)?{wording}$", re.IGNORECASE)]
    group = re.escape(plain(question.group))
    return [
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"^(?:(?P<part>.+?):+\s*)?{wording}:\s*{group} (?P<slot>\d+)$",
            rf"^(?:(?P<part>.+):)?(?P<slot>\d+):(?:(?P<inner>.+?):+\s*)?{wording}:\s*{group}$",
            rf"^(?P<piped>.+?):+\s*{wording}:\s*{group}$",
        )
    ]


def _known_heading(position: int, header: str, patterns: list[tuple[re.Pattern, KnownQuestion]]) -> Heading | None:
    """Return what a header says of a known question, or None."""
    for pattern, question in patterns:
        if match := pattern.match(header):
            said = match.groupdict()
            part = (
                said.get("inner")
                or ("" if "inner" in said and not _is_option(said["part"], question) else said.get("part"))
                or ""
            )
            slot = int(said["slot"]) if said.get("slot") else 0
            if said.get("piped"):
                part, slot = said["piped"], -1
            return Heading(position, question.wording, question.group, slot, part, question)
    return None


def _is_option(text: str | None, question: KnownQuestion) -> bool:
    """Whether a text is one of a question's options, or asks to write one in."""
    return bool(text) and (
        same(text) in {same(option) for option in question.options} or bool(parted.WRITE_IN.search(text))
    )


def _with_piped_slots(found: dict[int, Heading | None]) -> dict[int, Heading | None]:
    """Return the headings with slots in the order in which the values piped into a repeated group come first."""
    slots: dict[tuple[str, str], int] = {}
    numbered = dict(found)
    for position, heading in found.items():
        if heading and heading.slot == -1:
            piped, _, part = heading.part.partition(":")
            if part and not _is_option(part, heading.known):
                piped, part = heading.part, ""
            first, _, rest = heading.part.rpartition(":")
            if first and _is_option(first, heading.known):
                piped, part = rest, first
            number = slots.setdefault((heading.group, piped), 1 + sum(group == heading.group for group, _ in slots))
            numbered[position] = heading._replace(slot=number, part=part)
    return numbered


def _inferred_headings(asked: dict[int, str], rows: pd.DataFrame) -> dict[int, Heading]:
    """Return what the headers say of questions that nobody told us of."""
    repeated = _repeats(asked)
    inner = {position: repeated[position][0] if position in repeated else header for position, header in asked.items()}
    questions = _shared_endings(inner, _told_questions(inner, rows))
    headings = {}
    for position, text in inner.items():
        question = questions[position]
        group, slot = repeated[position][1:] if position in repeated else ("", 0)
        part = text[: len(text) - len(question)].rstrip().removesuffix(":") if question != text else ""
        headings[position] = Heading(position, question, group, slot, part)
    return headings


def _repeats(asked: dict[int, str]) -> dict[int, tuple[str, str, int]]:
    """Return position → (header without group and slot, group, slot) of headers that stand in a repeated group.

    A group is one only when some header comes in it with two slots.
    """
    found: dict[int, tuple[str, str, int]] = {}
    for pattern in (GROUP_LAST, SLOT_FIRST):
        matches = {position: pattern.match(header) for position, header in asked.items() if position not in found}
        slots = defaultdict(set)
        for match in filter(None, matches.values()):
            slots[match["inner"], match["group"]].add(match["slot"])
        groups = {group for (_, group), different in slots.items() if len(different) > 1}
        found |= {
            position: (match["inner"], match["group"], int(match["slot"]))
            for position, match in matches.items()
            if match and match["group"] in groups
        }
    return found


def _shared_endings(texts: dict[int, str], told: set[str]) -> dict[int, str]:
    """Return the question in each text: the longest ending after a colon that another column's text has too.

    told: questions that cells tell by holding the option that stands before them. They are right before any other.
    """
    whole = set(texts.values())
    beginnings = defaultdict(set)
    for text in whole:
        for ending in _endings(text):
            beginnings[ending].add(text)
    questions = {}
    for position, text in texts.items():
        endings = _endings(text)
        shared = [ending for ending in endings if ending in told] or [
            ending for ending in endings if ending in whole or len(beginnings[ending]) > 1
        ]
        questions[position] = shared[0] if shared else text
    return questions


def _told_questions(texts: dict[int, str], rows: pd.DataFrame) -> set[str]:
    """Return what stands in headers behind the option that their cells hold."""
    told = set()
    for position, text in texts.items():
        values = rows[position].dropna().unique()
        if len(values) == 1 and text.startswith(f"{plain(values[0])}:"):
            told.add(text[len(plain(values[0])) + 1 :].strip())
    return told


def _endings(text: str) -> list[str]:
    """Return what stands after each colon of a text, the longest first."""
    return [text[match.end() :].strip() for match in re.finditer(":", text) if text[match.end() :].strip()]


def _instances(headings: list[Heading]) -> list[list[Heading]]:
    """Return the headings that belong to one question in one slot, in the file's order.

    A part that comes again begins another question of the same wording; only a write-in has two columns, tick and text.
    """
    open_: dict[tuple[str, str, int], list[Heading]] = {}
    instances = []
    for heading in headings:
        key = (same(heading.question), same(heading.group), heading.slot)
        times = sum(other.part == heading.part for other in open_.get(key, []))
        if key not in open_ or times > (1 if heading.part and parted.WRITE_IN.search(heading.part) else 0):
            open_[key] = []
            instances.append(open_[key])
        open_[key].append(heading)
    return instances


def _parts(rows: pd.DataFrame, headers: list[str], instance: list[Heading]) -> list[Part]:
    """Return the fields of one question in one slot."""
    first = instance[0]
    columns = [(heading.part, heading.position) for heading in instance]
    asked = Asked(first.question, first.group, first.slot, first.known)
    return parted.parts(rows, headers, asked, columns, separator=";")
