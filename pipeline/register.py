"""Register the engagements of a published edition, so that they keep their identifiers in every later one.

Run as `python -m pipeline.register <edition>` when an edition is published, and commit data/register with it. It is no
stage: deduplicate reads the register, and a run must not change what it reads. Running it again changes nothing.
"""

import pandas as pd

from pipeline.core import disk, params, paths, stage
from pipeline.tables.register import Register

FILE = "engagements.csv"


class RegisterError(stage.InputError):
    """The register is damaged, or the edition is none whose identifiers are to be kept: why, and what to do."""


def read() -> pd.DataFrame:
    """Return the register; empty when nothing has been published yet. Raises RegisterError when it is damaged."""
    path = paths.REGISTER / FILE
    columns = list(Register.to_schema().columns)
    if not path.is_file():
        return pd.DataFrame(columns=columns, dtype="str")
    register = pd.read_csv(path, dtype=str, keep_default_na=False)[columns]
    for key in register.loc[register["key"].duplicated(), "key"].head(1):
        raise RegisterError(f"{path} names the key {key} twice. Restore it from the version before.")
    return register


def registered(register: pd.DataFrame, links: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Return the register with the keys of an edition's reports; a key that is there keeps its engagement.

    A key that two engagements of the edition share tells them not apart, and is left out.
    """
    keys = pd.concat(
        [
            links[["engagement_id", name]].set_axis(["engagement_id", "key"], axis="columns")
            for name in ("facts_key", "wording_key")
        ]
    )
    own = keys.dropna().drop_duplicates()
    own = own.loc[~own.duplicated("key", keep=False) & ~own["key"].isin(register["key"])]
    both = pd.concat([register, own.assign(edition=edition)], ignore_index=True)
    return Register.validate(both[list(register.columns)].sort_values("key", ignore_index=True))


def main(edition: str) -> None:
    """Write data/register/engagements.csv."""
    if edition in params.read()["simulated"]:
        raise RegisterError("it is simulated. Its engagements are nobody's, and their identifiers need not be kept.")
    links = pd.read_parquet(paths.DEDUPLICATED / edition / "links.parquet")
    before = read()
    after = registered(before, links, edition)
    disk.write(paths.REGISTER / FILE, after.to_csv(index=False, lineterminator="\n"))
    print(f"{len(after) - len(before)} keys added, {len(after)} in all. Commit {paths.REGISTER / FILE}.")


if __name__ == "__main__":
    stage.run(main, __doc__)
