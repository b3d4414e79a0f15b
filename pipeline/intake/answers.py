"""What cities say of their record, on an update sheet or in the update form: each line is a report.

Columns are let in by the layout in data/codebook/record_columns.csv.
"""

from typing import NamedTuple

import pandas as pd

from pipeline import updates as sheets
from pipeline.exports.contract import OPTION_SEPARATOR, Export, KnownQuestion
from pipeline.intake import privacy
from pipeline.intake.fit import require_known_columns, require_no_unplaced_repeats, require_treatments
from pipeline.intake.source import (
    BEYOND_OPTIONS,
    Source,
    none_of,
    plain,
    rows_of,
    typed,
    with_identifiers,
    without_personal_data,
)
from pipeline.tables import issues, responses, updates


class UpdateKnowledge(NamedTuple):
    """What update sheets and forms are read by."""

    patterns: pd.DataFrame  # personal_patterns of the codebook
    no_answer: pd.DataFrame  # no_answer of the codebook
    labels: dict[str, dict[str, str]]  # our column → code → label, of what a form lets choose by its code


def ingest_updates(
    source_id: str, export: Export, layout: pd.DataFrame, told_on: str, knowledge: UpdateKnowledge
) -> Source:
    """Return what cities say of their record on an update sheet or in the update form: each line is a report.

    layout holds the lines of the sheet or form in record_columns.csv; told_on is the day on which it came back (ISO),
    unless the export says when each submission did. Raises IngestError when there are other columns than were sent out.
    """
    require_no_unplaced_repeats(source_id, export)
    require_treatments("record_columns.csv", layout, ["answer", "correction", "update", "ignored"])
    require_known_columns(source_id, list(dict.fromkeys(field.question for field in export.fields)), layout)
    written = _lines(export, layout, knowledge.labels)
    written = with_identifiers(source_id, written)[["report_id", "source_id", "row"]].join(written.drop(columns="row"))
    names = written.columns.drop(["report_id", "source_id", "row", "block", "slot"])
    free = [name for name in names if name not in ("engagement_id", "stamp")]
    # What is let in by name is not personal, whatever the reader suspected.
    let_in = [" / ".join(field.headers) for field in export.fields]
    identifying = privacy.identifying_values(export.personal.drop(columns=let_in, errors="ignore"))
    lines, redacted = without_personal_data(written, free, identifying, knowledge.patterns)
    corrected = [name.removesuffix(sheets.CORRECTED) for name in names if name.endswith(sheets.CORRECTED)]
    told = sheets.answered(lines, corrected, knowledge.no_answer)
    # A sheet is one city's; a line that it adds need not say so again.
    city = {name: lines[name].dropna().unique() for name in ("us_city_text", "us_state_text")}
    told_city = {name: lines[name].fillna(known[0]) if len(known) == 1 else lines[name] for name, known in city.items()}
    found = told.holding.assign(**lines[["row", "block", "slot"]], **told_city)
    answers = lines.assign(
        answer=told.answer,
        blanked=told.blanked,
        record_stamp=lines["stamp"].str.split("-").str[0],
        told_on=_days(export).reindex(lines["row"]).fillna(told_on).to_numpy(),
    )
    where = lines.loc[told.issues["row"], ["source_id", "row", "report_id"]].reset_index(drop=True)
    noted = pd.concat(
        [
            redacted.assign(column=redacted["column"].str.removesuffix(sheets.CORRECTED)),
            told.issues.drop(columns="row").join(where),
        ]
    )
    return Source(
        rows_of(source_id, export, "record"),
        none_of(responses.Ingested),
        with_identifiers(source_id, found),
        typed(noted, issues.Issues),
        typed(answers.loc[told.answer.notna()], updates.Updates),
    )


def known_columns(layout: pd.DataFrame, labels: dict[str, dict[str, str]]) -> list[KnownQuestion]:
    """Return the questions of a form as readers take it; layout: its lines in record_columns.csv.

    labels: column → code → label of what is chosen by its code.
    """
    several = layout["column"].eq("priority_text") & layout["treatment"].eq("correction")
    return [
        KnownQuestion(
            line.header,
            kind="multiple" if is_several else "",
            options=(*labels[line.column], sheets.NONE) if is_several else (),
            name=line.header,
        )
        for line, is_several in zip(layout.itertuples(), several, strict=True)
    ]


def _lines(export: Export, layout: pd.DataFrame, labels: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return the lines of a sheet or form, numbered from 0: row, block and slot, and the columns of the layout.

    A sheet has a line in each row; a form one in each slot of its repeated groups. A row without one has a blank line.
    """
    used = layout.loc[layout["treatment"].ne("ignored")]
    names = used["column"].mask(used["treatment"].eq("correction"), used["column"] + sheets.CORRECTED)
    name_of = dict(zip(used["header"], names, strict=True))
    label_of = {header: labels.get(column, {}) for header, column in zip(used["header"], used["column"], strict=True)}
    of_line: dict[tuple[str, int], dict[str, pd.Series]] = {}
    for field in export.fields:
        if field.question in name_of:
            answers = plain(_in_words(export.answers[field.key], label_of[field.question]))
            of_line.setdefault((field.group, field.slot), {})[name_of[field.question]] = answers
    of_row = pd.DataFrame(of_line.pop(("", 0), {}), index=export.answers.index)
    groups = list(dict.fromkeys(group for group, _ in of_line))
    repeated = [
        pd.DataFrame(columns).dropna(how="all").assign(slot=groups.index(group) * BEYOND_OPTIONS + slot)
        for (group, slot), columns in of_line.items()
    ]
    found = pd.concat([pd.DataFrame(index=pd.Index([], dtype="int64")), *repeated])
    blank = of_row.index.difference(found.index)
    lines = pd.concat([found, pd.DataFrame({"slot": 1}, index=blank)]).join(of_row)
    lines = lines.rename_axis("row").reset_index().sort_values(["row", "slot"], ignore_index=True)
    texts = lines.reindex(columns=list(dict.fromkeys(names))).astype("str")
    return lines[["row", "slot"]].astype("int64").assign(block="record").join(texts)


def _in_words(answers: pd.Series, labels: dict[str, str]) -> pd.Series:
    """Return what was chosen by its labels, several joined by a semicolon; what is no code stays as it is."""
    words = {
        text: "; ".join(labels.get(option, option) for option in text.split(OPTION_SEPARATOR))
        for text in answers.dropna().unique()
    }
    return answers.map(words).astype("str")


def _days(export: Export) -> pd.Series:
    """Return the day (ISO) on which each submission was sent, by row; missing where the export does not say it."""
    submitted = export.metadata.reindex(columns=["submitted"])["submitted"].astype("str")
    return submitted.str.extract(r"^(\d{4}-\d{2}-\d{2})(?!\d)", expand=False)
