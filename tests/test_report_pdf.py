"""The PDF: tagged, with title, language, outline and alternative texts; letters embedded; the same bytes every time."""

import io
import sys
from datetime import date
from types import SimpleNamespace

import pikepdf
import pytest

from pipeline import pages, publish
from pipeline.pages.pdf import DrawingError, PangoError, pdf
from pipeline.report import printed, rendering
from pipeline.report.chapters import CHAPTERS, content
from tests.pdf_text import letters_of
from tests.report_tables import MARKUP, edition, labels

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="60" height="20"/></svg>'
DAY = date(2024, 6, 21)


def made(folder) -> bytes:
    """Return the PDF of the small edition, with one picture."""
    (folder / "countries.print").write_text(PICTURE, encoding="utf-8")
    figure = {"name": "countries", "kind": "figure", "section": "country", "title": "Partner countries"}
    figure |= {"alternative": f"Bar chart. Japan leads. {MARKUP}", "size": [80, 40], "narrow_size": [40, 40]}
    figure |= {"files": {kind: f"countries.{kind}" for kind in ("svg", "narrow", "print", "png", "csv")}}
    found = edition(folder, figures=[figure])
    return printed.document(found, publish._common(found), content(found, labels()), folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the bytes of the small edition's PDF and the opened document."""
    written = made(tmp_path_factory.mktemp("pdf"))
    with pikepdf.open(io.BytesIO(written)) as opened:
        yield written, opened


def elements(node, kind: str | None = None) -> list:
    """Return the elements of a tag tree, of one kind if given, in the order of reading."""
    found = []
    if isinstance(node, pikepdf.Array):
        for child in node:
            found += elements(child, kind)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node and kind in (None, str(node["/S"])):
            found.append(node)
        if "/K" in node:
            found += elements(node["/K"], kind)
    return found


def test_it_says_that_it_is_tagged_and_in_which_language_and_what_it_is_called(small):
    _, opened = small
    assert str(opened.Root.Lang) == "en-US"
    assert bool(opened.Root.MarkInfo.Marked)
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert str(opened.docinfo["/Title"]) == "International engagements of three cities (simulated)"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_every_picture_has_an_alternative_text(small):
    _, opened = small
    figures = elements(opened.Root.StructTreeRoot.K, "/Figure")
    assert [str(figure.Alt) for figure in figures] == [f"Bar chart. Japan leads. {MARKUP}"]


def test_every_table_has_a_caption_and_every_cell_knows_its_headers(small):
    _, opened = small
    tables = elements(opened.Root.StructTreeRoot.K, "/Table")
    assert len(tables) > 10
    for table in tables:
        assert len(elements(table.K, "/Caption")) == 1
        assert elements(table.K, "/TH")
        assert [cell for cell in elements(table.K, "/TD") if not len(cell.A.Headers)] == []


def test_a_table_of_lists_is_parted_by_its_lines_so_that_none_crosses_a_page():
    long, short = ([SimpleNamespace(label="Far Away", count=9)] * places for places in (150, 3))
    rows = [("California", long), ("Texas", long), *[("Ohio", short)] * 40]
    assert [len(part) for part in rendering.in_pages(rows)] == [16, 26]


def test_a_row_that_is_longer_than_a_page_is_a_part_of_its_own():
    rows = [("Ohio", []), ("California", [SimpleNamespace(label="Far Away", count=9)] * 500), ("Texas", [])]
    assert [len(part) for part in rendering.in_pages(rows)] == [1, 1, 1]


def test_the_edition_is_named_once_on_the_first_page(small):
    _, opened = small
    assert letters_of(opened.pages[0]).count("ollection ended 21 June 2024") == 1


def test_the_outline_holds_every_chapter(small):
    _, opened = small
    with opened.open_outline() as outline:
        assert [item.title for item in outline.root] == [chapter.heading for chapter in CHAPTERS]


def test_a_chapter_of_one_sentence_gets_no_page_of_its_own(small, tmp_path):
    _, opened = small
    destinations = dict(zip(*[iter(opened.Root.Names.Dests.Names)] * 2, strict=True))
    page = {str(name): target[0].objgen for name, target in destinations.items()}
    # The small edition has no networks: a sentence says so.
    assert page["networks"] == page["resources"] or page["networks"] == page["years"]


def test_its_letters_are_all_embedded_and_from_the_package(small):
    _, opened = small
    fonts = {
        str(font.BaseFont).split("+")[-1]: "/FontFile2" in (held := font.DescendantFonts[0].FontDescriptor)
        or "/FontFile3" in held
        for page in opened.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert {name.replace("-", "")[:13] for name in fonts} == {"SourceSansPro"}
    assert all(fonts.values())


def test_every_page_says_that_it_is_simulated(small):
    _, opened = small
    assert [number for number, page in enumerate(opened.pages, 1) if "Simulated data" not in letters_of(page)] == []


def test_a_link_leads_to_the_rows_beside_the_file_and_to_nothing_on_this_machine(small):
    _, opened = small
    addresses = {
        str(annotation.A.URI)
        for page in opened.pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation and "/URI" in annotation.A
    }
    assert "rows/country.html#country.JP" in addresses
    assert [address for address in addresses if ":" in address or address.startswith("/")] == []


def test_the_same_edition_gives_the_same_bytes(small, tmp_path):
    written, _ = small
    assert made(tmp_path) == written


def test_without_pango_a_sentence_says_what_to_install(monkeypatch):
    class Missing:
        """Finds WeasyPrint as a machine without Pango does."""

        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(PangoError, match=r"apt-get install libpango-1\.0-0 libpangoft2-1\.0-0"):
        pdf("<p>One</p>", "", DAY, "one")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        pytest.param(
            '<html lang="en"><title>x</title><img alt="x" src="http://localhost/x.png">', "disallowed", id="web"
        ),
        pytest.param('<html lang="en"><title>x</title><img alt="x" src="file:///etc/hosts">', "disallowed", id="file"),
    ],
)
def test_a_picture_from_elsewhere_is_an_error(page, told):
    with pytest.raises(DrawingError, match=told):
        pdf(page, "", DAY, "x")


def test_a_style_that_is_not_understood_is_an_error():
    with pytest.raises(DrawingError, match="colour"):
        pdf('<html lang="en"><title>x</title><p>One', "p { colour: red }", DAY, "x")


def test_its_style_sheet_is_not_published():
    assert "@page" in rendering.print_style()
    assert "@page" not in pages.style()
