"""On which terms the data set is published: never freer than a source whose licence goes over to what is made of it."""

from typing import NamedTuple

import pandas as pd

from pipeline.core.sources import Source, SourceError

# Names and coordinates of places come from GeoNames, so nothing is published on freer terms than these.
GEONAMES = "CC-BY-4.0"


class Licence(NamedTuple):
    """A licence by its SPDX code."""

    code: str
    label: str
    address: str


def licence_of(sources: list[Source], licences: pd.DataFrame) -> Licence:
    """Return the licence of a data set made from these sources.

    licences: licences.csv, the freest first. The last that a source names or that GeoNames asks for decides. A source
    that names none is taken for facts, which nobody owns. Raises SourceError for a Creative Commons licence that the
    table lacks: what follows from it is for a person to say.
    """
    order = licences["code"].tolist()
    named = [order.index(GEONAMES)]
    for source in sources:
        code = code_of(source, licences)
        if code:
            named.append(order.index(code))
        elif "CC " in source.licence or "Creative Commons" in source.licence:
            raise SourceError(
                f"{source.file.parent}/source.yaml: the licence {source.licence!r} is none of "
                "data/codebook/licences.csv. Add its line there, after all that are freer."
            )
    decided = licences.iloc[max(named)]
    return Licence(decided["code"], decided["label"], decided["address"])


def code_of(source: Source, licences: pd.DataFrame) -> str:
    """Return the code of the licence that a source names, "" when it names none."""
    said = [(words, code) for words, code in zip(licences["said"], licences["code"], strict=True)]
    return next((code for words, code in said if words in source.licence), "")
