"""The way from the saving threads back to the thread of the user interface."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context


class UiThread:
    """Calls functions on the thread, and in the context, in which `begin` was called."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: Context | None = None

    def begin(self) -> None:
        """From now on: this thread, its event loop and its context."""
        self._loop, self._context = asyncio.get_running_loop(), copy_context()

    def __call__(self, call: Callable[[], None]) -> None:
        """Hand a call over; after the end there is nobody to hand it to."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(call, context=self._context)
