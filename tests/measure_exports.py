"""How fast and in how much memory a long Alchemer export is read: `python -m tests.measure_exports [responses]`.

Writes an export of 200,000 responses and about 150 columns to a temporary folder, reads it in processes of their own:
pandas' bare read_csv (everything text), and exports.read. Prints seconds, MB/s and peak memory as a multiple of the
file, and exits with 1 when reading is slower than 50 MB/s and than twice read_csv, or takes over six times the file.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

RESPONSES = 200_000
FASTEST_NEEDED = 50  # MB/s
SLOWEST_RATIO = 2  # times pandas' read_csv
MOST_MEMORY = 6  # times the file
OPTIONS = [f"Priority area number {number}" for number in range(1, 12)]
NETWORKS = [f"Network of cities {letter}" for letter in "ABCDEFGHIJKLMNOP"]
CITIES = ["Boise", "Köln", "São Paulo", "Windhoek", "Chengdu", "Cuneo", "Gunpo", "Asheville"]
HEADERS = ["Response ID", "Time Started", "Date Submitted", "Status", "SessionID", "IP Address", "Which city?"]
RUN = """
import resource, sys, time
from pathlib import Path
path = Path(sys.argv[1])
if sys.argv[2] == "pandas":
    import pandas as pd
    before = time.perf_counter(); cpu = time.process_time()
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    found = frame.shape
else:
    from pipeline import exports
    before = time.perf_counter(); cpu = time.process_time()
    export = exports.read(path, "alchemer")
    found = export.answers.shape
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - before, time.process_time() - cpu, memory, *found)
"""


def write(path: Path, responses: int) -> None:
    """Write the export: metadata, a checkbox of sixteen options, and ten agreements of thirteen columns."""
    slots = range(1, 11)
    headers = [*HEADERS, *(f"{network}:Of which networks is it a member?" for network in NETWORKS)]
    for slot in slots:
        headers += [f"{question}:Formal agreement {slot}" for question in ("Partner", "Year of signature")]
        headers += [f"{option}:Priority areas:Formal agreement {slot}" for option in OPTIONS]
    chance = random.Random(1)
    samples = [_agreement(chance) for _ in range(500)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(headers)
        for number in range(1, responses + 1):
            row = [number, "2024-05-02 09:00:00", "2024-05-02 09:20:00", "Complete", f"session{number}", "192.0.2.1"]
            row.append(chance.choice(CITIES))
            row += [network if chance.random() < 0.2 else "" for network in NETWORKS]
            for _ in slots:
                row += chance.choice(samples)
            writer.writerow(row)


def _agreement(chance: random.Random) -> list[str]:
    """Return the cells of one agreement."""
    ticks = [option if chance.random() < 0.3 else "" for option in OPTIONS]
    return [f"{chance.choice(CITIES)}, with a word\nin a second line", str(chance.randint(1950, 2024)), *ticks]


def measured(path: Path, how: str) -> dict[str, float]:
    """Return the figures of one run in a process of its own, on one core."""
    environment = {**os.environ, "ARROW_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    root = Path(__file__).parents[1]
    run = [sys.executable, "-c", RUN, str(path), how]
    seconds, cpu, memory, rows, columns = map(
        float, subprocess.run(run, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout.split()
    )
    size = path.stat().st_size / 2**20
    return {
        "seconds": seconds, "cpu": cpu, "speed": size / cpu, "memory": memory / size, "rows": rows, "columns": columns
    }  # fmt: skip


def main() -> None:
    """Print the table."""
    responses = int(sys.argv[1]) if len(sys.argv) > 1 else RESPONSES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "20240531120000-SurveyExport.csv"
        write(path, responses)
        print(f"{responses:,} responses, {path.stat().st_size / 2**20:.0f} MB")
        found = {how: measured(path, how) for how in ("pandas", "exports")}
    print("reader            seconds   CPU s   MB per CPU s   peak memory / file   rows x columns")
    for name, one in zip(("pandas.read_csv", "exports.read"), found.values(), strict=True):
        print(
            f"{name:<16} {one['seconds']:>8.1f} {one['cpu']:>7.1f} {one['speed']:>14.0f} {one['memory']:>20.1f}"
            f"   {one['rows']:,.0f} x {one['columns']:.0f}"
        )
    ours, theirs = found["exports"], found["pandas"]
    is_fast = ours["speed"] >= FASTEST_NEEDED or ours["cpu"] <= SLOWEST_RATIO * theirs["cpu"]
    sys.exit(not (is_fast and ours["memory"] <= MOST_MEMORY))


if __name__ == "__main__":
    main()
