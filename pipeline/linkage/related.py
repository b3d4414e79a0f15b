"""Engagements of two U.S. cities that are one journey, visit or agreement: each counts, and each knows the other."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from ahocorasick import Automaton
from rapidfuzz import fuzz, process

from pipeline.linkage.links import Linked
from pipeline.phrases import folded
from pipeline.scale import distinct

# Two cities tell one thing in the same words, typing errors apart, from this likeness on (0 to 100) and where each
# says at least so many telling words: "trade mission" is anybody's.
SAME_WORDS = 90
TELLING_WORDS = 5
# So many words at the beginning, or at the end, two accounts must share to be compared at all.
SHARED_WORDS = 3
# Where more cities than these begin, or end, with the same words on one place and year, or tell of a region's group
# from one state, it is a form's or a campaign's text and not compared. Else pairs would grow with the cities squared.
MOST_CITIES = 50
SHARED = "region"
NAMED = "names the other city"
SAME = "same words, same year"
TOGETHER = "both in a joint group of one state, same year"
RELATIONS = {"event": "same_event", "agreement": "same_agreement"}
PLACE = ["method", "block", "partner"]
# What of a report is compared with another city's.
TOLD = ["engagement_id", "us_state", "city", "name", "place", "kind", *PLACE, "year", "words", "said", "place_key"]


def related(reports: pd.DataFrame, joint_words: pd.DataFrame, year_tolerance: int) -> pd.DataFrame:
    """Return the engagements that are one thing done by several cities: each pair twice, once from each side.

    reports: the counted reports with engagement_id, us_city, us_state and evidence (city, block, place_id, place, kind,
    method, year, words, said). joint_words: text and role; {city} stands for the other city in a text of the role
    "names"; "region" and "joint" are words of a group. year_tolerance: years two accounts of one event may be apart.
    Columns: engagement_id, related_engagement_id, relation, related_rule. The partner place is the same in every pair,
    never a country alone unless one names the other. Of several years the nearest is meant.
    """
    told = tellable(reports.loc[is_tellable(reports)])
    return nearest(pairs(told, told["name"].unique().tolist(), joint_words, year_tolerance))


def with_evidence(counted: pd.DataFrame, linked: Linked) -> pd.DataFrame:
    """Return engagement and city of the counted reports that may be of what several cities did, and their evidence."""
    may_be = is_tellable(linked.evidence).to_numpy()[counted["number"]]
    own = counted.loc[may_be, ["number", "engagement_id", "us_city", "us_state"]].set_index("number")
    return own.join(linked.evidence.drop(columns=["report_id", "source_id", "row"]))


def tellable(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that may be of what several cities did with what they are compared by, numbered from 0.

    reports: as above, those that is_tellable names. place_key: of what the reports of a pair have in common, method,
    country and partner.
    """
    told = reports.reset_index(drop=True)
    partner = told["place_id"].where(told["place_id"].ne(""), told["place"])
    return told.assign(
        partner=partner,
        name=distinct.each(told["us_city"], folded),
        said=" " + told["said"] + " ",
        place_key=told["method"] + "\x1f" + told["block"] + "\x1f" + partner,
    )[TOLD]


def is_tellable(reports: pd.DataFrame) -> pd.Series:
    """Return which reports (kind and block of their evidence) may be of what several cities did."""
    return reports["kind"].isin(list(RELATIONS)) & reports["block"].ne("")


def pairs(told: pd.DataFrame, names: list[str], joint_words: pd.DataFrame, year_tolerance: int) -> pd.DataFrame:
    """Return the pairs of engagements that some reports make one: engagement_id, related_engagement_id, related_rule,
    kind, the cities (city, city_2) and the years between (gap, infinite where one is undated).

    told: as made by tellable; all, or all with some place_key. names: of all cities that tell anything.
    """
    words = _Words(joint_words)
    found = pd.concat(
        [
            _by_name(told, names, words, year_tolerance).assign(related_rule=NAMED),
            _by_wording(told).assign(related_rule=SAME),
            _by_group(told, words).assign(related_rule=TOGETHER),
        ],
        ignore_index=True,
    )
    years = told["year"].to_numpy()
    left, right = found["left"].to_numpy(dtype="int64"), found["right"].to_numpy(dtype="int64")
    return pd.DataFrame(
        {
            "engagement_id": distinct.taken(told["engagement_id"], left),
            "related_engagement_id": distinct.taken(told["engagement_id"], right),
            "related_rule": found["related_rule"].array,
            "kind": distinct.taken(told["kind"], left),
            "city": distinct.taken(told["city"], left),
            "city_2": distinct.taken(told["city"], right),
            "gap": pd.Series(np.abs(years[left] - years[right])).fillna(np.inf),
        }
    )


class _Words:
    """The phrases that say that another city takes part."""

    def __init__(self, joint_words: pd.DataFrame) -> None:
        by_role = joint_words.groupby("role")["text"].agg(list)
        self._joint = [folded(text) for text in by_role.get("joint", [])]
        self._region = [folded(text) for text in by_role.get(SHARED, [])]
        self._named = [_parts(text) for text in by_role.get("names", [])]

    def say_joint(self, said: str) -> bool:
        """Whether a folded text says that several took part."""
        return any(word in said for word in [*self._joint, *self._region])

    def say_region(self, said: pd.Series) -> np.ndarray:
        """Return which folded texts say that a region took part as one."""
        return np.logical_or.reduce(
            [np.zeros(len(said), dtype=bool), *(said.str.contains(word, regex=False) for word in self._region)]
        )

    def name(self, city: str, said: str) -> bool:
        """Whether a folded text that holds a city's folded name tells that it took part."""
        return self.say_joint(said) or any(f"{before}{city}{after}" in said for before, after in self._named)


def _parts(text: str) -> tuple[str, str]:
    """Return what stands before and after {city} in a phrase, folded, so that a folded city fits between."""
    before, _, after = text.partition("{city}")
    return folded(before).rstrip(" ") if before.strip() else "", folded(after).lstrip(" ") if after.strip() else ""


def _by_name(told: pd.DataFrame, names: list[str], words: _Words, year_tolerance: int) -> pd.DataFrame:
    """Return the pairs (left, right: rows of told) of which one names the other's city as one that took part.

    A city whose name is also the partner's, or stands in it ("Paris", "Mexico"), is named by nobody.
    """
    named = _cities_named(told, names, words).reset_index(names="left")
    others = told[[*PLACE, "city", "name", "year"]].reset_index(names="right").rename(columns={"name": "named"})
    found = named[["left", *PLACE, "city", "year", "named"]].merge(others, on=[*PLACE, "named"], suffixes=("", "_2"))
    gap = (found["year"] - found["year_2"]).abs()
    return found.loc[found["city"].ne(found["city_2"]) & (gap.isna() | gap.le(year_tolerance)), ["left", "right"]]


def _cities_named(told: pd.DataFrame, names: list[str], words: _Words) -> pd.DataFrame:
    """Return the reports that name another city of those that report at all, once for each they name (named)."""
    if told.empty:
        return told.assign(named="")
    known = Automaton()
    for name in names:
        known.add_word(name, name)
    known.make_automaton()
    number, texts = distinct.numbered(told["said"])
    taking_part = [
        [name for name in dict.fromkeys(name for _, name in known.iter(said)) if words.name(name, said)]
        for said in texts.tolist()
    ]
    names_any = np.flatnonzero(_mask(map(bool, taking_part))[number])
    each = told.take(names_any).assign(named=[taking_part[at] for at in number[names_any]]).explode("named")
    own = each["named"].eq(each["name"])
    is_place = _mask(name in f" {place} " for name, place in zip(each["named"], each["place"], strict=True))
    return each.loc[~own & ~is_place].astype({"named": "str"})


def _by_wording(told: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of accounts of one place and year in the same words."""
    number, texts = distinct.numbered(told["words"])
    is_long = distinct.spaces(texts).ge(TELLING_WORDS - 1).to_numpy()[number]
    long = told.loc[is_long & told["partner"].ne(""), ["place_key", "year", "city"]]
    found = []
    for part in (slice(SHARED_WORDS), slice(-SHARED_WORDS, None)):
        shared = pd.factorize(np.array([" ".join(text.split(" ")[part]) for text in texts.tolist()], dtype=object))[0]
        found.append(_pairs_within(long.assign(shared=shared[number[long.index]]), ["place_key", "year", "shared"]))
    both = pd.concat(found).drop_duplicates()
    first, second = number[both["left"]], number[both["right"]]
    # The same words need no comparison.
    is_same = first == second
    words, others = texts.to_numpy(dtype=object), np.flatnonzero(~is_same)
    is_same[others] = process.cpdist(words[first[others]], words[second[others]], scorer=fuzz.ratio) >= SAME_WORDS
    return both.loc[is_same]


def _by_group(told: pd.DataFrame, words: _Words) -> pd.DataFrame:
    """Return the pairs of cities of one state that both tell of a region's group to one place in one year."""
    number, texts = distinct.numbered(told["said"])
    group = told.loc[words.say_region(texts)[number] & told["partner"].ne("")]
    return _pairs_within(group, ["place_key", "year", "us_state"])


def _pairs_within(told: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the pairs (left < right) of two cities that agree in the key, where at most MOST_CITIES do.

    A missing year agrees with none.
    """
    dated = told.dropna(subset="year")
    keyed = dated[["city"]].assign(group=dated.groupby(key, sort=False, dropna=False).ngroup())
    cities = keyed.drop_duplicates()["group"].value_counts()
    few = keyed.loc[keyed["group"].map(cities).le(MOST_CITIES)].reset_index(names="at")
    both = few.merge(few, on="group", suffixes=("", "_2"))
    both = both.loc[both["at"].lt(both["at_2"]) & both["city"].ne(both["city_2"])]
    return both[["at", "at_2"]].set_axis(["left", "right"], axis="columns")


def _mask(holds: Iterable[bool]) -> np.ndarray:
    """Return truths as an array that selects rows."""
    return np.array(list(holds), dtype=bool)


def nearest(found: pd.DataFrame) -> pd.DataFrame:
    """Return the related engagements, each pair from both sides, sorted, with what they are to each other.

    found: as made by pairs. Left out are pairs of which either side has one of a nearer year in the same other city:
    two cities that travel together every year are a pair for each year; an undated one is the last choice. A pair keeps
    the strongest rule.
    """
    # Numbers that stand in the order of what they stand for.
    ids = pd.Categorical(pd.concat([found["engagement_id"], found["related_engagement_id"]]))
    cities = pd.Categorical(pd.concat([found["city"], found["city_2"]]))
    rules = pd.Categorical(found["related_rule"], categories=[NAMED, SAME, TOGETHER])
    kinds = pd.Categorical(found["kind"], categories=sorted(RELATIONS))
    one, other = np.split(ids.codes.astype("int64"), 2)
    city, city_2 = np.split(cities.codes.astype("int64"), 2)
    strength, kind = (np.tile(of.codes.astype("int64"), 2) for of in (rules, kinds))
    gap = np.tile(pd.factorize(found["gap"], sort=True)[0], 2)
    one, other = np.concatenate([one, other]), np.concatenate([other, one])
    city, city_2 = np.concatenate([city, city_2]), np.concatenate([city_2, city])
    # What decides between two rows of one pair, in one number from which it is read again.
    city_count = max(len(cities.categories), 1)
    weights = (gap.max(initial=0) + 1, len(rules.categories), len(kinds.categories), city_count, city_count)
    pair = one * len(ids.categories) + other
    order, begins = _alike(pair)
    weight = np.ravel_multi_index((gap, strength, kind, city, city_2), weights)
    gap, strength, kind, city, city_2 = np.unravel_index(np.minimum.reduceat(weight[order], begins), weights)
    one, other = np.divmod(pair[order[begins]], max(len(ids.categories), 1))
    there, back = one * city_count + city_2, other * city_count + city
    kept = np.flatnonzero((gap == _least(gap, there)) & (gap == _least(gap, back)))
    identifiers = pd.Series(ids.categories, dtype="str")
    relations = pd.Series([RELATIONS[kind] for kind in kinds.categories], dtype="str")
    return pd.DataFrame(
        {
            "engagement_id": distinct.taken(identifiers, one[kept]),
            "related_engagement_id": distinct.taken(identifiers, other[kept]),
            "relation": distinct.taken(relations, kind[kept]),
            "related_rule": distinct.taken(pd.Series(rules.categories, dtype="str"), strength[kept]),
        }
    )


def _least(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return for each value the least one of its group."""
    order, begins = _alike(group)
    least = np.empty_like(values)
    least[order] = np.repeat(np.minimum.reduceat(values[order], begins), np.diff(begins, append=len(order)))
    return least


def _alike(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of numbers from 0 on in their order, and where in it each different one begins."""
    order = np.argsort(numbers)
    return order, np.flatnonzero(np.diff(numbers[order], prepend=-1))
