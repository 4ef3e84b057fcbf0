"""The embedded store on real files: what is kept there, what is never overwritten, what survives."""

import json
import os
import re
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
from kanban.commands.cards import Add, Block, Comment, Edit, Move, Unblock
from kanban.commands.columns import RenameColumn, ShiftColumn
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.store.errors import StoreError, Unreadable
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


def spoil_with(content):
    return lambda path: path.write_bytes(content)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-40])


def newer(path):
    content = json.loads(path.read_bytes())
    content["board"]["1"]["schema"] = 99
    content["cards"]["1"]["title"] = {"of": "another kind"}
    path.write_text(json.dumps(content))


def only_newer(path):
    path.write_bytes(path.read_bytes().replace(b'"schema":1,', b'"schema":2,'))


def remake(make):
    def spoil(path):
        path.unlink()
        make(path)

    return spoil


SPOILED = {
    "truncated": (truncate, "not a board or plan of this program"),
    "empty": (spoil_with(b""), "not a board or plan of this program"),
    "no JSON": (spoil_with(b"hello"), "not a board or plan of this program"),
    "a list": (spoil_with(b"[1, 2]"), "not a board or plan of this program"),
    "tables of another kind": (spoil_with(b'{"board": [1]}'), "not a board or plan of this program"),
    "no board in it": (spoil_with(b'{"_default": {"1": {"a": 1}}}'), "it has no 'board' record"),
    "a board of another kind": (
        spoil_with(b'{"board": {"1": {"schema": 1, "slug": 5, "driver": "x"}}}'),
        r"board 1: Expected `str`, got `int` - at `\$\.slug`",
    ),
    "no schema": (spoil_with(b'{"board": {"1": {"slug": "bridge"}}}'), "missing required field `schema`"),
    "no UTF-8": (spoil_with(b'{"board": {"1": {"schema": 1, "slug": "\xff", "driver": "x"}}}'), "board"),
    "nested too deep": (spoil_with(b"[" * 100_000), "not a board or plan of this program"),
    "newer": (newer, r"newer version of this program \(schema 99, this one reads up to 1\)"),
    "newer but alike": (only_newer, r"newer version of this program \(schema 2, this one reads up to 1\)"),
    "missing": (lambda path: path.unlink(), "the board's file is missing"),
    "a folder": (remake(os.mkdir), "not a regular file"),
    "a fifo": (remake(os.mkfifo), "not a regular file"),
}


def content_of(path):
    return path.read_bytes() if path.is_file() else path.exists() and path.stat()


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_cannot_be_read_is_named_quickly_and_never_overwritten(workspace, board_file, how):
    give(workspace, Add(title="a"), Add(title="b"))
    spoil, why = SPOILED[how]
    spoil(board_file)
    before, began = content_of(board_file), time.monotonic()
    for store in (workspace, FolderStore(workspace.folder)):
        for attempt in (lambda s=store: s.board("bridge"), lambda s=store: give(s, Add(title="c"))):
            with pytest.raises(Unreadable, match=why) as error:
                attempt()
            assert str(board_file) in str(error.value)
            assert "\n" not in str(error.value)
    assert time.monotonic() - began < 1
    assert content_of(board_file) == before
    if how != "missing":
        with pytest.raises(Refused, match="exists already"):
            workspace.create_board("bridge", "li")


def test_a_board_that_was_unreadable_is_read_again_once_it_is_restored(workspace, board_file):
    give(workspace, Add(title="a"))
    good = board_file.read_bytes()
    board_file.write_bytes(b"oops")
    with pytest.raises(Unreadable):
        workspace.board("bridge")
    board_file.write_bytes(good)
    board, _ = give(workspace, Add(title="b"))
    assert [c.title for c in board.cards.values()] == ["a", "b"]


def test_a_plan_that_cannot_be_read_is_never_overwritten(workspace):
    path = workspace.folder / "plan" / "plan.json"
    for content, why in ((b"{", "not a board or plan"), (b'{"plan": {"1": {"schema": 9}}}', "newer version")):
        path.write_bytes(content)
        for attempt in (workspace.plan, lambda: change_plan(workspace, [plan_cmd.SetProject(name="x")], "pm")):
            with pytest.raises(Unreadable, match=why):
                attempt()
        workspace.create()
        assert path.read_bytes() == content


def odd_card(content):
    content["cards"]["2"]["due_at"] = "yesterday"


def odd_key(content):
    content["cards"]["7"] = content["cards"].pop("2")


def odd_column(content):
    content["cards"]["2"]["column"] = "c77"


def odd_history(content):
    content["cards"]["2"]["history"] = {"0": "created"}


def no_history(content):
    del content["cards"]["2"]["history"], content["cards"]["2"]["event_count"]


def odd_columns(content):
    content["board"]["1"]["columns"] = [c for c in content["board"]["1"]["columns"] if c["kind"] != "done"]


def odd_slug(content):
    content["board"]["1"]["slug"] = "tower"


def test_a_history_that_is_no_list_is_refused_when_its_card_is_touched_and_left_as_it_is(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    content = json.loads(board_file.read_bytes())
    odd_history(content)
    board_file.write_text(json.dumps(content))
    before = board_file.read_bytes()
    _, (applied,) = give(workspace, Block(cards=("2",), why="crane"))
    assert "history" in str(applied.refusal)
    assert board_file.read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "why", "shown"),
    [
        (odd_card, r"card 2: Invalid RFC3339 encoded datetime - at `\$\.due_at`", {"1", "3"}),
        (odd_key, "card 7: its id is '2'", {"1", "7", "3"}),
        (odd_column, "card 2: its column 'c77' is not on the board", {"1", "2", "3"}),
        (odd_columns, "its columns make no board: a board needs at least one done column", {"1", "2", "3"}),
        (no_history, "card 2: Object missing required field `event_count`", {"1", "3"}),
        (odd_slug, "it says it is board 'tower', but lies in folder 'bridge'", {"1", "2", "3"}),
    ],
)
def test_one_odd_record_is_named_the_rest_is_shown_and_no_command_is_taken(workspace, board_file, spoil, why, shown):
    give(workspace, Add(title="a"), Add(title="b"), Add(title="c"))
    content = json.loads(board_file.read_bytes())
    content["board"]["1"]["columns"] = [{"id": c.id, "name": c.name, "kind": c.kind} for c in UNLIMITED]
    spoil(content)
    board_file.write_text(json.dumps(content))
    before = board_file.read_bytes()
    board = workspace.board("bridge")
    assert len(board.problems) == 1
    assert str(board.problems[0]).startswith(f"{board_file}: ")
    assert re.search(why, str(board.problems[0]))
    assert set(board.cards) == shown
    same, (applied,) = give(workspace, Move(cards=("1",), column=DOING))
    assert same is board
    assert f"({board_file})" in str(applied.refusal)
    assert board_file.read_bytes() == before


def test_an_event_that_cannot_be_read_is_told_when_it_is_needed_and_nothing_is_written(workspace, board_file):
    give(workspace, Add(title="a"), Move(cards=("1",), column=DOING))
    content = json.loads(board_file.read_bytes())
    content["cards"]["1"]["history"][1]["kind"] = "teleported"
    board_file.write_text(json.dumps(content))
    before = board_file.read_bytes()
    _, (applied,) = give(workspace, Undo())
    assert "history cannot be read: Invalid value 'teleported' - at `$[1].kind`" in str(applied.refusal)
    assert board_file.read_bytes() == before


def test_a_history_without_its_beginning_is_refused_when_it_is_needed_and_left_as_it_is(workspace, board_file):
    give(workspace, Add(title="a"), Comment(cards=("1",), text="hm"))
    content = json.loads(board_file.read_bytes())
    del content["cards"]["1"]["history"][0]
    board_file.write_text(json.dumps(content))
    before = board_file.read_bytes()
    _, (applied,) = give(workspace, Undo())
    assert "card 1: its history does not begin with its creation" in str(applied.refusal)
    assert board_file.read_bytes() == before


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
