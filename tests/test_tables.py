"""What every table promises, and how tables are written."""

import importlib
import inspect
import itertools
import pkgutil

import pandas as pd
import pandera.errors
import pytest

from pipeline import tables
from pipeline.report import quality
from pipeline.tables import Table, reports, responses, review, rows

MODELS = [
    model
    for module in pkgutil.iter_modules(tables.__path__)
    for _, model in inspect.getmembers(importlib.import_module(f"pipeline.tables.{module.name}"), inspect.isclass)
    if issubclass(model, Table) and model is not Table
]
ROWS = pd.DataFrame({"source_id": ["desk"], "row": [2], "kind": ["record"]})


def columns_of(model: type[Table]) -> dict:
    """Return the columns of a table by name."""
    return model.to_schema().columns


@pytest.mark.parametrize(
    "model", list(dict.fromkeys(MODELS)), ids=lambda model: f"{model.__module__[16:]}-{model.__name__}"
)
def test_every_table_says_what_one_row_is_and_every_column_what_it_holds(model):
    assert model.__doc__
    assert all(column.title and column.description for column in columns_of(model).values())


@pytest.mark.parametrize(
    "model", list(dict.fromkeys(MODELS)), ids=lambda model: f"{model.__module__[16:]}-{model.__name__}"
)
def test_an_ending_of_a_columns_name_means_its_type(model):
    strange = {
        name: str(column.dtype)
        for name, column in columns_of(model).items()
        if (name.startswith(("is_", "has_")) and "bool" not in str(column.dtype))
        or (name.endswith(("_text", "_code", "_rule")) and not str(column.dtype).startswith("str"))
    }
    assert strange == {}


@pytest.mark.parametrize("stages", [[reports.Ingested, reports.Validated, reports.Located, reports.Classified]])
def test_a_later_stage_adds_columns_after_the_earlier_ones(stages):
    names = [list(columns_of(stage)) for stage in stages]
    assert all(later[: len(earlier)] == earlier for earlier, later in itertools.pairwise(names))


def test_closed_answers_are_kept_beside_what_they_were_read_as():
    answered = list(columns_of(responses.Validated))
    assert {"staff_text", "has_staff", "director_text", "has_director"} <= set(answered)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(ROWS.assign(colour="red"), id="a column too many"),
        pytest.param(ROWS[["source_id", "row"]], id="a column too few"),
        pytest.param(ROWS[["row", "source_id", "kind"]], id="out of order"),
        pytest.param(ROWS.assign(kind="poll"), id="a value that cannot be"),
        pytest.param(ROWS.assign(row=0), id="a number that cannot be"),
        pytest.param(ROWS.assign(row="2"), id="a text for a number"),
        pytest.param(ROWS.assign(source_id=2), id="a number for a text"),
        pytest.param(ROWS.assign(source_id=pd.Series([2], dtype="object")), id="no text among texts"),
    ],
)
def test_a_table_with_anything_else_is_an_error(wrong):
    rows.Rows.validate(ROWS)
    with pytest.raises(pandera.errors.SchemaErrors):
        rows.Rows.validate(wrong, lazy=True)


def test_a_table_is_read_back_as_it_was_written(tmp_path):
    written = pd.DataFrame(
        {"text": pd.Series(["São Paulo", None], dtype="str"), "year": pd.Series([2019, None], dtype="Int64")}
    )
    tables.write(written, tmp_path / "new" / "table.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "new" / "table.parquet"), written)


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        tables.write(ROWS, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_published_cell_that_a_spreadsheet_would_run_is_marked_as_text(tmp_path, begin):
    tables.publish(pd.DataFrame({"text": [f"{begin}1+1"]}), tmp_path / "table.csv")
    read = pd.read_csv(tmp_path / "table.csv", dtype=str, lineterminator=None)
    assert read.loc[0, "text"].startswith("'")


def test_published_text_stays_and_missing_is_blank(tmp_path):
    table = pd.DataFrame({"text": pd.Series(["São Paulo, Brazil", None], dtype="str"), "count": [-1, 2]})
    tables.publish(table, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().decode() == 'text,count\n"São Paulo, Brazil",-1\n,2\n'


def test_everything_that_is_left_to_a_person_has_a_name_in_the_report():
    assert set(quality.DECISIONS) == set(review.DECISIONS)
