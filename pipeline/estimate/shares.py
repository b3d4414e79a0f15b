"""Shares of engagements, or of cities, with an interval that knows that a city's engagements are alike."""

import numpy as np
import pandas as pd
import polars as pl
import svy


def shares(category: pd.Series, city: pd.Series, confidence: float, frame: int | None = None) -> pd.DataFrame:
    """Return count, base, share, lower and upper of each category (the index, the largest first).

    category: one value per engagement (or city), none missing; city: the city each belongs to; confidence 0 to 1;
    frame: how many cities there are to draw from (finite population correction), None for very many.
    share, lower and upper are between 0 and 1. The interval is a logit interval around the ratio estimate with the city
    as cluster (Taylor linearization, svy; degrees of freedom: cities less one). It is missing where nothing varies:
    fewer than two cities, or a share of 0 or 1. It takes the cities for a random draw, which is an assumption.
    """
    counts = category.value_counts().rename("count").rename_axis("category").reset_index()
    counts = counts.sort_values(["count", "category"], ascending=[False, True]).set_index("category")
    base = len(category)
    shared = counts.assign(base=base, share=counts["count"] / base if base else np.nan, lower=np.nan, upper=np.nan)
    if city.nunique() < 2:
        return shared
    data = pl.DataFrame(
        {"category": category.to_numpy(object), "city": city.to_numpy(object), "weight": 1.0, "frame": frame or 0},
        schema={"category": pl.String, "city": pl.String, "weight": pl.Float64, "frame": pl.Int64},
    )
    design = svy.Design(psu="city", wgt="weight", pop_size="frame" if frame else None)
    estimate = svy.Sample(data, design).estimation.prop("category", ci_method="logit", alpha=1 - confidence)
    interval = estimate.to_polars().to_pandas().set_index("category")[["lci", "uci"]].reindex(shared.index)
    varies = shared["share"].gt(0) & shared["share"].lt(1)
    return shared.assign(lower=interval["lci"].where(varies), upper=interval["uci"].where(varies))


def share_of_yes(answers: pd.Series, city: pd.Series, confidence: float, frame: int | None = None) -> pd.Series:
    """Return count, base, share, lower and upper of the true ones among answers (bool, none missing)."""
    named = answers.map({True: "yes", False: "no"})
    return (
        shares(named, city, confidence, frame)
        .reindex(["yes"])
        .fillna({"count": 0, "base": len(answers), "share": 0})
        .iloc[0]
    )
