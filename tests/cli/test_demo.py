"""The demo: deterministic, believable, and every status in it."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from calls import DEMO_NOW
from stores import ledgers_in

from kanban.demo import build
from kanban.metrics.flow.totals import Window, ageing, existing, totals
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.events import REASONS
from kanban.store.folder.store import FolderStore

DAY = 86_400
MOMENTS = [
    DEMO_NOW, datetime(2026, 11, 28, 3, tzinfo=UTC), datetime(2026, 12, 6, 23, 30, tzinfo=UTC),
    datetime(2027, 1, 4, 1, 10, tzinfo=UTC), datetime(2028, 3, 1, 9, 59, 59, 999_000, tzinfo=UTC),
]  # fmt: skip


def made(folder, now):
    slugs = build(folder, now)
    store = FolderStore(folder)
    return store.plan(), [store.board(slug) for slug in slugs]


@pytest.fixture(params=MOMENTS, ids=str)
def project(request, tmp_path):
    """Moment, plan and boards of a demo."""
    return request.param, *made(tmp_path / "demo", request.param)


def test_the_same_moment_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        build(tmp_path / name, DEMO_NOW)
    content = [ledgers_in(tmp_path / name) for name in ("a", "b")]
    assert len(content[0]) == 5
    assert content[0] == content[1]


def test_every_kind_of_milestone_is_there(project):
    now, plan, boards = project
    states = {state.milestone.id: state for state in roll_up(plan, boards, now).milestones}
    assert len(states) == 9
    assert Counter(state.status for state in states.values()) == {
        "achieved": 3, "achieved_late": 1, "late": 1, "open": 2, "no_data": 2,
    }  # fmt: skip
    reasons = " | ".join(str(state.reason) for state in states.values())
    for words in ("all ", "past its baseline", "no forecast yet", "no baseline yet", "no cards", "signed off"):
        assert words in reasons
    assert sum(state.original_at != state.baseline_at for state in states.values()) == 2
    assert states["M5"].figures.blocked


def test_the_figures_are_plausible(project):
    now, _, boards = project
    cards = [card for board in boards for card in board.cards.values()]
    figures = totals(existing(cards, now), Window(), now)
    assert 2 * DAY < figures.cycle_time.p50_seconds < 4.5 * DAY
    assert 5 * DAY < figures.cycle_time.p85_seconds < 7.5 * DAY
    assert 0.10 <= figures.rework.rework_rate <= 0.20
    assert all(figures.rework.by_reason[reason] for reason in REASONS)
    assert figures.finished_without_start
    assert figures.dropped
    for board in boards:
        assert 45 <= len(board.cards) <= 60


def test_the_first_board_is_busy_now(project):
    now, _, boards = project
    (board,) = [board for board in boards if board.slug == "zhang"]
    assert [len(board.cards_in(column)) for column in ("c3", "c4")] == [3, 2]
    cycle = totals(existing(board.cards.values(), now), Window(), now).cycle_time
    assert len(ageing([c for c in board.cards.values() if c.is_on_board], cycle, now)) == 2


def test_the_history_has_everything_that_happens(project):
    now, _, boards = project
    events = [event for board in boards for card in board.cards.values() for event in card.events]
    kinds = {type(event).__name__ for event in events}
    assert kinds >= {"Created", "Moved", "Edited", "Blocked", "Unblocked", "Commented", "Archived", "Voided"}
    assert all(event.at <= now for event in events)
    assert any(event.over_wip for event in events if type(event).__name__ == "Moved")
    assert any(card.flow.reopened for board in boards for card in board.cards.values())
    assert any(card.work_package is None for board in boards for card in board.cards.values())
    assert any(not card.title.isascii() for board in boards for card in board.cards.values())


def test_the_verb_prints_where_it_is_and_how_to_go_on(desk, tmp_path):
    done = desk("demo", "--dir", tmp_path / "demo")
    assert done.out == f"{tmp_path / 'demo'}\n"
    for words in ("rollup", "--board zhang", "rm -r"):
        assert words in done.err
    assert desk("demo", "--dir", tmp_path / "demo", code=1).err.endswith("a folder of its own\n")


def test_the_doctor_finds_the_demo_sound(demo):
    assert "sound" in demo("doctor").err
