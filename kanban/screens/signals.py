"""Signals that end the program, and a terminal that is gone: both leave in order."""

import asyncio
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress


def watch_signals(ended: Callable[[int], None]) -> None:
    """Call `ended` with the number of a signal that ends the program, in the running event loop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        try:
            loop.add_signal_handler(number, ended, number)
        except (NotImplementedError, RuntimeError):
            break
    if sys.platform == "linux" and sys.__stdin__ is not None and sys.__stdin__.isatty():
        threading.Thread(target=_wait_for_hang_up, args=(loop, ended), name="kanban-line", daemon=True).start()


def _wait_for_hang_up(loop: asyncio.AbstractEventLoop, ended: Callable[[int], None]) -> None:
    """A terminal that is gone ends the program, also where no SIGHUP says so: reading from it would never rest."""
    line = select.poll()
    line.register(0, 0)
    line.poll()
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(ended, signal.SIGHUP)
