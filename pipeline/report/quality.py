"""How every raw row and report ended, what was noted on reading, and what no rule decided."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from markupsafe import Markup

from pipeline.pages import anchor
from pipeline.pages.wording import capital, listed, number, rounded_percent
from pipeline.report.edition import Edition
from pipeline.report.rendering import counted_at, to
from pipeline.tables.reports import Validated as Reports
from pipeline.tables.responses import Validated as Responses

DECISIONS = {
    "us_city": "U.S. city",
    "country": "Partner country",
    "place": "Partner place",
    "method": "Method",
    "method_disagreement": "Method in doubt",
    "network": "City network",
    "priority": "Priority area",
    "priority_disagreement": "Priority area in doubt",
    "coded_by_hand": "Coded by hand, on words that have changed",
    "same_engagement": "Same engagement?",
    "status": "Status",
}
# What decisions are held against.
PARTS = {
    "edition": "the simulated truth of this edition",
    "seen": "coded descriptions that the rules were written from",
    "held_out": "coded descriptions held out",
    "untouched": "descriptions by an author whose texts nobody looked at",
}


def quality(edition: Edition, reasons: pd.DataFrame) -> dict:
    """Return what the chapter on data quality says; reasons: the table of the codebook."""
    return {
        "accounts": {unit: _accounts(edition.accounting, unit) for unit in ("row", "report")},
        "accounting_sentence": accounting_sentence(edition.accounting),
        "reasons": _reasons(edition.accounting, reasons),
        "review_sentence": review_sentence(edition.review),
        "issues": _issue_counts(edition.issues),
        "decisions": _decisions(edition.decisions, whole=True),
        "decisions_by_label": _decisions(edition.decisions, whole=False),
        "agreement": _agreement(edition.agreement),
    }


def _accounts(accounting: pd.DataFrame, unit: str) -> list:
    """Return for each source how many rows (or reports) ended which way."""
    mine = accounting.loc[accounting["unit"].eq(unit)]
    wide = mine.pivot_table(index="source_id", columns="outcome", values="count", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["counted", "merged", "set_aside", "excluded"], fill_value=0).astype(int)
    total = wide.assign(total=wide.sum(axis="columns")).reset_index()
    whole = total.drop(columns="source_id").sum().to_frame().T.assign(source_id="All sources")
    return list(pd.concat([total, whole], ignore_index=True).itertuples(index=False, name="Account"))


def accounting_sentence(accounting: pd.DataFrame) -> Markup:
    """Return the identity of raw rows in words."""
    ended = accounting.loc[accounting["unit"].eq("row")].groupby("outcome")["count"].sum()
    parts = [
        Markup("{} {}").format(
            to(f"rows/accounting.html#row.{outcome}", number(ended.get(outcome, 0))), outcome.replace("_", " ")
        )
        for outcome in ("counted", "merged", "set_aside", "excluded")
    ]
    return Markup("{} raw rows came in = {}. The identity is checked in every run.").format(
        to("rows/accounting.html#row", number(ended.sum())), Markup(" + ").join(parts)
    )


def _reasons(accounting: pd.DataFrame, reasons: pd.DataFrame) -> list:
    """Return every reason that occurs, with its rows and reports."""
    ended = accounting.pivot_table(index="reason", columns="unit", values="count", aggfunc="sum", fill_value=0)
    ended = ended.reindex(columns=["row", "report"], fill_value=0).astype(int)
    told = reasons.merge(ended.rename(columns={"row": "rows", "report": "reports"}), left_on="code", right_index=True)
    return list(told.itertuples(index=False, name="Reason"))


def review_sentence(review: pd.DataFrame) -> Markup:
    """Return how many answers no rule decided, by what was to be decided."""
    if review.empty:
        return Markup("Every answer was decided by a rule.")
    sizes = review.groupby("decision").size()
    said = [
        Markup("{} ({})").format(name.rstrip("?"), to(f"undecided.html#{decision}", number(sizes[decision])))
        for decision, name in DECISIONS.items()
        if decision in sizes
    ]
    whole = counted_at("undecided.html", len(review), "answer waits", "answers wait")
    return Markup("{} for a person: {}.").format(whole, Markup(listed(said)))


def _issue_counts(issues: pd.DataFrame) -> list:
    """Return how many values were noted, corrected or taken out, by column."""
    sizes = issues.groupby(["consequence", "column"]).size().rename("count").reset_index()
    sizes["title"] = sizes["column"].map(column_title)
    return list(sizes.itertuples(index=False, name="Issues"))


def column_title(column: str) -> str:
    """Return what a column of raw values is called in words; one that no table describes by its own name."""
    described = Reports.to_schema().columns | Responses.to_schema().columns
    return described[column].title if column in described else column


def _decisions(decisions: pd.DataFrame, whole: bool) -> list[dict]:
    """Return how well rules decide, over all labels or label by label: precision, recall and F1 with intervals."""
    mine = decisions.loc[decisions["label_code"].eq("all") == whole]
    return [
        {
            "decision": capital(line.decision),
            "label": line.label,
            "part": PARTS[line.part],
            "page": f"rows/mistakes.html#{mistakes_name(line)}",
            "known": line.known,
            **{name: _measured(line, name) for name in ("precision", "recall", "f1")},
        }
        for line in mine.itertuples(index=False, name="Decision")
    ]


def mistakes_name(line) -> str:
    """Return the name by which a link finds the mistakes of a decision in what it is held against."""
    return anchor(f"{line.decision}.{line.part}")


def _agreement(agreement: pd.DataFrame) -> list[dict]:
    """Return how far coders agree on each category."""
    return [
        {
            "decision": capital(line.decision),
            "label": line.label,
            "coders": line.coders,
            "items": line.items,
            "percent": rounded_percent(_half_up(line.percent), line.percent, 100, 0),
            "kappa": "–" if pd.isna(line.kappa) else f"{line.kappa:.2f}",
            "alpha": "–"
            if pd.isna(line.alpha)
            # Where all agree every draw does: it shows no doubt, which is not to be without.
            else f"{line.alpha:.2f}{_bracketed(line.alpha_low, line.alpha_high, 2) if line.alpha < 1 else ''}",
        }
        for line in agreement.itertuples(index=False, name="Agreement")
    ]


def _half_up(percent: float) -> Decimal:
    """Return a percentage as a whole one."""
    return Decimal(percent).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _measured(line, name: str) -> str:
    """Return a measure (0 to 1) in percent with its interval, a dash where there is nothing to measure."""
    value, low, high = (getattr(line, name + ending) for ending in ("", "_low", "_high"))
    if pd.isna(value):
        return "–"
    return f"{100 * value:.1f} %{_bracketed(100 * low, 100 * high, 1)}"


def _bracketed(low: float, high: float, decimals: int) -> str:
    """Return an interval in brackets that no line ends within, "" where there is none."""
    return "" if pd.isna(low) else f" ({low:.{decimals}f} to {high:.{decimals}f})".replace(" to ", "\u00a0to\u00a0")


def undecided_groups(review: pd.DataFrame) -> list[dict]:
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
