"""A board in use by its driver; see `ledger.LedgerSession`."""

from collections.abc import Sequence

from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.session.ledger import LedgerSession, Post
from kanban.store.protocol import Applied, PaintsFirst, Store


class BoardSession(LedgerSession[Board]):
    """One board."""

    def __init__(self, store: Store, board: Board, user: str, post: Post) -> None:
        super().__init__(store, board, user, post)
        self.ref: str = board.slug

    @classmethod
    def opened(cls, store: Store, slug: str, user: str, post: Post) -> "BoardSession":
        """Begin with what the store shows first: it may be unchecked, and is checked before anything is saved."""
        board = store.first_paint(slug) if isinstance(store, PaintsFirst) else store.board(slug)
        return cls(store, board, user, post)

    def _read(self) -> Board:
        return self.store.board(self.ref)

    def _apply(self, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]:
        return self.store.apply(self.ref, commands)

    def _knows(self, subject: str) -> bool:
        return subject in self.view.cards
