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


@given(st.lists(st.fixed_dictionaries(SAYS), min_size=1, max_size=8))
def test_of_several_reports_the_first_that_says_anything_is_believed_and_the_longest_description_kept(lines):
    found = counted(lines)
    whole = engagements(found).set_index("engagement_id")
    assert whole.index.tolist() == sorted(found["engagement_id"].unique())
    for engagement, own in found.groupby("engagement_id"):
        for name in ("partner_kind", "partner_place"):
            assert whole.loc[[engagement], name].dropna().tolist() == own[name].dropna().tolist()[:1]
        longest = sorted(own["description_text"].dropna(), key=len, reverse=True)
        assert longest[:1] == whole.loc[[engagement], "description_text"].dropna().tolist()
        assert whole.loc[engagement, ["report_count", "source_count"]].tolist() == [
            len(own),
            own["source_id"].nunique(),
        ]


@given(st.lists(st.fixed_dictionaries(SAYS), min_size=1, max_size=8))
def test_each_value_knows_who_says_it_and_who_says_otherwise(lines):
    found = counted(lines)
    whole = engagements(found)
    survivors, conflicts = [], []
    for engagement in whole.itertuples(index=False):
        for column, said_in in SAID.items():
            own = getattr(engagement, column)
            told = found.loc[found["engagement_id"].eq(engagement.engagement_id)].dropna(subset=said_in)
            if column == "partner_kind":
                told = told.loc[~told[said_in].isin(NO_KIND) | told[said_in].eq(own)]
            if told.empty:
                continue
            agrees = [folded(str(value)) == folded(str(own)) for value in told[said_in]]
            other = told.loc[[not one for one in agrees]] if column != DESCRIPTION else told.iloc[:0]
            line = [engagement.engagement_id, column]
            survivors.append([*line, str(own), told.loc[agrees, "report_id"].iloc[0], len(told), len(other)])
            conflicts += [[*line, str(one[said_in]), one["report_id"]] for _, one in other.iterrows()]
    values = said(found, whole)
    columns = ["engagement_id", "column", "value", "report_id", "saying", "conflicting"]
    assert values.survivors[columns].to_numpy(dtype=object).tolist() == survivors
    assert values.conflicts[columns[:4]].to_numpy(dtype=object).tolist() == conflicts
