"""The row-wise work alone, the same for every engine: `python -m tests.measure_scale.standardising WHAT`.

Reports as ingest left them → the countries of each partner and the priority areas of each closed answer (one report may
have several of both) → a standardised table in Parquet → the share of each country and area. Works in the folder of
`scaling`. `decide` comes first: our rules decide each distinct answer once, and every engine is given what they
decided, since SQL cannot run them. `compare ENGINE` says whether an engine left what ours left.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.core import params, paths
from pipeline.scale import distinct, parts

EDITION = "scaled"
INGESTED = paths.INGESTED / EDITION / "reports.parquet"
# What was decided of each distinct answer, and the folder of each engine's results.
DECIDED, STANDARDISED = Path("data/decided"), Path("data/standardised")
REPORT = ["report_id", "source_id", "row"]
# What is decided, and from what.
ASKED = {
    "country": ["partner_text", "partner_place_text", "partner_country_text", "network_text"],
    "priority": ["priority_text"],
}
CELLS = [cell for cells in ASKED.values() for cell in cells]
# How many parts are worked on at once, and of how many rows: more than in the stages, since these rows are narrow.
AT_ONCE, ROWS_AT_ONCE = 2, 500_000
# Between two codes of one report.
SEVERAL = ";"


def decide() -> str:
    """Write the codes of each distinct answer, joined; missing cells and codes are missing."""
    from pipeline.classification.knowledge import read_rules
    from pipeline.classification.rules import answered_priorities
    from pipeline.places import knowledge

    partners, priorities = knowledge.read(params.section("locate")["spelling_threshold"]).partners, read_rules()[1]

    def countries(*answer: str) -> list[str]:
        return sorted({partner.country for partner in partners.decide(*answer) if partner.country})

    rules = {"country": countries, "priority": lambda answer: sorted(answered_priorities(answer, priorities))}
    DECIDED.mkdir(parents=True, exist_ok=True)
    told = []
    for decision, cells in ASKED.items():
        answers = {}
        for (rows,) in parts.cut(ROWS_AT_ONCE, INGESTED):
            answers |= dict.fromkeys(distinct.combined(rows.arrow(cells, cells))[1])
        codes = [SEVERAL.join(rules[decision](*answer)) for answer in answers]
        decided = pd.DataFrame(list(answers), columns=cells).assign(codes=codes).astype("str")
        decided.replace("", None).to_parquet(DECIDED / f"{decision}.parquet", index=False)
        told.append(f"{len(decided):,} answers of {decision}")
    return ", ".join(told)


def _decided(decision: str) -> dict[tuple[str, ...], str | None]:
    """Return answer → codes, joined; None where it has none."""
    decided = pd.read_parquet(DECIDED / f"{decision}.parquet")
    answers = decided[ASKED[decision]].fillna("").itertuples(index=False, name=None)
    return dict(zip(answers, decided["codes"].astype(object).where(decided["codes"].notna(), None), strict=True))


class Numbered(NamedTuple):
    """What was decided, numbered: all that answers became, codes joined, and the number of each answer, -1 for none."""

    codes: list[str]
    number_of: dict[tuple[str, ...], int]


def _numbered(decision: str) -> Numbered:
    """Return what was decided of one decision."""
    told = _decided(decision)
    codes = sorted(set(told.values()) - {None})
    at = {None: -1} | {own: place for place, own in enumerate(codes)}
    return Numbered(codes, {answer: at[own] for answer, own in told.items()})


def by_us() -> None:
    """Do it part by part, as the stages do: each distinct answer is looked up once, what the parts count is summed.

    Arrow and numpy let other threads work, so that two parts are worked on while the next is read and one is written.
    """
    told = {decision: _numbered(decision) for decision in ASKED}
    counts = {decision: np.zeros(len(each.codes), dtype="int64") for decision, each in told.items()}
    read = (rows.arrow([*REPORT, *CELLS], ["source_id", *CELLS]) for (rows,) in parts.cut(ROWS_AT_ONCE, INGESTED))
    with parts.Written(STANDARDISED / "ours") as written:
        for table, counted in _in_turn(partial(_standardised, told), read):
            written.add(reports=table)
            for decision, own in counted.items():
                counts[decision] += own
    shares = {}
    for decision, counted in counts.items():
        joined = pd.Series(counted, index=told[decision].codes)
        held = joined.rename_axis("code").rename("count").reset_index()
        held = held.assign(code=held["code"].str.split(SEVERAL)).explode("code").groupby("code")["count"].sum()
        shares[decision] = held.to_frame().assign(share=held / joined.sum())
    _write_shares("ours", shares)


def _in_turn(work: Callable[[pa.Table], tuple], read: Iterable[pa.Table]) -> Iterator[tuple]:
    """Yield what a work makes of each part, in their order, AT_ONCE at a time; one more is read ahead."""
    under_way = deque()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for part in read:
            under_way.append(threads.submit(work, part))
            if len(under_way) > AT_ONCE:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _standardised(told: dict[str, Numbered], part: pa.Table) -> tuple[pa.Table, dict[str, np.ndarray]]:
    """Return the standardised rows of a part, and how many of them became what, by number."""
    table, counted = part.select(REPORT), {}
    for decision, cells in ASKED.items():
        number, answers = distinct.combined(part.select(cells))
        codes, number_of = told[decision]
        place = np.array([number_of[answer] for answer in answers], dtype="int32")[number]
        table = table.append_column(decision, pa.DictionaryArray.from_arrays(pa.array(place, mask=place < 0), codes))
        counted[decision] = np.bincount(place[place >= 0], minlength=len(codes))
    return table, counted


def by_sql() -> None:
    """Do it in one process of DuckDB, written by hand in SQL."""
    import duckdb

    database = duckdb.connect()
    (STANDARDISED / "sql").mkdir(parents=True, exist_ok=True)
    reports, shares = (STANDARDISED / "sql" / f"{name}.parquet" for name in ("reports", "shares"))
    joins = " ".join(
        f"LEFT JOIN '{DECIDED}/{decision}.parquet' AS {decision} ON "
        + " AND ".join(f"told.{cell} IS NOT DISTINCT FROM {decision}.{cell}" for cell in cells)
        for decision, cells in ASKED.items()
    )
    database.execute(f"""
        COPY (SELECT {", ".join(REPORT)}, country.codes AS country, priority.codes AS priority
              FROM '{INGESTED}' AS told {joins}) TO '{reports}'""")
    counted = " UNION ALL ".join(
        f"""SELECT '{decision}' AS section, unnest(string_split({decision}, '{SEVERAL}')) AS code, count
            FROM (SELECT {decision}, count(*) AS count FROM '{reports}' WHERE {decision} IS NOT NULL GROUP BY 1)"""
        for decision in ASKED
    )
    totals = ", ".join(f"count({decision}) AS {decision}" for decision in ASKED)
    total = " ".join(f"WHEN '{decision}' THEN {decision}" for decision in ASKED)
    database.execute(f"""
        COPY (SELECT section, code, sum(count)::BIGINT AS count,
                     sum(count) / any_value(CASE section {total} END) AS share
              FROM ({counted}), (SELECT {totals} FROM '{reports}') GROUP BY ALL) TO '{shares}'""")


def by_pandas() -> None:
    """Do it as an analyst writes it: a function for each row, explode, groupby."""
    told = {decision: _decided(decision) for decision in ASKED}
    df = pd.read_parquet(INGESTED, columns=[*REPORT, *CELLS])
    for decision, cells in ASKED.items():
        answers = pd.Series(df[cells].fillna("").itertuples(index=False, name=None), index=df.index)
        df[decision] = answers.apply(told[decision].get)
    shares = {}
    for decision in ASKED:
        df["code"] = df[decision].str.split(SEVERAL)
        count = df.explode("code").groupby("code").size()
        shares[decision] = pd.DataFrame({"count": count, "share": count / df[decision].notna().sum()})
    (STANDARDISED / "pandas").mkdir(parents=True, exist_ok=True)
    df[[*REPORT, *ASKED]].to_parquet(STANDARDISED / "pandas/reports.parquet", index=False)
    _write_shares("pandas", shares)


def _write_shares(name: str, shares: dict[str, pd.DataFrame]) -> None:
    """Write count and share by section and code."""
    table = pd.concat(shares, names=["section", "code"]).reset_index()
    table.to_parquet(STANDARDISED / name / "shares.parquet", index=False)


def compare(name: str) -> str:
    """Return how many rows and shares of an engine are those that ours left, in whichever order they stand."""
    import duckdb

    told = []
    for table, keys, values in (("reports", REPORT, list(ASKED)), ("shares", ["section", "code"], ["count", "share"])):
        ours, theirs = (f"'{STANDARDISED / of / table}.parquet'" for of in ("ours", name))
        both = [f"ours.{key} = theirs.{key}" for key in keys]
        agree = " AND ".join(both + [f"ours.{value} IS NOT DISTINCT FROM theirs.{value}" for value in values])
        same, count = duckdb.execute(f"""
            SELECT count(*) FILTER ({agree}), count(*)
            FROM {ours} AS ours FULL JOIN {theirs} AS theirs USING ({", ".join(keys)})""").fetchone()
        told.append(f"{same:,} of {count:,} {table}")
    return f"{' and '.join(told)} as ours"


WORK: dict[str, Callable[..., str | None]] = {
    "decide": decide,
    "ours": by_us,
    "sql": by_sql,
    "pandas": by_pandas,
    "compare": compare,
}

if __name__ == "__main__":
    what, *which = sys.argv[1:]
    print(WORK[what](*which) or "")
