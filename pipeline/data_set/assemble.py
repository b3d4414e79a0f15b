"""The tables of the data set, from what earlier stages left: joined and sorted, nothing decided anew."""

import hashlib

import pandas as pd

from pipeline.data_set.edition import SUMMARISED, Edition
from pipeline.tables import data_set
from pipeline.tables.published import RESOURCES, let_in

# A coordinate is given to about a metre; the gazetteer knows no place better.
DECIMALS = 5


def tables_of(edition: Edition, codes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return every table of the data set by its name, checked; codes: what each code means, as codes.codes tells."""
    found = _with_partners(edition.engagements)
    made = {
        "engagements": found.sort_values("engagement_id"),
        "cities": _cities(found, edition.us_places),
        "partners": _partners(found),
        "reports": edition.reports.sort_values("report_id"),
        "priorities": edition.priorities.sort_values(["engagement_id", "priority_code"]),
        "report_priorities": edition.report_priorities.sort_values(["report_id", "priority_code"]),
        "related": edition.related.sort_values(["engagement_id", "related_engagement_id", "relation"]),
        "conflicts": edition.conflicts.sort_values(["engagement_id", "column", "report_id", "value"]),
        **{name: getattr(edition, name) for name in SUMMARISED},
        "undecided": edition.undecided.sort_values(["decision", "count", "answer"], ascending=[True, False, True]),
        "sources": _sources(edition),
        "codes": codes,
    }
    data = "simulated" if edition.is_simulated else "as recorded"
    return {name: let_in(RESOURCES[name], table.assign(data=data)) for name, table in made.items()}


def _with_partners(engagements: pd.DataFrame) -> pd.DataFrame:
    """Return the engagements with the identifier of their partner, missing where nothing is known of it."""
    place, country = engagements["partner_place"], engagements["partner_country_code"]
    identifier = "place-" + engagements["partner_place_id"].astype("str")
    identifier = identifier.fillna("network-" + engagements["network_code"].astype("str"))
    parts = [
        engagements["partner_kind"].astype("str"),
        country.astype("str").fillna(""),
        place.astype("str").fillna(""),
    ]
    named = pd.Series(zip(*parts, strict=True), index=engagements.index).where(place.notna())
    numbers = {key: _number(*key) for key in named.dropna().unique()}
    identifier = identifier.fillna(named.map(numbers).astype("str")).fillna("country-" + country.astype("str"))
    point = engagements[["partner_latitude", "partner_longitude"]].round(DECIMALS)
    return engagements.assign(partner_id=identifier, **point)


def _number(kind: str, country: str, name: str) -> str:
    """Return an identifier for a partner that is known by its name only, the same in every edition."""
    key = "\x1f".join([kind, country, " ".join(name.casefold().split())])
    return "name-" + hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


def _cities(found: pd.DataFrame, us_places: pd.DataFrame) -> pd.DataFrame:
    """Return the U.S. cities that have an engagement, by identifier."""
    counted = found.groupby(["us_place_id", "us_city", "us_state"]).agg(
        engagement_count=("engagement_id", "size"), country_count=("partner_country_code", "nunique")
    )
    places = us_places.astype({"id": "str"}).round({"latitude": DECIMALS, "longitude": DECIMALS})
    told = counted.reset_index().merge(places, left_on="us_place_id", right_on="id", how="left", validate="1:1")
    return told.sort_values("us_place_id")[list(data_set.Cities.to_schema().columns)]


def _partners(found: pd.DataFrame) -> pd.DataFrame:
    """Return the partners, by identifier."""
    known = found.loc[found["partner_id"].notna()].sort_values(["partner_id", "engagement_id"])
    counted = known.groupby("partner_id").agg(
        engagement_count=("engagement_id", "size"), city_count=("us_place_id", "nunique")
    )
    first = known.drop_duplicates("partner_id").set_index("partner_id")
    first = first.rename(columns={"partner_latitude": "latitude", "partner_longitude": "longitude"})
    told = first.drop(columns=["report_count", "source_count"]).join(counted).reset_index()
    return told[list(data_set.Partners.to_schema().columns)]


def _sources(edition: Edition) -> pd.DataFrame:
    """Return the sources with their terms."""
    named = [name for name in data_set.Sources.to_schema().columns if name != "is_simulated"]
    rows = [[getattr(source, name) or None for name in named] for source in edition.sources]
    told = pd.DataFrame(rows, columns=named, dtype="str")
    return told.assign(is_simulated=[source.simulated for source in edition.sources])
