"""Two windows on one ledger, each with what is not saved yet: what both show in the end is what is kept."""

import asyncio
import queue
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY
from often import often

from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.columns import DeleteColumn, LimitColumn
from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, RemoveNode, SetBaseline, SetMilestone, SetNode
from kanban.commands.undo import Redo, Undo
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.session.board import BoardSession
from kanban.session.plan import PlanSession
from kanban.session.posting import UiThread
from kanban.session.rollup import RollupFeed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now
from kanban.text.messages import Refused

DUE = datetime(2099, 11, 10, 17, tzinfo=UTC)


def shown_of(view):
    """What a window shows of a board or the plan."""
    return view if isinstance(view, Plan) else (dict(view.cards), [(c, view.cards_in(c.id)) for c in view.columns])


class Windows:
    """Two sessions on one place, of two people."""

    def __init__(self, *desks: Desk) -> None:
        self.desks = desks

    @property
    def views(self):
        return [desk.session.view for desk in self.desks]

    def settle(self, wanted=lambda view: True, seconds: float = 10.0) -> None:
        """Until both have saved and show the same, and it is as wanted."""
        end = time.monotonic() + seconds
        while not self._settled(wanted):
            assert time.monotonic() < end, [(desk.session.state, desk.session.view, desk.news) for desk in self.desks]
            for desk in self.desks:
                with suppress(queue.Empty):
                    desk.calls.get(timeout=0.02)()

    def _settled(self, wanted) -> bool:
        shown = [shown_of(view) for view in self.views]
        return (
            all(desk.session.state == "saved" for desk in self.desks)
            and shown[0] == shown[1]
            and all(wanted(view) for view in self.views)
        )

    def close(self) -> None:
        assert all(desk.session.close() for desk in self.desks)


@pytest.fixture
def windows(no_saver_left, kept):
    """Two windows on the board `bridge`, with two cards."""
    store = kept.open()
    store.apply("bridge", [Signed(Add(title=title), "zhang", now()) for title in ("Weld", "Grout")])
    windows = Windows(*(
        Desk(lambda post, user=user: BoardSession.opened(kept.open(), "bridge", user, post)) for user in ("zhang", "li")
    ))  # fmt: skip
    yield windows
    windows.close()


@pytest.fixture
def planners(kept):
    """Two windows on the plan, with a node and a milestone."""
    steps = (SetNode(code="1", name="Bridge"), SetMilestone(id="M1", name="Deck", gates=("1",)))
    kept.open().apply(None, [Signed(ChangePlan(steps=steps), "pm", now())])
    windows = Windows(*(
        Desk(lambda post, user=user: PlanSession(kept.open(), EMPTY_PLAN, user, post)) for user in ("pm", "bo")
    ))  # fmt: skip
    for desk in windows.desks:
        desk.until(lambda: "M1" in desk.session.view.milestones)  # noqa: B023
    yield windows
    windows.close()


def test_what_both_do_at_once_is_all_kept_and_said_by_whom(windows, kept):
    mine, theirs = windows.desks
    mine.session.submit(Move(cards=("1",), column=DOING))
    theirs.session.submit(Block(cards=("1",), why="crane booked"))
    theirs.session.submit(Edit(cards=("2",), changes={"title": "Grout joint 8"}))
    mine.session.submit(Edit(cards=("2",), changes={"tags": ("night",)}))
    windows.settle(lambda view: view.cards["2"].tags == ("night",))
    weld, grout = (kept.open().board("bridge").cards[card] for card in "12")
    assert (weld.column, weld.flow.blocked_why) == (DOING, "crane booked")
    assert (grout.title, grout.tags) == ("Grout joint 8", ("night",))
    assert sorted(event.by for event in weld.events) == ["li", "zhang", "zhang"]


def test_of_two_moves_of_one_card_the_later_one_holds_and_both_stand_in_its_history(windows, kept):
    for desk, column in zip(windows.desks, (DOING, READY), strict=True):
        desk.session.submit(Move(cards=("1",), column=column))
    windows.settle(lambda view: len(view.cards["1"].events) == 3)
    card = kept.open().board("bridge").cards["1"]
    assert {event.to.column for event in card.events[1:]} == {DOING, READY}
    assert card.column == card.events[-1].to.column
    assert card.events[2].origin.column == card.events[1].to.column


def test_new_cards_of_both_windows_are_two_cards(windows):
    for desk, title in zip(windows.desks, ("Paint", "Clean"), strict=True):
        desk.session.submit(Add(title=title))
        assert desk.session.view.cards["3"].title == title
    windows.settle(lambda view: len(view.cards) == 4)
    assert {card.title for card in windows.views[0].cards.values()} == {"Weld", "Grout", "Paint", "Clean"}


def test_what_the_other_made_impossible_is_put_back_with_the_reason(windows):
    mine, theirs = windows.desks
    mine.session.submit(DeleteColumn(column=READY))
    mine.until_state("saved")
    theirs.session.submit(Move(cards=("1",), column=READY))
    theirs.until(lambda: any(news.failed for news in theirs.news))
    assert "put back: column 'c2' is not on board bridge" in [str(news.message) for news in theirs.news]
    windows.settle(lambda view: view.cards["1"].column == BACKLOG)
    assert windows.views[1].cards["1"].event_count == 1


def test_a_limit_that_the_other_set_meanwhile_is_obeyed(windows):
    mine, theirs = windows.desks
    mine.session.submit(LimitColumn(column=DOING, wip_limit=1))
    mine.session.submit(Move(cards=("2",), column=DOING))
    mine.until_state("saved")
    theirs.session.submit(Move(cards=("1",), column=DOING))
    theirs.until(lambda: theirs.session.state == "saved")
    windows.settle(lambda view: view.cards_in(DOING) == ("2",))
    assert any("Doing is full (1/1)" in str(news.message) for news in theirs.news)


def test_undo_takes_back_what_was_done_last_whoever_did_it(windows):
    mine, theirs = windows.desks
    mine.session.submit(Move(cards=("1",), column=DOING))
    windows.settle(lambda view: view.cards["1"].column == DOING)
    theirs.session.submit(Archive(cards=("2",)))
    windows.settle(lambda view: view.cards["2"].archived)
    assert "archived" in str(mine.session.submit(Undo()).message)
    windows.settle(lambda view: not view.cards["2"].archived)
    theirs.session.submit(Redo())
    windows.settle(lambda view: view.cards["2"].archived and view.cards["1"].column == DOING)


async def test_refresh_shows_what_the_other_saved_a_moment_ago_below_what_is_not_saved_yet(windows):
    mine, theirs = windows.desks
    theirs.session.submit(Edit(cards=("1",), changes={"title": "Weld span 7"}))
    theirs.until_state("saved")
    mine.session.submit(Move(cards=("1",), column=DONE))
    await mine.session.refresh()
    assert (mine.session.view.cards["1"].title, mine.session.view.cards["1"].column) == ("Weld span 7", DONE)
    windows.settle(lambda view: view.cards["1"].column == DONE)


def test_a_new_milestone_takes_no_other_ones_place(planners, kept):
    """Both windows give the same number before either knows of the other's."""
    for desk, name in zip(planners.desks, ("Piers", "Rails"), strict=True):
        number = desk.session.next_milestone_id()
        steps = (SetMilestone(id=number, name=name, new=True), SetBaseline(milestone=number, due_at=DUE))
        desk.session.submit(ChangePlan(steps=steps))
    planners.settle(lambda view: "M2" in view.milestones)
    told = [str(news.message) for desk in planners.desks for news in desk.news if news.failed]
    assert told == ["put back: id: M2 is in the plan already"]
    (name,) = (m.name for m in kept.open().plan().milestones.values() if m.id == "M2")
    assert name in ("Piers", "Rails")
    late = planners.desks[name == "Piers"]
    steps = (SetMilestone(id=late.session.next_milestone_id(), name="Again", new=True),)
    late.session.submit(ChangePlan(steps=steps))
    planners.settle(lambda view: list(view.milestones) == ["M1", "M2", "M3"])


def test_a_node_that_the_other_removed_gates_nothing(planners):
    mine, theirs = planners.desks
    mine.session.submit(SetNode(code="2", name="Rails"))
    planners.settle(lambda view: "2" in view.nodes)
    mine.session.submit(RemoveNode(code="2"))
    mine.until_state("saved")
    theirs.session.submit(SetMilestone(id="M1", gates=("2",)))
    theirs.until(lambda: any("gates: 2 is not in the plan" in str(news.message) for news in theirs.news))
    planners.settle(lambda view: view.milestones["M1"].gates == ("1",))


def test_the_feed_tells_what_changed_and_nothing_where_nothing_did(kept):
    store = kept.open()
    store.apply(None, [Signed(SetNode(code="1", name="Bridge"), "pm", now())])
    feed = RollupFeed(kept.open())
    plan, found = feed.look(force=True)
    assert (plan.nodes["1"].name, found.boards_read) == ("Bridge", 1)
    assert feed.look() is None
    store.apply("bridge", [Signed(Add(title="Weld"), "zhang", now())])
    _, found = feed.look()
    assert found.unplanned.total == 1
    before = now() - timedelta(days=1)
    assert feed.look(as_of=before, force=True)[1].unplanned.total == 0
    unsaved = plan.working_on(decide(plan, Signed(SetMilestone(id="M1", name="Deck"), "pm", now())).plan_events)
    plan, found = feed.look(force=True, plan=unsaved)
    assert [state.milestone.name for state in found.milestones] == ["Deck"]
    assert plan is unsaved
    feed.close()


def test_a_feed_that_is_told_looks_at_what_it_was_told(kept):
    store, feed = kept.open(), RollupFeed(kept.open())
    assert feed.has_news()
    assert feed.take_changed() is None
    if not feed.watch():
        pytest.skip("this file system tells nobody of changes")
    feed.take_changed()
    store.apply("bridge", [Signed(Add(title="Weld"), "zhang", now())])
    found = set()
    while not found:
        if feed.has_news():
            found |= feed.take_changed() or {"bridge"}
    assert found == {"bridge"}
    feed.look_at_all_again()
    assert feed.take_changed() is None
    feed.close()


def test_calls_come_back_on_the_thread_and_nowhere_after_the_end():
    ui, seen = UiThread(), []
    ui(lambda: seen.append("before it began"))

    async def use() -> None:
        ui.begin()
        thread = threading.Thread(target=lambda: ui(lambda: seen.append(threading.current_thread().name)))
        thread.start()
        thread.join()
        await asyncio.sleep(0)

    asyncio.run(use())
    ui(lambda: seen.append("after the end"))
    assert seen == [threading.current_thread().name]


cards = st.sampled_from(("1", "2"))
commands = st.one_of(
    st.builds(Add, title=st.sampled_from(("Paint", "Clean"))),
    st.builds(lambda card, column: Move(cards=(card,), column=column), cards, st.sampled_from((READY, DOING, DONE))),
    st.builds(lambda card, why: Block(cards=(card,), why=why), cards, st.sampled_from(("rain", "crane"))),
    st.builds(lambda card, title: Edit(cards=(card,), changes={"title": title}), cards, st.sampled_from(("A", "B"))),
    st.builds(lambda card: Archive(cards=(card,)), cards),
    st.just(Undo()),
    st.just(Redo()),
)


@given(st.lists(st.tuples(st.integers(0, 1), commands, st.booleans()), max_size=8))
@settings(max_examples=often(12), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_both_do_in_whatever_order_both_show_what_is_kept(windows, kept, steps):
    for which, command, pause in steps:
        desk = windows.desks[which]
        try:
            desk.session.submit(command)
        except Refused:
            continue
        if pause:
            desk.until_state("saved")
    for desk in windows.desks:
        desk.until(lambda: desk.session.state == "saved")  # noqa: B023
    kept_now = kept.open().board("bridge")
    windows.settle(lambda view: shown_of(view) == shown_of(kept_now))


class Crowded(FolderStore):
    """Somebody else saves right after the first save of this one."""

    def apply(self, ref, commands):
        done = super().apply(ref, commands)
        other = FolderStore(self.folder)
        if "3" not in other.board("bridge").cards:
            other.apply("bridge", [Signed(Add(title="in between"), "li", now())])
        return done


def test_what_another_saved_right_after_ones_own_save_is_shown_too(no_saver_left, workspace):
    workspace.apply("bridge", [Signed(Add(title=title), "zhang", now()) for title in ("Weld", "Grout")])
    desk = Desk(lambda post: BoardSession.opened(Crowded(workspace.folder), "bridge", "zhang", post))
    try:
        desk.session.submit(Move(cards=("1",), column=DOING))
        desk.until(lambda: "3" in desk.session.view.cards)
        assert desk.session.view.cards["1"].column == DOING
    finally:
        assert desk.session.close()
