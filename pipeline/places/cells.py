"""How a cell is cut: into several partners, and into a place and its country."""

import re

STRONG_SEPARATOR = re.compile(r"\s*(?:;|\||\n|\r)\s*")
# A comma too may stand between partners, but within a country it stands before the region: "León, Guanajuato".
AND = re.compile(r"\s*(?:/|&|\+|\band\b|\by\b|\bund\b|\bet\b)\s*")
WEAK_SEPARATOR = re.compile(r"\s*(?:/|&|\+|,|\band\b|\by\b|\bund\b|\bet\b)\s*")
BRACKETS = re.compile(r"^(?P<before>[^()\[\]]+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]\s*$")
COUNTRY_FIRST = re.compile(r"\s*:\s*")
IN = re.compile(r"\s+in\s+(?:the\s+)?")
AFTER_DASH = re.compile(r"\s+[-–—]\s+")


def unseparated(text: str) -> str:
    """Return a text, "" where it holds nothing but what separates partners."""
    return text if any(STRONG_SEPARATOR.split(text)) else ""


def tidied(text: str) -> str:
    """Return a text with single spaces and without punctuation at its ends."""
    return " ".join(text.split()).strip(" ,;.-–")


def heads_and_tails(text: str) -> list[tuple[str, str]]:
    """Return the ways to part a text into place and country: by the last comma or "in", brackets, a dash, a colon."""
    ways = []
    if "," in text:
        head, tail = text.rsplit(",", 1)
        ways.append((head.strip(), tail.strip()))
    if match := BRACKETS.match(text):
        ways.append((match["before"], match["inside"]))
    parts = AFTER_DASH.split(text)
    if len(parts) == 2:
        ways.append((parts[0], parts[1]))
    parts = COUNTRY_FIRST.split(text)
    if len(parts) == 2:
        ways.append((parts[1], parts[0]))
    parts = IN.split(text)
    if len(parts) > 1:
        ways.append((", ".join(parts[:-1]), parts[-1]))
    return [(head, tail) for head, tail in ways if head and tail]
