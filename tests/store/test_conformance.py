"""What every store promises, whatever is behind it (`kanban.store.protocol.Store`)."""

import threading
from datetime import UTC, datetime

import pytest
from makers import DOING, DONE, READY, UNLIMITED, hour

from kanban.commands import plan as plan_cmd
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.columns import DeleteColumn, LimitColumn
from kanban.commands.outcome import OverWip, Signed
from kanban.commands.undo import Redo, Undo
from kanban.model.board import DEFAULT_COLUMNS, Column
from kanban.store.errors import Unreadable
from kanban.text.messages import Refused


def give(store, *commands, at=0, slug="bridge"):
    """Each command signed by zhang; the board and what became of them."""
    return store.apply(slug, [Signed(command, "zhang", hour(at)) for command in commands])


def titles(board):
    return [card.title for card in board.cards.values()]


def test_a_new_board_is_listed_and_empty(store):
    assert store.boards() == ["bridge"]
    board = store.board("bridge")
    assert (board.slug, board.driver, board.columns, dict(board.cards)) == ("bridge", "zhang", UNLIMITED, {})


def test_a_board_has_the_default_columns_unless_others_are_asked_for(store):
    assert store.create_board("tower", "li").columns == DEFAULT_COLUMNS
    assert store.boards() == ["bridge", "tower"]


@pytest.mark.parametrize("slug", ["", "Bridge", "a b", "../x", "a/b", ".hidden", "-x", "x" * 41, "焊接", "a\n"])
def test_a_name_that_is_no_slug_makes_no_board_and_opens_none(store, slug):
    with pytest.raises(Refused, match="is no slug"):
        store.create_board(slug, "li")
    with pytest.raises(Unreadable, match="is no slug"):
        store.board(slug)
    with pytest.raises(Unreadable, match="is no slug"):
        give(store, Add(title="x"), slug=slug)
    assert store.boards() == ["bridge"]


def test_a_taken_name_and_columns_that_make_no_board_are_refused(store):
    with pytest.raises(Refused, match="board: 'bridge' exists already"):
        store.create_board("bridge", "li")
    with pytest.raises(Refused, match="columns: a board needs at least one done column"):
        store.create_board("tower", "li", (Column("a", "A", "queue"), Column("b", "B", "active")))
    assert store.boards() == ["bridge"]
    assert store.board("bridge").driver == "zhang"


def test_a_board_that_is_not_there_cannot_be_read_or_written(store):
    with pytest.raises(Unreadable, match="board 'tower' is not in"):
        store.board("tower")
    with pytest.raises(Unreadable, match="board 'tower' is not in"):
        give(store, Add(title="x"), slug="tower")
    assert store.boards() == ["bridge"]


def test_what_was_applied_is_there_for_every_other_window(kept):
    one, other = kept.open(), kept.open()
    give(one, Add(title="Weld span 17 焊接", due_at=datetime(2026, 4, 1, tzinfo=UTC), tags=("steel",)))
    assert other.board("bridge") == one.board("bridge")
    give(other, Move(cards=("1",), column=DOING), at=1)
    assert one.board("bridge").cards["1"].column == DOING
    assert kept.open().board("bridge") == one.board("bridge")


def test_a_command_is_decided_on_the_freshest_state_and_no_update_is_lost(kept):
    one, other = kept.open(), kept.open()
    for number in range(6):
        window = (one, other)[number % 2]
        _, (applied,) = give(window, Add(title=f"card {number}"), at=number)
        assert applied.cards == (str(number + 1),)
    give(one, Edit(cards=("2",), changes={"title": "edited by one"}), at=7)
    give(other, Edit(cards=("2",), changes={"estimate": 3}), at=8)
    board = kept.open().board("bridge")
    assert titles(board) == ["card 0", "edited by one", "card 2", "card 3", "card 4", "card 5"]
    assert board.cards["2"].estimate == 3
    assert one.board("bridge") == other.board("bridge") == board


def test_commands_of_one_call_are_written_together_and_a_refused_one_stops_no_other(store):
    board, applied = give(store, Add(title="a"), Move(cards=("9",), column=DOING), Add(title=""), Add(title="b"))
    assert titles(board) == ["a", "b"]
    assert [a.words for a in applied] == ['added "a" to Backlog', "", "", 'added "b" to Backlog']
    assert [type(a.refusal) for a in applied] == [type(None), Refused, Refused, type(None)]
    assert store.board("bridge") == board


def test_a_full_column_is_reported_and_the_same_command_with_leave_is_carried_out(store):
    give(store, LimitColumn(column=DOING, wip_limit=1), Add(title="a", column=DOING), Add(title="b"))
    _, (asked,) = give(store, Move(cards=("2",), column=DOING))
    assert isinstance(asked.refusal, OverWip)
    board, (done,) = give(store, Move(cards=("2",), column=DOING, over_wip=True))
    assert done.refusal is None
    assert board.cards["2"].events[-1].over_wip


def test_an_unchanged_board_is_the_same_object_and_a_changed_one_leaves_the_old_as_it_was(store):
    give(store, Add(title="a"))
    old = store.board("bridge")
    assert store.board("bridge") is old
    assert give(store, Move(cards=("1",), column="c1"))[0] is old
    new, _ = give(store, Add(title="b"))
    assert store.board("bridge") is new
    assert titles(old) == ["a"]
    assert titles(new) == ["a", "b"]


def test_the_stamp_changes_with_the_board_and_only_then(store):
    stamp, plan = store.stamp("bridge"), store.stamp(None)
    give(store, Move(cards=("1",), column=DOING))
    assert store.stamp("bridge") == stamp
    give(store, Add(title="a"))
    assert store.stamp("bridge") != stamp
    assert store.stamp(None) == plan
    store.apply_plan([plan_cmd.SetProject(name="Bridge")], "pm")
    assert store.stamp(None) != plan


def test_undo_works_in_another_window_and_after_a_restart(kept):
    give(kept.open(), Add(title="a"), Move(cards=("1",), column=DONE))
    board, (applied,) = give(kept.open(), Undo(), at=1)
    assert applied.words == 'undid: moved "a" to Done'
    assert board.cards_in("c1") == ("1",)
    board, _ = give(kept.open(), Redo(), at=2)
    assert board.cards_in(DONE) == ("1",)


def test_threads_that_write_at_once_lose_nothing(kept):
    store = kept.open()
    writers = [
        threading.Thread(target=lambda n=n: [give(store, Add(title=f"{n}.{i}")) for i in range(10)]) for n in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    board = kept.open().board("bridge")
    assert sorted(titles(board)) == sorted(f"{n}.{i}" for n in range(4) for i in range(10))
    assert store.board("bridge") == board


def test_columns_made_on_one_window_are_there_on_the_other(kept):
    one, other = kept.open(), kept.open()
    give(one, Add(title="a", column=READY))
    other.board("bridge")
    give(one, DeleteColumn(column=READY, target=DOING), at=1)
    assert [c.name for c in other.board("bridge").columns] == ["Backlog", "Doing", "Review", "Done"]
    assert other.board("bridge").column(READY).deleted
    assert other.board("bridge").lane(DOING) == ("1",)


def test_the_plan_is_kept_with_all_its_baselines(kept):
    due, later = datetime(2026, 5, 1, 17, tzinfo=UTC), datetime(2026, 6, 1, 17, tzinfo=UTC)
    plan, words = kept.open().apply_plan(
        [
            plan_cmd.SetProject(name="Bridge", timezone="Asia/Shanghai"),
            plan_cmd.SetNode(code="1", name="Deck"),
            plan_cmd.SetNode(code="1.1", name="Steel"),
            plan_cmd.SetNode(code="1.1.1", name="Span 焊接", phase="executing"),
            plan_cmd.SetMilestone(name="Deck closed", gates=("1.1",)),
            plan_cmd.SetBaseline(milestone="M1", due_at=due),
            plan_cmd.SetBaseline(milestone="M1", due_at=later, why="steel is late"),
        ],
        "pm",
    )
    assert words[-1] == "moved the baseline of M1 Deck closed (version 2)"
    read = kept.open().plan()
    assert read == plan
    assert [b.due_at for b in read.milestones["M1"].baselines] == [due, later]
    assert [n.code for n in read.packages] == ["1.1.1"]


def test_plan_commands_are_carried_out_all_or_none(kept):
    store = kept.open()
    before = store.plan()
    with pytest.raises(Refused, match=r"code: 1\.2\.3 has no parent 1\.2 in the plan"):
        store.apply_plan([plan_cmd.SetNode(code="1", name="Deck"), plan_cmd.SetNode(code="1.2.3", name="x")], "pm")
    assert store.plan() == before
    assert kept.open().plan() == before


def test_plan_commands_carry_the_time_they_were_given(store):
    plan, _ = store.apply_plan([plan_cmd.SetProject(name="Bridge")], "pm", hour(5))
    assert (plan.log[-1].at, plan.log[-1].by) == (hour(5), "pm")


def test_two_windows_on_the_plan_lose_nothing(kept):
    one, other = kept.open(), kept.open()
    for number in range(1, 7):
        (one, other)[number % 2].apply_plan([plan_cmd.SetNode(code=str(number), name=f"node {number}")], "pm")
    assert list(kept.open().plan().nodes) == ["1", "2", "3", "4", "5", "6"]


def test_an_unchanged_plan_is_the_same_object(store):
    store.apply_plan([plan_cmd.SetProject(name="Bridge")], "pm")
    assert store.plan() is store.plan()
    assert store.apply_plan([plan_cmd.SetProject(name="Bridge")], "pm")[0] is store.plan()
