"""Microsoft Forms: a workbook; identifier and times first; several options in one cell, each with a semicolon."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from pipeline.exports import choices, fields, parted
from pipeline.exports.contract import OPTION_SEPARATOR, Export, ExportError, KnownQuestion
from pipeline.exports.grid import RawFile
from pipeline.exports.wording import plain, same

STARTED = {
    "start time",
    "startzeit",
    "heure de début",
    "hora de inicio",
    "ora di inizio",
    "begintijd",
    "hora de início",
}
IGNORED_STARTS = ("Points - ", "Feedback - ")
LATER_COLUMNS = {"last modified time", "language", "total points", "quiz feedback", "grade posted time"}


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is Microsoft Forms': identifier and two times, in whatever language."""
    if raw.form not in ("text", "workbook") or len(raw.first.cells) < 2:
        return ""
    headers = [plain(header) for header in raw.first.row(0)]
    if len(headers) < 5 or same(headers[0]) != "id":
        return ""
    times = raw.first.below(1)
    are_times = all(
        len(times[position].dropna())
        and times[position].dropna().head(50).map(lambda text: bool(fields.DATE.fullmatch(text))).all()
        for position in (1, 2)
    )
    if are_times and (same(headers[1]) in STARTED or "mail" in same(headers[3])):
        return f"The columns begin with {', '.join(map(repr, headers[:5]))}, two of them times."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a Microsoft Forms export."""
    headers = raw.first.row(0)
    rows = raw.first.below(1)
    named = [plain(header) for header in headers]
    own = {0, 1, 2, 3, 4} | {
        position
        for position, header in enumerate(named)
        if same(header) in LATER_COLUMNS or header.startswith(IGNORED_STARTS)
    }
    asked = [position for position, header in enumerate(named) if position not in own and header]
    if not asked:
        raise ExportError(f"{raw.path.name} has no question beyond Microsoft Forms' own columns.")
    wordings = _without_numbers([named[position] for position in asked])
    questions = parted.numbered([parted.finder(known)(wording) for wording in wordings])
    parts = [
        part for position, one in zip(asked, questions, strict=True) for part in _parts(rows, headers, position, one)
    ]
    return fields.export(
        raw,
        "microsoft_forms",
        evidence,
        rows,
        parts,
        {"response_id": rows[0], "started": rows[1], "submitted": rows[2]},
        {named[position]: rows[position].where(rows[position].ne("anonymous")) for position in (3, 4)},
        ignored=tuple(named[position] for position in sorted(own) if position > 4),
    )


def _without_numbers(wordings: list[str]) -> list[str]:
    """Return the wordings without the number that a title gets that came before: `Country`, `Country2`, `Country3`."""
    plainly, times = [], Counter()
    for wording in wordings:
        first = wording.rstrip("0123456789")
        number = wording[len(first) :]
        is_repeated = bool(number) and times[first] == int(number) - 1 and times[first] > 0
        plainly.append(first if is_repeated else wording)
        times[plainly[-1]] += 1
    return plainly


def _parts(rows: pd.DataFrame, headers: list[str], position: int, asked: parted.Asked) -> list[fields.Part]:
    """Return the fields of one column: a ranking is a field for each thing ranked."""
    counts = fields.counted(rows[position])
    closed = [text for text in counts if text.rstrip().endswith(";")]
    is_several = bool(closed) and len(closed) == len(counts)
    if asked.known and asked.known.kind:
        is_several = asked.known.kind == "multiple"
    if not is_several:
        kind = asked.known.kind if asked.known else ""
        one = fields.part(rows, headers, position, asked.question, kind, **asked.said)
        return parted.with_write_in(one, asked.known, ";")
    answers, options = choices.split(rows[position], ";", asked.known.options if asked.known else ())
    if not asked.known and len(options) > 1 and _are_orders(answers, len(options)):
        places = answers.dropna().str.split(OPTION_SEPARATOR)
        return [
            _place(
                rows, headers, position, asked, option, places.map(lambda order, of=option: str(order.index(of) + 1))
            )
            for option in options
        ]
    one = fields.part(rows, headers, position, asked.question, "multiple", options=options, **asked.said)
    return parted.with_write_in(one._replace(answers=answers), asked.known, ";")


def _are_orders(answers: pd.Series, options: int) -> bool:
    """Whether every answer names every option, and not always in one order."""
    given = answers.dropna().unique()
    return len(given) > 1 and all(len(set(text.split(OPTION_SEPARATOR))) == options for text in given)


def _place(
    rows: pd.DataFrame, headers: list[str], position: int, asked: parted.Asked, option: str, places: pd.Series
) -> fields.Part:
    """Return the field that holds the place one option got in a ranking."""
    one = fields.part(rows, headers, position, asked.question, "rank", label=option, **asked.said)
    field = fields.replace(one.field, key=f"{one.field.key}_{same(option)}")
    return fields.Part(field, places.reindex(rows.index).astype("str"))
