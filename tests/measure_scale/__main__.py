"""Measure every stage at growing sizes, and other tools on the same work: `make bench`, or `make bench SIZES="1600 …"`.

Prints tables in Markdown: wall and processor seconds, peak memory, reports a second, and how the time for one report
grows from size to size. Works in a temporary folder (TMPDIR), each stage in a process of its own. docs/benchmark.md.
"""

import os
import platform
import re
import sys
import tempfile
from importlib.metadata import distributions, version
from pathlib import Path
from typing import NamedTuple

from pipeline import reference
from tests.measure_scale.processes import Measured, measured

ROOT = Path(__file__).parents[2]
SIZES = [1_600, 100_000]
# Pages of more reports nobody could read.
LARGEST_PAGES = 10_000
# The last stage that makes findings; those after it make pages of them.
LAST_OF_FINDINGS = "summarise"
PACKAGES = ["numpy", "pandas", "pyarrow"]
EDITION, POOL = "scaled", "pool"
SCALING, STANDARDISING = "tests.measure_scale.scaling", "tests.measure_scale.standardising"
# `make bench` installs other tools there: country_converter does not work with the pandas of the project.
TOOLS, COUNTRY_CONVERTER = ROOT / ".venv/peers", ROOT / ".venv/country_converter"
HEADINGS = ["work", "reports", "wall s", "processor s", "peak MB", "reports/s", "time a report, × the size before", ""]


class Peer(NamedTuple):
    """Another tool, or our own rules, on work that a stage does among others."""

    work: str
    name: str  # of tests.measure_scale.peers, or of standardising
    tools: Path | None  # folder with what is not among the project's packages
    largest: int  # above so many reports it would take hours, or more memory than there is


PEERS = [
    Peer("countries alone: rules of locate, each answer once", "countries", None, 10_000_000),
    Peer("countries alone: country_converter, row by row", "country_converter", COUNTRY_CONVERTER, 100_000),
    Peer("de-duplication: splink", "splink", TOOLS, 1_000_000),
    Peer("tabulation without intervals: DuckDB SQL", "tabulation", TOOLS, 10_000_000),
    Peer("all of it, as an analyst writes it: pandas", "pandas", None, 10_000_000),
    Peer("all of it, as an analyst writes it: DuckDB SQL", "sql", TOOLS, 10_000_000),
]

# The row-wise work alone: what all engines are given, and the engines, ours first.
DECIDE = "row-wise work: each different answer decided once, by our rules, for all three"
ENGINES = [
    Peer("row-wise work: in parts, as the stages do", "ours", None, 10_000_000),
    Peer("row-wise work: DuckDB SQL by hand", "sql", TOOLS, 10_000_000),
    Peer("row-wise work: pandas as usually written", "pandas", None, 10_000_000),
]


def stages() -> tuple[list[str], list[str]]:
    """Return the stages of an edition after ingest: those that make findings, and those that make pages of them."""
    told = reference.stages(ROOT)
    names = [name for name, stage in told.items() if stage.get("matrix") == {"edition": "${editions}"}]
    after = names[names.index("ingest") + 1 :]
    last = after.index(LAST_OF_FINDINGS) + 1
    return after[:last], after[last:]


def machine() -> str:
    """Return what the figures depend on: processor, memory, system, versions, and how busy the machine is."""
    information = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    processor = re.search(r"model name\s*: (.*)", information)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    installed = {name: version(name) for name in PACKAGES}
    for tools, names in ((TOOLS, ["duckdb", "splink"]), (COUNTRY_CONVERTER, ["country_converter"])):
        found = {one.name: one.version for one in distributions(path=[str(tools)])}
        installed |= {name: found.get(name, "not installed") for name in names}
    versions = ", ".join(f"{name} {number}" for name, number in installed.items())
    return (
        f"{os.cpu_count()} cores of {processor[1] if processor else platform.machine()}, {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}, {versions}. "
        f"Processes waiting or running in the minute before: {os.getloadavg()[0]:.1f}."
    )


class Table:
    """What was measured at one size, printed line by line; `before` is that of the size before."""

    def __init__(self, title: str, before: "Table | None") -> None:
        self._lines: dict[str, tuple[int, Measured]] = {}
        self._before = before._lines if before else {}
        print(f"\n### {title}\n\n| {' | '.join(HEADINGS)} |\n|---{'|---:' * (len(HEADINGS) - 2)}|---|", flush=True)

    def add(self, work: str, reports: int, took: Measured, result: str = "") -> None:
        """Print a line; result: what the work came to, where another tool's is to be compared with it."""
        self._lines[work] = reports, took
        cells = [
            work,
            f"{reports:,}",
            f"{took.seconds:.1f}",
            f"{took.cpu_seconds:.1f}",
            f"{took.peak_bytes / 1e6:,.0f}",
            f"{reports / took.seconds:,.0f}",
        ]
        print(f"| {' | '.join(cells)} | {self._growth(work)} | {result} |", flush=True)

    def _growth(self, work: str) -> str:
        """Return how many times as long as at the size before one report takes, "" where it was not measured there."""
        if work not in self._before:
            return ""
        (reports, took), (fewer, took_then) = self._lines[work], self._before[work]
        return f"{took.seconds / reports / (took_then.seconds / fewer):.2f}"


def together(parts: list[Measured]) -> Measured:
    """Return what processes took that ran one after another."""
    seconds, cpu_seconds, peaks, _ = zip(*parts, strict=True)
    return Measured(sum(seconds), sum(cpu_seconds), max(peaks), "")


def run(module: str, *arguments: str, folder: Path, tools: Path | None = None) -> Measured:
    """Run a module of the project in a folder, with other tools."""
    python_path = os.pathsep.join(str(path) for path in (tools, ROOT) if path)
    return measured([sys.executable, "-m", module, *arguments], folder, python_path)


def measure(size: int, folder: Path, before: Table | None) -> Table:
    """Print what each stage takes for an edition of about so many reports, in an empty folder."""
    run(SCALING, "pool", str(size), folder=folder)
    ingested = run("pipeline.ingest", POOL, folder=folder)
    simulated, reports = map(int, run(SCALING, "copy", str(size), folder=folder).printed.split())
    table = Table(f"{reports:,} reports", before)
    table.add("ingest, of the simulated exports", simulated, ingested)
    findings, pages = stages()
    took = {}
    for name in [*findings, *(pages if size <= LARGEST_PAGES else [])]:
        took[name] = run(f"pipeline.{name}", EDITION, folder=folder)
        table.add(name, reports, took[name])
    table.add(f"{findings[0]} to {findings[-1]}", reports, together([took[name] for name in findings]))
    for peer in PEERS:
        if size <= peer.largest and (peer.tools is None or peer.tools.is_dir()):
            told = run("tests.measure_scale.peers", peer.name, folder=folder, tools=peer.tools)
            table.add(peer.work, reports, told, told.printed.strip())
    measure_row_wise(size, reports, folder, table)
    return table


def measure_row_wise(size: int, reports: int, folder: Path, table: Table) -> None:
    """Add what each engine takes for the row-wise work alone, and whether it left what ours left."""
    decided = run(STANDARDISING, "decide", folder=folder)
    table.add(DECIDE, reports, decided, decided.printed.strip())
    for peer in ENGINES:
        if size <= peer.largest and (peer.tools is None or peer.tools.is_dir()):
            took = run(STANDARDISING, peer.name, folder=folder, tools=peer.tools)
            # DuckDB compares, outside of what is measured.
            is_compared = TOOLS.is_dir() and peer is not ENGINES[0]
            same = run(STANDARDISING, "compare", peer.name, folder=folder, tools=TOOLS).printed if is_compared else ""
            table.add(peer.work, reports, took, same.strip())


def main(sizes: list[int]) -> None:
    """Print a table for each size."""
    print(machine(), flush=True)
    table = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            table = measure(size, Path(folder), table)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
