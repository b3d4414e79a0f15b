"""All that the data set of an edition is made from, as earlier stages left it."""

from typing import NamedTuple

import pandas as pd

from pipeline.core import params, paths, sources
from pipeline.tables.published import RESOURCES

# Tables that are published as summarise left them.
SUMMARISED = ["findings", "comparison", "response", "sensitivity", "editions", "changes", "accounting"]


class Edition(NamedTuple):
    """What earlier stages left of one edition."""

    name: str
    choices: dict  # its entry in params.yaml
    sources: list[sources.Source]
    engagements: pd.DataFrame
    priorities: pd.DataFrame
    reports: pd.DataFrame  # linked reports with the rules that decided
    report_priorities: pd.DataFrame  # of linked reports
    related: pd.DataFrame
    conflicts: pd.DataFrame
    findings: pd.DataFrame
    comparison: pd.DataFrame
    response: pd.DataFrame
    sensitivity: pd.DataFrame
    editions: pd.DataFrame
    changes: pd.DataFrame
    accounting: pd.DataFrame
    undecided: pd.DataFrame
    us_places: pd.DataFrame  # id, population, latitude, longitude of every U.S. place

    @property
    def is_simulated(self) -> bool:
        """Whether anything in it is made up."""
        return sources.is_simulated(self.sources)


def read(edition: str, us_added_places: pd.DataFrame) -> Edition:
    """Return what earlier stages left of an edition; us_added_places: the table of the codebook."""
    deduplicated, classified, summarised = (
        stage / edition for stage in (paths.DEDUPLICATED, paths.CLASSIFIED, paths.SUMMARISED)
    )
    stages = (paths.LOCATED, paths.CLASSIFIED, paths.DEDUPLICATED)
    links = pd.read_parquet(deduplicated / "links.parquet")
    wanted = ["report_id", *(name for name in RESOURCES["reports"].columns if name not in [*links, "data"])]
    reports = pd.read_parquet(classified / "reports.parquet", columns=wanted)
    report_priorities = pd.read_parquet(classified / "priorities.parquet")
    return Edition(
        name=edition,
        choices=params.edition(edition),
        sources=sources.read(edition),
        engagements=pd.read_parquet(deduplicated / "engagements.parquet"),
        priorities=pd.read_parquet(deduplicated / "priorities.parquet"),
        reports=links.merge(reports, on="report_id", validate="1:1"),
        report_priorities=report_priorities.loc[report_priorities["report_id"].isin(links["report_id"])],
        related=pd.read_parquet(deduplicated / "related.parquet"),
        conflicts=pd.read_parquet(deduplicated / "conflicts.parquet"),
        **{name: pd.read_parquet(summarised / f"{name}.parquet") for name in SUMMARISED},
        undecided=pd.concat([pd.read_parquet(left / edition / "review.parquet") for left in stages]),
        us_places=_us_places(us_added_places),
    )


def _us_places(added: pd.DataFrame) -> pd.DataFrame:
    """Return id, population and point of every U.S. place: the gazetteer's and those that we added to it."""
    numbers = ["population", "latitude", "longitude"]
    known = pd.read_parquet(paths.GAZETTEER / "us_places.parquet", columns=["id", *numbers])
    ours = added.rename(columns={"place_id": "id"})[list(known)]
    # Blank where nobody could check it.
    ours = ours.assign(**{name: pd.to_numeric(ours[name]) for name in numbers})
    return pd.concat([known, ours], ignore_index=True).astype({"population": "Int64"})
