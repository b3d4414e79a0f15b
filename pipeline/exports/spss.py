"""SPSS: a .sav file, whose variables and values carry labels."""

from collections.abc import Sequence

from pipeline.exports import statistics
from pipeline.exports.contract import Export, KnownQuestion
from pipeline.exports.grid import RawFile


def recognise(raw: RawFile) -> str:
    """Return what shows that a file is SPSS'."""
    return "The file begins as a SPSS file does." if raw.form == "spss" else ""


def read(raw: RawFile, evidence: str, known: Sequence[KnownQuestion] = ()) -> Export:
    """Return an SPSS file."""
    return statistics.read_as(raw, "spss", evidence, known)
