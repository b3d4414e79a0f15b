"""Small editions as summarise reads them, for tests of what it makes of them."""

import pandas as pd

from pipeline import tables
from pipeline.findings.edition import Edition, Labels, coded, numbered
from pipeline.findings.rules import Rules
from pipeline.tables import responses
from pipeline.tables.engagements import Engagements, Excluded
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.reports import Classified

SIZES = {"under_30000": "fewer than 30,000 inhabitants", "30000_or_more": "30,000 or more inhabitants"}
LABELS = Labels(
    country={"CN": "China", "GB": "United Kingdom", "JP": "Japan"},
    continent={"CN": "Asia", "GB": "Europe", "JP": "Asia"},
    priority={"culture_education": "Culture and education", "public_health": "Public health"},
    method={"sister_city": "Sister city", "city_network": "City network"},
    network={"c40": "C40 Cities"},
    state={"TX": "Texas"},
    size=SIZES,
    region={"south": "South"},
    in_sentence={"United Kingdom": "the United Kingdom"},
)
RULES = Rules(
    confidence=0.95,
    decimals=0,
    smallest_base=2,
    fewest_cities=1,
    fewest_engagements=1,
    largest_design_effect=5,
    size_bands=[30000],
    windows=[],
    replicates=50,
    seed=1,
    frame=None,
)


def frame(table, rows: list[dict]) -> pd.DataFrame:
    """Return rows of a table, missing where a test does not tell."""
    return tables.typed(pd.DataFrame(rows), table)


def engagement(number: int, **told) -> dict:
    """Return one engagement of Houston, unless told otherwise."""
    plain = {"engagement_id": f"E{number}", "us_place_id": "4699066", "us_city": "Houston", "us_state": "TX"}
    return plain | {"partner_kind": "city", "report_count": 1, "source_count": 1} | told


def city(number: int, **told) -> dict:
    """Return one responding city."""
    plain = {"us_place_id": f"C{number}", "us_city": f"City {number}", "us_state": "TX", "is_partial": False}
    plain |= {"response_count": 1}
    return plain | {"response_id": f"s:{number}"} | told


def report(number: int, engagement_id: str, **told) -> dict:
    """Return one report of an engagement, as summarise reads it."""
    plain = {"report_id": f"desk:{number}:record-1", "source_id": "desk", "row": number, "us_place_id": "4699066"}
    return plain | {"engagement_id": engagement_id, "is_partial": False} | told


PLACE = {"size_code": "30000_or_more", "region_code": "south"}


def responding(cities) -> pd.DataFrame:
    """Return these responding cities, all in the South and large."""
    return frame(responses.Cities, list(cities)).assign(**PLACE)


def edition(
    engagements: list[dict],
    priorities=(),
    cities=(),
    has_respondents=False,
    excluded=(),
    reports=None,
    areas=(),
    earlier=(),
) -> Edition:
    """Return an edition with these rows, all in the South and large.

    Without reports each engagement has one of its own, and one of them a second. areas: report_id and priority code.
    """
    if reports is None:
        ids = [row["engagement_id"] for row in engagements]
        reports = [report(number, one) for number, one in enumerate([*ids, *ids[:1]], start=2)]
    held = pd.DataFrame(priorities, columns=["engagement_id", "priority_code"], dtype="str")
    more = pd.DataFrame(reports, columns=["engagement_id", "is_partial"]).astype(
        {"engagement_id": "str", "is_partial": bool}
    )
    told = [
        {"report_id": one, "priority_code": code, "priority_rule": "box", "priority_decided_by": "box"}
        for one, code in areas
    ]
    both = [frame(Engagements, engagements), frame(Excluded, list(excluded))]
    known = coded(pd.concat(both, ignore_index=True).assign(**PLACE))
    return Edition(
        **numbered(known, held, frame(Classified, reports).join(more), frame(ReportPriorities, told)),
        cities=responding(cities),
        earlier=[responding(others) for others in earlier],
        has_respondents=has_respondents,
    )
