"""Colours and glyphs: what a terminal cannot show is not sent to it."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from setting import DOING, Disk
from terminal import Terminal, environment

from kanban.commands.cards import Block, Edit, Move

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]
COLOUR = re.compile(r"3[0-8]|4[0-8]|9[0-7]|10[0-7]")


def styles(term: Terminal) -> Iterator[list[str]]:
    """Numbers of every SGR sequence written."""
    for numbers in re.findall(rb"\x1b\[([0-9;]*)m", bytes(term.raw)):
        yield numbers.decode().split(";")


def tour(term: Terminal) -> None:
    """Every kind of screen once."""
    term.until("Weld span 17", " saved")
    board = ("esc", "H L move")
    for key, text in (
        ("j", "Weld"), ("e", "edit card"), board, (":", "an action, or"), board, ("a", "add to"), board,
        ("enter", "card "), board, ("?", "Help"), board, ("2", "metrics"), ("3", "roll-up"), ("1", "H L move"),
        ("space", "1 marked"), ("f", "jump to"), board,
    ):  # fmt: skip
        term.press(key)
        term.until(text)
        term.rest(0.03)


@pytest.fixture
def coloured(disk: Disk) -> Disk:
    """Something blocked, late, over its limit and reworked, so that every colour has its use."""
    disk.give(
        Move(cards=("1", "2", "3", "4"), column=DOING, over_wip=True),
        Move(cards=("4",), column="c4"), Move(cards=("4",), column=DOING, reason="defect", over_wip=True),
        Block(cards=("2",), why="rain"), Edit(cards=("3",), changes={"due_at": "2020-01-01T00:00:00Z"}),
    )  # fmt: skip
    return disk


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, pytest.param({"NO_COLOR": "1", "KANBAN_THEME": "dark"}, marks=pytest.mark.slow)]
)
def test_no_color_means_none(env: Mapping[str, str], coloured: Disk, terminal: Start) -> None:
    term = terminal(coloured.where, env=env)
    tour(term)
    assert [s for s in styles(term) if any(COLOUR.fullmatch(n) for n in s)] == []
    assert any("7" in s for s in styles(term)), "the cursor is still seen"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "theme"), [("xterm", "dark"), ("linux", "terminal")])
def test_sixteen_colours(name: str, theme: str, coloured: Disk, terminal: Start) -> None:
    term = terminal(coloured.where, env={"TERM": name, "COLORTERM": "", "KANBAN_THEME": theme})
    tour(term)
    assert [s for s in styles(term) if "38" in s or "48" in s] == []
    assert any(COLOUR.fullmatch(n) for s in styles(term) for n in s)


@pytest.mark.slow
def test_themes_differ_and_the_default_is_the_terminals_own(coloured: Disk, terminal: Start) -> None:
    backgrounds = {}
    for theme in ("terminal", "dark", "light"):
        term = terminal(coloured.where, env={"KANBAN_THEME": theme})
        term.until("Weld span 17", " saved")
        backgrounds[theme] = {";".join(s[s.index("48") :][:5]) for s in styles(term) if "48" in s}
    assert backgrounds["terminal"] == set()
    term = terminal(coloured.where, env={"KANBAN_THEME": "pink"})
    term.until("KANBAN_THEME: 'pink' is none of terminal, dark, light")
    assert term.wait() == 1
    dark, light = (min(sum(map(int, b.split(";")[2:5])) for b in backgrounds[theme]) for theme in ("dark", "light"))
    assert dark < 300 < light


@pytest.mark.slow
@pytest.mark.parametrize("env", [{"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
                                 {"KANBAN_GLYPHS": "ascii"}])  # fmt: skip
def test_ascii_only(env: Mapping[str, str], coloured: Disk, terminal: Start) -> None:
    term = terminal(coloured.where, env=env)
    tour(term)
    assert bytes(term.raw).isascii(), set(re.findall("[^\x00-\x7f]", term.raw.decode("utf-8", "replace")))


@pytest.mark.slow
@pytest.mark.parametrize(("env", "is_ascii"), [
    ({"LANG": "C.UTF-8"}, False), ({"LANG": ""}, False), ({"LC_CTYPE": "UTF-8", "LANG": ""}, False),
    ({"LC_ALL": "en_US.ISO-8859-1"}, True), ({"LANG": "POSIX"}, True), ({"LC_ALL": "C"}, True),
    ({"LC_ALL": "C", "KANBAN_GLYPHS": "unicode"}, False),
])  # fmt: skip
def test_a_terminal_without_utf_8_gets_no_byte_it_might_obey(
    env: Mapping[str, str], is_ascii: bool, disk: Disk, terminal: Start
) -> None:
    disk.give(Edit(cards=("1",), changes={"title": "➝52;c;aGFja2Vk➜ 些 焊接"}))
    term = terminal(disk.where, columns=120, env=env)
    term.until("Cast pier 14", " saved")
    assert bytes(term.raw).isascii() is is_ascii
    assert ("?52;c;aGFja2Vk? ?? ????" if is_ascii else "焊") in term.text
    assert "Cast pier 14" in term.text


def plain(folder: Path, home: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "kanban", "-w", str(folder)], env=environment(home, env), capture_output=True,
        stdin=subprocess.DEVNULL, timeout=20, check=False,
    )  # fmt: skip


def test_a_pipe_gets_the_plain_board(coloured: Disk, tmp_path: Path) -> None:
    done = plain(coloured.folder, tmp_path, {})
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"Weld span 17" in done.stdout
    assert b"plain board" in done.stderr


@pytest.mark.parametrize("name", ["dumb", ""])
def test_a_dumb_terminal_gets_the_plain_board(name: str, coloured: Disk, terminal: Start) -> None:
    term = terminal(coloured.where, env={"TERM": name})
    assert term.wait() == 0
    assert b"\x1b" not in term.raw
    assert b"Weld span 17" in term.raw
