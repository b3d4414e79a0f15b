"""How people write what is true: countries, places, cities, dates and sentences, as plain as the noise allows."""

import html
import html.entities
import re
import unicodedata
from datetime import date

import numpy as np

from pipeline.simulation.lists import Lists, variants
from pipeline.simulation.truth import EVENTS, SURVEY_YEAR, Engagement

NO_BREAK_SPACE = "\u00a0"
SPREADSHEET_ORIGIN = date(1899, 12, 30)


class Hand:
    """Somebody who writes: draws among the ways a thing can be written, plainly where the noise is 0."""

    def __init__(self, rng: np.random.Generator, noise: float, lists: Lists):
        self.rng = rng
        self.noise = noise
        self.lists = lists
        self.country_of = {line["country_code"]: line for line in lists.countries}

    def slips(self, probability: float) -> bool:
        """Whether something with this probability happens; twice the noise, twice as often."""
        return bool(self.rng.random() < min(0.9, probability * self.noise))

    def pick(self, texts: list):
        """Return one of several."""
        return texts[int(self.rng.integers(len(texts)))]

    def country(self, code: str) -> str:
        """Return a country as somebody writes it: now and then in another language, misspelt, or shouting."""
        if code == "US":
            return self.pick(["USA", "United States"])
        line = self.country_of[code]
        text = line["country"]
        if self.slips(0.10) and line["variants"]:
            text = self.pick(variants(line["variants"]))
        elif self.slips(0.05) and line["misspellings"]:
            text = self.pick(variants(line["misspellings"]))
        if self.slips(0.03):
            text = self.pick([text.upper(), text.lower()])
        return self.typed(text)

    def place(self, engagement: Engagement) -> str:
        """Return the partner's place as somebody writes it; blank where the partner is a whole country."""
        text = engagement.place
        if not text:
            return ""
        if self.slips(0.15) and engagement.place_spellings:
            text = self.pick(engagement.place_spellings)
        elif self.slips(0.10):
            text = _without_accents(text)
        elif self.slips(0.03) and engagement.partner_kind == "city" and text != "London":
            # The City of London is a place of its own.
            text = f"City of {text}"
        if self.slips(0.03):
            text = self.mistyped(text)
        if self.slips(0.02):
            text = text.upper()
        return self.typed(text)

    def mistyped(self, text: str) -> str:
        """Return a long plain word with two inner letters exchanged; anything else as it is."""
        if not re.fullmatch("[A-Za-z]{7,}", text):
            return text
        at = int(self.rng.integers(2, len(text) - 2))
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def typed(self, text: str) -> str:
        """Return a text with what keyboards and web forms add: stray spaces, non-breaking ones, HTML entities."""
        if self.slips(0.02):
            text = text.replace(" ", NO_BREAK_SPACE) + NO_BREAK_SPACE
        if self.slips(0.02):
            text = self.pick([f" {text}", f"{text}  "])
        if self.slips(0.02):
            text = _with_entities(text)
        return text

    def us_city(self, city: dict) -> tuple[str, str]:
        """Return a U.S. city and its state as somebody writes them; no state only where the name suffices."""
        name, state = city["us_city"], self.pick([city["us_state"], city["state_name"]])
        spellings = variants(city["variants"])
        if self.slips(0.30) and spellings:
            name = self.pick(spellings)
        elif self.slips(0.06):
            name = f"City of {name}"
        elif self.slips(0.05):
            name = f"{name}, {city['us_state']}"
        elif self.slips(0.03):
            name = self.pick([name.upper(), name.lower()])
        if self.slips(0.05) and city["is_name_unique"] == "yes":
            state = ""
        return self.typed(name), state

    def year(self, engagement: Engagement, shift: int, asks_for_date: bool) -> str:
        """Return the year, or a date in it, as people and spreadsheets write it.

        shift moves it by so many years (people misremember); asks_for_date: whether the question wants a whole date.
        """
        day = date(engagement.year + shift, engagement.month, engagement.day)
        plain = f"{day.month:02d}/{day.day:02d}/{day.year}" if asks_for_date else str(day.year)
        if not self.slips(0.4):
            return plain
        written = [
            day.isoformat(),
            f"{day:%B} {day.year}",
            f"{day:%b}-{day.year % 100:02d}",
            str((day - SPREADSHEET_ORIGIN).days),
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%B} {day.day}, {day.year}",
            f"{day.month}/{day.day}/{day.year % 100:02d}",
            str(day.year),
        ]
        if not asks_for_date:
            written += [f"since {day.year}", f"c. {day.year}", f"FY {day.year}"]
        if engagement.reason == "outside_window" or engagement.recurs:
            # Where the year decides, it is legible.
            written = [text for text in written if str(day.year) in text]
        return self.pick(written)

    def network(self, engagement: Engagement) -> str:
        """Return a network's name as written by hand."""
        return self.typed(engagement.place)

    def method(self, code: str) -> str:
        """Return the method as a colleague writes it who has no boxes to tick."""
        plain = [line["text"] for line in self.lists.method_words if line["method_code"] == code]
        return self.pick(plain) if self.slips(0.5) else plain[0]

    def description(self, engagement: Engagement, told: list[str], city: dict, must_say_method: bool = False) -> str:
        """Return a sentence or more: how they engage, and for each priority area in `told` what it is about."""
        place = engagement.place or self.country_of[engagement.country_code]["country"]
        openings = [
            line["text"]
            for line in self.lists.openings
            if line["method_code"] == engagement.method_code and (line["says_method"] == "yes" or not must_say_method)
        ]
        sentences = [self.pick(openings).format(place=place, city=city["us_city"])]
        sentences += [self.fact(engagement, code) for code in told]
        if engagement.together_with is not None:
            sentences.append(f"Joint journey with {self.lists.cities[engagement.together_with]['us_city']}.")
        if not must_say_method and told and self.slips(0.3):
            sentences = sentences[1:]
        text = self.pick([" ", "\n"] if self.slips(0.1) else [" "]).join(sentences)
        if self.slips(0.01):
            text = (
                f'=HYPERLINK("https://example.org/{engagement.year}","{text.splitlines()[0].replace(chr(34), "")}")'
                + text
            )
        if self.slips(0.02):
            text = self.pick([f"<b>{text}</b>", f"<p>{text}</p><br>", f"{text} <script>alert(1)</script>", f"+{text}"])
        return self.typed(text)

    def fact(self, engagement: Engagement, code: str) -> str:
        """Return what an engagement is about in one priority area, in one of two wordings."""
        own = [line for line in self.lists.subjects if line["priority_code"] == code]
        line = own[engagement.facts[code]]
        return line["other_wording"] if self.slips(0.5) else line["text"]

    def misremembered(self, engagement: Engagement, first_year: int, last_year: int) -> int:
        """Return by how many years somebody misremembers an engagement, without changing whether it counts."""
        if engagement.recurs or engagement.reason or not self.slips(0.12):
            return 0
        shift = self.pick([-1, 1])
        year = engagement.year + shift
        return shift if year < SURVEY_YEAR and (engagement.is_standing or first_year <= year <= last_year) else 0


def is_event(engagement: Engagement) -> bool:
    """Whether an engagement took place at one time, so that a meeting block asks for its date."""
    return engagement.method_code in EVENTS


def _without_accents(text: str) -> str:
    """Return a name as typed on an American keyboard."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return plain.replace("’", "'").replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("ı", "i")


def _with_entities(text: str) -> str:
    """Return a text as a web form stores it that escapes it once too often."""
    return "".join(
        f"&{html.entities.codepoint2name[ord(letter)]};" if ord(letter) in html.entities.codepoint2name else letter
        for letter in text
    )
