"""Which board was opened last in each workspace, in the user's state folder. It is a convenience: no error is one."""

import os

from kanban.session import state_file

MOST = 100
"""How many workspaces are remembered."""
_FILE = "last-board.json"


def last_board(place: str) -> str | None:
    """The board that was opened last there; None if none was, or nobody knows."""
    return _read().get(_key(place))


def remember(place: str, slug: str) -> None:
    """This one was opened last."""
    known, key = _read(), _key(place)
    if known.get(key) == slug:
        return
    known.pop(key, None)
    known[key] = slug
    state_file.write(_FILE, dict(list(known.items())[-MOST:]))


def _key(place: str) -> str:
    return place if "://" in place else os.path.abspath(place)


def _read() -> dict[str, str]:
    return state_file.read(_FILE, dict[str, str], {})
