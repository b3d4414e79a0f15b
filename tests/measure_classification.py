"""Print how well methods and priority areas are decided: `python -m tests.measure_classification [--held-out]`.

The rules are held against the coded descriptions of data/gold/. The seen part prints its errors; with --held-out only
figures of the held-out part are printed, never its texts, so that no rule is written looking at them.
"""

import math
import sys
import time
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline import codebook, paths
from pipeline.classification import rules

DESCRIPTIONS = paths.CODEBOOK.parent / "gold" / "descriptions.csv"
METHOD, PRIORITY = "method", "priority"
RESAMPLES, SEED = 2000, 4
# Standard normal deviate of a two-sided 95 % interval.
DEVIATE = 1.959964
# Texts decided to time the rules.
TIMED_TEXTS = 20_000


class Counts(NamedTuple):
    """Decisions that are right, decisions that are wrong, and codes that were not decided."""

    right: int
    wrong: int
    missed: int


def descriptions(part: str) -> pd.DataFrame:
    """Return the coded descriptions of a part, with sets of codes: truth_method and truth_priority."""
    read = pd.read_csv(DESCRIPTIONS, dtype="str", keep_default_na=False)
    return read.loc[read["part"].eq(part)].assign(
        truth_method=lambda told: told["method_code"].map(code_set),
        truth_priority=lambda told: told["priority_codes"].map(code_set),
    )


def code_set(codes: str) -> frozenset[str]:
    """Return the codes of a cell, which "; " joins.

    >>> sorted(code_set("b; a"))
    ['a', 'b']
    """
    return frozenset(filter(None, codes.split("; ")))


def decided(texts: pd.Series) -> pd.DataFrame:
    """Return what the rules make of texts that nothing else is known of: sets of codes, method and priority."""
    lines, negations = codebook.read("rules"), codebook.read("negations")["text"].tolist()
    methods = rules.method_codes(codebook.read("methods"), codebook.read("options"), lines, negations)
    priorities = rules.priority_codes(codebook.read("priorities"), lines, negations)
    code = [rules.method_of("", text, methods).code for text in texts]
    return pd.DataFrame(
        {
            METHOD: [frozenset([one] if one else []) for one in code],
            PRIORITY: [frozenset(rules.priorities_of("", text, priorities)) for text in texts],
        },
        index=texts.index,
    )


def counts(truth: pd.Series, found: pd.Series, label: str) -> Counts:
    """Return right, wrong and missed decisions of one code; truth and found are sets of codes."""
    has, got = (codes.map(lambda one: label in one) for codes in (truth, found))
    return Counts(int((has & got).sum()), int((got & ~has).sum()), int((has & ~got).sum()))


def f1(right: float, wrong: float, missed: float) -> float:
    """Return the harmonic mean of precision and recall; not a number where there is nothing to decide."""
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else math.nan


def wilson(part: int, whole: int) -> tuple[float, float, float]:
    """Return a share and its 95 % interval (Wilson); not a number where the whole is nothing."""
    if not whole:
        return math.nan, math.nan, math.nan
    share, square = part / whole, DEVIATE**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = DEVIATE / (1 + square / whole) * math.sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def resampled_f1(truth: pd.Series, found: pd.Series, labels: list[str]) -> tuple[float, float]:
    """Return the 95 % interval of F1 over the labels together: texts drawn with replacement, fixed seed."""
    right = np.array([len(a & b & set(labels)) for a, b in zip(truth, found, strict=True)])
    wrong = np.array([len((b - a) & set(labels)) for a, b in zip(truth, found, strict=True)])
    missed = np.array([len((a - b) & set(labels)) for a, b in zip(truth, found, strict=True)])
    drawn = np.random.default_rng(SEED).integers(0, len(right), (RESAMPLES, len(right)))
    values = [f1(right[one].sum(), wrong[one].sum(), missed[one].sum()) for one in drawn]
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def line(name: str, of: Counts, interval: tuple[float, float]) -> str:
    """Return one line of figures: how many, precision and recall with Wilson intervals, F1 with a resampled one."""
    precision, recall = wilson(of.right, of.right + of.wrong), wilson(of.right, of.right + of.missed)
    shown = [f"{share:.3f} [{low:.2f}, {high:.2f}]" for share, low, high in (precision, recall)]
    f_one = f"{f1(*of):.3f} [{interval[0]:.2f}, {interval[1]:.2f}]"
    return f"{name:<26}{of.right + of.missed:>5}  {shown[0]:<22}{shown[1]:<22}{f_one}"


def figures(truth: pd.Series, found: pd.Series, labels: list[str]) -> list[str]:
    """Return the lines of one decision: each label, all together (micro), and the mean of the labels' F1 (macro)."""
    each = {label: counts(truth, found, label) for label in labels}
    together = Counts(*(sum(values) for values in zip(*each.values(), strict=True)))
    macro = np.nanmean([f1(*of) for of in each.values()])
    return [
        f"{'label':<26}{'texts':>5}  {'precision':<22}{'recall':<22}F1",
        *(line(label, of, resampled_f1(truth, found, [label])) for label, of in each.items()),
        line("micro", together, resampled_f1(truth, found, labels)),
        f"{'macro F1':<26}{macro:.3f}",
        f"{'share of texts decided':<26}{found.map(len).gt(0).mean():.3f}",
    ]


def errors(told: pd.DataFrame, truth: pd.Series, found: pd.Series) -> list[str]:
    """Return the texts whose decision is not the coded one, with what is missing and what is too much."""
    return [
        f"  {identifier}  -{sorted(has - got)} +{sorted(got - has)}  {text}"
        for identifier, text, has, got in zip(told["description_id"], told["text"], truth, found, strict=True)
        if has != got
    ]


def texts_per_second(texts: pd.Series) -> float:
    """Return how many texts the rules decide in a second, priority areas only, on one core."""
    lines, negations = codebook.read("rules"), codebook.read("negations")["text"].tolist()
    codes = rules.priority_codes(codebook.read("priorities"), lines, negations)
    many = (texts.tolist() * (TIMED_TEXTS // len(texts) + 1))[:TIMED_TEXTS]
    start = time.perf_counter()
    for text in many:
        rules.priorities_of("", text, codes)
    return TIMED_TEXTS / (time.perf_counter() - start)


def main(arguments: list[str]) -> None:
    """Print the figures of one part."""
    part = "held_out" if "--held-out" in arguments else "seen"
    told = descriptions(part)
    found = decided(told["text"])
    print(f"{part}: {len(told)} texts, {told['origin'].eq('public_fact').sum()} of them public facts\n")
    for decision, table in ((METHOD, "methods"), (PRIORITY, "priorities")):
        truth, labels = told[f"truth_{decision}"], codebook.read(table)["code"].tolist()
        print(f"{decision}\n" + "\n".join(figures(truth, found[decision], labels)) + "\n")
        if part == "seen":
            print("\n".join(errors(told, truth, found[decision])) + "\n")
    print(f"{texts_per_second(told['text']):,.0f} texts a second (priority areas, one core)")


if __name__ == "__main__":
    main(sys.argv[1:])
