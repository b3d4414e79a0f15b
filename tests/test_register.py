"""The register of published identifiers: written by a command, read by deduplicate."""

import pandas as pd
import pytest

from pipeline import register


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """Return the name of an edition of one engagement in an empty project, where another edition is simulated."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("simulated: [demonstration]\n", encoding="utf-8")
    links = pd.DataFrame(
        {"engagement_id": ["e1", "e1"], "facts_key": ["k2", "k1"], "wording_key": [None, "k3"]}, dtype="str"
    )
    folder = tmp_path / "data/deduplicated/first"
    folder.mkdir(parents=True)
    links.to_parquet(folder / "links.parquet")
    return "first"


def test_nothing_published_is_an_empty_register(edition):
    assert register.read().empty


def test_a_published_edition_is_registered_key_by_key(edition):
    register.main(edition)
    assert register.read().to_numpy().tolist() == [["k1", "e1", "first"], ["k2", "e1", "first"], ["k3", "e1", "first"]]


def test_a_simulated_edition_is_not_registered(edition):
    with pytest.raises(register.RegisterError, match="simulated"):
        register.main("demonstration")
    assert register.read().empty


def test_a_register_that_names_a_key_twice_is_refused(edition, tmp_path):
    (tmp_path / "data/register").mkdir(parents=True)
    (tmp_path / "data/register/engagements.csv").write_text(
        "key,engagement_id,edition\nk1,e1,first\nk1,e2,first\n", encoding="utf-8"
    )
    with pytest.raises(register.RegisterError, match="k1"):
        register.read()
