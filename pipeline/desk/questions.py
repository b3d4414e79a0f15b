"""What needs a person, most valuable first: one table for each sheet of the workbook, one row for each question."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from pipeline.core import paths
from pipeline.exports.contract import OPTION_SEPARATOR

# Text columns in which a report says what an engagement's column holds.
TEXT_OF = {
    "method_code": "method_text",
    "partner_country_code": "partner_country_text",
    "partner_place": "partner_place_text",
    "first_year": "year_text",
    "last_year": "year_text",
}
PARTNER_CELLS = ["partner_text", "partner_place_text", "partner_country_text"]


def questions(edition: str) -> dict[str, pd.DataFrame]:
    """Return the questions of an edition by sheet.

    Each has a key, which changes with anything the question shows, so that a decision on an older question is known to
    be one; columns that begin with an underscore are not shown, and say where a decision goes.
    """
    makers: dict[str, Callable[[str], pd.DataFrame]] = {
        "Cities": cities,
        "Partners": partners,
        "Methods": methods,
        "Priorities": priorities,
        "Same engagement": pairs,
        "Values": values,
        "Contradictions": contradictions,
    }
    return {sheet: _keyed(sheet, make(edition)) for sheet, make in makers.items()}


def _keyed(sheet: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Return questions with a short code of all they show, the first column."""
    shown = asked[[name for name in asked if not name.startswith("_")]].astype("str").fillna("")
    told = shown.apply(lambda row: OPTION_SEPARATOR.join([sheet, *row]), axis="columns", result_type="reduce")
    keys = [hashlib.sha256(text.encode()).hexdigest()[:12] for text in told]
    return asked.assign(key=keys)[["key", *asked.columns]].reset_index(drop=True)


def _review(folder: Path, *decisions: str) -> pd.DataFrame:
    """Return the review lines that a stage left in a folder on these decisions, the most frequent first."""
    asked = pd.read_parquet(folder / "review.parquet")
    mine = asked.loc[asked["decision"].isin(decisions)]
    return mine.sort_values(["count", "answer"], ascending=[False, True], kind="stable", ignore_index=True)


def _joined(cells: pd.DataFrame) -> pd.Series:
    """Return the cells of each row as one text; of no rows, no texts."""
    return cells.fillna("").apply(OPTION_SEPARATOR.join, axis="columns", result_type="reduce")


def _shown(asked: pd.DataFrame) -> pd.DataFrame:
    """Return review lines under the headings of the workbook."""
    return pd.DataFrame(
        {
            "As written": asked["answer"],
            "Reports": asked["count"],
            "For example": asked["example"],
            "May be": asked["suggestions"],
        }
    )


def cities(edition: str) -> pd.DataFrame:
    """Return the U.S. cities as written that no rule decided."""
    asked = _review(paths.LOCATED / edition, "us_city")
    folder = paths.VALIDATED / edition
    people = pd.read_parquet(folder / "responses.parquet").rename(columns={"response_id": "record"})
    found = pd.read_parquet(folder / "reports.parquet").rename(columns={"report_id": "record"})
    written = pd.concat([people, found])[["record", "us_city_text", "us_state_text"]].set_index("record")
    cells = written.reindex(asked["example"]).fillna("")
    return _shown(asked).assign(_city=cells["us_city_text"].to_numpy(), _state=cells["us_state_text"].to_numpy())


def partners(edition: str) -> pd.DataFrame:
    """Return the partners as written whose country or place no rule decided, and every report that writes them so."""
    asked = _review(paths.LOCATED / edition, "country", "place")
    located = pd.read_parquet(paths.LOCATED / edition / "reports.parquet")
    first = located.drop_duplicates("report_id").set_index("report_id").reindex(asked["example"])
    cells = _joined(located[PARTNER_CELLS])
    # A cell that names several partners has become several reports, .1, .2, …; corrected is the cell.
    whole = located["report_id"].str.replace(r"\.\d+$", "", regex=True)
    records = whole.groupby(cells).agg(lambda reports: sorted(set(reports)))
    own = _joined(first[PARTNER_CELLS])
    return _shown(asked).assign(
        Open=asked["decision"],
        _place=first["partner_place"].fillna("").to_numpy(),
        _country=first["partner_country_code"].fillna("").to_numpy(),
        _cells=own.to_numpy(),
        _records=[records.get(text, []) for text in own],
    )


def methods(edition: str) -> pd.DataFrame:
    """Return the words from which no method was decided or a doubtful one, and every report with these words."""
    asked = _once(_review(paths.CLASSIFIED / edition, "method", "method_disagreement"))
    decided = pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet", columns=["report_id", "method_code"])
    return _coded(edition, asked, decided.set_index("report_id")["method_code"], ["method_text", "description_text"])


def priorities(edition: str) -> pd.DataFrame:
    """Return the words from which no priority area was decided or one is doubted, and every report with these words."""
    asked = _once(_review(paths.CLASSIFIED / edition, "priority", "priority_disagreement"))
    areas = pd.read_parquet(paths.CLASSIFIED / edition / "priorities.parquet")
    decided = areas.groupby("report_id")["priority_code"].agg("; ".join)
    return _coded(edition, asked, decided, ["priority_text", "description_text"])


def _once(asked: pd.DataFrame) -> pd.DataFrame:
    """Return one question for the same words, though they are both left open and in doubt: what they may be, joined."""
    joined = {"count": "max", "example": "first", "suggestions": lambda own: "; ".join(own.dropna()) or None}
    return asked.groupby("answer", sort=False, as_index=False).agg(joined)


def _coded(edition: str, asked: pd.DataFrame, decided: pd.Series, columns: list[str]) -> pd.DataFrame:
    """Return review lines of method or priority, with all reports that say the same in these columns (_records).

    decided: codes by report; they are shown, for what a person decides stands in place of them.
    """
    found = pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet", columns=["report_id", *columns])
    words = _joined(found[columns]).set_axis(found["report_id"])
    records = pd.Series(words.index, index=words.to_numpy()).groupby(level=0).agg(list)
    return _shown(asked).assign(
        Decided=decided.reindex(asked["example"]).to_numpy(),
        _records=[records[words[example]] for example in asked["example"]],
    )


def pairs(edition: str) -> pd.DataFrame:
    """Return the pairs of reports that may be one engagement, side by side, the likeliest first."""
    asked = pd.read_parquet(paths.DEDUPLICATED / edition / "review.parquet")
    asked = asked.loc[asked["decision"].eq("same_engagement")]
    found = pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet").set_index("report_id")
    other = [_second(answer, found.index) for answer in asked["answer"]]
    columns = {
        "city": "us_city",
        "method": "method_code",
        "partner": "partner_place",
        "country": "partner_country_code",
        "year": "year",
        "description": "description_text",
        "source": "source_id",
        "row": "row",
    }
    sides = [found.reindex(reports)[list(columns.values())] for reports in (asked["example"], other)]
    shown = pd.DataFrame({"Rule": asked["suggestions"].to_numpy()})
    for words, column in columns.items():
        for number, side in enumerate(sides, start=1):
            shown[f"{words.capitalize()} {number}"] = side[column].astype("str").to_numpy()
    return shown.assign(_first=asked["example"].to_numpy(), _second=other)


def _second(answer: str, known: pd.Index) -> str:
    """Return the second report that a review line on a pair names."""
    starts = (part.partition(": ")[0] for part in answer.split(" ↔ ")[1:])
    return next(report for report in starts if report in known)


def values(edition: str) -> pd.DataFrame:
    """Return the values that were noted or set aside when they were read; what was set aside first."""
    noted = pd.read_parquet(paths.VALIDATED / edition / "issues.parquet")
    noted = noted.loc[noted["consequence"].isin(["set aside", "noted"]) & noted["column"].str.endswith("_text")]
    noted = noted.sort_values(["consequence", "source_id", "row"], ascending=[False, True, True], kind="stable")
    response = noted["source_id"] + ":" + noted["row"].astype("str")
    return pd.DataFrame(
        {
            "Source": noted["source_id"],
            "Row": noted["row"],
            "Column": noted["column"],
            "Value": noted["value"],
            "What is odd": noted["sentence"],
            "_record": noted["report_id"].fillna(response),
            "_column": noted["column"],
            "_expected": noted["value"].fillna(""),
        }
    )


def contradictions(edition: str) -> pd.DataFrame:
    """Return where a city's own answer and desk research say different things of one engagement."""
    folder = paths.DEDUPLICATED / edition
    told = pd.read_parquet(folder / "conflicts.parquet")
    kept = pd.read_parquet(folder / "survivors.parquet")[["engagement_id", "column", "value", "report_id"]]
    both = told.merge(kept, on=["engagement_id", "column"], suffixes=("", "_kept"))
    found = pd.read_parquet(paths.CLASSIFIED / edition / "reports.parquet").set_index("report_id")
    block = found["block"]
    differs = both["report_id"].map(block).eq("record") != both["report_id_kept"].map(block).eq("record")
    both = both.loc[differs & both["column"].isin(list(TEXT_OF))]
    text = both["column"].map(TEXT_OF)
    words = found[sorted(set(TEXT_OF.values()))].melt(ignore_index=False).set_index("variable", append=True)["value"]
    written = words.reindex(pd.MultiIndex.from_arrays([both["report_id"], text])).to_numpy()
    return pd.DataFrame(
        {
            "City": both["report_id"].map(found["us_city"]),
            "Of": both["column"],
            "Published": both["value_kept"],
            "From": both["report_id_kept"],
            "Other says": both["value"],
            "Other": both["report_id"],
            "As written there": pd.Series(written, index=both.index, dtype="str"),
            "_record": both["report_id"],
            "_column": text,
            "_expected": pd.Series(written, index=both.index, dtype="str").fillna(""),
        }
    ).sort_values(["City", "Of", "Other"], kind="stable")
