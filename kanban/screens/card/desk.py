"""What an open card may ask of the board that it lies on."""

from typing import Protocol

from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.outcome import Outcome
from kanban.session.board import BoardSession


class Submitting(Protocol):
    """The board behind another screen of it."""

    session: BoardSession

    def submit(self, command: AnyBoardCommand, follow: str | None = None) -> Outcome:
        """Send a command, show its effect. Raises Refused."""


class CardDesk(Submitting, Protocol):
    """The board behind an open card."""

    async def act_on_card(self, card_id: str, action: str) -> None:
        """Do one of the board's actions, by its method's name, to the card."""
