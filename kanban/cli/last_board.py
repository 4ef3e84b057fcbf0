"""Which board was opened last in each workspace, in the user's state folder. It is a convenience: no error is one."""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from kanban.cli.location import state_folder

MOST = 100
"""How many workspaces are remembered."""
_LARGEST = 2**20


def last_board(place: str) -> str | None:
    """The board that was opened last there; None if none was, or nobody knows."""
    return _read(_file()).get(_key(place))


def remember(place: str, slug: str) -> None:
    """This one was opened last."""
    path, key = _file(), _key(place)
    known = _read(path)
    if known.get(key) == slug:
        return
    known.pop(key, None)
    known[key] = slug
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as file:
            file.write(msgspec.json.encode(dict(list(known.items())[-MOST:])))
        os.replace(beside, path)


def _file() -> Path:
    return state_folder() / "last-board.json"


def _key(place: str) -> str:
    return place if "://" in place else os.path.abspath(place)


def _read(path: Path) -> dict[str, str]:
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        if path.stat().st_size <= _LARGEST:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    return {}
