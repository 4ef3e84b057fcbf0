"""A board driven by hand in tests: commands given one by one, at times that are written out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from kanban.commands.cards import Add, Move
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Outcome, Signed
from kanban.commands.plan import AnyPlanStep, ChangePlan
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column, assemble
from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.store.protocol import Store
from kanban.text.dates import now

BACKLOG, READY, DOING, REVIEW, DONE = (column.id for column in DEFAULT_COLUMNS)
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = 3600.0
UNLIMITED = tuple(Column(c.id, c.name, c.kind) for c in DEFAULT_COLUMNS)


def hour(number: float) -> datetime:
    """So many hours after the start of the story."""
    return START + timedelta(hours=number)


def change_plan(store: Store, steps: Sequence[AnyPlanStep], by: str = "pm", at: datetime | None = None) -> Plan:
    """Carry steps out on a store's plan, all or none; the plan then. Raises Refused."""
    plan, (applied,) = store.apply(None, [Signed(ChangePlan(steps=tuple(steps)), by, at or now())])
    if applied.refusal is not None:
        raise applied.refusal
    return plan


class Desk:
    """A board and the driver before it."""

    def __init__(self, columns: tuple[Column, ...] = UNLIMITED) -> None:
        self.board: Board = assemble(BoardHead(schema=SCHEMA, slug="bridge", driver="zhang", columns=columns), {})
        self.last: Outcome | None = None

    def give(self, command: AnyBoardCommand, at: float = 0) -> Board:
        """Carry a command out at an hour. Raises Refused."""
        self.last = decide(self.board, Signed(command, "zhang", hour(at)))
        self.board = evolve(self.board, self.last)
        return self.board

    def add(self, title: str = "Weld span 17", at: float = 0, column: str = BACKLOG, **more) -> str:
        """A new card; its id."""
        self.give(Add(title=title, column=column, **more), at)
        return next(iter(self.last.events))

    def move(self, card: str, column: str, at: float = 0, **more) -> None:
        """One card to a column."""
        self.give(Move(cards=(card,), column=column, **more), at)

    def spoil(self, card_id: str) -> None:
        """Leave neither the card's flow nor its history readable."""
        card = self.board.cards[card_id]
        spoilt = msgspec.structs.replace(card, kept_flow=msgspec.Raw(b"{"), history=msgspec.Raw(b"["))
        self.board = msgspec.structs.replace(self.board, cards={**self.board.cards, card_id: spoilt})

    def card(self, card_id: str = "1") -> Card:
        """The card as it is."""
        return self.board.cards[card_id]

    def titles(self, column: str) -> list[str]:
        """What stands in a column, from the top."""
        return [self.board.cards[i].title for i in self.board.cards_in(column)]
