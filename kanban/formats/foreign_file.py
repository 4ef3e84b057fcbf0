"""Files that somebody else wrote: read within bounds, every fault named."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg
from kanban.text.os_errors import os_reason


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file, to be read. Raises Refused, also where reading it fails."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:  # a null byte in the path is no value
        raise _unreadable(path, error) from None
    try:
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise refused(path, msg("is not a regular file"))
            yield file
    except IsADirectoryError:
        raise refused(path, msg("is a folder, not a file")) from None
    except OSError as error:
        raise _unreadable(path, error) from None


def content_of(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most so many bytes. Raises Refused."""
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise _too_large(path, size, limit)
        content = file.read(limit + 1)
    if len(content) > limit:
        raise _too_large(path, len(content), limit)
    return content


def refused(path: Path, reason: Message) -> Refused:
    """That the file cannot be taken, and why."""
    return Refused(msg("{file}: {reason}", file=shown(path), reason=reason))


def shown(path: Path) -> str:
    """A path, fit to be shown."""
    return clean_line(str(path))


def _unreadable(path: Path, error: OSError | ValueError) -> Refused:
    """That the file cannot be read, and why."""
    reason = os_reason(error) if isinstance(error, OSError) else str(error).lower()
    return refused(path, msg("cannot be read: {reason}", reason=reason))


def _too_large(path: Path, size: int, limit: int) -> Refused:
    size_mb, most_mb = size / 2**20, limit / 2**20
    return refused(
        path, msg("{size:,.0f} MB are too large, at most {most:,.0f} MB are read", size=size_mb, most=most_mb)
    )
