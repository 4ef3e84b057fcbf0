"""Figures in words: one wording for the strip, the screens and the shell; a percentage is made in one place."""

import re
from pathlib import Path

import pytest
from makers import DOING, DONE, READY, REVIEW, Desk, hour

import kanban
from kanban.commands.cards import Block, Unblock
from kanban.metrics.figure import Figure, by_term
from kanban.metrics.flow.efficiency import check_figures
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Totals, Window, existing, totals
from kanban.metrics.rollup.figures import achievement_figure
from kanban.metrics.rollup.milestones import Achievement
from kanban.model.board import DEFAULT_COLUMNS, Column
from kanban.render.figures import achieved, fraction, limits_of, lines, percent, sparkline, strip, wip_span, words
from kanban.text.glyphs import ASCII, UNICODE
from kanban.text.messages import msg

DAY = 24


def totals_of(desk: Desk, at: float) -> Totals:
    return totals(existing(desk.board.cards.values(), hour(at)), Window(), hour(at))


@pytest.fixture
def worked() -> Totals:
    """Three cards finished, one of them reworked, one straight from the queue; two under way."""
    desk = Desk()
    for _ in range(6):
        desk.add()
    for card in ("1", "2", "3", "5", "6"):
        desk.move(card, DOING, DAY)
    desk.move("1", REVIEW, 2 * DAY)
    desk.move("1", DOING, 2.5 * DAY, reason="defect")
    for card, day in (("1", 5), ("2", 3), ("3", 2), ("4", 2)):
        desk.move(card, DONE, day * DAY)
    return totals_of(desk, 7 * DAY)


def said(figures: Totals, signs=None) -> dict[str, str]:
    return {line.term: line.words for line in lines(flow_figures(figures), signs)}


def test_every_figure_stands_beside_what_it_rests_on(worked: Totals) -> None:
    assert said(worked) == {
        "cycle_time": "P50 2.0d  P85 3.4d  P95 3.8d  (n 3 of 4: 1 finished_without_start; few)",
        "lead_time": "P50 2.5d  P85 4.1d  P95 4.7d  (n 4; few)",
        "rework_rate": "33% (1/3)",
        "rework_move": "1  (n 3 cards; moves back: defect 1)",
        "rework_time": "2.5d, 36% of cycle time  (n 3)",
        "throughput": "3.8 a week  (n 4; weeks: 4 0)",
        "wip": "2",
        "finished": "4 of 6",
        "dropped": "0 of 6",
    }


def test_of_nothing_a_figure_is_a_dash_and_a_count_is_zero() -> None:
    assert said(totals_of(Desk(), DAY)) == {
        "cycle_time": "P50 -  P85 -  P95 -  (n 0; few)",
        "lead_time": "P50 -  P85 -  P95 -  (n 0; few)",
        "rework_rate": "- (0/0)",
        "rework_move": "0  (n 0 cards)",
        "rework_time": "0s, - of cycle time  (n 0)",
        "throughput": "-  (n 0)",
        "wip": "0",
        "finished": "0 of 0",
        "dropped": "0 of 0",
    }


def test_on_a_screen_the_weeks_are_drawn(worked: Totals) -> None:
    assert said(worked, UNICODE)["throughput"] == "3.8 a week  █▁  (n 4; 2 weeks)"
    assert said(worked, ASCII)["throughput"] == "3.8 a week  #_  (n 4; 2 weeks)"


def test_a_line_has_its_label_and_its_rule(worked: Totals) -> None:
    first = next(iter(lines(flow_figures(worked))))
    assert str(first.label) == "cycle time"
    assert str(first.rule).startswith("finished - started")


def test_more_weeks_than_have_room_are_the_last_ones() -> None:
    figure = Figure(term="throughput", unit="per_week", value=1.0, n=20, of=20, weeks=tuple(range(20)))
    assert words(figure).endswith("weeks: 8 9 10 11 12 13 14 15 16 17 18 19)")


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(None, "-"), (0.0, "0%"), (0.004, "0%"), (0.125, "12%"), (1 / 3, "33%"), (0.999, "100%"), (1.0, "100%")],
)
def test_a_percentage(rate: float | None, shown: str) -> None:
    assert percent(rate) == shown


def test_nobody_else_makes_a_percentage() -> None:
    """A rate is divided in `metrics.stats` and made a percentage in `render.figures`, and nowhere else."""
    folder = Path(kanban.__file__).parent
    rooms = [path for room in ("metrics", "render", "model", "session") for path in (folder / room).rglob("*.py")]
    guilty = [path.name for path in rooms if re.search(r"\*\s*100\b|:\.\d*%", path.read_text(encoding="utf-8"))]
    assert guilty == ["figures.py"]


def test_few_cells_hold_a_rate_with_its_counts(worked: Totals) -> None:
    assert fraction(by_term(flow_figures(worked))["rework_rate"]) == "33% 1/3"
    assert achieved(achievement_figure(Achievement(4, 3, 1))) == "3/4 75%"
    assert achieved(achievement_figure(Achievement(0, 0, 1))) == "-"


@pytest.mark.parametrize(
    ("values", "drawn"),
    [([], ""), ([0, 0], "▁▁"), ([1], "█"), ([0, 1, 7], "▁▂█"), ([3, 3], "██"), ([1, 100], "▂█")],
)
def test_a_sparkline_is_scaled_to_the_largest_and_shows_that_something_is_not_nothing(values, drawn: str) -> None:
    assert sparkline(values, UNICODE) == drawn


def text(spans) -> str:
    return "".join(part for part, _ in spans)


def test_the_strip_says_the_same_in_fewer_words_where_there_is_little_room(worked: Totals) -> None:
    wide, narrow = strip(worked, UNICODE, narrow=False), strip(worked, UNICODE, narrow=True)
    assert text(wide).startswith("CT P50 2.0d P85 3.4d? (n 3 of 4)  rework 33% 1/3  ")
    assert text(narrow).startswith("CT 2.0d/3.4d? n3/4  rework 33% 1/3  ")


def test_the_strip_of_nothing_claims_nothing() -> None:
    nothing = totals_of(Desk(), DAY)
    spans = strip(nothing, UNICODE, narrow=True)
    assert text(spans) == "CT - n0  rework - 0/0  "
    assert spans[0][1] == "meta"
    assert wip_span(nothing, None) == ("WIP 0  ", "")


def limited(doing: int | None, review: int | None, parked: bool = False) -> tuple[str, str]:
    """What is said of three cards in Doing and one in Review, with these limits."""
    columns = {DOING: doing, REVIEW: review}
    desk = Desk(tuple(Column(c.id, c.name, c.kind, columns.get(c.id)) for c in DEFAULT_COLUMNS))
    for _ in range(3):
        desk.add(column=DOING, over_wip=True)
    desk.add(column=REVIEW)
    if parked:
        desk.move(desk.add(column=DOING, over_wip=True), READY, 1, reason="parked")
    words, role = wip_span(totals_of(desk, DAY), limits_of(desk.board))
    return words.strip(), role


@pytest.mark.parametrize(
    ("doing", "review", "parked", "said"),
    [
        (3, 2, False, ("WIP 4/5", "")),
        (2, 2, False, ("WIP 4/4", "full")),
        (3, None, False, ("WIP 3/3 +1", "")),
        (None, 1, False, ("WIP 1/1 +3", "")),
        (3, 2, True, ("WIP 4/5 +1", "")),
        (None, None, True, ("WIP 5", "")),
    ],
)
def test_count_and_limit_are_of_the_same_columns(
    doing: int | None, review: int | None, parked: bool, said: tuple[str, str]
) -> None:
    assert limited(doing, review, parked) == said


def test_a_reason_that_is_not_known_keeps_its_code() -> None:
    figure = Figure(
        term="rework_move", unit="moves", value=2, n=1, of=1, by_reason={"weather": 2}, why_missing=msg("none")
    )
    assert words(figure) == "2  (n 1 card; moves back: weather 2)"


def test_flow_efficiency_and_littles_law_say_what_they_rest_on() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.give(Block(cards=("1",), why="crane"), DAY)
    desk.give(Unblock(cards=("1",)), 2 * DAY)
    desk.move("1", DONE, 4 * DAY)
    cards = existing(desk.board.cards.values(), hour(8 * DAY))
    said = {line.term: line.words for line in lines(check_figures(cards, Window(hour(0)), hour(8 * DAY)))}
    assert said == {
        "flow_efficiency": "75%  (n 1; few)",
        "littles_law": "+0%: 4.0d expected, 4.0d counted  (n 1)",
    }
    nothing = [line.words for line in lines(check_figures([], Window(), hour(DAY)))]
    assert nothing == ["-  (n 0; few)", "-  (n 0)"]
