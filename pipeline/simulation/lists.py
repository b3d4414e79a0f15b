"""What the simulator draws from: real cities and places, invented people, and wordings, as committed lists."""

from typing import NamedTuple

import pandas as pd

from pipeline.core import codebook, paths

FOLDER = paths.CODEBOOK / "simulation"


class Lists(NamedTuple):
    """Every list the simulator draws from, one dictionary per line, cells as text."""

    cities: list[dict]
    countries: list[dict]
    partners: list[dict]
    regions: list[dict]
    networks: list[dict]
    priorities: list[dict]
    openings: list[dict]
    subjects: list[dict]
    method_words: list[dict]
    other_meetings: list[dict]
    people: list[dict]
    questionnaire: list[dict]
    options: list[dict]
    record_columns: list[dict]
    published: list[dict]


OF_THE_CODEBOOK = ["questionnaire", "options", "record_columns", "published"]


def read() -> Lists:
    """Return the lists of data/codebook/simulation/ and the tables of the codebook that the survey is built from."""
    own = [name for name in Lists._fields if name not in OF_THE_CODEBOOK]
    lines = {
        name: pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False).to_dict("records") for name in own
    }
    return Lists(
        **lines,
        questionnaire=codebook.read("questionnaire").to_dict("records"),
        options=codebook.read("options").to_dict("records"),
        record_columns=codebook.read("record_columns").to_dict("records"),
        published=codebook.read("published").to_dict("records"),
    )


def variants(cell: str) -> list[str]:
    """Return the entries of a cell that lists several, parted by a bar.

    >>> variants("München|Munchen")
    ['München', 'Munchen']
    """
    return [text for text in cell.split("|") if text]


def of_kind(people: list[dict], kind: str) -> list[str]:
    """Return the texts of one kind in the list of invented people."""
    return [line["text"] for line in people if line["kind"] == kind]
