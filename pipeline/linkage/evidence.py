"""What two reports are compared by: partner, method, year and wording, made comparable once per distinct value."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from pipeline.phrases import folded
from pipeline.scale import distinct

# Words that tell no two descriptions apart: those that link others, and what any description may hold.
_LINKING = frozenset(["a", "an", "and", "at", "by", "de", "for", "from", "in", "of", "on", "s", "the", "to", "with"])
_YEARS = {str(year) for year in range(1900, 2100)}
_NO_WORDING = _LINKING | {"city", "mayor", "mayors", "none"} | _YEARS
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
    row, city, block (country code, "network", or "" where undecided), place_id, place (folded, "" for none), latitude,
    longitude, method and kind ("" undecided), year (float, missing undated), words (folded description without names
    and years), said (folded description).
    """
    is_network = reports["network_code"].notna() | reports["partner_kind"].eq("network")
    name = reports["partner_place"].where(reports["partner_kind"].ne("country"))
    network = reports["network_text"].fillna(name).fillna(reports["partner_text"])
    method = reports["method_code"].fillna("")
    place = _each_distinct(name.where(~is_network, network), _words)
    said = _each_distinct(reports["description_text"], folded)
    return pd.DataFrame(
        {
            "report_id": reports["report_id"],
            "source_id": reports["source_id"],
            "row": reports["row"],
            "city": reports["us_place_id"],
            "block": reports["partner_country_code"].fillna("").mask(is_network, NETWORKS),
            "place_id": reports["partner_place_id"].mask(is_network, reports["network_code"]).fillna(""),
            "place": place,
            "latitude": reports["partner_latitude"],
            "longitude": reports["partner_longitude"],
            "method": method,
            "kind": method.map(method_kinds).astype("str").fillna(""),
            "year": reports["year"].astype("float64"),
            "words": _wording(said, reports),
            "said": said.str.strip(),
        }
    ).reset_index(drop=True)


def _each_distinct(texts: pd.Series, made) -> pd.Series:
    """Return made(text) for each text, made once per distinct text; "" where there is none."""
    return distinct.each(texts, made).fillna("")


def _words(text: str) -> str:
    """Return a text's words, folded."""
    return folded(text).strip()


def _wording(said: pd.Series, reports: pd.DataFrame) -> pd.Series:
    """Return what each description (said: folded) says beyond naming the city, the partner and the year.

    Names are taken out one kind after another, each of a text once for all reports that have both: what is left is
    alike in most of them, whatever their city.
    """
    number, texts = distinct.numbered(said)
    left = texts.to_numpy(dtype=object)
    for column in NAMES:
        phrase, phrases = distinct.numbered(reports[column])
        # The last one stands for none.
        names = np.array([*map(folded, phrases), ""], dtype=object)
        at, pairs = pd.factorize(number * len(names) + phrase % len(names))
        text, name = left[pairs // len(names)], names[pairs % len(names)]
        shorter = [one.replace(out, " ") if out and out in one else one for one, out in zip(text, name, strict=True)]
        number_of_pair, left = pd.factorize(np.array(shorter, dtype=object))
        number = number_of_pair[at]
    words = pd.Series([without_names(text, []) for text in left], dtype="str")
    return distinct.taken(words, number, reports.index)


def without_names(text: str, phrases: Iterable[str]) -> str:
    """Return the telling words of a folded text: years, linking words and these folded names left out.

    >>> without_names(" trade mission to osaka japan 2019 ", [" osaka ", " japan "])
    'trade mission'
    """
    for phrase in phrases:
        if phrase and phrase in text:
            text = text.replace(phrase, " ")
    return " ".join([word for word in text.split() if word not in _NO_WORDING])


def kilometres(first: pd.DataFrame, second: pd.DataFrame) -> np.ndarray:
    """Return the great-circle distance between two columns of points (latitude, longitude in degrees), in km."""
    latitude, other_latitude = np.radians(first["latitude"].to_numpy()), np.radians(second["latitude"].to_numpy())
    east = np.radians(second["longitude"].to_numpy() - first["longitude"].to_numpy())
    half = (
        np.sin((other_latitude - latitude) / 2) ** 2 + np.cos(latitude) * np.cos(other_latitude) * np.sin(east / 2) ** 2
    )
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))
