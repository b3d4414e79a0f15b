"""Measure which reports are joined, against known truth and side by side: `python -m tests.measure_linkage`.

Reads the shared fixtures beside the project. Prints pairwise precision, recall, F1 and seconds of our rules, of an
exact key, of rapidfuzz and, where it is installed, of splink.
"""

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pipeline import register
from pipeline.core import codebook, params
from pipeline.linkage.evidence import evidence
from pipeline.linkage.groups import connected
from pipeline.linkage.knowledge import Knowledge
from pipeline.linkage.linking import link
from pipeline.linkage.links import Linked
from pipeline.phrases import folded
from pipeline.places import knowledge as places
from pipeline.tables.reports import Classified

SHARED = Path("../shared")
SIMULATED_METHODS = {
    "sister city": "sister_city",
    "trade mission": "outgoing_mission",
    "delegation": "incoming_delegation",
    "MOU": "sector_partnership",
}
# What the simulated file calls a network membership has a foreign city as its partner: none of ours.
SIMULATED_EVENTS = ["exchange program", "event", "foreign direct investment", "network membership"]
PLACE_FIELDS = ["kind", "country", "place", "place_id", "latitude", "longitude"]
PLACE_COLUMNS = [
    "partner_kind",
    "partner_country_code",
    "partner_place",
    "partner_place_id",
    "partner_latitude",
    "partner_longitude",
]


def pair_count(*labels: np.ndarray) -> int:
    """Return how many pairs of rows agree in all these labels."""
    size = pd.DataFrame(dict(enumerate(labels))).value_counts(dropna=False).to_numpy()
    return int((size * (size - 1) // 2).sum())


def pair_scores(group: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F1 of a grouping against the true one."""
    both, found, true = pair_count(group, truth), pair_count(group), pair_count(truth)
    precision, recall = both / max(found, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def classified(**columns: pd.Series) -> pd.DataFrame:
    """Return reports as classify leaves them, with these columns and nothing in the others."""
    schema = Classified.to_schema().columns
    nothing = pd.Series([None] * len(columns["report_id"]))
    frame = pd.DataFrame({name: columns.get(name, nothing) for name in schema})
    return frame.astype({name: str(column.dtype) for name, column in schema.items()})


def located(place: pd.Series, country: pd.Series) -> pd.DataFrame:
    """Return partner columns of places and countries as written ("" for none), as the stage locate decides them."""
    known = places.read(params.section("locate")["spelling_threshold"])
    keys = pd.DataFrame({"place": place, "country": country})
    distinct = keys.drop_duplicates(ignore_index=True)
    decided = [known.partners.decide("", one, nation, "")[0] for one, nation in distinct.itertuples(index=False)]
    found = pd.DataFrame([[getattr(one, name) for name in PLACE_FIELDS] for one in decided], columns=PLACE_COLUMNS)
    return keys.merge(distinct.join(found), on=["place", "country"], how="left", validate="m:1")[PLACE_COLUMNS]


def sources_of_their_own(length: int) -> dict[str, pd.Series]:
    """Return identifiers that do not say which reports one source lists apart, since the file does not."""
    number = pd.Series(range(length)).astype("str").str.zfill(6)
    return {"report_id": number + ":2:record", "source_id": number, "row": pd.Series(2, index=number.index)}


def simulated_reports(standardised: bool) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the simulated reports and their true clusters; places standardised, or as written."""
    simulated = pd.read_parquet(SHARED / "fixtures/linkage/simulated_engagement_reports.parquet")
    partner = pd.DataFrame(
        {
            "partner_kind": simulated["partner_place"].isna().map({True: "country", False: "city"}),
            "partner_place": simulated["partner_place"],
        }
    )
    if standardised:
        label = codebook.read("countries").set_index("code")["label"]
        partner = located(simulated["partner_place"].fillna(""), simulated["partner_country"].map(label))
    us_city = places.gazetteer("us_places").set_index("id")["name"]
    reports = classified(
        **sources_of_their_own(len(simulated)),
        us_place_id=simulated["city_id"],
        us_city=simulated["city_id"].map(us_city),
        partner_place_text=simulated["partner_place"],
        **partner.assign(partner_country_code=simulated["partner_country"]),
        method_code=simulated["method"].map(SIMULATED_METHODS).fillna(simulated["method"]),
        year=pd.to_numeric(simulated["year"]),
        description_text=simulated["title"],
    )
    return reports, simulated["cluster"].to_numpy()


def public_record(
    written: Callable[[pd.DataFrame], pd.DataFrame] = lambda found: found,
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return the sister-city reports, the merged pair of each, and whether that pair is sure enough to count.

    written: what is done to the words of the reports once their pairs are known.
    """
    folder = SHARED / "public-record"
    found = pd.read_csv(folder / "sister_city_reports.csv", dtype=str, keep_default_na=False)
    merged = pd.read_csv(folder / "sister_city_pairs_merged.csv", dtype=str, keep_default_na=False)
    names = merged["partner_city"] + " | " + merged["partner_city_variants"]
    variants = merged.assign(pair=merged.index, variant=names.str.split(" | ", regex=False)).explode("variant")
    key = ["us_city", "us_state", "partner_country_iso2", "variant"]
    truth = found.assign(variant=found["partner_city_as_written"]).merge(
        variants.drop_duplicates(key), on=key, how="left", validate="m:1"
    )
    found = written(found)
    reports = classified(
        **sources_of_their_own(len(found)),
        us_place_id=found["us_city"] + ", " + found["us_state"],
        us_city=found["us_city"],
        partner_place_text=found["partner_city_as_written"],
        **located(found["partner_city_as_written"], found["partner_country_as_written"]),
        method_code=pd.Series("sister_city", index=found.index),
        year=pd.to_numeric(found["year"].replace("", None)),
    )
    return reports, truth["pair"].to_numpy(), truth["confidence"].isin(["high", "medium"]).to_numpy()


def early_childhood_sites() -> tuple[pd.DataFrame, np.ndarray]:
    """Return the sites as written, folded, and their true identity: no engagements, for the other ways alone."""
    sites = pd.read_csv(SHARED / "fixtures/linkage/early_childhood_sites.csv", dtype=str, keep_default_na=False)
    frame = pd.DataFrame(
        {
            "name": sites["Site name"].map(lambda text: folded(text).strip()),
            "address": sites["Address"].map(lambda text: folded(text).strip()),
            "phone": sites["Phone"].str.replace(r"\D", "", regex=True).str[-7:],
        }
    )
    return frame, sites["True Id"].to_numpy()


def method_kinds() -> dict[str, str]:
    """Return the kind of each method, those of the simulated file included."""
    methods = codebook.read("methods")
    return dict(zip(methods["code"], methods["kind"], strict=True)) | dict.fromkeys(SIMULATED_EVENTS, "event")


def our_rules(reports: pd.DataFrame) -> Linked:
    """Return what our rules join, with the parameters of params.yaml and no person's decision."""
    chosen = params.section("deduplicate")
    none = pd.DataFrame(columns=["first_report", "second_report", "decision"])
    known = Knowledge(
        method_kinds(),
        pd.DataFrame(),
        none,
        codebook.read("joint_words"),
        {},
        register.read().iloc[:0],
        chosen["event_year_tolerance"],
        chosen["description_threshold"],
    )
    return link(reports, known)


def comparable(reports: pd.DataFrame) -> pd.DataFrame:
    """Return what the other ways compare reports by: our evidence, a place by its identifier where it has one."""
    described = evidence(reports, method_kinds())
    return pd.DataFrame(
        {
            "city": described["city"],
            "country": described["block"],
            "partner": described["place_id"].where(described["place_id"].ne(""), described["place"]),
            "place": described["place"],
            "method": described["method"],
            "year": described["year"].astype("Int64").astype("str").fillna(""),
            "words": described["words"],
        }
    )


def exact_key(frame: pd.DataFrame, key: list[str]) -> np.ndarray:
    """Return groups of rows that agree in every column of the key."""
    return frame.groupby(key, sort=False, dropna=False).ngroup().to_numpy()


def by_rapidfuzz(frame: pd.DataFrame, block: list[str], columns: list[str], threshold: float) -> np.ndarray:
    """Return groups of rows whose columns, joined, are alike within a block."""
    text = frame[columns].agg(" ".join, axis="columns").to_numpy()
    left, right = [], []
    for rows in frame.groupby(block).indices.values():
        alike = np.triu(process.cdist(text[rows], text[rows], scorer=fuzz.token_sort_ratio) >= threshold, 1)
        at, other = np.nonzero(alike)
        left.append(rows[at])
        right.append(rows[other])
    return connected(len(frame), np.concatenate(left), np.concatenate(right))


def by_splink(frame: pd.DataFrame, settings: dict, train_on: list[str], probability: float = 0.9) -> np.ndarray:
    """Return groups of rows that splink links with at least this probability, its model estimated without labels."""
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    table = frame.replace("", None).assign(unique_id=range(len(frame)))
    linker = Linker(
        DuckDBAPI().register(table), SettingsCreator(link_type="dedupe_only", **settings), log_level=logging.ERROR
    )
    linker.training.estimate_probability_two_random_records_match(
        settings["blocking_rules_to_generate_predictions"][:1], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in train_on:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=probability)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, probability)
    found = clusters.as_pandas_dataframe().sort_values("unique_id")
    return found["cluster_id"].to_numpy()


def splink_for_reports() -> dict:
    """Return splink's settings for reports: within city and country, places, years, wording compared by degree."""
    import splink.comparison_library as cl
    from splink import block_on

    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("partner", [0.92, 0.8]),
            cl.ExactMatch("method"),
            cl.LevenshteinAtThresholds("year", [1]),
            cl.JaroWinklerAtThresholds("words", [0.92, 0.8]),
        ],
        "blocking_rules_to_generate_predictions": [block_on("city", "country")],
    }


def splink_for_sites() -> dict:
    """Return splink's settings for sites."""
    import splink.comparison_library as cl
    from splink import block_on

    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("name", [0.92, 0.8]),
            cl.JaroWinklerAtThresholds("address", [0.92, 0.8]),
            cl.LevenshteinAtThresholds("phone", [1]),
        ],
        "blocking_rules_to_generate_predictions": [block_on("phone"), block_on("address"), block_on("name")],
    }


def line(data: str, way: str, made: Callable[[], np.ndarray], truth: np.ndarray, counted=slice(None)) -> None:
    """Print one line of scores; counted: the rows whose truth is sure."""
    begun = time.perf_counter()
    try:
        group = made()
    except ImportError as missing:
        print(f"{data:44} {way:34} not measured: {missing}")
        return
    seconds = time.perf_counter() - begun
    precision, recall, score = pair_scores(group[counted], truth[counted])
    print(f"{data:44} {way:34} {precision:9.4f} {recall:9.4f} {score:9.4f} {seconds:8.1f}", flush=True)


def measure_simulated_reports(standardised: bool) -> None:
    """Print the scores of every way on the simulated reports."""
    reports, truth = simulated_reports(standardised)
    data = f"simulated reports, places {'standardised' if standardised else 'as written'}"
    frame, block = comparable(reports), ["city", "country"]
    columns = ["place", "method", "year", "words"]
    train_on = ["l.words = r.words and l.city = r.city", "l.partner = r.partner and l.city = r.city"]
    line(data, "exact key with year", lambda: exact_key(frame, ["city", "partner", "method", "year"]), truth)
    line(data, "exact key: city and place", lambda: exact_key(frame, ["city", "country", "partner"]), truth)
    line(data, "rapidfuzz >= 85 in city, country", lambda: by_rapidfuzz(frame, block, columns, 85), truth)
    line(data, "splink >= .9", lambda: by_splink(frame, splink_for_reports(), train_on), truth)
    line(data, "our rules", lambda: our_rules(reports).group, truth)


def measure_public_record() -> None:
    """Print the scores on the sister-city reports, against the pairs whose merge is sure."""
    reports, truth, sure = public_record()
    data, frame = "public record, confidence not low", comparable(reports)
    block = ["city", "country"]
    line(data, "exact key", lambda: exact_key(frame, [*block, "partner"]), truth, sure)
    line(data, "rapidfuzz >= 85 in city, country", lambda: by_rapidfuzz(frame, block, ["place"], 85), truth, sure)
    line(data, "our rules", lambda: our_rules(reports).group, truth, sure)


def perturbed(found: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return the real reports in another order, worse written: accents dropped, a letter wrong, the year blank.

    share: of the rows, for each of the three.
    """
    chance = np.random.default_rng(7)
    names = found["partner_city_as_written"].tolist()
    for at in np.flatnonzero(chance.random(len(names)) < share):
        names[at] = folded(names[at]).strip()
    for at in np.flatnonzero(chance.random(len(names)) < share):
        if len(names[at]) > 5:
            spot = int(chance.integers(1, len(names[at]) - 2))
            names[at] = names[at][:spot] + names[at][spot + 1] + names[at][spot] + names[at][spot + 2 :]
    years = found["year"].mask(chance.random(len(found)) < share, "")
    return found.assign(partner_city_as_written=names, year=years)


def measure_perturbed_public_record() -> None:
    """Print the scores on the real reports written worse and in another order."""
    for share in (0.1, 0.2):
        reports, truth, sure = public_record(lambda found, share=share: perturbed(found, share))
        order = np.random.default_rng(8).permutation(len(reports))
        mixed = reports.iloc[order].reset_index(drop=True)
        data = f"public record, {share:.0%} of rows worse, in another order"
        line(data, "our rules", lambda mixed=mixed: our_rules(mixed).group, truth[order], sure[order])


def print_source_overlap() -> None:
    """Print how many engagements the real reports make, by how many sources know of them."""
    reports, *_ = public_record()
    table = pd.read_csv(SHARED / "public-record/sister_city_reports.csv", dtype=str)
    sources = table["source"].groupby(our_rules(reports).group).nunique()
    print(f"{len(table):,} real reports are {len(sources):,} engagements; by number of sources:")
    print(sources.value_counts().sort_index().to_string())


def measure_early_childhood_sites() -> None:
    """Print the scores on sites of another field, which our rules do not speak of."""
    sites, truth = early_childhood_sites()
    data, train_on = "early-childhood sites, as written", ["l.phone = r.phone", "l.address = r.address"]
    line(data, "exact key: name and address", lambda: exact_key(sites, ["name", "address"]), truth)
    line(data, "rapidfuzz >= 85 in phone", lambda: by_rapidfuzz(sites, ["phone"], ["name", "address"], 85), truth)
    line(data, "splink >= .9", lambda: by_splink(sites, splink_for_sites(), train_on), truth)


def main() -> None:
    """Print the scores."""
    if not SHARED.exists():
        sys.exit(f"{SHARED} is not there: the measurements need the shared fixtures beside the project.")
    print(f"{'data':44} {'way':34} {'precision':>9} {'recall':>9} {'F1':>9} {'seconds':>8}")
    measure_simulated_reports(standardised=False)
    measure_simulated_reports(standardised=True)
    measure_public_record()
    measure_perturbed_public_record()
    print_source_overlap()
    measure_early_childhood_sites()


if __name__ == "__main__":
    main()
