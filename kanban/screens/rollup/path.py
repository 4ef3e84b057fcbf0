"""Where one is on the roll-up: the steps of the way in, and what enter opens from each. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from kanban.screens.rollup.views import VIEWS


class Step(NamedTuple):
    """One step of the way in: which list or page, and of what."""

    kind: str
    key: str = ""


Path = tuple[Step, ...]
BELOW: Mapping[str, str] = {
    "milestones": "cards", "cards": "card", "packages": "package", "package": "share", "share": "card",
    "causes": "behind", "cause": "card",
    "drivers": "driver", "driver": "card", "unplanned": "card", "wbs": "package", "changes": "cards",
}  # fmt: skip
"""What enter opens, by where one is."""


def milestone_of(path: Path) -> str:
    """The milestone one is within; empty for none."""
    return next((step.key for step in reversed(path) if step.kind in VIEWS), "")
