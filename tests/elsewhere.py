"""Every stage in one process that knows no network: `python -m tests.elsewhere [edition …]`.

Run in a folder that holds params.yaml and data/. Without editions all stages run, for all editions; with
some, their own stages: what the suggester has learnt (`train`) is there.
"""

import importlib
import sys
from pathlib import Path

import yaml

from pipeline import reference

STAGES = reference.stages(Path(__file__).parents[1])


def editions_of(stage: dict, choices: dict) -> list[str]:
    """Return the editions a stage runs for; none for one that no edition changes."""
    if "matrix" not in stage:
        return []
    return choices["simulated" if "simulated" in stage["matrix"]["edition"] else "editions"]


def deny_network(event: str, arguments: tuple) -> None:
    """End whatever opens a connection or asks for the address of a name."""
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise AssertionError(f"a stage used the network: {event} {arguments}")


def run(editions: list[str]) -> None:
    """Run the stages in their order."""
    sys.addaudithook(deny_network)
    choices = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    for stage in STAGES.values():
        if stage.get("frozen") or (editions and "matrix" not in stage):
            continue
        main = importlib.import_module(stage["cmd"].split()[2]).main
        if "matrix" not in stage:
            main()
        for edition in editions_of(stage, choices):
            if not editions or edition in editions:
                main(edition)


if __name__ == "__main__":
    run(sys.argv[1:])
