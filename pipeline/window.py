"""Which engagements the years of an edition count: one rule, for the edition itself and for what would change it."""

from typing import NamedTuple

import numpy as np
import pandas as pd


class Window(NamedTuple):
    """Which years an edition counts; None leaves the side open."""

    first_year: int | None
    last_year: int | None
    count_undated: bool


def outside(year: pd.Series, engagement: pd.Series, is_standing: pd.Series, window: Window) -> pd.Series:
    """Return why the engagement of each report is not in the window: undated or outside_window, missing where it is.

    year (missing where the report gives none), engagement and is_standing: of each report. A standing relation counts
    whenever it began; anything else when one of its reports gives a year inside.
    """
    early = year.lt(window.first_year or -1).fillna(False)
    late = year.gt(window.last_year or 9999).fillna(False)
    number = pd.factorize(engagement)[0]
    inside, dated = (_any(is_so, number) for is_so in (year.notna() & ~early & ~late, year.notna()))
    reason = pd.Series(pd.NA, index=year.index, dtype="str")
    return reason.mask(~is_standing & ~dated & (not window.count_undated), "undated").mask(
        ~is_standing & dated & ~inside, "outside_window"
    )


def _any(is_so: pd.Series, number: np.ndarray) -> pd.Series:
    """Return of each report whether it is so of any report of its engagement; number: of the engagement."""
    of_engagement = np.bincount(number[is_so.to_numpy(dtype=bool)], minlength=number.max(initial=-1) + 1) > 0
    return pd.Series(of_engagement[number], index=is_so.index)
