"""Damaged files and files of the wrong platform: an Export or one sentence, never a traceback."""

import functools
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import exports
from pipeline.exports.contract import OPTION_SEPARATOR, Export, ExportError
from tests.export_layouts import LAYOUTS, PLATFORMS, write


@functools.cache
def sound(layout: str) -> tuple[str, bytes]:
    """Return the ending and the bytes of a sound file."""
    questionnaire = pd.DataFrame(
        [
            ("city", "", "text", "Which city?"),
            ("networks", "", "multiple", "Networks"),
            ("country", "Agreement", "text", "Country"),
        ],
        columns=["question", "group", "kind", "wording"],
    )
    options = pd.DataFrame([("networks", "C40"), ("networks", "UCLG")], columns=["question", "label"])
    answers = pd.DataFrame(
        {
            "city": ["Boise", "Köln", 'Reno, "NV"'],
            "networks": [f"C40{OPTION_SEPARATOR}UCLG", None, "UCLG"],
            "country.1": ["Japan", None, "Chile"],
            "country.2": [None, None, "Ghana"],
        },
        index=[1, 2, 3],
        dtype=object,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = write(layout, questionnaire, options, answers, Path(folder) / "export")
        return path.suffix, path.read_bytes()


def outcome(content: bytes, suffix: str, platform: str = "") -> Export | str:
    """Return the Export, or the one sentence of its refusal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{suffix}"
        path.write_bytes(content)
        try:
            raw = exports.opened(path)
            return exports.read_opened(raw, platform or exports.recognised(raw)[0] or "alchemer")
        except ExportError as error:
            return str(error)


def is_plain(found: Export | str) -> bool:
    """Whether a file was read, or refused in one line."""
    return isinstance(found, Export) or (len(found) > 20 and "\n" not in found)


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_in_one_sentence(layout, data):
    suffix, content = sound(layout)
    damage = data.draw(st.sampled_from(["cut", "byte", "doubled", "hole"]))
    place = data.draw(st.integers(0, len(content) - 1))
    if damage == "cut":
        content = content[:place]
    elif damage == "byte":
        content = content[:place] + bytes([data.draw(st.integers(0, 255))]) + content[place + 1 :]
    elif damage == "doubled":
        content = content[:place] + content
    else:
        content = content[:place] + content[place + data.draw(st.integers(1, 40)) :]
    assert is_plain(outcome(content, suffix))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_is_refused_as_every_other_platform_s(layout):
    suffix, content = sound(layout)
    assert isinstance(outcome(content, suffix, PLATFORMS[layout]), Export)
    others = [platform for platform in exports.PLATFORMS if platform != PLATFORMS[layout]]
    assert [platform for platform in others if isinstance(outcome(content, suffix, platform), Export)] == []


@settings(max_examples=150)
@given(content=st.one_of(st.binary(max_size=400), st.text("ab,;\"\n\t\r '{<\x00é", max_size=80).map(str.encode)))
def test_anything_at_all_is_read_or_refused_in_one_sentence(content):
    assert is_plain(outcome(content, ".csv"))


@settings(max_examples=60)
@given(
    st.sampled_from([b"$FL2", b"<stata_dta>", b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    st.binary(max_size=300),
)
def test_a_file_that_only_begins_like_one_is_refused(start, rest):
    assert isinstance(outcome(start + rest, ".dat"), str)


def test_a_file_on_which_the_library_ends_the_process_is_refused_and_the_next_one_read():
    suffix, content = sound("spss")
    damaged = content[:260] + b"\xff" + content[261:]
    assert "broke off" in outcome(damaged, suffix)
    assert isinstance(outcome(content, suffix), Export)


def test_a_variable_without_a_name_is_refused():
    suffix, content = sound("stata")
    place = content.index(b"networks_2\0")
    assert "no name" in outcome(content[:place] + b"\0" * 10 + content[place + 10 :], suffix)


def test_an_error_that_the_library_did_not_mean_is_a_refusal():
    suffix, content = sound("stata")
    for name in (b"networks_1\0", b"networks_2\0"):
        content = content.replace(name, b"\0" * len(name), 1)
    assert "damaged stata file" in outcome(content, suffix)
