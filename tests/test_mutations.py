"""Changing one raw answer changes exactly the numbers that it should: a small simulated edition, all stages, no other.

Each test changes one cell of the raw survey export, runs every stage up to the findings, and compares all of them.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline import classify, deduplicate, ingest, locate, simulate, summarise, validate
from pipeline.classification import evidence, suggester
from pipeline.classification.suggester import Suggester
from pipeline.core import paths
from pipeline.places import knowledge

ROOT = Path(__file__).parents[1]
EDITION = "demonstration-2024"
NUMBERS = ["count", "base", "percent", "lower", "upper", "withheld_reason"]
SMALL = {"cities: 166": "cities: 20", "engagements: 1640": "engagements: 150", "noise: 1.0": "noise: 0"}


class Project:
    """A folder with a small edition, in which one answer can be changed and all be counted again."""

    def __init__(self, folder: Path) -> None:
        choices = (ROOT / "params.yaml").read_text(encoding="utf-8")
        for before, after in (SMALL | {"responding_cities: 118": "responding_cities: 15"}).items():
            choices = choices.replace(f" {before}\n", f" {after}\n")
        (folder / "params.yaml").write_text(choices, encoding="utf-8")
        (folder / "data").mkdir()
        for name in ("codebook", "gazetteer"):
            (folder / "data" / name).symlink_to(ROOT / "data" / name)
        simulate.main(EDITION)
        (self.file,) = (paths.RAW / EDITION / "city_survey").glob("*.csv")
        # Headers may repeat, so they are the first row and columns have numbers.
        self.export = pd.read_csv(self.file, dtype=str, keep_default_na=False, encoding="utf-8-sig", header=None)
        self.before = self.run()
        folder = paths.DEDUPLICATED / EDITION
        self.engagements, links = (pd.read_parquet(folder / f"{name}.parquet") for name in ("engagements", "links"))
        told = pd.read_parquet(paths.CLASSIFIED / EDITION / "reports.parquet")
        meetings = told.merge(links, on="report_id").merge(
            self.engagements[["engagement_id", "report_count"]], on="engagement_id"
        )
        # Meetings that one report alone tells of, so that this report's cell decides.
        self.meetings = meetings.loc[meetings["block"].eq("meeting") & meetings["report_count"].eq(1)]

    def run(self) -> dict[str, pd.DataFrame]:
        """Run the stages from the raw files on; return findings and other readings."""
        for stage in (ingest, validate, locate, classify, deduplicate, summarise):
            stage.main(EDITION)
        folder = paths.SUMMARISED / EDITION
        return {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("findings", "sensitivity")}

    def column(self, wording: str, meeting: pd.Series | None = None) -> int:
        """Return the number of a question's column, of a meeting that of its slot; there is exactly one."""
        slot = "" if meeting is None else f":Significant meeting {meeting['report_id'].rpartition('-')[2]}"
        headers = self.export.iloc[0]
        (number,) = headers.index[headers.str.startswith(wording) & headers.str.endswith(slot)]
        return number

    def after(self, row: int, changes: dict[int, str]) -> dict[str, pd.DataFrame]:
        """Return what is found when the cells of one row (as a spreadsheet numbers it) say something else."""
        changed = self.export.copy()
        for column, value in changes.items():
            assert changed.loc[row - 1, column] != value
            changed.loc[row - 1, column] = value
        changed.to_csv(self.file, index=False, header=False, encoding="utf-8-sig")
        return self.run()


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Return the edition, with what is known of places read once."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("edition")
        patch.chdir(folder)
        patch.setattr(knowledge, "read", cache(knowledge.read))
        # What the suggester has learnt is tested elsewhere; here it knows nothing and suggests nothing.
        patch.setattr(
            suggester,
            "read",
            lambda _, codes: Suggester(codes, pd.Series(dtype=float), np.zeros((0, len(codes))), np.zeros(len(codes))),
        )
        patch.setattr(evidence, "read", lambda: np.zeros((2, len(evidence.EVIDENCE))))
        yield Project(folder)


def changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return section, group_code, code, count before and after of each finding of which any number differs."""
    both = before.merge(after, on="finding_id", how="outer", suffixes=("", "_after"), indicator=True)
    same = both["_merge"].eq("both")
    for name in NUMBERS:
        one, two = both[name], both[f"{name}_after"]
        same &= (one.eq(two).fillna(False) | (one.isna() & two.isna())).astype(bool)
    for name in ("section", "group_code", "code"):
        both[name] = both[name].fillna(both[f"{name}_after"])
    moved = both["count_after"].fillna(0) - both["count"].fillna(0)
    return both.assign(moved=moved).loc[~same, ["finding_id", "section", "group_code", "code", "moved"]]


def moved(told: pd.DataFrame) -> dict[str, int]:
    """Return finding_id → by how much its count changed, of those whose count did, cross-tables left out."""
    whole = told.loc[told["moved"].ne(0) & told["group_code"].isna()]
    return dict(zip(whole["finding_id"], whole["moved"].astype(int).tolist(), strict=True))


def groups(told: pd.DataFrame, section: str) -> set[str]:
    """Return the groups of a cross-table of which any number changed."""
    return set(told.loc[told["section"].eq(section), "group_code"])


def of_engagement(project: Project, meeting: pd.Series) -> pd.Series:
    """Return the engagement of a meeting."""
    return project.engagements.set_index("engagement_id").loc[meeting["engagement_id"]]


def test_the_same_answers_give_the_same_numbers(project):
    assert changed(project.before["findings"], project.after(2, {})["findings"]).empty


def test_an_answer_on_staff_changes_the_shares_of_that_question_only(project):
    cities = pd.read_parquet(paths.DEDUPLICATED / EDITION / "cities.parquet")
    one = cities.loc[cities["has_staff"].eq(True).fillna(False) & cities["response_count"].eq(1)].iloc[0]
    row, staff = int(one["response_id"].partition(":")[2]), project.column("Does your city have staff")
    told = changed(project.before["findings"], project.after(row, {staff: "No"})["findings"])
    assert moved(told) == {"staffing.has_staff": -1}
    assert set(told["section"]) <= {"staffing", "staffing_by_size", "staffing_by_region"}
    assert set(told["code"]) == {"has_staff"}


def test_a_method_changes_two_methods_and_the_cells_they_are_in(project):
    meeting = project.meetings.loc[project.meetings["method_code"].eq("outgoing_mission")].iloc[0]
    kind = project.column("Kind of meeting", meeting)
    incoming = next(label for label in project.export[kind].unique() if "incoming" in label.casefold())
    told = changed(project.before["findings"], project.after(meeting["row"], {kind: incoming})["findings"])
    assert moved(told) == {"method.outgoing_mission": -1, "method.incoming_delegation": 1}
    assert set(told["section"]) <= {"method", "priority_by_method", "method_by_size", "method_by_state"}
    assert groups(told, "priority_by_method") <= {"outgoing_mission", "incoming_delegation"}
    assert groups(told, "method_by_state") <= {meeting["us_state"]}
    assert set(told.loc[told["section"].ne("priority_by_method"), "code"]) == {
        "outgoing_mission",
        "incoming_delegation",
    }


def test_a_ticked_priority_area_changes_that_area_and_the_mentions(project):
    priorities = pd.read_parquet(paths.DEDUPLICATED / EDITION / "priorities.parquet")
    healthy = priorities.loc[priorities["priority_code"].eq("public_health"), "engagement_id"]
    known, other = (
        project.meetings["engagement_id"].isin(priorities["engagement_id"]),
        project.meetings["engagement_id"].isin(healthy),
    )
    meeting = project.meetings.loc[known & ~other].iloc[0]
    header = project.column("Public health:Priority areas of the meeting", meeting)
    told = changed(project.before["findings"], project.after(meeting["row"], {header: "Public health"})["findings"])
    assert moved(told) == {"priority.public_health": 1, "mention.public_health": 1}
    tables = {"priority_by_method", "priority_by_size", "priority_by_country"}
    assert set(told["section"]) <= {"priority", "mention", *tables}
    # Every mention is a share of one more; of the engagements only one area changed.
    assert set(told.loc[told["section"].ne("mention"), "code"]) == {"public_health"}
    assert groups(told, "priority_by_method") <= {of_engagement(project, meeting)["method_code"]}


def test_a_partner_changes_two_countries_and_nothing_of_methods_and_priorities(project):
    meetings = project.meetings
    meeting = meetings.loc[meetings["partner_kind"].eq("city") & meetings["partner_country_code"].ne("JP")].iloc[0]
    cells = {
        project.column("Foreign city, region or organization", meeting): "Nagoya",
        project.column("Foreign country", meeting): "Japan",
    }
    told = changed(project.before["findings"], project.after(meeting["row"], cells)["findings"])
    counts = moved(told)
    assert counts["country.JP"] == 1
    assert counts[f"country.{meeting['partner_country_code']}"] == -1
    tables = {"country_by_region", "country_by_state", "priority_by_country"}
    assert set(told["section"]) <= {"headline", "country", "region", *tables}
    assert set(told.loc[told["section"].eq("country"), "code"]) == {"JP", meeting["partner_country_code"]}
    assert groups(told, "country_by_state") <= {meeting["us_state"]}


def test_a_year_outside_the_window_takes_one_engagement_out_of_every_base(project):
    meeting = project.meetings.loc[project.meetings["year"].ge(2016)].iloc[0]
    found = project.after(meeting["row"], {project.column("Date of the meeting", meeting): "2010-05-01"})
    told = changed(project.before["findings"], found["findings"])
    counts = moved(told)
    assert counts["headline.engagements"] == counts["headline.reports"] == -1
    assert counts[f"method.{meeting['method_code']}"] == -1
    assert counts[f"city.{meeting['us_place_id']}"] == -1
    assert set(counts.values()) == {-1}
    assert not set(told["section"]) & {"staffing", "staffing_by_size", "staffing_by_region", "item_nonresponse"}
    assert groups(told, "priority_by_method") <= {meeting["method_code"]}
    assert groups(told, "method_by_state") <= {meeting["us_state"]}
    every_year = [
        table.loc[table["variant"].eq("years_any_any"), ["finding_id", "count", "base", "percent"]]
        for table in (project.before["sensitivity"], found["sensitivity"])
    ]
    # With every year counted it makes no difference, but to what is in the first ten countries.
    merged = every_year[0].merge(every_year[1], on="finding_id", suffixes=("", "_after"))
    assert merged["count"].equals(merged["count_after"])
