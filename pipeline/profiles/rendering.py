"""A page about each U.S. city, state, partner country, priority area and method, with the engagements behind it.

Counts nothing anew: a page shows the finding of its name, and stops the run when it lists other engagements than that.
"""

from pathlib import Path

import pandas as pd

from pipeline import pages
from pipeline.pages.wording import percent_of
from pipeline.profiles.edition import Edition
from pipeline.profiles.told import KINDS, profiles


def profile_pages(edition: Edition, common: dict, decimals: int) -> dict[str, str]:
    """Return every page by its path in reports/<edition>/profiles/; common: what every page says of its edition."""
    templates = pages.environment(Path(__file__).parent, decimals)
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
