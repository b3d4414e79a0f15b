"""What came of joining reports: which value was kept of which report, who says otherwise, which engagements belong."""

from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from pipeline.pages.wording import listed
from pipeline.report.edition import Edition, Labels
from pipeline.tables.engagements import Engagements

RELATIONS = {"same_event": "The same journey or visit as", "same_agreement": "The same agreement as"}


class Merges(NamedTuple):
    """What the page of an engagement tells of the joining."""

    kept: dict[tuple[str, str], str]  # engagement, report → the values kept of it
    conflicts: dict[str, list[str]]  # engagement → sentences
    related: dict[str, list[dict]]  # engagement → links to those of other cities


def merges(edition: Edition, labels: Labels, told: pd.DataFrame) -> Merges:
    """Return what came of joining reports; told: the engagements in words."""
    titles = {column: field.title.lower() for column, field in Engagements.to_schema().columns.items()}
    return Merges(
        kept=_kept(edition.survivors, titles),
        conflicts=_conflicts(edition, labels, titles),
        related=_related(edition.related, told),
    )


def _kept(survivors: pd.DataFrame, titles: dict[str, str]) -> dict[tuple[str, str], str]:
    """Return for each report of an engagement which values were kept of it, identifiers apart."""
    named = survivors.loc[~survivors["column"].str.endswith("_id")]
    words = named.assign(title=named["column"].map(titles)).groupby(["engagement_id", "report_id"], sort=False)["title"]
    return {key: listed(list(dict.fromkeys(titles_))) for key, titles_ in words}


def _conflicts(edition: Edition, labels: Labels, titles: dict[str, str]) -> dict[str, list[str]]:
    """Return for each engagement what other reports say instead of what was kept."""
    words = {
        "method_code": labels.methods,
        "partner_country_code": labels.countries,
        "network_code": labels.networks,
    }
    kept = edition.survivors[["engagement_id", "column", "value", "report_id"]]
    both = edition.conflicts.merge(
        kept, how="left", on=["engagement_id", "column"], suffixes=("", "_kept"), validate="m:1"
    )
    told = defaultdict(list)
    for line in both.itertuples(index=False, name="Conflict"):
        said = words.get(line.column, {})
        what_is_kept = (
            "there is none, as the city says"
            if pd.isna(line.value_kept)
            else f"{said.get(line.value_kept, line.value_kept)} is kept (report {line.report_id_kept})"
        )
        told[line.engagement_id].append(
            f"{titles[line.column].capitalize()}: {what_is_kept}; report {line.report_id} says "
            f"{said.get(line.value, line.value)}."
        )
    return told


def _related(related: pd.DataFrame, told: pd.DataFrame) -> dict[str, list[dict]]:
    """Return for each engagement those of other cities that are the same event or agreement."""
    words = told.set_index("engagement_id")[["us_state", "city", "partner"]]
    joined = related.join(words, on="related_engagement_id", how="inner")
    belonging = defaultdict(list)
    for line in joined.itertuples(index=False, name="Related"):
        belonging[line.engagement_id].append(
            {
                "words": RELATIONS[line.relation],
                "page": f"{line.us_state}.html#{line.related_engagement_id}",
                "who": f"{line.city} – {line.partner}",
                "rule": line.related_rule,
            }
        )
    return belonging
