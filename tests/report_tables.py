"""A small edition for the tests of the report: four engagements of three cities, with texts that mean harm."""

from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.report.edition import Edition, Labels
from pipeline.sources import Source
from pipeline.tables.findings import Comparison, Findings

MARKUP = '<script>alert("x")</script><img src=x onerror=alert(1)>{{ 7 * 7 }}'
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
METHODS = {"sister_city": "Sister city", "outgoing_mission": "Outgoing mission", "city_network": "City network"}
PRIORITIES = {"economic_development": "Economic development", "culture_education": "Culture and education"}
COUNTRIES = {"JP": "Japan", "MX": "Mexico", "FR": "France"}


def typed(table: type, rows: list[dict]) -> pd.DataFrame:
    """Return rows as the table, every column of its kind."""
    kinds = {name: str(column.dtype) for name, column in table.to_schema().columns.items()}
    return table.validate(pd.DataFrame(rows, columns=list(kinds)).astype(kinds))


def share(section: str, code: str, label: str, count: int, base: int, **overrides) -> dict:
    """Return a finding that is a share, its interval five points to each side."""
    percent = round(100 * count / base)
    told = {
        "finding_id": f"{section}.{code}",
        "edition": "demonstration-2024",
        "section": section,
        "measure": "share",
        "code": code,
        "label": label,
        "rank": 1,
        "count": count,
        "base": base,
        "unit": "engagements with a known method",
        "percent": percent,
        "lower": max(percent - 5, 0),
        "upper": min(percent + 5, 100),
        "is_withheld": False,
        "statement": f"{count} of {base}.",
    }
    return told | overrides


def count(section: str, code: str, label: str, number: int) -> dict:
    """Return a finding that is a plain count."""
    none = {"base": None, "percent": None, "lower": None, "upper": None, "rank": None, "measure": "count"}
    return share(section, code, label, number, 1) | {"count": number, "unit": "engagements"} | none


def findings(*rows: dict, has_respondents: bool = True) -> pd.DataFrame:
    """Return the findings of the small edition, and those given."""
    headline = [
        count("headline", "cities", "U.S. cities with engagements", 3),
        count("headline", "engagements", "Unique engagements", 4),
        count("headline", "reports", "Reports of these engagements", 5),
        count("headline", "countries", "Partner countries", 3),
    ]
    staffing = [
        share("staffing", "has_staff", "staff who manage international affairs among their duties", 60, 100),
        share("staffing", "has_director", "a dedicated director or manager", 19, 100),
    ]
    asked = [count("headline", "respondents", "Responding cities", 100), *staffing] if has_respondents else []
    told = [
        *headline,
        share("country", "JP", "Japan", 2, 4),
        share("country", "FR", "France", 1, 4),
        share("country", "MX", "Mexico", 1, 4),
        share("region", "Asia", "Asia", 2, 4),
        share("region", "North America", "North America", 1, 4),
        share("priority", "economic_development", "Economic development", 2, 4),
        share("method", "sister_city", "Sister city", 3, 4),
        share("method", "outgoing_mission", "Outgoing mission", 1, 4),
        share("method", "city_network", "City network", 0, 4),
        share("partner_kind", "city", "city", 4, 4),
        count("state", "CA", "California", 3),
        count("state", "OH", "Ohio", 1),
        count("city", "1", "Oakland, CA", 3),
        count("city", "2", "Toledo, OH", 1),
        count("year", "1989", "1989", 1),
        count("year", "1992", "1992", 3),
        *[count(section, "undecided", "Undecided", 0) for section in ("country", "method", "network", "priority")],
        *asked,
        *rows,
    ]
    return typed(Findings, told)


def engagement(identifier: str, **overrides) -> dict:
    """Return an engagement: Oakland and Fukuoka, sister cities since 1992."""
    told = {
        "engagement_id": identifier,
        "us_place_id": "1",
        "us_city": "Oakland",
        "us_state": "CA",
        "method_code": "sister_city",
        "partner_kind": "city",
        "partner_country_code": "JP",
        "partner_place": "Fukuoka",
        "partner_place_id": "9",
        "partner_latitude": 33.6,
        "partner_longitude": 130.4,
        "network_code": None,
        "first_year": 1992,
        "last_year": 1992,
        "description_text": None,
        "report_count": 1,
        "source_count": 1,
    }
    return told | overrides


def report_row(identifier: str, engagement_id: str, row: int, **overrides) -> dict:
    """Return a report that is about an engagement, with the rules that decided."""
    told = {
        "engagement_id": engagement_id,
        "report_id": identifier,
        "source_id": "desk_research",
        "row": row,
        "role": "counted",
        "link_rule": "only report",
        "us_city_rule": "name and state",
        "partner_country_rule": "spelling",
        "partner_place_rule": "name in country",
        "method_rule": "M01",
        "priority_rules": "",
        "reference_text": "",
    }
    return told | overrides


def source(folder: Path, **overrides) -> Source:
    """Return the description of a source that is handed over."""
    told = {
        "source_id": "desk_research",
        "file": folder / "desk_research.csv",
        "kind": "records",
        "simulated": True,
        "platform": "records",
        "layout": "desk",
        "sheet": "",
        "producer": "Truman Center",
        "title": "Desk research",
        "address": "",
        "accessed": "2024-06-01",
        "licence": "Made for this test",
        "coverage": "Three cities; nothing before 1980",
        "grain": "one engagement",
        "every_row": {},
    }
    return Source(**(told | overrides))


def edition(folder: Path, is_simulated: bool = True, has_respondents: bool = True, **overrides) -> Edition:
    """Return the small edition; figures as chart would have left them are given, else there are none."""
    engagements = pd.DataFrame(
        [
            engagement("E1", description_text=MARKUP, report_count=2),
            engagement("E2", partner_place=LONG_WORD, partner_country_code="FR"),
            engagement("E3", partner_place=MARKUP, partner_country_code="MX", method_code="outgoing_mission"),
            engagement("E4", us_place_id="2", us_city="Toledo", us_state="OH", first_year=1989, last_year=1989),
        ]
    ).astype({"first_year": "Int64", "last_year": "Int64", "description_text": "str", "network_code": "str"})
    reports = [report_row(f"desk_research:{row}", f"E{row - 1}", row) for row in (2, 3, 4, 5)]
    reports.append(report_row("desk_research:6", "E1", 6, role="merged", link_rule=MARKUP, reference_text="=1+1"))
    compared = {
        "finding_id": "country.top",
        "statement": "Top countries of engagement",
        "published": "China, Mexico, Japan",
        "computed": "Japan (2)",
        "agreement": "differs",
        "remark": "Published without counts.",
    }
    ended = {"source_id": "desk_research", "outcome": "counted", "reason": "counted", "count": 4}
    undecided = {
        "decision": "country",
        "answer": MARKUP,
        "count": 1,
        "example": "desk_research:4",
        "suggestions": None,
        "file": "data/codebook/country_spellings.csv",
    }
    noted = {"source_id": "desk_research", "row": 3, "report_id": None, "column": "year_text", "value": "19 92"}
    told = {
        "name": "demonstration-2024",
        "choices": {
            "title": "International engagements of three cities",
            "coverage": "Three cities and nothing before 1980.",
            "cut_off": date(2024, 6, 21),
            "first_year": 2016,
            "last_year": 2024,
            "count_undated": True,
            "frame_cities": 1400,
        },
        "summarise": {"confidence": 0.95, "decimals": 0, "smallest_base": 10},
        "sources": [source(folder, simulated=is_simulated, kind="survey" if has_respondents else "records")],
        "findings": findings(has_respondents=has_respondents),
        "comparison": typed(Comparison, [compared]),
        "accounting": pd.DataFrame(
            [
                {"unit": "row", **ended},
                {"unit": "row", **ended, "outcome": "merged", "reason": "same_engagement", "count": 1},
                {"unit": "report", **ended},
                {"unit": "report", **ended, "outcome": "merged", "reason": "same_engagement", "count": 1},
            ]
        ),
        "engagements": engagements,
        "priorities": pd.DataFrame(
            {"engagement_id": ["E1", "E4"], "priority_code": ["economic_development", "economic_development"]}
        ),
        "reports": pd.DataFrame(reports),
        "review": pd.DataFrame([undecided]).astype({"suggestions": "str"}),
        "issues": pd.DataFrame([noted | {"consequence": "noted", "sentence": "It is no year."}]),
        "figures": [],
    }
    return Edition(**(told | overrides))


def labels() -> Labels:
    """Return the words of the small edition's codes."""
    reasons = [
        ("counted", "counted", "Counted", "It speaks for an engagement."),
        ("same_engagement", "merged", "Same engagement", "Another report already speaks for it."),
    ]
    asked = {
        "question": "has_staff",
        "block": "capacity",
        "slots": "1",
        "kind": "single",
        "wording": "Does your city have staff for it?",
        "treatment": "answer",
    }
    return Labels(
        methods=METHODS,
        priorities=PRIORITIES,
        countries=COUNTRIES,
        networks={},
        states={"CA": "California", "OH": "Ohio", "NV": "Nevada"},
        continents={"JP": "Asia", "MX": "North America", "FR": "Europe"},
        predicates={"sister_city": "are sister-city ties", "outgoing_mission": "are missions abroad"},
        reasons=pd.DataFrame(reasons, columns=["code", "outcome", "label", "description"]),
        questionnaire=pd.DataFrame([asked]),
        options=pd.DataFrame(
            {
                "question": ["has_staff", "has_staff"],
                "number": ["1", "2"],
                "label": ["Yes", "No"],
                "code": ["yes", "no"],
            }
        ),
    )
