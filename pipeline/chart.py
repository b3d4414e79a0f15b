"""Draw the findings: a figure as SVG and PNG, the table behind it as CSV, and what it shows in words.

reports/<edition>/figures/figures.json lists the figures with title, alternative text and findings, for the report.
"""

import json
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from pipeline import params, paths, sources, stage, tables

INK, BAR, LIGHT, WARNING = "#1D1D1B", "#12436D", "#6B6B6B", "#801650"
COLUMNS = ["finding_id", "label", "count", "base", "percent", "lower", "upper"]
STYLE = {
    # Ships with matplotlib, so the same letters are drawn everywhere.
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "city-diplomacy-findings",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": LIGHT,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": LIGHT,
}


class Chart(NamedTuple):
    """What one figure shows."""

    name: str  # of its files
    section: str  # of the findings
    title: str
    longest: int  # bars at most, the largest


SHARES = [
    Chart("countries", "country", "Partner countries", 15),
    Chart("regions", "region", "Regions of the world", 10),
    Chart("priorities", "priority", "Priority areas", 15),
    Chart("methods", "method", "Methods", 10),
    Chart("networks", "network", "City networks", 15),
    Chart("resources", "staffing", "Capacity and resources of responding cities", 10),
]
COUNTS = [Chart("states", "state", "States with the most engagements", 15)]
YEARS = Chart("years", "year", "Engagements by the year in which they began or took place", 200)


class Drawn(NamedTuple):
    """A figure, the findings in it, and what it says in words."""

    chart: Chart
    figure: Figure
    findings: pd.DataFrame
    alternative: str


def draw(findings: pd.DataFrame, title: str, is_simulated: bool) -> list[Drawn]:
    """Return the figures of an edition; a section without findings has none.

    title is the edition's. Findings that are withheld are not drawn.
    """
    drawn = []
    with mpl.rc_context(STYLE):
        for chart in [*SHARES, *COUNTS, YEARS]:
            mine = findings.loc[findings["section"].eq(chart.section) & findings["code"].ne("undecided")]
            mine = mine.loc[~mine["is_withheld"]].head(chart.longest)
            if len(mine) and mine["count"].sum():
                drawn.append(_drawn(chart, mine, title, is_simulated))
    return drawn


def _drawn(chart: Chart, findings: pd.DataFrame, title: str, is_simulated: bool) -> Drawn:
    """Return one figure."""
    unit = findings["unit"].iloc[0]
    if chart is YEARS:
        findings = _every_year(findings)
        figure, axes = _canvas(7.2, 3.2)
        _columns(axes, findings)
        subtitle = "Number of engagements"
    elif chart in COUNTS:
        figure, axes = _canvas(7.2, 1.3 + 0.27 * len(findings))
        _bars(axes, findings, findings["count"].astype(float), [f"{count:,}" for count in findings["count"]])
        subtitle = "Number of engagements"
    else:
        figure, axes = _canvas(7.2, 1.3 + 0.27 * len(findings))
        said = [
            f"{line.percent:g} %  ({line.count:,})" for line in findings[["percent", "count"]].itertuples(name="Line")
        ]
        _bars(axes, findings, 100 * findings["count"] / findings["base"].astype(float), said)
        _intervals(axes, findings)
        subtitle = f"Percent of the {findings['base'].iloc[0]:,} {unit} (number in brackets), with interval"
    height = figure.get_size_inches()[1]
    figure.text(0.012, 1 - 0.10 / height, chart.title, size=12, weight="bold", va="top")
    figure.text(0.012, 1 - 0.36 / height, subtitle, size=8.5, color=LIGHT, va="top")
    figure.text(0.012, 0.08 / height, title, size=7.5, color=LIGHT, va="bottom")
    if is_simulated:
        figure.text(
            0.988, 1 - 0.12 / height, "SIMULATED DATA", size=9, weight="bold", color=WARNING, va="top", ha="right"
        )
    return Drawn(chart, figure, findings, alternative_text(chart, findings, is_simulated))


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of so many inches, with room for title above and source below."""
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.34, 0.42 / height, 0.62, 1 - 1.08 / height))
    return figure, axes


def _bars(axes: Axes, findings: pd.DataFrame, values: pd.Series, said: list[str]) -> None:
    """Draw horizontal bars, the largest on top, each with its label on the left and its value at the right."""
    places = range(len(findings))
    axes.barh(places, values, color=BAR, height=0.66)
    axes.set_yticks(places, [_shortened(label) for label in findings["label"]])
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    ends = findings["upper"].fillna(values) if findings["upper"].notna().any() else values
    widest = max(ends.max(), 1e-9)
    axes.set_xlim(0, widest * 1.28)
    for place, end, text in zip(places, ends, said, strict=True):
        axes.text(end + widest * 0.015, place, text, va="center", size=8.5)


def _intervals(axes: Axes, findings: pd.DataFrame) -> None:
    """Draw the interval of each share over the end of its bar."""
    known = findings["lower"].notna().to_numpy()
    places = [place for place, is_known in enumerate(known) if is_known]
    low, high = findings["lower"][known], findings["upper"][known]
    axes.hlines(places, low, high, color="white", linewidth=3.2)
    axes.hlines(places, low, high, color=LIGHT, linewidth=1.4)


def _columns(axes: Axes, findings: pd.DataFrame) -> None:
    """Draw a column for each year."""
    figure = axes.figure
    axes.set_position((0.06, axes.get_position().y0 + 0.07, 0.92, axes.get_position().height - 0.07))
    axes.bar(findings["code"].astype(int), findings["count"], color=BAR, width=0.8)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.tick_params(axis="both", length=0)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    figure.align_labels()


def _every_year(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the years with those between them in which nothing was found, so that gaps are seen as gaps."""
    years = findings["code"].astype(int)
    every = pd.DataFrame({"code": [str(year) for year in range(years.min(), years.max() + 1)]})
    filled = every.merge(findings, on="code", how="left")
    return filled.assign(
        finding_id="year." + filled["code"], label=filled["code"], count=filled["count"].fillna(0).astype("int64")
    )


def _shortened(label: str) -> str:
    """Return a label that fits beside its bar, in two lines if need be."""
    capital = label[0].upper() + label[1:]
    if len(capital) <= 34:
        return capital
    cut = capital.rfind(" ", 0, len(capital) // 2 + 6)
    return f"{capital[:cut]}\n{capital[cut + 1 :]}"


def alternative_text(chart: Chart, findings: pd.DataFrame, is_simulated: bool) -> str:
    """Return what a figure shows, for those who do not see it: kind, number of bars, the largest and the smallest."""
    said = [_value(line) for line in findings[["label", "count", "percent"]].itertuples(name="Line")]
    label = "Simulated data. " if is_simulated else ""
    if chart is YEARS:
        most = findings["count"].idxmax()
        return (
            f"{label}Column chart: {chart.title.lower()}, {findings['label'].iloc[0]} to {findings['label'].iloc[-1]}. "
            f"The most, {findings.loc[most, 'count']:,}, in {findings.loc[most, 'label']}."
        )
    rest = f" The last of {len(said)}: {said[-1]}." if len(said) > 3 else ""
    return f"{label}Bar chart: {chart.title.lower()}. The largest: {'; '.join(said[:3])}.{rest}"


def _value(line) -> str:
    """Return one bar in words."""
    percent = "" if pd.isna(line.percent) else f", {line.percent:g} %"
    return f"{line.label} {line.count:,}{percent}"


def main(edition: str) -> None:
    """Write reports/<edition>/figures/."""
    findings = pd.read_parquet(paths.SUMMARISED / edition / "findings.parquet")
    is_simulated = sources.is_simulated(sources.read(edition))
    folder = paths.REPORTS / edition / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    with mpl.rc_context(STYLE):
        for drawn in draw(findings, params.edition(edition)["title"], is_simulated):
            name = drawn.chart.name
            drawn.figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Title": drawn.chart.title})
            drawn.figure.savefig(folder / f"{name}.png", dpi=144, metadata={"Software": None})
            shown = drawn.findings[COLUMNS].assign(data="simulated" if is_simulated else "as recorded")
            tables.publish(shown, folder / f"{name}.csv")
            listed.append(
                {
                    "name": name,
                    "section": drawn.chart.section,
                    "title": drawn.chart.title,
                    "alternative": drawn.alternative,
                    # On a page that shows it 720 wide.
                    "height": round(100 * drawn.figure.get_size_inches()[1]),
                }
            )
    (folder / "figures.json").write_text(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    stage.run(main, __doc__)
