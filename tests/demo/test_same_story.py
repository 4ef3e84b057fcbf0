"""The demo tells the same story whenever it is made: on a weekend, at a year's end, on 29 February, at any hour."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from often import often

from kanban.demo import build
from kanban.demo.plan import ZONE
from kanban.metrics.flow.totals import Window, ageing, existing, totals
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.model.board import Board
from kanban.model.events import Moved
from kanban.store.folder.store import FolderStore

DAY = 86_400
HERE = ZoneInfo(ZONE)
CHOSEN = {
    "29 February": datetime(2028, 2, 29, 10),
    "1 March": datetime(2028, 3, 1, 9, 59, 59, 999_000),
    "the first minute of a year": datetime(2027, 1, 1),
    "the last minute of a year": datetime(2026, 12, 31, 23, 59, 59),
    "Sunday night": datetime(2026, 11, 29, 23, 50),
    "Monday 00:05": datetime(2026, 11, 30, 0, 5),
    "Monday, before work": datetime(2026, 11, 30, 7, 59),
    "Monday, as work begins": datetime(2026, 11, 30, 8),
    "Friday 17:00": datetime(2026, 11, 27, 17),
    "Friday, as work ends": datetime(2026, 11, 27, 18),
    "the end of a month": datetime(2027, 4, 30, 12, 34, 56),
}
MILESTONES = {
    "M1": ("achieved", "21/21"),
    "M2": ("achieved_late", "13/13"),
    "M3": ("achieved", "11/15"),
    "M4": ("achieved", "31/31"),
    "M5": ("late", "29/46"),
    "M6": ("at_risk", "11/23"),
    "M7": ("on_track", "6/20"),
    "M8": ("no_data", "0/11"),
    "M9": ("no_data", "0/0"),
}
COLUMNS = {
    "chen": "9, 3, 1 of 3, 2 of 2, 29",
    "li": "9, 3, 2 of 3, 1 of 2, 31",
    "wang": "9, 3, 3 of 3, 1 of 2, 30",
    "zhang": "8, 3, 3 of 3, 2 of 2, 34",
}
NEED_A_HAND = {
    "chen": {"late": 1, "due within two days": 1},
    "li": {"late": 1, "due within two days": 1, "blocked": 1},
    "wang": {"late": 1, "due within two days": 1, "blocked": 1, "ageing": 1},
    "zhang": {"late": 1, "due within two days": 1, "blocked": 1, "ageing": 2},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A new folder at each call."""
    base = tmp_path_factory.mktemp("stories")
    return lambda: base / str(len(list(base.iterdir())))


def columns(board: Board) -> str:
    """Cards in each column, and its limit."""
    lanes = [(len(board.cards_in(column.id)), column.wip_limit) for column in board.columns]
    return ", ".join(f"{cards} of {limit}" if limit else str(cards) for cards, limit in lanes)


def need_a_hand(board: Board, now: datetime) -> Counter[str]:
    """Cards on the board, by what is wrong with them."""
    open_ = [card for card in board.cards.values() if card.is_on_board and not card.flow.is_finished]
    cycle_time = totals(existing(board.cards.values(), now), Window(), now).cycle_time
    days_left = [(card.due_at - now).total_seconds() / DAY for card in open_ if card.due_at is not None]
    return +Counter({
        "late": sum(left < 0 for left in days_left),
        "due within two days": sum(0 <= left < 2 for left in days_left),
        "blocked": sum(card.flow.blocked_at is not None for card in open_),
        "ageing": len(ageing(open_, cycle_time, now)),
    })  # fmt: skip


def check_story(folder, now: datetime) -> None:
    slugs = build(folder, now)
    store = FolderStore(folder)
    boards = [store.board(slug) for slug in slugs]

    found = foretold(roll_up(store.plan(), boards, now))
    assert (found.current.achieved_on_time, found.current.due, found.current.achievement_rate) == (3, 5, 0.6)
    assert (found.original.achieved_on_time, found.original.due) == (2, 5)
    states = {state.milestone.id: state for state in found.milestones}
    assert {i: (s.status, f"{s.figures.done}/{s.figures.total}") for i, s in states.items()} == MILESTONES
    assert found.milestones[0].milestone.id == "M5"
    assert 3 * DAY < (now - states["M5"].baseline_at).total_seconds() < 5 * DAY
    assert 60 * DAY < states["M5"].slip_seconds < 110 * DAY
    assert states["M6"].severity == "normal"
    assert (states["M5"].added, states["M5"].removed) == (23, 2)
    assert {i for i, s in states.items() if s.original_at != s.baseline_at} == {"M4", "M7"}

    schedule = plan_schedule(found)
    assert schedule.path == ("1.2.2", "1.3.1", "1.3.2", "1.3.3")
    assert 20 < schedule.days(schedule.length) < 22
    (grouting,) = [row for row in schedule.rows if row.id == "1.2.3"]
    assert grouting.remaining.basis == "cycle_time"
    assert 3.5 < schedule.days(grouting.total_slack) < 4.5

    assert {board.slug: columns(board) for board in boards} == COLUMNS
    assert {board.slug: need_a_hand(board, now) for board in boards} == NEED_A_HAND

    cards = [card for board in boards for card in board.cards.values()]
    assert all(event.at <= now for card in cards for event in card.events)
    assert sum(isinstance(e, Moved) and e.over_wip for card in cards for e in card.events) == 7
    figures = totals(existing(cards, now), Window(), now)
    assert (figures.finished, figures.dropped, figures.rework.moves) == (140, 9, 24)
    assert 2.5 * DAY < figures.cycle_time.p50_seconds < 4 * DAY
    assert 5 * DAY < figures.cycle_time.p85_seconds < 6.5 * DAY


@pytest.mark.parametrize("day", CHOSEN)
def test_the_story_is_the_same_on_a_day_that_is_special(folder, day):
    check_story(folder(), CHOSEN[day].replace(tzinfo=HERE))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(HERE)))
@settings(max_examples=often(40))
@example(datetime(2026, 11, 28, 14, tzinfo=ZoneInfo("America/New_York")))
def test_the_story_is_the_same_at_any_moment(folder, now):
    check_story(folder(), now)
