"""The page of the map, put together: as a folder of files, and as one file that holds them all."""

import base64
import hashlib
import json
from pathlib import Path

import jinja2
from markupsafe import Markup

from pipeline.webmap import node

ROOM = Path(__file__).parent


def parts() -> dict[str, str]:
    """Return the parts that are the same for every edition: map.js, map.css, boundaries.js, licences.txt."""
    return json.loads(node.run("build.mjs"))


def pages(content: dict, shared: dict[str, str]) -> dict[str, str]:
    """Return the files of an edition's map by name; shared: what parts() returned."""
    scripts = {"boundaries.js": shared["boundaries.js"], "engagements.js": _script(content), "map.js": shared["map.js"]}
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOM),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    ).get_template("page.html")
    about, notes = content["about"], content["areaNotes"]
    style, licences = shared["map.css"], shared["licences.txt"]
    hashes = " ".join(_hash(script) for script in scripts.values())
    return {
        **scripts,
        "map.css": style,
        "licences.txt": licences,
        "index.html": template.render(
            about=about,
            notes=notes,
            single=False,
            names=list(scripts),
            script_policy="'self' file:",
            style_policy="'self' file:",
        ),
        "single.html": template.render(
            about=about,
            notes=notes,
            single=True,
            scripts=[Markup(script) for script in scripts.values()],
            style=Markup(style),
            licences=licences,
            script_policy=Markup(hashes),
            style_policy=Markup(_hash(style)),
        ),
    }


def _script(content: dict) -> str:
    """Return the content as a script that hands it to the page.

    JSON within a string, because a browser parses that faster than the same as a program; < is written so that no text
    can end the script element it stands in, and the two separators that JavaScript once took for line ends are spelt.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    quoted = json.dumps(text, ensure_ascii=False)
    for character in "<\u2028\u2029":
        quoted = quoted.replace(character, f"\\u{ord(character):04x}")
    return f"globalThis.mapContent=JSON.parse({quoted});\n"


def _hash(text: str) -> str:
    """Return how a content security policy names a text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
