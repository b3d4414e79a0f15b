"""A small edition for the tests of the report: four engagements of three cities, with texts that mean harm."""

from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from pipeline.core.sources import Source
from pipeline.report.edition import Edition, Labels
from pipeline.tables.engagements import Conflicts, Related, Survivors
from pipeline.tables.evaluation import Agreement, Evaluation, Mistakes
from pipeline.tables.findings import Changes, Comparison, Editions, Findings, ReadOtherwise, Response, Sensitivity
from pipeline.tables.outcomes import Outcomes

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
        "group_code": None,
        "group_label": None,
        "rank_lower": None,
        "rank_upper": None,
        "interval_method": "linearised",
        "withheld_reason": None,
    }
    return told | overrides


def count(section: str, code: str, label: str, number: int) -> dict:
    """Return a finding that is a plain count."""
    none = {"base": None, "percent": None, "lower": None, "upper": None, "rank": None, "measure": "count"}
    return share(section, code, label, number, 1) | {"count": number, "unit": "engagements"} | none


def _crossed(section: str, group: str, words: str, code: str, count: int, base: int, withheld: bool = False) -> dict:
    """Return one cell of a cross-table."""
    told = share(section, code, code, count, base) | {"finding_id": f"{section}.{group}.{code}"}
    none = {"percent": None, "lower": None, "upper": None, "is_withheld": True, "withheld_reason": "few_cities"}
    return told | {"group_code": group, "group_label": words} | (none if withheld else {})


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
        share("mention", "economic_development", "Economic development", 2, 2),
        _crossed("priority_by_method", "sister_city", "Sister city", "economic_development", 2, 2),
        _crossed("method_by_size", "30000_49999", "30,000 to 49,999 inhabitants", "sister_city", 3, 4),
        _crossed("country_by_state", "OH", "Ohio", "JP", 1, 1, withheld=True),
        _crossed("country_by_region", "Asia", "Asia", "JP", 2, 2),
        share("concentration", "cities_for_half", "Cities that make half of the engagements", 1, 2),
        share("decided_by_method", "rule", "a rule of the codebook", 5, 5),
        share("decided_by_priority", "nobody", "nobody yet", 5, 5),
        count("state", "CA", "California", 3),
        count("state", "OH", "Ohio", 1),
        count("city", "1", "Oakland, CA", 3),
        count("city", "2", "Toledo, OH", 1),
        count("year", "1989", "1989", 1),
        count("year", "1992", "1992", 3),
        *[count(section, "undecided", "Undecided", 0) for section in ("country", "method", "network", "year")],
        count("priority", "undecided", "Undecided", 2),
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
        "link_probability": float("nan"),
        "method_decided_by": "rule",
        "priority_decided_by": None,
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


def _answered(size: str, frame: int, responded: int) -> dict:
    """Return one row of the response table."""
    told = {"size_code": size, "size_label": size, "region_code": "all", "region_label": "all regions"}
    told |= {"frame_count": frame, "responded_count": responded, "response_percent": 100 * responded // frame}
    return told | {"engaged_count": 2, "engaged_percent": 2}


def _reading(variant: str, percent: int, difference: float) -> dict:
    """Return one main figure under one reading."""
    told = {"finding_id": "method.sister_city", "section": "method", "label": "Sister city", "variant": variant}
    told |= {"variant_label": variant.replace("_", " "), "count": 3, "base": 4, "percent": percent}
    return told | {"difference": difference}


def _measured(code: str, label: str) -> dict:
    """Return how well methods are decided, for one code."""
    told = {"stage": "classify", "decision": "method", "part": "held_out", "label_code": code, "label": label}
    return told | {"known": 10, "decided": 9, "correct": 9, "precision": 1.0, "recall": 0.9}


def _mistake() -> dict:
    """Return a decision that is wrong."""
    told = {"stage": "classify", "decision": "method", "part": "seen", "record": "g1", "written": MARKUP}
    return told | {"truth": "sister_city", "decided": "outgoing_mission", "rule": "M01"}


def _ended() -> list[dict]:
    """Return how the five rows, and the report of each, ended; and a report of an engagement that does not count."""
    told = []
    for row, into in ((2, "E1"), (3, "E2"), (4, "E3"), (5, "E4"), (6, "E1")):
        way = {"outcome": "merged", "reason": "same_engagement"} if row == 6 else {}
        way = {"source_id": "desk_research", "row": row, "outcome": "counted", "reason": "counted", "into": into} | way
        told.append({"unit": "row", "report_id": None} | way)
        told.append({"unit": "report", "report_id": f"desk_research:{row}"} | way)
    left = {"unit": "report", "source_id": "desk_research", "row": 7, "report_id": "desk_research:7", "into": "E8"}
    return [*told, left | {"outcome": "excluded", "reason": "outside_window"}]


def _moved(engagement_id: str, change: str) -> dict:
    """Return an engagement that another reading adds or leaves out."""
    return {"variant": "every_year", "engagement_id": engagement_id, "change": change}


def _changed(kind: str, change: str, identifier: str) -> dict:
    """Return a city or engagement that came or went."""
    told = {"compared_with": "trial-2023", "kind": kind, "change": change, "id": identifier}
    return told | {"us_city": "Oakland", "us_state": "CA"}


@cache
def _validated() -> dict[str, pd.DataFrame]:
    """Return the tables that are the same in every small edition; to validate them takes longer than all the others."""
    compared = {
        "finding_id": "country.top",
        "statement": "Top countries of engagement",
        "published": "China, Mexico, Japan",
        "computed": "Japan (2)",
        "agreement": "differs",
        "remark": "Published without counts.",
    }
    kept = {"engagement_id": "E1", "column": "first_year", "value": "1992", "report_id": "desk_research:2"}
    kept |= {"saying": 2, "conflicting": 1}
    said = {"engagement_id": "E1", "column": "first_year", "value": "1991", "report_id": "desk_research:6"}
    related = {"engagement_id": "E1", "related_engagement_id": "E4", "relation": "same_event", "related_rule": MARKUP}
    agreed = {"decision": "method", "label_code": "all", "label": "All", "coders": 2, "items": 50, "positive": 60}
    agreed |= {"percent": 96, "kappa": 0.91, "alpha": 0.9, "alpha_low": 0.8, "alpha_high": 0.97}
    compared_edition = {"compared_with": "trial-2023", "finding_id": "method.sister_city", "section": "method"}
    compared_edition |= {"label": "Sister city", "measure": "share", "percent": 75, "other_percent": 70}
    compared_edition |= {"count": 3, "base": 4, "other_count": 7, "other_base": 10}
    compared_edition |= {"difference": 5.0, "lower": -1.0, "upper": 11.0}
    return {
        "comparison": typed(Comparison, [compared]),
        "response": typed(Response, [_answered("30000_49999", 60, 40), _answered("all", 100, 40)]),
        "sensitivity": typed(Sensitivity, [_reading("published", 75, 0.0), _reading("every_year", 70, -5.04)]),
        "editions": typed(Editions, [compared_edition]),
        "survivors": typed(Survivors, [kept, kept | {"column": "description_text", "report_id": "desk_research:6"}]),
        "conflicts": typed(Conflicts, [said, said | {"column": "partner_place", "value": "Kyoto"}]),
        "related": typed(Related, [related]),
        "decisions": typed(Evaluation, [_measured("all", "All"), _measured("other", "Other")]),
        "agreement": typed(Agreement, [agreed]),
        "mistakes": typed(Mistakes, [_mistake()]),
        "ended": typed(Outcomes, _ended()),
        "read_otherwise": typed(ReadOtherwise, [_moved("E8", "added"), _moved("E4", "left_out")]),
        "changes": typed(Changes, [_changed("engagement", "new", "E1"), _changed("city", "gone", "7")]),
    }


def _as_validated() -> dict[str, pd.DataFrame]:
    """Return these tables so that a test which writes into one writes into its own."""
    return {name: table.copy(deep=False) for name, table in _validated().items()}


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
        "summarise": {"confidence": 0.95, "decimals": 0, "smallest_base": 10, "size_bands": [30_000, 100_000]},
        "sources": [source(folder, simulated=is_simulated, kind="survey" if has_respondents else "records")],
        "findings": findings(has_respondents=has_respondents),
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
        "sizes": {"1": "30000_49999", "2": "30000_49999"},
        "excluded": engagements.loc[[2]].assign(engagement_id="E8", partner_place="Paris", reason="outside_window"),
        "frame": frozenset({"1", "2"}),
        "regions": {"CA": "west", "OH": "midwest", "NV": "west"},
    }
    return Edition(**(_as_validated() | told | overrides))


def labels() -> Labels:
    """Return the words of the small edition's codes."""
    reasons = [
        ("counted", "counted", "Counted", "It speaks for an engagement."),
        ("same_engagement", "merged", "Same engagement", "Another report already speaks for it."),
        ("outside_window", "excluded", "Outside the time window", "It took place in other years."),
        ("domestic_partner", "excluded", "Partner in the United States", "Not international."),
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
        in_sentence={"Mexico": "the Mexico of a test"},
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
