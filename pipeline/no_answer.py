"""Words with which somebody says that there is no answer, or that it is a test: no_answer.csv of the codebook."""

from functools import lru_cache

import numpy as np
import pandas as pd


# What people write to say nothing, and most of what else they write, comes again and again.
@lru_cache(maxsize=1 << 16)
def folded(text: str | float) -> str:
    """Return a text as two spellings of the same answer share it; missing is ""."""
    return " ".join(text.split()).casefold().rstrip(".!") if isinstance(text, str) else ""


def says(texts: pd.Series, column: str, meaning: str, no_answer: pd.DataFrame) -> pd.Series:
    """Return whether each text of a column means this (blank or test); a star in the table stands for every column."""
    lines = zip(no_answer["column"], no_answer["meaning"], no_answer["text"], strict=True)
    words = {folded(text) for where, what, text in lines if where in (column, "*") and what == meaning}
    number, told = pd.factorize(texts)
    # A missing text has the number -1.
    means = np.array([*(folded(text) in words for text in told.tolist()), False], dtype=bool)
    return pd.Series(means[number], index=texts.index)
