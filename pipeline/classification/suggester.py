"""The suggester: how probable each code is for a text, from weights that the stage `train` has fitted.

Scored with numpy from a table of weights, so that classifying neither loads the library that trains nor runs anything
that a file brings along.
"""

from collections import Counter

import numpy as np
import pandas as pd

from pipeline.classification.features import features
from pipeline.core import paths

# Feature whose weight every text has.
INTERCEPT = ""


class Suggester:
    """Probabilities of the codes of one decision."""

    def __init__(self, codes: list[str], idf: pd.Series, weights: np.ndarray, intercepts: np.ndarray) -> None:
        """idf: by feature; weights: one row per feature in the same order, one column per code."""
        self.codes = codes
        self._position = {feature: position for position, feature in enumerate(idf.index)}
        self._idf, self._weights, self._intercepts = idf.to_numpy(), weights, intercepts

    def probabilities(self, texts: list[str]) -> np.ndarray:
        """Return one row per text and one column per code, between 0 and 1; not a number where a text says nothing.

        A text says nothing in which no word or piece of a word is known.
        """
        scores = np.full((len(texts), len(self.codes)), np.nan)
        for row, text in enumerate(texts):
            counted = Counter(filter(self._position.__contains__, features(text)))
            if not counted:
                continue
            places = np.fromiter(map(self._position.__getitem__, counted), dtype=np.int64, count=len(counted))
            counts = np.fromiter(counted.values(), dtype=np.float64, count=len(counted))
            # As the vectorizer of the stage train: logarithm of the count, rare features weigh more, length 1.
            values = (1 + np.log(counts)) * self._idf[places]
            scores[row] = values @ self._weights[places] / np.sqrt(values @ values) + self._intercepts
        return 1 / (1 + np.exp(-scores))


def read(decision: str, codes: list[str]) -> Suggester:
    """Return the suggester of a decision ("method" or "priority") for these codes, as trained."""
    weights = pd.read_parquet(paths.TRAINED / "weights.parquet", filters=[("decision", "==", decision)])
    idf = pd.read_parquet(paths.TRAINED / "features.parquet", filters=[("decision", "==", decision)])
    return from_tables(weights, idf, codes)


def from_tables(weights: pd.DataFrame, idf: pd.DataFrame, codes: list[str]) -> Suggester:
    """Return the suggester of one decision from its tables; a code without weights is never likely."""
    wide = weights.pivot_table(index="feature", columns="code", values="weight", aggfunc="sum", observed=True)
    wide = wide.reindex(columns=codes)
    intercepts = wide.reindex([INTERCEPT]).iloc[0].fillna(-np.inf).to_numpy("float64")
    frequencies = idf.set_index("feature")["idf"]
    return Suggester(codes, frequencies, wide.reindex(frequencies.index).fillna(0.0).to_numpy("float64"), intercepts)
