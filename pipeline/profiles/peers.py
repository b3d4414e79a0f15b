"""Cities like this one: of the same size, with partners in the same countries by the same methods."""

import numpy as np
import pandas as pd


def peers(engagements: pd.DataFrame, size_codes: pd.Series, most: int) -> dict[str, list[str]]:
    """Return us_place_id → the cities most like it, the likest first; at most so many.

    size_codes: band of each city, by us_place_id. Only cities of one band are compared. Likeness is the cosine of how
    many engagements they have by method and by country; a city with nothing in common is no peer, a tie goes by
    identifier.
    """
    city = engagements["us_place_id"]
    counted = [pd.crosstab(city, engagements[column].fillna("")) for column in ("method_code", "partner_country_code")]
    mix = pd.concat([table.drop(columns="", errors="ignore") for table in counted], axis="columns").sort_index()
    length = np.sqrt((mix.to_numpy(float) ** 2).sum(axis=1, keepdims=True))
    unit = np.divide(mix.to_numpy(float), length, out=np.zeros(mix.shape), where=length > 0)
    found: dict[str, list[str]] = {}
    for _, members in pd.Series(range(len(mix)), index=size_codes.reindex(mix.index).to_numpy()).groupby(level=0):
        rows, names = members.to_numpy(), mix.index[members.to_numpy()]
        likeness = np.round(unit[rows] @ unit[rows].T, 9)
        np.fill_diagonal(likeness, 0)
        order = np.argsort(-likeness, axis=1, kind="stable")[:, :most]
        for row, name in enumerate(names):
            found[name] = [names[other] for other in order[row] if likeness[row, other] > 0]
    return found
