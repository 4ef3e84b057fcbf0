"""The flow of one card as it leaves: what is null says why, and the rows come to what the figures say."""

from collections.abc import Callable
from statistics import fmean
from typing import Any

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often
from plan_maker import Planner, deck
from reported import read, wrong
from test_what_is_left_out import imported

from kanban.commands.cards import Archive, Block, Unarchive, Unblock
from kanban.commands.columns import SetColumnKind
from kanban.commands.plan import SetProject
from kanban.commands.work_log import Log
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import cards_report, metrics_report

pytestmark = pytest.mark.any_day

DAY = 24
NOW = 20 * DAY
PLAN = deck(50 * DAY).plan


def rows(desk: Desk, at: float = NOW, window: Window = Window(), live: bool = False) -> dict[str, Any]:  # noqa: B008
    return read(metrics_report(PLAN, [desk.board], window, hour(at), hour(at), with_cards=True, live=live))


def moved(*moves: tuple[str, float], column: str = BACKLOG) -> Desk:
    desk = Desk()
    desk.add(column=column)
    for to, at in moves:
        desk.move("1", to, at)
    return desk


def archived(desk: Desk, at: float) -> Desk:
    desk.give(Archive(cards=("1",)), at)
    return desk


def restored(desk: Desk, at: float) -> Desk:
    desk.give(Unarchive(cards=("1",)), at)
    return desk


def corrected(desk: Desk, column: str, kind: str, at: float) -> Desk:
    desk.give(SetColumnKind(column=column, kind=kind), at)
    return desk


KNOWN = None
WAITS, OPEN = "not started", "not finished"
STATES: dict[str, tuple[Callable[[], Desk], tuple[str | None, ...]]] = {
    "waiting": (moved, (KNOWN, WAITS, OPEN, OPEN, OPEN, WAITS)),
    "in work": (lambda: moved((DOING, 1)), (KNOWN, KNOWN, OPEN, OPEN, OPEN, KNOWN)),
    "put back to the queue": (lambda: moved((DOING, 1), (READY, 2)), (KNOWN, KNOWN, OPEN, OPEN, OPEN, KNOWN)),
    "done": (lambda: moved((DOING, 1), (DONE, 9)), (KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, "finished")),
    "straight to done": (
        lambda: moved((DONE, 9)),
        (KNOWN, "finished_without_start", KNOWN, "finished_without_start", KNOWN, "finished"),
    ),
    "done and archived": (
        lambda: archived(moved((DOING, 1), (DONE, 9)), 10), (KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, "finished"),
    ),
    "reopened": (lambda: moved((DOING, 1), (DONE, 9), (REVIEW, 11)), (KNOWN, KNOWN, OPEN, OPEN, OPEN, KNOWN)),
    "dropped in its queue": (
        lambda: archived(moved(), 3), (KNOWN, WAITS, "dropped", "dropped", "dropped", "dropped"),
    ),
    "dropped in work": (
        lambda: archived(moved((DOING, 1)), 3), (KNOWN, KNOWN, "dropped", "dropped", "dropped", "dropped"),
    ),
    "dropped and restored": (
        lambda: restored(archived(moved((DOING, 1)), 3), 5), (KNOWN, KNOWN, OPEN, OPEN, OPEN, KNOWN),
    ),
    "in a queue that is work from now on": (
        lambda: corrected(moved((READY, 1)), READY, "active", 2),
        (KNOWN, "start_unknown", OPEN, OPEN, OPEN, "start_unknown"),
    ),
    "in work that is done from now on": (
        lambda: corrected(moved((REVIEW, 1)), REVIEW, "done", 2),
        (KNOWN, KNOWN, "finish_unknown", "finish_unknown", "finish_unknown", "finished"),
    ),
    "of a start before the import": (
        lambda: imported((DOING, True, None)), (KNOWN, "start_unknown", OPEN, OPEN, OPEN, "start_unknown"),
    ),
    "of a start before the import, done": (
        lambda: imported((DOING, True, DAY)),
        (KNOWN, "start_unknown", KNOWN, "start_unknown", "start_unknown", "finished"),
    ),
    "of a creation before the import, done": (
        lambda: imported((DOING, False, DAY), unmade=0),
        ("created_unknown", KNOWN, KNOWN, KNOWN, "created_unknown", "finished"),
    ),
}  # fmt: skip
"""By what became of a card: why creation, start, finish, cycle time, lead time and age are missing."""
FIELDS = ("created_at", "started_at", "finished_at", "cycle_time_seconds", "lead_time_seconds", "age_seconds")


@pytest.mark.parametrize("state", STATES)
def test_what_is_missing_of_a_card_says_why(state: str) -> None:
    make, reasons = STATES[state]
    report = rows(make(), 200 * DAY)
    assert wrong(report, "metrics") == []
    (row,) = report["cards"]
    assert tuple(row.get(f"{field}_reason") for field in FIELDS) == reasons
    assert [row[field] is None for field in FIELDS] == [reason is not None for reason in reasons]
    assert row.get("cycle_days_reason") == row.get("cycle_time_seconds_reason")


def test_times_of_a_card_are_those_of_its_moves() -> None:
    desk = moved((DOING, 5), (REVIEW, 8), (DONE, 30), (REVIEW, 50), (READY, 51), (DOING, 60), (DONE, 64))
    (row,) = rows(desk)["cards"]
    assert (row["cycle_time_seconds"], row["lead_time_seconds"]) == (59 * 3600, 64 * 3600)
    assert row["active_time_seconds"] == (25 + 1 + 4) * 3600
    assert (row["parked_time_seconds"], row["done_gap_seconds"]) == (9 * 3600, 20 * 3600)
    assert (row["rework_moves"], row["rework_time_seconds"]) == (2, (14 + 13) * 3600)
    assert (row["reopened"], row["dropped"], row["column"]) == (1, False, "Done")


@pytest.mark.parametrize(
    ("zone", "start", "finish", "days"),
    [
        ("UTC", 15.9, 16, 2),
        ("Asia/Shanghai", 15.9, 16, 1),
        ("Asia/Shanghai", 7.9, 8.1, 2),
        ("UTC", 1, 1, 1),
        ("UTC", 0, 7 * DAY, 8),
    ],
)
def test_cycle_days_are_the_dates_touched_in_the_zone_of_the_plan(
    zone: str, start: float, finish: float, days: int
) -> None:
    """Kanban Guide (2020): the difference of the dates, plus one; the story begins at 8 in UTC."""
    plan = Planner().give(SetProject(timezone=zone)).plan
    desk = moved((DOING, start), (DONE, finish))
    report = read(metrics_report(plan, [desk.board], Window(), hour(NOW), hour(NOW), with_cards=True), zone)
    assert report["cards"][0]["cycle_days"] == days


def test_a_card_names_the_milestones_that_wait_for_its_package_and_no_other() -> None:
    planner = deck(50 * DAY).milestone("Girders up", ("1.1.1",)).milestone("Piers", ("1.2",)).milestone("Opening", ())
    desk = Desk()
    for package in ("1.1.1", "1.1.2", "1.2.1", None):
        desk.add(work_package=package)
    report = read(metrics_report(planner.plan, [desk.board], Window(), hour(1), hour(1), with_cards=True))
    assert [row["milestones"] for row in report["cards"]] == [["M1", "M2"], ["M1"], ["M3"], []]
    assert [row["work_package"] for row in report["cards"]] == ["1.1.1", "1.1.2", "1.2.1", None]


def agree(report: dict[str, Any]) -> None:
    """The rows of all cards come to the figures of the total."""
    total, cards = report["total"], report["cards"]
    assert total["cards"] == len(cards)
    assert total["dropped"] == sum(row["dropped"] for row in cards)
    finished = [row for row in cards if row["finished_at"]]
    undated = [row for row in cards if row.get("finished_at_reason") == "finish_unknown"]
    assert total["finished"] == len(finished) + len(undated)
    started = [row for row in finished if row["started_at"]]
    in_work = [row for row in cards if row["age_seconds"] is not None or row["age_seconds_reason"] == "start_unknown"]
    assert total["wip"] == len(in_work)
    for figure in ("cycle_time", "lead_time"):
        known = [row[f"{figure}_seconds"] for row in cards if row[f"{figure}_seconds"] is not None]
        assert total[figure]["count"] == len(known)
        assert total[figure]["mean_seconds"] == (pytest.approx(fmean(known)) if known else None)
    assert total["rework"]["moves"] == sum(row["rework_moves"] for row in started)
    assert total["rework"]["time_seconds"] == pytest.approx(sum(row["rework_time_seconds"] for row in started))
    assert total["rework"]["reworked"] == sum(row["rework_moves"] > 0 for row in started)


@settings(max_examples=often(60))
@given(stories, st.integers(0, END))
def test_the_rows_come_to_the_figures_at_any_past_moment(story: list, at: int) -> None:
    desk = Desk()
    desk.board = played(story)
    agree(rows(desk, at))


@pytest.mark.parametrize("state", STATES)
def test_the_rows_come_to_the_figures_whatever_became_of_a_card(state: str) -> None:
    agree(rows(STATES[state][0](), 200 * DAY))


@settings(max_examples=often(60))
@given(stories, st.integers(1, 23))
def test_a_clock_that_was_set_back_by_hours_makes_no_duration_negative_and_forgets_nothing(
    story: list, hours: int
) -> None:
    desk = Desk()
    desk.board = played(story)
    last = (desk.board.head.last_at - hour(0)).total_seconds() / 3600
    before = rows(desk, last)
    after = rows(desk, last - hours, live=True)
    assert after["cards"] == before["cards"]
    assert after["total"] == before["total"]
    agree(after)
    assert all(row[key] >= 0 for row in after["cards"] for key in row if key.endswith("_seconds") and row[key])
    listed = read(cards_report(PLAN, [(desk.board, c) for c in desk.board.cards.values()], hour(last - hours), hour(0)))
    shown = [card["flow"] for card in listed["cards"] if not desk.card(card["id"]).void]
    assert shown == before["cards"]


def test_the_rework_that_lasts_is_not_less_than_nothing_where_the_clock_was_set_back() -> None:
    desk = moved((REVIEW, 1))
    desk.move("1", DOING, 10, reason="defect")
    report = cards_report(PLAN, [(desk.board, desk.card())], hour(8), hour(8))
    assert report.cards[0].flow.rework_time_seconds == 0
    assert rows(desk, 8, live=True)["cards"][0]["rework_time_seconds"] == 0
    assert rows(desk, 12)["cards"][0]["rework_time_seconds"] == 2 * 3600


def test_a_card_that_was_dropped_had_rework_until_then_and_no_longer() -> None:
    desk = moved((REVIEW, 1))
    desk.move("1", DOING, 10, reason="defect")
    (row,) = rows(archived(desk, 15), 100)["cards"]
    assert row["rework_time_seconds"] == 5 * 3600
    assert row["active_time_seconds"] == 14 * 3600


def test_time_blocked_and_time_logged_are_in_seconds_and_a_block_lasts_until_the_moment_or_the_finish() -> None:
    desk = moved((DOING, 1))
    desk.give(Log(cards=("1",), minutes=90), 2)
    desk.give(Log(cards=("1",), minutes=-15), 2)
    for begin, end in ((3, 5), (6, 7)):
        desk.give(Block(cards=("1",), why="crane"), begin)
        desk.give(Unblock(cards=("1",)), end)
    desk.give(Block(cards=("1",), why="rain"), 10)
    (row,) = rows(desk, 14)["cards"]
    assert (row["blocked_time_seconds"], row["logged_time_seconds"]) == (7 * 3600, 75 * 60)
    desk.move("1", DONE, 20)
    (row,) = rows(desk, 99)["cards"]
    assert row["blocked_time_seconds"] == 13 * 3600
