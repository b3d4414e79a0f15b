"""What the suggester learns from coded texts, and that it is scored as it was fitted."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline import train
from pipeline.classification import evidence, rules, suggester
from pipeline.classification.features import features
from pipeline.phrases import Scope

CODES = ["health", "sport", "unheard"]
WORDS = {"health": ["clinic", "nurses", "hospital", "vaccine"], "sport": ["soccer", "golf", "marathon", "judo"]}
TEXTS = [f"{word} {more}" for words in WORDS.values() for word in words for more in ("visit", "exchange", "event")]
TRUTH = np.array([[any(word in text for word in WORDS[code]) for code in CODES[:2]] + [False] for text in TEXTS])
CODED = train.Coded(TEXTS, TRUTH)
PHRASES = train.Coded(["physicians", "hockey"], np.array([[True, False, False], [False, True, False]]))
RULES = ["rule", "decision", "field", "text", "unless", "code"]
CHOICES = {"strength": 10, "text_weight": 1, "smallest_count": 1, "folds": 3, "seed": 4}


@pytest.fixture(scope="module")
def trained() -> train.Trained:
    return train.train("priority", CODES, CODED, PHRASES, CHOICES)


@pytest.fixture(scope="module")
def suggests(trained) -> suggester.Suggester:
    return suggester.from_tables(trained.weights, trained.features, CODES)


def test_texts_like_those_learnt_are_told_apart(suggests):
    chances = pd.DataFrame(suggests.probabilities(["A nurse", "Soccer cup", "hockey"]), columns=CODES)
    assert chances[["health", "sport"]].idxmax(axis=1).tolist() == ["health", "sport", "sport"]


def test_a_code_that_nobody_has_given_is_never_likely(suggests):
    assert (suggests.probabilities(TEXTS)[:, 2] < 0.01).all()


def test_weights_are_scored_as_the_library_scores_them(monkeypatch):
    monkeypatch.setattr(train, "SMALLEST_WEIGHT", 0)
    whole = train.train("priority", CODES, CODED, PHRASES, CHOICES)
    chances = suggester.from_tables(whole.weights, whole.features, CODES).probabilities(TEXTS)[:, :2].ravel()
    vectorizer = TfidfVectorizer(analyzer=features, sublinear_tf=True)
    taught = vectorizer.fit_transform([*TEXTS, *PHRASES.texts])
    truth = np.vstack([TRUTH, PHRASES.codes])
    model = LogisticRegression(C=CHOICES["strength"], solver="liblinear", tol=0.01, random_state=0)
    seen = vectorizer.transform(TEXTS)
    scores = np.column_stack([model.fit(taught, truth[:, code]).decision_function(seen) for code in range(2)]).ravel()
    # One straight line calibrates all scores.
    log_odds = np.log(chances / (1 - chances))
    assert np.polyval(np.polyfit(scores, log_odds, 1), scores) == pytest.approx(log_odds, abs=0.01)


def test_the_line_that_calibrates_goes_into_the_weights(monkeypatch):
    def learnt(slope: float, offset: float) -> pd.DataFrame:
        monkeypatch.setattr(train, "_calibration", lambda *_: (slope, offset, np.full((len(TEXTS), 3), 0.5)))
        weights = train.train("priority", CODES, CODED, PHRASES, CHOICES).weights
        return weights.set_index(["code", "feature"])["weight"].loc["health"]

    plain, steeper = learnt(1.0, 0.0), learnt(3.0, 0.5)
    assert steeper["clinic"] == pytest.approx(3 * plain["clinic"], abs=0.001)
    assert steeper[suggester.INTERCEPT] == pytest.approx(3 * plain[suggester.INTERCEPT] + 0.5, abs=0.001)


def test_weights_that_say_next_to_nothing_are_left_out(trained):
    said = trained.weights.loc[trained.weights["feature"].ne(suggester.INTERCEPT), "weight"]
    assert said.abs().min() >= train.SMALLEST_WEIGHT


def test_training_twice_gives_the_same(trained):
    again = train.train("priority", CODES, CODED, PHRASES, CHOICES)
    pd.testing.assert_frame_equal(again.weights, trained.weights)
    pd.testing.assert_frame_equal(again.features, trained.features)


def test_a_text_of_which_nothing_is_known_has_no_probability(suggests):
    assert np.isnan(suggests.probabilities(["", "1234567"])).all()


def test_metrics_are_of_texts_that_the_weights_had_not_seen(trained):
    assert trained.metrics["texts"] == len(TEXTS)
    assert trained.metrics["recall"] < 1


def test_a_coded_text_weighs_as_much_as_chosen():
    def chance(text_weight: float) -> float:
        phrases = train.Coded(["clinic"], np.array([[False, True, False]]))
        one = train.train("priority", CODES, CODED, phrases, CHOICES | {"text_weight": text_weight})
        return suggester.from_tables(one.weights, one.features, CODES).probabilities(["clinic"])[0, 0]

    assert chance(9) > chance(1)


def test_a_phrase_that_is_often_said_in_passing_weighs_less():
    told = rules.priority_codes(
        pd.DataFrame({"code": CODES, "label": CODES}),
        pd.DataFrame([["P1", "priority", "words", "clinic", "", "health"]], columns=RULES),
        Scope(),
    )
    texts = [f"clinic {number}" for number in range(40)]
    chances = np.tile([0.5, 0.1, 0.1], (40, 1))

    def chance(right: int) -> float:
        truth = np.arange(40).reshape(-1, 1) < [right, 4, 0]
        weights = evidence.from_table(train.weigh(CODES, train.Coded(texts, truth), chances, told))
        weighed = evidence.evidence(texts, chances, np.tile([1, 0, 0], (40, 1)))
        return evidence.probabilities(weights, weighed)[0, 0]

    assert chance(36) == pytest.approx(0.9, abs=0.02)
    assert chance(20) == pytest.approx(0.5, abs=0.02)


def test_held_out_descriptions_are_not_learnt_and_a_persons_decisions_are():
    parts = ["seen", "held_out", "untouched"]
    gold = pd.DataFrame({"part": parts, "text": list("abc"), "priority_codes": ["health", "", "sport"]})
    decided = {"decision": ["priority", "method"], "text": ["d", "e"], "codes": ["sport; health", "other"]}
    by_hand = pd.DataFrame(decided)
    coded = train.coded_texts("priority", CODES, gold, by_hand)
    assert coded.texts == ["a", "d"]
    assert coded.codes.tolist() == [[True, False, False], [True, True, False]]


def test_decisions_on_a_simulated_edition_are_not_learnt():
    by_hand = pd.DataFrame({"edition": ["received", "simulated", "received"], "text": list("abc")})
    assert train.of_received(by_hand, ["simulated"])["text"].tolist() == ["a", "c"]


class Taught(Exception):
    """Stops the stage where the fitting would begin."""


def test_the_stage_learns_from_decisions_on_received_editions_alone(project, monkeypatch):
    (project / "params.yaml").write_text("train: {}\nsimulated: [made_up]\n", encoding="utf-8")
    gold = project / "data/gold/descriptions.csv"
    gold.parent.mkdir(parents=True)
    gold.write_text("part,text,method_code,priority_codes\nseen,A gold text,other,\n", encoding="utf-8")
    decided = [
        {"edition": "received", "decision": "method", "text": "A received text", "codes": "other"},
        {"edition": "made_up", "decision": "method", "text": "A made-up text", "codes": "other"},
    ]
    tables = {"coded_by_hand": pd.DataFrame(decided)}
    none = pd.DataFrame(columns=["decision", "text", "code"])
    monkeypatch.setattr(train.codebook, "read", lambda name: tables.get(name, none))
    monkeypatch.setattr(train.codebook, "labels", lambda name: {"other": "Other"})
    taught = []

    def stop(decision: str, codes: list[str], coded: train.Coded, *rest) -> None:
        taught.extend(coded.texts)
        raise Taught

    monkeypatch.setattr(train, "train", stop)
    with pytest.raises(Taught):
        train.main()
    assert taught == ["A gold text", "A received text"]


def test_rules_and_hints_of_a_decision_are_texts_about_their_code():
    rules = pd.DataFrame({"decision": ["priority", "method"], "code": ["sport", "other"], "text": ["judo", "gift"]})
    hints = pd.DataFrame({"decision": ["priority"], "code": ["health"], "text": ["ward"]})
    phrases = train.phrase_texts("priority", CODES, rules, hints)
    assert phrases.texts == ["judo", "ward"]
    assert phrases.codes.tolist() == [[False, True, False], [True, False, False]]


def test_features_are_words_pairs_and_pieces():
    assert features("An ÁRT port") == ["an", "art", "port", "an art", "art port", " art ", " port", "port "]


def test_classifying_never_loads_the_library_that_trains():
    users = [
        file.name
        for file in (Path(train.__file__).parent).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom) and "sklearn" in ast.unparse(node)
    ]
    assert set(users) == {"train.py"}
