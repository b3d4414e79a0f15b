"""Files are whole or not there."""

import os

import pytest

from pipeline.core import disk

# No process has this number: it is above the largest that Linux gives.
NOBODY = 2**22 + 1


def written_beside(folder, name):
    return [path.name for path in folder.iterdir() if path.name != name]


def test_a_file_is_written_with_its_folder_and_nothing_beside_it(tmp_path):
    disk.write(tmp_path / "new" / "page.html", "é\n")
    assert (tmp_path / "new" / "page.html").read_bytes() == b"\xc3\xa9\n"
    assert written_beside(tmp_path / "new", "page.html") == []


def test_what_was_there_stays_when_writing_breaks_off(tmp_path):
    def break_off() -> None:
        with disk.whole(tmp_path / "table.csv") as beside:
            beside.write_text("half")
            raise ZeroDivisionError

    (tmp_path / "table.csv").write_text("before")
    with pytest.raises(ZeroDivisionError):
        break_off()
    assert (tmp_path / "table.csv").read_text() == "before"
    assert written_beside(tmp_path, "table.csv") == []


def test_nothing_is_in_its_place_until_it_is_whole(tmp_path):
    with disk.whole(tmp_path / "table.csv") as beside:
        beside.write_text("half")
        assert not (tmp_path / "table.csv").exists()


def test_what_a_killed_process_left_is_taken_away_by_the_next_writer(tmp_path):
    (tmp_path / f".table.csv.{NOBODY}.unfinished").write_text("half")
    disk.write(tmp_path / "other.csv", "")
    assert written_beside(tmp_path, "other.csv") == []


def test_two_processes_do_not_write_to_one_file(tmp_path):
    assert str(os.getpid()) in disk.unfinished(tmp_path / "table.csv").name


def test_what_another_process_is_writing_stays(tmp_path):
    being_written = tmp_path / f".page.html.{os.getppid()}.unfinished"
    being_written.write_text("half")
    disk.write(tmp_path / "table.csv", "whole")
    assert being_written.is_file()
