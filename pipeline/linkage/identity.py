"""The identifier of an engagement: made from what it is, so that it stays when sources are added."""

import hashlib

import pandas as pd

# A sign that stands in no name.
SEPARATOR = "\x1f"


def engagement_ids(described: pd.DataFrame) -> pd.Series:
    """Return an identifier for each engagement: "e" and fourteen hexadecimal digits.

    described: us_place_id, partner (identifier or folded name), country, method, kind, year, words, report_id, one row
    per engagement. A standing tie is its city, partner and method; an event or agreement also its year. Where two
    engagements are alike in all this, both also take their wording, and where that is alike too, the report that
    speaks for them. A new source changes an identifier only when it changes what the engagement is: a partner that
    becomes known, a year that becomes earlier, or a second engagement of the same description.
    """
    year = described["year"].astype("Int64").astype("str").mask(described["kind"].eq("standing"), "").fillna("")
    what = described.assign(dated=year)[["us_place_id", "country", "partner", "method", "dated"]]
    key = _joined(what, described.index)
    for detail in ("words", "report_id"):
        alike = key.duplicated(keep=False)
        key = key.where(~alike, key.str.cat(described[detail], sep=SEPARATOR))
    ids = key.map(_short)
    return ids.where(~ids.duplicated(keep=False), key.str.cat(described["report_id"], sep=SEPARATOR).map(_short))


def _joined(parts: pd.DataFrame, index: pd.Index) -> pd.Series:
    """Return the cells of each row joined to one text."""
    cells = zip(*(parts[column].tolist() for column in parts), strict=True)
    return pd.Series([SEPARATOR.join(row) for row in cells], index=index, dtype="str")


def _short(key: str) -> str:
    """Return "e" and fourteen hexadecimal digits for a key, the same on every machine."""
    return "e" + hashlib.blake2b(key.encode(), digest_size=7).hexdigest()
