"""Which reports are compared: those of one U.S. city whose partners may be one, each pair with how partners relate."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.linkage.evidence import TITLE_WORDS, kilometres, without_names

PARTNER = ["city", "block", "place_id", "place"]
# From this likeness on (0 to 100) two names are spellings of one place, if at most one is in the gazetteer.
SPELLING = 88
# From these likenesses on, spaces aside, a name the gazetteer does not know resembles another, or may at least be
# another spelling of it: wording, year and (in the second case) method must tell.
RESEMBLING = 65
DOUBTFUL = 45
# Two gazetteer entries of one name at most this far apart are one place (a city and its district of the same name).
SAME_NAME_KILOMETRES = 50


def pairs(evidence: pd.DataFrame, year_tolerance: int) -> pd.DataFrame:
    """Return pairs of reports that may be one engagement: left < right (rows of evidence), partner, gap, likeness.

    partner: how the two partners relate (see _relation; named: one has no place, but its description names the
    other's). gap: years apart, missing when one is undated. likeness: of the two descriptions beyond names and years
    (0 to 100), shared_likeness: of what they share; missing when one says nothing.
    """
    partners = evidence[[*PARTNER, "latitude", "longitude"]].drop_duplicates(PARTNER, ignore_index=True)
    partners = partners.assign(partner=partners.index)
    related = _related(partners)
    number = evidence[PARTNER].merge(partners[[*PARTNER, "partner"]], on=PARTNER, how="left", validate="m:1")["partner"]
    reports = pd.DataFrame({"report": evidence.index, "partner": number})
    found = related.merge(reports, left_on="first", right_on="partner").drop(columns="partner")
    found = found.merge(reports, left_on="second", right_on="partner", suffixes=("", "_2")).drop(columns="partner")
    found = found.loc[found["first"].ne(found["second"]) | found["report"].lt(found["report_2"])]
    found = pd.DataFrame(
        {
            "left": found[["report", "report_2"]].min(axis="columns"),
            "right": found[["report", "report_2"]].max(axis="columns"),
            "partner": found["relation"],
        }
    ).reset_index(drop=True)
    year = evidence["year"].to_numpy()
    found = found.assign(gap=np.abs(year[found["left"]] - year[found["right"]]))
    # Where the place is missing or doubtful, the year must not speak against it.
    unlikely = found["partner"].isin(["missing", "none", "longer", "resembling", "doubtful", "unlike"]) & found[
        "gap"
    ].gt(year_tolerance)
    return _with_wording(found.loc[~unlikely].reset_index(drop=True), evidence)


def _related(partners: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of partners of one city that may be one: first, second (numbers), relation."""
    alone = pd.DataFrame(
        {
            "first": partners["partner"],
            "second": partners["partner"],
            "relation": np.where(partners["place"].eq("") & partners["place_id"].eq(""), "none", "same"),
        }
    )
    within = partners.merge(partners, on=["city", "block"], suffixes=("", "_2"))
    within = within.loc[within["partner"].lt(within["partner_2"])]
    decided = partners.loc[partners["block"].ne("")]
    open_country = partners.loc[partners["block"].eq("") & partners["place"].ne("")]
    across = open_country.merge(decided, on=["city", "place"], suffixes=("", "_2")).assign(place_2=pd.col("place"))
    both = pd.concat([within, across], ignore_index=True)
    both = both.assign(relation=_relation(both)).loc[lambda found: found["relation"].ne("different")]
    columns = {"partner": "first", "partner_2": "second"}
    return pd.concat([alone, both.rename(columns=columns)[["first", "second", "relation"]]], ignore_index=True)


def _relation(both: pd.DataFrame) -> np.ndarray:
    """Return how two different partners of one city and country relate."""
    has_id, has_id_2 = both["place_id"].ne(""), both["place_id_2"].ne("")
    unnamed = both["place"].eq("") & ~has_id | both["place_2"].eq("") & ~has_id_2
    known = has_id & has_id_2
    equal = both["place"].eq(both["place_2"])
    second = both[["latitude_2", "longitude_2"]].set_axis(["latitude", "longitude"], axis="columns")
    near = kilometres(both, second) <= SAME_NAME_KILOMETRES
    # Words in another order are the same name: "Wujiang (Suzhou)", "Suzhou – Wujiang".
    likeness = process.cpdist(both["place"].tolist(), both["place_2"].tolist(), scorer=fuzz.token_sort_ratio)
    unspaced = process.cpdist(_unspaced(both["place"]), _unspaced(both["place_2"]), scorer=fuzz.ratio)
    within = np.array(
        [
            f" {short} " in f" {long} " or f" {long} " in f" {short} "
            for short, long in zip(both["place"], both["place_2"], strict=True)
        ],
        dtype=bool,
    )
    return np.select(
        [
            unnamed,
            known & both["place_id"].eq(both["place_id_2"]),
            equal & (~known | near),
            ~known & (likeness >= SPELLING),
            ~known & within,
            known & within & ~equal,
            ~known & (unspaced >= RESEMBLING),
            ~known & (unspaced >= DOUBTFUL),
            ~known,
        ],
        ["missing", "same", "same", "spelling", "part", "longer", "resembling", "doubtful", "unlike"],
        default="different",
    )


def _with_wording(found: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with the likeness of their wording, and “named” where a description names the other's place."""
    left, right = (evidence.loc[found[side]].reset_index(drop=True) for side in ("left", "right"))
    compared = pd.DataFrame(
        {
            "words": left["words"],
            "words_2": right["words"],
            "place": left["place"],
            "place_2": right["place"],
        }
    )
    distinct = compared.drop_duplicates()
    # What is the other one's partner in a description is no wording either.
    first = [without_names(words, [place]) for words, place in zip(distinct["words"], distinct["place_2"], strict=True)]
    second = [
        without_names(words, [place]) for words, place in zip(distinct["words_2"], distinct["place"], strict=True)
    ]
    whole = _likeness(first, second)
    shared = _likeness_of_what_is_shared(first, second, whole)
    silent = [not one or not other for one, other in zip(first, second, strict=True)]
    distinct = distinct.assign(
        likeness=np.where(silent, np.nan, whole), shared_likeness=np.where(silent, np.nan, shared)
    )
    likeness = compared.merge(distinct, on=list(compared), how="left", validate="m:1")
    names = [
        bool(place and f" {place} " in f" {said} ") or bool(place_2 and f" {place_2} " in f" {said_2} ")
        for said, said_2, place, place_2 in zip(right["said"], left["said"], left["place"], right["place"], strict=True)
    ]
    named = pd.Series(names, dtype=bool)
    partner = found["partner"].mask(found["partner"].eq("missing") & named, "named")
    partner = partner.mask(found["partner"].eq("unlike") & named, "doubtful")
    return found.assign(likeness=likeness["likeness"], shared_likeness=likeness["shared_likeness"], partner=partner)


def _likeness(first: list[str], second: list[str]) -> np.ndarray:
    """Return the likeness (0 to 100) of wordings in pairs, order of words or spaces aside."""
    return np.maximum(
        process.cpdist(first, second, scorer=fuzz.token_sort_ratio),
        process.cpdist(_unspaced(first), _unspaced(second), scorer=fuzz.ratio),
    ).astype("float64")


def _likeness_of_what_is_shared(first: list[str], second: list[str], whole: np.ndarray) -> np.ndarray:
    """Return the likeness (0 to 100) of what two accounts share where both are sentences, else that of the whole.

    Two accounts of one event often have a sentence in common and go on differently; two titles never do.
    """
    shared = process.cpdist(first, second, scorer=fuzz.token_set_ratio)
    are_sentences = [
        min(one.count(" "), other.count(" ")) >= TITLE_WORDS for one, other in zip(first, second, strict=True)
    ]
    return np.where(are_sentences, np.maximum(whole, shared), whole)


def _unspaced(texts: Iterable[str]) -> list[str]:
    """Return texts without their spaces, which people leave out or put in."""
    return [text.replace(" ", "") for text in texts]
