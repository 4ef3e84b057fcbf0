"""The boards that have been opened in this program: each keeps its session, its screens and its place."""

import asyncio
from collections.abc import Callable
from typing import Any

from kanban.model.board import Board
from kanban.screens.access import WriteAccess
from kanban.screens.registry import screen
from kanban.session.board import BoardSession
from kanban.session.ledger import Post
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.messages import Refused


class OpenBoards:
    """The one in use is `slug`; None where there is only the roll-up."""

    def __init__(self, slug: str | None, add_mode: Callable[[str, Callable[[], Any]], None]) -> None:
        self.slug = slug
        self.sessions: dict[str, BoardSession] = {}
        self._first = slug
        self._add_mode = add_mode
        self._modes: set[str] = set()
        self._read: dict[str, Board] = {}

    @property
    def session(self) -> BoardSession | None:
        """That of the board in use, once it was opened."""
        return self.sessions.get(self.slug or "")

    def mode(self, name: str, make: Callable[[], Any]) -> str:
        """The mode of a screen: of one that shows a board, that of the board in use."""
        if screen(name).without_board is None or self.slug == self._first:
            return name
        mode = f"{name}:{self.slug}"
        if mode not in self._modes:
            self._modes.add(mode)
            self._add_mode(mode, make)
        return mode

    async def read(self, store: Store, access: WriteAccess, slug: str) -> None:
        """Read a board that is to be opened, in a thread: the server may be far away. Raises StoreError, Refused.

        A screen that cannot be made would end the program.
        """

        def read_board() -> Board:
            access.why_not(slug)
            return store.board(slug)

        board = await asyncio.to_thread(read_board)
        if slug not in self.sessions:
            self._read[slug] = board

    def opened(self, store: Store, user: str, post: Post) -> BoardSession:
        """Begin to use it, as it was read just now, else as the store shows it first. Raises StoreError."""
        slug = self.slug or ""
        board = self._read.pop(slug, None)
        session = BoardSession(store, board, user, post) if board else BoardSession.opened(store, slug, user, post)
        self.sessions[session.ref] = session
        return session

    async def use(self, store: Store, access: WriteAccess, slug: str) -> None:
        """Make another board the one in use. Raises Refused if it cannot be read; what is open stays open."""
        try:
            await self.read(store, access, slug)
        except StoreError as error:
            raise Refused(error.reason) from error
        self.slug = slug
