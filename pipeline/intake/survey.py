"""The responses of a survey export and the reports in its blocks, let in by data/codebook/questionnaire.csv."""

import pandas as pd

from pipeline.exports.contract import OPTION_SEPARATOR, Export, KnownQuestion
from pipeline.intake import privacy
from pipeline.intake.fit import require_no_unplaced_repeats, require_our_columns, require_treatments
from pipeline.intake.source import (
    BEYOND_OPTIONS,
    LET_IN,
    REPORT_TEXTS,
    IngestError,
    Source,
    none_of,
    plain,
    rows_of,
    typed,
    with_identifiers,
    without_personal_data,
)
from pipeline.tables import responses, updates

RESPONSE_TEXTS = [
    name for name in responses.Ingested.to_schema().columns if name.endswith("_text") and name != "submitted_text"
]
# Stands before the text that somebody wrote beside “Other”.
WRITE_IN = "Other: "


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
    require_no_unplaced_repeats(source_id, export)
    asked = _asked(source_id, export, questionnaire)
    let_in = asked.loc[asked["treatment"].isin(LET_IN)]
    answers = _answers_in_our_wording(export, let_in, options)
    chosen = let_in.loc[let_in["role"].eq("answer")]
    identifying = privacy.identifying_values(_personal_answers(export, asked))
    submitted, redacted_responses = without_personal_data(
        _responses(source_id, export, answers, chosen.loc[chosen["table"].eq("responses")]),
        RESPONSE_TEXTS,
        identifying,
        patterns,
    )
    found = _block_reports(answers, chosen.loc[chosen["table"].eq("reports")], options)
    # One response per row, so a report finds its city by row.
    city = submitted.set_index("row")[["us_city_text", "us_state_text"]].reindex(found["row"])
    found = found.assign(us_city_text=city["us_city_text"].to_numpy(), us_state_text=city["us_state_text"].to_numpy())
    cleaned, redacted_reports = without_personal_data(
        with_identifiers(source_id, found), REPORT_TEXTS, identifying, patterns
    )
    redacted = pd.concat([redacted_responses, redacted_reports], ignore_index=True)
    return Source(rows_of(source_id, export, "response"), submitted, cleaned, redacted, none_of(updates.Updates))


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
    require_treatments("questionnaire.csv", lines, ["answer", "optional", "ignored", "personal", "steering"])
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
        require_our_columns(f"data/codebook/questionnaire.csv, {line.question},", [line.column], ours[line.table])


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
        answers[field.key] = plain(export.answers[field.key])
        if field.kind in ("single", "multiple"):
            own = options.loc[options["question"].eq(field.question)]
            chosen = _chosen_options(answers[field.key], own)
            if (field.question, field.slot) in write_ins.index:
                chosen = _with_write_in(chosen, plain(export.answers[write_ins[field.question, field.slot]]), own)
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
    return typed(
        submitted.assign(
            response_id=source_id + ":" + row.astype("str"),
            source_id=source_id,
            row=row,
            status=metadata["status"],
            is_test=metadata["is_test"].eq("yes"),
            submitted_text=plain(metadata["submitted"]),
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
