"""The questionnaire as a platform shows it: every question in every slot, and what a response answers to it."""

from typing import NamedTuple

from pipeline.simulation.lists import Lists
from pipeline.simulation.survey import WRITE_IN, Response

# Questions that steer the form, or came to it later: the simulated survey did not ask them.
NOT_ASKED = ("steering", "optional")


class Asked(NamedTuple):
    """One question in one slot of a repeated group."""

    question: str
    wording: str
    kind: str  # text, date, single or multiple
    group: str  # title of the repeated group, or ""
    slot: int  # 1, 2, … in a repeated group; 0 where nothing repeats
    options: tuple[str, ...]  # labels in their order; () for open questions
    is_contact: bool  # asks who the respondent is

    @property
    def has_write_in(self) -> bool:
        """Whether an option asks for words of one's own."""
        return WRITE_IN in self.options


class Answer(NamedTuple):
    """What a response answers to one question."""

    chosen: tuple[str, ...]  # the text, or the labels of the chosen options; () for no answer
    write_in: str  # the words beside the option that asks for them, or ""


def asked(lists: Lists) -> list[Asked]:
    """Return every question in every slot, in the order of the questionnaire, a group slot by slot."""
    options: dict[str, list[str]] = {}
    for line in lists.options:
        options.setdefault(line["question"], []).append(line["label"])
    found: list[Asked] = []
    done: set[str] = set()
    for line in lists.questionnaire:
        if line["question"] in done or line["treatment"] in NOT_ASKED:
            continue
        group = line["group"]
        together = [other for other in lists.questionnaire if other["group"] == group] if group else [line]
        done |= {other["question"] for other in together}
        found += [
            Asked(
                other["question"],
                other["wording"],
                other["kind"],
                group,
                slot if group else 0,
                tuple(options.get(other["question"], ())),
                other["block"] == "contact",
            )
            for slot in range(1, int(line["slots"]) + 1)
            for other in together
        ]
    return found


def answer(response: Response, to: Asked) -> Answer:
    """Return what a response answers to a question."""
    if to.is_contact:
        said = getattr(response.person, to.question.removeprefix("respondent_")) if response.person else ""
        return Answer((said,) if said else (), "")
    key = (to.question, to.slot)
    given = response.answers.get(key, "")
    chosen = tuple(given) if isinstance(given, list) else (given,) if given else ()
    return Answer(chosen, response.write_ins.get(key, ""))
