"""Shares of engagements: by country, region, priority area, method and the like, and these within one another."""

from contextlib import AbstractContextManager

import numpy as np
import pandas as pd

from pipeline.estimate.bootstrap import drawing, rank_interval, weights
from pipeline.estimate.shares import shares
from pipeline.estimate.tally import Tally, tally
from pipeline.findings import withholding
from pipeline.findings.edition import Edition, Labels, is_one_of, recoded
from pipeline.findings.published import shares_as_findings
from pipeline.findings.rules import Rules

# Of so many countries, those with the most engagements, the priority areas are told.
COUNTRIES = 15
# What cross-tables of priority areas are made of.
CELLS_OF = ["us_place_id", "method_code", "partner_country_code", "size_code"]
# So many cells of a cross-table are worked out at once, a cell for each city.
CELLS = 4_000_000
NOWHERE = np.array([], dtype="int64")
ONE_WAY = ["country", "region", "method", "network", "partner_kind", "state", "year", "priority", "mention"]


def engagement_codes(engagements: pd.DataFrame, continent: dict[str, str]) -> dict[str, pd.Series]:
    """Return section → the one category each engagement has, missing where it is not decided or does not apply."""
    country = engagements["partner_country_code"]
    return {
        "country": country,
        "region": recoded(country, continent),
        "method": engagements["method_code"],
        "network": engagements["network_code"].where(engagements["method_code"].eq("city_network")),
        "partner_kind": engagements["partner_kind"].mask(engagements["partner_kind"].eq("unknown")),
        "state": engagements["us_state"],
        "year": recoded(engagements["first_year"].astype("category"), str),
    }


def prioritised(engagements: pd.DataFrame, priorities: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the engagements with a known priority area, and one row per area of each (code), both with their city."""
    base = engagements.loc[is_one_of(engagements.index, pd.Index(priorities["engagement"])), CELLS_OF]
    base = base.assign(city=base["us_place_id"])
    return base, priorities.rename(columns={"priority_code": "code"}).join(base, on="engagement", how="inner")


def tallies(
    engagements: pd.DataFrame, priorities: pd.DataFrame, labels: Labels, sections: list[str]
) -> dict[str, Tally]:
    """Return section → what each city adds to the shares of all engagements."""
    told = {}
    codes = engagement_codes(engagements, labels.continent)
    for section in [section for section in sections if section in codes]:
        code = codes[section]
        held = pd.DataFrame({"city": engagements["us_place_id"], "code": code}).dropna(subset="code")
        # That nobody does it is a finding too, for methods and priority areas.
        told[section] = tally(held[["city"]], held, _every(labels.method) if section == "method" else None)
    base, held = prioritised(engagements, priorities)
    for section in [section for section in sections if section in ("priority", "mention")]:
        told[section] = tally((base if section == "priority" else held)[["city"]], held, _every(labels.priority))
    return told


def _every(labels: dict[str, str]) -> pd.MultiIndex:
    """Return all codes, in one group."""
    return pd.MultiIndex.from_product([[""], labels])


def one_way(found: Edition, labels: Labels, rules: Rules) -> list[pd.DataFrame]:
    """Return the shares of all engagements with their rank intervals, section after section."""
    words = {
        "country": labels.country,
        "method": labels.method,
        "network": labels.network,
        "state": labels.state,
        "priority": labels.priority,
        "mention": labels.priority,
    }
    told = tallies(found.engagements, found.priorities, labels, ONE_WAY)
    return [
        _with_ranks(section, tallied, words.get(section, {}), labels.in_sentence, rules)
        for section, tallied in told.items()
    ]


def _with_ranks(
    section: str, tallied: Tally, labels: dict[str, str], in_sentence: dict[str, str], rules: Rules
) -> pd.DataFrame:
    """Return the shares of one section; those that are ranked have an interval of ranks."""
    estimated = shares(tallied, rules.confidence, rules.frame)
    # Years stand in their own order.
    if section != "year" and len(tallied.cities) > 1 and len(estimated):
        weight = weights(len(tallied.cities), rules.replicates, rules.seed, rules.frame)
        best, worst = rank_interval(weight, tallied.count, rules.confidence)
        estimated = estimated.assign(rank_lower=best, rank_upper=worst)
    reason = withholding.of_base(estimated, rules)
    return shares_as_findings(section, estimated, labels, rules, reason, in_sentence=in_sentence)


def draws(engagements: pd.DataFrame, rules: Rules) -> AbstractContextManager[None]:
    """Draw the cities of the largest sections while the block goes on: that takes longer than all that follows."""
    members = engagements.loc[engagements["network_code"].notna() & engagements["method_code"].eq("city_network")]
    sizes = [rows["us_place_id"].nunique() for rows in (engagements, members)]
    return drawing([cities for cities in sizes if cities > 1], rules.replicates, rules.seed, rules.frame)


def crossed(found: Edition, labels: Labels, rules: Rules) -> list[pd.DataFrame]:
    """Return the cross-tables: shares of the engagements of one method, region, size or state."""
    codes = engagement_codes(found.engagements, labels.continent)
    continents = {name: name for name in sorted(set(labels.continent.values()))}
    cells = found.engagements.assign(city=found.engagements["us_place_id"], region=codes["region"])
    base, held = prioritised(found.engagements, found.priorities)
    country, method = (cells.assign(code=codes[section]).dropna(subset="code") for section in ("country", "method"))
    by_size, by_state = ("size_code", labels.size), ("us_state", labels.state)
    counts = codes["country"].value_counts()
    first = sorted(counts[counts > 0].items(), key=lambda country: (-country[1], country[0]))[:COUNTRIES]
    by_country = ("partner_country_code", {code: labels.country[code] for code, _ in first})
    every = {"priority_by_method", "priority_by_country", "priority_by_size", "method_by_size", "method_by_state"}
    tables = {
        "priority_by_method": (base, held, ("method_code", labels.method), labels.priority),
        "priority_by_country": (base, held, by_country, labels.priority),
        "priority_by_size": (base, held, by_size, labels.priority),
        "method_by_size": (method, method, by_size, labels.method),
        "method_by_state": (method, method, by_state, labels.method),
        "country_by_region": (country, country, ("region", continents), labels.country),
        "country_by_state": (country, country, by_state, labels.country),
    }
    return [
        _crossed(section, *rows, by, words, labels.in_sentence, rules, every_code=section in every)
        for section, (*rows, by, words) in tables.items()
    ]


def _crossed(
    section: str,
    base: pd.DataFrame,
    held: pd.DataFrame,
    by: tuple[str, dict[str, str]],
    labels: dict[str, str],
    in_sentence: dict[str, str],
    rules: Rules,
    every_code: bool,
) -> pd.DataFrame:
    """Return one cross-table; by: the column whose categories are the groups, and their words.

    every_code: whether each group tells every code, or only those that something in it has.
    """
    column, groups = by
    base, held = (rows.assign(group=rows[column]).dropna(subset="group") for rows in (base, held))
    there = set(base["group"].unique())
    present = [group for group in groups if group in there]
    index = pd.MultiIndex.from_product([present, labels]) if every_code else None
    estimated = _estimated(base[["city", "group"]], held[["city", "group", "code"]], index, rules)
    reason = withholding.of_engagements(estimated, rules)
    return shares_as_findings(section, estimated, labels, rules, reason, groups, in_sentence=in_sentence)


def _estimated(base: pd.DataFrame, held: pd.DataFrame, index: pd.MultiIndex | None, rules: Rules) -> pd.DataFrame:
    """Return the shares within groups (of estimate.shares), some groups at a time.

    A city is in few groups, in one state only: a table of all cities by all cells would be mostly empty, and large.
    """
    drawn = base["city"].nunique()
    groups = sorted(held["group"].unique()) if index is None else list(index.unique(level=0))
    at_once = max(CELLS // max(drawn * held["code"].nunique(), 1), 1)
    of_group = [rows.groupby("group", observed=True).indices for rows in (base, held)]
    parts = []
    for first in range(0, max(len(groups), 1), at_once):
        some = groups[first : first + at_once]
        own_index = None if index is None else index[index.isin(some, level=0)]
        own_base, own_held = (
            rows.take(np.concatenate([NOWHERE, *(places.get(group, NOWHERE) for group in some)]))
            for rows, places in zip((base, held), of_group, strict=True)
        )
        parts.append(shares(tally(own_base, own_held, own_index), rules.confidence, rules.frame, drawn))
    return pd.concat(parts)
