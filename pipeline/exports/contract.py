"""What every reader returns, what it may be told beforehand, and the one error it may raise."""

from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.stage import InputError

# Joins the chosen options of one multiple-choice answer inside a cell of `Export.answers`. A control character,
# because an option's own wording may hold any comma, semicolon or line break.
OPTION_SEPARATOR = "\x1f"


class ExportError(InputError):
    """A raw file cannot be read: what was found, where, and what to do, in one sentence."""


@dataclass(frozen=True)
class KnownQuestion:
    """One question as the questionnaire table has it: helps where a file alone can be read in more than one way.

    With it, a header that holds colons is split where the wording says, a cell that joins options is split where
    the options say, and a question found by its wording takes over the group and the kind given here.
    """

    wording: str
    group: str = ""  # title of the repeated group it is asked in, or ""
    kind: str = ""  # as in Field.kind; "" when not known
    options: tuple[str, ...] = ()  # option wordings in the questionnaire's order
    name: str = ""  # its name in the questionnaire, which an export may have in place of the wording


@dataclass(frozen=True)
class Field:
    """One column of `Export.answers`: the answers to one question, in one slot of a repeated group.

    A question asked ten times in a repeated group has ten fields with the same question and group, slots 1 to 10.
    The write-in text of an "Other" option is a field of its own with kind "other" and the same question.
    """

    key: str  # name of the column in Export.answers, unique
    question: str  # wording without markup, entities and non-breaking spaces; never split at colons of its own
    kind: str  # single, multiple, text, number, date, rank, grid, other, file
    group: str = ""  # title of the repeated group, or ""
    slot: int = 0  # 1, 2, … in a repeated group; 0 where nothing repeats
    label: str = ""  # the sub-question: row of a grid, entry of a text list, option of a ranking; else ""
    options: tuple[str, ...] = ()  # option wordings that the file shows, in its order; () for open questions
    headers: tuple[str, ...] = ()  # the file's own column headers this field was read from
    columns: tuple[int, ...] = ()  # where those columns stand in the file, 1 the first
    shown: int = 0  # responses whose cells are not blank, also where they only say that nothing was ticked
    personal: str = ""  # why the answers may identify a person, in words; "" when nothing suggests it


@dataclass(frozen=True)
class Export:
    """One raw file, read. Every frame has the same index: the row as a spreadsheet numbers it, header row 1.

    All values are text (str dtype, missing where blank), never parsed. A multiple-choice cell holds the wordings (or,
    where the file holds nothing else, the codes) of the chosen options, joined by OPTION_SEPARATOR.
    """

    platform: str  # alchemer, qualtrics, surveymonkey, …, records
    evidence: str  # a sentence: what in the content shows that it is this platform's
    answers: pd.DataFrame  # one column per field, named by its key
    fields: tuple[Field, ...]
    # Columns, where the platform has them: response_id, started, submitted (as written), status (complete, partial,
    # disqualified), is_test ("yes" or missing), language.
    metadata: pd.DataFrame
    # Columns that identify a person or a device, named by their headers. Held in memory so that ingest can look for
    # the same values in free text; never written anywhere.
    personal: pd.DataFrame
    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""
    header_rows: int = 1
    ignored: tuple[str, ...] = ()  # headers of platform columns that are neither answers nor personal
    children: dict[str, pd.DataFrame] = field(default_factory=dict)  # repeat tables that could not become slots
    notes: tuple[str, ...] = ()  # what a person should know about how the file was read, a sentence each
