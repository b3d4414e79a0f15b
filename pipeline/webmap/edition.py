"""The interactive map of an edition: a folder of files for any static host, and the same in one file.

Decides nothing: it shows the engagements and refuses to when they add up to other totals than the findings.
"""

import pandas as pd

from pipeline.core import codebook, days, params, paths, sources
from pipeline.webmap import build, content

# Other names of places that the page is searched by: in Latin letters, Chinese, Japanese or Korean. All that the
# gazetteer knows would be half of the page, and it takes words of Indic scripts apart.
READABLE = r"[ -~\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+$"


def _tables(edition: str) -> content.Tables:
    """Return what earlier stages left."""
    deduplicated = paths.DEDUPLICATED / edition
    links = pd.read_parquet(deduplicated / "links.parquet", columns=["report_id", "engagement_id"])
    reports = pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet", columns=["report_id", "source_id"])
    return content.Tables(
        engagements=pd.read_parquet(deduplicated / "engagements.parquet"),
        priorities=pd.read_parquet(deduplicated / "priorities.parquet"),
        reports=links.merge(reports, on="report_id", validate="1:1"),
        findings=pd.read_parquet(paths.SUMMARISED / edition / "findings.parquet"),
    )


def knowledge(engagements: pd.DataFrame) -> content.Knowledge:
    """Return what gives codes their names and the places of engagements their points and other names."""
    country_names = pd.read_parquet(paths.GAZETTEER / "country_names.parquet")
    spelt = codebook.read("country_spellings").rename(columns={"code": "country", "text": "name"})
    # Levels 0 and 1 are the official and the large languages' names; those of smaller languages would be half the page.
    names = pd.concat([country_names.loc[country_names["level"].le(1)], spelt])[["country", "name"]]
    places = pd.read_parquet(paths.GAZETTEER / "world_places.parquet")
    columns = ["id", "name", "state", "population", "latitude", "longitude", "spellings"]
    us_places = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=columns)
    added = codebook.read("us_added_places").rename(columns={"place_id": "id"})
    # A place that nobody could check has no coordinates: it is in the table, and named as not on the map.
    numbers = added[["population", "latitude", "longitude"]].apply(pd.to_numeric)
    added = added[["id", "name", "state"]].join(numbers).assign(spellings="")
    return content.Knowledge(
        states=codebook.read("us_states"),
        countries=codebook.read("countries"),
        country_names=names,
        areas=codebook.read("map_areas"),
        networks=codebook.read("networks"),
        methods=codebook.read("methods"),
        priorities=codebook.read("priorities"),
        us_places=pd.concat([us_places.astype({"id": "str"}), added], ignore_index=True),
        us_spellings=codebook.read("us_city_spellings"),
        place_names=_place_names(places, engagements["partner_place_id"].dropna()),
        country_points=places.sort_values("population", ascending=False, kind="stable").drop_duplicates("country"),
    )


def _place_names(places: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    """Return place_id and name of the other names of the places that engagements name."""
    ids = places["id"].astype("str")
    ids = ids.loc[ids.isin(set(wanted))]
    names = pd.read_parquet(paths.GAZETTEER / "world_names.parquet")
    names = names.loc[~names["is_primary"] & names["place"].isin(ids.index)]
    names = names.loc[names["name"].str.match(READABLE)]
    return pd.DataFrame({"place_id": names["place"].map(ids), "name": names["name"]})


def _about(edition: str, is_simulated: bool) -> dict:
    """Return what the page says of the edition."""
    choices = params.edition(edition, "title", "coverage", "cut_off")
    return {
        "edition": edition,
        "title": choices["title"],
        "coverage": " ".join(choices["coverage"].split()),
        "cutOff": days.in_words(choices["cut_off"]),
        "isSimulated": is_simulated,
        # Under this base the report publishes no share, so neither does the map.
        "smallestBase": params.choices("summarise", "smallest_base")["smallest_base"],
    }


def pages(edition: str) -> dict[str, str]:
    """Return the files of the map of an edition, by name."""
    tables = _tables(edition)
    described = sources.read(edition)
    told = [
        {
            "id": source.source_id,
            "label": source.title,
            "producer": source.producer,
            "address": source.address,
            "licence": source.licence,
        }
        for source in described
    ]
    about = _about(edition, sources.is_simulated(described))
    shown = content.content(tables, knowledge(tables.engagements), told, about)
    return build.pages(shown, build.parts())
