import pandas as pd
import pytest

from pipeline import tables
from pipeline.deduplicate import Deduplicated, deduplicate
from pipeline.linkage.knowledge import DeduplicateError, Knowledge
from pipeline.tables import responses
from pipeline.tables.priorities import ReportPriorities
from pipeline.tables.reports import Classified
from pipeline.window import Window

METHOD_KINDS = {
    "sister_city": "standing",
    "city_network": "standing",
    "sector_partnership": "agreement",
    "outgoing_mission": "event",
    "incoming_delegation": "event",
}
STATUS_WORDS = pd.DataFrame(
    [["no", "ended", ""], ["dissolved", "ended", ""], ["renewed", "active", ""], ["in talks", "planned", ""]],
    columns=["text", "meaning", "note"],
)
JOINT_WORDS = pd.DataFrame([["joint", "joint", ""]], columns=["text", "role", "note"])
NOTHING_REGISTERED = pd.DataFrame(columns=["key", "engagement_id", "edition"], dtype="str")
ALL_YEARS = Window(None, None, True)
CHICAGO = {"us_place_id": "4887398", "us_city": "Chicago", "us_state": "IL"}
OSAKA = {
    "partner_kind": "city",
    "partner_country_code": "JP",
    "partner_place": "Osaka",
    "partner_place_id": "1853909",
    "partner_latitude": 34.69,
    "partner_longitude": 135.5,
}
TOYONAKA = OSAKA | {"partner_place": "Toyonaka", "partner_place_id": "1849837"}


def frame(table, rows: list[dict]) -> pd.DataFrame:
    return tables.typed(pd.DataFrame(rows), table)


def cells(table: pd.DataFrame) -> list[list]:
    return table.to_numpy(dtype=object).tolist()


def report(source: str = "desk", row: int = 2, **overrides) -> dict:
    return {
        "report_id": f"{source}:{row}:record",
        "source_id": source,
        "row": row,
        "block": "record",
        **CHICAGO,
        "us_city_rule": "name and state",
        **OSAKA,
        "partner_country_rule": "name",
        "partner_place_rule": "name",
        "method_code": "sister_city",
        "method_rule": "box",
        "method_decided_by": "box",
        **overrides,
    }


def response(row: int = 2, **overrides) -> dict:
    return {
        "response_id": f"survey:{row}",
        "source_id": "survey",
        "row": row,
        "status": "complete",
        "is_test": False,
        **CHICAGO,
        "us_city_rule": "name and state",
        **overrides,
    }


def decision(first: dict, second: dict, verdict: str) -> dict:
    return {"first_report": first["report_id"], "second_report": second["report_id"], "decision": verdict}


def deduplicated(
    *found: dict,
    priorities: tuple[dict, ...] = (),
    people: tuple[dict, ...] = (),
    decisions: tuple[dict, ...] = (),
    window: Window = ALL_YEARS,
    register: pd.DataFrame = NOTHING_REGISTERED,
) -> Deduplicated:
    return deduplicate(
        frame(Classified, list(found)),
        frame(ReportPriorities, list(priorities)),
        frame(responses.Located, list(people)),
        Knowledge(
            METHOD_KINDS,
            STATUS_WORDS,
            pd.DataFrame(list(decisions), columns=["first_report", "second_report", "decision"]),
            JOINT_WORDS,
            {"same partner, standing": 0.99, "same partner and year": 0.97},
            register,
            event_year_tolerance=1,
            description_threshold=80,
        ),
        window,
    )


def test_a_city_for_which_only_an_unfinished_questionnaire_speaks_is_partial():
    result = deduplicated(report(), people=(response(3, status="partial"),))
    assert result.cities["is_partial"].tolist() == [True]


def test_a_sister_city_reported_by_two_sources_is_one_engagement():
    result = deduplicated(report("desk", year=1973), report("list", description_text="Sister city since the 1970s"))
    assert result.engagements[["report_count", "source_count", "first_year"]].pipe(cells) == [[2, 2, 1973]]
    assert result.links["role"].tolist() == ["counted", "merged"]
    assert result.outcomes[["outcome", "reason"]].pipe(cells) == [
        ["counted", "counted"],
        ["merged", "same_engagement"],
    ]


def test_a_sister_city_and_a_memorandum_with_the_same_place_are_two_engagements():
    result = deduplicated(report("desk", year=2019), report("list", method_code="sector_partnership", year=2019))
    assert len(result.engagements) == 2


def test_missions_of_different_years_are_two_engagements():
    mission = {"method_code": "outgoing_mission"}
    result = deduplicated(report("desk", year=2018, **mission), report("list", year=2022, **mission))
    assert len(result.engagements) == 2


def test_a_person_is_asked_about_missions_that_one_source_lists_a_year_apart():
    mission = {"method_code": "outgoing_mission"}
    result = deduplicated(report("desk", 2, year=2018, **mission), report("desk", 3, year=2019, **mission))
    assert len(result.engagements) == 2
    assert result.review[["decision", "example"]].pipe(cells) == [["same_engagement", "desk:2:record"]]


def test_what_a_person_called_the_same_is_one_engagement_whatever_the_rules_say():
    first, second = report("desk"), report("list", **TOYONAKA)
    result = deduplicated(first, second, decisions=(decision(first, second, "same"),))
    assert result.links["link_rule"].tolist() == ["a person said so", "a person said so"]
    assert len(result.engagements) == 1


def test_what_a_person_called_different_is_two_engagements_and_not_asked_again():
    first, second = report("desk"), report("list")
    result = deduplicated(first, second, decisions=(decision(first, second, "different"),))
    assert len(result.engagements) == 2
    assert result.review.empty


def test_a_third_report_does_not_join_what_a_person_called_different():
    first, second, third = report("desk"), report("list"), report("page")
    result = deduplicated(first, second, third, decisions=(decision(first, second, "different"),))
    assert sorted(result.engagements["report_count"]) == [1, 2]


def test_decisions_that_contradict_each_other_are_refused():
    first, second, third = report("desk"), report("list"), report("page")
    decisions = (
        decision(first, second, "same"),
        decision(second, third, "same"),
        decision(first, third, "different"),
    )
    with pytest.raises(DeduplicateError, match=r"desk:2:record and page:2:record are different"):
        deduplicated(first, second, third, decisions=decisions)


def test_a_decision_about_a_report_that_is_gone_is_refused():
    first = report("desk")
    with pytest.raises(DeduplicateError, match="names the report list:7:record, which is not in this edition"):
        deduplicated(first, decisions=(decision(first, {"report_id": "list:7:record"}, "same"),))


@pytest.mark.parametrize(
    ("overrides", "window", "reason"),
    [
        pytest.param({"status_text": "No"}, ALL_YEARS, "ended", id="ended"),
        pytest.param({"status_text": "dissolved (2014)"}, ALL_YEARS, "ended", id="ended, with a year"),
        pytest.param({"status_text": "in talks"}, ALL_YEARS, "ended", id="never begun"),
        pytest.param(
            {"method_code": "outgoing_mission", "year": 2011},
            Window(2016, 2024, True),
            "outside_window",
            id="too early",
        ),
        pytest.param({"method_code": None, "year": 2025}, Window(2016, 2024, True), "outside_window", id="too late"),
        pytest.param({"method_code": "outgoing_mission"}, Window(2016, 2024, False), "undated", id="undated"),
    ],
)
def test_what_does_not_count_is_excluded_with_its_reason(overrides, window, reason):
    result = deduplicated(report(**overrides), window=window)
    assert result.outcomes[["unit", "outcome", "reason"]].pipe(cells) == [["report", "excluded", reason]]
    assert result.engagements.empty
    assert result.links.empty
    assert result.excluded[["engagement_id", "reason"]].pipe(cells) == [[result.outcomes.loc[0, "into"], reason]]


@pytest.mark.parametrize(
    ("overrides", "window"),
    [
        pytest.param({"year": 1956}, Window(2016, 2024, False), id="a sister city of any year"),
        pytest.param({}, Window(2016, 2024, False), id="a sister city without a year"),
        pytest.param(
            {"method_code": "outgoing_mission", "year": 2019, "status_text": "No"},
            Window(2016, 2024, True),
            id="a mission that is over",
        ),
    ],
)
def test_what_counts_is_kept(overrides, window):
    assert len(deduplicated(report(**overrides), window=window).engagements) == 1


def test_an_end_that_one_source_states_outweighs_the_silence_of_another():
    result = deduplicated(report("desk", status_text="dissolved"), report("list"))
    assert result.outcomes["reason"].tolist() == ["ended", "ended"]


def test_a_tie_that_another_source_calls_renewed_counts():
    result = deduplicated(report("desk", status_text="dissolved"), report("list", status_text="renewed 2019"))
    assert len(result.engagements) == 1


def test_an_unknown_status_counts_and_is_listed_for_a_person():
    result = deduplicated(report(status_text="disputed"))
    assert len(result.engagements) == 1
    assert result.review[["decision", "answer", "count"]].pipe(cells) == [["status", "disputed", 1]]


def test_an_engagement_has_the_priorities_of_all_its_reports():
    first, second = report("desk"), report("list")
    given = [(first, "economic_development"), (second, "economic_development"), (second, "culture_education")]
    result = deduplicated(
        first,
        second,
        priorities=tuple(
            {"report_id": one["report_id"], "priority_code": code, "priority_rule": "box", "priority_decided_by": "box"}
            for one, code in given
        ),
    )
    assert result.priorities["priority_code"].tolist() == ["culture_education", "economic_development"]


def test_the_report_that_knows_the_place_speaks_and_the_longest_description_survives():
    placeless = {"partner_kind": "country", "partner_place": None, "partner_place_id": None}
    mission = {"method_code": "outgoing_mission", "year": 2019}
    result = deduplicated(
        report("desk", **mission, **placeless, description_text="Mayor's trade mission to Osaka and its port"),
        report("list", **mission, description_text="Trade mission"),
    )
    assert result.engagements[["partner_place", "description_text"]].pipe(cells) == [
        ["Osaka", "Mayor's trade mission to Osaka and its port"]
    ]
    assert result.links.set_index("report_id").loc["list:2:record", "role"] == "counted"


def test_a_link_names_the_other_report_and_how_often_its_rule_is_right():
    result = deduplicated(report("desk"), report("list"), report("page", **TOYONAKA))
    assert result.links["link_rule"].tolist() == ["same partner, standing", "same partner, standing", "the only report"]
    assert result.links["linked_report_id"].fillna("—").tolist() == ["list:2:record", "desk:2:record", "—"]
    assert result.links["link_probability"].fillna(0).tolist() == [0.99, 0.99, 0]


def test_what_a_person_joined_has_no_probability():
    first, second = report("desk"), report("list", **TOYONAKA)
    result = deduplicated(first, second, decisions=(decision(first, second, "same"),))
    assert result.links["link_probability"].isna().all()


def test_each_value_names_its_report_and_who_says_otherwise():
    misspelt = OSAKA | {"partner_place": "Osakaa", "partner_place_id": None, "partner_kind": "unknown"}
    result = deduplicated(report("desk", year=1973), report("list", year=1985, **misspelt))
    survived = result.survivors.set_index("column")[["value", "report_id", "saying", "conflicting"]]
    assert survived.loc["partner_place"].tolist() == ["Osaka", "desk:2:record", 2, 1]
    assert survived.loc["partner_kind"].tolist() == ["city", "desk:2:record", 1, 0]
    assert survived.loc["partner_place_id"].tolist() == ["1853909", "desk:2:record", 1, 0]
    assert survived.loc["last_year"].tolist() == ["1985", "list:2:record", 2, 1]
    assert result.conflicts[["column", "value", "report_id"]].pipe(cells) == [
        ["partner_place", "Osakaa", "list:2:record"],
        ["first_year", "1985", "list:2:record"],
        ["last_year", "1973", "desk:2:record"],
    ]


def test_descriptions_differ_without_conflict_and_the_longest_names_its_report():
    mission = {"method_code": "outgoing_mission", "year": 2019}
    result = deduplicated(
        report("desk", **mission, description_text="Trade mission"),
        report("list", **mission, description_text="Trade mission of the port"),
    )
    kept = result.survivors.set_index("column").loc["description_text"]
    assert kept[["value", "report_id", "conflicting"]].tolist() == ["Trade mission of the port", "list:2:record", 0]
    assert result.conflicts.empty


def test_every_value_of_an_engagement_survived_from_one_of_its_reports():
    result = deduplicated(report("desk", year=1973), report("list"), report("page", **TOYONAKA))
    engagements = result.engagements.set_index("engagement_id")
    reports_of = result.links.groupby("engagement_id")["report_id"].agg(set)
    for line in result.survivors.itertuples():
        assert str(engagements.loc[line.engagement_id, line.column]) == line.value
        assert line.report_id in reports_of[line.engagement_id]
    columns = ["method_code", "partner_kind", "partner_country_code", "partner_place", "partner_place_id", "first_year"]
    assert len(result.survivors) == engagements[[*columns, "last_year"]].notna().to_numpy().sum()


def test_a_joint_journey_is_an_engagement_of_each_city_and_each_knows_the_other():
    austin = {"us_place_id": "4671654", "us_city": "Austin", "us_state": "TX"}
    mission = {"method_code": "outgoing_mission", "year": 2019}
    result = deduplicated(
        report("desk", **mission, description_text="Joint trade mission with Austin"),
        report("list", **mission, **austin),
    )
    ids = result.engagements["engagement_id"].tolist()
    assert len(ids) == 2
    assert result.related[["engagement_id", "related_engagement_id"]].pipe(cells) == [ids, ids[::-1]]


def test_an_engagement_keeps_its_identifier_when_a_source_is_added():
    before = deduplicated(report("desk", year=1973))
    after = deduplicated(report("another", year=1973), report("desk", year=1973), report("list", **TOYONAKA))
    assert set(before.engagements["engagement_id"]) < set(after.engagements["engagement_id"])


def test_reports_in_another_order_give_the_same_tables():
    found = [report("desk"), report("list"), report("page", **TOYONAKA)]
    for one, other in zip(deduplicated(*found), deduplicated(*reversed(found)), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_the_newest_complete_response_speaks_for_a_city_and_older_ones_fill_its_gaps():
    result = deduplicated(
        report(),
        people=(
            response(2, submitted=pd.Timestamp("2024-02-01", tz="UTC"), has_staff=False, has_budget=True),
            response(3, submitted=pd.Timestamp("2024-03-01", tz="UTC"), has_staff=True),
            response(
                4, submitted=pd.Timestamp("2024-04-01", tz="UTC"), status="partial", has_staff=False, has_office=True
            ),
        ),
    )
    columns = ["response_id", "is_partial", "response_count", "has_staff", "has_office", "has_budget"]
    assert result.cities[columns].to_numpy(dtype=object).tolist() == [["survey:3", False, 3, True, True, True]]
    rows = result.outcomes.loc[result.outcomes["unit"].eq("row"), ["row", "outcome", "reason", "into"]]
    assert rows.pipe(cells) == [
        [2, "merged", "same_city", "survey:3"],
        [3, "counted", "counted", "survey:3"],
        [4, "merged", "same_city", "survey:3"],
    ]


def test_a_response_whose_platform_does_not_say_that_it_is_complete_speaks_before_a_partial_one():
    result = deduplicated(report(), people=(response(2, status=None), response(3, status="partial")))
    assert result.cities["response_id"].tolist() == ["survey:2"]


def test_nothing_to_join_gives_empty_tables():
    result = deduplicated()
    assert [len(table) for table in result] == [0] * 11
