"""What a PDF says: the letters of its pages and pictures, and every string beside them (titles, tags, addresses)."""

import io
import re
from pathlib import Path

import pikepdf


def everything(source: Path | bytes) -> str:
    """Return all that a PDF says, where a line or a cell ends no space."""
    with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as opened:
        said = [letters_of(page) for page in opened.pages]
        for node in opened.objects:
            said += _strings(node)
            if isinstance(node, pikepdf.Stream) and node.get("/Type") == "/Metadata":
                said.append(node.read_bytes().decode())
    return "\n".join(said)


def letters_of(page: pikepdf.Page | pikepdf.Stream) -> str:
    """Return the letters of a page or picture, read back through each font's table of letters."""
    resources = page.get("/Resources", {})
    letters = {name: _letters(font.ToUnicode.read_bytes()) for name, font in resources.get("/Font", {}).items()}
    said, font = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                font = letters[str(operands[0])]
            case "Tj" | "TJ":
                for part in operands[0] if str(operator) == "TJ" else operands:
                    if isinstance(part, pikepdf.String):
                        glyphs = bytes(part)
                        said += [font.get(glyphs[at : at + 2], "?") for at in range(0, len(glyphs), 2)]
            case "Do":
                drawn = resources.XObject[str(operands[0])]
                if drawn.Subtype == "/Form":
                    said.append(letters_of(drawn))
    return "".join(said)


def _letters(table: bytes) -> dict[bytes, str]:
    """Return what each glyph stands for."""
    pairs = re.findall(rb"<(\w{4})> <(\w+)>", table)
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _strings(node: pikepdf.Object) -> list[str]:
    """Return the strings in an object, without those of other objects that it leads to."""
    if isinstance(node, pikepdf.String):
        return [str(node)]
    if isinstance(node, pikepdf.Array):
        parts = list(node)
    elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
        parts = [part for _, part in node.items()]
    else:
        return []
    return [text for part in parts if not getattr(part, "is_indirect", False) for text in _strings(part)]
