"""The command, as a user has it (a process of its own) and within this one where many calls are made."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from kanban.cli.main import run
from kanban.demo import build

DEMO_NOW = datetime(2026, 11, 24, 10, 9, tzinfo=UTC)
"""When the demo of `demo` is made and read; `demo_folder` is made and read as of now."""


@dataclass
class Result:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def rows(self):
        return [line.split("\t") for line in self.out.splitlines()]


def environment(**more):
    """Nothing of this machine's: no workspace, no colour wishes, a terminal that can do anything."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KANBAN_", "NO_COLOR", "COLUMNS", "XDG_"))}
    return {**kept, "TERM": "xterm-256color", **more}


def process(*argv, stdin=b"", cwd=None, **env):
    """The command in a process of its own, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "kanban", *map(str, argv)],
        input=stdin, capture_output=True, cwd=cwd, env=environment(**env), timeout=60, check=False,
    )  # fmt: skip
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


class _Stream(io.TextIOWrapper):
    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n")

    @property
    def text(self):
        self.flush()
        return self.buffer.getvalue().decode()


class Desk:
    """A workspace and its command line, called within this process."""

    def __init__(self, folder, monkeypatch):
        self.folder = Path(folder)
        self._monkeypatch = monkeypatch

    def __call__(self, *argv, code=0):
        out, err = _Stream(), _Stream()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            result = run(["-w", str(self.folder), *map(str, argv)])
        found = Result(result, out.text, err.text)
        assert found.code in (code if isinstance(code, tuple) else (code,)), (argv, found)
        return found

    def files(self):
        """Every file with its bytes; lock files, which are empty of meaning, left out."""
        return {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file() and p.name != ".lock"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty workspace."""
    for name in list(os.environ):
        if name.startswith(("KANBAN_", "NO_COLOR", "COLUMNS")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    return Desk(tmp_path / "work", monkeypatch)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """The demo as of now, read only, for processes of their own: their clock is the machine's."""
    folder = tmp_path_factory.mktemp("demo") / "bridge"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def _fixed_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fixed") / "bridge"
    build(folder, DEMO_NOW)
    return folder


@pytest.fixture
def demo(_fixed_folder, monkeypatch):
    """The demo's command line, at the moment that the demo was made for."""
    with time_machine.travel(DEMO_NOW, tick=True):
        yield Desk(_fixed_folder, monkeypatch)
