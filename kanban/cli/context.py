"""What every verb works with: the workspace, the user, the moment, and the two streams."""

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from kanban.cli.location import Place, login, slug_of, workspace_place
from kanban.text import dates
from kanban.text.calendar_weeks import next_midnight
from kanban.text.charset import PLAIN, as_ascii, is_utf8
from kanban.text.clean import clean, clean_line, simple_clusters
from kanban.text.messages import Refused, Words, msg, msg_n

if TYPE_CHECKING:
    from kanban.commands.outcome import Command, Signed
    from kanban.model.board import Board
    from kanban.model.plan import Plan
    from kanban.store.protocol import Applied, Store

_OBEYED = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
"""DEL, C1, line separators and bidi overrides, in UTF-8."""
NO_WORKSPACE = msg("there is no workspace; `kanban init WHERE` makes one")
NONE_YET = msg("there is no workspace yet; `kanban add TITLE` makes yours")
SAID_MOST = 20
"""How many problems are said one by one."""
STYLES = {"dim": "2", "bold": "1", "red": "31", "yellow": "33", "green": "32", "cyan": "36"}

_PAINT = re.compile(f"(\033\\[(?:0|{'|'.join(STYLES.values())})m)")


class Context:
    """One call of the command. `now` stands still while it runs."""

    def __init__(self, workspace: str | None, color: str = "auto") -> None:
        self._workspace = workspace
        self.now = dates.now()
        self.is_tty = _is_tty(sys.stdout)
        self._color = color
        self.may_make = False
        """Whether this verb may make a workspace."""
        self.has_changed = False
        """Whether anything was saved."""
        self.signs: dict[int, str] = {}
        """Signs to print instead of others, where a terminal has no UTF-8."""

    @cached_property
    def located(self) -> Place:
        """Where the workspace is that is meant."""
        return workspace_place(self._workspace)

    @cached_property
    def store(self) -> "Store":
        """The workspace. Raises StoreError where there is none, unless the verb may make one there."""
        from kanban.store.errors import StoreError

        store = self.unchecked_store
        if not store.exists() and not (self.may_make and self.located.may_be_made):
            raise StoreError(store.place, NONE_YET if self.located.is_own else NO_WORKSPACE)
        return store

    @cached_property
    def unchecked_store(self) -> "Store":
        """The workspace, which need not be there yet."""
        from kanban.store.open import open_store

        return open_store(self.located.where)

    @cached_property
    def user(self) -> str:
        """Who gives the commands: the login name, or on a server where roles are kept apart the role."""
        from kanban.store.errors import StoreError

        if "://" not in self.located.where:
            return login()
        with suppress(StoreError, Refused):  # whoever uses the store next says what is wrong
            return self.unchecked_store.signer(login())
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
        if self.is_tty and not line.isascii():
            line = simple_clusters(line) if is_utf8() else as_ascii(line)
        sys.stdout.write(line + "\n")

    def out_bytes(self, content: bytes) -> None:
        """Data as bytes: JSON. What a terminal would obey stands in it escaped."""
        if sys.stdout is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(_OBEYED.sub(_escaped, content))

    def json(self, report: Any) -> None:
        """A report as JSON, times in the plan's zone."""
        from kanban.metrics.reports.export import encode

        self.out_bytes(encode(report, self.zone))

    def plain_json(self, content: object) -> None:
        """Content as JSON, as it is."""
        import msgspec

        self.out_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")

    def use_plain_signs(self) -> None:
        """Print our own signs as ASCII where the terminal shows no others."""
        from kanban.text.glyphs import ASCII, glyphs

        self.signs = PLAIN if self.is_tty and glyphs() is ASCII else {}

    def say(self, words: Words) -> None:
        """A line of words for whoever watches."""
        if sys.stderr is not None:
            line = clean_line(str(words))
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
            # By the calendar: a day may have 23 or 25 hours, and may begin at one o'clock.
            moment = next_midnight(begin, self.zone) - timedelta(milliseconds=1)
            moment = min(moment, self.now) if begin <= self.now else moment
        if moment > self.now:
            date = dates.weekday_time(moment, self.zone)
            raise Refused(msg("{field}: {date} lies in the future", field=field, date=date))
        self.say(f"{field}: {dates.weekday_time(moment, self.zone)}")
        return moment

    def own_slug(self) -> str:
        """The slug of the board that first use makes."""
        return slug_of(self.user)

    def apply(self, board: "Board", *commands: "Command", in_words: bool = True) -> tuple["Board", list["Applied"]]:
        """Carry commands out on a board and say what was done. Raises Refused for the first that was refused."""
        after, applied = self.store.apply(board.slug, self._signed(commands))
        self._say_applied(applied, in_words)
        return after, applied

    def apply_to_plan(self, *commands: "Command", in_words: bool = True) -> "Plan":
        """Carry commands out on the plan and say what was done. Raises Refused for the first that was refused."""
        if not self.store.exists():
            self.say(msg("made a workspace in {place}", place=self.store.place))
        plan, applied = self.store.apply(None, self._signed(commands))
        self._say_applied(applied, in_words)
        return plan

    def _signed(self, commands: Sequence["Command"]) -> list["Signed"]:
        from kanban.commands.outcome import Signed

        return [Signed(command, self.user, self.now) for command in commands]

    def _say_applied(self, applied: Sequence["Applied"], in_words: bool = True) -> None:
        for result in applied:
            if result.refusal is not None:
                raise with_option(result.refusal)
            self.has_changed = True
            if in_words:
                self.say(result.message)

    def unreadable(self, problems: Sequence[object]) -> None:
        """Say what could not be read."""
        for problem in problems[:SAID_MOST]:
            self.say(f"kanban: {problem}")
        if len(problems) > SAID_MOST:
            more = len(problems) - SAID_MOST
            self.say(msg_n("kanban: and {n} problem more (see kanban doctor)",
                           "kanban: and {n} problems more (see kanban doctor)", more))  # fmt: skip


def with_option(refusal: Refused) -> Refused:
    """The refusal; of a full column with the option that goes over its limit."""
    from kanban.commands.outcome import OverWip

    if not isinstance(refusal, OverWip):
        return refusal
    return Refused(msg("{reason}; say --over-wip to do it all the same, and have it recorded", reason=refusal))


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
