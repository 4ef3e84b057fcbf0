"""The cards of a page, where a server keeps those of very many boards: read in a thread, then shown."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.rollup.on_demand import is_on_demand, on_demand
from kanban.metrics.rollup.open_cards import open_cards
from kanban.screens.rollup.gathered import Gathered
from kanban.screens.rollup.pages import milestone_state
from kanban.screens.rollup.path import Path

KINDS = ("cards", "unplanned", "share", "card", "driver")
"""The pages that show cards."""


class GatheringDesk(Protocol):
    """The roll-up, as it is given its cards."""

    @property
    def is_attached(self) -> bool:
        """Whether it is on the screen; else the program is ending."""

    def beside(self, begin: Callable[[], Awaitable[None]], group: str) -> None:
        """Run it beside the screen, in the place of what runs in its group; what cannot be read is shown."""

    def repaint(self) -> None:
        """Paint the page that is open."""


class Gathering:
    """Reads what the page needs that one has come to."""

    def __init__(self, desk: GatheringDesk) -> None:
        self._desk = desk
        self._asked: tuple[RollUp, Path] | None = None
        self.found: Gathered | None = None
        """What was read last; None before the first."""

    def follow(self, rollup: RollUp | None, path: Path) -> None:
        """Begin to read, where the cards are not in memory."""
        if rollup is not None and path and path[-1].kind in KINDS and any(map(is_on_demand, rollup.boards)):
            self._asked = rollup, path
            self._desk.beside(self._gather, "cards")

    async def _gather(self) -> None:
        assert self._asked is not None  # it is asked for where there is something to gather
        self.found = await asyncio.to_thread(gathered, *self._asked)
        if self._desk.is_attached:
            self._desk.repaint()


def gathered(rollup: RollUp, path: Path) -> Gathered:
    """The cards of a page. Raises StoreError."""
    step = path[-1]
    if step.kind in ("cards", "unplanned"):
        state = milestone_state(rollup, step.key)
        figures = rollup.unplanned if step.kind == "unplanned" else state.figures if state is not None else None
        return Gathered(step, open_cards(figures.each_card(), rollup.as_of) if figures is not None else ())
    slug = {"share": step.key.rpartition("/")[2], "card": step.key.rpartition("/")[0]}.get(step.kind, step.key)
    board = next((board for board in rollup.boards if board.slug == slug), None)
    demand = on_demand(board) if board is not None else None
    return Gathered(step, board=demand.load() if demand is not None else board)
