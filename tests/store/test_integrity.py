"""What somebody, or something, did to a board's file is noticed, named, and never written over."""

import hashlib
import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from makers import DOING, DONE, hour

from kanban.commands.cards import Add, Edit, Move
from kanban.commands.outcome import Signed
from kanban.commands.undo import Undo
from kanban.metrics.rollup.tally import Tally
from kanban.model.board import SCHEMA, AnyBoardEvent, BoardHead
from kanban.model.card import Card
from kanban.model.events import AnyEvent
from kanban.model.flow import Flow
from kanban.model.plan_events import AnyPlanEvent
from kanban.session.rollup import RollupFeed
from kanban.store.errors import StoreError
from kanban.store.folder import codec, tallies, tally_files
from kanban.store.folder.plan_file import PlanHead
from kanban.store.folder.store import FolderStore
from kanban.store.postgres.migrations import latest

SHAPES = Path(__file__).with_name("stored_shapes.json")


def give(store, *commands, at=0):
    return store.apply("bridge", [Signed(command, "zhang", hour(at)) for command in commands])


@pytest.fixture
def spoilt(workspace, board_file):
    """Change the file's JSON as an editor would, and open it anew."""
    give(workspace, Add(title="a"), Add(title="b"), Move(cards=("1",), column=DOING), Add(title="c"))

    def spoil(change, compact=True):
        content = json.loads(board_file.read_bytes())
        change(content)
        board_file.write_text(json.dumps(content, separators=(",", ":")) if compact else json.dumps(content, indent=1))
        return FolderStore(workspace.folder)

    return spoil


def give_or_none(store, command):
    """Why the command was not carried out; None if it was."""
    try:
        return give(store, command, at=9)[1][0].refusal
    except StoreError as error:
        return error


def refused(store, board_file, why):
    """The board is shown, says why, takes no command, and its file stays as it was."""
    before = board_file.read_bytes()
    assert any(why in str(problem) for problem in store.board("bridge").problems)
    assert any(why in str(problem) for problem in store.checks.check("bridge"))
    _, (applied,) = give(store, Add(title="x"))
    assert why in str(applied.refusal)
    assert board_file.read_bytes() == before


@pytest.mark.parametrize("compact", [True, False])
def test_a_key_of_a_card_that_is_not_known_is_refused_and_never_lost(spoilt, board_file, compact):
    store = spoilt(lambda content: content["cards"]["2"].update(cost=5), compact)
    refused(store, board_file, "card 2: Object contains unknown field `cost`")
    assert set(store.board("bridge").cards) == {"1", "3"}
    assert json.loads(board_file.read_bytes())["cards"]["2"]["cost"] == 5


@pytest.mark.parametrize("place", ["board", "column", "flow"])
def test_a_key_that_is_not_known_is_refused_wherever_it_stands(spoilt, board_file, place):
    def change(content):
        head = content["board"]["1"]
        head.setdefault("columns", [{"id": f"c{n}", "name": str(n), "kind": kind} for n, kind in
                                    enumerate(("queue", "queue", "active", "active", "done"), start=1)])  # fmt: skip
        target = {"board": head, "column": head["columns"][0], "flow": content["cards"]["2"]["flow"]}[place]
        target["cost"] = 5

    store = spoilt(change)
    before = board_file.read_bytes()
    problems = [str(problem) for problem in store.checks.check("bridge")]
    assert any("unknown field" in problem and "cost" in problem for problem in problems)
    assert give_or_none(store, Move(cards=("2",), column=DONE)) is not None
    assert board_file.read_bytes() == before


def test_a_key_of_an_event_that_is_not_known_is_named_and_carried(spoilt, board_file):
    store = spoilt(lambda content: content["cards"]["1"]["history"][0].update(event_count=7, cost=5))
    assert not store.board("bridge").problems
    _, (applied,) = give(store, Move(cards=("2",), column=DOING), at=8)
    assert applied.refusal is None
    _, (applied,) = give(store, Edit(cards=("1",), changes={"title": "aa"}), at=9)
    assert applied.refusal is None
    first = json.loads(board_file.read_bytes())["cards"]["1"]["history"][0]
    assert (first["event_count"], first["cost"]) == (7, 5)
    assert "card 1: its history cannot be read" in str(store.checks.check("bridge")[0])


@pytest.mark.parametrize("text", [',"id":"7"', '"flow":{"created_at":"', '"event_count":'])
def test_no_text_of_a_card_is_taken_for_the_files_own_layout(workspace, text):
    give(workspace, Add(title=f"x {text} y", description=text), Add(title="b"))
    store = FolderStore(workspace.folder)
    assert not store.board("bridge").problems
    assert give(store, Add(title="c"))[1][0].refusal is None


def test_what_this_program_wrote_needs_no_closer_look(workspace, board_file):
    give(workspace, Add(title='a ,"id":"7"'), Add(title="b"), Move(cards=("1",), column=DOING))
    assert codec.first_paint("bridge", board_file.read_bytes()) == workspace.board("bridge")


def test_a_card_that_was_cut_out_is_noticed_and_comes_back(spoilt, board_file):
    store = spoilt(lambda content: content["cards"].pop("2"))
    refused(store, board_file, "1 card is missing: 3 were made")
    store.checks.restore("bridge", hour(9))
    assert [card.title for card in FolderStore(store.folder).board("bridge").cards.values()] == ["a", "b", "c"]


def test_a_table_that_was_cut_out_is_noticed_and_comes_back(spoilt, board_file):
    store = spoilt(lambda content: content.pop("cards"))
    refused(store, board_file, "it has no table 'cards'")
    store.checks.restore("bridge", hour(9))
    fresh = FolderStore(store.folder)
    assert len(fresh.board("bridge").cards) == 3
    assert give(fresh, Undo(), at=10)[1][0].refusal is None


def test_a_card_that_no_copy_has_is_said_to_be_lost_once_and_work_goes_on(spoilt, workspace, board_file):
    store = spoilt(lambda content: content["cards"].pop("2"))
    for copy in board_file.parent.glob("board.json.*"):
        copy.write_bytes(board_file.read_bytes())
        content = json.loads(copy.read_bytes())
        content["board"]["1"]["next_id"] = 3
        content["cards"].pop("3")
        content["cards"]["2"] = json.loads(json.dumps(content["cards"]["1"]).replace('"id": "1"', '"id": "2"'))
        content["cards"]["2"]["rank"] = "zz"
        copy.write_text(json.dumps(content))
        break
    done = store.checks.restore("bridge", hour(9))
    fresh = FolderStore(store.folder)
    assert not fresh.board("bridge").problems, done
    assert give(fresh, Add(title="after"), at=10)[1][0].refusal is None


def test_a_card_that_stands_there_twice_is_named(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    content = board_file.read_bytes()
    begin = content.index(b'"2":{')
    end = content.index(b"]}", begin) + 2
    second = content[begin:end].replace(b'"b"', b'"other"')
    board_file.write_bytes(content[:end] + b"," + second + content[end:])
    refused(FolderStore(workspace.folder), board_file, "card 2: it is there more than once")
    shown_first = FolderStore(workspace.folder)
    shown_first.prefetch("bridge")
    assert shown_first.first_paint("bridge").problems == ()
    refused(shown_first, board_file, "card 2: it is there more than once")


def test_a_roll_up_shows_a_board_before_it_is_checked_and_names_it_with_the_next_look(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"), Add(title="c"))
    content = json.loads(board_file.read_bytes())
    del content["cards"]["2"]
    board_file.write_text(json.dumps(content, separators=(",", ":")))
    store = FolderStore(workspace.folder)
    store.prefetch(*store.boards())
    feed = RollupFeed(store)
    _, first = feed.look()
    assert (first.boards_read, first.unread) == (1, ())
    _, second = feed.look()
    assert [str(unread.problem.reason) for unread in second.unread] == ["1 card is missing: 3 were made"]
    assert feed.look() is None


def test_a_board_that_is_sound_is_no_news_once_it_is_checked(workspace):
    give(workspace, Add(title="a"))
    store = FolderStore(workspace.folder)
    store.prefetch(*store.boards())
    feed = RollupFeed(store)
    assert feed.look() is not None
    assert feed.look() is None


def test_a_table_of_somebody_elses_is_carried_along(spoilt, board_file):
    store = spoilt(lambda content: content.update(notes={"1": {"text": "mine"}}))
    assert give(store, Add(title="x"))[1][0].refusal is None
    assert json.loads(board_file.read_bytes())["notes"] == {"1": {"text": "mine"}}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: content["history"].pop("1"), "event 1 of the plan's history is missing"),
        (lambda content: content.pop("history"), "event 1 of the plan's history is missing"),
        (lambda content: content["history"]["1"].update(cost=5), "unknown field `cost`"),
        (lambda content: content["plan"]["1"].update(cost=5), "unknown field `cost`"),
        (lambda content: content["plan"]["1"].update(events=0), "its history has 1 events, and should have 0"),
        (lambda content: content["plan"]["1"].update(schema=SCHEMA + 1), f"schema {SCHEMA + 1}"),
        (lambda content: content["history"]["1"].update(kind="node_set", code="x", name="y"), "Object contains"),
    ],
)
def test_a_plan_that_was_changed_by_hand_is_named_and_left_as_it_is(workspace, change, why):
    path = workspace.plan_path
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    store = FolderStore(workspace.folder)
    (problem,) = store.checks.check(None)
    assert why in str(problem)
    assert str(path) in str(problem)
    with pytest.raises(Exception, match=r"plan\.json"):
        store.apply(None, [Signed(Undo(), "pm", hour(1))])
    assert path.read_bytes() == before
    store.checks.restore(None, hour(2))
    assert FolderStore(workspace.folder).plan().history


def _shape(type_, seen=()):
    """Fields, types and tags of a stored struct and of all that it holds."""
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        if type_ in seen:
            return type_.__name__
        tag = type_.__struct_config__.tag
        fields = msgspec.structs.fields(type_)
        return tag, [(f.encode_name, f.required, _shape(f.type, (*seen, type_))) for f in fields]
    if arguments := get_args(type_):
        return [_shape(one, seen) for one in arguments]
    return getattr(type_, "__name__", repr(type_))


def _digest(shapes):
    return hashlib.sha256(str([_shape(shape) for shape in shapes]).encode()).hexdigest()[:16]


def test_a_tally_of_another_shape_needs_a_migration_that_counts_those_on_servers_anew():
    digest, number = _digest([Tally]), latest()
    assert json.loads(SHAPES.read_text()).get(f"tallies {number}") == digest, (
        "what a server keeps of each package has another shape: add a migration in kanban/store/postgres after which "
        f"the tallies are counted anew, and record {digest!r} as the tallies of its number in {SHAPES.name}"
    )


def test_tallies_beside_a_board_of_another_shape_need_another_number():
    digest, number = _digest([tallies._Counted]), tally_files.SCHEMA
    assert json.loads(SHAPES.read_text()).get(f"tally files {number}") == digest, (
        "what is kept beside a board of what its cards come to has another shape: raise SCHEMA in "
        f"kanban/store/folder/tally_files.py, and record {digest!r} for the new number in {SHAPES.name}"
    )


def test_a_stored_shape_that_changes_needs_another_schema_number():
    digest = _digest([BoardHead, Card, Flow, PlanHead, AnyEvent, AnyBoardEvent, AnyPlanEvent])
    recorded = json.loads(SHAPES.read_text())
    assert recorded.get(str(SCHEMA)) == digest, (
        "what is stored has another shape: raise SCHEMA in kanban/model/board.py, add a migration in "
        f"kanban/store/folder/migrations.py, and record {digest!r} for the new number in {SHAPES.name}"
    )
