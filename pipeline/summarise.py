"""Count: every published number with its count, its base and an interval; what agrees with what was published before.

Shares are of the engagements (or responding cities) for which the matter is decided; how many are not is counted too.
"""

import json
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import codebook, params, paths, stage, tables
from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.estimate.shares import share_of_yes, shares
from pipeline.findings.accounting import accounting
from pipeline.findings.comparison import comparison
from pipeline.tables.findings import Findings

COLUMNS = list(Findings.to_schema().columns)
RESOURCES = {
    "has_staff": "staff who manage international affairs among their duties",
    "has_director": "a dedicated director or manager",
    "has_office": "an office for international affairs",
    "has_budget": "a budget for international activities",
}
# section: what its shares are shares of, and how a sentence says that an engagement is in a category.
SECTIONS = {
    "country": ("engagements with a known partner country", "are with partners in {label}"),
    "region": ("engagements with a known partner country", "are with partners in {label}"),
    "priority": ("engagements with a known priority area", "have the priority area {label}"),
    "method": ("engagements with a known method", "are of the method {label}"),
    "network": ("memberships of a network in the codebook", "are in {label}"),
    "partner_kind": ("engagements", "have a partner of the kind {label}"),
    "staffing": ("responding cities that answered", "have {label}"),
}


class Rules(NamedTuple):
    """How a share is published."""

    confidence: float  # of the intervals, 0 to 1
    decimals: int
    smallest_base: int
    frame: int | None  # cities to draw from


class Edition(NamedTuple):
    """What deduplicate left of an edition."""

    engagements: pd.DataFrame
    priorities: pd.DataFrame
    links: pd.DataFrame
    cities: pd.DataFrame
    has_respondents: bool  # whether any of its sources is a survey


def findings(edition: str, found: Edition, labels: dict[str, dict[str, str]], rules: Rules) -> DataFrame[Findings]:
    """Return every published number of an edition.

    labels: section → code → words, for country, region_of_country (code → continent), priority, method, network, state.
    """
    parts = [
        _headline(found),
        *_engagement_shares(found, labels, rules),
        *_engagement_counts(found.engagements, labels["state"]),
    ]
    if found.has_respondents:
        parts.append(_staffing(found.cities, rules))
    told = pd.concat(parts, ignore_index=True).assign(edition=edition)
    typed = {name: str(column.dtype) for name, column in Findings.to_schema().columns.items()}
    return Findings.validate(told[COLUMNS].astype(typed), lazy=True)


def _headline(found: Edition) -> pd.DataFrame:
    """Return the counts that an edition is known by."""
    engagements = found.engagements
    counts = [
        ("cities", "U.S. cities with engagements", engagements["us_place_id"].nunique(), "cities"),
        ("engagements", "Unique engagements", len(engagements), "engagements"),
        ("reports", "Reports of these engagements", len(found.links), "reports"),
        ("countries", "Partner countries", engagements["partner_country_code"].nunique(), "countries"),
    ]
    if found.has_respondents:
        counts.append(("respondents", "Responding cities", len(found.cities), "cities"))
    named = pd.DataFrame(counts, columns=["code", "label", "count", "unit"])
    return _counted("headline", named).assign(statement=named["label"] + ": " + named["count"].map(_number) + ".")


def _engagement_shares(found: Edition, labels: dict[str, dict[str, str]], rules: Rules) -> list[pd.DataFrame]:
    """Return the shares of engagements by country, region, priority area, method, network and kind of partner."""
    engagements = found.engagements
    country = engagements["partner_country_code"]
    single = {
        "country": country,
        "region": country.map(labels["region_of_country"]),
        "method": engagements["method_code"],
        "network": engagements["network_code"].where(engagements["method_code"].eq("city_network")),
        "partner_kind": engagements["partner_kind"].mask(engagements["partner_kind"].eq("unknown")),
    }
    parts = [
        _section(section, code, engagements["us_place_id"], labels.get(section, {}), rules)
        for section, code in single.items()
    ]
    memberships = int(engagements["method_code"].eq("city_network").sum())
    with_country = engagements["partner_kind"].ne("network")
    bases = {
        "country": int(with_country.sum()),
        "method": len(engagements),
        "network": memberships,
        "partner_kind": len(engagements),
    }
    undecided = [(section, base - int(single[section].notna().sum())) for section, base in bases.items()]
    undecided.append(("priority", len(engagements) - found.priorities["engagement_id"].nunique()))
    return [*parts, _priority_shares(found, labels["priority"], rules), _undecided(undecided)]


def _section(section: str, code: pd.Series, city: pd.Series, labels: dict[str, str], rules: Rules) -> pd.DataFrame:
    """Return the shares of one section in which an engagement has one category; missing codes are left out."""
    known = code.notna()
    estimated = shares(code[known], city[known], rules.confidence, rules.frame)
    if section == "method":
        estimated = _with_empty_categories(estimated, labels, base=int(known.sum()))
    return _published(section, estimated, labels, rules)


def _with_empty_categories(estimated: pd.DataFrame, labels: dict[str, str], base: int) -> pd.DataFrame:
    """Return estimated shares with a row of zero for each code that nothing has: nobody doing it is a finding too."""
    return estimated.reindex(list(labels)).fillna({"count": 0, "base": base, "share": 0})


def _priority_shares(found: Edition, labels: dict[str, str], rules: Rules) -> pd.DataFrame:
    """Return the shares of engagements by priority area; an engagement may have several, so they sum to more."""
    known = found.engagements.loc[found.engagements["engagement_id"].isin(found.priorities["engagement_id"])]
    told = {
        code: share_of_yes(
            known["engagement_id"].isin(held["engagement_id"]), known["us_place_id"], rules.confidence, rules.frame
        )
        for code, held in found.priorities.groupby("priority_code")
    }
    columns = ["count", "base", "share", "lower", "upper"]
    estimated = pd.DataFrame.from_dict(told, orient="index", columns=columns)
    return _published("priority", _with_empty_categories(estimated, labels, base=len(known)), labels, rules)


def _published(section: str, estimated: pd.DataFrame, labels: dict[str, str], rules: Rules) -> pd.DataFrame:
    """Return estimated shares (index: code) as findings: labelled, ranked, rounded, withheld if few."""
    told = estimated.rename_axis("code").reset_index().astype({"code": "str", "count": "int64", "base": "int64"})
    told = told.assign(label=[labels.get(code, code) for code in told["code"]])
    told = told.sort_values(["count", "label"], ascending=[False, True], ignore_index=True)
    base_words, predicate = SECTIONS[section]
    withheld = told["base"] < rules.smallest_base
    percent = [
        float("nan") if too_few else half_up(count, base, rules.decimals)
        for count, base, too_few in zip(told["count"], told["base"], withheld, strict=True)
    ]
    told = told.assign(
        finding_id=section + "." + told["code"],
        section=section,
        measure="share",
        rank=told["count"].rank(method="min", ascending=False).astype("Int64"),
        unit=base_words,
        percent=pd.Series(percent, dtype="float64"),
        lower=told["lower"].map(lambda share: half_up_percent(share, rules.decimals)).mask(withheld),
        upper=told["upper"].map(lambda share: half_up_percent(share, rules.decimals)).mask(withheld),
        is_withheld=withheld,
    )
    return told.assign(statement=[_sentence(line, predicate, rules.decimals) for line in told.itertuples()])


def _sentence(line, predicate: str, decimals: int) -> str:
    """Return a share as a sentence with its count and base."""
    counted = f"{_number(line.count)} of {_number(line.base)}"
    said = predicate.format(label=line.label)
    if line.is_withheld:
        return f"Of the {line.unit}, {counted} {said}; too few to publish a share."
    return f"{line.percent:.{decimals}f} % of the {line.unit} ({counted}) {said}."


def _number(count: int) -> str:
    """Return a count as it is read: 1,640."""
    return f"{count:,}"


def _undecided(counts: list[tuple[str, int]]) -> pd.DataFrame:
    """Return for each section how many engagements no rule decided."""
    named = pd.DataFrame(counts, columns=["section", "count"]).assign(code="undecided", unit="engagements")
    named = named.assign(label="Undecided")
    statement = [f"{_number(count)} engagements: {section.replace('_', ' ')} undecided." for section, count in counts]
    return _counted(named["section"], named).assign(statement=statement)


def _counted(section: str | pd.Series, named: pd.DataFrame) -> pd.DataFrame:
    """Return plain counts (columns code, label, count, unit) as findings, their statement apart."""
    return named.assign(
        section=section,
        finding_id=section + "." + named["code"],
        measure="count",
        rank=pd.Series(pd.NA, index=named.index, dtype="Int64") if "rank" not in named else named["rank"],
        base=pd.Series(pd.NA, index=named.index, dtype="Int64"),
        percent=float("nan"),
        lower=float("nan"),
        upper=float("nan"),
        is_withheld=False,
    )


def _engagement_counts(engagements: pd.DataFrame, states: dict[str, str]) -> list[pd.DataFrame]:
    """Return how many engagements each state and city has, and how many began or took place in each year."""
    city = engagements["us_city"] + ", " + engagements["us_state"]
    state = engagements["us_state"].map(states).fillna(engagements["us_state"]).astype("str")
    year = engagements["first_year"].astype("str")
    return [
        _counts("state", engagements["us_state"], state, "by cities of {label}"),
        _counts("city", engagements["us_place_id"], city, "by {label}"),
        _counts("year", year, year, "begun or held in {label}", ranked=False),
    ]


def _counts(section: str, code: pd.Series, label: pd.Series, said: str, ranked: bool = True) -> pd.DataFrame:
    """Return how many engagements each category has, the most first where they are ranked, else in their order."""
    known = code.notna()
    counted = pd.DataFrame({"code": code[known], "label": label[known]}).value_counts().rename("count").reset_index()
    order = (["count", "label"], [False, True]) if ranked else (["code"], [True])
    counted = counted.sort_values(order[0], ascending=order[1], ignore_index=True).assign(unit="engagements")
    if ranked:
        counted = counted.assign(rank=counted["count"].rank(method="min", ascending=False).astype("Int64"))
    statement = [
        f"{_number(line.count)} engagement{'' if line.count == 1 else 's'} {said.format(label=line.label)}."
        for line in counted[["count", "label"]].itertuples(name="Line")
    ]
    return _counted(section, counted).assign(statement=statement)


def _staffing(cities: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the shares of responding cities that have what the questionnaire asks for, among those that answered."""
    told = {}
    for question in RESOURCES:
        answered = cities.loc[cities[question].notna()]
        yes, city = answered[question].astype(bool), answered["us_place_id"]
        told[question] = share_of_yes(yes, city, rules.confidence, rules.frame)
    return _published("staffing", pd.DataFrame.from_dict(told, orient="index"), RESOURCES, rules)


def _labels() -> dict[str, dict[str, str]]:
    """Return section → code → words from the codebook."""
    countries = codebook.read("countries")
    return {
        "country": dict(zip(countries["code"], countries["label"], strict=True)),
        "region_of_country": dict(zip(countries["code"], countries["continent"], strict=True)),
        "priority": codebook.labels("priorities"),
        "method": codebook.labels("methods"),
        "network": codebook.labels("networks"),
        "state": codebook.labels("us_states"),
    }


def _metrics(computed: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return what `dvc metrics` shows: the headline, the shares by method, how much is undecided."""
    headline = computed.loc[computed["section"].eq("headline")]
    methods = computed.loc[computed["section"].eq("method") & computed["percent"].notna()]
    undecided = computed.loc[computed["code"].eq("undecided")]
    return {
        "headline": dict(zip(headline["code"], headline["count"].tolist(), strict=True)),
        "percent": dict(zip(methods["code"], methods["percent"].tolist(), strict=True)),
        "undecided": dict(zip(undecided["section"], undecided["count"].tolist(), strict=True)),
    }


def main(edition: str) -> None:
    """Write data/summarised/<edition>/."""
    folder = paths.DEDUPLICATED / edition
    raw_rows = pd.read_parquet(paths.INGESTED / edition / "rows.parquet")
    found = Edition(
        *(pd.read_parquet(folder / f"{name}.parquet") for name in ("engagements", "priorities", "links", "cities")),
        has_respondents=raw_rows["kind"].eq("response").any(),
    )
    rules = Rules(**params.section("summarise"), frame=params.edition(edition)["frame_cities"])
    if not 0 < rules.confidence < 1:
        raise params.ParamsError(f"params.yaml: summarise.confidence is {rules.confidence}; it lies between 0 and 1.")
    computed = findings(edition, found, _labels(), rules)
    stages = (paths.VALIDATED, paths.LOCATED, paths.DEDUPLICATED)
    outcomes = pd.concat([pd.read_parquet(stage_ / edition / "outcomes.parquet") for stage_ in stages])
    ingested_reports = pd.read_parquet(paths.INGESTED / edition / "reports.parquet", columns=["report_id"])
    counted = accounting(raw_rows, ingested_reports, outcomes)
    out = paths.SUMMARISED / edition
    tables.write(computed, out / "findings.parquet")
    tables.write(comparison(computed, codebook.read("published")), out / "comparison.parquet")
    tables.write(counted, out / "accounting.parquet")
    (out / "metrics.json").write_text(json.dumps(_metrics(computed), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    stage.run(main, __doc__)
