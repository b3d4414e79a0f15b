"""All editions on one page: only what may be compared is set side by side, with what differs said."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline import reference
from pipeline.tables.findings import Editions, Findings
from pipeline.trends import figures
from pipeline.trends.editions import Edition, differences, lines
from pipeline.trends.page import page
from tests.report_tables import MARKUP, share, source, typed
from tests.report_tables import findings as small_findings

ROOT = Path(__file__).parents[1]
STAGES = reference.stages(ROOT)


def edition(folder, name: str = "2026", compared_with: str | None = None, **overrides) -> Edition:
    """Return an edition of four engagements that was received; sources, findings and choices are a test's to change."""
    choices = {"title": f"Engagements {name}", "coverage": "Three cities.", "cut_off": date(int(name[:4]), 6, 30)}
    choices |= {"first_year": None, "last_year": None, "count_undated": True, "frame_cities": 1400}
    told = {
        "sources": [source(folder, simulated=False)],
        "findings": small_findings(),
        "editions": typed(Editions, []),
    }
    told["choices"] = choices | {"compared_with": compared_with} | overrides.pop("choices", {})
    return Edition(name=name, **(told | overrides))


def names(found: list[list[Edition]]) -> list[list[str]]:
    """Return the names of editions in lines."""
    return [[one.name for one in line] for line in found]


def changed(other: str, difference: float) -> pd.DataFrame:
    """Return that sister cities have changed by so many points from another edition."""
    told = {"compared_with": other, "finding_id": "method.sister_city", "section": "method", "label": "Sister city"}
    told |= {"measure": "share", "difference": difference, "lower": difference - 3, "upper": difference + 3}
    return typed(Editions, [told])


def shown(found: list[Edition]) -> str:
    """Return the page of editions."""
    ordered = lines(found)
    return page(ordered, figures.trend(ordered), 0, 0.95)


def test_editions_that_name_each_other_stand_in_one_line_the_oldest_first(tmp_path):
    found = [edition(tmp_path, "2028", "2026"), edition(tmp_path, "2024"), edition(tmp_path, "2026", "2024")]
    assert names(lines(found)) == [["2024", "2026", "2028"]]


def test_an_edition_that_nobody_compares_stands_alone_after_newer_lines(tmp_path):
    found = [edition(tmp_path, "2023"), edition(tmp_path, "2026", "2025"), edition(tmp_path, "2025")]
    assert names(lines(found)) == [["2025", "2026"], ["2023"]]


def test_a_simulated_edition_is_in_no_line_with_received_ones_and_comes_last(tmp_path):
    simulated = edition(tmp_path, "2029", "2026", sources=[source(tmp_path, simulated=True)])
    assert names(lines([simulated, edition(tmp_path, "2026")])) == [["2026"], ["2029"]]


def test_an_edition_compared_with_one_that_is_not_built_stands_alone(tmp_path):
    assert names(lines([edition(tmp_path, "2026", "2019")])) == [["2026"]]


def test_the_largest_of_every_edition_of_a_line_are_shown_for_each_that_has_them(tmp_path):
    def ranked(codes: str) -> pd.DataFrame:
        told = [share("country", code, code, 50 - place, 99, rank=place + 1) for place, code in enumerate(codes)]
        return typed(Findings, told)

    first = edition(tmp_path, "2025", findings=ranked("ABCDEF"))
    second = edition(tmp_path, "2026", "2025", findings=ranked("FABCDE"))
    told = figures.trend(lines([first, second]))
    assert told["finding_id"].unique().tolist() == [f"country.{code}" for code in "FABCDE"]
    assert told.loc[told["finding_id"].eq("country.F"), ["edition", "count"]].to_numpy().tolist() == [
        ["2025", 45],
        ["2026", 50],
    ]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        pytest.param(
            {"first_year": 2018}, "Window: events and agreements since 2018 in 2026; all years in 2025.", id="w"
        ),
        pytest.param({"count_undated": False}, "Engagements without a year count in 2025, not in 2026.", id="undated"),
        pytest.param({"frame_cities": None}, "Frame: unknown in 2026; 1,400 cities in 2025.", id="frame"),
        pytest.param({"coverage": "Ten cities."}, "What is covered is described differently", id="coverage"),
    ],
)
def test_a_choice_that_differs_is_said(tmp_path, choices, said):
    told = differences(edition(tmp_path, "2026", choices=choices), edition(tmp_path, "2025"))
    assert len(told) == 1
    assert told[0].startswith(said)


def test_sources_that_only_one_edition_has_or_that_were_taken_again_are_said(tmp_path):
    kept, gone = (
        source(tmp_path, source_id="kept", simulated=False),
        source(tmp_path, source_id="gone", title="Old list"),
    )
    here = [
        source(tmp_path, source_id="kept", accessed="2026-01-02"),
        source(tmp_path, source_id="new", title="New list"),
    ]
    assert differences(edition(tmp_path, "2026", sources=here), edition(tmp_path, "2025", sources=[kept, gone])) == [
        "Only 2026 has 1 source: “New list”.",
        "Only 2025 has 1 source: “Old list”.",
        "Taken again: “Desk research” (1 June 2024, then 2 January 2026).",
    ]


def test_editions_that_differ_in_nothing_say_so(tmp_path):
    assert "Window, frame, sources and coverage are the same." in shown(
        [edition(tmp_path, "2025"), edition(tmp_path, "2026", "2025")]
    )


def test_a_share_has_its_bar_interval_count_base_and_change(tmp_path):
    told = shown([edition(tmp_path, "2025"), edition(tmp_path, "2026", "2025", editions=changed("2025", -1.5))])
    row = re.search(r"<tr><td>2026</td><td>(.*?)</td>(.*?)</tr>", told.partition("Sister city</th>")[2], re.DOTALL)
    assert 'width="120.0" height="7"' in row[1]  # 75 of 100 of 160 units
    assert re.findall(r">([^<]+)</td>", row[2]) == ["75\u00a0%", "70 to 80\u00a0%", "3 of 4", "−1.5 (−4.5 to +1.5)"]


def test_a_withheld_share_has_no_bar_and_no_percentage(tmp_path):
    hidden = {"percent": None, "lower": None, "upper": None, "is_withheld": True, "withheld_reason": "small_base"}
    told = shown([edition(tmp_path, findings=typed(Findings, [share("method", "x", "Of few", 1, 3, **hidden)]))])
    assert "<svg" not in told
    assert re.findall(r">([^<]+)</td>", told.partition("Of few</th>")[2]) == ["withheld", "–", "1 of 3"]


def test_one_edition_makes_a_page_without_changes(tmp_path):
    told = shown([edition(tmp_path)])
    assert "This edition is compared with no other" in told
    assert ">Change<" not in told
    assert "imulated" not in told


def test_simulated_editions_say_so_in_every_heading_and_table_of_theirs(tmp_path):
    told = shown([edition(tmp_path, "2024", sources=[source(tmp_path)]), edition(tmp_path, "2026")])
    received, _, simulated = told.partition('aria-labelledby="2024-line"')
    assert "<caption>Simulated. " not in received
    assert simulated.count("<caption>") == simulated.count("<caption>Simulated. ") > 3
    assert "Simulated data: no city" in simulated


def test_a_page_of_simulated_editions_alone_has_the_banner(tmp_path):
    assert '<aside class="simulated"' in shown([edition(tmp_path, sources=[source(tmp_path)])])


def test_words_that_look_like_markup_stay_words(tmp_path):
    told = shown([edition(tmp_path, choices={"title": MARKUP, "coverage": MARKUP})])
    assert "<script" not in told
    assert "<img" not in told


def test_every_link_of_the_page_leads_to_what_a_stage_writes(tmp_path):
    outs = [next(iter(out)) for stage in STAGES.values() for out in stage["outs"] if isinstance(out, dict)]
    made = [out.removeprefix("reports/").replace("${item.edition}", "2026") for out in outs]
    links = re.findall(r'href="([^"#:]+)"', shown([edition(tmp_path)]))
    assert len(links) > 8
    assert [link for link in links if not any(link == out or link.startswith(f"{out}/") for out in made)] == []


def test_the_tables_say_of_each_row_whether_it_is_simulated(tmp_path):
    found = lines([edition(tmp_path, "2024", sources=[source(tmp_path)]), edition(tmp_path, "2026")])
    for table in (figures.overview(found), figures.trend(found)):
        assert table.groupby("edition")["data"].unique().map(list).to_dict() == {
            "2024": ["simulated"],
            "2026": ["as recorded"],
        }
