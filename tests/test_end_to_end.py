"""Both editions, from raw files to what is published, in a copy far from home.

There the locale, the time zone, the hash seed, the number of threads and the kind of processor are others, and there is
no network.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml
from numpy._core._multiarray_umath import __cpu_dispatch__

from pipeline.tables import dictionary
from tests.elsewhere import STAGES, editions_of
from tests.search_outputs import found, text_of

ROOT = Path(__file__).parents[1]
CHOICES = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
EDITIONS, SIMULATED = CHOICES["editions"], CHOICES["simulated"]
ELSEWHERE = {
    **{"LC_ALL": "C", "TZ": "Pacific/Chatham", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)},
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS", "POLARS_MAX_THREADS"), "8"),
    # An old processor: what numpy and OpenBLAS compute with is not what they would choose on this one.
    **{"NPY_DISABLE_CPU_FEATURES": " ".join(__cpu_dispatch__), "OPENBLAS_CORETYPE": "Nehalem"},
}
# Written by stages and committed: what a rerun must give again, byte for byte.
PUBLISHED = sorted(path.relative_to(ROOT) for path in (ROOT / "reports").rglob("*") if path.is_file())


def run(module: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a command of the project in a folder, without a network where the machine can take it away."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **ELSEWHERE}
    command = [*without_network(), sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@cache
def without_network() -> list[str]:
    """Return what starts a process in a machine without a network; nothing where none can be made."""
    command = ["unshare", "--map-root-user", "--net"]
    can = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if can else []


def copy_of_the_inputs(folder: Path) -> Path:
    """Return a folder with what people give the pipeline, and nothing that it makes."""
    shutil.copy(ROOT / "params.yaml", folder)
    for name in ("codebook", "gazetteer", "gold", "register"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    for edition in set(EDITIONS) - set(SIMULATED):
        shutil.copytree(ROOT / "data/raw" / edition, folder / "data/raw" / edition)
    return folder


@pytest.fixture(scope="module")
def rerun(tmp_path_factory) -> Path:
    """Return a folder in which every stage has been run for every edition."""
    folder = copy_of_the_inputs(tmp_path_factory.mktemp("elsewhere"))
    done = run("tests.elsewhere", folder)
    assert done.returncode == 0, done.stderr
    return folder


# Folders of editions and of the questionnaire, and what is about all editions.
@pytest.mark.parametrize("place", sorted({path.parts[1] for path in PUBLISHED}))
def test_a_rerun_elsewhere_gives_the_committed_report_byte_for_byte(rerun, place):
    def digests(folder: Path) -> dict[str, str]:
        return {
            str(path): hashlib.sha256((folder / path).read_bytes()).hexdigest()
            for path in PUBLISHED
            if path.parts[1] == place and (folder / path).is_file()
        }

    assert digests(rerun) == digests(ROOT)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_stage_leaves_what_dvc_yaml_says_and_nothing_else(rerun, edition):
    listed = []
    for stage in STAGES.values():
        if edition in editions_of(stage, CHOICES):
            entries = [*stage.get("outs", []), *stage.get("metrics", [])]
            names = [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]
            listed += [name.replace("${item.edition}", edition) for name in names]
    assert [name for name in listed if not (rerun / name).exists()] == []
    left = [
        str(path.relative_to(rerun))
        for top in ("data", "reports")
        for path in (rerun / top).rglob("*")
        if path.is_file() and edition in path.parts and path.relative_to(rerun).parts[1] != "raw"
    ]
    assert [name for name in left if not any(name == out or name.startswith(f"{out}/") for out in listed)] == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "file", [file for file in dictionary.FILES if file.startswith("data/") and file.endswith(".parquet")]
)
def test_each_file_is_what_the_data_dictionary_says(rerun, edition, file):
    table = dictionary.FILES[file]
    table.validate(pd.read_parquet(rerun / file.replace("<edition>", edition)), lazy=True)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_raw_row_ends_exactly_once(rerun, edition):
    rows = pd.read_parquet(rerun / f"data/ingested/{edition}/rows.parquet")
    accounting = pd.read_parquet(rerun / f"data/summarised/{edition}/accounting.parquet")
    ended = accounting.loc[accounting["unit"].eq("row")].groupby("source_id")["count"].sum()
    assert ended.to_dict() == rows.groupby("source_id").size().to_dict()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_finding_can_be_counted_again_from_its_engagements(rerun, edition):
    findings = pd.read_parquet(rerun / f"data/summarised/{edition}/findings.parquet").set_index("finding_id")
    engagements = pd.read_parquet(rerun / f"data/deduplicated/{edition}/engagements.parquet")
    assert findings.loc["headline.engagements", "count"] == len(engagements)
    for section, column in (("country", "partner_country_code"), ("method", "method_code"), ("state", "us_state")):
        found = findings.loc[
            findings["section"].eq(section) & findings["code"].ne("undecided") & findings["count"].gt(0)
        ]
        assert found.set_index("code")["count"].to_dict() == engagements[column].value_counts().to_dict()


@pytest.fixture(scope="module")
def executed(rerun) -> Path:
    """Return the folder with every notebook, run for every edition."""
    shutil.copytree(ROOT / "notebooks", rerun / "notebooks", ignore=shutil.ignore_patterns("executed"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(rerun), **ELSEWHERE}
    done = subprocess.run(
        [sys.executable, "-m", "notebooks.run"], cwd=rerun, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return rerun / "notebooks/executed"


def personal_values(folder: Path) -> set[str]:
    """Return what identifies respondents in the simulated survey exports: names, addresses, numbers."""
    values: set[str] = set()
    for file in folder.glob("data/raw/*/city_survey/*.csv"):
        export = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        wanted = ["Your name", "Your e-mail address", "Your telephone number", "IP Address"]
        columns = [name for name in export if name in wanted]
        assert len(columns) == len(wanted)
        values |= {value.strip() for name in columns for value in export[name] if value.strip()}
    return values


def written(folder: Path) -> list[Path]:
    """Return all files that the stages wrote outside raw files and truth."""
    paths = [path for path in sorted([*folder.glob("data/*/*/**/*"), *folder.glob("reports/**/*")]) if path.is_file()]
    inputs = ("raw", "truth", "codebook", "gazetteer")
    return [path for path in paths if path.relative_to(folder).parts[1] not in inputs]


@pytest.fixture(scope="module")
def personal(rerun) -> set[str]:
    values = {value for value in personal_values(rerun) if len(value) > 3}
    assert len(values) > 100
    return values


needs_respondents = pytest.mark.skipif(not SIMULATED, reason="no edition with invented respondents")


@needs_respondents
def test_no_personal_value_of_a_respondent_is_in_any_table_page_or_data_set(rerun, personal):
    text = "\n".join(text_of(path) for path in written(rerun) if path.suffix not in (".pdf", ".png"))
    assert len(text) > 1_000_000
    assert found(personal, text) == []


@needs_respondents
def test_no_personal_value_of_a_respondent_is_in_any_pdf(rerun, personal):
    texts = [text_of(path) for path in written(rerun) if path.suffix == ".pdf"]
    assert len(texts) > len(EDITIONS)
    assert found(personal, "\n".join(texts)) == []


@needs_respondents
def test_no_personal_value_of_a_respondent_is_in_what_a_notebook_shows(executed, personal):
    texts = [text_of(path) for path in executed.rglob("*.ipynb")]
    assert len(texts) > len(EDITIONS)
    assert found(personal, "\n".join(texts)) == []


@pytest.mark.parametrize("edition", SIMULATED)
def test_a_simulated_edition_says_so_in_every_page_and_table(rerun, edition):
    pages = [path for path in (rerun / "reports" / edition).rglob("*") if path.suffix in (".html", ".csv", ".svg")]
    assert len(pages) > 5
    silent = [path for path in pages if "simulated" not in path.read_text(encoding="utf-8").casefold()]
    # A table without rows tells of nothing, simulated or not.
    assert [path.name for path in silent if path.suffix != ".csv" or len(path.read_text().splitlines()) > 1] == []


def printed(notebook: Path) -> list[str]:
    """Return what the cells of an executed notebook printed."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(output.get("text", [])) for cell in cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_notebook_runs_and_says_whether_its_edition_is_simulated(executed, edition):
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    notebooks = sorted((executed / edition).glob("*.ipynb"))
    assert [path.name for path in notebooks] == names
    said = [path.name for path in notebooks if any("SIMULATED DATA" in text for text in printed(path))]
    assert len(said) == (len(names) if edition in SIMULATED else 0)


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_an_analyst_adds_an_edition_and_the_next_one_as_the_guide_says(rerun, tmp_path):
    folder = copy_of_the_inputs(tmp_path)
    # Raw files of another edition teach nothing.
    shutil.copytree(rerun / "data/trained", folder / "data/trained")
    source = folder / "data/raw/trial-2027/city_list"
    source.mkdir(parents=True)
    (source / "list.csv").write_text(
        "us_city,us_state,partner_as_written,since_year\n"
        'Houston,TX,"Chiba, Japan",1972\nHouston,TX,"Chiba City, Japan",\nSeattle,WA,"Kobe, Japan",1957\n',
        encoding="utf-8",
    )
    (source / "source.yaml").write_text(
        "file: list.csv\nkind: records\nlayout: relationship_list\nevery_row:\n  method_text: Sister city\n"
        "producer: A city\ntitle: A list\naccessed: 2027-01-31\nlicence: Public\ncoverage: Two cities.\n"
        "grain: One row per relationship.\n",
        encoding="utf-8",
    )
    choices = yaml.safe_load((folder / "params.yaml").read_text(encoding="utf-8"))
    choices["editions"].append("trial-2027")
    choices["edition"]["trial-2027"] = choices["edition"]["public-record-2026"] | {"title": "A trial"}
    (folder / "params.yaml").write_text(yaml.safe_dump(choices), encoding="utf-8")
    started = run("pipeline.new_edition", folder, "trial-2028", "--cut-off", "2028-06-30", "--earlier", "trial-2027")
    assert started.returncode == 0, started.stderr
    with (folder / "data/raw/trial-2028/city_list/list.csv").open("a", encoding="utf-8") as file:
        file.write('Boise,ID,"London, United Kingdom",2020\n')
    done = run("tests.elsewhere", folder, "trial-2027", "trial-2028")
    assert done.returncode == 0, done.stderr
    findings = pd.read_parquet(folder / "data/summarised/trial-2027/findings.parquet").set_index("finding_id")
    assert findings.loc["headline.engagements", "count"] == 2
    assert findings.loc["country.JP", "count"] == 2
    assert "A trial" in (folder / "reports/trial-2027/index.html").read_text(encoding="utf-8")
    changes = pd.read_parquet(folder / "data/summarised/trial-2028/changes.parquet")
    assert changes.loc[changes["kind"].eq("city"), ["us_city", "change", "compared_with"]].to_numpy().tolist() == [
        ["Boise", "new", "trial-2027"]
    ]
    assert "trial-2027" in (folder / "reports/trial-2028/comparison.html").read_text(encoding="utf-8")


def test_a_missing_edition_is_one_sentence_and_a_non_zero_exit(tmp_path):
    done = run("pipeline.ingest", copy_of_the_inputs(tmp_path), "public-record-2062")
    assert done.returncode == 1
    assert done.stderr.startswith("public-record-2062: data/raw/public-record-2062 holds no source.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("module", "said"),
    [
        pytest.param("pipeline.locate", "is missing, which an earlier stage leaves", id="a stage before its input"),
        pytest.param("pipeline.validate", "is missing, which an earlier stage leaves", id="an edition never ingested"),
    ],
)
def test_a_stage_without_its_input_is_one_sentence(tmp_path, module, said):
    done = run(module, copy_of_the_inputs(tmp_path), "public-record-2026")
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("confidence: 0.95", "confidence: 95", "summarise.confidence is 95", id="percent for a share"),
        pytest.param("summarise:", "summarise: [", "params.yaml is not readable YAML", id="broken YAML"),
    ],
)
def test_an_impossible_choice_is_one_sentence(rerun, before, after, said):
    choices = rerun / "params.yaml"
    as_they_were = choices.read_text(encoding="utf-8")
    try:
        choices.write_text(as_they_were.replace(before, after), encoding="utf-8")
        done = run("pipeline.summarise", rerun, "public-record-2026")
    finally:
        choices.write_text(as_they_were, encoding="utf-8")
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
