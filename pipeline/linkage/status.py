"""What the status of a report means: whether its source calls the engagement ended, active or planned."""

import pandas as pd

from pipeline.linkage.knowledge import DeduplicateError
from pipeline.phrases import folded

FILE = "data/codebook/status_words.csv"


def status(found: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return for each report what its status means (ended, active, planned) and whether it is written but unknown."""
    for line in words.loc[~words["meaning"].isin(["ended", "active", "planned"])].head(1).itertuples():
        raise DeduplicateError(f"{FILE}: {line.text!r} means {line.meaning!r}. Write ended, active or planned.")
    exact = dict(zip(words["text"].map(folded), words["meaning"], strict=True))
    timeless = dict(zip(words["text"].map(_without_dates), words["meaning"], strict=True)) | exact
    meanings = {
        text: exact.get(folded(text)) or timeless.get(_without_dates(text))
        for text in found["status_text"].dropna().unique()
    }
    meaning = found["status_text"].map(meanings).astype("str")
    return pd.DataFrame({"meaning": meaning, "is_unknown": found["status_text"].notna() & meaning.isna()})


def _without_dates(text: str) -> str:
    """Return the words of a status, folded, without those that have a digit."""
    return f" {' '.join(word for word in folded(text).split() if not any(sign.isdigit() for sign in word))} "


def unknown(found: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return the status words no line of status_words.csv knows, as review lines; they count as if not written.

    told: of each report, as status returns it.
    """
    texts = found.loc[told["is_unknown"]].groupby("status_text", sort=True)["report_id"]
    return pd.DataFrame({"answer": texts.first().index, "count": texts.size().array, "example": texts.first().array})


def unknown_of_all(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the unknown words of all parts as review lines, each once, with the first report that has it."""
    counted = pd.concat(parts).groupby("answer", sort=True, as_index=False).agg({"count": "sum", "example": "min"})
    return counted.assign(decision="status", suggestions=None, file=FILE)
