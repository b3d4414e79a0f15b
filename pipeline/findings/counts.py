"""Plain counts: what an edition is known by, the engagements of each city, and how many no rule decided."""

import pandas as pd

from pipeline.findings.edition import Edition
from pipeline.findings.published import counts_as_findings, number


def headline(found: Edition) -> pd.DataFrame:
    """Return the counts that an edition is known by."""
    engagements = found.engagements
    counts = [
        ("cities", "U.S. cities with engagements", engagements["us_place_id"].nunique(), "cities"),
        ("engagements", "Unique engagements", len(engagements), "engagements"),
        ("reports", "Reports of these engagements", len(found.counted_reports), "reports"),
        ("countries", "Partner countries", engagements["partner_country_code"].nunique(), "countries"),
    ]
    if found.has_respondents:
        counts.append(("respondents", "Responding cities", len(found.cities), "cities"))
    named = pd.DataFrame(counts, columns=["code", "label", "count", "unit"])
    return counts_as_findings(
        "headline", named.assign(statement=named["label"] + ": " + named["count"].map(number) + ".")
    )


def cities(engagements: pd.DataFrame) -> pd.DataFrame:
    """Return how many engagements each city has, the most first."""
    counted = engagements.groupby(["us_place_id", "us_city", "us_state"]).size().rename("count").reset_index()
    counted = counted.astype({"us_place_id": "str", "us_city": "str", "us_state": "str"})
    counted = counted.assign(code=counted["us_place_id"], label=counted["us_city"] + ", " + counted["us_state"])
    counted = counted.sort_values(["count", "label", "code"], ascending=[False, True, True], ignore_index=True)
    counted = counted.assign(unit="engagements", rank=counted["count"].rank(method="min", ascending=False))
    said = [
        f"{number(line.count)} engagement{'' if line.count == 1 else 's'} by {line.label}."
        for line in counted[["count", "label"]].itertuples(name="Line")
    ]
    return counts_as_findings("city", counted.assign(statement=said))


def undecided(found: Edition) -> pd.DataFrame:
    """Return for each section how many engagements no rule decided."""
    engagements = found.engagements
    is_network, is_member = engagements["partner_kind"].eq("network"), engagements["method_code"].eq("city_network")
    counts = {
        "country": int((engagements["partner_country_code"].isna() & ~is_network).sum()),
        "method": int(engagements["method_code"].isna().sum()),
        "network": int((is_member & engagements["network_code"].isna()).sum()),
        "partner_kind": int(engagements["partner_kind"].eq("unknown").sum()),
        "priority": len(engagements) - found.priorities["engagement"].nunique(),
        "year": int(engagements["first_year"].isna().sum()),
    }
    named = pd.DataFrame({"section": counts.keys(), "count": counts.values(), "code": "undecided"})
    said = [
        f"{number(count)} engagement{'' if count == 1 else 's'}: {section.replace('_', ' ')} undecided."
        for section, count in counts.items()
    ]
    return counts_as_findings(named["section"], named.assign(label="Undecided", unit="engagements", statement=said))
