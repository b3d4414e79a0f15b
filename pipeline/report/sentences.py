"""The findings of an edition in sentences; every number in them is a link to its rows."""

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from pipeline.core import days
from pipeline.pages.wording import (
    capital,
    counted,
    leading,
    listed,
    number,
    said_share,
    shown_interval,
    shown_percent,
    shown_rank,
    window,
)
from pipeline.report.edition import Edition, Labels
from pipeline.report.rendering import counted_at, linked, to

# Headline count: the page that lists what it counts.
HEADLINE_PAGES = {
    "cities": "rows/city.html",
    "engagements": "engagements/index.html",
    "reports": "engagements/index.html",
    "countries": "rows/country.html",
    "respondents": "rows/staffing.html",
}
# Section whose shares are not of what its own rows hold: where those stand, and of what a finding of it is a share.
BASES = {("concentration", "cities_for_half"): "rows/city.html", ("concentration", ""): "engagements/index.html"}
HEADLINE_NOUNS = {
    "cities": ("U.S. city has", "U.S. cities have"),
    "engagements": ("unique engagement", "unique engagements"),
    "countries": ("country", "countries"),
    "reports": ("report", "reports"),
}


class KeyFinding(NamedTuple):
    """A sentence that can be quoted, and what it rests on."""

    question: str
    sentence: Markup
    evidence: list[Markup]  # for each share in it: percentage, count, base, interval
    chapter: str  # where more of it stands


def key_findings(edition: Edition, labels: Labels) -> list[KeyFinding]:
    """Return the key findings of an edition, each with the question that it answers."""
    method, priority = _first_shares(edition, "method"), _first_shares(edition, "priority")
    few = [line for line in edition.section("concentration") if not line.is_withheld]
    means = [line for line in edition.section("staffing") if line.code in ("has_staff", "has_director")]
    told = [
        KeyFinding("How many", _headline(edition), [], "cities"),
        KeyFinding(
            "Where",
            countries(edition, labels.in_sentence),
            _evidence(edition, _first_shares(edition, "country", 6)),
            "countries",
        ),
        KeyFinding("How", _methods(edition, method, labels.predicates), _evidence(edition, method), "methods"),
        KeyFinding("What for", _priorities(edition, priority), _evidence(edition, priority), "priorities"),
        KeyFinding("How concentrated", concentration(edition), _evidence(edition, few), "cities"),
        KeyFinding("With what means", _resources(edition, means), _evidence(edition, means), "resources"),
    ]
    return [finding for finding in told if finding.sentence]


def _headline(edition: Edition) -> Markup:
    """Return how many cities, engagements, countries and reports there are."""
    count = {line.code: line.count for line in edition.section("headline")}
    said = {code: counted_at(HEADLINE_PAGES[code], count[code], *noun) for code, noun in HEADLINE_NOUNS.items()}
    return Markup("{cities} {engagements} with partners in {countries}, known from {reports}.").format(**said)


def _first_shares(edition: Edition, section: str, most: int = 3) -> list:
    """Return the findings of a section that a sentence names: the largest, none of them withheld or empty."""
    lines = [line for line in edition.section(section) if line.count and not line.is_withheld]
    return lines[: leading([line.count for line in lines], most)]


def _base_page(line) -> str:
    """Return the page of what a finding is a share of."""
    own = f"rows/{line.section}.html"
    return BASES.get((line.section, line.code), BASES.get((line.section, ""), own))


def _evidence(edition: Edition, lines: list) -> list[Markup]:
    """Return for each share its percentage, count, base and interval."""
    decimals, confidence = edition.summarise["decimals"], 100 * edition.summarise["confidence"]
    told = []
    for line in lines:
        interval = shown_interval(line, decimals)
        known = f"; {confidence:g} % interval {interval}" if interval != "–" else ""
        ranked = f"; rank {shown_rank(line)}" if line.section == "country" and not pd.isna(line.rank_lower) else ""
        told.append(
            Markup("{}: {} ({} of {} {}){}{}.").format(
                capital(line.label),
                linked(shown_percent(line, decimals), line),
                linked(number(line.count), line),
                to(_base_page(line), number(line.base)),
                line.unit,
                known,
                ranked,
            )
        )
    return told


def countries(edition: Edition, in_sentence: dict[str, str]) -> Markup:
    """Return the leading partner countries in words, beside those published as the first."""
    lines = edition.section("country")
    if not lines:
        return Markup("No partner country is known.")
    first = lines[: leading([line.count for line in lines], 6)]
    if not first:
        return Markup("No partner country leads: {} have {} each.").format(
            counted(sum(line.count == lines[0].count for line in lines), "country", "countries"),
            counted(lines[0].count, "engagement", "engagements"),
        )
    named = [
        Markup("{} ({})").format(in_sentence.get(line.label, line.label), linked(number(line.count), line))
        for line in first
    ]
    verb = "partner country is" if len(first) == 1 else "partner countries, by number of engagements, are"
    published = edition.comparison.loc[edition.comparison["finding_id"].eq("country.top"), "published"]
    beside = f" In June 2024 the Truman Center named these first: {published.iloc[0]}." if len(published) else ""
    return Markup("The leading {} {}.{}").format(verb, Markup(listed(named)), beside)


def _methods(edition: Edition, first: list, predicates: dict[str, str]) -> Markup:
    """Return the largest methods in words."""
    said = [Markup("{} {}").format(_of_base(edition, first, line), predicates[line.code]) for line in first]
    return Markup("{}.").format(Markup(listed(said))) if said else Markup()


def _priorities(edition: Edition, first: list) -> Markup:
    """Return the largest priority areas in words."""
    said = [
        Markup("{}{} {}").format(
            _of_base(edition, first, line), " serve" if line is first[0] else "", line.label[0].lower() + line.label[1:]
        )
        for line in first
    ]
    if not said:
        return Markup()
    unknown = edition.finding("priority.undecided")
    others = "other engagement no priority area is known.", "other engagements no priority area is known."
    beside = (
        Markup(" Of the {}").format(counted_at("rows/undecided.html#priority", unknown.count, *others))
        if unknown is not None and unknown.count
        else ""
    )
    return Markup("{}; an engagement may serve several.{}").format(Markup(listed(said)), beside)


def _of_base(edition: Edition, first: list, line) -> Markup:
    """Return a share as it stands in a list of shares, the first of which says what they are shares of."""
    said = said_share(line, edition.summarise["decimals"])
    if line is not first[0]:
        return linked(said, line)
    base = to(_base_page(line), number(line.base))
    return Markup("{} of the {} {}").format(linked(capital(said), line), base, line.unit)


def concentration(edition: Edition) -> Markup:
    """Return how few cities make half of the engagements, and what the tenth with the most make."""
    said = []
    for line in edition.section("concentration"):
        if line.is_withheld:
            continue
        count, base = linked(number(line.count), line), to(_base_page(line), number(line.base))
        if line.code == "cities_for_half":
            told = Markup("{} of the {} cities with engagements {} for half of all engagements.")
            said.append(told.format(count, base, "accounts" if line.count == 1 else "account"))
        elif line.code == "top_tenth":
            share = linked(said_share(line, edition.summarise["decimals"]), line)
            said.append(Markup("The tenth of the cities with the most engagements accounts for {}.").format(share))
    return Markup(" ").join(said)


def _resources(edition: Edition, means: list) -> Markup:
    """Return what means responding cities have, or that none was asked."""
    if not edition.section("staffing"):
        return Markup("No city was asked about its staff or means, so this edition has no findings on them.")
    said = [
        Markup("{} of the {} {} have {}.").format(
            linked(capital(said_share(line, edition.summarise["decimals"])), line),
            to(_base_page(line), number(line.base)),
            line.unit,
            line.label,
        )
        for line in means
        if not line.is_withheld
    ]
    return Markup(" ").join(said)


def respondents(edition: Edition) -> Markup:
    """Return how many cities answered."""
    line = edition.finding("headline.respondents")
    cities = counted_at(HEADLINE_PAGES["respondents"], line.count, "city", "cities")
    return Markup("{} answered the questionnaire.").format(cities)


def undecided(edition: Edition) -> dict[str, Markup]:
    """Return for each section of how many engagements nothing is known in it; "" where that need not be said."""
    lines = edition.findings.loc[edition.findings["code"].eq("undecided")]
    counts = dict(zip(lines["section"], lines["count"], strict=True))

    def told(section: str, one: str, many: str, then: str, none: str) -> Markup:
        count = counts.get(section, 0)
        if not count:
            return Markup(none)
        return Markup("{} {}").format(counted_at(f"rows/undecided.html#{section}", count, one, many), then)

    return {
        "country": told(
            "country",
            "engagement has no known partner country and is",
            "engagements have no known partner country and are",
            "left out of the base, as are memberships of networks, which have none.",
            "",
        ),
        "method": told("method", "is", "are", "undecided and left out of the base.", "All are decided."),
        "partner_kind": told(
            "partner_kind",
            "engagement has a partner of unknown kind and is",
            "engagements have a partner of unknown kind and are",
            "left out of the base.",
            "",
        ),
        "priority": told(
            "priority",
            "engagement names none and is",
            "engagements name none and are",
            "left out of the base: of a sister city, lists and forms often say only that it exists.",
            "Every engagement names one or more.",
        ),
        "network": told(
            "network",
            "membership is of a network",
            "memberships are of networks",
            "that the codebook does not know.",
            "The codebook knows every network that is named.",
        ),
        "year": told("year", "engagement has", "engagements have", "no year.", "Every engagement has a year."),
    }


def years(edition: Edition) -> list[str]:
    """Return what makes years unlike each other that is no matter of cities: the window, and a last year cut short."""
    choices, said = edition.choices, []
    if choices["first_year"] or choices["last_year"]:
        said.append(
            f"Only {window(choices)} count, but standing relations (sister cities, memberships of networks) whenever "
            "they began: a step at the edge of the window is of its making."
        )
    ended = choices["cut_off"]
    is_counted = any(line.code == f"{ended.year}" and line.count for line in edition.section("year"))
    if is_counted and (ended.month, ended.day) != (12, 31):
        said.append(f"The last year is not whole: collection ended on {days.in_words(ended)}.")
    return said


def comparison_note(edition: Edition) -> str:
    """Return what the comparison with the published figures can and cannot tell."""
    if edition.is_simulated:
        return (
            "The simulator is calibrated to the published figures, so agreement shows that the pipeline recovers what "
            "was put in, through misspellings, repeats and gaps. It says nothing about U.S. cities."
        )
    if edition.has_respondents:
        return "Other cities answered, in another year, and desk research went on."
    return (
        "The published figures join a survey with desk research; this edition is what public pages list, mostly sister "
        "cities, so differences are expected and agreement may be chance."
    )


def summary(edition: Edition, labels: Labels) -> str:
    """Return the key findings as Markdown, for places that show text."""
    label = "**Simulated data.** " if edition.is_simulated else ""
    said = " ".join(finding.sentence.striptags() for finding in key_findings(edition, labels))
    return f"**{edition.choices['title']}** ({edition.name}). {label}{said}\n"
