"""Files of a folder that cannot be read, or hold an odd record: they are named, and left as they are."""

import json
import os
import re
import time

import pytest
from makers import DOING, UNLIMITED, change_plan
from test_folder import give

from kanban.commands import plan as plan_cmd
from kanban.commands.cards import Add, Block, Comment, Move
from kanban.commands.undo import Undo
from kanban.store.errors import Unreadable
from kanban.store.folder.store import FolderStore
from kanban.text.messages import Refused


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
