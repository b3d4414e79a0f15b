"""Cross-tables: the findings of one section, laid out by category and group."""

from typing import NamedTuple


class Crossed(NamedTuple):
    """A cross-table: its columns in words, and for each row its words and one finding (or None) in each column."""

    columns: list[str]
    rows: list[tuple[str, list]]


def crossed(lines: list, order: list[str], groups_as_rows: bool = False) -> Crossed:
    """Return findings with a category and a group as a table: categories in this order, groups as they come.

    The groups are its columns, or with groups_as_rows its rows.
    """
    groups = {line.group_code: line.group_label for line in lines}
    words = {line.code: line.label for line in lines}
    categories = {code: words[code] for code in sorted(words, key=order.index)}
    cells = {(line.code, line.group_code): line for line in lines}
    if groups_as_rows:
        rows = [(label, [cells.get((category, group)) for category in categories]) for group, label in groups.items()]
        return Crossed(list(categories.values()), rows)
    rows = [(label, [cells.get((category, group)) for group in groups]) for category, label in categories.items()]
    return Crossed(list(groups.values()), rows)


def grouped(lines: list) -> list[tuple[str, list]]:
    """Return for each group its words and its findings, for groups that share few categories."""
    told: dict[str, tuple[str, list]] = {}
    for line in lines:
        told.setdefault(line.group_code, (line.group_label, []))[1].append(line)
    return list(told.values())
