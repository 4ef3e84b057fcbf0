"""The status report: its windows, the signals that are news, what it explains, boards that cannot be counted."""

from datetime import timedelta

import pytest
from crew import NOW, WEEK, crew
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often
from plan_maker import Planner, deck, named

from kanban.metrics.flow.board_quality import cycle_time_chart, rework_rate_chart
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.metrics.reports.status_report import StatusReport, is_one_week, status_report
from kanban.model.plan import EMPTY_PLAN
from kanban.model.unreadable import Problem, UnreadableBoard

pytestmark = pytest.mark.any_day

DAY = 24
MONDAY = -8
"""The hour at which the first week of the story begins."""


def week(number: int, zone: str = "UTC") -> Window:
    return Window(hour(MONDAY + number * WEEK), hour(MONDAY + (number + 1) * WEEK), zone)


def told(desk: Desk, window: Window, at: float, planner: Planner | None = None, **more) -> StatusReport:
    plan = EMPTY_PLAN if planner is None else planner.plan
    return status_report(plan, [desk.board], [], window, hour(at), **more)


def finished(*hours_in_work: tuple[float, float], rework: bool = False) -> Desk:
    """Cards, each finished at an hour after so many hours in work; in the order of finishing."""
    desk = Desk()
    steps = []
    for done, spent in hours_in_work:
        card = desk.add()
        steps += [(done - spent, 0, card, DOING), (done, 1, card, DONE)]
    for at, _, card, column in sorted(steps):
        if column == DONE and rework:
            desk.move(card, REVIEW, at)
            desk.move(card, DOING, at, reason="defect")
        desk.move(card, column, at)
    return desk


def test_a_long_card_is_news_in_the_week_that_finished_it_and_in_no_other() -> None:
    """Seven cards of some ten hours and one of a hundred, in the fourth week: outside the limits there."""
    usual = [(MONDAY + 30 + number * 100.0, 10.0 + number % 2) for number in range(14)]
    desk = finished(*usual, (MONDAY + 3 * WEEK + 100, 300.0), *[(at + 9 * WEEK, spent) for at, spent in usual])
    at = 14 * WEEK
    news = [[s.rule for s in told(desk, week(n), at).flows[0].cycle_time.chart.signals] for n in range(12)]
    assert "outside" in news[3]
    assert all("outside" not in each for number, each in enumerate(news) if number != 3)
    flow = told(desk, week(3), at).flows[0]
    (signal,) = [s for s in flow.cycle_time.chart.signals if s.rule == "outside"]
    (card,) = flow.cycle_time.cards(signal)
    assert (card.seconds, card.finished_at) == (300 * 3600, hour(MONDAY + 3 * WEEK + 100))


@settings(max_examples=often(30))
@given(
    st.lists(st.tuples(st.integers(0, 83), st.integers(1, 60)), min_size=1, max_size=25, unique_by=lambda p: p[0]),
    st.integers(0, 11),
)
def test_the_news_of_all_weeks_are_the_signals_of_the_long_chart_that_end_in_them(cards: list, number: int) -> None:
    desk = finished(*sorted((MONDAY + day * DAY + 12.0, float(spent)) for day, spent in cards))
    window, at = week(number), 13 * WEEK
    flow = told(desk, window, at).flows[0]
    some = existing(desk.board.cards.values(), hour(at))
    long = told(desk, window, at).long_window
    whole = cycle_time_chart(some, long, hour(at))
    assert flow.cycle_time.points == whole.points
    ends = {signal: whole.points[signal.last].finished_at for signal in whole.chart.signals}
    assert set(flow.cycle_time.chart.signals) == {s for s, end in ends.items() if window.holds(end)}
    by_week = rework_rate_chart(some, long, hour(at))
    lasting = {s for s in by_week.chart.signals if by_week.weeks[s.last].from_at >= window.from_at}
    assert set(flow.rework_rate.chart.signals) == lasting
    assert flow.totals == totals(some, window, hour(at))


def test_a_run_of_rework_is_news_in_its_last_week_alone() -> None:
    """Two weeks of half the cards reworked after ten weeks without: the rate stands out there."""
    good = [(MONDAY + number * 18 + 10.0, 5.0) for number in range(80)]
    desk = finished(*good)
    begin = MONDAY + 10 * WEEK
    for number in range(8):
        card = desk.add(at=begin)
        for column, after in ((DOING, 1), (REVIEW, 2)):
            desk.move(card, column, begin + after)
        desk.move(card, DOING, begin + 3, reason="defect")
        desk.move(card, DONE, begin + 4 + number)
    for number in range(8):
        card = desk.add(at=begin + WEEK)
        desk.move(card, DOING, begin + WEEK + 1)
        desk.move(card, DONE, begin + WEEK + 4 + number)
    at = begin + 2 * WEEK
    rules = [[s.rule for s in told(desk, week(n), at).flows[0].rework_rate.chart.signals] for n in (9, 10, 11)]
    assert "outside" in rules[1]
    assert "outside" not in rules[0]
    assert "outside" not in rules[2]


def rules(desk: Desk, number: int, at: float = 14 * WEEK) -> tuple[set[str], set[str]]:
    """The signals that are news of a week: of the cycle time, of the rework rate."""
    flow = told(desk, week(number), at).flows[0]
    return {s.rule for s in flow.cycle_time.chart.signals}, {s.rule for s in flow.rework_rate.chart.signals}


def test_a_run_that_began_in_a_week_before_is_news_in_the_week_in_which_it_ends() -> None:
    slow = [(MONDAY + day * DAY + 12.0, 50.0) for day in range(66, 77)]  # from the tenth week into the eleventh
    desk = finished(*[(MONDAY + day * DAY + 12.0, 5.0) for day in range(66)], *slow)
    assert "run" in rules(desk, 10)[0]
    assert "run" not in rules(desk, 11)[0]


def test_eight_weeks_in_a_row_with_more_rework_are_news_in_the_eighth() -> None:
    desk = Desk()
    for number in range(12):
        for card in (desk.add(at=MONDAY + number * WEEK + 1 + 8) for _ in range(2)):
            at = MONDAY + number * WEEK + 10
            desk.move(card, REVIEW, at)
            if number >= 4:
                desk.move(card, DOING, at, reason="defect")
            desk.move(card, DONE, at + 1)
    assert "run" in rules(desk, 11)[1]
    assert "run" not in rules(desk, 10)[1], "the seventh"


def test_figures_are_of_the_window_and_charts_of_the_weeks_before_as_well() -> None:
    desk = finished(*[(number * WEEK + 30.0, 5.0) for number in range(6)], rework=True)
    flow = told(desk, week(3), 7 * WEEK).flows[0]
    assert (flow.totals.finished, flow.quality.n, flow.quality.defects) == (1, 1, 1)
    assert len(flow.cycle_time.points) == 4
    assert sum(len(each.cards) for each in flow.rework_rate.weeks) == 4
    assert len(flow.cumulative.days) == 12 * 7
    assert flow.cumulative.days[-1].to_at == week(3).to_at


@pytest.mark.parametrize(
    ("days", "weeks"), [((70, 77), 12), ((0, 7), 12), ((71, 73), 12), ((0, 98), 14), ((3, 98), 13.571428571428571)]
)
def test_charts_are_of_twelve_weeks_to_the_end_of_the_window_or_of_a_longer_window(
    days: tuple[int, int], weeks: float
) -> None:
    window = Window(*(hour(MONDAY + day * DAY) for day in days))
    long = told(finished((5.0, 2.0)), window, MONDAY + 200 * DAY).long_window
    end = MONDAY + days[1] * DAY
    last_monday = MONDAY + (days[1] * DAY - 1) // WEEK * WEEK
    begin = min(days[0] * DAY + MONDAY, last_monday - 11 * WEEK)
    assert (long.from_at, long.to_at) == (hour(begin), hour(end))
    if (days[1] - days[0]) % 7 == 0:
        assert (long.to_at - long.from_at) / timedelta(weeks=1) == weeks


def test_of_a_window_that_is_not_over_the_charts_end_with_the_moment() -> None:
    window = Window(hour(MONDAY), hour(MONDAY + 50 * WEEK))
    long = told(finished((5.0, 2.0)), window, MONDAY + 2 * WEEK + 1).long_window
    assert long.from_at == hour(MONDAY + 2 * WEEK - 11 * WEEK)
    on_the_stroke = told(finished((5.0, 2.0)), window, MONDAY + 2 * WEEK).long_window
    assert on_the_stroke.from_at == hour(MONDAY + WEEK - 11 * WEEK), "the week that begins then has not begun"


@pytest.mark.parametrize(
    ("begin", "end", "zone", "is_one"),
    [
        (MONDAY, MONDAY + WEEK, "UTC", True), (MONDAY - 8, MONDAY + WEEK - 8, "Asia/Shanghai", True),
        (MONDAY, MONDAY + WEEK, "Asia/Shanghai", False), (MONDAY + DAY, MONDAY + DAY + WEEK, "UTC", False),
        (MONDAY + 3 * WEEK - 1, MONDAY + 4 * WEEK - 2, "Europe/Berlin", True),
        (MONDAY + 3 * WEEK - 1, MONDAY + 4 * WEEK - 1, "Europe/Berlin", False),
    ],
)  # fmt: skip
def test_a_week_is_one_by_the_calendar_of_its_zone_though_it_has_an_hour_less(
    begin: float, end: float, zone: str, is_one: bool
) -> None:
    assert is_one_week(Window(hour(begin), hour(end), zone)) is is_one
    assert not is_one_week(Window(hour(begin), None, zone))
    assert not is_one_week(Window(None, hour(end), zone))


def test_what_is_at_risk_is_explained_with_causes_and_what_to_do_next() -> None:
    planner = deck(NOW + WEEK).milestone("Piers", ("1.2",)).promise(NOW + 50 * WEEK, milestone="M2")
    desk = crew()
    desk.add("Pile", at=NOW - 1, work_package="1.2.1")
    report = told(desk, week(7), NOW, planner)
    (slipping,) = report.slipping
    assert (slipping.state.milestone.id, slipping.state.status) == ("M1", "at_risk")
    assert slipping.causes.p50_at == slipping.state.forecast.p50_at
    assert slipping.causes.slip_days > 0
    assert slipping.actions
    assert all(action.days > 0 for action in slipping.actions)
    assert {state.milestone.id: state.status for state in report.rollup.milestones} == {
        "M1": "at_risk", "M2": "on_track",
    }  # fmt: skip


def test_a_board_that_cannot_be_counted_is_named_with_its_reason_and_the_others_are_told() -> None:
    good, bad = finished((5.0, 2.0), (9.0, 3.0)), finished((5.0, 2.0))
    bad.spoil("1")
    gone = UnreadableBoard("wang", Problem("boards/wang/board.json", "not JSON"))
    boards = [named(bad.board, "li"), good.board]
    report = status_report(EMPTY_PLAN, boards, [gone], week(0), hour(WEEK))
    assert [flow.board.slug for flow in report.flows] == ["bridge"]
    ((slug, reason),) = report.not_counted
    assert slug == "li"
    assert str(reason).startswith("card 1: neither its flow nor its history can be read")
    assert report.totals == report.flows[0].totals
    assert report.quality.n == 2


def test_the_figures_of_all_are_those_of_the_cards_of_all() -> None:
    one, other = finished((5.0, 2.0), (30.0, 3.0), rework=True), finished((9.0, 8.0), (200.0, 8.0))
    report = status_report(EMPTY_PLAN, [one.board, named(other.board, "li")], [], week(0), hour(WEEK))
    assert [flow.totals.finished for flow in report.flows] == [2, 1]
    assert (report.totals.finished, report.totals.rework.reworked) == (3, 2)
    assert (report.quality.n, report.quality.reworked, report.quality.defects) == (3, 2, 2)
    assert report.quality.first_pass_yield == pytest.approx(1 / 3)
    assert report.totals.cycle_time.mean_seconds == pytest.approx((2 + 3 + 8) / 3 * 3600)
