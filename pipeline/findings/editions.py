"""The same findings in two editions: how much they differ, how surely, and which cities and engagements are new."""

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame
from scipy import special

from pipeline import tables
from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.estimate.shares import NOTHING, Estimate, ratio
from pipeline.estimate.tally import Tally, with_codes
from pipeline.findings import withholding
from pipeline.findings.figures import Figures, identifiers
from pipeline.findings.rules import Rules
from pipeline.scale.among import among
from pipeline.tables.findings import Changes, Editions

# Section: what it counts, the column that identifies it, and how a label begins.
KINDS = {"cities": ("city", "us_place_id", "Cities"), "engagements": ("engagement", "engagement_id", "Engagements")}
TOO_FEW = "A base is too small to publish the share."
WORDS = {"new": "in this edition only", "in_both": "in both editions", "gone": "in the other edition only"}


def changes(engagements: pd.DataFrame, other: pd.DataFrame, name: str) -> DataFrame[Changes]:
    """Return the cities and engagements that only one of two editions has; name: of the other edition.

    engagements and other: of the two editions. An engagement keeps its identifier when sources are added.
    """
    parts = []
    for kind, column, _ in KINDS.values():
        for change, mine, theirs in (("new", engagements, other), ("gone", other, engagements)):
            own = mine.drop_duplicates(column)
            only = own.loc[~among(own[column].astype("str"), theirs[column].drop_duplicates().astype("str"))]
            parts.append(only.assign(compared_with=name, kind=kind, change=change, id=only[column]))
    told = tables.typed(pd.concat(parts, ignore_index=True), Changes)
    return Changes.validate(told.sort_values(["kind", "change", "id"], ignore_index=True), lazy=True)


def editions(
    mine: Figures,
    theirs: Figures,
    changed: pd.DataFrame,
    words: dict[str, str],
    name: str,
    rules: tuple[Rules, Rules],
    hidden: tuple[set[str], set[str]],
) -> DataFrame[Editions]:
    """Return this edition's main figures beside another's, with the difference; then what is new, in both, and gone.

    words: finding_id → label. name: of the other edition. rules: of this and the other, which differ in their frames.
    hidden: finding_id of what this and the other withhold since less an earlier edition it would tell what single
    cities answered.
    The interval of a difference takes the cities of both for random draws. A city that is in both counts with its
    covariance, so that what is the same in both adds nothing to the error.
    """
    parts = [_counts(mine, theirs)]
    for section, tallied in mine.tallies:
        other = _other(section, tallied, theirs)
        parts.append(_shares(section, tallied, other, name, rules, hidden))
    told = pd.concat(parts, ignore_index=True)
    told = pd.concat([told.assign(label=told["finding_id"].map(words)), _moved(mine, changed)], ignore_index=True)
    return Editions.validate(tables.typed(told.assign(compared_with=name), Editions), lazy=True)


def _other(section: str, tallied: Tally, theirs: Figures) -> Tally | None:
    """Return the other edition's tally of a section, None where it has none; of staffing, that of the question."""
    told = [other for name, other in theirs.tallies if name == section]
    if section == "staffing":
        told = [other for other in told if other.index.equals(tallied.index)]
    return told[0] if told and len(told[0].index) else None


def _counts(mine: Figures, theirs: Figures) -> pd.DataFrame:
    """Return the headline counts side by side."""
    other = pd.Series(theirs.counts).reindex(list(mine.counts))
    told = pd.DataFrame({"finding_id": mine.counts.keys(), "count": mine.counts.values(), "other_count": other.array})
    return told.assign(section="headline", measure="count", difference=told["count"] - told["other_count"])


def _shares(
    section: str,
    tallied: Tally,
    other: Tally | None,
    name: str,
    rules: tuple[Rules, Rules],
    hidden: tuple[set[str], set[str]],
) -> pd.DataFrame:
    """Return the shares of one section side by side, with their difference and its interval in percentage points."""
    ours, their = rules
    told = {"finding_id": identifiers(section, tallied), "section": section, "measure": "share"}
    told |= _shown(section, tallied, ours, hidden[0])
    if other is None:
        return pd.DataFrame(told | {"reason": f"Nothing to compare with in {name}."})
    other = with_codes(other, tallied.index)
    told |= {f"other_{column}": values for column, values in _shown(section, other, their, hidden[1]).items()}
    one, two = ratio(tallied.count, tallied.base, ours.frame), ratio(other.count, other.base, their.frame)
    moved = one.share - two.share
    error = np.sqrt(np.fmax(one.error**2 + two.error**2 - 2 * _covariance(tallied, other, one, two), 0))
    half = special.stdtrit(np.fmin(one.degrees, two.degrees), (1 + ours.confidence) / 2) * error
    # Where all cities are alike (none has it, or nothing else) nothing is known of how they differ.
    half = np.where((one.error > NOTHING) & (two.error > NOTHING), half, np.nan)
    few = np.isnan(told["percent"]) | np.isnan(told["other_percent"])
    ends = {"difference": moved, "lower": moved - half, "upper": moved + half}
    for column, values in ends.items():
        told[column] = [half_up_percent(value, ours.decimals + 1) for value in np.where(few, np.nan, values)]
    is_hidden = np.array([identifier in set.union(*hidden) for identifier in told["finding_id"]], dtype=bool)
    reason = np.select([is_hidden, few], [withholding.TOLD_BY_SUBTRACTION, TOO_FEW], None)
    return pd.DataFrame(told | {"reason": reason})


def _shown(section: str, tallied: Tally, rules: Rules, hidden: set[str]) -> dict[str, object]:
    """Return count, base and percent of each column, the percent missing below the smallest base and where hidden.

    Of what cities answered the count is missing there too: of so few it would tell what they answered.
    """
    count, base = (of_city.sum(axis=0).astype("int64") for of_city in (tallied.count, tallied.base))
    percent = [
        half_up(one, whole, rules.decimals)
        if whole >= max(rules.smallest_base, 1) and identifier not in hidden
        else float("nan")
        for one, whole, identifier in zip(count.tolist(), base.tolist(), identifiers(section, tallied), strict=True)
    ]
    shown = pd.array(count, dtype="Int64")
    if section == "staffing":
        shown[np.isnan(percent)] = pd.NA
    return {"count": shown, "base": base, "percent": np.array(percent, dtype="float64")}


def _covariance(tallied: Tally, other: Tally, one: Estimate, two: Estimate) -> np.ndarray:
    """Return the covariance of two shares that comes from the cities in both editions."""
    _, here, there = np.intersect1d(
        tallied.cities.astype("str"), other.cities.astype("str"), assume_unique=True, return_indices=True
    )
    shared = (one.influence[here] * two.influence[there]).sum(axis=0)
    size = np.sqrt((one.influence**2).sum(axis=0) * (two.influence**2).sum(axis=0))
    correlation = np.divide(shared, size, out=np.zeros_like(size), where=size > 0)
    return correlation * one.error * two.error


def _moved(mine: Figures, changed: pd.DataFrame) -> pd.DataFrame:
    """Return how many cities and engagements are new, in both, and gone."""
    counted = changed.groupby(["kind", "change"]).size()
    rows = []
    for section, (kind, _, label) in KINDS.items():
        new, gone = (int(counted.get((kind, change), 0)) for change in ("new", "gone"))
        counts = {"new": new, "in_both": mine.counts[f"headline.{section}"] - new, "gone": gone}
        rows += [
            {"finding_id": f"{section}.{code}", "section": section, "measure": "count", "count": count}
            | {"label": f"{label} {WORDS[code]}"}
            for code, count in counts.items()
        ]
    return pd.DataFrame(rows)
