"""What a figure shows, in words, by rules that stay true when the numbers change.

An alternative text says what kind of chart it is and of what, the leading categories with their numbers, the last one,
and the one comparison a reader would draw from it.
"""

from collections.abc import Sequence

import pandas as pd

from pipeline.pages import wording

# The first is called so many times the second from here on; below, the difference is no headline.
MANY_TIMES = [(2, "twice"), (3, "three times"), (4, "four times"), (5, "five times"), (10, "ten times")]


def percent(value: float, count: int, base: int) -> str:
    """Return a percentage, or that it is withheld; what rounds to nothing or to the whole is not that."""
    if count and value == 0:
        return "<1 %"
    if count < base and value == 100:
        return ">99 %"
    return "withheld" if pd.isna(value) else f"{value:g} %"


def span(lower: float, upper: float) -> str:
    """Return an interval: 51–68 %."""
    return f"{lower:g}–{upper:g} %"


def withheld_because(reasons: pd.Series) -> str:
    """Return why some shares are withheld, for a note; reasons: of each share, missing where it is not withheld."""
    given = set(reasons.dropna())
    told = {
        "from too few cities or engagements": given - {"complement", "earlier_edition"},
        "because it would tell another group's answers": given & {"complement"},
        "because with an earlier edition it would tell single cities' answers": given & {"earlier_edition"},
    }
    return ", or ".join(why for why, of in told.items() if of)


def small(text: str) -> str:
    """Return a text for the middle of a sentence: “Sister city” → “sister city”, “U.S. cities” as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def base(findings: pd.DataFrame) -> str:
    """Return what shares are of: “the 1,492 engagements with a known partner country”."""
    least, most = findings["base"].min(), findings["base"].max()
    size = wording.number(most) if least == most else f"{wording.number(least)} to {wording.number(most)}"
    return f"the {size} {findings['unit'].iloc[0]}"


def valued(line) -> str:
    """Return one category with its number: “Japan 127 (13 %)”; line has label, count, base, percent."""
    share = "" if pd.isna(line.percent) else f" ({percent(line.percent, line.count, line.base)})"
    return f"{line.label} {wording.number(line.count)}{share}"


def leading(cells: pd.DataFrame) -> str:
    """Return the largest category of each group that is not withheld, those that are equal together.

    cells: group_label, label, count, base, percent.
    """
    told = []
    for group, rows in cells.loc[cells["percent"].notna()].groupby("group_label", sort=False):
        most = rows["count"].max()
        if most > 0:
            first = rows.loc[rows["count"].eq(most)]
            names = wording.listed(first["label"].tolist()) if len(first) < 4 else f"{len(first)} of them"
            told.append(f"{group}: {names}, {percent(*first[['percent', 'count', 'base']].iloc[0])}")
    return "; ".join(told)


def comparison(labels: Sequence[str], counts: Sequence[int]) -> str:
    """Return how the first stands to the others, as one sentence; "" when nothing is safe to say. Largest first."""
    if len(counts) < 2 or counts[0] == 0:
        return ""
    ties = sum(count == counts[0] for count in counts)
    if ties > 1:
        if ties == len(counts):
            return f"All {ties} are equal."
        return f"{wording.listed(labels[:ties])} are tied." if ties < 4 else f"The first {ties} are tied."
    if counts[1] == 0:
        return "All others are zero."
    times = [(factor, said) for factor, said in MANY_TIMES if counts[0] >= factor * counts[1]]
    if not times:
        return ""
    factor, said = times[-1]
    return f"The first is {'' if counts[0] == factor * counts[1] else 'more than '}{said} as frequent as the second."


def ranking(findings: pd.DataFrame) -> str:
    """Return the leading categories, none as large left out, the last, and how the first stands to the others.

    findings: label, count, base, percent; largest first.
    """
    said = [valued(line) for line in findings[["label", "count", "base", "percent"]].itertuples(name="Line")]
    if len(said) == 1:
        return f"The only one: {said[0]}."
    named = wording.leading(findings["count"].tolist(), 3)
    told = [f"The largest: {'; '.join(said[:named])}."] if named else []
    if len(said) > 3:
        told.append(f"The last of {len(said)}: {said[-1]}.")
    told.append(comparison(findings["label"].tolist(), findings["count"].tolist()))
    return " ".join(part for part in told if part)


def alternative(*parts: str, is_simulated: bool) -> str:
    """Return the alternative text: its sentences, after the word that the data is simulated."""
    return " ".join(part for part in ("Simulated data." if is_simulated else "", *parts) if part)
