"""Who decided: how many reports got their method and their priority areas from a box, a rule or a person."""

import pandas as pd

from pipeline.estimate.shares import shares
from pipeline.estimate.tally import tally
from pipeline.findings import withholding
from pipeline.findings.edition import Edition
from pipeline.findings.published import shares_as_findings
from pipeline.findings.rules import Rules

DECIDERS = {
    "box": "a box that the source ticked",
    "rule": "a rule of the codebook",
    "suggestion": "the suggester",
    "person": "a person",
    "nobody": "nobody yet",
}


def decided_by(found: Edition, rules: Rules) -> list[pd.DataFrame]:
    """Return the shares of the counted reports by who decided their method, and their priority areas.

    A report whose areas were decided by several counts for the first of DECIDERS.
    """
    reports, areas = found.counted_reports, found.report_priorities
    decider = pd.Categorical(areas["priority_decided_by"], categories=list(DECIDERS), ordered=True)
    first = pd.Series(decider.codes).groupby(areas["report"].to_numpy()).min()
    deciders = {
        "decided_by_method": pd.Categorical(reports["method_decided_by"], categories=list(DECIDERS)),
        "decided_by_priority": pd.Categorical.from_codes(first.reindex(reports.index, fill_value=-1), list(DECIDERS)),
    }
    index = pd.MultiIndex.from_product([[""], DECIDERS])
    parts = []
    for section, decider in deciders.items():
        held = pd.DataFrame({"city": reports["us_place_id"], "code": decider}).fillna({"code": "nobody"})
        estimated = shares(tally(held[["city"]], held, index), rules.confidence, rules.frame)
        reason = withholding.of_base(estimated, rules)
        parts.append(shares_as_findings(section, estimated, DECIDERS, rules, reason))
    return parts
