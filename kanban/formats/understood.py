"""A foreign board that was read, ready to be taken over."""

import msgspec

from kanban.commands.imports import Import
from kanban.text.messages import Message


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What a format's reader makes of a file."""

    command: Import
    board_name: str
    suggested_slug: str
    """A name for a board to import into."""
    understood: tuple[Message, ...]
    """What was found, a sentence a line, to be printed."""
    left_out: tuple[Message, ...]
    """What is not imported or not known, with counts and reasons, to be printed."""
