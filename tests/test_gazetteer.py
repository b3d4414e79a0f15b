"""The committed gazetteer: small, complete enough, and what the codebook points to is there."""

import shutil

import pandas as pd
import pytest

from pipeline.core import codebook, paths
from pipeline.places import knowledge
from pipeline.places.names import folded

TABLES = ["us_places", "world_places", "small_places", "world_names", "country_names", "subdivisions"]


@pytest.mark.parametrize("name", TABLES)
def test_each_file_is_under_two_megabytes(name):
    assert (paths.GAZETTEER / f"{name}.parquet").stat().st_size < 2_000_000


def test_places_are_identified_once():
    large, small = knowledge.gazetteer("world_places")["id"], knowledge.gazetteer("small_places")["id"]
    assert pd.concat([large, small]).is_unique
    assert knowledge.us_places()["id"].is_unique


def test_every_name_points_to_a_place_that_bears_it():
    names, places = knowledge.gazetteer("world_names"), knowledge.gazetteer("world_places")
    primary = names.loc[names["is_primary"]].sample(300, random_state=1)
    assert primary["name"].tolist() == [folded(places["name"].iloc[row]) for row in primary["place"]]
    assert names["name"].is_monotonic_increasing


def test_every_country_name_has_a_country_of_the_codebook():
    names = knowledge.gazetteer("country_names")
    assert set(names["country"]) <= set(codebook.read("countries")["code"])
    assert names["name"].is_unique


def test_every_country_can_be_written_by_its_own_label():
    known = knowledge.read(spelling_threshold=90)
    for line in codebook.read("countries").itertuples():
        (partner,) = known.partners.decide("", "", line.label, "")
        is_question = line.label in codebook.read("ambiguous_names")["text"].tolist()
        is_domestic = line.part_of == "US" or line.code == "US"
        assert partner.country == (None if is_question else line.code) or is_domestic, line.label


def test_spellings_and_ambiguous_names_are_disjoint():
    spellings = set(codebook.read("country_spellings")["text"].map(folded))
    questions = set(codebook.read("ambiguous_names")["text"].map(folded))
    assert spellings.isdisjoint(questions)


def test_no_two_spellings_of_the_codebook_fold_to_one_name_of_two_countries():
    table = codebook.read("country_spellings")
    by_name = table.groupby(table["text"].map(folded))["code"].nunique()
    assert by_name.loc[by_name.gt(1)].empty


def test_frame_is_incorporated_places_of_member_size():
    frame = pd.read_csv(paths.GAZETTEER / "us_frame.csv", dtype={"id": "str"}, keep_default_na=False)
    places = knowledge.us_places().set_index("id").loc[frame["id"]]
    assert frame["population"].ge(30_000).all()
    assert places["kind"].eq("city").all()
    assert places["name"].tolist() == frame["name"].tolist()


def test_every_incorporated_place_is_in_the_gazetteer():
    listed = pd.read_csv(paths.GAZETTEER / "incorporated_places.csv", dtype=str, keep_default_na=False)
    places = knowledge.us_places().set_index("id").loc[listed["id"]]
    assert places[["state", "name"]].to_numpy().tolist() == listed[["state", "name"]].to_numpy().tolist()


def test_every_us_place_lies_in_a_known_state():
    assert set(knowledge.us_places()["state"]) == set(codebook.read("us_states")["code"])


def test_unknown_place_in_the_codebook_is_named(tmp_path, monkeypatch):
    for folder in (paths.CODEBOOK, paths.GAZETTEER):
        shutil.copytree(folder, tmp_path / folder)
    with (tmp_path / paths.CODEBOOK / "us_city_spellings.csv").open("a", encoding="utf-8") as lines:
        lines.write("Gotham,NJ,999,A city of the comics\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(codebook.CodebookError, match=r"us_city_spellings\.csv: place_id '999' is not known"):
        knowledge.read(spelling_threshold=90)
