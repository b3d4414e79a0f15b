"""The data dictionary says what the tables say."""

import subprocess
import sys
from pathlib import Path

from pipeline.tables import Table, dictionary

ROOT = Path(__file__).parents[1]


def test_data_readme_is_current():
    written = (ROOT / "data/README.md").read_text(encoding="utf-8")
    assert written == dictionary.dictionary(), "run `python -m pipeline.tables.dictionary`"


def test_the_command_writes_the_dictionary(tmp_path):
    (tmp_path / "data").mkdir()
    command = [sys.executable, "-m", "pipeline.tables.dictionary"]
    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True)
    assert (tmp_path / "data/README.md").read_text(encoding="utf-8") == dictionary.dictionary()


def all_tables(parent=Table) -> set[type[Table]]:
    """Return every table there is."""
    return {table for child in parent.__subclasses__() for table in {child, *all_tables(child)}}


def test_every_table_is_in_the_dictionary():
    assert all_tables() == set(dictionary.FILES.values())
