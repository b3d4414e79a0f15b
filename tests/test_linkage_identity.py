"""Identifiers of engagements: the same wherever the same is said, kept once published."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.linkage.identity import engagement_ids, report_keys
from pipeline.register import registered

NOTHING = pd.DataFrame(columns=["key", "engagement_id", "edition"], dtype="str")


def said(group: int, **overrides) -> dict:
    """Return the evidence of one report of a group: by itself a sister city of Chicago with Osaka."""
    return {
        "group": group,
        "report_id": f"desk:{group}:record",
        "city": "4887398",
        "block": "JP",
        "place_id": "1853909",
        "place": "osaka",
        "method": "sister_city",
        "kind": "standing",
        "year": None,
        "words": "",
        **overrides,
    }


def mission(group: int, year: int | None = 2019, **overrides) -> dict:
    return said(group, method="outgoing_mission", kind="event", year=year, **overrides)


def keyed(*found: dict) -> pd.DataFrame:
    rows = pd.DataFrame(list(found)).astype({"year": "float64"})
    return rows.join(report_keys(rows))


def identifiers(*found: dict, register: pd.DataFrame = NOTHING) -> list[str]:
    """Return the identifier of each group, in order."""
    return engagement_ids(keyed(*found), register).sort_index().tolist()


def published(*found: dict) -> pd.DataFrame:
    """Return the register after these reports were published."""
    rows = keyed(*found)
    return registered_as(rows, engagement_ids(rows, NOTHING))


def registered_as(rows: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Return the register after these reports were published with these identifiers of their groups."""
    return registered(NOTHING, rows.assign(engagement_id=rows["group"].map(ids)), "first")


def test_an_identifier_is_the_same_on_every_machine():
    assert identifiers(said(1)) == ["e849c7d25762759"]


def test_the_year_of_a_standing_tie_does_not_change_its_identifier():
    assert identifiers(said(1, year=1973)) == identifiers(said(1))


def test_the_year_of_a_mission_is_part_of_its_identifier():
    assert identifiers(mission(1)) != identifiers(mission(1, 2020))


def test_source_and_row_are_no_part_of_an_identifier():
    assert identifiers(said(1)) == identifiers(said(1, report_id="list:77:record"))


def test_what_most_reports_say_names_an_engagement():
    misspelt = {"place_id": "", "place": "osakaa"}
    assert identifiers(said(1, **misspelt), said(1), said(1, report_id="list:2:record")) == identifiers(said(1))


def test_engagements_alike_in_all_have_identifiers_of_their_own():
    found = [mission(1), mission(2, report_id="list:3:record"), mission(3, words="film festival")]
    assert len(set(identifiers(*found))) == 3


def test_a_published_engagement_keeps_its_identifier_when_sources_know_better():
    before = mission(1, place_id="", place="osakaa")
    known_better = [mission(1, report_id=f"list:{row}:record") for row in (2, 3)]
    ids = identifiers(before)
    assert identifiers(before, *known_better) != ids
    assert identifiers(before, *known_better, register=published(before)) == ids


def test_a_published_engagement_keeps_its_identifier_when_another_of_its_facts_appears():
    before = mission(1, words="trade fair")
    ids = identifiers(before)
    both = identifiers(before, mission(2, words="film festival"), register=published(before))
    assert both[0] == ids[0]
    assert both[1] != ids[0]


def test_an_engagement_has_the_same_identifier_in_two_editions():
    first = published(said(1), mission(2))
    assert identifiers(mission(5, report_id="other:9:meeting-1"), register=first) == identifiers(mission(2))


def test_two_published_engagements_that_become_one_keep_one_identifier():
    one, other = said(1), said(2, place_id="", place="osaka fu")
    ids = identifiers(one, other)
    together = identifiers(one, other | {"group": 1}, register=published(one, other))
    assert len(together) == 1
    assert together[0] in ids


def test_a_published_engagement_that_becomes_two_leaves_its_identifier_to_one():
    one, other = said(1), said(1, place_id="", place="osaka fu", report_id="list:2:record")
    parted = identifiers(one, other | {"group": 2}, register=published(one, other))
    assert len(set(parted)) == 2
    assert identifiers(one, other)[0] in parted


def test_a_key_that_two_engagements_share_is_not_registered():
    register = published(mission(1), mission(2, report_id="list:3:record"))
    assert register.empty


def test_registering_again_changes_nothing():
    rows = keyed(said(1), mission(2, words="trade fair"))
    links = rows.assign(engagement_id=rows["group"].map(engagement_ids(rows, NOTHING)))
    once = registered(NOTHING, links, "first")
    pd.testing.assert_frame_equal(registered(once, links, "second"), once)


@settings(max_examples=80)
@given(
    st.lists(
        st.builds(
            mission,
            st.integers(1, 4),
            year=st.sampled_from([None, 2018, 2019]),
            words=st.sampled_from(["", "trade fair", "film festival"]),
            place=st.sampled_from(["osaka", "kobe"]),
            place_id=st.just(""),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_identifiers_are_unique_and_do_not_move_when_published_whatever_is_reported(found):
    numbered = [one | {"report_id": f"desk:{row}:record"} for row, one in enumerate(found)]
    rows = keyed(*numbered)
    ids = engagement_ids(rows, NOTHING)
    assert ids.nunique() == len(ids) == len({one["group"] for one in numbered})
    assert engagement_ids(rows, registered_as(rows, ids)).sort_index().tolist() == ids.sort_index().tolist()
