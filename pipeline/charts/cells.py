"""The cells of two classifications, in the order in which they are drawn."""

import pandas as pd

from pipeline.charts import words

COLUMNS = ["finding_id", "group_label", "label", "count", "base", "percent", "lower", "upper", "is_withheld"]


def ordered(section: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Return the cells of a section, group by group, the largest category first.

    Groups keep their order; with most, those with the largest base are taken, the largest first. A group that is wholly
    withheld is left out; what else is withheld stays, without its count, to be seen as such.
    """
    shares = section.loc[section["code"].ne("undecided") & section["measure"].eq("share")]
    groups = shares.loc[~shares["is_withheld"]].groupby("group_label", sort=False)["base"].max()
    if most is not None:
        groups = groups.sort_values(ascending=False, kind="stable").head(most)
    shares = shares.loc[shares["group_label"].isin(groups.index)]
    rows = shares.groupby("label", sort=False)["count"].sum().sort_values(ascending=False, kind="stable").index
    place = pd.DataFrame(
        {
            "group": shares["group_label"].map(dict(zip(groups.index, range(len(groups)), strict=True))),
            "row": shares["label"].map(dict(zip(rows, range(len(rows)), strict=True))),
        }
    )
    table = shares.loc[place.sort_values(["group", "row"], kind="stable").index, COLUMNS].reset_index(drop=True)
    return table.assign(count=table["count"].astype("Int64").mask(table["is_withheld"]))


def hatched(table: pd.DataFrame, section: pd.DataFrame) -> str:
    """Return what hatching means, "" when nothing is withheld; section: the findings that table is taken from."""
    if not table["is_withheld"].any():
        return ""
    reasons = section.set_index("finding_id")["withheld_reason"].reindex(table["finding_id"])
    return f"Hatched: withheld, {words.withheld_because(reasons)}."


def left_out(section: pd.DataFrame) -> str:
    """Return which groups are wholly withheld, as a sentence; "" when none is."""
    withheld = section.groupby("group_label", sort=False)["is_withheld"].all()
    names = withheld.index[withheld].tolist()
    reasons = section.loc[section["group_label"].isin(names), "withheld_reason"]
    return f"Withheld, {words.withheld_because(reasons)}: {'; '.join(names)}." if names else ""
