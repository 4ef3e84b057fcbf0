"""Where a user was on each board, and how dense it was shown: a small file in the user's state folder.

It is no part of any workspace, and nothing depends on it: where it cannot be read or written, nothing is remembered.
"""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

MOST_KEPT = 200
"""So many boards are remembered; then those that were left first are forgotten."""
LARGEST_BYTES = 1 << 20
"""A larger file is not one of ours."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where somebody was on a board."""

    card: str = ""
    density: int = 0
    """Lines of a card; 0 where it was never chosen."""


def place_on(store: str, board: str, user: str) -> Place:
    """Where a user was when a board was left; the default for one that was never opened."""
    return _read().get(_key(store, board, user), Place())


def remember(store: str, board: str, user: str, place: Place) -> None:
    """Keep where a user was. Other boards, also those that another process left meanwhile, stay as they are."""
    kept, key = _read(), _key(store, board, user)
    if kept.get(key) == place:
        return
    kept.pop(key, None)
    kept[key] = place
    with suppress(OSError):
        _write(msgspec.json.encode(dict([*kept.items()][-MOST_KEPT:])))


def _key(store: str, board: str, user: str) -> str:
    return "\n".join((store, board, user))


def _file() -> Path:
    """The user's state folder, as platformdirs has it; on Linux without importing that, which takes a while."""
    if sys.platform == "linux":
        state = os.environ.get("XDG_STATE_HOME", "").strip() or Path.home() / ".local" / "state"
        return Path(state, "kanban", "boards.json")
    from platformdirs import user_state_dir

    return Path(user_state_dir("kanban"), "boards.json")


def _read() -> dict[str, Place]:
    try:
        with _file().open("rb") as file:
            return msgspec.json.decode(file.read(LARGEST_BYTES), type=dict[str, Place])
    except (OSError, RuntimeError, ValueError, msgspec.MsgspecError, RecursionError):
        return {}


def _write(content: bytes) -> None:
    """Beside the file, then in its place: whoever reads it finds one or the other."""
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".boards-")
    try:
        with open(descriptor, "wb") as beside:
            beside.write(content)
        os.replace(name, file)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
