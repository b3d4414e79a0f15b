"""Count: every published number with its count, its base and an interval; what agrees with what was published before.

Shares are of the engagements (or responding cities) for which the matter is decided; how many are not is counted too.
docs/statistics.md gives the sections, the intervals and what is withheld.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.core import codebook, disk, params, paths, stage
from pipeline.findings import places
from pipeline.findings.accounting import accounting, counted, ended_reports, ended_rows
from pipeline.findings.comparison import comparison
from pipeline.findings.concentration import concentration
from pipeline.findings.counts import cities, headline, undecided
from pipeline.findings.decided_by import decided_by
from pipeline.findings.edition import CODES, Edition, Labels, numbered, with_engagement, with_numbers, with_places
from pipeline.findings.editions import changes, editions
from pipeline.findings.engagement_shares import crossed, draws, one_way
from pipeline.findings.figures import Figures, figures
from pipeline.findings.means import staffing
from pipeline.findings.response import response
from pipeline.findings.rules import Rules
from pipeline.findings.sections import RESOURCES
from pipeline.findings.sensitivity import sensitivity
from pipeline.scale import engine, parts
from pipeline.sizes import size_bands
from pipeline.tables.findings import Changes, Editions, Findings
from pipeline.tables.outcomes import Accounting, Outcomes
from pipeline.window import Window

# What is counted of tables that hold much else; the texts of a million reports take gigabytes.
COLUMNS = {
    "engagements": ["engagement_id", *CODES, "first_year"],
    "excluded": ["engagement_id", *CODES, "first_year", "reason"],
    "priorities": ["engagement_id", "priority_code"],
    "outcomes": ["unit", "report_id", "into"],
    "reports": ["report_id", "source_id", "row", "us_place_id", "year", "method_decided_by"],
    "report_priorities": ["report_id", "priority_code", "priority_decided_by"],
    "responses": ["source_id", "row", "status"],
}
# Read as categories: columns in which few texts stand often.
CATEGORIES = {
    *CODES,
    *("kind", "method_decided_by", "outcome", "priority_code", "priority_decided_by", "reason", "source_id", "status"),
    "unit",
}


def findings(edition: str, found: Edition, labels: Labels, rules: Rules) -> DataFrame[Findings]:
    """Return every published number of an edition."""
    # Whatever has no ranks is worked out beside the draws.
    with draws(found.engagements, rules):
        crossed_, decided = crossed(found, labels, rules), decided_by(found, rules)
        staffed = staffing(found.cities, found.earlier, labels, rules) if found.has_respondents else []
    parts = [
        headline(found),
        *one_way(found, labels, rules),
        undecided(found),
        cities(found.engagements),
        concentration(found.engagements["us_place_id"], rules),
        *crossed_,
        *decided,
        *staffed,
    ]
    # A part without rows has no say in the types.
    told = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return Findings.validate(told.assign(edition=edition), lazy=True)


def _labels(size_bounds: list[int]) -> Labels:
    """Return code → words from the codebook."""
    countries = codebook.read("countries")
    return Labels(
        country=dict(zip(countries["code"], countries["label"], strict=True)),
        continent=dict(zip(countries["code"], countries["continent"], strict=True)),
        priority=codebook.labels("priorities"),
        method=codebook.labels("methods"),
        network=codebook.labels("networks"),
        state=codebook.labels("us_states"),
        size=size_bands(size_bounds),
        region=places.REGIONS,
        in_sentence=codebook.in_sentence(),
    )


def _places(size_bounds: list[int]) -> pd.DataFrame:
    """Return size_code, region_code and is_in_frame of every U.S. place, by its identifier."""
    us_places = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=["id", "state", "population"])
    frame = pd.read_csv(paths.GAZETTEER / "us_frame.csv", dtype={"id": "str"}, keep_default_na=False)
    described = places.described(us_places, codebook.read("us_added_places"), codebook.read("us_states"), size_bounds)
    return described.assign(is_in_frame=described.index.isin(frame["id"]))


def _arrow(rows: parts.Rows, columns: list[str]) -> pa.Table:
    """Return columns of rows as Arrow has them."""
    return rows.arrow(columns, [name for name in columns if name in CATEGORIES])


def _joined(tables_: list[pa.Table]) -> pd.DataFrame:
    """Return tables under one another; what one of them lacks is missing there."""
    return pa.concat_tables(tables_, promote_options="default").unify_dictionaries().to_pandas()


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    """Return columns of a table."""
    return _joined([_arrow(parts.whole(path), columns)])


def _engagements(edition: str) -> pd.DataFrame:
    """Return the engagements of an edition, first those that count; of the others with a reason."""
    names = ("engagements", "excluded")
    paths_ = [parts.whole(paths.DEDUPLICATED / edition / f"{name}.parquet") for name in names]
    return _joined([_arrow(rows, COLUMNS[name]) for name, rows in zip(names, paths_, strict=True)])


def _cities(edition: str) -> pd.DataFrame:
    """Return the responding cities of an edition."""
    return _read(paths.DEDUPLICATED / edition / "cities.parquet", ["us_place_id", "is_partial", *RESOURCES])


def _edition(edition: str, described: pd.DataFrame, has_respondents: bool) -> Edition:
    """Return what the stages before left of an edition; described: of findings.places."""
    deduplicated, classified = paths.DEDUPLICATED / edition, paths.CLASSIFIED / edition
    outcomes = _read(deduplicated / "outcomes.parquet", COLUMNS["outcomes"])
    responses = _read(paths.LOCATED / edition / "responses.parquet", COLUMNS["responses"])
    return Edition(
        **numbered(
            with_places(_engagements(edition), described),
            _read(deduplicated / "priorities.parquet", COLUMNS["priorities"]),
            with_engagement(_read(classified / "reports.parquet", COLUMNS["reports"]), outcomes, responses),
            _read(classified / "priorities.parquet", COLUMNS["report_priorities"]),
        ),
        cities=with_places(_cities(edition), described),
        earlier=_earlier(edition, described),
        has_respondents=has_respondents,
    )


def _earlier(edition: str, described: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the responding cities of each edition that this one is compared with, directly or through others."""
    names, other = [], params.edition(edition)["compared_with"]
    while other is not None and other not in (edition, *names):
        names.append(other)
        other = params.edition(other)["compared_with"]
    return [with_places(_cities(name), described) for name in names]


def _told_by_subtraction(cities_: pd.DataFrame, earlier: list[pd.DataFrame], labels: Labels, rules: Rules) -> set[str]:
    """Return the finding_id of what is withheld since an earlier edition's share less it would tell too much."""
    staffed = pd.concat(staffing(cities_, earlier, labels, rules), ignore_index=True)
    return set(staffed.loc[staffed["withheld_reason"].eq("earlier_edition"), "finding_id"])


def _figures_of(edition: str, described: pd.DataFrame, labels: Labels) -> tuple[pd.DataFrame, Figures]:
    """Return the engagements and the main figures of another edition; described: of findings.places."""
    engagements, cities_ = with_places(_engagements(edition), described), _cities(edition)
    engagements = engagements.loc[engagements["reason"].isna()]
    priorities = _read(paths.DEDUPLICATED / edition / "priorities.parquet", COLUMNS["priorities"])
    priorities = with_numbers(priorities, "engagement", engagements)
    return engagements, figures(engagements, priorities, cities_ if len(cities_) else None, labels)


def _ended(edition: str) -> Iterator[DataFrame[Outcomes]]:
    """Yield how the raw rows of an edition ended, then how its reports did, part by part."""
    columns = list(Outcomes.to_schema().columns)
    rows, reports = (parts.whole(paths.INGESTED / edition / f"{name}.parquet") for name in ("rows", "reports"))
    early, located, late = (
        parts.whole(stage_ / edition / "outcomes.parquet")
        for stage_ in (paths.VALIDATED, paths.LOCATED, paths.DEDUPLICATED)
    )
    # Few end before deduplicate, and those that locate ends are not in the order of the raw rows.
    few = pa.concat_tables([_arrow(one, columns) for one in (early, located)]).unify_dictionaries()
    keys = parts.raw_rows([*(_joined([_arrow(one, parts.RAW_ROW)]) for one in (rows, reports, late)), few.to_pandas()])
    order = np.argsort(keys[-1], kind="stable")
    few, keys[-1] = few.take(order), keys[-1][order]
    ends = parts.ends_by_raw_row(engine.chosen().rows_at_once, keys)
    ways = ((ended_rows, rows, ends[0], [*parts.RAW_ROW, "kind"]), (ended_reports, reports, ends[1], ["report_id"]))
    for told, of, own, asked in ways:
        for at in range(len(own) - 1):
            came = _arrow(parts.Rows(of.path, own[at], own[at + 1]), asked)
            most = _arrow(parts.Rows(late.path, ends[2][at], ends[2][at + 1]), columns)
            yield told(_joined([came]), _joined([most, few.slice(ends[3][at], ends[3][at + 1] - ends[3][at])]))


def _accounted(edition: str, out: Path) -> DataFrame[Accounting]:
    """Write how every raw row and report ended, rows before reports, and return how many of each source did how."""
    counts = []
    with parts.Written(out) as written:
        for told in _ended(edition):
            written.add(ended=told)
            counts.append(counted(told))
    return accounting(counts)


def _metrics(computed: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return what `dvc metrics` shows: the headline, the shares by method, how much is undecided."""
    headline_ = computed.loc[computed["section"].eq("headline")]
    methods = computed.loc[computed["section"].eq("method") & computed["percent"].notna()]
    undecided_ = computed.loc[computed["code"].eq("undecided")]
    return {
        "headline": dict(zip(headline_["code"], headline_["count"].tolist(), strict=True)),
        "percent": dict(zip(methods["code"], methods["percent"].tolist(), strict=True)),
        "undecided": dict(zip(undecided_["section"], undecided_["count"].tolist(), strict=True)),
    }


def _compared(
    edition: str, found: Edition, computed: pd.DataFrame, described: pd.DataFrame, labels: Labels, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the comparison with the edition that params.yaml names, and what came and went; empty for none."""
    other = params.edition(edition)["compared_with"]
    if other is None:
        return tables.typed(pd.DataFrame(), Editions), tables.typed(pd.DataFrame(), Changes)
    _require_comparable(edition, other)
    engagements, theirs = _figures_of(other, described, labels)
    mine = figures(found.engagements, found.priorities, found.cities if found.has_respondents else None, labels)
    words = dict(zip(computed["finding_id"], computed["label"], strict=True))
    changed = changes(found.engagements, engagements, other)
    their_rules = rules._replace(frame=params.edition(other)["frame_cities"])
    hidden = (
        _told_by_subtraction(found.cities, found.earlier, labels, rules),
        _told_by_subtraction(with_places(_cities(other), described), _earlier(other, described), labels, their_rules),
    )
    return editions(mine, theirs, changed, words, other, (rules, their_rules), hidden), changed


def _require_comparable(edition: str, other: str) -> None:
    """Raise ParamsError when a comparison is with no edition, with itself, or of a received one with invented data."""
    params.edition(other)
    simulated = params.section("simulated")
    if other == edition or (other in simulated and edition not in simulated):
        raise params.ParamsError(
            f"params.yaml: edition.{edition}.compared_with names {other}, which is "
            f"{'itself' if other == edition else 'simulated'}. Name another edition, or none: ~."
        )


def _require_frame(edition: str, found: Edition, frame_cities: int | None) -> None:
    """Raise ParamsError when there are more cities than those that they are said to be drawn from."""
    cities_ = len(set(found.engagements["us_place_id"].unique()) | set(found.cities["us_place_id"].unique()))
    if frame_cities is not None and cities_ > frame_cities:
        raise params.ParamsError(
            f"params.yaml: edition.{edition}.frame_cities is {frame_cities}, but {cities_} cities have engagements or "
            "answered. Write of how many cities they are, or ~ where nobody drew them."
        )


def _tables_of(edition: str, rules: Rules) -> dict[str, pd.DataFrame]:
    """Return every table of numbers of an edition, by name."""
    chosen = params.edition(edition)
    labels, described = _labels(rules.size_bands), _places(rules.size_bands)
    kinds_ = _read(paths.INGESTED / edition / "rows.parquet", ["kind"])
    columns = ["size_code", "region_code"]
    found = _edition(edition, described[columns], has_respondents=bool(kinds_["kind"].eq("response").any()))
    _require_frame(edition, found, rules.frame)
    frame = described.loc[described["is_in_frame"], columns]
    computed = findings(edition, found, labels, rules)
    methods = codebook.read("methods")
    window = Window(chosen["first_year"], chosen["last_year"], chosen["count_undated"])
    compared, changed = _compared(edition, found, computed, described[columns], labels, rules)
    kinds = dict(zip(methods["code"], methods["kind"], strict=True))
    other_readings, read_otherwise = sensitivity(found, computed, frame, window, kinds, labels, rules)
    return {
        "findings": computed,
        "comparison": comparison(computed, codebook.read("published"), labels.country),
        "response": response(found, frame, labels, rules),
        "sensitivity": other_readings,
        "read_otherwise": read_otherwise,
        "editions": compared,
        "changes": changed,
    }


def main(edition: str) -> None:
    """Write data/summarised/<edition>/, and beside it the figures that `dvc metrics` compares."""
    rules = Rules(**params.section("summarise"), frame=params.edition(edition)["frame_cities"])
    if not 0 < rules.confidence < 1:
        raise params.ParamsError(f"params.yaml: summarise.confidence is {rules.confidence}; it lies between 0 and 1.")
    out = paths.SUMMARISED / edition
    rows = parts.length(paths.INGESTED / edition / "rows.parquet")
    with engine.beside(rows, _accounted, edition, out) as accounted:
        written = _tables_of(edition, rules) | {"accounting": accounted()}
    for name, table in written.items():
        tables.write(table, out / f"{name}.parquet")
    metrics = json.dumps(_metrics(written["findings"]), indent=2)
    disk.write(out.with_name(f"{edition}.json"), metrics + "\n")


if __name__ == "__main__":
    stage.run(main, __doc__)
