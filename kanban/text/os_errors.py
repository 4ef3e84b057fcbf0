"""Reasons of the operating system in words."""

import errno

from kanban.text.messages import Words, msg

_REASONS: dict[int, Words] = {
    errno.EPERM: msg("operation not permitted"),
    errno.ENOENT: msg("no such file or directory"),
    errno.EIO: msg("input/output error"),
    errno.EACCES: msg("permission denied"),
    errno.EEXIST: msg("file exists"),
    errno.EXDEV: msg("invalid cross-device link"),
    errno.ENOTDIR: msg("not a directory"),
    errno.EISDIR: msg("is a directory"),
    errno.EINVAL: msg("invalid argument"),
    errno.EMFILE: msg("too many open files"),
    errno.EFBIG: msg("file too large"),
    errno.ENOSPC: msg("no space left on device"),
    errno.EROFS: msg("read-only file system"),
    errno.EDQUOT: msg("disk quota exceeded"),
    errno.ENAMETOOLONG: msg("file name too long"),
    errno.ELOOP: msg("too many levels of symbolic links"),
    errno.ESTALE: msg("stale file handle"),
    errno.EPIPE: msg("broken pipe"),
}


def os_reason(error: OSError) -> Words:
    """The reason of an OS error, without numbers and paths; what has no words of ours keeps the system's."""
    known = _REASONS.get(error.errno or 0)
    return known if known is not None else (error.strerror or str(error)).lower()
