"""What every screen may ask of the application that shows it."""

from typing import Protocol

from kanban.model.plan import Plan


class Frame(Protocol):
    """The application, as its screens know it."""

    readonly: bool
    slug: str | None
    """The board opened; None where there is only the roll-up."""
    user: str
    plan: Plan

    @property
    def zone(self) -> str:
        """The time zone that times are shown in."""

    @property
    def project(self) -> str:
        """Name of the project; empty without one."""

    def load_plan(self) -> None:
        """Read the plan anew: others write it."""

    def toggle_zone(self) -> None:
        """The other zone, on all screens."""

    def shortened(self, words: str) -> str:
        """A message without the workspace's folder."""

    def milestone_words(self) -> dict[str, str]:
        """By work package: the milestones it counts for."""

    async def go(self, mode: str) -> None:
        """To `board`, `metrics` or `rollup`; each keeps its place."""

    async def leave(self, code: int = 0) -> None:
        """Save what is left, then quit."""
