"""Print how well methods and priority areas are decided: `python -m tests.measure_classification [--held-out]`.

Rules and suggester are held, together and each alone, against the coded descriptions of data/gold/; with --world-bank,
against World Bank project texts, where these are at hand. Of the seen part the suggester is told author by author, each
taught by the others, and the errors are printed; with --limits only totals, under other thresholds. With --held-out
only totals of the parts nobody looks at are printed, not their texts nor which codes went wrong, so that no rule is
written looking at them.
"""

import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline import train
from pipeline.classification import descriptions, evidence, knowledge, suggester
from pipeline.classification.deciding import Limits
from pipeline.classification.rules import Codes, described_priorities
from pipeline.core import codebook, params
from pipeline.quality import gold, scores

SEEN, UNSEEN = gold.LISTED, [part for part in gold.PARTS if part != gold.LISTED]
LABELS = {"method": codebook.labels("methods"), "priority": codebook.labels("priorities")}
# Weights under which every phrase is believed and nothing else; no suggestion decides: rules alone.
EVERY_PHRASE = np.outer([-1, 1], [100] + [0] * (len(evidence.EVIDENCE) - 1))
RULES_ALONE = Limits(method_decides_from=2, priority_decides_from=0.5, suggested_from=1)
# From which probability on the suggester alone decides.
ALONE_FROM = 0.5
# Thresholds held against each other with --limits.
DECIDES_FROM = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
# Texts decided to time the rules.
TIMED_TEXTS, REPEATS = 20_000, 5
WORLD_BANK = Path(__file__).parents[2] / "shared" / "fixtures" / "texts" / "world_bank_projects.parquet"


class Taught(NamedTuple):
    """The suggesters of methods and of priority areas, and how much phrases weigh beside the latter."""

    method: suggester.Suggester
    priority: suggester.Suggester
    evidence: np.ndarray


def teach(coded: pd.DataFrame) -> Taught:
    """Return what coded descriptions and the phrases teach."""
    told, nobody = [codebook.read("rules"), codebook.read("hints")], codebook.read("coded_by_hand").head(0)
    learnt = []
    for decision, labels in LABELS.items():
        codes = list(labels)
        texts = train.coded_texts(decision, codes, coded, nobody)
        phrases = train.phrase_texts(decision, codes, *told)
        one = train.train(decision, codes, texts, phrases, params.section("train"))
        learnt.append(suggester.from_tables(one.weights, one.features, codes))
    # The last are the priority areas.
    return Taught(*learnt, evidence.from_table(train.weigh(codes, texts, one.chances, knowledge.read_rules()[1])))


def decided(told: pd.DataFrame, taught: Taught) -> dict[str, pd.DataFrame]:
    """Return what each way of deciding makes of descriptions: sets of codes, method and priority."""
    known = knowledge.Knowledge(*knowledge.read_rules(), *taught)
    return {
        "rules alone": _found(told, known._replace(priority_evidence=EVERY_PHRASE), RULES_ALONE),
        "suggester alone": _by_suggester(told["text"], taught),
        "both": _found(told, known, Limits(**params.section("classify"))),
    }


def _found(told: pd.DataFrame, known: knowledge.Knowledge, limits: Limits) -> pd.DataFrame:
    """Return what rules and suggester make of descriptions."""
    return gold.made_of(told, descriptions.decided(told, known, limits))


def _by_suggester(texts: pd.Series, taught: Taught) -> pd.DataFrame:
    """Return the probable methods and areas of texts, without any rule."""
    found = {
        name: [
            frozenset(code for code, chance in zip(one.codes, chances, strict=True) if chance >= ALONE_FROM)
            for chances in one.probabilities(texts.tolist())
        ]
        for name, one in (("method", taught.method), ("priority", taught.priority))
    }
    return pd.DataFrame(found, index=texts.index)


def by_author(told: pd.DataFrame) -> list[tuple[str, pd.DataFrame, Taught]]:
    """Return each author, the author's descriptions, and what all other authors' teach.

    How an author words things helps with other texts of that author: only others' texts stand for what is unseen.
    """
    author = told["description_id"].str[0]
    return [(one, told.loc[author.eq(one)], teach(told.loc[author.ne(one)])) for one in sorted(set(author))]


def cross_validated(told: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what each way makes of coded descriptions, the suggester always taught by other authors."""
    parts = [decided(own, taught) for _, own, taught in by_author(told)]
    return {way: pd.concat([part[way] for part in parts]).reindex(told.index) for way in parts[0]}


def by_limits(told: pd.DataFrame) -> list[str]:
    """Return precision, recall and F1 of each author's texts under other thresholds, rules and suggester together."""
    lines = [f"{'author':<8}{'decision':<15}{'decides from':<14}{'precision':<11}{'recall':<8}F1"]
    for author, own, taught in by_author(told):
        known = knowledge.Knowledge(*knowledge.read_rules(), *taught)
        for since in DECIDES_FROM:
            chosen = params.section("classify") | {"method_decides_from": since, "priority_decides_from": since}
            found = _found(own, known, Limits(**chosen))
            for decision, name in gold.DECISIONS.items():
                one = scores.row("classify", decision, "", scores.of_codes(own[f"truth_{name}"], found[name]))
                lines.append(
                    f"{author:<8}{decision:<15}{since:<14}{one['precision']:<11.3f}{one['recall']:<8.3f}{one['f1']:.3f}"
                )
    return lines


def line(name: str, told: dict) -> str:
    """Return one line of figures: how many, precision and recall with Wilson intervals, F1 with a resampled one."""
    shown = [
        f"{told[share]:.3f} [{told[f'{share}_low']:.2f}, {told[f'{share}_high']:.2f}]"
        for share in ("precision", "recall", "f1")
    ]
    return f"{name:<34}{told['known']:>6}  " + "  ".join(shown)


def totals(told: pd.DataFrame, ways: dict[str, pd.DataFrame], decision: str, name: str) -> list[str]:
    """Return the lines of one decision, all codes together (micro): each way."""
    lines = [f"{decision:<34}{'known':>6}  {'precision':<19}  {'recall':<19}  F1"]
    for way, found in ways.items():
        correct = scores.of_codes(told[f"truth_{name}"], found[name])
        lines.append(line(way, scores.row("classify", decision, "", correct)))
    return lines


def by_label(told: pd.DataFrame, found: pd.DataFrame, decision: str, name: str) -> list[str]:
    """Return the lines of one decision label by label, and macro F1."""
    _, *each = scores.rows("classify", decision, "", told[f"truth_{name}"], found[name], LABELS[name])
    macro, share = np.nanmean([one["f1"] for one in each]), found[name].map(bool).mean()
    return [*(line(f"  {one['label']}", one) for one in each), f"  macro F1 {macro:.3f}, decided {share:.0%}"]


def errors(told: pd.DataFrame, found: pd.DataFrame, name: str) -> list[str]:
    """Return the texts whose decision is not the coded one, with what is missing and what is too much."""
    truth = told[f"truth_{name}"]
    return [
        f"  {identifier}  -{sorted(has - got)} +{sorted(got - has)}  {text}"
        for identifier, text, has, got in zip(told["description_id"], told["text"], truth, found[name], strict=True)
        if has != got
    ]


def texts_per_second(texts: list[str]) -> float:
    """Return how many descriptions the rules of priority areas decide in a second of one core's time."""
    _, codes = knowledge.read_rules()
    many = (texts * (TIMED_TEXTS // len(texts) + 1))[:TIMED_TEXTS]
    return TIMED_TEXTS / min(_seconds(many, codes) for _ in range(REPEATS))


def _seconds(texts: list[str], codes: Codes) -> float:
    """Return the processor time in which the rules decide these texts."""
    start = time.process_time()
    for text in texts:
        described_priorities(text, codes)
    return time.process_time() - start


def world_bank(taught: Taught) -> list[str]:
    """Return the figures on World Bank project texts, whose areas were mapped from sectors by a machine."""
    projects = pd.read_parquet(WORLD_BANK)
    known = {label.lower().replace(" and ", " & "): code for code, label in LABELS["priority"].items()}
    known |= {"security & resilience": "safety_resilience", "tourism & sports": "tourism_sport"}
    labels = projects["labels"].str.split("|")
    kept = labels.map(lambda own: frozenset(known[label] for label in own if label in known))
    left_out = sorted({label for own in labels for label in own} - set(known))
    told = pd.DataFrame(
        {"description_id": projects.index.astype("str"), "text": projects["text"], "truth_priority": kept}
    )
    lines = totals(told, decided(told, taught), "priority area", "priority")
    return [f"World Bank: {len(told)} texts; their labels without an area of ours: {', '.join(left_out)}", *lines]


def main(arguments: list[str]) -> None:
    """Print the figures of the seen part, of the parts that are not looked at, or of the World Bank texts."""
    everything = gold.read()
    coded = everything.loc[everything["part"].eq(SEEN)]
    if "--world-bank" in arguments:
        print("\n".join(world_bank(teach(coded))))
        return
    if "--limits" in arguments:
        print("\n".join(by_limits(coded)))
        return
    taught = teach(coded) if "--held-out" in arguments else None
    for part in UNSEEN if taught else [SEEN]:
        told = everything.loc[everything["part"].eq(part)]
        if told.empty:
            print(f"{part}: no texts\n")
            continue
        ways = decided(told, taught) if taught else cross_validated(told)
        print(f"{part}: {len(told)} texts, {told['origin'].eq('public_fact').sum()} of them public facts\n")
        for decision, name in gold.DECISIONS.items():
            print("\n".join(totals(told, ways, decision, name)) + "\n")
            if not taught:
                print("\n".join(by_label(told, ways["both"], decision, name)) + "\n")
                print("\n".join(errors(told, ways["both"], name)) + "\n")
    print(f"{texts_per_second(everything['text'].tolist()):,.0f} texts a second (rules of priority areas, one core)")


if __name__ == "__main__":
    main(sys.argv[1:])
