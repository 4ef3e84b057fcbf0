"""Small files in the user's state folder: conveniences, no part of any workspace.

Nothing depends on them: what cannot be read is empty, and what cannot be written is not kept.
"""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

LARGEST_BYTES = 1 << 20
"""A larger file is not one of ours."""
T = TypeVar("T")


def read(name: str, type_: type[T], empty: T) -> T:
    """What a file holds; `empty` where it cannot be read as that."""
    try:
        with _path(name).open("rb") as file:
            return msgspec.json.decode(file.read(LARGEST_BYTES), type=type_)
    except (OSError, RuntimeError, ValueError, msgspec.MsgspecError, RecursionError):
        return empty


def write(name: str, value: Any) -> None:
    """Beside the file, then in its place: whoever reads it finds one or the other."""
    with suppress(OSError):
        path = _path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
        try:
            with open(descriptor, "wb") as file:
                file.write(msgspec.json.encode(value))
            os.replace(beside, path)
        except OSError:
            with suppress(OSError):
                os.unlink(beside)


def _path(name: str) -> Path:
    """In the user's state folder, as platformdirs has it; on Linux without importing that, which takes a while."""
    if sys.platform == "linux":
        state = os.environ.get("XDG_STATE_HOME", "").strip() or Path.home() / ".local" / "state"
        return Path(state, "kanban", name)
    from platformdirs import user_state_dir

    return Path(user_state_dir("kanban"), name)
