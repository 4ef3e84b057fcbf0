"""Figures of flow and charts against published examples."""

import pytest
from makers import DOING, DONE, READY, Desk, hour
from test_flow_charts import ALL, DAY, cards_of, flow_of

from kanban.commands.cards import Block, Unblock
from kanban.metrics.flow.charts import scatter
from kanban.metrics.flow.efficiency import flow_efficiency

# Published examples


@pytest.mark.parametrize(
    ("worked", "waited", "efficiency"),
    [(2, 8, 0.20), (3, 9, 0.25)],
    ids=["freekanbanboards.com, Flow efficiency (2025)", "agileseekers.com, Measuring value vs. waste (2025)"],
)
def test_published_flow_efficiencies(worked: int, waited: int, efficiency: float) -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.give(Block(cards=("1",), why="waits"), 1 * DAY)
    desk.give(Unblock(cards=("1",)), (1 + waited) * DAY)
    desk.move("1", DONE, (worked + waited) * DAY)
    assert flow_efficiency(cards_of(desk.board, 30 * DAY), ALL).efficiency == pytest.approx(efficiency)


def test_the_cumulative_flow_of_kanban_in_30_days() -> None:
    """Björkholm and Björkholm, "Kanban in 30 Days" (2015), Cumulative flow diagram.

    After one day 3 issues are on the board, 2 in Todo and 1 in In dev; on day 9 the first is done after 8 days, 13 are
    not done: the line of Todo stands at 14, that of Done at 1.
    """
    desk = Desk()
    for _ in range(3):
        desk.add(column=READY)
    desk.move("1", DOING, 1)
    for number in range(11):
        desk.add(at=(number + 1) * 17, column=READY)
    desk.move("1", DONE, 8 * DAY)
    days = flow_of(desk, 8 * DAY + 1).days
    assert days[0].counts == (0, 2, 1, 0, 0)
    assert len(days) == 9
    flow = flow_of(desk, 8 * DAY + 1)
    todo, *_, done = flow.at_or_right_of(days[-1])[1:]
    assert (todo, done, todo - done) == (14, 1, 13)
    (first,) = scatter(cards_of(desk.board, 9 * DAY), ALL, hour(9 * DAY)).points
    assert first.seconds == pytest.approx(8 * 86400, abs=3600)


def test_the_cumulative_chart_of_zoho_sprints() -> None:
    """Zoho Sprints, "Cumulative flow chart": 5 in To do on 1 January; then 2 of them in progress: lines at 5, 2, 0."""
    desk = Desk()
    for _ in range(5):
        desk.add(column=READY)
    for card in ("1", "2"):
        desk.move(card, DOING, DAY)
    flow = flow_of(desk, 2 * DAY)
    lines = [tuple(flow.at_or_right_of(day)[n] for n in (1, 2, 4)) for day in flow.days[:2]]
    assert lines == [(5, 0, 0), (5, 2, 0)]


def test_the_points_of_a_published_scatter() -> None:
    """pacemkr.ca, "Understanding the cycle time scatterplot chart": 4 and 9 days on 12 February, 12 days on 5 March."""
    desk, february = Desk(), 20  # days after the start of the story
    for finished, days in ((february, 4), (february, 9), (february + 21, 12)):
        desk.move(desk.add(at=(finished - days) * DAY, column=DOING), DONE, finished * DAY)
    points = scatter(cards_of(desk.board, 60 * DAY), ALL, hour(60 * DAY)).points
    assert [(p.finished_at, p.seconds / 86400) for p in points] == [
        (hour(february * DAY), 4), (hour(february * DAY), 9), (hour((february + 21) * DAY), 12),
    ]  # fmt: skip
