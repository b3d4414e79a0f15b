"""The cells of two classifications, in the order in which they are drawn."""

import pandas as pd

COLUMNS = ["finding_id", "group_label", "label", "count", "base", "percent", "lower", "upper", "is_withheld"]


def ordered(section: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Return the cells of a section, group by group, the largest category first.

    Groups keep their order; with most, those with the largest base are taken, the largest first. A group that is wholly
    withheld is left out; what else is withheld stays, to be seen as such.
    """
    cells = section.loc[section["code"].ne("undecided") & section["measure"].eq("share")]
    groups = cells.loc[~cells["is_withheld"]].groupby("group_label", sort=False)["base"].max()
    if most is not None:
        groups = groups.sort_values(ascending=False, kind="stable").head(most)
    cells = cells.loc[cells["group_label"].isin(groups.index)]
    rows = cells.groupby("label", sort=False)["count"].sum().sort_values(ascending=False, kind="stable").index
    place = pd.DataFrame(
        {
            "group": cells["group_label"].map(dict(zip(groups.index, range(len(groups)), strict=True))),
            "row": cells["label"].map(dict(zip(rows, range(len(rows)), strict=True))),
        }
    )
    return cells.loc[place.sort_values(["group", "row"]).index, COLUMNS].reset_index(drop=True)


def left_out(section: pd.DataFrame, smallest_base: int) -> str:
    """Return which groups are wholly withheld, as a sentence; "" when none is."""
    withheld = section.groupby("group_label", sort=False)["is_withheld"].all()
    names = withheld.index[withheld].tolist()
    if not names:
        return ""
    said = ", ".join(names) if len(names) < 5 else f"{len(names)} groups"
    return f"Withheld, base under {smallest_base}: {said}."
