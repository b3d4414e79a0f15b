"""The questionnaire of the codebook as a form: pages of questions, some repeated, each with its conditions."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pipeline.core import codebook, params
from pipeline.core.stage import InputError

FILE = "data/codebook/questionnaire.csv"
ENTRIES = ["line", "paragraph", "date", "year", "count", "options", "list"]
# No partner of a U.S. city that is asked for.
HOME = "US"
CONDITION = re.compile(r"(\w+) ([=>]) (\d+)")


class FormError(InputError):
    """The questionnaire cannot be made into a form: what was found, where, and what to do."""


class Option(NamedTuple):
    """One option of a closed question; value is what an export has where it does not have the label."""

    value: str
    label: str
    code: str = ""  # code in the codebook, "" where it stands for none


class Condition(NamedTuple):
    """When a question is asked: another question's answer is an option's number, or a count above it."""

    question: str
    sign: str  # = or >
    value: str


@dataclass(frozen=True)
class Question:
    """One question as it is asked."""

    name: str
    page: str
    group: str  # title of the repeated group, or ""
    slots: int  # how often it may be answered
    kind: str  # single, multiple, text, date, number
    wording: str
    hint: str
    entry: str  # how it is entered: one of ENTRIES
    choices: str  # name of the list that is a file of its own, or ""
    options: tuple[Option, ...]  # in the questionnaire's order; () for open questions
    is_required: bool
    relevant: Condition | None
    lowest: str  # bounds: a year, a number, a year whose first day it is, or "today"
    highest: str
    treatment: str
    table: str  # responses or reports, or ""
    column: str  # the column of it that answers go to, or ""

    @property
    def asking(self) -> Option | None:
        """Return the option that asks for words of one's own, if there is one."""
        return next((option for option in self.options if option.label.startswith("Other")), None)


@dataclass(frozen=True)
class Repeat:
    """Questions asked again for each of several things; counter is the question that says of how many."""

    name: str
    title: str
    counter: str
    slots: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Page:
    """One page: its questions and repeats in the order in which they are asked."""

    name: str
    title: str
    text: str
    at_hand: str  # what to look up beforehand, "" for nothing
    parts: tuple[Question | Repeat, ...]
    relevant: Condition | None  # that all its questions share


@dataclass(frozen=True)
class Form:
    """The whole questionnaire, and the lists that are files of their own: name → options."""

    title: str
    version: str
    promise: str
    pages: tuple[Page, ...]
    lists: dict[str, tuple[Option, ...]]

    @property
    def questions(self) -> dict[str, Question]:
        """Return every question by its name, in the order in which they are asked."""
        parts = [part for page in self.pages for part in page.parts]
        return {one.name: one for part in parts for one in (part.questions if isinstance(part, Repeat) else (part,))}


def read() -> Form:
    """Return the form that the codebook and params.yaml describe. Raises FormError when they contradict each other."""
    countries = codebook.labels("countries")
    del countries[HOME]
    return form(
        codebook.read("questionnaire"),
        codebook.read("options"),
        codebook.read("questionnaire_pages"),
        {"countries": countries, "us_states": codebook.labels("us_states")},
        params.section("questionnaire"),
    )


def form(
    questionnaire: pd.DataFrame,
    options: pd.DataFrame,
    pages: pd.DataFrame,
    named: dict[str, dict[str, str]],
    chosen: dict,
) -> Form:
    """Return the form. questionnaire, options and pages (questionnaire_pages) are tables of the codebook.

    named: name of a list → code → label of a table of codes. chosen: title, version, promise and first_year, the
    section `questionnaire` of params.yaml. Raises FormError when a question cannot be asked as its line says.
    """
    _require_known("page", questionnaire, questionnaire["block"], pages["page"].tolist())
    _require_known("entry", questionnaire, questionnaire["entry"], ENTRIES)
    own_options = {name: _options(lines) for name, lines in options.groupby("question", sort=False)}
    lists = {name: tuple(Option(label, label, code) for code, label in codes.items()) for name, codes in named.items()}
    # A list that options.csv numbers: what stands for no code there (“Other”) has a question of its own.
    in_files = questionnaire.loc[questionnaire["choices"].ne("") & ~questionnaire["choices"].isin(list(lists))]
    for line in in_files.itertuples():
        lists[line.choices] = tuple(option for option in own_options.get(line.question, ()) if option.code)
    asked = [_question(line, own_options, lists, str(chosen["first_year"])) for line in questionnaire.itertuples()]
    _require_conditions_on_earlier_questions(asked)
    made = [_page(line, [one for one in asked if one.page == line.page], chosen) for line in pages.itertuples()]
    return Form(chosen["title"], str(chosen["version"]), chosen["promise"], tuple(made), dict(sorted(lists.items())))


def _require_known(what: str, questionnaire: pd.DataFrame, said: pd.Series, known: list[str]) -> None:
    """Raise FormError when a line says something that there is not."""
    for line in questionnaire.loc[~said.isin(known)].head(1).itertuples():
        raise FormError(f"{FILE}: the {what} of {line.question} is {said[line.Index]!r}; it can be {', '.join(known)}.")


def _options(lines: pd.DataFrame) -> tuple[Option, ...]:
    """Return the options of one question."""
    return tuple(Option(line.number, line.label, line.code) for line in lines.itertuples())


def _question(line, own_options: dict, lists: dict, first_year: str) -> Question:
    """Return the question of one line."""
    options = lists[line.choices] if line.choices else own_options.get(line.question, ())
    if line.entry in ("options", "list") and not options:
        raise FormError(f"{FILE}: {line.question} is closed, but data/codebook/options.csv has no option of it.")
    return Question(
        name=line.question,
        page=line.block,
        group=line.group,
        slots=int(line.slots),
        kind=line.kind,
        wording=line.wording,
        hint=line.hint,
        entry=line.entry,
        choices=line.choices,
        options=options,
        is_required=line.required == "yes",
        relevant=_condition(line),
        lowest=line.lowest.replace("first_year", first_year),
        highest=line.highest,
        treatment=line.treatment,
        table=line.table,
        column=line.column,
    )


def _condition(line) -> Condition | None:
    """Return when the question of a line is asked; None for always."""
    if not line.relevant:
        return None
    found = CONDITION.fullmatch(line.relevant)
    if not found:
        raise FormError(
            f"{FILE}: {line.question} is asked when {line.relevant!r}, which is not understood. Write a question, = "
            "and the number of its option, or > and a number: agreement_count > 0."
        )
    return Condition(*found.groups())


def _require_conditions_on_earlier_questions(asked: list[Question]) -> None:
    """Raise FormError when a condition looks at a question that has not been asked by then, or at no option of it."""
    earlier: dict[str, Question] = {}
    for one in asked:
        if one.relevant:
            other = earlier.get(one.relevant.question)
            if other is None:
                raise FormError(f"{FILE}: {one.name} depends on {one.relevant.question}, which is not asked before it.")
            if one.relevant.sign == "=" and one.relevant.value not in [option.value for option in other.options]:
                raise FormError(
                    f"{FILE}: {one.name} depends on option {one.relevant.value} of {other.name}; it has none."
                )
        earlier[one.name] = one


def _page(line, asked: list[Question], chosen: dict) -> Page:
    """Return one page with its questions, those of a repeated group together."""
    parts: list[Question | Repeat] = []
    for one in asked:
        if not one.group:
            parts.append(one)
        elif not any(isinstance(part, Repeat) and part.title == one.group for part in parts):
            together = tuple(other for other in asked if other.group == one.group)
            parts.append(_repeat(one, together, {other.name: other for other in asked}))
    conditions = {one.relevant for one in asked if not one.group}
    shared = conditions.pop() if len(conditions) == 1 else None
    return Page(
        line.page,
        line.title,
        line.text.replace("{first_year}", str(chosen["first_year"])),
        line.at_hand,
        tuple(parts),
        shared,
    )


def _repeat(first: Question, together: tuple[Question, ...], on_page: dict[str, Question]) -> Repeat:
    """Return a repeated group; how often it is asked, a question before it says."""
    condition = first.relevant
    counter = on_page.get(condition.question) if condition and condition.sign == ">" else None
    if counter is None or counter.entry != "count" or {one.relevant for one in together} != {condition}:
        raise FormError(
            f"{FILE}: the questions of the group {first.group!r} must all depend on one question on the same page that "
            "asks how many there are (entry “count”), as in agreement_count > 0."
        )
    if {one.slots for one in together} != {int(counter.highest or 0)}:
        raise FormError(
            f"{FILE}: the group {first.group!r} has {first.slots} slots, but {counter.name} allows {counter.highest}. "
            "Make them equal."
        )
    name = "_".join(first.group.casefold().split())
    return Repeat(name, first.group, counter.name, first.slots, together)


def in_words(condition: Condition, questions: dict[str, Question]) -> str:
    """Return a condition as a respondent reads it."""
    other = questions[condition.question]
    if condition.sign == ">":
        return f"Only if you answered more than {condition.value} to “{other.wording}”"
    label = next(option.label for option in other.options if option.value == condition.value)
    return f"Only if you answered “{label}” to “{other.wording}”"


def bounds_in_words(one: Question) -> str:
    """Return what answers are allowed, as a respondent reads it; "" for all."""
    low = f"{one.lowest}-01-01" if one.entry == "date" and one.lowest else one.lowest
    high = one.highest.replace("today", "this year" if one.entry == "year" else "today")
    if low and high:
        return f"From {low} to {high}."
    return f"From {low} on." if low else f"Up to {high}." if high else ""
