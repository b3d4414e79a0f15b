"""How the main shares move under other readings: another time window, other rows, weighted cities."""

import pandas as pd

from pipeline.charts import grid, words
from pipeline.charts.framing import About, Picture

# Of each section the largest shares, so many.
ROWS = {"method": 3, "priority": 3, "country": 3, "staffing": 4}
BOUNDS = [1, 2, 5, 10]  # points
OWN = "published"


def picture(sensitivity: pd.DataFrame, about: About) -> Picture | None:
    """Return the figure, None when there is no share or no other reading. sensitivity: table of stage summarise."""
    own = sensitivity.loc[sensitivity["variant"].eq(OWN) & sensitivity["percent"].notna()]
    largest = [own.loc[own["section"].eq(section)].nlargest(most, "count") for section, most in ROWS.items()]
    shown = pd.concat(largest)["finding_id"]
    table = sensitivity.loc[sensitivity["finding_id"].isin(shown) & sensitivity["percent"].notna()]
    table = table.assign(row=table["finding_id"].map(dict(zip(shown, range(len(shown)), strict=True))))
    table = table.sort_values("row", kind="stable")
    columns = ["finding_id", "label", "variant_label", "variant", "count", "base", "percent", "difference"]
    table = table[columns].reset_index(drop=True)
    if table["variant"].nunique() < 2:
        return None
    return Picture(
        name="sensitivity",
        section="sensitivity",
        title="How the main shares move under other readings",
        subtitle="Percent, and below it the difference to the share in this report, in points; the darker, the larger",
        alternative=words.alternative(_told(table), is_simulated=about.is_simulated),
        table=table,
        body=lambda sheet, form, top: grid.draw(sheet, form, top, _columns(table), table["label"].unique().tolist()),
        note="A reading that does not apply to a share, or under which it is withheld, has no cell.",
    )


def _columns(table: pd.DataFrame) -> list[grid.Column]:
    """Return the columns of the grid, one a reading, the published first."""
    order = table.sort_values("variant", key=lambda variant: variant.ne(OWN), kind="stable")
    return [
        grid.Column(reading, "", {line.label: _cell(line) for line in shown.itertuples()})
        for reading, shown in order.groupby("variant_label", sort=False)
    ]


def _cell(line) -> grid.Cell:
    """Return one cell: the share, and below how far it moves; the published share moves nowhere."""
    if line.variant == OWN or pd.isna(line.difference):
        return grid.Cell(words.percent(line.percent, line.count, line.base), "step_1")
    shown = words.percent(line.percent, line.count, line.base)
    return grid.Cell(shown, grid.step(abs(line.difference), BOUNDS), signed(line.difference))


def signed(points: float) -> str:
    """Return a difference in points with its sign: +1.2, −0.4, ±0."""
    return "±0" if round(points, 1) == 0 else f"{points:+.1f}".replace("-", "−")


def _told(table: pd.DataFrame) -> str:
    """Return what the grid shows, in words: its size, the largest move, and how many move little."""
    others = table.loc[table["variant"].ne(OWN) & table["difference"].notna()]
    size = f"Table of {table['finding_id'].nunique()} main shares under {others['variant'].nunique()} other readings."
    if others.empty:
        return size
    most = others.loc[others["difference"].abs().idxmax()]
    little = int(others["difference"].abs().lt(2).sum())
    moved_to = words.percent(most["percent"], most["count"], most["base"])
    return (
        f"{size} {little} of {len(others)} move by less than 2 points. The largest move: {most['label']}, "
        f"{signed(most['difference'])} points to {moved_to} ({most['variant_label']})."
    )
