"""An edition of so many reports, as ingest leaves it: `python -m tests.measure_scale.scaling pool|copy REPORTS`.

Works in the working folder, which is empty at first. Reports are simulated, each edition of the pool with other
random numbers; beyond the pool they are copies of it, sources of their own. Every edition and copy gets other homes:
U.S. places, the largest first, none twice until all are used. So a city has about 14 reports up to some 300,000
reports in all, and then more.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from pipeline import simulate
from pipeline.core import codebook, params, paths
from pipeline.places import knowledge
from pipeline.places.us_cities import UsCities
from pipeline.scale import parts

ROOT = Path(__file__).parents[2]
KNOWN = [paths.CODEBOOK, paths.GAZETTEER, paths.GOLD, paths.REGISTER, paths.TRAINED]
# The edition that is measured, and the one whose sources are those of all simulated editions.
EDITION, POOL = "scaled", "pool"
# Of each simulated edition: twice the demonstration, in nearly all cities that the simulator knows.
CHOICES = {"cities": 332, "engagements": 3280, "responding_cities": 236, "noise": 1.0}
REPORTS_OF_ONE = 4500
LARGEST_POOL = 24
CITY = ["us_city_text", "us_state_text"]
# Begin with the name of the source.
IDENTIFIERS = ["source_id", "report_id", "response_id"]
TABLES = ["rows", "responses", "reports", "issues", "updates"]
# Digits of the number of a simulated edition, or of a copy, at the end of its sources' names: they sort as numbers do.
DIGITS = 5


class Slot(NamedTuple):
    """A simulated edition, or a copy of one, within the edition that is measured."""

    number: int
    simulated: int  # number of the simulated edition
    first_place: int  # from which place on its cities are re-homed
    cities: int  # how many of them are taken


class Simulated(NamedTuple):
    """What ingest left of one simulated edition."""

    tables: dict[str, dict[str, pd.DataFrame]]  # by kind of source and name, with `city`: a row of cities
    cities: pd.DataFrame  # of each city as written: CITY, home (its number, -1 where undecided), style and reports


def simulate_pool(reports: int) -> int:
    """Write data/raw/pool/: the sources of as many simulated editions as so many reports need, at most LARGEST_POOL.

    Writes params.yaml and links what is known, too. Returns how many there are.
    """
    chosen = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    paths.PARAMS.write_text(yaml.safe_dump(_choices(chosen), allow_unicode=True), encoding="utf-8")
    (paths.RAW / POOL).mkdir(parents=True)
    for known in KNOWN:
        known.symlink_to(ROOT / known)
    size = min(-(-reports // REPORTS_OF_ONE), LARGEST_POOL)
    for number in range(size):
        simulate.main(_simulated(number))
        for source in (paths.RAW / _simulated(number)).iterdir():
            source.rename(paths.RAW / POOL / _source(source.name, number))
    return size


def _choices(chosen: dict) -> dict:
    """Return params.yaml from the project's: the two editions, and those that are simulated."""
    # In how many cities it is, the demonstration's frame does not say.
    demonstration = chosen["edition"][chosen["simulated"][0]] | {"frame_cities": None}
    simulated = {_simulated(number): {"seed": number, **CHOICES} for number in range(LARGEST_POOL)}
    editions = dict.fromkeys([EDITION, POOL, *simulated], demonstration)
    return chosen | {"editions": [EDITION], "simulated": [], "edition": editions, "simulate": simulated}


def _simulated(number: int) -> str:
    """Return the name of a simulated edition."""
    return f"simulated-{number}"


def _source(kind: str, number: int) -> str:
    """Return the name of a source."""
    return f"{kind}_{number:0{DIGITS}}"


def copy_pool(reports: int) -> str:
    """Write data/ingested/scaled/ and the raw sources it names, from the pool; return how many reports both have."""
    cities = knowledge.read(params.section("locate")["spelling_threshold"]).us_cities
    pool, places = _pool(cities), _places(cities)
    slots = list(_slots(pool, reports))
    count = 0
    with parts.Written(paths.INGESTED / EDITION) as written:
        for kind, slot in product(sorted(pool[0].tables), slots):
            tables = _copied(pool[slot.simulated], kind, slot, places)
            written.add(**tables)
            count += len(tables["reports"])
            _copy_raw(_source(kind, slot.simulated), _source(kind, slot.number))
    return f"{sum(one.cities['reports'].sum() for one in pool):.0f} {count}"


def _pool(cities: UsCities) -> list[Simulated]:
    """Return what ingest left of the pool, by simulated edition."""
    read = {name: pd.read_parquet(paths.INGESTED / POOL / f"{name}.parquet") for name in TABLES}
    kinds: dict[int, dict[str, dict[str, pd.DataFrame]]] = {}
    for source in sorted(read["rows"]["source_id"].unique()):
        own = {
            name: table.loc[table["source_id"].eq(source)] if "source_id" in table else table
            for name, table in read.items()
        }
        kinds.setdefault(int(source[-DIGITS:]), {})[source[: -DIGITS - 1]] = own
    return [_with_cities(kinds[number], cities) for number in sorted(kinds)]


def _with_cities(tables: dict[str, dict[str, pd.DataFrame]], cities: UsCities) -> Simulated:
    """Return the tables of one simulated edition with the city of each row."""
    asked = [own[name] for own in tables.values() for name in ("responses", "reports")]
    both = pd.concat([table[["source_id", "row", *CITY]] for table in asked]).fillna("")
    written = both[CITY].drop_duplicates(ignore_index=True)
    number = both.merge(written.reset_index(names="city"), on=CITY).drop_duplicates(["source_id", "row"])
    numbered = {
        kind: {
            name: table.merge(number[["source_id", "row", "city"]], how="left") if "source_id" in table else table
            for name, table in own.items()
        }
        for kind, own in tables.items()
    }
    reports = pd.concat([own["reports"]["city"] for own in numbered.values()]).value_counts()
    return Simulated(numbered, _decided(written, cities).assign(reports=reports).fillna({"reports": 0}))


def _decided(written: pd.DataFrame, cities: UsCities) -> pd.DataFrame:
    """Return cities as written with the home of each, and which of the ways of `_spellings` it is written in."""
    decided = [cities.decide(*answer).place for answer in written.itertuples(index=False)]
    homes = pd.factorize(pd.Series([place.id if place else None for place in decided], dtype="str"))[0]
    labels, styles = codebook.labels("us_states"), []
    for answer, place in zip(written.itertuples(index=False, name=None), decided, strict=True):
        ways = _spellings(place.name, place.state, labels[place.state]) if place else []
        styles.append(ways.index(answer) if answer in ways else 0)
    return written.assign(home=homes, style=styles)


def _spellings(name: str, state: str, label: str) -> list[tuple[str, str]]:
    """Return how a city and its state are written: the plain way first, which stands for all that are not here."""
    names = [name, name.upper(), name.lower(), f"City of {name}", f"{name}, {state}"]
    return list(product(names, (state, label)))


def _places(cities: UsCities) -> list[tuple[str, str, str]]:
    """Return name, state and label of the state of the U.S. places that name and state decide, the largest first."""
    held = knowledge.gazetteer("us_places").sort_values(["population", "id"], ascending=[False, True])
    labels = codebook.labels("us_states")
    found = []
    for identifier, name, state in held[["id", "name", "state"]].itertuples(index=False):
        place = cities.decide(name, state).place
        if place is not None and place.id == identifier:
            found.append((name, state, labels[state]))
    return found


def _slots(pool: list[Simulated], reports: int) -> Iterator[Slot]:
    """Yield the simulated editions and copies that make so many reports; of the last one only some cities."""
    decided = [one.cities.loc[one.cities["home"].ge(0)] for one in pool]
    sizes = [cities.groupby("home")["reports"].sum().cumsum().to_numpy() for cities in decided]
    number = first_place = 0
    while reports > 0:
        size = sizes[number % len(sizes)]
        cities = int((size <= reports).sum())
        if not cities:
            return
        yield Slot(number, number % len(sizes), first_place, cities)
        reports -= int(size[cities - 1])
        number, first_place = number + 1, first_place + cities


def _copied(one: Simulated, kind: str, slot: Slot, places: list[tuple[str, str, str]]) -> dict[str, pd.DataFrame]:
    """Return the tables of one source in its new homes, under the name of its slot; with what no rule gives a home."""
    answers = one.cities.loc[one.cities["home"].lt(slot.cities)]
    told = [
        _spellings(*places[(slot.first_place + home) % len(places)])[style] if home >= 0 else (city, state)
        for city, state, home, style in answers[[*CITY, "home", "style"]].itertuples(index=False)
    ]
    new = pd.DataFrame(told, columns=CITY, index=answers.index)
    source = _source(kind, slot.number)
    copied = {}
    for name, table in one.tables[kind].items():
        if "source_id" not in table:
            copied[name] = table
            continue
        own = table.loc[table["city"].isin(new.index)]
        renamed = {key: source + own[key].str.slice(len(source)) for key in IDENTIFIERS if key in own}
        homes = {key: own["city"].map(new[key]).replace("", None) for key in CITY if key in own}
        own = own.assign(**renamed, **homes).drop(columns="city")
        copied[name] = own.astype(table.drop(columns="city").dtypes)
    return copied


def _copy_raw(source: str, copied_as: str) -> None:
    """Give a copied source its raw folder: its description, and the file under a second name."""
    folder = paths.RAW / EDITION / copied_as
    shutil.copytree(paths.RAW / POOL / source, folder, copy_function=os.link)


if __name__ == "__main__":
    what, wanted = sys.argv[1:]
    print({"pool": simulate_pool, "copy": copy_pool}[what](int(wanted)))
