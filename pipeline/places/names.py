"""Names made comparable: what remains when spelling habits are taken out, and nothing that tells places apart."""

import html
import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "ħ": "h",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ё": "е",
    }
)
# Marks above and below Latin, Greek, Cyrillic, Hebrew and Arabic letters. Not the voicing marks of kana and not the
# vowel signs of Indic scripts and Thai: those tell words apart.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]"
)
# Apostrophes and their like join what they stand between; everything else that is no letter or digit parts words.
_APOSTROPHES = re.compile(r"['’‘ʼʻʿʾ`´ʹʺ·]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "cd": "ciudad"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe0e\ufe0f\ufeff]")


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Return a name as it is compared: case, accents, punctuation, HTML entities and abbreviations taken out.

    >>> folded("Saint-Étienne")
    'saint etienne'
    >>> folded("St. Louis&nbsp;")
    'saint louis'
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
    if "&" in text:
        text = html.unescape(text).replace("&", " and ")
    text = text.casefold()
    if not text.isascii():
        # Recomposed, because Hangul was taken apart into its letters and kana into letter and voicing mark.
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS))
    words = _BETWEEN_WORDS.sub(" ", _APOSTROPHES.sub("", text)).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def is_latin(text: str) -> bool:
    """Whether every letter of a text is a Latin one.

    >>> is_latin("Łódź"), is_latin("Лодзь")
    (True, False)
    """
    return text.isascii() or all(
        not character.isalpha() or "LATIN" in unicodedata.name(character, "") for character in text
    )
