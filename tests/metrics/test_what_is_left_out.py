"""Cards that some figures cannot count are counted where they can be, left out where not, and told."""

from datetime import timedelta

import msgspec
import pytest
from makers import DOING, DONE, READY, REVIEW, UNLIMITED, Desk, hour

from kanban.commands.cards import Archive
from kanban.commands.imports import Import, ImportedCard
from kanban.commands.undo import Undo
from kanban.metrics import reasons
from kanban.metrics.flow.totals import Totals, Window, ageing, durations, existing, totals
from kanban.metrics.reports.board_report import card_row
from kanban.metrics.rollup.behind import cards_behind
from kanban.model import events as ev
from kanban.model.fields import CardFields
from kanban.model.plan import Plan

DAY = 24


def imported(*cards: tuple[str, bool, float | None], unmade: int = -1) -> Desk:
    """A board of foreign cards: column at first, whether its start is unknown, and when it was done.

    Of the one numbered `unmade` it is not known when it was made.
    """
    desk = Desk()
    places = {column.id: ev.Place(column.id, column.kind, n) for n, column in enumerate(UNLIMITED)}
    foreign = []
    for number, (column, unknown, done) in enumerate(cards):
        created = ev.Created(
            at=hour(0), by="li", source=f"c{number}", to=places[column], rank="V", card=CardFields(title="x"),
            external_id=f"x{number}", start_unknown=unknown, created_unknown=number == unmade,
        )  # fmt: skip
        events: list[ev.AnyEvent] = [created]
        if done is not None:
            events.append(
                ev.Moved(at=hour(done), by="li", source=f"m{number}", origin=created.to, to=places[DONE], rank="V")
            )
        foreign.append(ImportedCard(external_id=f"x{number}", events=tuple(events), fields={"title": "x"}))
    desk.give(Import(external_id="trello:b", name="b", columns=UNLIMITED, cards=tuple(foreign)), 99 * DAY)
    return desk


def counted(desk: Desk, at: float, window: Window = Window()) -> Totals:  # noqa: B008
    return totals(existing(desk.board.cards.values(), hour(at)), window, hour(at))


def test_a_start_before_the_history_is_in_no_cycle_and_no_lead_time_and_is_finished_all_the_same() -> None:
    found = counted(imported((DOING, True, DAY), (DOING, False, 3 * DAY), (READY, False, DAY)), 200 * DAY)
    assert (found.finished, found.start_unknown, found.finished_without_start, found.started_finished) == (3, 1, 1, 1)
    assert found.cycle_time.excluded == {"finished_without_start": 1, "start_unknown": 1}
    assert (found.cycle_time.count, found.cycle_time.of) == (1, 3)
    assert found.lead_time.excluded == {"start_unknown": 1}
    assert (found.lead_time.count, found.lead_time.p50_seconds) == (2, 2 * DAY * 3600)
    assert found.rework.finished == 1


def test_a_creation_that_is_not_known_is_in_no_lead_time_and_not_made_up_for_one_card() -> None:
    board = imported((READY, False, DAY), (READY, False, 2 * DAY), unmade=0).board
    cards = existing(board.cards.values(), hour(9 * DAY))
    found = totals(cards, Window(), hour(9 * DAY))
    assert found.lead_time.excluded == {"created_unknown": 1}
    assert (found.lead_time.count, found.lead_time.p50_seconds) == (1, 2 * DAY * 3600)
    assert found.finished == 2
    row = card_row(Plan(), board, cards[0], hour(9 * DAY))
    assert (row.created_at, row.lead_time_seconds, row.finished_at) == (None, None, hour(DAY))
    assert str(row.created_at_reason) == str(row.lead_time_seconds_reason) == "created_unknown"
    assert [b.card.id for b in cards_behind("lead_time", cards, Window(), hour(9 * DAY))] == ["2"]


def test_a_card_of_unknown_start_that_is_not_done_is_work_in_progress_without_an_age() -> None:
    desk = imported((DOING, True, None))
    found = counted(desk, 200 * DAY)
    assert found.wip == 1
    assert desk.card("1").flow.age_seconds(hour(200 * DAY)) is None


def test_only_unknown_starts_give_no_cycle_time_and_say_so() -> None:
    found = counted(imported((DOING, True, DAY)), 200 * DAY)
    assert found.cycle_time.p85_seconds is None
    assert found.cycle_time.p85_seconds_reason == reasons.NO_KNOWN_START
    assert found.rework.rework_rate_reason == reasons.NO_KNOWN_START
    assert found.rework.time_rate_reason == reasons.NO_CYCLE_TIME


def test_a_dropped_card_is_in_no_finished_count_and_one_archived_when_done_is() -> None:
    desk = Desk()
    for _ in range(3):
        desk.add(column=DOING)
    desk.move("1", DONE, 1)
    desk.give(Archive(cards=("1", "2")), 2)
    found = counted(desk, DAY)
    assert (found.finished, found.dropped, found.wip, found.cards) == (1, 1, 1, 3)


def test_a_card_whose_creation_was_undone_is_nowhere() -> None:
    desk = Desk()
    desk.add()
    desk.give(Undo(), 1)
    assert counted(desk, 0.5).cards == 1
    assert counted(desk, 2).cards == 0


def test_a_reopened_card_is_finished_once_and_its_gap_is_no_active_time() -> None:
    desk = Desk()
    desk.add(column=DOING)
    for at, column in ((1, DONE), (3, DOING), (4, DONE)):
        desk.move("1", column, at * DAY)
    found = counted(desk, 9 * DAY)
    assert (found.finished, found.cycle_time.p50_seconds) == (1, 4 * DAY * 3600)
    flow = desk.card().flow
    assert (flow.active_seconds, flow.done_gap_seconds, flow.reopened) == (2 * DAY * 3600, 2 * DAY * 3600, 1)


@pytest.mark.parametrize(("count", "low"), [(0, True), (9, True), (10, False), (11, False)])
def test_below_ten_values_a_percentile_is_marked(count: int, low: bool) -> None:
    assert durations([1.0] * count, {}).low_sample is low


def test_nobody_is_ageing_before_ten_are_finished() -> None:
    desk = Desk()
    for _ in range(9):
        desk.move(desk.add(column=DOING), DONE, 1)
    desk.add("old", column=DOING)
    cards = desk.board.cards.values()
    assert ageing(cards, counted(desk, DAY).cycle_time, hour(90 * DAY)) == []
    desk.move(desk.add(column=DOING), DONE, 1)
    assert [card.title for card in ageing(desk.board.cards.values(), counted(desk, DAY).cycle_time, hour(DAY))] == [
        "old"
    ]


def test_a_parked_card_ages_on_and_a_finished_one_does_not() -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    desk.move("1", READY, 1, reason="parked")
    assert desk.card().flow.age_seconds(hour(10)) == 10 * 3600
    desk.move("1", DONE, 11)
    assert desk.card().flow.age_seconds(hour(20)) is None


def test_throughput_without_a_beginning_looks_back_twelve_weeks() -> None:
    desk = Desk()
    for week in range(20):
        desk.move(desk.add(at=week * 7 * DAY, column=DOING), DONE, week * 7 * DAY + 1)
    found = counted(desk, 20 * 7 * DAY).throughput
    assert [week.finished for week in found.weeks] == [1] * 11 + [0]
    assert found.weeks[0].from_at == hour(9 * 7 * DAY - 8)
    assert found.per_week == pytest.approx(11 / (77 + 8 / 24) * 7)


def test_a_very_long_window_is_cut_to_ten_years_of_weeks() -> None:
    desk = Desk()
    desk.add(column=DOING)
    window = Window(hour(0) - timedelta(days=36_500))
    assert len(counted(desk, DAY, window).throughput.weeks) == 520


def test_a_window_that_ends_in_the_future_ends_now() -> None:
    desk = Desk()
    desk.move(desk.add(column=DOING), DONE, 1)
    found = counted(desk, 14 * DAY, Window(hour(0), hour(99 * DAY))).throughput
    assert [week.finished for week in found.weeks] == [1, 0, 0]
    assert found.weeks[-1].to_at == hour(14 * DAY)


def test_a_window_before_everything_has_no_finish() -> None:
    desk = Desk()
    desk.move(desk.add(column=DOING), DONE, 1)
    found = counted(desk, 9 * DAY, Window(hour(-20 * DAY), hour(-10 * DAY)))
    assert (found.finished, found.throughput.per_week) == (0, 0.0)


def test_a_window_with_no_cards_has_no_throughput() -> None:
    found = counted(Desk(), DAY).throughput
    assert (found.per_week, found.per_week_reason, found.weeks) == (None, reasons.NO_CARDS_IN_WINDOW, ())


def test_a_stored_flow_that_is_damaged_is_counted_from_the_history() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", DONE, DAY)
    before = counted(desk, 2 * DAY)
    card = msgspec.structs.replace(desk.card(), kept_flow=msgspec.Raw(b'{"created_at":1}'))
    desk.board = msgspec.structs.replace(desk.board, cards={"1": card})
    assert counted(desk, 2 * DAY) == before
