"""Feed the readers what a coverage-guided fuzzer makes of sound files: `make fuzz`, or for one kind of file

    python -m tests.fuzz_readers text --seconds 600

Each kind starts from the exports that tests/export_layouts.py writes. A file may be read or refused in one sentence;
anything else that is raised, any file opened outside the file's own folder, more than MEMORY or SLOWEST for one file is
a finding: the command prints it, keeps the input in --findings, and exits 1. Needs atheris.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import atheris
import pandas as pd

with atheris.instrument_imports(include=["pipeline.exports", "pipeline.core.sources"]):
    from pipeline import exports
    from pipeline.core import sources, stage
from tests.test_exports_damage import sound
from tests.test_sources import SAID, describe

ROOT = Path(__file__).parents[1]
MEMORY = 2_048  # MB
SLOWEST = 20  # seconds for one file
LONGEST = 40_000  # bytes; longer ones only take longer
DOCUMENT_NAMES = ["office", "table", "text"]
EXPECTED_SHEET = "xl/worksheets/sheet1.xml"


class Kind(NamedTuple):
    """One kind of file: what the fuzzer starts from, how what it makes becomes a file, and the file's name."""

    seeds: Callable[[], list[bytes]]
    file: Callable[[bytes], bytes]
    name: str


def _layouts(*names: str) -> list[bytes]:
    return [sound(name)[1] for name in names]


def _sheet(workbook: bytes) -> bytes:
    """Return the sheet of a workbook: the fuzzer would only damage the packing around it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(EXPECTED_SHEET)


def _workbook(sheet: bytes) -> bytes:
    """Return a workbook that has this sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound("alchemer_workbook")[1])) as whole, zipfile.ZipFile(made, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, sheet if name == EXPECTED_SHEET else whole.read(name))
    return made.getvalue()


def _open_document(content: bytes) -> bytes:
    """Return an open document spreadsheet of this content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return made.getvalue()


def _content() -> list[bytes]:
    """Return the content of an open document with repeated rows and cells."""
    names = " ".join(f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for name in DOCUMENT_NAMES)
    cells = "".join(
        f"<table:table-cell office:value-type='string'><text:p>{name}</text:p></table:table-cell>" for name in SAID
    )
    number = "<table:table-cell table:number-columns-repeated='3' office:value-type='float' office:value='7'/>"
    rows = f"<table:table-row>{cells}</table:table-row>"
    rows += f"<table:table-row table:number-rows-repeated='2'>{number}</table:table-row>"
    table = f"<office:spreadsheet><table:table table:name='S'>{rows}</table:table></office:spreadsheet>"
    return [f"<office:document-content {names}><office:body>{table}</office:body></office:document-content>".encode()]


def _parquet() -> list[bytes]:
    """Return a Parquet table of texts and numbers."""
    made = io.BytesIO()
    pd.DataFrame({"city": ["Boise", "Köln", None], "year": [1999, 2001, 2005]}).to_parquet(made)
    return [made.getvalue()]


def _description() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return [(describe(Path(folder)) / "source.yaml").read_bytes(), "\n".join(SAID).encode()]


KINDS = {
    "text": Kind(
        lambda: [
            *_layouts("alchemer", "qualtrics_split", "surveymonkey", "google_forms", "odk", "limesurvey", "redcap"),
            b'{"a": [1]}',
            b"<?xml version='1.0'?><a/>",
        ],
        bytes,
        "export.csv",
    ),
    "workbook": Kind(lambda: [_sheet(one) for one in _layouts("alchemer_workbook")], _workbook, "export.xlsx"),
    "open_document": Kind(_content, _open_document, "export.ods"),
    "parquet": Kind(_parquet, bytes, "export.parquet"),
    "spss": Kind(lambda: _layouts("spss"), bytes, "export.sav"),
    "stata": Kind(lambda: _layouts("stata"), bytes, "export.dta"),
    "description": Kind(_description, bytes, "source.yaml"),
}


class Watched:
    """The folder that a reader may open files in; any other that Python opens while `reading` is a finding."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reading = str(folder), False
        sys.addaudithook(self._opened)

    def _opened(self, event: str, arguments: tuple) -> None:
        if event == "open" and self.reading and isinstance(arguments[0], str):
            # What Python itself opens, to import a module or to start the process that reads statistics files.
            python_s = (sys.prefix, sys.base_prefix, str(ROOT / "pipeline"), os.devnull)
            is_inside = arguments[0].startswith((self.folder, *python_s))
            if not is_inside:
                raise RuntimeError(f"a reader opens {arguments[0]!r}, which is outside its folder")


def fuzz(kind: str, seconds: int, findings: str) -> None:
    """Fuzz one kind of file for so long; ends the process."""
    made, folder = KINDS[kind], Path(tempfile.mkdtemp())
    corpus = folder / "corpus"
    source = folder / "source"
    for place in (corpus, source):
        place.mkdir()
    for number, seed in enumerate(made.seeds()):
        (corpus / str(number)).write_bytes(seed)
    path = source / made.name
    (source / "list.csv").touch()  # which a description may name
    _read_once(source)
    watched = Watched(folder)

    def one(content: bytes) -> None:
        path.write_bytes(made.file(content))
        watched.reading = True
        try:
            _read(path)
        except stage.InputError as error:
            if "\n" in str(error):
                raise RuntimeError("the refusal is more than a line") from error
        finally:
            watched.reading = False

    limits = [f"-rss_limit_mb={MEMORY}", f"-timeout={SLOWEST}", f"-max_len={LONGEST}", f"-max_total_time={seconds}"]
    said = [f"-artifact_prefix={findings}/{kind}-", "-print_final_stats=1", "-verbosity=0", "-seed=1"]
    atheris.Setup([kind, *limits, *said, str(corpus)], one)
    atheris.Fuzz()


def _read_once(folder: Path) -> None:
    """Have the libraries imported that are so only when they are needed."""
    for layout in ("spss", "stata"):
        ending, content = sound(layout)
        path = folder / f"first{ending}"
        path.write_bytes(content)
        _read(path)
        path.unlink()


def _read(path: Path) -> None:
    """Read a file as ingest does."""
    if path.name == "source.yaml":
        sources._read_source(path.parent)
        return
    raw = exports.opened(path)
    platform, _ = exports.recognised(raw)
    exports.read_opened(raw, platform or "alchemer")


def main() -> None:
    """Fuzz the kinds named, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all without")
    parser.add_argument("--seconds", type=int, default=60, help="for each kind")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()), help="folder for what is found")
    said = parser.parse_args()
    if unknown := set(said.kinds) - set(KINDS):
        parser.error(f"{unknown.pop()} is none of {', '.join(KINDS)}")
    said.findings.mkdir(parents=True, exist_ok=True)
    failed = []
    for kind in said.kinds or KINDS:
        print(f"== {kind}: {said.seconds} s", flush=True)
        # Not as a module: the process that reads statistics files would import, and instrument, it again.
        program = f"from tests import fuzz_readers; fuzz_readers.fuzz({kind!r}, {said.seconds}, {str(said.findings)!r})"
        if subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode:
            failed.append(kind)
    if failed:
        sys.exit(f"Findings in: {', '.join(failed)}; the inputs are in {said.findings}.")


if __name__ == "__main__":
    main()
