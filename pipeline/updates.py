"""Update sheets and the update form: what a city is shown of its record, and what its answers on it mean.

Written by `python -m pipeline.update_sheets`, read by ingest, applied by deduplicate. docs/update-sheets.md.
"""

import hashlib
from typing import NamedTuple

import pandas as pd

from pipeline.no_answer import says

# The columns of a sheet, and the questions of the form, in data/codebook/record_columns.csv.
LAYOUT, FORM_LAYOUT = "update_sheet", "update_form"
SHEET = "Engagements"
# What may be chosen under “Your answer”, by what it means.
ANSWERS = {
    "confirm": "It is right",
    "correct": "Correct it",
    "end": "It has ended or never was",
    "add": "Add it",
}
# Stands behind the name of a column for its corrected value.
CORRECTED = ":corrected"
SAID = {**{text.casefold(): code for code, text in ANSWERS.items()}, **{code: code for code in ANSWERS}}
# What of an engagement must be as it was for an answer to be about the same record.
RECORDED = ["engagement_id", "method_code", "partner_country_code", "partner_place", "network_code", "first_year"]
# What names the partner; an engagement needs one of them.
PARTNER = ["partner_place_text", "partner_country_text"]
# What a city is told to write where there is none: a word of no_answer.csv.
NONE = "none"
# Between the names of columns of which a city says that there is none.
AND = "; "


class Answered(NamedTuple):
    """What the lines of a sheet say, by row: what each line means, the values that hold, and what to note of it."""

    answer: pd.Series  # confirm, correct, end or add; missing for a line that is not answered
    holding: pd.DataFrame  # our columns as they hold after the answer; blank for a line that is not answered
    blanked: pd.Series  # those that a correction blanked, joined by AND; missing where it blanked none
    issues: pd.DataFrame  # row, column, value, consequence, sentence


def record_stamps(engagements: pd.DataFrame) -> pd.Series:
    """Return a short code for what the record of each engagement says; it changes when the record does."""
    columns = [engagements[name].astype("str").fillna("").tolist() for name in RECORDED]
    return pd.Series(
        [_short("\x1f".join(cells)) for cells in zip(*columns, strict=True)], index=engagements.index, dtype="str"
    )


def line_stamps(lines: pd.DataFrame) -> pd.Series:
    """Return a short code for the cells of each line; it shows whether somebody changed what was locked."""
    rows = lines.fillna("").astype("str").itertuples(index=False)
    return pd.Series([_short("\x1f".join(row)) for row in rows], index=lines.index, dtype="str")


def _short(text: str) -> str:
    """Return eight hexadecimal digits for a text, the same on every machine."""
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def answered(lines: pd.DataFrame, columns: list[str], no_answer: pd.DataFrame) -> Answered:
    """Return what the lines of a sheet say.

    lines: text; columns answer_text, engagement_id, stamp, and for each of columns what is on record and, with
    CORRECTED behind its name, what the city writes instead; there, a word of no_answer (no_answer.csv) says that there
    is none. Nothing that is written is passed over in silence.
    """
    new, none, unused = _written(lines, columns, no_answer)
    said = lines["answer_text"].map(
        lambda text: SAID.get(" ".join(text.split()).casefold().rstrip(".")), na_action="ignore"
    )
    said = said.astype("str")
    known = lines["engagement_id"].notna()
    changes = (new.notna() | none).any(axis="columns")
    noted = []

    def note(mask: pd.Series, sentence: str) -> None:
        """Note something of the lines of a mask."""
        noted.extend(
            (row, "answer_text", lines.loc[row, "answer_text"], "noted", sentence) for row in lines.index[mask]
        )

    note(
        lines["answer_text"].notna() & said.isna(),
        f"Is none of {', '.join(ANSWERS.values())}; what stands beside it decides.",
    )
    note(known & changes & (said.isna() | said.eq("confirm")), "Values stand beside it: read as a correction.")
    note(known & ~changes & said.eq("correct"), "No other value stands beside it: read as a confirmation.")
    note(known & changes & said.eq("end"), "Values stand beside an ending; they are not applied.")
    note(
        known & said.eq("add"),
        "Is on record already: read as a confirmation, or as a correction where values stand beside it.",
    )
    note(~known & changes & said.isin(["confirm", "correct", "end"]), "Is not on record: read as an addition.")
    note(~known & ~changes & said.notna(), "Nothing stands beside it; the line says nothing.")
    on_record = said.where(said.eq("end") | said.isna(), "confirm").where(~changes | said.eq("end"), "correct")
    answer = on_record.where(known, said.where(~changes, "add").where(changes)).astype("str")
    none = none.where(answer.eq("correct"), False)
    holding = lines[columns].where(~answer.isin(["correct", "add"]), new.where(new.notna(), lines[columns])).mask(none)
    altered = known & line_stamps(lines[["engagement_id", *columns]]).ne(lines["stamp"].str.split("-").str[1])
    locked = [
        (
            row,
            "stamp",
            lines.loc[row, "stamp"],
            "noted",
            "What stood on record was changed in the sheet; read as it stands.",
        )
        for row in lines.index[altered & answer.notna()]
    ]
    corrections = _corrections(lines, new.where(answer.eq("correct")), none)
    issues = pd.DataFrame(
        sorted([*noted, *unused, *corrections, *locked], key=lambda issue: (issue[0], issue[1])),
        columns=["row", "column", "value", "consequence", "sentence"],
    )
    blanked = none.dot(none.columns.astype("object") + AND).astype("str").str.removesuffix(AND)
    return Answered(answer, holding.where(answer.notna()), blanked.where(none.any(axis="columns")), issues)


def _written(
    lines: pd.DataFrame, columns: list[str], no_answer: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple]]:
    """Return the values that a city writes, where it says instead that there is none, and issues of what has no use.

    lines and columns: as in answered. “None” has no use where none is on record, or where no partner would be
    left. In a line that is not on record it is a blank cell, as in every source.
    """
    written = lines[[f"{name}{CORRECTED}" for name in columns]].set_axis(columns, axis="columns")
    says_none = pd.DataFrame({name: says(written[name], name, "blank", no_answer) for name in columns})
    new = written.mask(says_none)
    about_record = says_none.where(lines["engagement_id"].notna(), False)
    none = about_record & lines[columns].notna()
    partner = [name for name in columns if name in PARTNER]
    left = new[partner].where(new[partner].notna(), lines[partner]).mask(none[partner])
    bare = none[partner].where(left.isna().all(axis="columns"), False)
    none[partner] &= ~bare
    unused = [
        (row, name, written.loc[row, name], "noted", sentence)
        for mask, sentence in [
            (about_record & lines[columns].isna(), "None is on record; nothing changes."),
            (bare, f"No partner would be left: the one on record stays. What never was: “{ANSWERS['end']}”."),
        ]
        for name in mask
        for row in lines.index[mask[name]]
    ]
    return new, none, unused


def _corrections(lines: pd.DataFrame, new: pd.DataFrame, none: pd.DataFrame) -> list[tuple]:
    """Return an issue for each cell that a city corrected or blanked, with its old value."""
    return [
        (row, name, lines.loc[row, name], "corrected", sentence)
        for mask, sentence in [
            (new.notna(), "The city corrected this; its report says what it is now."),
            (none, "The city says that there is none; its report leaves it blank."),
        ]
        for name in mask
        for row in lines.index[mask[name]]
    ]
