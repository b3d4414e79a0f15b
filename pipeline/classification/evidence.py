"""How probable a priority area is, given the phrases that stand in a text and what the suggester makes of its words.

A phrase may be said in passing, and a text may be about an area without a phrase. Two lines weigh this, one for areas
of which a phrase counts and one for all others, fitted by the stage `train` on texts that the suggester had not seen.
"""

import numpy as np
import pandas as pd

from pipeline.core import paths
from pipeline.phrases import folded

# What is weighed of each area of a text: a constant; the suggester's log-odds; how many words the text has (the more,
# the less each weighs in the suggester); how many phrases of the area count, and of how many other areas a phrase does.
EVIDENCE = ["constant", "log_odds", "words", "phrases", "other_areas"]
# Probabilities nearer to 0 and 1 are no surer.
SUREST = 1e-6


def evidence(texts: list[str], chances: np.ndarray, phrases: np.ndarray) -> np.ndarray:
    """Return what is weighed: one row per text, one column per area, EVIDENCE in the third dimension.

    chances: the suggester's probabilities, not a number where it knows nothing of a text; phrases: how many count.
    """
    sure = np.clip(chances, SUREST, 1 - SUREST)
    stands = phrases > 0
    words = np.array([len(folded(text).split()) for text in texts], dtype=np.float64).reshape(-1, 1)
    others = stands.sum(axis=1, keepdims=True) - stands
    told = [np.ones(phrases.shape), np.log(sure / (1 - sure)), np.log1p(words), np.log1p(phrases), np.log1p(others)]
    return np.stack(np.broadcast_arrays(*told), axis=-1)


def probabilities(weights: np.ndarray, weighed: np.ndarray) -> np.ndarray:
    """Return one row per text and one column per area, between 0 and 1.

    weights: two rows in the order of EVIDENCE, for areas without a phrase and for those with one; weighed: as evidence.
    """
    without, beside = weights
    stands = weighed[..., EVIDENCE.index("phrases")] > 0
    return 1 / (1 + np.exp(-np.where(stands, weighed @ beside, weighed @ without)))


def read() -> np.ndarray:
    """Return the weights as trained, in the order that `probabilities` takes."""
    return from_table(pd.read_parquet(paths.TRAINED / "evidence.parquet"))


def from_table(weights: pd.DataFrame) -> np.ndarray:
    """Return the weights of the table Evidence, in the order that `probabilities` takes."""
    wide = weights.pivot_table(index="has_phrase", columns="evidence", values="weight", observed=True)
    return wide.reindex(index=[False, True], columns=EVIDENCE).to_numpy("float64")
