"""Files that are replaced whole or not at all, and locks that die with their holder."""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kanban.store.protocol import LockTimeout, StoreError, Unreadable

SIZE_LIMIT = 512 * 2**20
"""Largest file read, in bytes."""
LOCK_SECONDS = 10.0
"""How long a lock held by a live process is waited for."""

FileStamp = tuple[int, int, int]


def stamp_of(path: Path) -> FileStamp | None:
    """Inode, size and modification time; None where there is no such file. Raises StoreError."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: {reason(error)}") from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def read(path: Path) -> tuple[bytes, FileStamp]:
    """The content of a regular file, with its stamp. Raises StoreError, FileNotFoundError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(f"{path}: not a regular file")
            if status.st_size > SIZE_LIMIT:
                raise Unreadable(f"{path}: {status.st_size} bytes are too large, at most {SIZE_LIMIT} are read")
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(), (status.st_ino, status.st_size, status.st_mtime_ns)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreError(f"{path}: {reason(error)}") from error


def replace(path: Path, content: bytes) -> FileStamp:
    """Put `content` in the place of `path`: written beside it, synced, renamed, the folder synced.

    Keeps owner group and mode of a file that was there. On return the content is on disk. Raises StoreError, and then
    the old content is still in place.
    """
    beside = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(beside, flags, 0o666)
        try:
            _like(descriptor, path)
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        os.rename(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            os.unlink(beside)
        raise StoreError(f"{path}: not saved: {reason(error)}") from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _like(descriptor: int, path: Path) -> None:
    with suppress(FileNotFoundError):
        old = os.stat(path)
        with suppress(PermissionError):
            os.fchown(descriptor, -1, old.st_gid)
        os.fchmod(descriptor, old.st_mode & 0o7777)


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file `path`. The kernel frees it when its holder dies, however that happens.

    Raises LockTimeout naming the holder after `seconds`, StoreError where the file cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o660)
    except OSError as error:
        raise StoreError(f"{path}: not saved: {reason(error)}") from error
    try:
        _wait(descriptor, path, seconds)
        with suppress(OSError):  # only a courtesy to whoever waits
            os.pwrite(descriptor, f"{os.getpid():<20}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, seconds: float) -> None:
    deadline, pause = time.monotonic() + seconds, 0.001
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR):
                raise StoreError(f"{path}: cannot be locked: {reason(error)}") from error
        if time.monotonic() >= deadline:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise LockTimeout(f"{path}: locked by process {holder or '?'} for more than {seconds:.0f} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def reason(error: OSError) -> str:
    """The reason of an OS error in words, without numbers and paths."""
    return (error.strerror or str(error)).lower()
