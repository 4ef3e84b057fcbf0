"""Files that a verb writes where the user says: whole or not at all; `-` is standard output."""

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kanban.cli.context import Context
from kanban.text.messages import Refused, msg
from kanban.text.os_errors import os_reason
from kanban.text.paths import typed_path

STDOUT = "-"


def put_out(context: Context, path: str, content: str) -> None:
    """Content into the file of that name, or printed. Raises Refused for a file that cannot be written."""
    if path == STDOUT:
        _print(context, content)
        return
    write_files({typed_path(path): content})
    context.say(msg("wrote {path}", path=path))


def _print(context: Context, content: str) -> None:
    """In a pipe the bytes of the file; a terminal gets lines that it can show."""
    if not context.is_tty:
        context.out_bytes(content.encode())
        return
    for line in content.splitlines():
        context.out(line)


def write_files(contents: Mapping[Path, str]) -> None:
    """Files beside each other, see `replace_files`. Raises Refused naming the one that cannot be written."""
    try:
        replace_files({path: content.encode() for path, content in contents.items()})
    except CannotWrite as fault:
        raise Refused(msg("{path}: cannot be written, {reason}", path=fault.path, reason=fault.reason)) from None


class CannotWrite(Exception):
    """A file cannot be written, and why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """All are written before the first takes its name. Raises CannotWrite; then none is left half."""
    beside: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in contents.items():
            if path.exists() and not path.is_file():
                path.write_bytes(content)  # a pipe or a device, which nothing is put in the place of
            else:
                target = _target(path)
                beside.append((_beside(target), target))
                beside[-1][0].write_bytes(content)
        for written, path in beside:
            written.replace(path)
    except (OSError, ValueError) as error:
        raise CannotWrite(path, str(os_reason(error)) if isinstance(error, OSError) else str(error)) from None
    finally:
        for written, _ in beside:
            with suppress(OSError):
                written.unlink(missing_ok=True)


def _target(path: Path) -> Path:
    """What a link leads to. Raises OSError where it leads to itself."""
    try:
        return path.resolve()
    except RuntimeError:  # of a loop, before Python 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


def _beside(target: Path) -> Path:
    """An empty file in the same folder, with the rights that the target has or a new file gets."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    os.close(handle)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    os.chmod(name, mode)
    return Path(name)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
