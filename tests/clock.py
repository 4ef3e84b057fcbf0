"""The clock of the programs that tests start: the machine's, or moved with that of the tests (.ci/on-day)."""

import os

CLOCK = {name: os.environ[name] for name in ("LD_PRELOAD", "MOVED_SECONDS") if name in os.environ}
"""To be in the environment of every program whose environment a test chooses itself."""
