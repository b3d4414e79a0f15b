"""All that the report of an edition is made from, as earlier stages left it."""

import json
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from pipeline import sizes
from pipeline.core import codebook, params, paths, sources

DECIDERS = ["box", "rule", "suggestion", "person"]


class Labels(NamedTuple):
    """Code → words, and the tables of the codebook that the report shows."""

    methods: dict[str, str]
    priorities: dict[str, str]
    countries: dict[str, str]
    networks: dict[str, str]
    states: dict[str, str]
    continents: dict[str, str]  # country → region of the world
    in_sentence: dict[str, str]  # label of a country or state → how a sentence says it, where it says it otherwise
    predicates: dict[str, str]  # method → how a sentence says that engagements are of it
    reasons: pd.DataFrame
    questionnaire: pd.DataFrame
    options: pd.DataFrame


class _Left(NamedTuple):
    """What earlier stages left of one edition."""

    name: str
    choices: dict  # its entry in params.yaml
    summarise: dict  # how shares are published
    sources: list[sources.Source]
    findings: pd.DataFrame
    comparison: pd.DataFrame
    response: pd.DataFrame  # cities of the frame, those that answered, those with engagements
    sensitivity: pd.DataFrame  # main figures under other readings
    editions: pd.DataFrame  # the same figures of other editions
    accounting: pd.DataFrame
    engagements: pd.DataFrame
    priorities: pd.DataFrame
    reports: pd.DataFrame  # linked reports with their rules
    review: pd.DataFrame
    issues: pd.DataFrame
    figures: list[dict]
    sizes: dict[str, str]  # U.S. place → size band, as the cross-tables by size have it
    survivors: pd.DataFrame  # which report each value of an engagement came from
    conflicts: pd.DataFrame  # what other reports say instead
    related: pd.DataFrame  # engagements of other cities that are the same journey, visit or agreement
    decisions: pd.DataFrame  # how well rules decide, label by label
    agreement: pd.DataFrame  # how far coders agree
    mistakes: pd.DataFrame  # decisions that are known to be wrong
    excluded: pd.DataFrame  # engagements that do not count
    ended: pd.DataFrame  # how every raw row and every report ended
    read_otherwise: pd.DataFrame  # engagements that another reading adds or leaves out
    changes: pd.DataFrame  # cities and engagements that another edition has not, or only it has
    frame: frozenset[str]  # U.S. places that the survey could have asked
    regions: dict[str, str]  # state → census region


class Edition(_Left):
    """What earlier stages left of one edition, and ways to ask it."""

    @property
    def is_simulated(self) -> bool:
        """Whether anything in it is made up."""
        return sources.is_simulated(self.sources)

    @property
    def has_respondents(self) -> bool:
        """Whether any of its sources is a survey."""
        return any(source.kind == "survey" for source in self.sources)

    def section(self, name: str) -> list:
        """Return the findings of a section in their order, the undecided count left out."""
        return [finding for finding in self._sections[name] if finding.code != "undecided"]

    def finding(self, finding_id: str):
        """Return one finding, None when the edition has none of that name."""
        return self._by_name.get(finding_id)

    @cached_property
    def _by_name(self) -> dict[str, tuple]:
        """Return finding_id → finding, taken out of the table once: a report asks a hundred times."""
        return {one.finding_id: one for one in self.findings.itertuples(index=False, name="Finding")}

    @cached_property
    def _sections(self) -> defaultdict[str, list]:
        """Return section → its findings in their order."""
        sections = defaultdict(list)
        for finding in self._by_name.values():
            sections[finding.section].append(finding)
        return sections


def read(edition: str) -> Edition:
    """Return what earlier stages left of an edition."""
    summarised, deduplicated = paths.SUMMARISED / edition, paths.DEDUPLICATED / edition
    stages = (paths.LOCATED, paths.CLASSIFIED, paths.DEDUPLICATED)
    summarise = params.choices("summarise", "confidence", "decimals", "smallest_base", "size_bands")
    return Edition(
        name=edition,
        choices=params.edition(edition),
        summarise=summarise,
        sources=sources.read(edition),
        findings=pd.read_parquet(summarised / "findings.parquet"),
        comparison=pd.read_parquet(summarised / "comparison.parquet"),
        response=pd.read_parquet(summarised / "response.parquet"),
        sensitivity=pd.read_parquet(summarised / "sensitivity.parquet"),
        editions=pd.read_parquet(summarised / "editions.parquet"),
        accounting=pd.read_parquet(summarised / "accounting.parquet"),
        engagements=pd.read_parquet(deduplicated / "engagements.parquet"),
        priorities=pd.read_parquet(deduplicated / "priorities.parquet"),
        reports=_linked_reports(edition),
        review=pd.concat([pd.read_parquet(left / edition / "review.parquet") for left in stages], ignore_index=True),
        issues=pd.concat(
            [pd.read_parquet(left / edition / "issues.parquet") for left in (paths.VALIDATED, paths.DEDUPLICATED)],
            ignore_index=True,
        ),
        figures=json.loads((paths.REPORTS / edition / "figures/figures.json").read_text(encoding="utf-8")),
        sizes=_sizes(summarise["size_bands"]),
        survivors=pd.read_parquet(deduplicated / "survivors.parquet"),
        conflicts=pd.read_parquet(deduplicated / "conflicts.parquet"),
        related=pd.read_parquet(deduplicated / "related.parquet"),
        decisions=_measures(paths.REPORTS / edition / "quality/decisions.csv", ("precision", "recall", "f1")),
        agreement=_measures(paths.REPORTS / edition / "quality/agreement.csv", ("kappa", "alpha")),
        mistakes=texts_of(paths.REPORTS / edition / "quality/mistakes.csv"),
        excluded=pd.read_parquet(deduplicated / "excluded.parquet"),
        ended=pd.read_parquet(summarised / "ended.parquet"),
        read_otherwise=pd.read_parquet(summarised / "read_otherwise.parquet"),
        changes=pd.read_parquet(summarised / "changes.parquet"),
        frame=frozenset(pd.read_csv(paths.GAZETTEER / "us_frame.csv", dtype="str", keep_default_na=False)["id"]),
        regions=_regions(),
    )


def read_labels() -> Labels:
    """Return the words of every code from the codebook."""
    countries, methods = codebook.read("countries"), codebook.read("methods")
    return Labels(
        methods=codebook.labels("methods"),
        priorities=codebook.labels("priorities"),
        countries=codebook.labels("countries"),
        networks=codebook.labels("networks"),
        states=codebook.labels("us_states"),
        continents=dict(zip(countries["code"], countries["continent"], strict=True)),
        in_sentence=codebook.in_sentence(),
        predicates=dict(zip(methods["code"], methods["predicate"], strict=True)),
        reasons=codebook.read("reasons"),
        questionnaire=codebook.read("questionnaire"),
        options=codebook.read("options"),
    )


def _measures(path: Path, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return a table of measures with their intervals; only a blank measure is missing, the code NA is Namibia."""
    named = [f"{name}{end}" for name in measures for end in ("", "_low", "_high")]
    return pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in named})


def texts_of(path: Path) -> pd.DataFrame:
    """Return a table of texts as it is written; only what is blank is missing, the code NA is Namibia."""
    return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])


def _sizes(bounds: list[int]) -> dict[str, str]:
    """Return the size band of every U.S. place."""
    known = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=["id", "population"])
    return sizes.size_codes(sizes.inhabitants(known, codebook.read("us_added_places")), bounds).to_dict()


def _regions() -> dict[str, str]:
    """Return the census region of every state."""
    states = codebook.read("us_states")
    return dict(zip(states["code"], states["census_region"], strict=True))


def _linked_reports(edition: str) -> pd.DataFrame:
    """Return the reports that are about an engagement, with the rules that decided, sorted."""
    folder = paths.CLASSIFIED / edition
    links = pd.read_parquet(paths.DEDUPLICATED / edition / "links.parquet")
    reports = pd.read_parquet(folder / "reports.parquet")
    priorities = pd.read_parquet(folder / "priorities.parquet")
    rules = priorities.groupby("report_id")["priority_rule"].agg(lambda held: ", ".join(sorted(set(held))))
    linked = links.merge(reports, on="report_id", validate="1:1")
    # Areas that several decided count for the first of these.
    decided = priorities.assign(order=priorities["priority_decided_by"].map(DECIDERS.index)).sort_values("order")
    first = decided.drop_duplicates("report_id").set_index("report_id")["priority_decided_by"]
    linked = linked.assign(
        priority_decided_by=linked["report_id"].map(first).astype("str"),
        priority_rules=linked["report_id"].map(rules).astype("str").fillna(""),
        reference_text=linked["reference_text"].fillna(""),
    )
    return linked.sort_values(["engagement_id", "source_id", "row", "report_id"], ignore_index=True)
