"""The last good copies of a file: hard links, so that keeping them costs no write and no space beyond the old content.

- `board.json.0` is the file as this program saved it last: it outlives a deletion or a replacement by something else.
- `board.json.1` is the save before that, `.2` one at least ten minutes older, `.3` one at least a day older than
  `.2` was: a burst of saves pushes out neither this morning's state nor yesterday's.

What is replaced was read as sound under the lock just before, so every copy was good when it was made. Where the file
system has no hard links, or forbids them, there are no copies, and saving goes on without.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

GAPS = (600.0, 86_400.0)
"""Least seconds between copies 1 and 2, and between 2 and 3."""
BROKEN_KEPT = 3
"""How many broken files are kept aside."""


def copy(path: Path, number: int | str) -> Path:
    """Where a copy of `path` lies."""
    return path.with_name(f"{path.name}.{number}")


def copies_of(path: Path) -> list[Path]:
    """The copies that there are, the newest first."""
    return [one for number in range(len(GAPS) + 2) if (one := copy(path, number)).exists()]


def keep_old(path: Path) -> bool:
    """Keep what is about to be replaced as copy 1. False if that is not possible."""
    try:
        _make_room(path)
        with suppress(FileNotFoundError):
            os.unlink(copy(path, 1))
        os.link(path, copy(path, 1), follow_symlinks=False)
    except OSError:
        return False
    return True


def keep_new(path: Path) -> None:
    """Keep what was just saved as copy 0."""
    with suppress(OSError):
        with suppress(FileNotFoundError):
            os.unlink(copy(path, 0))
        os.link(path, copy(path, 0), follow_symlinks=False)


def bring_back(path: Path, beside: Path) -> None:
    """Put copy 1 in the place of `path`, by way of the name `beside`. Raises OSError."""
    with suppress(FileNotFoundError):
        os.unlink(beside)
    os.link(copy(path, 1), beside, follow_symlinks=False)
    os.rename(beside, path)
    keep_new(path)


def keep_named(path: Path, name: str) -> Path:
    """Keep `path` under a name of its own as well, if nothing has that name yet. Raises OSError."""
    kept = copy(path, name)
    with suppress(FileExistsError):
        os.link(path, kept, follow_symlinks=False)
    return kept


def set_aside(path: Path, when: str) -> Path | None:
    """Move a broken file to `board.json.broken-WHEN`; the oldest of too many go. None where there was no file.

    Raises OSError. A folder or a device in the file's place is moved like a file, and never removed.
    """
    try:
        os.lstat(path)
    except FileNotFoundError:
        return None
    aside = copy(path, f"broken-{when}")
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = copy(path, f"broken-{when}-{number}")
    os.rename(path, aside)
    old = sorted(path.parent.glob(f"{path.name}.broken-*"), key=lambda one: one.lstat().st_ctime_ns)
    for one in old[:-BROKEN_KEPT]:
        if not stat.S_ISDIR(one.lstat().st_mode):
            os.unlink(one)
    return aside


def _make_room(path: Path) -> None:
    """Copy 1 becomes copy 2, and 2 becomes 3, if they are far enough from the next."""
    ages = [_saved_at(copy(path, number)) for number in (1, 2, 3)]
    if ages[0] is None:
        return
    if ages[1] is not None:
        if abs(ages[0] - ages[1]) < GAPS[0]:
            return
        if ages[2] is None or abs(ages[1] - ages[2]) >= GAPS[1]:
            os.rename(copy(path, 2), copy(path, 3))
    os.rename(copy(path, 1), copy(path, 2))


def _saved_at(path: Path) -> float | None:
    try:
        return os.lstat(path).st_mtime
    except FileNotFoundError:
        return None
