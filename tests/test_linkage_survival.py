"""What survives of the reports of an engagement: as one would say it of each engagement and column by itself."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.linkage.survival import DESCRIPTION, NO_KIND, SAID, engagements, said
from pipeline.phrases import folded

SAYS = {
    "engagement_id": st.sampled_from(["e2", "e1", "e3"]),
    "source_id": st.sampled_from(["desk", "list"]),
    "method_code": st.sampled_from(["mission", "sister_city", None]),
    "partner_kind": st.sampled_from(["unknown", "country", "city"]),
    "partner_place": st.sampled_from(["Osaka", "OSAKA", "Kobe", None]),
    "year": st.sampled_from([1973, 1985, None]),
    "description_text": st.sampled_from(["Trade", "Trade mission", None]),
}


def counted(lines: list[dict]) -> pd.DataFrame:
    """Return reports of engagements in their order of belief, each group's together."""
    texts = [name for name in SAYS if name != "year"]
    found = pd.DataFrame(lines, columns=list(SAYS)).astype(dict.fromkeys(texts, "str") | {"year": "Int64"})
    missing = dict.fromkeys(
        ["us_place_id", "us_city", "us_state", "partner_country_code", "partner_place_id", "network_code"],
        pd.Series(pd.NA, index=found.index, dtype="str"),
    )
    found = found.assign(**missing, partner_latitude=0.0, partner_longitude=0.0).sort_values(
        "engagement_id", kind="stable", ignore_index=True
    )
    by_engagement = found.groupby("engagement_id")
    return found.assign(
        number=found.index,
        report_id=[f"r{number}" for number in found.index],
        engagement_method=by_engagement["method_code"].transform("first").astype("str"),
        first_year=by_engagement["year"].transform("min"),
        last_year=by_engagement["year"].transform("max"),
        length=found["description_text"].str.len().fillna(0),
    )


def rows(table: pd.DataFrame) -> list[dict]:
    """Return the rows as Python has them, what is missing as None."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


@given(st.lists(st.fixed_dictionaries(SAYS), min_size=1, max_size=8))
def test_of_several_reports_the_first_that_says_anything_is_believed_and_the_longest_description_kept(lines):
    found = counted(lines)
    whole, reports = rows(engagements(found)), rows(found)
    names = sorted({report["engagement_id"] for report in reports})
    assert [engagement["engagement_id"] for engagement in whole] == names
    for engagement in whole:
        own = [report for report in reports if report["engagement_id"] == engagement["engagement_id"]]
        for name in ("partner_kind", "partner_place"):
            first = next((report[name] for report in own if report[name] is not None), None)
            assert engagement[name] == first
        texts = (report["description_text"] for report in own if report["description_text"] is not None)
        assert engagement["description_text"] == max(texts, key=len, default=None)
        assert engagement["report_count"] == len(own)
        assert engagement["source_count"] == len({report["source_id"] for report in own})


@given(st.lists(st.fixed_dictionaries(SAYS), min_size=1, max_size=8))
def test_each_value_knows_who_says_it_and_who_says_otherwise(lines):
    found = counted(lines)
    whole = engagements(found)
    reports = rows(found)
    survivors, conflicts = [], []
    for engagement in rows(whole):
        for column, said_in in SAID.items():
            own = engagement[column]
            told = [
                (report["report_id"], report[said_in])
                for report in reports
                if report["engagement_id"] == engagement["engagement_id"] and report[said_in] is not None
            ]
            if column == "partner_kind":
                told = [(report, value) for report, value in told if value not in NO_KIND or value == own]
            if not told:
                continue
            other = [(report, value) for report, value in told if folded(str(value)) != folded(str(own))]
            agreeing = next(report for report, value in told if (report, value) not in other)
            contradicting = other if column != DESCRIPTION else []
            line = [engagement["engagement_id"], column]
            survivors.append([*line, str(own), agreeing, len(told), len(contradicting)])
            conflicts += [[*line, str(value), report] for report, value in contradicting]
    values = said(found, whole)
    columns = ["engagement_id", "column", "value", "report_id", "saying", "conflicting"]
    assert values.survivors[columns].to_numpy(dtype=object).tolist() == survivors
    assert values.conflicts[columns[:4]].to_numpy(dtype=object).tolist() == conflicts
