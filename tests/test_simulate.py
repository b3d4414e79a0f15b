"""The simulator: exactly the published shares, the same bytes each time, and a truth that fits what is written."""

import csv
import io
from collections import Counter
from functools import cache

import openpyxl
import pytest

from pipeline.core import codebook, params
from pipeline.dates import read_year
from pipeline.simulate import Simulated, simulate, write_raw
from pipeline.simulation import alchemer, desk, lists
from pipeline.simulation.shares import largest_remainder
from pipeline.simulation.truth import SimulationError

KNOWN = lists.read()
CHOICES = params.section("simulate")["demonstration-2024"]
FIRST_YEAR, LAST_YEAR = 2016, 2024
SURVEY = f"city_survey/{alchemer.FILE_NAME}"
WORKBOOK = "desk_research/desk_research.xlsx"


def simulated(noise: float = 1.0) -> Simulated:
    return simulate({**CHOICES, "noise": noise}, FIRST_YEAR, LAST_YEAR, KNOWN)


@cache
def normal() -> Simulated:
    """Return the edition as people write."""
    return simulated()


@cache
def plain() -> Simulated:
    """Return the edition as nobody writes: plainly."""
    return simulated(noise=0)


def survey_rows(edition: Simulated, noise: float = 1.0) -> list[list[str]]:
    return alchemer.table(edition.responses, KNOWN, noise)


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    write_raw(normal(), KNOWN, 1.0, folder)
    return folder


@pytest.mark.parametrize("edition", [pytest.param(normal, id="as people write"), pytest.param(plain, id="plainly")])
def test_the_truth_has_exactly_the_published_shares(edition):
    true = {line["finding_id"]: line for line in edition().truth.findings}
    for published in codebook.read("published").itertuples():
        if published.kind == "percent":
            assert round(true[published.finding_id]["percent"]) == float(published.figure), published.finding_id
        elif published.kind == "percent fewer than":
            assert 18 <= true[published.finding_id]["percent"] < float(published.figure) - 0.5
    assert true["headline.cities"]["count"] == 166
    assert true["headline.engagements"]["count"] == 1640


@pytest.mark.parametrize(("seed", "noise"), [(1, 0), (2, 1), (3, 2)])
def test_any_seed_gives_the_published_shares(seed, noise):
    edition = simulate({**CHOICES, "seed": seed, "noise": noise}, FIRST_YEAR, LAST_YEAR, KNOWN)
    true = {line["finding_id"]: line["percent"] for line in edition.truth.findings}
    wanted = {"method.sister_city": 54, "method.city_network": 9, "priority.economic_development": 45}
    assert {name: round(true[name]) for name in wanted} == wanted


def test_a_larger_edition_can_be_asked_for():
    choices = {**CHOICES, "cities": 300, "engagements": 4000, "responding_cities": 250}
    true = {
        line["finding_id"]: line["count"] for line in simulate(choices, FIRST_YEAR, LAST_YEAR, KNOWN).truth.findings
    }
    assert (true["headline.cities"], true["headline.engagements"]) == (300, 4000)


def test_a_small_edition_can_be_asked_for():
    """Few engagements are left to exchange priority areas with."""
    choices = {**CHOICES, "cities": 40, "engagements": 200, "responding_cities": 30}
    true = {
        line["finding_id"]: line["count"] for line in simulate(choices, FIRST_YEAR, LAST_YEAR, KNOWN).truth.findings
    }
    assert (true["headline.cities"], true["headline.engagements"]) == (40, 200)


def test_more_cities_than_are_listed_is_refused_by_name():
    with pytest.raises(SimulationError, match=r"asks for 9000 cities; data/codebook/simulation/cities.csv"):
        simulate({**CHOICES, "cities": 9000, "engagements": 9000}, FIRST_YEAR, LAST_YEAR, KNOWN)


def test_the_six_countries_lead_in_the_published_order():
    countries = [line for line in normal().truth.findings if line["finding_id"].startswith("country.")]
    ranked = sorted(countries, key=lambda line: -line["count"])
    assert [line["finding_id"].removeprefix("country.") for line in ranked[:6]] == ["CN", "MX", "JP", "FR", "DE", "GB"]
    assert len({line["count"] for line in ranked[:7]}) == 7
    assert len(ranked) >= 90


def test_a_few_cities_have_most_engagements():
    per_city = Counter(line["us_place_id"] for line in normal().truth.engagements if line["is_counted"] == "yes")
    assert sum(count for _, count in per_city.most_common(17)) > 0.25 * 1640
    assert min(per_city.values()) <= 2


def test_shares_in_findings_are_count_over_base():
    shares = [line for line in normal().truth.findings if line["base"] != ""]
    assert all(line["percent"] == 100 * line["count"] / line["base"] for line in shares)


def test_every_counted_engagement_is_reported_and_every_report_is_of_one_that_is_there():
    known = {line["truth_engagement_id"]: line for line in normal().truth.engagements}
    reported = {line["truth_engagement_id"] for line in normal().truth.reports} - {""}
    assert set(known) == reported


def test_report_and_response_identifiers_are_unique():
    for lines, key in ((normal().truth.reports, "report_id"), (normal().truth.responses, "response_id")):
        assert len({line[key] for line in lines}) == len(lines)


def test_every_report_of_the_truth_stands_in_the_row_it_names(raw):
    survey = list(csv.reader(io.StringIO((raw / SURVEY).read_text(encoding="utf-8-sig"), newline="")))
    workbook = openpyxl.load_workbook(raw / WORKBOOK).active
    records = list(workbook.iter_rows(values_only=True))
    header = survey[0]
    for report in normal().truth.reports:
        block, slot = report["report_id"].split(":")[2].partition(".")[0].split("-")
        if block == "record":
            assert records[report["row"] - 1][3], report["report_id"]
            continue
        wanted = {
            "agreement": f"Formal agreement {slot}",
            "meeting": f"Significant meeting {slot}",
            "network": "networks",
        }
        cells = [
            cell
            for name, cell in zip(header, survey[report["row"] - 1], strict=True)
            if name.endswith(wanted[block]) or (block == "network" and "city networks" in name)
        ]
        assert any(cells), report["report_id"]
    assert len(survey) == 1 + len(normal().truth.responses)


def test_every_written_slot_of_the_survey_is_a_report_of_the_truth():
    rows = survey_rows(normal())
    known = {report["report_id"].partition(".")[0] for report in normal().truth.reports}
    for number, cells in enumerate(rows[1:], start=2):
        for name, cell in zip(rows[0], cells, strict=True):
            if cell and name.partition(" ")[0] and name.rsplit(":", 1)[-1].startswith(("Formal agr", "Significant m")):
                block = "agreement" if "Formal agreement" in name.rsplit(":", 1)[-1] else "meeting"
                assert f"city_survey:{number}:{block}-{name.rsplit(' ', 1)[-1]}" in known


def test_written_plainly_everything_is_legible():
    assert {line["is_legible"] for line in plain().truth.reports} == {"yes"}
    assert {line["outcome"] for line in plain().truth.responses} == {"counted"}
    names = {line["country"] for line in KNOWN.countries} | {"USA", "United States", ""}
    assert {record.cells["Country"] for record in plain().records} <= names


def test_most_is_legible_as_people_write():
    legible = Counter(line["is_legible"] for line in normal().truth.reports)
    assert 0 < legible["no"] < 0.03 * legible["yes"]


def test_twice_the_noise_makes_more_odd_spellings_than_once():
    names = {line["country"] for line in KNOWN.countries} | {"USA", "United States", ""}

    def odd(edition: Simulated) -> float:
        return sum(record.cells["Country"] not in names for record in edition.records) / len(edition.records)

    assert odd(simulated(noise=2)) > 1.4 * odd(normal()) > 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(raw, tmp_path):
    write_raw(simulated(), KNOWN, 1.0, tmp_path)
    for name in (SURVEY, WORKBOOK, "city_survey/source.yaml", "desk_research/source.yaml"):
        assert (tmp_path / name).read_bytes() == (raw / name).read_bytes(), name
    other = simulate({**CHOICES, "seed": 7}, FIRST_YEAR, LAST_YEAR, KNOWN)
    assert other.truth.engagements != normal().truth.engagements


def test_personal_values_stand_in_personal_columns_and_free_text_only():
    rows = survey_rows(normal())
    people = [response.person for response in normal().responses if response.person]
    planted = {value for person in people for value in (person.name, person.email, person.phone, person.ip)}
    allowed = ("Your ", "What ", "Anything else", "IP Address", "SessionID")
    holding = {
        name
        for cells in rows[1:]
        for name, cell in zip(rows[0], cells, strict=True)
        if any(value in cell for value in planted)
    }
    assert {name for name in holding if not name.startswith(allowed)} == set()
    assert any(name.startswith("What ") for name in holding)
    assert any(name.startswith("Anything else") for name in holding)


def test_a_colleague_named_in_a_summary_stands_in_the_personal_column_too():
    naming = [record for record in normal().records if "(entered by " in str(record.cells["Summary"])]
    assert naming
    assert all(record.cells["Researcher"] in record.cells["Summary"] for record in naming)


def test_invented_people_use_addresses_and_numbers_that_reach_nobody():
    people = [response.person for response in normal().responses if response.person]
    assert all(person.email.rpartition("@")[2].startswith("city.example.") for person in people)
    assert all(" 555-01" in person.phone for person in people)
    assert all(person.ip.startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for person in people)


def test_the_truth_names_no_person():
    people = {response.person.name for response in normal().responses if response.person}
    told = {str(value) for lines in normal().truth for line in lines for value in line.values()}
    assert not people & told


def test_events_count_within_the_window_and_standing_ties_whenever_they_began():
    counted = [line for line in normal().truth.engagements if line["is_counted"] == "yes"]
    dated = [line["year"] for line in counted if line["method_code"] not in ("sister_city", "city_network")]
    assert FIRST_YEAR <= min(dated) <= max(dated) <= LAST_YEAR
    assert min(line["year"] for line in counted if line["method_code"] == "sister_city") < 1970
    outside = [line["year"] for line in normal().truth.engagements if line["reason"] == "outside_window"]
    assert max(outside) < FIRST_YEAR - 1


def test_a_year_that_decides_whether_an_engagement_counts_is_legible():
    outside = {line["truth_engagement_id"] for line in normal().truth.engagements if line["reason"] == "outside_window"}
    for record in normal().records:
        if record.written.engagements[0].truth_engagement_id in outside:
            assert read_year(str(record.cells["Start"]), newest=2024).year < FIRST_YEAR


def test_no_two_engagements_could_be_taken_for_one():
    seen = Counter(
        (line["us_place_id"], line["method_code"], line["partner_country_code"], line["partner_place"], line["year"])
        for line in normal().truth.engagements
    )
    assert seen.most_common(1)[0][1] == 1


def test_partners_in_one_cell_share_all_else():
    joined = [record.written for record in normal().records if len(record.written.engagements) > 1]
    joined += [one for response in normal().responses for one in response.written if len(one.engagements) > 1]
    assert joined
    for written in joined:
        first, *others = written.engagements
        for other in others:
            assert (other.city, other.method_code, other.country_code) == (
                first.city,
                first.method_code,
                first.country_code,
            )
            assert (other.year, other.priorities) == (first.year, first.priorities)


def test_priority_areas_of_an_engagement_are_those_its_reports_state():
    stated: dict[str, set[str]] = {}
    for report in normal().truth.reports:
        areas = {area for area in report["priorities"].split("; ") if area}
        stated.setdefault(report["truth_engagement_id"], set()).update(areas)
    for line in normal().truth.engagements:
        assert set(filter(None, line["priorities"].split("; "))) == stated[line["truth_engagement_id"]]


def test_a_membership_that_desk_research_found_may_state_areas():
    memberships = [line for line in normal().truth.engagements if line["method_code"] == "city_network"]
    assert any(line["priorities"] for line in memberships)
    assert not all(line["priorities"] for line in memberships)


def test_a_corrected_answer_is_the_newest_one():
    newest: dict[str, dict] = {}
    for line in normal().truth.responses:
        if line["outcome"] in ("counted", "merged"):
            newest[line["us_place_id"]] = line
    assert {line["outcome"] for line in newest.values()} == {"counted"}
    budget = next(line for line in normal().truth.findings if line["finding_id"] == "staffing.has_budget")
    assert sum(line["has_budget"] == "yes" for line in newest.values()) == budget["count"]


def test_the_workbook_has_the_headers_its_layout_knows(raw):
    sheet = openpyxl.load_workbook(raw / WORKBOOK).active
    header = next(sheet.iter_rows(max_row=1, values_only=True))
    columns = codebook.read("record_columns")
    assert list(header) == columns.loc[columns["layout"].eq(desk.LAYOUT), "header"].tolist()


def test_a_text_that_begins_like_a_formula_is_kept_as_text(raw):
    workbook = openpyxl.load_workbook(raw / WORKBOOK).active
    assert [cell.coordinate for line in workbook.iter_rows() for cell in line if cell.data_type == "f"] == []
    rows = survey_rows(normal())
    summaries = [record.cells["Summary"] for record in normal().records] + [cell for row in rows for cell in row]
    assert any(str(text).startswith("=HYPERLINK(") for text in summaries)


def test_cities_and_partners_of_the_lists_are_named_once():
    assert len({line["us_place_id"] for line in KNOWN.cities}) == len(KNOWN.cities)
    assert len({line["place_id"] for line in KNOWN.partners}) == len(KNOWN.partners)
    assert {line["country_code"] for line in KNOWN.partners} == {line["country_code"] for line in KNOWN.countries}
    assert min(int(line["population"]) for line in KNOWN.cities) >= 30_000


def test_every_method_and_priority_area_has_words():
    areas = {line["code"] for line in codebook.read("priorities").to_dict("records")}
    methods = {line["code"] for line in codebook.read("methods").to_dict("records")}
    assert {line["priority_code"] for line in KNOWN.subjects} == areas
    assert {line["method_code"] for line in KNOWN.openings} == methods
    assert {line["method_code"] for line in KNOWN.method_words} == methods


def test_largest_remainder_keeps_the_total_and_the_shares():
    assert largest_remainder([54, 15, 11, 9, 7, 4], 1640) == [886, 246, 180, 148, 115, 65]
