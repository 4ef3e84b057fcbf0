"""The board and the roll-up over a real ssh connection."""

import pwd
import signal
import time

import pytest
from line import gone, processes

from kanban.store.folder.store import FolderStore


def column(folder, user, card="1"):
    return FolderStore(folder).board(user).cards[card].column


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen", "linux"])
def test_board_and_rollup_on_every_terminal(host, server, folder, line, term):
    server.admit(host.driver)
    start = column(folder, host.driver)
    one = line(host.driver, f"{host.kanban} -w {folder}", term=term, env={"LANG": "C.UTF-8"})
    one.until(f"work of {host.driver}"[:20], "焊", "saved")
    one.press("g", "L")
    end = time.monotonic() + 5
    while column(folder, host.driver) == start:
        assert time.monotonic() < end, one.text
        one.rest(0.05)
    one.press("u")
    one.press("3")
    one.until("Deck ready", "roll-up")
    one.press("q")
    assert one.wait() == 0
    assert b"\x1b[?1049l" in one.raw
    assert column(folder, host.driver) == start


def test_a_board_of_another_opens_read_only(host, server, folder, line):
    server.admit(host.pm)
    one = line(host.pm, f"{host.kanban} -w {folder} --board {host.driver}", env={"LANG": "C.UTF-8"})
    one.until("read-only", "焊")
    one.press("L")
    one.until("this view is read-only")
    one.press("q")
    assert one.wait() == 0


@pytest.mark.parametrize("words", ["", "rollup"])
def test_without_utf8_nothing_but_ascii_is_drawn(host, server, folder, line, words):
    server.admit(host.other)
    one = line(host.other, f"{host.kanban} -w {folder} {words}", env={"LC_ALL": "C"})
    one.until("Deck ready" if words else f"work of {host.other}"[:20])
    one.rest()
    assert one.text.isascii(), one.text
    one.press("q")
    assert one.wait() == 0


@pytest.mark.parametrize("words", ["", "rollup"])
def test_on_a_dumb_terminal_and_without_one_it_is_printed_and_said_why(host, server, folder, line, words):
    server.admit(host.other)
    done = server.run(host.other, f"{host.kanban} -w {folder} {words}")
    assert done.returncode == 0
    assert "standard input is no terminal" in done.stderr
    assert "Deck ready" in done.stdout if words else "work of" in done.stdout
    assert "\x1b" not in done.stdout
    one = line(host.other, f"{host.kanban} -w {folder} {words}", term="dumb")
    assert one.wait() == 0
    assert b"TERM is dumb" in one.raw
    assert b"\x1b" not in one.raw


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_a_cut_line_loses_no_move_and_leaves_no_process(host, server, folder, line, how):
    server.admit(host.driver)
    user = pwd.getpwnam(host.driver).pw_uid
    one = line(host.driver, f"{host.kanban} -w {folder}")
    one.until("saved")
    before = len(FolderStore(folder).board(host.driver).cards)
    one.press("a", "cut off", "\r")
    end = time.monotonic() + 5
    while len(FolderStore(folder).board(host.driver).cards) == before:
        assert time.monotonic() < end, one.text
        one.rest(0.01)
    one.press("\x1b", "g", "L")  # perhaps not saved yet when the line is cut
    time.sleep(0.2)
    one.cut(how)
    gone(user)
    board = FolderStore(folder).board(host.driver)
    assert len(board.cards) == before + 1
    assert "1 board" in host.run(host.driver, "-w", str(folder), "doctor").stderr


def test_an_editor_left_open_when_the_line_is_cut_ends_too(host, server, folder, line):
    server.admit(host.driver)
    user = pwd.getpwnam(host.driver).pw_uid
    one = line(host.driver, f"EDITOR='sleep 60 #' {host.kanban} -w {folder}")
    one.until("saved")
    one.press("E")
    end = time.monotonic() + 5
    while not any("sleep" in command for _, command in processes(user).values()):
        assert time.monotonic() < end, one.text
        one.rest(0.02)
    one.cut()
    gone(user)
