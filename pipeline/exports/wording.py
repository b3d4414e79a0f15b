"""Wordings as a person reads them: without markup, entities and invisible characters."""

import html
import re

TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def plain(text: str) -> str:
    """Return a wording without HTML tags and entities, every run of white space (also non-breaking) one space."""
    if "<" in text:
        text = TAG.sub(" ", text)
    if "&" in text:
        text = TAG.sub(" ", html.unescape(text))
    return " ".join(INVISIBLE.sub("", text).split())


def same(text: str) -> str:
    """Return what two spellings of one wording have in common: letters and digits, in one case."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(text).casefold()).split())
