"""How a stage is started, and how it says what is wrong with its input."""

import errno
import os

import pyarrow.parquet as pq
import pytest

from pipeline.core import stage


def run(monkeypatch: pytest.MonkeyPatch, main, *arguments: str) -> None:
    """Start a stage as the command line does."""
    monkeypatch.setattr("sys.argv", ["stage", *arguments])
    stage.run(main, "What it does.")


def test_a_stage_gets_the_edition_named(monkeypatch):
    named = []
    run(monkeypatch, named.append, "demonstration-2024")
    assert named == ["demonstration-2024"]


@pytest.mark.parametrize("arguments", [[], ["one", "two"]], ids=["no edition", "two editions"])
def test_a_stage_needs_one_edition(monkeypatch, capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        run(monkeypatch, print, *arguments)
    assert stopped.value.code == 2
    assert "edition" in capsys.readouterr().err


def test_an_error_that_people_can_mend_is_one_sentence(monkeypatch):
    def main(edition: str) -> None:
        raise stage.InputError("list.csv has no column City. Add it.")

    with pytest.raises(SystemExit, match=r"^spring: list\.csv has no column City\. Add it\.$"):
        run(monkeypatch, main, "spring")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("a\x1b[2J\x1b]0;owned\x07", r"a\x1b[2J\x1b]0;owned\x07", id="moves the cursor, sets the title"),
        pytest.param("a\r\nspring: all is well", r"a\r\nspring: all is well", id="forges a line"),
        pytest.param("a\u2028b\x85c", r"a\u2028b\x85c", id="forges a line beyond ASCII"),
        pytest.param("\u202evsc.tsil\u2066", r"\u202evsc.tsil\u2066", id="reverses the text"),
        pytest.param("a\ud800b", r"a\ud800b", id="is no character"),
        pytest.param("Città – 東京 🎌", "Città – 東京 🎌", id="harmless"),
        pytest.param(r"'City\xa0'", r"'City\xa0'", id="escaped already"),
    ],
)
def test_a_name_in_an_error_is_shown_and_does_not_act(monkeypatch, name, told):
    def main(edition: str) -> None:
        raise stage.InputError(f"{name} has no column City. Add it.")

    with pytest.raises(SystemExit) as stopped:
        run(monkeypatch, main, "spring")
    assert stopped.value.code == f"spring: {told} has no column City. Add it."


def test_a_name_of_any_length_leaves_an_error_its_beginning_and_its_end():
    told = str(stage.InputError(f"list.csv has a column {'x' * 1_000_000}, unknown. Name it in the codebook."))
    assert told.startswith("list.csv has a column xxx")
    assert told.endswith("xxx, unknown. Name it in the codebook.")
    assert len(told) < 5_000


def test_an_error_of_ours_keeps_its_traceback(monkeypatch):
    def main(edition: str) -> None:
        raise KeyError("column")

    with pytest.raises(KeyError, match="column"):
        run(monkeypatch, main, "spring")


def test_a_table_that_is_missing_is_one_sentence_whichever_library_misses_it(monkeypatch):
    def main(edition: str) -> None:
        pq.read_metadata("data/validated/spring/reports.parquet")

    with pytest.raises(SystemExit, match=r"^spring: data/validated/spring/reports\.parquet is missing"):
        run(monkeypatch, main, "spring")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES], ids=["full", "read-only", "not allowed"])
def test_a_machine_that_will_not_write_is_one_sentence(monkeypatch, number):
    def main(edition: str) -> None:
        raise OSError(number, os.strerror(number), "data/located/spring/reports.parquet")

    told = rf"^spring: the machine refuses: .*{os.strerror(number)}: 'data/located/spring/reports\.parquet'\. What"
    with pytest.raises(SystemExit, match=told):
        run(monkeypatch, main, "spring")


def test_a_stage_for_all_editions_takes_no_edition_and_says_who_it_is(monkeypatch):
    def main() -> None:
        raise stage.InputError("rules.csv is empty.")

    monkeypatch.setattr("sys.argv", ["stage"])
    with pytest.raises(SystemExit, match=r"^train: rules\.csv is empty\.$"):
        stage.run_for_all(main, "train", "What it does.")
