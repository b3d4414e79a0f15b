"""Which report speaks for an engagement, and what is said of the engagement beside each of its reports."""

import numpy as np
import pandas as pd

from pipeline.linkage.identity import engagement_ids, report_keys
from pipeline.linkage.links import Linked
from pipeline.scale import distinct

# What says which reports are one, and nothing more after that.
COMPARING = ["status_text", "partner_place_text", "partner_country_text", "priority_text"]


def with_engagement(found: pd.DataFrame, linked: Linked, register: pd.DataFrame) -> pd.DataFrame:
    """Return the reports, the one that speaks for an engagement first, with what is said of their engagement.

    Adds engagement_id, is_speaking, engagement_method, first_year and last_year. The report that knows most of the
    partner speaks; then the one with the method most reports give, a country, a year, the longest description.
    """
    method = _commonest_method(found["method_code"], linked.group)
    length = found["description_text"].str.len().fillna(0)
    preference = [
        found["partner_place_id"].notna().astype("int64") + found["partner_place"].notna(),
        found["method_code"].notna() & found["method_code"].eq(method),
        found["partner_country_code"].notna(),
        found["year"].notna(),
        length,
    ]
    # np.lexsort sorts by the last one first; the reports are in the order of their identifiers.
    order = np.lexsort([*(-said.to_numpy(dtype="int64") for said in reversed(preference)), linked.group])
    added = {"group": linked.group, "number": found.index, "engagement_method": method, "length": length}
    described = found.drop(columns=COMPARING).assign(**added, **report_keys(linked.evidence)).take(order)
    by_group = described.groupby("group", sort=False)
    described = described.assign(
        is_speaking=~described.duplicated("group"),
        first_year=by_group["year"].transform("min"),
        last_year=by_group["year"].transform("max"),
    )
    return described.assign(engagement_id=described["group"].map(engagement_ids(described, register)).astype("str"))


def _commonest_method(method: pd.Series, group: np.ndarray) -> pd.Series:
    """Return for each report the method most reports of its group give; of several, the first in the alphabet."""
    codes = pd.Categorical(method)
    given = codes.codes >= 0
    pair, count = np.unique(group[given] * len(codes.categories) + codes.codes[given], return_counts=True)
    of, code = np.divmod(pair, max(len(codes.categories), 1))
    order = np.lexsort((code, -count, of))[::-1]
    commonest = np.full(len(method), -1)
    # What is written last stays: the first one of each group.
    commonest[of[order]] = code[order]
    return distinct.taken(pd.Series(codes.categories, dtype="str"), commonest[group], method.index)
