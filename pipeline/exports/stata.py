"""Stata: a .dta file, whose variables and values carry labels."""

from collections.abc import Sequence

from pipeline.exports import statistics
from pipeline.exports.contract import Export, KnownQuestion
from pipeline.exports.grid import RawFile


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is Stata's."""
    return "The file begins as a Stata file does." if raw.form == "stata" else ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return a Stata file."""
    return statistics.read_as(raw, "stata", evidence, known)
