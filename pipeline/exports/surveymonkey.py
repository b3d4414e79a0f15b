"""SurveyMonkey: two header rows, the question in the first over its first column, options and rows in the second."""

from collections.abc import Sequence

from pipeline.exports import fields, parted
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.grid import RawFile
from pipeline.exports.wording import plain, same

WHOLE = {"Response", "Open-Ended Response"}
METADATA = {
    "respondent id": "response_id",
    "respondentid": "response_id",
    "start date": "started",
    "end date": "submitted",
}
PERSONAL = {"ip address", "email address", "first name", "last name", "collector id"}


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is SurveyMonkey's. Raises ExportError for a summary, which holds no responses."""
    if raw.form not in ("text", "workbook"):
        return ""
    _require_responses(raw)
    first, second = ([plain(cell) for cell in raw.first.row(number)] for number in (0, 1))
    if not first or not second:
        return ""
    whole = sum(cell in WHOLE for cell in second)
    if same(first[0]) in ("respondent id", "respondentid") and not second[0] and any(second):
        return f"The first column is {first[0]!r}, and a second header row names options or says “Response”."
    if whole and any(not cell for cell in first) and not any(same(cell) in METADATA for cell in second):
        return f"A second header row says “Response” or “Open-Ended Response” over {whole} columns."
    return ""


def _require_responses(raw: RawFile) -> None:
    """Raise ExportError for a report of counts."""
    for number in range(min(12, len(raw.first.cells))):
        row = {plain(cell) for cell in raw.first.row(number)}
        if {"Answer Choices", "Responses"} <= row:
            raise ExportError(
                f"{raw.path.name} is a SurveyMonkey summary: counts per question, no responses. Export “All responses "
                "data” instead."
            )


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a SurveyMonkey export."""
    first, second = raw.first.row(0), [plain(cell) for cell in raw.first.row(1)]
    rows = raw.first.below(2)
    if not len(rows):
        raise ExportError(f"{raw.path.name} has header rows and no response below them.")
    own = {
        position: plain(cell)
        for position, cell in enumerate(first)
        if not second[position]
        and (same(cell) in METADATA or same(cell) in PERSONAL or same(cell).startswith("custom data"))
    }
    questions = _columns_of_questions(first, second, own)
    asked = parted.numbered([parted.finder(known)(wording) for wording, _ in questions])
    parts = [
        part
        for one, (_, columns) in zip(asked, questions, strict=True)
        for part in parted.parts(rows, _headers(first, second), one, columns)
    ]
    return fields.export(
        raw,
        "surveymonkey",
        evidence,
        rows,
        parts,
        {METADATA[same(name)]: rows[position] for position, name in own.items() if same(name) in METADATA},
        {
            name: rows[position]
            for position, name in own.items()
            if same(name) not in METADATA and same(name) != "collector id"
        },
        header_rows=2,
        ignored=tuple(name for name in own.values() if same(name) == "collector id"),
    )


def _headers(first: list[str], second: list[str]) -> list[str]:
    """Return one header for each column: both rows, as far as they say anything."""
    return [" / ".join(filter(None, (plain(one), two))) for one, two in zip(first, second, strict=True)]


def _columns_of_questions(
    first: list[str], second: list[str], own: dict[int, str]
) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return each question's wording and columns: what the second row says of it ("" for all of it), and position."""
    questions: list[tuple[str, list[tuple[str, int]]]] = []
    for position, wording in enumerate(first):
        if position in own:
            continue
        if wording or not questions:
            questions.append((wording, []))
        questions[-1][1].append(("" if second[position] in WHOLE else second[position], position))
    return questions
