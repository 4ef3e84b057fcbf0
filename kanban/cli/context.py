"""What every verb works with: the workspace, the user, the moment, and the two streams."""

import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from kanban.cli.location import login, slug_of, workspace_folder
from kanban.text import dates
from kanban.text.charset import as_ascii, is_utf8
from kanban.text.clean import clean, clean_line, plural
from kanban.text.messages import Refused

if TYPE_CHECKING:
    from kanban.commands.ledger import AnyBoardCommand
    from kanban.model.board import Board
    from kanban.model.plan import Plan
    from kanban.store.folder.store import FolderStore
    from kanban.store.protocol import Applied

_OBEYED = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
"""DEL, C1, line separators and bidi overrides, in UTF-8."""
_opened: "dict[tuple[str, Path], FolderStore] | None" = None
"""Workspaces that this process has opened, by where they are, if it keeps them: see `keep_open`."""
STYLES = {"dim": "2", "bold": "1", "red": "31", "yellow": "33", "green": "32", "cyan": "36"}

_PAINT = re.compile(f"(\033\\[(?:0|{'|'.join(STYLES.values())})m)")


def keep_open() -> None:
    """From now on open a workspace once for all commands of this process: who works for many reads a board once."""
    global _opened
    _opened = {}


class Shell:
    """One call of the command. `now` stands still while it runs."""

    def __init__(self, workspace: str | None, color: str = "auto") -> None:
        self._workspace = workspace
        self.now = dates.now()
        self.is_tty = _is_tty(sys.stdout)
        self._color = color
        self.signs: dict[int, str] = {}
        """Signs to print instead of others, where a terminal has no UTF-8."""

    @cached_property
    def folder(self) -> Path:
        """The workspace's folder; it need not be there yet."""
        return workspace_folder(self._workspace)

    @cached_property
    def store(self) -> "FolderStore":
        """The workspace, opened."""
        from kanban.store.folder.store import FolderStore

        if _opened is None:
            return FolderStore(self.folder)
        key = os.path.abspath(self.folder), self.folder
        if key not in _opened:
            _opened[key] = FolderStore(self.folder)
        return _opened[key]

    @cached_property
    def user(self) -> str:
        """Who gives the commands."""
        return login()

    @cached_property
    def plan(self) -> "Plan":
        """The plan; an empty one, in this machine's time zone, where there is none."""
        import msgspec

        from kanban.model.plan import EMPTY_PLAN

        plan = self.store.plan()
        return msgspec.structs.replace(plan, timezone=dates.local_zone()) if plan is EMPTY_PLAN else plan

    @property
    def zone(self) -> str:
        """Name of the time zone that times are typed and shown in."""
        return self.plan.timezone

    @cached_property
    def color(self) -> bool:
        """Whether standard output takes colour."""
        if self._color != "auto":
            return self._color == "always"
        return self.is_tty and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("", "dumb")

    def out(self, line: str = "") -> None:
        """A line of data."""
        if sys.stdout is None:
            return
        if not line.isprintable():
            line = _without_control(line)
        if self.signs:
            line = line.translate(self.signs)
        if self.is_tty and not line.isascii() and not is_utf8():
            line = as_ascii(line)
        sys.stdout.write(line + "\n")

    def out_bytes(self, content: bytes) -> None:
        """Data as bytes: JSON. What a terminal would obey stands in it escaped."""
        if sys.stdout is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(_OBEYED.sub(_escaped, content))

    def json(self, report: Any) -> None:
        """A report as JSON, times in the plan's zone."""
        from kanban.metrics.export import encode

        self.out_bytes(encode(report, self.zone))

    def say(self, words: str) -> None:
        """A line of words for whoever watches."""
        if sys.stderr is not None:
            line = clean_line(words)
            sys.stderr.write((as_ascii(line) if _is_tty(sys.stderr) and not is_utf8() else line) + "\n")
            sys.stderr.flush()

    def paint(self, text: str, style: str) -> str:
        """The text in a style, where there is colour."""
        return f"\033[{STYLES[style]}m{text}\033[0m" if self.color and style and text else text

    def when(self, text: str, field: str, end_of_day: bool = True) -> datetime:
        """A typed date; says what was understood. Raises Refused."""
        moment = dates.parse(text, self.zone, self.now, end_of_day, field)
        self.say(f"{field}: {dates.weekday_time(moment, self.zone)}")
        return moment

    def as_of(self, text: str | None) -> datetime:
        """The moment asked for, by default now; a date alone is the end of that day. Raises Refused for the future."""
        return self.now if text is None else self.past(text, "as-of")

    def past(self, text: str, field: str) -> datetime:
        """A typed moment that is not in the future; a date alone is the end of that day, today's is now."""
        begin = dates.parse(text, self.zone, self.now, False, field)
        is_date = begin != dates.parse(text, self.zone, self.now, True, field)
        moment = begin
        if is_date:
            # Steps in wall-clock time: a day may have 23 or 25 hours.
            tomorrow = begin.astimezone(dates.zone(self.zone)) + timedelta(days=1)
            moment = tomorrow.astimezone(UTC) - timedelta(milliseconds=1)
            moment = min(moment, self.now) if begin <= self.now else moment
        if moment > self.now:
            raise Refused(f"{field}: {dates.weekday_time(moment, self.zone)} lies in the future")
        self.say(f"{field}: {dates.weekday_time(moment, self.zone)}")
        return moment

    def own_slug(self) -> str:
        """The slug of the board that first use makes."""
        return slug_of(self.user)

    def apply(self, board: "Board", *commands: "AnyBoardCommand") -> tuple["Board", list["Applied"]]:
        """Carry commands out and say what was done. Raises Refused for the first that was refused."""
        from kanban.commands.outcome import OverWip, Signed

        after, applied = self.store.apply(board.slug, [Signed(command, self.user, self.now) for command in commands])
        for one in applied:
            if isinstance(one.refusal, OverWip):
                raise Refused(f"{one.refusal}; say --over-wip to do it all the same, and have it recorded")
            if one.refusal is not None:
                raise one.refusal
            self.say(str(one.message))
        return after, applied

    def unreadable(self, problems: Sequence[str]) -> None:
        """Say what could not be read."""
        for problem in problems[:20]:
            self.say(f"kanban: {problem}")
        if len(problems) > 20:
            self.say(f"kanban: and {plural(len(problems) - 20, 'problem')} more (see kanban doctor)")


def _without_control(line: str) -> str:
    """The line with our own colours, and nothing else that a terminal obeys."""
    parts = _PAINT.split(line)
    return "".join(part if number % 2 else clean(part) for number, part in enumerate(parts))


def _escaped(match: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(match[0].decode())


def _is_tty(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
