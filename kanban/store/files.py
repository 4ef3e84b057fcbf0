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

ACCESS_LIST = "system.posix_acl_access"
"""Name under which Linux keeps the access list of a file."""

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

    Keeps owner, group, mode and access list of a file that was there; a new one in a folder of a shared workspace
    gets what the folder says, whatever the umask. On return the content is on disk. Raises StoreError, and then the
    old content is still in place.
    """
    beside = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        model = _model(path)
        descriptor = os.open(beside, flags, 0o666 if model is None else 0o600)
        try:
            if model is not None:
                _like(descriptor, path, model)
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


def _model(path: Path) -> os.stat_result | None:
    """Owner, group and mode that a file at `path` is to have; None if the umask decides."""
    with suppress(FileNotFoundError):
        return os.stat(path)
    folder = os.stat(path.parent)
    return folder if folder.st_mode & stat.S_ISGID else None


def _like(descriptor: int, path: Path, model: os.stat_result) -> None:
    """Owner first, rights last: nobody else can open it before they are what they are to be."""
    new = os.fstat(descriptor)
    mode = model.st_mode & (0o666 if stat.S_ISDIR(model.st_mode) else 0o7777)
    if (new.st_uid, new.st_gid) != (model.st_uid, model.st_gid):
        try:
            os.fchown(descriptor, model.st_uid, model.st_gid)
        except PermissionError:
            mode &= 0o7777 if _give(descriptor, model.st_gid) else 0o7707
    os.fchmod(descriptor, mode)
    with suppress(OSError, AttributeError):  # most files have no access list, and not every system has them
        os.setxattr(descriptor, ACCESS_LIST, os.getxattr(path, ACCESS_LIST))


def _give(descriptor: int, group: int) -> bool:
    """Whether the file could be given to the group; what one group was allowed, another is not."""
    with suppress(PermissionError):
        os.fchown(descriptor, -1, group)
    return os.fstat(descriptor).st_gid == group


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file `path`. The kernel frees it when its holder dies, however that happens.

    Raises LockTimeout naming the holder after `seconds`, StoreError where the file cannot be made.
    """
    try:
        descriptor = _lock_file(path)
    except OSError as error:
        raise StoreError(f"{path}: not saved{_owner_words(path.parent, error)}: {reason(error)}") from error
    try:
        _wait(descriptor, path, seconds)
        with suppress(OSError):  # only a courtesy to whoever waits
            os.pwrite(descriptor, f"{os.getpid():<20}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock_file(path: Path) -> int:
    """Open it, or make it: for the folder's owner, and its group only where that may write in the folder too."""
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(FileNotFoundError):
        return os.open(path, flags)
    folder = os.stat(path.parent)
    descriptor = os.open(path, flags | os.O_CREAT, 0o660 if folder.st_mode & stat.S_IWGRP else 0o600)
    if os.geteuid() == 0 != folder.st_uid:  # made by root, for somebody who has to open it later
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


def _owner_words(folder: Path, error: OSError) -> str:
    """In a shared workspace: whose the folder is, if that is why."""
    if error.errno not in (errno.EACCES, errno.EPERM):
        return ""
    import pwd

    with suppress(OSError, KeyError):
        status = os.stat(folder)
        if status.st_mode & stat.S_ISGID and status.st_uid != os.geteuid():
            return f", only {pwd.getpwuid(status.st_uid).pw_name} may write there"
    return ""


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
