"""Copying: what was copied is where it is said to be; inside tmux, as it is set up by default, in tmux's own buffer."""

import base64
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from setting import Disk, Opener
from terminal import Terminal, environment

from kanban.commands.cards import Edit

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]
TITLE = "焊接 \"17\" $(touch x) 'a' -w"


class Tmux:
    """A server of its own, without anybody's configuration, and a window of 80x24."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = environment(home, {"TMUX_TMPDIR": str(home)})

    def __call__(self, *words: str) -> str:
        command = ["tmux", "-L", "kanban", "-f", "/dev/null", *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=10).stdout

    def start(self, folder: Path) -> None:
        words = [sys.executable, "-m", "kanban", "-w", str(folder)]
        self("new-session", "-d", "-s", "k", "-x", "80", "-y", "24", *words)

    def until(self, *texts: str) -> None:
        end = time.monotonic() + 15
        while not all(text in self("capture-pane", "-p", "-t", "k") for text in texts):
            assert time.monotonic() < end, self("capture-pane", "-p", "-t", "k")
            time.sleep(0.05)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    one = Tmux(tmp_path)
    yield one
    one("kill-server")


def test_inside_tmux_it_is_in_its_buffer(disk: Disk, tmux: Tmux) -> None:
    disk.give(Edit(cards=("2",), changes={"title": TITLE}))
    tmux.start(disk.folder)
    tmux.until("Weld span 17", "saved")
    tmux("send-keys", "-t", "k", "j", "y")
    tmux.until("id 2: in tmux's buffer: prefix ] pastes it")
    assert tmux("show-buffer") == "2"
    tmux("send-keys", "-t", "k", "Y")
    tmux.until("title: in tmux's buffer: prefix ] pastes it")
    assert tmux("show-buffer") == TITLE
    tmux("send-keys", "-t", "k", "q")


def fake_tmux(tmp_path: Path, script: str) -> dict[str, str]:
    """The environment of a shell inside a tmux of which only this program answers."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "tmux"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return {"TMUX": "/tmp/none,1,0", "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}


def test_a_tmux_that_knows_no_clipboard_takes_it_all_the_same(disk: Disk, terminal: Start, tmp_path: Path) -> None:
    script = f'[ "$2" = -w ] && exit 1\ncat > {tmp_path}/buffer'
    term = terminal(disk.where, env=fake_tmux(tmp_path, script))
    term.until("Weld span 17", " saved")
    term.press("Y")
    term.until("title: in tmux's buffer")
    assert (tmp_path / "buffer").read_text() == "Weld span 17"


@pytest.mark.parametrize("script", ["exit 1", "sleep 60", "exec /no/such/program"])
def test_where_tmux_fails_it_goes_through_the_terminal(
    script: str, disk: Disk, terminal: Start, tmp_path: Path
) -> None:
    term = terminal(disk.where, env=fake_tmux(tmp_path, script))
    term.until("Weld span 17", " saved")
    term.press("y")
    term.until("id 1: sent to the terminal")
    assert b"\x1b]52;c;" + base64.b64encode(b"1") in term.raw
    term.press("j")
    term.until("▌Cast pier 14")


async def test_elsewhere_it_goes_through_the_terminal(
    disk: Disk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    async with opened(disk) as pilot:
        await pilot.press("y")
        await pilot.until("id 1: sent to the terminal")
        assert pilot.app.clipboard == "1"
