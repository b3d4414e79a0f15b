"""Trained: what the stage train has learnt, as numbers in tables."""

from typing import ClassVar

import pandera.pandas as pa

from pipeline.tables import Table

DECISIONS = ["method", "priority"]


class Descriptions(Table):
    """One coded description of data/gold/, and what rules and suggester make of its text."""

    description_id: str = pa.Field(unique=True, title="Description", description="As in data/gold/descriptions.csv.")
    method_code: str = pa.Field(title="Method", description="Code of the method; blank where undecided.")
    method_rule: str = pa.Field(title="Rule of the method", description="The rule that decided.")
    priority_codes: str = pa.Field(title="Priority areas", description="Their codes, with semicolons; blank for none.")
    priority_rule: str = pa.Field(title="Rules of the areas", description="The rules that decided, with commas.")


class Features(Table):
    """One word, pair of words or piece of a word that the suggester knows, and how rare it is."""

    decision: str = pa.Field(isin=DECISIONS, title="Decision", description="Decision whose texts it stands in.")
    feature: str = pa.Field(title="Feature", description="Word, pair of words, or piece of a word with its edges.")
    idf: float = pa.Field(ge=1, title="Rarity", description="Inverse document frequency, smoothed: 1 in every text.")

    class Config:
        """A feature stands once for each decision."""

        unique: ClassVar = ["decision", "feature"]


class Evidence(Table):
    """What one piece of evidence adds to the log-odds of an area of which a phrase counts in a text, or of another."""

    has_phrase: bool = pa.Field(title="Has a phrase", description="Whether a phrase of the area counts in the text.")
    evidence: str = pa.Field(title="Evidence", description="As in pipeline/classification/evidence.py.")
    weight: float = pa.Field(title="Weight", description="Added to the log-odds, times the evidence.")

    class Config:
        """A piece of evidence weighs once with a phrase, once without."""

        unique: ClassVar = ["has_phrase", "evidence"]


class Weights(Table):
    """What one feature adds to the log-odds of one code, calibration included; the blank feature is the constant."""

    decision: str = pa.Field(isin=DECISIONS, title="Decision", description="Method or priority area.")
    code: str = pa.Field(title="Code", description="Code in data/codebook/methods.csv or priorities.csv.")
    feature: str = pa.Field(title="Feature", description="As in features.parquet; blank for the constant.")
    weight: float = pa.Field(title="Weight", description="Added to the log-odds, times the feature's part of the text.")
