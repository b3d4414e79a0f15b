"""The chapters of the report: their order, and what each says."""

from typing import NamedTuple

import jinja2

from pipeline.core import days
from pipeline.pages.wording import capital, window
from pipeline.report import beside, citation, statement
from pipeline.report.behind import ROW_PAGES
from pipeline.report.cross import crossed, grouped
from pipeline.report.edition import Edition, Labels
from pipeline.report.quality import quality
from pipeline.report.rendering import SAME_ROWS
from pipeline.report.sentences import (
    HEADLINE_PAGES,
    comparison_note,
    concentration,
    countries,
    key_findings,
    respondents,
    undecided,
    years,
)
from pipeline.tables.published import RESOURCES, columns, meaning


class Chapter(NamedTuple):
    """One chapter: the name of its template and page, and its heading."""

    name: str
    heading: str


CHAPTERS = [
    Chapter("index", "Key findings"),
    Chapter("who-answered", "Coverage and response"),
    Chapter("countries", "Partner countries"),
    Chapter("priorities", "Priority areas"),
    Chapter("methods", "Methods"),
    Chapter("resources", "Capacity and resources"),
    Chapter("networks", "City networks"),
    Chapter("years", "Over time"),
    Chapter("cities", "Cities and states"),
    Chapter("quality", "Data quality and row accounting"),
    Chapter("method", "Method"),
    Chapter("comparison", "Compared with other figures"),
    Chapter("dictionary", "Data dictionary"),
    Chapter("cite", "Sources, data and citation"),
]


def chapter_pages(templates: jinja2.Environment, common: dict, said: dict) -> dict[str, str]:
    """Return each chapter as a page, by its path; said: what they say (see `content`)."""
    pages = {}
    for place, chapter in enumerate(CHAPTERS):
        beside = {
            "previous": CHAPTERS[place - 1] if place else None,
            "next": CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None,
        }
        pages[f"{chapter.name}.html"] = templates.get_template("chapter.html").render(
            **common, **said, **beside, chapter=chapter, root=""
        )
    return pages


def content(edition: Edition, labels: Labels) -> dict:
    """Return what the chapters say, by the names that their templates use."""
    shown = edition.findings["code"].ne("undecided")
    sections = {name: edition.section(name) for name in [*ROW_PAGES, *SAME_ROWS]}
    headline = edition.findings.loc[shown & edition.findings["section"].eq("headline"), ["code", "label", "count"]]
    headline = headline.assign(page=headline["code"].map(HEADLINE_PAGES).fillna(""))
    findings = [_key_finding(edition, finding) for finding in key_findings(edition, labels)]
    return {
        "chapters": CHAPTERS,
        "chapter_names": {chapter.name: chapter.heading for chapter in CHAPTERS},
        "description": findings[0]["sentence"].striptags(),
        "share_image": next((figure for figure in edition.figures if figure["kind"] == "share"), None),
        "coverage": edition.choices["coverage"].strip(),
        "window": window(edition.choices),
        "headline": list(headline.itertuples(index=False, name="Headline")),
        "key_findings": findings,
        "sections": sections,
        "cross": {
            name: crossed(
                lines,
                order=[line.code for line in sections[name.split("_by_")[0]]],
                groups_as_rows=name.endswith(("_by_state", "_by_country")),
            )
            for name, lines in sections.items()
            if name.split("_by_")[0] in sections and "_by_" in name
        },
        "countries_by_region": grouped(sections["country_by_region"]),
        "countries_by_state": grouped(sections["country_by_state"]),
        "response": beside.response_rows(edition),
        "response_sentence": beside.response_sentence(edition),
        "concentration_sentence": concentration(edition),
        "sensitivity": beside.sensitivity(edition),
        "editions": beside.editions(edition),
        "deciders_sentence": beside.deciders(edition),
        "figures": _figures_by_section(edition.figures),
        "has_respondents": edition.has_respondents,
        "respondents_sentence": respondents(edition) if edition.has_respondents else "",
        "countries_sentence": countries(edition, labels.in_sentence),
        "undecided_sentences": undecided(edition),
        "years_sentences": years(edition),
        "comparison": beside.published(edition),
        "comparison_note": comparison_note(edition),
        "confidence": f"{100 * edition.summarise['confidence']:g}",
        "frame_cities": edition.choices["frame_cities"],
        "decimals": edition.summarise["decimals"],
        "smallest_base": edition.summarise["smallest_base"],
        "count_undated": edition.choices["count_undated"],
        "sources": [_source_told(source) for source in edition.sources],
        "source_titles": {source.source_id: source.title for source in edition.sources},
        "tables": [(name, resource.description) for name, resource in RESOURCES.items()],
        "dictionary": _dictionary(),
        "statement": statement.elements(edition, labels),
        "questionnaire": statement.questionnaire(labels) if edition.has_respondents else [],
        "citation": citation.cite_as(edition),
        **quality(edition, labels.reasons),
    }


def _key_finding(edition: Edition, finding) -> dict:
    """Return a key finding as the first page shows it: with its anchor, and the picture to share that shows it."""
    shares = [figure for figure in edition.figures if figure["kind"] == "share"]
    section = {"countries": "country", "methods": "method", "priorities": "priority", "resources": "staffing"}
    share = next((figure for figure in shares if figure["section"] == section.get(finding.chapter)), None)
    return {**finding._asdict(), "name": finding.question.lower().replace(" ", "-"), "share": share}


def _figures_by_section(figures: list[dict]) -> dict[str, list[dict]]:
    """Return the figures, pictures to share left out, by the section they show."""
    shown: dict[str, list[dict]] = {}
    for figure in figures:
        if figure["kind"] == "figure":
            shown.setdefault(figure["section"], []).append(figure)
    return shown


def _source_told(source) -> dict:
    """Return what the report says of a source."""
    keys = ["title", "producer", "address", "accessed", "licence", "simulated", "coverage", "grain", "source_id"]
    told = {key: getattr(source, key) for key in keys}
    ended = {key: told[key].rstrip(".") + "." for key in ("coverage", "grain")}
    ended["coverage"] = capital(ended["coverage"])
    ended["accessed"] = days.text_in_words(told["accessed"])
    return told | ended | {"licence": told["licence"].rstrip("."), "file_name": source.file.name}


def _dictionary() -> list[tuple[str, str, list[dict]]]:
    """Return for each table of the data set its name, what one row is, and what its columns mean."""
    return [
        (name, resource.description, [_meaning(column, field) for column, field in columns(resource).items()])
        for name, resource in RESOURCES.items()
    ]


def _meaning(name: str, field) -> dict:
    """Return what a column means, as its table describes it."""
    return {"column": name, "title": field.title, "meaning": meaning(field)}
