"""Who answered, and whose engagements are known, against the frame of cities that could have."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.estimate.rounding import half_up
from pipeline.findings.edition import Edition, Labels
from pipeline.findings.places import ALL
from pipeline.findings.rules import Rules
from pipeline.tables.findings import Response

OUTSIDE = "outside"
OUTSIDE_LABEL = "not in the frame"


def response(found: Edition, frame: pd.DataFrame, labels: Labels, rules: Rules) -> DataFrame[Response]:
    """Return cities of the frame, responding cities and cities with engagements by size and region, with totals.

    frame: size_code and region_code of each city of us_frame.csv, by its identifier. Cities outside it come last.
    """
    counted = pd.concat([frame, _outside(found, frame)])
    counted = counted.assign(
        in_frame=counted.index.isin(frame.index),
        responded=counted.index.isin(found.cities["us_place_id"].unique()),
        engaged=counted.index.isin(found.engagements["us_place_id"].unique()),
    )
    inside = counted.loc[counted["in_frame"]]
    cells = pd.concat(
        [
            inside,
            inside.assign(region_code=ALL),
            inside.assign(size_code=ALL),
            inside.assign(size_code=ALL, region_code=ALL),
            counted.loc[~counted["in_frame"]],
        ]
    )
    summed = cells.groupby(["size_code", "region_code"])[["in_frame", "responded", "engaged"]].sum().reset_index()
    sizes = labels.size | {ALL: "all sizes", OUTSIDE: OUTSIDE_LABEL}
    regions = labels.region | {ALL: "all regions", OUTSIDE: OUTSIDE_LABEL}
    told = summed.assign(
        size_label=summed["size_code"].map(sizes),
        region_label=summed["region_code"].map(regions),
        frame_count=summed["in_frame"].where(summed["size_code"].ne(OUTSIDE)),
        responded_count=summed["responded"] if found.has_respondents else None,
        response_percent=_rates(summed, "responded", rules) if found.has_respondents else float("nan"),
        engaged_count=summed["engaged"],
        engaged_percent=_rates(summed, "engaged", rules),
    )
    told = told.sort_values(
        ["size_code", "region_code"],
        key=lambda codes: codes.map(list(sizes if codes.name == "size_code" else regions).index),
    )
    return Response.validate(tables.typed(told, Response), lazy=True)


def _outside(found: Edition, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cities that answered or have engagements and are not in the frame, as one cell."""
    known = pd.concat([pd.Series(of["us_place_id"].unique(), dtype="str") for of in (found.cities, found.engagements)])
    known = known.drop_duplicates()
    ids = pd.Index(known.loc[~known.isin(frame.index)], name=frame.index.name)
    return pd.DataFrame({"size_code": OUTSIDE, "region_code": OUTSIDE}, index=ids, dtype="str")


def _rates(summed: pd.DataFrame, column: str, rules: Rules) -> list[float]:
    """Return a count in percent of the frame's; not a number outside the frame."""
    return [
        half_up(count, base, rules.decimals) if base else float("nan")
        for count, base in zip(summed[column], summed["in_frame"], strict=True)
    ]
