"""Changes that could not be saved, in a file of the user's: one command a line, as JSON, to be applied later."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kanban.commands.imports import Import
from kanban.commands.outcome import Signed
from kanban.text.clean import clean_line
from kanban.text.messages import Refused

MOST_BYTES = 64 * 1024 * 1024
"""A larger file is none of ours."""

_signed = msgspec.json.Decoder(Signed)


def write(path: Path, changes: Iterable[Signed]) -> None:
    """A new file with the changes. Raises Refused if it is there already or cannot be written."""
    lines = [msgspec.json.encode(signed) for signed in changes]
    try:
        with open(path, "xb") as file:
            file.write(b"\n".join([*lines, b""]))
    except OSError as error:
        raise Refused(f"{clean_line(str(path))}: {(error.strerror or str(error)).lower()}") from None


def read(path: Path) -> list[Signed]:
    """The changes in a file, in their order. Raises Refused naming the file and the line."""
    name = clean_line(str(path))
    try:
        if not path.is_file():
            raise Refused(f"{name}: no such file")
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{name}: larger than {MOST_BYTES // 1024 // 1024} MB, no file of changes")
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise Refused(f"{name}: {(error.strerror or str(error)).lower()}") from None
    changes = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            signed = _signed.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Refused(f"{name}: line {number} is no change: {clean_line(str(error))}") from None
        if isinstance(signed.command, Import) or signed.at.tzinfo is None:
            raise Refused(f"{name}: line {number} is no change that a screen makes")
        changes.append(signed)
    if not changes:
        raise Refused(f"{name}: there is no change in it")
    return changes
