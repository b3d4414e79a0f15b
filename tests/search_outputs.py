"""Whether a value stands in a file that the pipeline wrote, of whatever kind the file is."""

import html
import zipfile
from pathlib import Path

import ahocorasick
import pandas as pd

from tests import pdf_text


def text_of(path: Path) -> str:
    """Return what a file says. A picture of points is no text: UnicodeDecodeError."""
    match path.suffix:
        case ".parquet":
            return pd.read_parquet(path).to_csv()
        case ".zip" | ".xlsx":
            with zipfile.ZipFile(path) as archive:
                return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        case ".pdf":
            return pdf_text.everything(path)
        case _:
            return html.unescape(path.read_text(encoding="utf-8"))


def found(values: set[str], text: str) -> list[str]:
    """Return the values in a text, however it is broken into lines."""
    looked_for = ahocorasick.Automaton()
    for value in values:
        looked_for.add_word(_joined(value), value)
    looked_for.make_automaton()
    return [value for _, value in looked_for.iter(_joined(text))]


def _joined(text: str) -> str:
    """Return a text without spaces and hyphens: a PDF leaves the first out where a line ends, and adds the others."""
    return "".join(text.split()).replace("\u00ad", "").replace("-", "").casefold()
