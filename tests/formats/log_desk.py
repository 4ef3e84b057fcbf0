"""Event logs written in tests, and a board they are taken into."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.formats.event_log.reading import load
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.card import Card
from kanban.model.events import Created, Moved

LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = "case,activity,timestamp,resource"
ORDERS = (
    "o1,Ordered,2026-03-02T08:00:00Z,ana",
    "o1,Cooking,2026-03-02T09:00:00Z,bo",
    "o1,Served,2026-03-02T11:30:00Z,bo",
    "o2,Ordered,2026-03-02T08:30:00Z,ana",
    "o2,Cooking,2026-03-02T10:00:00Z,bo",
    "o2,Tasting,2026-03-02T10:20:00Z,chef",
    "o2,Cooking,2026-03-02T10:30:00Z,bo",
    "o2,Tasting,2026-03-02T10:50:00Z,chef",
    "o2,Served,2026-03-02T11:00:00Z,bo",
)
"""Two orders of a kitchen; the second was cooked twice."""


class LogDesk:
    """A board in memory that logs are taken into."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "orders.csv"
        self.board: Board = assemble(BoardHead(schema=SCHEMA, slug="kitchen", driver="ana"), {})

    def __call__(self, *lines: str, head: str = HEAD, kinds: Mapping[str, str] | None = None, **more: Any) -> Board:
        self.path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
        return self.take(self.path, kinds, **more)

    def take(self, path: Path, kinds: Mapping[str, str] | None = None, **more: Any) -> Board:
        self.understood = load(path, kinds or {}, board=self.board, **more)
        outcome = decide(self.board, Signed(self.understood.command, "ana", LATER))
        self.words = str(outcome.message)
        self.board = evolve(self.board, outcome)
        return self.board

    @property
    def said(self) -> str:
        return "\n".join(map(str, self.understood.understood + self.understood.left_out))

    def card(self, case: str) -> Card:
        return next(card for card in self.board.cards.values() if card.external_id == case)

    def way(self, case: str) -> list[str]:
        """The columns that a case went through."""
        names = {column.id: column.name for column in self.board.head.columns}
        return [names[e.to.column] for e in self.card(case).events if isinstance(e, Created | Moved)]

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(column.name, column.kind) for column in self.board.columns]
