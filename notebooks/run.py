"""Run every notebook for every edition into notebooks/executed/<edition>/: `python -m notebooks.run`."""

import sys
from pathlib import Path

import nbformat
import papermill

from pipeline.core import params

NOTEBOOKS = Path("notebooks")


def run(notebook: Path, edition: str, folder: Path, **choices: str) -> Path:
    """Run one notebook for one edition and return the executed copy, which is the same whenever it is run.

    choices: values for its other parameters. Raises papermill.PapermillExecutionError when a cell fails.
    """
    executed = folder / notebook.name
    folder.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(
        notebook, executed, {"edition": edition, **choices}, kernel_name="python3", progress_bar=False
    )
    nbformat.write(_without_traces_of_the_run(nbformat.read(executed, as_version=4)), executed)
    return executed


def _without_traces_of_the_run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without times, durations and random identifiers, which differ with every run."""
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        for trace in ("papermill", "execution"):
            cell.metadata.pop(trace, None)
    return notebook


def main() -> None:
    """Run them all, saying which."""
    for edition in params.read()["editions"]:
        for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
            print(run(notebook, edition, NOTEBOOKS / "executed" / edition), file=sys.stderr)


if __name__ == "__main__":
    main()
