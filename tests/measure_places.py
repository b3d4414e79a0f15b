"""Print how well countries and U.S. cities are recognised: `python -m tests.measure_places [-v]`.

Real names and reports stand in ../shared where that folder is; made ones (misspellings, cities alone, parts of
countries) are drawn with a fixed seed from the gazetteer and pycountry. docs/places.md quotes the figures.
"""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import countrynames
import pandas as pd
import pycountry
from rapidfuzz import fuzz, process

from pipeline.core import params
from pipeline.places import knowledge
from pipeline.places.knowledge import Knowledge
from pipeline.places.names import folded

SHARED = Path("../shared")
IN_OTHER_LANGUAGES = ("cldr_10lang", "un_multilingual")
WITHOUT_ANSWER = ("ambiguous_or_none", "multi_in_cell")


def country_of(known: Knowledge, place: str, country: str) -> str | None:
    """Return the one country that a place cell and a country cell are decided to name; None when open or several."""
    codes = {partner.country for partner in known.partners.decide("", place, country, "")}
    return codes.pop() if len(codes) == 1 else None


def results(answers: list[str | None], truths: list[str]) -> pd.Series:
    """Return for each answer whether it is correct, wrong, open, answered though there is none, or rightly open."""
    kinds = []
    for answer, truth in zip(answers, truths, strict=True):
        if answer is None:
            kinds.append("open" if truth else "rightly open")
        else:
            kinds.append("correct" if answer in truth.split("|") else "wrong" if truth else "answered anyway")
    return pd.Series(kinds)


def line(name: str, kinds: pd.Series) -> str:
    """Return one line of the table: how many names have a country, and the shares of them."""
    counts = kinds.value_counts()
    asked = sum(counts.get(kind, 0) for kind in ("correct", "wrong", "open"))
    silent = counts.get("answered anyway", 0) + counts.get("rightly open", 0)
    shares = " ".join(f"{counts.get(kind, 0) / max(asked, 1):8.4f}" for kind in ("correct", "wrong", "open"))
    return f"{name:46} {asked:6,} {shares}  {counts.get('answered anyway', 0)}/{silent}"


HEADER = f"{'':46} {'names':>6} {'correct':>8} {'wrong':>8} {'open':>8}  answered of no answer"


def by_libraries() -> dict[str, Callable[[str], str | None]]:
    """Return other ways to tell a country from a name, by what they are called."""
    english = {folded(country.name): country.alpha_2 for country in pycountry.countries}

    def by_pycountry(name: str) -> str | None:
        try:
            return pycountry.countries.lookup(name).alpha_2
        except LookupError:
            return None

    def by_likeness(name: str) -> str | None:
        best = process.extractOne(folded(name), list(english), scorer=fuzz.WRatio, score_cutoff=90)
        return english[best[0]] if best else None

    return {
        "countrynames": lambda name: countrynames.to_code(name),
        "countrynames, fuzzy": lambda name: countrynames.to_code(name, fuzzy=True),
        "pycountry.lookup": by_pycountry,
        "rapidfuzz WRatio ≥ 90 on ISO names": by_likeness,
    }


def measure_names(known: Knowledge, verbose: bool) -> None:
    """Print the table on the names of the fixture."""
    table = pd.read_csv(SHARED / "fixtures/countries/country_names.csv", dtype=str, keep_default_na=False)
    is_other = table["kind"].isin(IN_OTHER_LANGUAGES)
    no_answer = table["truth"].eq("")
    names, truths = table["name"].tolist(), table["truth"].tolist()
    distinct = list(dict.fromkeys(names))
    ways = {"this pipeline": lambda name: country_of(known, "", name), **by_libraries()}
    for called, way in ways.items():
        started = time.perf_counter()
        answers = {name: way(name) for name in distinct}
        speed = len(distinct) / (time.perf_counter() - started)
        kinds = results([answers[name] for name in names], truths)
        print(line(f"{called}: English", kinds[~is_other | no_answer]), f"  {speed:,.0f} names/s")
        print(line(f"{called}: other languages", kinds[is_other & ~no_answer]))
        if called == "this pipeline":
            for kind, of_kind in kinds.groupby(table["kind"]):
                print(line(f"    {kind}", of_kind))
            bad = table.assign(answer=[answers[name] for name in names], result=kinds)
            shown = ["wrong", "answered anyway", "open"] if verbose else ["wrong", "answered anyway"]
            print(bad.loc[bad["result"].isin(shown), ["kind", "name", "truth", "answer"]].to_string(index=False))


def measure_public_record(known: Knowledge, verbose: bool) -> None:
    """Print the shares on the sister-city reports: partner country by cells as written, U.S. city by name and state."""
    table = pd.read_csv(SHARED / "public-record/sister_city_reports.csv", dtype=str, keep_default_na=False)
    cells = table[["partner_city_as_written", "partner_country_as_written"]]
    answers = {pair: country_of(known, *pair) for pair in set(cells.itertuples(index=False, name=None))}
    given = [answers[pair] for pair in cells.itertuples(index=False, name=None)]
    # Partners in the United States are told apart, not located.
    is_domestic = table["partner_country_iso2"].isin(["US", "PR", "GU", "AS", "MP", "VI"])
    kinds = results(given, table["partner_country_iso2"].tolist())
    print(line("public record: partner country", kinds[~is_domestic]))
    alone = [country_of(known, place, "") for place in table["partner_city_as_written"]]
    print(
        line(
            "public record: country from the place alone",
            results(alone, table["partner_country_iso2"].tolist())[~is_domestic],
        )
    )
    cities = table.loc[table["us_state"].ne(""), ["us_city_as_written", "us_city", "us_state"]].drop_duplicates()
    decided = [known.us_cities.decide(city, state) for city, _, state in cities.itertuples(index=False)]
    same = [
        city.place and (folded(city.place.name), city.place.state) == (folded(name), state)
        for city, (_, name, state) in zip(decided, cities.itertuples(index=False), strict=True)
    ]
    found = pd.Series(["open" if one is None else "correct" if one else "wrong" for one in same])
    print(line("public record: U.S. city (wrong = other name)", found))
    if verbose:
        bad = table.assign(answer=given, result=kinds).loc[~is_domestic]
        bad = bad.loc[bad["result"].ne("correct")]
        print(
            bad[["partner_city_as_written", "partner_country_as_written", "partner_country_iso2", "answer"]].to_string()
        )


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name with one letter left out, doubled, changed, added, or swapped with the next."""
    at = chance.randrange(len(name))
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        ]
    )


def made_names() -> dict[str, list[tuple[str, str, str]]]:
    """Return made cells (place, country, code) by kind, always the same ones."""
    chance = random.Random(31)
    world = knowledge.gazetteer("world_places")
    large = world.loc[world["population"].ge(300_000), ["name", "country"]]
    label = {country.alpha_2: getattr(country, "common_name", country.name) for country in pycountry.countries}
    cities = [(name, code) for name, code in large.itertuples(index=False) if code in label]
    units = [unit for unit in pycountry.subdivisions if unit.country_code != "US"]
    drawn = chance.sample(units, 800)
    small = world.loc[world["population"].between(5_000, 20_000) & world["country"].isin(list(label))]
    towns = list(small.sample(800, random_state=31)[["name", "country"]].itertuples(index=False, name=None))
    return {
        "misspelt country": [("", misspelt(label[code], chance), code) for code in sorted(label) for _ in range(4)],
        "large city alone": [(name, "", code) for name, code in cities],
        "misspelt large city alone": [(misspelt(name, chance), "", code) for name, code in cities],
        "city, country in one cell": [(f"{name}, {label[code]}", "", code) for name, code in towns],
        "city beside misspelt country": [(name, misspelt(label[code], chance), code) for name, code in towns],
        "town alone": [(name, "", code) for name, code in towns],
        "part of a country alone": [("", unit.name, unit.country_code) for unit in drawn],
        "part of a country, with it": [
            ("", f"{unit.name}, {label[unit.country_code]}", unit.country_code) for unit in drawn
        ],
    }


def measure_made(known: Knowledge, verbose: bool) -> None:
    """Print the shares on made names."""
    for kind, cells in made_names().items():
        answers = [country_of(known, place, country) for place, country, _ in cells]
        truths = [code for *_, code in cells]
        kinds = results(answers, truths)
        print(line(f"made: {kind}", kinds))
        if verbose:
            bad = [
                (*cell, answer) for cell, answer, result in zip(cells, answers, kinds, strict=True) if result == "wrong"
            ]
            print(*bad[:40], sep="\n")


def main() -> None:
    """Print the tables; -v lists what is not right."""
    verbose = "-v" in sys.argv
    started = time.perf_counter()
    known = knowledge.read(params.section("locate")["spelling_threshold"])
    print(f"what is known was read in {time.perf_counter() - started:.2f} s\n{HEADER}")
    measure_made(known, verbose)
    if SHARED.exists():
        measure_public_record(known, verbose)
        measure_names(known, verbose)
    else:
        print("There is no ../shared, so the real names are not measured.")


if __name__ == "__main__":
    main()
