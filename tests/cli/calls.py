"""The command, as a user has it (a process of its own) and within this one where many calls are made."""

import io
import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from stores import content_of

from kanban.cli.main import run
from kanban.demo import build
from kanban.text.messages import language, use_language

OURS = ("KANBAN_", "NO_COLOR", "COLUMNS", "XDG_", "LC_", "LANG")
"""Beginnings of the variables that no test takes over from whoever runs it."""
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
    """Nothing of this machine's: no workspace, no configuration, no colour wishes, a terminal that can do anything."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("KANBAN_", "NO_COLOR", "COLUMNS", "XDG_", "LC_", "LANG"))
    }
    return {**kept, "TERM": "xterm-256color", "KANBAN_CONFIG": os.devnull, **more}


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

    def __init__(self, where, monkeypatch, *before):
        self.where = str(where)
        self._monkeypatch = monkeypatch
        self._before = before

    @property
    def folder(self):
        """For what is about files: the folder that it is in."""
        assert "://" not in self.where, "this test is about files"
        return Path(self.where)

    def __call__(self, *argv, code=0, stdin=b"", **env):
        out, err = _Stream(), _Stream()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            for name, value in env.items():
                patch.setenv(name, value)
            spoken = language()
            result = run([*self._before, *map(str, argv)])
            use_language(spoken)
        found = Result(result, out.text, err.text)
        assert found.code in (code if isinstance(code, tuple) else (code,)), (argv, found)
        return found

    def completed(self, *words):
        """What zsh is told could stand at the place of the last word: each value with what it is."""
        line = shlex.join(["kanban", *self._before, *words[:-1]]) + " " + (shlex.quote(words[-1]) if words[-1] else "")
        count = str(len(self._before) + len(words))
        out = self(_KANBAN_COMPLETE="zsh_complete", COMP_WORDS=line, COMP_CWORD=count).out.split("\n")
        out = [line for line in out if line]
        return [(value, about) for kind, value, about in zip(*[iter(out)] * 3, strict=True) if kind == "plain"]

    @property
    def is_untouched(self):
        """Whether nothing was made there."""
        if "://" in self.where:
            return not any(rows for table, rows in self.content().items() if table != "ledgers")
        return not self.folder.exists()

    def content(self):
        """All that is kept, to be compared: every row, or every file but the lock files, which are empty of meaning."""
        if "://" in self.where:
            return content_of(self.where)
        return {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file() and p.name != ".lock"}


@pytest.fixture
def desk(where, tmp_path, monkeypatch):
    """A new user at their own default place, where there is no workspace yet; or an empty one on a server is theirs."""
    for name in list(os.environ):
        if name.startswith(tuple(one for one in OURS if one != "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.chdir(tmp_path)
    if "://" in where:
        monkeypatch.setenv("KANBAN_WORKSPACE", where)
        return Desk(where, monkeypatch)
    return Desk(tmp_path / "data" / "kanban" / "workspace", monkeypatch)


@pytest.fixture
def empty(desk):
    """A new user's workspace, with nothing in it yet."""
    desk("init", desk.where)
    return desk


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
    """The demo's command line, at the moment that the demo was made for: what two calls say can be compared."""
    with time_machine.travel(DEMO_NOW, tick=False):
        yield Desk(_fixed_folder, monkeypatch, "-w", str(_fixed_folder))
