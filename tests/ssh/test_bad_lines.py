"""Lines that are slow, frozen or restless, and what a key that can only look is not let through to."""

import copy
import fcntl
import os
import pwd
import signal
import socket
import struct
import subprocess
import termios
import threading
import time
from contextlib import suppress

import pytest
from line import Line, gone

from kanban.store.folder.store import FolderStore

DELAY, BYTES_A_SECOND = 0.1, 125_000
"""One way of a line of 200 ms there and back, and 1 Mbit."""


class SlowLine:
    """A port that leads to the server's, late and little by little."""

    def __init__(self, port):
        self.port, self._to = 0, port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._ends = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, source, target):
        waiting, more = [], threading.Condition()

        def late():
            while True:
                with more:
                    while not waiting:
                        more.wait()
                    due, data = waiting.pop(0)
                time.sleep(max(0.0, due - time.monotonic()))
                try:
                    target.sendall(data) if data else target.shutdown(socket.SHUT_WR)
                except OSError:
                    return
                if not data:
                    return
                time.sleep(len(data) / BYTES_A_SECOND)

        threading.Thread(target=late, daemon=True).start()
        data = b"-"
        while data:
            try:
                data = source.recv(1400)
            except OSError:
                data = b""
            with more:
                waiting.append((time.monotonic() + DELAY, data))
                more.notify()

    def cut(self):
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # closing alone is not told while a thread still reads from it
            end.close()


def board_of(folder, user):
    return FolderStore(folder).board(user)


def column(folder, user, card="1"):
    return board_of(folder, user).cards[card].column


def saved_as(one, folder, user, wanted):
    end = time.monotonic() + 10
    while not wanted(board_of(folder, user)):
        assert time.monotonic() < end, one.text
        one.rest(0.05)


def test_on_a_slow_line_all_that_was_typed_ahead_counts(host, server, folder):
    server.admit(host.driver)
    slow, near = SlowLine(server.port), copy.copy(server)
    near.port = slow.port
    one = Line(near, host.driver, f"{host.kanban} -w {folder}", env={"LANG": "C.UTF-8"})
    try:
        one.until("saved")
        start, before = column(folder, host.driver), len(board_of(folder, host.driver).cards)
        one.press("g", "L", "L", "H", "u", "u", "u", "a", "late", "\r", "\x1b", "a", "slow", "\r", "\x1b")
        saved_as(one, folder, host.driver, lambda board: len(board.cards) == before + 2)
        assert column(folder, host.driver) == start
        one.until("late", "saved")
    finally:
        slow.cut()
        one.cut()
    gone(pwd.getpwnam(host.driver).pw_uid)


@pytest.mark.parametrize("words", ["", "rollup"])
def test_after_a_storm_of_sizes_the_screen_is_right_and_the_next_key_counts(host, server, folder, line, words):
    server.admit(host.other)
    one = line(host.other, f"{host.kanban} -w {folder} {words}", env={"LANG": "C.UTF-8"})
    one.until("Deck ready" if words else "saved")
    for n in range(500):
        size = (24, 80) if n == 499 else (3 + n * 7 % 50, 10 + n * 13 % 180)
        fcntl.ioctl(one.fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        os.kill(one.pid, signal.SIGWINCH)
        one.drain(0.01)
    one.screen.reset()
    if words:
        one.press("?")
        one.until("Help")
        one.press("\x1b", pause=0.3)
    else:
        start = column(folder, host.other)
        one.press("g", "L")
        saved_as(one, folder, host.other, lambda board: board.cards["1"].column != start)
        one.press("u")
        saved_as(one, folder, host.other, lambda board: board.cards["1"].column == start)
    one.press("q")
    assert one.wait() == 0
    gone(pwd.getpwnam(host.other).pw_uid)


@pytest.mark.parametrize("words", ["", "rollup"])
def test_a_client_that_stopped_reading_holds_up_nothing_and_leaves_nothing(host, server, folder, line, words):
    server.admit(host.driver)
    user = pwd.getpwnam(host.driver).pw_uid
    one = line(host.driver, f"{host.kanban} -w {folder} {words}", env={"LANG": "C.UTF-8"})
    one.until("Deck ready" if words else "saved")
    for _ in range(40):
        one.press("?\x1b" * 20)
    os.kill(one.pid, signal.SIGSTOP)
    time.sleep(0.5)
    host.good(host.driver, "-w", str(folder), "add", "meanwhile")
    one.cut()
    gone(user)


def test_a_key_that_can_only_look_opens_no_port_and_no_file(host, server, folder):
    server.admit(host.pm, f'restrict,pty,command="{host.kanban} -w {folder} rollup --readonly"')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = server.ssh(host.pm, "-N")
    there = [*words[:1], "-L", f"{port}:127.0.0.1:{server.port}", *words[1:]]
    forwarding = subprocess.Popen(there, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 10
        while True:
            with socket.socket() as through:
                through.settimeout(5)
                if through.connect_ex(("127.0.0.1", port)) == 0:
                    assert through.recv(10) == b""  # an sshd would say who it is
                    break
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        forwarding.kill()
        forwarding.wait()
    place = ["-b", "-", "-F", "none", "-i", f"{server.base}/client", "-P", str(server.port)]
    place += [word for one in ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null") for word in ("-o", one)]
    done = subprocess.run(["sftp", *place, f"{host.pm}@127.0.0.1"], input=b"ls /\n", capture_output=True, timeout=20)
    assert done.returncode != 0
    assert b"etc" not in done.stdout
    gone(pwd.getpwnam(host.pm).pw_uid)
