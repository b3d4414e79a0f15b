"""The methodology statement: AAPOR's disclosure elements, answered from sources, choices and findings.

What the descriptions of the sources do not say is stated as not said; nothing is typed in for one edition.
"""

from typing import NamedTuple

from markupsafe import Markup

from pipeline.core import days
from pipeline.pages.wording import counted, listed, number, percent_of, window
from pipeline.report.beside import listed_cities
from pipeline.report.edition import Edition, Labels
from pipeline.report.quality import accounting_sentence, review_sentence
from pipeline.report.rendering import counted_at, to
from pipeline.report.sentences import HEADLINE_PAGES


class Element(NamedTuple):
    """One disclosure element: its name and what is told of it, a sentence or more in each part."""

    name: str
    told: list[str | Markup]


def elements(edition: Edition, labels: Labels) -> list[Element]:
    """Return the statement of an edition in the order of AAPOR's code."""
    return [
        Element("Data collection strategy", _strategy(edition)),
        Element("Who sponsored and who conducted it", _conductors(edition)),
        Element("Measurement tools", _tools(edition, labels)),
        Element("Population under study", _population(edition)),
        Element("How the sample was generated and recruited", _sample(edition)),
        Element("Method and mode of data collection", _mode(edition)),
        Element("Dates of data collection", _dates(edition)),
        Element("Sample sizes and precision", _sizes(edition)),
        Element("Weighting", _weighting(edition)),
        Element("Processing and quality", _processing(edition)),
        Element("Limitations", _limitations(edition)),
    ]


def questionnaire(labels: Labels) -> list:
    """Return every question as asked, with the answers it offers in their order."""
    offered = labels.options.groupby("question", sort=False)["label"].agg("; ".join)
    asked = labels.questionnaire.assign(
        options=labels.questionnaire["question"].map(offered).fillna(""),
        slots=labels.questionnaire["slots"].astype(int),
    )
    return list(asked.itertuples(index=False, name="Question"))


def _strategy(edition: Edition) -> list[str]:
    """Return which kinds of sources there are."""
    kinds = [source.kind for source in edition.sources]
    parts = [
        counted(kinds.count("survey"), "survey export", "survey exports"),
        counted(kinds.count("records"), "file of records found by desk research", "files of records"),
        counted(kinds.count("updates"), "file of answers to update sheets", "files of answers to update sheets"),
    ]
    told = [f"Made from {listed([part for part in parts if not part.startswith('0 ')])}, each listed under sources."]
    if edition.is_simulated:
        told.append("Simulated: a program wrote the answers and records. What follows describes the simulated study.")
    if not edition.has_respondents:
        told.append(
            "Not a survey: response rate, question wording and order, interviewers, incentives, panels and weights do "
            "not apply."
        )
    return told


def _conductors(edition: Edition) -> list[str]:
    """Return who made the sources."""
    makers = list(dict.fromkeys(source.producer for source in edition.sources))
    return [
        f"Makers of the sources: {listed(makers)}. Their descriptions name no sponsor.",
        "Findings: the City Diplomacy Findings authors.",
    ]


def _tools(edition: Edition, labels: Labels) -> list[str]:
    """Return what was asked, or how records were read."""
    if not edition.has_respondents:
        return ["No questionnaire: the columns of each record file are read as data/codebook/record_columns.csv says."]
    read = labels.questionnaire["treatment"].eq("answer").sum()
    asked = counted(len(labels.questionnaire), "question", "questions")
    return [f"A questionnaire of {asked}, {number(read)} of them read; all are printed below, as asked."]


def _population(edition: Edition) -> list[str | Markup]:
    """Return whom the edition is about, and the frame."""
    frame, held = edition.choices["frame_cities"], listed_cities(edition)
    if not frame:
        known = "How many cities the sources could have told of is not known."
    elif 0 < held < frame:
        known = Markup("There are {} cities to ask. The frame, a list that this project holds, has {} of them.").format(
            number(frame), to("rows/response.html#all.all", number(held))
        )
    else:
        known = f"The frame is {number(frame)} cities."
    return [f"U.S. cities and their engagements with partners abroad; {window(edition.choices)}.", known]


def _sample(edition: Edition) -> list[str]:
    """Return how cities came in."""
    if not edition.has_respondents:
        return ["No sample was drawn: what the sources list is taken whole, and what they do not list is missing."]
    return [
        "Not a probability sample: no city was drawn, and each invited city chose whether to answer. How cities were "
        "invited and reminded is not said in the description of the source.",
        "Engagements of cities that did not answer are known from desk research where there is any.",
    ]


def _mode(edition: Edition) -> list[str]:
    """Return how answers and records were taken."""
    platforms = sorted({source.platform for source in edition.sources if source.kind == "survey"})
    told = []
    if platforms:
        told.append(
            f"Self-administered online questionnaire ({listed([name.capitalize() for name in platforms])}), in the "
            "language in which it is printed below."
        )
    if any(source.kind == "records" for source in edition.sources):
        told.append("Desk research: a row for each engagement that a source names.")
    return told


def _dates(edition: Edition) -> list[str]:
    """Return when sources were accessed and collection ended."""
    accessed = [source.accessed for source in edition.sources]
    known = [day for day in map(days.day_of, accessed) if day]
    # “Autumn 2026” is before or after none.
    if len(known) == len(accessed):
        first, last = days.in_words(min(known)), days.in_words(max(known))
        when = f" on {first}" if first == last else f" between {first} and {last}"
    else:
        when = f": {listed([days.text_in_words(text) for text in dict.fromkeys(accessed)])}"
    ended = days.in_words(edition.choices["cut_off"])
    return [f"Collection ended on {ended}; the sources were accessed{when}. When it began is not recorded."]


def _sizes(edition: Edition) -> list[str | Markup]:
    """Return how many cities, responses and engagements there are, and how precision is stated."""
    count = {line.code: line.count for line in edition.section("headline")}
    told = []
    frame = edition.choices["frame_cities"]
    if edition.has_respondents:
        page, answered = HEADLINE_PAGES["respondents"], count["respondents"]
        rate = to(page, percent_of(answered, frame, edition.summarise["decimals"])) if frame else ""
        of_frame = Markup(", {} of the {} that there are to ask").format(rate, number(frame)) if frame else ""
        told.append(Markup("{} answered{}.").format(counted_at(page, answered, "city", "cities"), of_frame))
    told.append(
        Markup("{} of {}, known from {}.").format(
            counted_at(HEADLINE_PAGES["engagements"], count["engagements"], "engagement", "engagements"),
            counted_at(HEADLINE_PAGES["cities"], count["cities"], "city", "cities"),
            counted_at(HEADLINE_PAGES["reports"], count["reports"], "report", "reports"),
        )
    )
    confidence = f"{100 * edition.summarise['confidence']:g}"
    told.append(
        f"Each share has a {confidence} % interval that takes the cities for a random draw, the engagements of one "
        "city for alike, and the number of cities for finite where it is known. As no city was drawn at random, it "
        "shows how much rests on few cities; it is no margin of sampling error."
    )
    return told


def _weighting(edition: Edition) -> list[str]:
    """Return that nothing is weighted, and where weighted shares stand beside."""
    told = "No published share is weighted."
    if edition.has_respondents:
        told += " What weighting cities to the frame would change stands beside, among the other readings."
    return [told]


def _processing(edition: Edition) -> list[str | Markup]:
    """Return how rows were read, coded and joined."""
    noted = len(edition.issues)
    values = counted_at("rows/issues.html", noted, "value was", "values were") if noted else "no value was"
    return [
        accounting_sentence(edition.accounting),
        Markup(
            "Places, methods and priority areas are coded by rules that stand in data/codebook/; the rule that decided "
            "is kept with every report. {}"
        ).format(review_sentence(edition.review)),
        Markup("On reading, {} noted, corrected or taken out. No value is imputed.").format(values),
    ]


def _limitations(edition: Edition) -> list[str]:
    """Return what the edition cannot tell."""
    told = [edition.choices["coverage"].strip()]
    if edition.has_respondents:
        told.append(
            "Cities that answer may differ from those that do not; a city may know less of itself than it does."
        )
    else:
        told.append("What nobody wrote down on a public page is not in it, so zero means not found.")
    return told
