"""The identifier of an engagement: made from what it is, so that it stays when sources are added."""

import hashlib

import pandas as pd


def engagement_ids(described: pd.DataFrame) -> pd.Series:
    """Return an identifier for each engagement: "e" and fourteen hexadecimal digits.

    described: us_place_id, partner (identifier or folded name), country, method, kind, year, words, report_id, one row
    per engagement. A standing tie is its city, partner and method; an event or agreement also its year. Where two
    engagements are alike in all this, both also take their wording, and where that is alike too, the report that
    speaks for them. A new source changes an identifier only when it changes what the engagement is: a partner that
    becomes known, a year that becomes earlier, or a second engagement of the same description.
    """
    dated = described["year"].astype("Int64").astype("str").mask(described["kind"].eq("standing"), "")
    parts = [
        described["us_place_id"],
        described["country"],
        described["partner"],
        described["method"],
        dated.fillna(""),
    ]
    key = parts[0].str.cat(parts[1:], sep="\x1f")
    for detail in (described["words"], described["report_id"]):
        key = key.where(~key.duplicated(keep=False), key.str.cat(detail, sep="\x1f"))
    ids = key.map(_short)
    return ids.where(~ids.duplicated(keep=False), key.str.cat(described["report_id"], sep="\x1f").map(_short))


def _short(key: str) -> str:
    """Return "e" and fourteen hexadecimal digits for a key, the same on every machine."""
    return "e" + hashlib.blake2b(key.encode(), digest_size=7).hexdigest()
