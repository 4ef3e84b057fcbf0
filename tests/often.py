"""How many examples a property is tried with: all of them, but a few where the whole suite has just run."""

import os

_FEW = 15


def often(examples: int) -> int:
    """So many; with `KANBAN_EXAMPLES=few`, as on other days and for the coverage in `.ci/run`, 15 at most.

    The examples are the same each time, so that another day has nothing new to show but the day.
    """
    return min(examples, _FEW) if os.environ.get("KANBAN_EXAMPLES") == "few" else examples
