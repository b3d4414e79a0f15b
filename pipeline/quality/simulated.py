"""An edition's decisions against the simulator's truth."""

from typing import NamedTuple

import pandas as pd

from pipeline.quality import scores

PART = "edition"
# Decision: (stage, column of the truth, column decided, its rule, words it was decided from).
DECISIONS = {
    "U.S. city": ("locate", "us_place_id", "us_place_id", "us_city_rule", ["us_city_text", "us_state_text"]),
    "partner country": (
        "locate",
        "partner_country_code",
        "partner_country_code",
        "partner_country_rule",
        ["partner_text", "partner_place_text", "partner_country_text"],
    ),
    "partner place": (
        "locate",
        "partner_place_id",
        "partner_place_id",
        "partner_place_rule",
        ["partner_text", "partner_place_text", "partner_country_text"],
    ),
    "method": ("classify", "method_code", "method_code", "method_rule", ["method_text", "description_text"]),
}


class Truth(NamedTuple):
    """What the simulator knows, as text, missing where blank."""

    engagements: pd.DataFrame
    reports: pd.DataFrame
    responses: pd.DataFrame
    findings: pd.DataFrame


class Edition(NamedTuple):
    """What the stages made of an edition."""

    ingested: pd.DataFrame
    reports: pd.DataFrame  # classified
    priorities: pd.DataFrame
    links: pd.DataFrame
    related: pd.DataFrame
    outcomes: pd.DataFrame
    findings: pd.DataFrame


def decisions(truth: Truth, edition: Edition, labels: dict[str, dict[str, str]]) -> list[dict]:
    """Return rows of Evaluation: each decision of the stages; method and priority area also label by label.

    labels: code → label of "method" and "priority area".
    """
    written, legible, domestic = _legible(truth.reports)
    reached = edition.reports.set_index("report_id").reindex(legible.index)
    measured = [
        scores.row("ingest", "report", PART, _ingested(truth.reports, edition.ingested)),
        scores.row("validate", "outcome of a response", PART, _outcomes(truth.responses, edition.outcomes)),
        scores.row(
            "locate", "partner in the United States", PART, _domestic(written.index[domestic], edition.outcomes)
        ),
    ]
    for decision, (stage_name, true_column, column, _, _) in DECISIONS.items():
        true, decided = legible[true_column], reached[column]
        sets = scores.as_sets(true), scores.as_sets(decided)
        measured += scores.rows(stage_name, decision, PART, *sets, labels.get(decision, {}))
    true, decided = _areas(legible["priorities"], edition)
    measured += scores.rows("classify", "priority area", PART, true, decided, labels["priority area"])
    pairs = _pairs(truth.reports, edition.links)
    journeys = _journeys(truth, edition)
    return [
        *measured,
        scores.row("deduplicate", "same engagement (pairs of reports)", PART, pairs),
        scores.row("deduplicate", "one journey of two cities", PART, journeys),
    ]


def _legible(true_reports: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the reports that a reader can make out; those of them with a partner abroad; and which are domestic.

    A partner in the United States ends a report in locate: that is the decision about it.
    """
    written = true_reports.loc[true_reports["is_legible"].eq("yes")].set_index("report_id")
    domestic = written["partner_country_code"].eq("US")
    return written, written.loc[~domestic], domestic


def _ingested(true_reports: pd.DataFrame, ingested: pd.DataFrame) -> pd.DataFrame:
    """Return whether every report that was written was read, and none besides; split cells count as one report."""
    written = true_reports["report_id"].str.replace(r"\.\d+$", "", regex=True).drop_duplicates()
    return _of_memberships(pd.Index(written), pd.Index(ingested["report_id"]))


def _of_memberships(known: pd.Index, decided: pd.Index) -> pd.DataFrame:
    """Return known, decided and correct of records that are, or are said to be, of one kind."""
    records = known.union(decided)
    told = pd.DataFrame({"known": records.isin(known), "decided": records.isin(decided)})
    return told.assign(correct=told["known"] & told["decided"]).astype("int64")


def _outcomes(true_responses: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return whether each response ended as it should: counted, merged, set aside or excluded."""
    ended = outcomes.loc[outcomes["unit"].eq("row"), ["source_id", "row", "outcome"]]
    both = true_responses.merge(ended, on=["source_id", "row"], how="left", suffixes=("_true", ""), validate="1:1")
    return scores.of_codes(scores.as_sets(both["outcome_true"]), scores.as_sets(both["outcome"]))


def _domestic(true: pd.Index, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return whether the reports of a partner in the United States, and no others, ended for that reason."""
    return _of_memberships(true, pd.Index(outcomes.loc[outcomes["reason"].eq("domestic_partner"), "report_id"]))


def _areas(true: pd.Series, edition: Edition) -> tuple[pd.Series, pd.Series]:
    """Return the true and the decided priority areas of the reports that reached classification, as sets."""
    reports = true.index[true.index.isin(edition.reports["report_id"])]
    decided = edition.priorities.groupby("report_id")["priority_code"].agg(frozenset).reindex(reports)
    known = true.reindex(reports).map(lambda codes: frozenset() if pd.isna(codes) else frozenset(codes.split("; ")))
    return known.astype("object"), decided.map(lambda codes: codes if isinstance(codes, frozenset) else frozenset())


def _pairs(true_reports: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return how right it is which reports are the same engagement: pairs of reports, by U.S. city.

    Pairs of one city hang together, so the city is the record.
    """
    columns = ["report_id", "truth_engagement_id", "us_place_id"]
    both = links.merge(true_reports[columns], on="report_id", validate="1:1")
    return (
        pd.DataFrame(
            {
                "known": _pairs_within(both, ["truth_engagement_id"]),
                "decided": _pairs_within(both, ["engagement_id"]),
                "correct": _pairs_within(both, ["truth_engagement_id", "engagement_id"]),
            }
        )
        .fillna(0)
        .astype("int64")
    )


def _pairs_within(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return how many pairs of rows share the keys, by the city of the first of them."""
    groups = rows.groupby(keys).agg(size=("report_id", "size"), city=("us_place_id", "first"))
    return (groups["size"] * (groups["size"] - 1) // 2).groupby(groups["city"].fillna("")).sum()


def _journeys(truth: Truth, edition: Edition) -> pd.DataFrame:
    """Return how right it is which engagements of two cities are one journey: of those both of which were reported."""
    told = edition.links.merge(
        truth.reports[["report_id", "truth_engagement_id"]], on="report_id", validate="1:1"
    ).sort_values("report_id")
    # An engagement is the true one that most of its reports are of.
    counted = told.groupby(["engagement_id", "truth_engagement_id"], sort=False).size()
    counted = counted.sort_values(ascending=False, kind="stable").reset_index()
    meant = counted.drop_duplicates("engagement_id").set_index("engagement_id")["truth_engagement_id"]
    together = truth.engagements.loc[truth.engagements["together_with"].notna()]
    reported = set(meant)
    true = {
        frozenset(pair)
        for pair in zip(together["truth_engagement_id"], together["together_with"], strict=True)
        if set(pair) <= reported
    }
    sides = edition.related["engagement_id"].map(meant), edition.related["related_engagement_id"].map(meant)
    found = {frozenset(pair) for pair in zip(*sides, strict=True)}
    pairs = sorted(true | found, key=sorted)
    records = pd.DataFrame({"known": [one in true for one in pairs], "decided": [one in found for one in pairs]})
    return records.astype("bool").assign(correct=lambda told: told["known"] & told["decided"]).astype("int64")


def mistakes(truth: Truth, edition: Edition) -> pd.DataFrame:
    """Return rows of Mistakes: single decisions that are not the truth's, by stage."""
    _, legible, _ = _legible(truth.reports)
    reached = edition.reports.set_index("report_id").reindex(legible.index)
    listed = [
        _mistakes(stage_name, decision, legible[true_column], reached, column, rule, words)
        for decision, (stage_name, true_column, column, rule, words) in DECISIONS.items()
    ]
    return pd.concat(listed, ignore_index=True)


def _mistakes(
    stage_name: str,
    decision: str,
    true: pd.Series,
    reached: pd.DataFrame,
    column: str,
    rule: str,
    words: list[str],
) -> pd.DataFrame:
    """Return the reports in which a decision is not the truth's, wrong ones before undecided ones."""
    decided = reached[column]
    wrong = ~(true.eq(decided) | (true.isna() & decided.isna()))
    mistaken = reached.loc[wrong]
    first, *others = (mistaken[name].fillna("").astype("str") for name in words)
    listed = pd.DataFrame(
        {
            "stage": stage_name,
            "decision": decision,
            "part": PART,
            "record": mistaken.index,
            "written": first.str.cat(others, sep=" · ").str.strip(" ·"),
            "truth": true[wrong],
            "decided": decided[wrong],
            "rule": mistaken[rule],
        }
    )
    return listed.sort_values("decided", key=pd.isna, kind="stable")


def findings(true: pd.DataFrame, computed: pd.DataFrame) -> pd.DataFrame:
    """Return rows of FindingsAgainstTruth, unrounded; a finding the edition lacks has a count of 0."""
    both = true.merge(
        computed[["finding_id", "count", "base"]], on="finding_id", how="left", suffixes=("_true", ""), validate="1:1"
    )
    count, base = both["count"].fillna(0).astype("int64"), both["base"].astype("Float64")
    true_percent = 100 * both["count_true"].astype("float64") / both["base_true"].astype("float64")
    percent = (100 * count / base).astype("float64")
    return pd.DataFrame(
        {
            "finding_id": both["finding_id"],
            "true_count": both["count_true"].astype("int64"),
            "count": count,
            "true_percent": true_percent,
            "percent": percent,
            "difference": percent - true_percent,
        }
    )
