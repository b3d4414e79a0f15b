"""Raw exports of survey platforms and plain record tables, read as text: one module per platform, one contract."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import (
    alchemer,
    google_forms,
    kobo,
    limesurvey,
    microsoft_forms,
    odk,
    qualtrics,
    records,
    redcap,
    spss,
    stata,
    surveymonkey,
)
from pipeline.exports.contract import Export, ExportError, KnownQuestion
from pipeline.exports.grid import Progress, RawFile
from pipeline.exports.opening import opened

# In this order a file is tried; records takes what no platform recognises.
PLATFORMS = {
    "spss": spss,
    "stata": stata,
    "alchemer": alchemer,
    "qualtrics": qualtrics,
    "surveymonkey": surveymonkey,
    "redcap": redcap,
    "odk": odk,
    "kobo": kobo,
    "limesurvey": limesurvey,
    "microsoft_forms": microsoft_forms,
    "google_forms": google_forms,
    "records": records,
}


def recognised(raw: RawFile) -> tuple[str, str]:
    """Return the platform that a raw file shows to be its own, and the sentence that says why; ("", "") for none."""
    for name, platform in PLATFORMS.items():
        if evidence := platform.recognise(raw):
            return name, evidence
    return "", ""


def read(
    path: Path,
    platform: str,
    sheet: str = "",
    known_questions: Sequence[KnownQuestion] = (),
    progress: Progress | None = None,
) -> Export:
    """Return what a raw file holds, read as the platform's that it is said to be.

    Raises ExportError, one sentence, when the file cannot be read or is another platform's.
    """
    if platform not in PLATFORMS:
        raise ExportError(f"{path.name}: platform is {platform!r}; it can be {', '.join(PLATFORMS)}.")
    raw = opened(path, sheet, progress)
    return read_opened(raw, platform, known_questions)


def read_opened(raw: RawFile, platform: str, known_questions: Sequence[KnownQuestion] = ()) -> Export:
    """Return what an opened file holds. Raises ExportError when it is damaged or another platform's."""
    evidence = PLATFORMS[platform].recognise(raw)
    other, why = recognised(raw)
    if not evidence or (platform == "records" and other != "records"):
        found = f"it looks like one of {other}: {why}" if other else _nothing_shown(raw, platform)
        raise ExportError(f"{raw.path.name} is not an export of {platform}; {found}")
    if raw.first.damage:
        raise ExportError(raw.first.damage)
    return PLATFORMS[platform].read(raw, evidence, known_questions)


def _nothing_shown(raw: RawFile, platform: str) -> str:
    """Return what stands where the header row of a file should, that of no platform is recognised."""
    header = raw.first.row(0)
    if len(raw.first.cells) < 2:
        return "it has one row and nothing below it. Download it again when there are answers."
    if platform == "records":
        return records.bad_header(header)
    return (
        f"nothing in it shows a platform that is read. Its first row begins with {next(filter(None, header), '')!r}: "
        "is the header row left out, or does something stand above it? Use the file as it was downloaded."
    )
