"""The last good copies of a file. All but the newest are hard links: keeping them costs no write.

- `board.json.0` is what this program saved last, in a file of its own: it outlives whatever is done to `board.json`,
  also by an editor or a copy that writes into it in place. It is written once the save is on disk, and not synced.
  Of a very large file it is a link: to write it twice would be felt at every move.
- `board.json.1` is the save before that, `.2` the one before the last pause of ten minutes, `.3` the one before the
  last pause of eight hours: a burst of saves pushes out neither this morning's state nor yesterday's.

What is replaced was read as sound under the lock just before, so every copy was good when it was made. Where the file
system has no hard links, or forbids them, there are no copies, and saving goes on without.
"""

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

PAUSES = (600.0, 8 * 3600.0)
"""Seconds that a copy has to be old to become copy 2, and copy 3."""
COPIED = 2 * 2**20
"""Largest file, in bytes, that copy 0 is a file of its own of: four thousand cards."""
BROKEN_KEPT = 3
"""How many broken files are kept aside."""


def copy(path: Path, number: int | str) -> Path:
    """Where a copy of `path` lies."""
    return path.with_name(f"{path.name}.{number}")


def copies_of(path: Path) -> list[Path]:
    """The copies that there are, the newest first."""
    return [kept for number in range(len(PAUSES) + 2) if os.path.lexists(kept := copy(path, number))]


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


def link_new(path: Path) -> None:
    """Keep what is in place as copy 0, by a link: where there is no room for a file of its own."""
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
    link_new(path)


def keep_named(path: Path, name: str) -> Path:
    """Keep `path` under a name of its own as well, if nothing has that name yet. Raises OSError."""
    kept = copy(path, name)
    with suppress(FileExistsError):
        os.link(path, kept, follow_symlinks=False)
    return kept


def set_aside(path: Path, when: str) -> Path | None:
    """Keep a broken file as `board.json.broken-WHEN`; the oldest of too many go. None where there was no file.

    Raises OSError. What is no file (a folder, a link, a pipe) is moved there, so that its place is free.
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
    if stat.S_ISREG(os.lstat(path).st_mode):
        with suppress(OSError):
            os.link(path, aside, follow_symlinks=False)  # it stays in place until it is replaced
    if not os.path.lexists(aside):
        os.rename(path, aside)
    old = sorted(path.parent.glob(f"{path.name}.broken-*"), key=lambda aside: aside.lstat().st_ctime_ns)
    for oldest in old[:-BROKEN_KEPT]:
        if not stat.S_ISDIR(oldest.lstat().st_mode):
            os.unlink(oldest)
    return aside


def _make_room(path: Path) -> None:
    """Copy 1 becomes copy 2, and 2 becomes 3, if they are old enough, whichever way the clock was set since."""
    now = time.time()
    first, second = _saved_at(copy(path, 1)), _saved_at(copy(path, 2))
    if first is None or (second is not None and abs(now - first) < PAUSES[0]):
        return
    if second is not None and abs(now - second) >= PAUSES[1]:
        os.rename(copy(path, 2), copy(path, 3))
    os.rename(copy(path, 1), copy(path, 2))


def _saved_at(path: Path) -> float | None:
    try:
        return os.lstat(path).st_mtime
    except FileNotFoundError:
        return None
