"""Heat map of priority areas by partner country: a cell a pair, its share written in it."""

import pandas as pd

from pipeline.charts import cells, grid, words
from pipeline.charts.framing import About, Picture
from pipeline.pages import wording

COUNTRIES = 9  # those with the most engagements
BOUNDS = [5, 15, 30, 50]  # percent


def picture(findings: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when there are no such findings or all are withheld."""
    section = findings.loc[findings["section"].eq("priority_by_country")]
    table = cells.ordered(section, COUNTRIES) if len(section) else section
    if table.empty or not table["count"].sum():
        return None
    return Picture(
        name="country-priorities",
        section="country",
        title="Priority areas by partner country",
        subtitle="Percent of a country’s engagements with a known priority area; their number under its name",
        alternative=words.alternative(told(table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: grid.draw(sheet, form, top, _columns(table), table["label"].unique().tolist()),
        note=f"An engagement may have several priority areas. {cells.hatched(table, section)}".strip(),
    )


def _columns(table: pd.DataFrame) -> list[grid.Column]:
    """Return the columns of the grid, one a country."""
    columns = []
    for country, shown in table.groupby("group_label", sort=False):
        said = {line.label: _cell(line) for line in shown.itertuples()}
        columns.append(grid.Column(country, wording.number(int(shown["base"].max())), said))
    return columns


def _cell(line) -> grid.Cell:
    """Return one cell: its share, or hatched."""
    if line.is_withheld or pd.isna(line.percent):
        return grid.Cell("", None)
    said = words.percent(line.percent, line.count, line.base).removesuffix(" %")
    return grid.Cell(said, grid.step(line.percent, BOUNDS))


def told(table: pd.DataFrame) -> str:
    """Return what the heat map shows, in words: its size, the leading area of each country, what is withheld."""
    withheld = int(table["is_withheld"].sum())
    kept = f" {withheld} of {len(table)} cells are withheld." if withheld else ""
    size = f"{table['label'].nunique()} priority areas and {table['group_label'].nunique()} partner countries"
    return (
        f"Heat map of {size}, percent of a country’s engagements. "
        f"The leading area of each country: {words.leading(table)}.{kept}"
    )
