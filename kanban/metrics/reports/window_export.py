"""The window as reports give it."""

from datetime import datetime

import msgspec

from kanban.metrics import reasons
from kanban.metrics.flow.totals import Window
from kanban.metrics.reasons import Why, unless


class WindowRow(msgspec.Struct, frozen=True):
    """[from_at, to_at) by finishing time; null is open."""

    from_at: datetime | None
    to_at: datetime | None
    from_at_reason: Why = msgspec.UNSET
    to_at_reason: Why = msgspec.UNSET


def window_row(window: Window) -> WindowRow:
    """The window as it leaves."""
    return WindowRow(
        window.from_at, window.to_at, unless(window.from_at, reasons.NO_FROM), unless(window.to_at, reasons.NO_TO)
    )
