"""A session over real files: what fails is known, kept and tried again; what is closed leaves nothing behind."""

import subprocess
import sys
import time

import pytest
from desk import Desk
from makers import DOING, DONE

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.session.board import BoardSession
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

HOLD = """
import sys
from pathlib import Path
from kanban.store.folder.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def open_desk(workspace):
    return Desk(lambda post: BoardSession.opened(workspace, "bridge", "zhang", post))


@pytest.fixture
def desk(no_saver_left, workspace):
    desk = open_desk(workspace)
    yield desk
    desk.session.close()


@pytest.fixture
def obstacle(board_file):
    """Something real in the way of every save: a folder where the temp file goes."""
    return board_file.parent / f".{board_file.name}.tmp"


def test_what_fails_is_not_saved_with_the_reason_and_is_saved_as_soon_as_it_can_be(desk, obstacle, workspace):
    obstacle.mkdir()
    desk.session.submit(Add(title="a"))
    assert desk.session.state == "saving"
    desk.until(lambda: desk.session.state == "not saved")
    assert str(desk.session.failure) == "not saved: is a directory"
    assert not desk.session.view.cards
    assert len(desk.session.unsaved) == 1
    obstacle.rmdir()
    desk.until(lambda: desk.session.state == "saved")
    assert [c.title for c in FolderStore(workspace.folder).board("bridge").cards.values()] == ["a"]
    assert desk.session.failure == ""


def test_a_lock_held_by_somebody_else_is_a_failed_save_and_is_tried_again(desk, board_file, monkeypatch):
    monkeypatch.setattr("kanban.store.folder.locks.LOCK_SECONDS", 0.3)
    lock = board_file.parent / ".lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, lock], stdin=-1, stdout=-1, text=True)
    holder.stdout.readline()
    desk.session.submit(Add(title="a"))
    desk.until(lambda: desk.session.state == "not saved")
    assert f"locked by process {holder.pid}" in str(desk.session.failure)
    holder.communicate("")
    desk.until(lambda: desk.session.state == "saved")
    assert len(desk.session.view.cards) == 1


def test_a_card_changed_anew_replaces_what_could_not_be_saved_of_it(desk, obstacle, workspace):
    desk.session.submit(Add(title="a"))
    desk.until(lambda: desk.session.state == "saved")
    obstacle.mkdir()
    desk.session.submit(Move(cards=("1",), column=DONE))
    desk.until(lambda: desk.session.state == "not saved")
    desk.session.submit(Move(cards=("1",), column=DOING))
    desk.until(lambda: desk.session.state == "not saved")
    obstacle.rmdir()
    desk.until(lambda: desk.session.state == "saved")
    card = FolderStore(workspace.folder).board("bridge").cards["1"]
    assert [e.to.column for e in card.events[1:]] == [DOING]


@pytest.mark.parametrize("order", ["closed at once", "closed after the failure", "closed after a second command"])
def test_what_is_left_after_closing_is_exactly_what_is_on_no_disk(desk, obstacle, order):
    desk.session.submit(Add(title="kept"))
    desk.until(lambda: desk.session.state == "saved")
    obstacle.mkdir()
    desk.session.submit(Add(title="a"))
    if order != "closed at once":
        desk.until(lambda: desk.session.state == "not saved")
    if order == "closed after a second command":
        desk.session.submit(Add(title="b"))
    assert not desk.session.close()
    left = [signed.command.title for signed in desk.session.left_over()]
    assert left == (["a", "b"] if order == "closed after a second command" else ["a"])
    assert "is a directory" in str(desk.session.failure)
    obstacle.rmdir()


def test_a_save_that_hangs_is_left_over_too(workspace, board_file):
    desk = open_desk(workspace)
    lock = board_file.parent / ".lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, lock], stdin=-1, stdout=-1, text=True)
    holder.stdout.readline()
    desk.session.submit(Add(title="a"))
    time.sleep(0.1)
    assert not desk.session.close(0.2)
    assert [signed.command.title for signed in desk.session.left_over()] == ["a"]
    holder.communicate("")
    assert desk.session.close(5)
    assert desk.session.left_over() == []


def test_who_stays_after_a_failed_close_goes_on_saving(desk, obstacle, workspace):
    obstacle.mkdir()
    desk.session.submit(Add(title="a"))
    assert not desk.session.close()
    obstacle.rmdir()
    desk.session.submit(Add(title="b"))
    desk.until(lambda: desk.session.state == "saved")
    assert [c.title for c in FolderStore(workspace.folder).board("bridge").cards.values()] == ["a", "b"]


def test_a_board_that_becomes_unreadable_is_told_once_and_mended_is_told_too(desk, board_file):
    desk.session.submit(Add(title="a"))
    desk.until(lambda: desk.session.state == "saved")
    aside = board_file.with_name("aside")
    board_file.rename(aside)
    desk.until(lambda: "missing" in str(desk.session.failure))
    assert "1" in desk.session.view.cards
    count = len(desk.news)
    time.sleep(0.4)
    assert len(desk.news) == count
    aside.rename(board_file)
    desk.until(lambda: desk.session.failure == "")


def test_a_change_by_somebody_else_is_there_within_a_second(desk, workspace):
    other = FolderStore(workspace.folder)
    other.apply("bridge", [Signed(Add(title="theirs"), "li", now())])
    desk.until(lambda: len(desk.session.view.cards) == 1, 1.0)
