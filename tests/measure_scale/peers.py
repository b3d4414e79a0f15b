"""Other tools on the same work, in the working folder of `scaling`: `python -m tests.measure_scale.peers PEER`.

Each prints what it came to. None of them does what the stages do besides: rules with their names, reasons, suggestions,
intervals, accounting. The scripts are given which spelling is which country, and count without intervals.
"""

import logging
import sys
from collections.abc import Callable

import pandas as pd

from pipeline.core import paths

EDITION = "scaled"
INGESTED = paths.INGESTED / EDITION / "reports.parquet"
DEDUPLICATED = paths.DEDUPLICATED / EDITION
# Words in an answer or a description, in the order in which they are asked, and the method that they are taken for.
METHOD_WORDS = {
    "sister|twin|friendship": "sister_city",
    "member|network": "city_network",
    "incoming|inbound|visiting|hosted": "incoming_delegation",
    "mission|trip|visit abroad|outbound": "outgoing_mission",
    "memorandum|mou|partnership|intent|agreement": "sector_partnership",
}
# What country_converter says of what it does not know.
UNKNOWN = "unknown"
KEY = ["city", "state", "country", "place", "method", "year"]


def country_spellings() -> pd.DataFrame:
    """Return text (lower case) and code of every country name and spelling that the codebook and gazetteer hold."""
    spellings = pd.read_csv(paths.CODEBOOK / "country_spellings.csv", dtype=str, keep_default_na=False)
    countries = pd.read_csv(paths.CODEBOOK / "countries.csv", dtype=str, keep_default_na=False)
    names = pd.read_parquet(paths.GAZETTEER / "country_names.parquet")
    every = [
        countries[["label", "code"]].set_axis(["text", "code"], axis="columns"),
        spellings[["text", "code"]],
        names[["name", "country"]].set_axis(["text", "code"], axis="columns"),
    ]
    joined = pd.concat(every)
    return joined.assign(text=joined["text"].str.lower()).drop_duplicates("text")


def by_pandas() -> str:
    """Read, standardise, drop doubles and count as an analyst writes it: a function for each row, explode, groupby."""
    code = dict(country_spellings().itertuples(index=False))

    def country(text):
        return code.get(text.strip().lower()) if isinstance(text, str) else None

    def method(row):
        said = f"{row['method_text']} {row['description_text']}".lower()
        for words, name in METHOD_WORDS.items():
            if any(word in said for word in words.split("|")):
                return name

    df = pd.read_parquet(INGESTED)
    df["country"] = df["partner_country_text"].apply(country)
    df["method"] = df.fillna("").apply(method, axis=1)
    df["year"] = df["year_text"].str.extract(r"((?:19|20)\d\d)")[0]
    df["city"] = df["us_city_text"].str.lower().str.strip()
    df["state"] = df["us_state_text"].str.lower().str.strip()
    df["place"] = df["partner_place_text"].fillna(df["partner_text"]).str.lower().str.strip()
    df = df.drop_duplicates(KEY)
    df["priority"] = df["priority_text"].str.lower().str.split(";")
    areas = df.explode("priority")
    areas["priority"] = areas["priority"].str.strip()
    shares = {name: df.groupby(name).size() / df[name].notna().sum() for name in ("country", "method", "year", "state")}
    shares["priority"] = areas.groupby("priority").size() / df["priority_text"].notna().sum()
    for name, share in shares.items():
        share.sort_values(ascending=False).to_csv(f"pandas_{name}.csv")
    return f"{len(df):,} engagements, {shares['method']['sister_city']:.2%} sister cities"


def by_sql() -> str:
    """Do what `by_pandas` does in one process of DuckDB, written by hand in SQL."""
    import duckdb

    database = duckdb.connect()
    database.register("spellings", country_spellings())
    cases = " ".join(f"WHEN regexp_matches(said, '{words}') THEN '{name}'" for words, name in METHOD_WORDS.items())
    database.execute(f"""
        CREATE TABLE standardised AS SELECT
            lower(trim(us_city_text)) AS city, lower(trim(us_state_text)) AS state, code AS country,
            lower(trim(coalesce(partner_place_text, partner_text))) AS place, CASE {cases} END AS method,
            nullif(regexp_extract(year_text, '((?:19|20)[0-9][0-9])', 1), '') AS year, any_value(priority_text) AS areas
        FROM (SELECT *, lower(coalesce(method_text, '') || ' ' || coalesce(description_text, '')) AS said
              FROM '{INGESTED}') LEFT JOIN spellings ON text = lower(trim(partner_country_text))
        GROUP BY ALL""")
    for name in ("country", "method", "year", "state"):
        database.execute(f"""
            COPY (SELECT {name}, count(*) / sum(count(*)) OVER () AS share FROM standardised
                  WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC) TO 'sql_{name}.csv'""")
    database.execute("""
        COPY (SELECT trim(area) AS priority, count(*) / (SELECT count(areas) FROM standardised) AS share
              FROM (SELECT unnest(string_split(lower(areas), ';')) AS area FROM standardised)
              GROUP BY 1 ORDER BY 2 DESC) TO 'sql_priority.csv'""")
    count, sister = database.execute("""
        SELECT count(*), count(*) FILTER (method = 'sister_city') / count(method) FROM standardised""").fetchone()
    return f"{count:,} engagements, {sister:.2%} sister cities"


def tabulation_by_sql() -> str:
    """Count the engagements that `deduplicate` left by method, country, state, year and priority area, in SQL."""
    import duckdb

    told = f"'{DEDUPLICATED}/engagements.parquet'"
    columns = {"method": "method_code", "country": "partner_country_code", "state": "us_state", "year": "first_year"}
    counted = " UNION ALL ".join(
        f"SELECT '{section}' AS section, {column}::VARCHAR AS code, count(*) AS count FROM {told} "
        f"WHERE {column} IS NOT NULL GROUP BY ALL"
        for section, column in columns.items()
    )
    areas = f"SELECT 'priority', priority_code, count(*) FROM '{DEDUPLICATED}/priorities.parquet' GROUP BY ALL"
    found = duckdb.sql(f"{counted} UNION ALL {areas}").df()
    findings = pd.read_parquet(paths.SUMMARISED / EDITION / "findings.parquet")
    ours = findings.loc[findings["measure"].eq("share"), ["section", "code", "count"]]
    both = found.merge(ours, on=["section", "code"], suffixes=("", "_ours"), how="left")
    same = both["count"].eq(both["count_ours"]).sum()
    return f"{same} of {len(both)} counts as in summarise"


def by_country_converter() -> str:
    """Recognise each report's partner country with country_converter, row by row."""
    import country_converter

    logging.disable(logging.CRITICAL)
    convert = country_converter.CountryConverter().convert
    texts = pd.read_parquet(INGESTED, columns=["partner_country_text"])["partner_country_text"].dropna()
    found = [convert(text, to="ISO2", not_found=UNKNOWN) for text in texts]
    return f"{sum(code != UNKNOWN for code in found):,} of {len(texts):,} recognised"


def countries_by_us() -> str:
    """Recognise the same countries with the rules of `locate`, each distinct answer once."""
    from pipeline.core import params
    from pipeline.places import knowledge

    partners = knowledge.read(params.section("locate")["spelling_threshold"]).partners
    texts = pd.read_parquet(INGESTED, columns=["partner_country_text"])["partner_country_text"].dropna()
    code = {text: partners.decide("", "", text, "")[0].country for text in texts.unique()}
    return f"{texts.map(code).notna().sum():,} of {len(texts):,} recognised"


def by_splink() -> str:
    """Join the reports that `deduplicate` reads, standardised as it finds them, with splink."""
    from tests.measure_linkage import by_splink, splink_for_reports

    reports = pd.read_parquet(paths.CLASSIFIED / EDITION / "reports.parquet")
    frame = pd.DataFrame(
        {
            "city": reports["us_place_id"],
            "country": reports["partner_country_code"].fillna(""),
            "partner": reports["partner_place_id"].fillna(reports["partner_place"].str.lower()).fillna(""),
            "method": reports["method_code"].fillna(""),
            "year": reports["year"].astype("str").fillna(""),
            "words": reports["description_text"].str.lower().fillna(""),
        }
    ).astype("object")
    train_on = ["l.words = r.words and l.city = r.city", "l.partner = r.partner and l.city = r.city"]
    return f"{len(set(by_splink(frame, splink_for_reports(), train_on))):,} engagements"


PEERS: dict[str, Callable[[], str]] = {
    "pandas": by_pandas,
    "sql": by_sql,
    "tabulation": tabulation_by_sql,
    "country_converter": by_country_converter,
    "countries": countries_by_us,
    "splink": by_splink,
}

if __name__ == "__main__":
    print(PEERS[sys.argv[1]]())
