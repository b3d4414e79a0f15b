"""Charts of a few findings: what is drawn, what is said of it in words, the same bytes each time."""

import json
import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations

import pandas as pd
import pytest

from pipeline import chart
from pipeline.charts import cards, catalogue, cells, heat, multiples, palette, response, sensitivity, words
from pipeline.charts.framing import NARROW, WIDE, About, Picture, framed
from pipeline.charts.letters import width_of, wrapped
from pipeline.charts.scale import round_years, ticks
from pipeline.charts.sheet import Sheet
from pipeline.pages import wording
from pipeline.tables.findings import Comparison, Findings, Response, Sensitivity
from tests.report_tables import count, share, typed

ABOUT = About("Engagements, a demonstration", date(2024, 6, 21), True, 0.95)
RECORDS = ABOUT._replace(is_simulated=False)
METHODS = [
    share("method", "sister_city", "Sister city", 889, 1643, lower=52, upper=56),
    share("method", "outgoing_mission", "Outgoing mission", 247, 1643, lower=13, upper=17),
    share("method", "incoming_delegation", "Incoming delegation", 181, 1643, lower=10, upper=12),
    share("method", "other", "Other", 0, 1643, lower=None, upper=None),
]
STAFFING = [
    share("staffing", "has_staff", "staff who manage international affairs among their duties", 68, 114),
    share("staffing", "has_office", "an office for international affairs", 113, 114),
]
NO_FIGURES = pd.DataFrame(columns=["finding_id", "statement", "figure", "kind"], dtype="str")
WITHHELD = {"percent": None, "lower": None, "upper": None, "is_withheld": True, "withheld_reason": "small_base"}


def cell(section: str, group: str, label: str, number: int, base: int, **overrides) -> dict:
    """Return one cell of a cross-table."""
    told = share(section, label.lower(), label, number, base, **overrides)
    return told | {"finding_id": f"{section}.{group}.{label}", "group_code": group.lower(), "group_label": group}


CELLS = [
    cell("priority_by_country", "Japan", "Economy", 60, 100),
    cell("priority_by_country", "Japan", "Culture", 40, 100),
    cell("priority_by_country", "Mexico", "Economy", 5, 20),
    cell("priority_by_country", "Mexico", "Culture", 12, 20, **WITHHELD),
]


def pictures(
    *rows: dict, about: About = ABOUT, figures: pd.DataFrame = NO_FIGURES, compared: Sequence[dict] = ()
) -> dict[str, Picture]:
    """Return the figures of findings by name; of response and other readings nothing is known."""
    found = typed(Findings, list(rows)), typed(Response, []), typed(Sensitivity, []), typed(Comparison, list(compared))
    return {picture.name: picture for picture in catalogue.pictures(catalogue.Tables(*found, figures), about)}


def words_in(picture: Picture, form=WIDE, about: About = ABOUT) -> list[str]:
    """Return every line of a figure."""
    return [word.text for word in framed(picture, form, about).words]


def problems(sheet: Sheet) -> list[str]:
    """Return the lines of a sheet that leave it or lie over each other."""
    outside = [
        word.text
        for word in sheet.words
        if min(word.left, word.top) < 0 or word.right > sheet.width or word.bottom > sheet.height
    ]
    meeting = [
        f"{one.text} | {two.text}"
        for one, two in combinations(sheet.words, 2)
        if one.left < two.right and two.left < one.right and one.top < two.bottom and two.top < one.bottom
    ]
    return outside + meeting


# What is drawn


def test_a_figure_is_the_same_whatever_was_drawn_before_it(tmp_path):
    """Two threads draw, and which of them comes first is chance."""
    drawn = list(pictures(*METHODS, *STAFFING, *CELLS).values())
    assert len(drawn) > 2
    for folder, in_order in (("one", drawn), ("other", drawn[::-1])):
        for picture in in_order:
            chart.write(picture, ABOUT, tmp_path / folder)
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "other"))
    assert one == other


def test_a_section_with_findings_has_a_figure_and_another_has_none():
    assert list(pictures(*METHODS)) == ["methods"]


def test_no_findings_give_no_figure_and_no_share_image():
    rows = [share("method", "other", "Other", 0, 10)]
    assert pictures(*rows) == {}
    assert cards.cards(typed(Findings, rows), ABOUT) == []


@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_simulated_figure_says_so_in_the_picture_and_in_words(form):
    picture = pictures(*METHODS)["methods"]
    assert "SIMULATED DATA" in words_in(picture, form)
    assert picture.alternative.startswith("Simulated data.")


def test_the_files_of_a_simulated_figure_say_so_and_one_is_for_narrow_screens(tmp_path):
    entry = chart.write(pictures(*METHODS)["methods"], ABOUT, tmp_path)
    for file in entry["files"].values():
        if file.endswith(".svg"):
            assert "(simulated data)</title>" in (tmp_path / file).read_text(encoding="utf-8"), file
    assert pd.read_csv(tmp_path / "methods.csv")["data"].unique().tolist() == ["simulated"]
    assert (entry["size"][0], entry["narrow_size"][0]) == (WIDE.width, NARROW.width)


def test_a_figure_of_records_does_not_say_simulated():
    picture = pictures(*METHODS, about=RECORDS)["methods"]
    assert "imulated" not in " ".join(words_in(picture, about=RECORDS)) + picture.alternative


def test_a_figure_states_title_base_interval_and_source():
    said = " ".join(words_in(pictures(*METHODS)["methods"]))
    assert "Methods of engagement" in said
    assert "the 1,643 engagements with a known method, with 95 % interval" in said
    assert "Source: Engagements, a demonstration; collection ended 21 June 2024." in said


def test_each_bar_has_its_percent_and_its_number():
    said = words_in(pictures(*METHODS)["methods"])
    assert said[said.index("54 %") + 1] == "889"


def test_bars_are_sorted_whatever_the_order_of_the_findings():
    assert pictures(*METHODS[::-1])["methods"].table["count"].tolist() == [889, 247, 181, 0]


def test_a_withheld_share_is_not_drawn_but_told():
    picture = pictures(*METHODS[:2], share("method", "other", "Rare", 3, 9, **WITHHELD))["methods"]
    assert "Rare" not in words_in(picture)
    assert picture.table["label"].tolist() == ["Sister city", "Outgoing mission"]
    assert picture.note == "1 withheld, from too few cities or engagements."


def test_a_section_that_is_wholly_withheld_has_no_figure():
    assert pictures(share("method", "other", "Rare", 3, 9, **WITHHELD)) == {}


def test_the_undecided_count_is_no_bar():
    picture = pictures(*METHODS, count("method", "undecided", "Undecided", 3))["methods"]
    assert "Undecided" not in picture.table["label"].tolist()


def test_years_without_engagements_are_seen_as_gaps():
    picture = pictures(count("year", "1989", "1989", 1), count("year", "1992", "1992", 3))["years"]
    assert picture.table[["label", "count"]].to_numpy().tolist() == [["1989", 1], ["1990", 0], ["1991", 0], ["1992", 3]]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(2016, 2024, "2016–2024"), (2016, None, "from 2016"), (None, 2024, "until 2024")],
    ids=["closed", "open at the end", "open at the start"],
)
def test_the_window_is_named_beside_the_years(first, last, said):
    about = ABOUT._replace(first_year=first, last_year=last)
    assert said in pictures(count("year", "2020", "2020", 1), about=about)["years"].subtitle


def test_an_edition_without_a_window_names_none():
    assert "window" not in pictures(count("year", "2020", "2020", 1))["years"].subtitle
    assert "window" not in pictures(count("year", "2020", "2020", 1))["years"].note


def test_what_the_window_leaves_out_is_told_below_the_years():
    about = ABOUT._replace(first_year=2016)
    note = pictures(count("year", "2020", "2020", 1), about=about)["years"].note
    assert "whenever it began, an event or agreement only inside the window;" in note


def test_only_the_largest_fifteen_countries_are_drawn_and_the_others_are_told_of():
    rows = [share("country", f"C{n:02d}"[-2:], f"Country {n}", 50 - n, 1000) for n in range(20)]
    picture = pictures(*rows)["countries"]
    assert len(picture.table) == 15
    assert picture.note.startswith("5 more are in the table")
    (one,) = [drawn for name, drawn in pictures(*rows[:16]).items() if name == "countries"]
    assert one.note.startswith("1 more is in the table")


def test_a_heat_map_writes_each_share_and_leaves_the_withheld_unwritten():
    picture = heat.picture(pd.DataFrame(CELLS), ABOUT)
    said = words_in(picture)
    assert {"60", "40", "25"} <= set(said)
    assert "12" not in said
    assert "Hatched: withheld" in picture.note
    assert "1 of 4 cells are withheld." in picture.alternative


def test_the_table_of_a_figure_keeps_no_count_that_is_withheld():
    table = cells.ordered(pd.DataFrame(CELLS))
    assert table.loc[table["is_withheld"], "count"].isna().tolist() == [True]
    assert table.loc[~table["is_withheld"], "count"].tolist() == [60, 40, 5]


def test_a_cell_that_rounds_to_nothing_is_not_written_as_nothing():
    rows = [*CELLS[:2], cell("priority_by_country", "Japan", "Health", 1, 1000), *CELLS[2:]]
    assert "<1" in words_in(heat.picture(pd.DataFrame(rows), ABOUT))
    page = multiples.pictures(pd.DataFrame([row | {"section": "priority_by_method"} for row in rows]), ABOUT)
    assert "<1 %" in words_in(page["method-priorities"])


def test_a_country_that_is_wholly_withheld_is_no_column():
    rows = [*CELLS[:2], *[row | WITHHELD for row in CELLS[2:]]]
    assert heat.picture(pd.DataFrame(rows), ABOUT).table["group_label"].unique().tolist() == ["Japan"]
    assert heat.picture(pd.DataFrame([row | WITHHELD for row in CELLS]), ABOUT) is None


def test_a_page_of_small_multiples_has_a_panel_a_group_and_tells_where_they_differ_most():
    rows = [row | {"section": "priority_by_method"} for row in CELLS]
    page = multiples.pictures(pd.DataFrame(rows), ABOUT)["method-priorities"]
    assert {"Japan (100)", "Mexico (20)"} <= set(words_in(page))
    assert "Economy differs most: 25 % (Mexico) to 60 % (Japan)." in page.alternative


def test_a_panel_whose_bars_are_of_different_numbers_says_from_which_to_which():
    rows = [cell("staffing_by_size", "Large", "Staff", 32, 48), cell("staffing_by_size", "Large", "Office", 5, 1047)]
    page = multiples.pictures(pd.DataFrame(rows), ABOUT)["size-resources"]
    assert "Large (48 to 1,047)" in words_in(page)


@pytest.mark.parametrize(
    ("reason", "note"),
    [
        pytest.param("few_cities", "Hatched: withheld, from too few cities or engagements.", id="too few"),
        pytest.param(
            "complement",
            "Hatched: withheld, because it would tell another group's answers.",
            id="would give away another",
        ),
        pytest.param(
            "earlier_edition",
            "Hatched: withheld, because with an earlier edition it would tell single cities' answers.",
            id="would give away what is new",
        ),
    ],
)
def test_hatching_says_why_it_withholds(reason, note):
    rows = [
        cell("staffing_by_size", "Large", "Staff", 32, 48),
        cell("staffing_by_size", "Large", "Office", 5, 48, **WITHHELD | {"withheld_reason": reason}),
    ]
    assert multiples.pictures(pd.DataFrame(rows), ABOUT)["size-resources"].note == note


def test_published_shares_stand_beside_ours():
    figures = pd.DataFrame(
        [
            {"finding_id": "method.sister_city", "figure": "54", "kind": "percent"},
            {"finding_id": "staffing.has_office", "figure": "20", "kind": "percent fewer than"},
            {"finding_id": "headline.cities", "figure": "166", "kind": "exactly"},
        ]
    )
    agreements = {"method.sister_city": "agrees", "staffing.has_office": "differs", "headline.cities": "agrees"}
    compared = [
        {"finding_id": name, "statement": "", "published": "", "computed": "", "agreement": said, "remark": ""}
        for name, said in agreements.items()
    ]
    picture = pictures(*METHODS, *STAFFING, figures=figures, compared=compared)["published"]
    assert picture.table["published"].tolist() == [54, 20]
    assert {"54 %", "under 20 %"} <= set(words_in(picture))
    assert "1 agrees within the interval" in picture.alternative


def test_ranks_have_their_ranges_and_tell_who_could_be_first():
    ranges = [("China", 1, 1, 2), ("Mexico", 2, 1, 3), ("France", 3, 3, 3)]
    rows = [
        share("country", name[:2], name, 90 - rank, 900, rank=rank, rank_lower=low, rank_upper=high)
        for name, rank, low, high in ranges
    ]
    picture = pictures(*rows)["country-ranks"]
    assert {"1 (1–2)", "2 (1–3)", "3"} <= set(words_in(picture))
    assert "China and Mexico could be first." in picture.alternative


def test_a_country_that_could_be_first_is_told_though_it_is_not_drawn():
    rows = [
        share("country", f"C{rank:02}", f"Country {rank:02}", 90, 900, rank=rank, rank_lower=1, rank_upper=16)
        for rank in range(1, 17)
    ]
    assert "16 countries could be first." in pictures(*rows)["country-ranks"].alternative


def test_countries_without_rank_ranges_have_no_figure_of_ranks():
    assert list(pictures(share("country", "CN", "China", 5, 10), share("country", "FR", "France", 5, 10))) == [
        "countries"
    ]


def test_concentration_marks_the_cities_that_make_half():
    half = share("concentration", "cities_for_half", "Cities that make half", 1, 3, lower=None, upper=None)
    each = [count("city", str(number), f"City {number}", most) for number, most in ((1, 1), (2, 8), (3, 1))]
    picture = pictures(half, *each)["concentration"]
    assert picture.table[["count", "cities", "cumulated"]].to_numpy().tolist() == [[8, 1, 8], [1, 2, 9], [1, 3, 10]]
    assert "1 of 3 cities (33 %) makes half of them. City 2 has the most, 8; 2 have one each." in picture.alternative


def test_decisions_name_who_decided_and_leave_out_who_did_not():
    rows = [
        share("decided_by_method", code, label, number, 200, unit="reports")
        for code, label, number in (("box", "a box", 150), ("rule", "a rule", 50), ("person", "a person", 0))
    ]
    picture = pictures(*rows)["decisions"]
    assert "Method of 200 reports: a box 75 %; a rule 25 %." in picture.alternative
    assert not [text for text in words_in(picture) if "person" in text]


def cities(size: str, region: str, frame: int, responded: int | None, engaged: int) -> dict:
    """Return one row of the table of response."""
    return {
        "size_code": size,
        "size_label": "all sizes" if size == "all" else f"{size} inhabitants",
        "region_code": region,
        "region_label": "all regions" if region == "all" else region,
        "frame_count": frame,
        "responded_count": responded,
        "response_percent": None if responded is None else round(100 * responded / frame),
        "engaged_count": engaged,
        "engaged_percent": round(100 * engaged / frame),
    }


@pytest.mark.parametrize(
    ("responded", "title", "said"),
    [
        pytest.param(10, "Which cities answered", "In all 10 of 50, 20 %. By size: many inhabitants 20 %.", id="asked"),
        pytest.param(None, "Which cities have engagements on record", "In all 20 of 50, 40 %.", id="not asked"),
    ],
)
def test_response_is_of_the_frame_and_without_a_survey_of_engagements(responded, title, said):
    rows = [cities(size, region, 50, responded, 20) for size in ("many", "all") for region in ("West", "all")]
    picture = response.picture(typed(Response, rows), ABOUT)
    assert picture.title == title
    assert said in picture.alternative
    assert {"20 %", "10 of 50"} <= set(words_in(picture)) or responded is None


def test_a_rate_of_response_that_rounds_to_nothing_is_not_called_nothing():
    rows = [cities("all", "all", 1000, 1, 20), cities("many", "all", 1000, 1, 20)]
    picture = response.picture(typed(Response, rows), ABOUT)
    assert "In all 1 of 1,000, <1 %. By size: many inhabitants <1 %." in picture.alternative
    assert "0 %" not in words_in(picture)


def reading(variant: str, percent: float | None, difference: float | None) -> dict:
    """Return the share of sister cities under one reading."""
    return {
        "finding_id": "method.sister_city",
        "section": "method",
        "label": "Sister city",
        "variant": variant,
        "variant_label": variant.capitalize(),
        "count": 50,
        "base": 100,
        "percent": percent,
        "lower": None,
        "upper": None,
        "difference": difference,
        "reason": None if percent else "Not asked.",
    }


def test_other_readings_show_how_far_a_share_moves():
    rows = [reading("published", 50, 0), reading("raked", 47, -3.04), reading("undated", 50, 0.02)]
    picture = sensitivity.picture(typed(Sensitivity, rows), ABOUT)
    assert {"50 %", "47 %", "−3.0", "±0"} <= set(words_in(picture))
    assert (
        "1 of 2 move by less than 2 points. The largest move: Sister city, −3.0 points to 47 %" in picture.alternative
    )


def test_a_reading_that_does_not_apply_is_no_column():
    rows = [reading("published", 50, 0), reading("raked", None, None)]
    assert sensitivity.picture(typed(Sensitivity, rows), ABOUT) is None


# How it is drawn


@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_texts_stay_inside_the_picture_and_apart(form):
    long = "a label that goes on and on, as some names of networks for local governments do, " * 2
    rows = [
        *METHODS,
        *STAFFING,
        *[share("network", str(n), f"{long}{n}", 9 - n, 9, lower=None, upper=None) for n in range(9)],
        *[count("year", str(year), str(year), 1 + year % 50 * 40) for year in range(1925, 2026)],
        *[
            share("country", str(n), "Trinidad and Tobago", 99 - n, 999, rank=n, rank_lower=n, rank_upper=n + 30)
            for n in range(1, 16)
        ],
        share("concentration", "cities_for_half", "Cities that make half", 50, 100),
        *[count("city", str(n), f"City {n}", 2) for n in range(100)],
        *[share("decided_by_priority", str(n), f"a decider of a long name {n}", 20, 100) for n in range(5)],
    ]
    figures = pd.DataFrame([{"finding_id": row["finding_id"], "figure": "33", "kind": "percent"} for row in rows[:6]])
    drawn = pictures(*rows, figures=figures)
    expected = ["resources", "countries", "country-ranks", "methods", "networks", "years", "concentration", "published"]
    assert list(drawn) == [*expected, "decisions"]
    for name, picture in drawn.items():
        assert problems(framed(picture, form, ABOUT)) == [], name


@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_texts_of_cross_tables_stay_inside_and_apart(form):
    groups = [
        "China",
        "United Kingdom",
        "South Korea",
        "Philippines",
        "Trinidad and Tobago",
        "Sector partnership or memorandum",
    ]
    labels = ["Economic development", "Transport and infrastructure", "Culture"]
    rows = [
        cell(section, group, label, 900, 1000)
        for section in ("priority_by_country", "priority_by_method")
        for group in groups
        for label in labels
    ]
    readings = [reading("published", 50, 0), *[reading(f"weighted {n} by everything", 50 + n, n) for n in range(7)]]
    everywhere = [cities(size, region, 999, 99, 99) for size in ("10", "all") for region in ("Northeast", "all")]
    grids = [
        heat.picture(pd.DataFrame(rows), ABOUT),
        sensitivity.picture(typed(Sensitivity, readings), ABOUT),
        response.picture(typed(Response, everywhere), ABOUT),
    ]
    for picture in (*grids, *multiples.pictures(pd.DataFrame(rows), ABOUT).values()):
        assert problems(framed(picture, form, ABOUT)) == [], picture.name


def test_texts_of_share_images_stay_inside_and_apart():
    rows = [*METHODS, *STAFFING, count("headline", "cities", "U.S. cities with engagements", 166)]
    about = ABOUT._replace(title="International engagements of the cities of all states, a long demonstration of it")
    drawn = cards.cards(typed(Findings, rows), about)
    assert [card.name for card in drawn] == ["share-overview", "share-methods", "share-staffing"]
    for card in drawn:
        sheet = card.draw()
        assert (sheet.width, sheet.height) == (1200, 630)
        assert problems(sheet) == [], card.name
        assert "SIMULATED DATA" in [word.text for word in sheet.words]


@pytest.mark.parametrize("label", ["$x^{2}$ & <b>", "a" * 90, "Côte d’Ivoire", "=1+1", "-- --> ]]>", "Žđ Ελλάδα"])
def test_a_label_is_drawn_as_written(label):
    picture = pictures(share("country", "CI", label, 5, 10))["countries"]
    framed(picture, WIDE, ABOUT).svg(label)
    assert wording.capital(label).replace(" ", "") in "".join(words_in(picture)).replace(" ", "")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_findings_give_the_same_bytes(kind):
    def drawn() -> bytes | str:
        sheet = framed(pictures(*METHODS)["methods"], WIDE, ABOUT)
        return sheet.svg("Methods") if kind == "svg" else sheet.dots().png()

    assert drawn() == drawn()


def test_an_svg_holds_no_date_no_program_and_asks_for_nothing():
    svg = framed(pictures(*METHODS)["methods"], WIDE, ABOUT).svg("Methods")
    assert "<dc:date>" not in svg
    assert "atplotlib" not in svg
    assert re.findall(r'(?:href|src)="(?!#)', svg) == []


def test_an_svg_has_its_size_in_pixels_and_letters_as_outlines():
    sheet = framed(pictures(*METHODS)["methods"], WIDE, ABOUT)
    svg = sheet.svg("Methods")
    assert f'width="720" height="{sheet.height:g}"' in svg
    assert "<text" not in svg


def test_an_svg_for_print_has_text_as_text_in_the_fonts_of_the_report_and_is_light():
    svg = framed(pictures(*METHODS)["methods"], WIDE, ABOUT).print_svg("Methods")
    assert re.search(r"<text[^>]*600[^>]*Source Sans Pro[^>]*>54 %</text>", svg)
    assert "prefers-color-scheme" not in svg


def test_a_picture_of_letters_is_that_of_its_references():
    sheet = Sheet(40)
    sheet.text(4, 20, "AA")
    sheet.end(30)
    svg = sheet.svg("Twice the same letter")
    assert svg.count("<use") == 2
    assert svg.count("<path id=") == 1


# Colours


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


MARKS = [(role, "paper", 3) for role in (*palette.CATEGORIES, "mark", "warning")]
TEXTS = [
    *[(role, "paper", 4.5) for role in ("ink", "quiet")],
    *[(role, "track", 4.5) for role in ("ink", "quiet")],
    *[(role, on, 4.5) for on, role in {**palette.ON_CATEGORY, **palette.ON_STEP, "warning": "on_deep"}.items()],
]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("role", "on", "least"), MARKS + TEXTS)
def test_every_colour_has_its_contrast(role, on, least, look):
    pair = [getattr(palette.SHADES[name], look) for name in (role, on)]
    assert contrast(*pair) >= least


def test_no_two_roles_share_a_light_colour():
    light = [shade.light for shade in palette.SHADES.values()]
    assert len(set(light)) == len(light)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_steps_of_a_heat_map_go_one_way_in_grey(look):
    paper = palette.SHADES["paper"]
    away = [contrast(getattr(palette.SHADES[step], look), getattr(paper, look)) for step in palette.STEPS]
    assert away == sorted(away)


def test_every_colour_of_an_svg_has_its_dark_partner():
    svg = framed(pictures(*METHODS)["methods"], WIDE, ABOUT).svg("Methods")
    used = {found.lower() for found in re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", svg.split("</style>")[1])}
    assert used
    assert [colour for colour in used if f': {colour}"]' not in svg] == []


# What is said


def ranking(*rows: tuple) -> str:
    """Return what is said of categories, each a label, a count and a percentage, of a base of 1,000."""
    return words.ranking(pd.DataFrame(rows, columns=["label", "count", "percent"]).assign(base=1000))


def test_words_tell_the_largest_three_the_last_and_how_the_first_stands():
    said = ranking(("Japan", 40, 40.0), ("China", 20, 20.0), ("France", 10, 10.0), ("Italy", 1, 1.0))
    assert said == (
        "The largest: Japan 40 (40 %); China 20 (20 %); France 10 (10 %). The last of 4: Italy 1 (1 %). "
        "The first is twice as frequent as the second."
    )


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        pytest.param([9, 5, 5, 5], "The largest: A 9. The last", id="the second is tied beyond the third"),
        pytest.param([9, 7, 5, 5], "The largest: A 9; B 7. The last", id="the third is tied"),
        pytest.param([9, 9, 9, 9, 2], "The last of 5: E 2. The first 4 are tied.", id="more are tied than are named"),
    ],
)
def test_no_category_as_large_as_one_that_is_named_is_left_out(counts, named):
    rows = [(label, count, None) for label, count in zip("ABCDE", counts, strict=False)]
    assert ranking(*rows).startswith(named)


def test_what_rounds_to_nothing_is_not_called_nothing():
    assert "The last of 4: Italy 1 (<1 %)." in ranking(*[("Japan", 900, 90.0)] * 3, ("Italy", 1, 0.0))
    assert words.percent(0.0, 0, 1000) == "0 %"


def test_what_rounds_to_the_whole_is_not_called_the_whole():
    assert words.percent(100.0, 999, 1000) == ">99 %"
    assert words.percent(100.0, 1000, 1000) == "100 %"


def test_words_of_one_category_name_the_only_one():
    assert ranking(("Japan", 1000, 100.0)) == "The only one: Japan 1,000 (100 %)."


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param([5, 5, 2], "A and B are tied.", id="two tied"),
        pytest.param([5, 5, 5, 5, 2], "The first 4 are tied.", id="many tied"),
        pytest.param([5, 5], "All 2 are equal.", id="all equal"),
        pytest.param([5, 0, 0], "All others are zero.", id="nothing but the first"),
        pytest.param([0, 0], "", id="nothing at all"),
        pytest.param([7], "", id="alone"),
        pytest.param([19, 10], "", id="no headline"),
        pytest.param([20, 10], "The first is twice as frequent as the second.", id="exactly twice"),
        pytest.param([21, 10], "The first is more than twice as frequent as the second.", id="more than twice"),
        pytest.param([500, 10], "The first is more than ten times as frequent as the second.", id="far more"),
    ],
)
def test_the_comparison_holds_at_the_edges(counts, said):
    assert words.comparison(list("ABCDE")[: len(counts)], counts) == said


def test_words_of_years_tell_the_peak_and_its_ties():
    rows = [count("year", "2001", "2001", 3), count("year", "2003", "2003", 3)]
    assert "2001 to 2003. The most, 3, in 2001 and 2003." in pictures(*rows)["years"].alternative


def test_words_of_a_single_year():
    assert (
        "took place, in 2001. The most, 3, in 2001." in pictures(count("year", "2001", "2001", 3))["years"].alternative
    )


def test_a_number_that_is_withheld_is_not_said():
    assert "12" not in heat.picture(pd.DataFrame(CELLS), ABOUT).alternative


# Small parts


@pytest.mark.parametrize(
    ("largest", "most", "marks"),
    [
        (0, 5, [0]),
        (1, 5, [0, 1]),
        (33, 5, [0, 10, 20, 30]),
        (109, 5, [0, 50, 100]),
        (60.5, 7, [0, 10, 20, 30, 40, 50, 60]),
    ],
)
def test_an_axis_has_round_numbers(largest, most, marks):
    assert ticks(largest, most) == marks


@pytest.mark.parametrize(
    ("first", "last", "most"), [(2001, 2001, 5), (1925, 2025, 11), (2019, 2024, 5), (1957, 2024, 5)]
)
def test_years_under_an_axis_are_few(first, last, most):
    assert len(round_years(first, last, most)) <= most


def test_a_word_wider_than_its_room_is_broken():
    lines = wrapped("Llanfairpwllgwyngyll", 40)
    assert "".join(lines) == "Llanfairpwllgwyngyll"
    assert max(width_of(line) for line in lines) <= 40


def test_a_percentage_stays_on_one_line():
    assert wrapped("a share of 54 % here", width_of("a share of 54")) == ["a share of", "54 % here"]


def test_a_text_that_must_fit_gets_smaller():
    size, lines = cards.fitted("a title that is too long", 100, 20, 1)
    assert lines == ["a title that is too long"]
    assert size < 20


# The stage


def test_main_leaves_each_picture_twice_its_table_the_share_images_and_the_list(project, monkeypatch):
    choices = {"title": "Engagements on record", "cut_off": date(2026, 11, 23), "first_year": None, "last_year": None}
    monkeypatch.setattr(chart.sources, "read", lambda edition: [])
    monkeypatch.setattr(chart.params, "edition", lambda edition, *names: {name: choices[name] for name in names})
    monkeypatch.setattr(chart.params, "section", lambda name: {"confidence": 0.95})
    figures = pd.DataFrame([{"finding_id": "method.sister_city", "figure": "54", "kind": "percent"}])
    monkeypatch.setattr(chart.codebook, "read", lambda table: figures)
    folder = project / "data/summarised/public-record-2026"
    folder.mkdir(parents=True)
    for name, rows in ((Findings, METHODS), (Response, []), (Sensitivity, []), (Comparison, [])):
        typed(name, rows).to_parquet(folder / f"{name.__name__.lower()}.parquet", index=False)
    chart.main("public-record-2026")
    written = project / "reports/public-record-2026/figures"
    listed = json.loads((written / "figures.json").read_text(encoding="utf-8"))
    assert [(entry["name"], entry["kind"], entry["section"]) for entry in listed] == [
        ("methods", "figure", "method"),
        ("published", "figure", "comparison"),
        ("share-overview", "share", "headline"),
        ("share-methods", "share", "method"),
    ]
    files = {file for entry in listed for file in entry["files"].values()}
    assert files | {"figures.json"} == {path.name for path in written.iterdir()}
    table = pd.read_csv(written / "methods.csv")
    assert table["count"].tolist() == [889, 247, 181, 0]
    assert table["finding_id"].tolist() == listed[0]["findings"]
    assert table["data"].unique().tolist() == ["as recorded"]
