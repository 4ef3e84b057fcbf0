"""The roll-up, looked at again and again: each look costs what changed since the last one."""

import threading
import time
from collections.abc import Collection
from datetime import datetime, timedelta

from kanban.metrics.rollup.cache import RollupCache
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.model.plan import Plan
from kanban.store.protocol import MayLag, Ref, Store, Watch
from kanban.store.reading import Reader
from kanban.text.dates import now

ALL_SECONDS = 15.0
"""How often all boards are looked at even where the store tells of changes."""
CLOCK = timedelta(seconds=30)
"""How old what is shown as of now may be: nothing need be written for a milestone to become late."""


class RollupFeed:
    """Looks may come from any thread; they go one after the other. What has changed is asked on one thread only.

    Several screens may share one: what one of them has seen as news is none to the next, but for `looks`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader = Reader(store, paints_first=True)
        self._cache = RollupCache()
        self._one_at_a_time = threading.Lock()
        self._watch: Watch | None = None
        self._changed: set[Ref] | None = None
        """What changed since the last look; None: anything may have."""
        self._all_at = 0.0
        self.behind: float | None = None
        """Seconds that what was read last may be behind what was written; None: it is not, as far as is known."""
        self.looks = 0
        """How many looks have seen anything: whoever has seen fewer is behind."""

    def look(
        self,
        as_of: datetime | None = None,
        force: bool = False,
        changed: Collection[Ref] | None = None,
        plan: Plan | None = None,
        at_once: bool = False,
    ) -> tuple[Plan, RollUp] | None:
        """The plan and the roll-up as of a moment, by default now; None if nothing changed since the last look.

        `force`: also if nothing changed. `changed`: see `Reader.read`. `plan`: instead of the one that the store has,
        with what is not saved yet. `at_once`: the first look may count boards without reading their cards, which the
        next one reads (`is_provisional`); the past is in the cards. Raises StoreError.
        """
        with self._one_at_a_time:
            fresh = self._reader.read(force, changed, at_once and as_of is None)
            if isinstance(self._store, MayLag):
                self.behind = self._store.behind()
            if fresh is None:
                return None
            self.looks += 1
            saved, boards, unread = fresh
            plan = saved if plan is None else plan
            if as_of is not None:
                return plan, roll_up(plan, boards, as_of, unread)
            return plan, roll_up(plan, boards, now(), unread, self._cache, live=True)

    @property
    def is_provisional(self) -> bool:
        """Whether the last look counted boards without reading their cards, and the next one reads them."""
        return self._reader.is_provisional

    def then_and_now(self, moment: datetime, plan: Plan) -> tuple[RollUp, RollUp]:
        """The roll-up as of a past moment and as of now, of the same boards. Raises StoreError."""
        with self._one_at_a_time:
            fresh = self._reader.read(True, None)
            assert fresh is not None  # all of it was asked for
            _, boards, unread = fresh
            return roll_up(plan, boards, moment, unread), roll_up(plan, boards, now(), unread, self._cache, live=True)

    # What has changed

    def watch(self) -> bool:
        """Begin to be told of changes; whether the store can tell. It may take a while: a thread's work."""
        if self._watch is not None:
            return True
        watch = self._store.watch()
        if not watch.works:
            watch.close()
            return False
        self._watch, self._changed = watch, None  # what changed before it began is looked for once more
        return True

    def has_news(self) -> bool:
        """Whether there may be anything new; it is taken down for `take_changed`."""
        told = self._watch.changed() if self._watch is not None else None
        if told is None or time.monotonic() - self._all_at >= ALL_SECONDS:
            self._changed, self._all_at = None, time.monotonic()
        elif self._changed is not None:
            self._changed |= told
        return self._changed != set()

    def take_changed(self) -> set[Ref] | None:
        """What the next look must look at."""
        changed, self._changed = self._changed, set()
        return changed

    def look_at_all_again(self) -> None:
        """The last look failed: nothing is known of what changed."""
        self._changed = None

    def close(self) -> None:
        """Be told no more."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()
