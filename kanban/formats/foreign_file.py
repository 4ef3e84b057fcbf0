"""Files that somebody else wrote: read within bounds, every fault named."""

import os
import stat
from pathlib import Path

from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg
from kanban.text.os_errors import os_reason


def content_of(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most so many bytes. Raises Refused."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise refused(path, msg("is not a regular file"))
            if status.st_size > limit:
                raise _too_large(path, status.st_size, limit)
            content = file.read(limit + 1)
    except IsADirectoryError:
        raise refused(path, msg("is a folder, not a file")) from None
    except (OSError, ValueError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error).lower()
        raise refused(path, msg("cannot be read: {reason}", reason=reason)) from None
    if len(content) > limit:
        raise _too_large(path, len(content), limit)
    return content


def refused(path: Path, reason: Message) -> Refused:
    """That the file cannot be taken, and why."""
    return Refused(msg("{file}: {reason}", file=shown(path), reason=reason))


def _too_large(path: Path, size: int, limit: int) -> Refused:
    size_mb, most_mb = size / 2**20, limit / 2**20
    return refused(
        path, msg("{size:,.0f} MB are too large, at most {most:,.0f} MB are read", size=size_mb, most=most_mb)
    )


def shown(path: Path) -> str:
    """A path, fit to be shown."""
    return clean_line(str(path))
