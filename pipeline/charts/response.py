"""Who answered: responding cities of the frame's by size and region; without a survey, cities with engagements."""

import pandas as pd

from pipeline.charts import grid, words
from pipeline.charts.framing import About, Picture
from pipeline.pages import wording

BOUNDS = [5, 15, 30, 50]  # percent
ALL = "all"


def picture(response: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when no city of the frame is counted. response: table of stage summarise."""
    asked = response["responded_count"].notna().any()
    what, verb = ("responded", "answered") if asked else ("engaged", "have engagements")
    percent = "response_percent" if asked else "engaged_percent"
    table = response.loc[response["frame_count"].gt(0) & response[percent].notna()]
    table = table.rename(columns={f"{what}_count": "count", "frame_count": "base", percent: "percent"})
    table = table[["size_label", "region_label", "count", "base", "percent"]].reset_index(drop=True)
    if table.empty or not table["count"].sum():
        return None
    return Picture(
        name="who-answered",
        section="response",
        title="Which cities answered" if asked else "Which cities have engagements on record",
        subtitle=f"Percent of the cities of the frame that {verb}, and how many of how many",
        alternative=words.alternative(_told(table, verb), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: grid.draw(
            sheet, form, top, _columns(table), table["size_label"].unique().tolist()
        ),
        note="Frame: incorporated places from the lower bound of the smallest size on.",
    )


def _columns(table: pd.DataFrame) -> list[grid.Column]:
    """Return the columns of the grid, one a region."""
    return [
        grid.Column(wording.capital(region), "", {line.size_label: _cell(line) for line in shown.itertuples()})
        for region, shown in table.groupby("region_label", sort=False)
    ]


def _cell(line) -> grid.Cell:
    """Return one cell: the share, and below the two counts."""
    below = f"{wording.number(line.count)} of {wording.number(line.base)}"
    return grid.Cell(words.percent(line.percent, line.count, line.base), grid.step(line.percent, BOUNDS), below)


def _told(table: pd.DataFrame, verb: str) -> str:
    """Return what the grid shows, in words: the whole, and each size and region."""
    is_total = {name: table[name].str.startswith(f"{ALL} ") for name in ("size_label", "region_label")}
    both = table.loc[is_total["size_label"] & is_total["region_label"]]
    sizes = table.loc[~is_total["size_label"] & is_total["region_label"]]
    regions = table.loc[is_total["size_label"] & ~is_total["region_label"]]
    told = [f"Heat map by size and region of the cities of the frame that {verb}."]
    for line in both.itertuples():
        rate = words.percent(line.percent, line.count, line.base)
        told.append(f"In all {wording.number(line.count)} of {wording.number(line.base)}, {rate}.")
    for name, rows in (("size_label", sizes), ("region_label", regions)):
        if len(rows):
            shown = zip(rows[name], rows["percent"], rows["count"], rows["base"], strict=True)
            said = [f"{label} {words.percent(percent, count, base)}" for label, percent, count, base in shown]
            told.append(f"By {name.split('_')[0]}: {'; '.join(said)}.")
    return " ".join(told)
