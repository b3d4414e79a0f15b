"""Every real export beside the project against what a correct reader returns: `python -m tests.export_truth`.

The files are not part of the project. They lie in ../shared/fixtures/exports, with truth.json; without them nothing
is compared. Compared are, per file: platform, header rows, encoding, delimiter, responses; per question: the columns it
was read from, how many responses show it, and for the multiple choices that the truth counts, each option's count.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from pipeline import exports
from pipeline.exports.contract import OPTION_SEPARATOR, Export, ExportError, Field
from pipeline.exports.grid import RawFile
from pipeline.exports.wording import same

FOLDER = Path(__file__).parents[2] / "shared/fixtures/exports"


def compared(name: str, truth: dict) -> dict[str, object]:
    """Return one line of the table: file, platform, responses, questions right of all, and what differs."""
    path = FOLDER / name
    try:
        raw = exports.opened(path)
        platform, _ = exports.recognised(raw)
        export = exports.read_opened(raw, platform)
    except ExportError as error:
        is_right = "NEGATIVE" in name or "error" in truth
        return {"file": name, "platform": "refused", "differs": "" if is_right else str(error)}
    differs = _file_differences(export, platform, truth)
    questions = truth.get("questions", [])
    wrong = [text for question in questions if (text := _question_difference(raw, export, question))]
    counts = [truth[key] for key in truth if key.startswith("multi_select_check")]
    wrong_counts = [text for check in counts if (text := _count_difference(export, check))]
    return {
        "file": name,
        "platform": platform,
        "responses": len(export.answers),
        "fields": len(export.fields),
        "questions": f"{len(questions) - len(wrong)} of {len(questions)}",
        "option counts": f"{len(counts) - len(wrong_counts)} of {len(counts)}",
        "differs": "; ".join(differs + wrong + wrong_counts),
    }


def _file_differences(export: Export, platform: str, truth: dict) -> list[str]:
    """Return what differs of the file as a whole."""
    found = {
        "platform": platform,
        "respondents": len(export.answers),
        "header_rows": export.header_rows,
        "encoding": export.encoding.replace("latin-1", "cp1252"),
        "delimiter": export.delimiter or None,
    }
    expected = {key: truth[key] for key in found if key in truth and truth[key] is not None}
    if platform == "spss" or expected.get("encoding") == "utf-8-sig":
        # Where the truth was noted with the codec that reads a mark or none.
        expected.pop("encoding", None)
    return [f"{key} is {found[key]}, not {value}" for key, value in expected.items() if found[key] != value]


def _question_difference(raw: RawFile, export: Export, question: dict) -> str:
    """Return how a question differs from the truth, or ""."""
    columns = question.get("columns")
    if columns and isinstance(columns[0], str):
        header = raw.first.row(0)
        columns = [header.index(column) for column in columns]
    wording = question["question"]
    if columns:
        own = [field for field in export.fields if {column - 1 for column in field.columns} & set(columns)]
        read = sorted({column - 1 for field in own for column in field.columns})
        if read != sorted(columns) and not set(columns) <= {_position(raw, export, name) for name in _leftover(export)}:
            return f"{wording[:40]!r} was read from columns {read}, not {sorted(columns)}"
    else:
        last = same(wording.replace(".", "/").rpartition("/")[2])
        own = [
            field
            for field in export.fields
            if last in (same(field.question), same(field.question.rpartition("/")[2]), same(field.group))
            or wording in (*field.headers, field.question)
            or last in [same(header.rpartition("/")[2]) for header in field.headers]
        ]
        is_metadata = wording in ("start", "end") and len(export.metadata.columns) > 0
        if not own and not is_metadata and not any(last in same(name) for name in export.children):
            return f"{wording[:40]!r} was not found"
        columns = sorted({column - 1 for field in own for column in field.columns})
    if "n_answered" in question and columns:
        shown = int(raw.first.below(export.header_rows).reindex(columns=columns).notna().any(axis="columns").sum())
        answered = int(export.answers[[field.key for field in own]].notna().any(axis="columns").sum())
        if question["n_answered"] not in (shown, answered):
            return f"{wording[:40]!r} has {shown} answers, not {question['n_answered']}"
    return ""


def _leftover(export: Export) -> list[str]:
    """Return the headers that are no question's."""
    return [*export.personal.columns, *export.ignored]


def _position(raw: RawFile, export: Export, name: str) -> int:
    """Return where a column stands, -1 nowhere."""
    row = raw.first.row(0)
    return row.index(name) if name in row else -1


def _count_difference(export: Export, check: dict) -> str:
    """Return how the counts of a multiple choice's options differ from the truth, or ""."""
    wording = check["question"].split(":")[0] if check["question"].startswith("mymrset") else check["question"]
    expected = {
        same(option.split("=", 1)[-1]): n for option, n in check["option_counts"].items() if n and "<" not in option
    }
    best, fewest = "", None
    for field in export.fields:
        if field.kind != "multiple":
            continue
        chosen = export.answers[field.key].dropna().str.split(OPTION_SEPARATOR).explode()
        counts = _by_expected_name(field, Counter(map(same, chosen)), expected)
        if set(expected) and not _is_it(field, wording, counts, expected):
            continue
        wrong = {option: (counts.get(option, 0), n) for option, n in expected.items() if counts.get(option, 0) != n}
        if "respondents_with_any" in check and export.answers[field.key].notna().sum() != check["respondents_with_any"]:
            wrong["respondents"] = (int(export.answers[field.key].notna().sum()), check["respondents_with_any"])
        if fewest is None or len(wrong) < fewest:
            best, fewest = f"{wording[:30]!r} (found, expected): {wrong}" if wrong else "", len(wrong)
    return best if fewest is not None else f"{wording[:40]!r} is no multiple choice"


def _by_expected_name(field: Field, counts: Counter, expected: dict[str, int]) -> Counter:
    """Return the counts with options named as the truth names them: by header, or by the end of a long label."""
    by_header = {same(option): same(header) for option, header in zip(field.options, field.headers, strict=False)}
    names = {
        option: next((name for name in expected if option.endswith(f" {name}")), by_header.get(option, option))
        if option not in expected
        else option
        for option in counts
    }
    return Counter({names[option]: count for option, count in counts.items() if names[option] in expected or option})


def _is_it(field: Field, wording: str, counts: Counter, expected: dict[str, int]) -> bool:
    """Whether a field is the question that a check speaks of, by wording, header or most of its options."""
    named = same(wording) in (same(field.question), *(same(header) for header in field.headers))
    header = any(same(one).startswith(same(wording)) for one in field.headers)
    return named or header or len(set(counts) & set(expected)) > len(expected) / 2


def table() -> pd.DataFrame:
    """Return the comparison, one line per file."""
    truth = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return pd.DataFrame(
        [compared(name, said) for name, said in truth.items() if (FOLDER / name).is_file()], dtype=object
    ).fillna("")


def main() -> None:
    """Print the comparison; exit with 1 when anything differs."""
    if not FOLDER.is_dir():
        sys.exit(f"Nothing to compare: {FOLDER} is not there.")
    found = table()
    print(found.drop(columns="differs").to_string(index=False))
    for line in found.loc[found["differs"].ne("")].itertuples():
        print(f"\n{line.file}: {line.differs}")
    print(f"\n{found['differs'].eq('').sum()} of {len(found)} files give exactly their truth.")
    sys.exit(bool(found["differs"].ne("").any()))


if __name__ == "__main__":
    main()
