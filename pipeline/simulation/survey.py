"""The responses that cities submit: what is in each answer, and what each answer truly speaks of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.simulation import people
from pipeline.simulation.reporting import SLOTS, Plan
from pipeline.simulation.truth import Engagement
from pipeline.simulation.wording import Hand

OPENED = datetime(2024, 2, 12, 9, 0, 0)
DAYS_OPEN = 100
WRITE_IN = "Other - Write In"
CAPACITY = ["has_staff", "has_director", "has_office", "has_budget"]


@dataclass
class Written:
    """One report as written in one cell or row, and the engagements it truly speaks of."""

    block: str
    slot: int
    engagements: list[Engagement]  # in the order written; none when it speaks of nothing
    priorities: list[str]  # what it says of them
    is_legible: bool = True


@dataclass
class Response:
    """One submitted questionnaire, whatever platform it came by.

    answers: (question, slot) → text, slot 0 where nothing repeats; for a multiple choice a list of option labels.
    write_ins: (question, slot) → the text written in beside the option that asks for it.
    """

    city: int | None
    submitted: datetime
    status: str = "Complete"
    outcome: str = "counted"
    reason: str = "counted"
    person: people.Person | None = None
    answers: dict[tuple[str, int], str | list[str]] = field(default_factory=dict)
    write_ins: dict[tuple[str, int], str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)  # capacity question → yes, no or ""
    written: list[Written] = field(default_factory=list)
    minutes: int = 20


class Labels:
    """Option labels by question and code."""

    def __init__(self, options: list[dict]):
        self.of: dict[str, dict[str, list[str]]] = {}
        self.number: dict[tuple[str, str], int] = {}
        for line in options:
            self.of.setdefault(line["question"], {}).setdefault(line["code"], []).append(line["label"])
            self.number[line["question"], line["label"]] = int(line["number"])


def responses(
    hand: Hand, plan: Plan, answers: dict[int, dict[str, str]], first_year: int, last_year: int
) -> list[Response]:
    """Return all responses in the order of submission, test and empty ones among them."""
    labels = Labels(hand.lists.options)
    invent = people.Inventor(hand.rng, hand.lists)
    submitted: list[Response] = []
    for city, blocks in plan.survey.items():
        final = _response(hand, labels, invent, city, blocks, answers[city], (first_year, last_year))
        submitted.append(final)
        if hand.slips(0.10):
            submitted.append(_broken_off(hand, labels, final))
        elif hand.slips(0.06):
            submitted.append(_corrected_later(hand, labels, final))
    if hand.noise:
        for _ in range(round(3 * hand.noise)):
            submitted += [_test(hand, labels, invent), _blank(hand, invent), _disqualified(hand, labels, invent)]
        submitted += [_county(hand, labels, invent) for _ in range(round(hand.noise))]
    return sorted(submitted, key=lambda response: response.submitted)


def _when(hand: Hand) -> datetime:
    """Return a time while the survey was open."""
    return OPENED + timedelta(days=int(hand.rng.integers(30, DAYS_OPEN)), seconds=int(hand.rng.integers(0, 8 * 3600)))


def _response(
    hand: Hand,
    labels: Labels,
    invent: people.Inventor,
    city: int,
    blocks: dict[str, list[list[Engagement]]],
    said: dict[str, str],
    window: tuple[int, int],
) -> Response:
    """Return the full response of one city."""
    response = Response(
        city, _when(hand), person=invent.person(), said=dict(said), minutes=int(hand.rng.integers(8, 90))
    )
    _name_city(hand, response, hand.lists.cities[city])
    _answer_capacity(hand, labels, response, said)
    _tick_networks(hand, labels, response, blocks["network"])
    for block in SLOTS:
        for cell in blocks[block]:
            _fill_slot(hand, labels, response, block, cell, window)
            if block == "agreement" and cell[0].method_code == "sector_partnership" and len(cell) == 1:
                _report_again_as_meeting(hand, labels, response, cell, len(blocks["meeting"]))
    _plant_personal_values(hand, response)
    if hand.slips(0.15):
        response.answers["comments", 0] = invent.note(response.person)
    if hand.slips(0.06):
        _say_nothing(hand, response)
    return response


def _name_city(hand: Hand, response: Response, city: dict) -> None:
    """Write the city and its state."""
    name, state = hand.us_city(city)
    response.answers["us_city", 0], response.answers["us_state", 0] = name, state


def _answer_capacity(hand: Hand, labels: Labels, response: Response, said: dict[str, str]) -> None:
    """Tick the four questions on staff and means; who does not decide is not sure or leaves it blank."""
    for question in CAPACITY:
        if said[question]:
            response.answers[question, 0] = labels.of[question][said[question]][0]
        elif not hand.slips(0.5):
            response.answers[question, 0] = labels.of[question][""][0]


def _tick_networks(hand: Hand, labels: Labels, response: Response, cells: list[list[Engagement]]) -> None:
    """Tick the networks the city is in; one that is no option is written in."""
    chosen = []
    for engagement in (cell[0] for cell in cells):
        label = labels.of["networks"][engagement.network_code][0] if engagement.network_code else WRITE_IN
        if label == WRITE_IN:
            response.write_ins["networks", 0] = hand.network(engagement)
        chosen.append(label)
        response.written.append(Written("network", labels.number["networks", label], [engagement], []))
    if chosen:
        response.answers["networks", 0] = sorted(chosen, key=lambda label: labels.number["networks", label])


def _fill_slot(
    hand: Hand, labels: Labels, response: Response, block: str, cell: list[Engagement], window: tuple[int, int]
) -> None:
    """Write one agreement or meeting into the next slot of its block."""
    slot = 1 + sum(written.block == block for written in response.written)
    first, city = cell[0], hand.lists.cities[response.city]
    separator = hand.pick([" and ", "; ", " & ", " / "])
    place = separator.join(hand.place(engagement) for engagement in cell)
    country = hand.country(first.country_code)
    if len(cell) == 1 and place and hand.slips(0.04):
        place = f"{place}, {hand.country_of.get(first.country_code, {'country': 'USA'})['country']}"
    is_legible = not (hand.slips(0.006) and first.country_code != "US")
    if not is_legible:
        place, country = "", hand.pick(["Asia", "various", "several countries", "Europe"])
    shift = 0 if len(cell) > 1 else hand.misremembered(first, *window)
    year = hand.year(first, shift, asks_for_date=block == "meeting")
    if not first.reason and not first.recurs and hand.slips(0.06):
        year = hand.pick(["", "n/a", "unknown"])
    kinds = _kind(hand, labels, block, first)
    describes = hand.rng.random() < 0.75
    ticks = not hand.slips(0.08) or not first.priorities
    no_kind = hand.slips(0.03) and not kinds[1]
    told = first.priorities
    key = f"{block}_kind"
    if not no_kind:
        response.answers[key, slot] = kinds[0]
    if kinds[1]:
        response.write_ins[key, slot] = kinds[1]
    response.answers[f"{block}_partner", slot] = place
    response.answers[f"{block}_country", slot] = country
    response.answers[f"{block}_{'date' if block == 'meeting' else 'year'}", slot] = year
    if ticks and told:
        _tick_priorities(hand, labels, response, block, slot, told)
    if describes or not ticks or no_kind:
        text = hand.description(first, told, city, must_say_method=no_kind)
        response.answers[f"{block}_description", slot] = text
    response.written.append(Written(block, slot, list(cell), list(told), is_legible))


def _kind(hand: Hand, labels: Labels, block: str, engagement: Engagement) -> tuple[str, str]:
    """Return the option ticked for the kind of agreement or meeting, and what is written in beside it."""
    if engagement.method_code == "other":
        return WRITE_IN, hand.pick([line["text"] for line in hand.lists.other_meetings])
    if block == "meeting" and engagement.method_code == "sector_partnership":
        return WRITE_IN, hand.pick(["MOU signing", "Signing of memorandum of understanding"])
    return hand.pick(labels.of[f"{block}_kind"][engagement.method_code]), ""


def _tick_priorities(hand: Hand, labels: Labels, response: Response, block: str, slot: int, told: list[str]) -> None:
    """Tick the priority areas; the last of several may be written in instead, in other words."""
    question = f"{block}_priorities"
    ticked = [labels.of[question][code][0] for code in told]
    if len(told) > 1 and hand.slips(0.06):
        words = next(line["write_ins"] for line in hand.lists.priorities if line["priority_code"] == told[-1])
        response.write_ins[question, slot] = hand.pick(words.split("|"))
        ticked[-1] = WRITE_IN
    response.answers[question, slot] = ticked


def _report_again_as_meeting(
    hand: Hand, labels: Labels, response: Response, cell: list[Engagement], meetings: int
) -> None:
    """Now and then the signing of a memorandum is reported as a meeting too."""
    free = sum(written.block == "meeting" for written in response.written) + meetings < SLOTS["meeting"]
    if free and not cell[0].reason and hand.slips(0.10):
        _fill_slot(hand, labels, response, "meeting", cell, (cell[0].year, cell[0].year))


def _plant_personal_values(hand: Hand, response: Response) -> None:
    """Let some respondents name themselves, their address or number in a description."""
    described = [key for key in response.answers if key[0].endswith("_description")]
    if described and hand.slips(0.12):
        key = hand.pick(described)
        response.answers[key] = f"{response.answers[key]} {people.note(hand, response.person)}"


def _say_nothing(hand: Hand, response: Response) -> None:
    """Fill the next free agreement with words that say there is none."""
    slot = 1 + sum(written.block == "agreement" for written in response.written)
    if slot <= SLOTS["agreement"]:
        response.answers["agreement_partner", slot] = hand.pick(["n/a", "N/A", "none", "-"])
        response.written.append(Written("agreement", slot, [], [], is_legible=False))


def _earlier(hand: Hand, later: Response) -> datetime:
    """Return a time some days before another response."""
    return later.submitted - timedelta(days=int(hand.rng.integers(2, 25)), minutes=int(hand.rng.integers(1, 500)))


def _broken_off(hand: Hand, labels: Labels, final: Response) -> Response:
    """Return an earlier response of the same city that was left after the first blocks, in the same words."""
    first = Response(
        final.city, _earlier(hand, final), "Partial", "merged", "same_city", final.person, said=dict(final.said)
    )
    kept = [
        written
        for written in final.written
        if written.block == "network" or (written.slot <= 2 and written.block == "agreement")
    ]
    slots = {(written.block, written.slot) for written in kept}
    for (question, slot), answer in final.answers.items():
        block = question.partition("_")[0]
        if question != "comments" and (slot == 0 or (block, slot) in slots):
            first.answers[question, slot] = answer
    for (question, slot), text in final.write_ins.items():
        if slot == 0 or (question.partition("_")[0], slot) in slots:
            first.write_ins[question, slot] = text
    first.written = kept
    return first


def _corrected_later(hand: Hand, labels: Labels, final: Response) -> Response:
    """Return an earlier response of the same city with another answer on its budget, which the final one corrects."""
    first = _broken_off(hand, labels, final)
    first.status = "Complete"
    if final.said["has_budget"]:
        first.said["has_budget"] = "no" if final.said["has_budget"] == "yes" else "yes"
        first.answers["has_budget", 0] = labels.of["has_budget"][first.said["has_budget"]][0]
    return first


def _test(hand: Hand, labels: Labels, invent: people.Inventor) -> Response:
    """Return a colleague's trial."""
    response = Response(
        None, OPENED + timedelta(hours=int(hand.rng.integers(1, 90))), person=invent.person(), minutes=2
    )
    response.outcome, response.reason = "excluded", "test"
    response.answers["us_city", 0] = hand.pick(["test", "Test City", "TEST", "asdf"])
    response.said = {"has_staff": "yes"}
    response.answers["has_staff", 0] = labels.of["has_staff"]["yes"][0]
    response.answers["agreement_partner", 1] = "test"
    response.answers["agreement_country", 1] = "test"
    response.written.append(Written("agreement", 1, [], [], is_legible=False))
    return response


def _blank(hand: Hand, invent: people.Inventor) -> Response:
    """Return a response that was opened and left."""
    response = Response(None, _when(hand), "Partial", "excluded", "empty", minutes=1)
    if hand.rng.random() < 0.4:
        response.person = invent.person()
    return response


def _disqualified(hand: Hand, labels: Labels, invent: people.Inventor) -> Response:
    """Return the response of somebody who answers for no city."""
    response = Response(None, _when(hand), "Disqualified", "excluded", "disqualified", invent.person(), minutes=3)
    response.answers["us_city", 0] = hand.pick(["I answer for a county", "private citizen", "Chamber of Commerce"])
    return response


def _county(hand: Hand, labels: Labels, invent: people.Inventor) -> Response:
    """Return the response of a county, which is no city."""
    response = Response(None, _when(hand), "Partial", "set_aside", "us_city_undecided", invent.person(), minutes=5)
    line = hand.pick([line for line in hand.lists.cities if line["county"]])
    response.answers["us_city", 0], response.answers["us_state", 0] = line["county"], line["us_state"]
    response.said = {"has_staff": "no"}
    response.answers["has_staff", 0] = labels.of["has_staff"]["no"][0]
    return response
