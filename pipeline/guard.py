"""Refuse to commit what identifies respondents: raw survey exports, and what stages leave between raw and report.

`python -m pipeline.guard` looks at every file git tracks or is about to; the hook of `make hooks` runs it before each
commit. Raw files of a survey belong to DVC (docs/sharing.md), unless they are simulated.
"""

import subprocess
import sys
from pathlib import Path

from pipeline import exports
from pipeline.core import paths, sources, stage

# Of a source's folder, what says nothing of a respondent: its description, and what DVC writes to find the raw file.
DESCRIPTIONS = ("source.yaml", ".gitignore")
# Of data/, what is written by people or published, and what DVC keeps of the stages: digests and commands, no word of
# anybody. The rest is left by stages from the respondents' words.
COMMITTED = {
    paths.CODEBOOK,
    paths.GAZETTEER,
    paths.REGISTER,
    paths.GOLD,
    *map(Path, ("data/dvc.yaml", "data/dvc.lock")),
}
TABLE_ENDINGS = {".csv", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods", ".sav", ".zsav", ".dta", ".zip"}


def refused(tracked: list[Path]) -> dict[Path, str]:
    """Return the files that must not be committed, each with the reason."""
    found = {path: _reason(path) for path in tracked}
    return {path: reason for path, reason in found.items() if reason}


def _reason(path: Path) -> str:
    """Return why a file must not be committed, "" when it may."""
    if paths.RAW in path.parents:
        return _reason_of_raw(path)
    if path.parts[0] == "data" and path.name != "README.md" and not {path, *path.parents} & COMMITTED:
        return "it is left by a stage from the respondents' words; `dvc repro` makes it anew."
    if path.suffix.lower() in TABLE_ENDINGS and path.is_file() and paths.REPORTS not in path.parents:
        return _reason_of_stray(path)
    return ""


def _reason_of_raw(path: Path) -> str:
    """Return why a file of data/raw/ must not be committed, "" when it may."""
    if path.name in DESCRIPTIONS or path.suffix == ".dvc":
        return ""
    try:
        described = {source.source_id: source for source in sources.read(path.relative_to(paths.RAW).parts[0])}
    except sources.SourceError as error:
        return f"nobody can tell what it is: {error}"
    source = described.get(path.parent.name)
    if source is None or source.kind == "records" or source.simulated:
        return ""
    return "it is a raw survey export, which names respondents."


def _reason_of_stray(path: Path) -> str:
    """Return why a table outside data/raw/ must not be committed, "" when it is no platform's export."""
    try:
        platform, evidence = exports.recognised(exports.opened(path))
    except exports.ExportError:
        return ""
    if platform in ("", "records"):
        return ""
    return f"it looks like a survey export of {platform}: {evidence}"


def main() -> None:
    """Exit with a sentence for each tracked file that must not be committed."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    found = refused([Path(name) for name in listed.split("\0") if name])
    for path, reason in sorted(found.items()):
        print(stage.visible(f"{path}: {reason}"), file=sys.stderr)
    if found:
        sys.exit(
            "Take them out of the commit with `git rm --cached FILE`; then `dvc add FILE` keeps a raw file "
            "(docs/sharing.md)."
        )


if __name__ == "__main__":
    try:
        main()
    except stage.InputError as error:
        sys.exit(str(error))
