"""A server that is frozen, as one whose machine hangs: its lines stay open and nothing comes. Said, and gone round."""

import os
import signal
import socket
import subprocess

import pytest
from evidence import BOARD, adds, created, nobody_idle_in_transaction, nothing_half, numbers_whole
from postgres_server import wait_until

from kanban.cli.main import run
from kanban.commands.cards import Move
from kanban.store.errors import StoreError
from kanban.store.postgres import silence


@pytest.fixture
def soon(monkeypatch, quick):
    """Nothing is waited for long."""
    monkeypatch.setattr(silence, "LOOK_SECONDS", 0.5)


class Frozen:
    """Processes of a server that do nothing until the end of the block."""

    def __init__(self, place, children_only=False):
        leader = int((place.server.data / "postmaster.pid").read_text().split()[0])
        below = subprocess.run(["pgrep", "-P", str(leader)], capture_output=True, text=True, check=True).stdout.split()
        self._pids = [*([] if children_only else [leader]), *map(int, below)]

    def __enter__(self):
        for pid in self._pids:
            os.kill(pid, signal.SIGSTOP)

    def __exit__(self, *error):
        for pid in self._pids:
            os.kill(pid, signal.SIGCONT)


def impatient(place):
    """The address, with a short time for each host."""
    return f"{place.url}?connect_timeout=2"


def test_a_move_on_a_frozen_server_is_said_and_saved_once_when_it_goes_on(own, desks, soon):
    place = own()
    place.open().apply(BOARD, adds(2))
    desk = desks(impatient(place))
    desk.session.submit(Move(cards=("2",), column="c2"))
    desk.until_state("saved")
    with Frozen(place):
        desk.session.submit(Move(cards=("1",), column="c2"))
        desk.until(lambda: desk.session.state == "not saved", 30)
        assert str(desk.session.failure)
        assert len(desk.session.view.cards) == 2
    desk.until_state("saved")
    assert [len(card.events) for card in place.cards().values()] == [2, 2]
    numbers_whole(place.server, place.name)
    nothing_half(place.url)
    wait_until(lambda: nobody_idle_in_transaction(place.server) is None)


def test_a_frozen_server_is_said_while_nothing_is_done_and_forgotten_when_it_goes_on(own, desks, soon):
    place = own()
    desk = desks(impatient(place))
    with Frozen(place):
        desk.session.store._notices.asked = lambda ref: None  # as where no notices arrive: it is asked every time
        desk.session.store._notices._lose()
        desk.until(lambda: desk.session.failure != "", 30)
        said = str(desk.session.failure)
        assert "the server has not answered for" in said or "timeout expired" in said
    desk.until(lambda: desk.session.failure == "")


def test_a_verb_on_a_frozen_server_ends_with_a_sentence(own, soon, capsys):
    place = own()
    with Frozen(place):
        assert run(["-w", impatient(place), "add", "card"]) == 3
    assert "connection timeout expired" in capsys.readouterr().err


def test_a_statement_that_is_slow_and_a_lock_that_is_waited_for_are_no_silence(place, soon):
    store = place.open()
    with store.connection.use() as raw:
        assert raw.execute("SELECT 1 FROM pg_sleep(2)").fetchall() == [(1,)]


def test_where_only_its_process_is_frozen_it_is_waited_for_no_longer_than_any_statement_takes(own, soon, monkeypatch):
    place = own()
    monkeypatch.setattr(silence, "END_SECONDS", 1.5)
    store = place.open(impatient(place))
    store.board(BOARD)
    with Frozen(place, children_only=True), pytest.raises(StoreError, match="the server has not answered for"):
        store._saver._connection._rows("SELECT 1", None)
    store.apply(BOARD, adds(1))
    assert created(place.server, place.name) == ["card 1"]
    nobody_idle_in_transaction(place.server)


@pytest.mark.parametrize("by", ["service", "environment", "address"])
def test_a_silent_first_host_does_not_keep_from_the_second(place, by, tmp_path, monkeypatch):
    """However the hosts are named."""
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the line, and says nothing
        ports = f"{silent.getsockname()[1]},{place.server.port}"
        named = {"host": "127.0.0.1,127.0.0.1", "port": ports, "connect_timeout": "2"}
        where = f"postgresql://postgres@/{place.name}"
        if by == "service":
            file = tmp_path / "services"
            file.write_text("[both]\n" + "".join(f"{name}={value}\n" for name, value in named.items()))
            monkeypatch.setenv("PGSERVICEFILE", str(file))
            where += "?service=both"
        elif by == "environment":
            for variable, name in {"PGHOST": "host", "PGPORT": "port", "PGCONNECT_TIMEOUT": "connect_timeout"}.items():
                monkeypatch.setenv(variable, named[name])
        else:
            where += "?" + "&".join(f"{name}={value}" for name, value in named.items())
        assert place.open(where).boards() == [BOARD]
