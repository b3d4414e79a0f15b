"""The data set on the map, as GeoJSON (RFC 7946): engagements as lines, cities and partners as points.

A place that nobody could locate has no geometry; it is in the file all the same.
"""

import json

import pandas as pd

from pipeline.data_set.edition import Edition


def collections(
    edition: Edition, tables: dict[str, pd.DataFrame], labels: dict[str, dict[str, str]], licence: str
) -> dict[str, str]:
    """Return the GeoJSON files by name. labels: list of the codebook → code → label; licence: its name."""
    about = {
        "title": edition.choices["title"],
        "edition": edition.name,
        "isSimulated": edition.is_simulated,
        "licence": f"{licence}; places: GeoNames, CC BY 4.0",
    }
    engagements, cities, partners = tables["engagements"], tables["cities"], tables["partners"]
    held = tables["priorities"].assign(label=tables["priorities"]["priority_code"].map(labels["priorities"]))
    areas = held.groupby("engagement_id")["label"].agg(list)
    named = engagements.assign(
        method=engagements["method_code"].map(labels["methods"]),
        partner_country=engagements["partner_country_code"].map(labels["countries"]),
        network=engagements["network_code"].map(labels["networks"]),
        priorities=[areas.get(identifier, []) for identifier in engagements["engagement_id"]],
    )
    located = partners.assign(
        partner_country=partners["partner_country_code"].map(labels["countries"]),
        network=partners["network_code"].map(labels["networks"]),
    )
    return {
        "engagements.geojson": _collection(
            about, named.drop(columns=_POINT), "engagement_id", _lines(engagements, cities)
        ),
        "cities.geojson": _collection(about, cities.drop(columns=_OWN_POINT), "us_place_id", _points(cities)),
        "partners.geojson": _collection(about, located.drop(columns=_OWN_POINT), "partner_id", _points(partners)),
    }


_POINT = ["partner_latitude", "partner_longitude"]
_OWN_POINT = ["latitude", "longitude"]


def _collection(about: dict, properties: pd.DataFrame, key: str, geometries: list[dict | None]) -> str:
    """Return features as a collection, one a line so that two versions can be compared."""
    values = properties.astype(object).where(properties.notna(), None)
    features = [
        json.dumps(
            {"type": "Feature", "id": told[key], "geometry": geometry, "properties": told},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for told, geometry in zip(values.to_dict("records"), geometries, strict=True)
    ]
    head = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)[:-1]
    return f'{head}, "features": [\n' + ",\n".join(features) + "\n]}\n"


def _points(table: pd.DataFrame) -> list[dict | None]:
    """Return a point for each row, None where it is not known."""
    return [
        None if x != x or y != y else {"type": "Point", "coordinates": [x, y]}
        for x, y in zip(table["longitude"].tolist(), table["latitude"].tolist(), strict=True)
    ]


def _lines(engagements: pd.DataFrame, cities: pd.DataFrame) -> list[dict | None]:
    """Return a line from city to partner for each engagement, None where either is not known."""
    points = cities.set_index("us_place_id")[_OWN_POINT].reindex(engagements["us_place_id"])
    ends = [points["longitude"], points["latitude"], engagements["partner_longitude"], engagements["partner_latitude"]]
    return [line(*numbers) for numbers in zip(*(end.tolist() for end in ends), strict=True)]


def line(x: float, y: float, to_x: float, to_y: float) -> dict | None:
    """Return the line between two points (degrees), None when a number is missing.

    The shorter way round; where that crosses the antimeridian the line is cut there, as RFC 7946 asks.

    >>> line(-122.0, 40.0, 138.0, 40.0)["coordinates"]
    [[[-122.0, 40.0], [-180.0, 40.0]], [[180.0, 40.0], [138.0, 40.0]]]
    """
    if any(number != number for number in (x, y, to_x, to_y)):
        return None
    if abs(to_x - x) <= 180:
        return {"type": "LineString", "coordinates": [[x, y], [to_x, to_y]]}
    side = 180.0 if x > 0 else -180.0
    part = (side - x) / (to_x + 2 * side - x)
    crossing = round(y + part * (to_y - y), 5)
    if part in (0, 1):
        # A point lies on the antimeridian itself: the line does not cross it, it only begins on its other side.
        return {
            "type": "LineString",
            "coordinates": [[-x if part == 0 else x, y], [-to_x if part == 1 else to_x, to_y]],
        }
    return {
        "type": "MultiLineString",
        "coordinates": [[[x, y], [side, crossing]], [[-side, crossing], [to_x, to_y]]],
    }
