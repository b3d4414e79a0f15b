"""The description beside each raw file: what it must say, and which files it may name."""

from pathlib import Path

import pytest
import yaml

from pipeline.core import sources

SAID = {
    "file": "list.csv",
    "kind": "records",
    "layout": "relationship_list",
    "producer": "City of Austin",
    "title": "Sister cities",
    "accessed": "2024-05-31",
    "licence": "Facts only",
    "coverage": "Austin alone",
    "grain": "One row per relationship",
}


def describe(project: Path, text: str | None = None, folder: str = "austin", **said) -> Path:
    """Write a source with its raw file; text, or SAID with what a test says (None leaves a key out)."""
    source = project / "data" / "raw" / "public" / folder
    source.mkdir(parents=True)
    (source / "list.csv").write_text("City\nAustin\n", encoding="utf-8")
    plain = {key: value for key, value in (SAID | said).items() if value is not None}
    (source / "source.yaml").write_text(yaml.safe_dump(plain) if text is None else text, encoding="utf-8")
    return source


def test_a_description_becomes_a_source(project):
    describe(project, every_row={"method_text": "Sister city"})
    (source,) = sources.read("public")
    assert source.file == Path("data/raw/public/austin/list.csv")
    assert (source.source_id, source.kind, source.platform) == ("austin", "records", "records")
    assert source.every_row == {"method_text": "Sister city"}
    assert (source.simulated, source.sheet, source.address) == (False, "", "")


def test_a_survey_is_an_alchemer_export_unless_it_says_otherwise(project):
    describe(project, folder="a", kind="survey", layout=None)
    describe(project, folder="b", kind="survey", layout=None, platform="qualtrics")
    assert [source.platform for source in sources.read("public")] == ["alchemer", "qualtrics"]


def test_sources_come_in_the_order_of_their_names(project):
    for folder in ("reno", "austin", "boise"):
        describe(project, folder=folder)
    assert [source.source_id for source in sources.read("public")] == ["austin", "boise", "reno"]


def test_an_edition_is_simulated_when_one_of_its_sources_is(project):
    describe(project, folder="a")
    describe(project, folder="b", simulated=True)
    assert sources.is_simulated(sources.read("public"))
    assert not sources.is_simulated(sources.read("public")[:1])


def test_an_edition_without_sources_says_what_to_make(project):
    (project / "data/raw/public").mkdir(parents=True)
    with pytest.raises(sources.SourceError, match=r"holds no source\. Make a folder"):
        sources.read("public")


def test_a_folder_without_raw_files_is_not_the_projects(project):
    with pytest.raises(sources.SourceError, match=r"no folder data/raw\. Run commands in the project's folder"):
        sources.read("public")


def test_a_text_with_a_colon_says_to_quote_it(project):
    describe(project, "title: Survey: the second round")
    with pytest.raises(sources.SourceError, match="put a text that holds a colon in quotes"):
        sources.read("public")


def test_a_source_without_description_stops(project):
    (describe(project) / "source.yaml").unlink()
    with pytest.raises(sources.SourceError, match=r"source\.yaml is missing"):
        sources.read("public")


@pytest.mark.parametrize("key", ["file", "kind", "producer", "title", "accessed", "licence", "coverage", "grain"])
def test_what_a_description_must_say_is_named_when_it_does_not(project, key):
    describe(project, **{key: " "})
    with pytest.raises(sources.SourceError, match=f"does not say: {key}"):
        sources.read("public")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        pytest.param({"licens": "CC0"}, "says licens, which is no key", id="misspelt key"),
        pytest.param({"source_id": "other"}, "says source_id, which is no key", id="identifier is the folder's name"),
        pytest.param({"kind": "poll"}, "kind is 'poll'", id="kind"),
        pytest.param({"layout": None}, "does not say which layout", id="records without layout"),
        pytest.param({"every_row": ["Sister city"]}, "every_row is no list of", id="every_row"),
        pytest.param({"simulated": "no"}, "simulated is 'no'; it is true or false", id="simulated"),
    ],
)
def test_a_description_that_cannot_be_stops(project, said, message):
    describe(project, **said)
    with pytest.raises(sources.SourceError, match=message):
        sources.read("public")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("file: [", id="no YAML"),
        pytest.param("just words", id="no keys"),
        pytest.param("", id="empty"),
        pytest.param("2: 3\nfile: list.csv", id="number for a key"),
        pytest.param("!!python/object/apply:os.getcwd []", id="YAML that would run"),
        pytest.param("accessed: 2024-02-30", id="day that there is none of"),
        pytest.param("[" * 5_000, id="too deep"),
        pytest.param("title: " + "x" * 200_000, id="too large"),
    ],
)
def test_a_description_that_is_no_list_of_keys_stops(project, text):
    describe(project, text)
    with pytest.raises(sources.SourceError):
        sources.read("public")


@pytest.mark.parametrize("value", [["a"], {"a": "b"}], ids=["list", "lines"])
def test_lists_that_are_no_text_stop(project, value):
    describe(project, coverage=value)
    with pytest.raises(sources.SourceError, match="coverage is a list"):
        sources.read("public")


def test_lists_that_grow_without_end_are_not_written_out(project):
    grown = "".join(f"- &l{level} [{f'*l{level - 1}, ' * 10}]\n" for level in range(1, 10))
    said = yaml.safe_dump({key: value for key, value in SAID.items() if key != "title"})
    describe(project, f"{said}title:\n- &l0 [ha, ha]\n{grown}")
    with pytest.raises(sources.SourceError, match="title is a list"):
        sources.read("public")


@pytest.mark.parametrize("text", ["Austin\x1b[2J", "Austin\u202e"], ids=["moves the cursor", "turns text"])
def test_a_description_that_would_act_on_a_terminal_stops(project, text):
    describe(project, producer=text)
    with pytest.raises(sources.SourceError, match="producer holds a character that does not print"):
        sources.read("public")


@pytest.mark.parametrize("name", ["austin:2", "austin list", "<b>austin", "austin#1", "austin\u202e", "50%"])
def test_a_folder_whose_name_means_more_than_itself_stops(project, name):
    describe(project, folder=name)
    with pytest.raises(sources.SourceError, match="cannot name a source"):
        sources.read("public")


def test_a_description_in_another_encoding_stops(project):
    (describe(project) / "source.yaml").write_bytes("producer: Città".encode("cp1252"))
    with pytest.raises(sources.SourceError, match="UTF-8"):
        sources.read("public")


@pytest.mark.parametrize(
    "name",
    [
        "../secret.csv",
        "../austin/list.csv",
        "/etc/hosts",
        "sub/list.csv",
        "..",
        ".",
        "missing.csv",
        "list.csv\0",
        "..\\secret.csv",
        "source.yaml",
    ],
)
def test_only_a_file_beside_the_description_can_be_named(project, name):
    describe(project, file=name)
    (project / "data/raw/public/secret.csv").write_text("", encoding="utf-8")
    (project / "data/raw/public/austin/sub").mkdir()
    (project / "data/raw/public/austin/sub/list.csv").write_text("", encoding="utf-8")
    with pytest.raises(sources.SourceError, match="which is not a file in"):
        sources.read("public")


def test_a_link_to_another_file_cannot_be_named(project):
    (project / "secret.csv").write_text("City", encoding="utf-8")
    (describe(project, file="link.csv") / "link.csv").symlink_to(project / "secret.csv")
    with pytest.raises(sources.SourceError, match="which is not a file in"):
        sources.read("public")


@pytest.mark.parametrize("name", ["", "source.yaml"], ids=["folder", "description"])
def test_a_source_that_is_a_link_stops(project, name):
    place = describe(project) / name
    place.rename(project / "elsewhere")
    place.symlink_to(project / "elsewhere")
    with pytest.raises(sources.SourceError, match="is a link"):
        sources.read("public")
