"""The words of a name that say what it names: "city of", "prefecture", "university"."""

import re

import pandas as pd

from pipeline.places.names import folded


class Words:
    """Parts names from the words for what they name."""

    def __init__(self, place_words: pd.DataFrame, organisation_words: pd.DataFrame) -> None:
        """Both are tables of the codebook."""
        self._kinds = {(line.position, folded(line.text)): line.kind for line in place_words.itertuples()}
        self._before = _pattern(place_words, "before", "^(?:{}) (?:the |la |le )?(?P<name>.+)$")
        self._after = _pattern(place_words, "after", "^(?P<name>.+?) (?:{})$")
        self._organisation = {folded(text) for text in organisation_words["text"]}

    def bare(self, name: str) -> tuple[str, str | None]:
        """Return a folded name without the words for what it is ("city of", "prefecture"), and that kind."""
        for pattern, position in ((self._before, "before"), (self._after, "after")):
            if match := pattern.match(name):
                word = name.replace(match["name"], "", 1).strip()
                return match["name"], self._kinds.get((position, word))
        return name, None

    def kind(self, head: str) -> str:
        """Return what a place is by the words of its name, unknown when they do not say."""
        return self.bare(folded(head.split(",")[0]))[1] or "unknown"

    def is_organisation(self, text: str) -> bool:
        """Whether a word of the text says that it is an organisation."""
        return not self._organisation.isdisjoint(folded(text).split())


def _pattern(words: pd.DataFrame, position: str, pattern: str) -> re.Pattern[str]:
    """Return the pattern that parts a folded name from the words for its kind that stand before or after it."""
    texts = sorted((folded(text) for text in words.loc[words["position"].eq(position), "text"]), key=lambda t: -len(t))
    return re.compile(pattern.format("|".join(map(re.escape, texts))))
