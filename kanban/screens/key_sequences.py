"""What a terminal sends, cut into keys, sequences and pastes, whatever arrives together and whatever is cut apart.

A terminal says an arrow as several characters that begin with the one that esc is. No key here is held with alt, so
esc and a key that come together are two keys. On a slow line the end of a sequence may come late: it is waited for,
and an end that nobody waits for any more is dropped, as its letters are keys that would be obeyed.
"""

import codecs
import os
import re
import selectors
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._parser import ParseTimeout
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, FOCUSIN, FOCUSOUT, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

ESC = "\x1b"
SEQUENCE_SECONDS = 1.0
"""How long the end of a sequence is waited for."""
BEGIN_SECONDS = 0.5
"""How long after esc the rest of a sequence may still come: so long a bracket waits for what follows it."""
LATE_SECONDS = 2.0
"""How long after it was given up an end is dropped rather than obeyed."""
PASTE_SECONDS = 5.0
"""How long the rest of a paste is waited for."""
LOOK_SECONDS = 0.05
"""How often it is looked whether that time is over."""
READ_BYTES = 4096

_BEGINNING = re.compile(r"\x1b(?:\[(?:\[|M.{0,2}|[0-?]*[ -/]*)?|O)?", re.DOTALL)
"""Of a sequence: more is to come."""
_WHOLE = re.compile(r"\x1b\[(?:[0-?]+[ -/]*[@-~]|M.{3})", re.DOTALL)
"""A sequence with numbers; one without is one only if it is known, else esc, a bracket and a key."""


class KeyParser(XTermParser):
    """Textual's parser, which is given whole sequences only."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        """The beginning of a sequence, until its end comes or is given up."""
        self._said = 0
        """How many characters of it have been given out as keys."""
        self._until = 0.0
        self._pasted: list[str] | None = None

    def feed(self, data: str) -> Iterator[Message]:
        """What was read: the keys, sequences and pastes in it."""
        while data:
            if self._pasted is not None:
                data = yield from self._paste(data)
            elif self._held:
                yield from self._more(data[0])
                data = data[1:]
            else:
                plain, escape, data = data.partition(ESC)
                if plain:
                    yield from super().feed(plain)
                if escape:
                    self._hold(ESC, constants.ESCAPE_DELAY)

    def tick(self) -> Iterator[Message]:
        """Give up what has been waited for long enough."""
        if self._pasted is not None:
            if monotonic() >= self._until:
                yield from self._end_of_paste()
        elif self._held and monotonic() >= self._until:
            yield from self._give_up()

    def _hold(self, text: str, seconds: float) -> None:
        self._held, self._until = text, monotonic() + seconds

    def _drop(self) -> None:
        self._held, self._said = "", 0

    def _more(self, character: str) -> Iterator[Message]:
        """One more character behind the beginning of a sequence."""
        characters = self._held + character
        if characters == BRACKETED_PASTE_START:
            self._drop()
            self._pasted, self._until = [], monotonic() + PASTE_SECONDS
        elif _is_whole(characters):
            late = self._said > 0
            self._drop()
            if not late:
                yield from self._sequence(characters)
        elif _BEGINNING.fullmatch(characters):
            self._hold(characters, BEGIN_SECONDS if self._said else SEQUENCE_SECONDS)
        else:
            yield from self._as_keys()
            self._drop()
            yield from self.feed(character)

    def _give_up(self) -> Iterator[Message]:
        """The end has not come. Esc alone may be the beginning of more for a moment yet; so may what is left out."""
        waited = self._said
        yield from self._as_keys()
        if waited == len(self._held):
            self._drop()
        else:
            self._said = len(self._held)
            self._hold(self._held, BEGIN_SECONDS if self._held == ESC else LATE_SECONDS)

    def _as_keys(self) -> Iterator[Message]:
        """What is held, as the keys that it may be: esc, and a bracket or two. With numbers it is nobody's keys."""
        rest = self._held[self._said :] if set(self._held) <= {ESC, "[", "O"} else ""
        for character in rest:
            if character == ESC:
                yield events.Key("escape", ESC)
            else:
                yield from super().feed(character)

    def _sequence(self, sequence: str) -> Iterable[Message]:
        """What a sequence means; nothing if it means nothing here."""
        keys = list(super().feed(sequence))
        if self._awaiting.timeout is not None:  # it would take what follows for a part of it
            self._awaiting = self._gen.throw(ParseTimeout())
            self._tokens.clear()
        return keys

    def _paste(self, data: str) -> Generator[Message, None, str]:
        """Collect a paste, whatever is in it; what follows its end is returned."""
        assert self._pasted is not None
        self._until = monotonic() + PASTE_SECONDS
        text, end, rest = ("".join(self._pasted) + data).partition(BRACKETED_PASTE_END)
        self._pasted = [text]
        if end:
            yield from self._end_of_paste()
        return rest

    def _end_of_paste(self) -> Iterator[Message]:
        text, self._pasted = "".join(self._pasted or ()), None
        yield events.Paste(text.replace("\x00", ""))


def _is_whole(text: str) -> bool:
    if _WHOLE.fullmatch(text) or text in (FOCUSIN, FOCUSOUT):
        return True
    return len(text) > 2 and text.startswith((f"{ESC}[", f"{ESC}O")) and text in ANSI_SEQUENCES_KEYS


class _Screen:
    """A terminal to write to, which may be gone.

    An error would end the thread that writes; the program would then wait for it with the next writes, for ever.
    """

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if anybody is there."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Send it."""
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class KeyDriver(LinuxDriver):
    """Textual's driver, with that parser, and for a terminal that may be gone."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._file: Any = _Screen(self._file)

    def _sigcont_application(self, *_: object) -> None:
        """Go on after a stop; a closed window says so too, and starting twice would leave threads that never end."""
        if self._auto_restart and not self._must_signal_resume:  # it was not ctrl+z that stopped it
            running = self._key_thread is not None and self._key_thread.is_alive() and not self.exit_event.is_set()
            if not running or not os.isatty(self.fileno):
                return
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Read what the terminal sends until the program ends, and what is there then: it is not for the shell."""
        parser = KeyParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(LOOK_SECONDS):
                    self._take(parser, decode(self._read()))
                for message in parser.tick():
                    self.process_message(message)
            if selector.select(LOOK_SECONDS):
                self._take(parser, decode(self._read()))

    def _read(self) -> bytes:
        data = os.read(self.fileno, READ_BYTES)
        if not data:  # the end of a file: there is always more of that to read
            self.exit_event.wait(LOOK_SECONDS)
        return data

    def _take(self, parser: KeyParser, text: str) -> None:
        if text:  # not half a character
            for message in parser.feed(text):
                self.process_message(message)
