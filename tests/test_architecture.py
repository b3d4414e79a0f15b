"""The house as built is the house as drawn: dvc.yaml names all that a stage runs and reads, and imports go one way."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from pipeline import reference
from pipeline.core import codebook, paths

ROOT = Path(__file__).parents[1]
STAGES = reference.stages(ROOT)
MODULE_OF = {name: stage["cmd"].split()[2] for name, stage in STAGES.items()}
STAGE_MODULES = set(MODULE_OF.values())
# Rooms that one stage has for itself; all other modules outside stages are shared.
ROOMS = {
    "pipeline.classification": {"pipeline.classify", "pipeline.train"},
    "pipeline.charts": {"pipeline.chart"},
    "pipeline.data_set": {"pipeline.publish"},
    "pipeline.estimate": {"pipeline.summarise"},
    "pipeline.exports": {"pipeline.ingest", "pipeline.inspect"},
    "pipeline.findings": {"pipeline.summarise"},
    "pipeline.forms": {"pipeline.questionnaire"},
    "pipeline.intake": {"pipeline.ingest"},
    "pipeline.linkage": {"pipeline.deduplicate"},
    "pipeline.places": {"pipeline.gazetteer", "pipeline.locate"},
    "pipeline.profiles": {"pipeline.publish"},
    "pipeline.quality": {"pipeline.evaluate"},
    "pipeline.report": {"pipeline.publish"},
    "pipeline.simulation": {"pipeline.simulate"},
    "pipeline.trends": {"pipeline.trend"},
    "pipeline.webmap": {"pipeline.publish"},
}
# Choices that change no byte of what a stage writes, and why; were they listed, a change would run every stage in vain.
WITHOUT_EFFECT = {
    "engine": "where stages run, and in parts of which size; test_stages_in_parts.py compares the bytes",
}
# The folders whose names in code say what is read or written.
FOLDERS = {name: str(value) for name, value in vars(paths).items() if isinstance(value, Path) and name.isupper()}


@cache
def file_of(module: str) -> Path | None:
    """Return the file of one of our modules, None when it is none of ours."""
    path = ROOT / module.replace(".", "/")
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@cache
def nodes_of(module: str) -> tuple[ast.AST, ...]:
    """Return every node of the code of one of our modules."""
    return tuple(ast.walk(ast.parse(file_of(module).read_text(encoding="utf-8"))))


@cache
def imports_of(module: str) -> set[str]:
    """Return our modules that one of our modules imports."""
    found = set()
    for node in nodes_of(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline":
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.split(".")[0] == "pipeline"}
    # Importing a module runs the packages it is in.
    found |= {name.rpartition(".")[0] for name in found}
    return {name for name in found if file_of(name) and name not in ("", "pipeline", module)}


@cache
def reached_from(module: str) -> set[str]:
    """Return the modules that running one of them runs, itself among them."""
    reached, open_ = set(), {module}
    while open_:
        name = open_.pop()
        reached.add(name)
        open_ |= imports_of(name) - reached
    return reached


def named_in(module: str, owner: str, *functions: str) -> set[str]:
    """Return the literal first arguments of calls like owner.function("…") in a module."""
    return {
        node.args[0].value
        for node in nodes_of(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in functions
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == owner
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def choices_in(module: str) -> set[str]:
    """Return the choices that a module reads: a section, or section.name where it names some of one."""
    found = set()
    for node in nodes_of(module):
        reader = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if reader in ("params.section", "params.choices", "params.edition"):
            # Of which edition is not literal.
            named = ["edition", *node.args[1:]] if reader == "params.edition" else node.args
            section, *names = [getattr(argument, "value", argument) for argument in named]
            found |= {f"{section}.{name}" for name in names} or {section}
    return found


def is_listed(needed: str, listed: list[str]) -> bool:
    """Whether a file, or a folder it is in, is among those listed."""
    return any(needed == entry or needed.startswith(f"{entry}/") for entry in listed)


def listed_of(stage: dict, *kinds: str) -> list[str]:
    """Return what a stage of dvc.yaml lists under these keys; an entry may carry settings."""
    entries = [entry for kind in kinds for entry in stage.get(kind, [])]
    return [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_every_module_it_runs(name):
    listed = listed_of(STAGES[name], "deps")
    files = {str(file_of(module).relative_to(ROOT)) for module in reached_from(MODULE_OF[name])}
    assert sorted(file for file in files if not is_listed(file, listed)) == []


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_no_module_that_it_does_not_run(name):
    files = {str(file_of(module).relative_to(ROOT)) for module in reached_from(MODULE_OF[name])}
    listed = [entry for entry in listed_of(STAGES[name], "deps") if entry.startswith("pipeline/")]
    assert [entry for entry in listed if not any(is_listed(file, [entry]) for file in files)] == []


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_every_codebook_table_it_reads(name):
    listed = listed_of(STAGES[name], "deps")
    tables = {
        table for module in reached_from(MODULE_OF[name]) for table in named_in(module, "codebook", "read", "labels")
    }
    needed = {f"data/codebook/{table}.csv" for table in tables}
    assert sorted(file for file in needed if not is_listed(file, listed)) == []
    own = [entry for entry in listed if entry.startswith("data/codebook/") and entry.endswith(".csv")]
    assert sorted(entry for entry in own if entry not in needed) == []


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_every_choice_it_reads(name):
    read = {choice for module in reached_from(MODULE_OF[name]) for choice in choices_in(module)} - set(WITHOUT_EFFECT)
    # Who reads a whole section reads each of its choices.
    needed = {choice for choice in read if choice == choice.split(".")[0] or choice.split(".")[0] not in read}
    # Where there is an entry for each edition, that of its own is enough.
    assert {entry.replace(".${item.edition}", "") for entry in STAGES[name].get("params", [])} == needed


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_every_folder_it_names(name):
    used = {
        FOLDERS[node.attr]
        for module in reached_from(MODULE_OF[name])
        if module not in ("pipeline.core.codebook", "pipeline.core.params", "pipeline.core.paths")
        for node in nodes_of(module)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "paths"
        and node.attr in FOLDERS
    }
    listed = listed_of(STAGES[name], "deps", "outs", "metrics")
    assert sorted(folder for folder in used if not any(is_listed(entry, [folder]) for entry in listed)) == []


def test_the_files_of_stages_name_none_twice_and_run_all_in_the_projects_folder():
    files = [yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))["stages"] for file in reference.FILES_OF_STAGES]
    assert sum(map(len, files)) == len(STAGES)
    assert {stage["wdir"] for stage in files[0].values()} == {".."}
    assert not any("wdir" in stage for stage in files[1].values())


def test_every_stage_says_what_it_does():
    assert [name for name, stage in STAGES.items() if len(stage.get("desc", "")) < 20] == []


def test_every_table_of_the_codebook_is_a_file_and_every_file_a_table():
    files = {path.stem for path in (ROOT / "data/codebook").glob("*.csv")}
    assert files == set(codebook.TABLES)


@pytest.mark.parametrize("module", sorted(STAGE_MODULES))
def test_no_stage_reaches_another_stage(module):
    assert (reached_from(module) & STAGE_MODULES) - {module} == set()


@pytest.mark.parametrize("module", sorted(STAGE_MODULES))
def test_no_stage_enters_the_room_of_another(module):
    entered = {room for room in ROOMS for name in reached_from(module) if name == room or name.startswith(f"{room}.")}
    assert [room for room in entered if module not in ROOMS[room]] == []


# Every stage lists the core as one; what it imported would run every stage too.
@pytest.mark.parametrize(("room", "allowed"), [("core", {"core"}), ("scale", {"core", "scale", "tables"})])
def test_a_room_of_many_stages_imports_no_room_of_a_few(room, allowed):
    modules = [f"pipeline.{room}.{file.stem}" for file in (ROOT / "pipeline" / room).glob("*.py")]
    assert {name.split(".")[1] for module in modules for name in reached_from(module)} - allowed == set()


def test_only_simulate_and_evaluate_name_the_truth():
    naming = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "pipeline").rglob("*.py")
        if "paths.TRUTH" in file.read_text(encoding="utf-8") or "data/truth" in file.read_text(encoding="utf-8")
    }
    assert naming <= {"pipeline/simulate.py", "pipeline/evaluate.py", "pipeline/core/paths.py"}
    reading = [name for name, stage in STAGES.items() if any("truth" in entry for entry in listed_of(stage, "deps"))]
    assert reading == ["evaluate"]


def test_weasyprint_is_imported_only_when_a_pdf_is_made():
    text = (ROOT / "pipeline/pages/pdf.py").read_text(encoding="utf-8")
    at_top = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert "        import weasyprint" in text
    assert [node for node in at_top if "weasyprint" in ast.unparse(node)] == []


def test_matplotlib_is_imported_in_the_room_of_charts_only():
    users = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "pipeline").rglob("*.py")
        if "import matplotlib" in (text := file.read_text(encoding="utf-8")) or "from matplotlib" in text
    }
    assert users == {"pipeline/charts/letters.py", "pipeline/charts/sheet.py"}


def test_files_are_written_in_one_place_only():
    in_place = re.compile(r"\.write_(text|bytes)\(|\.to_csv\(\w*(path|paths)|\.open\([\"'](w|a|x)")
    users = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "pipeline").rglob("*.py")
        if "node_modules" not in file.parts and in_place.search(file.read_text(encoding="utf-8"))
    }
    # A draft is made once, beside a raw file, and never written over.
    assert users == {"pipeline/core/disk.py", "pipeline/inspect.py"}
