"""Write a page about each U.S. city, state, partner country, priority area and method, with the engagements behind it.

Counts nothing anew: a page shows the finding of its name, and stops the run when it lists other engagements than that.
"""

from pathlib import Path

import pandas as pd

from pipeline import pages, sizes, slugs
from pipeline.core import codebook, params, paths, sources, stage
from pipeline.pages.wording import percent_of
from pipeline.profiles import peers
from pipeline.profiles.told import KINDS, Edition, profiles

# Cities that a page names as alike.
MOST_PEERS = 5


def written(edition: Edition, common: dict, decimals: int) -> dict[str, str]:
    """Return every page by its path in reports/<edition>/profiles/; common: what every page says of its edition."""
    templates = pages.environment(Path(peers.__file__).parent, decimals)
    page, of_kind = templates.get_template("profile.html"), templates.get_template("kind.html")
    made = profiles(edition)
    states = edition.labels["us_state"]
    told, counts = {}, []
    for kind, (words, _) in KINDS.items():
        mine = [profile for profile in made if profile.kind == kind]
        counts.append((kind, words, len(mine)))
        told[f"{kind}/index.html"] = of_kind.render(**common, root="../../", kind_words=words, profiles=mine)
        for profile in mine:
            told[f"{kind}/{profile.slug}.html"] = page.render(
                **common,
                root="../../",
                kind_words=words,
                profile=profile,
                states=states,
                has_rank=profile.finding is not None and pd.notna(profile.finding.rank),
                of_kind=len(mine),
                all_engagements=len(edition.engagements),
                share_of_all=percent_of(len(profile.engagements), len(edition.engagements), decimals),
            )
    told["index.html"] = templates.get_template("kinds.html").render(**common, root="../", kinds=counts)
    return told


def _read(edition: str) -> Edition:
    """Return what earlier stages left of an edition."""
    folder = paths.DEDUPLICATED / edition
    engagements = pd.read_parquet(folder / "engagements.parquet")
    us_places = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=["id", "name", "state", "population"])
    cities = engagements[["us_place_id", "us_city", "us_state"]].drop_duplicates("us_place_id")
    bounds = params.choices("summarise", "size_bands")["size_bands"]
    population = sizes.inhabitants(us_places, codebook.read("us_added_places"))
    codes = sizes.size_codes(population.reindex(cities["us_place_id"]), bounds)
    words = sizes.size_bands(bounds)
    names = dict(zip(cities["us_place_id"], cities["us_city"] + ", " + cities["us_state"], strict=True))
    return Edition(
        engagements=engagements,
        priorities=pd.read_parquet(folder / "priorities.parquet"),
        findings=pd.read_parquet(paths.SUMMARISED / edition / "findings.parquet"),
        labels={
            "us_place_id": names,
            "us_state": codebook.labels("us_states"),
            "partner_country_code": codebook.labels("countries"),
            "priority_code": codebook.labels("priorities"),
            "method_code": codebook.labels("methods"),
            "network_code": codebook.labels("networks"),
        },
        city_slugs=slugs.of_cities(cities, us_places),
        peers=peers.peers(engagements, codes, MOST_PEERS),
        size_words={city: words[code] for city, code in codes.items()},
    )


def main(edition: str) -> None:
    """Write reports/<edition>/profiles/."""
    common = {
        "edition": edition,
        **params.edition(edition, "title", "cut_off"),
        "is_simulated": sources.is_simulated(sources.read(edition)),
    }
    decimals = params.choices("summarise", "decimals")["decimals"]
    for path, page in written(_read(edition), common, decimals).items():
        pages.write(paths.REPORTS / edition / "profiles" / path, page)


if __name__ == "__main__":
    stage.run(main, __doc__)
