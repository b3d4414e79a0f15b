"""The sources of an edition: each a folder with one raw file as it came and source.yaml, which says what it is."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.core import params, paths
from pipeline.core.stage import InputError


class SourceError(InputError):
    """A source's description is missing, incomplete or impossible: which file, what, and what to do."""


@dataclass(frozen=True)
class Source:
    """One raw file and its description."""

    source_id: str  # name of its folder
    file: Path  # the raw file
    kind: str  # survey: one row per response; records: one row per engagement; updates: a returned update sheet
    simulated: bool  # made up by the simulator; said on every page and figure it reaches
    platform: str  # survey platform or "records"; the reader refuses a file that is another's
    layout: str  # records and updates: its lines in data/codebook/record_columns.csv; a survey: ""
    sheet: str  # of a workbook; "" for its only or first sheet
    producer: str
    title: str
    address: str  # where it was found, without scheme; "" when it was handed over
    accessed: str  # ISO date
    licence: str
    coverage: str  # what it covers and what not, a sentence or more
    grain: str  # what one row is
    every_row: dict[str, str]  # our column → value that the file as a whole says of each of its rows


NAME = re.compile(r"[\w.-]+")
LARGEST = 100_000  # bytes of a description
KEYS = set(Source.__dataclass_fields__) - {"source_id"}
TEXTS = ["producer", "title", "accessed", "licence", "coverage", "grain"]


def read(edition: str) -> list[Source]:
    """Return the sources of an edition, sorted by name. Raises SourceError."""
    folder = paths.RAW / edition
    folders = sorted(path for path in folder.glob("*") if path.is_dir())
    if not paths.RAW.is_dir():
        raise SourceError(f"There is no folder {paths.RAW}. Run commands in the project's folder.")
    if not folders:
        raise SourceError(f"{folder} holds no source. Make a folder in it with the raw file and its source.yaml.")
    return [_read_source(path) for path in folders]


def _read_source(folder: Path) -> Source:
    """Return the source in one folder."""
    description = folder / "source.yaml"
    if not NAME.fullmatch(folder.name):
        raise SourceError(
            f"{str(folder)!r} cannot name a source: letters, digits, “_”, “-” and “.” only, because the name becomes "
            "part of identifiers and of addresses. Rename the folder."
        )
    for place in (folder, description):
        if place.is_symlink():
            raise SourceError(f"{place} is a link. Put the folder with its files there: a link may lead anywhere.")
    if not description.is_file():
        raise SourceError(f"{description} is missing. It says what the raw file beside it is; copy another source's.")
    said = _said(description)
    blank = [key for key in [*TEXTS, "file", "kind"] if not str(said.get(key) or "").strip()]
    if blank:
        raise SourceError(f"{description} does not say: {', '.join(blank)}.")
    unknown = [str(key) for key in said if key not in KEYS]
    if unknown:
        raise SourceError(f"{description} says {', '.join(unknown)}, which is no key we know. Is it misspelt?")
    if said["kind"] not in ("survey", "records", "updates"):
        raise SourceError(f"{description}: kind is {said['kind']!r}; it is survey, records or updates.")
    if said["kind"] == "updates" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(said["accessed"])):
        raise SourceError(
            f"{description}: accessed is {said['accessed']!r}; write the day on which the sheet came back like "
            "2027-06-30: of several answers to one record the newest decides."
        )
    if said["kind"] != "survey" and not said.get("layout"):
        raise SourceError(f"{description} does not say which layout of data/codebook/record_columns.csv the file has.")
    if not isinstance(said.get("simulated", False), bool):
        raise SourceError(f"{description}: simulated is {said['simulated']!r}; it is true or false.")
    if not isinstance(said.get("every_row") or {}, dict):
        raise SourceError(f"{description}: every_row is no list of “column: value” lines.")
    name = str(said["file"])
    if (
        name == description.name
        or Path(name).name != name
        or not (folder / name).is_file()
        or (folder / name).is_symlink()
    ):
        raise SourceError(f"{description}: file is {name!r}, which is not a file in {folder}.")
    return Source(
        source_id=folder.name,
        file=folder / name,
        kind=said["kind"],
        simulated=said.get("simulated", False),
        platform=str(said.get("platform") or ("alchemer" if said["kind"] == "survey" else "records")),
        layout=str(said.get("layout") or ""),
        sheet=str(said.get("sheet") or ""),
        address=str(said.get("address") or ""),
        every_row={str(key): str(value) for key, value in (said.get("every_row") or {}).items()},
        **{key: " ".join(str(said[key]).split()) for key in TEXTS},
    )


def _said(description: Path) -> dict:
    """Return what a description says, its values checked to be plain texts, numbers, days or yes and no."""
    if description.stat().st_size > LARGEST:
        raise SourceError(
            f"{description} is larger than {LARGEST // 1000} kB. It says a few words on a file; shorten it."
        )
    try:
        said = yaml.safe_load(description.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(f"{description} is not UTF-8 text. Save it with that encoding.") from error
    # A ValueError is a day or number that there is none of, such as 2024-02-30.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceError(
            f"{description} is not readable YAML: {' '.join(str(error).split())}. {params.HOW_YAML}"
        ) from error
    if not isinstance(said, dict):
        raise SourceError(f"{description} is not a list of “key: value” lines.")
    every_row = said.get("every_row")
    for key, value in [*said.items(), *(every_row.items() if isinstance(every_row, dict) else [])]:
        # Lists of lists of the same lists grow without end once they are written out.
        if isinstance(value, list | dict | set | tuple | bytes) and not (key == "every_row" and value is every_row):
            raise SourceError(f"{description}: {key} is a list. Write a text.")
        if key != "file" and not " ".join(str(value).split()).isprintable():
            raise SourceError(f"{description}: {key} holds a character that does not print. Type the text anew.")
    return said


def is_simulated(sources: list[Source]) -> bool:
    """Whether anything in an edition is made up: then its every page and figure says so."""
    return any(source.simulated for source in sources)
