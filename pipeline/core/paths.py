"""Every path the pipeline reads or writes, once.

The root is the working folder: `dvc repro` runs each stage from the project's folder, and a test runs the
same stages in a copy.
"""

from pathlib import Path

PARAMS = Path("params.yaml")

# As received and as known: edited by people, never by a stage on the way to findings.
RAW = Path("data/raw")
CODEBOOK = Path("data/codebook")
GAZETTEER = Path("data/gazetteer")
GOLD = Path("data/gold")

# Identifiers of published engagements; written by `python -m pipeline.register`, never by a stage.
REGISTER = Path("data/register")

# What each stage left, one folder per edition inside; what is learnt is the same for all.
TRUTH = Path("data/truth")
TRAINED = Path("data/trained")
INGESTED = Path("data/ingested")
VALIDATED = Path("data/validated")
LOCATED = Path("data/located")
CLASSIFIED = Path("data/classified")
DEDUPLICATED = Path("data/deduplicated")
SUMMARISED = Path("data/summarised")

# Working material of analysts, one folder per edition inside; neither in git nor published.
REVIEW = Path("data/review")
# Sent to cities, filled in by them; the team's working material.
UPDATE_SHEETS = Path("data/update_sheets")

# What is published, one folder per edition inside.
REPORTS = Path("reports")
