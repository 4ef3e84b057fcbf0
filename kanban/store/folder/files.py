"""Files that are replaced whole or not at all."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from kanban.store.errors import SaveUnknown, StoreError, Unreadable
from kanban.store.folder import copies
from kanban.text.messages import Message, msg
from kanban.text.os_errors import os_reason

SIZE_LIMIT = 64 * 2**20
"""Largest file read, in bytes: a hundred thousand cards."""
OBJECT_LIMIT, STRING_LIMIT = 1_000_000, 4_000_000
"""Most JSON objects and strings in a file: a file of nothing else takes more memory than its size lets expect."""
_COUNTED_FROM = 16 * 2**20

ACCESS_LIST = "system.posix_acl_access"
"""Name under which Linux keeps the access list of a file."""

FileStamp = tuple[int, int, int]


def stamp_of(path: Path) -> FileStamp | None:
    """Inode, size and modification time; None where there is no such file. Raises StoreError.

    A link is not followed: what lies in the place of the file is the link.
    """
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(path, os_reason(error)) from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def read(path: Path) -> tuple[bytes, FileStamp]:
    """The content of a regular file, with its stamp. Raises Unreadable, StoreError, FileNotFoundError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(path, msg("not a regular file"))
            if status.st_size > SIZE_LIMIT:
                raise Unreadable(path, _too_large(status.st_size))
            with open(descriptor, "rb", buffering=0, closefd=False) as file:
                content = file.read(status.st_size + 1) or b""
                if len(content) != status.st_size:  # it grows, or is read in pieces
                    content += file.read(SIZE_LIMIT) or b""
            check_size(path, content)
            return content, (status.st_ino, status.st_size, status.st_mtime_ns)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable(path, msg("a symbolic link, which is not followed")) from error
        raise StoreError(path, os_reason(error)) from error


def check_size(path: Path, content: bytes | bytearray) -> None:
    """Raise Unreadable for what would take too long, or too much memory, to decode."""
    if len(content) > SIZE_LIMIT:
        raise Unreadable(path, _too_large(len(content)))
    if len(content) > _COUNTED_FROM:  # counting takes a tenth of the time that decoding does
        if content.count(b"{") > OBJECT_LIMIT:
            raise Unreadable(path, msg("more objects than the {most} that are read", most=OBJECT_LIMIT))
        if content.count(b'"') > 2 * STRING_LIMIT:
            raise Unreadable(path, msg("more strings than the {most} that are read", most=STRING_LIMIT))


def _too_large(size: int) -> Message:
    return msg("{n} bytes are too large, at most {most} are read", n=size, most=SIZE_LIMIT)


def replace(path: Path, content: bytes | bytearray, keep: bool = True, like: Path | None = None) -> FileStamp:
    """Put `content` in the place of `path`: written beside it, synced, renamed, the folder synced. Under a lock.

    Keeps owner, group, mode and access list of a file that was there, else of the file `like`; a new one in a folder of
    a shared workspace gets what the folder says, whatever the umask. On return the content is on disk, and what it
    replaced is kept as a copy (`copies`) unless `keep` is False. Raises StoreError, and then the old content is in
    place: also where only the folder could not be synced, for then the old file is put back. Where not even that is
    possible, SaveUnknown.
    """
    beside = path.parent / f".{path.name}.tmp"
    if len(content) > SIZE_LIMIT // 2:  # what was saved has to be read again
        try:
            check_size(path, content)
        except Unreadable as error:
            raise StoreError(path, msg("not saved: {reason}", reason=error.reason)) from None
    was_there = stamp_of(path) is not None
    try:
        status = _write_fresh(beside, content, path if was_there or like is None else like)
        kept = keep and was_there and copies.keep_old(path)
        os.rename(beside, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(beside)
        raise StoreError(path, msg("not saved: {reason}", reason=os_reason(error))) from error
    try:
        sync_folder(path.parent)
    except OSError as error:
        _put_back(path, beside, kept, was_there, error)
        raise StoreError(path, msg("not saved: {reason}", reason=os_reason(error))) from error
    if keep:
        _keep_new(path, content)
    return status.st_ino, status.st_size, status.st_mtime_ns


def put_unsynced(path: Path, content: bytes, like: Path) -> None:
    """Put `content` in the place of `path`, whole or not at all, with the rights of `like`; not synced. Raises OSError.

    For what can be made anew: after a power cut it may be of before, or empty.
    """
    beside = path.parent / f".{path.name}.tmp"
    try:
        _write_fresh(beside, content, like, sync=False)
        os.rename(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _fresh(beside: Path, path: Path) -> int:
    """A new, empty file for the next content of `path`, opened; whatever a killed writer left there is gone."""
    with suppress(FileNotFoundError):
        os.unlink(beside)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    model = _model(path)
    descriptor = os.open(beside, flags, 0o666 if model is None else 0o600)
    try:
        if model is not None:
            _like(descriptor, path, model)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _write_all(descriptor: int, content: bytes | bytearray, sync: bool = True) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    if sync:
        os.fsync(descriptor)


def _write_fresh(path: Path, content: bytes | bytearray, like: Path, sync: bool = True) -> os.stat_result:
    """A new file with the rights of one at `like`, written whole. Raises OSError."""
    descriptor = _fresh(path, like)
    try:
        _write_all(descriptor, content, sync)
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def _keep_new(path: Path, content: bytes | bytearray) -> None:
    """What was just saved, as copy 0. It is saved whatever becomes of the copy."""
    if len(content) > copies.COPIED:
        copies.link_new(path)
        return
    try:
        _write_fresh(copies.copy(path, 0), content, path, sync=False)
    except OSError:
        copies.link_new(path)


def _put_back(path: Path, beside: Path, kept: bool, was_there: bool, error: OSError) -> None:
    """After a rename that may not be on disk: the file that was there before. Raises SaveUnknown if that fails."""
    try:
        if not was_there:
            os.unlink(path)
        elif kept:
            copies.bring_back(path, beside)
        else:
            raise OSError(errno.ENOENT, "no copy of the old file")
    except OSError as again:
        raise SaveUnknown(
            path,
            msg("perhaps saved, perhaps not: {reason}; look at it before it is done again", reason=os_reason(error)),
        ) from again


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
