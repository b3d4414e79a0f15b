"""The codebook as one table: what each code that occurs in the data set means."""

import pandas as pd

from pipeline.core import codebook
from pipeline.tables import data_set

# Where a rule looks, in words.
FIELDS = {
    "method_text": "an answer on the method",
    "description_text": "a description",
    "words": "an answer on priority areas or a description",
}


def codes(countries_used: set[str]) -> pd.DataFrame:
    """Return every code of every list with its words; of countries only those that are used."""
    countries = codebook.read("countries")
    rules = codebook.read("rules")
    link_rules = codebook.read("link_rules")
    lists = {
        "methods": codebook.read("methods").rename(columns={"kind": "part_of"}),
        "priorities": codebook.read("priorities"),
        "countries": countries.loc[countries["code"].isin(countries_used)]
        .drop(columns="part_of")
        .rename(columns={"continent": "part_of"}),
        "networks": codebook.read("networks"),
        "us_states": codebook.read("us_states"),
        "reasons": codebook.read("reasons").rename(columns={"outcome": "part_of"}),
        "rules": rules.assign(description=_rule_words(rules)).rename(
            columns={"code": "label", "rule": "code", "decision": "part_of"}
        ),
        "link_rules": link_rules.assign(
            label=link_rules["rule"], part_of="same engagement", description=_link_rule_words(link_rules)
        ).rename(columns={"rule": "code"}),
    }
    columns = list(data_set.Codes.to_schema().columns)
    told = [table.assign(list_name=name).reindex(columns=columns) for name, table in lists.items()]
    blank = pd.concat(told, ignore_index=True).astype("str")
    return blank.mask(blank.eq(""))


def _rule_words(rules: pd.DataFrame) -> pd.Series:
    """Return what each rule looks for, in words."""
    said = "Decides where " + rules["field"].map(FIELDS) + " has the words “" + rules["text"] + "”"
    unless = rules["unless"].str.replace("|", "”, “", regex=False)
    return said + (", unless also “" + unless + "”").where(rules["unless"].ne(""), "") + "."


def _link_rule_words(link_rules: pd.DataFrame) -> pd.Series:
    """Return how often each link rule was right, as it was measured."""
    right, pairs = (link_rules[name].astype(int).map("{:,}".format) for name in ("right", "pairs"))
    told = "Right for " + right + " of " + pairs + " pairs of reports that were checked."
    return told.mask(pairs.eq("0"), "No pair of reports that it joins was checked.")
