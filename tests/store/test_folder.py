"""The embedded store on real files: what is kept there, what is never overwritten, what survives."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from makers import DOING, UNLIMITED, change_plan, hour
from tinydb import TinyDB

from kanban.commands import plan as plan_cmd
from kanban.commands.cards import Add, Edit, Move, Unblock
from kanban.commands.columns import RenameColumn, ShiftColumn
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.text.dates import local_zone
from kanban.text.messages import Refused

ADDER = """
import sys
from pathlib import Path
from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.text.dates import now
from kanban.store.folder.store import FolderStore
store, name, count = FolderStore(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(count):
    _, (applied,) = store.apply("bridge", [Signed(Add(title=f"{name}.{number}", top=number % 2 == 0), name, now())])
    print(applied.subjects[0], flush=True)
"""


def give(store, *commands, at=0):
    return store.apply("bridge", [Signed(command, "zhang", hour(at)) for command in commands])


def half_written(path):
    """Names of files that a write has left beside it."""
    return [name for name in os.listdir(path.parent) if name.endswith(".tmp")]


def adder(folder, name, count):
    """A process that adds cards and prints each id once it is acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", ADDER, folder, name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_workspace_is_made_on_first_use_with_a_plan_in_the_local_zone(tmp_path):
    store = FolderStore(tmp_path / "deep" / "work")
    assert store.boards() == []
    assert store.plan().rev == 0
    assert not (tmp_path / "deep").exists()
    store.create_board("bridge", "zhang")
    assert sorted(p.name for p in store.folder.iterdir()) == ["boards", "plan"]
    assert store.plan().timezone == local_zone()


def test_making_a_workspace_again_changes_nothing(workspace):
    change_plan(workspace, [plan_cmd.SetProject(name="Bridge")], "pm")
    plan = (workspace.folder / "plan" / "plan.json").read_bytes()
    FolderStore(workspace.folder).create(project="Other", timezone="Asia/Tokyo")
    assert (workspace.folder / "plan" / "plan.json").read_bytes() == plan


def test_what_is_no_board_is_not_listed(workspace):
    for name in (".git", "Not a slug", "tower"):
        (workspace.folder / "boards" / name).mkdir()
    (workspace.folder / "boards" / "notes").write_text("x")
    assert workspace.boards() == ["bridge", "tower"]


def test_tinydb_itself_reads_board_and_plan(workspace, board_file):
    give(workspace, Add(title="Weld 焊接"), Move(cards=("1",), column=DOING))
    change_plan(workspace, [plan_cmd.SetNode(code="1", name="Deck")], "pm")
    with TinyDB(board_file, access_mode="r") as stock:
        assert stock.tables() == {"board", "cards"}
        (card,) = stock.table("cards").all()
        assert (card["title"], card.doc_id, card["column"]) == ("Weld 焊接", 1, DOING)
        assert [event["kind"] for event in card["history"]] == ["created", "moved"]
        assert stock.table("board").get(doc_id=1)["slug"] == "bridge"
    with TinyDB(workspace.folder / "plan" / "plan.json", access_mode="r") as stock:
        assert [event["name"] for event in stock.table("history") if event["kind"] == "node_set"] == ["Deck"]


def test_a_board_that_tinydb_itself_wrote_is_read_and_carried_on(workspace, board_file):
    give(workspace, Add(title="Weld 焊接"))
    with TinyDB(board_file, indent=1) as stock:
        stock.table("notes").insert({"mine": 1})
    assert FolderStore(workspace.folder).board("bridge") == workspace.board("bridge")
    board, _ = give(workspace, Move(cards=("1",), column=DOING))
    assert [type(event).__name__ for event in board.cards["1"].events] == ["Created", "Moved"]
    assert json.loads(board_file.read_bytes())["notes"] == {"1": {"mine": 1}}


def test_what_changes_nothing_leaves_the_file_byte_for_byte(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    before, stat = board_file.read_bytes(), os.stat(board_file)
    for command in (
        Move(cards=("1",), column="c1"),
        Move(cards=("9",), column=DOING),
        Edit(cards=("1",), changes={"title": "a"}),
        Unblock(cards=("1",)),
        RenameColumn(column=DOING, name="Doing"),
        ShiftColumn(column=DOING, by=0),
        Redo(),
    ):
        give(workspace, command)
    after = os.stat(board_file)
    assert board_file.read_bytes() == before
    assert (after.st_ino, after.st_mtime_ns) == (stat.st_ino, stat.st_mtime_ns)


def test_a_plan_command_that_changes_nothing_or_is_refused_leaves_the_file_byte_for_byte(workspace):
    path = workspace.folder / "plan" / "plan.json"
    change_plan(workspace, [plan_cmd.SetNode(code="1", name="Deck")], "pm")
    before, inode = path.read_bytes(), path.stat().st_ino
    change_plan(workspace, [plan_cmd.SetNode(code="1", name="Deck")], "pm")
    with pytest.raises(Refused):
        change_plan(workspace, [plan_cmd.SetNode(code="2", name="Rails"), plan_cmd.RemoveNode(code="9")], "pm")
    assert (path.read_bytes(), path.stat().st_ino) == (before, inode)


def test_a_command_rewrites_no_byte_of_the_cards_it_does_not_touch(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    text = board_file.read_text().replace('"title":"b"', '"title" :  "b"')
    board_file.write_text(text)
    give(workspace, Move(cards=("1",), column=DOING))
    assert '"title" :  "b"' in board_file.read_text()


def test_what_a_newer_program_added_to_a_card_stays_with_it_while_nobody_touches_it(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    content = json.loads(board_file.read_bytes())
    content["cards"]["2"]["colour"] = "red"
    board_file.write_text(json.dumps(content))
    give(workspace, Move(cards=("1",), column=DOING))
    assert json.loads(board_file.read_bytes())["cards"]["2"]["colour"] == "red"


def test_a_full_disk_leaves_the_old_board_and_the_next_command_finds_it(workspace, board_file):
    give(workspace, Add(title="a"))
    before = board_file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(StoreError, match=r"board\.json: not saved: file too large"):
            give(workspace, Edit(cards=("1",), changes={"description": "x" * 5000}), Add(title="b"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert board_file.read_bytes() == before
    assert [c.title for c in workspace.board("bridge").cards.values()] == ["a"]
    board, _ = give(workspace, Add(title="c"))
    assert [(c.title, c.description) for c in board.cards.values()] == [("a", ""), ("c", "")]
    assert FolderStore(workspace.folder).board("bridge") == board
    assert half_written(board_file) == []


def as_nobody(action):
    """What `action` raises in a child process that is not root, as text."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing raised"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            action()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def public_workspace():
    """A workspace that another user may reach."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        store = FolderStore(Path(folder))
        store.create_board("bridge", "zhang", UNLIMITED)
        give(store, Add(title="a"))
        yield store


@pytest.mark.parametrize("lock_mode", [0o444, 0o666])
def test_in_a_folder_that_may_not_be_written_the_board_is_read_and_nothing_is_lost(public_workspace, lock_mode):
    path = public_workspace.board_path("bridge")
    os.chmod(path.parent / ".lock", lock_mode)
    os.chmod(path.parent, 0o555)
    before = path.read_bytes()
    try:
        said = as_nobody(lambda: give(public_workspace, Add(title="b")))
        assert said.startswith(f"StoreError: {path.parent}/")
        assert said.endswith(": not saved: permission denied")
        assert (
            as_nobody(lambda: FolderStore(public_workspace.folder).board("bridge").cards["1"].title) == "nothing raised"
        )
    finally:
        os.chmod(path.parent, 0o755)
    assert path.read_bytes() == before
    assert half_written(path) == []


def test_a_workspace_that_cannot_be_made_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="no workspace can be made there: not a directory"):
        FolderStore(tmp_path / "file" / "work").create_board("bridge", "zhang")


def test_two_processes_that_add_at_once_make_distinct_cards_with_distinct_ranks(workspace):
    processes = [adder(workspace.folder, name, 50) for name in ("one", "two")]
    said = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in said] == ["", ""]
    acknowledged = [line for out, _ in said for line in out.split()]
    board = workspace.board("bridge")
    assert sorted(acknowledged, key=int) == [str(number) for number in range(1, 101)]
    assert {c.title for c in board.cards.values()} == {f"{n}.{i}" for n in ("one", "two") for i in range(50)}
    assert len({c.rank for c in board.cards.values()}) == 100
    assert len(board.cards_in("c1")) == 100
    assert half_written(workspace.board_path("bridge")) == []


@pytest.mark.slow
def test_a_process_killed_at_any_moment_loses_no_card_it_was_told_is_saved(workspace):
    acknowledged: list[str] = []
    for kill in range(20):
        process = adder(workspace.folder, f"run{kill}", 10_000)
        acknowledged.append(process.stdout.readline().strip())
        time.sleep((kill * 7 % 20) / 1000)
        process.send_signal(signal.SIGKILL)
        out, error = process.communicate()
        assert error == ""
        acknowledged += [line for line in out.split("\n")[:-1] if line]
        board = FolderStore(workspace.folder).board("bridge")
        assert board.problems == ()
        assert set(acknowledged) <= set(board.cards)
        assert len(board.cards_in("c1")) == len(board.cards) == board.head.next_id - 1
    board, _ = give(workspace, Add(title="after all"))
    assert board.cards[str(board.head.next_id - 1)].title == "after all"
    assert len(acknowledged) >= 20
