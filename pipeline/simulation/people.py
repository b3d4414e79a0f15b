"""Invented people: names nobody has, addresses in domains and ranges kept for examples, numbers that do not ring."""

from dataclasses import dataclass

import numpy as np

from pipeline.simulation.lists import Lists, of_kind

# Ranges that are kept for documentation.
ADDRESS_RANGES = ["192.0.2", "198.51.100", "203.0.113"]


@dataclass(frozen=True)
class Person:
    """One invented respondent."""

    name: str
    title: str
    email: str
    phone: str
    ip: str
    session: str


class Inventor:
    """Invents people, each once."""

    def __init__(self, rng: np.random.Generator, lists: Lists):
        self.rng = rng
        self.notes = of_kind(lists.people, "note")
        self.titles = of_kind(lists.people, "title")
        names = [
            f"{first} {last}"
            for first in of_kind(lists.people, "first_name")
            for last in of_kind(lists.people, "last_name")
        ]
        self.names = iter([names[index] for index in rng.permutation(len(names)).tolist()])

    def person(self) -> Person:
        """Return somebody new."""
        name = next(self.names)
        account = name.lower().replace(" ", ".").replace("-", "")
        return Person(
            name,
            self.titles[int(self.rng.integers(len(self.titles)))],
            f"{account}@city.example.{['org', 'com', 'net'][int(self.rng.integers(3))]}",
            f"({int(self.rng.integers(201, 990))}) 555-01{int(self.rng.integers(0, 100)):02d}",
            f"{ADDRESS_RANGES[int(self.rng.integers(3))]}.{int(self.rng.integers(1, 255))}",
            f"{int(self.rng.integers(10**9, 10**10))}_{int(self.rng.integers(10**12, 10**13)):x}",
        )

    def note(self, person: Person) -> str:
        """Return a sentence that names the person."""
        text = self.notes[int(self.rng.integers(len(self.notes)))]
        return text.format(name=person.name, email=person.email, phone=person.phone)


def note(hand, person: Person) -> str:
    """Return a sentence that names the person, as somebody writes it into any field."""
    text = hand.pick(of_kind(hand.lists.people, "note"))
    return text.format(name=person.name, email=person.email, phone=person.phone)
