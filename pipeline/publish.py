"""Write all that is published of an edition: report, profiles, map and public data set.

The report tells findings in words, charts and tables, each number leading to the rows behind it; a profile is a page
about one U.S. city, state, partner country, priority area or method, with its engagements.
"""

from pipeline import pages
from pipeline.core import apart, disk, paths, stage
from pipeline.data_set.files import of_edition as data_set_files
from pipeline.profiles.edition import read as read_profiled
from pipeline.profiles.rendering import profile_pages
from pipeline.report import citation, printed, rendering, sentences
from pipeline.report.behind import engagement_pages, engagements_told, row_pages
from pipeline.report.chapters import chapter_pages, content
from pipeline.report.edition import Edition, Labels, read, read_labels
from pipeline.report.lists import list_pages
from pipeline.report.quality import undecided_groups
from pipeline.webmap import node
from pipeline.webmap.edition import pages as map_files

# Figures that show one measure of many groups at once, in the order of reading.
SIDE_BY_SIDE = [
    *["country-priorities", "method-priorities", "size-priorities", "size-methods"],
    *["size-resources", "region-resources"],
]


def report(edition: Edition, labels: Labels) -> dict[str, str]:
    """Return every page of the report by its path in reports/<edition>/."""
    templates = rendering.environment(edition.summarise["decimals"])
    told = engagements_told(edition, labels)
    common = _common(edition)
    return {
        **chapter_pages(templates, common, content(edition, labels)),
        **row_pages(templates, common, edition, labels, told),
        **list_pages(templates, common, edition, labels, told),
        **engagement_pages(templates, common, edition, labels, told),
        "undecided.html": templates.get_template("undecided.html").render(
            **common, root="", groups=undecided_groups(edition.review)
        ),
        "side-by-side.html": templates.get_template("side_by_side.html").render(
            **common,
            root="",
            charts=[figure for name in SIDE_BY_SIDE for figure in edition.figures if figure["name"] == name],
        ),
        "summary.md": sentences.summary(edition, labels),
        "citation.cff": citation.citation_file(edition),
        "style.css": pages.style(),
    }


def _common(edition: Edition) -> dict:
    """Return what every page says of its edition."""
    return {
        "edition": edition.name,
        "title": edition.choices["title"],
        "cut_off": edition.choices["cut_off"],
        "is_simulated": edition.is_simulated,
    }


def _write_pages(edition: str) -> None:
    """Write pages, profiles and style sheet."""
    found, folder = read(edition), paths.REPORTS / edition
    for path, page in report(found, read_labels()).items():
        pages.write(folder / path, page)
    for path, page in profile_pages(read_profiled(edition), _common(found), found.summarise["decimals"]).items():
        pages.write(folder / "profiles" / path, page)


def _write_map(edition: str) -> None:
    """Write the map."""
    for name, text in map_files(edition).items():
        disk.write(paths.REPORTS / edition / "map" / name, text)


def _write_data_set(edition: str) -> None:
    """Write the public data set."""
    for name, file in data_set_files(edition).items():
        disk.write(paths.REPORTS / edition / "data" / name, file)


def _write_pdf(edition: str) -> None:
    """Write the report in print."""
    found = read(edition)
    folder = paths.REPORTS / edition
    pdf = printed.document(found, _common(found), content(found, read_labels()), folder / "figures")
    disk.write(folder / "report.pdf", pdf)


def main(edition: str) -> None:
    """Write reports/<edition>/: pages, profiles, style sheet, map, public data set and PDF."""
    node.require_packages()
    # Setting the PDF takes longer than all the rest, and uses one core.
    with apart.helping(1) as other:
        rest = [other.submit(write, edition) for write in (_write_pages, _write_map, _write_data_set)]
        _write_pdf(edition)
        for written in rest:
            written.result()


if __name__ == "__main__":
    stage.run(main, __doc__)
