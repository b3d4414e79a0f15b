"""The truth as tables: engagements, what each report and response is, and the findings that follow."""

from typing import NamedTuple

from pipeline.simulation.desk import Record
from pipeline.simulation.lists import Lists
from pipeline.simulation.survey import CAPACITY, Response, Written
from pipeline.simulation.truth import Engagement

SURVEY, DESK = "city_survey", "desk_research"


class Truth(NamedTuple):
    """The four tables of the truth, each a list of lines."""

    engagements: list[dict]
    reports: list[dict]
    responses: list[dict]
    findings: list[dict]


def truth(
    engagements: list[Engagement],
    submitted: list[Response],
    entered: list[Record],
    answers: dict[int, dict[str, str]],
    lists: Lists,
) -> Truth:
    """Return the truth; row numbers are a spreadsheet's, with the header in row 1."""
    reports = [
        line
        for row, response in enumerate(submitted, start=2)
        for written in response.written
        for line in _reports(SURVEY, row, written, lists)
    ]
    reports += [
        line for row, record in enumerate(entered, start=2) for line in _reports(DESK, row, record.written, lists)
    ]
    # A city goes on one journey with another one only, so city and companion name the journey.
    companions = {(one.city, one.together_with): one for one in engagements if one.together_with is not None}
    return Truth(
        [_engagement(engagement, companions, lists) for engagement in engagements],
        reports,
        [_response(row, response, lists) for row, response in enumerate(submitted, start=2)],
        _findings([engagement for engagement in engagements if not engagement.reason], answers, lists),
    )


def _engagement(engagement: Engagement, companions: dict[tuple, Engagement], lists: Lists) -> dict:
    """Return the line of one engagement; companions: by city and the other city, the engagements of joint journeys."""
    city = lists.cities[engagement.city]
    companion = companions.get((engagement.together_with, engagement.city))
    return {
        "truth_engagement_id": engagement.truth_engagement_id,
        "us_place_id": city["us_place_id"],
        "us_city": city["us_city"],
        "us_state": city["us_state"],
        "method_code": engagement.method_code,
        "partner_kind": engagement.partner_kind,
        "partner_country_code": engagement.country_code,
        "partner_place": engagement.place,
        "partner_place_id": engagement.place_id,
        "network_code": engagement.network_code,
        "year": engagement.year,
        "priorities": "; ".join(engagement.priorities),
        "is_counted": "no" if engagement.reason else "yes",
        "reason": engagement.reason,
        "together_with": companion.truth_engagement_id if companion else "",
    }


def _reports(source_id: str, row: int, written: Written, lists: Lists) -> list[dict]:
    """Return a line for each engagement a cell speaks of; one without engagement when it speaks of none."""
    report_id = f"{source_id}:{row}:{written.block}-{written.slot}"
    about = written.engagements or [None]
    return [
        {
            "report_id": f"{report_id}.{number}" if len(about) > 1 else report_id,
            "source_id": source_id,
            "row": row,
            "truth_engagement_id": engagement.truth_engagement_id if engagement else "",
            "us_place_id": lists.cities[engagement.city]["us_place_id"] if engagement else "",
            "partner_country_code": engagement.country_code if engagement else "",
            "partner_place_id": engagement.place_id if engagement else "",
            "method_code": engagement.method_code if engagement else "",
            "priorities": "; ".join(written.priorities),
            "is_legible": "yes" if written.is_legible else "no",
        }
        for number, engagement in enumerate(about, start=1)
    ]


def _response(row: int, response: Response, lists: Lists) -> dict:
    """Return the line of one response."""
    return {
        "response_id": f"{SURVEY}:{row}",
        "source_id": SURVEY,
        "row": row,
        "outcome": response.outcome,
        "reason": response.reason,
        "us_place_id": "" if response.city is None else lists.cities[response.city]["us_place_id"],
        **{question: response.said.get(question, "") for question in CAPACITY},
    }


def _findings(counted: list[Engagement], answers: dict[int, dict[str, str]], lists: Lists) -> list[dict]:
    """Return the findings: counts, and shares of the engagements (or cities) for which the category is decided."""
    with_country = [one.country_code for one in counted if one.country_code]
    memberships = [one.network_code for one in counted if one.network_code]
    stated = [one.priorities for one in counted if one.priorities]
    lines = [
        _finding("headline.cities", len({one.city for one in counted})),
        _finding("headline.engagements", len(counted)),
        _finding("headline.countries", len(set(with_country))),
    ]
    methods = [one.method_code for one in counted]
    for section, codes, base in [
        ("method", methods, len(methods)),
        ("priority", [code for areas in stated for code in areas], len(stated)),
        ("country", with_country, len(with_country)),
        ("network", memberships, len(memberships)),
    ]:
        ranked = sorted(set(codes), key=lambda code: (-codes.count(code), code))
        lines += [_finding(f"{section}.{code}", codes.count(code), base) for code in ranked]
    for question in CAPACITY:
        decided = [said[question] for said in answers.values() if said[question]]
        lines.append(_finding(f"staffing.{question}", decided.count("yes"), len(decided)))
    return lines


def _finding(finding_id: str, count: int, base: int | None = None) -> dict:
    """Return one finding; a plain count has neither base nor percentage."""
    return {
        "finding_id": finding_id,
        "count": count,
        "base": "" if base is None else base,
        "percent": "" if base is None else 100 * count / base,
    }
