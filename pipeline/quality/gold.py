"""Methods and priority areas against the coded descriptions of data/gold/, part by part.

The text is all that decides: no box, no answer, no partner. No text of a held-out part is ever listed.
"""

from pathlib import Path

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline.core import paths
from pipeline.core.stage import InputError
from pipeline.quality import scores
from pipeline.tables.trained import Descriptions

PARTS = ["seen", "held_out", "untouched"]
# The part that rules are written from: only its texts are listed, only its codes told apart.
LISTED = "seen"
# Decision: its name in columns.
DECISIONS = {"method": "method", "priority area": "priority"}
# Decision: the column of a coder's sheet in which its codes stand.
CODED_IN = {"method": "method_code", "priority area": "priority_codes"}
# What the author of the descriptions is called among coders.
AUTHOR = "author"


class GoldError(InputError):
    """A coder's sheet cannot be used: which file, what was found, and what to do."""


def read() -> pd.DataFrame:
    """Return the coded descriptions with sets of codes: truth_method and truth_priority."""
    read = pd.read_csv(paths.GOLD / "descriptions.csv", dtype="str", keep_default_na=False)
    return read.assign(
        truth_method=read["method_code"].map(code_set), truth_priority=read["priority_codes"].map(code_set)
    )


def codings(told: pd.DataFrame) -> pd.DataFrame:
    """Return what each coder made of descriptions, the author of the set among them: description_id, coder, sets.

    told: as read. A coder's sheet is data/gold/coders/<coder>.csv: description_id, method_code, priority_codes. Only
    descriptions that a sheet codes count. Raises GoldError when a sheet names a description or a code unknown.
    """
    sheets = [_sheet(path, told) for path in sorted((paths.GOLD / "coders").glob("*.csv"))]
    coded = {description for sheet in sheets for description in sheet["description_id"]}
    own = told.loc[told["description_id"].isin(coded)].assign(coder=AUTHOR)
    own = own.rename(columns={f"truth_{name}": decision for decision, name in DECISIONS.items()})
    return pd.concat([own, *sheets], ignore_index=True)[["description_id", "coder", *DECISIONS]]


def _sheet(path: Path, told: pd.DataFrame) -> pd.DataFrame:
    """Return one coder's sheet. Raises GoldError."""
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False)
    unknown = sheet.loc[~sheet["description_id"].isin(told["description_id"]), "description_id"]
    if len(unknown) or sheet["description_id"].duplicated().any():
        raise GoldError(f"{path} names {unknown.iloc[0] if len(unknown) else 'a description twice'}; mend its lines.")
    sets = {decision: sheet[column].map(code_set) for decision, column in CODED_IN.items()}
    return sheet.assign(coder=path.stem, **sets)


def code_set(codes: str) -> frozenset[str]:
    """Return the codes of a cell, which "; " joins.

    >>> sorted(code_set("b; a"))
    ['a', 'b']
    """
    return frozenset(filter(None, codes.split("; ")))


def made_of(told: pd.DataFrame, made: DataFrame[Descriptions]) -> pd.DataFrame:
    """Return what is made of descriptions, with sets of codes, method and priority, row by row as told.

    Raises GoldError when one is missing there.
    """
    if not told["description_id"].isin(made["description_id"]).all():
        raise GoldError(f"{paths.GOLD} has descriptions that the stage train has not seen. Run `dvc repro`.")
    own = made.set_index("description_id").loc[told["description_id"]].set_axis(told.index)
    return own.assign(**{name: own[CODED_IN[decision]].map(code_set) for decision, name in DECISIONS.items()})


def decisions(told: pd.DataFrame, found: pd.DataFrame, labels: dict[str, dict[str, str]]) -> list[dict]:
    """Return rows of Evaluation: methods and priority areas of each part, of the seen one each label too.

    told: as read; found: of the same descriptions; labels: code → label of "method" and "priority area". Which
    codes go wrong in the other parts would tell whoever reads it what to mend: of them there are totals only.
    """
    return [
        row
        for part in PARTS
        for decision, name in DECISIONS.items()
        for row in scores.rows(
            "classify",
            decision,
            part,
            told.loc[told["part"].eq(part), f"truth_{name}"],
            found.loc[told["part"].eq(part), name],
            labels[decision] if part == LISTED else {},
        )
        if told["part"].eq(part).any()
    ]


def mistakes(told: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return rows of Mistakes: texts of the seen part that are not decided as they were coded, wrong ones first."""
    seen = told["part"].eq(LISTED)
    listed = [_mistakes(told.loc[seen], found.loc[seen], decision, name) for decision, name in DECISIONS.items()]
    return pd.concat(listed, ignore_index=True)


def _mistakes(told: pd.DataFrame, found: pd.DataFrame, decision: str, name: str) -> pd.DataFrame:
    """Return the mistakes of one decision."""
    truth, decided = told[f"truth_{name}"], found[name]
    nothing_wrong = [got <= has for has, got in zip(truth, decided, strict=True)]
    listed = pd.DataFrame(
        {
            "stage": "classify",
            "decision": decision,
            "part": LISTED,
            "record": told["description_id"],
            "written": told["text"],
            "truth": truth.map(_joined),
            "decided": decided.map(_joined),
            "rule": found[f"{name}_rule"],
        }
    )
    order = (
        listed.assign(nothing_wrong=nothing_wrong).loc[truth.ne(decided)].sort_values("nothing_wrong", kind="stable")
    )
    return order.drop(columns="nothing_wrong")


def _joined(codes: frozenset[str]) -> str | None:
    """Return codes as a cell, missing where there are none."""
    return "; ".join(sorted(codes)) or None
