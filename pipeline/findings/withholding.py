"""Which shares are not published: too small a base, too few behind a cell, or a cell that gives away another.

What cities answered about staff and means is promised not to be published of a single city. So in a table of answers by
size or region a cell hides with its count when fewer than some cities said yes, or fewer said no; and so does the next
one, when the total less the cells that are shown would give the hidden one away. Another reading of the same answers
hides when the published total less its own would.
"""

import pandas as pd

from pipeline.findings.rules import Rules


def of_engagements(told: pd.DataFrame, rules: Rules) -> pd.Series:
    """Return why each share (base, base_cities, cities, count) is withheld, missing where it is not.

    Engagements are public, so this is about what a few cases can say; a share of zero says that there is no case.
    """
    reason = pd.Series(pd.NA, index=told.index, dtype="str")
    few = told["count"].gt(0)
    return (
        reason.mask(few & told["cities"].lt(rules.fewest_cities), "few_cities")
        .mask(few & told["count"].lt(rules.fewest_engagements), "few_engagements")
        .mask(told["base_cities"].lt(rules.fewest_cities), "few_cities")
        .mask(told["base"].lt(rules.smallest_base), "small_base")
    )


def of_base(told: pd.DataFrame, rules: Rules) -> pd.Series:
    """Return why each share is withheld for its base alone, missing where it is not."""
    reason = pd.Series(pd.NA, index=told.index, dtype="str")
    return reason.mask(told["base"].lt(rules.smallest_base), "small_base")


def of_answers(told: pd.DataFrame, rules: Rules) -> pd.Series:
    """Return why each share of responding cities (group, code, count, base) is withheld with its count.

    The groups of one code (a question) add up to a published total, so the hidden ones must not be told from it: taken
    together they too have enough cities on both sides.
    """
    no = told["base"] - told["count"]
    few = told["count"].lt(rules.fewest_cities) | no.lt(rules.fewest_cities)
    reason = pd.Series(pd.NA, index=told.index, dtype="str").mask(few, "few_cities")
    reason = reason.mask(told["base"].lt(rules.smallest_base), "small_base")
    for _, question in told.groupby("code", sort=True):
        # The smallest bases go first: they cost the reader least.
        waiting = question.loc[reason[question.index].isna()].sort_values(["base", "group"]).index.tolist()
        while waiting and _gives_away(question.loc[reason[question.index].notna()], rules.fewest_cities):
            reason[waiting.pop(0)] = "complement"
    return reason


def tells_left_out(whole: pd.DataFrame, part: pd.DataFrame, fewest: int) -> pd.Series:
    """Return whether the shares (count, base) of some responding cities tell too much of those that are left out.

    whole: of all that answered, in the order of part. fewest: cities that must have said yes, and no.
    """
    base, yes = whole["base"] - part["base"], whole["count"] - part["count"]
    return base.gt(0) & (yes.lt(fewest) | (base - yes).lt(fewest))


def _gives_away(hidden: pd.DataFrame, fewest: int) -> bool:
    """Whether the total less what is shown says too much about these hidden cells."""
    asked = hidden.loc[hidden["base"].gt(0)]
    yes, no = asked["count"].sum(), (asked["base"] - asked["count"]).sum()
    return len(asked) > 0 and (len(asked) == 1 or min(yes, no) < fewest)
