"""Copies that are kept by themselves, and what `kanban doctor --restore` makes of them."""

import errno
import json
import os
import time

import pytest
from makers import DOING, change_plan

from kanban.cli.main import run
from kanban.commands import plan as plan_cmd
from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder import copies, files
from kanban.store.folder import migrations as migrate
from kanban.store.folder.restore import restore_board
from kanban.store.folder.store import FolderStore
from kanban.store.folder.watch import file_system
from kanban.text.dates import now
from kanban.text.messages import Refused, msg


def give(store, *commands):
    return store.apply("bridge", [Signed(command, "zhang", now()) for command in commands])


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def titles(folder):
    return sorted(card.title for card in FolderStore(folder).board("bridge").cards.values())


def doctor(folder, *words):
    return run(["-w", str(folder), "doctor", *words])


@pytest.mark.machine_clock
def test_a_burst_of_saves_pushes_out_neither_todays_nor_yesterdays_copy(tmp_path):
    path = tmp_path / "board.json"
    for number, old in ((1, 2 * 86_400), (2, 3600), (3, 1200)):
        files.replace(path, b"state %d" % number)
        age(path, old)
    for number in range(4, 60):
        files.replace(path, b"state %d" % number)
    kept = [one.read_bytes() for one in copies.copies_of(path)]
    assert kept == [b"state 59", b"state 58", b"state 3", b"state 1"]
    assert len(os.listdir(tmp_path)) == 5


def test_what_is_written_into_the_file_itself_is_written_into_no_copy(tmp_path):
    path = tmp_path / "board.json"
    files.replace(path, b"a")
    files.replace(path, b"b")
    path.chmod(0o640)
    files.replace(path, b"c")
    with open(path, "r+b") as file:
        file.write(b"!")
    assert [one.read_bytes() for one in copies.copies_of(path)[:2]] == [b"c", b"b"]
    assert copies.copy(path, 0).stat().st_mode == path.stat().st_mode


def test_without_room_for_a_copy_it_is_saved_all_the_same(tmp_path, monkeypatch):
    path = tmp_path / "board.json"
    files.replace(path, b"a")
    fresh, full = files._fresh, copies.copy(path, 0)

    def no_room(beside, like):
        if beside == full:
            raise OSError(errno.ENOSPC, "no space left on device")
        return fresh(beside, like)

    monkeypatch.setattr(files, "_fresh", no_room)
    files.replace(path, b"b")
    assert [one.read_bytes() for one in (path, *copies.copies_of(path))] == [b"b", b"b", b"a"]


SPOILERS = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-60]),
    "empty": lambda path: path.write_bytes(b""),
    "missing": lambda path: path.unlink(),
    "nonsense": lambda path: path.write_bytes(b"\xff\x00<<<<<<< HEAD"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "a link to a device": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    "a link to itself": lambda path: (path.unlink(), path.symlink_to(path)),
    "sparse": lambda path: os.truncate(path, 8 * 2**30),
    "merge markers": lambda path: path.write_bytes(b"<<<<<<< ours\n" + path.read_bytes() + b"\n>>>>>>> theirs\n"),
}


@pytest.mark.parametrize("how", SPOILERS)
def test_whatever_happened_to_a_file_the_board_comes_back_with_the_last_save(workspace, board_file, how, capsys):
    for title in "abc":
        give(workspace, Add(title=title))
    SPOILERS[how](board_file)
    assert doctor(workspace.folder) == 1
    told = capsys.readouterr()
    assert str(board_file) in told.out
    assert "kanban doctor --restore" in told.err
    assert doctor(workspace.folder, "--restore", "--board", "bridge") == 0
    assert "brought back from board.json." in capsys.readouterr().out
    assert titles(workspace.folder) == ["a", "b", "c"]
    assert doctor(workspace.folder) == 0
    give(FolderStore(workspace.folder), Add(title="after"))
    aside = [name for name in os.listdir(board_file.parent) if ".broken-" in name]
    assert len(aside) == (how != "missing")


def test_what_the_broken_file_still_tells_is_kept(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    give(workspace, Move(cards=("2",), column=DOING))
    give(workspace, Add(title="c"))
    give(workspace, Move(cards=("1",), column=DOING))
    content = json.loads(board_file.read_bytes())
    content["cards"]["3"]["rank"] = ["nonsense"]
    board_file.write_text(json.dumps(content))
    copies.copy(board_file, 0).unlink()
    assert FolderStore(workspace.folder).board("bridge").problems
    done = restore_board(board_file, "bridge", now())
    assert str(done[-1]) == "1 card was newer in the broken file and was kept"
    board = FolderStore(workspace.folder).board("bridge")
    assert [c.title for c in board.cards.values()] == ["a", "b", "c"]
    assert [c.column for c in board.cards.values()] == [DOING, DOING, "c1"]
    assert board.head.next_id == 4


def test_of_a_file_cut_short_the_cards_before_the_cut_are_kept(workspace, board_file):
    give(workspace, Add(title="a"))
    give(workspace, Add(title="b"), Move(cards=("1",), column=DOING), Add(title="c"))
    board_file.write_bytes(board_file.read_bytes()[:-20])
    copies.copy(board_file, 0).unlink()
    restore_board(board_file, "bridge", now())
    board = FolderStore(workspace.folder).board("bridge")
    assert [(c.title, c.column) for c in board.cards.values()] == [("a", DOING), ("b", "c1")]
    assert board.head.next_id == 4


def test_broken_files_kept_aside_are_bounded_and_a_sound_board_is_left_alone(workspace, board_file):
    give(workspace, Add(title="a"))
    for _ in range(6):
        board_file.write_bytes(b"oops")
        restore_board(board_file, "bridge", now())
    assert len(list(board_file.parent.glob("*.broken-*"))) == copies.BROKEN_KEPT
    before = board_file.read_bytes()
    assert restore_board(board_file, "bridge", now()) == [
        msg("{place}: {reason}", place=board_file, reason=msg("it can be read, nothing was done"))
    ]
    assert board_file.read_bytes() == before


def test_without_any_copy_the_broken_file_stays_and_a_sentence_says_so(workspace, board_file):
    for one in copies.copies_of(board_file):
        one.unlink()
    board_file.write_bytes(b"oops")
    with pytest.raises(Unreadable, match="no copy of it that can be read"):
        restore_board(board_file, "bridge", now())
    assert board_file.read_bytes() == b"oops"


def test_a_missing_file_is_neither_an_empty_board_nor_an_empty_plan(workspace, board_file, capsys):
    give(workspace, Add(title="a"))
    change_plan(workspace, [plan_cmd.SetProject(name="Bridge")], "pm")
    board_file.unlink()
    workspace.plan_path.unlink()
    fresh = FolderStore(workspace.folder)
    with pytest.raises(Refused, match="exists already"):
        fresh.create_board("bridge", "li")
    with pytest.raises(Unreadable, match="the plan's file is missing"):
        fresh.plan()
    with pytest.raises(Unreadable, match="the plan's file is missing"):
        change_plan(fresh, [plan_cmd.SetProject(name="Other")], "pm")
    assert doctor(workspace.folder, "--restore") == 0
    assert capsys.readouterr().out.count("brought back from") == 2
    assert (titles(workspace.folder), FolderStore(workspace.folder).plan().project) == (["a"], "Bridge")


def test_the_plan_comes_back_too(workspace, capsys):
    change_plan(workspace, [plan_cmd.SetProject(name="Bridge")], "pm")
    path = workspace.plan_path
    path.unlink()
    path.write_bytes(b"{")
    assert doctor(workspace.folder, "--restore") == 0
    assert "brought back from plan.json.0" in capsys.readouterr().out
    assert FolderStore(workspace.folder).plan().project == "Bridge"


@pytest.fixture
def older(monkeypatch):
    """A schema 0, in which cards had a `name` where they have a `title` now."""

    def rename(tables):
        for card in tables["cards"].values():
            card["title"] = card.pop("name")
        return tables

    monkeypatch.setitem(migrate.MIGRATIONS, 0, rename)


def make_older(path):
    content = json.loads(path.read_bytes())
    content["board"]["1"]["schema"] = 0
    for card in content["cards"].values():
        card["name"] = card.pop("title")
    path.write_text(json.dumps(content))
    return path.read_bytes()


def test_an_older_file_is_read_as_it_is_migrated_once_when_written_and_kept_as_it_was(workspace, board_file, older):
    give(workspace, Add(title="a"), Add(title="b"))
    old = make_older(board_file)
    fresh = FolderStore(workspace.folder)
    assert titles(workspace.folder) == ["a", "b"]
    assert board_file.read_bytes() == old
    give(fresh, Move(cards=("1",), column=DOING))
    assert json.loads(board_file.read_bytes())["board"]["1"]["schema"] == 1
    kept = board_file.with_name("board.json.schema-0")
    assert kept.read_bytes() == old
    give(FolderStore(workspace.folder), Add(title="c"))
    assert titles(workspace.folder) == ["a", "b", "c"]
    assert kept.read_bytes() == old


def test_an_older_file_nobody_can_migrate_is_refused_naming_both_versions(workspace, board_file):
    old = make_older(board_file)
    with pytest.raises(Unreadable, match=r"schema 0\), which this one \(schema 1\) cannot bring up to date"):
        give(FolderStore(workspace.folder), Add(title="x"))
    assert board_file.read_bytes() == old


def test_a_board_too_large_to_be_read_again_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "SIZE_LIMIT", 100)
    with pytest.raises(StoreError, match="not saved: 101 bytes are too large, at most 100 are read"):
        files.replace(tmp_path / "board.json", b"x" * 101)
    assert os.listdir(tmp_path) == []


def test_a_board_of_more_strings_than_are_read_is_not_written(tmp_path):
    with pytest.raises(StoreError, match="not saved: more strings than the 4000000 that are read"):
        files.replace(tmp_path / "board.json", b'"",' * 12 * 2**20)
    assert os.listdir(tmp_path) == []


def test_the_file_system_is_the_one_of_the_longest_mount_point(tmp_path):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/a rw\n"
        f"2 1 0:9 / {tmp_path} rw shared:1 - nfs4 host:/x rw\n"
        f"3 1 0:9 / {tmp_path}-other rw - tmpfs tmpfs rw\n"
    )
    assert file_system(tmp_path / "work", mounts) == "nfs4"
    assert file_system(tmp_path / "work", tmp_path / "none") == "unknown"
