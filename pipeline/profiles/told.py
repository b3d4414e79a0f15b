"""What each profile says: its finding, how its engagements are spread, and the engagements themselves."""

from collections import Counter
from typing import NamedTuple

import pandas as pd

from pipeline import slugs
from pipeline.profiles.edition import Edition

KINDS = {
    "city": ("U.S. cities", "us_place_id"),
    "state": ("States", "us_state"),
    "country": ("Partner countries", "partner_country_code"),
    "priority": ("Priority areas", "priority_code"),
    "method": ("Methods", "method_code"),
}
# How the engagements of a profile are spread: heading, and the kind that a line leads to, "" for none.
SPREADS = {
    "method_code": ("By method", "method"),
    "priority_code": ("By priority area; one engagement may serve several", "priority"),
    "partner_country_code": ("By partner country", "country"),
    "us_place_id": ("By city", "city"),
    "network_code": ("Memberships of city networks", ""),
    "first_year": ("By the year in which it began or took place", ""),
}


class Profile(NamedTuple):
    """One page."""

    kind: str
    code: str
    label: str
    slug: str
    finding: object  # row of the findings, None where there is none
    size: str  # of a city, in words
    spreads: list[dict]
    peers: list[tuple[str, str]]  # slug, name
    engagements: list


class ProfileError(Exception):
    """A profile counts other engagements than the findings: ours to mend."""


def profiles(edition: Edition) -> list[Profile]:
    """Return every profile, by kind and label. Raises ProfileError when one differs from its finding."""
    rows = _rows(edition)
    held = edition.priorities.merge(rows, on="engagement_id", validate="m:1")
    findings = {line.finding_id: line for line in edition.findings.itertuples(index=False, name="Finding")}
    made = []
    for kind, (_, column) in KINDS.items():
        groups = dict(list((held if kind == "priority" else rows).groupby(column)))
        codes = edition.labels[column] if kind in ("priority", "method") else groups
        # Beside a priority area its own engagements' other areas are not told: they are in the report.
        areas = dict(list(held.groupby(column))) if kind != "priority" else {}
        for code in codes:
            mine = groups.get(code, rows.iloc[:0])
            finding = findings.get(f"{kind}.{code}")
            if finding is not None and finding.count != len(mine):
                raise ProfileError(f"{kind} {code}: {len(mine)} engagements, the findings say {finding.count}.")
            served = (
                areas.get(code) if kind != "priority" else held.loc[held["engagement_id"].isin(mine["engagement_id"])]
            )
            made.append(
                Profile(
                    kind=kind,
                    code=code,
                    label=edition.labels[column].get(code, code),
                    slug=slug_of(edition, kind, code),
                    finding=finding,
                    size=edition.size_words.get(code, "") if kind == "city" else "",
                    spreads=_spreads(edition, kind, mine, served),
                    peers=[
                        (edition.city_slugs[other], edition.labels["us_place_id"][other])
                        for other in (edition.peers.get(code, []) if kind == "city" else [])
                    ],
                    engagements=list(mine.itertuples(index=False, name="Engagement")),
                )
            )
    return sorted(made, key=lambda profile: (list(KINDS).index(profile.kind), profile.label, profile.slug))


def slug_of(edition: Edition, kind: str, code: str) -> str:
    """Return the part of a profile's address that is its own."""
    if kind == "city":
        return edition.city_slugs[code]
    if kind == "country":
        return slugs.slug(edition.labels["partner_country_code"].get(code, code))
    return slugs.of_code(code)


def _rows(edition: Edition) -> pd.DataFrame:
    """Return the engagements with their words, sorted by city and partner."""
    found, labels = edition.engagements, edition.labels
    country = found["partner_country_code"].map(labels["partner_country_code"]).astype("str")
    place = found["partner_place"].fillna(found["network_code"].map(labels["network_code"]).astype("str"))
    both = place.notna() & country.notna() & place.ne(country)
    first = found["first_year"].astype("str").fillna("")
    last = found["last_year"].astype("str").fillna("")
    told = found[["engagement_id", "us_place_id", "us_state", "partner_country_code", "method_code"]].assign(
        network_code=found["network_code"].where(found["method_code"].eq("city_network")),
        first_year=found["first_year"],
        city=found["us_place_id"].map(labels["us_place_id"]),
        partner=(place + ", " + country).where(both, place.fillna(country)).fillna("Partner not known"),
        method=found["method_code"].map(labels["method_code"]).fillna("Undecided"),
        years=first.where(first.eq(last), first + "–" + last),
        reports=found["report_count"],
    )
    # Each page takes a few rows out and reads them cell by cell: slow with Arrow's texts, quick with plain ones.
    return told.sort_values(["city", "partner", "engagement_id"], ignore_index=True).astype(object)


def _spreads(edition: Edition, kind: str, mine: pd.DataFrame, served: pd.DataFrame | None) -> list[dict]:
    """Return how engagements are spread over each other thing; the kind of the page itself is left out."""
    told = []
    for column, (heading, leads_to) in SPREADS.items():
        if column == KINDS[kind][1]:
            continue
        table = served if column == "priority_code" else mine
        if table is None:
            continue
        counts = Counter(table[column].dropna().tolist())
        if not counts:
            continue
        largest = max(counts.values())
        pairs = (
            sorted(counts.items())
            if column == "first_year"
            else sorted(counts.items(), key=lambda pair: (-pair[1], edition.labels[column].get(pair[0], pair[0])))
        )
        lines = [
            {
                "label": edition.labels.get(column, {}).get(code, str(code)),
                "count": count,
                "width": round(100 * count / largest, 1),
                "address": f"../{leads_to}/{slug_of(edition, leads_to, code)}.html" if leads_to else "",
            }
            for code, count in pairs
        ]
        told.append({"heading": heading, "lines": lines, "known": int(table["engagement_id"].nunique())})
    return told
