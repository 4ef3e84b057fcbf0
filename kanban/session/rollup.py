"""The roll-up, looked at again and again: each look costs what changed since the last one."""

import threading
from collections.abc import Collection
from datetime import datetime

from kanban.metrics.milestones import RollUp, roll_up
from kanban.metrics.rollup_cache import RollupCache
from kanban.model.plan import Plan
from kanban.store.protocol import Store
from kanban.store.reading import Reader
from kanban.text.dates import now


class RollupFeed:
    """Looks may come from any thread; they go one after the other."""

    def __init__(self, store: Store) -> None:
        self._reader = Reader(store)
        self._memory = RollupCache()
        self._one_at_a_time = threading.Lock()

    def look(
        self, as_of: datetime | None = None, force: bool = False, changed: Collection[str | None] | None = None
    ) -> tuple[Plan, RollUp] | None:
        """The plan and the roll-up as of a moment, by default now; None if nothing changed since the last look.

        `force`: also if nothing changed. `changed`: see `Reader.read`. Raises StoreError.
        """
        with self._one_at_a_time:
            fresh = self._reader.read(force, changed)
            if fresh is None:
                return None
            plan, boards, unread = fresh
            if as_of is not None:
                return plan, roll_up(plan, boards, as_of, unread)
            return plan, roll_up(plan, boards, now(), unread, self._memory, live=True)
