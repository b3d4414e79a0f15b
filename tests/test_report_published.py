"""The tables beside the report: harmless in a spreadsheet, marked where simulated, each column explained."""

import csv
from pathlib import Path

from pipeline import tables
from pipeline.report.published import TABLES, published_tables
from tests.report_tables import edition


def test_tables_hold_no_formula_and_say_whether_they_are_simulated(tmp_path):
    for name, table in published_tables(edition(tmp_path)).items():
        tables.publish(table, tmp_path / f"{name}.csv")
    for path in sorted(Path(tmp_path).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as opened:
            header, *rows = list(csv.reader(opened))
        assert header[-1] == "data", path
        assert rows, path
        assert all(row[-1] == "simulated" for row in rows)
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))] == []


def test_every_column_of_every_published_table_is_in_the_data_dictionary(tmp_path):
    published = published_tables(edition(tmp_path))
    meanings = published["columns"]
    assert set(published) == set(TABLES)
    assert len(meanings) == sum(len(table.columns) for name, table in published.items() if name != "columns")
    assert (meanings["meaning"].str.len() > 10).all()
    percent = meanings.loc[meanings["table"].eq("findings") & meanings["column"].eq("percent")]
    assert percent["unit"].tolist() == ["%"]
