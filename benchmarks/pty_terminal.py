"""A program on a pseudo-terminal of its own, and what it shows there, byte by byte."""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path

import pyte

KEYS = {
    "left": "\x1b[D",
    "right": "\x1b[C",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "comma": ",",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "shift+tab": "\x1b[Z",
    "shift+left": "\x1b[1;2D",
    "shift+right": "\x1b[1;2C",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
    **{f"ctrl+{c}": chr(ord(c) - 96) for c in "abcdefghijklmnopqrstuvwxyz"},
    **{
        f"f{i + 1}": s
        for i, s in enumerate(
            [
                "\x1bOP",
                "\x1bOQ",
                "\x1bOR",
                "\x1bOS",
                "\x1b[15~",
                "\x1b[17~",
                "\x1b[18~",
                "\x1b[19~",
                "\x1b[20~",
                "\x1b[21~",
                "\x1b[23~",
                "\x1b[24~",
            ]
        )
    },
}
ANSWERS = [  # query, what a terminal answers
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[0c", b"\x1b[?62;22c"),
    (b"\x1b[5n", b"\x1b[0n"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b]10;?", b"\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\"),
    (b"\x1b]11;?", b"\x1b]11;rgb:1010/1010/1010\x1b\\"),
]
# Sequences pyte would print or misread; none of them draws.
UNDRAWN = re.compile(r"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b_.*?\x1b\\", re.S)


BUSY = 0.3  # a silent program that uses more than this share of one core is still computing


class BenchError(Exception):
    """The program did not do what the profile says it does."""


class Terminal:
    """One program on one pseudo-terminal."""

    def __init__(self, argv, env, cols=120, rows=40, cwd=None):
        self.screen = pyte.Screen(cols, rows)
        self.stream = pyte.Stream(self.screen)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.held = ""  # an escape sequence cut in two by the reads
        self.pending: list[tuple[float, bytes]] = []
        self.bytes = 0
        self.alive = True
        self.raw: list[bytes] | None = None
        self.fd, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.started = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.fd)
                os.login_tty(slave) if hasattr(os, "login_tty") else _login_tty(slave)
                if cwd:
                    os.chdir(cwd)
                os.execvpe(argv[0], argv, env)
            except BaseException as error:
                os.write(2, f"cannot start {argv[0]}: {error}\n".encode())
            os._exit(127)
        os.close(slave)
        os.set_blocking(self.fd, False)

    def read(self, timeout) -> bool:
        """Wait at most `timeout` s for output, take what is there; False if nothing came."""
        if not self.alive or not select.select([self.fd], [], [], max(0.0, timeout))[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 17)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        now = time.perf_counter()
        if not data:
            self.alive = False
            return False
        self.bytes += len(data)
        self.pending.append((now, data))
        if self.raw is not None:
            self.raw.append(data)
        if b"\x1b" in data:
            for query, answer in ANSWERS:
                if query in data:
                    self.write(answer)
        return True

    def write(self, data: bytes, limit=5.0):
        """Write to the program; a program that does not read is an error after `limit` s."""
        end = time.perf_counter() + limit
        while data:
            if time.perf_counter() > end:
                raise BenchError("the program reads no input")
            if not select.select([], [self.fd], [], 0.05)[1]:
                continue
            try:
                data = data[os.write(self.fd, data) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise BenchError(f"the program is gone: {error}") from error

    def press(self, key: str):
        self.write(KEYS.get(key, key).encode())

    def paint(self):
        """Feed what arrived to the emulator; yields (time of arrival, lines that look different now)."""
        for at, data in self.pending:
            before = [self._line(y) for y in range(self.screen.lines)]
            text = self.held + self.decoder.decode(data)
            cut = text.rfind("\x1b")
            # keep an unfinished sequence back for the next chunk
            if cut >= 0 and re.fullmatch(r"\x1b(?:\[[0-9;?<>=$ ]*|\][^\x07\x1b]*|P.*|_.*)?", text[cut:], re.S):
                text, self.held = text[:cut], text[cut:]
            else:
                self.held = ""
            self.stream.feed(UNDRAWN.sub("", text))
            yield at, [y for y in range(self.screen.lines) if self._line(y) != before[y]]
        self.pending.clear()

    def _line(self, y):
        row = self.screen.buffer[y]
        return tuple((x, row[x]) for x in sorted(row))

    def settle(self, quiet, limit, first_limit=None):
        """Read until `quiet` s without output and almost without CPU use: (first visible change, last byte) as times,
        or (None, None). `first_limit`: how long an idle program may take to the first byte. The emulator runs after the silence only."""
        end = time.perf_counter() + limit
        wait_first = time.perf_counter() + (first_limit or limit)
        while (now := time.perf_counter()) < end:
            cpu = self.cpu()
            if not self.pending:
                self.read(min(max(wait_first - now, quiet), end - now))
                waited = time.perf_counter() - now
                if not self.alive or (
                    not self.pending and time.perf_counter() >= wait_first and self.cpu() - cpu < BUSY * waited * 1000
                ):
                    break
            elif not self.read(min(quiet, end - now)) and (not self.alive or self.cpu() - cpu < BUSY * quiet * 1000):
                break
        first = last = None
        for at, changed in self.paint():
            last = at
            if changed and first is None:
                first = at
        return first, last

    def wait_for(self, pattern, limit, grace=0.02):
        """Read until a line of the screen matches; returns when the bytes that made it visible arrived."""
        pattern = re.compile(pattern)
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            got = self.read(grace)
            if got and sum(len(d) for _, d in self.pending) < 1 << 18:
                continue
            for at, changed in self.paint():
                if changed and any(pattern.search(line) for line in self.screen.display):
                    list(self.paint())
                    return at
            if not self.alive:
                raise BenchError(f"the program ended before {pattern.pattern!r} was seen:\n{self.picture()}")
        raise BenchError(f"{pattern.pattern!r} not seen in {limit:.0f} s:\n{self.picture()}")

    def picture(self):
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    # -- the process tree ---------------------------------------------------------------------------------------

    def tree(self) -> list[int]:
        """The child and its living descendants."""
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            if not os.path.exists(f"/proc/{pid}"):
                continue
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    todo += map(int, task.read_text().split())
                except (OSError, ValueError):
                    pass
        return found

    def cpu(self) -> float:
        """Milliseconds of CPU time used by the living process tree so far."""
        total = 0
        for pid in self.tree():
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                try:
                    total += int(task.read_text().split()[0])
                except (OSError, ValueError, IndexError):
                    pass
        return total / 1e6

    def peak_rss(self) -> float:
        total = 0
        for pid in self.tree():
            try:
                total += int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1))
            except (OSError, AttributeError):
                pass
        return total / 1024

    def close(self):
        for pid in reversed(self.tree()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        end = time.perf_counter() + 5
        while time.perf_counter() < end:
            try:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    break
            except ChildProcessError:
                break
            time.sleep(0.005)
        os.close(self.fd)


def _login_tty(slave):
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    if slave > 2:
        os.close(slave)
