"""How estimates become findings: labelled, ranked, rounded once, withheld where too few, said in a sentence."""

from decimal import Decimal

import pandas as pd

from pipeline import tables
from pipeline.estimate.rounding import half_up, half_up_percent
from pipeline.findings.rules import Rules
from pipeline.findings.sections import SECTIONS, Section
from pipeline.tables.findings import Findings

# What a sentence says of a withheld share.
WITHHELD = {
    "small_base": "too few",
    "few_cities": "too few cities",
    "few_engagements": "too few engagements",
    "complement": "it would tell another group's answers",
    "earlier_edition": "with the share of an earlier edition it would tell what single cities answered",
}


def shares_as_findings(
    section: str,
    estimated: pd.DataFrame,
    labels: dict[str, str],
    rules: Rules,
    reason: pd.Series,
    group_labels: dict[str, str] | None = None,
    hides_count: bool = False,
    in_sentence: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Return estimated shares (of estimate.shares, index group and code) as findings.

    labels and group_labels: code → words; groups come in the order of their labels. reason: why a share is withheld,
    missing where it is not, in the order of estimated. hides_count: whether a withheld share hides its count too.
    in_sentence: label → how a sentence says it, where it says it otherwise.
    """
    # Where nobody has anything, as in most cross-tables of a small edition, there is nothing to label and to rank.
    if not len(estimated):
        return tables.typed(pd.DataFrame(), Findings)
    said, groups, words = SECTIONS[section], list(group_labels or {"": ""}), in_sentence or {}
    told = estimated.rename_axis(["group_code", "code"]).reset_index()
    told = told.assign(
        withheld_reason=reason.array,
        is_withheld=reason.notna().array,
        label=[labels.get(code, code) for code in told["code"]],
        group_label=told["group_code"].map(group_labels or {}),
        order=told["group_code"].map(groups.index),
    )
    by = (["count", "label"], [False, True]) if said.is_ranked else (["code"], [True])
    told = told.sort_values(["order", *by[0]], ascending=[True, *by[1]], ignore_index=True)
    # A hidden count must not show in the order or the rank either.
    if hides_count:
        told = told.sort_values(["order", "label"], ignore_index=True)
    elif said.is_ranked:
        told["rank"] = told.groupby("group_code")["count"].rank(method="min", ascending=False).astype("Int64")
    percent = [
        float("nan") if withheld else half_up(count, base, rules.decimals)
        for count, base, withheld in zip(told["count"], told["base"], told["is_withheld"], strict=True)
    ]
    is_withheld = told["is_withheld"]
    told = told.assign(
        section=section,
        finding_id=_identifier(section, told),
        measure="share",
        unit=[said.unit.format(group=words.get(group, group)) for group in told["group_label"]],
        percent=pd.Series(percent, dtype="float64"),
        lower=told["lower"].map(lambda share: half_up_percent(share, rules.decimals)).mask(is_withheld),
        upper=told["upper"].map(lambda share: half_up_percent(share, rules.decimals)).mask(is_withheld),
        interval_method=told["interval_method"].mask(is_withheld),
        group_code=told["group_code"].where(told["group_code"].ne("")),
        count=told["count"].astype("Int64").mask(is_withheld & hides_count),
    )
    statement = [_sentence(line, said, words, rules.decimals) for line in told.itertuples()]
    return tables.typed(told.assign(statement=statement, edition=""), Findings)


def _identifier(section: str, told: pd.DataFrame) -> pd.Series:
    """Return section.code, or section.group.code."""
    within = told["group_code"].where(told["group_code"].eq(""), told["group_code"] + ".")
    return section + "." + within + told["code"]


def _sentence(line, said: Section, words: dict[str, str], decimals: int) -> str:
    """Return a share as a sentence with its count and base; words: of labels that a sentence says otherwise."""
    predicate = said.predicate.format(label=words.get(line.label, line.label))
    if line.is_withheld and pd.isna(line.count):
        why = WITHHELD[line.withheld_reason]
        return f"Of the {number(line.base)} {line.unit}, how many {predicate} is not published: {why}."
    counted = f"{number(line.count)} of {number(line.base)}"
    if line.is_withheld:
        why = WITHHELD[line.withheld_reason]
        return f"Of the {line.unit}, {counted} {predicate}; {why} to publish a share."
    return f"{_rounded(line, decimals)} % of the {line.unit} ({counted}) {predicate}."


def _rounded(line, decimals: int) -> str:
    """Return a rounded percentage: what rounds to nothing is not nothing, what rounds to the whole is not the whole."""
    step = Decimal(1).scaleb(-decimals)
    if line.count and not line.percent:
        return f"Less than {step}"
    if line.count < line.base and line.percent == 100:
        return f"More than {100 - step}"
    return f"{line.percent:.{decimals}f}"


def counts_as_findings(section: str | pd.Series, named: pd.DataFrame) -> pd.DataFrame:
    """Return plain counts (columns code, label, count, unit, statement, and rank where ranked) as findings."""
    told = named.assign(
        edition="", section=section, finding_id=section + "." + named["code"], measure="count", is_withheld=False
    )
    return tables.typed(told, Findings)


def number(count: int) -> str:
    """Return a count as it is read: 1,640."""
    return f"{count:,}"
