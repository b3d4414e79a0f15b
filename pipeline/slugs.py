"""Names as parts of addresses."""

import re
import unicodedata


def slug(name: str) -> str:
    """Return a name in small ASCII letters and hyphens.

    >>> slug("São Tomé & Príncipe")
    'sao-tome-principe'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
