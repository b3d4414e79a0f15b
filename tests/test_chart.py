"""Charts of a few findings: what is drawn, what is said of it in words, the same bytes each time."""

import json
from io import BytesIO

import matplotlib as mpl
import pandas as pd
import pytest

from pipeline import chart
from pipeline.tables.findings import Findings
from tests.report_tables import count, share, typed

METHODS = [
    share("method", "sister_city", "Sister city", 889, 1643, lower=52, upper=56),
    share("method", "outgoing_mission", "Outgoing mission", 247, 1643, lower=13, upper=17),
    share("method", "incoming_delegation", "Incoming delegation", 181, 1643, lower=10, upper=12),
    share("method", "other", "Other", 0, 1643, lower=None, upper=None),
]


def drawn(*rows: dict, is_simulated: bool = True) -> dict[str, chart.Drawn]:
    """Return the figures of findings by name."""
    found = chart.draw(typed(Findings, list(rows)), "Engagements, a demonstration", is_simulated)
    return {figure.chart.name: figure for figure in found}


def words_in(figure: chart.Drawn) -> list[str]:
    """Return every text of a figure."""
    return [text.get_text() for text in figure.figure.findobj(mpl.text.Text) if text.get_text()]


def bytes_of(figure: chart.Drawn, kind: str) -> bytes:
    """Return a figure as a file."""
    written = BytesIO()
    with mpl.rc_context(chart.STYLE):
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.figure.savefig(written, format=kind, metadata=metadata)
    return written.getvalue()


def test_a_section_with_findings_has_a_figure_and_another_has_none():
    assert list(drawn(*METHODS)) == ["methods"]


def test_no_findings_give_no_figure():
    assert drawn(share("method", "other", "Other", 0, 10)) == {}


def test_a_simulated_figure_says_so_in_the_picture_and_in_words():
    figure = drawn(*METHODS)["methods"]
    assert "SIMULATED DATA" in words_in(figure)
    assert figure.alternative.startswith("Simulated data.")


def test_a_figure_of_records_does_not_say_simulated():
    figure = drawn(*METHODS, is_simulated=False)["methods"]
    assert "SIMULATED DATA" not in words_in(figure)
    assert "imulated" not in figure.alternative


def test_a_figure_states_title_base_and_source():
    said = " ".join(words_in(drawn(*METHODS)["methods"]))
    assert "1,643" in said
    assert "Engagements, a demonstration" in said


def test_each_bar_has_its_percent_and_its_number():
    said = words_in(drawn(*METHODS)["methods"])
    assert [text for text in said if "54 %" in text and "889" in text]


def test_alternative_text_tells_the_largest_with_their_numbers():
    told = drawn(*METHODS)["methods"].alternative
    assert "Sister city 889, 54 %" in told
    assert "Outgoing mission 247, 15 %" in told


def test_a_withheld_share_is_not_drawn():
    hidden = share("method", "other", "Rare", 3, 9, percent=None, lower=None, upper=None, is_withheld=True)
    figure = drawn(*METHODS[:2], hidden)["methods"]
    assert "Rare" not in words_in(figure)
    assert "Rare" not in figure.findings["label"].tolist()


def test_the_undecided_count_is_no_bar():
    figure = drawn(*METHODS, count("method", "undecided", "Undecided", 3))["methods"]
    assert figure.findings["code"].tolist() == ["sister_city", "outgoing_mission", "incoming_delegation", "other"]


def test_years_without_engagements_are_seen_as_gaps():
    figure = drawn(count("year", "1989", "1989", 1), count("year", "1992", "1992", 3))["years"]
    assert figure.findings[["label", "count"]].to_numpy().tolist() == [
        ["1989", 1],
        ["1990", 0],
        ["1991", 0],
        ["1992", 3],
    ]
    assert "The most, 3, in 1992" in figure.alternative


def test_only_the_largest_fifteen_countries_are_drawn():
    rows = [share("country", f"C{n:02d}"[-2:], f"Country {n}", 50 - n, 1000) for n in range(20)]
    assert len(drawn(*rows)["countries"].findings) == 15


@pytest.mark.parametrize("label", ["$x^{2}$ & <b>", "a" * 60, "Côte d’Ivoire", "=1+1"])
def test_a_label_is_drawn_as_written(label):
    figure = drawn(share("country", "CI", label, 5, 10))["countries"]
    bytes_of(figure, "svg")
    assert label.replace(" ", "") in "".join(words_in(figure)).replace("\n", "").replace(" ", "") or label == "a" * 60


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_findings_give_the_same_bytes(kind):
    assert bytes_of(drawn(*METHODS)["methods"], kind) == bytes_of(drawn(*METHODS)["methods"], kind)


@pytest.mark.parametrize("form", ["figure", "narrow"])
def test_text_stays_inside_the_picture(form):
    long = share("staffing", "has_staff", "staff who manage international affairs among their duties", 68, 114)
    both = drawn(long, share("staffing", "has_office", "an office for international affairs", 113, 114))["resources"]
    figure = getattr(both, form)
    with mpl.rc_context(chart.STYLE):
        figure.canvas.draw()
        frame = figure.bbox
        texts = [text for text in figure.findobj(mpl.text.Text) if text.get_text().strip() and text.get_visible()]
        boxes = {text.get_text(): text.get_window_extent() for text in texts if text.axes is None or text.axes.axison}
        boxes |= {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts}
    assert len(boxes) >= 7
    outside = [
        said for said, box in boxes.items() if box.x0 < 0 or box.x1 > frame.x1 or box.y0 < 0 or box.y1 > frame.y1
    ]
    assert outside == []


def test_main_leaves_a_picture_twice_its_table_and_the_list(project, monkeypatch):
    monkeypatch.setattr(chart.sources, "read", lambda edition: [])
    monkeypatch.setattr(chart.params, "edition", lambda edition: {"title": "Engagements on record"})
    folder = project / "data/summarised/public-record-2026"
    folder.mkdir(parents=True)
    typed(Findings, METHODS).to_parquet(folder / "findings.parquet", index=False)
    chart.main("public-record-2026")
    figures = project / "reports/public-record-2026/figures"
    files = ["figures.json", "methods-narrow.svg", "methods.csv", "methods.png", "methods.svg"]
    assert sorted(path.name for path in figures.iterdir()) == files
    listed = json.loads((figures / "figures.json").read_text(encoding="utf-8"))
    assert [(figure["name"], figure["section"]) for figure in listed] == [("methods", "method")]
    table = pd.read_csv(figures / "methods.csv")
    assert table["count"].tolist() == [889, 247, 181, 0]
    assert "<dc:date>" not in (figures / "methods.svg").read_text(encoding="utf-8")
