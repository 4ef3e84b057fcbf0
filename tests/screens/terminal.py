"""`kanban` on a real pseudo-terminal: keys go in, the screen is what an emulator makes of the bytes that come out."""

import codecs
import ctypes
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte
from clock import CLOCK

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
    "left": "\x1b[D", "right": "\x1b[C", "up": "\x1b[A", "down": "\x1b[B", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "shift+left": "\x1b[1;2D", "shift+right": "\x1b[1;2C", "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B",
    **{f"ctrl+{c}": chr(ord(c) - 96) for c in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip
ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[?2048$p", b"\x1b[?2048;0$y"))
"""Queries, and what a terminal answers."""
UNDRAWN = re.compile(
    r"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b_.*?\x1b\\|[\u200b\u200d\ufeff]", re.S
)
"""What pyte would print, or stumble over; none of it draws anything."""
UNFINISHED = re.compile(r"\x1b(?:\[[0-9;?<>=$ ]*|\][^\x07\x1b]*|P.*|_.*)?", re.S)
FRAME_BEGINS, FRAME_ENDS = "\x1b[?2026h", "\x1b[?2026l"
SECONDS = 30.0
"""How long anything is waited for."""
ESCAPE_SECONDS = 0.15
"""Longer than the program waits to tell esc from the beginning of a sequence."""
DAC_OVERRIDE, DAC_READ_SEARCH, CAPBSET_DROP = 1, 2, 24


class Terminal:
    """One run of `kanban` with these words. File modes bind it even where the tests are run by root.

    `prelude` is code that runs in it first.
    """

    def __init__(
        self,
        *words: str,
        home: Path,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        prelude: str = "",
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.raw = bytearray()
        self.code: int | None = None
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        how = ["-c", f"{prelude}\nfrom kanban.__main__ import main\nmain()"] if prelude else ["-m", "kanban"]
        command = [sys.executable, *how, *words]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:  # the child never returns
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
                os.chdir(home)
                _obey_modes()
                os.execve(command[0], command, environment(home, env or {}))
            finally:
                os._exit(127)
        os.set_blocking(self.fd, False)

    # What the user does

    def press(self, *keys: str) -> None:
        """Keys one after the other, by name or as the text they type; after esc a moment, for what it shows."""
        for key in keys:
            self.write(KEYS.get(key, key))
            end = time.monotonic() + (ESCAPE_SECONDS if key == "esc" else 0)
            while (left := end - time.monotonic()) > 0:
                self.read(left)

    def write(self, text: str | bytes) -> None:
        """Bytes as they come from a keyboard, all at once; output is read meanwhile."""
        data = text.encode() if isinstance(text, str) else text
        end = time.monotonic() + SECONDS
        while data:
            assert time.monotonic() < end, "the program reads no input"
            try:
                data = data[os.write(self.fd, data) :]
            except BlockingIOError:
                self.read(0.01)

    def mouse(self, button: int, x: int, y: int, up: bool = False) -> None:
        """An SGR mouse report: button 0 left, 32 moved with it held, 64 and 65 the wheel; cells count from 0."""
        self.write(f"\x1b[<{button};{x + 1};{y + 1}{'m' if up else 'M'}")

    def resize(self, columns: int, lines: int) -> None:
        """Another window size."""
        self.read(0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def signal(self, number: int) -> None:
        """A signal to the program."""
        os.kill(self.pid, number)

    # What the user sees

    @property
    def rows(self) -> list[str]:
        """The screen, row by row."""
        buffer, width = self.screen.buffer, range(self.screen.columns)
        return ["".join(buffer[y][x].data for x in width).rstrip() for y in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(self.rows).rstrip()

    def row_with(self, text: str) -> int:
        """Number of the first row with a text."""
        return next(y for y, row in enumerate(self.rows) if text in row)

    def read(self, timeout: float) -> bool:
        """Take what comes within a time; False if nothing does."""
        if not select.select([self.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            time.sleep(0.005)
            return False
        self.raw += data
        for query, answer in ANSWERS:
            if query in data:
                self.write(answer)
        text = self._held + self._decoder.decode(data)
        cut = text.rfind("\x1b")
        whole = cut < 0 or not UNFINISHED.fullmatch(text[cut:])
        frame = text.rfind(FRAME_BEGINS)
        if frame >= 0 and FRAME_ENDS not in text[frame:]:  # half a picture is shown to nobody
            whole, cut = False, frame
        text, self._held = (text, "") if whole else (text[:cut], text[cut:])
        self._stream.feed(UNDRAWN.sub("", text))
        return True

    def until(self, *texts: str | Callable[[], bool], gone: Sequence[str] = (), seconds: float = SECONDS) -> None:
        """Read until all texts are on the screen (or hold), and those `gone` are not."""
        end = time.monotonic() + seconds

        def there() -> bool:
            shown = self.text
            return all(t() if callable(t) else t in shown for t in texts) and not any(t in shown for t in gone)

        while self.read(0) or not there():
            if time.monotonic() > end:
                raise AssertionError(f"waited for {texts}, without {list(gone)}, in vain:\n{self.text}")
            self.read(0.02)

    def dated(self) -> None:
        """Until no forecast is missing any more: on a roll-up the dates follow the counts."""
        self.until(lambda: not re.search(r"\d/\d+ +…", self.text))

    def rest(self, quiet: float = 0.25) -> None:
        """Read until nothing has come for a while."""
        end = time.monotonic() + SECONDS
        while self.read(quiet) and time.monotonic() < end:
            pass

    # The end

    def wait(self, seconds: float = SECONDS) -> int:
        """Until the program has ended; its exit code, or minus the signal that killed it."""
        end = time.monotonic() + seconds
        while self.code is None:
            self.read(0.02)
            self._reap()
            assert time.monotonic() < end, f"it has not ended:\n{self.text}"
        while self.read(0):
            pass
        return self.code

    @property
    def modes_left_on(self) -> set[str]:
        """Terminal modes that the program turned on and not off again (or the cursor and line wrap, off and not on)."""
        last: dict[str, bytes] = {}
        for numbers, state in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.raw)):
            for number in numbers.split(b";"):
                last[number.decode()] = state
        pushed, popped = len(re.findall(rb"\x1b\[>\d+u", bytes(self.raw))), self.raw.count(b"\x1b[<u")
        wrong = {number for number, state in last.items() if state == (b"l" if number in ("7", "25") else b"h")}
        return wrong | ({"kitty keys"} if pushed > popped else set())

    def hang_up(self) -> None:
        """The terminal is gone, as when its window is closed."""
        os.close(self.fd)
        self.fd = -1

    @property
    def ended(self) -> bool:
        """Whether the program has."""
        self._reap()
        return self.code is not None

    @property
    def is_stopped(self) -> bool:
        """Whether it is suspended."""
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(self.pid)], capture_output=True, text=True).stdout
        return state.startswith("T")

    def _reap(self) -> None:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None

    def close(self) -> None:
        """End it, whatever it does."""
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if self.fd >= 0:
            os.close(self.fd)


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """What a user's shell sets, and nothing of the developer's but which checkout is meant."""
    return {
        **{name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},
        **CLOCK,
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TEXTUAL_ANIMATIONS": "none",
        "XDG_STATE_HOME": str(home / "state"),
        **more,
    }


def _obey_modes() -> None:
    if os.geteuid() == 0 and sys.platform == "linux":
        libc = ctypes.CDLL(None)
        for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
            libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)
