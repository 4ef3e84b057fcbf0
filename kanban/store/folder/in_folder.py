"""What the parts of a folder's store know of it beside what every store promises: where its files are."""

from pathlib import Path
from typing import Protocol

from kanban.store.protocol import Store


def has_both_parts(folder: Path) -> bool:
    """Whether the plan's folder and that of the boards are there."""
    return (folder / "plan").is_dir() and (folder / "boards").is_dir()


class InFolder(Store, Protocol):
    """A store in a folder."""

    folder: Path

    @property
    def plan_path(self) -> Path:
        """The plan's file."""

    def board_path(self, slug: str) -> Path:
        """A board's file."""
