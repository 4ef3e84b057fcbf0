"""Whether a folder holds a copy of another workspace that is not finished."""

import os
from pathlib import Path

import msgspec

from kanban.store.errors import StoreError
from kanban.store.folder.files import read
from kanban.text.clean import clean_line
from kanban.text.messages import msg

MARK = "unfinished-copy.json"


class _Mark(msgspec.Struct, frozen=True):
    of: str
    """The name of what it is a copy of."""


def copy_begun(folder: Path) -> str | None:
    """What an unfinished copy in a folder is a copy of; None where there is none. Raises StoreError."""
    if not os.path.lexists(folder / MARK):
        return None
    try:
        return msgspec.json.decode(read(folder / MARK)[0], type=_Mark).of
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError:
        return "?"


def check_finished(folder: Path) -> None:
    """Raise StoreError where a copy is not finished."""
    source = copy_begun(folder)
    if source is not None:
        source = clean_line(source)
        raise StoreError(folder, msg("a copy of {source} is not finished there; `kanban copy` goes on with it",
                                     source=source))  # fmt: skip
