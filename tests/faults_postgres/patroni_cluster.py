"""Three servers under Patroni, with an etcd of one, on the loopback: the leader may be killed, another one leads."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from postgres_server import binaries, free_port

CONFIG = """
scope: kanban
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{host: "127.0.0.1:{etcd}"}}
bootstrap:
  dcs:
    ttl: 5
    loop_wait: 1
    retry_timeout: 2
    synchronous_mode: true
    synchronous_mode_strict: true
    maximum_lag_on_failover: 1048576
    postgresql:
      use_pg_rewind: true
      parameters: {{max_connections: 100, shared_buffers: 64MB, wal_log_hints: "on"}}
  initdb: [{{encoding: UTF8}}, {{locale: C}}]
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: {folder}/{name}
  bin_dir: {bin}
  pgpass: {folder}/{name}.pgpass
  authentication:
    superuser: {{username: postgres}}
    replication: {{username: postgres}}
    rewind: {{username: postgres}}
  parameters: {{unix_socket_directories: "{folder}"}}
  pg_hba: ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
watchdog: {{mode: "off"}}
"""
"""Times far shorter than those of a real cluster: a leader is missed within five seconds."""


def needed(*programs):
    """Skip the test, in CI fail it, where one of these is not installed."""
    for program in programs:
        if shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin:/usr/bin") is None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{program} is not installed: .ci/install-services does it")
            pytest.skip(f"{program} is not installed (.ci/install-services)")


class Cluster:
    """Three members."""

    def __init__(self):
        needed("patroni", "etcd")
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="kanban-patroni-"))
        if self._user:
            shutil.chown(self.folder, self._user, pwd.getpwnam(self._user).pw_gid)
        self.etcd, peer = free_port(), free_port()
        self.ports, self.rests = [free_port() for _ in range(3)], [free_port() for _ in range(3)]
        self._processes = {}
        self._start(
            "etcd", "--data-dir", self.folder / "etcd", "--unsafe-no-fsync",
            "--listen-client-urls", f"http://127.0.0.1:{self.etcd}",
            "--advertise-client-urls", f"http://127.0.0.1:{self.etcd}",
            "--listen-peer-urls", f"http://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
            "--initial-cluster", f"default=http://127.0.0.1:{peer}",
        )  # fmt: skip
        for number in range(3):
            (self.folder / f"p{number}.yml").write_text(CONFIG.format(
                name=f"p{number}", rest=self.rests[number], etcd=self.etcd, port=self.ports[number],
                folder=self.folder, bin=binaries(),
            ))  # fmt: skip
            self.start(number)

    def start(self, number):
        """Start a member, or start it again."""
        self._start("patroni", self.folder / f"p{number}.yml", name=f"p{number}")

    def url(self, database, more=""):
        """All three hosts; whichever leads."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        return f"postgresql://postgres@{hosts}/{database}?target_session_attrs=read-write&connect_timeout=2{more}"

    def leader(self):
        """The number of the member that leads and says so; None for now nobody."""
        return next((n for n, role, _ in self._states() if role in ("master", "primary")), None)

    def is_whole(self):
        """Whether one leads, two follow, and one of these is synchronous."""
        states = self._states()
        return (
            sorted(role in ("master", "primary") for _, role, _ in states) == [False, False, True]
            and all(is_running for *_, is_running in states)
            and any(self._is_synchronous(number) for number, *_ in states)
        )

    def wait_until_whole(self, seconds=90):
        """Until it is."""
        end = time.monotonic() + seconds
        while not self.is_whole():
            assert time.monotonic() < end, (self._states(), self.log())
            time.sleep(0.2)

    def kill(self, number):
        """-9 for Patroni and for every process of its server."""
        pidfile = self.folder / f"p{number}" / "postmaster.pid"
        with suppress(OSError, ValueError):
            os.kill(int(pidfile.read_text().split()[0]), signal.SIGKILL)
        process = self._processes[f"p{number}"]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log(self):
        """The end of what all have said."""
        return "\n".join(path.read_text(errors="replace")[-1500:] for path in sorted(self.folder.glob("*.log")))

    def remove(self):
        """Kill all that was started here, and leave nothing."""
        for number in range(3):
            self.kill(number)
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        time.sleep(0.2)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, program, *args, name=""):
        with open(self.folder / f"{name or program}.log", "ab") as log:
            self._processes[name or program] = subprocess.Popen(
                [program, *map(str, args)], user=self._user, group=self._user, cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env={
                    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)},
            )  # fmt: skip

    def _states(self):
        found = []
        for number, port in enumerate(self.rests):
            with suppress(OSError, ValueError):
                said = self._ask(port, "patroni")
                found.append((number, said.get("role"), said.get("state") in ("running", "streaming")))
        return found

    def _is_synchronous(self, number):
        with suppress(OSError, ValueError):
            return self._ask(self.rests[number], "synchronous") is not None
        return False

    def _ask(self, port, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=2) as answer:
            return json.load(answer)
