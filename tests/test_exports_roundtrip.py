"""Random surveys, written in the layout of each platform, are read back as they were answered."""

import re
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import exports
from pipeline.exports.contract import OPTION_SEPARATOR, KnownQuestion
from tests.export_layouts import LAYOUTS, PLATFORMS, write

WORDS = st.text("abcXYZéß日 ,;:-/()'\"&.?", min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
ANSWERS = st.one_of(
    st.sampled_from(["NA", "None", "007", "1.0", "2024-05-02", "a;b", "a, b", 'a "b"', "a\nb", "=1+1", "0", "-99x"]),
    st.text("abc é日,;:\n\"'<>&", min_size=1, max_size=10).filter(lambda text: text.strip()),
)


@st.composite
def surveys(draw) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return questionnaire, options and answers of a random survey."""
    responses = draw(st.integers(1, 5))
    questions, options, answers = [], [], {}
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["text", "single", "multiple"]))
        is_repeated = draw(st.booleans())
        name = f"question_{number}"
        wording = f"Which {draw(WORDS)} thing {'abcdefgh'[number]}?"
        questions.append((name, "Formal agreement" if is_repeated else "", kind, wording))
        labels = [f"{'abcdefgh'[place].upper()} {draw(WORDS)} z" for place in range(draw(st.integers(2, 4)))]
        options += [(name, label) for label in labels if kind != "text"]
        for slot in [f".{slot}" for slot in (1, 2, 3)] if is_repeated else [""]:
            answers[name + slot] = draw(
                st.lists(st.one_of(st.none(), _answer(kind, labels)), min_size=responses, max_size=responses)
            )
    return (
        pd.DataFrame(questions, columns=["question", "group", "kind", "wording"]),
        pd.DataFrame(options, columns=["question", "label"]),
        pd.DataFrame(answers, index=range(1, responses + 1), dtype=object),
    )


def _answer(kind: str, labels: list[str]) -> st.SearchStrategy[str]:
    if kind == "text":
        return ANSWERS
    if kind == "single":
        return st.sampled_from(labels)
    return st.sets(st.sampled_from(labels), min_size=1).map(
        lambda chosen: OPTION_SEPARATOR.join(label for label in labels if label in chosen)
    )


def one_blank(texts: list[str]) -> list[str]:
    """Return wordings of options with one blank for several: some formats hold them as wordings, some as cells."""
    return [re.sub(" +", " ", text) for text in texts]


def read_back(path: Path, platform: str, known: list[KnownQuestion]) -> dict[tuple, list[str]]:
    """Return wording, slot → answers, "" where blank; fields without any answer left out."""
    export = exports.read(path, platform, known_questions=known)
    return {
        (field.question, field.slot): texts if field.kind == "text" else one_blank(texts)
        for field in export.fields
        if any(texts := export.answers[field.key].fillna("").tolist())
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=12)
@given(survey=surveys())
def test_a_survey_is_read_back_as_answered(layout, survey):
    questionnaire, options, answers = survey
    labels = options.groupby("question", sort=False)["label"].agg(tuple)
    known = [
        KnownQuestion(line.wording, line.group, line.kind, labels.get(line.question, ()))
        for line in questionnaire.itertuples()
    ]
    wordings = questionnaire.set_index("question")["wording"]
    kinds = questionnaire.set_index("question")["kind"]
    expected = {}
    for column in answers:
        name, _, slot = column.partition(".")
        texts = answers[column].where(answers[column].notna(), "").tolist()
        if layout == "spss":
            # The format fills texts up with blanks, so blanks at their end cannot be told from those.
            texts = [text.rstrip(" ") for text in texts]
        if kinds[name] != "text":
            texts = one_blank(texts)
        if any(texts):
            expected[wordings[name], int(slot or 0)] = texts
    with tempfile.TemporaryDirectory() as folder:
        path = write(layout, questionnaire, options, answers, Path(folder) / "export")
        platform, _ = exports.recognised(exports.opened(path))
        assert platform == PLATFORMS[layout]
        assert read_back(path, platform, known) == expected
