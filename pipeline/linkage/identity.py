"""The identifier of an engagement: kept once it is published, else made from what most of its reports say it is."""

import hashlib

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.scale import distinct
from pipeline.scale.among import among

# A sign that stands in no name.
SEPARATOR = "\x1f"
FACTS = ["city", "block", "partner", "method", "dated"]
# A registered engagement is known by the facts of a report, and twice as surely by its facts and wording.
BY_FACTS, BY_WORDING = 1, 2


def report_keys(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return two keys of each report: facts_key of what it says the engagement is, wording_key of its words as well.

    evidence: as made by evidence.evidence. Facts are city, country, partner, method and, unless it is a standing tie,
    year. No source, row or edition is in a key, so that the same statement has the same keys wherever it stands.
    wording_key is missing where a report says nothing more; facts_key where it does but has no year, since many events
    with one partner may lack theirs. fresh_key: the facts in any case.
    """
    is_standing = evidence["kind"].eq("standing")
    year = evidence["year"].astype("Int64").astype("str")
    facts = evidence.assign(
        partner=evidence["place_id"].where(evidence["place_id"].ne(""), evidence["place"]),
        dated=year.mask(is_standing, "").fillna(""),
    )[FACTS]
    joined = _joined(facts)
    key = distinct.each(joined, _short)
    says_more = evidence["words"].ne("")
    wording = _joined(pd.DataFrame({"facts": joined, "words": evidence["words"].where(says_more)}))
    return pd.DataFrame(
        {
            "facts_key": key.mask(evidence["year"].isna() & ~is_standing & says_more),
            "wording_key": distinct.each(wording, _short),
            "fresh_key": key,
        }
    )


def engagement_ids(reports: pd.DataFrame, register: pd.DataFrame) -> pd.Series:
    """Return the identifier of each group of reports, indexed by group: "e" and fourteen hexadecimal digits.

    reports: group, report_id and the keys of report_keys, the report that speaks for a group first. register: key and
    engagement_id of what has been published. A group that holds registered reports keeps their identifier; of several
    that of most. Any other takes the key most of its reports have, which the next source rarely changes; where two
    would be alike, they take their wording too, and in the end the report that speaks.
    """
    known = _registered(reports, register)
    key, keys = distinct.numbered(reports["fresh_key"])
    numbers = reports[["group"]].assign(key=key)
    counts = numbers.groupby(["group", "key"], sort=False).size().rename("count").reset_index()
    commonest = counts.sort_values("count", ascending=False, kind="stable").drop_duplicates("group")
    speaking = reports[["group", "wording_key", "report_id"]].drop_duplicates("group").set_index("group")
    at = commonest.set_index("group")["key"].reindex(speaking.index)
    fresh = distinct.taken(keys, at.to_numpy(), speaking.index)
    is_known = fresh.index.isin(known.index)
    for detail in ("wording_key", "report_id"):
        alike = fresh.duplicated(keep=False) | (among(fresh, known) & ~is_known)
        more = speaking.loc[alike, detail].fillna("")
        longer = _joined(pd.DataFrame({"fresh": fresh.loc[alike], "more": more}))
        fresh = distinct.each(longer, _short).reindex(fresh.index).fillna(fresh)
    return fresh.mask(is_known, known.reindex(fresh.index)).rename("engagement_id")


def _registered(reports: pd.DataFrame, register: pd.DataFrame) -> pd.Series:
    """Return the registered identifier of each group that has one; no two groups have the same."""
    claims = pd.concat(
        reports.loc[among(reports[name], register["key"]), ["group", name]]
        .rename(columns={name: "key"})
        .dropna()
        .drop_duplicates()
        .assign(weight=weight)
        for name, weight in (("facts_key", BY_FACTS), ("wording_key", BY_WORDING))
    ).merge(register[["key", "engagement_id"]], on="key", validate="m:1")
    weighed = claims.groupby(["group", "engagement_id"], as_index=False)["weight"].sum()
    strongest = weighed.sort_values(["weight", "engagement_id", "group"], ascending=[False, True, True], kind="stable")
    best = strongest.drop_duplicates("group").drop_duplicates("engagement_id")
    return best.set_index("group")["engagement_id"].astype("str")


def _joined(parts: pd.DataFrame) -> pd.Series:
    """Return the cells of each row joined to one text, missing where one of them is."""
    cells = (pa.array(parts[name], type=pa.large_string(), from_pandas=True) for name in parts)
    joined = pc.binary_join_element_wise(*cells, pa.scalar(SEPARATOR, pa.large_string()))
    return pd.Series(pd.array(joined, dtype="str"), index=parts.index)


def _short(key: str) -> str:
    """Return "e" and fourteen hexadecimal digits for a key, the same on every machine."""
    return "e" + hashlib.blake2b(key.encode(), digest_size=7).hexdigest()
