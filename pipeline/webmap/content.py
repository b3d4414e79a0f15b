"""What the map shows: an edition's engagements by columns, and the names their numbers stand for.

Columns of numbers that point into lists of names, because a browser reads them many times faster than a list of
objects, and because the page turns them into typed arrays that it filters without looking at a word.
"""

from typing import NamedTuple

import pandas as pd

from pipeline import slugs

UNKNOWN = -1


class Tables(NamedTuple):
    """What earlier stages left of an edition, as far as the map shows it."""

    engagements: pd.DataFrame
    priorities: pd.DataFrame  # engagement_id, priority_code
    reports: pd.DataFrame  # engagement_id, source_id
    findings: pd.DataFrame


class Knowledge(NamedTuple):
    """Tables of the codebook and the gazetteer that give codes their names and places their points."""

    states: pd.DataFrame  # code, label, spellings
    countries: pd.DataFrame  # code, label, continent
    country_names: pd.DataFrame  # country, name: other names, folded
    areas: pd.DataFrame  # area, code: which boundary is which country
    networks: pd.DataFrame  # code, label, spellings
    methods: pd.DataFrame  # code, label, description
    priorities: pd.DataFrame  # code, label, description
    us_places: pd.DataFrame  # id, name, state, population, latitude, longitude, spellings
    us_spellings: pd.DataFrame  # place_id, text
    place_names: pd.DataFrame  # place_id, name: other names, folded
    country_points: pd.DataFrame  # country, latitude, longitude: where a country stands that has no boundary


def content(tables: Tables, known: Knowledge, sources: list[dict], about: dict) -> dict:
    """Return all that the page knows of an edition, ready for JSON; sources and about are put in as they are.

    Raises ValueError when what the map would show adds up to other totals than the findings.
    """
    found = tables.engagements.sort_values("engagement_id", ignore_index=True)
    cities, city = _cities(found, known)
    places, place = _places(found, known)
    priority_sets, priority = _sets(found, tables.priorities, "priority_code", known.priorities["code"])
    source_sets, source = _sets(found, tables.reports, "source_id", pd.Series([one["id"] for one in sources]))
    told = {
        "about": about,
        "totals": _totals(tables.findings),
        "states": _coded(known.states, spellings="spellings"),
        "countries": _countries(known),
        "regions": [{"code": name, "label": name} for name in sorted(set(known.countries["continent"]))],
        "networks": _coded(known.networks, spellings="spellings"),
        "methods": _coded(known.methods),
        "priorities": _coded(known.priorities),
        "sources": sources,
        "areas": dict(zip(known.areas["area"], known.areas["code"], strict=True)),
        "areaNotes": _notes(known.areas),
        "cities": cities,
        "places": places,
        "prioritySets": priority_sets,
        "sourceSets": source_sets,
        "engagements": {
            "id": found["engagement_id"].tolist(),
            "city": city.tolist(),
            "country": _numbers(found["partner_country_code"], known.countries["code"]),
            "place": place.tolist(),
            "network": _numbers(
                found["network_code"].where(found["method_code"].eq("city_network")), known.networks["code"]
            ),
            "method": _numbers(found["method_code"], known.methods["code"]),
            "first": found["first_year"].fillna(0).astype(int).tolist(),
            "last": found["last_year"].fillna(0).astype(int).tolist(),
            "priorities": priority,
            "sources": source,
            "reports": found["report_count"].tolist(),
            "kind": found["partner_kind"].tolist(),
            "description": found["description_text"].astype("str").fillna("").tolist(),
        },
    }
    _agree(told)
    return told


def _numbers(codes: pd.Series, order: pd.Series) -> list[int]:
    """Return the position of each code in an order, UNKNOWN where there is none."""
    position = {code: number for number, code in enumerate(order)}
    return codes.astype("str").map(position).fillna(UNKNOWN).astype(int).tolist()


def _coded(table: pd.DataFrame, spellings: str | None = None) -> list[dict]:
    """Return a table of codes as records: code, label, description and other names where it has them."""
    records = table[["code", "label"]].to_dict("records")
    if "description" in table:
        records = [record | {"description": text} for record, text in zip(records, table["description"], strict=True)]
    if spellings:
        records = [record | {"names": _parted(text)} for record, text in zip(records, table[spellings], strict=True)]
    return records


def _parted(text: str) -> list[str]:
    """Return the names in a cell that holds several."""
    return [name for name in text.split("|") if name]


def _lists(table: pd.DataFrame, key: str, name: str) -> dict[str, list[str]]:
    """Return the sorted distinct names of each key."""
    distinct = table[[key, name]].drop_duplicates().sort_values([key, name])
    return distinct.groupby(key)[name].agg(list).to_dict()


def _notes(areas: pd.DataFrame) -> list[str]:
    """Return what is said of areas that not everyone would draw or name like that."""
    noted = areas.loc[areas["note"].ne("")].sort_values("source_name")
    return [f"{area.source_name}: {area.note}" for area in noted.itertuples()]


def _countries(known: Knowledge) -> list[dict]:
    """Return every country with its region, its other names and a point for one that the boundaries lack."""
    names = _lists(known.country_names, "country", "name")
    points = known.country_points.set_index("country")[["latitude", "longitude"]].astype(float).round(3)
    return [
        {
            "code": country.code,
            "label": country.label,
            "region": country.continent,
            "slug": slugs.slug(country.label),
            "names": names.get(country.code, []),
            "point": points.loc[country.code].tolist()[::-1] if country.code in points.index else None,
        }
        for country in known.countries.itertuples()
    ]


def _cities(found: pd.DataFrame, known: Knowledge) -> tuple[list[dict], pd.Series]:
    """Return the U.S. cities, sorted by state and name, and each engagement's position among them."""
    cities = found[["us_place_id", "us_city", "us_state"]].drop_duplicates("us_place_id")
    cities = cities.sort_values(["us_state", "us_city", "us_place_id"], ignore_index=True)
    cities = cities.merge(known.us_places, left_on="us_place_id", right_on="id", how="left", validate="1:1")
    spelt = _lists(known.us_spellings, "place_id", "text")
    addresses = slugs.of_cities(cities, known.us_places)
    position = {code: number for number, code in enumerate(known.states["code"])}
    records = [
        {
            "id": city.us_place_id,
            "name": city.us_city,
            "state": position[city.us_state],
            "slug": addresses[city.us_place_id],
            "point": None if pd.isna(city.latitude) else [round(city.longitude, 3), round(city.latitude, 3)],
            "names": sorted(
                {*_parted(city.spellings if isinstance(city.spellings, str) else ""), *spelt.get(city.us_place_id, [])}
            ),
        }
        for city in cities.itertuples()
    ]
    return records, found["us_place_id"].map({name: number for number, name in enumerate(cities["us_place_id"])})


def _places(found: pd.DataFrame, known: Knowledge) -> tuple[list[dict], pd.Series]:
    """Return the partner places, sorted by country and name, and each engagement's position among them.

    A place is its gazetteer identifier, or its name where no rule knew the place; UNKNOWN where none is named.
    """
    named = found.loc[
        found["partner_place"].notna(),
        ["partner_country_code", "partner_place", "partner_place_id", "partner_latitude", "partner_longitude"],
    ].assign(
        country=lambda table: table["partner_country_code"].astype("str").fillna(""),
        key=lambda table: table["partner_place_id"].astype("str").fillna(table["partner_place"].astype("str")),
    )
    places = named.drop_duplicates(["country", "key"]).sort_values(
        ["country", "partner_place", "key"], ignore_index=True
    )
    names = _lists(known.place_names, "place_id", "name")
    position = {code: number for number, code in enumerate(known.countries["code"])}
    records = [
        {
            "id": f"{place.country}-{place.key}",
            "name": place.partner_place,
            "country": position.get(place.country, UNKNOWN),
            "point": None
            if pd.isna(place.partner_latitude)
            else [round(float(place.partner_longitude), 3), round(float(place.partner_latitude), 3)],
            "names": names.get(place.key, []),
        }
        for place in places.itertuples()
    ]
    number = {pair: at for at, pair in enumerate(zip(places["country"], places["key"], strict=True))}
    column = pd.Series([number[pair] for pair in zip(named["country"], named["key"], strict=True)], index=named.index)
    return records, column.reindex(found.index, fill_value=UNKNOWN).astype(int)


def _sets(found: pd.DataFrame, held: pd.DataFrame, column: str, order: pd.Series) -> tuple[list[list[int]], list[int]]:
    """Return the distinct sets of codes that engagements hold, the empty one first, and which set each holds."""
    position = {code: number for number, code in enumerate(order)}
    pairs = held[["engagement_id", column]].drop_duplicates()
    pairs = pairs.assign(number=pairs[column].map(position).astype(int)).sort_values(["engagement_id", "number"])
    sets = pairs.groupby("engagement_id")["number"].agg(tuple)
    distinct = [(), *sorted(set(sets))]
    number = {held: at for at, held in enumerate(distinct)}
    return [list(held) for held in distinct], found["engagement_id"].map(sets.map(number)).fillna(0).astype(
        int
    ).tolist()


def _totals(findings: pd.DataFrame) -> dict[str, int]:
    """Return the headline counts of the findings."""
    headline = findings.loc[findings["section"].eq("headline"), ["code", "count"]].set_index("code")["count"]
    return {code: int(headline[code]) for code in ("engagements", "cities", "countries", "reports")}


def _agree(told: dict) -> None:
    """Raise ValueError when the columns add up to other totals than the findings say."""
    columns = told["engagements"]
    shown = {
        "engagements": len(columns["id"]),
        "cities": len(set(columns["city"])),
        "countries": len(set(columns["country"]) - {UNKNOWN}),
        "reports": sum(columns["reports"]),
    }
    if shown != told["totals"]:
        raise ValueError(f"The map would show {shown}, the findings say {told['totals']}.")
