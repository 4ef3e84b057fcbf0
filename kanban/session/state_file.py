"""Small files in the user's state folder: conveniences, no part of any workspace.

Nothing depends on them: what cannot be read is empty, and what cannot be written is not kept.
"""

import os
import tempfile
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from kanban.text.paths import state_folder

LARGEST_BYTES = 1 << 20
"""A larger file is not one of ours."""
T = TypeVar("T")


def read(name: str, type_: type[T], empty: T) -> T:
    """What a file holds; `empty` where it cannot be read as that."""
    try:
        with (state_folder() / name).open("rb") as file:
            return msgspec.json.decode(file.read(LARGEST_BYTES), type=type_)
    except (OSError, RuntimeError, ValueError, msgspec.MsgspecError, RecursionError):
        return empty


def write(name: str, value: Any) -> None:
    """Beside the file, then in its place: whoever reads it finds one or the other."""
    with suppress(OSError):
        path = state_folder() / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
        try:
            with open(descriptor, "wb") as file:
                file.write(msgspec.json.encode(value))
            os.replace(beside, path)
        except OSError:
            with suppress(OSError):
                os.unlink(beside)
