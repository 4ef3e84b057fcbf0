"""A real ssh client on a pseudo-terminal, to a real sshd on the loopback."""

import codecs
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import termios
import time
from pathlib import Path

import pyte
from clock import CLOCK
from host import Host, need

UNDRAWN = re.compile(r"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b_.*?\x1b\\", re.S)
ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[?2048$p", b"\x1b[?2048;0$y"))
SECONDS = 15.0


class Server:
    """An sshd of its own: sshd's defaults, but for a client that may send any variable of its environment."""

    def __init__(self, host: Host) -> None:
        sshd = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
        need(sshd is not None and shutil.which("ssh") is not None, "sshd or ssh is missing (.ci/install-services)")
        self.host, self.base = host, host.base / "sshd"
        (self.base / "keys").mkdir(parents=True)
        for name in ("host", "client"):
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.base / name)]
            subprocess.run(words, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = self.base / "config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.base}/host\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {self.base}/keys/%u\nStrictModes no\nPasswordAuthentication no\nAcceptEnv *\n"
        )
        if CLOCK:
            settings = " ".join(f"{name}={value}" for name, value in CLOCK.items())
            config.write_text(f"{config.read_text()}SetEnv {settings}\n")
        Path("/run/sshd").mkdir(exist_ok=True)
        self.log = open(self.base / "log", "wb")  # noqa: SIM115  # closed with the server
        self.process = subprocess.Popen([str(sshd), "-D", "-e", "-f", str(config)], stderr=self.log)
        end = time.monotonic() + SECONDS
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            assert time.monotonic() < end, (self.base / "log").read_text()
            time.sleep(0.02)

    def admit(self, user: str, options: str = "") -> None:
        """Let the client's key in as a user, with these options before it."""
        key = (self.base / "client.pub").read_text()
        (self.base / "keys" / user).write_text(f"{options} {key}".lstrip())
        (self.base / "keys" / user).chmod(0o644)

    def ssh(self, user: str, *words: str, sent: tuple[str, ...] = ()) -> list[str]:
        """The client's command line."""
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"]
        options += [f"SendEnv={name}" for name in sent]
        place = ["-F", "none", "-i", str(self.base / "client"), "-p", str(self.port)]
        return ["ssh", *place, *(word for option in options for word in ("-o", option)), *words[:1],
                f"{user}@127.0.0.1", *words[1:]]  # fmt: skip

    def run(self, user: str, *words: str) -> subprocess.CompletedProcess[str]:
        """A command without a terminal."""
        return subprocess.run(
            self.ssh(user, "-T", *words), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30,
            env={"PATH": os.environ["PATH"]},
        )  # fmt: skip

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)
        self.log.close()


class Line:
    """One connection with a terminal of 80x24."""

    def __init__(self, server: Server, user: str, *words: str, term: str = "xterm", env: dict[str, str] | None = None):
        self.screen = pyte.Screen(80, 24)
        self._stream, self._decoder = pyte.Stream(self.screen), codecs.getincrementaldecoder("utf-8")("replace")
        self.raw = b""
        self.code: int | None = None
        env = env or {}
        command = server.ssh(user, "-tt", *words, sent=tuple(env))
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
                # the client itself must not be hit by what it sends
                os.execvpe(command[0], command, {"PATH": os.environ["PATH"], "TERM": term, **env})
            finally:
                os._exit(127)

    def press(self, *keys: str, pause: float = 0.0) -> None:
        for key in keys:
            os.write(self.fd, key.encode())
            self.rest(pause) if pause else None

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def read(self, timeout: float) -> bool:
        if self.code is not None or not select.select([self.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            return False
        self.raw += data
        for query, answer in ANSWERS:
            if query in data:
                os.write(self.fd, answer)
        self._stream.feed(UNDRAWN.sub("", self._decoder.decode(data)))
        return True

    def until(self, *texts: str, seconds: float = SECONDS) -> None:
        end = time.monotonic() + seconds
        while self.read(0) or not all(text in self.text for text in texts):
            assert time.monotonic() < end, f"waited for {texts} in vain:\n{self.text}"
            self.read(0.02)

    def drain(self, seconds: float) -> None:
        """Take what comes within a time and show none of it, where the emulator would be the slow one."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    self.raw += os.read(self.fd, 1 << 16)
                except OSError as error:
                    raise AssertionError(f"it has ended:\n{self.raw[-500:]!r}") from error

    def rest(self, quiet: float = 0.1) -> None:
        end = time.monotonic() + SECONDS
        while self.read(quiet) and time.monotonic() < end:
            pass

    def wait(self, seconds: float = SECONDS) -> int:
        """Until the client has ended; its exit code is the command's."""
        end = time.monotonic() + seconds
        while self.code is None:
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.rest(0.02)
                self.code = os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, f"it has not ended:\n{self.text}"
        return self.code

    def cut(self, number: int = signal.SIGKILL) -> None:
        """The client is gone, as when the line is cut."""
        if self.code is None:
            os.kill(self.pid, number)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def gone(user: int) -> None:
    """Every process of a user ends soon."""
    end = time.monotonic() + SECONDS
    while left := processes(user):
        assert time.monotonic() < end, left
        time.sleep(0.02)


def processes(user: int) -> dict[int, tuple[str, str]]:
    """State and command of every process of a user, but for sshd's own."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or entry.stat().st_uid != user:
                continue
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and "sshd" not in command.partition(" ")[0]:
            found[int(entry.name)] = state, command
    return found
