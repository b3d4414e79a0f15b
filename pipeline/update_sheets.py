"""Write an update sheet for every city on record, and one form for all: `python -m pipeline.update_sheets <edition>`.

Each sheet goes into a folder of its own under data/update_sheets/<edition>/, and so does the form, with the source.yaml
that it needs when it comes back. They are the team's working material and are not published. docs/update-sheets.md.
"""

import shutil
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
import yaml
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline import slugs, updates, workbooks
from pipeline.core import codebook, disk, params, paths, sources, stage
from pipeline.forms import questionnaire, update_form

FILE_NAME = "update-sheet.xlsx"
SIMULATED = "Simulated data: no city has done any of this."
ADDITIONS = 20  # blank lines for what is not on record
WIDTHS = {"On record": 60, "Your answer": 24, "Remark": 30, "What it is about: correct": 45, "What it is about": 45}
LISTED = {"Your answer": "A", "Country: correct": "B", "Kind: correct": "C"}
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEADING = Font(bold=True)
FREE = Protection(locked=False)
LOCKED = PatternFill("solid", fgColor="EFEFEF")


class Words(NamedTuple):
    """Code → label of what a sheet says in words."""

    methods: dict[str, str]
    countries: dict[str, str]
    networks: dict[str, str]
    priorities: dict[str, str]


def lines_of(
    engagements: pd.DataFrame, priorities: pd.DataFrame, links: pd.DataFrame, reports: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """Return a line for each engagement on record, with the headers of the sheet and us_place_id, sorted.

    engagements, priorities and links are what deduplicate left; reports what classify left. A partner that no rule
    placed is named as the report that speaks for the engagement wrote it.
    """
    areas = priorities.assign(label=priorities["priority_code"].map(words.priorities))
    order = {code: place for place, code in enumerate(words.priorities)}
    areas = areas.sort_values("priority_code", key=lambda codes: codes.map(order), kind="stable")
    area_words = areas.groupby("engagement_id")["label"].agg("; ".join)
    written = reports.set_index("report_id")[["network_text", "partner_place_text", "partner_text"]]
    written = written["network_text"].fillna(written["partner_place_text"]).fillna(written["partner_text"])
    speaking = links.loc[links["role"].eq("counted")].set_index("engagement_id")["report_id"]
    as_written = engagements["engagement_id"].map(speaking).map(written)
    known = engagements["network_code"].map(words.networks).fillna(engagements["partner_place"])
    needs_words = engagements["partner_country_code"].isna() | ~engagements["partner_kind"].isin(["country"])
    said = pd.DataFrame(
        {
            "engagement_id": engagements["engagement_id"],
            "partner_place_text": known.fillna(as_written.where(needs_words)),
            "partner_country_text": engagements["partner_country_code"].map(words.countries),
            "method_text": engagements["method_code"].map(words.methods),
            "year_text": engagements["first_year"].astype("str"),
            "priority_text": engagements["engagement_id"].map(area_words),
            "description_text": engagements["description_text"],
        },
        dtype="str",
    )
    # A workbook cannot hold control characters.
    said = said.apply(lambda texts: texts.str.replace(ILLEGAL_CHARACTERS_RE, "", regex=True))
    stamps = updates.record_stamps(engagements) + "-" + updates.line_stamps(said)
    return (
        engagements[["us_place_id", "us_city", "us_state"]]
        .join(said.assign(stamp=stamps))
        .assign(on_record=_in_words(said))
        .sort_values(["method_text", "partner_country_text", "partner_place_text", "engagement_id"], ignore_index=True)
    )


def _in_words(said: pd.DataFrame) -> pd.Series:
    """Return what is on record of each engagement as a sentence."""
    partner = said["partner_place_text"].fillna("")
    country = said["partner_country_text"].fillna("")
    whole = (partner + ", " + country).str.strip(", ")
    sentence = said["method_text"].fillna("Kind not known") + ": " + whole.mask(whole.eq(""), "partner not known")
    sentence += (" (" + said["year_text"] + ")").fillna(" (year not known)")
    sentence += ("; " + said["priority_text"].str.replace("; ", ", ")).fillna("")
    return sentence + (". “" + said["description_text"] + "”").fillna("")


def workbook_of(
    city: str, lines: pd.DataFrame, layout: pd.DataFrame, guide: list[str], words: Words
) -> openpyxl.Workbook:
    """Return the sheet of one city; layout holds its lines in record_columns.csv, in the order of the columns."""
    book = openpyxl.Workbook()
    readme = book.active
    readme.title = "Read me"
    readme.append([f"International activities of {city}"])
    for text in guide:
        readme.append([text])
    readme.column_dimensions["A"].width = 100
    for row in readme.iter_rows():
        row[0].alignment = WRAPPED
    readme["A1"].font = Font(bold=True, size=14)
    readme.protection.sheet = True
    _fill(book.create_sheet(updates.SHEET), lines, layout)
    _list(book, words)
    return book


def _fill(sheet, lines: pd.DataFrame, layout: pd.DataFrame) -> None:
    """Write the lines on record and blank ones below; only what a city answers can be typed over."""
    sheet.append(layout["header"].tolist())
    of = {"On record": "on_record", "U.S. city": "us_city", "State": "us_state"}
    prefilled = layout["treatment"].isin(["answer", "ignored"]) & layout["header"].ne("Remark")
    prefilled |= layout["header"].isin(["Engagement", "Stamp"])
    names = [
        of.get(line.header, line.column) if is_prefilled else ""
        for line, is_prefilled in zip(layout.itertuples(), prefilled, strict=True)
    ]
    for line in lines.to_dict("records"):
        sheet.append([line[name] if name and not pd.isna(line[name]) else None for name in names])
    last = len(lines) + 1 + ADDITIONS
    for position, (header, is_prefilled) in enumerate(zip(layout["header"], prefilled, strict=True), start=1):
        letter = openpyxl.utils.get_column_letter(position)
        sheet.column_dimensions[letter].width = WIDTHS.get(header, 20)
        for cell in (sheet.cell(row, position) for row in range(1, last + 1)):
            cell.alignment = WRAPPED
            cell.quotePrefix = isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
            if cell.row == 1:
                cell.font = HEADING
            if cell.row > 1 and not is_prefilled:
                cell.protection = FREE
            else:
                cell.fill = LOCKED
        if header in LISTED:
            choice = DataValidation(
                type="list", formula1=f"Lists!${LISTED[header]}$2:${LISTED[header]}$400", allow_blank=True
            )
            choice.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _list(book: openpyxl.Workbook, words: Words) -> None:
    """Add the hidden sheet that the drop-downs choose from."""
    sheet = book.create_sheet("Lists")
    lists = [
        ["Answers", *updates.ANSWERS.values()],
        ["Countries", *words.countries.values(), updates.NONE],
        ["Kinds", *words.methods.values(), updates.NONE],
    ]
    for column, entries in enumerate(lists, start=1):
        for row, entry in enumerate(entries, start=1):
            sheet.cell(row, column, entry)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def guide_of(title: str, promise: str, words: Words, is_simulated: bool) -> list[str]:
    """Return what the first sheet says, a paragraph each."""
    simulated = [SIMULATED] if is_simulated else []
    return [
        *simulated,
        f"The sheet “{updates.SHEET}” shows what is on record of your city in “{title}”, one engagement a line. Please "
        "answer each line under “Your answer”, by the list in the cell:",
        f"“{updates.ANSWERS['confirm']}”: it stands, or took place, as it is written.",
        f"“{updates.ANSWERS['correct']}”: write what is right in the columns headed “…: correct”, and only there; what "
        f"you leave blank stays as it is. Where there is none, such as no year, write “{updates.NONE}”.",
        f"“{updates.ANSWERS['end']}”: a relation that has ended, or something that never took place.",
        f"What is missing: one line each below the last, with “{updates.ANSWERS['add']}” and the columns headed "
        "“…: correct”.",
        "A line without an answer changes nothing. Grey cells are locked; the last two columns find the record again.",
        f"Priority areas, several parted by a semicolon: {'; '.join(words.priorities.values())}.",
        f"Our promise: {promise} Please name no persons.",
    ]


def main(edition: str) -> None:
    """Write data/update_sheets/<edition>/, anew."""
    folder = paths.DEDUPLICATED / edition
    engagements = pd.read_parquet(folder / "engagements.parquet")
    words = Words(*(codebook.labels(name) for name in Words._fields))
    lines = lines_of(
        engagements,
        pd.read_parquet(folder / "priorities.parquet"),
        pd.read_parquet(folder / "links.parquet"),
        pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet"),
        words,
    )
    columns = codebook.read("record_columns")
    layout = columns.loc[columns["layout"].eq(updates.LAYOUT)].reset_index(drop=True)
    is_simulated = sources.is_simulated(sources.read(edition))
    chosen = params.edition(edition)
    guide = guide_of(chosen["title"], params.section("questionnaire")["promise"], words, is_simulated)
    place = ["us_place_id", "us_city", "us_state"]
    cities = pd.concat([engagements[place], pd.read_parquet(folder / "cities.parquet")[place]])
    cities = cities.drop_duplicates("us_place_id").sort_values(["us_state", "us_city", "us_place_id"])
    out = paths.UPDATE_SHEETS / edition
    shutil.rmtree(out, ignore_errors=True)
    own = dict(list(lines.groupby("us_place_id")))
    for city in cities.itertuples():
        name = f"{city.us_city}, {city.us_state}"
        target = out / slugs.slug(f"updates {city.us_state} {city.us_city} {city.us_place_id}")
        book = workbook_of(name, own.get(city.us_place_id, lines.iloc[:0]), layout, guide, words)
        workbooks.save(book, target / FILE_NAME)
        said = {
            "file": FILE_NAME,
            "layout": updates.LAYOUT,
            "sheet": updates.SHEET,
            "producer": f"City of {name}",
            "title": f"Update sheet of {name}, written from {edition}",
            "coverage": f"What {name} says of its record in {edition}, and what it adds.",
            "grain": "One row per engagement.",
        }
        note = "accessed: the day on which the sheet came back, such as '2027-06-30'."
        _describe(target, said, note, is_simulated)
    _write_form(out / "update-form", cities, lines, edition, is_simulated)


def _write_form(folder: Path, cities: pd.DataFrame, lines: pd.DataFrame, edition: str, is_simulated: bool) -> None:
    """Write the form for all cities and the files beside it."""
    asked = questionnaire.read()
    listed = {option.code: option.label for option in asked.lists["countries"]}
    words = update_form.Words(codebook.labels("methods"), listed, codebook.labels("priorities"))
    title = params.edition(edition)["title"]
    opening = [
        *([SIMULATED] if is_simulated else []),
        f"This form shows what is on record of your city in “{title}”, one engagement a screen. Please say of each "
        "whether it is right; what you leave without an answer stays as it is. In the end it asks for what is missing.",
        f"{asked.promise} Please name no persons.",
    ]
    heading = f"What is on record: {title}"
    sheets = update_form.sheets(
        asked.questions["consent"], opening, heading, f"updates_{edition}", asked.version, words
    )
    update_form.write(sheets, update_form.media(cities, lines), words, folder)
    said = {
        "file": "",
        "platform": "kobo",
        "layout": updates.FORM_LAYOUT,
        "producer": "The cities that answered the form",
        "title": f"Answers to the update form, written from {edition}",
        "coverage": f"What cities say of their records in {edition}, and what they add.",
        "grain": "One row per submission; each of its lines is an engagement.",
    }
    note = (
        "file: the export; accessed: the day on which it was downloaded, such as '2027-06-30'; platform: kobo or odk."
    )
    _describe(folder, said, note, is_simulated)


def _describe(folder: Path, said: dict[str, str], note: str, is_simulated: bool) -> None:
    """Write the source.yaml for the day on which answers come back; what is known only then is left to be filled in."""
    whole = {
        "kind": "updates",
        **({"simulated": True} if is_simulated else {}),
        **said,
        "accessed": "",
        "licence": "Not public; findings only",
    }
    text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=120)
    disk.write(folder / "source.yaml", f"# {note}\n{text}")


if __name__ == "__main__":
    stage.run(main, __doc__)
