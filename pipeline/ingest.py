"""Read an edition's raw exports in the respondents' words. Decide nothing; let in only what is let in by name.

A survey's questions are let in by data/codebook/questionnaire.csv, a record table's columns by record_columns.csv. A
question or column that is not there stops the run.
"""

import html
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import exports, privacy, tables
from pipeline import updates as sheets
from pipeline.core import codebook, paths, sources, stage
from pipeline.exports.contract import OPTION_SEPARATOR, Export, KnownQuestion
from pipeline.tables import issues, reports, responses, rows, updates

REPORT_COLUMNS = list(reports.Ingested.to_schema().columns)
REPORT_TEXTS = [name for name in REPORT_COLUMNS if name.endswith("_text")]
RESPONSE_TEXTS = [
    name for name in responses.Ingested.to_schema().columns if name.endswith("_text") and name != "submitted_text"
]
# Treatments that let an answer in: an optional question need not be in an export.
LET_IN = ["answer", "optional"]
# Where a block has both a question whose options are reports and a repeated group, the group's slots begin beyond the
# numbers of the options.
BEYOND_OPTIONS = 200
# Stands before the text that somebody wrote beside “Other”.
WRITE_IN = "Other: "
# Copied along with a text, seen by nobody: soft hyphen, zero-width space and marks, byte-order mark; what turns the
# direction of a text; and control characters that are no white space, which would act on a terminal.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
    + [code for code in [*range(0x20), *range(0x7F, 0xA0)] if not chr(code).isspace()]
)


class IngestError(stage.InputError):
    """A raw file and the codebook do not fit each other: what was found, where, and what to do."""


class UpdateKnowledge(NamedTuple):
    """What update sheets and forms are read by."""

    patterns: pd.DataFrame  # personal_patterns of the codebook
    no_answer: pd.DataFrame  # no_answer of the codebook
    labels: dict[str, dict[str, str]]  # our column → code → label, of what a form lets choose by its code


class Source(NamedTuple):
    """What one raw file holds; or, joined, what all of them hold."""

    rows: DataFrame[rows.Rows]
    responses: DataFrame[responses.Ingested]
    reports: DataFrame[reports.Ingested]
    issues: DataFrame[issues.Issues]
    updates: DataFrame[updates.Updates]


def known_questions(questionnaire: pd.DataFrame, options: pd.DataFrame) -> list[KnownQuestion]:
    """Return the questionnaire as readers take it, so that colons and semicolons in wordings are no riddle to them."""
    labels = options.groupby("question", sort=False)["label"].agg(tuple)
    return [
        KnownQuestion(line.wording, line.group, line.kind, labels.get(line.question, ()), line.question)
        for line in questionnaire.itertuples()
    ]


def ingest_survey(
    source_id: str, export: Export, questionnaire: pd.DataFrame, options: pd.DataFrame, patterns: pd.DataFrame
) -> Source:
    """Return the responses of one survey export and the reports in its blocks.

    questionnaire, options and patterns (personal_patterns) are tables of the codebook. Raises IngestError when the
    export asks what the questionnaire does not know, or does not ask what it needs.
    """
    _require_no_unplaced_repeats(source_id, export)
    asked = _asked(source_id, export, questionnaire)
    let_in = asked.loc[asked["treatment"].isin(LET_IN)]
    answers = _answers_in_our_wording(export, let_in, options)
    chosen = let_in.loc[let_in["role"].eq("answer")]
    identifying = privacy.identifying_values(_personal_answers(export, asked))
    submitted, redacted_responses = _without_personal_data(
        _responses(source_id, export, answers, chosen.loc[chosen["table"].eq("responses")]),
        RESPONSE_TEXTS,
        identifying,
        patterns,
    )
    found = _block_reports(answers, chosen.loc[chosen["table"].eq("reports")], options)
    # One response per row, so a report finds its city by row.
    city = submitted.set_index("row")[["us_city_text", "us_state_text"]].reindex(found["row"])
    found = found.assign(us_city_text=city["us_city_text"].to_numpy(), us_state_text=city["us_state_text"].to_numpy())
    cleaned, redacted_reports = _without_personal_data(
        _with_identifiers(source_id, found), REPORT_TEXTS, identifying, patterns
    )
    redacted = pd.concat([redacted_responses, redacted_reports], ignore_index=True)
    return Source(_rows(source_id, export, "response"), submitted, cleaned, redacted, _none_of(updates.Updates))


def ingest_records(
    source_id: str, export: Export, layout: pd.DataFrame, every_row: dict[str, str], patterns: pd.DataFrame
) -> Source:
    """Return the reports of one record table: one per row, even where nothing is written in it.

    layout holds the lines of its layout in record_columns.csv; every_row what source.yaml says of each of its rows.
    Raises IngestError when the table has a column the layout does not know, or lacks one that it needs.
    """
    headers = [field.question for field in export.fields]
    _require_treatments("record_columns.csv", layout, ["answer", "optional", "ignored", "personal"])
    _require_known_columns(source_id, [*headers, *export.personal.columns, *export.ignored], layout)
    _require_our_columns(f"Source {source_id}: every_row", list(every_row), REPORT_TEXTS)
    present = layout.loc[layout["header"].isin(headers)]
    let_in = present.loc[present["treatment"].isin(LET_IN)]
    _require_our_columns("data/codebook/record_columns.csv", let_in["column"].tolist(), REPORT_TEXTS)
    _require_column_once(source_id, let_in)
    keys = {field.question: field.key for field in export.fields}
    found = pd.DataFrame({"row": export.answers.index, "block": "record", "slot": 1}, index=export.answers.index)
    for line in let_in.itertuples():
        found[line.column] = _plain(export.answers[keys[line.header]])
    for column, text in every_row.items():
        found[column] = found[column].fillna(text) if column in found else text
    personal = present.loc[present["treatment"].eq("personal"), "header"].tolist()
    named = export.answers[[keys[header] for header in personal]].set_axis(personal, axis="columns")
    cleaned, redacted = _without_personal_data(
        _with_identifiers(source_id, found),
        REPORT_TEXTS,
        privacy.identifying_values(pd.concat([export.personal, named], axis="columns")),
        patterns,
    )
    rows_found = _rows(source_id, export, "record")
    return Source(rows_found, _none_of(responses.Ingested), cleaned, redacted, _none_of(updates.Updates))


def ingest_updates(
    source_id: str, export: Export, layout: pd.DataFrame, told_on: str, knowledge: UpdateKnowledge
) -> Source:
    """Return what cities say of their record on an update sheet or in the update form: each line is a report.

    layout holds the lines of the sheet or form in record_columns.csv; told_on is the day on which it came back (ISO),
    unless the export says when each submission did. Raises IngestError when there are other columns than were sent out.
    """
    _require_no_unplaced_repeats(source_id, export)
    _require_treatments("record_columns.csv", layout, ["answer", "correction", "update", "ignored"])
    _require_known_columns(source_id, list(dict.fromkeys(field.question for field in export.fields)), layout)
    written = _lines(export, layout, knowledge.labels)
    written = _with_identifiers(source_id, written)[["report_id", "source_id", "row"]].join(written.drop(columns="row"))
    names = written.columns.drop(["report_id", "source_id", "row", "block", "slot"])
    free = [name for name in names if name not in ("engagement_id", "stamp")]
    # What is let in by name is not personal, whatever the reader suspected.
    let_in = [" / ".join(field.headers) for field in export.fields]
    identifying = privacy.identifying_values(export.personal.drop(columns=let_in, errors="ignore"))
    lines, redacted = _without_personal_data(written, free, identifying, knowledge.patterns)
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
        _rows(source_id, export, "record"),
        _none_of(responses.Ingested),
        _with_identifiers(source_id, found),
        _typed(noted, issues.Issues),
        _typed(answers.loc[told.answer.notna()], updates.Updates),
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
            answers = _plain(_in_words(export.answers[field.key], label_of[field.question]))
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


def _require_no_unplaced_repeats(source_id: str, export: Export) -> None:
    """Raise IngestError when a repeat of the survey could not be read into slots: its answers would be lost."""
    for name, table in export.children.items():
        if len(table):
            raise IngestError(
                f"Source {source_id} repeats {name!r} in a way that is not read: a repeat within a repeat, or more "
                f"than 60 rows of one response. Its {len(table)} rows would not be counted. Put them into a table of "
                "records, as a source of its own, and leave the repeat out of this file."
            )


def _asked(source_id: str, export: Export, questionnaire: pd.DataFrame) -> pd.DataFrame:
    """Return the export's fields, each with its line of the questionnaire.

    Columns: key and slot of the field, role (answer, or other for the write-in text of an option), and the line's.
    """
    fields = pd.DataFrame(
        [
            (field.key, field.slot, "other" if field.kind == "other" else "answer", field.question, field.group)
            for field in export.fields
        ],
        columns=["key", "slot", "role", "written", "written_group"],
    )
    fields = fields.assign(
        wording_folded=fields["written"].map(_folded), group_folded=fields["written_group"].map(_folded)
    )
    lines = questionnaire.assign(
        wording_folded=questionnaire["wording"].map(_folded), group_folded=questionnaire["group"].map(_folded)
    )
    _require_usable(lines)
    asked = fields.merge(lines, on=["wording_folded", "group_folded"], how="left", validate="m:1")
    _require_known_questions(source_id, asked, lines)
    _require_one_column_each(source_id, asked.loc[asked["treatment"].isin(LET_IN)])
    return asked


def _require_usable(lines: pd.DataFrame) -> None:
    """Raise IngestError when the questionnaire table has a wording twice, or names what does not exist."""
    _require_treatments("questionnaire.csv", lines, ["answer", "optional", "ignored", "personal", "steering"])
    for twice in lines.loc[lines.duplicated(["wording_folded", "group_folded"])].head(1).itertuples():
        raise IngestError(
            f"data/codebook/questionnaire.csv has the wording {twice.wording!r}{_in_group(twice.group)} twice, the "
            f"second time as {twice.question}. Keep one of the lines."
        )
    ours = {"responses": RESPONSE_TEXTS, "reports": REPORT_TEXTS}
    for line in lines.loc[lines["treatment"].isin(LET_IN)].itertuples():
        if line.table not in ours:
            raise IngestError(
                f"data/codebook/questionnaire.csv sends {line.question} to the table {line.table!r}; it can be "
                f"{' or '.join(ours)}."
            )
        _require_our_columns(f"data/codebook/questionnaire.csv, {line.question},", [line.column], ours[line.table])


def _require_known_questions(source_id: str, asked: pd.DataFrame, lines: pd.DataFrame) -> None:
    """Raise IngestError when the export asks what the questionnaire does not know, or does not ask what it needs."""
    for unknown in asked.loc[asked["question"].isna()].head(1).itertuples():
        raise IngestError(
            f"Source {source_id} asks {unknown.written!r}{_in_group(unknown.written_group)}, which "
            "data/codebook/questionnaire.csv does not know. Add a line there with this wording: treatment “answer” and "
            "the column it goes to, or “ignored” or “personal” to leave it out; `python -m pipeline.inspect` drafts it."
        )
    needed = lines["treatment"].eq("answer") & ~lines["question"].isin(asked["question"])
    for absent in lines.loc[needed].head(1).itertuples():
        raise IngestError(
            f"Source {source_id} does not ask {absent.wording!r}{_in_group(absent.group)}. If it words the question "
            f"otherwise, change the wording of {absent.question} in data/codebook/questionnaire.csv."
        )
    beyond = asked.loc[asked["slot"].gt(pd.to_numeric(asked["slots"]))]
    for field in beyond.head(1).itertuples():
        raise IngestError(
            f"Source {source_id} repeats {field.written!r} {field.slot} times; data/codebook/questionnaire.csv says "
            f"{field.slots}. If that is right now, change “slots” of {field.question} there."
        )


def _require_one_column_each(source_id: str, let_in: pd.DataFrame) -> None:
    """Raise IngestError when several columns of the export answer one question in one slot; one would be lost."""
    for field in let_in.loc[let_in.duplicated(["question", "slot", "role"])].head(1).itertuples():
        raise IngestError(
            f"Source {source_id} has several columns for {field.written!r}{_in_group(field.written_group)}, where one "
            f"is expected (rows of a table? two open options?). Give each a wording of its own, or set the treatment "
            f"of {field.question} in data/codebook/questionnaire.csv to “ignored”."
        )


def _personal_answers(export: Export, asked: pd.DataFrame) -> pd.DataFrame:
    """Return every column of the export that identifies somebody, those that the questionnaire calls personal too.

    What the questionnaire lets in by name is none, whatever the reader suspected: it would be taken out of itself.
    """
    headers = {field.key: " / ".join(field.headers) for field in export.fields}
    let_in = asked.loc[asked["treatment"].isin(LET_IN), "key"].map(headers)
    own = asked.loc[asked["treatment"].eq("personal")]
    named = export.answers[own["key"].tolist()].set_axis(own["written"].tolist(), axis="columns")
    return pd.concat([export.personal.drop(columns=let_in, errors="ignore"), named], axis="columns")


def _folded(wording: str) -> str:
    """Return a wording as exports of the same question share it: case, spaces and a closing colon aside."""
    return " ".join(wording.split()).casefold().rstrip(": ")


def _in_group(group: str) -> str:
    """Return the words that place a question in its repeated group, if it stands in one."""
    return f" in the group {group!r}" if group else ""


def _answers_in_our_wording(export: Export, asked: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    """Return the let-in answers, chosen options by their wording in options.csv, whatever the export calls them."""
    write_ins = asked.loc[asked["role"].eq("other")].set_index(["question", "slot"])["key"]
    answers = {}
    for field in asked.loc[asked["role"].eq("answer")].itertuples():
        answers[field.key] = _plain(export.answers[field.key])
        if field.kind in ("single", "multiple"):
            own = options.loc[options["question"].eq(field.question)]
            chosen = _chosen_options(answers[field.key], own)
            if (field.question, field.slot) in write_ins.index:
                chosen = _with_write_in(chosen, _plain(export.answers[write_ins[field.question, field.slot]]), own)
            answers[field.key] = chosen
    return pd.DataFrame(answers, index=export.answers.index, dtype="str")


def _chosen_options(answer: pd.Series, own: pd.DataFrame) -> pd.Series:
    """Return the answers with each option, written by wording or by number, in its wording of options.csv.

    own holds the question's lines of options.csv. What is none of them stays as it is.
    """
    wording = dict(zip(own["number"], own["label"], strict=True)) | dict(
        zip(own["label"].map(_folded), own["label"], strict=True)
    )
    reworded = {
        text: OPTION_SEPARATOR.join(wording.get(_folded(option), option) for option in text.split(OPTION_SEPARATOR))
        for text in answer.dropna().unique()
    }
    return answer.map(reworded).astype("str")


def _with_write_in(chosen: pd.Series, written: pd.Series, own: pd.DataFrame) -> pd.Series:
    """Return the answers with “Other: <write-in text>” in place of the option that asked for the text."""
    asking = _asking(own)
    kept = {
        text: OPTION_SEPARATOR.join(option for option in text.split(OPTION_SEPARATOR) if option not in asking)
        for text in chosen.dropna().unique()
    }
    joined = chosen.map(kept).astype("str").fillna("") + OPTION_SEPARATOR + WRITE_IN + written
    return joined.str.removeprefix(OPTION_SEPARATOR).where(written.notna(), chosen).astype("str")


def _asking(own: pd.DataFrame) -> list[str]:
    """Return the options of one question that ask for a text; own holds its lines of options.csv."""
    return own.loc[own["number"].eq("99") | own["label"].str.startswith("Other"), "label"].tolist()


def _responses(source_id: str, export: Export, answers: pd.DataFrame, let_in: pd.DataFrame) -> pd.DataFrame:
    """Return the responses with the questions that go to their table."""
    metadata = export.metadata.reindex(columns=["status", "is_test", "submitted"])
    row = pd.Series(answers.index, index=answers.index)
    submitted = answers[let_in["key"].tolist()].set_axis(let_in["column"].tolist(), axis="columns")
    return _typed(
        submitted.assign(
            response_id=source_id + ":" + row.astype("str"),
            source_id=source_id,
            row=row,
            status=metadata["status"],
            is_test=metadata["is_test"].eq("yes"),
            submitted_text=_plain(metadata["submitted"]),
        ),
        responses.Ingested,
    )


def _block_reports(answers: pd.DataFrame, let_in: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    """Return the reports in the questionnaire's blocks, with row, block, slot and the columns they answer.

    In a repeated group each slot in which anything is written is a report. In a question that stands alone (the
    networks) each option chosen is one; its slot is the option's number. “Other” without its text names nothing.
    """
    repeated = let_in.loc[let_in["group"].ne("")]
    by_option = let_in.loc[let_in["group"].eq(""), "block"].unique()
    found = [
        _slot_reports(answers, fields, block, slot + BEYOND_OPTIONS * (block in by_option))
        for (block, slot), fields in repeated.groupby(["block", "slot"])
    ]
    found += [
        _option_reports(
            answers[field.key], field.column, field.block, options.loc[options["question"].eq(field.question)]
        )
        for field in let_in.loc[let_in["group"].eq("")].itertuples()
    ]
    return pd.concat(found, ignore_index=True).sort_values(["row", "block", "slot"], ignore_index=True)


def _slot_reports(answers: pd.DataFrame, fields: pd.DataFrame, block: str, slot: int) -> pd.DataFrame:
    """Return the reports of one slot of a repeated group."""
    written = answers[fields["key"].tolist()].set_axis(fields["column"].tolist(), axis="columns").dropna(how="all")
    readable = {name: written[name].str.replace(OPTION_SEPARATOR, "; ", regex=False) for name in written}
    return pd.DataFrame({"row": written.index, "block": block, "slot": slot}, index=written.index).assign(**readable)


def _option_reports(answer: pd.Series, column: str, block: str, own: pd.DataFrame) -> pd.DataFrame:
    """Return one report for each option chosen in one question; own holds its lines of options.csv."""
    number = dict(zip(own["label"], own["number"].astype(int), strict=True))
    chosen = answer.dropna().str.split(OPTION_SEPARATOR).explode().rename_axis("row").reset_index(name="option")
    # Options we do not know and write-ins have no number of their own: they count on from 99.
    slot = chosen["option"].map(number).fillna(99).astype(int)
    slot += chosen.assign(slot=slot).groupby(["row", "slot"]).cumcount()
    text = chosen["option"].str.removeprefix(WRITE_IN).mask(chosen["option"].isin(_asking(own)))
    return pd.DataFrame({"row": chosen["row"], "block": block, "slot": slot, column: text})


def _require_known_columns(source_id: str, headers: list[str], layout: pd.DataFrame) -> None:
    """Raise IngestError when a record table has other columns than its layout says."""
    name = layout["layout"].iloc[0]
    known = layout["header"].tolist()
    for unknown in [header for header in headers if header not in known][:1]:
        raise IngestError(
            f"Source {source_id} has a column {unknown!r}, which data/codebook/record_columns.csv does not know. Add a "
            f"line there: {name},{unknown},answer,<the column it goes to>, or “ignored” or “personal” to leave it out."
        )
    needed = layout.loc[layout["treatment"].isin(["answer", "correction", "update"]), "header"].tolist()
    for missing in [header for header in needed if header not in headers][:1]:
        raise IngestError(
            f"Source {source_id} has no column {missing!r}, which its layout {name} needs. It has: "
            f"{', '.join(headers)}. Give the column's new name a line in data/codebook/record_columns.csv, or the "
            "source another layout."
        )


def _require_our_columns(where: str, columns: list[str], ours: list[str]) -> None:
    """Raise IngestError when a column is named that our table does not have: its answers would be lost."""
    for unknown in [column for column in columns if column not in ours]:
        raise IngestError(f"{where} names the column {unknown!r}; it can name {', '.join(ours)}.")


def _require_treatments(file: str, lines: pd.DataFrame, known: list[str]) -> None:
    """Raise IngestError when a line of the codebook treats a column in a way that we do not know."""
    for line in lines.loc[~lines["treatment"].isin(known)].head(1).itertuples():
        raise IngestError(
            f"data/codebook/{file} says {line.treatment!r} of {line[1]} {line[2]!r}; it can say {', '.join(known)}."
        )


def _require_column_once(source_id: str, let_in: pd.DataFrame) -> None:
    """Raise IngestError when two columns of a record table go to the same column of ours; one would be lost."""
    for line in let_in.loc[let_in["column"].duplicated()].head(1).itertuples():
        raise IngestError(
            f"Source {source_id} has two columns for {line.column}, the second is {line.header!r}. Set the treatment "
            f"of one of them to “ignored” in data/codebook/record_columns.csv, layout {line.layout}."
        )


def _with_identifiers(source_id: str, found: pd.DataFrame) -> pd.DataFrame:
    """Return the reports as their table: named by source, row and place in the row."""
    place = found["row"].astype("str") + ":" + found["block"] + "-" + found["slot"].astype("str")
    return _typed(found.assign(report_id=source_id + ":" + place, source_id=source_id), reports.Ingested)


def _rows(source_id: str, export: Export, kind: str) -> pd.DataFrame:
    """Return every raw row of the source."""
    return _typed(pd.DataFrame({"source_id": source_id, "row": export.answers.index, "kind": kind}), rows.Rows)


def _plain(texts: pd.Series) -> pd.Series:
    """Return the texts without what platforms and spreadsheets leave in them: HTML entities, odd and double spaces.

    Blank texts become missing. The words stay as they are, and options stay apart.
    """
    plain = {text: _plain_options(text) for text in texts.dropna().unique()}
    return texts.map(plain).astype("str")


def _plain_options(text: str) -> str | None:
    """Return one text, or the options joined in it, without what platforms leave in them; None for nothing."""
    options = (html.unescape(option).translate(INVISIBLE).split() for option in text.split(OPTION_SEPARATOR))
    return OPTION_SEPARATOR.join(" ".join(words) for words in options if words) or None


def _none_of(table: type[tables.Table]) -> pd.DataFrame:
    """Return a table without rows."""
    return _typed(pd.DataFrame(index=[]), table)


def _typed(frame: pd.DataFrame, table: type[tables.Table]) -> pd.DataFrame:
    """Return the frame with exactly the table's columns and types, missing where the source does not say."""
    columns = table.to_schema().columns
    return (
        frame.reindex(columns=list(columns))
        .astype({name: str(column.dtype) for name, column in columns.items()})
        .reset_index(drop=True)
    )


def _without_personal_data(
    found: pd.DataFrame, texts: list[str], identifying: list[str], patterns: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows with personal data taken out of the columns `texts`, and an issue for each cell this changed."""
    cleaned = {
        name: privacy.without_personal_data(found[name], identifying, _patterns_of(name, patterns)) for name in texts
    }
    changed = [
        found.loc[found[name].notna() & found[name].ne(clean)]
        .reindex(columns=["source_id", "row", "report_id"])
        .assign(column=name)
        for name, clean in cleaned.items()
    ]
    redacted = pd.concat(changed, ignore_index=True).assign(
        value=None,
        consequence="redacted",
        sentence="Free text named a person, an address or a number that identifies one; it was taken out on reading.",
    )
    return found.assign(**cleaned), _typed(redacted, issues.Issues)


def _patterns_of(column: str, patterns: pd.DataFrame) -> pd.DataFrame:
    """Return the patterns to look for in a column: the address of a page may hold numbers like a telephone's."""
    return patterns.loc[~patterns["not_in"].str.split("|").map(lambda columns: column in columns)]


def ingest(edition: str) -> Source:
    """Return what all sources of an edition hold, sorted by source and row."""
    read = [_ingest_source(source) for source in sources.read(edition)]
    all_ = Source(*(pd.concat(tables_of_sources, ignore_index=True) for tables_of_sources in zip(*read, strict=True)))
    withdrawn = codebook.read("withdrawn")
    joined = without_withdrawn(all_, withdrawn.loc[withdrawn["edition"].eq(edition), "response_id"])
    return Source(
        rows.Rows.validate(joined.rows, lazy=True),
        responses.Ingested.validate(joined.responses, lazy=True),
        reports.Ingested.validate(joined.reports, lazy=True),
        issues.Issues.validate(joined.issues, lazy=True),
        updates.Updates.validate(joined.updates, lazy=True),
    )


def without_withdrawn(read: Source, withdrawn: pd.Series) -> Source:
    """Return what was read without the responses that were withdrawn (response_id); their raw rows are still counted.

    The raw file holds a withdrawn row blank, or, where an older copy was put back, in full; either way it is left out.
    """
    gone = withdrawn.str.extract(codebook.RESPONSE_ID).assign(kind="response")
    for response in withdrawn.loc[gone["row"].isna() | ~gone["source_id"].isin(read.rows["source_id"])].head(1):
        raise IngestError(
            f"data/codebook/withdrawn.csv names {response}, which is no response of a source of this edition. Write "
            "the source, a colon and the row, or remove the line."
        )
    counted = pd.concat([_without(read.rows, withdrawn), gone.astype({"row": "int64"})], ignore_index=True)
    left = _without(read.reports, withdrawn)
    return Source(
        counted.sort_values(["source_id", "row"], kind="stable", ignore_index=True),
        _without(read.responses, withdrawn),
        left,
        _without(read.issues, withdrawn),
        read.updates.loc[read.updates["report_id"].isin(left["report_id"])].reset_index(drop=True),
    )


def _without(table: pd.DataFrame, withdrawn: pd.Series) -> pd.DataFrame:
    """Return a table without what comes from the raw rows of withdrawn responses."""
    response = table["source_id"] + ":" + table["row"].astype("str")
    return table.loc[~response.isin(withdrawn)].reset_index(drop=True)


def _ingest_source(source: sources.Source) -> Source:
    """Return what one source holds."""
    patterns = codebook.read("personal_patterns")
    if source.kind == "survey":
        questionnaire, options = codebook.read("questionnaire"), codebook.read("options")
        known = known_questions(questionnaire, options)
        export = exports.read(source.file, source.platform, source.sheet, known)
        return ingest_survey(source.source_id, export, questionnaire, options, patterns)
    columns = codebook.read("record_columns")
    layout = columns.loc[columns["layout"].eq(source.layout)]
    if layout.empty:
        raise IngestError(
            f"Source {source.source_id} has the layout {source.layout!r}, which data/codebook/record_columns.csv does "
            f"not know. It knows: {', '.join(columns['layout'].unique())}."
        )
    if source.kind == "updates":
        labels = {"method_text": codebook.labels("methods"), "priority_text": codebook.labels("priorities")}
        # A sheet has no options; its cells are read as they are written.
        asked = () if source.platform == "records" else known_columns(layout, labels)
        export = exports.read(source.file, source.platform, source.sheet, asked)
        knowledge = UpdateKnowledge(patterns, codebook.read("no_answer"), labels)
        return ingest_updates(source.source_id, export, layout, source.accessed, knowledge)
    export = exports.read(source.file, source.platform, source.sheet)
    return ingest_records(source.source_id, export, layout, source.every_row, patterns)


def main(edition: str) -> None:
    """Write data/ingested/<edition>/."""
    for name, table in ingest(edition)._asdict().items():
        tables.write(table, paths.INGESTED / edition / f"{name}.parquet")


if __name__ == "__main__":
    stage.run(main, __doc__)
