"""What ctrl+c does: a verb ends at once, with exit code 130 and without a traceback.

An exception out of nowhere, while a module is imported or a decoder is built, would end in a traceback; so the process
leaves on the spot, as if killed, which the store withstands at every moment.
"""

import _signal as signal  # type: ignore[import-not-found]  # `signal` imports several modules before it can be used
import os

INTERRUPTED = 130


def leave_at_once() -> None:
    """From now on SIGINT ends the process, unless whoever started it wants it ignored (a shell's background job)."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def as_python_does() -> None:
    """Before the screens are opened: they end in their own way."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)
