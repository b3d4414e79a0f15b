"""All that the report of an edition is made from, as earlier stages left it."""

import json
from typing import NamedTuple

import pandas as pd

from pipeline import codebook, params, paths, sources


class Labels(NamedTuple):
    """Code → words, and the tables of the codebook that the report shows."""

    methods: dict[str, str]
    priorities: dict[str, str]
    countries: dict[str, str]
    networks: dict[str, str]
    states: dict[str, str]
    continents: dict[str, str]  # country → region of the world
    predicates: dict[str, str]  # method → how a sentence says that engagements are of it
    reasons: pd.DataFrame
    questionnaire: pd.DataFrame
    options: pd.DataFrame


class Edition(NamedTuple):
    """What earlier stages left of one edition."""

    name: str
    choices: dict  # its entry in params.yaml
    summarise: dict  # how shares are published
    sources: list[sources.Source]
    findings: pd.DataFrame
    comparison: pd.DataFrame
    accounting: pd.DataFrame
    engagements: pd.DataFrame
    priorities: pd.DataFrame
    reports: pd.DataFrame  # linked reports with their rules
    review: pd.DataFrame
    issues: pd.DataFrame
    figures: list[dict]

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
        mine = self.findings["section"].eq(name) & self.findings["code"].ne("undecided")
        return list(self.findings.loc[mine].itertuples(index=False, name="Finding"))

    def finding(self, finding_id: str):
        """Return one finding, None when the edition has none of that name."""
        found = self.findings.loc[self.findings["finding_id"].eq(finding_id)]
        return next(found.itertuples(index=False, name="Finding"), None)


def read(edition: str) -> Edition:
    """Return what earlier stages left of an edition."""
    summarised, deduplicated = paths.SUMMARISED / edition, paths.DEDUPLICATED / edition
    stages = (paths.LOCATED, paths.CLASSIFIED, paths.DEDUPLICATED)
    return Edition(
        name=edition,
        choices=params.edition(edition),
        summarise=params.section("summarise"),
        sources=sources.read(edition),
        findings=pd.read_parquet(summarised / "findings.parquet"),
        comparison=pd.read_parquet(summarised / "comparison.parquet"),
        accounting=pd.read_parquet(summarised / "accounting.parquet"),
        engagements=pd.read_parquet(deduplicated / "engagements.parquet"),
        priorities=pd.read_parquet(deduplicated / "priorities.parquet"),
        reports=_linked_reports(edition),
        review=pd.concat([pd.read_parquet(left / edition / "review.parquet") for left in stages], ignore_index=True),
        issues=pd.read_parquet(paths.VALIDATED / edition / "issues.parquet"),
        figures=json.loads((paths.REPORTS / edition / "figures/figures.json").read_text(encoding="utf-8")),
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
        predicates=dict(zip(methods["code"], methods["predicate"], strict=True)),
        reasons=codebook.read("reasons"),
        questionnaire=codebook.read("questionnaire"),
        options=codebook.read("options"),
    )


def _linked_reports(edition: str) -> pd.DataFrame:
    """Return the reports that are about an engagement, with the rules that decided, sorted."""
    folder = paths.CLASSIFIED / edition
    links = pd.read_parquet(paths.DEDUPLICATED / edition / "links.parquet")
    reports = pd.read_parquet(folder / "reports.parquet")
    priorities = pd.read_parquet(folder / "priorities.parquet")
    rules = priorities.groupby("report_id")["priority_rule"].agg(lambda held: ", ".join(sorted(set(held))))
    linked = links.merge(reports, on="report_id", validate="1:1")
    linked = linked.assign(
        priority_rules=linked["report_id"].map(rules).astype("str").fillna(""),
        reference_text=linked["reference_text"].fillna(""),
    )
    return linked.sort_values(["engagement_id", "source_id", "row", "report_id"], ignore_index=True)
