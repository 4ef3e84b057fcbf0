"""Changes that could not be saved: written to a file, read again, and refused where they are none."""

import json
import pkgutil
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from makers import BACKLOG, DOING, UNLIMITED, Desk, hour

import kanban.commands
from kanban.commands.cards import Add, AddMany, Archive, Block, Comment, Edit, Explain, Move, Unarchive, Unblock
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, SetColumnKind, ShiftColumn
from kanban.commands.imports import Import
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Command, Signed
from kanban.commands.plan import (
    Achieve,
    AnyPlanCommand,
    ChangePlan,
    RemoveMilestone,
    RemoveNode,
    SetBaseline,
    SetMilestone,
    SetNode,
    SetProject,
)
from kanban.commands.plan_costs import BookCost, RemoveCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import RemoveLink, SetCalendar, SetEstimate, SetLink
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.formats.pending_changes import Pending, read, write
from kanban.model.board import Board
from kanban.model.fields import CardFields
from kanban.model.plan import EMPTY_PLAN
from kanban.text.messages import Refused

OF_A_BOARD: list[Command] = [
    Add(title="Weld span 17", estimate=3.0, tags=("steel",), due_at=hour(1)),
    AddMany(cards=(CardFields(title="焊接", due_at=hour(1)), CardFields(title="b", tags=("x",))), column=DOING),
    Move(cards=("1", "2"), column=DOING, after="7", reason="defect", over_wip=True),
    Explain(cards=("1",), reason="parked"),
    Edit(cards=("1",), changes={"title": "焊接", "tags": ["a"]}, opened={"title": "Weld"}),
    Block(cards=("1",), why="crane\nbooked"), Unblock(cards=("1",)), Comment(cards=("1",), text="so it is"),
    Archive(cards=("1",)), Undo(), Redo(), AddColumn(name="Paint", kind="active"), RenameColumn(column="c1", name="x"),
    LimitColumn(column="c1", wip_limit=None), DeleteColumn(column="c1", target=BACKLOG),
    ShiftColumn(column="c1", by=1), Unarchive(cards=("1",), column=DOING, over_wip=True),
    SetColumnKind(column="c1", kind="done", anew=True), Log(cards=("1",), minutes=90),
]  # fmt: skip
OF_THE_PLAN: list[Command] = [
    SetProject(name="Bridge 大桥"), SetNode(code="1", name="Bridge"), RemoveNode(code="1"),
    SetMilestone(name="Deck", gates=("1.1",), phase=None), SetBaseline(milestone="M1", due_at=hour(9), why="steel"),
    SetEstimate(code="1.2.3", working_days=2.5),
    SetLink(predecessor="1.2.3", successor="M1", type="SS", lag_working_days=-1.0),
    RemoveLink(predecessor="1.2.3", successor="zhang/7"), SetCalendar(workdays=("mon",), holidays=(date(2026, 5, 1),)),
    SetCurrency(currency="CNY"), SetBudget(code="1.2.3", amount=100, start=date(2026, 5, 1), finish=None),
    SetRate(amount=200, driver="zhang"), BookCost(code="1.2.3", amount=5, on=date(2026, 5, 1)), RemoveCost(cost=1),
    Achieve(milestone="M1", achieved_at=None), RemoveMilestone(milestone="M1"), Undo(), Redo(),
    ChangePlan(steps=(SetNode(code="1", name="Bridge"), SetMilestone(id="M2", new=True))),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unsaved.jsonl"


def line(**changes: object) -> bytes:
    """A good line, with other values under some keys; None takes a key out."""
    good = {"command": {"command": "undo"}, "by": "li", "at": "2026-11-20T08:00:00Z", "ref": "bridge"}
    values = {key: value for key, value in {**good, **changes}.items() if value is not None}
    return json.dumps(values).encode()


def test_every_command_of_board_and_plan_comes_back_as_it_was(file: Path) -> None:
    assert {type(command) for command in OF_A_BOARD} == set(get_args(AnyBoardCommand)) - {Import}
    assert {type(command) for command in OF_THE_PLAN} == set(get_args(AnyPlanCommand))
    changes = [Pending(Signed(command, "zhang", hour(n)), "bridge") for n, command in enumerate(OF_A_BOARD)]
    changes += [Pending(Signed(command, "pm", hour(n)), None) for n, command in enumerate(OF_THE_PLAN)]
    write(file, changes)
    assert read(file) == changes
    assert len(file.read_bytes().splitlines()) == len(changes)


def test_no_command_was_left_out_of_what_can_be_kept_and_carried_out() -> None:
    for _, name, _ in pkgutil.iter_modules(kanban.commands.__path__):
        import_module(f"kanban.commands.{name}")
    every = {kind for kind in _subclasses(Command) if kind is not Command}
    assert every == {*get_args(AnyBoardCommand), *get_args(AnyPlanCommand)}
    board = Desk(UNLIMITED).board
    for command in OF_A_BOARD:
        assert "no command for a board" not in _refusal(board, command)


def _subclasses(kind: type[Command]) -> set[type[Command]]:
    return {kind, *(below for one in kind.__subclasses__() for below in _subclasses(one))}


def _refusal(board: Board, command: Command) -> str:
    try:
        decide(board, Signed(command, "li", hour(1)))
    except Refused as refusal:
        return str(refusal)
    return ""


def test_what_was_written_can_be_carried_out(file: Path) -> None:
    board = [Add(title="Weld span 17"), Block(cards=("1",), why="crane")]
    plan = [SetNode(code="1", name="Bridge"), SetMilestone(name="Deck", gates=("1",))]
    write(
        file,
        [Pending(Signed(command, "li", hour(1)), "bridge") for command in board]
        + [Pending(Signed(command, "pm", hour(1)), None) for command in plan],
    )
    state, current = Desk(UNLIMITED).board, EMPTY_PLAN
    for signed, ref in read(file):
        if ref is None:
            current = evolve(current, decide(current, signed))
        else:
            state = evolve(state, decide(state, signed))
    assert state.cards["1"].flow.blocked_why == "crane"
    assert current.milestones["M1"].gates == ("1",)


def test_every_line_says_what_who_when_and_where(file: Path) -> None:
    write(file, [Pending(Signed(Undo(), "li", hour(0)), "bridge"), Pending(Signed(Undo(), "pm", hour(0)), None)])
    assert [json.loads(line) for line in file.read_bytes().splitlines()] == [
        {"command": {"command": "undo"}, "by": "li", "at": "2026-03-02T08:00:00Z", "ref": "bridge"},
        {"command": {"command": "undo"}, "by": "pm", "at": "2026-03-02T08:00:00Z", "ref": None},
    ]


def test_a_file_that_is_there_is_not_written_over(file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(Refused, match=f"{file}: file exists"):
        write(file, [])
    assert file.read_text() == "mine"
    with pytest.raises(Refused, match="not a directory"):
        write(file / "x" / "y", [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no change in it"),
        (b"\n \n", "there is no change in it"),
        (b"{", "line 1 is no change: "),
        (b"\xff\xfe", "line 1 is no change: "),
        (b"[" * 100_000, "line 1 is no change: "),
        (line() + b"\n" + line(command={"command": "explode"}), "line 2 is no change: Invalid value 'explode'"),
        (line(command={"command": "undo", "cost": 5}), "line 1 is no change: Object contains unknown field `cost`"),
        (line(cost=5), "line 1 is no change: Object contains unknown field `cost`"),
        (line(at="2026-11-20T08:00:00"), "line 1 is no change: Expected `datetime` with a timezone"),
        (line(ref=5), "line 1 is no change: Expected `str | null`"),
        (line(ref=None), "line 1 is no change: Object missing required field `ref`"),
        (line(by=None), "line 1 is no change: Object missing required field `by`"),
    ],
)
def test_a_file_that_is_none_is_refused_by_its_line(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(file)
    assert str(refused.value).startswith(f"{file}: {said}")
    assert str(refused.value).isprintable()


def test_an_import_is_no_change_of_a_screen(file: Path) -> None:
    command = Import(external_id="trello:1", name="x", columns=UNLIMITED, cards=())
    write(file, [Pending(Signed(command, "li", hour(0)), "bridge")])
    with pytest.raises(Refused, match="line 1 is no change that a screen makes"):
        read(file)


def test_what_is_no_file_or_far_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="no such file"):
        read(tmp_path)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(Refused, match="larger than 64 MB, no file of changes"):
        read(large)
