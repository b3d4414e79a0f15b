"""What two reports are compared by: partner, method, year and wording, made comparable once per distinct value."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.phrases import each_folded
from pipeline.scale import distinct

# Words that tell no two descriptions apart: those that link others, and what any description may hold.
_LINKING = frozenset(["a", "an", "and", "at", "by", "de", "for", "from", "in", "of", "on", "s", "the", "to", "with"])
_YEARS = {str(year) for year in range(1900, 2100)}
_NO_WORDING = _LINKING | {"mayor", "mayors", "none"} | _YEARS
# What a description names without saying anything by it.
NAMES = [
    "us_city",
    "us_state",
    "partner_place",
    "partner_place_text",
    "partner_country_text",
    "partner_country_code",
]
NETWORKS = "network"
# Up to how many telling words a description is a title, which says what it is, rather than sentences about it.
TITLE_WORDS = 4


def evidence(reports: pd.DataFrame, method_kinds: dict[str, str]) -> pd.DataFrame:
    """Return what each report is compared by, one row per report in the order given, numbered from 0.

    reports: as classified. method_kinds: method code → standing, agreement or event. Columns: report_id, source_id,
    row, city, block (country code, "network", or "" where undecided), place_id, place (folded, "" for none), is_known
    (whether it has an identifier or is a region), latitude, longitude, method and kind ("" undecided), year
    (float, missing undated), words (folded description without names and years), said (folded description).
    """
    is_network = reports["network_code"].notna() | reports["partner_kind"].eq("network")
    name = reports["partner_place"].where(reports["partner_kind"].ne("country"))
    network = reports["network_text"].fillna(name).fillna(reports["partner_text"])
    place_id = reports["partner_place_id"].mask(is_network, reports["network_code"]).fillna("")
    method = reports["method_code"].fillna("")
    place = _folded(name.where(~is_network, network))
    said = _folded(reports["description_text"])
    return pd.DataFrame(
        {
            "report_id": reports["report_id"],
            "source_id": reports["source_id"],
            "row": reports["row"],
            "city": reports["us_place_id"],
            "block": reports["partner_country_code"].fillna("").mask(is_network, NETWORKS),
            "place_id": place_id,
            "place": place.stripped(reports.index),
            "is_known": place_id.ne("") | reports["partner_kind"].eq("region"),
            "latitude": reports["partner_latitude"],
            "longitude": reports["partner_longitude"],
            "method": method,
            "kind": distinct.each(method, lambda code: method_kinds.get(code, "")),
            "year": reports["year"].astype("float64"),
            "words": _wording(said, reports),
            "said": said.stripped(reports.index),
        }
    ).reset_index(drop=True)


class _Folded(NamedTuple):
    """Texts, folded: the number of each, and the distinct ones by number; the last one, "", stands for none."""

    number: np.ndarray
    texts: list[str]

    def stripped(self, index: pd.Index) -> pd.Series:
        """Return the words of each text."""
        return distinct.taken(pd.Series([text.strip() for text in self.texts], dtype="str"), self.number, index)


def _folded(texts: pd.Series) -> _Folded:
    """Return texts, folded, each distinct one once."""
    number, distinct_ = distinct.numbered(texts)
    return _Folded(np.where(number < 0, len(distinct_), number), [*each_folded(distinct_.tolist()), ""])


def _wording(said: _Folded, reports: pd.DataFrame) -> pd.Series:
    """Return what each description says beyond naming the city, the partner and the year.

    Names are taken out one kind after another, each of a text once for all reports that have both: what is left is
    alike in most of them, whatever their city.
    """
    number, left = said.number.copy(), np.array(said.texts, dtype=object)
    for column in NAMES:
        phrase, phrases = distinct.numbered(reports[column])
        names = np.array(each_folded(phrases.tolist()), dtype=object)
        is_named = phrase >= 0
        at, pairs = pd.factorize(number[is_named] * len(names) + phrase[is_named])
        of, by = np.divmod(pairs, max(len(names), 1))
        texts, outs = left[of], names[by]
        holds = np.flatnonzero([out in text for text, out in zip(texts.tolist(), outs.tolist(), strict=True)])
        shorter = [_without(text, out) for text, out in zip(texts[holds], outs[holds], strict=True)]
        # Most texts stay as they are.
        number_of_shorter, more = pd.factorize(np.array(shorter, dtype=object))
        of[holds] = len(left) + number_of_shorter
        number[is_named] = of[at]
        left = np.append(left, more)
    at, used = pd.factorize(number)
    words = pd.Series([without_names(text, []) for text in left[used].tolist()], dtype="str")
    return distinct.taken(words, at, reports.index)


def without_names(text: str, phrases: Iterable[str]) -> str:
    """Return the telling words of a folded text: years, linking words and these folded names left out.

    >>> without_names(" trade mission to osaka japan 2019 ", [" osaka ", " japan "])
    'trade mission'
    """
    for phrase in phrases:
        if phrase and phrase in text:
            text = _without(text, phrase)
    return " ".join([word for word in text.split() if word not in _NO_WORDING])


def _without(text: str, name: str) -> str:
    """Return a folded text without a folded name, also where it is called a city."""
    return text.replace(f" city of{name}", " ").replace(f"{name}city ", " ").replace(name, " ")


def kilometres(first: pd.DataFrame, second: pd.DataFrame) -> np.ndarray:
    """Return the great-circle distance between two columns of points (latitude, longitude in degrees), in km."""
    latitude, other_latitude = np.radians(first["latitude"].to_numpy()), np.radians(second["latitude"].to_numpy())
    east = np.radians(second["longitude"].to_numpy() - first["longitude"].to_numpy())
    half = (
        np.sin((other_latitude - latitude) / 2) ** 2 + np.cos(latitude) * np.cos(other_latitude) * np.sin(east / 2) ** 2
    )
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))
