"""Standard input: read whole, and many at once, a line for each, plain words or a JSON object."""

import codecs
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from kanban.cli.context import Context, with_option
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.text.clean import TEXT_LIMIT, clean_line
from kanban.text.messages import Message, Refused, Words, msg

MOST_BYTES = 64 * 1024 * 1024
LONGEST_LINE = 8 * TEXT_LIMIT
T = TypeVar("T")


class Line(NamedTuple):
    """One line that is not empty."""

    number: int
    text: str
    values: dict[str, Any] | None
    """Of a JSON object; None for plain words."""


def read_input(most: int) -> bytes:
    """All of standard input. Raises Refused where there is none, or more than `most` bytes."""
    if sys.stdin is None:
        raise Refused(msg("there is no standard input to read from"))
    content = sys.stdin.buffer.read(most + 1)
    if len(content) > most:
        raise Refused(msg("standard input is longer than {most} bytes", most=most))
    return content


def lines() -> Iterator[Line]:
    """The lines of standard input. Raises Refused, naming the line that is none."""
    content = read_input(MOST_BYTES).removeprefix(codecs.BOM_UTF8)  # editors on Windows put it there
    for number, content_of_line in enumerate(content.split(b"\n"), start=1):
        line = _line(number, content_of_line)
        if line.text:
            yield line


def each(found: Sequence[Line], make: Callable[[Line], T]) -> list[T]:
    """What is made of each line. Raises Refused, naming the line it cannot be made of."""
    made = []
    for line in found:
        try:
            made.append(make(line))
        except Refused as refusal:
            raise bad(line, refusal.message) from None
    return made


def rehearse(context: Context, board: Board, found: Sequence[Line], commands: Sequence[AnyBoardCommand]) -> None:
    """Refuse what would be refused before anything is written. Raises Refused, naming the line."""
    for line, command in zip(found, commands, strict=True):
        try:
            board = evolve(board, decide(board, Signed(command, context.user, context.now)))
        except Refused as refusal:
            raise bad(line, with_option(refusal).message) from None


def bad(line: Line, why: Words) -> Refused:
    """What is said of a bad line."""
    return Refused(msg("line {n}: {reason}; nothing was changed", n=line.number, reason=why))


def _line(number: int, content: bytes) -> Line:
    try:
        text = content.decode().strip()
    except UnicodeDecodeError:
        raise Refused(_bad(number, msg("it is not UTF-8"))) from None
    if len(content) > LONGEST_LINE:
        raise Refused(_bad(number, msg("it is too long")))
    if not text.startswith("{"):
        return Line(number, text, None)
    try:
        return Line(number, text, msgspec.json.decode(text, type=dict[str, Any]))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused(_bad(number, msg("it is no JSON object: {reason}", reason=clean_line(str(error))))) from None


def _bad(number: int, why: Words) -> Message:
    return msg("line {n}: {reason}; nothing was changed", n=number, reason=why)
