"""The size of the window, when a storm of sizes is over: none of them may be taken for the last one that is not."""

import shutil
from typing import Any

from textual import events
from textual.geometry import Size

SETTLED_SECONDS = 0.1
"""A storm is over when so long no other size was told."""


class WindowSize:
    """Sees to it that an application is painted for the size that its terminal has.

    Signals may be told in another order than they came in, and two of them as one: then the size that is known last is
    one of before, or the same as ever while the terminal has lost what it had no room for meanwhile.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._timer: Any = None

    def told(self, size: Size) -> None:
        """A size was told: what was lost is painted again, and the size looked at once more when all is quiet."""
        if not self._app.screen_stack:
            return
        if size == self._app.screen.outer_size:
            self._app.screen.refresh()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(SETTLED_SECONDS, self._settle)

    def _settle(self) -> None:
        self._timer = None
        app = self._app
        if not app.screen_stack:  # the program is ending
            return
        size = app.size if app.is_headless else Size(*shutil.get_terminal_size())
        if size != app.size:
            app.post_message(events.Resize(size, size))
        elif size != app.screen.outer_size:
            app.screen.post_message(events.Resize(size, size))
            self._timer = app.set_timer(SETTLED_SECONDS, self._settle)
