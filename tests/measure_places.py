"""Print how well countries are recognised: `python -m tests.measure_places` (docs/places.md quotes it)."""

import sys
import time
from pathlib import Path

import pandas as pd

from pipeline import params
from pipeline.places import knowledge
from pipeline.places.knowledge import Knowledge

SHARED = Path("../shared")


def country_of(known: Knowledge, text: str, country_text: str = "") -> tuple[str | None, str]:
    """Return the one country a text is decided to be, and the rule; None when undecided, several, or domestic."""
    partners = (
        known.partners.decide("", text, country_text, "") if text else known.partners.decide("", "", country_text, "")
    )
    codes = {partner.country for partner in partners}
    rules = " · ".join(partner.country_rule for partner in partners)
    if len(codes) > 1:
        return None, f"several: {rules}"
    return partners[0].country, rules


def main() -> None:
    started = time.perf_counter()
    known = knowledge.read(params.section("locate")["spelling_threshold"])
    print(f"load {time.perf_counter() - started:.2f} s")
    show = "-v" in sys.argv
    table = pd.read_csv(SHARED / "fixtures/countries/country_names.csv", dtype=str, keep_default_na=False)
    started = time.perf_counter()
    decided = {name: country_of(known, "", name) for name in table["name"].unique()}
    seconds = time.perf_counter() - started
    print(f"{len(decided) / seconds:,.0f} names/s")
    table["code"] = [decided[name][0] for name in table["name"]]
    table["rule"] = [decided[name][1] for name in table["name"]]
    right = [code in truth.split("|") for code, truth in zip(table["code"].fillna("-"), table["truth"], strict=True)]
    table["result"] = "wrong"
    table.loc[right, "result"] = "correct"
    table.loc[table["code"].isna() & table["truth"].ne(""), "result"] = "undecided"
    table.loc[table["code"].isna() & table["truth"].eq(""), "result"] = "rightly open"
    table.loc[table["code"].notna() & table["truth"].eq(""), "result"] = "answered anyway"
    print(table.groupby(["source", "kind", "result"]).size().unstack(fill_value=0).to_string())
    if show:
        print(table[table["result"].isin(["wrong", "answered anyway"])].to_string())
        print(table[table["result"].isin(["undecided"])].groupby("kind").head(60).to_string())


if __name__ == "__main__":
    main()
