"""All files of the data set with their checksums, and in one archive that comes out the same on every machine."""

import hashlib
import io
import zipfile

# The first day that the format knows; a file's own time would differ from run to run.
BEGINNING = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o644 << 16
UNIX = 3


def described(files: dict[str, bytes]) -> dict[str, dict]:
    """Return name → hash and bytes of each file, sorted by name, as a data package has them."""
    return {name: {"bytes": len(files[name]), "hash": f"sha256:{_sha256(files[name])}"} for name in sorted(files)}


def checksums(files: dict[str, bytes]) -> str:
    """Return a line for each file as `sha256sum --check` reads it."""
    return "".join(f"{_sha256(files[name])}  {name}\n" for name in sorted(files))


def archive(files: dict[str, bytes], folder: str) -> bytes:
    """Return a ZIP of the files in one folder, sorted, without times and owners.

    Stored, not compressed: compressed bytes differ between versions of zlib, and the archive would with them.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as opened:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", BEGINNING)
            entry.external_attr, entry.create_system = READABLE_BY_ALL, UNIX
            opened.writestr(entry, files[name])
    return written.getvalue()


def _sha256(content: bytes) -> str:
    """Return the SHA-256 checksum of a file."""
    return hashlib.sha256(content).hexdigest()
