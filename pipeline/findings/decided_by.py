"""Who decided: how many reports got their method and their priority areas from a box, a rule or a person."""

import pandas as pd

from pipeline.among import among
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
    reports = found.reports.loc[among(found.reports["report_id"], found.links["report_id"])]
    order = {name: place for place, name in enumerate(DECIDERS)}
    areas = found.report_priorities.assign(order=found.report_priorities["priority_decided_by"].map(order))
    first = areas.sort_values(["report_id", "order"]).drop_duplicates("report_id").set_index("report_id")
    deciders = {
        "decided_by_method": reports["method_decided_by"],
        "decided_by_priority": reports["report_id"].map(first["priority_decided_by"]).astype("str"),
    }
    index = pd.MultiIndex.from_product([[""], DECIDERS])
    parts = []
    for section, decider in deciders.items():
        held = pd.DataFrame({"city": reports["us_place_id"], "code": decider.fillna("nobody")})
        estimated = shares(tally(held[["city"]], held, index), rules.confidence, rules.frame)
        reason = withholding.of_base(estimated, rules)
        parts.append(shares_as_findings(section, estimated, DECIDERS, rules, reason))
    return parts
