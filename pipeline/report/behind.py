"""The rows behind the numbers: for every finding the engagements it counts, for every engagement its reports."""

import math
from collections import defaultdict

import jinja2
import pandas as pd

from pipeline.report.edition import Edition, Labels
from pipeline.report.merges import merges

# Sections of the findings that have a page of the rows behind them: what the page is called. A section a_by_b counts
# the engagements of a within b.
ROW_PAGES = {
    "country": "Partner countries",
    "region": "Regions of the world",
    "priority": "Priority areas",
    "method": "Methods",
    "network": "City networks",
    "partner_kind": "Kinds of partner",
    "state": "States",
    "city": "Cities",
    "year": "Years",
    "concentration": "Cities with the most engagements",
    "priority_by_method": "Priority areas by method",
    "method_by_size": "Methods by size of city",
    "priority_by_size": "Priority areas by size of city",
    "priority_by_country": "Priority areas by partner country",
    "method_by_state": "Methods by state",
    "country_by_state": "Partner countries by state",
    "decided_by_method": "Who decided the method",
    "decided_by_priority": "Who decided the priority areas",
    "staffing": "Capacity and resources",
    "staffing_by_size": "Capacity and resources by size of city",
    "staffing_by_region": "Capacity and resources by region",
    "item_nonresponse": "Questions left out",
}
# Answers of responding cities: counts are all there is to show.
OF_RESPONDENTS = {"staffing", "staffing_by_size", "staffing_by_region", "item_nonresponse"}
# What a page says of each report.
REPORT_COLUMNS = ["report_id", "source_id", "row", "link_probability", "reference_text", "link_rule", "us_city_rule"]
REPORT_COLUMNS += ["partner_country_rule", "partner_place_rule", "method_rule", "priority_rules"]
# Section: the column of the engagements that holds its code.
COLUMN_OF = {
    "country": "partner_country_code",
    "method": "method_code",
    "network": "network_code",
    "partner_kind": "partner_kind",
    "state": "us_state",
    "city": "us_place_id",
    "year": "first_year",
}


class RowsError(Exception):
    """The rows behind a number are not as many as it says: ours to mend, so it keeps its traceback."""


def row_pages(
    templates: jinja2.Environment, common: dict, edition: Edition, labels: Labels, told: pd.DataFrame
) -> dict[str, str]:
    """Return a page for each section of the findings that lists what each of its numbers counts."""
    written = {}
    for section, heading in ROW_PAGES.items():
        groups = _row_groups(section, edition, labels, told)
        if groups:
            written[f"rows/{section}.html"] = templates.get_template("rows.html").render(
                **common,
                root="../",
                heading=heading,
                explanation=_explanation(section),
                groups=groups,
                is_short="_by_" in section,
            )
    return written


def engagements_told(edition: Edition, labels: Labels) -> pd.DataFrame:
    """Return the engagements in words, sorted by state, city and partner; blank where nothing is known."""
    found = edition.engagements
    country = found["partner_country_code"].map(labels.countries).astype("str")
    network = found["network_code"].map(labels.networks).astype("str")
    place = found["partner_place"].fillna(network)
    both = place.notna() & country.notna() & place.ne(country)
    partner = (place + ", " + country).where(both, place.fillna(country)).fillna("Partner not known")
    held = edition.priorities.assign(label=edition.priorities["priority_code"].map(labels.priorities))
    areas = held.sort_values("label").groupby("engagement_id")["label"].agg("; ".join)
    told = pd.DataFrame(
        {
            "engagement_id": found["engagement_id"],
            "us_state": found["us_state"],
            "us_place_id": found["us_place_id"],
            "city": found["us_city"] + ", " + found["us_state"],
            "partner": partner,
            "method": found["method_code"].map(labels.methods).fillna("Method undecided"),
            "year": _years(found["first_year"], found["last_year"]),
            "priorities": found["engagement_id"].map(areas).astype("str").fillna(""),
            "description_text": found["description_text"].fillna(""),
            "report_count": found["report_count"],
        }
    )
    return told.sort_values(["us_state", "city", "partner", "engagement_id"], ignore_index=True)


def _years(first: pd.Series, last: pd.Series) -> pd.Series:
    """Return the years of engagements in words; "" where none is known."""
    one = first.astype("str").fillna("")
    return one.where(first.eq(last).fillna(True), one + "–" + last.astype("str").fillna("")).astype("str")


def _row_groups(section: str, edition: Edition, labels: Labels, told: pd.DataFrame) -> list[dict]:
    """Return each finding of a section with the engagements it counts; of responding cities only counts.

    Raises RowsError when a finding counts more or fewer rows than are found for it.
    """
    lines = edition.section(section)
    if section in OF_RESPONDENTS:
        return [{**line._asdict(), "engagements": [], "cities": []} for line in lines]
    if section == "concentration":
        return _concentration_groups(lines, edition)
    behind = _behind(section, edition, labels)
    rows = behind.merge(told, on="engagement_id").sort_values(["us_state", "city", "partner", "engagement_id"])
    by_code = _by_first_column(rows[["finding_id", *told.columns]], "Row")
    for line in lines:
        _require_as_many(line, len(by_code[line.finding_id]))
    return [{**line._asdict(), "engagements": by_code[line.finding_id], "cities": []} for line in lines]


def _concentration_groups(lines: list, edition: Edition) -> list[dict]:
    """Return for each finding on concentration the cities behind it, the most engagements first."""
    cities = edition.section("city")
    most = {"cities_for_half": None, "top_10_cities": 10, "top_tenth": math.ceil(len(cities) / 10)}
    groups = []
    for line in lines:
        mine = cities[: line.count if most[line.code] is None else most[line.code]]
        _require_as_many(line, len(mine) if most[line.code] is None else sum(city.count for city in mine))
        groups.append({**line._asdict(), "engagements": [], "cities": mine})
    return groups


def _require_as_many(line, found: int) -> None:
    """Raise RowsError when a finding counts another number than is found."""
    if found != line.count:
        raise RowsError(f"{line.finding_id} counts {line.count}; {found} are found.")


def _by_first_column(table: pd.DataFrame, name: str) -> defaultdict[str, list[tuple]]:
    """Return the rows of a table, as named tuples of this name, by the value of its first column."""
    grouped = defaultdict(list)
    for row in table.itertuples(index=False, name=name):
        grouped[row[0]].append(row)
    return grouped


def _behind(section: str, edition: Edition, labels: Labels) -> pd.DataFrame:
    """Return finding_id and engagement_id of every row that a finding of the section counts."""
    if section.startswith("decided_by_"):
        told = _deciders(section.removeprefix("decided_by_"), edition)
    elif "_by_" in section:
        inner, outer = section.split("_by_")
        told = _codes(inner, edition, labels).merge(
            _codes(outer, edition, labels).rename(columns={"code": "group"}), on="engagement_id"
        )
        told = told.assign(code=told["group"] + "." + told["code"])
    else:
        told = _codes(section, edition, labels)
    return told.assign(finding_id=section + "." + told["code"])[["finding_id", "engagement_id"]]


def _codes(section: str, edition: Edition, labels: Labels) -> pd.DataFrame:
    """Return engagement_id and code of every engagement that has a code in a section."""
    found = edition.engagements
    if section == "priority":
        return edition.priorities.rename(columns={"priority_code": "code"})
    if section == "region":
        code = found["partner_country_code"].map(labels.continents)
    elif section == "size":
        code = found["us_place_id"].map(edition.sizes)
    else:
        code = found[COLUMN_OF[section]].astype("str")
    if section == "network":
        code = code.where(found["method_code"].eq("city_network"))
    if section == "partner_kind":
        code = code.mask(code.eq("unknown"))
    told = pd.DataFrame({"engagement_id": found["engagement_id"], "code": code})
    return told.loc[told["code"].notna()]


def _deciders(decision: str, edition: Edition) -> pd.DataFrame:
    """Return engagement_id and code of every report: who decided its method, or its priority areas."""
    decider = edition.reports[f"{decision}_decided_by"].fillna("nobody")
    return pd.DataFrame({"engagement_id": edition.reports["engagement_id"], "code": decider})


def _explanation(section: str) -> str:
    """Return what a page of rows shows."""
    if section in OF_RESPONDENTS:
        return (
            "These shares are of responding cities. Which city gave which answer is not published; the numbers of "
            "cities are all there is to show."
        )
    return "Every engagement a number counts, with a link to the reports, source rows and rules behind it."


def engagement_pages(
    templates: jinja2.Environment, common: dict, edition: Edition, labels: Labels, told: pd.DataFrame
) -> dict[str, str]:
    """Return a page per state with every engagement and the reports behind it, and the list of these pages."""
    reports_of = _by_first_column(edition.reports[["engagement_id", *REPORT_COLUMNS]], "Report")
    written, states = {}, []
    joined = merges(edition, labels, told)
    for state, part in told.groupby("us_state"):
        name = labels.states.get(state, state)
        states.append((state, name, len(part)))
        cities = [
            (
                city,
                [{**row._asdict(), "reports": reports_of[row.engagement_id]} for row in rows.itertuples(index=False)],
            )
            for city, rows in part.groupby("city")
        ]
        written[f"engagements/{state}.html"] = templates.get_template("engagements.html").render(
            **common, root="../", heading=name, cities=cities, joined=joined
        )
    written["engagements/index.html"] = templates.get_template("states.html").render(
        **common, root="../", states=sorted(states, key=lambda line: line[1])
    )
    return written
