"""Fill in an XForm as KoboToolbox, ODK Collect and Enketo do, and export the submissions as Kobo and Central do.

The form is read from the XForm that pyxform makes of the workbook, so nothing here knows the questionnaire.
"""

import csv
import functools
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.export_layouts import workbook

XFORMS, JR, XHTML = (
    "{http://www.w3.org/2002/xforms}",
    "{http://openrosa.org/javarosa}",
    "{http://www.w3.org/1999/xhtml}",
)
PATH = r"\s*(?:/|\.\./|current\(\)/)[\w./() ]*?(\w+)\s*"
EQUAL = re.compile(rf"{PATH}= '([^']*)'")
ABOVE = re.compile(rf"{PATH}> (\d+)")
CONCAT = re.compile(rf"concat\({PATH}, '([^']*)', position\(\.\.\)\)")
PULLED = re.compile(rf"pulldata\('(\w+)',\s*'(\w+)',\s*'(\w+)',{PATH}\)")
SELECTED = re.compile(rf"selected\({PATH},\s*'([^']*)'\)")


class Node(NamedTuple):
    """One node of the form: a question, or a group or repeat with nodes in it."""

    name: str
    path: str
    children: tuple["Node", ...]
    repeat_count: str  # name of the question that says how often a repeat is asked; "" for none
    relevant: str
    required: bool
    options: frozenset[str]  # values that may be chosen; empty for open questions
    calculate: Callable[[dict[str, str], int], str] | None = None  # of the answers before it and the time of the repeat


class Filled(NamedTuple):
    """One submission: path without repeats → value, and name of a repeat → its submissions in order."""

    values: dict[str, str]
    repeats: dict[str, list["Filled"]]


def form(xform: str, folder: Path) -> Node:
    """Return the form; folder holds the lists it chooses from."""
    root = ET.fromstring(xform)
    model = root.find(f".//{XFORMS}model")
    instances = {one.get("id"): one for one in model.findall(f"{XFORMS}instance") if one.get("id")}
    binds = {one.get("nodeset"): one for one in model.findall(f"{XFORMS}bind")}
    counts = {
        one.get("nodeset"): one.get(f"{JR}count").strip().rpartition("/")[2]
        for one in root.iter(f"{XFORMS}repeat")
        if one.get(f"{JR}count")
    }
    chosen = {}
    for control in root.iter():
        if control.tag in (f"{XFORMS}select", f"{XFORMS}select1"):
            listed = control.find(f"{XFORMS}itemset").get("nodeset")
            name = re.search(r"instance\('([^']+)'\)", listed)[1]
            source = instances[name].get("src")
            if source:
                listed_there = _lines(folder / source.rpartition("/")[2])
                chosen[control.get("ref")] = frozenset(line["name"] for line in listed_there)
            else:
                chosen[control.get("ref")] = frozenset(one.text for one in instances[name].iter(f"{XFORMS}name"))
    top = next(one for one in model.find(f"{XFORMS}instance"))

    def node(element: ET.Element, path: str) -> Node:
        own = f"{path}/{element.tag.rpartition('}')[2]}"
        bind = binds.get(own)
        said = bind.attrib if bind is not None else {}
        inside = [one for one in element if f"{JR}template" not in one.attrib or one.tag not in _plain_tags(element)]
        return Node(
            own.rpartition("/")[2],
            own,
            tuple(node(one, own) for one in inside if one.tag.rpartition("}")[2] not in ("meta", "start", "end")),
            counts.get(own, ""),
            said.get("relevant", ""),
            said.get("required", "") == "true()",
            chosen.get(own, frozenset()),
            functools.partial(_calculated, said["calculate"], folder) if "calculate" in said else None,
        )

    return node(top, "")


@functools.cache
def _lines(path: Path) -> list[dict[str, str]]:
    """Return the lines of a file beside the form."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _calculated(expression: str, folder: Path, scope: dict[str, str], time: int) -> str:
    """Return what a form finds itself, in the given time of a repeat."""
    if found := CONCAT.fullmatch(expression.strip()):
        return f"{scope[found[1]]}{found[2]}{time}"
    found = PULLED.fullmatch(expression.strip())
    assert found, f"calculation {expression!r} is none that the player knows"
    table, column, key, wanted = found.groups()
    return next((line[column] for line in _lines(folder / f"{table}.csv") if line[key] == scope[wanted]), "")


def _plain_tags(element: ET.Element) -> set[str]:
    """Return the tags of which an element has an instance that is no template."""
    return {one.tag for one in element if f"{JR}template" not in one.attrib}


def fill(node: Node, said: dict, scope: dict[str, str] | None = None) -> Filled:
    """Return what a form that is filled in holds: what is not relevant is empty, as the form leaves it out.

    said: name → value, several options as a list; name of a repeat → a list of such. An answer that the form does not
    allow is an error.
    """
    filled = Filled({}, {})
    scope = {} if scope is None else scope
    _fill(node, said, scope, filled, True)
    return filled


def _fill(node: Node, said: dict, scope: dict[str, str], filled: Filled, is_shown: bool, time: int = 0) -> None:
    is_shown = is_shown and _holds(node.relevant, scope)
    if node.repeat_count:
        times = int(scope.get(node.repeat_count) or 0) if is_shown else 0
        given = said.get(node.name, [])
        assert times <= len(given), f"{node.name}: {times} asked, {len(given)} answered"
        filled.repeats[node.name] = []
        for number, one in enumerate(given[:times], start=1):
            inner = Filled({}, {})
            within = dict(scope)
            for child in node.children:
                _fill(child, one, within, inner, True, number)
            filled.repeats[node.name].append(inner)
        return
    if node.children:
        for child in node.children:
            _fill(child, said, scope, filled, is_shown, time)
        return
    value = said.get(node.name, "") if is_shown else ""
    if node.calculate:
        value = node.calculate(scope, time) if is_shown else ""
    chosen = value if isinstance(value, list) else [value] if value else []
    if node.options:
        assert set(chosen) <= node.options, f"{node.name}: {chosen} is not to be chosen"
    assert chosen or not (node.required and is_shown), f"{node.name} must be answered"
    scope[node.name] = " ".join(chosen)
    filled.values[node.path] = scope[node.name]


def _holds(relevant: str, scope: dict[str, str]) -> bool:
    """Whether a condition of the form holds."""
    if not relevant:
        return True
    if found := SELECTED.fullmatch(relevant.strip()):
        return found[2] in scope.get(found[1], "").split(" ")
    if found := EQUAL.fullmatch(relevant.strip()):
        return scope.get(found[1], "") == found[2]
    found = ABOVE.fullmatch(relevant.strip())
    assert found, f"condition {relevant!r} is none that the player knows"
    return float(scope.get(found[1]) or 0) > float(found[2])


def _leaves(node: Node) -> list[Node]:
    """Return the questions outside repeats within a node."""
    if node.repeat_count:
        return []
    return [node] if not node.children else [leaf for child in node.children for leaf in _leaves(child)]


def _repeats(node: Node) -> list[Node]:
    """Return the repeats within a node."""
    return [node] if node.repeat_count else [found for child in node.children for found in _repeats(child)]


def _headers(leaves: list[Node], root: str, divider: str) -> list[str]:
    """Return the headers of questions, with the groups they are in."""
    return [leaf.path.removeprefix(f"{root}/").replace("/", divider) for leaf in leaves]


def write_kobo(node: Node, submissions: list[Filled], title: str, path: Path) -> Path:
    """Write a KoboToolbox workbook: values and headers in XML, groups in headers, a sheet for each repeat."""
    leaves, count = _leaves(node), len(submissions)
    columns = _kobo_columns(leaves, [one.values for one in submissions], node.path)
    numbers = [str(number) for number in range(1, count + 1)]
    columns += [
        ("_id", [f"9{number}" for number in numbers]),
        ("_uuid", [f"uuid-{number}" for number in numbers]),
        ("_submission_time", ["2026-11-02T09:20:00"] * count),
        ("_validation_status", [""] * count),
        ("_notes", [""] * count),
        ("_status", ["submitted_via_web"] * count),
        ("_submitted_by", [""] * count),
        ("__version__", ["vA1"] * count),
        ("_tags", [""] * count),
        ("_index", numbers),
    ]
    sheets = {title[:31]: columns}
    for repeat in _repeats(node):
        rows = [
            (place, one) for place, two in zip(numbers, submissions, strict=True) for one in two.repeats[repeat.name]
        ]
        inner = [leaf for child in repeat.children for leaf in _leaves(child)]
        sheets[repeat.name[:31]] = [
            *_kobo_columns(inner, [one.values for _, one in rows], node.path),
            ("_index", [str(number) for number in range(1, len(rows) + 1)]),
            ("_parent_table_name", [title[:31]] * len(rows)),
            ("_parent_index", [place for place, _ in rows]),
            ("_submission__id", [f"9{place}" for place, _ in rows]),
            ("_submission__uuid", [f"uuid-{place}" for place, _ in rows]),
        ]
    return workbook(sheets, path)


def _kobo_columns(leaves: list[Node], rows: list[dict[str, str]], root: str) -> list[tuple[str, list[str]]]:
    headers = _headers(leaves, root, "/")
    return [(header, [row[leaf.path] for row in rows]) for header, leaf in zip(headers, leaves, strict=True)]


def write_central(node: Node, submissions: list[Filled], name: str, folder: Path) -> Path:
    """Write ODK Central's archive, a file for the submissions and one for each repeat; return it."""
    keys = [f"uuid:{number}" for number in range(1, len(submissions) + 1)]
    leaves = _leaves(node)
    files = {
        f"{name}.csv": [
            ["SubmissionDate", *_headers(leaves, node.path, "-"), "KEY", "SubmitterID", "SubmitterName", "Status"],
            *(
                ["2026-11-02T09:20:00.000Z", *(one.values[leaf.path] for leaf in leaves), key, "7", "Web", ""]
                for key, one in zip(keys, submissions, strict=True)
            ),
        ]
    }
    for repeat in _repeats(node):
        inner = [leaf for child in repeat.children for leaf in _leaves(child)]
        files[f"{name}-{repeat.name}.csv"] = [
            [*_headers(inner, repeat.path, "-"), "PARENT_KEY", "KEY"],
            *(
                [*(one.values[leaf.path] for leaf in inner), key, f"{key}/{repeat.name}[{number}]"]
                for key, two in zip(keys, submissions, strict=True)
                for number, one in enumerate(two.repeats[repeat.name], start=1)
            ),
        ]
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        for file, rows in files.items():
            with archive.open(file, "w") as out:
                text = "".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) + "\n" for row in rows)
                out.write(text.encode("utf-8"))
    return folder / f"{name}.zip"
