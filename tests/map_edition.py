"""A small edition for the tests of the map, with texts that mean harm; and the parts to make others of."""

import pandas as pd

from pipeline.webmap import content

MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script></script><!--'
FORMULA = "=cmd|' /C calc'!A0"
REVERSED = "\u202egnirts\u202c and \u2067more\u2069"
LONG = "Lang " * 2000


def about(**overrides) -> dict:
    """Return what the page says of the edition."""
    told = {
        "edition": "demonstration-2024",
        "title": "A small demonstration",
        "coverage": "Seven engagements of four cities that a test made up.",
        "cutOff": "2024-06-21",
        "isSimulated": True,
        "smallestBase": 10,
    }
    return told | overrides


def source(identifier: str = "survey", **overrides) -> dict:
    """Return one source as the page is told of it."""
    told = {"id": identifier, "label": "City survey", "producer": "A test", "address": "", "licence": "none"}
    return told | overrides


def engagement(identifier: str, **overrides) -> dict:
    """Return an engagement: Toledo, Ohio, and Toledo, Spain, sister cities since 1931."""
    told = {
        "engagement_id": identifier,
        "us_place_id": "5174035",
        "us_city": "Toledo",
        "us_state": "OH",
        "method_code": "sister_city",
        "partner_kind": "city",
        "partner_country_code": "ES",
        "partner_place": "Toledo",
        "partner_place_id": "2510409",
        "partner_latitude": 39.858,
        "partner_longitude": -4.023,
        "network_code": None,
        "first_year": 1931,
        "last_year": 1931,
        "description_text": None,
        "report_count": 1,
        "source_count": 1,
    }
    return told | overrides


CITIES = {
    "toledo": {"us_place_id": "5174035", "us_city": "Toledo", "us_state": "OH"},
    "columbus": {"us_place_id": "4509177", "us_city": "Columbus", "us_state": "OH"},
    "oakland": {"us_place_id": "5378538", "us_city": "Oakland", "us_state": "CA"},
    "honolulu": {"us_place_id": "5856195", "us_city": "Honolulu", "us_state": "HI"},
}


def place(identifier: str, name: str, country: str, latitude: float, longitude: float) -> dict:
    """Return the columns of a partner place."""
    return {
        "partner_place_id": identifier,
        "partner_place": name,
        "partner_country_code": country,
        "partner_latitude": latitude,
        "partner_longitude": longitude,
    }


def nowhere(kind: str, name: str | None, country: str | None) -> dict:
    """Return the columns of a partner that no gazetteer has."""
    return place(None, name, country, None, None) | {"partner_kind": kind}


COLOGNE = place("2886242", "Köln", "DE", 50.933, 6.95)
FUKUOKA = place("1863967", "Fukuoka", "JP", 33.6, 130.417)
YEAR = {"first_year": 2019, "last_year": 2021}
NO_YEAR = {"first_year": None, "last_year": None}

ENGAGEMENTS = [
    engagement("e1", description_text=MARKUP, report_count=2, source_count=2),
    engagement(
        "e2", **CITIES["columbus"], **COLOGNE, method_code="outgoing_mission", **{**YEAR, "description_text": FORMULA}
    ),
    engagement("e3", **CITIES["oakland"], **FUKUOKA, **{**NO_YEAR, "description_text": REVERSED}),
    engagement(
        "e4", **CITIES["oakland"], **FUKUOKA, method_code="incoming_delegation", **{**YEAR, "description_text": LONG}
    ),
    engagement(
        "e5",
        **CITIES["oakland"],
        **nowhere("network", None, None),
        method_code="city_network",
        network_code="c40",
        **NO_YEAR,
    ),
    engagement("e6", **CITIES["honolulu"], **nowhere("country", None, "JP"), method_code="other", **YEAR),
    engagement("e7", **CITIES["honolulu"], **nowhere("unknown", MARKUP, None), method_code=None, **NO_YEAR),
]
PRIORITIES = [("e1", "culture_education"), ("e2", "economic_development"), ("e2", "climate_sustainability")]
REPORTS = [("e1", "survey"), ("e1", "desk"), *((f"e{number}", "survey") for number in range(2, 7)), ("e7", "desk")]
SOURCES = [source(), source("desk", label="Desk research <b>2024</b>")]


def findings(engagements: pd.DataFrame) -> pd.DataFrame:
    """Return the headline findings, counted apart from the map."""
    counts = {
        "engagements": len(engagements),
        "cities": engagements["us_place_id"].nunique(),
        "countries": engagements["partner_country_code"].nunique(),
        "reports": int(engagements["report_count"].sum()),
    }
    return pd.DataFrame({"section": "headline", "code": list(counts), "count": list(counts.values())})


def tables(rows: list[dict], priorities: list | None = None, reports: list | None = None) -> content.Tables:
    """Return the tables of an edition with these engagements."""
    engagements = pd.DataFrame(rows).astype({"first_year": "Int64", "last_year": "Int64"})
    engagements = engagements.astype({"partner_latitude": float, "partner_longitude": float})
    held = [(identifier, "survey") for identifier in engagements["engagement_id"]] if reports is None else reports
    return content.Tables(
        engagements=engagements,
        priorities=pd.DataFrame(priorities or [], columns=["engagement_id", "priority_code"], dtype="str"),
        reports=pd.DataFrame(held, columns=["engagement_id", "source_id"]),
        findings=findings(engagements),
    )


def small() -> content.Tables:
    """Return the small edition."""
    return tables(ENGAGEMENTS, PRIORITIES, REPORTS)
