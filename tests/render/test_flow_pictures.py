"""The pictures of a board's flow: each point has its words and its cards; nothing to draw says why."""

import msgspec
import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often

from kanban.cli.verbs.metrics import CHARTS
from kanban.cli.verbs.quality import CHARTS as QUALITY_CHARTS
from kanban.commands.cards import Block
from kanban.metrics.flow.totals import Window, existing
from kanban.render.charts import draw, legend
from kanban.render.flow_pictures.every import PICTURES, QUALITY_PICTURES
from kanban.render.flow_pictures.picture import Asked, Picture
from kanban.text.clean import width
from kanban.text.glyphs import UNICODE

DAY = 24


def picture(name: str, desk: Desk, at: float, window: Window | None = None) -> Picture:
    window = window or Window()
    return PICTURES[name].make(Asked(desk.board, existing(desk.board.cards.values(), hour(at)), window, hour(at)))


@pytest.fixture
def worked() -> Desk:
    """Two weeks: five finished (one sent back), one blocked in work, one waiting."""
    desk = Desk()
    for number in range(1, 8):
        desk.add(f"card {number}")
    for number in range(1, 7):
        desk.move(str(number), DOING, number * DAY)
    desk.move("2", REVIEW, 3 * DAY)
    desk.move("2", DOING, 4 * DAY, reason="defect")
    for number in range(1, 6):
        desk.move(str(number), DONE, (number + 5 + number % 2) * DAY)
    desk.give(Block(cards=("6",), why="crane booked"), 9 * DAY)
    return desk


def test_the_shell_names_every_picture() -> None:
    assert tuple(PICTURES) == CHARTS


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_a_title_and_a_rule(name: str) -> None:
    assert str(PICTURES[name].title)
    assert str(PICTURES[name].rule)


@pytest.mark.parametrize("name", PICTURES)
def test_an_empty_board_and_an_empty_window_say_why(name: str, worked: Desk) -> None:
    before = Window(hour(-50 * DAY), hour(-40 * DAY))
    for found in (picture(name, Desk(), 0), picture(name, worked, 20 * DAY, before)):
        if name in ("ageing", "cfd") and found.points:
            continue  # what is in progress is so in every window; the days of a window are there
        assert str(found.why_empty)
        assert found.points == ()


@settings(max_examples=often(40), deadline=None)
@given(stories)
def test_any_board_is_drawn_in_eighty_cells(story: list) -> None:
    desk = Desk()
    desk.board = played(story)
    for name in PICTURES:
        found = picture(name, desk, END)
        if found.chart is not None:
            assert len(found.chart.stops) == len(found.points)
            lines = draw(found.chart, 80, 15, UNICODE, len(found.points) - 1)
            assert max(sum(width(part) for part, _ in line) for line in lines) <= 80
        for point in found.points:
            assert str(point.words)
            assert sum(width(part) for part, _ in point.row) <= 80


def said(found: Picture) -> list[str]:
    return [str(point.words) for point in found.points]


def test_what_the_points_say(worked: Desk) -> None:
    scattered = picture("scatter", worked, 20 * DAY)
    assert said(scattered)[:2] == [
        "1 card 1 · 6.0d · finished 09 Mar 08:00", "2 card 2 · 5.0d · finished 09 Mar 08:00 · reworked",
    ]  # fmt: skip
    assert [limit.label for limit in scattered.chart.limits] == ["P95 6.0d", "P85 6.0d", "P50 6.0d"]
    (aged,) = said(picture("ageing", worked, 20 * DAY))
    assert aged == "6 card 6 · 14d in progress · in Doing · blocked: crane booked"
    weeks = said(picture("throughput", worked, 20 * DAY))
    assert weeks == ["week of 02 Mar · 0 finished", "week of 09 Mar · 5 finished · 1, 2, 3, 4, 5",
                     "week of 16 Mar · 0 finished"]  # fmt: skip
    p = said(picture("p", worked, 20 * DAY))
    assert p[1] == "week of 09 Mar · 1 of 5 reworked, 20% · limits 0% to 74%"
    (reason,) = picture("rework", worked, 20 * DAY).points
    assert [card.id for card in reason.cards] == ["2"]
    assert str(reason.words) == "something was wrong with the work: 2"


def test_a_day_says_what_went_back_and_its_cards_come_first(worked: Desk) -> None:
    found = picture("cfd", worked, 20 * DAY)
    (back,) = [point for point in found.points if "moved back" in str(point.words)]
    assert str(back.words) == "06 Mar · Backlog 3, Doing 4 · moved back: 2"
    assert [card.id for card in back.cards] == ["2", "4"]
    assert found.signals == (back.words,)
    assert "Little's law" in str(found.says[0])


def test_the_costliest_say_what_in(worked: Desk) -> None:
    first, *_ = said(picture("costly", worked, 20 * DAY))
    assert first == "6 card 6 · longest cycle time, place 1 · longest blocked, place 1"


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_of_others_reaches_the_terminal_raw(name: str, worked: Desk) -> None:
    nasty = "\x1b]52;c;eA==\x07 [/] \u202ecod\x9b31m\nnext"
    board = worked.board
    cards = {key: msgspec.structs.replace(card, title=nasty) for key, card in board.cards.items()}
    columns = tuple(msgspec.structs.replace(column, name=nasty) for column in board.head.columns)
    head = msgspec.structs.replace(board.head, columns=columns)
    worked.board = msgspec.structs.replace(board, cards=cards, head=head)
    found = picture(name, worked, 20 * DAY)
    texts = [str(words) for words in (*found.says, *found.signals, *(point.words for point in found.points))]
    lines = [*(point.row for point in found.points), found.head]
    if found.chart is not None:
        lines += [*draw(found.chart, 80, 15, UNICODE, 0), legend(found.chart, UNICODE, 80)]
    texts += [part for line in lines for part, _ in line]
    assert all(text.isprintable() for text in texts)


def test_the_shell_names_every_picture_of_quality() -> None:
    assert tuple(QUALITY_PICTURES) == QUALITY_CHARTS


@settings(max_examples=often(40), deadline=None)
@given(stories)
def test_the_quality_of_any_board_is_drawn_in_eighty_cells(story: list) -> None:
    board = played(story)
    asked = Asked(board, existing(board.cards.values(), hour(END)), Window(), hour(END))
    for kind in QUALITY_PICTURES.values():
        found = kind.make(asked)
        assert (found.chart is None) == (found.why_empty is not None)
        if found.chart is not None:
            assert len(found.chart.stops) == len(found.points)
            lines = draw(found.chart, 80, 15, UNICODE, len(found.points) - 1)
            assert max(sum(width(part) for part, _ in line) for line in lines) <= 80
        assert all(str(point.words) for point in found.points)
