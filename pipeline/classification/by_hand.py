"""What a person has decided of single reports: data/codebook/coded_by_hand.csv. It always wins, and never silently.

A decision is made on words. When the report no longer has them, or is gone, the decision is not applied but listed.
"""

import pandas as pd

from pipeline.core import codebook
from pipeline.phrases import folded

FILE = "data/codebook/coded_by_hand.csv"
RULE = "coded by hand"


def read(edition: str, codes: dict[str, list[str]]) -> pd.DataFrame:
    """Return the lines of an edition; codes: known codes of each decision ("method", "priority").

    Raises CodebookError when a line decides something else, names an unknown code, or gives no or several methods.
    """
    lines = codebook.read("coded_by_hand")
    for line in lines.itertuples():
        told = f"{FILE}: the line for {line.edition}, {line.report_id}"
        if line.decision not in codes:
            raise codebook.CodebookError(f"{told} decides {line.decision!r}; it decides {' or '.join(codes)}.")
        given = listed(line.codes)
        unknown = [code for code in given if code not in codes[line.decision]]
        if unknown:
            raise codebook.CodebookError(
                f"{told} gives {unknown[0]!r}, which is no {line.decision} of the codebook. "
                f"It has: {', '.join(codes[line.decision])}."
            )
        if line.decision == "method" and len(given) != 1:
            raise codebook.CodebookError(f"{told} gives {len(given)} methods; a report has one.")
    return lines.loc[lines["edition"].eq(edition)].reset_index(drop=True)


def listed(codes: str) -> list[str]:
    """Return the codes of a cell, which a semicolon joins; none is a decision too (no priority area).

    >>> listed("public_health; tourism_sport")
    ['public_health', 'tourism_sport']
    """
    return [code.strip() for code in codes.split(";") if code.strip()]


def valid(lines: pd.DataFrame, decision: str, words: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines of one decision that stand, and those that do not; words: what each report says, by report_id.

    A line stands while the report says the words it was decided on, case, accents and signs aside.
    """
    own = lines.loc[lines["decision"].eq(decision)]
    now = own["report_id"].map(words).astype("str")
    stands = now.notna() & now.fillna("").map(folded).eq(own["text"].map(folded))
    return own.loc[stands], own.loc[~stands].assign(now=now[~stands])
