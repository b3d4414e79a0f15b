"""Draw the findings: a figure as SVG and PNG, the table behind it as CSV, and what it shows in words.

Each figure is drawn twice: wide, and as narrow as a telephone with its labels above the bars (SVG only).
reports/<edition>/figures/figures.json lists the figures with title, alternative text and findings, for the report.
"""

import json
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from pipeline import params, paths, sources, stage, tables

# Ink and grey hold 4.5:1 on white, the bar 3:1.
INK, BAR, LIGHT, WARNING = "#1D1D1B", "#12436D", "#5F5F5F", "#801650"
COLUMNS = ["finding_id", "label", "count", "base", "percent", "lower", "upper"]
STYLE = {
    # Ships with matplotlib, so the same letters are drawn everywhere.
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "city-diplomacy-findings",
    # A dollar sign in a name is a dollar sign.
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": LIGHT,
    "ytick.color": LIGHT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": LIGHT,
}
SMALL = 8.5  # points
MARGIN = 0.09  # inches
# Measures text; a dot of it is a point.
RENDERER = RendererAgg(1, 1, 72)


class Chart(NamedTuple):
    """What one figure shows."""

    name: str  # of its files
    section: str  # of the findings
    title: str
    longest: int  # bars at most, the largest


class Form(NamedTuple):
    """How wide a figure is and where its labels stand."""

    width: float  # inches
    label_width: float  # inches at most; a longer label goes on in another line
    labels_above: bool  # above the bars, else to their left


WIDE = Form(7.2, label_width=2.6, labels_above=False)
NARROW = Form(3.6, label_width=3.4, labels_above=True)

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
    """A figure in both forms, the findings in it, and what it says in words."""

    chart: Chart
    figure: Figure
    narrow: Figure
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
            if mine.empty or not mine["count"].sum():
                continue
            mine = _every_year(mine) if chart is YEARS else mine
            figures = [_figure(chart, mine, form, title, is_simulated) for form in (WIDE, NARROW)]
            drawn.append(Drawn(chart, *figures, mine, alternative_text(chart, mine, is_simulated)))
    return drawn


class Line(NamedTuple):
    """A text above or below the bars, in as many lines as it takes."""

    text: str
    size: float  # points
    weight: str
    color: str

    def height(self) -> float:
        """Return how many inches it takes, with the space under it."""
        return (self.text.count("\n") + 1) * self.size * 1.25 / 72 + 0.05


def _figure(chart: Chart, findings: pd.DataFrame, form: Form, title: str, is_simulated: bool) -> Figure:
    """Return one figure in one form: what it shows above, the edition below, bars or columns between."""
    room = form.width - 2 * MARGIN
    above = [Line("SIMULATED DATA", 8, "bold", WARNING)] if is_simulated else []
    above.append(Line(_wrapped(chart.title, room, 12, "bold"), 12, "bold", INK))
    above.append(Line(_wrapped(_subtitle(chart, findings), room, SMALL), SMALL, "normal", LIGHT))
    below = Line(_wrapped(title, room, 7.5), 7.5, "normal", LIGHT)
    labels = [_wrapped(label[0].upper() + label[1:], form.label_width) for label in findings["label"]]
    middle = 2.1 if chart is YEARS else len(findings) * _row_height(labels, form)
    foot = MARGIN + below.height() + 0.08
    height = MARGIN + sum(line.height() for line in above) + 0.08 + middle + foot
    figure = Figure(figsize=(form.width, height), facecolor="white")
    FigureCanvasAgg(figure)
    down = MARGIN
    for line in above:
        _write(figure, line, 1 - down / height, "top")
        down += line.height()
    _write(figure, below, MARGIN / height, "bottom")
    left = _left(chart, labels, form)
    # Years have their numbers under the columns.
    bottom = foot + (0.2 if chart is YEARS else 0)
    axes = figure.add_axes(
        (left / form.width, bottom / height, (room + MARGIN - left) / form.width, (middle + foot - bottom) / height)
    )
    if chart is YEARS:
        _columns(axes, findings, form)
    else:
        _bars(axes, findings, labels, form, inches=room + MARGIN - left)
    return figure


def _write(figure: Figure, line: Line, at: float, side: str) -> None:
    """Write a line at the left margin; at: its top or bottom side, as a part of the figure's height."""
    left = MARGIN / figure.get_figwidth()
    figure.text(left, at, line.text, size=line.size, weight=line.weight, color=line.color, va=side)


def _left(chart: Chart, labels: list[str], form: Form) -> float:
    """Return how many inches from the left the bars begin."""
    if chart is YEARS:
        return 0.36
    if form.labels_above:
        return MARGIN
    return MARGIN + max(_width(line) for label in labels for line in label.split("\n")) + 0.08


def _subtitle(chart: Chart, findings: pd.DataFrame) -> str:
    """Return what the bars of a figure measure, with the base of their shares."""
    if chart is YEARS or chart in COUNTS:
        return "Number of engagements"
    least, most = findings["base"].min(), findings["base"].max()
    base = f"the {most:,}" if least == most else f"the {least:,} to {most:,}"
    return f"Percent of {base} {findings['unit'].iloc[0]}, with interval; number in brackets"


def _row_height(labels: list[str], form: Form) -> float:
    """Return how many inches a bar takes with its label."""
    longest = max(label.count("\n") for label in labels)
    return 0.42 + 0.15 * longest if form.labels_above else 0.27 + 0.1 * longest


def _wrapped(text: str, inches: float, size: float = 9, weight: str = "normal") -> str:
    """Return a text in lines that are no wider than so many inches; a word that is wider stays whole."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, size, weight) <= inches:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(line for line in lines if line)


def _width(text: str, size: float = 9, weight: str = "normal") -> float:
    """Return how many inches a line of text takes."""
    font = FontProperties(size=size, weight=weight)
    return RENDERER.get_text_width_height_descent(text, font, ismath=False)[0] / 72


def _bars(axes: Axes, findings: pd.DataFrame, labels: list[str], form: Form, inches: float) -> None:
    """Draw horizontal bars, the largest on top, each with its label, its value and, if it has one, its interval.

    inches: how wide the axes are, so that the longest bar ends where its value still fits beside it.
    """
    is_share = findings["measure"].eq("share").all()
    values = 100 * findings["count"] / findings["base"].astype(float) if is_share else findings["count"].astype(float)
    ends = findings["upper"].fillna(0).clip(lower=values) if is_share else values
    said = [_bar_value(line) for line in findings[["count", "percent"]].itertuples(name="Line")]
    room = inches - max(_width(text, SMALL) for text in said) - 0.1
    row = _row_height(labels, form)
    # From the middle of a row, in rows: where labels stand above, the bar moves down.
    middle, thick = (0.5 - 0.14 / row, 0.17 / row) if form.labels_above else (0, 0.18 / row)
    places = [place + middle for place in range(len(findings))]
    axes.set_xlim(0, ends.max() * inches / room)
    axes.set_ylim(len(findings) - 0.5, -0.5)
    axes.set_axis_off()
    axes.barh(places, values, color=BAR, height=thick)
    if is_share:
        _intervals(axes, findings, values, places)
    for place, end, text in zip(places, ends, said, strict=True):
        axes.annotate(text, (end, place), (4, 0), textcoords="offset points", va="center", size=SMALL)
    for place, label in zip(places, labels, strict=True):
        if form.labels_above:
            axes.annotate(label, (0, place - thick / 2), (0, 2), textcoords="offset points", va="bottom")
        else:
            axes.annotate(
                label, (0, place), (-6, 0), textcoords="offset points", va="center", ha="right", annotation_clip=False
            )


def _intervals(axes: Axes, findings: pd.DataFrame, values: pd.Series, places: list[float]) -> None:
    """Draw the interval of each share as a line: light where it lies over the bar, dark beyond."""
    known = findings["lower"].notna()
    low, high, value = (part[known] for part in (findings["lower"], findings["upper"], values))
    at = [place for place, is_known in zip(places, known, strict=True) if is_known]
    axes.hlines(at, low.clip(upper=value), high.clip(upper=value), color="white", linewidth=1.4)
    axes.hlines(at, low.clip(lower=value), high.clip(lower=value), color=INK, linewidth=1.4)


def _bar_value(line) -> str:
    """Return the value of a bar: a share with its number, or a plain number."""
    return f"{line.count:,}" if pd.isna(line.percent) else f"{line.percent:g} % ({line.count:,})"


def _columns(axes: Axes, findings: pd.DataFrame, form: Form) -> None:
    """Draw a column for each year, the highest with its number."""
    axes.bar(findings["code"].astype(int), findings["count"], color=BAR, width=0.8)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(4 if form.labels_above else 10, integer=True, steps=[1, 2, 5, 10]))
    axes.tick_params(axis="both", length=0)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    most = findings.loc[findings["count"].idxmax()]
    highest = (int(most["code"]), most["count"])
    axes.annotate(f"{most['count']:,}", highest, (0, 2), textcoords="offset points", ha="center", size=SMALL)


def _every_year(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the years with those between them in which nothing was found, so that gaps are seen as gaps."""
    years = findings["code"].astype(int)
    every = pd.DataFrame({"code": [str(year) for year in range(years.min(), years.max() + 1)]})
    filled = every.merge(findings, on="code", how="left")
    return filled.assign(
        finding_id="year." + filled["code"], label=filled["code"], count=filled["count"].fillna(0).astype("int64")
    )


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


def _pixels(figure: Figure) -> list[int]:
    """Return width and height of a figure on a page."""
    return [round(100 * side) for side in figure.get_size_inches()]


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
            for suffix, figure in (("", drawn.figure), ("-narrow", drawn.narrow)):
                metadata = {"Date": None, "Title": drawn.chart.title}
                figure.savefig(folder / f"{name}{suffix}.svg", metadata=metadata)
            drawn.figure.savefig(folder / f"{name}.png", dpi=144, metadata={"Software": None})
            shown = drawn.findings[COLUMNS].assign(data="simulated" if is_simulated else "as recorded")
            tables.publish(shown, folder / f"{name}.csv")
            listed.append(
                {
                    "name": name,
                    "section": drawn.chart.section,
                    "title": drawn.chart.title,
                    "alternative": drawn.alternative,
                    "findings": drawn.findings["finding_id"].tolist(),
                    "size": _pixels(drawn.figure),
                    "narrow_size": _pixels(drawn.narrow),
                }
            )
    (folder / "figures.json").write_text(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    stage.run(main, __doc__)
