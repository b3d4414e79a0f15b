"""The cities behind the findings: how large they are, in which region they lie, and which of them are in the frame."""

from itertools import pairwise

import pandas as pd

ALL = "all"
# Census regions in the order of the Census Bureau; the territories belong to none.
REGIONS = {
    "northeast": "Northeast",
    "midwest": "Midwest",
    "south": "South",
    "west": "West",
    "territories": "Territories",
}


def size_bands(bounds: list[int]) -> dict[str, str]:
    """Return code → words of the bands between these numbers of inhabitants, the smallest first."""
    bands = {f"under_{bounds[0]}": f"fewer than {bounds[0]:,} inhabitants"}
    for lower, upper in pairwise(bounds):
        bands[f"{lower}_{upper - 1}"] = f"{lower:,} to {upper - 1:,} inhabitants"
    return bands | {f"{bounds[-1]}_or_more": f"{bounds[-1]:,} or more inhabitants"}


def described(us_places: pd.DataFrame, added: pd.DataFrame, states: pd.DataFrame, bounds: list[int]) -> pd.DataFrame:
    """Return size_code and region_code of every U.S. place, by its identifier.

    us_places: id, state, population. added: us_added_places.csv, places that the gazetteer lacks. states:
    us_states.csv with the region of each. bounds: of the size bands.
    """
    ours = added.rename(columns={"place_id": "id"}).astype({"population": "int64"})
    places = pd.concat([us_places[["id", "state", "population"]], ours[["id", "state", "population"]]])
    band = pd.cut(places["population"], [-1, *bounds, float("inf")], right=False, labels=list(size_bands(bounds)))
    region = dict(zip(states["code"], states["census_region"], strict=True))
    described = pd.DataFrame(
        {"id": places["id"], "size_code": band.astype("str"), "region_code": places["state"].map(region)}
    )
    return described.set_index("id")
