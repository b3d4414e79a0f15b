"""What survives of the reports of one engagement: which value, from which report, and what others say instead."""

import pandas as pd

from pipeline.phrases import folded

# What a report says of the partner; the first report in order that says it is believed.
BELIEVED = ["partner_kind", "partner_country_code", "partner_place", "partner_place_id", "network_code"]
# Column of the engagement: what each report says of it.
SAID = {
    "method_code": "method_code",
    **{name: name for name in BELIEVED},
    "first_year": "year",
    "last_year": "year",
    "description_text": "description_text",
}
# A report that knows no more than this does not contradict one that does.
NO_KIND = ["unknown", "country"]


def engagements(counted: pd.DataFrame) -> pd.DataFrame:
    """Return one row per engagement: what the report that speaks says, completed from the others in their order.

    counted: the reports with their engagement_id, the one that speaks first, and with engagement_method, first_year,
    last_year and length of the description.
    """
    first = counted.groupby("engagement_id", sort=True).first()
    longest = counted.sort_values(["length", "report_id"], ascending=[False, True], kind="stable")
    by_engagement = counted.groupby("engagement_id")
    return first.assign(
        method_code=first["engagement_method"],
        description_text=longest.groupby("engagement_id")["description_text"].first(),
        report_count=by_engagement.size(),
        source_count=by_engagement["source_id"].nunique(),
    ).reset_index()


def survivors(statements: pd.DataFrame) -> pd.DataFrame:
    """Return one row per engagement and column that has a value: the value and the first report that says it.

    statements: as made below. Columns: engagement_id, column, value (text), report_id, saying (reports that say
    anything of it), conflicting (those that say otherwise).
    """
    agreed = statements.loc[~statements["is_other"]].drop_duplicates(["engagement_id", "column"])
    counts = statements.groupby(["engagement_id", "column"], sort=False)["is_other"].agg(["size", "sum"])
    kept = agreed.join(counts, on=["engagement_id", "column"])
    # Descriptions differ without contradicting each other.
    conflicting = kept["sum"].mask(kept["column"].eq("description_text"), 0)
    return kept.assign(value=kept["own"], saying=kept["size"], conflicting=conflicting)


def conflicts(statements: pd.DataFrame) -> pd.DataFrame:
    """Return one row per engagement, column and report that says something else than what survived, with its value."""
    return statements.loc[statements["is_other"] & statements["column"].ne("description_text")]


def statements(counted: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return what each report says of each column of its engagement, and whether something else survived.

    counted and whole: reports and engagements, as above. Sorted by engagement, column and order of belief. A report
    that leaves a partner's kind open says nothing of it. Where a city says that there is none, own is missing and every
    report that gives a value says otherwise.
    """
    survived = whole.set_index("engagement_id")
    parts = []
    for at, (column, said) in enumerate(SAID.items()):
        own = counted["engagement_id"].map(survived[column]).astype("str")
        value = counted[said].astype("str")
        if column == "partner_kind":
            value = value.mask(value.isin(NO_KIND) & own.ne(value))
        part = pd.DataFrame({"engagement_id": counted["engagement_id"], "report_id": counted["report_id"]})
        parts.append(part.assign(column=column, at=at, value=value, own=own))
    told = pd.concat(parts, ignore_index=True).dropna(subset="value")
    # Most say it in the words that survived.
    otherwise = told.loc[told["value"].ne(told["own"]), ["value", "own"]]
    plain = {text: folded(text) for text in pd.unique(pd.concat([otherwise["value"], otherwise["own"].dropna()]))}
    is_other = otherwise["value"].map(plain).ne(otherwise["own"].map(plain))
    told = told.assign(is_other=is_other.reindex(told.index, fill_value=False))
    return told.sort_values(["engagement_id", "at"], kind="stable", ignore_index=True)
