"""Whether two reports are one engagement: rules in order, the first that holds decides and is kept.

Verdicts: same joins them; possible joins nothing by itself but does not keep two reports apart that a third one joins;
asked goes to a person and keeps them apart until then; different keeps them apart. docs/linkage.md says why each rule
is as it is.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.linkage.evidence import TITLE_WORDS
from pipeline.linkage.pairs import FEW_REPORTS, MANY_REPORTS
from pipeline.scale import distinct

SAME, ASKED, POSSIBLE, DIFFERENT = "same", "asked", "possible", "different"
# From this likeness on (0 to 100) two descriptions are the same words, typing errors apart: what it takes to join two
# methods, since a visit and its return visit are told in like words too.
SAME_WORDS = 85
# Below this likeness two titles name different things. Sentences may speak of different sides of one thing.
OTHER_WORDS = 55
# The rule that others on a missing place are as strong as.
PLACE_MISSING = "place missing, year near, same words"


class Rule(NamedTuple):
    """One rule: its name, what it decides, the pairs it holds for, and whether something open makes its answer lean.

    A leaning answer joins a report only where it leans to one engagement. tied_with: the rule whose answers are as
    strong, "" for none, so that a report that leans one way by the one and another way by the other leans nowhere.
    """

    name: str
    verdict: str
    holds: np.ndarray
    is_leaning: bool = False
    tied_with: str = ""


def decided(pairs: pd.DataFrame, evidence: pd.DataFrame, year_tolerance: int, alike: float) -> pd.DataFrame:
    """Return the pairs with verdict, rule, strength, is_leaning.

    strength: the number of the rule, or of the one that it is tied with, 0 the strongest. pairs: as made by
    pairs.pairs. year_tolerance: years two reports of one event may be apart. alike: likeness of two descriptions (0 to
    100) from which on they are taken for the same thing when place or year leave it open.
    """
    rules = rules_for(pairs, evidence, year_tolerance, alike)
    position = np.select([rule.holds for rule in rules], range(len(rules)), default=-1)
    order = [rule.name for rule in rules]
    names = np.array([*order, "nothing in common"])
    verdicts = np.array([rule.verdict for rule in rules] + [DIFFERENT])
    leaning = np.array([rule.is_leaning for rule in rules] + [False])
    tied = [order.index(rule.tied_with or rule.name, 0 if rule.tied_with else at) for at, rule in enumerate(rules)]
    strength = np.array([*tied, -1])
    judged = pairs.assign(
        verdict=verdicts[position],
        rule=names[position],
        strength=strength[position],
        is_leaning=leaning[position] | pairs["partner"].eq("country open").to_numpy(),
    )
    return judged.astype({"verdict": "str", "rule": "str"})


def rules_for(pairs: pd.DataFrame, evidence: pd.DataFrame, year_tolerance: int, alike: float) -> list[Rule]:
    """Return the rules in order, each with the pairs it holds for."""
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()

    def agree(*columns: str) -> np.ndarray:
        """Return for each pair whether the two agree in all these columns."""
        number = evidence.groupby(list(columns), sort=False).ngroup().to_numpy()
        return number[left] == number[right]

    undecided = evidence["method"].eq("").to_numpy()
    method_open = undecided[left] | undecided[right]
    method_equal = agree("method") & ~method_open
    method_other = ~method_equal & ~method_open
    is_standing = evidence["kind"].eq("standing").to_numpy()
    is_agreement = evidence["kind"].eq("agreement").to_numpy()
    standing, agreement = method_equal & is_standing[left], method_equal & is_agreement[left]
    event = method_equal & ~standing & ~agreement
    standing_open = method_open & (is_standing[left] | is_standing[right])

    relation = pairs["partner"].to_numpy(dtype=object)
    place, spelling = np.isin(relation, ["same", "named", "country open"]), relation == "spelling"
    part, resembling, missing, none = (relation == name for name in ("part", "resembling", "missing", "none"))
    region, unlike_names = relation == "region", relation == "unlike"
    elsewhere = part | resembling | region | np.isin(relation, ["longer", "doubtful"])
    here = place | spelling

    gap, likeness, shared = (pairs[name].to_numpy() for name in ("gap", "likeness", "shared_likeness"))
    same_year, near, undated = gap == 0, gap <= year_tolerance, np.isnan(gap)
    other_year = gap > 0
    like, like_in_all, same_words = shared >= alike, likeness >= alike, likeness >= SAME_WORDS
    few, many = pairs["reports"].le(FEW_REPORTS).to_numpy(), pairs["reports"].gt(MANY_REPORTS).to_numpy()
    by_few = same_year | (few & (near | undated))
    spaces = distinct.spaces(evidence["words"]).to_numpy()
    is_title, is_telling = spaces < TITLE_WORDS, spaces > 0
    telling_words = same_words & is_telling[left] & is_telling[right]
    unlike = (likeness < OTHER_WORDS) & is_title[left] & is_title[right]
    one_source, one_row = agree("source_id"), agree("source_id", "row")

    return [
        # Different methods
        Rule("listed apart in one row", DIFFERENT, method_other & one_row),
        Rule("same words and year, method aside", SAME, method_other & here & near & same_words),
        Rule("same words, undated, method aside", SAME, method_other & here & undated & same_words, True),
        Rule("name doubtful, method aside", SAME, method_other & resembling & by_few & same_words, True),
        Rule(
            "place missing, method aside",
            SAME,
            method_other & missing & same_year & telling_words & ~many & ~one_source,
            True,
            tied_with=PLACE_MISSING,
        ),
        # Joins nothing, but is another way to lean.
        Rule(
            "place missing, method and year aside",
            POSSIBLE,
            method_other & missing & (near | undated) & same_words & ~one_source,
            True,
            tied_with=PLACE_MISSING,
        ),
        Rule(
            "may be the same, method aside",
            POSSIBLE,
            method_other & (here | resembling) & ((gap <= 2 * year_tolerance) | undated) & same_words & ~one_source,
        ),
        Rule("different methods", DIFFERENT, method_other),
        # Standing ties: once per partner, whenever begun
        Rule("same partner, standing", SAME, standing & place),
        Rule("same partner in another spelling, standing", SAME, standing & spelling),
        Rule("same partner by part of its name, standing", SAME, standing & part & few & ~one_source, True),
        Rule(
            "same partner in a like name, standing",
            SAME,
            standing & resembling & few & (near | undated) & ~one_source,
            True,
        ),
        Rule("partner within another's name", ASKED, standing & (part | region)),
        # Agreements: same partner and year or wording
        Rule("same partner and year, agreement", SAME, agreement & here & same_year & ~unlike),
        Rule("same partner and wording, agreement", SAME, agreement & here & near & like),
        Rule("one source, agreement a year off", ASKED, agreement & here & one_source & near),
        Rule("same partner, agreement a year off", SAME, agreement & here & near & ~unlike, True),
        Rule(
            "same partner, undated agreement",
            SAME,
            agreement & here & undated & ~unlike,
            True,
        ),
        Rule("same partner and year, other wording", ASKED, agreement & here & near),
        Rule("same wording, other year, agreement", ASKED, agreement & here & like),
        # Events: same partner and year
        Rule("listed in one row, other year", DIFFERENT, event & one_row & other_year),
        Rule("listed in one row, other wording", DIFFERENT, event & one_row & unlike),
        Rule("same partner and year", SAME, event & here & same_year & ~unlike),
        Rule("same partner and wording, year near", SAME, event & here & near & like),
        Rule("one source, year near", ASKED, event & here & one_source & near & other_year),
        Rule("same partner, year near", SAME, event & here & near & ~unlike, True),
        Rule("same partner and wording, undated", SAME, event & here & undated & like, True),
        Rule("same partner, undated", SAME, event & here & undated & ~unlike, True),
        Rule("same partner and year, other wording", ASKED, event & here & (near | undated)),
        # Each of the two may be off, to either side of a third.
        Rule("same wording, both years off", POSSIBLE, event & here & ~one_source & (gap <= 2 * year_tolerance) & like),
        Rule("same wording, other year", ASKED, event & here & (gap <= 2 * year_tolerance) & like),
        # Method of one undecided: all else must agree
        Rule("same partner, year and wording, method open", SAME, method_open & here & near & like, True),
        Rule("same partner and year, method open", SAME, method_open & here & same_year & ~unlike, True),
        Rule("same partner, standing, method open", SAME, standing_open & place & ~unlike, True),
        Rule("same partner, method open", ASKED, method_open & here & (undated | near) & ~unlike),
        # Name of the place doubtful: year and wording must agree
        Rule("name doubtful, same year and words", SAME, method_equal & elsewhere & near & like_in_all, True),
        Rule(
            "other name, same year and words",
            SAME,
            (event | agreement) & unlike_names & same_year & telling_words & few & ~one_source,
            True,
        ),
        # Place of one or both missing: never on the country alone
        Rule("place missing, same year and wording", SAME, method_equal & missing & same_year & like, True),
        Rule(PLACE_MISSING, SAME, method_equal & missing & near & like_in_all, True),
        Rule("no place, same year and words", SAME, method_equal & none & same_year & like, True),
        Rule("name doubtful, same words, undated", SAME, method_equal & elsewhere & undated & like_in_all, True),
        Rule(
            "place missing, same words, undated",
            SAME,
            method_equal & missing & undated & like_in_all,
            True,
            tied_with=PLACE_MISSING,
        ),
        Rule("no place, same year", ASKED, method_equal & none & same_year & ~unlike & ~one_source),
        Rule("may be the same", POSSIBLE, (here | missing | none | elsewhere) & (undated | near) & ~unlike),
    ]
