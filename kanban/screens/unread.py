"""What a screen says of what cannot be read, be it the store, a board or one card's history."""

from msgspec import MsgspecError

from kanban.store.errors import StoreError
from kanban.text.messages import Refused, Words, msg

UNREAD = (StoreError, Refused, MsgspecError)
"""What reading and reckoning may raise: none of it ends the program."""


def why_unread(error: Exception) -> Words:
    """The reason, for the screen."""
    if isinstance(error, StoreError):
        return error.reason
    if isinstance(error, Refused):
        return error.message
    return msg("a record cannot be read: {error}; see `kanban doctor`", error=error)
