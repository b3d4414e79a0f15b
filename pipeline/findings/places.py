"""The cities behind the findings: how large they are, in which region they lie, and which of them are in the frame."""

import pandas as pd

from pipeline.sizes import size_codes

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
    # A blank population is one that nobody could check.
    ours = added.rename(columns={"place_id": "id"}).assign(population=pd.to_numeric(added["population"]))
    places = pd.concat([us_places[["id", "state", "population"]], ours[["id", "state", "population"]]])
    region = dict(zip(states["code"], states["census_region"], strict=True))
    described = pd.DataFrame(
        {
            "id": places["id"],
            "size_code": size_codes(places["population"], bounds),
            "region_code": places["state"].map(region),
        }
    )
    return described.set_index("id")
