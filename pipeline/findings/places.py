"""The cities behind the findings: how large they are, in which region they lie, and which of them are in the frame."""

import pandas as pd

from pipeline.sizes import inhabitants, size_codes

ALL = "all"
# Census regions in the order of the Census Bureau; the territories belong to none.
REGIONS = {
    "northeast": "Northeast",
    "midwest": "Midwest",
    "south": "South",
    "west": "West",
    "territories": "Territories",
}


def described(us_places: pd.DataFrame, added: pd.DataFrame, states: pd.DataFrame, bounds: list[int]) -> pd.DataFrame:
    """Return size_code and region_code of every U.S. place, by its identifier.

    us_places: id, state, population. added: us_added_places.csv, places that the gazetteer lacks. states:
    us_states.csv with the region of each. bounds: of the size bands.
    """
    ours = added.rename(columns={"place_id": "id"})
    states_ = pd.concat([places[["id", "state"]] for places in (us_places, ours)]).set_index("id")["state"]
    region = dict(zip(states["code"], states["census_region"], strict=True))
    # Both in the order of the gazetteer, then of what it lacks.
    sizes = size_codes(inhabitants(us_places, added), bounds)
    return pd.DataFrame({"size_code": sizes, "region_code": states_.map(region)})
