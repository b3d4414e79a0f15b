"""Write the report of an edition: findings in words, charts and tables, each number leading to the rows behind it."""

import json
from collections import defaultdict
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from pipeline import codebook, params, paths, sources, stage, tables
from pipeline.report import pages
from pipeline.report.wording import counted, leading, listed, number, shown_share
from pipeline.tables.engagements import Engagements, Links
from pipeline.tables.findings import Comparison, Findings
from pipeline.tables.outcomes import Accounting
from pipeline.tables.reports import Classified
from pipeline.tables.review import Review

# Sections of the findings that have a page of the rows behind them: what the page is called.
ROW_PAGES = {
    "country": "Partner countries",
    "region": "Regions of the world",
    "priority": "Priority areas",
    "method": "Methods",
    "network": "City networks",
    "partner_kind": "Kinds of partner",
    "state": "States",
    "city": "Cities",
    "year": "Years",
    "staffing": "Capacity and resources",
}
# Headline count: the page that lists what it counts.
HEADLINE_PAGES = {
    "cities": "rows/city.html",
    "engagements": "engagements/index.html",
    "reports": "engagements/index.html",
    "countries": "rows/country.html",
    "respondents": "rows/staffing.html",
}
# What a page says of each report.
REPORT_COLUMNS = ["source_id", "row", "reference_text", "link_rule", "us_city_rule", "partner_country_rule"]
REPORT_COLUMNS += ["partner_place_rule", "method_rule", "priority_rules"]
DECISIONS = {
    "us_city": "U.S. city",
    "country": "Partner country",
    "place": "Partner place",
    "method": "Method",
    "network": "City network",
    "priority": "Priority area",
    "same_engagement": "Same engagement?",
    "status": "Status",
}
TABLES = {
    "findings": "every published number with count, base, percent and interval",
    "comparison": "the published figures of June 2024 beside ours",
    "accounting": "how every raw row and report ended",
    "engagements": "one row per unique engagement",
    "reports": "one row per report: its engagement, source, row and the rules that decided",
    "undecided": "answers that no rule decided",
    "columns": "the data dictionary: what each column of these tables means",
}
# Published table: the tables of the pipeline that say what its columns mean.
MEANINGS = {
    "findings": [Findings],
    "comparison": [Comparison],
    "accounting": [Accounting],
    "engagements": [Engagements],
    "reports": [Links, Classified],
    "undecided": [Review],
}
# Columns that are made for publication.
ADDED = {
    "priority_codes": "Codes in data/codebook/priorities.csv, joined by a semicolon; blank when none is known.",
    "priority_rules": "Rules that decided the priority areas, joined by a comma.",
    "data": "simulated, or as recorded.",
}


class Edition(NamedTuple):
    """All that the report is made from."""

    name: str
    choices: dict  # its entry in params.yaml
    summarise: dict  # how shares are published
    sources: list[sources.Source]
    findings: pd.DataFrame
    comparison: pd.DataFrame
    accounting: pd.DataFrame
    engagements: pd.DataFrame
    priorities: pd.DataFrame
    reports: pd.DataFrame  # linked reports with their rules
    review: pd.DataFrame
    issues: pd.DataFrame
    figures: list[dict]


class Labels(NamedTuple):
    """Code → words."""

    methods: dict[str, str]
    priorities: dict[str, str]
    countries: dict[str, str]
    networks: dict[str, str]
    states: dict[str, str]
    reasons: pd.DataFrame  # the table of the codebook


def report(edition: Edition, labels: Labels) -> dict[str, str]:
    """Return every page of the report by its path in reports/<edition>/."""
    templates = pages.environment(edition.summarise["decimals"])
    told = _engagements_told(edition, labels)
    common = {
        "edition": edition.name,
        "title": edition.choices["title"],
        "cut_off": edition.choices["cut_off"].isoformat(),
        "is_simulated": sources.is_simulated(edition.sources),
    }
    written = {
        "index.html": templates.get_template("index.html").render(**common, root="", **_index(edition, labels)),
        "undecided.html": templates.get_template("undecided.html").render(
            **common, root="", groups=_undecided_groups(edition.review)
        ),
        "summary.md": _summary(edition),
        "style.css": pages.style(),
    }
    for section, heading in ROW_PAGES.items():
        groups = _row_groups(section, edition, told)
        if groups:
            written[f"rows/{section}.html"] = templates.get_template("rows.html").render(
                **common, root="../", heading=heading, explanation=_explanation(section), groups=groups
            )
    return written | _engagement_pages(templates, common, edition, labels, told)


def _index(edition: Edition, labels: Labels) -> dict:
    """Return what the report's first page says."""
    findings = edition.findings
    shown = findings.loc[findings["code"].ne("undecided")]
    sections = {
        section: list(shown.loc[shown["section"].eq(section)].itertuples(index=False, name="Finding"))
        for section in ROW_PAGES
    }
    undecided = findings.loc[findings["code"].eq("undecided")]
    has_respondents = bool(sections["staffing"])
    headline = shown.loc[shown["section"].eq("headline"), ["code", "label", "count"]]
    headline = headline.assign(page=headline["code"].map(HEADLINE_PAGES).fillna(""))
    return {
        "coverage": edition.choices["coverage"].strip(),
        "window": _window(edition.choices),
        "headline": list(headline.itertuples(index=False, name="Headline")),
        "key_findings": _key_findings(edition),
        "sections": sections,
        "figures": _figures_by_section(edition.figures),
        "chapters": _chapters(bool(sections["network"])),
        "has_respondents": has_respondents,
        "respondents_sentence": _respondents_sentence(edition) if has_respondents else "",
        "countries_sentence": _countries_sentence(edition),
        "undecided_sentences": _undecided_sentences(dict(zip(undecided["section"], undecided["count"], strict=True))),
        "undated": int(edition.engagements["first_year"].isna().sum()),
        "comparison": list(edition.comparison.itertuples(index=False, name="Compared")),
        "comparison_note": _comparison_note(edition),
        "accounts": {unit: _accounts(edition.accounting, unit) for unit in ("row", "report")},
        "accounting_sentence": _accounting_sentence(edition.accounting),
        "reasons": _reasons(edition.accounting, labels.reasons),
        "review_sentence": _review_sentence(edition.review),
        "issues": _issue_counts(edition.issues),
        "confidence": f"{100 * edition.summarise['confidence']:g}",
        "frame_cities": edition.choices["frame_cities"],
        "decimals": edition.summarise["decimals"],
        "smallest_base": edition.summarise["smallest_base"],
        "count_undated": edition.choices["count_undated"],
        "sources": [_source_told(source) for source in edition.sources],
        "tables": list(TABLES.items()),
    }


def _undecided_sentences(counts: dict[str, int]) -> dict[str, str]:
    """Return for methods, priority areas and networks how many engagements no rule decided; counts: by section."""
    method, priority, network = (counts.get(section, 0) for section in ("method", "priority", "network"))
    nameless = counted(priority, "engagement names none and is", "engagements name none and are")
    return {
        "method": f"{counted(method, 'is', 'are')} undecided and left out of the base."
        if method
        else "All are decided.",
        "priority": f"{nameless} left out of the base: of a sister city, lists and forms often say only that it exists."
        if priority
        else "Every engagement names one or more.",
        "network": f"{counted(network, 'membership is of a network', 'memberships are of networks')} that the codebook "
        "does not know."
        if network
        else "The codebook knows every network that is named.",
    }


def _source_told(source: sources.Source) -> dict:
    """Return what the report says of a source."""
    keys = ["title", "producer", "address", "accessed", "licence", "simulated", "coverage", "grain", "source_id"]
    told = {key: getattr(source, key) for key in keys}
    ended = {key: told[key].rstrip(".") + "." for key in ("coverage", "grain")}
    ended["coverage"] = _capital(ended["coverage"])
    return told | ended | {"licence": told["licence"].rstrip("."), "file_name": source.file.name}


def _figures_by_section(figures: list[dict]) -> dict[str, dict | None]:
    """Return the first figure of each section, None for a section without one."""
    drawn = [figure for figure in figures if figure["kind"] == "figure"]
    return dict.fromkeys(ROW_PAGES) | {figure["section"]: figure for figure in reversed(drawn)}


def _chapters(has_networks: bool) -> list[tuple[str, str]]:
    """Return anchor and name of each chapter."""
    chapters = [
        ("key-findings", "Key findings"),
        ("who-answered", "Who answered"),
        ("countries", "Partner countries"),
        ("priorities", "Priority areas"),
        ("methods", "Methods"),
        ("networks", "City networks"),
        ("years", "Over time"),
        ("cities", "Cities and states"),
        ("published", "Beside the published figures"),
        ("accounting", "Every raw row"),
        ("undecided", "What no rule decided"),
        ("method", "How the figures are made"),
        ("sources", "Sources"),
        ("data", "Data and citation"),
    ]
    return [chapter for chapter in chapters if has_networks or chapter[0] != "networks"]


def _window(choices: dict) -> str:
    """Return the time window in words."""
    first, last = choices["first_year"], choices["last_year"]
    if first is None and last is None:
        return "all years"
    if last is None:
        return f"events and agreements since {first}"
    return f"events and agreements {f'from {first} to {last}' if first else f'until {last}'}"


def _finding(edition: Edition, finding_id: str):
    """Return one finding, None when the edition has none of that name."""
    found = edition.findings.loc[edition.findings["finding_id"].eq(finding_id)]
    return next(found.itertuples(index=False, name="Finding"), None)


def _key_findings(edition: Edition) -> list[tuple[str, Markup]]:
    """Return the key findings, each with the question it answers; every number is a link to its rows."""
    told = [
        ("How many", _headline_sentence(edition)),
        ("Where", _countries_sentence(edition)),
        ("How", _shares_sentence(edition, "method", "are of the method", "")),
        ("What for", _shares_sentence(edition, "priority", "serve", "; an engagement may serve several")),
        ("With what means", _resources_sentence(edition)),
    ]
    return [(question, sentence) for question, sentence in told if sentence]


def _headline_sentence(edition: Edition) -> Markup:
    """Return how many cities, engagements, countries and reports there are."""
    count = {line.code: line.count for line in _section(edition, "headline")}
    nouns = {
        "cities": ("U.S. city has", "U.S. cities have"),
        "engagements": ("unique engagement", "unique engagements"),
        "countries": ("country", "countries"),
        "reports": ("report", "reports"),
    }
    said = {
        code: Markup('<a href="{}">{}</a> {}').format(HEADLINE_PAGES[code], *counted(count[code], *noun).split(" ", 1))
        for code, noun in nouns.items()
    }
    return Markup("{cities} {engagements} with partners in {countries}, known from {reports}.").format(**said)


def _section(edition: Edition, section: str) -> list:
    """Return the findings of a section, the undecided count left out."""
    mine = edition.findings["section"].eq(section) & edition.findings["code"].ne("undecided")
    return list(edition.findings.loc[mine].itertuples(index=False, name="Finding"))


def _shares_sentence(edition: Edition, section: str, verb: str, ending: str) -> Markup:
    """Return the largest three shares of a section in words, "" where none is published."""
    lines = [line for line in _section(edition, section) if line.count and not line.is_withheld]
    if not lines:
        return Markup()
    decimals = edition.summarise["decimals"]
    shares = [pages.linked(shown_share(line, decimals), line) + f" “{line.label}”" for line in lines]
    first, is_tied = leading(shares, [line.count for line in lines], 3)
    first[0] = first[0].replace(" “", f" {verb} “", 1)
    base = Markup('<a href="rows/{}.html">{}</a>').format(section, number(lines[0].base))
    tie = "; the next has as many as the last named" if is_tied else ""
    return Markup("Of the {} {}, {}{}{}.").format(base, lines[0].unit, Markup(listed(first)), ending, tie)


def _resources_sentence(edition: Edition) -> Markup:
    """Return what means responding cities have, or that none was asked."""
    if not _section(edition, "staffing"):
        return Markup("No city was asked about its staff or means, so this edition has no findings on them.")
    asked = [line for line in _section(edition, "staffing") if line.code in ("has_staff", "has_director")]
    said = [
        Markup("{} of the {} {} have {}.").format(
            pages.linked(_capital(shown_share(line, edition.summarise["decimals"])), line),
            number(line.base),
            line.unit,
            line.label,
        )
        for line in asked
        if not line.is_withheld
    ]
    return Markup(" ").join(said)


def _capital(words: str) -> str:
    """Return words as a sentence begins."""
    return words[0].upper() + words[1:]


def _countries_sentence(edition: Edition) -> Markup:
    """Return the leading partner countries in words, beside those published as the first."""
    lines = _section(edition, "country")
    if not lines:
        return Markup("No partner country is known.")
    named = [Markup("{} ({})").format(line.label, pages.linked(number(line.count), line)) for line in lines]
    first, is_tied = leading(named, [line.count for line in lines], 6)
    published = edition.comparison.loc[edition.comparison["finding_id"].eq("country.top"), "published"]
    beside = f" Published as the first in June 2024: {published.iloc[0]}." if len(published) else ""
    tie = " The next has as many engagements as the last named." if is_tied else ""
    return Markup("The leading partner countries are {}.{}{}").format(Markup(listed(first)), tie, beside)


def _respondents_sentence(edition: Edition) -> str:
    """Return how many cities answered."""
    line = _finding(edition, "headline.respondents")
    return f"{counted(line.count, 'city', 'cities')} answered the questionnaire."


def _comparison_note(edition: Edition) -> str:
    """Return what the comparison with the published figures can and cannot tell."""
    if sources.is_simulated(edition.sources):
        return (
            "The simulator is calibrated to the published figures, so agreement shows that the pipeline recovers what "
            "was put in, through misspellings, repeats and gaps. It says nothing about U.S. cities."
        )
    if any(source.kind == "survey" for source in edition.sources):
        return "Other cities answered, in another year, and desk research went on."
    return (
        "The published figures join a survey with desk research; this edition is what public pages list, mostly sister "
        "cities, so differences are expected and agreement may be chance."
    )


def _accounts(accounting: pd.DataFrame, unit: str) -> list:
    """Return for each source how many rows (or reports) ended which way."""
    mine = accounting.loc[accounting["unit"].eq(unit)]
    wide = mine.pivot_table(index="source_id", columns="outcome", values="count", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["counted", "merged", "set_aside", "excluded"], fill_value=0).astype(int)
    total = wide.assign(total=wide.sum(axis="columns")).reset_index()
    whole = total.drop(columns="source_id").sum().to_frame().T.assign(source_id="All sources")
    return list(pd.concat([total, whole], ignore_index=True).itertuples(index=False, name="Account"))


def _accounting_sentence(accounting: pd.DataFrame) -> str:
    """Return the identity of raw rows in words."""
    ended = accounting.loc[accounting["unit"].eq("row")].groupby("outcome")["count"].sum()
    parts = [
        f"{number(ended.get(outcome, 0))} {outcome.replace('_', ' ')}"
        for outcome in ("counted", "merged", "set_aside", "excluded")
    ]
    return f"{number(ended.sum())} raw rows came in = {' + '.join(parts)}. The identity is checked in every run."


def _reasons(accounting: pd.DataFrame, reasons: pd.DataFrame) -> list:
    """Return every reason that occurs, with its rows and reports."""
    ended = accounting.pivot_table(index="reason", columns="unit", values="count", aggfunc="sum", fill_value=0)
    ended = ended.reindex(columns=["row", "report"], fill_value=0).astype(int)
    told = reasons.merge(ended.rename(columns={"row": "rows", "report": "reports"}), left_on="code", right_index=True)
    return list(told.itertuples(index=False, name="Reason"))


def _review_sentence(review: pd.DataFrame) -> str:
    """Return how many answers no rule decided, by what was to be decided."""
    if review.empty:
        return "Every answer was decided by a rule."
    sizes = review.groupby("decision").size()
    said = [f"{DECISIONS[decision].rstrip('?')} {number(size)}" for decision, size in sizes.items()]
    return f"{counted(len(review), 'answer', 'answers')} wait for a person: {listed(said)}."


def _issue_counts(issues: pd.DataFrame) -> list:
    """Return how many values were noted, corrected or taken out, by column."""
    sizes = issues.groupby(["consequence", "column"]).size().rename("count").reset_index()
    return list(sizes.itertuples(index=False, name="Issues"))


def _undecided_groups(review: pd.DataFrame) -> list[dict]:
    """Return what no rule decided, grouped by decision, the most frequent answers first."""
    ordered = review.assign(suggestions=review["suggestions"].fillna("")).sort_values(
        ["count", "answer"], ascending=[False, True], kind="stable"
    )
    return [
        {
            "decision": decision,
            "name": name,
            "file": ordered.loc[ordered["decision"].eq(decision), "file"].iloc[0],
            "answers": list(ordered.loc[ordered["decision"].eq(decision)].itertuples(index=False, name="Answer")),
        }
        for decision, name in DECISIONS.items()
        if ordered["decision"].eq(decision).any()
    ]


def _engagements_told(edition: Edition, labels: Labels) -> pd.DataFrame:
    """Return the engagements in words, sorted by state, city and partner; blank where nothing is known."""
    found = edition.engagements
    country = found["partner_country_code"].map(labels.countries).astype("str")
    network = found["network_code"].map(labels.networks).astype("str")
    place = found["partner_place"].fillna(network)
    both = place.notna() & country.notna() & place.ne(country)
    partner = (place + ", " + country).where(both, place.fillna(country)).fillna("Partner not known")
    held = edition.priorities.assign(label=edition.priorities["priority_code"].map(labels.priorities))
    areas = held.sort_values("label").groupby("engagement_id")["label"].agg("; ".join)
    told = pd.DataFrame(
        {
            "engagement_id": found["engagement_id"],
            "us_state": found["us_state"],
            "us_place_id": found["us_place_id"],
            "city": found["us_city"] + ", " + found["us_state"],
            "partner": partner,
            "method": found["method_code"].map(labels.methods).fillna("Method undecided"),
            "year": _years(found["first_year"], found["last_year"]),
            "priorities": found["engagement_id"].map(areas).astype("str").fillna(""),
            "description_text": found["description_text"].fillna(""),
            "report_count": found["report_count"],
        }
    )
    return told.sort_values(["us_state", "city", "partner", "engagement_id"], ignore_index=True)


def _years(first: pd.Series, last: pd.Series) -> pd.Series:
    """Return the years of engagements in words; "" where none is known."""
    one = first.astype("str").fillna("")
    return one.where(first.eq(last).fillna(True), one + "–" + last.astype("str").fillna("")).astype("str")


def _row_groups(section: str, edition: Edition, told: pd.DataFrame) -> list[dict]:
    """Return each finding of a section with the engagements it counts; of responding cities only counts."""
    lines = _section(edition, section)
    if section == "staffing":
        return [{**line._asdict(), "engagements": []} for line in lines]
    behind = _engagement_codes(section, edition)
    rows = told.merge(behind, on="engagement_id")
    by_code = _by_first_column(rows[["finding_code", *told.columns]], "Row")
    return [{**line._asdict(), "engagements": by_code.get(line.code, [])} for line in lines]


def _by_first_column(table: pd.DataFrame, name: str) -> dict[str, list[tuple]]:
    """Return the rows of a table, as named tuples of this name, by the value of its first column."""
    grouped = defaultdict(list)
    for row in table.itertuples(index=False, name=name):
        grouped[row[0]].append(row)
    return grouped


def _engagement_codes(section: str, edition: Edition) -> pd.DataFrame:
    """Return engagement_id and finding_code of every engagement that a finding of the section counts."""
    found = edition.engagements
    if section == "priority":
        return edition.priorities.rename(columns={"priority_code": "finding_code"})
    if section == "region":
        countries = codebook.read("countries")
        code = found["partner_country_code"].map(dict(zip(countries["code"], countries["continent"], strict=True)))
    else:
        column = {
            "country": "partner_country_code",
            "method": "method_code",
            "network": "network_code",
            "partner_kind": "partner_kind",
            "state": "us_state",
            "city": "us_place_id",
            "year": "first_year",
        }[section]
        code = found[column].astype("str")
    if section == "network":
        code = code.where(found["method_code"].eq("city_network"))
    behind = pd.DataFrame({"engagement_id": found["engagement_id"], "finding_code": code})
    return behind.loc[behind["finding_code"].notna()]


def _explanation(section: str) -> str:
    """Return what a page of rows shows."""
    if section == "staffing":
        return (
            "These shares are of responding cities. Which city gave which answer is not published; the numbers of "
            "cities are all there is to show."
        )
    return "Every engagement a number counts, with a link to the reports, source rows and rules behind it."


def _engagement_pages(templates, common: dict, edition: Edition, labels: Labels, told: pd.DataFrame) -> dict[str, str]:
    """Return a page per state with every engagement and the reports behind it, and the list of these pages."""
    reports_of = _by_first_column(edition.reports[["engagement_id", *REPORT_COLUMNS]], "Report")
    written, states = {}, []
    for state, part in told.groupby("us_state"):
        name = labels.states.get(state, state)
        states.append((state, name, len(part)))
        cities = [
            (
                city,
                [{**row._asdict(), "reports": reports_of[row.engagement_id]} for row in rows.itertuples(index=False)],
            )
            for city, rows in part.groupby("city")
        ]
        written[f"engagements/{state}.html"] = templates.get_template("engagements.html").render(
            **common, root="../", heading=name, cities=cities
        )
    written["engagements/index.html"] = templates.get_template("states.html").render(
        **common, root="../", states=sorted(states, key=lambda line: line[1])
    )
    return written


def _summary(edition: Edition) -> str:
    """Return the key findings as Markdown, for places that show text."""
    label = "**Simulated data.** " if sources.is_simulated(edition.sources) else ""
    said = " ".join(sentence.striptags() for _, sentence in _key_findings(edition))
    return f"**{edition.choices['title']}** ({edition.name}). {label}{said}\n"


def _published_tables(edition: Edition) -> dict[str, pd.DataFrame]:
    """Return the tables that are published beside the report, by name."""
    held = edition.priorities.sort_values("priority_code").groupby("engagement_id")["priority_code"].agg("; ".join)
    columns = ["engagement_id", "report_id", "source_id", "row", "role", "link_rule", "us_city_rule"]
    columns += ["partner_country_rule", "partner_place_rule", "method_rule", "priority_rules", "reference_text"]
    return {
        "findings": edition.findings,
        "comparison": edition.comparison,
        "accounting": edition.accounting,
        "engagements": edition.engagements.assign(
            priority_codes=edition.engagements["engagement_id"].map(held).astype("str")
        ),
        "reports": edition.reports[columns],
        "undecided": edition.review,
    }


def column_meanings(published: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what each column of each published table means, with its title and unit, from the pipeline's tables."""
    rows = []
    for name, table in published.items():
        known = {column: field for meaning in MEANINGS[name] for column, field in meaning.to_schema().columns.items()}
        for column in table:
            field = known.get(column)
            told = (ADDED[column], "", "") if field is None else (field.description, field.title, _unit(field))
            rows.append((name, column, *told))
    meanings = pd.DataFrame(rows, columns=["table", "column", "meaning", "title", "unit"])
    return meanings[["table", "column", "title", "meaning", "unit"]]


def _unit(field) -> str:
    """Return the unit of a column, "" where it has none."""
    return (field.metadata or {}).get("unit", "")


def _linked_reports(edition: str) -> pd.DataFrame:
    """Return the reports that are about an engagement, with the rules that decided, sorted."""
    folder = paths.CLASSIFIED / edition
    links = pd.read_parquet(paths.DEDUPLICATED / edition / "links.parquet")
    reports = pd.read_parquet(folder / "reports.parquet")
    priorities = pd.read_parquet(folder / "priorities.parquet")
    rules = priorities.groupby("report_id")["priority_rule"].agg(lambda held: ", ".join(sorted(set(held))))
    linked = links.merge(reports, on="report_id", validate="1:1")
    linked = linked.assign(
        priority_rules=linked["report_id"].map(rules).astype("str").fillna(""),
        reference_text=linked["reference_text"].fillna(""),
    )
    return linked.sort_values(["engagement_id", "source_id", "row", "report_id"], ignore_index=True)


def _read(edition: str) -> Edition:
    """Return what earlier stages left of an edition."""
    summarised, deduplicated = paths.SUMMARISED / edition, paths.DEDUPLICATED / edition
    stages = (paths.LOCATED, paths.CLASSIFIED, paths.DEDUPLICATED)
    return Edition(
        name=edition,
        choices=params.edition(edition),
        summarise=params.section("summarise"),
        sources=sources.read(edition),
        findings=pd.read_parquet(summarised / "findings.parquet"),
        comparison=pd.read_parquet(summarised / "comparison.parquet"),
        accounting=pd.read_parquet(summarised / "accounting.parquet"),
        engagements=pd.read_parquet(deduplicated / "engagements.parquet"),
        priorities=pd.read_parquet(deduplicated / "priorities.parquet"),
        reports=_linked_reports(edition),
        review=pd.concat([pd.read_parquet(left / edition / "review.parquet") for left in stages], ignore_index=True),
        issues=pd.read_parquet(paths.VALIDATED / edition / "issues.parquet"),
        figures=json.loads((paths.REPORTS / edition / "figures/figures.json").read_text(encoding="utf-8")),
    )


def main(edition: str) -> None:
    """Write reports/<edition>/: pages, style sheet and tables."""
    labels = Labels(
        methods=codebook.labels("methods"),
        priorities=codebook.labels("priorities"),
        countries=codebook.labels("countries"),
        networks=codebook.labels("networks"),
        states=codebook.labels("us_states"),
        reasons=codebook.read("reasons"),
    )
    read = _read(edition)
    folder = paths.REPORTS / edition
    for path, page in report(read, labels).items():
        pages.write(folder / path, page)
    data = "simulated" if sources.is_simulated(read.sources) else "as recorded"
    published = {name: table.assign(data=data) for name, table in _published_tables(read).items()}
    for name, table in (published | {"columns": column_meanings(published).assign(data=data)}).items():
        tables.publish(table, folder / "tables" / f"{name}.csv")


if __name__ == "__main__":
    stage.run(main, __doc__)
