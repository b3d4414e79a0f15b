"""From raw survey exports to published findings, one stage at a time."""

import atexit
import gc
import os

# openpyxl writes other bytes where lxml happens to be installed, and asks this when it is imported.
os.environ["OPENPYXL_LXML"] = "False"
# Arrow's own allocator gives every freed megabyte back and asks for it again: a tenth of the processor of deduplicate.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
# Python looks for garbage after every 700 new objects. A stage makes millions, keeps nearly all, and ends.
gc.set_threshold(100_000, 50, 50)
# Before it ends, Python would look through all that is still there once more: up to a quarter of a second a stage.
# Nothing waits for it: every file is closed once it is whole (core/disk.py).
atexit.register(gc.freeze)
