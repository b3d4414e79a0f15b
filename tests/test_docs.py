"""What the documentation says is so."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "data/README.md"]


def package(requirement: str) -> str:
    """Return the name in a requirement."""
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0]


def test_every_dependency_has_its_reason_and_every_reason_its_dependency():
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    explained = [name for name, why in re.findall(r"^\| ([A-Za-z0-9._-]+) \| (.{15,}) \|$", text, re.MULTILINE)]
    asked = [*PROJECT["dependencies"], *(name for extra in PROJECT["optional-dependencies"].values() for name in extra)]
    assert sorted(explained) == sorted(package(requirement) for requirement in asked)


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_locked_requirements_have_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE)
    assert pins
    assert len(re.findall(r"^[a-z0-9].*==.*\\\n(?=    --hash=sha256:)", text, re.MULTILINE)) == len(pins)
    assert "://" not in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_that_a_page_tells_to_run_is_there(page):
    modules = re.findall(r"python -m ((?:pipeline|tests|notebooks)[\w.]*)", page.read_text(encoding="utf-8"))
    files = [ROOT / module.replace(".", "/") for module in modules]
    assert [str(file) for file in files if not (file.with_suffix(".py").exists() or file.is_dir())] == []


def test_every_make_target_that_a_page_names_is_there():
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for page in PAGES for target in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert named <= made


@pytest.mark.parametrize("summary", sorted((ROOT / "reports").glob("*/summary.md")), ids=lambda path: path.parent.name)
def test_the_readme_says_the_findings_of_the_last_run(summary):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    findings = readme.partition("<!-- findings")[2].partition("<!-- end of findings -->")[0]
    text = summary.read_text(encoding="utf-8").strip()
    assert text in findings, f"copy {summary.relative_to(ROOT)} between the marks in README.md: make readme"
