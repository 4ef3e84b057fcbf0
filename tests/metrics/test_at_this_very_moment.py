"""The edges that figures agree on: this very moment, a clock that was set back, kinds of columns judged anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, HOUR, REVIEW, Desk, hour
from often import often
from plan_maker import deck, named

from kanban.commands.cards import Block, Unblock
from kanban.commands.columns import SetColumnKind
from kanban.metrics.flow.charts import finished_by_week
from kanban.metrics.flow.cumulative_flow import cumulative_flow
from kanban.metrics.flow.efficiency import blocked_in_cycle, flow_efficiency
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.metrics.reports.status_report import status_report
from kanban.model.board import Column
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

DAY = 24
MONDAY = -8
"""The hour at which the week of the story begins."""


def worked(*finishes: float) -> Desk:
    """Cards in work from the first hour on, each finished at one of these."""
    desk = Desk()
    for _ in finishes:
        desk.add(column=DOING)
    for number, at in enumerate(finishes, start=1):
        desk.move(str(number), DONE, at)
    return desk


@pytest.mark.parametrize(
    ("begin", "end", "counts"),
    [(None, None, True), (0, None, True), (None, 10, False), (0, 10, False), (None, 11, True), (0, 99 * DAY, True)],
)
def test_what_is_finished_at_this_very_moment_is_in_the_count_and_in_a_week_or_in_neither(
    begin: float | None, end: float | None, counts: bool
) -> None:
    """Half-open windows: an end at the moment leaves it out, one that is still to come does not."""
    window = Window(*(None if at is None else hour(at) for at in (begin, end)))
    desk = worked(5, 10)
    cards = existing(desk.board.cards.values(), hour(10))
    counted = totals(cards, window, hour(10))
    assert counted.finished == 1 + counts
    assert sum(week.finished for week in counted.throughput.weeks) == counted.finished
    assert sum(len(week.cards) for week in finished_by_week(cards, window, hour(10))) == counted.finished
    *_, day = cumulative_flow(desk.board, cards, window, hour(10)).days
    assert day.counts[-1] == counted.finished


@settings(max_examples=often(60))
@given(
    st.lists(st.integers(1, 9 * DAY), min_size=1, max_size=5),
    st.integers(0, 9 * DAY),
    st.none() | st.integers(-2, 8 * DAY),
    st.none() | st.integers(1, 20 * DAY),
)
def test_the_weeks_come_to_what_the_window_counts_at_any_moment(
    finishes: list[int], at: int, begin: int | None, length: int | None
) -> None:
    first = 0 if begin is None else begin
    window = Window(None if begin is None else hour(begin), None if length is None else hour(first + length))
    cards = existing(worked(*sorted(finishes)).board.cards.values(), hour(at))
    counted = totals(cards, window, hour(at))
    if counted.throughput.weeks:
        assert sum(week.finished for week in counted.throughput.weeks) == counted.finished


def test_a_report_of_this_week_made_with_the_clock_set_back_counts_all_that_its_drivers_finished() -> None:
    window = Window(hour(MONDAY), hour(MONDAY + 7 * DAY))
    boards = [named(worked(5, 10).board, "li"), worked(3, 20).board]
    report = status_report(deck(50 * DAY).plan, boards, [], window, hour(8), live=True)
    assert [flow.totals.finished for flow in report.flows] == [2, 2]
    assert [flow.moment for flow in report.flows] == [hour(10), hour(20)]
    assert report.totals.finished == 4
    assert sum(week.finished for week in report.totals.throughput.weeks) == 4
    past = status_report(deck(50 * DAY).plan, boards, [], window, hour(8))
    assert past.totals.finished == 2, "as of a past moment the clock says nothing"


JUDGED = (
    Column("c1", "Backlog", "queue"), Column("c2", "Doing", "active"), Column("c3", "Merged", "done"),
    Column("c4", "Shipped", "done"),
)  # fmt: skip


def test_time_blocked_before_a_start_that_was_judged_anew_is_no_part_of_the_cycle() -> None:
    """A card waits, blocked, in a column that was taken for done and is a queue."""
    desk = Desk(JUDGED)
    desk.add(column="c3")
    desk.give(Block(cards=("1",), why="crane"), 0)
    desk.give(Unblock(cards=("1",)), 10)
    desk.move("1", "c2", 20)
    desk.give(Block(cards=("1",), why="rain"), 25)
    desk.give(Unblock(cards=("1",)), 28)
    desk.move("1", "c4", 40)
    assert blocked_in_cycle(desk.card()) == 3 * HOUR
    desk.give(SetColumnKind(column="c3", kind="queue", anew=True), 50)
    assert desk.card().flow.blocked_seconds == 13 * HOUR
    assert blocked_in_cycle(desk.card()) == 3 * HOUR
    found = flow_efficiency([desk.card()], Window())
    assert (found.cycle_seconds, found.blocked_seconds, found.efficiency) == (20 * HOUR, 3 * HOUR, 17 / 20)


STEPS = st.one_of(
    st.sampled_from(["c1", "c2", "c2", "c3", "c3", "c4", "block", "block", "unblock"]),
    st.tuples(st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(["queue", "active", "done"])),
)


@settings(max_examples=often(100))
@given(st.sampled_from(["c1", "c3"]), st.lists(STEPS, min_size=5, max_size=14))
def test_blocked_hours_of_a_cycle_are_those_counted_hour_by_hour_whatever_is_judged_anew(
    first: str, story: list
) -> None:
    """DOMAIN: time blocked between start and finish, out of done columns; anew, by the kinds of the columns as they
    are at the end."""
    desk = Desk(JUDGED)
    desk.add(column=first)
    stands: list[tuple[str, bool]] = []
    where, blocked = first, False
    for at, step in enumerate(story, start=1):
        stands.append((where, blocked))
        try:
            if isinstance(step, tuple):
                desk.give(SetColumnKind(column=step[0], kind=step[1], anew=True), at)
            elif step.startswith("c"):
                desk.move("1", step, at)
                where = step
            else:
                desk.give({"block": Block(cards=("1",), why="x"), "unblock": Unblock(cards=("1",))}[step], at)
                blocked = step == "block"
        except Refused:
            continue
    desk.move("1", "c4", 20)
    stands += [(where, blocked)] * 20
    kinds = {column.id: column.kind for column in desk.board.columns}
    flow = desk.card().flow
    if flow.finished_at is None or flow.started_at is None:
        return
    begin, end = (round((at - hour(0)).total_seconds() / HOUR) for at in (flow.started_at, flow.finished_at))
    hours = sum(stopped and kinds[column] != "done" for column, stopped in stands[begin:end])
    assert blocked_in_cycle(desk.card()) == hours * HOUR


def test_a_cycle_in_one_instant_has_no_efficiency_and_says_why() -> None:
    desk = Desk()
    desk.add(at=1)
    desk.move("1", DOING, 2)
    desk.move("1", REVIEW, 2)
    desk.move("1", DONE, 2)
    found = flow_efficiency([desk.card()], Window())
    assert (found.n, found.cycle_seconds, found.efficiency) == (1, 0, None)
    assert str(found.efficiency_reason) == "no cycle time to take a share of"
