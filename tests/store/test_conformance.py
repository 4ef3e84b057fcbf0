"""What every store promises, whatever is behind it (`kanban.store.protocol.Store`)."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from makers import DOING, DONE, READY, UNLIMITED, change_plan, hour
from postgres_server import wait_until

from kanban.commands import plan as plan_cmd
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.columns import DeleteColumn, LimitColumn
from kanban.commands.outcome import OverWip, Signed
from kanban.commands.undo import Redo, Undo
from kanban.model.board import DEFAULT_COLUMNS, Column
from kanban.store.errors import Unreadable
from kanban.store.protocol import Access, PaintsFirst, RemovedBoard
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


@pytest.mark.parametrize("driver", ["OFFICE\\li", 'the "night" shift', "李雷", "o'neill", "50%"])
def test_a_driver_may_have_any_name(kept, driver):
    kept.open().create_board("tower", driver)
    store = kept.open()
    assert store.boards() == ["bridge", "tower"]
    assert store.board("tower").driver == driver
    assert store.own_boards(driver, "x") == ["tower"]
    give(store, Add(title=r"a \ b \x41 \u0041"), slug="tower")
    assert kept.open().board("tower").cards["1"].title == r"a \ b \x41 \u0041"


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
    with pytest.raises(Unreadable, match="there is no board 'tower'"):
        store.board("tower")
    with pytest.raises(Unreadable, match="there is no board 'tower'"):
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
        assert applied.subjects == (str(number + 1),)
    give(one, Edit(cards=("2",), changes={"title": "edited by one"}), at=7)
    give(other, Edit(cards=("2",), changes={"estimate": 3}), at=8)
    board = kept.open().board("bridge")
    assert titles(board) == ["card 0", "edited by one", "card 2", "card 3", "card 4", "card 5"]
    assert board.cards["2"].estimate == 3
    assert one.board("bridge") == other.board("bridge") == board


def test_commands_of_one_call_are_written_together_and_a_refused_one_stops_no_other(store):
    board, applied = give(store, Add(title="a"), Move(cards=("9",), column=DOING), Add(title=""), Add(title="b"))
    assert titles(board) == ["a", "b"]
    assert [str(a.message) for a in applied] == ['added "a" to Backlog', "", "", 'added "b" to Backlog']
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
    change_plan(store, [plan_cmd.SetProject(name="Bridge")], "pm")
    assert store.stamp(None) != plan


def test_undo_works_in_another_window_and_after_a_restart(kept):
    give(kept.open(), Add(title="a"), Move(cards=("1",), column=DONE))
    board, (applied,) = give(kept.open(), Undo(), at=1)
    assert str(applied.message) == 'undid: moved "a" to Done'
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
    assert other.board("bridge").cards_in(DOING) == ("1",)


def test_the_plan_is_kept_with_all_its_baselines(kept):
    due, later = datetime(2026, 5, 1, 17, tzinfo=UTC), datetime(2026, 6, 1, 17, tzinfo=UTC)
    plan = change_plan(
        kept.open(),
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
    read = kept.open().plan()
    assert read == plan
    assert [b.due_at for b in read.milestones["M1"].baselines] == [due, later]
    assert [n.code for n in read.packages] == ["1.1.1"]


def test_plan_commands_are_carried_out_all_or_none(kept):
    store = kept.open()
    before = store.plan()
    with pytest.raises(Refused, match=r"code: 1\.2\.3 has no parent 1\.2 in the plan"):
        change_plan(store, [plan_cmd.SetNode(code="1", name="Deck"), plan_cmd.SetNode(code="1.2.3", name="x")], "pm")
    assert store.plan() == before
    assert kept.open().plan() == before


def test_plan_commands_carry_the_time_they_were_given(store):
    later = datetime(2099, 1, 1, tzinfo=UTC)
    plan = change_plan(store, [plan_cmd.SetProject(name="Bridge")], "pm", later)
    assert (plan.history[-1].at, plan.history[-1].by) == (later, "pm")


def test_two_windows_on_the_plan_lose_nothing(kept):
    one, other = kept.open(), kept.open()
    for number in range(1, 7):
        change_plan((one, other)[number % 2], [plan_cmd.SetNode(code=str(number), name=f"node {number}")], "pm")
    assert list(kept.open().plan().nodes) == ["1", "2", "3", "4", "5", "6"]


def test_an_unchanged_plan_is_the_same_object(store):
    change_plan(store, [plan_cmd.SetProject(name="Bridge")], "pm")
    assert store.plan() is store.plan()
    assert change_plan(store, [plan_cmd.SetProject(name="Bridge")], "pm") is store.plan()


def test_what_a_past_day_said_is_said_again_after_the_plan_has_changed(kept):
    store = kept.open()
    begin = datetime(2099, 1, 1, tzinfo=UTC)
    steps = [plan_cmd.SetNode(code="1", name="Deck"), plan_cmd.SetMilestone(id="M1", name="Deck", gates=("1",))]
    change_plan(store, steps, at=begin)
    change_plan(store, [plan_cmd.SetMilestone(id="M1", name="Deck and rails", gates=())], at=begin + timedelta(days=7))
    then = kept.open().plan().as_of(begin + timedelta(days=1)).milestones["M1"]
    assert (then.name, then.gates) == ("Deck", ("1",))


def test_the_plan_is_undone_and_redone_from_another_window(kept):
    change_plan(kept.open(), [plan_cmd.SetNode(code="1", name="Deck")])
    change_plan(kept.open(), [plan_cmd.SetNode(code="1", name="Bridge deck")])
    plan, (applied,) = kept.open().apply(None, [Signed(Undo(), "pm", hour(1))])
    assert (plan.nodes["1"].name, applied.refusal) == ("Deck", None)
    plan, _ = kept.open().apply(None, [Signed(Redo(), "pm", hour(2))])
    assert kept.open().plan() == plan
    assert plan.nodes["1"].name == "Bridge deck"


def test_a_refused_command_to_the_plan_stops_no_other(store):
    commands = [plan_cmd.SetNode(code="1", name="Deck"), plan_cmd.RemoveNode(code="9"), Add(title="no card's place")]
    plan, applied = store.apply(None, [Signed(command, "pm", hour(0)) for command in commands])
    assert list(plan.nodes) == ["1"]
    assert [one.refusal is None for one in applied] == [True, False, False]
    assert applied[0].subjects == ("1",)


def test_a_command_for_the_plan_is_refused_by_a_board(store):
    board, (applied,) = give(store, plan_cmd.SetNode(code="1", name="Deck"))
    assert isinstance(applied.refusal, Refused)
    assert store.board("bridge") is board


def told(watch):
    """What is told within a moment: news may have a way to go."""
    end = time.monotonic() + 2
    while (changed := watch.changed()) == set() and time.monotonic() < end:
        time.sleep(0.01)
    return changed


def test_a_watch_tells_what_another_window_changed(kept):
    watching, other = kept.open(), kept.open()
    watch = watching.watch()
    try:
        if not watch.works:
            pytest.skip("this store tells of no changes here; it is looked at again and again")
        watch.changed()
        give(other, Add(title="a"))
        assert told(watch) == {"bridge"}
        change_plan(other, [plan_cmd.SetProject(name="Bridge")])
        assert told(watch) == {None}
        assert watch.changed() == set()
        other.create_board("tower", "li")
        assert told(watch) in (None, {"tower"})
    finally:
        watch.close()


def test_the_boards_of_a_user_are_those_they_drive_the_one_of_their_name_first(store):
    store.create_board("li", "li")
    store.create_board("tower", "li")
    assert store.own_boards("li", "li") == ["li", "tower"]
    assert store.own_boards("li", "tower") == ["tower", "li"]
    assert store.own_boards("nobody", "nobody") == []


def test_a_place_without_a_workspace_is_no_workspace_until_it_is_made(kept):
    store = kept.open()
    assert store.exists()
    assert store.access("bridge") == store.access(None) == Access(read=True, write=True)
    zone = store.plan().timezone
    store.create(project="Other", timezone="Asia/Shanghai")
    assert (store.plan().project, store.plan().timezone) == ("", zone)


def test_a_sound_board_has_no_problems_and_is_its_own_last_good_copy(store):
    give(store, Add(title="a"))
    give(store, Add(title="b"))
    assert list(store.problems("bridge")) == []
    assert store.last_good("bridge").cards.keys() <= store.board("bridge").cards.keys()
    assert dict(store.past_cards("bridge")) == {}


def test_a_store_with_checks_finds_nothing_wrong_where_nothing_is(store):
    if store.checks is None:
        pytest.skip("this store cannot be damaged from outside")
    give(store, Add(title="a"))
    assert store.checks.check("bridge") == store.checks.check(None) == []
    (done,) = store.checks.restore("bridge", hour(1))
    assert "it can be read, nothing was done" in str(done)
    assert str(store.checks.watching())


def test_a_store_with_roles_says_that_it_is_not_shared_until_it_is(store):
    if store.roles is None:
        pytest.skip("this store cannot keep users apart")
    assert not store.roles.is_shared()
    with pytest.raises(Refused, match="not a shared workspace"):
        store.roles.faults()


def test_a_store_that_paints_first_gives_the_board_that_is_checked_later(store):
    if not isinstance(store, PaintsFirst):
        pytest.skip("this store has nothing to check")
    give(store, Add(title="a"))
    store.prefetch("bridge")
    assert store.first_paint("bridge") == store.board("bridge")


def test_a_removed_board_is_in_no_list_and_comes_back_as_it_was(kept):
    one, other = kept.open(), kept.open()
    give(one, Add(title="Weld"), Move(cards=("1",), column=DOING))
    before = one.board("bridge")
    assert one.removals.removed() == []
    one.removals.remove("bridge", "li", hour(5))
    assert one.removals.removed() == other.removals.removed() == [RemovedBoard("bridge", hour(5), "li")]
    for store in (one, other, kept.open()):
        assert store.boards() == []
        with pytest.raises(Unreadable, match="there is no board 'bridge'"):
            store.board("bridge")
        with pytest.raises(Unreadable, match="there is no board 'bridge'"):
            give(store, Add(title="x"))
    other.removals.bring_back("bridge")
    assert one.removals.removed() == []
    for store in (one, other, kept.open()):
        assert store.boards() == ["bridge"]
        board = store.board("bridge")
        assert (board.head, board.cards, board.cards_in(DOING)) == (before.head, before.cards, ("1",))
    board, _ = give(one, Undo(), at=6)
    assert board.cards["1"].column == "c1"


def test_of_two_removed_boards_of_one_name_the_last_comes_back_first(store):
    give(store, Add(title="first"))
    store.removals.remove("bridge", "li", hour(5))
    store.create_board("bridge", "wang")
    give(store, Add(title="second"))
    with pytest.raises(Refused, match="board: 'bridge' exists already"):
        store.removals.bring_back("bridge")
    assert titles(store.board("bridge")) == ["second"]
    store.removals.remove("bridge", "bo", hour(6))
    assert [(one.by, one.at) for one in store.removals.removed()] == [("bo", hour(6)), ("li", hour(5))]
    store.removals.bring_back("bridge")
    assert (store.board("bridge").driver, titles(store.board("bridge"))) == ("wang", ["second"])
    assert [one.by for one in store.removals.removed()] == ["li"]


def test_what_is_not_there_is_neither_removed_nor_brought_back(store):
    for slug in ("tower", "../bridge", ""):
        with pytest.raises(Unreadable, match=r"there is no board|is no slug"):
            store.removals.remove(slug, "li", hour(5))
        with pytest.raises(Refused, match="was not removed"):
            store.removals.bring_back(slug)
    assert store.boards() == ["bridge"]
    assert store.removals.removed() == []


def test_others_are_told_that_a_board_was_removed_and_came_back(kept):
    store, watch = kept.open(), kept.open().watch()
    if not watch.works:
        pytest.skip("this store tells of no change")
    for change in (lambda: store.removals.remove("bridge", "li", hour(5)), lambda: store.removals.bring_back("bridge")):
        watch.changed()
        change()
        wait_until(lambda: (changed := watch.changed()) is None or "bridge" in changed)
    watch.close()
