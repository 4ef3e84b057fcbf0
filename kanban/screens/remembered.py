"""Where a user was on each board, and how dense it was shown: a small file in the user's state folder.

It is no part of any workspace, and nothing depends on it: where it cannot be read or written, nothing is remembered.
"""

import msgspec

from kanban.session import state_file

MOST_KEPT = 200
"""So many boards are remembered; then those that were left first are forgotten."""
_FILE = "boards.json"


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
    state_file.write(_FILE, dict([*kept.items()][-MOST_KEPT:]))


def _key(store: str, board: str, user: str) -> str:
    return "\n".join((store, board, user))


def _read() -> dict[str, Place]:
    return state_file.read(_FILE, dict[str, Place], {})
