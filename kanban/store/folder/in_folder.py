"""What the parts of a folder's store know of it beside what every store promises: where its files are."""

from pathlib import Path
from typing import Protocol

from kanban.store.protocol import Store


class InFolder(Store, Protocol):
    """A store in a folder."""

    folder: Path

    @property
    def plan_path(self) -> Path:
        """The plan's file."""

    def board_path(self, slug: str) -> Path:
        """A board's file."""
