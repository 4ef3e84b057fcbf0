"""Changes that could not be saved, in a file of the user's: one command a line, as JSON, to be applied later."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from kanban.commands.imports import Import
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.outcome import Signed
from kanban.commands.plan import AnyPlanCommand
from kanban.model.moment import Moment
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, Words, msg
from kanban.text.os_errors import os_reason

MOST_BYTES = 64 * 1024 * 1024
"""A larger file is none of ours."""


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line. The command's own keys are checked too: what is not known here cannot be carried out here."""

    command: AnyBoardCommand | AnyPlanCommand
    by: str
    at: Moment
    ref: str | None


class Pending(NamedTuple):
    """A change and where it belongs."""

    signed: Signed
    ref: str | None
    """Slug of the board; None is the plan."""


_decoder = msgspec.json.Decoder(_Stored)


def write(path: Path, changes: Iterable[Pending]) -> None:
    """A new file with the changes. Raises Refused if it is there already or cannot be written."""
    lines = [
        msgspec.json.encode({"command": signed.command, "by": signed.by, "at": signed.at, "ref": ref})
        for signed, ref in changes
    ]
    try:
        with open(path, "xb") as file:
            file.write(b"\n".join([*lines, b""]))
    except OSError as error:
        raise _refused(path, os_reason(error)) from None


def read(path: Path) -> list[Pending]:
    """The changes in a file, in their order. Raises Refused naming the file and the line."""
    try:
        if not path.is_file():
            raise _refused(path, msg("no such file"))
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, msg("larger than {mb} MB, no file of changes", mb=MOST_BYTES // 1024 // 1024))
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise _refused(path, os_reason(error)) from None
    changes = [_pending(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not changes:
        raise _refused(path, msg("there is no change in it"))
    return changes


def _pending(path: Path, number: int, line: bytes) -> Pending:
    try:
        stored = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = clean_line(str(error))
        raise _refused(path, msg("line {line} is no change: {reason}", line=number, reason=reason)) from None
    if isinstance(stored.command, Import):
        raise _refused(path, msg("line {line} is no change that a screen makes", line=number))
    return Pending(Signed(stored.command, stored.by, stored.at), stored.ref)


def _refused(path: Path, reason: Words) -> Refused:
    return Refused(msg("{file}: {reason}", file=clean_line(str(path)), reason=reason))
