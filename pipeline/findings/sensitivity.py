"""How the main figures move when they are read otherwise: other years, other rows, or cities weighted to the frame."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline import tables
from pipeline.estimate.rounding import half_up_percent
from pipeline.estimate.shares import Weights, shares
from pipeline.estimate.tally import with_codes
from pipeline.findings import withholding
from pipeline.findings.edition import Edition, Labels, is_one_of, recoded
from pipeline.findings.figures import Figures, figures, identifiers
from pipeline.findings.means import told_by_subtraction
from pipeline.findings.rules import Rules
from pipeline.tables.findings import ReadOtherwise, Sensitivity
from pipeline.window import Window, outside

# Of the countries, so many of the first are read otherwise.
COUNTRIES = 10
NOT_ASKED = "No city was asked in this edition."
NO_SAMPLE = "This edition is no sample of the frame: no city was asked."
TOO_FEW = "The base is too small to publish the share."
TOO_THIN = "Too few cities at hand to stand for the frame."
NOT_RAKED = "No weights make the cities at hand add up to the frame by size and by region."
COUNTED = "A count of what is known; it is not weighted."
TELLS = "With the published share it would tell what single cities answered."


class Reading(NamedTuple):
    """One other way to read the main figures."""

    code: str
    label: str
    figures: pd.DataFrame | None  # by finding_id: count, base, share, lower, upper; None where it does not apply
    reason: str | None = None
    engagements: pd.Index | None = None  # numbers of those it counts; None where they are the edition's own
    withheld: str | None = None  # why shares of responding cities are not told
    subtracted: tuple[str, ...] = ()  # questions whose shares would, less those of an earlier edition, tell too much


def sensitivity(
    found: Edition,
    published: pd.DataFrame,
    frame: pd.DataFrame,
    window: Window,
    method_kinds: dict[str, str],
    labels: Labels,
    rules: Rules,
) -> tuple[DataFrame[Sensitivity], DataFrame[ReadOtherwise]]:
    """Return the main figures under every reading, the edition's own first; and which engagements come or go by it.

    published: findings of the edition. frame: size_code and region_code of the cities of the frame, by identifier.
    """
    cities = found.cities if found.has_respondents else None
    own = figures(found.engagements, found.priorities, cities, labels)
    tracked = _tracked(published)
    columns = _columns(own, set(tracked["finding_id"]))
    first = _estimated(own, columns, rules)
    readings = [
        Reading("published", "In this report", first),
        *_windows(found, columns, first, window, method_kinds, labels, rules),
        _complete(found, columns, labels, rules),
        *_weighted(found, own, frame, labels, rules),
    ]
    told = pd.concat([_told(reading, first, tracked, rules) for reading in readings], ignore_index=True)
    moved = [_read_otherwise(reading, found) for reading in readings]
    return (
        Sensitivity.validate(tables.typed(told, Sensitivity), lazy=True),
        ReadOtherwise.validate(tables.typed(pd.concat(moved, ignore_index=True), ReadOtherwise), lazy=True),
    )


def _read_otherwise(reading: Reading, found: Edition) -> pd.DataFrame:
    """Return the engagements that a reading counts beside the edition's own, and those of its own it leaves out."""
    if reading.engagements is None:
        return pd.DataFrame({"variant": [], "engagement_id": [], "change": []}, dtype="str")
    own, others = found.engagements.index, reading.engagements
    added = found.excluded.loc[others.difference(own), "engagement_id"].sort_values()
    left = found.engagements.loc[own.difference(others), "engagement_id"].sort_values()
    return pd.concat([added.to_frame().assign(change="added"), left.to_frame().assign(change="left_out")]).assign(
        variant=reading.code
    )


def _tracked(published: pd.DataFrame) -> pd.DataFrame:
    """Return finding_id, section, label and withheld_reason of the figures that are read otherwise, in their order."""
    main = published["section"].isin(["method", "priority", "region", "staffing"])
    first = published["section"].eq("country") & published["rank"].le(COUNTRIES)
    counted = published["finding_id"].isin(["headline.cities", "headline.engagements", "headline.respondents"])
    wanted = counted | ((main | first) & published["measure"].eq("share"))
    return published.loc[wanted, ["finding_id", "section", "label", "withheld_reason"]]


def _columns(own: Figures, tracked: set[str]) -> dict[str, pd.MultiIndex]:
    """Return section → the columns of its tally that are read otherwise, in the edition's own order.

    tracked: their finding_id. Each question on staff is a tally of its own, with one code, and not here.
    """
    return {
        section: tallied.index[[name in tracked for name in identifiers(section, tallied)]]
        for section, tallied in own.tallies
        if section != "staffing"
    }


def _estimated(told: Figures, columns: dict[str, pd.MultiIndex], rules: Rules) -> pd.DataFrame:
    """Return count, base, share, lower and upper of every main figure by finding_id; of a count only that.

    columns: of _columns; a country in which a reading finds nothing has a count of zero.
    """
    tallies = [(section, with_codes(tallied, columns.get(section, tallied.index))) for section, tallied in told.tallies]
    parts = [
        shares(tallied, rules.confidence, rules.frame).set_axis(identifiers(section, tallied))
        for section, tallied in tallies
    ]
    counts = pd.DataFrame({"count": told.counts})
    return pd.concat([counts, *parts])[["count", "base", "share", "lower", "upper"]]


def _windows(
    found: Edition,
    columns: dict[str, pd.MultiIndex],
    first: pd.DataFrame,
    window: Window,
    method_kinds: dict[str, str],
    labels: Labels,
    rules: Rules,
) -> list[Reading]:
    """Return the readings with other years, and with undated engagements counted or left out.

    columns: of _columns; first: the edition's own figures.
    """
    # What cities answer about staff and means has no year.
    yearless = first.loc[first.index.str.startswith(("staffing.", "headline.respondents"))]
    years = [Window(first, last, window.count_undated) for first, last in rules.windows]
    told = [(_window_code(other), _window_words(other), other) for other in years if other != window]
    undated = Window(window.first_year, window.last_year, not window.count_undated)
    code, done = ("undated_counted", "counted") if undated.count_undated else ("undated_left_out", "left out")
    # A standing relation counts without a year under either.
    told.append((code, f"Events and agreements without a year {done}", undated))
    readings = []
    for code, label, other in told:
        engagements, priorities = _counted(found, other, method_kinds)
        dated = _estimated(figures(engagements, priorities, None, labels), columns, rules)
        readings.append(Reading(code, label, pd.concat([dated, yearless]), engagements=engagements.index))
    return readings


def _window_code(window: Window) -> str:
    """Return the code of the reading with these years."""
    return f"years_{window.first_year or 'any'}_{window.last_year or 'any'}"


def _window_words(window: Window) -> str:
    """Return the years of a window in words."""
    first, last = window.first_year, window.last_year
    if first and last:
        return f"Years {first} to {last}"
    return f"Years from {first} on" if first else f"Years up to {last}" if last else "Every year"


def _counted(found: Edition, window: Window, method_kinds: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the engagements that a window counts, and their priority areas. What has ended counts in none."""
    left_out = found.excluded.loc[found.excluded["reason"].isin(["outside_window", "undated"])]
    candidates = pd.concat([found.engagements, left_out.drop(columns="reason")])
    reports = found.reports.loc[is_one_of(found.reports["engagement"], candidates.index)]
    is_standing = recoded(candidates["method_code"], method_kinds).eq("standing")
    is_standing = is_standing.reindex(reports["engagement"]).set_axis(reports.index)
    reason = outside(reports["year"], reports["engagement"], is_standing, window)
    counted = candidates.loc[is_one_of(candidates.index, pd.Index(reports.loc[reason.isna(), "engagement"]))]
    # What the edition counts has the areas that are left after corrections; of the others there are the reports only.
    others = reports.loc[is_one_of(reports["engagement"], left_out.index)]
    return counted, pd.concat([found.priorities, _said(found, others)], ignore_index=True)


def _said(found: Edition, reports: pd.DataFrame) -> pd.DataFrame:
    """Return engagement and priority_code of what these reports say."""
    engagement = np.full(len(found.reports), -1)
    engagement[reports.index] = reports["engagement"]
    number = engagement[found.report_priorities["report"]]
    said, code = number >= 0, pd.Categorical(found.report_priorities["priority_code"])
    held = np.zeros((number.max(initial=-1) + 1, len(code.categories)), dtype=bool)
    held[number[said], code.codes[said]] = True
    numbers, codes = np.nonzero(held)
    return pd.DataFrame({"engagement": numbers, "priority_code": pd.Categorical.from_codes(codes, dtype=code.dtype)})


def _are_among(priorities: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Return whether each engagement and its priority_code stand among others."""
    code, other_code = (pd.Categorical(rows["priority_code"]) for rows in (priorities, others))
    own_code = other_code.categories.get_indexer(code.categories)[code.codes]
    # A code that none of the others has is -1.
    number, other = (
        rows["engagement"].to_numpy(dtype="int64") * (len(other_code.categories) + 1) + codes
        for rows, codes in ((priorities, own_code), (others, other_code.codes))
    )
    return np.isin(number, other) & (own_code >= 0)


def _complete(found: Edition, columns: dict[str, pd.MultiIndex], labels: Labels, rules: Rules) -> Reading:
    """Return the reading without what only an unfinished questionnaire says."""
    code, label = "complete_only", "Complete responses only"
    if not found.has_respondents:
        return Reading(code, label, None, NOT_ASKED)
    reports = found.reports.loc[~found.reports["is_partial"]]
    engagements = found.engagements.loc[is_one_of(found.engagements.index, pd.Index(reports["engagement"]))]
    # What a city corrected stays corrected, whoever says it too.
    priorities = found.priorities.loc[_are_among(found.priorities, _said(found, reports))]
    cities = found.cities.loc[~found.cities["is_partial"]]
    estimated = _estimated(figures(engagements, priorities, cities, labels), columns, rules)
    counted = [~of["is_partial"] for of in (found.cities, *found.earlier)]
    subtracted = _told_by_subtraction(found, counted, rules)
    return Reading(code, label, estimated, engagements=engagements.index, subtracted=subtracted)


def _weighted(found: Edition, own: Figures, frame: pd.DataFrame, labels: Labels, rules: Rules) -> list[Reading]:
    """Return the readings in which the cities at hand stand for the frame: post-stratified, and raked."""
    ways = {
        "post_stratified": "Cities weighted to the frame by size within region",
        "raked": "Cities weighted to the frame by size and by region",
    }
    if not found.has_respondents:
        return [Reading(code, label, None, NO_SAMPLE) for code, label in ways.items()]
    at_hand = {
        "engagements": frame.loc[frame.index.isin(found.engagements["us_place_id"].unique())],
        "staffing": frame.loc[frame.index.isin(found.cities["us_place_id"].unique())],
    }
    if min(map(len, at_hand.values())) < rules.fewest_cities:
        return [Reading(code, label, None, TOO_THIN) for code, label in ways.items()]
    # svy is a second's import; only a survey needs it.
    from pipeline.findings.weighting import estimated, weighted_samples

    counted = [of["us_place_id"].isin(frame.index) for of in (found.cities, *found.earlier)]
    subtracted = _told_by_subtraction(found, counted, rules)
    samples = {name: weighted_samples(some, frame, labels, rules.fewest_cities) for name, some in at_hand.items()}
    inside = found.engagements.index[found.engagements["us_place_id"].isin(frame.index)]
    readings = []
    for code, label in ways.items():
        if not all(of_kind[code] for of_kind in samples.values()):
            readings.append(Reading(code, label, None, NOT_RAKED))
            continue
        parts = [
            estimated(tallied, samples["staffing" if section == "staffing" else "engagements"][code], rules).set_axis(
                identifiers(section, tallied)
            )
            for section, tallied in own.tallies
        ]
        withheld = _too_unequal(samples["staffing"][code].weights, rules)
        estimated_ = pd.concat(parts)
        readings.append(Reading(code, label, estimated_, engagements=inside, withheld=withheld, subtracted=subtracted))
    return readings


def _told_by_subtraction(found: Edition, counted: list[pd.Series], rules: Rules) -> tuple[str, ...]:
    """Return the questions whose share under a reading of some cities tells too much beside an earlier edition.

    counted: which responding cities the reading counts, of this edition and of each earlier one. Its share can be taken
    from the earlier edition's and from that of the same reading there; so can, with both published, the share of the
    cities that it leaves out.
    """
    own, *others = (of.loc[some] for of, some in zip((found.cities, *found.earlier), counted, strict=True))
    left, *left_before = (of.loc[~some] for of, some in zip((found.cities, *found.earlier), counted, strict=True))
    return (
        *told_by_subtraction(own, [*found.earlier, *others], rules),
        *told_by_subtraction(left, left_before, rules),
    )


def _too_unequal(weights: Weights, rules: Rules) -> str | None:
    """Return why responding cities tell no share with these weights, None where they do.

    A few cities that stand for most of the frame decide the share: its interval holds nearly everything.
    """
    cities = len(weights.weight)
    if cities / weights.worth <= rules.largest_design_effect:
        return None
    return f"So weighted, the {cities} responding cities are worth {weights.worth:.0f}: too few to tell the share."


def _told(reading: Reading, first: pd.DataFrame, tracked: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the rows of one reading: rounded, withheld below the smallest base, with the difference to the first.

    Of what cities answered a withheld share hides its count too, and so does one that leaves out so few cities that
    with the published count it would tell what they answered. What is withheld for an earlier edition is under every
    reading; and under one of its own, where less the earlier edition's, or its same reading, it would tell too much.
    """
    rows = tracked.assign(variant=reading.code, variant_label=reading.label, reason=reading.reason)
    if reading.figures is None:
        return rows.reindex(columns=list(Sensitivity.to_schema().columns))
    figures_ = reading.figures.reindex(rows["finding_id"])
    own = first.reindex(rows["finding_id"])
    is_share, is_answer = (
        rows["section"].ne("headline").to_numpy(),
        rows["section"].eq("staffing").to_numpy(),
    )
    few, own_few = (is_share & of["base"].lt(rules.smallest_base).to_numpy() for of in (figures_, own))
    unequal = is_answer & (reading.withheld is not None)
    tells = is_answer & withholding.tells_left_out(own, figures_, rules.fewest_cities).to_numpy()
    subtracted = (
        rows["withheld_reason"].eq("earlier_edition").to_numpy(dtype=bool, na_value=False)
        | rows["finding_id"].isin([f"staffing.{question}" for question in reading.subtracted]).to_numpy()
    )
    hidden = few | unequal | tells | subtracted
    share = figures_["share"].mask(hidden)
    points = (share - own["share"].mask(own_few)).map(lambda moved: half_up_percent(moved, rules.decimals + 1))
    moved = figures_["count"] - own["count"]
    ends = {
        end: figures_[end].mask(hidden).map(lambda part: half_up_percent(part, rules.decimals))
        for end in ("lower", "upper")
    }
    told = figures_.assign(
        percent=share.map(lambda part: half_up_percent(part, rules.decimals)),
        count=figures_["count"].mask(is_answer & (few | tells) | subtracted),
        difference=np.where(is_share, points, moved),
        reason=np.select(
            [few, subtracted, tells, unequal, figures_["count"].isna()],
            [TOO_FEW, withholding.TOLD_BY_SUBTRACTION, TELLS, reading.withheld, COUNTED],
            None,
        ),
        **ends,
    )
    columns = ["count", "base", "percent", "lower", "upper", "difference", "reason"]
    return rows.drop(columns="reason").join(told[columns].reset_index(drop=True).set_index(rows.index))
