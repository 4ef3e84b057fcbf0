"""Exit codes and the errors that lead to them."""

from enum import IntEnum

from kanban.cli import interrupts
from kanban.text.messages import Refused, Words, msg


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    """Done; also when there was nothing to do or nothing to show."""
    REFUSED = 1
    """What was asked cannot be done, or a file is not what it should be; nothing was changed."""
    USAGE = 2
    """The command was not understood, or needs a word more (such as --yes) before it does anything."""
    STORE = 3
    """The workspace cannot be reached, read or written, or there is none."""
    CONFLICT = 4
    """Somebody else holds the lock for too long; nothing was changed."""
    NOT_PRINTED = 5
    """Done and saved, but standard output could not be written."""
    INTERRUPTED = interrupts.INTERRUPTED
    """Stopped by ctrl+c."""


class Usage(Exception):
    """The command line was not understood; the message is one sentence."""

    def __init__(self, message: Words) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotPrinted(Exception):
    """What was asked is done and saved; only standard output could not be written."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(msg("done and saved, but standard output could not be written: {reason}", reason=self.reason))


def code_of(error: Exception) -> Exit:
    """The exit code of an error. Raises the error again if it is none that a user is to see as a sentence."""
    from kanban.store.errors import LockTimeout, StoreError, Unreadable

    kinds: tuple[tuple[type[Exception], Exit], ...] = (
        (Usage, Exit.USAGE), (LockTimeout, Exit.CONFLICT), (Unreadable, Exit.REFUSED),
        (StoreError, Exit.STORE), (Refused, Exit.REFUSED), (NotPrinted, Exit.NOT_PRINTED), (OSError, Exit.REFUSED),
    )  # fmt: skip
    for kind, code in kinds:
        if isinstance(error, kind):
            return code
    raise error
