"""Fit the suggester of methods and priority areas on what people have coded, and write its weights as tables.

It learns from the seen part of the coded descriptions (data/gold/), from what a person has decided of single reports of
received editions (data/codebook/coded_by_hand.csv), and from the phrases and hints of the codebook, each a short text
about its code. It never learns from the held-out parts; what it makes of them, and of the others, is left for the stage
`evaluate`, which holds it against their codes. Of priority areas it learns too how much a phrase and the
suggester weigh together. Weights are tables, so that whoever uses them runs nothing that a file brings along.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame
from scipy.sparse import csr_matrix, hstack
from scipy.sparse.linalg import LinearOperator, cg
from scipy.special import expit
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits

from pipeline import tables
from pipeline.classification import deciding, descriptions, knowledge, suggester
from pipeline.classification.deciding import Limits
from pipeline.classification.evidence import EVIDENCE, evidence, from_table
from pipeline.classification.features import features
from pipeline.classification.knowledge import Knowledge
from pipeline.classification.rules import Codes
from pipeline.classification.suggester import INTERCEPT
from pipeline.core import codebook, disk, params, paths, stage
from pipeline.tables.trained import Evidence, Features, Weights

# Decision → column of the coded descriptions.
COLUMNS = {"method": "method_code", "priority": "priority_codes"}
# Weights are rounded, so that machines that add in another order write the same: what the order leaves is near 1e-13
# (`_settled`), and half a million weights come so near to a rounding edge about once in 7,000 runs.
DECIMALS = 4
# Slope and offset come from fits that are not settled, and every weight has them in it; so do weights of evidence.
LINE_DECIMALS = 3
EVIDENCE_DECIMALS = 2
# How nearly the solver finds the least loss: weights that are told, and those of the folds, of which only lines and
# probabilities are, rounded coarsely.
TOLERANCE, FOLDS_TOLERANCE = 1e-7, 1e-4
# Weights nearer to 0 say next to nothing and are left out: half of the table, and no F1 moves by .002.
SMALLEST_WEIGHT = 0.1


class Coded(NamedTuple):
    """Texts and their codes: one row per text; codes has a column per code, true where the text is about it."""

    texts: list[str]
    codes: np.ndarray


class Trained(NamedTuple):
    """What the suggester of one decision has learnt, and how good it is on texts that it has not seen."""

    features: DataFrame[Features]
    weights: DataFrame[Weights]
    metrics: dict[str, float]
    chances: np.ndarray  # of each coded text (rows) and code (columns), told by what the other texts teach


class Fitted(NamedTuple):
    """What some texts teach: which features they have, how rare each is, and one row of weights per code."""

    known: np.ndarray  # of all features, true where enough of the texts have it
    rarity: TfidfTransformer
    weights: np.ndarray
    intercepts: np.ndarray

    def scores(self, counts: csr_matrix) -> np.ndarray:
        """Return the log-odds of each code for texts whose features are counted, one row per text."""
        return self.rarity.transform(counts[:, self.known]) @ self.weights.T + self.intercepts


def train(decision: str, codes: list[str], coded: Coded, phrases: Coded, choices: dict) -> Trained:
    """Return the suggester of one decision; choices are those of params.yaml under `train`."""
    # Texts are cut into features once, not anew for every fold.
    vectorizer = CountVectorizer(analyzer=features)
    counts = vectorizer.fit_transform([*coded.texts, *phrases.texts])
    truth = np.vstack([coded.codes, phrases.codes])
    # What a text says of its code is seen in its place; a phrase alone says more of it than in a text.
    weighing = np.where(np.arange(len(truth)) < len(coded.texts), choices["text_weight"], 1.0)
    # Its products of vectors are so short that several threads of one cost ten times what one does.
    with threadpool_limits(1, user_api="blas"):
        slope, offset, chances = _calibration(counts, truth, weighing, len(coded.texts), choices)
        fitted = _settled(
            _fit(counts, truth, weighing, choices, TOLERANCE), counts, truth, choices["strength"] * weighing
        )
    names = vectorizer.get_feature_names_out()[fitted.known]
    known = pd.DataFrame({"decision": decision, "feature": names, "idf": fitted.rarity.idf_.round(DECIMALS)})
    learnt = pd.concat(
        [
            pd.DataFrame(
                {
                    "decision": decision,
                    "code": code,
                    "feature": [INTERCEPT, *names],
                    # The calibration is a straight line through the log-odds, so it goes into the weights.
                    "weight": np.round([slope * constant + offset, *(slope * weights)], DECIMALS),
                }
            )
            for code, weights, constant in zip(codes, fitted.weights, fitted.intercepts, strict=True)
        ],
        ignore_index=True,
    )
    is_told = learnt["weight"].abs().ge(SMALLEST_WEIGHT) | learnt["feature"].eq(INTERCEPT)
    text = {"decision": "str", "feature": "str"}
    return Trained(
        Features.validate(known.astype(text), lazy=True),
        Weights.validate(learnt.loc[is_told].astype(text | {"code": "str"}), lazy=True),
        _measured(chances, coded.codes),
        chances,
    )


def weigh(codes: list[str], coded: Coded, chances: np.ndarray, priorities: Codes) -> DataFrame[Evidence]:
    """Return how much a phrase and the suggester weigh together; chances: those of Trained, of the coded texts."""
    phrases = deciding.phrases_of(coded.texts, priorities, codes)
    weighed = evidence(coded.texts, chances, phrases)
    lines = [_weights(has_phrase, weighed, phrases, coded.codes) for has_phrase in (False, True)]
    return Evidence.validate(pd.concat(lines, ignore_index=True), lazy=True)


def _weights(has_phrase: bool, weighed: np.ndarray, phrases: np.ndarray, truth: np.ndarray) -> pd.DataFrame:
    """Return the rows of Evidence for areas with a phrase, or for all others."""
    own = (phrases > 0) == has_phrase
    line = LogisticRegression(C=1e6, solver="newton-cholesky", fit_intercept=False).fit(weighed[own], truth[own])
    weights = line.coef_[0].round(EVIDENCE_DECIMALS) + 0.0  # no minus before a nought
    told = {"has_phrase": has_phrase, "evidence": EVIDENCE, "weight": weights}
    return pd.DataFrame(told).astype({"evidence": "str"})


def _fit(counts: csr_matrix, truth: np.ndarray, weighing: np.ndarray, choices: dict, tolerance: float) -> Fitted:
    """Return what texts teach; counts: how often each has each feature; truth: one column per code.

    weighing: how much each text weighs; tolerance: how nearly the least loss is found.
    """
    texts_with = counts.astype(bool).sum(axis=0).A1
    known = texts_with >= choices["smallest_count"]
    rarity = TfidfTransformer(sublinear_tf=True)
    seen = rarity.fit_transform(counts[:, known])
    one = partial(_one, seen, weighing=weighing, strength=choices["strength"], tolerance=tolerance)
    # The solver lets other threads work, and each code's weights are its own.
    with ThreadPoolExecutor() as threads:
        models = list(threads.map(one, truth.T))
    weights, intercepts = zip(*models, strict=True)
    return Fitted(known, rarity, np.vstack(weights), np.array(intercepts))


def _one(
    seen: csr_matrix, truth: np.ndarray, weighing: np.ndarray, strength: float, tolerance: float
) -> tuple[np.ndarray, float]:
    """Return the weights and the constant of one code against all others."""
    if not truth.any():
        # Nobody has coded it yet: nothing is learnt, and it is never suggested.
        return np.zeros(seen.shape[1]), -20.0
    model = LogisticRegression(C=strength, solver="liblinear", tol=tolerance, max_iter=1000, random_state=0)
    model.fit(seen, truth, sample_weight=weighing)
    return model.coef_[0], float(model.intercept_[0])


def _settled(fitted: Fitted, counts: csr_matrix, truth: np.ndarray, strength: np.ndarray) -> Fitted:
    """Return what was fitted, its weights a Newton step nearer to the least loss; strength: of each text.

    The solver stops when the loss falls no more, and the loss is flat there: which of the weights with the same loss it
    stops at depends on how the processor adds. The gradient is not flat; one step along it, from weights right to six
    digits, has them right to twelve.
    """
    seen = fitted.rarity.transform(counts[:, fitted.known])
    texts = hstack([seen, np.ones((seen.shape[0], 1))], format="csr")
    found = np.column_stack([fitted.weights, fitted.intercepts])
    given = np.flatnonzero(truth.any(axis=0))
    step = partial(_newton_step, texts, strength=strength)
    # Products with a sparse matrix let other threads work too.
    with ThreadPoolExecutor() as threads:
        found[given] -= np.vstack(list(threads.map(step, truth.T[given], found[given])))
    return fitted._replace(weights=found[:, :-1], intercepts=found[:, -1])


def _newton_step(texts: csr_matrix, truth: np.ndarray, weights: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Return the step from weights to the least of half their square and the logistic loss, `strength` times each."""
    chances = expit(texts @ weights)
    gradient = texts.T @ (strength * (chances - truth)) + weights
    spread = strength * chances * (1 - chances)
    curvature = LinearOperator(2 * weights.shape, matvec=lambda step: texts.T @ (spread * (texts @ step)) + step)
    step, _ = cg(curvature, gradient, rtol=1e-6)
    return step


def _calibration(
    counts: csr_matrix, truth: np.ndarray, weighing: np.ndarray, texts: int, choices: dict
) -> tuple[float, float, np.ndarray]:
    """Return slope and offset that turn scores into log-odds that hold (Platt), and the probabilities of the texts.

    texts: how many of the rows, the first, are texts; the others are phrases, which always teach. Scores of texts that
    weights were fitted on are too sure, so each text is scored by weights fitted on the others.
    """
    scores, is_coded = np.zeros((texts, truth.shape[1])), truth[:texts]
    phrases = np.arange(texts, len(truth))
    folds = KFold(choices["folds"], shuffle=True, random_state=choices["seed"])
    for others, fold in folds.split(scores):
        taught = np.concatenate([others, phrases])
        fitted = _fit(counts[taught], truth[taught], weighing[taught], choices, FOLDS_TOLERANCE)
        scores[fold] = fitted.scores(counts[fold])
    line = LogisticRegression(C=1e6, solver="newton-cholesky").fit(scores.reshape(-1, 1), is_coded.ravel())
    slope, offset = (round(float(value), LINE_DECIMALS) for value in (line.coef_[0, 0], line.intercept_[0]))
    return slope, offset, expit(slope * scores + offset)


def _measured(chances: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Return how right and how honest the probabilities are, on texts that the weights were not fitted on."""
    said = chances >= 0.5
    sure = chances >= 0.9  # told apart: they are the ones that may decide
    correct = int((said & truth).sum())
    return {
        "texts": len(truth),
        "precision": round(correct / max(int(said.sum()), 1), 4),
        "recall": round(correct / max(int(truth.sum()), 1), 4),
        "sure": int(sure.sum()),
        "sure_and_right": round(float(truth[sure].mean()), 4) if sure.any() else 0.0,
    }


def of_received(by_hand: pd.DataFrame, simulated: list[str]) -> pd.DataFrame:
    """Return the decisions of persons on editions that were received: what a simulator wrote teaches only its own."""
    return by_hand.loc[~by_hand["edition"].isin(simulated)]


def coded_texts(decision: str, codes: list[str], gold: pd.DataFrame, by_hand: pd.DataFrame) -> Coded:
    """Return the texts that people have coded: the seen part of the gold set, then single reports."""
    seen = gold.loc[gold["part"].eq("seen")]
    own = by_hand.loc[by_hand["decision"].eq(decision)]
    # One text may be decided in several reports; it is one text.
    own = own.drop_duplicates(["text", "codes"])
    column = COLUMNS[decision]
    return _coded([*seen["text"], *own["text"]], [*seen[column], *own["codes"]], codes)


def phrase_texts(decision: str, codes: list[str], *tables: pd.DataFrame) -> Coded:
    """Return the phrases of the codebook as short texts, each about the code it gives.

    tables: `rules`, whose phrases decide, and `hints`, which speak for a code too weakly to decide, or for none, and
    only teach.
    """
    phrases = pd.concat(tables, ignore_index=True)
    own = phrases.loc[phrases["decision"].eq(decision)]
    return _coded(own["text"].tolist(), own["code"].tolist(), codes)


def _coded(texts: list[str], cells: list[str], codes: list[str]) -> Coded:
    """Return texts with their codes, which a semicolon joins in a cell, as truth values."""
    held = [{code.strip() for code in cell.split(";")} for cell in cells]
    truth = np.array([[code in one for code in codes] for one in held], dtype=bool)
    return Coded(texts, truth.reshape(len(texts), len(codes)))


def main() -> None:
    """Write data/trained/."""
    choices = params.section("train")
    gold = pd.read_csv(paths.GOLD / "descriptions.csv", dtype="str", keep_default_na=False)
    rules, hints = codebook.read("rules"), codebook.read("hints")
    by_hand = of_received(codebook.read("coded_by_hand"), params.section("simulated"))
    codes_of = {"method": list(codebook.labels("methods")), "priority": list(codebook.labels("priorities"))}
    coded_of = {decision: coded_texts(decision, codes, gold, by_hand) for decision, codes in codes_of.items()}
    trained = {
        decision: train(decision, codes, coded_of[decision], phrase_texts(decision, codes, rules, hints), choices)
        for decision, codes in codes_of.items()
    }
    for name in ("features", "weights"):
        told = pd.concat([getattr(one, name) for one in trained.values()], ignore_index=True)
        tables.write(told, paths.TRAINED / f"{name}.parquet")
    methods, priorities = knowledge.read_rules()
    weighed = weigh(codes_of["priority"], coded_of["priority"], trained["priority"].chances, priorities)
    tables.write(weighed, paths.TRAINED / "evidence.parquet")
    suggesters = [suggester.from_tables(one.weights, one.features, codes_of[name]) for name, one in trained.items()]
    known = Knowledge(methods, priorities, *suggesters, from_table(weighed))
    made = descriptions.decided(gold, known, Limits(**params.section("classify")))
    tables.write(made, paths.TRAINED / "descriptions.parquet")
    metrics = {decision: one.metrics for decision, one in trained.items()}
    disk.write(paths.TRAINED / "metrics.json", json.dumps(metrics, indent=2) + "\n")


if __name__ == "__main__":
    stage.run_for_all(main, "train", __doc__)
