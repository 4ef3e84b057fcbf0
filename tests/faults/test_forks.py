"""Commands that one process runs for others (`kanban.cli.forkserver`): as if each ran its own, once or not at all."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from host import need

from kanban.store.folder.locks import locked
from kanban.store.folder.store import FolderStore

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a fork server on Linux only")

PRELUDE = """
import os, sys, time
from kanban.cli import forkserver
forkserver.WAIT = {wait}
asks = forkserver._begins
def begins(*a):
    open({gate!r} + f".{{os.getpid()}}", "w").close()
    return asks(*a)
forkserver._begins = begins
if "first" in sys.argv:
    serves = forkserver.serve
    def serve(run):
        open({gate!r} + f".{{os.getpid()}}", "w").close()
        while not os.path.exists({gate!r}):
            time.sleep(0.005)
        serves(run)
    forkserver.serve = serve
"""
"""`first` serves when the file at the gate is there; every process leaves a sign before it waits for another."""


SAME = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


class Crowd:
    """One process that others wait for, and the others."""

    def __init__(self, start, gate, *options, wait=20.0):
        self.start, self.gate = start, gate
        self.prelude = PRELUDE.format(gate=str(gate), wait=wait)
        self.first = self.add("first", *options)
        until(lambda: self.sign(self.first))

    def sign(self, process):
        return Path(f"{self.gate}.{process.pid}").exists()

    def add(self, *words, **more):
        return self.run("add", *words, **more)

    def run(self, *words, **more):
        return self.start(*words, prelude=self.prelude, **{"env": SAME, **more})

    def close(self):
        self.first.kill()
        self.first.communicate()

    def asks(self, *words, **more):
        """A process that has asked the first one."""
        return self.asking(self.run(*words, **more))

    def asking(self, process):
        """The process, once it waits for the first one."""
        until(lambda: self.sign(process) and state(process.pid) == "S")
        return process

    def open(self):
        self.gate.touch()


def until(holds, seconds=20.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "gone"


def ended(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def titles(place):
    return sorted(card.title for card in FolderStore(place.folder).board("bridge").cards.values())


def writer(place):
    """The process that wrote last."""
    return int((place.folder / "boards" / "bridge" / ".lock").read_text())


@pytest.fixture
def crowd(kanban, tmp_path):
    made = Crowd(kanban, tmp_path / "gate")
    yield made
    made.close()


def test_a_command_run_by_a_fork_gives_its_words_its_output_and_its_exit_code(crowd, place):
    guests = [crowd.asks("add", "Weld span 17"), crowd.asks("add", "焊接 17 号跨", "--column", "Doing")]
    wrong = [crowd.asks("move", "99", "Doing"), crowd.asks("add", "x", "--due", "never")]
    crowd.open()
    assert ended(guests[0])[0] == 0
    code, out, err = ended(guests[1])
    assert (code, out.strip().isdigit(), err) == (0, True, 'added "焊接 17 号跨" to Doing\n')
    assert ended(wrong[0])[0] == 1
    assert ended(wrong[1])[0] == 1
    assert ended(crowd.first)[0] == 0
    assert titles(place) == ["Weld span 17", "first", "焊接 17 号跨"]


def test_the_fork_works_in_the_folder_of_its_guest_and_of_each_in_turn(kanban, place, tmp_path):
    other = FolderStore(tmp_path / "b" / "work")
    other.create_board("bridge", "zhang")
    crowd = Crowd(kanban, tmp_path / "gate", "--column", "nowhere")
    (tmp_path / "a").mkdir()
    here, there = (
        started_in(crowd, tmp_path / folder, place_of) for folder, place_of in (("a", "../work"), ("b", "work"))
    )
    crowd.open()
    for guest in (here, there):
        code, out, err = ended(guest)
        assert (code, out) == (0, "1\n"), err
    assert ended(crowd.first)[0] == 1
    assert titles(place) == titles(other) == ["a card"]
    assert writer(place) == writer(other) not in (here.pid, there.pid, crowd.first.pid)


def started_in(crowd, folder, workspace):
    guest = subprocess.Popen(
        [*crowd.first.args[:3], "-w", workspace, "add", "a", "card"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=SAME,
    )
    return crowd.asking(guest)


@pytest.mark.parametrize("words", [("--text", "-"), ("--text=-",)], ids=["two words", "one word"])
def test_nobody_waits_for_what_somebody_types(crowd, place, words):
    guest = crowd.run("comment", "1", *words)
    assert ended(guest)[0] == 1  # there is no card 1 yet; it ended although the first one has not
    assert not crowd.sign(guest)
    crowd.open()
    assert ended(crowd.first)[0] == 0


def test_a_guest_that_is_killed_takes_its_fork_along(crowd, place):
    guest, other = crowd.asks("add", "guest"), crowd.asks("add", "other")
    with locked(place.folder / "boards" / "bridge" / ".lock"):
        crowd.open()
        until(lambda: fork_of(crowd.first.pid, guest) is not None)
        fork = fork_of(crowd.first.pid, guest)
        guest.kill()
        until(lambda: state(fork) in ("gone", "Z"))
    assert ended(crowd.first)[0] == 0
    assert ended(other)[0] == 0  # who still waits tries again
    assert titles(place) == ["first", "other"]


def fork_of(parent, guest):
    """The fork that works for `guest`, known by its standard output; None before there is one."""
    output = os.readlink(f"/proc/{guest.pid}/fd/1")
    for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        try:
            if os.readlink(f"/proc/{one}/fd/1") == output:
                return int(one)
        except OSError:
            continue
    return None


def test_a_fork_that_is_killed_is_said_to_have_perhaps_done_it(crowd, place):
    guest = crowd.asks("add", "guest")
    with locked(place.folder / "boards" / "bridge" / ".lock"):
        crowd.open()
        until(lambda: fork_of(crowd.first.pid, guest) is not None)
        fork = fork_of(crowd.first.pid, guest)
        until(lambda: b"flock" in Path(f"/proc/{fork}/wchan").read_bytes() or state(fork) == "S")
        os.kill(fork, signal.SIGKILL)
        code, out, err = ended(guest)
    assert (code, out) == (3, "")
    assert "perhaps" in err
    assert ended(crowd.first)[0] == 0
    assert titles(place) == ["first"]


def test_guests_of_a_process_that_is_killed_do_it_themselves_once(crowd, place, many):
    guests = [crowd.asks("add", f"guest {n}") for n in range(many(3, 20))]
    crowd.first.kill()
    for guest in guests:
        code, _, err = ended(guest)
        assert code == 0, err
    assert titles(place) == sorted(f"guest {n}" for n in range(len(guests)))


def test_nobody_waits_for_long_for_one_that_was_stopped(kanban, place, tmp_path):
    crowd = Crowd(kanban, tmp_path / "gate", wait=0.5)
    guest = crowd.asks("add", "guest")
    code, _, err = ended(guest)  # its output ends although the other has never taken the request
    assert code == 0, err
    assert titles(place) == ["guest"]
    crowd.open()
    assert ended(crowd.first)[0] == 0
    time.sleep(0.3)
    assert titles(place) == ["first", "guest"]


@pytest.mark.parametrize(
    "more",
    [
        {"env": {**SAME, "KANBAN_GLYPHS": "ascii"}},
        {"umask": 0o27},
        {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))},
        {"preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)},
    ],
    ids=["environment", "umask", "file size", "ignored signal"],
)
def test_a_process_that_differs_runs_its_own(crowd, place, more):
    guest = crowd.add("guest", **more)
    assert ended(guest)[0] == 0
    assert writer(place) == guest.pid
    crowd.open()
    assert ended(crowd.first)[0] == 0
    assert titles(place) == ["first", "guest"]


def test_a_strangers_socket_is_asked_nothing(crowd, place):
    """Anybody may take the name of the socket; the kernel says who did."""
    need(os.geteuid() == 0, "only root can be two users")
    names = {line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if "@kanban-0-" in line}
    crowd.close()
    strangers = [one for name in names if (one := taken_by_nobody(name))]
    assert strangers
    guest = crowd.add("guest")
    assert ended(guest)[0] == 0
    assert titles(place) == ["guest"]
    for stranger in strangers:
        with stranger:
            connection, _ = stranger.accept()
            assert connection.recv(1) == b""


def taken_by_nobody(name):
    """A listener at this name that belongs to another user; None if the name is taken."""
    stranger = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    stranger.settimeout(10)
    os.seteuid(65534)
    try:
        stranger.bind("\0" + name[1:])
        stranger.listen()
    except OSError:
        return None
    finally:
        os.seteuid(0)
    return stranger
