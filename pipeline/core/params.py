"""Choices from params.yaml, read once per stage and checked by name."""

from datetime import date

import yaml

from pipeline.core import paths
from pipeline.core.stage import InputError

# What files of YAML that people write most often lack.
HOW_YAML = "Indent with spaces, no tabs, and put a text that holds a colon in quotes."
# Of each choice of an edition what it can be, and how to write it.
KINDS = {
    "title": (str, "a text"),
    "coverage": (str, "a text"),
    "cut_off": (str, "a day in quotes, like “2024-06-21”"),
    "first_year": ((int, type(None)), "a year without quotes, or ~ for none"),
    "last_year": ((int, type(None)), "a year without quotes, or ~ for none"),
    "count_undated": (bool, "true or false"),
    "frame_cities": ((int, type(None)), "a number without quotes, or ~ where nobody can say"),
    "compared_with": ((str, type(None)), "the name of another edition, or ~ for none"),
}


class ParamsError(InputError):
    """A choice in params.yaml is missing or impossible."""


def read() -> dict:
    """Return params.yaml as nested dictionaries; raise ParamsError when it is no readable YAML."""
    try:
        # The loader written in C says the same eight times as fast; a stage reads its choices some ten times.
        return yaml.load(paths.PARAMS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise ParamsError("this folder has no params.yaml. Run commands in the project's folder.") from error
    except UnicodeDecodeError as error:
        raise ParamsError("params.yaml is not UTF-8 text. Save it with that encoding.") from error
    # A ValueError is a day that there is none of, such as 2024-02-30.
    except (yaml.YAMLError, ValueError) as error:
        raise ParamsError(f"params.yaml is not readable YAML: {' '.join(str(error).split())}. {HOW_YAML}") from error


def section(name: str) -> dict | list:
    """Return the choices under one name: those of a stage, or a list of editions. Raise ParamsError when it is gone."""
    chosen = read()
    if not isinstance(chosen, dict) or name not in chosen:
        raise ParamsError(f"params.yaml has no section {name}. Restore it from the version before.")
    return chosen[name]


def choices(name: str, *keys: str) -> dict:
    """Return some of the choices under one name; a stage is run anew for these only, as DVC is told."""
    chosen = section(name)
    for missing in [key for key in keys if key not in chosen]:
        raise ParamsError(f"params.yaml has no {name}.{missing}. Restore it from the version before.")
    return {key: chosen[key] for key in keys}


def editions() -> list[str]:
    """Return the editions that have an entry, built or not; not one of the choices that a stage is run anew for."""
    return [str(name) for name in section("edition")]


def edition(name: str, *keys: str) -> dict:
    """Return the choices of one edition, or some of them; raise ParamsError when it has no entry or a wrong one.

    Keys: title and coverage (text), cut_off (date), first_year and last_year (integer or None), count_undated (bool),
    frame_cities (integer or None), compared_with (an edition or None).
    """
    entries = section("edition")
    if name not in entries:
        raise ParamsError(f"params.yaml has no entry edition.{name}. Add one: copy another edition's and change it.")
    entry = entries[name]
    for key, (kind, asked) in KINDS.items():
        if key not in entry:
            raise ParamsError(f"params.yaml: edition.{name} has no {key}. Write {asked}.")
        # True is an integer to Python, and no year.
        if not isinstance(entry[key], kind) or isinstance(entry[key], bool) != (kind is bool):
            found = entry[key].isoformat() if isinstance(entry[key], date) else repr(entry[key])
            raise ParamsError(f"params.yaml: edition.{name}.{key} is {found}; write {asked}.")
    first, last = entry["first_year"], entry["last_year"]
    if first is not None and last is not None and first > last:
        raise ParamsError(
            f"params.yaml: edition.{name}: first_year {first} is after last_year {last}, so that no event would count. "
            "Mend one of them."
        )
    entry = entry | {"cut_off": _date(name, entry["cut_off"])}
    return {key: entry[key] for key in keys or entry}


def _date(name: str, text: str) -> date:
    """Return the day in a text; raise ParamsError when there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ParamsError(f"params.yaml: edition.{name}.cut_off is {text!r}; write it like “2024-06-21”.") from error
