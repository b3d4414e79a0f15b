"""What responding cities have for international affairs: of those that answered, and how many did not."""

import pandas as pd

from pipeline.estimate.shares import shares
from pipeline.estimate.tally import Tally, tally
from pipeline.findings import withholding
from pipeline.findings.edition import Labels
from pipeline.findings.published import shares_as_findings
from pipeline.findings.rules import Rules
from pipeline.findings.sections import RESOURCES


def staffing(cities: pd.DataFrame, earlier: list[pd.DataFrame], labels: Labels, rules: Rules) -> list[pd.DataFrame]:
    """Return the shares of responding cities that have what the questionnaire asks for, and of those that did not say.

    cities: one row per responding city, with size_code and region_code; earlier: the same of editions that this one is
    compared with. A share is withheld, with its count, where it could tell what a single city answered, also less the
    share of an earlier edition.
    """
    moved = [_answered_otherwise(cities, other) for other in earlier]
    whole = _estimated([answers(cities, question) for question in RESOURCES], rules)
    silent = cities[list(RESOURCES)].isna()
    unanswered = [
        tally(
            pd.DataFrame({"city": cities["us_place_id"]}),
            pd.DataFrame({"city": cities.loc[silent[question], "us_place_id"], "code": question}),
            pd.MultiIndex.from_tuples([("", question)]),
        )
        for question in RESOURCES
    ]
    missing = _estimated(unanswered, rules)
    few = withholding.of_all_answers(whole, [_counted(answers_, whole.index) for answers_ in moved], rules)
    parts = [
        # Of very few cities a count without its share would still tell what they answered.
        shares_as_findings("staffing", whole, RESOURCES, rules, few, hides_count=bool(few.notna().any())),
        shares_as_findings("item_nonresponse", missing, RESOURCES, rules, withholding.of_base(missing, rules)),
    ]
    for section, column, groups in (
        ("staffing_by_size", "size_code", labels.size),
        ("staffing_by_region", "region_code", labels.region),
    ):
        present = [group for group in groups if cities[column].eq(group).any()]
        grouped = _estimated([answers(cities, question, column, present) for question in RESOURCES], rules)
        moved_here = [_counted(answers_, grouped.index, column) for answers_ in moved]
        reason = withholding.of_answers(grouped.rename_axis(["group", "code"]).reset_index(), moved_here, rules)
        parts.append(shares_as_findings(section, grouped, RESOURCES, rules, reason, groups, hides_count=True))
    return parts


def answers(cities: pd.DataFrame, question: str, column: str | None = None, groups: list[str] | None = None) -> Tally:
    """Return the tally of the cities that answered a question, those that said yes being in the category."""
    answered = cities.loc[cities[question].notna()]
    base = pd.DataFrame({"city": answered["us_place_id"], "group": answered[column] if column else ""})
    yes = base.loc[answered[question].astype(bool)].assign(code=question)
    return tally(base, yes, pd.MultiIndex.from_product([[""] if groups is None else groups, [question]]))


def told_by_subtraction(cities: pd.DataFrame, earlier: list[pd.DataFrame], rules: Rules) -> list[str]:
    """Return the questions whose share of these cities, less that of one of the earlier, would tell too much."""
    asked = pd.MultiIndex.from_product([[""], RESOURCES])
    # Here only what came in between counts, not how many answered in all.
    enough = pd.DataFrame({"base": rules.smallest_base}, index=asked)
    moved = [_counted(_answered_otherwise(cities, other), asked) for other in earlier]
    return asked[withholding.of_all_answers(enough, moved, rules).notna()].get_level_values(1).tolist()


def _answered_otherwise(cities: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the cities of two editions with what each answered to a question, only where the other edition differs.

    Of a city that answered in one of them only it is that answer, of one that changed its mind that of the first
    edition given. One row per city.
    """
    questions = list(RESOURCES)
    each = [edition.astype({"us_place_id": "str"}).set_index("us_place_id") for edition in (cities, other)]
    described = pd.concat(each)[["size_code", "region_code"]].astype("str")
    described = described.loc[~described.index.duplicated()]
    here, there = (edition[questions].astype("boolean").reindex(described.index) for edition in each)
    is_same = here.eq(there).fillna(False) | here.isna() & there.isna()
    return described.join(here.fillna(there).mask(is_same))


def _counted(answered: pd.DataFrame, index: pd.MultiIndex, column: str | None = None) -> pd.DataFrame:
    """Return how many cities said yes (count) of those that say anything (base), by group and question of an index."""
    told = answered.melt(id_vars=[column] if column else [], value_vars=list(RESOURCES), var_name="code").dropna()
    groups = [told[column] if column else pd.Series("", index=told.index), told["code"]]
    counted = told["value"].astype("int64").groupby(groups).agg(count="sum", base="size")
    return counted.reindex(index, fill_value=0)


def _estimated(tallies: list[Tally], rules: Rules) -> pd.DataFrame:
    """Return the shares of several questions under one another."""
    return pd.concat([shares(tallied, rules.confidence, rules.frame) for tallied in tallies])
