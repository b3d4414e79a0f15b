"""Say what a raw file is and draft its description: `python -m pipeline.inspect FILE [--platform P] [--sheet S]`.

Prints the platform and what shows it, the questions with kinds, options and counts, partial responses, and columns that
may identify a person. Writes two drafts beside the file for a person to finish, and never over a file that is there.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import yaml
from rapidfuzz import fuzz

from pipeline import exports
from pipeline.core import codebook, stage
from pipeline.exports.contract import OPTION_SEPARATOR, Export, Field
from pipeline.exports.wording import same
from pipeline.intake.survey import known_questions

LONG_FILE = 20 * 2**20  # bytes; below this nobody waits
MOST_OPTIONS_SHOWN = 25
SURE = 85  # of 100; a wording less alike than this is not matched
TO_DECIDE = "?"  # stands where a person must decide; ingest refuses it
# How the form asks a question of a kind; any other kind, a person decides.
ENTRIES = {"single": "options", "multiple": "options", "text": "line", "date": "date", "number": "count"}
BLANKS = {
    "producer": "",
    "title": "",
    "address": "",
    "accessed": "",
    "licence": "",
    "coverage": "",
}


def inspect(path: Path, platform: str = "", sheet: str = "") -> Export:
    """Return what the file holds, read by the questionnaire of the codebook as far as that knows it.

    Without a platform, the one that the content shows. Raises ExportError when nothing shows one.
    """
    is_long = path.is_file() and path.stat().st_size > LONG_FILE
    raw = exports.opened(path, sheet, _told if is_long else None)
    found, _ = exports.recognised(raw)
    if not platform and not found:
        raise exports.ExportError(
            f"{path.name} shows no platform that is read. If you know it, say --platform with one of "
            f"{', '.join(exports.PLATFORMS)}."
        )
    known = known_questions(codebook.read("questionnaire"), codebook.read("options"))
    return exports.read_opened(raw, platform or found, () if (platform or found) == "records" else known)


def _told(done: int, size: int) -> None:
    """Say on the terminal how much of a file is read."""
    print(
        f"\r{done / 2**20:,.0f} of {size / 2**20:,.0f} MB", end="" if done < size else "\n", file=sys.stderr, flush=True
    )


def report(export: Export, path: Path) -> str:
    """Return what a person wants to know of a raw file before it is let in."""
    lines = [
        f"{path.name}: {export.platform}. {export.evidence}",
        f"{len(export.answers)} responses, {len(_questions(export))} questions in {len(export.fields)} fields; "
        f"{_form(export)}; {export.header_rows} header row{'s' * (export.header_rows != 1)}.",
        *_statuses(export),
        *export.notes,
        _personal(export),
    ]
    if export.ignored:
        lines.append(f"Columns of the platform that were left out: {', '.join(export.ignored)}.")
    lines += [
        f"The table {name!r} could not become repeated questions: {len(table)} rows."
        for name, table in export.children.items()
    ]
    for number, fields in enumerate(_questions(export).values(), start=1):
        lines += ["", *_question(number, fields, export)]
    return "\n".join(map(stage.visible, lines))


def _form(export: Export) -> str:
    """Return how the file is written."""
    if export.sheet:
        return f"sheet {export.sheet!r}"
    names = {",": "comma", ";": "semicolon", "\t": "tab"}
    return f"{export.encoding or 'binary'}" + (f", {names[export.delimiter]}" if export.delimiter else "")


def _statuses(export: Export) -> list[str]:
    """Return sentences on complete, partial and test responses."""
    if "status" not in export.metadata:
        return ["The platform does not say which responses are complete."]
    counts = export.metadata["status"].fillna("unknown").value_counts()
    lines = ["Responses: " + ", ".join(f"{count} {status}" for status, count in counts.items()) + "."]
    tests = int(export.metadata["is_test"].notna().sum()) if "is_test" in export.metadata else 0
    return [*lines, f"{tests} of them are tests or previews."] if tests else lines


def _personal(export: Export) -> str:
    """Return a sentence on the columns that may identify a person; never what is in them."""
    why = {header: field.personal for field in export.fields if field.personal for header in field.headers}
    if not len(export.personal.columns):
        return "No column was found that may identify a person; free texts may still name one."
    named = [f"{header} ({why.get(header, 'the platform’s own')})" for header in export.personal]
    return f"Columns that may identify a person: {'; '.join(named)}."


def _questions(export: Export) -> dict[tuple[str, str, int], list[Field]]:
    """Return the fields of each question: by wording and group, and by column where one wording is asked twice."""
    found: dict[tuple[str, str, int], list[Field]] = {}
    again: Counter[tuple] = Counter()
    for field in export.fields:
        seen = (field.question, field.group, field.slot, field.label, field.kind)
        again[seen] += 1
        found.setdefault((field.question, field.group, again[seen]), []).append(field)
    return found


def _question(number: int, fields: list[Field], export: Export) -> list[str]:
    """Return the lines on one question: wording, kind, repeats, answers, and options with their counts."""
    first = fields[0]
    slots = len({field.slot for field in fields if field.slot})
    repeats = f", {slots} times in the group {first.group!r}" if slots else ""
    answered = int(export.answers[[field.key for field in fields]].notna().any(axis="columns").sum())
    kinds = ", ".join(dict.fromkeys(field.kind for field in fields))
    lines = [f"{number}. {first.question}", f"   {kinds}{repeats}; answered by {answered}"]
    lines += [f"   – {label}" for label in dict.fromkeys(field.label for field in fields) if label]
    counts = _option_counts(fields, export)
    lines += [f"   {count:>7,}  {option}" for option, count in list(counts.items())[:MOST_OPTIONS_SHOWN]]
    if len(counts) > MOST_OPTIONS_SHOWN:
        lines.append(f"   … and {len(counts) - MOST_OPTIONS_SHOWN} more options")
    return lines


def _option_counts(fields: list[Field], export: Export) -> dict[str, int]:
    """Return how often each option is chosen, over all slots, in the file's order; {} for open questions."""
    closed = [field for field in fields if field.kind in ("single", "multiple", "grid")]
    chosen: Counter[str] = Counter()
    for field in closed:
        chosen.update(dict.fromkeys(field.options, 0))
        for text, count in export.answers[field.key].dropna().value_counts(sort=False).items():
            chosen.update({option: int(count) for option in text.split(OPTION_SEPARATOR)})
    return dict(chosen)


def draft_source(export: Export, path: Path) -> str:
    """Return the text of a source.yaml for the file; what only a person knows is blank, so that ingest asks for it."""
    is_records = export.platform == "records"
    said = {
        "file": path.name,
        "kind": "records" if is_records else "survey",
        "platform": export.platform,
        **({"layout": ""} if is_records else {}),
        **({"sheet": export.sheet} if export.sheet else {}),
        **BLANKS,
        "grain": "one row per engagement" if is_records else "one row per response",
    }
    return (
        "# A draft by pipeline.inspect. Fill in what is blank; coverage says what the file covers and what not.\n"
        + yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)
    )


def draft_questionnaire(export: Export, questionnaire: pd.DataFrame) -> pd.DataFrame:
    """Return one line for each question of the file, as questionnaire.csv of the codebook has them, and its match.

    Each takes over the line whose wording is most alike, when it is alike enough and no other question is more so;
    score is 0 to 100. Where nothing matches, the columns that a person must decide hold “?”.
    """
    asked = [fields for fields in _questions(export).values() if any(field.kind != "other" for field in fields)]
    best = _best_matches([fields[0] for fields in asked], questionnaire)
    lines = []
    for number, (fields, (row, score)) in enumerate(zip(asked, best, strict=True), start=1):
        first = fields[0]
        own = {"wording": first.question, "group": first.group, "kind": first.kind}
        slots = max(1, *(field.slot for field in fields))
        if row is None:
            decide = dict.fromkeys(["block", "table", "column"], TO_DECIDE)
            own |= {**decide, "question": f"new_{number}", "treatment": "personal" if first.personal else TO_DECIDE}
            own |= {"entry": ENTRIES.get(first.kind, TO_DECIDE)}
            matched = ""
        else:
            line = questionnaire.iloc[row]
            # Another survey may repeat it more often.
            slots = max(slots, int(line["slots"]))
            own = {**line, **own, "kind": line["kind"]}
            matched = line["wording"]
        own["slots"] = str(slots)
        lines.append(
            {**dict.fromkeys(questionnaire.columns, ""), **own, "matched_wording": matched, "score": str(score)}
        )
    return pd.DataFrame(lines, columns=[*questionnaire.columns, "matched_wording", "score"])


def _best_matches(asked: list[Field], questionnaire: pd.DataFrame) -> list[tuple[int | None, int]]:
    """Return for each question the row of the questionnaire that it matches, None for none, and the best score.

    A row is given once, to the question most like it.
    """
    wordings = [same(wording) for wording in questionnaire["wording"]]
    groups = [same(group) for group in questionnaire["group"]]
    scores = [
        [
            round(fuzz.token_sort_ratio(same(field.question), wording) - (8 if same(field.group) != group else 0))
            for wording, group in zip(wordings, groups, strict=True)
        ]
        for field in asked
    ]
    pairs = sorted(
        ((score, number, row) for number, line in enumerate(scores) for row, score in enumerate(line) if score >= SURE),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    given: dict[int, int] = {}
    for _, number, row in pairs:
        if number not in given and row not in given.values():
            given[number] = row
    return [
        (given.get(number), line[given[number]] if number in given else max(0, *line, 0))
        for number, line in enumerate(scores)
    ]


def draft_record_columns(export: Export, record_columns: pd.DataFrame) -> pd.DataFrame:
    """Return one line for each column of a record table, as record_columns.csv has them, with its score."""
    layout = _layout(export, record_columns)
    known = record_columns if layout == TO_DECIDE else record_columns.loc[record_columns["layout"].eq(layout)]
    headers = [same(header) for header in known["header"]]
    lines = []
    for field in export.fields:
        scores = [round(fuzz.token_sort_ratio(same(field.question), header)) for header in headers]
        row = max(range(len(scores)), key=lambda number, scores=scores: (scores[number], -number))
        line = known.iloc[row] if scores[row] >= SURE else dict.fromkeys(["treatment", "column"], TO_DECIDE)
        lines.append(
            {
                "layout": layout,
                "header": field.question,
                "treatment": line["treatment"],
                "column": line["column"],
                "note": "",
                "matched_header": line.get("header", ""),
                "score": str(scores[row]),
            }
        )
    return pd.DataFrame(lines, columns=[*record_columns.columns, "matched_header", "score"])


def _layout(export: Export, record_columns: pd.DataFrame) -> str:
    """Return the layout that has all of the table's headers, or “?”."""
    headers = {field.question for field in export.fields}
    for layout, lines in record_columns.groupby("layout", sort=False):
        if headers <= set(lines["header"]):
            return str(layout)
    return TO_DECIDE


def write_drafts(export: Export, path: Path) -> list[str]:
    """Write the drafts beside the file and return a sentence on each; what is there already stays as it is."""
    if export.platform == "records":
        name, table = "record_columns.draft.csv", draft_record_columns(export, codebook.read("record_columns"))
    else:
        name, table = "questionnaire.draft.csv", draft_questionnaire(export, codebook.read("questionnaire"))
    unmatched = int(table["treatment"].eq(TO_DECIDE).sum())
    texts = {"source.yaml": draft_source(export, path), name: table.to_csv(index=False, lineterminator="\n")}
    sentences = [_write_new(path.parent / file, text) for file, text in texts.items()]
    return [
        *sentences,
        f"{unmatched} of {len(table)} lines of {name} are for a person to decide: they hold “{TO_DECIDE}”.",
    ]


def _write_new(path: Path, text: str) -> str:
    """Write a file that is not there yet, and return a sentence on it."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        return f"{path.name} is there already and was left as it is."
    except OSError as error:
        raise stage.InputError(
            f"{path} cannot be written: {error.strerror}. Copy the raw file to a folder of yours."
        ) from error
    return f"{path.name} was written; finish it."


def main() -> None:
    """Print the report and write the drafts for the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a raw export or record table, as it came")
    parser.add_argument(
        "--platform", default="", choices=["", *exports.PLATFORMS], help="where the content does not show it"
    )
    parser.add_argument("--sheet", default="", help="of a workbook; its first visible sheet without")
    parser.add_argument("--report-only", action="store_true", help="write no drafts")
    said = parser.parse_args()
    try:
        export = inspect(said.file, said.platform, said.sheet)
        print(report(export, said.file))
        for sentence in [] if said.report_only else write_drafts(export, said.file):
            print(f"\n{sentence}")
    except stage.InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
