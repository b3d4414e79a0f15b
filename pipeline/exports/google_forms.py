"""Google Forms: one header row, the time first; several options in one cell; a grid is `Question [Row]`."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.exports import fields, parted
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.grid import RawFile
from pipeline.exports.wording import plain, same

TIMESTAMPS = {
    "timestamp", "zeitstempel", "marca temporal", "horodateur", "carimbo de data hora", "informazioni cronologiche",
    "tijdstempel", "sygnatura czasowa", "タイムスタンプ",
}  # fmt: skip
PERSONAL = {"email address", "username", "email"}
IGNORED = {"score"}
GRID_ROW = re.compile(r"^(?P<wording>.*?)\s*\[(?P<row>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]$", re.DOTALL)


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is Google Forms': the time of submission in the first column."""
    if raw.form not in ("text", "workbook") or len(raw.first.cells) < 2:
        return ""
    header = plain(raw.first.row(0)[0])
    times = raw.first.below(1)[0].dropna()
    if (
        same(header) in TIMESTAMPS
        and len(times)
        and times.head(50).map(lambda text: bool(fields.DATE.fullmatch(text))).all()
    ):
        return f"The first column is {header!r} and holds dates."
    return ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a Google Forms export."""
    headers = raw.first.row(0)
    rows = raw.first.below(1)
    named = {position: plain(header) for position, header in enumerate(headers)}
    personal = {position for position in (1, 2) if same(named.get(position, "")) in PERSONAL}
    ignored = {position for position in (1, 2) if same(named.get(position, "")) in IGNORED}
    blank = {position for position, header in named.items() if not header and rows[position].isna().all()}
    asked = {position: header for position, header in named.items() if position not in {0, *personal, *ignored, *blank}}
    if any(not header for header in asked.values()):
        raise ExportError(f"{raw.path.name} has answers in a column without a header. Give it the question it answers.")
    rows_of_grids = _grids(asked)
    find = parted.finder(known)
    questions = parted.numbered(
        [find(rows_of_grids.get(position, (header, ""))[0]) for position, header in asked.items()]
    )
    separators = [
        _separator(fields.counted(rows[position]), one) for position, one in zip(asked, questions, strict=True)
    ]
    parts = [
        part
        for position, one, separator in zip(asked, questions, separators, strict=True)
        for part in parted.with_write_in(
            parted.whole_part(rows, headers, position, one, separator, rows_of_grids.get(position, ("", ""))[1]),
            one.known,
            separator,
        )
    ]
    parts = [
        part._replace(field=fields.replace(part.field, kind="grid"))
        if part.field.label and part.field.kind in ("single", "text")
        else part
        for part in parts
    ]
    return fields.export(
        raw,
        "google_forms",
        evidence,
        rows,
        parts,
        {"submitted": rows[0]},
        {named[position]: rows[position] for position in sorted(personal)},
        ignored=tuple(named[position] for position in sorted(ignored)),
    )


def _grids(asked: dict[int, str]) -> dict[int, tuple[str, str]]:
    """Return position → (question, row) of the columns of grids; a wording that ends in brackets alone is none."""
    matches = {position: GRID_ROW.match(header) for position, header in asked.items()}
    times = Counter(match["wording"] for match in matches.values() if match)
    return {
        position: (match["wording"], match["row"].strip())
        for position, match in matches.items()
        if match and times[match["wording"]] > 1
    }


def _separator(counts: dict[str, int], asked: parted.Asked) -> str:
    """Return what joins options: a semicolon in the direct download, a comma in the sheet."""
    semicolons = sum(";" in text for text in counts)
    if semicolons and (parted.holds_several(asked.question, counts, ";") or (asked.known and semicolons)):
        options = asked.known.options if asked.known else ()
        if not any(";" in option for option in options) or not any(", " in text for text in counts):
            return ";"
    return ", "
