"""A card that is done, nothing says since when: it counts as done, and in no dated figure."""

import pytest
from makers import BACKLOG, DOING, DONE, Desk, hour
from plan_maker import Planner, deck, only

from kanban.commands.imports import Import, ImportedCard
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.metrics.reports import board_report as report
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.model import events as ev
from kanban.model.board import Board
from kanban.model.fields import CardFields
from kanban.text.dates import zone

DAY = 24
NOW = hour(60 * DAY)


def imported(*cards: tuple[str, float | None], by: float = 50 * DAY) -> Desk:
    """Cards made on day 0 and found in Done: with the hour they came there, or None where nothing says when."""
    desk = Desk()
    places = {column.id: desk.board.place(column.id) for column in desk.board.columns}
    taken = []
    for title, finished in cards:
        fields = CardFields(title=title, work_package="1.1.1")
        base = {"at": hour(0), "by": "li", "rank": "m", "card": fields, "source": f"{title}:created"}
        if finished is None:
            events = (ev.Created(**base, to=places[DONE], start_unknown=True, finished_by_at=hour(by)),)
        else:
            moved = {"at": hour(finished), "by": "li", "rank": "m", "source": f"{title}:moved"}
            start = ev.Moved(**{**moved, "at": hour(1)}, origin=places[BACKLOG], to=places[DOING])
            end = ev.Moved(**{**moved, "source": f"{title}:end"}, origin=places[DOING], to=places[DONE])
            events = (ev.Created(**base, to=places[BACKLOG]), start, end)
        taken.append(ImportedCard(external_id=title, events=events))
    desk.give(Import(external_id="b", name="b", columns=desk.board.head.columns, cards=tuple(taken)), 55 * DAY)
    return desk


def figures(board: Board, window: Window):
    return totals(existing(board.cards.values(), NOW), window, NOW)


def test_it_is_finished_without_a_finish_a_lead_or_a_cycle_time():
    flow = imported(("pour footing", None)).card().flow
    assert (flow.is_finished, flow.finished_at, flow.lead_seconds, flow.cycle_seconds) == (True, None, None, None)
    assert (flow.is_wip, flow.is_dropped, flow.age_seconds(NOW)) == (False, False, None)


def test_it_counts_in_the_total_and_in_no_window_and_no_week():
    board = imported(("pour footing", None), ("set anchor", None), ("paint rail", 20 * DAY)).board
    whole = figures(board, Window())
    assert (whole.finished, whole.started_finished, whole.finish_unknown) == (3, 1, 2)
    assert whole.cycle_time.excluded == {"finish_unknown": 2}
    assert whole.lead_time.count == 1
    assert sum(week.finished for week in whole.throughput.weeks) == 1
    for window in (Window(hour(0)), Window(None, hour(59 * DAY)), Window(hour(0), hour(1))):
        assert figures(board, window).finish_unknown == 0
    assert figures(board, Window(hour(0))).finished == 1


def test_the_json_has_null_with_the_reason():
    board = imported(("pour footing", None)).board
    row = report.card_row(Planner().plan, board, board.cards["1"], NOW)
    assert row.finished_at is None
    assert row.lead_time_seconds is None
    reasons = row.finished_at_reason, row.lead_time_seconds_reason, row.cycle_time_seconds_reason
    assert [str(reason) for reason in reasons] == ["finish_unknown"] * 3


def test_a_milestone_whose_last_card_is_one_is_achieved_at_an_unknown_date_and_in_no_rate():
    plan = deck(30 * DAY).plan
    board = imported(("pour footing", None), ("paint rail", 20 * DAY)).board
    rollup = roll_up(plan, [board], NOW)
    state = only(rollup)
    assert (state.status, state.achieved_at, state.slip_seconds, state.done_when_unknown) == (
        "achieved_late",
        None,
        None,
        True,
    )
    assert only(roll_up(deck(51 * DAY).plan, [board], NOW)).status == "achieved"
    assert str(state.reason) == "all 2 cards done, since when is not known"
    assert (rollup.current.due, rollup.current.unknown, rollup.current.achievement_rate) == (0, 1, None)
    row = rollup_report(rollup, NOW).milestones[0]
    assert (row.achieved_at, str(row.achieved_at_reason)) == (None, "finish_unknown")


def test_what_was_finished_after_all_of_them_is_known_to_be_the_last():
    plan = deck(80 * DAY).plan
    board = imported(("pour footing", None), ("paint rail", 55 * DAY), by=50 * DAY).board
    assert only(roll_up(plan, [board], NOW)).achieved_at == hour(55 * DAY)


def test_taken_back_into_work_and_finished_again_it_is_known():
    desk = imported(("pour footing", None))
    desk.move("1", DOING, 56 * DAY, reason="defect")
    assert (desk.card().flow.is_finished, desk.card().flow.reopened) == (False, 1)
    desk.move("1", DONE, 57 * DAY)
    flow = desk.card().flow
    assert (flow.finished_at, flow.finished_by_at) == (hour(57 * DAY), None)


# Weeks of a zone


@pytest.mark.parametrize(
    ("begin", "end", "finished", "weeks"),
    [
        ("2026-03-16", "2026-04-13", "2026-03-22 23:30", [1, 0, 0, 0]),
        ("2026-10-12", "2026-11-09", "2026-10-19 00:30", [0, 1, 0, 0]),
    ],
)
def test_four_weeks_across_daylight_saving_are_four_weeks(begin, end, finished, weeks):
    from datetime import UTC, datetime

    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=zone("Europe/Berlin")).astimezone(UTC)

    desk = Desk()
    card = desk.add(column=DOING)
    desk.move(card, DONE, (local(finished) - hour(0)).total_seconds() / 3600)
    moment = local("2026-12-01")
    window = Window(local(begin), local(end), "Europe/Berlin")
    found = totals(existing(desk.board.cards.values(), moment), window, moment).throughput
    assert [week.finished for week in found.weeks] == weeks
    assert [week.from_at.astimezone(zone("Europe/Berlin")).hour for week in found.weeks] == [0] * 4
    assert found.per_week == 0.25
