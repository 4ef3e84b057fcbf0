"""Locks that die with their holder."""

import errno
import fcntl
import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kanban.store.errors import LockTimeout, StoreError
from kanban.text.messages import Message, msg
from kanban.text.os_errors import os_reason

LOCK_SECONDS = 10.0
"""How long a lock is waited for that one live process holds."""
TURNS = 12
"""So many times longer while other processes take it in turn: 300 writers at once take half a minute."""


@contextmanager
def locked(path: Path, seconds: float | None = None) -> Iterator[None]:
    """Hold the lock file `path`. The kernel frees it when its holder dies, however that happens.

    Raises LockTimeout naming the holder after `seconds` (by default LOCK_SECONDS) with the same one, StoreError where
    the file cannot be made.
    """
    try:
        descriptor = _lock_file(path)
    except OSError as error:
        raise StoreError(path, _not_saved(path.parent, error)) from error
    try:
        status = _status(descriptor, path)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            raise StoreError(path, msg("not saved: the lock is no file of its own, so nothing is written to it"))
        _wait(descriptor, path, LOCK_SECONDS if seconds is None else seconds)
        with suppress(OSError):  # only a courtesy to whoever waits
            os.pwrite(descriptor, f"{os.getpid():<20}".encode(), 0)
        yield
    finally:
        with suppress(OSError):  # the lock is free either way, and what was saved is saved
            os.close(descriptor)


def _status(descriptor: int, path: Path) -> os.stat_result:
    try:
        return os.fstat(descriptor)
    except OSError as error:
        raise StoreError(path, _cannot_be_locked(error)) from error


def _lock_file(path: Path) -> int:
    """Open it, or make it: for the folder's owner, and its group only where that may write in the folder too."""
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with suppress(FileNotFoundError):
        return os.open(path, flags)
    folder = os.stat(path.parent)
    descriptor = os.open(path, flags | os.O_CREAT, 0o660 if folder.st_mode & stat.S_IWGRP else 0o600)
    if os.geteuid() == 0 != folder.st_uid:  # made by root, for somebody who has to open it later
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


def _cannot_be_locked(error: OSError) -> Message:
    return msg("cannot be locked: {reason}", reason=os_reason(error))


def _not_saved(folder: Path, error: OSError) -> Message:
    """The reason; in a shared workspace also whose the folder is, if that is why."""
    if error.errno in (errno.EACCES, errno.EPERM):
        import pwd

        with suppress(OSError, KeyError):
            status = os.stat(folder)
            if status.st_mode & stat.S_ISGID and status.st_uid != os.geteuid():
                name = pwd.getpwuid(status.st_uid).pw_name
                return msg("not saved, only {user} may write there: {reason}", user=name, reason=os_reason(error))
    return msg("not saved: {reason}", reason=os_reason(error))


class _TooLong(Exception):
    """The lock was waited for long enough."""


def _wait(descriptor: int, path: Path, seconds: float) -> None:
    """Wait for the lock: longer while one process after another holds it, not for one that keeps it.

    A process of one thread sleeps until the lock is free, so that many writers lose no time.
    """
    alone = threading.active_count() == 1 and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    attempt = _sleep_for if alone else _look_for
    end = time.monotonic() + seconds * TURNS
    try:
        holder = _holder(descriptor)
        while not attempt(descriptor, seconds):
            before, holder = holder, _holder(descriptor)
            if holder == before or time.monotonic() >= end:
                raise LockTimeout(
                    path,
                    msg("locked by process {holder} for more than {seconds:.0f} s", holder=holder or "?",
                        seconds=seconds),
                )  # fmt: skip
    except OSError as error:
        raise StoreError(path, _cannot_be_locked(error)) from error


def _look_for(descriptor: int, seconds: float) -> bool:
    deadline, pause = time.monotonic() + seconds, 0.001
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR):
                raise
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _sleep_for(descriptor: int, seconds: float) -> bool:
    def too_long(number: int, frame: object) -> None:
        raise _TooLong

    signal.signal(signal.SIGALRM, too_long)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return True
    except _TooLong:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
