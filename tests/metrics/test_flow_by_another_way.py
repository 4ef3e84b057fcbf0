"""Figures of any history, counted a second time in another way: event by event, hour by hour, in plain loops."""

import itertools
import statistics
from datetime import datetime, timedelta

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import HOUR, Desk, hour
from often import often

from kanban.commands.undo import Redo, Undo
from kanban.metrics.flow.totals import Totals, Window, existing, totals
from kanban.model import events as ev
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.text.messages import Refused


class Story:
    """What one card did until a moment, found by walking its events with nothing but a loop."""

    def __init__(self, card: Card, until: datetime) -> None:
        past = [event for event in card.events if event.at <= until]
        force = [event for _, event in ev.in_force(past)]
        self.until = until
        self.created_at = force[0].at
        self.archived_at = next((event.at for event in force if isinstance(event, ev.Archived)), None)
        self.stays: list[tuple[datetime, ev.Place]] = [(force[0].at, force[0].to)]
        self.moves = [event for event in force if isinstance(event, ev.Moved)]
        for move in self.moves:
            if move.origin.column != move.to.column:
                self.stays.append((move.at, move.to))

    @property
    def started_at(self) -> datetime | None:
        return next((at for at, place in self.stays if place.kind == "active"), None)

    @property
    def finished_at(self) -> datetime | None:
        """The entry into the last unbroken run of done columns, if the card is in one."""
        at = None
        for begin, place in reversed(self.stays):
            if place.kind != "done":
                break
            at = begin
        return at

    @property
    def rework(self) -> list[tuple[datetime, datetime]]:
        """Each rework move, with when the card was again where it had been."""
        out = []
        end = self.finished_at or self.archived_at or self.until
        for move in self.moves:
            back = move.to.position < move.origin.position and move.origin.kind != "queue"
            if back and not move.origin.kind == move.to.kind == "done" and move.reason in (None, "defect", "change"):
                later = [m.at for m in self.moves if m.at > move.at and m.to.position >= move.origin.position]
                out.append((move.at, later[0] if later else end))
        return out

    def hours_in(self, kind: str) -> float:
        """Hours in columns of a kind after the start, until the finish, archiving or the moment asked."""
        end = self.finished_at or self.archived_at or self.until
        total, at = 0.0, self.started_at
        while at is not None and at < end:
            place = [place for begin, place in self.stays if begin <= at][-1]
            total += place.kind == kind
            at += timedelta(hours=1)
        return total


def counted(board: Board, at: float) -> Totals:
    return totals(existing(board.cards.values(), hour(at)), Window(), hour(at))


def stories_of(board: Board, at: float) -> list[tuple[Card, Story]]:
    """The cards whose creation was not undone, each with its story."""
    return [(card, Story(card, hour(at))) for card in board.cards.values() if not card.void]


@settings(max_examples=often(150))
@given(stories)
def test_counts_times_and_rework_are_those_of_a_plain_walk(story: list) -> None:
    board = played(story)
    found, told = counted(board, END), [story for _, story in stories_of(board, END)]
    finished = [s for s in told if s.finished_at]
    started = [s for s in finished if s.started_at]
    assert found.cards == len(told)
    assert found.finished == len(finished)
    assert found.finished_without_start == len(finished) - len(started)
    assert found.dropped == sum(s.archived_at is not None and s.finished_at is None for s in told)
    assert found.wip == sum(s.started_at is not None and s.finished_at is None and s.archived_at is None for s in told)
    cycles = [(s.finished_at - s.started_at).total_seconds() for s in started]
    assert found.cycle_time.mean_seconds == (pytest.approx(statistics.fmean(cycles)) if cycles else None)
    leads = [(s.finished_at - s.created_at).total_seconds() for s in finished]
    assert found.lead_time.mean_seconds == (pytest.approx(statistics.fmean(leads)) if leads else None)
    assert found.rework.moves == sum(len(s.rework) for s in started)
    assert found.rework.reworked == sum(bool(s.rework) for s in started)
    spent = sum((end - begin).total_seconds() for s in started for begin, end in s.rework)
    assert found.rework.time_seconds == pytest.approx(spent)


@settings(max_examples=often(100))
@given(stories)
def test_the_span_is_the_sum_of_its_parts(story: list) -> None:
    board = played(story)
    for card, told in stories_of(board, END):
        flow = card.flow.until(hour(END))
        assert flow.active_seconds == told.hours_in("active") * HOUR
        assert flow.parked_seconds == told.hours_in("queue") * HOUR
        if flow.cycle_seconds is not None:
            assert flow.cycle_seconds == flow.active_seconds + flow.parked_seconds + flow.done_gap_seconds
            assert flow.done_gap_seconds == told.hours_in("done") * HOUR


@settings(max_examples=often(100))
@given(stories, st.integers(0, 40))
def test_a_past_day_is_what_would_have_been_counted_on_that_day(story: list, then: int) -> None:
    whole, until_then = played(story), played(story[:then])
    moment = then + 0.5
    assert counted(whole, moment) == counted(until_then, moment)


@settings(max_examples=often(100))
@given(stories, st.lists(st.integers(0, END), min_size=1, max_size=5, unique=True))
def test_windows_side_by_side_hold_every_finish_once(story: list, edges: list[int]) -> None:
    board = played(story)
    bounds = [None, *map(hour, sorted(edges)), None]
    cards = existing(board.cards.values(), hour(END))
    parts = [totals(cards, Window(begin, end), hour(END)) for begin, end in itertools.pairwise(bounds)]
    whole = totals(cards, Window(), hour(END))
    assert sum(part.finished for part in parts) == whole.finished
    assert sum(part.cycle_time.count for part in parts) == whole.cycle_time.count
    assert sum(part.rework.moves for part in parts) == whole.rework.moves


@settings(max_examples=often(60))
@given(stories)
def test_what_was_undone_and_redone_counts_as_before(story: list) -> None:
    desk = Desk()
    desk.board = played(story)
    before = counted(desk.board, END)
    try:
        desk.give(Undo(), END + 1)
    except Refused:
        return
    desk.give(Redo(), END + 2)
    assert counted(desk.board, END) == before
    after = counted(desk.board, END + 2)
    assert (after.finished, after.rework.moves, after.dropped) == (
        before.finished, before.rework.moves, before.dropped,
    )  # fmt: skip
