"""Which reports are compared: those of one U.S. city whose partners may be one, each pair with how partners relate."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.linkage.evidence import TITLE_WORDS, kilometres, without_names

PARTNER = ["city", "block", "place_id", "place"]
# From this likeness on (0 to 100) two names are spellings of one place, if at most one is in the gazetteer.
SPELLING = 88
# From these likenesses of letters and consonants on, a name the gazetteer does not know resembles another, or may at
# least be another spelling of it: wording, year and (in the second case) method must tell.
RESEMBLING = 65
DOUBTFUL = 60
# Where a city has up to so many reports on a country, two that are alike are hardly two engagements by chance; where it
# has more than so many, they may well be.
FEW_REPORTS = 10
MANY_REPORTS = 40
# Two gazetteer entries of one name at most this far apart are one place (a city and its district of the same name).
SAME_NAME_KILOMETRES = 50
# Letters that together are one consonant, and consonants that other languages and scripts write for one another.
_ONE_SOUND = {"sh": "s", "ch": "s", "zh": "s", "ph": "f", "th": "t", "kh": "k", "ng": "n", "qu": "k", "x": "ks"}
_LETTERS_OF_ONE_SOUND = re.compile("|".join(_ONE_SOUND))
_SOUNDS = str.maketrans("cqgjzdbvfwrm", "kkksstppppln", "aeiouyh '")
_AGAIN = re.compile(r"(.)\1+")


def pairs(evidence: pd.DataFrame, year_tolerance: int) -> pd.DataFrame:
    """Return pairs of reports that may be one engagement: left < right (rows of evidence), partner, gap, likeness.

    partner: how the two partners relate (see _relation; country open: one name, the country of one undecided; named:
    one has no place, but its description names the other's). gap: years apart, missing when one is undated.
    reports: how many the city has on the country of the left one. likeness: of the two descriptions beyond names and
    years (0 to 100), shared_likeness: of what they share; missing when one says nothing.
    """
    number = evidence.groupby(PARTNER, sort=False).ngroup().to_numpy()
    columns = [*PARTNER, "is_known", "latitude", "longitude"]
    partners = evidence.loc[~pd.Series(number).duplicated(), columns].reset_index(drop=True)
    pair = _reports_of(_related(partners), number)
    years = evidence["year"].to_numpy()
    reports = evidence.groupby(["city", "block"], sort=False)["city"].transform("size").to_numpy()
    pair = pair.assign(gap=np.abs(years[pair["left"]] - years[pair["right"]]), reports=reports[pair["left"]])
    near = pair.loc[_is_near(pair, evidence, year_tolerance)].reset_index(drop=True)
    named = near.assign(partner=_with_named(near, evidence))
    return _with_wording(named.loc[_is_likely(named, evidence)].reset_index(drop=True), evidence)


def _reports_of(related: pd.DataFrame, number: np.ndarray) -> pd.DataFrame:
    """Return the pairs of reports (left < right) of related partners, and how the partners relate (partner).

    number: of the partner of each report.
    """
    reports = pd.DataFrame({"report": np.arange(len(number)), "number": number})
    found = related.merge(reports, left_on="first", right_on="number")
    found = found.merge(reports, left_on="second", right_on="number", suffixes=("", "_2"))
    found = found.loc[found["first"].ne(found["second"]) | found["report"].lt(found["report_2"])]
    one, other = found["report"].to_numpy(), found["report_2"].to_numpy()
    return pd.DataFrame(
        {"left": np.minimum(one, other), "right": np.maximum(one, other), "partner": found["partner"].array}
    )


def _is_near(pair: pd.DataFrame, evidence: pd.DataFrame, year_tolerance: int) -> np.ndarray:
    """Return which pairs may be one by their years, before anything costly is compared.

    Where the place is open, the year must not speak against it; two events of one partner may each be a year off.
    """
    is_place_known = pair["partner"].isin(["same", "spelling", "country open", "part", "region"]).to_numpy()
    is_event = ~evidence["kind"].isin(["standing", "agreement"]).to_numpy()
    are_events = is_event[pair["left"]] & is_event[pair["right"]]
    gap = pair["gap"].to_numpy()
    return ~(gap > year_tolerance) | (is_place_known & ~(are_events & (gap > 2 * year_tolerance)))


def _is_likely(pair: pd.DataFrame, evidence: pd.DataFrame) -> np.ndarray:
    """Return which pairs may be one by method: another method is possible only of one partner, or of one like it.

    It is possible of a place that is missing, too, where the words are the same or the city has few reports to compare.
    """
    method = evidence["method"].astype("category").cat.codes.to_numpy()
    is_undecided = evidence["method"].eq("").to_numpy()
    left, right = pair["left"].to_numpy(), pair["right"].to_numpy()
    is_method_open = (method[left] == method[right]) | is_undecided[left] | is_undecided[right]
    words, texts = pd.factorize(evidence["words"].to_numpy(dtype=object))
    says = (texts != "")[words]
    is_comparable = (words[left] == words[right]) | pair["reports"].le(FEW_REPORTS).to_numpy()
    is_comparable &= says[left] & says[right]
    is_missing = pair["partner"].eq("missing").to_numpy()
    is_alike = pair["partner"].isin(["same", "spelling", "country open", "named", "resembling"]).to_numpy()
    return is_method_open | is_alike | (is_missing & is_comparable)


def _related(partners: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of partners of one city that may be one: first, second (row numbers), partner (how they relate)."""
    numbered = pd.DataFrame(
        {
            "city": partners.groupby("city", sort=False).ngroup(),
            "block": partners.groupby(["city", "block"], sort=False).ngroup(),
            "number": np.arange(len(partners)),
        }
    )
    within = numbered.merge(numbered, on="block", suffixes=("", "_2"))
    within = within.loc[within["number"].lt(within["number_2"])]
    is_open = partners["block"].eq("") & partners["place"].ne("")
    across = numbered.loc[is_open].merge(numbered.loc[partners["block"].ne("")], on="city", suffixes=("", "_2"))
    both, apart = _with_relation(within, partners), _with_relation(across, partners)
    apart = apart.loc[apart["partner"].isin(["same", "spelling"])].assign(partner="country open")
    nameless = partners["place"].eq("") & partners["place_id"].eq("")
    alone = pd.DataFrame(
        {
            "first": numbered["number"],
            "second": numbered["number"],
            "partner": nameless.map({True: "none", False: "same"}).astype("str"),
        }
    )
    return pd.concat([alone, both.loc[both["partner"].ne("different")], apart], ignore_index=True)


def _with_relation(both: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of partners (number, number_2) as first and second, and how they relate (partner)."""
    first, second = both["number"].to_numpy(), both["number_2"].to_numpy()
    return pd.DataFrame({"first": first, "second": second, "partner": _relation(partners, first, second)})


def _relation(partners: pd.DataFrame, first: np.ndarray, second: np.ndarray) -> pd.Series:
    """Return how two different partners (row numbers) of one city and country relate."""
    place = partners["place"].to_numpy(dtype=object)
    identifier = partners["place_id"].to_numpy(dtype=object)
    has_id, has_name = identifier != "", place != ""
    unnamed = ~(has_id | has_name)
    known = has_id[first] & has_id[second]
    # A region has no identifier, but its name is no other one's misspelling either.
    is_known = partners["is_known"].to_numpy()
    two_known = is_known[first] & is_known[second]
    equal = place[first] == place[second]
    near = kilometres(partners.iloc[first], partners.iloc[second]) <= SAME_NAME_KILOMETRES
    within = np.array(
        [
            f" {one} " in f" {other} " or f" {other} " in f" {one} "
            for one, other in zip(place[first], place[second], strict=True)
        ],
        dtype=bool,
    )
    # Two places of the gazetteer are two, however much their names are alike.
    open_names = np.flatnonzero(~known)
    one, other = place[first[open_names]].tolist(), place[second[open_names]].tolist()
    likeness, heard = np.zeros(len(first)), np.zeros(len(first))
    # Words in another order are the same name: "Wujiang (Suzhou)", "Suzhou – Wujiang".
    likeness[open_names] = process.cpdist(one, other, scorer=fuzz.token_sort_ratio)
    heard[open_names] = _likeness_of_sound(one, other)
    conditions = {
        "missing": unnamed[first] | unnamed[second],
        "same": (known & (identifier[first] == identifier[second])) | (equal & (~known | near)),
        "spelling": ~known & (likeness >= SPELLING),
        "part": ~two_known & within,
        "region": ~known & within,
        "longer": known & within & ~equal,
        "resembling": ~two_known & (heard >= RESEMBLING),
        "doubtful": ~two_known & (heard >= DOUBTFUL),
        "unlike": ~two_known,
    }
    return pd.Series(np.select(list(conditions.values()), list(conditions), default="different"), dtype="str")


def _likeness_of_sound(first: list[str], second: list[str]) -> np.ndarray:
    """Return the likeness (0 to 100) of names in pairs, half of it by their consonants as they sound.

    A name that comes back from another script keeps its consonants, by and large: "Criciúma", "karisi'uma". Where two
    names have a word in common and go on differently, what differs counts: "Tokyo – Shibuya", "Tokyo – Shinagawa".
    """
    likeness = _sounding_alike(first, second)
    alike = np.flatnonzero(likeness >= DOUBTFUL)
    apart = [_where_they_differ(first[at], second[at]) for at in alike.tolist()]
    differing = _sounding_alike([one for one, _ in apart], [other for _, other in apart])
    likeness[alike] = np.minimum(likeness[alike], differing)
    return likeness


def _sounding_alike(first: list[str], second: list[str]) -> np.ndarray:
    """Return the likeness (0 to 100) of texts in pairs: the mean of their letters' and of their consonants'."""
    sounds = {name: consonants(name) for name in {*first, *second}}
    heard = process.cpdist([sounds[one] for one in first], [sounds[one] for one in second], scorer=fuzz.ratio)
    return (process.cpdist(_unspaced(first), _unspaced(second), scorer=fuzz.ratio) + heard) / 2


def _where_they_differ(first: str, second: str) -> tuple[str, str]:
    """Return two names without the words they share, as they are where one has no others."""
    one, other = first.split(), second.split()
    shared = {*one} & {*other}
    left = [" ".join(word for word in words if word not in shared) for words in (one, other)]
    return (left[0], left[1]) if shared and all(left) else (first, second)


def consonants(name: str) -> str:
    """Return how the consonants of a folded name sound, those alike in many scripts as one.

    >>> consonants("sheng ta lun"), consonants("santarem")
    ('sntln', 'sntln')
    """
    sounds = _LETTERS_OF_ONE_SOUND.sub(lambda found: _ONE_SOUND[found[0]], name).translate(_SOUNDS)
    return _AGAIN.sub(r"\1", sounds) or name


def _with_wording(found: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with the likeness of their wording, as a whole and of what they share."""
    words_number, words = pd.factorize(evidence["words"].to_numpy(dtype=object))
    # Where the place is one, it is out of both wordings already: number -1.
    place_number, places = pd.factorize(evidence["place"].to_numpy(dtype=object))
    is_one_place = found["partner"].isin(["same", "none"]).to_numpy()
    left, right = found["left"].to_numpy(), found["right"].to_numpy()
    compared = pd.DataFrame(
        {
            "words": words_number[left],
            "words_2": words_number[right],
            "place": np.where(is_one_place, -1, place_number[left]),
            "place_2": np.where(is_one_place, -1, place_number[right]),
        }
    )
    distinct = compared.drop_duplicates(ignore_index=True)
    names = np.append(places, "")
    first = _without_phrase(words[distinct["words"]], names[distinct["place_2"]])
    second = _without_phrase(words[distinct["words_2"]], names[distinct["place"]])
    likeness = _likeness(first, second)
    is_silent = [not one or not other for one, other in zip(first, second, strict=True)]
    distinct = distinct.assign(
        likeness=np.where(is_silent, np.nan, likeness),
        shared_likeness=np.where(is_silent, np.nan, _likeness_of_what_is_shared(first, second, likeness)),
    )
    judged = compared.merge(distinct, on=list(compared), how="left", validate="m:1")
    return found.assign(likeness=judged["likeness"], shared_likeness=judged["shared_likeness"])


def _without_phrase(words: np.ndarray, phrases: np.ndarray) -> list[str]:
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
