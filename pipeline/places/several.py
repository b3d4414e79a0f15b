"""The partners of a text that names several: “Osaka and Kyoto, Japan”."""

from pipeline.places.alone import of_name_alone
from pipeline.places.cells import AND, WEAK_SEPARATOR, heads_and_tails
from pipeline.places.countries import Country
from pipeline.places.known import Known
from pipeline.places.names import folded
from pipeline.places.parted import of_parted
from pipeline.places.partner import Partner, located
from pipeline.places.within import is_domestic, of_country, place_in


def of_several(known: Known, text: str) -> list[Partner]:
    """Return the partners when every part between weak separators (comma, and, slash) is one by itself."""
    parts = [part for part in WEAK_SEPARATOR.split(text) if part]
    if len(parts) < 2:
        return []
    nations = [known.countries.decide(part) for part in parts]
    last = nations[-1]
    if len(parts) == 2 and last and last.code and known.atlas.within(folded(parts[0]), last.code).rule == "exact name":
        # "Salvador, Brazil" is no list of two countries, though Salvador is El Salvador somewhere.
        return []
    if all(nation is not None and (nation.code or nation.candidates) for nation in nations):
        return _several_countries(known, parts, nations)
    if "," in text:
        return []
    partners = [of_parted(known, part) or of_name_alone(known, part) for part in parts]
    is_known = all(partner is not None and partner.country for partner in partners)
    return partners if is_known else []


def of_several_before_country(known: Known, text: str) -> list[Partner]:
    """Return the partners of "Osaka and Kyoto, Japan", none when the text is not like that."""
    for head, tail in heads_and_tails(text):
        if several := of_several_in_country(known, head, tail):
            return several
    return []


def of_several_in_country(known: Known, text: str, country_text: str) -> list[Partner]:
    """Return the partners when a place cell names several places of the one country named, none otherwise."""
    if not AND.search(text):
        return []
    country = known.countries.decide(country_text) or known.countries.misspelt(country_text)
    if country is None or not country.code or is_domestic(known, country.code):
        return []
    for head, tail in heads_and_tails(text):
        last = known.countries.decide(tail) or known.countries.misspelt(tail)
        if last is not None and last.code == country.code:
            text = head
            break
    parts = [part for part in AND.split(text) if part]
    if len(parts) < 2 or "," in text or known.atlas.within(folded(text), country.code).place:
        return []
    found = [place_in(known, part, country.code) for part in parts]
    if not all(one.place for one in found):
        return []
    return [located(one.place, country.rule, one.rule) for one in found]


def _several_countries(known: Known, parts: list[str], nations: list[Country]) -> list[Partner]:
    """Return the partners of a list of countries; "Hong Kong, China" is the part, not two."""
    codes = dict.fromkeys(nation.code for nation in nations)
    inner = [n for n in nations if n.code and known.countries.part_of[n.code] in codes]
    if inner and len(codes) == len(nations) == 2:
        return [of_country(known, parts[nations.index(inner[0])], inner[0])]
    if len(codes) == 1:
        return [of_country(known, parts[0], nations[0])]
    return [of_country(known, part, nation) for part, nation in zip(parts, nations, strict=True)]
