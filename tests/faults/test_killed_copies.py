"""Copies of a workspace that are killed, and two at once: in the end there is one whole copy, or none."""

import random
import re
import signal
import subprocess
import sys
import time

import msgspec
import pytest
from makers import DOING, DONE, UNLIMITED, hour

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.copying import copy
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A workspace of thirty boards, one of them removed."""
    store = FolderStore(tmp_path_factory.mktemp("many") / "work")
    store.create(project="Bridge", by="bo")
    for number in range(30):
        slug = f"driver-{number}"
        store.create_board(slug, slug, UNLIMITED)
        signed = [Signed(Add(title=f"weld {n}"), slug, hour(n)) for n in range(20)]
        signed += [
            Signed(Move(cards=(str(n),), column=c), slug, hour(30 + n)) for n in range(1, 21) for c in (DOING, DONE)
        ]
        store.apply(slug, signed)
    store.removals.remove("driver-7", "root", hour(100))
    return store.folder


@pytest.fixture(params=["to a server", "to a folder", "from a server"])
def way(request, source, on_server, tmp_path):
    """From where to where."""
    if request.param == "to a server":
        return str(source), on_server.url
    if request.param == "to a folder":
        return str(source), str(tmp_path / "copy")
    copy(FolderStore(source), open_store(on_server.url), lambda *step: None)
    return on_server.url, str(tmp_path / "copy")


def start(way):
    return subprocess.Popen(
        [sys.executable, "-m", "kanban", "copy", *way],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def is_whole(place):
    """Whether there is a workspace; what is not finished says so."""
    try:
        return open_store(place).exists()
    except StoreError as error:
        if "is not finished there" in str(error):
            return False
        raise


def content(place):
    store = open_store(str(place))
    boards = {one: store.transfer.board(one) for one in store.transfer.kept()}
    encode = msgspec.json.encode
    found = {
        one: (encode(board.head), {i: encode(card) for i, card in board.all_cards.items()})
        for one, board in boards.items()
    }
    return found, [encode(event) for event in store.plan().history]


def test_a_copy_that_is_killed_again_and_again_is_whole_in_the_end(way, source, many):
    chance, killed, code = random.Random(11), 0, None
    for number in range(many(8, 60)):
        process = start(way)
        begun = process.stderr.readline()
        time.sleep(chance.uniform(0, min(0.25, 0.02 * number)))  # at once at first: a quick machine is soon at its end
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        code = process.returncode
        assert code == 0 or code == -signal.SIGKILL or "it is not empty" in begun
        killed += code == -signal.SIGKILL
        if code != -signal.SIGKILL:
            break
        if is_whole(way[1]):  # it was killed after its end
            break
    assert killed
    process = start(way)
    _, err = process.communicate(timeout=60)
    assert "copied 30 boards" in err or "it is not empty" in err
    assert content(way[1]) == content(source)


def test_two_copies_at_once_leave_one_whole_copy(way, source, many):
    first = start(way)
    first.stderr.readline()
    second = start(way)
    told = [one.communicate(timeout=120)[1] for one in (first, second)]
    codes = [first.returncode, second.returncode]
    assert sorted(codes) in ([0, 1], [0, 4])
    why = told[codes.index(max(codes))].splitlines()[-1]
    assert re.search("another copy has taken this one's place there|it is not empty|made or removed there", why)
    assert content(way[1]) == content(source)
