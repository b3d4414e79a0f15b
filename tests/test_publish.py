"""The report of a small edition: what it says, where its numbers lead, and that no text of a respondent is markup."""

import re
from datetime import date
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from types import SimpleNamespace

import pandas as pd
import pytest

from pipeline import publish, tables
from pipeline.charts import multiples
from pipeline.report.behind import RowsError, engagements_told
from pipeline.report.beside import editions
from pipeline.report.cross import crossed
from pipeline.report.edition import Edition, texts_of
from pipeline.report.sentences import countries, undecided, years
from pipeline.tables.evaluation import Mistakes
from pipeline.tables.published import RESOURCES
from pipeline.webmap import node
from tests import report_tables
from tests.report_tables import LONG_WORD, MARKUP, count, edition, findings, labels, share


class Page(HTMLParser):
    """The parts of a page that the tests look at."""

    def __init__(self, text: str):
        super().__init__()
        self.ids, self.links, self.elements, self.text = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.elements.append((tag, values))
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values[key] for key in ("href", "src") if key in values]

    def handle_data(self, data):
        self.text.append(data)

    def words(self) -> str:
        """Return the text as it is read."""
        return " ".join(" ".join(self.text).split())


def pages_of(found: Edition) -> dict[str, str]:
    """Return the pages of an edition by path, those in HTML only."""
    return {path: page for path, page in publish.report(found, labels()).items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, str]:
    """Return the pages of the small edition."""
    return pages_of(edition(tmp_path_factory.mktemp("report")))


def words_of(page: str) -> str:
    """Return a page's text."""
    return Page(page).words()


def broken_links(written: dict[str, str], files: set[str]) -> list[tuple[str, str]]:
    """Return page and link of every local link that leads to no page, file or anchor."""
    parsed = {path: Page(page) for path, page in written.items()}
    broken = []
    for path, page in parsed.items():
        for link in page.links:
            if link.startswith("data:"):
                continue
            target, _, anchor = link.partition("#")
            there = normpath(join(dirname(path), target)) if target else path
            is_missing = there not in parsed and there not in files
            if is_missing or (anchor and anchor not in parsed[there].ids):
                broken.append((path, link))
    return broken


def test_every_link_leads_to_a_page_file_or_anchor(written):
    files = (
        {f"data/{name}.csv" for name in RESOURCES}
        | {"style.css", "citation.cff", "report.pdf", "map/index.html", "profiles/index.html", "../index.html"}
        | {"data/README.md", "data/codebook.html", "data/demonstration-2024.zip", "quality/agreement.csv"}
    )
    assert broken_links(written, files) == []


def test_a_broken_link_would_be_found():
    assert broken_links({"a/b.html": '<a href="../c.html#d">x</a><p id="e"><a href="#e">'}, set()) == [
        ("a/b.html", "../c.html#d")
    ]


def test_no_identifier_stands_twice_on_a_page(written):
    for path, page in written.items():
        ids = Page(page).ids
        assert [name for name in ids if not name or " " in name] == [], path
        assert sorted(ids) == sorted(set(ids)), path


def test_every_chapter_has_its_own_heading_and_leads_to_the_next(written):
    path, seen = "index.html", []
    while path:
        seen.append(re.search(r"<h1>(.*?)</h1>", written[path]).group(1))
        following = re.search(r'<a href="([\w-]+\.html)" rel="next">', written[path])
        path = following.group(1) if following else ""
    assert len(seen) == len(set(seen)) == 14
    assert seen[-1] == "Sources, data and citation"


def test_texts_that_mean_harm_are_shown_as_written(written):
    assert all("<script" not in page and "onerror=alert(1)>" not in page for page in written.values())
    assert " ".join(MARKUP.split()) in words_of(written["engagements/CA.html"])
    assert " ".join(MARKUP.split()) in words_of(written["undecided.html"])


def test_a_page_asks_for_nothing_from_elsewhere(written):
    for page in written.values():
        parsed = Page(page)
        assert [link for link in parsed.links if re.match(r"(?!data:)([a-z]+:|//)", link)] == []
        assert [tag for tag, _ in parsed.elements if tag in ("script", "iframe", "object", "embed", "form")] == []
        policy = next(values["content"] for tag, values in parsed.elements if values.get("http-equiv"))
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy


def test_a_simulated_edition_says_so_on_every_page(written):
    for path, page in written.items():
        assert "(simulated)" in re.search(r"<title>(.*?)</title>", page).group(1), path
        assert "Simulated data" in words_of(page), path


def test_a_sentence_to_be_quoted_says_that_it_is_simulated(written):
    quoted = re.findall(r"<blockquote><p>(.*?)</p>", written["index.html"], re.DOTALL)
    assert len(quoted) == 6
    assert [sentence for sentence in quoted if not sentence.startswith("<b>Simulated:</b>")] == []


def test_an_edition_of_records_does_not_say_simulated(tmp_path):
    written = pages_of(edition(tmp_path, is_simulated=False, has_respondents=False))
    # The data dictionary tells what the column `data` may hold.
    del written["dictionary.html"]
    assert [path for path, page in written.items() if "simulated" in words_of(page).lower()] == []


def test_each_engagement_behind_a_number_is_listed_once(written):
    japan = written["rows/country.html"].split('id="country.JP"')[1].split("</section>")[0]
    assert re.findall(r"CA\.html#(E\d)|OH\.html#(E\d)", japan) == [("E1", ""), ("", "E4")]


def test_a_wrong_decision_is_told_in_words(tmp_path):
    found = edition(tmp_path)
    listed = found.mistakes.assign(part="held_out")
    words = words_of(pages_of(found._replace(mistakes=listed))["rows/mistakes.html"])
    assert re.search(r"g1: .* True: Sister city\. Decided: Outgoing mission \(M01\)\.", words)


def test_the_code_of_namibia_among_mistakes_is_not_taken_for_a_missing_one(tmp_path):
    file = tmp_path / "mistakes.csv"
    texts = ["locate", "country", "edition", "r:1", "None", "NA", "", ""]
    tables.publish(pd.DataFrame([texts], columns=list(Mistakes.to_schema().columns)), file)
    found = edition(tmp_path)
    words = words_of(
        pages_of(
            found._replace(
                mistakes=texts_of(file), decisions=found.decisions.assign(decision="country", part="edition")
            )
        )["rows/mistakes.html"]
    )
    assert "r:1: “None” True: NA. Decided: none." in words


def test_a_reason_keeps_the_capitals_of_its_names(tmp_path):
    found = edition(tmp_path)
    away = found.accounting.assign(reason="domestic_partner")
    words = words_of(pages_of(found._replace(accounting=away))["rows/accounting.html"])
    assert "Raw rows, partner in the United States: 4" in words


def test_no_two_headings_of_a_page_are_the_same(written):
    for path, page in written.items():
        headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)
        assert len(set(headings)) == len(headings), path


def test_a_sentence_says_a_country_as_the_codebook_has_it_in_sentences(written):
    assert "the Mexico of a test (" in words_of(written["index.html"])


def test_days_are_in_words(written):
    assert "collection ended 21 June 2024" in words_of(written["index.html"])
    assert "2024-06-21" not in words_of(written["method.html"])


def test_a_number_that_counts_other_rows_than_are_found_stops_the_report(tmp_path):
    wrong = edition(tmp_path, findings=findings(count("network", "c40", "C40 Cities", 1)))
    with pytest.raises(RowsError, match=r"network\.c40 counts 1; 0 are found"):
        publish.report(wrong, labels())


def test_an_engagement_tells_source_row_and_rules_of_each_report(written):
    words = words_of(written["engagements/CA.html"])
    assert "desk_research, row 2" in words
    assert "desk_research, row 6" in words
    assert "method: M01" in words


def test_a_joined_report_tells_what_was_kept_of_it_and_what_it_says_otherwise(written):
    words = words_of(written["engagements/CA.html"])
    assert "Kept of it: description." in words
    assert "First year: 1992 is kept (report desk_research:2); report desk_research:6 says 1991." in words
    assert "Partner place: there is none, as the city says; report desk_research:6 says Kyoto." in words


def test_an_engagement_leads_to_that_of_another_city_which_is_the_same_journey(written):
    assert 'The same journey or visit as <a href="OH.html#E4">' in written["engagements/CA.html"]


@pytest.mark.parametrize(
    ("chapter", "cell"),
    [
        pytest.param(
            "priorities",
            'rows/priority_by_method.html#priority_by_method.sister_city.economic_development">100\u00a0% (2)</a>',
            id="share and count",
        ),
        pytest.param(
            "countries", '<a href="rows/country.html#country.JP">2 (100\u00a0%)</a>', id="a country within its region"
        ),
        pytest.param(
            "cities", '<a href="rows/country_by_state.html#country_by_state.OH.JP">1</a>', id="a withheld share"
        ),
    ],
)
def test_a_cell_of_a_cross_table_leads_to_its_rows(written, chapter, cell):
    assert cell in written[f"{chapter}.html"]


# Digits that are no number of ours: rank and interval of the number beside them, and figures as others published them.
NOT_LINKED = {"rank", "interval", "published"}
NUMBER_CELLS = {"n", "cell", "measured"}


class Cells(HTMLParser):
    """The cells of a page that should be links and are not: their text outside of any link."""

    def __init__(self, text: str):
        super().__init__()
        self.in_cell, self.in_link, self.text, self.seen, self.unlinked = False, False, "", 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "td":
            self.in_cell = bool(classes & NUMBER_CELLS) and not classes & NOT_LINKED
            self.text, self.seen = "", self.seen + self.in_cell
        self.in_link = tag == "a" or (self.in_link and tag != "td")

    def handle_endtag(self, tag):
        if tag == "a":
            self.in_link = False
        # A zero counts nothing that could be listed.
        if tag == "td" and self.in_cell and re.search("[1-9]", self.text):
            self.unlinked.append(self.text)

    def handle_data(self, data):
        self.text += "" if self.in_link else data


def test_every_number_of_every_table_of_every_chapter_is_a_link(written):
    cells = {path: Cells(page) for path, page in written.items() if "/" not in path and path != "undecided.html"}
    assert {path: found.unlinked for path, found in cells.items() if found.unlinked} == {}
    with_numbers = {path for path, found in cells.items() if found.seen}
    chapters = {"who-answered", "countries", "priorities", "methods", "resources", "years", "cities", "quality"}
    assert with_numbers >= {f"{chapter}.html" for chapter in chapters | {"method", "comparison"}}


def test_a_number_without_a_link_would_be_found():
    page = '<td class="n">12</td><td class="n"><a href="x">3</a></td><td class="cell"><a href="x">4</a> 5</td>'
    assert Cells(page).unlinked == ["12", " 5"]


@pytest.mark.parametrize(
    ("chapter", "cell"),
    [
        pytest.param("comparison", '<a href="rows/country.html">Japan (2)</a>', id="beside a published figure"),
        pytest.param(
            "comparison", '<a href="rows/readings.html#every_year">70\u00a0% (−5.0)</a>', id="another reading"
        ),
        pytest.param("comparison", '<a href="rows/changes.html#trial-2023">+5.0</a>', id="another edition"),
        pytest.param("who-answered", '<a href="rows/response.html#all.all">100</a>', id="the frame"),
        pytest.param("quality", '<a href="rows/source_desk_research.html#row.merged">1</a>', id="rows of a source"),
        pytest.param("quality", '<a href="rows/issues.html#noted.year_text">1</a>', id="values noted"),
        pytest.param("method", '<a href="rows/mistakes.html#method.held_out">10</a>', id="decisions that are known"),
        pytest.param("method", '<a href="quality/agreement.csv">96\u00a0%</a>', id="agreement of coders"),
    ],
)
def test_a_number_that_is_no_finding_leads_to_what_it_counts(written, chapter, cell):
    assert cell in written[f"{chapter}.html"]


def test_another_reading_lists_what_it_adds_and_leaves_out(written):
    words = words_of(written["rows/readings.html"])
    assert "1 engagement is added, 1 left out." in words
    assert "Added: Oakland, CA – Paris, Mexico" in words
    assert "Left out: Toledo, OH – Fukuoka, Japan" in words


def test_what_came_and_went_between_editions_is_listed(written):
    words = words_of(written["rows/changes.html"])
    assert "Engagements in this edition only: 1 Oakland, CA – Fukuoka, Japan" in words
    assert "Cities in trial-2023 only: 1 Oakland, CA" in words


def test_rows_of_a_source_lead_to_the_engagement_they_ended_in(written):
    assert (
        '<a href="../engagements/OH.html#E4">row 5: Toledo, OH – Fukuoka, Japan</a>'
        in (written["rows/source_desk_research.html"])
    )


def test_an_answer_of_a_city_is_listed_by_its_row_only(tmp_path):
    answer = {"source_id": "survey", "row": 9, "report_id": None, "column": "staff_text", "value": "twelve people"}
    noted = pd.DataFrame([answer | {"consequence": "noted", "sentence": "Oakland has twelve people."}])
    listed = words_of(pages_of(edition(tmp_path, issues=noted))["rows/issues.html"])
    assert "survey, row 9" in listed
    assert "twelve" not in listed


def test_what_the_answer_of_a_city_to_its_sheet_did_is_told_and_leads_to_the_engagement(tmp_path):
    told = {"source_id": "updates", "row": 4, "column": "partner_text", "value": MARKUP, "consequence": "corrected"}
    sentence = "The city corrected this; its report says what it is now."
    answers = [
        told | {"report_id": "desk_research:5", "sentence": sentence},
        # A report that has not come so far has no engagement to lead to.
        told | {"report_id": "desk_research:99", "row": 5, "sentence": sentence},
    ]
    written = pages_of(edition(tmp_path, issues=pd.DataFrame(answers)))
    assert (
        '<td>Partner, as written</td><td class="n"><a href="rows/issues.html#corrected.partner_text">2</a>'
        in (written["quality.html"])
    )
    listed = written["rows/issues.html"].split('id="corrected.partner_text"')[1].split("</section>")[0]
    assert f'<a href="../engagements/OH.html#E4">updates, row 4: {sentence}</a>' in listed
    assert f"<li>updates, row 5: {sentence}</li>" in listed
    # What the city wrote is not repeated here: it is no part of a count.
    assert "onerror" not in listed


def test_cities_with_engagements_that_are_not_those_counted_stop_the_report(tmp_path):
    with pytest.raises(RowsError, match="2 cities with engagements"):
        publish.report(edition(tmp_path, frame=frozenset({"1"})), labels())


def test_the_rows_of_a_cell_are_the_engagements_that_have_both_codes(written):
    page = written["rows/method_by_size.html"]
    assert re.findall(r"#(E\d)", page) == ["E1", "E2", "E4"]
    assert "30,000 to 49,999 inhabitants, sister_city: 3" in page


def test_the_cities_that_make_half_are_named(written):
    assert "Oakland, CA: 3" in words_of(written["rows/concentration.html"])
    assert "Toledo" not in words_of(written["rows/concentration.html"])


def test_a_figure_under_another_reading_gives_its_change(written):
    words = words_of(written["comparison.html"])
    assert "Sister city 75 % 70 % (−5.0)" in words
    assert "Moved most: “Sister city”, from 75 % to 70 % , under “every year”." in words


def test_a_figure_under_other_readings_is_called_with_a_capital(tmp_path):
    found = edition(tmp_path)
    asked = found.sensitivity.assign(label="an office for international affairs")
    words = words_of(pages_of(found._replace(sensitivity=asked))["comparison.html"])
    assert "An office for international affairs 75 % 70 % (−5.0)" in words


def test_a_figure_withheld_under_another_reading_says_so_and_why(tmp_path):
    found = edition(tmp_path)
    why = {"percent": float("nan"), "difference": float("nan"), "reason": "Too few to tell the share."}
    is_other = found.sensitivity["variant"].eq("every_year")
    other = found.sensitivity.assign(
        **{name: found.sensitivity[name].mask(is_other, value) for name, value in why.items()}
    )
    words = words_of(pages_of(found._replace(sensitivity=other))["comparison.html"])
    assert "Sister city 75 % withheld" in words
    assert "every year: Too few to tell the share." in words


def test_another_edition_stands_beside_with_difference_and_interval(written):
    assert "Sister city 75 % 70 % +5.0 −1.0 to +11.0" in words_of(written["comparison.html"])


def test_beside_another_edition_the_largest_countries_come_first_and_small_ones_are_folded(tmp_path):
    found = edition(tmp_path)
    line = found.editions.iloc[0].to_dict() | {"section": "country", "base": 500, "other_base": 500}
    rows = [
        line | {"finding_id": f"country.{code}", "label": f"Land {code}", "count": count, "other_count": 1}
        | {"percent": round(count / 5), "other_percent": 0}
        for code, count in zip("ABCDEFGHIJKL", [1, *range(20, 31)], strict=True)
    ]  # fmt: skip
    beside = editions(found._replace(editions=pd.DataFrame(rows)))[0]
    assert [row["label"] for row in beside.main] == [f"Land {code}" for code in "LKJIHGFEDC"]
    assert [(row["label"], row["here"], row["there"]) for row in beside.countries] == [
        ("Land B", "4 %", "<1 %"), ("Land A", "<1 %", "<1 %")
    ]  # fmt: skip


def test_a_rate_that_rounds_to_nothing_is_not_called_nothing(tmp_path):
    found = edition(tmp_path)
    few = {"frame_count": 1000, "responded_count": 1, "response_percent": 0.0}
    words = words_of(pages_of(found._replace(response=found.response.assign(**few)))["who-answered.html"])
    assert "this project lists as the frame, <1 % answered." in words
    assert "1,000 1 <1 % 2 2 %" in words


def test_a_rate_has_the_decimals_of_the_edition(tmp_path):
    found = edition(tmp_path)
    found = found._replace(summarise=found.summarise | {"decimals": 1})
    response = found.response.assign(frame_count=200, responded_count=109, response_percent=54.5)
    assert "as the frame, 54.5 % answered." in words_of(
        pages_of(found._replace(response=response))["who-answered.html"]
    )


def test_where_nothing_moves_no_share_is_said_to_have_moved_most(tmp_path):
    found = edition(tmp_path)
    same = found.sensitivity.assign(percent=75.0, difference=0.0)
    words = words_of(pages_of(found._replace(sensitivity=same))["comparison.html"])
    assert "moved by less than 1 point under each of them." in words
    assert "Moved most" not in words


def test_one_city_accounts_for_half(written):
    assert "1 of the 2 cities with engagements accounts for half of all engagements." in words_of(written["index.html"])


def test_the_frame_stands_beside_those_who_answered(written):
    words = words_of(written["who-answered.html"])
    listed = "Of the 100 cities of 30,000 or more inhabitants that this project lists as the frame, 40 % answered."
    assert listed in words
    assert "The list is shorter than the 1,400 cities that there are to ask, of which 7 % answered." in words


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        pytest.param({}, ["a step at the edge of the window", "collection ended on 21 June 1992"], id="both"),
        pytest.param({"first_year": None, "last_year": None}, ["is not whole"], id="no window"),
        pytest.param({"cut_off": date(1992, 12, 31)}, ["a step"], id="the year is whole"),
        pytest.param({"cut_off": date(1993, 6, 21)}, ["a step"], id="nothing in the last year"),
    ],
)
def test_years_that_are_unlike_for_no_reason_of_the_cities_say_so(tmp_path, choices, said):
    found = edition(tmp_path)
    found = found._replace(choices=found.choices | {"cut_off": date(1992, 6, 21)} | choices)
    assert [part in sentence for part, sentence in zip(said, years(found), strict=True)] == [True] * len(said)


@pytest.mark.parametrize(
    ("percent", "alpha", "told"),
    [
        pytest.param(99.5, 0.97, ">99 % 0.91 0.97 (0.80 to 0.97)", id="what rounds to all is not all"),
        pytest.param(98.5, 0.97, "99 % 0.91 0.97 (0.80 to 0.97)", id="half up"),
        pytest.param(100.0, 1.0, "100 % 0.91 1.00 ", id="no interval where none differs"),
    ],
)
def test_agreement_of_coders_at_its_end(tmp_path, percent, alpha, told):
    found = edition(tmp_path)
    found = found._replace(agreement=found.agreement.assign(percent=percent, alpha=alpha))
    words = words_of(pages_of(found)["method.html"])
    assert told in words
    assert "1.00 (" not in words


def test_how_often_rules_are_right_is_told_with_what_they_are_held_against(written):
    assert "Method coded descriptions held out 10 100.0 % 90.0 % –" in words_of(written["method.html"])


def test_how_far_coders_agree_is_told(written):
    assert "Method All 2 50 96 % 0.91 0.90 (0.80 to 0.97)" in words_of(written["method.html"])


def test_no_city_is_named_with_what_it_answered(written):
    words = words_of(written["rows/staffing.html"])
    assert "60 of 100" in words
    assert "Oakland" not in words
    assert "Toledo" not in words


def test_without_respondents_staffing_is_absent_and_not_zero(tmp_path):
    written = pages_of(edition(tmp_path, has_respondents=False))
    assert "rows/staffing.html" not in written
    assert "no respondents" in words_of(written["who-answered.html"])
    assert "absent, not zero" in words_of(written["resources.html"])
    assert "0 %" not in words_of(written["resources.html"])


def test_without_the_packages_of_the_map_nothing_is_begun(project, monkeypatch):
    """Setting the PDF first would take its time, and leave a report without a map."""
    monkeypatch.setattr(node, "PACKAGES", node.ROOM / "node_modules_missing")
    monkeypatch.setattr(publish, "_write_pdf", lambda edition: pytest.fail("The PDF is set."))
    with pytest.raises(node.PackagesError, match="make findings"):
        publish.main("small")
    assert list(project.iterdir()) == []


def test_a_withheld_share_is_not_shown(tmp_path):
    none = dict.fromkeys(("percent", "lower", "upper"))
    hidden = share("method", "other", "Other", 0, 4, is_withheld=True, withheld_reason="small_base") | none
    words = words_of(pages_of(edition(tmp_path, findings=findings(hidden)))["methods.html"])
    assert re.search(r"Other 0 withheld", words)


def test_the_leading_countries_stand_beside_those_published(written):
    words = words_of(written["index.html"])
    assert "Japan ( 2 )" in words
    assert "China, Mexico, Japan" in words


def test_a_key_finding_says_of_how_many_engagements_nothing_is_known(written):
    assert "Of the 2 other engagements no priority area is known." in words_of(written["index.html"])


def test_partners_of_which_nothing_is_known_are_counted_beside_the_shares(tmp_path):
    found = edition(tmp_path)
    unknown = found.findings.assign(
        count=found.findings["count"].mask(found.findings["finding_id"].eq("country.undecided"), 5)
    )
    assert str(undecided(found._replace(findings=unknown))["country"]).startswith(
        '<a href="rows/undecided.html#country">5</a> engagements have no known partner country'
    )


def test_where_too_many_countries_are_first_none_is_said_to_lead():
    tied = [share("country", code, code, 2, 14) for code in ("AT", "BE", "CN", "DE", "ES", "FR", "GR")]
    found = SimpleNamespace(section=lambda name: list(pd.DataFrame(tied).itertuples(name="Finding")))
    assert countries(found, {}) == "No partner country leads: 7 countries have 2 engagements each."


def test_every_number_of_the_key_findings_is_a_link(written):
    page = written["index.html"]
    assert 'href="rows/city.html">3</a> U.S. cities have' in page
    assert 'Japan (<a href="rows/country.html#country.JP">2</a>)' in page
    assert '<a href="rows/method.html#method.sister_city">Three quarters (75\u00a0%)</a> of the' in page
    assert '<a href="rows/method.html">4</a> engagements with a known method are sister-city ties' in page
    assert '<a href="rows/staffing.html#staffing.has_director">Nearly one in five (19\u00a0%)</a> of the' in page


# Digits of a sentence that count nothing of ours, each with what they are instead.
NOT_COUNTED = [
    r"\d{1,2} [A-Z][a-z]+ \d{4}",  # a date
    r"June 2024 the Truman Center named these first: [\w, ]+",  # what others published
    r"(from )?\d{4} to \d{4}",  # the years of the window
    r"\d+ % interval( \S+ to \S+ %)?",  # of the number beside it
    r"\(\d+ %\)",  # how sure an interval is
    r"rank \d+( \(\d+ to \d+\))?",  # of the number beside it
    r"(sum to|more than) 100 %",  # the whole
    r"\S+ (to \S+|or more) inhabitants",  # the name of a size band
    r"\d+_\d+",  # the same, without words
    r"less than \d+ point|smaller than \d+|nothing before 1980",  # choices
    r"(random draw from|The frame is|There are|shorter than the) [\d,]+",  # a choice
    r"of the [\d,]+ that there are to ask",  # the same
    r"Made from \d+ [\w ]+|questionnaire of \d+ question, \d+ of them read",  # what the sources are
    r"CC BY 4.0|trial-2023|demonstration-2024|F1|Kappa and alpha are 1 where all agree and 0",
]
BLOCKS = {"p", "li", "dd"}


class Prose(HTMLParser):
    """The numbers in the sentences of a page that are not in a link, beside those that count nothing of ours."""

    def __init__(self, text: str):
        super().__init__()
        self.inside, self.text, self.seen, self.unlinked = [], "", 0, []
        self.feed(text.split("<main")[1].split("</main>")[0].replace("\u00a0", " "))

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.text = ""
        if tag not in {"img", "source", "wbr", "br"}:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            left = re.sub("|".join(NOT_COUNTED), "", self.text)
            self.unlinked += [self.text] if re.search("[1-9]", left) else []
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if BLOCKS & set(self.inside) and "a" in self.inside:
            self.seen += len(re.findall(r"\d[\d,]*", data))
        elif "code" not in self.inside:
            self.text += data


@pytest.mark.parametrize("has_respondents", [pytest.param(True, id="survey"), pytest.param(False, id="records")])
def test_every_number_that_a_sentence_of_a_chapter_counts_is_a_link(tmp_path, has_respondents):
    written = pages_of(edition(tmp_path, has_respondents=has_respondents))
    # What sources and tables are is no finding.
    told = {path: Prose(page) for path, page in written.items() if "/" not in path}
    told = {path: found for path, found in told.items() if path not in ("cite.html", "dictionary.html")}
    assert {path: found.unlinked for path, found in told.items() if found.unlinked} == {}
    assert {path for path, found in told.items() if found.seen} >= {
        f"{chapter}.html" for chapter in ("index", "countries", "who-answered", "cities", "quality", "method")
    }


def test_a_number_in_a_sentence_without_a_link_would_be_found():
    page = '<main><p>Of <a href="x">4</a> cities 3 did; 95 % interval 5 to 9 %.</p><p>On 21 June 2024.</p></main>'
    assert [text.strip() for text in Prose(page).unlinked] == ["Of  cities 3 did; 95 % interval 5 to 9 %."]


def test_what_no_rule_decided_is_listed_behind_its_number(written):
    assert '<a href="rows/undecided.html#priority">2</a> engagements name none' in written["priorities.html"]
    listed = written["rows/undecided.html"].split('id="priority"')[1].split("</section>")[0]
    assert re.findall(r"#(E\d)", listed) == ["E3", "E2"]


def test_an_undecided_count_without_its_engagements_stops_the_report(tmp_path):
    wrong = edition(tmp_path)
    is_priority = wrong.findings["finding_id"].eq("priority.undecided")
    wrong = wrong._replace(findings=wrong.findings.assign(count=wrong.findings["count"].mask(is_priority, 3)))
    with pytest.raises(RowsError, match=r"priority\.undecided counts 3; 2 are found"):
        publish.report(wrong, labels())


def test_no_line_ends_between_a_number_and_its_percent_sign(written):
    assert {path: re.findall(r"\d %", page) for path, page in written.items() if re.search(r"\d %", page)} == {}
    assert "19\u00a0%" in written["index.html"]


def test_a_key_finding_gives_count_base_and_interval(written):
    assert "Sister city: 75 % ( 3 of 4 engagements with a known method); 95 % interval 70 to 80 %." in words_of(
        written["index.html"]
    )


def test_the_summary_is_the_key_findings_without_markup(tmp_path):
    summary = publish.report(edition(tmp_path), labels())["summary.md"]
    assert "**Simulated data.**" in summary
    assert "Three quarters (75 %) of the 4 engagements with a known method are sister-city ties" in summary
    assert "<" not in summary


def test_the_identity_of_rows_is_printed(written):
    words = words_of(written["quality.html"])
    assert "5 raw rows came in = 4 counted + 1 merged + 0 set aside + 0 excluded" in words


def test_the_dictionary_names_no_file_that_its_reader_has_not(written):
    words = words_of(written["dictionary.html"])
    assert "data/codebook/" not in words
    assert "Code in codes.csv, list methods; missing when undecided." in words
    assert "Of the city. Unit: degrees." in words


def test_every_source_gives_licence_date_and_coverage(written):
    words = words_of(written["cite.html"])
    for told in ("Made for this test.", "Three cities; nothing before 1980.", "2024"):
        assert told in words


def test_an_engagement_with_nothing_known_of_its_partner_says_so(tmp_path):
    unknown = report_tables.engagement("E9", partner_kind="unknown", partner_place=None, partner_country_code=None)
    unknown |= {"method_code": None, "us_state": "NV", "us_place_id": "3", "first_year": None, "last_year": None}
    found = edition(tmp_path)
    rows = found.reports.iloc[:1].assign(engagement_id="E9")
    frame = pd.concat([found.engagements, pd.DataFrame([unknown])], ignore_index=True)
    frame = frame.astype({"first_year": "Int64", "last_year": "Int64", "description_text": "str"})
    by_reports = found.findings["section"].str.startswith("decided_by")
    is_unknown = found.findings["code"].eq("undecided") & found.findings["section"].ne("network")
    told = found.findings.assign(count=found.findings["count"] + is_unknown.astype("int64")).loc[~by_reports]
    found = found._replace(engagements=frame, reports=pd.concat([found.reports, rows]), findings=told)
    assert "Partner not known" in words_of(pages_of(found)["engagements/NV.html"])


def test_the_same_edition_gives_the_same_bytes(tmp_path):
    assert publish.report(edition(tmp_path), labels()) == publish.report(edition(tmp_path), labels())


def test_without_networks_the_chapter_says_so(tmp_path, written):
    with_one = pages_of(edition(tmp_path, findings=findings(share("network", "other", "Another", 0, 1))))
    assert "No membership of a city network" in words_of(written["networks.html"])
    assert "Another" in words_of(with_one["networks.html"])


def test_a_word_without_a_space_is_not_cut_off(written):
    assert LONG_WORD in words_of(written["engagements/CA.html"])


def test_every_small_multiple_stands_on_the_page_side_by_side():
    named = ["country-priorities", *(subject.name for subject in multiples.SUBJECTS)]
    assert sorted(publish.SIDE_BY_SIDE) == sorted(named)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        pytest.param(1992, 1992, "1992", id="one year"),
        pytest.param(1992, 1995, "1992–1995", id="from one to another"),
        pytest.param(None, None, "", id="none known"),
    ],
)
def test_the_years_of_an_engagement_are_told_as_far_as_they_are_known(tmp_path, first, last, said):
    found = edition(tmp_path)
    years = found.engagements.assign(first_year=first, last_year=last)
    years = years.astype({"first_year": "Int64", "last_year": "Int64"})
    told = engagements_told(found._replace(engagements=years), labels())
    assert told["year"].unique().tolist() == [said]


def test_a_cross_table_has_its_categories_in_the_order_that_is_asked_for():
    cells = [
        SimpleNamespace(code=code, label=code.upper(), group_code="jp", group_label="Japan") for code in ("a", "b", "c")
    ]
    assert [label for label, _ in crossed(cells, ["c", "a", "b"]).rows] == ["C", "A", "B"]
    assert crossed(cells, ["b", "c", "a"], groups_as_rows=True).columns == ["B", "C", "A"]
