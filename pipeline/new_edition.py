"""Start a new edition from an earlier one: `make edition NAME=… CUT_OFF=…`, or this command with --help.

Carries over the sources, the choices in params.yaml and the codebook's lines on single rows of these sources. Changes
nothing of the earlier edition.
"""

import argparse
import io
import re
import shutil
import sys
from datetime import date

import pandas as pd
from ruamel.yaml import YAML

from pipeline.core import codebook, disk, params, paths, sources, stage

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class EditionError(stage.InputError):
    """The edition asked for cannot be started: what was found, and what to do."""


def start(name: str, earlier: str, cut_off: str, title: str, without: list[str]) -> list[str]:
    """Make the folders, choices and codebook lines of a new edition; return sentences on what was done.

    earlier: the edition it starts from; cut_off: ISO date; title: "" for the earlier one's; without: sources that are
    not carried over, because new files replace them. Raises EditionError before anything is changed.
    """
    choices = params.edition(earlier)
    carried = _carried(name, earlier, cut_off, without)
    for source in carried:
        shutil.copytree(source.file.parent, paths.RAW / name / source.source_id)
    # First of the two: a line of the codebook on an edition without choices stops every stage.
    _add_choices(name, earlier, cut_off, title)
    lines = {table: _carry_lines(table, name, earlier, carried) for table in codebook.tables_on_records()}
    return [
        f"{name} starts from {earlier} ({choices['title']}).",
        f"Sources carried over: {', '.join(source.source_id for source in carried) or 'none'}.",
        *(f"Left behind: {source_id}. Put the new file and its source.yaml in its place." for source_id in without),
        *(f"data/codebook/{table}.csv: {count} lines carried over." for table, count in lines.items() if count),
        f"params.yaml: edition.{name}. Read its title, coverage and years, and change what is no longer so.",
        f"New sources go to {paths.RAW / name}/<source>/ (docs/new-edition.md). Then: dvc repro",
    ]


def _carried(name: str, earlier: str, cut_off: str, without: list[str]) -> list[sources.Source]:
    """Return the sources to carry over. Raises EditionError when the new edition cannot be started."""
    if not NAME.fullmatch(name):
        raise EditionError(
            f"{name!r} cannot name an edition: small letters, digits and hyphens, such as “2027-spring”."
        )
    if name in params.read()["edition"] or (paths.RAW / name).exists():
        raise EditionError(
            f"The edition {name} is there already (params.yaml, {paths.RAW / name}). Choose another name."
        )
    try:
        date.fromisoformat(cut_off)
    except ValueError as error:
        raise EditionError(f"The cut-off date is {cut_off!r}; write it like 2027-06-30.") from error
    there = sources.read(earlier)
    known = [source.source_id for source in there]
    unknown = [source_id for source_id in without if source_id not in known]
    if unknown:
        raise EditionError(f"{earlier} has no source {unknown[0]!r}. It has: {', '.join(known)}.")
    return [source for source in there if source.source_id not in without]


def _carry_lines(table: str, name: str, earlier: str, carried: list[sources.Source]) -> int:
    """Give the new edition the codebook's lines on rows of the carried sources; return how many."""
    told = codebook.read(table)
    named = codebook.lines_on_records(table, earlier)
    ours = [source.source_id for source in carried]
    is_ours = named.apply(lambda records: records.str.partition(":")[0].isin(ours)).all(axis="columns")
    mine = named.index[is_ours]
    if len(mine):
        codebook.write(table, pd.concat([told, told.loc[mine].assign(edition=name)], ignore_index=True))
    return len(mine)


def _add_choices(name: str, earlier: str, cut_off: str, title: str) -> None:
    """Give the new edition an entry in params.yaml like the earlier one's; comments and order there stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "~")
    )
    choices = yaml.load(paths.PARAMS.read_text(encoding="utf-8"))
    entry = {key: value for key, value in choices["edition"][earlier].items() if key != "compared_with"}
    entry |= {"cut_off": cut_off, "compared_with": earlier} | ({"title": title} if title else {})
    choices["edition"][name] = entry
    choices["editions"].append(name)
    written = io.StringIO()
    yaml.dump(choices, written)
    disk.write(paths.PARAMS, written.getvalue())


def latest() -> str:
    """Return the edition of params.yaml whose collection ended last."""
    return max(params.read()["editions"], key=lambda name: (params.edition(name)["cut_off"], name))


def main() -> None:
    """Start the edition that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="name of the new edition, such as 2027")
    parser.add_argument("--cut-off", required=True, help="day on which its collection ends, such as 2027-06-30")
    parser.add_argument("--earlier", default="", help="edition to start from; without it the latest")
    parser.add_argument("--title", default="", help="title of its report; without it the earlier one's")
    parser.add_argument("--without", nargs="*", default=[], metavar="SOURCE", help="sources that new files replace")
    asked = parser.parse_args()
    try:
        told = start(asked.name, asked.earlier or latest(), asked.cut_off, asked.title, asked.without)
    except stage.InputError as error:
        sys.exit(f"{asked.name}: {error}")
    print("\n".join(told))


if __name__ == "__main__":
    main()
