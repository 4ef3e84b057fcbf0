"""What stands right of an emoji stands where it should: in tmux, and in an emulator that takes each character alone."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from setting import DOING, Disk
from terminal import Terminal, environment

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Edit

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]
EMOJI = (
    "⚠️ crane", "❤️ heart", "👩🏽‍🔧 fitter", "1️⃣ keycap", "🇩🇪 flag", "👍🏽 good", "👨‍👩‍👧‍👦 family",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 pitch", "🚀 rocket", "焊接 span",
)  # fmt: skip


@pytest.fixture
def signs(empty: Disk) -> Disk:
    """A column of emoji, and beside it a column of cards whose place is looked at."""
    empty.give(*(Add(title=title) for title in EMOJI),
               *(Add(title=f"zz{n}", column=DOING, over_wip=True) for n in range(len(EMOJI))))  # fmt: skip
    return empty


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Commands to a tmux of its own."""
    if shutil.which("tmux") is None:
        pytest.skip("no tmux here")
    socket = str(tmp_path / "tmux")

    def run(*words: str) -> str:
        env = environment(tmp_path, {"LC_ALL": "C.UTF-8"})
        done = subprocess.run(
            ["tmux", "-S", socket, "-f", "/dev/null", *words], env=env, capture_output=True, text=True
        )
        return done.stdout

    yield run
    run("kill-server")


def test_every_column_is_straight_in_tmux(signs: Disk, tmux: Callable[..., str]) -> None:
    command = f"{sys.executable} -m kanban -w {signs.folder} --board bridge"
    tmux("new-session", "-d", "-x", "120", "-y", "50", command)
    end = time.monotonic() + 15
    while "zz9" not in (shown := tmux("capture-pane", "-p")):
        assert time.monotonic() < end, shown
        time.sleep(0.1)

    def cell(text: str) -> str:
        tmux("copy-mode")
        tmux("send-keys", "-X", "history-top")
        tmux("send-keys", "-X", "search-forward", text)
        at = tmux("display-message", "-p", "#{copy_cursor_x}").strip()
        tmux("send-keys", "-X", "cancel")
        return at

    cells = {title: cell(f"zz{n}") for n, title in enumerate(EMOJI)}
    assert set(cells.values()) == {cells["焊接 span"]}, cells


def test_every_column_is_straight_where_each_character_is_taken_alone(signs: Disk, terminal: Start) -> None:
    term = terminal(signs.where, columns=120, lines=50)
    term.until("zz9", " saved")
    term.rest()
    columns = {
        x for y in range(50) for x in range(118)
        if "".join(term.screen.buffer[y][x + n].data for n in range(2)) == "zz"
    }  # fmt: skip
    assert len(columns) == 1, term.text


def test_no_screen_sends_a_sign_that_is_in_dispute(signs: Disk, terminal: Start) -> None:
    signs.give_plan(*(pm.SetNode(code=c, name="🇩🇪 node ⚠️") for c in ("1", "1.1", "1.1.1")),
                    pm.SetMilestone(id="M1", name="👩🏽‍🔧 ready", gates=("1.1",)))  # fmt: skip
    signs.give(Edit(cards=("1",), changes={"work_package": "1.1.1", "tags": ["⚠️ steel"], "members": ["❤️ li"]}),
               Block(cards=("1",), why="⚠️ rain"))  # fmt: skip
    term = terminal(signs.where, columns=120, lines=40)
    term.until("rocket", " saved")
    board = ("esc", "H L move")
    for key, text in (("g", "rocket"), ("enter", "History"), board, ("e", "edit card"), board, (":", "an action, or"),
                      board, ("3", "M1"), ("p", "node")):  # fmt: skip
        term.press(key)
        term.until(text)
        term.rest(0.05)
    text = bytes(term.raw).decode("utf-8", "replace")
    assert [sign for sign in "\ufe0f\u200d\u20e3🏽🇩" if sign in text] == []
    assert "⚠" in text


def test_a_table_in_the_shell_is_straight(signs: Disk, terminal: Start) -> None:
    term = terminal(signs.where, "list", "--board", "bridge", columns=100, lines=50)
    assert term.wait() == 0
    text = bytes(term.raw).decode()
    assert [sign for sign in "\ufe0f\u200d\u20e3🏽🇩" if sign in text] == []
    done = subprocess.run([sys.executable, "-m", "kanban", "-w", str(signs.folder), "list", "--board", "bridge"],
                          env=environment(signs.folder, {}), capture_output=True, text=True, check=True)  # fmt: skip
    assert "👩🏽‍🔧 fitter" in done.stdout, "what is data stays as it was typed"
