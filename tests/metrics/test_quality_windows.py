"""Quality window by window: the windows are four ISO weeks each, and together they are the one asked for."""

from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often

from kanban.metrics.flow.quality import quality, sigma_level
from kanban.metrics.flow.quality_windows import WEEKS, quality_by_window
from kanban.metrics.flow.totals import Window, existing

WEEK = 7 * 24


@settings(max_examples=often(60), deadline=None)
@given(stories, st.integers(1, 5))
def test_the_windows_add_up_to_the_whole(story: list, opportunities: int) -> None:
    board = played(story)
    cards, window, moment = existing(board.cards.values(), hour(END)), Window(), hour(END)
    parts = quality_by_window(cards, window, moment, opportunities)
    whole = quality(cards, window, opportunities)
    for name in ("finished", "n", "reworked", "defects"):
        assert sum(getattr(part.quality, name) for part in parts) == getattr(whole, name)
    assert [part.to_at for part in parts[:-1]] == [part.from_at for part in parts[1:]]
    assert all(len(part.cards) == part.quality.n for part in parts)


def test_each_window_has_the_figures_of_its_cards() -> None:
    desk = Desk()
    for number in range(1, 13):
        at = number * WEEK
        card = desk.add("card", at=at)
        desk.move(card, DOING, at + 1)
        if number % 4 == 0:
            desk.move(card, REVIEW, at + 2)
            desk.move(card, DOING, at + 3, reason="defect")
        desk.move(card, DONE, at + 9)
    now = hour(12 * WEEK + 48)
    parts = quality_by_window(existing(desk.board.cards.values(), now), Window(), now)
    assert [(part.to_at - part.from_at).days for part in parts[1:]] == [7 * WEEKS] * (len(parts) - 2) + [
        (parts[-1].to_at - parts[-1].from_at).days
    ]
    assert sum(part.quality.n for part in parts) == 12
    full = [part for part in parts if part.quality.n == 4]
    assert len(full) >= 2
    for part in full:
        assert part.quality.first_pass_yield == 0.75
        assert part.quality.dpmo == 250_000
        assert part.quality.sigma == sigma_level(250_000)
        assert part.quality.low_sample
