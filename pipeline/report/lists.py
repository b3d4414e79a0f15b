"""What the numbers count that are no findings: cities of the frame, other readings, editions, raw rows, mistakes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import jinja2
import pandas as pd

from pipeline.pages import anchor
from pipeline.pages.wording import capital, counted
from pipeline.report.behind import RowsError, engagements_told
from pipeline.report.edition import Edition, Labels
from pipeline.report.quality import PARTS, column_title, mistakes_name

NOT_LISTED = "Which are wrong is not listed, so that no rule is written from what it is held against."


class Item(NamedTuple):
    """One thing that a number counts, and where more is told of it; "" for nowhere."""

    text: str
    link: str = ""


class Group(NamedTuple):
    """What one number counts: by its anchor, with a heading, a sentence, and the things one by one."""

    name: str
    heading: str
    said: str = ""
    items: Sequence[Item] = ()


class Place(NamedTuple):
    """How an engagement is told in a list: its words, and the page that holds it."""

    words: str
    link: str


def list_pages(
    templates: jinja2.Environment, common: dict, edition: Edition, labels: Labels, told: pd.DataFrame
) -> dict[str, str]:
    """Return the pages that list what numbers count which are no findings; told: the engagements in words."""
    places = {
        row.engagement_id: Place(
            f"{row.city} – {row.partner}", f"../engagements/{row.us_state}.html#{row.engagement_id}"
        )
        for row in told.itertuples(index=False)
    }
    made = {
        "response": ("Cities of the frame", _response(edition, told)),
        "readings": ("Other readings", _readings(edition, labels, places)),
        "undecided": ("What is not known", _not_known(edition, places)),
        "changes": ("Compared with other editions", _changes(edition, places)),
        "accounting": ("Raw rows and reports", _accounting(edition, labels)),
        "issues": ("Values noted, corrected or taken out", _issues(edition, places)),
        "mistakes": ("Decisions held against the truth", _mistakes(edition, labels)),
    }
    for source, ended in edition.ended.groupby("source_id"):
        made[source_page(source)] = (f"Source {source}", _rows_of_source(ended, labels, places))
    page = templates.get_template("lists.html")
    return {
        f"rows/{name}.html": page.render(**common, root="../", heading=heading, groups=groups)
        for name, (heading, groups) in made.items()
        if groups
    }


def source_page(source_id: str) -> str:
    """Return the name of the page that lists the rows of a source."""
    return f"source_{source_id}"


def _response(edition: Edition, told: pd.DataFrame) -> list[Group]:
    """Return each cell of the frame: how many cities, and which have engagements. Who answered is only counted."""
    cities = told.drop_duplicates("us_place_id").sort_values("city")
    in_frame = cities["us_place_id"].isin(edition.frame)
    size = cities["us_place_id"].map(edition.sizes).where(in_frame, "outside")
    region = cities["us_state"].map(edition.regions).where(in_frame, "outside")
    groups = []
    for line in edition.response.itertuples(index=False):
        of_size = size.eq(line.size_code) | ((line.size_code == "all") & in_frame)
        of_region = region.eq(line.region_code) | ((line.region_code == "all") & in_frame)
        mine = cities.loc[of_size & of_region]
        if len(mine) != line.engaged_count:
            raise RowsError(
                f"{line.engaged_count} cities with engagements ({line.size_code}, {line.region_code}); "
                f"{len(mine)} are found."
            )
        said = [] if pd.isna(line.frame_count) else [f"In the frame: {line.frame_count}."]
        said += [] if pd.isna(line.responded_count) else [f"Answered: {line.responded_count}, counted only."]
        heading = capital(line.size_label) + (f", {line.region_label}" if line.region_code != line.size_code else "")
        items = [
            Item(row.city, f"city.html#{anchor('city.' + row.us_place_id)}") for row in mine.itertuples(index=False)
        ]
        said.append(f"With engagements: {len(mine)}.")
        groups.append(Group(f"{line.size_code}.{line.region_code}", heading, " ".join(said), items))
    return groups


# Matter: what the engagements are called of which nothing decided it.
NOT_KNOWN = {
    "country": "Without a partner country, networks left out",
    "method": "Without a method",
    "network": "Members of a network that the codebook does not know",
    "partner_kind": "With a partner of an unknown kind",
    "priority": "Without a priority area",
    "year": "Without a year",
}


def _not_known(edition: Edition, places: dict[str, Place]) -> list[Group]:
    """Return for each matter the engagements of which nothing decided it, those that its shares leave out."""
    found = edition.engagements
    counts = edition.findings.loc[edition.findings["code"].eq("undecided")].set_index("section")["count"]
    lacking = {
        "country": found["partner_country_code"].isna() & found["partner_kind"].ne("network"),
        "method": found["method_code"].isna(),
        "network": found["method_code"].eq("city_network") & found["network_code"].isna(),
        "partner_kind": found["partner_kind"].eq("unknown"),
        "priority": ~found["engagement_id"].isin(edition.priorities["engagement_id"]),
        "year": found["first_year"].isna(),
    }
    groups = []
    for section, count in counts.items():
        items = sorted(Item(*places[name]) for name in found.loc[lacking[section], "engagement_id"])
        if len(items) != count:
            raise RowsError(f"{section}.undecided counts {count}; {len(items)} are found.")
        if items:
            groups.append(Group(section, f"{NOT_KNOWN[section]}: {count:,}", "", items))
    return groups


def _readings(edition: Edition, labels: Labels, places: dict[str, Place]) -> list[Group]:
    """Return for each other reading the engagements it adds and leaves out."""
    outside = engagements_told(edition._replace(engagements=edition.excluded), labels)
    ended = edition.ended.loc[edition.ended["unit"].eq("report")].drop_duplicates("into").set_index("into")
    excluded = {
        row.engagement_id: Item(f"Added: {row.city} – {row.partner}", _row_link(ended.loc[row.engagement_id]))
        for row in outside.itertuples(index=False)
        if row.engagement_id in ended.index
    }
    moved = dict(list(edition.read_otherwise.groupby("variant")))
    variants = edition.sensitivity.loc[edition.sensitivity["variant"].ne("published")]
    groups = []
    for code, label in variants[["variant", "variant_label"]].drop_duplicates().itertuples(index=False):
        part = moved.get(code)
        if part is None:
            said = "No engagement is added, none left out. The weight of cities, or what is said of each, may differ."
            groups.append(Group(code, label, said))
            continue
        is_added = part["change"].eq("added")
        items = [excluded[name] for name in part.loc[is_added, "engagement_id"]]
        left = [places[name] for name in part.loc[~is_added, "engagement_id"]]
        items += [Item(f"Left out: {place.words}", place.link) for place in left]
        said = f"{counted(len(items) - len(left), 'engagement is', 'engagements are')} added, {len(left)} left out."
        groups.append(Group(code, label, said, sorted(items)))
    return groups


def _changes(edition: Edition, places: dict[str, Place]) -> list[Group]:
    """Return for each other edition the cities and engagements that are in one of the two only."""
    groups = []
    for other in edition.editions["compared_with"].drop_duplicates():
        mine = edition.changes.loc[edition.changes["compared_with"].eq(other)]
        said = f"What edition {other} counts is listed in its own report. Here is what only one of the two has."
        groups.append(Group(other, f"Compared with {other}", said))
        for kind, words in (("city", "Cities"), ("engagement", "Engagements")):
            for change, where in (("new", "in this edition only"), ("gone", f"in {other} only")):
                part = mine.loc[mine["kind"].eq(kind) & mine["change"].eq(change)]
                items = [
                    _changed(line, places) for line in part.sort_values(["us_state", "us_city", "id"]).itertuples()
                ]
                groups.append(Group(f"{other}.{kind}.{change}", f"{words} {where}: {len(part)}", "", items))
    return groups


def _changed(line, places: dict[str, Place]) -> Item:
    """Return a city or engagement that came or went."""
    city = f"{line.us_city}, {line.us_state}"
    if line.kind == "city":
        return Item(city, f"city.html#{anchor('city.' + line.id)}" if line.change == "new" else "")
    return Item(*places[line.id]) if line.change == "new" else Item(f"{city} ({line.id})")


def _accounting(edition: Edition, labels: Labels) -> list[Group]:
    """Return for each way to end, and each reason, how many rows and reports of which source ended so."""
    groups = []
    for unit, words in (("row", "Raw rows"), ("report", "Reports")):
        mine = edition.accounting.loc[edition.accounting["unit"].eq(unit)]
        groups.append(Group(unit, f"{words}: {mine['count'].sum():,}", "", _per_source(mine, unit)))
        for outcome, of_outcome in mine.groupby("outcome", sort=False):
            name = f"{unit}.{outcome}"
            heading = f"{words}, {outcome.replace('_', ' ')}: {of_outcome['count'].sum():,}"
            groups.append(Group(name, heading, "", _per_source(of_outcome, name)))
            for reason, of_reason in of_outcome.groupby("reason", sort=False):
                # What is counted has no reason, and its rows stand there once.
                if reason != outcome:
                    heading = f"{words}, {_reason(reason, labels)}: {of_reason['count'].sum():,}"
                    groups.append(Group(f"{name}.{reason}", heading, "", _per_source(of_reason, f"{name}.{reason}")))
    return groups


def _per_source(counts: pd.DataFrame, name: str) -> list[Item]:
    """Return how many of each source, each leading to its rows."""
    sizes = counts.groupby("source_id")["count"].sum()
    return [Item(f"{source}: {size:,}", f"{source_page(source)}.html#{name}") for source, size in sizes.items()]


def _reason(code: str, labels: Labels) -> str:
    """Return a reason in words."""
    label = dict(zip(labels.reasons["code"], labels.reasons["label"], strict=True))[code]
    return label[0].lower() + label[1:]


def _rows_of_source(ended: pd.DataFrame, labels: Labels, places: dict[str, Place]) -> list[Group]:
    """Return the raw rows and reports of a source by how they ended, each leading to its engagement.

    Of a questionnaire only the numbers of its rows are given, and no city: who answered what is not published.
    """
    groups = []
    for unit, words in (("row", "Raw rows"), ("report", "Reports")):
        mine = ended.loc[ended["unit"].eq(unit)]
        groups.append(Group(unit, f"{words}: {len(mine):,}"))
        for outcome, of_outcome in mine.groupby("outcome"):
            heading = f"{words}, {outcome.replace('_', ' ')}: {len(of_outcome):,}"
            listed = {
                reason: [_ended(line, places) for line in of_reason.itertuples(index=False)]
                for reason, of_reason in of_outcome.groupby("reason")
            }
            groups.append(Group(f"{unit}.{outcome}", heading, "", listed.pop(outcome, [])))
            for reason, items in listed.items():
                heading = f"{words}, {_reason(reason, labels)}: {len(items):,}"
                groups.append(Group(f"{unit}.{outcome}.{reason}", heading, "", items))
    return groups


def _ended(line, places: dict[str, Place]) -> Item:
    """Return a raw row or report by its number; the part of the row follows the identifiers of source and row."""
    part = "" if pd.isna(line.report_id) else f", {line.report_id.rsplit(':', 1)[-1]}"
    place = places.get(line.into)
    return Item(f"row {line.row}{part}" + (f": {place.words}" if place else ""), place.link if place else "")


def _row_link(ended: pd.Series) -> str:
    """Return where the report stands that an excluded engagement is known from."""
    return f"{source_page(ended['source_id'])}.html#report.{ended['outcome']}.{ended['reason']}"


def _issues(edition: Edition, places: dict[str, Place]) -> list[Group]:
    """Return what was noted of which row, by what was done and where; of answers of a city only the row."""
    engagement_of = dict(zip(edition.reports["report_id"], edition.reports["engagement_id"], strict=True))
    groups = []
    for (consequence, column), part in edition.issues.groupby(["consequence", "column"]):
        items = [
            Item(
                f"{line.source_id}, row {line.row}" + ("" if pd.isna(line.report_id) else f": {line.sentence}"),
                places[engagement_of[line.report_id]].link if line.report_id in engagement_of else "",
            )
            for line in part.sort_values(["source_id", "row"], kind="stable").itertuples(index=False)
        ]
        groups.append(
            Group(
                f"{consequence}.{column}", f"{capital(consequence)}, {column_title(column)}: {len(items):,}", "", items
            )
        )
    return groups


def _mistakes(edition: Edition, labels: Labels) -> list[Group]:
    """Return for each decision that is held against a truth the decisions that were wrong."""
    words = labels.methods | labels.priorities
    whole = edition.decisions.loc[edition.decisions["label_code"].eq("all")]
    groups = []
    for line in whole.itertuples(index=False):
        wrong = edition.mistakes.loc[
            edition.mistakes["decision"].eq(line.decision) & edition.mistakes["part"].eq(line.part)
        ]
        known = counted(line.known, "true answer is", "true answers are")
        said = f"{known} known; {line.decided:,} decisions were made, {line.correct:,} of them right."
        if wrong.empty and line.correct < max(line.known, line.decided):
            said += f" {NOT_LISTED}"
        heading = f"{capital(line.decision)}, {PARTS[line.part]}"
        groups.append(Group(mistakes_name(line), heading, said, list(_wrong(wrong, words))))
    return groups


def _wrong(mistakes: pd.DataFrame, words: dict[str, str]) -> Iterable[Item]:
    """Yield each wrong decision, its codes in words."""

    def told(codes: str) -> str:
        return "; ".join(words.get(code, code) for code in codes.split("; "))

    for line in mistakes.fillna("none").itertuples(index=False):
        rule = "" if line.rule in ("none", "undecided") else f" ({line.rule})"
        yield Item(f"{line.record}: “{line.written}” True: {told(line.truth)}. Decided: {told(line.decided)}{rule}.")
