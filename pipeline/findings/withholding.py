"""Which shares are not published: too small a base, too few behind a cell, or a cell that gives away another.

What cities answered about staff and means is promised not to be published of a single city. So in a table of answers by
size or region a cell hides with its count when fewer than some cities said yes, or fewer said no; and so does the next
one, when the total less the cells that are shown would give the hidden one away. Another reading of the same answers
hides when the published total less its own would; and so does an edition, when its share less that of an earlier one
would tell what the few cities answered that came in between.
"""

import pandas as pd

from pipeline.findings.rules import Rules

TOLD_BY_SUBTRACTION = "With the share of an earlier edition it would tell what single cities answered."


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


def of_all_answers(told: pd.DataFrame, moved: list[pd.DataFrame], rules: Rules) -> pd.Series:
    """Return why each share of all responding cities (count, base) is withheld with its count.

    moved: for each earlier edition, count and base of the cities that answered otherwise there, in the order of told.
    These are told by subtraction, so they too are enough for a share, or none.
    """
    reason = of_base(told, rules)
    for answers in moved:
        few = answers["base"].between(0, rules.smallest_base, inclusive="neither").to_numpy()
        reason = reason.mask(reason.isna() & few, "earlier_edition")
    return reason


def of_answers(told: pd.DataFrame, moved: list[pd.DataFrame], rules: Rules) -> pd.Series:
    """Return why each share of responding cities (group, code, count, base) is withheld with its count.

    moved: as above. The groups of one code (a question) add up to a published total, so the hidden ones must not be
    told from it: taken together they too have enough cities on both sides.
    """
    few = _is_one_sided(told["base"], told["count"], rules.fewest_cities)
    reason = pd.Series(pd.NA, index=told.index, dtype="str").mask(few, "few_cities")
    reason = reason.mask(told["base"].lt(rules.smallest_base), "small_base")
    for answers in moved:
        few = answers["base"].gt(0) & _is_one_sided(answers["base"], answers["count"], rules.fewest_cities)
        reason = reason.mask(reason.isna() & few.to_numpy(), "earlier_edition")
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
    return base.gt(0) & _is_one_sided(base, yes, fewest)


def _is_one_sided(base: pd.Series, yes: pd.Series, fewest: int) -> pd.Series:
    """Return whether of so many cities (base) fewer than fewest said yes, or said no."""
    return yes.lt(fewest) | (base - yes).lt(fewest)


def _gives_away(hidden: pd.DataFrame, fewest: int) -> bool:
    """Whether the total less what is shown says too much about these hidden cells."""
    asked = hidden.loc[hidden["base"].gt(0)]
    yes, no = asked["count"].sum(), (asked["base"] - asked["count"]).sum()
    return len(asked) > 0 and (len(asked) == 1 or min(yes, no) < fewest)
