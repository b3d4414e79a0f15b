"""What stands beside the findings: the frame, other readings of the same rows, other editions."""

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from pipeline.pages.wording import (
    capital,
    listed,
    number,
    percent_of,
    rounded_percent,
    shown_difference,
    shown_percent,
)
from pipeline.report.edition import Edition
from pipeline.report.rendering import counted_at, linked, rows_page, to
from pipeline.report.sentences import HEADLINE_PAGES

# What moved by less than so many points has hardly moved.
SLIGHT = 1.0
# Of the partner countries, so many stand beside those of another edition at once; the others are folded.
COUNTRIES = 10


class Sensitivity(NamedTuple):
    """The main figures under other readings, as a table and in a sentence."""

    sentence: Markup
    columns: list[tuple[str, str]]
    rows: list[tuple[str, list[dict]]]  # cells: text, and the page of what it counts
    reasons: list[str]  # why a reading does not apply


def response_rows(edition: Edition) -> list:
    """Return the rows of the response table in words: bands and regions first, totals, then cities outside."""
    told = _with_rates(edition)
    return list(told.assign(size_label=told["size_label"].map(capital)).itertuples(index=False, name="Response"))


def _with_rates(edition: Edition) -> pd.DataFrame:
    """Return the response table with responded_rate and engaged_rate: percentages as printed, a dash for none."""
    found, decimals = edition.response, edition.summarise["decimals"]
    rates = {}
    for name, percent in (("responded", "response_percent"), ("engaged", "engaged_percent")):
        shown = zip(found[percent], found[f"{name}_count"], found["frame_count"], strict=True)
        rates[f"{name}_rate"] = [
            "–" if pd.isna(rate) else rounded_percent(rate, count, base, decimals) for rate, count, base in shown
        ]
    return found.assign(**rates)


def response_sentence(edition: Edition) -> Markup:
    """Return which size of city answered (or is known) most and least."""
    found = _with_rates(edition)
    bands = found.loc[found["region_code"].eq("all") & ~found["size_code"].isin(["all", "outside"])]
    share, rate, done = (
        ("response_percent", "responded_rate", "answered")
        if edition.has_respondents
        else ("engaged_percent", "engaged_rate", "have engagements")
    )
    bands = bands.loc[bands[share].notna()].sort_values([share, "size_code"], ascending=[False, True])
    total = found.loc[found["size_code"].eq("all") & found["region_code"].eq("all")]
    if bands.empty or total.empty:
        return Markup("How many cities of each size there are in the frame is not known.")
    first, last, frame = bands.iloc[0], bands.iloc[-1], total.iloc[0]

    def of(band: pd.Series) -> Markup:
        page = f"rows/response.html#{band['size_code']}.{band['region_code']}"
        return to(page, band[rate])

    cities = to("rows/response.html#all.all", number(int(frame["frame_count"])))
    smallest = number(edition.summarise["size_bands"][0])
    whole = Markup("Of the {} cities of {} or more inhabitants that this project lists as the frame, {} {}.{}").format(
        cities, smallest, of(frame), done, _of_all(edition, int(frame["frame_count"]))
    )
    if first[share] == last[share]:
        return Markup("{} Cities of every size did so alike.").format(whole)
    return Markup(
        "{} Of those of {}, {} {}; of those of {}, {}. Shares of all engagements say more about the former."
    ).format(whole, first["size_label"], of(first), done, last["size_label"], of(last))


def listed_cities(edition: Edition) -> int:
    """Return how many cities the frame lists, 0 where it is not known."""
    found = edition.response
    return int(found.loc[found["size_code"].eq("all") & found["region_code"].eq("all"), "frame_count"].sum())


def _of_all(edition: Edition, listed: int) -> Markup:
    """Return what share of all cities answered where the edition counts more of them than are listed."""
    counted, answered = edition.choices["frame_cities"], edition.finding("headline.respondents")
    if not edition.has_respondents or not counted or counted <= listed:
        return Markup()
    rate = to(HEADLINE_PAGES["respondents"], percent_of(answered.count, counted, edition.summarise["decimals"]))
    return Markup(" The list is shorter than the {} cities that there are to ask, of which {} answered.").format(
        number(counted), rate
    )


def sensitivity(edition: Edition) -> Sensitivity:
    """Return how the main figures move when other rows, years or weights are taken."""
    found = edition.sensitivity
    labels = dict(zip(found["variant"], found["variant_label"], strict=True))
    applies = [variant for variant in labels if found.loc[found["variant"].eq(variant), "count"].notna().any()]
    cells = {(line.finding_id, line.variant): line for line in found.itertuples(index=False, name="Reading")}
    names = dict(zip(found["finding_id"], found["label"], strict=True))
    pages = {finding_id: figure_page(finding_id, edition) for finding_id in names}
    decimals = edition.summarise["decimals"]
    rows = [
        (
            capital(name),
            [_reading(cells.get((finding_id, variant)), pages[finding_id], decimals) for variant in applies],
        )
        for finding_id, name in names.items()
    ]
    columns = [("Figure", "third"), *((labels[variant], "cell") for variant in applies)]
    left = [label for variant, label in labels.items() if variant not in applies]
    is_withheld = found["section"].ne("headline") & found["variant"].isin(applies) & found["reason"].notna()
    missing = found.loc[is_withheld | found["variant_label"].isin(left) & found["reason"].notna()]
    missing = missing.drop_duplicates(["variant", "reason"])
    reasons = [f"{line.variant_label}: {line.reason}" for line in missing.itertuples(index=False, name="Reading")]
    return Sensitivity(_moved(found, labels, edition), columns, rows, reasons)


def _reading(line, own: str, decimals: int) -> dict[str, str]:
    """Return one figure under one reading, with its change, and the page of what it counts or counts otherwise.

    own: the page of what the published figure counts.
    """
    is_share = line is not None and line.section != "headline"
    if is_share and pd.isna(line.percent):
        return {"text": "withheld", "page": f"rows/readings.html#{line.variant}"}
    if line is None or pd.isna(line.count):
        return {"text": "–", "page": ""}
    shown = shown_percent(line, decimals) if is_share else number(line.count)
    moved = "" if line.variant == "published" else f" ({shown_difference(line.difference, is_share)})"
    return {"text": shown + moved, "page": own if line.variant == "published" else f"rows/readings.html#{line.variant}"}


def _moved(found: pd.DataFrame, labels: dict[str, str], edition: Edition) -> Markup:
    """Return the share that moves most under another reading, in words."""
    shares = found.loc[found["percent"].notna() & found["variant"].ne("published") & found["difference"].notna()]
    if shares.empty:
        return Markup("No other reading applies to this edition.")
    shares = shares.assign(size=shares["difference"].abs()).sort_values(
        ["size", "finding_id", "variant"], ascending=[False, True, True]
    )
    slight = int((shares.groupby("finding_id")["size"].max() < SLIGHT).sum())
    whole = shares["finding_id"].nunique()
    most = shares.iloc[0]
    own = found.loc[found["finding_id"].eq(most["finding_id"]) & found["variant"].eq("published")].iloc[0]
    decimals = edition.summarise["decimals"]
    ways = counted_at("rows/readings.html", shares["variant"].nunique(), "other way", "other ways")
    every = counted_at("#every-reading", whole, "share", "shares")
    told = Markup(
        "The same rows were read in {}. Of {}, {} moved by less than {:.0f} point under each of them."
    ).format(ways, every, to("#every-reading", number(slight)), SLIGHT)
    if not most["size"]:
        return told
    here, there = (rounded_percent(line["percent"], line["count"], line["base"], decimals) for line in (own, most))
    return Markup("{} Moved most: “{}”, from {} to {}, under “{}”.").format(
        told,
        most["label"],
        to(figure_page(most["finding_id"], edition), here),
        to(f"rows/readings.html#{most['variant']}", there),
        labels[most["variant"]],
    )


class Beside(NamedTuple):
    """The figures of this edition beside those of another."""

    name: str  # of the other edition
    main: list[dict]
    countries: list[dict]  # those after the first


def editions(edition: Edition) -> list[Beside]:
    """Return for each other edition the figures beside each other, countries and regions the largest here first."""
    told = []
    for other, lines in edition.editions.groupby("compared_with", sort=True):
        is_place = lines["section"].isin(["country", "region"])
        places = lines.loc[is_place].sort_values(
            ["section", "count", "other_count", "label"], ascending=[True, False, False, True]
        )
        rank = places.groupby("section").cumcount()
        later = places.loc[places["section"].eq("country") & rank.ge(COUNTRIES)]
        headline, rest = (lines.loc[~is_place & lines["section"].eq("headline").eq(first)] for first in (True, False))
        main = pd.concat([headline, places.drop(later.index), rest])
        told.append(
            Beside(
                other,
                *([_compared(line, edition) for line in part.itertuples(name="Compared")] for part in (main, later)),
            )
        )
    return told


def _compared(line, edition: Edition) -> dict[str, str]:
    """Return one figure of this edition beside the same of another."""
    is_share = line.measure == "share"
    decimals = edition.summarise["decimals"]

    def shown(count: int, base: int, percent: float) -> str:
        if is_share:
            return "–" if pd.isna(percent) else rounded_percent(percent, count, base, decimals)
        return "–" if pd.isna(count) else number(count)

    interval = "–"
    if not pd.isna(line.lower):
        interval = f"{shown_difference(line.lower, True)} to {shown_difference(line.upper, True)}"
    changes = f"rows/changes.html#{line.compared_with}"
    return {
        "label": capital(line.label),
        "page": figure_page(line.finding_id, edition) or changes,
        "changes": changes,
        "here": shown(line.count, line.base, line.percent),
        "there": shown(line.other_count, line.other_base, line.other_percent),
        "difference": shown_difference(line.difference, is_share),
        "interval": interval,
    }


def figure_page(finding_id: str, edition: Edition) -> str:
    """Return the page of what a figure counts, "" for one that is no finding of the edition."""
    section, code = finding_id.split(".", 1)
    if section == "headline":
        return HEADLINE_PAGES[code]
    finding = edition.finding(finding_id)
    return f"rows/{section}.html" if finding is None and code == "top" else rows_page(finding) if finding else ""


def published(edition: Edition) -> list[dict]:
    """Return each published figure beside ours, with the page of what ours counts; "" where we have none."""
    return [
        {**line._asdict(), "page": figure_page(line.finding_id, edition)}
        for line in edition.comparison.itertuples(index=False, name="Compared")
    ]


def deciders(edition: Edition) -> Markup:
    """Return who decided the methods, in a sentence: the box a source ticked, a rule, a person, nobody."""
    lines = [line for line in edition.section("decided_by_method") if line.count and not line.is_withheld]
    if not lines:
        return Markup()
    shares = [linked(shown_percent(line, edition.summarise["decimals"]), line) for line in lines]
    said = [Markup("{} ({})").format(line.label, share) for line, share in zip(lines, shares, strict=True)]
    return Markup("The method of a report was decided by {}.").format(Markup(listed(said)))
