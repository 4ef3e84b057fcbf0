"""What the cards of a board come to, kept beside its file: the first screen of a roll-up is counted from it.

`tallies.json` names the state of `board.json` that it was counted from. Of any other state it is not used, and the
board is read instead: after a kill between the two writes, an edit by hand, a restored copy. It is written after each
save, and not synced. What is in it is decoded by `tallies`, which whoever opens a board does not need.
"""

from pathlib import Path

import msgspec

from kanban.store.errors import StoreError
from kanban.store.folder.files import FileStamp, read, stamp_of

SCHEMA = 1
"""Of the file. To be raised where a tally has another shape or counts otherwise: then boards are counted anew."""

UNUSABLE = (OSError, StoreError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""Why a file of tallies may be of no use: then the board is read."""


class _Use(msgspec.Struct):
    """What tells whether a file is of use, and to whom."""

    schema: int
    file: FileStamp
    slug: str
    driver: str


_use = msgspec.json.Decoder(_Use)


def path_of(board: Path) -> Path:
    """The file beside that of a board."""
    return board.with_name("tallies.json")


def content_of(board: Path, stamp: FileStamp) -> tuple[bytes, str] | None:
    """The tallies of this state of a board, undecoded, and its driver; None where there are none."""
    try:
        content, _ = read(path_of(board))
        use = _use.decode(content)
    except UNUSABLE:
        return None
    is_of_use = use.schema == SCHEMA and use.file == stamp and use.slug == board.parent.name
    return (content, use.driver) if is_of_use else None


class TallyReader:
    """Reads the tallies of boards, once for all that is asked of them."""

    def __init__(self) -> None:
        self._found: dict[Path, tuple[FileStamp, bytes, str]] = {}
        """By the board's file: its stamp, the tallies, the driver."""

    def driver(self, board: Path) -> str | None:
        """Of a board, by its tallies, which are held until they are taken; None where there are none."""
        try:
            stamp = stamp_of(board)
        except StoreError:
            return None
        if stamp is None:
            return None
        held = self._found.get(board)
        if held is not None and held[0] == stamp:
            return held[2]
        found = content_of(board, stamp)
        if found is None:
            return None
        self._found[board] = stamp, *found
        return found[1]

    def take(self, board: Path) -> bytes | None:
        """The tallies of a board, undecoded; None where there are none."""
        return None if self.driver(board) is None else self._found.pop(board)[1]
