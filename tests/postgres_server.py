"""PostgreSQL servers that the tests start for themselves: on the loopback, each in a folder of its own."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
"""Where Debian puts them, the newest last."""


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def binaries():
    """The folder of initdb and postgres; without one the test is skipped, in CI it fails."""
    found = shutil.which("initdb")
    if BINARIES or found:
        return BINARIES[-1] if BINARIES else Path(found).parent
    if os.environ.get("CI") == "true":
        pytest.fail("no PostgreSQL is installed: .ci/install-services does it")
    pytest.skip("no PostgreSQL is installed (.ci/install-services)")


class PostgresServer:
    """A cluster of databases. Durable only where a test asks for it: all others would wait for the disk in vain."""

    def __init__(self, durable=False, settings=()):
        self._bin = binaries()
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="kanban-pg-"))
        if self._user is not None:
            shutil.chown(self.folder, self._user, pwd.getpwnam(self._user).pw_gid)
        self.data = self.folder / "data"
        self.port = free_port()
        self.settings = [
            f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}",
            "max_connections=400", "shared_buffers=64MB", *settings,
            *(() if durable else ("fsync=off", "synchronous_commit=off", "full_page_writes=off")),
        ]  # fmt: skip
        self._numbers = itertools.count(1)
        self._fill()

    def _fill(self):
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self):
        """Start it, and wait until it answers."""
        options = " ".join(f"-c {setting}" for setting in self.settings)
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-t", "60", "-o", options, "start")
        return self

    def stop(self, mode="fast"):
        """Stop it; `immediate` is as a crash."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)

    def remove(self):
        """Stop it, and leave nothing."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database, user="postgres"):
        """The address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def sql(self, statements, database="postgres", user="postgres"):
        """What psql prints for statements, without heads."""
        done = subprocess.run(
            [self._bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database, user)],
            input=statements, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        if done.returncode:
            raise PsqlError(done.stderr)
        return done.stdout

    def database(self, template=None):
        """The address of a new database."""
        name = f"w{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.url(name)

    def drop(self, url):
        """Drop a database, whoever is connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def _run(self, program, *args, check=True):
        command = [self._bin / program, *args]
        done = subprocess.run(
            [str(part) for part in command], user=self._user, cwd=self.folder, capture_output=True, text=True,
            timeout=120, check=False, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"}, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if check and done.returncode:
            log = (self.folder / "log").read_text()[-2000:] if (self.folder / "log").exists() else ""
            raise RuntimeError(f"{program}: {done.stdout} {done.stderr} {log}")


class Standby(PostgresServer):
    """A server that follows another one."""

    def __init__(self, leader, settings=()):
        self._leader = leader
        super().__init__(settings=settings)

    def promote(self):
        """Follow no longer."""
        self._run("pg_ctl", "-D", self.data, "-w", "promote")

    def _fill(self):
        self._run("pg_basebackup", "-D", self.data, "-R", "--no-sync", "-c", "fast", "-d", self._leader.url("postgres"))


class PsqlError(Exception):
    """psql refused; with what the server said."""


def wait_until(true, seconds=10.0):
    """Wait for something; fails when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
