"""Size bands of cities: their codes, their words, and which a number of inhabitants falls in."""

from itertools import pairwise

import pandas as pd

UNKNOWN = "unknown"


def size_bands(bounds: list[int]) -> dict[str, str]:
    """Return code → words of the bands between these numbers of inhabitants, the smallest first."""
    bands = {f"under_{bounds[0]}": f"fewer than {bounds[0]:,} inhabitants"}
    for lower, upper in pairwise(bounds):
        bands[f"{lower}_{upper - 1}"] = f"{lower:,} to {upper - 1:,} inhabitants"
    bands |= {f"{bounds[-1]}_or_more": f"{bounds[-1]:,} or more inhabitants"}
    return bands | {UNKNOWN: "an unknown number of inhabitants"}


def size_codes(population: pd.Series, bounds: list[int]) -> pd.Series:
    """Return the code of the band of each number of inhabitants (missing: unknown); bounds: where bands begin."""
    band = pd.cut(population, [-1, *bounds, float("inf")], right=False, labels=list(size_bands(bounds))[:-1])
    return band.astype("str").fillna(UNKNOWN)


def inhabitants(us_places: pd.DataFrame, added: pd.DataFrame) -> pd.Series:
    """Return the number of inhabitants of every U.S. place, by its identifier.

    us_places: id, population. added: us_added_places.csv, places that the gazetteer lacks; a blank number is one that
    nobody could check.
    """
    ours = pd.DataFrame({"id": added["place_id"], "population": pd.to_numeric(added["population"])})
    return pd.concat([us_places[["id", "population"]].astype({"id": "str"}), ours]).set_index("id")["population"]
