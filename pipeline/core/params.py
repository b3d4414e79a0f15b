"""Choices from params.yaml, read once per stage and checked by name."""

from datetime import date

import yaml

from pipeline.core import paths
from pipeline.core.stage import InputError


class ParamsError(InputError):
    """A choice in params.yaml is missing or impossible."""


def read() -> dict:
    """Return params.yaml as nested dictionaries; raise ParamsError when it is no readable YAML."""
    try:
        # The loader written in C says the same eight times as fast; a stage reads its choices some ten times.
        return yaml.load(paths.PARAMS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ParamsError(f"params.yaml is not readable YAML: {' '.join(str(error).split())}.") from error


def section(name: str) -> dict | list:
    """Return the choices under one name: those of a stage, or a list of editions."""
    return read()[name]


def choices(name: str, *keys: str) -> dict:
    """Return some of the choices under one name; a stage is run anew for these only, as dvc.yaml lists them."""
    chosen = section(name)
    return {key: chosen[key] for key in keys}


def edition(name: str, *keys: str) -> dict:
    """Return the choices of one edition, or some of them; raise ParamsError when it has no entry or a wrong one.

    Keys: title and coverage (text), cut_off (date), first_year and last_year (integer or None), count_undated (bool),
    frame_cities (integer or None), compared_with (an edition or None).
    """
    entries = read()["edition"]
    if name not in entries:
        raise ParamsError(f"params.yaml has no entry edition.{name}. Add one: copy another edition's and change it.")
    entry = entries[name]
    kinds = {
        "title": str,
        "coverage": str,
        "cut_off": str,
        "first_year": (int, type(None)),
        "last_year": (int, type(None)),
        "count_undated": bool,
        "frame_cities": (int, type(None)),
        "compared_with": (str, type(None)),
    }
    for key, kind in kinds.items():
        # True is an integer to Python, and no year.
        if key not in entry or not isinstance(entry[key], kind) or isinstance(entry[key], bool) != (kind is bool):
            raise ParamsError(
                f"params.yaml: edition.{name}.{key} is {entry.get(key)!r}, which is not what is asked there."
            )
    entry = entry | {"cut_off": _date(name, entry["cut_off"])}
    return {key: entry[key] for key in keys or entry}


def _date(name: str, text: str) -> date:
    """Return the day in a text; raise ParamsError when there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ParamsError(f"params.yaml: edition.{name}.cut_off is {text!r}; write it like “2024-06-21”.") from error
