"""What analysts know of when reports are one engagement, and what they chose."""

from typing import NamedTuple

import pandas as pd

from pipeline import register
from pipeline.core import codebook, params, stage

DECISIONS_FILE = "data/codebook/same_or_different.csv"


class DeduplicateError(stage.InputError):
    """A decision or a word list cannot be used: what was found, where, and what to do."""


class Knowledge(NamedTuple):
    """What analysts know and chose: tables of the codebook, and parameters.

    decisions: same_or_different.csv of this edition. joint_words: words that say that several cities took part.
    link_probability: link rule → how often it is right. register: keys of published engagements. event_year_tolerance
    in years, description_threshold 0 to 100.
    """

    method_kinds: dict[str, str]
    status_words: pd.DataFrame
    decisions: pd.DataFrame
    joint_words: pd.DataFrame
    link_probability: dict[str, float]
    register: pd.DataFrame
    event_year_tolerance: int
    description_threshold: float


def knowledge_of(edition: str) -> Knowledge:
    """Return what the codebook and params.yaml say for one edition."""
    methods, decisions = codebook.read("methods"), codebook.read("same_or_different")
    rules = codebook.read("link_rules")
    measured = rules.loc[rules["probability"].ne("")]
    chosen = params.section("deduplicate")
    return Knowledge(
        dict(zip(methods["code"], methods["kind"], strict=True)),
        codebook.read("status_words"),
        decisions.loc[decisions["edition"].eq(edition)],
        codebook.read("joint_words"),
        dict(zip(measured["rule"], measured["probability"].astype("float64"), strict=True)),
        register.read(),
        chosen["event_year_tolerance"],
        chosen["description_threshold"],
    )
