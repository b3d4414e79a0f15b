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
    one, other = found["report"].to_numpy(), found["report_2"].to_numpy()
    left, right = np.minimum(one, other), np.maximum(one, other)
    gap = np.abs(evidence["year"].to_numpy()[left] - evidence["year"].to_numpy()[right])
    pair = pd.DataFrame({"left": left, "right": right, "partner": found["relation"].array, "gap": gap})
    near = pair.loc[_is_near(pair, evidence, year_tolerance)].reset_index(drop=True)
    named = near.assign(partner=_with_named(near, evidence))
    return _with_wording(named.loc[_is_likely(named, evidence)].reset_index(drop=True), evidence)


def _is_near(pair: pd.DataFrame, evidence: pd.DataFrame, year_tolerance: int) -> np.ndarray:
    """Return which pairs may be one by their years, before anything costly is compared.

    Where the place is open, the year must not speak against it; two events of one partner may each be a year off.
    """
    is_place_known = pair["partner"].isin(["same", "spelling", "part"]).to_numpy()
    is_event = ~evidence["kind"].isin(["standing", "agreement"]).to_numpy()
    are_events = is_event[pair["left"]] & is_event[pair["right"]]
    gap = pair["gap"].to_numpy()
    return ~(gap > year_tolerance) | (is_place_known & ~(are_events & (gap > 2 * year_tolerance)))


def _is_likely(pair: pd.DataFrame, evidence: pd.DataFrame) -> np.ndarray:
    """Return which pairs may be one by method: another method is possible only of one partner, or of one like it."""
    method = evidence["method"].astype("category").cat.codes.to_numpy()
    is_undecided = evidence["method"].eq("").to_numpy()
    left, right = pair["left"].to_numpy(), pair["right"].to_numpy()
    is_method_open = (method[left] == method[right]) | is_undecided[left] | is_undecided[right]
    return is_method_open | pair["partner"].isin(["same", "spelling", "named", "resembling"]).to_numpy()


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
            f" {one} " in f" {other} " or f" {other} " in f" {one} "
            for one, other in zip(both["place"].tolist(), both["place_2"].tolist(), strict=True)
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
    """Return the pairs with the likeness of their wording, as a whole and of what they share."""
    is_one_place = found["partner"].isin(["same", "none"]).to_numpy()
    whole = pd.DataFrame(
        {
            f"{name}_{side}": evidence[name].take(found[side]).array
            for side in ("left", "right")
            for name in ("words", "place")
        }
    )
    # Where the place is one, it is out of both wordings already.
    whole = whole.assign(
        place_left=whole["place_left"].mask(is_one_place, ""), place_right=whole["place_right"].mask(is_one_place, "")
    )
    compared = ["words_left", "words_right", "place_left", "place_right"]
    distinct = whole[compared].drop_duplicates(ignore_index=True)
    first = _without_phrase(distinct["words_left"], distinct["place_right"])
    second = _without_phrase(distinct["words_right"], distinct["place_left"])
    likeness = _likeness(first, second)
    is_silent = [not one or not other for one, other in zip(first, second, strict=True)]
    distinct = distinct.assign(
        likeness=np.where(is_silent, np.nan, likeness),
        shared_likeness=np.where(is_silent, np.nan, _likeness_of_what_is_shared(first, second, likeness)),
    )
    likeness = whole[compared].merge(distinct, on=compared, how="left", validate="m:1")
    return found.assign(
        likeness=likeness["likeness"],
        shared_likeness=likeness["shared_likeness"],
    )


def _without_phrase(words: pd.Series, phrases: pd.Series) -> list[str]:
    """Return wordings without the name of the other one's partner, which is no wording either."""
    return [
        without_names(f" {text} ", [f" {phrase} "]) if phrase and f" {phrase} " in f" {text} " else text
        for text, phrase in zip(words.tolist(), phrases.tolist(), strict=True)
    ]


def _with_named(pair: pd.DataFrame, evidence: pd.DataFrame) -> pd.Series:
    """Return how partners relate, where a place is missing or unknown also whether the other's description names it."""
    partner = pair["partner"]
    is_open = partner.isin(["missing", "unlike"])
    place, said = evidence["place"].to_numpy(dtype=object), evidence["said"].to_numpy(dtype=object)
    left, right = pair.loc[is_open, "left"].to_numpy(), pair.loc[is_open, "right"].to_numpy()
    names = [
        bool(one and f" {one} " in f" {said_2} ") or bool(other and f" {other} " in f" {said_1} ")
        for one, said_1, other, said_2 in zip(place[left], said[left], place[right], said[right], strict=True)
    ]
    is_named = np.zeros(len(pair), dtype=bool)
    is_named[is_open] = np.array(names, dtype=bool)
    return partner.mask(partner.eq("missing") & is_named, "named").mask(partner.eq("unlike") & is_named, "doubtful")


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
