"""What decides methods and priority areas, read from the codebook once."""

from typing import NamedTuple

import numpy as np

from pipeline.classification import evidence, suggester
from pipeline.classification.rules import Codes, method_codes, priority_codes
from pipeline.classification.suggester import Suggester
from pipeline.core import codebook
from pipeline.phrases import Scope


class Knowledge(NamedTuple):
    """What decides: boxes and phrases of methods and of priority areas, and what suggests them."""

    methods: Codes
    priorities: Codes
    method_suggester: Suggester
    priority_suggester: Suggester
    priority_evidence: np.ndarray  # how much phrases and suggester weigh together: evidence.probabilities takes it


def read() -> Knowledge:
    """Return what the codebook knows and the stage train has learnt; raise CodebookError when the codebook is wrong."""
    return Knowledge(
        *read_rules(),
        suggester.read("method", codebook.read("methods")["code"].tolist()),
        suggester.read("priority", codebook.read("priorities")["code"].tolist()),
        evidence.read(),
    )


def read_rules() -> tuple[Codes, Codes]:
    """Return what the codebook knows of methods and of priority areas; raise CodebookError when it is wrong."""
    rules, negations = codebook.read("rules"), tuple(codebook.read("negations")["text"])
    incidental = codebook.read("incidental_words").groupby("position")["text"].agg(tuple)
    # Whose office it is says nothing of a subject; a method it leaves as it is.
    subjects = Scope(negations, incidental["before"], incidental["after"])
    return (
        method_codes(codebook.read("methods"), codebook.read("options"), rules, Scope(negations)),
        priority_codes(codebook.read("priorities"), rules, subjects),
    )
