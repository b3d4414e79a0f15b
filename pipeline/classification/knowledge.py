"""What decides methods and priority areas, read from the codebook once."""

from typing import NamedTuple

import pandas as pd

from pipeline import codebook
from pipeline.classification.rules import Codes, method_codes, priority_codes


class Knowledge(NamedTuple):
    """What decides: boxes and phrases of methods and of priority areas, and the names of networks."""

    methods: Codes
    priorities: Codes
    networks: pd.DataFrame


def read() -> Knowledge:
    """Return what the codebook knows; raise CodebookError when it contradicts itself."""
    rules, negations = codebook.read("rules"), codebook.read("negations")["text"].tolist()
    return Knowledge(
        methods=method_codes(codebook.read("methods"), codebook.read("options"), rules, negations),
        priorities=priority_codes(codebook.read("priorities"), rules, negations),
        networks=codebook.read("networks"),
    )
