"""A screen without a terminal: what the session tells comes in a queue and is handled when it looks."""

import queue
import time
from collections.abc import Callable
from typing import Any

from kanban.session.ledger import Change


class Desk:
    """Whoever sits before a session."""

    def __init__(self, open_session: Callable[[Callable[[Callable[[], None]], None]], Any]) -> None:
        self.calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.news: list[Change] = []
        self.session = open_session(self.calls.put)
        self.session.listen(self.news.append)
        self.session.start()

    def until(self, wanted: Callable[[], bool], seconds: float = 5.0) -> None:
        """Handle what comes until it is so."""
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, (self.session.state, str(self.session.failure), self.news)
            try:
                self.calls.get(timeout=0.02)()
            except queue.Empty:
                continue

    def until_state(self, state: str) -> None:
        """Until it is saved, or not."""
        self.until(lambda: self.session.state == state)
