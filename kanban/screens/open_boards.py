"""The boards that have been opened in this program: each keeps its session, its screens and its place."""

import asyncio
from collections.abc import Callable
from typing import Any

from kanban.screens.registry import screen
from kanban.session.board import BoardSession
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

    async def use(self, store: Store, slug: str) -> None:
        """Make another board the one in use. Raises Refused if it cannot be read; what is open stays open."""
        try:
            await asyncio.to_thread(store.board, slug)  # a screen that cannot be made would end the program
        except StoreError as error:
            raise Refused(error.reason) from error
        self.slug = slug
