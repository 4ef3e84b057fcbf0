"""The roll-up as all screens read it: one feed, and one who forecasts it for the screen in front."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from kanban.store.protocol import Store

if TYPE_CHECKING:
    from kanban.session.forecasting import Forecasting
    from kanban.session.rollup import RollupFeed


class SharedRollup:
    """Each is made when the first screen asks for it: the first paint of a board needs neither."""

    def __init__(self, store: Store, last_key_at: Callable[[], float], readonly: bool) -> None:
        """`last_key_at`: when a key was pressed last, by `time.monotonic`. `readonly`: nothing at all is written."""
        self._store, self._last_key_at, self._readonly = store, last_key_at, readonly

    @cached_property
    def feed(self) -> "RollupFeed":
        """What reads it."""
        from kanban.session.rollup import RollupFeed

        return RollupFeed(self._store)

    @cached_property
    def forecasting(self) -> "Forecasting":
        """What forecasts it."""
        from kanban.session.forecasting import Forecasting

        return Forecasting(self._last_key_at, keeps=not self._readonly)
