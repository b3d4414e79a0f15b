"""Published figures beside the computed ones."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline.core.codebook import CodebookError
from pipeline.findings.published import WITHHELD
from pipeline.tables.findings import Comparison, Findings


def comparison(
    computed: DataFrame[Findings], published: pd.DataFrame, countries: dict[str, str]
) -> DataFrame[Comparison]:
    """Return each published figure beside the computed one.

    published is the table of the codebook; countries: code → words, also of those that the edition does not have.
    Raises CodebookError when a published country is none of these.
    """
    rows = [_compared(line, computed, countries) for line in published.itertuples()]
    return Comparison.validate(pd.DataFrame(rows, columns=list(Comparison.to_schema().columns), dtype="str"), lazy=True)


def _compared(line, computed: pd.DataFrame, countries: dict[str, str]) -> tuple[str, ...]:
    """Return one row of the comparison; line is a row of published.csv."""
    if line.kind == "among the first":
        said, ours, agrees = _compared_countries(line.figure.split(), computed, countries)
    else:
        said, ours, agrees = _compared_figure(line, computed.loc[computed["finding_id"].eq(line.finding_id)])
    agreement = "not computed" if agrees is None else "agrees" if agrees else "differs"
    return line.finding_id, line.statement, said, ours, agreement, line.remark


def _compared_countries(
    first: list[str], computed: pd.DataFrame, labels: dict[str, str]
) -> tuple[str, str, bool | None]:
    """Return the countries published as the first, the first as many computed, and whether they are the same."""
    countries = computed.loc[computed["section"].eq("country") & computed["measure"].eq("share")]
    leading = countries.loc[countries["rank"].le(len(first))]
    for code in [code for code in first if code not in labels]:
        raise CodebookError(
            f"data/codebook/published.csv names the country {code!r}, which is no code of countries.csv. Mend one of "
            "them."
        )
    said = ", ".join(labels[code] for code in first)
    ours = ", ".join(f"{line.label} ({line.count})" for line in leading[["label", "count"]].itertuples(name="Line"))
    return said, ours or "No country is known.", set(leading["code"]) == set(first) if len(leading) else None


def _compared_figure(line, found: pd.DataFrame) -> tuple[str, str, bool | None]:
    """Return a published figure, the computed one, and whether they agree.

    A percentage agrees when the published one lies in the interval of the computed one.
    """
    figure = float(line.figure)
    said = {
        "exactly": f"{int(figure):,}",
        "more than": f"more than {int(figure):,}",
        "percent": f"{figure:g} %",
        "percent fewer than": f"fewer than {figure:g} %",
    }[line.kind]
    if found.empty:
        return said, "Not asked in this edition.", None
    ours = found.iloc[0]
    if ours["measure"] == "count":
        return (
            said,
            f"{ours['count']:,}",
            ours["count"] == figure if line.kind == "exactly" else ours["count"] > figure,
        )
    if ours["is_withheld"]:
        is_small = ours["withheld_reason"] == "small_base"
        why = f"the base is {ours['base']}" if is_small else WITHHELD[ours["withheld_reason"]]
        return said, f"Withheld: {why}.", None
    percent = f"{ours['percent']:g} %"
    if pd.isna(ours["lower"]):
        return said, percent, ours["percent"] == figure if line.kind == "percent" else ours["percent"] < figure
    told = f"{percent} ({ours['lower']:g}–{ours['upper']:g} %)"
    within = ours["lower"] <= figure <= ours["upper"]
    return said, told, within if line.kind == "percent" else ours["percent"] < figure
