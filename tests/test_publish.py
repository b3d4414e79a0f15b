"""The report of a small edition: what it says, where its numbers lead, and that no text of a respondent is markup."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pandas as pd
import pytest

from pipeline import publish, tables
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


def pages_of(found: publish.Edition) -> dict[str, str]:
    """Return the pages of an edition by path, those in HTML only."""
    return {path: page for path, page in publish.report(found, labels()).items() if path.endswith(".html")}


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


def test_every_link_leads_to_a_page_file_or_anchor(tmp_path):
    found = edition(tmp_path)
    files = {f"tables/{name}.csv" for name in publish.TABLES} | {"style.css"}
    assert broken_links(pages_of(found), files) == []


def test_a_broken_link_would_be_found():
    assert broken_links({"a/b.html": '<a href="../c.html#d">x</a><p id="e"><a href="#e">'}, set()) == [
        ("a/b.html", "../c.html#d")
    ]


@pytest.mark.parametrize("path", ["index.html", "undecided.html", "rows/country.html", "engagements/CA.html"])
def test_no_identifier_stands_twice_on_a_page(tmp_path, path):
    ids = Page(pages_of(edition(tmp_path))[path]).ids
    assert [name for name in ids if not name or " " in name] == []
    assert sorted(ids) == sorted(set(ids))


def test_texts_that_mean_harm_are_shown_as_written(tmp_path):
    written = pages_of(edition(tmp_path))
    assert all("<script" not in page and "onerror=alert(1)>" not in page for page in written.values())
    assert " ".join(MARKUP.split()) in words_of(written["engagements/CA.html"])
    assert " ".join(MARKUP.split()) in words_of(written["undecided.html"])


def test_a_page_asks_for_nothing_from_elsewhere(tmp_path):
    for page in pages_of(edition(tmp_path)).values():
        parsed = Page(page)
        assert [link for link in parsed.links if re.match(r"(?!data:)([a-z]+:|//)", link)] == []
        assert [tag for tag, _ in parsed.elements if tag in ("script", "iframe", "object", "embed", "form")] == []
        policy = next(values["content"] for tag, values in parsed.elements if values.get("http-equiv"))
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["index.html", "undecided.html", "rows/method.html", "engagements/CA.html"])
def test_a_simulated_edition_says_so_on_every_page(tmp_path, path):
    page = pages_of(edition(tmp_path))[path]
    assert "(simulated)" in re.search(r"<title>(.*?)</title>", page).group(1)
    assert "Simulated data" in words_of(page)


def test_an_edition_of_records_does_not_say_simulated(tmp_path):
    written = pages_of(edition(tmp_path, is_simulated=False, has_respondents=False))
    assert [path for path, page in written.items() if "simulated" in words_of(page).lower()] == []


def test_each_engagement_behind_a_number_is_listed_once(tmp_path):
    page = pages_of(edition(tmp_path))["rows/country.html"]
    japan = page.split('id="country.JP"')[1].split("</section>")[0]
    assert re.findall(r"CA\.html#(E\d)|OH\.html#(E\d)", japan) == [("E1", ""), ("", "E4")]


def test_an_engagement_tells_source_row_and_rules_of_each_report(tmp_path):
    words = words_of(pages_of(edition(tmp_path))["engagements/CA.html"])
    assert "desk_research, row 2" in words
    assert "desk_research, row 6" in words
    assert "method by M01" in words


def test_no_city_is_named_with_what_it_answered(tmp_path):
    words = words_of(pages_of(edition(tmp_path))["rows/staffing.html"])
    assert "60 of 100" in words
    assert "Oakland" not in words
    assert "Toledo" not in words


def test_without_respondents_staffing_is_absent_and_not_zero(tmp_path):
    written = pages_of(edition(tmp_path, has_respondents=False))
    words = words_of(written["index.html"])
    assert "rows/staffing.html" not in written
    assert "no respondents" in words
    assert "0 %" not in words.split("Who answered")[-1].split("Partner countries")[0]


def test_a_withheld_share_is_not_shown(tmp_path):
    hidden = share("method", "other", "Other", 2, 4, percent=None, lower=None, upper=None, is_withheld=True)
    words = words_of(pages_of(edition(tmp_path, findings=findings(hidden)))["index.html"])
    assert re.search(r"Other 2 withheld", words)


def test_a_share_that_rounds_to_nothing_is_not_shown_as_none(tmp_path):
    rare = share("method", "other", "Other", 2, 1643, lower=0, upper=0)
    words = words_of(pages_of(edition(tmp_path, findings=findings(rare)))["index.html"])
    assert "Other 2 <1 % 0 to <1 %" in words
    assert "City network 0 0 %" in words


def test_the_leading_countries_stand_beside_those_published(tmp_path):
    words = words_of(pages_of(edition(tmp_path))["index.html"])
    assert "Japan (2)" in words
    assert "China, Mexico, Japan" in words


def test_every_number_of_the_key_findings_is_a_link(tmp_path):
    page = pages_of(edition(tmp_path))["index.html"]
    key = page.split('<dl class="key">')[1].split("</dl>")[0]
    assert 'href="rows/city.html">3</a> U.S. cities have' in key
    assert 'Japan (<a href="rows/country.html#country.JP">2</a>)' in key
    assert (
        '<a href="rows/method.html#method.sister_city">three quarters (75 %)</a> are of the method “Sister city”' in key
    )
    assert '<a href="rows/staffing.html#staffing.has_director">Nearly one in five (19 %)</a> of the 100' in key


def test_the_summary_is_the_key_findings_without_markup(tmp_path):
    summary = publish.report(edition(tmp_path), labels())["summary.md"]
    assert "**Simulated data.**" in summary
    assert "three quarters (75 %) are of the method “Sister city”" in summary
    assert "<" not in summary


def test_the_identity_of_rows_is_printed(tmp_path):
    words = words_of(pages_of(edition(tmp_path))["index.html"])
    assert "5 raw rows came in = 4 counted + 1 merged + 0 set aside + 0 excluded" in words


def test_every_source_gives_licence_date_and_coverage(tmp_path):
    words = words_of(pages_of(edition(tmp_path))["index.html"])
    for told in ("Made for this test.", "Three cities; nothing before 1980.", "2024"):
        assert told in words


def test_an_engagement_with_nothing_known_of_its_partner_says_so(tmp_path):
    unknown = report_tables.engagement("E9", partner_kind="unknown", partner_place=None, partner_country_code=None)
    found = edition(tmp_path)
    rows = found.reports.iloc[:1].assign(engagement_id="E9")
    frame = pd.concat([found.engagements, pd.DataFrame([unknown])], ignore_index=True)
    frame = frame.astype({"first_year": "Int64", "last_year": "Int64", "description_text": "str"})
    found = found._replace(engagements=frame, reports=pd.concat([found.reports, rows]))
    assert "Partner not known" in words_of(pages_of(found)["engagements/CA.html"])


def test_the_same_edition_gives_the_same_bytes(tmp_path):
    assert publish.report(edition(tmp_path), labels()) == publish.report(edition(tmp_path), labels())


def test_a_network_chapter_is_there_only_with_networks(tmp_path):
    without = pages_of(edition(tmp_path))["index.html"]
    member = [share("network", "c40", "C40 Cities", 1, 1), count("network", "other", "Another", 0)]
    with_one = pages_of(edition(tmp_path, findings=findings(member[0])))["index.html"]
    assert 'id="networks"' not in without
    assert 'id="networks"' in with_one
    assert 'href="#networks"' in with_one


def test_tables_hold_no_formula_and_say_whether_they_are_simulated(tmp_path):
    for name, table in publish._published_tables(edition(tmp_path)).items():
        tables.publish(table.assign(data="simulated"), tmp_path / f"{name}.csv")
    for path in sorted(Path(tmp_path).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as opened:
            header, *rows = list(csv.reader(opened))
        assert header[-1] == "data", path
        assert rows, path
        assert all(row[-1] == "simulated" for row in rows)
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))] == []


def test_a_word_without_a_space_is_not_cut_off(tmp_path):
    assert LONG_WORD in words_of(pages_of(edition(tmp_path))["engagements/CA.html"])


def test_every_column_of_every_published_table_is_in_the_data_dictionary(tmp_path):
    found = publish._published_tables(edition(tmp_path))
    published = {name: table.assign(data="simulated") for name, table in found.items()}
    meanings = publish.column_meanings(published)
    assert set(published) | {"columns"} == set(publish.TABLES)
    assert len(meanings) == sum(len(table.columns) for table in published.values())
    assert (meanings["meaning"].str.len() > 10).all()
    percent = meanings.loc[meanings["table"].eq("findings") & meanings["column"].eq("percent")]
    assert percent["unit"].tolist() == ["%"]
