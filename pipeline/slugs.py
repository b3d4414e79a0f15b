"""Names as parts of addresses."""

import re
import unicodedata

import pandas as pd


def slug(name: str) -> str:
    """Return a name in small ASCII letters and hyphens.

    >>> slug("São Tomé & Príncipe")
    'sao-tome-principe'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def of_code(code: str) -> str:
    """Return a code of the codebook as part of an address.

    >>> of_code("sister_city")
    'sister-city'
    """
    return code.lower().replace("_", "-")


def of_cities(cities: pd.DataFrame, us_places: pd.DataFrame) -> dict[str, str]:
    """Return us_place_id → name and state as part of an address; each is unique, and stays when cities are added.

    cities: us_place_id, us_city, us_state. us_places: id, name, state, population of the whole gazetteer. Of places
    of one state that are called alike only the largest has the name alone; the others have their identifier behind it.
    A city that the gazetteer lacks counts as the smallest.
    """
    mine = cities[["us_place_id", "us_city", "us_state"]].drop_duplicates("us_place_id")
    mine = mine.set_axis(["id", "name", "state"], axis="columns")
    known = us_places.loc[us_places["state"].isin(set(mine["state"])), ["id", "name", "state", "population"]]
    known = known.astype({"id": "str"})
    # Few are asked of many: the other way round, isin would look at each of the many by itself (pandas 3.1).
    found = known.loc[known["id"].isin(set(mine["id"])), "id"]
    named = pd.concat([known, mine.loc[~mine["id"].isin(set(found))]])
    words = dict.fromkeys(named["name"].tolist() + mine["name"].tolist())
    words = {name: slug(name) for name in words}
    named = named.assign(slug=named["name"].map(words) + "-" + named["state"].str.lower())
    plain = mine["name"].map(words) + "-" + mine["state"].str.lower()
    named = named.loc[named["slug"].isin(set(plain))]
    largest = named.sort_values(["population", "id"], ascending=[False, True]).drop_duplicates("slug")
    alone = dict(zip(largest["slug"], largest["id"], strict=True))
    return {
        identifier: name if alone.get(name) in (identifier, None) else f"{name}-{slug(identifier)}"
        for identifier, name in zip(mine["id"], plain, strict=True)
    }
